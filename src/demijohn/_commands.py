"""What the command line's own commands are made of: their types of option, the shell, the list of routes."""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING, Any, cast

import click
from werkzeug.utils import import_string

from ._script import with_appcontext
from .core import explain, listing, problem, settings
from .globals import current_app

if TYPE_CHECKING:
    from typing import TypeAlias

    from werkzeug.routing import Rule

    # Any: as text, as a context, or as whatever was set in code. At run time it is generic only in newer Click.
    ParamType: TypeAlias = click.ParamType[Any]
else:
    ParamType = click.ParamType


class Option(click.Option):
    """An option whose variable of the environment may begin with our name too, which then goes first."""

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        """Look for ``DEMIJOHN_…`` where Click looks for ``FLASK_…`` only."""
        prefix = ctx.auto_envvar_prefix
        own = settings.own_variable(f"{prefix}_{self.name.upper()}") if prefix and self.name else None
        return (os.environ.get(own) if own else None) or super().resolve_envvar_value(ctx)


class CertParamType(ParamType):
    """A certificate: a file, ``adhoc``, or the import name of an ``ssl.SSLContext``."""

    name = "path"

    def __init__(self) -> None:
        self.path_type: click.Path = click.Path(exists=True, dir_okay=False, resolve_path=True)

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
        except click.BadParameter as error:
            text = str(value).lower()
            if text == "adhoc":
                _require_cryptography(ctx, param)
                return text
            context = import_string(value, silent=True)
            if isinstance(context, ssl.SSLContext):
                return context
            refusal = problem.CertificateUnknown(error.message, str(value), os.getcwd())
            raise click.BadParameter(explain.text(refusal), ctx, param) from None


def _require_cryptography(ctx: click.Context | None, param: click.Parameter | None) -> None:
    try:
        import cryptography  # type: ignore[import-not-found]  # noqa: F401  # it is only asked whether it is there
    except ImportError:
        message = "Using ad-hoc certificates requires the cryptography library."
        raise click.BadParameter(message, ctx, param) from None


# Any: the values of options, as Click converts them.
def validate_key(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
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
    import code

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
    type=click.Choice(listing.SORTS),
    default="endpoint",
    cls=Option,
    help="What to sort by; 'match' is the order in which rules are tried.",
)
@click.option("--all-methods", is_flag=True, cls=Option, help="Show HEAD and OPTIONS too.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, for other programs.")
@with_appcontext
def routes_command(sort: str, all_methods: bool, as_json: bool = False) -> None:
    """Show all routes with their endpoints and methods."""
    url_map = current_app.url_map
    rows = [_describe(rule, url_map.host_matching, all_methods) for rule in url_map.iter_rules()]
    rows = listing.arrange(rows, sort)
    title = "Host" if url_map.host_matching else "Subdomain"
    if as_json:
        _print_json(rows, title.lower())
        return
    for line in listing.table(rows, title) if rows else ("No routes were registered.",):
        click.echo(line)


def _describe(rule: Rule, host_matching: bool, all_methods: bool) -> listing.Row:
    domain = rule.host if host_matching else rule.subdomain
    return listing.row(str(rule.endpoint), set(rule.methods or ()), domain or "", rule.rule, all_methods)


def _print_json(rows: list[listing.Row], domain: str) -> None:
    import json

    found = [
        {"endpoint": row.endpoint, "methods": row.methods, domain: row.domain, "rule": row.rule}
        for row in rows
    ]
    click.echo(json.dumps(found, indent=2))


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
