"""The command line: ``demijohn --app module run``, and the commands of applications and extensions."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource
from werkzeug.serving import is_running_from_reloader, run_simple

from ._commands import (
    CertParamType,
    Option,
    SeparatedPathType,
    describe_versions,
    routes_command,
    shell_command,
    validate_key,
)
from ._locating import NoAppException, find_app_by_string, find_best_app, locate_app, prepare_import
from ._script import AppGroup, F, ScriptInfo, pass_script_info, with_appcontext
from .core import explain, problem, settings
from .globals import current_app
from .helpers import get_debug_flag, get_load_dotenv

if TYPE_CHECKING:
    import ssl
    from typing import Literal, TypeAlias

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from .app import Flask
    from .core.problem import Problem

    _Certificate: TypeAlias = ssl.SSLContext | tuple[str, str | None] | Literal["adhoc"] | None

__all__ = [
    "AppGroup",
    "CertParamType",
    "F",
    "FlaskGroup",
    "NoAppException",
    "ScriptInfo",
    "SeparatedPathType",
    "cli",
    "find_app_by_string",
    "find_best_app",
    "get_debug_flag",
    "get_load_dotenv",
    "get_version",
    "load_dotenv",
    "locate_app",
    "main",
    "pass_script_info",
    "prepare_import",
    "routes_command",
    "run_command",
    "run_simple",
    "shell_command",
    "show_server_banner",
    "version_option",
    "with_appcontext",
]

for _public in (AppGroup, CertParamType, NoAppException, ScriptInfo, SeparatedPathType):
    # Where they are written is nobody's business; tracebacks and pickles name the documented module.
    _public.__module__ = __name__


def get_version(
    ctx: click.Context, param: click.Parameter, value: Any
) -> None:  # Any: a flag, as Click gives it
    """Print the versions and whether the core is compiled, and leave."""
    if not value or ctx.resilient_parsing:
        return
    click.echo(describe_versions(), color=ctx.color)
    ctx.exit()


version_option: click.Option = click.Option(
    ["--version"],
    help="Show the versions, and whether the core is compiled.",
    expose_value=False,
    callback=get_version,
    is_flag=True,
    is_eager=True,
)


def _set_app(ctx: click.Context, param: click.Option, value: str | None) -> str | None:
    if value is not None:
        ctx.ensure_object(ScriptInfo).app_import_path = value
    return value


# Eager, so that the application's own commands are known when the rest is read.
_app_option = Option(
    ["-A", "--app"],
    metavar="IMPORT",
    help=(
        "The application or its factory: 'module', 'module:name', 'module:factory(arguments)' or a file. Without a"
        " name it is looked for as 'app', 'application', 'create_app' or 'make_app'."
    ),
    is_eager=True,
    expose_value=False,
    callback=_set_app,
)


def _env_file_callback(ctx: click.Context, param: click.Option, value: str | None) -> str | None:
    try:
        import_module("dotenv")
    except ImportError:
        # Without a file named there is nothing to refuse; ``load_dotenv`` gives its tip.
        if value is not None:
            raise click.BadParameter(
                "python-dotenv must be installed to load an env file.", ctx, param
            ) from None
    defaults = ctx.ensure_object(ScriptInfo).load_dotenv_defaults
    if value is not None or defaults:
        load_dotenv(value, load_defaults=defaults)
    return value


# Eager, so that what the files set is there when other options look into the environment.
_env_file_option = Option(
    ["-e", "--env-file"],
    type=click.Path(exists=True, dir_okay=False),
    help=(
        "Read environment variables from this file. They take precedence over those of '.env' and '.flaskenv';"
        " what is set in the environment itself goes before all. It needs python-dotenv."
    ),
    is_eager=True,
    expose_value=False,
    callback=_env_file_callback,
)


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


_debug_option = Option(
    ["--debug/--no-debug"],
    help="Turn debug mode on or off.",
    callback=_set_debug,
    expose_value=False,
)


def _stand_for_flask(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if not value:
        return
    try:
        # Importing it has an effect, which is wanted only here.
        from . import as_flask

        as_flask.install()
    except ImportError as error:
        raise click.UsageError(str(error), ctx) from error


# Eager, so that it is done before anything of the application is imported.
_as_flask_option = Option(
    ["--as-flask"],
    is_flag=True,
    help="Run an application that is written for Flask: 'import flask' gives demijohn.",
    is_eager=True,
    expose_value=False,
    callback=_stand_for_flask,
)


def load_dotenv(path: str | os.PathLike[str] | None = None, load_defaults: bool = True) -> bool:
    """Set environment variables from files, without changing those that are set.

    Args:
        path: A file, which goes before the default ones.
        load_defaults: Read ``.env``, ``.demijohnenv`` and ``.flaskenv``, each from here or the nearest folder above
            that has one; what one says goes before those after it.

    Returns:
        Whether there was anything to set; ``False`` without python-dotenv.
    """
    try:
        import dotenv
    except ImportError:
        present = [str(path)] if path else [name for name in settings.DOTENV_FILES if Path(name).is_file()]
        if present:
            refusal = problem.DotenvUnavailable(", ".join(present))
            click.secho(explain.text(refusal), fg="yellow", err=True)
        return False
    found: dict[str, str | None] = {}
    if load_defaults:
        for name in settings.DOTENV_FILES:
            file = dotenv.find_dotenv(name, usecwd=True)
            found.update(dotenv.dotenv_values(file, encoding="utf-8") if file else {})
    if path is not None:
        found.update(dotenv.dotenv_values(path, encoding="utf-8"))
    for name, value in found.items():
        if value is not None:
            os.environ.setdefault(name, value)
    return bool(found)


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


@click.command("run", short_help="Run a development server.")
@click.option("--host", "-h", default="127.0.0.1", help="The interface to bind to.", cls=Option)
@click.option("--port", "-p", default=5000, help="The port to bind to.", cls=Option)
@click.option(
    "--cert", type=CertParamType(), help="A certificate file, to serve HTTPS.", is_eager=True, cls=Option
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, resolve_path=True),
    callback=validate_key,
    expose_value=False,
    help="The key file of the certificate.",
    cls=Option,
)
@click.option(
    "--reload/--no-reload",
    default=None,
    help="Restart when code changes. By default in debug mode only.",
    cls=Option,
)
@click.option(
    "--debugger/--no-debugger",
    default=None,
    help="Debug errors in the browser. By default in debug mode only.",
    cls=Option,
)
@click.option(
    "--with-threads/--without-threads",
    default=True,
    help="Answer each request in a thread of its own.",
    cls=Option,
)
@click.option(
    "--extra-files",
    default=None,
    type=SeparatedPathType(),
    help=f"More files whose change restarts the server, separated by {os.path.pathsep!r}.",
    cls=Option,
)
@click.option(
    "--exclude-patterns",
    default=None,
    type=SeparatedPathType(),
    help=f"fnmatch patterns of files whose change does not, separated by {os.path.pathsep!r}.",
    cls=Option,
)
@pass_script_info
def run_command(
    info: ScriptInfo,
    host: str,
    port: int,
    reload: bool | None,
    debugger: bool | None,
    with_threads: bool,
    cert: _Certificate,
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
    with _explained(host, port, cert):
        run_simple(
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


@contextmanager
def _explained(host: str, port: int, cert: _Certificate) -> Generator[None]:
    """Say what to do when the server cannot start at its address, or with its certificate."""
    try:
        yield
    except SystemExit as stopped:
        # Werkzeug has printed the reason and leaves; where it comes from an address, there is more to say.
        reason = stopped.__context__
        if not isinstance(reason, OSError):
            raise
        refusal: Problem = problem.AddressRefused(host, port, reason.strerror or str(reason))
        raise click.ClickException(explain.text(refusal)) from None
    except OSError as error:
        # ``ssl.SSLError``, of which nothing is known without TLS.
        if type(error).__module__ != "ssl" or not isinstance(cert, tuple):
            raise
        refusal = problem.CertificateRefused(cert[0], str(cert[1]), str(error))
        raise click.UsageError(explain.text(refusal)) from error


def _load_to_serve(info: ScriptInfo) -> WSGIApplication:
    """Load the application; after a reload, an error is kept for the browser, so that the server goes on."""
    try:
        return info.load_app()
    except Exception as error:
        if not is_running_from_reloader():
            raise
        traceback.print_exc()
        failure, trace = error, error.__traceback__

    def answer_with_error(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        # With its first traceback: each raise would make it longer.
        raise failure.with_traceback(trace) from None

    return answer_with_error


run_command.params.insert(0, _debug_option)


class FlaskGroup(AppGroup):
    """A group that also has the commands of the application and of installed extensions.

    Args:
        add_default_commands: Add ``run``, ``shell`` and ``routes``.
        create_app: Makes the application, in place of ``--app``.
        add_version_option: Add ``--version``.
        load_dotenv: Read ``.env`` and ``.flaskenv``.
        set_debug_flag: Set the application's debug mode from the environment.
        extra: Goes to Click's group.
    """

    def __init__(
        self,
        add_default_commands: bool = True,
        create_app: Callable[..., Flask] | None = None,
        add_version_option: bool = True,
        load_dotenv: bool = True,
        set_debug_flag: bool = True,
        **extra: Any,  # Any: each keyword of Click's has its own type
    ) -> None:
        params: list[click.Parameter] = list(extra.pop("params", None) or ())
        params.extend((_env_file_option, _app_option, _debug_option))
        if add_version_option:
            params.append(version_option)
        settings = extra.setdefault("context_settings", {})
        settings.setdefault("auto_envvar_prefix", "FLASK")
        super().__init__(params=params, **extra)
        self.create_app = create_app
        self.load_dotenv = load_dotenv
        self.set_debug_flag = set_debug_flag
        if add_default_commands:
            for command in (run_command, shell_command, routes_command):
                self.add_command(command)
        self._loaded_plugin_commands = False

    def _load_plugin_commands(self) -> None:
        if self._loaded_plugin_commands:
            return
        # What an extension has for us goes before what it has for Flask: the later one replaces the earlier one.
        for group in ("flask.commands", "demijohn.commands"):
            for entry in metadata.entry_points(group=group):
                self._load_plugin(entry)
        self._loaded_plugin_commands = True

    def _load_plugin(self, entry: metadata.EntryPoint) -> None:
        try:
            command = entry.load()
        except Exception:
            # Every other command goes on working.
            refusal = problem.PluginBroken(entry.name, entry.value, entry.group, traceback.format_exc())
            _show_error(explain.text(refusal))
        else:
            self.add_command(command, entry.name)

    # The documented name of the parameter is not Click's.
    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # pyright: ignore[reportIncompatibleMethodOverride]  # see above
        """Get a command: one of this group, of an extension, or of the application, in its context."""
        self._load_plugin_commands()
        command = super().get_command(ctx, name)
        if command is not None:
            return command
        try:
            app = ctx.ensure_object(ScriptInfo).load_app()
        except NoAppException as error:
            _show_error(error.format_message())
            return None
        if not current_app or current_app._get_current_object() is not app:
            ctx.with_resource(app.app_context())
        return app.cli.get_command(ctx, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands of this group, of extensions, and of the application if it can be loaded."""
        self._load_plugin_commands()
        names = set(super().list_commands(ctx))
        try:
            names.update(ctx.ensure_object(ScriptInfo).load_app().cli.list_commands(ctx))
        except NoAppException as error:
            _show_error(error.format_message())
        except Exception:
            # The help must come all the same.
            _show_error(traceback.format_exc())
        return sorted(names)

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # Any: each keyword of Click's has its own type
    ) -> click.Context:
        """Make the context of a run, with what loads the application in it."""
        # ``app.run()`` in the application's module does nothing then.
        os.environ["FLASK_RUN_FROM_CLI"] = os.environ["DEMIJOHN_RUN_FROM_CLI"] = "true"
        if "obj" not in extra and "obj" not in self.context_settings:
            extra["obj"] = ScriptInfo(
                create_app=self.create_app,
                set_debug_flag=self.set_debug_flag,
                load_dotenv_defaults=self.load_dotenv,
            )
        return super().make_context(info_name, args, parent=parent, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options; before help is shown, those that say which application's commands it lists."""
        asks_help = len(args) == 1 and args[0] in self.get_help_option_names(ctx)
        if asks_help or (not args and self.no_args_is_help):
            if _as_flask_option in self.params:
                _as_flask_option.handle_parse_result(ctx, {}, [])
            _env_file_option.handle_parse_result(ctx, {}, [])
            _app_option.handle_parse_result(ctx, {}, [])
        return super().parse_args(ctx, args)


def _show_error(text: str) -> None:
    click.secho(f"Error: {text}\n", err=True, fg="red")


cli: FlaskGroup = FlaskGroup(
    name="demijohn",
    params=[_as_flask_option],
    help="""\
Run and inspect an application.

Name it with '--app', or with the environment variable DEMIJOHN_APP or FLASK_APP; otherwise it is looked for in
'wsgi.py' and 'app.py' in the current directory.
""",
)


def main() -> None:
    """Run the command line."""
    cli.main()


if __name__ == "__main__":
    sys.exit(cli.main())
