"""The command line: commands, finding an application, options, and what is printed."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import re
import sys
from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _invoke(
    lab: Lab, app: Any, *args: str, **options: Any
) -> None:  # an application of either package; the runner's options
    result = app.test_cli_runner().invoke(args=list(args), **options)
    lab.note(list(args), result.exit_code, result.output, type(result.exception))


def _shop(lab: Lab) -> Any:  # an application of either package
    app = lab.app(static_folder=None)
    app.add_url_rule("/", "index", lambda: "x")
    app.add_url_rule("/jar/<int:n>", "shop.jar", lambda n: "x", methods=["GET", "POST"])
    app.add_url_rule("/z", "a_last", lambda: "x", methods=["DELETE"])
    return app


@table({
    "plain": [], "by rule": ["--sort", "rule"], "by method": ["-s", "methods"], "as matched": ["-s", "match"], "by endpoint": ["--sort", "endpoint"],
    "all methods": ["--all-methods"], "wrong": ["--sort", "colour"],
})  # fmt: skip
def routes(lab: Lab, options: list[str]) -> None:
    """The routes are listed in columns, in the order that was asked for."""
    _invoke(lab, _shop(lab), "routes", *options)


@scenario
def routes_of_hosts(lab: Lab) -> None:
    """Hosts and subdomains get a column of their own; no routes are told too."""
    _invoke(lab, lab.app(static_folder=None), "routes")
    hosts = lab.app(static_folder=None, host_matching=True)
    hosts.add_url_rule("/", "a", lambda: "x", host="shop.test")
    _invoke(lab, hosts, "routes")
    subdomains = lab.app(static_folder=None, subdomain_matching=True)
    subdomains.config["SERVER_NAME"] = "shop.test"
    subdomains.add_url_rule("/", "b", lambda: "x", subdomain="api")
    _invoke(lab, subdomains, "routes")


@scenario
def commands_with_and_without_context(lab: Lab) -> None:
    """Commands of the application's group get a context; plain click commands do not, unless they ask."""
    import click

    fl = lab.flask
    cli = lab.module("cli")
    app = lab.app()

    @app.cli.command()
    def with_it() -> None:
        click.echo(f"{fl.has_app_context()} {fl.current_app.name}")

    @app.cli.command(with_appcontext=False)
    def without() -> None:
        click.echo(str(fl.has_app_context()))

    @click.command("plain")
    def plain() -> None:
        click.echo(str(fl.has_app_context()))

    @click.command("asks")
    @cli.with_appcontext
    def asks() -> None:
        click.echo(fl.current_app.name)

    @app.cli.group("group")
    def group() -> None:
        click.echo("in group")

    @group.command("inner")
    def inner() -> None:
        click.echo(str(fl.has_app_context()))

    app.cli.add_command(plain)
    app.cli.add_command(asks)
    for args in (["with-it"], ["without"], ["plain"], ["asks"], ["group", "inner"], ["group"], ["nothing"]):
        _invoke(lab, app, *args)
    app.teardown_appcontext(lab.noting("teardown"))
    _invoke(lab, app, "with-it")


@scenario
def failing_command(lab: Lab) -> None:
    """An exception in a command comes out, and the context is torn down with it."""
    app = lab.app()
    app.teardown_appcontext(lab.noting("teardown"))

    @app.cli.command("fail")
    def fail() -> None:
        raise ValueError("command")

    _invoke(lab, app, "fail")
    lab.refused(app.test_cli_runner().invoke, args=["fail"], catch_exceptions=False)


@scenario
def runner_echo(lab: Lab) -> None:
    """The runner keeps standard output and errors, takes input, environment and objects of click."""
    import click

    app = lab.app()

    @app.cli.command("ask")
    @click.option("--name", prompt="Name", envvar="LAB_NAME")
    def ask(name: str) -> None:
        click.echo(f"hello {name}")
        click.echo("careful", err=True)

    _invoke(lab, app, "ask", input="ada\n")
    _invoke(lab, app, "ask", env={"LAB_NAME": "eve"})
    _invoke(lab, app, "ask", "--name", "bob")


SOURCES = {
    "app": "from PACKAGE import Flask\napp = Flask('found')\n",
    "application": "from PACKAGE import Flask\napplication = Flask('found')\n",
    "other name": "from PACKAGE import Flask\nshop = Flask('found')\n",
    "two": "from PACKAGE import Flask\none = Flask('one')\ntwo = Flask('two')\n",
    "factory": "from PACKAGE import Flask\ndef create_app():\n    return Flask('made')\n",
    "make_app": "from PACKAGE import Flask\ndef make_app():\n    return Flask('made')\n",
    "factory with arguments": "from PACKAGE import Flask\ndef create_app(name, size=1):\n    return Flask(f'{name}{size}')\n",
    "broken factory": "def create_app():\n    raise TypeError('inside')\n",
    "nothing": "x = 1\n",
    "broken": "1 / 0\n",
    "import error": "import no_such_module_anywhere\n",
    "syntax": "def\n",
    "not an app": "app = 5\n",
}


@table({name: name for name in SOURCES})
def finding_an_application(lab: Lab, name: str) -> None:
    """The application of a module is found by its name, its class or its factory, or the refusal says what to do."""
    cli = lab.module("cli")
    module = f"lab_found_{abs(hash(name)) % 10**6}"
    lab.file(f"{module}.py", SOURCES[name].replace("PACKAGE", lab.package))
    lab.monkeypatch.syspath_prepend(str(lab.folder))
    for wanted in (
        None,
        "app",
        "shop",
        "create_app",
        "create_app()",
        "create_app('x')",
        "create_app('x', size=2)",
        "nothing",
        "create_app(",
        "1x",
        "app.name",
    ):
        sys.modules.pop(module, None)
        try:
            found = cli.locate_app(module, wanted)
            lab.note(wanted, found)
        except Exception as error:
            text = str(error).replace(module, "MODULE").replace(str(lab.folder), "ROOT")
            lab.note(wanted, type(error), re.split(r"[.\n]", text)[0])
    sys.modules.pop(module, None)
    lab.attempt(cli.locate_app, "no_such_module_here", None, raise_if_not_found=False)
    lab.refused(cli.locate_app, "no_such_module_here", None)


@scenario
def preparing_an_import(lab: Lab) -> None:
    """A path becomes the name of a module, and its folder is put on the path."""
    cli = lab.module("cli")
    lab.file("shop/__init__.py", "")
    lab.file("shop/inner/__init__.py", "")
    lab.file("shop/inner/app.py", "")
    lab.file("alone.py", "")
    before = list(sys.path)
    for path in ("alone.py", "alone", "shop", "shop/inner", "shop/inner/app.py", "shop/__init__.py"):
        lab.note(
            path, cli.prepare_import(str(lab.folder / path)), sys.path[0].replace(str(lab.folder), "ROOT")
        )
    sys.path[:] = before


@scenario
def loading_through_script_info(lab: Lab) -> None:
    """``ScriptInfo`` makes the application once, from a factory or an import path, and sets its debug flag."""
    cli = lab.module("cli")

    def create() -> object:
        lab.note("create")
        return lab.app()

    info = cli.ScriptInfo(create_app=create, set_debug_flag=True)
    lab.setenv("FLASK_DEBUG", "1")
    lab.note(info.load_app(), info.load_app() is info.load_app(), info.load_app().debug, info.data)
    quiet = cli.ScriptInfo(create_app=lab.app, set_debug_flag=False)
    lab.note(quiet.load_app().name)
    lab.refused(cli.ScriptInfo().load_app)
    lab.file("app.py", f"from {lab.package} import Flask\napp = Flask('from app.py')\n")
    lab.note(cli.ScriptInfo().load_app())
    lab.file("wsgi.py", f"from {lab.package} import Flask\napp = Flask('from wsgi.py')\n")
    lab.note(cli.ScriptInfo().load_app())
    for name in ("app", "wsgi"):
        sys.modules.pop(name, None)


@scenario
def group_without_application(lab: Lab) -> None:
    """The group lists its own commands even if there is no application, and says why it has no more."""
    from click.testing import CliRunner

    cli = lab.module("cli")
    group = cli.FlaskGroup(create_app=lab.app)
    lab.note(sorted(group.commands), group.params and sorted(p.name for p in group.params))
    bare = cli.FlaskGroup(add_default_commands=False, add_version_option=False, create_app=lab.app)
    lab.note(sorted(bare.commands), sorted(str(p.name) for p in bare.params))
    result = CliRunner().invoke(group, ["nothing"])
    lab.note(result.exit_code, result.output.splitlines()[-1:])
    result = CliRunner().invoke(group, ["routes"])
    lab.note(result.exit_code, result.output.splitlines()[0])


@scenario
def environment_files(lab: Lab) -> None:
    """The nearest ``.env`` and ``.flaskenv`` are loaded; what is set already wins."""
    import os

    cli = lab.module("cli")
    lab.file(".env", "LAB_ONE=env\nLAB_TWO=env\n")
    lab.file(".flaskenv", "LAB_TWO=flaskenv\nLAB_THREE=flaskenv\n")
    lab.file("given.env", "LAB_FOUR=given\n")
    for name in ("LAB_ONE", "LAB_TWO", "LAB_THREE", "LAB_FOUR"):
        lab.setenv(name, "")
        lab.monkeypatch.delenv(name)
    lab.setenv("LAB_ONE", "set")
    lab.note(cli.load_dotenv())
    lab.note({name: os.environ.get(name) for name in ("LAB_ONE", "LAB_TWO", "LAB_THREE")})
    lab.note(cli.load_dotenv(str(lab.folder / "given.env")), os.environ.get("LAB_FOUR"))
    lab.note(cli.load_dotenv(str(lab.folder / "missing.env")), cli.load_dotenv(load_defaults=False))
    for name in ("LAB_ONE", "LAB_TWO", "LAB_THREE", "LAB_FOUR"):
        os.environ.pop(name, None)


@scenario
def switches_of_the_environment(lab: Lab) -> None:
    """The two switches of the environment are read in the same words."""
    helpers = lab.module("helpers")
    for value in ("", "0", "1", "false", "true", "no", "NO", "off", "yes", "x"):
        lab.setenv("FLASK_DEBUG", value)
        lab.setenv("FLASK_SKIP_DOTENV", value)
        lab.note(value, helpers.get_debug_flag(), helpers.get_load_dotenv(), helpers.get_load_dotenv(False))


@scenario
def server_banner(lab: Lab) -> None:
    """The banner says what is served and whether it is debugged."""
    import contextlib
    import io

    cli = lab.module("cli")
    for debug, path in ((True, "shop"), (False, "shop:app"), (None, None)):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            cli.show_server_banner(debug, path)
        lab.note(out.getvalue())


@table({
    "cert missing": ["--cert", "nothing.pem"], "key without cert": ["--key", "nothing.pem"], "adhoc and key": ["--cert", "adhoc", "--key", "key.pem"],
    "bad port": ["--port", "x"], "help": ["--help"],
})  # fmt: skip
def run_command(lab: Lab, options: list[str]) -> None:
    """Options of ``run`` that do not fit together are refused; its help lists them."""
    lab.file("key.pem", "")
    group = lab.module("cli").FlaskGroup(create_app=lab.app)
    result = lab.app().test_cli_runner().invoke(group, ["run", *options])
    lines = [line for line in result.output.splitlines() if line.strip().startswith(("-", "Error"))]
    lab.note(result.exit_code, [re.split(r"  +", line.strip())[0] for line in lines])
