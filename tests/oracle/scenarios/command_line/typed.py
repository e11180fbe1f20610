"""The command line as it is typed: what it prints, what it starts, and with which code it ends.

Standard output counts whole. Of errors the usage counts whole, and of the message its first sentence; the name of the
program is left out of both.
"""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what commands are given have no types.

from __future__ import annotations

import os
import re
import ssl
import sys
from importlib import metadata
from types import ModuleType
from typing import Any, Final

import click
from click.testing import CliRunner

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab
from tests.oracle.transcript import head

HELLO: Final = """
@app.cli.command()
def hello():
    "Say hello."
    from PACKAGE import current_app
    print("hello", current_app.name, current_app.debug)
"""


FACTORY: Final = """
from PACKAGE import Flask
def {name}({parameters}):
    app = Flask({result})
""" + HELLO.replace("\n", "\n    ") + """
    return app
"""  # fmt: skip


def plain(name: str = "app", title: str = "found") -> str:
    """The source of a module with one application."""
    return f"from PACKAGE import Flask\n{name} = app = Flask('{title}')\n{HELLO}"


def factory(name: str = "create_app", parameters: str = "", result: str = "'made'") -> str:
    """The source of a module with one factory."""
    return FACTORY.format(name=name, parameters=parameters, result=result)


FILES: Final = {
    "shop.py": plain(),
    "other.py": f"from PACKAGE import Flask\napplication = app = Flask('other')\n{HELLO}del app\n",
    "named.py": f"from PACKAGE import Flask\nshop = app = Flask('named')\n{HELLO}del app\n",
    "two.py": f"from PACKAGE import Flask\none = Flask('one')\ntwo = app = Flask('two')\n{HELLO}del app\n",
    "package/__init__.py": plain(title="package"),
    "package/inner.py": plain(title="inner"),
    "folder/deep.py": plain(title="deep"),
    "made.py": factory(),
    "maker.py": factory("make_app"),
    "takes.py": factory(parameters="name, size=1", result="f'{name}-{size}'"),
    "optional.py": factory(parameters="name='default'", result="name"),
    "nothing.py": "x = 1\n",
    "wrong.py": "app = 5\ndef create_app():\n    return None\n",
    "broken.py": "1 / 0\n",
    "imports.py": "import no_such_module_anywhere\n",
    "syntax.py": "def\n",
    "raises.py": "def create_app():\n    raise KeyError('inside')\n",
    "callables.py": plain()
    + """
from functools import partial
class Factory:
    def __call__(self):
        return app
    def method(self):
        return app
    @staticmethod
    def static():
        return app
instance = Factory()
method = instance.method
partly = partial(lambda: app)
name = lambda: app
class Sub(Flask):
    def __init__(self):
        super().__init__("sub")
""",
    "typed.py": "def create_app():\n    raise TypeError('inside')\n",
    "needs.env": "LAB_SIZE=big\n",
}


def lay_out(lab: Lab, files: dict[str, str]) -> None:
    """Write sources, with the name of the package in them."""
    for name, source in files.items():
        lab.file(name, source.replace("PACKAGE", lab.package))


def write_as_typed(
    lab: Lab, *args: str, group: Any = None, **options: Any
) -> None:  # a group of either package, what Click's runner takes
    """Run the command line, and note what it does."""
    group = lab.module("cli").cli if group is None else group
    result = CliRunner().invoke(group, list(args), **options)
    lab.note(list(args), "->", result.exit_code, type(result.exception), without_names(lab, result.stdout))
    lab.note(told(without_names(lab, result.stderr)))


def without_names(lab: Lab, text: str) -> str:
    """A text without the names of the program and of this side's folder."""
    text = text.replace(os.path.realpath(lab.folder), "ROOT").replace(str(lab.folder), "ROOT")
    return re.sub(r"\b(FLASK|DEMIJOHN|flask|demijohn)(?=\b|_)", "PROGRAM", text)


def told(text: str) -> str:
    """What stands before an error, whole, and the first sentence of the error."""
    before, error, message = text.partition("Error: ")
    return before + error + head(message)


@table({
    "module": ("shop", ""), "module and name": ("shop:app", ""), "file": ("shop.py", ""), "file and name": ("shop.py:app", ""),
    "spaces": (" shop ", ""), "application": ("other", ""), "only one": ("named", ""), "only one, named": ("named:shop", ""),
    "file in a folder": ("folder/deep.py", ""), "file without suffix": ("folder/deep", ""), "package": ("package", ""),
    "module of a package": ("package.inner", ""), "file of a package": ("package/inner.py", ""),
    "the file of a package itself": ("package/__init__.py", ""), "absolute": ("ROOT/shop.py", ""),
    "factory": ("made", ""), "make_app": ("maker", ""), "factory named": ("made:create_app", ""), "factory called": ("made:create_app()", ""),
    "argument": ("takes:create_app('x')", ""), "arguments": ("takes:create_app('x', size=2)", ""),
    "other literals": ("takes:create_app([1, (2,), {3: None}], size=-1.5)", ""), "factory with defaults": ("optional", ""),
    "arguments needed": ("takes", ""), "arguments needed, named": ("takes:create_app", ""), "too many": ("made:create_app(1)", ""),
    "unknown keyword": ("takes:create_app('x', colour=1)", ""), "not literal": ("takes:create_app(x)", ""), "call inside": ("takes:create_app(str(1))", ""),
    "malformed": ("made:create_app(", ""), "number": ("made:1", ""), "attribute": ("made:create_app.x", ""), "call of an attribute": ("made:create.app()", ""),
    "missing name": ("shop:web", ""), "missing factory": ("shop:create()", ""), "no application": ("wrong", ""), "a number": ("wrong:app", ""),
    "factory makes none": ("wrong:create_app", ""), "call of a number": ("wrong:app()", ""), "several": ("two", ""), "one of several": ("two:two", ""),
    "nothing": ("nothing", ""), "missing module": ("absent", ""), "missing in a package": ("package.absent", ""), "missing file": ("absent.py", ""),
    "import error": ("imports", ""), "error": ("broken", ""), "syntax": ("syntax", ""), "raises": ("raises", ""), "raises when named": ("raises:create_app", ""),
    "raises TypeError": ("typed", ""), "raises TypeError when called": ("typed:create_app()", ""), "nothing after the colon": ("shop:", ""),
    **{f"callable: {name}": (f"callables:{name}", "") for name in (
        "app()", "instance", "instance()", "method", "method()", "partly", "partly()", "name", "name()", "Sub", "Sub()", "Factory()", "len", "len('')")},
    "set": (None, "shop"), "set with a name": (None, "takes:create_app('set')"), "set and given": ("other", "shop"), "set to nothing there": (None, "absent"),
    "set to nothing": (None, ""),
})  # fmt: skip
def application_named(lab: Lab, named: tuple[str | None, str]) -> None:
    """What ``--app`` or the environment names is found, or the refusal says what is wrong."""
    lay_out(lab, FILES)
    option, variable = named
    lab.setenv("FLASK_APP", variable)
    given = [] if option is None else ["--app", option.replace("ROOT", str(lab.folder))]
    write_as_typed(lab, *given, "hello")


@table({
    "wsgi.py": {"wsgi.py": plain(title="wsgi")}, "app.py": {"app.py": plain(title="app")},
    "both": {"wsgi.py": plain(title="wsgi"), "app.py": plain(title="app")}, "neither": {},
    "factory": {"app.py": factory()}, "empty wsgi.py": {"wsgi.py": "", "app.py": plain()},
    "broken wsgi.py": {"wsgi.py": "import no_such_module_anywhere", "app.py": plain()},
    "wrong app.py": {"app.py": "1 / 0"}, "package app": {"app/__init__.py": plain(title="package")},
})  # fmt: skip
def application_not_named(lab: Lab, files: dict[str, str]) -> None:
    """Without a name the usual files are tried in their order, whatever the command."""
    lay_out(lab, files)
    lab.monkeypatch.setattr(lab.module("cli"), "run_simple", lambda host, port, app, **options: lab.note(app))
    for args in (["hello"], ["routes"], ["nothing"], ["run"], ["--debug", "run"]):
        for name in ("wsgi", "app"):
            sys.modules.pop(name, None)
        write_as_typed(lab, *args)


@table({
    "unset": ([], {}), "option": (["--debug"], {}), "no option": (["--no-debug"], {}), "set": ([], {"FLASK_DEBUG": "1"}), "off": ([], {"FLASK_DEBUG": "0"}),
    "set to true": ([], {"FLASK_DEBUG": "true"}), "set to no": ([], {"FLASK_DEBUG": "no"}), "against the environment": (["--no-debug"], {"FLASK_DEBUG": "1"}),
    "for the environment": (["--debug"], {"FLASK_DEBUG": "0"}), "a wrong word": ([], {"FLASK_DEBUG": "maybe"}), "empty": ([], {"FLASK_DEBUG": ""}),
})  # fmt: skip
def debug_mode(lab: Lab, row: tuple[list[str], dict[str, str]]) -> None:
    """Option and environment set the debug mode of the application, and the environment of what is started."""
    options, environ = row
    lay_out(lab, FILES)
    for name, value in environ.items():
        lab.setenv(name, value)
    write_as_typed(lab, "--app", "shop", *options, "hello")
    lab.note(os.environ.get("FLASK_DEBUG"), os.environ.get("FLASK_RUN_FROM_CLI"))


DOTENV: Final = {
    ".env": "FLASK_APP=shop\nLAB_SIZE=env\n",
    ".flaskenv": "FLASK_APP=other\nLAB_SIZE=flaskenv\nFLASK_DEBUG=1\n",
    "own.env": "FLASK_APP=named\nLAB_SIZE=own\n",
    "below/keep": "",
}


@table({
    "default": ([], {}), "own": (["--env-file", "own.env"], {}), "short": (["-e", "own.env"], {}), "set": ([], {"FLASK_ENV_FILE": "own.env"}),
    "missing": (["-e", "absent.env"], {}), "a folder": (["-e", "below"], {}), "skipped": ([], {"FLASK_SKIP_DOTENV": "1"}),
    "own only": (["-e", "own.env"], {"FLASK_SKIP_DOTENV": "1"}), "environment first": ([], {"FLASK_APP": "package"}), "option first": (["-A", "package"], {}),
})  # fmt: skip
def environment_file(lab: Lab, row: tuple[list[str], dict[str, str]]) -> None:
    """Files set what is not set already: the named one, then ``.env``, then ``.flaskenv``."""
    options, environ = row
    lay_out(lab, {**FILES, **DOTENV})
    for name, value in environ.items():
        lab.setenv(name, value)
    write_as_typed(lab, *options, "hello")
    lab.note(os.environ.get("LAB_SIZE"), os.environ.get("FLASK_APP"))


@table({"nothing there": {}, "files there": DOTENV, "named": {"own.env": ""}})
def environment_files_without_the_library(lab: Lab, files: dict[str, str]) -> None:
    """Without python-dotenv, files that are there are worth a tip, and a named one is refused."""
    lay_out(lab, {**FILES, **files})
    lab.monkeypatch.setitem(sys.modules, "dotenv", None)
    result = CliRunner().invoke(lab.module("cli").cli, ["--app", "shop", "hello"])
    lab.note(result.exit_code, result.stdout, result.stderr.splitlines()[:1])
    write_as_typed(lab, "--app", "shop", "-e", "needs.env", "hello")


@table({
    "plain": [], "host": ["-h", "0.0.0.0"], "port": ["--port", "80"], "port zero": ["-p", "0"], "wrong port": ["-p", "http"], "debug": ["--debug"],
    "no debug": ["--no-debug"], "debug without reload": ["--debug", "--no-reload"], "debug without debugger": ["--debug", "--no-debugger"],
    "reload": ["--reload"], "debugger": ["--debugger"], "no threads": ["--without-threads"], "threads": ["--with-threads"],
    "extra files": ["--extra-files", "a.txt:b.txt"], "one extra file": ["--extra-files", "shop.py"], "patterns": ["--exclude-patterns", "*.x:y/*"],
    "cert and key": ["--cert", "cert.pem", "--key", "key.pem"], "key and cert": ["--key", "key.pem", "--cert", "cert.pem"], "cert": ["--cert", "cert.pem"],
    "key": ["--key", "key.pem"], "missing cert": ["--cert", "absent.pem"], "missing key": ["--cert", "cert.pem", "--key", "absent.pem"],
    "context": ["--cert", "contexts.context"], "context and key": ["--cert", "contexts.context", "--key", "key.pem"], "no context": ["--cert", "contexts.other"],
    "made up": ["--cert", "adhoc"], "made up, in capitals": ["--cert", "ADHOC"], "made up and key": ["--cert", "adhoc", "--key", "key.pem"],
    "a folder as cert": ["--cert", "package"], "unknown": ["--colour"], "argument": ["shop"], "all": [
        "--debug", "--host", "h", "--port", "1", "--no-reload", "--no-debugger", "--without-threads", "--cert", "cert.pem", "--key", "key.pem",
        "--extra-files", "x", "--exclude-patterns", "y"],
})  # fmt: skip
def run(lab: Lab, options: list[str]) -> None:
    """The options of ``run`` reach the server, or are refused when they do not fit together."""
    prepare_to_serve(lab)
    lab.monkeypatch.setitem(sys.modules, "cryptography", ModuleType("cryptography"))
    write_as_typed(lab, "--app", "shop", "run", *options)


def prepare_to_serve(lab: Lab) -> None:
    """Write sources and certificates, and note what the server is started with."""
    lay_out(
        lab,
        {
            **FILES,
            "contexts.py": "import ssl\ncontext = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)\nother = 1\n",
        },
    )
    lab.file("cert.pem", "")
    lab.file("key.pem", "")

    def serve(host: object, port: object, app: object, **options: object) -> None:
        if isinstance(options["ssl_context"], ssl.SSLContext):
            options["ssl_context"] = "a context"
        lab.note(
            "serves",
            host,
            port,
            getattr(app, "name", type(app)),
            without_names(lab, str(sorted(options.items()))),
        )

    lab.monkeypatch.setattr(lab.module("cli"), "run_simple", serve)


@table({
    "host and port": {"FLASK_RUN_HOST": "h", "FLASK_RUN_PORT": "7"}, "flags": {"FLASK_RUN_RELOAD": "1", "FLASK_RUN_DEBUGGER": "0", "FLASK_DEBUG": "1"},
    "threads": {"FLASK_RUN_WITH_THREADS": "0"}, "files": {"FLASK_RUN_EXTRA_FILES": "a:b", "FLASK_RUN_EXCLUDE_PATTERNS": "*.x"},
    "certificate": {"FLASK_RUN_CERT": "cert.pem", "FLASK_RUN_KEY": "key.pem"}, "wrong port": {"FLASK_RUN_PORT": "http"},
    "debug of run": {"FLASK_RUN_DEBUG": "1"}, "made up without the library": {"FLASK_RUN_CERT": "adhoc"}, "banner again": {"WERKZEUG_RUN_MAIN": "true"},
    "application": {"FLASK_APP": "takes:create_app('set')"},
})  # fmt: skip
def run_from_the_environment(lab: Lab, environ: dict[str, str]) -> None:
    """Every option of ``run`` can be set in the environment."""
    prepare_to_serve(lab)
    lab.setenv("FLASK_APP", "shop")
    lab.monkeypatch.setitem(sys.modules, "cryptography", None)
    for name, value in environ.items():
        lab.setenv(name, value)
    write_as_typed(lab, "run")


@table(
    {name: name for name in ("absent", "imports", "broken", "syntax", "raises", "two", "takes", "nothing")}
)
def run_of_a_broken_application(lab: Lab, module: str) -> None:
    """An error is shown at once; after a reload the server goes on, and each request gets the error."""
    prepare_to_serve(lab)
    apps: list[Any] = []  # whatever the server is given
    write_as_typed(lab, "--app", module, "run", "--debug")
    lab.setenv("WERKZEUG_RUN_MAIN", "true")
    lab.monkeypatch.setattr(
        lab.module("cli"), "run_simple", lambda host, port, app, **options: apps.append(app)
    )
    result = CliRunner().invoke(lab.module("cli").cli, ["--app", module, "run", "--debug"])
    lab.note(result.exit_code, result.stdout, len(apps))
    for app in apps:
        lab.refused(app, {}, lab.noting("start_response"))
        lab.refused(app, {}, lab.noting("start_response"))


@scenario
def run_calls_what_was_replaced(lab: Lab) -> None:
    """Programs replace the banner and the server in the module of the command line."""
    prepare_to_serve(lab)
    lab.monkeypatch.setattr(lab.module("cli"), "show_server_banner", lab.noting("banner"))
    write_as_typed(lab, "--app", "shop:app", "run")


GROUPS: Final[dict[str, tuple[dict[str, object], dict[str, object]]]] = {
    "default": ({}, {}),
    "among the application's": ({"cli_group": None}, {}),
    "named": ({"cli_group": "jars"}, {}),
    "named as another": ({"cli_group": "hello"}, {}),
    "named when registered": ({}, {"cli_group": "late"}),
    "renamed when registered": ({"cli_group": "jars"}, {"cli_group": "late"}),
    "moved out when registered": ({"cli_group": "jars"}, {"cli_group": None}),
    "another name": ({}, {"name": "again"}),
    "another name, group named": ({"cli_group": "jars"}, {"name": "again"}),
    "prefix": ({}, {"url_prefix": "/x", "subdomain": "api"}),
}  # fmt: skip


@table(GROUPS)
def blueprint_commands(lab: Lab, row: tuple[dict[str, object], dict[str, object]]) -> None:
    """The commands of a blueprint are in a group of its name, of another name, or among the application's own."""
    made, registered = row
    app = lab.app()

    @app.cli.command("hello")
    def hello() -> None:
        click.echo("the application's")

    bp = lab.blueprint("shop", **made)

    @bp.cli.command("sell")
    def sell() -> None:
        click.echo(f"sold by {lab.flask.current_app.name}")

    inner = lab.blueprint("inner")

    @inner.cli.command("deep")
    def deep() -> None:
        click.echo("deep")

    bp.register_blueprint(inner)
    app.register_blueprint(bp, **registered)
    lab.note(
        sorted(app.cli.commands),
        {name: sorted(getattr(c, "commands", [])) for name, c in sorted(app.cli.commands.items())},
    )
    for args in (
        ["shop", "sell"],
        ["jars", "sell"],
        ["late", "sell"],
        ["again", "sell"],
        ["sell"],
        ["hello"],
        ["inner", "deep"],
        ["shop.inner", "deep"],
    ):
        write_as_typed(lab, *args, group=app.cli, obj=lab.module("cli").ScriptInfo(create_app=lambda: app))


@scenario
def blueprint_without_commands(lab: Lab) -> None:
    """A blueprint without commands adds no group."""
    app = lab.app()
    app.register_blueprint(lab.blueprint("shop"))
    lab.note(
        sorted(app.cli.commands),
        app.cli.name,
        lab.blueprint("x").cli.name,
        lab.blueprint("x", cli_group="y").cli.name,
    )


def list_routes(lab: Lab, *options: str, **settings: Any) -> None:  # what an application takes
    """List the routes of an application with all sorts of rules."""
    app = lab.app(**settings)
    domain = "host" if settings.get("host_matching") else "subdomain"
    app.add_url_rule("/z/<path:rest>", "files", len)
    app.add_url_rule("/a", "shop.jar", len, methods=["POST", "PUT", "GET"])
    app.add_url_rule("/b", "shop.jar", methods=["DELETE"])
    app.add_url_rule("/", "index", len, provide_automatic_options=False)
    app.add_url_rule("/only", "only", build_only=True)
    if settings.get("host_matching") or settings.get("subdomain_matching"):
        app.add_url_rule("/d", "domain", len, **{domain: "api"})
        app.add_url_rule("/d", "longer", len, **{domain: "<name>.example"})
    group = lab.module("cli").FlaskGroup(create_app=lambda: app)
    write_as_typed(lab, "routes", *options, group=group)


SORTS: Final = {
    "plain": [],
    **{sort: ["--sort", sort] for sort in ("endpoint", "methods", "domain", "rule", "match")},
}


@table(
    {
        **SORTS,
        "all": ["--all-methods"],
        "all by method": ["--all-methods", "-s", "methods"],
        "wrong": ["-s", "colour"],
        "argument": ["x"],
    }
)
def routes_sorted(lab: Lab, options: list[str]) -> None:
    """The routes come in the order that is asked for."""
    list_routes(lab, *options, static_folder=None)


@table(SORTS)
def routes_of_subdomains(lab: Lab, options: list[str]) -> None:
    """Subdomains are a column where there are some."""
    list_routes(lab, *options, static_folder=None, subdomain_matching=True)


@table(SORTS)
def routes_of_hosts(lab: Lab, options: list[str]) -> None:
    """Hosts are a column where rules have them; the static rule has one too."""
    list_routes(lab, *options, host_matching=True, static_host="static.example", static_folder="static")


SHELL: Final = "print(app.name, g, sorted(k for k in globals() if not k.startswith('_')))\nprint(extra)\n"


@table({
    "plain": "", "syntax error": "def\n", "error": "1 / 0\n", "exit": "raise SystemExit(3)\n",
    "context": "from click import get_current_context as c\nprint(c().info_name)\n",
})  # fmt: skip
def shell(lab: Lab, typed: str) -> None:
    """The shell has a context of the application, and what it and its start-up file add."""
    app = lab.app()
    app.shell_context_processor(lambda: {"extra": "an extra"})
    app.teardown_appcontext(lab.noting("teardown"))
    lab.setenv("PYTHONSTARTUP", str(lab.file("start.py", "started = 1\n")))
    lab.monkeypatch.setattr(sys, "__interactivehook__", lab.noting("hook"), raising=False)
    group = lab.module("cli").FlaskGroup(create_app=lambda: app)
    result = CliRunner().invoke(group, ["shell"], input=typed + SHELL)
    lab.note(result.exit_code, without_names(lab, result.stdout))
    lab.note([line for line in without_names(lab, result.stderr).splitlines() if not line.startswith("  ")])


@table({"missing start-up file": "absent.py", "no start-up file": "", "broken start-up file": "broken.py"})
def shell_start(lab: Lab, name: str) -> None:
    """A start-up file that is not there is passed over; one that fails ends the shell."""
    lay_out(lab, FILES)
    lab.setenv("PYTHONSTARTUP", str(lab.folder / name) if name else "")
    lab.monkeypatch.delattr(sys, "__interactivehook__", raising=False)
    result = CliRunner().invoke(lab.module("cli").cli, ["--app", "shop", "shell"], input="print('typed')\n")
    lab.note(result.exit_code, type(result.exception), without_names(lab, result.stdout))


def own_script(lab: Lab, **options: Any) -> Any:  # a group of either package and what it takes
    """A script made of a factory, with commands that look around."""
    cli = lab.module("cli")
    fl = lab.flask
    app = lab.app()
    app.teardown_appcontext(lab.passing("teardown"))
    group = cli.FlaskGroup(name="script", create_app=lambda: lab.noting("create")() or app, **options)

    @group.command("inside")
    def inside() -> None:
        click.echo(f"{fl.current_app.name} {fl.current_app.debug} {fl.has_request_context()}")

    @group.command("outside", with_appcontext=False)
    def outside() -> None:
        click.echo(str(fl.has_app_context()))

    @group.command("info", with_appcontext=False)
    @cli.pass_script_info
    def info(script: Any) -> None:  # a ScriptInfo of either package
        script.data["seen"] = True
        click.echo(f"{script.app_import_path} {script.data} {fl.has_app_context()} {script.load_app().name}")

    @group.group("sub")
    @click.option("--size", type=int, default=1)
    @click.pass_context
    def sub(ctx: click.Context, size: int) -> None:
        click.echo(f"{size} {fl.has_app_context()} {type(ctx.obj).__name__} {ctx.auto_envvar_prefix}")

    @sub.command("deep")
    @click.argument("names", nargs=-1)
    @click.option("--loud/--quiet", default=None)
    def deep(names: tuple[str, ...], loud: bool | None) -> None:
        click.echo(f"{names} {loud} {fl.current_app.name}")

    @app.cli.command("own")
    def own() -> None:
        click.echo(f"own {fl.current_app.name}")

    @app.cli.command("bare", with_appcontext=False)
    def bare() -> None:
        click.echo(f"bare {fl.has_app_context()}")

    return group


@table({
    "inside": ["inside"], "outside": ["outside"], "info": ["info"], "sub alone": ["sub"], "deep": ["sub", "deep", "a", "b"],
    "sub option": ["sub", "--size", "3", "deep", "--loud"], "wrong option": ["sub", "--size", "x", "deep"], "own": ["own"], "bare": ["bare"],
    "built in": ["routes"], "unknown": ["nothing"], "unknown below": ["sub", "nothing"], "unknown option": ["--colour", "own"],
    "debug": ["--debug", "inside"], "option without value": ["--app"], "two wrong letters": ["insde"],
})  # fmt: skip
def own_scripts(lab: Lab, args: list[str]) -> None:
    """A group made of a factory has commands of its own, of the application, and the usual ones."""
    write_as_typed(lab, *args, group=own_script(lab))


@table({
    "no defaults": {"add_default_commands": False}, "no version": {"add_version_option": False}, "debug left": {"set_debug_flag": False},
    "no dotenv": {"load_dotenv": False}, "own parameter": {"params": [click.Option(["--more"], expose_value=False)]},
    "own settings": {"context_settings": {"auto_envvar_prefix": "SHOP"}}, "without a command": {"invoke_without_command": True, "callback": lambda: click.echo("alone")},
})  # fmt: skip
def own_scripts_with_options(lab: Lab, options: dict[str, Any]) -> None:
    """The options of a group take away and add what they say."""
    lay_out(lab, DOTENV)
    lab.setenv("FLASK_DEBUG", "1")
    lab.setenv("SHOP_SUB_SIZE", "7")
    group = own_script(lab, **dict(options))
    lab.note(
        [type(param).__name__.replace("_", "") and param.name for param in group.params],
        group.context_settings,
    )
    for args in (["inside"], ["routes"], ["--version", "--bad"], ["sub"], ["--more", "1", "inside"], []):
        result = CliRunner().invoke(group, args)
        shown = result.stdout if args and args[0] != "--version" else ""
        lab.note(
            args,
            result.exit_code,
            without_names(lab, shown),
            told(without_names(lab, result.stderr)) if args else "",
        )
    lab.note(os.environ.get("LAB_SIZE"))


@scenario
def variables_of_own_commands(lab: Lab) -> None:
    """Options of any command can be set in the environment, under the names of the groups above them."""
    group = own_script(lab)
    lab.setenv("FLASK_SUB_SIZE", "5")
    lab.setenv("FLASK_SUB_DEEP_LOUD", "1")
    write_as_typed(lab, "sub", "deep", group=group)


class Entry:
    """An entry point of an extension."""

    value = "extension:command"
    group = "flask.commands"

    def __init__(self, name: str, says: str) -> None:
        self.name = name
        self.says = says

    def load(self) -> click.Command:
        """The command."""
        return click.Command("under_another_name", callback=lambda: click.echo(self.says))


@table({"new": "extension", "built in": "routes", "the application's": "own", "the script's": "inside"})
def commands_of_extensions(lab: Lab, name: str) -> None:
    """An extension's command is there under the name of its entry point, and goes before a command of the same name."""

    def entry_points(group: str = "") -> list[Entry]:
        return [Entry(name, "the extension's")] if group == "flask.commands" else []

    lab.monkeypatch.setattr(metadata, "entry_points", entry_points)
    group = own_script(lab)
    write_as_typed(lab, name, group=group)
    lab.note(group.list_commands(click.Context(group, obj=lab.module("cli").ScriptInfo(create_app=lab.app))))


@table(
    {"usual": "shop", "missing": "absent", "broken": "broken", "several": "two", "factory raises": "raises"}
)
def names_in_help(lab: Lab, module: str) -> None:
    """Help lists commands and options whatever is wrong with the application, and ends well."""
    lay_out(lab, FILES)
    for args in (
        ["--app", module, "--help"],
        ["--app", module, "routes", "--help"],
        ["--app", module, "shell", "--help"],
    ):
        result = CliRunner().invoke(lab.module("cli").cli, args)
        names = [line.split()[0] for line in result.stdout.splitlines() if re.match(r"  (-|\w+  )", line)]
        lab.note(
            args,
            result.exit_code,
            [name for name in names if name not in {"--json", "--as-flask"}],
            "Error" in result.stderr,
        )
    lab.setenv("FLASK_APP", module)
    for args in ([], ["--help"]):
        result = CliRunner().invoke(lab.module("cli").cli, args)
        lab.note(
            args,
            result.exit_code,
            [
                line.split()[0]
                for line in (result.stdout + result.stderr).splitlines()
                if re.match(r"  \w+  ", line)
            ],
        )


@table({
    "call": "app.run()", "in a command": "import click\n@app.cli.command()\ndef go():\n    app.run()\n    click.echo('on')\n",
})  # fmt: skip
def app_run_inside(lab: Lab, call: str) -> None:
    """``app.run`` does nothing while the command line imports the application or runs a command, and says so."""
    lay_out(lab, {"runs.py": plain() + call})
    lab.setenv("TERM", "dumb")
    result = CliRunner().invoke(lab.module("cli").cli, ["--app", "runs", "go" if "go" in call else "hello"])
    first, _, *rest = without_names(lab, result.stdout).splitlines()
    lab.note(result.exit_code, first, rest, without_names(lab, result.stderr))
