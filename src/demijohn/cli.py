"""The command line: ``demijohn --app module run``, and the commands of applications and extensions."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from werkzeug.serving import run_simple

from ._commands import (
    CertParamType,
    SeparatedPathType,
    debug_option,
    describe_versions,
    routes_command,
    run_command,
    shell_command,
    show_server_banner,
)
from ._locating import NoAppException, find_app_by_string, find_best_app, locate_app, prepare_import
from ._script import AppGroup, F, ScriptInfo, pass_script_info, with_appcontext
from .globals import current_app
from .helpers import get_debug_flag, get_load_dotenv

if TYPE_CHECKING:
    from .app import Flask

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


version_option = click.Option(
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
_app_option = click.Option(
    ["-A", "--app"],
    metavar="IMPORT",
    help=(
        "The application or its factory: 'module', 'module:name', 'module:factory(arguments)' or a file. Without a"
        " name it is looked for as 'app', 'application', 'create_app' or 'make_app'."
    ),
    envvar="DEMIJOHN_APP",
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
_env_file_option = click.Option(
    ["-e", "--env-file"],
    type=click.Path(exists=True, dir_okay=False),
    help=(
        "Read environment variables from this file. They take precedence over those of '.env' and '.flaskenv';"
        " what is set in the environment itself goes before all. It needs python-dotenv."
    ),
    envvar="DEMIJOHN_ENV_FILE",
    is_eager=True,
    expose_value=False,
    callback=_env_file_callback,
)


def load_dotenv(path: str | os.PathLike[str] | None = None, load_defaults: bool = True) -> bool:
    """Set environment variables from files, without changing those that are set.

    Args:
        path: A file, which goes before the default ones.
        load_defaults: Read ``.env`` and ``.flaskenv``, from here or the nearest folder above that has one;
            ``.env`` goes before ``.flaskenv``.

    Returns:
        Whether there was anything to set; ``False`` without python-dotenv.
    """
    try:
        import dotenv
    except ImportError:
        if path or Path(".env").is_file() or Path(".flaskenv").is_file():
            tip = " * Tip: There are .env files present. Install python-dotenv to use them."
            click.secho(tip, fg="yellow", err=True)
        return False
    found: dict[str, str | None] = {}
    if load_defaults:
        for name in (".flaskenv", ".env"):
            file = dotenv.find_dotenv(name, usecwd=True)
            found.update(dotenv.dotenv_values(file, encoding="utf-8") if file else {})
    if path is not None:
        found.update(dotenv.dotenv_values(path, encoding="utf-8"))
    for name, value in found.items():
        if value is not None:
            os.environ.setdefault(name, value)
    return bool(found)


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
        params.extend((_env_file_option, _app_option, debug_option))
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
        for entry in metadata.entry_points(group="demijohn.commands"):
            self.add_command(entry.load(), entry.name)
        self._loaded_plugin_commands = True

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
        os.environ["FLASK_RUN_FROM_CLI"] = "true"
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
            _env_file_option.handle_parse_result(ctx, {}, [])
            _app_option.handle_parse_result(ctx, {}, [])
        return super().parse_args(ctx, args)


def _show_error(text: str) -> None:
    click.secho(f"Error: {text}\n", err=True, fg="red")


cli = FlaskGroup(
    name="demijohn",
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
