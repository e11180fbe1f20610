"""The commands that every application has: run it, open a shell in it, list its routes."""

from __future__ import annotations

import code
import os
import platform
import sys
import traceback
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, cast

import click
import werkzeug.serving
from click.core import ParameterSource
from werkzeug.serving import is_running_from_reloader
from werkzeug.utils import import_string

from ._script import ScriptInfo, pass_script_info, with_appcontext
from .globals import current_app
from .helpers import get_debug_flag

if TYPE_CHECKING:
    import ssl
    from typing import Literal

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from werkzeug.routing import Rule


def _set_debug(ctx: click.Context, param: click.Option, value: bool) -> bool | None:
    # A default must not undo what the environment says.
    source = ctx.get_parameter_source(str(param.name))
    if source in (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP):
        return None
    # The reloader starts the command again, and it has to find this in its environment.
    os.environ["FLASK_DEBUG"] = "1" if value else "0"
    if "DEMIJOHN_DEBUG" in os.environ:
        # It goes first, so it has to say the same.
        os.environ["DEMIJOHN_DEBUG"] = os.environ["FLASK_DEBUG"]
    return value


debug_option = click.Option(
    ["--debug/--no-debug"],
    help="Turn debug mode on or off.",
    envvar="DEMIJOHN_DEBUG",
    callback=_set_debug,
    expose_value=False,
)


def show_server_banner(debug: bool, app_import_path: str | None) -> None:
    """Print which application the development server serves; only once, not again after a reload.

    Args:
        debug: Whether debug mode is on.
        app_import_path: What named the application.
    """
    if is_running_from_reloader():
        return
    if app_import_path is not None:
        click.echo(f" * Serving Flask app '{app_import_path}'")
    if debug is not None:  # pyright: ignore[reportUnnecessaryComparison]  # callers without types hand over None
        click.echo(f" * Debug mode: {'on' if debug else 'off'}")


class CertParamType(click.ParamType):  # type: ignore[type-arg]  # generic only in newer versions of Click
    """A certificate: a file, ``adhoc``, or the import name of an ``ssl.SSLContext``."""

    name = "path"

    def __init__(self) -> None:
        self.path_type = click.Path(exists=True, dir_okay=False, resolve_path=True)

    # Any: Click hands over text or what was set in code.
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Turn what was given into a path, ``adhoc`` or a context."""
        try:
            import ssl
        except ImportError:
            raise click.BadParameter(
                'Using "--cert" requires Python to be compiled with SSL support.', ctx, param
            ) from None
        try:
            return cast("str", self.path_type(value, param, ctx))  # Click's type is for bytes too
        except click.BadParameter:
            text = str(value).lower()
            if text == "adhoc":
                _require_cryptography(ctx, param)
                return text
            context = import_string(value, silent=True)
            if isinstance(context, ssl.SSLContext):
                return context
            raise


def _require_cryptography(ctx: click.Context | None, param: click.Parameter | None) -> None:
    try:
        import cryptography  # type: ignore[import-not-found]  # noqa: F401  # it is only asked whether it is there
    except ImportError:
        message = "Using ad-hoc certificates requires the cryptography library."
        raise click.BadParameter(message, ctx, param) from None


# Any: the values of options, as Click converts them.
def _validate_key(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Check that a key goes with a certificate, and put the two together for the server."""
    cert = ctx.params.get("cert")
    is_path = isinstance(cert, str) and cert != "adhoc"
    if value is None:
        if is_path:
            raise click.BadParameter('Required when using "--cert".', ctx, param)
        return None
    if cert is None:
        raise click.BadParameter('"--cert" must also be specified.', ctx, param)
    if not is_path:
        kind = '"adhoc"' if cert == "adhoc" else "an SSLContext object"
        raise click.BadParameter(f'When "--cert" is {kind}, "--key" is not used.', ctx, param)
    ctx.params["cert"] = cert, value
    return value


class SeparatedPathType(click.Path):
    """Several paths in one text, separated as in ``PATH``."""

    # Any: as for ``CertParamType``.
    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Split the text, and convert each path."""
        convert = super().convert
        return [convert(part, param, ctx) for part in self.split_envvar_value(value)]


@click.command("run", short_help="Run a development server.")
@click.option(
    "--host", "-h", default="127.0.0.1", envvar="DEMIJOHN_RUN_HOST", help="The interface to bind to."
)
@click.option("--port", "-p", default=5000, envvar="DEMIJOHN_RUN_PORT", help="The port to bind to.")
@click.option("--cert", type=CertParamType(), help="A certificate file, to serve HTTPS.", is_eager=True)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    callback=_validate_key,
    expose_value=False,
    help="The key file of the certificate.",
)
@click.option(
    "--reload/--no-reload", default=None, help="Restart when code changes. By default in debug mode only."
)
@click.option(
    "--debugger/--no-debugger",
    default=None,
    help="Debug errors in the browser. By default in debug mode only.",
)
@click.option(
    "--with-threads/--without-threads", default=True, help="Answer each request in a thread of its own."
)
@click.option(
    "--extra-files",
    default=None,
    type=SeparatedPathType(),
    help=f"More files whose change restarts the server, separated by {os.path.pathsep!r}.",
)
@click.option(
    "--exclude-patterns",
    default=None,
    type=SeparatedPathType(),
    help=f"fnmatch patterns of files whose change does not, separated by {os.path.pathsep!r}.",
)
@pass_script_info
def run_command(
    info: ScriptInfo,
    host: str,
    port: int,
    reload: bool | None,
    debugger: bool | None,
    with_threads: bool,
    cert: ssl.SSLContext | tuple[str, str | None] | Literal["adhoc"] | None,
    extra_files: list[str] | None,
    exclude_patterns: list[str] | None,
) -> None:
    """Run a development server.

    It is for development only: it has neither the safety nor the speed of a production server.

    With '--debug' it restarts when code changes, and shows errors in the browser.
    """
    app = _load_to_serve(info)
    debug = get_debug_flag()
    show_server_banner(debug, info.app_import_path)
    werkzeug.serving.run_simple(
        host,
        port,
        app,
        use_reloader=debug if reload is None else reload,
        use_debugger=debug if debugger is None else debugger,
        threaded=with_threads,
        ssl_context=cert,
        extra_files=extra_files,
        exclude_patterns=exclude_patterns,
    )


def _load_to_serve(info: ScriptInfo) -> WSGIApplication:
    """Load the application; after a reload, an error is kept for the browser, so that the server goes on."""
    try:
        return info.load_app()
    except Exception as error:
        if not is_running_from_reloader():
            raise
        traceback.print_exc()
        failure = error

    def answer_with_error(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise failure from None

    return answer_with_error


run_command.params.insert(0, debug_option)


@click.command("shell", short_help="Run a shell in the app context.")
@with_appcontext
def shell_command() -> None:
    """Open an interactive Python shell in a context of the application.

    It has 'app', 'g' and what the application's shell context processors give.
    """
    app = current_app._get_current_object()
    banner = f"Python {sys.version} on {sys.platform}\nApp: {app.import_name}\nInstance: {app.instance_path}"
    # Any: the variables of a shell are the user's own.
    names: dict[str, Any] = {}
    # A file such as Python's own shell runs at its start, if the environment names one.
    startup = os.environ.get("PYTHONSTARTUP")
    if startup and os.path.isfile(startup):  # as Python's own shell asks
        with open(startup, encoding="utf-8") as file:  # the same
            exec(compile(file.read(), startup, "exec"), names)  # noqa: S102  # it is the user's own file
    names.update(app.make_shell_context())
    _set_up_completion(names)
    code.interact(banner=banner, local=names)


def _set_up_completion(names: dict[str, Any]) -> None:
    """Let the tab key complete the shell's names, where Python has readline and its start-up hook."""
    hook = getattr(sys, "__interactivehook__", None)
    if hook is None:
        return
    try:
        import readline
        from rlcompleter import Completer
    except ImportError:
        pass
    else:
        readline.set_completer(Completer(names).complete)
    hook()


@click.command("routes", short_help="Show the routes for the app.")
@click.option(
    "--sort",
    "-s",
    type=click.Choice(("endpoint", "methods", "domain", "rule", "match")),
    default="endpoint",
    help="What to sort by; 'match' is the order in which rules are tried.",
)
@click.option("--all-methods", is_flag=True, help="Show HEAD and OPTIONS too.")
@with_appcontext
def routes_command(sort: str, all_methods: bool) -> None:
    """Show all routes with their endpoints and methods."""
    rules = list(current_app.url_map.iter_rules())
    if not rules:
        click.echo("No routes were registered.")
        return
    hidden: set[str] = set() if all_methods else {"HEAD", "OPTIONS"}
    host_matching = current_app.url_map.host_matching
    rows = [_describe(rule, hidden, host_matching) for rule in rules]
    titles = ["Endpoint", "Methods", "Host" if host_matching else "Subdomain", "Rule"]
    columns = ["endpoint", "methods", "domain", "rule"]
    if sort in columns:
        rows.sort(key=lambda row: row[columns.index(sort)])
    if not any(row[2] for row in rows):
        titles.pop(2)
        rows = [[*row[:2], row[3]] for row in rows]
    _print_table(titles, rows)


def _describe(rule: Rule, hidden: set[str], host_matching: bool) -> list[str]:
    methods = ", ".join(sorted((rule.methods or set()) - hidden))
    domain = (rule.host if host_matching else rule.subdomain) or ""
    return [rule.endpoint, methods, domain, rule.rule]


def _print_table(titles: list[str], rows: list[list[str]]) -> None:
    widths = [max(map(len, column)) for column in zip(titles, *rows)]  # noqa: B905  # rows are as long as titles
    for row in (titles, ["-" * width for width in widths], *rows):
        click.echo("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths)))  # noqa: B905  # the same


def describe_versions() -> str:
    """Say which Python, demijohn and Werkzeug this is, and whether the core is compiled."""
    from importlib import metadata

    from . import core

    build = "compiled" if getattr(core, "compiled", False) else "interpreted"
    try:
        own = metadata.version("demijohn")
    except metadata.PackageNotFoundError:
        own = "not installed"
    return (
        f"Python {platform.python_version()}\n"
        f"Demijohn {own} ({build} core)\n"
        f"Werkzeug {metadata.version('werkzeug')}"
    )
