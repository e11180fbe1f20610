"""Demijohn: the Flask API, strictly typed, over a pure and compiled core."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from . import _lean as _lean

# All that stand below import what this has put off.
# isort: split
from . import _later, json as json, signals as signals
from .app import Flask as Flask
from .blueprints import Blueprint as Blueprint
from .config import Config as Config
from .ctx import (
    after_this_request as after_this_request,
    copy_current_request_context as copy_current_request_context,
    has_app_context as has_app_context,
    has_request_context as has_request_context,
)
from .globals import current_app as current_app, g as g, request as request, session as session
from .helpers import (
    abort as abort,
    flash as flash,
    get_flashed_messages as get_flashed_messages,
    get_template_attribute as get_template_attribute,
    make_response as make_response,
    redirect as redirect,
    send_file as send_file,
    send_from_directory as send_from_directory,
    stream_with_context as stream_with_context,
    url_for as url_for,
)
from .json import jsonify as jsonify
from .signals import (
    appcontext_popped as appcontext_popped,
    appcontext_pushed as appcontext_pushed,
    appcontext_tearing_down as appcontext_tearing_down,
    before_render_template as before_render_template,
    got_request_exception as got_request_exception,
    message_flashed as message_flashed,
    request_finished as request_finished,
    request_started as request_started,
    request_tearing_down as request_tearing_down,
    template_rendered as template_rendered,
)
from .wrappers import Request as Request, Response as Response

if TYPE_CHECKING:
    from . import cli as cli, templating as templating, typing as typing
    from .templating import (
        render_template as render_template,
        render_template_string as render_template_string,
        stream_template as stream_template,
        stream_template_string as stream_template_string,
    )

    __version__: str
else:
    # The command line and Jinja take long to import, and many programs do without them.
    _find, __dir__ = _later.names(
        __name__,
        {
            "cli": "demijohn.cli",
            "render_template": "demijohn.templating",
            "render_template_string": "demijohn.templating",
            "stream_template": "demijohn.templating",
            "stream_template_string": "demijohn.templating",
            "templating": "demijohn.templating",
            "typing": "demijohn.typing",
        },
    )

    # Not as an assignment: this is no list for those who read the source, and it has what only runs.
    vars()["__all__"] = [name for name in __dir__() if not name.startswith("_")]

    def __getattr__(name: str) -> object:
        """Find what is imported when it is asked for, and the version: reading the metadata takes a while too."""
        if name != "__version__":
            return _find(name)
        from importlib.metadata import PackageNotFoundError, version

        with suppress(PackageNotFoundError):
            return version("demijohn")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
