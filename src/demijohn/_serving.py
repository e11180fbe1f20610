"""How an application runs on the development server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click
from werkzeug import serving

from . import cli
from .core import hosts
from .helpers import get_debug_flag, get_load_dotenv

if TYPE_CHECKING:
    from .app import Flask

_IGNORED = (
    " * Ignoring a call to 'app.run()' that would block the current 'demijohn' CLI command.\n"
    "   Call it only inside an 'if __name__ == \"__main__\"' guard."
)


# ``Any``: the options of the development server are its own.
def run(
    app: Flask,
    host: str | None,
    port: int | None,
    debug: bool | None,
    load_dotenv: bool,
    options: dict[str, Any],
) -> None:
    """Serve an application until it is interrupted."""
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        if not serving.is_running_from_reloader():
            click.secho(_IGNORED, fg="red")
        return
    if get_load_dotenv(load_dotenv):
        cli.load_dotenv()
        if "DEMIJOHN_DEBUG" in os.environ or "FLASK_DEBUG" in os.environ:
            app.debug = get_debug_flag()
    if debug is not None:
        app.debug = bool(debug)
    host, port = hosts.listening_address(app.config.get("SERVER_NAME") or "", host, port)
    options.setdefault("use_reloader", app.debug)
    options.setdefault("use_debugger", app.debug)
    options.setdefault("threaded", True)
    cli.show_server_banner(app.debug, app.name)
    try:
        serving.run_simple(host, port, app, **options)
    finally:
        # The server was interrupted, perhaps in an interactive session: setup may go on.
        app._got_first_request = False
