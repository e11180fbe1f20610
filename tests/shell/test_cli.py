"""The command line: finding the application, its commands, and the development server."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

import demijohn.core
from demijohn.app import Flask
from demijohn.cli import (
    AppGroup,
    FlaskGroup,
    ScriptInfo,
    cli,
    load_dotenv,
    with_appcontext,
)
from demijohn.globals import current_app, request

SITE = """
import click
from demijohn.app import Flask
from demijohn.blueprints import Blueprint
from demijohn.globals import current_app

app = Flask("site")
other = Flask("other")

@app.route("/")
def index():
    return ""

@app.route("/item/<int:number>", methods=["GET", "POST"])
def item(number):
    return ""

@app.cli.command()
def hello():
    "Say hello."
    click.echo(f"hello {current_app.name} {current_app.debug}")

shop = Blueprint("shop", __name__)

@shop.cli.command()
def sell():
    click.echo("sold")

app.register_blueprint(shop)

def create_app(name="made"):
    return Flask(name)
"""


@pytest.fixture(autouse=True)
def site(apart: Path) -> None:
    (apart / "site_app.py").write_text(SITE)


APP = Flask("app", root_path="/")
OTHER = Flask("other", root_path="/")


def run(*args: str, **options: Any) -> Result:
    """Run the command line."""
    return CliRunner().invoke(options.pop("cli", cli), list(args), prog_name="demijohn", **options)


def test_an_applications_command_runs_in_its_context() -> None:
    """A command of the application is found, and has the application."""
    result = run("--app", "site_app", "hello")
    assert (0, "hello site False\n") == (result.exit_code, result.output)


@pytest.mark.parametrize(
    ("environ", "args", "output"),
    [
        pytest.param({"FLASK_APP": "site_app"}, [], "hello site False\n", id="Flask's name"),
        pytest.param({"DEMIJOHN_APP": "site_app"}, [], "hello site False\n", id="own name"),
        pytest.param(
            {"DEMIJOHN_APP": "site_app", "FLASK_APP": "missing"}, [], "hello site False\n", id="own first"
        ),
        pytest.param({"FLASK_APP": "missing"}, ["-A", "site_app"], "hello site False\n", id="option first"),
        pytest.param({"FLASK_APP": "site_app", "FLASK_DEBUG": "1"}, [], "hello site True\n", id="debug"),
        pytest.param(
            {"FLASK_APP": "site_app", "FLASK_DEBUG": "1"}, ["--no-debug"], "hello site False\n", id="no debug"
        ),
        pytest.param({"FLASK_APP": "site_app"}, ["--debug"], "hello site True\n", id="debug option"),
    ],
)
def test_the_environment_can_say_it(environ: dict[str, str], args: list[str], output: str) -> None:
    """Application and debug mode may be named in the environment; options go first."""
    result = run(*args, "hello", env=environ)
    assert output == result.output


def test_blueprints_have_commands() -> None:
    """A blueprint's commands are in a group of its name."""
    assert "sold\n" == run("-A", "site_app", "shop", "sell").output


def test_help_lists_all_commands() -> None:
    """Help has the built-in commands and those of the application, in order."""
    output = run("-A", "site_app", "--help").output
    _, _, commands = output.partition("Commands:\n")
    assert ["hello", "routes", "run", "shell", "shop"] == [line.split()[0] for line in commands.splitlines()]


@pytest.mark.parametrize("args", [["--help"], ["-A", "missing", "--help"]], ids=["no application", "missing"])
def test_help_comes_without_an_application(args: list[str]) -> None:
    """Help shows why there is no application, and the built-in commands."""
    result = run(*args)
    assert (0, True, True) == (
        result.exit_code,
        "Error: Could not" in result.stderr,
        "Run a" in result.stdout,
    )


def test_help_shows_an_error_of_the_module(tmp_path: Path) -> None:
    """If the module fails, help shows how and comes all the same."""
    (tmp_path / "failing.py").write_text("1 / 0")
    result = run("-A", "failing", "--help")
    assert (0, True) == (result.exit_code, "ZeroDivisionError" in result.stderr)


def test_an_unknown_command_is_refused() -> None:
    """A command that nobody has is a usage error."""
    result = run("-A", "site_app", "missing")
    assert (2, True) == (result.exit_code, "No such command 'missing'" in result.output)


def test_the_version_says_whether_the_core_is_compiled() -> None:
    """The versions name Python, demijohn with its core, and Werkzeug."""
    python, own, werkzeug_line = run("--version").output.splitlines()
    build = "compiled" if demijohn.core.compiled else "interpreted"
    assert ("Python", "Demijohn", "Werkzeug") == (python.split()[0], own.split()[0], werkzeug_line.split()[0])
    assert own.endswith(f"({build} core)")


def test_python_runs_the_package() -> None:
    """``python -m demijohn`` is the command line."""
    command = [sys.executable, "-m", "demijohn", "--version"]
    source = str(Path(demijohn.core.__file__).parents[2])
    result = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": source}
    )
    assert "Demijohn" in result.stdout


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Collect what the development server is started with."""
    calls: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def serve(*args: Any, **kwargs: Any) -> None:
        calls.append((args, kwargs))

    monkeypatch.setattr("demijohn.cli.run_simple", serve)
    return calls


DEFAULTS = {
    "use_reloader": False,
    "use_debugger": False,
    "threaded": True,
    "ssl_context": None,
    "extra_files": None,
    "exclude_patterns": None,
}


@pytest.mark.parametrize(
    ("args", "place", "changed"),
    [
        pytest.param([], ("127.0.0.1", 5000), {}, id="default"),
        pytest.param(["-h", "0.0.0.0", "-p", "80"], ("0.0.0.0", 80), {}, id="place"),
        pytest.param(
            ["--debug"], ("127.0.0.1", 5000), {"use_reloader": True, "use_debugger": True}, id="debug"
        ),
        pytest.param(["--debug", "--no-reload"], ("127.0.0.1", 5000), {"use_debugger": True}, id="no reload"),
        pytest.param(["--reload"], ("127.0.0.1", 5000), {"use_reloader": True}, id="reload"),
        pytest.param(["--debugger"], ("127.0.0.1", 5000), {"use_debugger": True}, id="debugger"),
        pytest.param(["--without-threads"], ("127.0.0.1", 5000), {"threaded": False}, id="threads"),
        pytest.param(
            ["--extra-files", f"a{os.pathsep}b"], ("127.0.0.1", 5000), {"extra_files": ["a", "b"]}, id="files"
        ),
        pytest.param(
            ["--exclude-patterns", "*.x"], ("127.0.0.1", 5000), {"exclude_patterns": ["*.x"]}, id="patterns"
        ),
    ],
)
def test_run_starts_the_server(
    served: list[tuple[tuple[Any, ...], dict[str, Any]]],
    args: list[str],
    place: tuple[str, int],
    changed: dict[str, object],
) -> None:
    """The options of ``run`` reach the server."""
    result = run("-A", "site_app", "run", *args)
    (host, port, app), options = served[0]
    assert (0, place, "site") == (result.exit_code, (host, port), app.import_name)
    assert {**DEFAULTS, **changed} == options


def test_run_reads_the_environment(served: list[tuple[tuple[Any, ...], dict[str, Any]]]) -> None:
    """Options may be set in the environment, with either prefix."""
    run("-A", "site_app", "run", env={"FLASK_RUN_PORT": "1", "FLASK_RUN_HOST": "h"})
    run("-A", "site_app", "run", env={"FLASK_RUN_PORT": "1", "DEMIJOHN_RUN_PORT": "2"})
    assert [("h", 1), ("127.0.0.1", 2)] == [args[:2] for args, _ in served]


@pytest.mark.usefixtures("served")
def test_run_says_what_it_serves() -> None:
    """The banner names the application and the debug mode; after a reload it is not printed again."""
    first = run("-A", "site_app", "run", "--debug").output
    again = run("-A", "site_app", "run", env={"WERKZEUG_RUN_MAIN": "true"}).output
    assert (" * Serving Flask app 'site_app'\n * Debug mode: on\n", "") == (first, again)


def test_run_needs_an_application(served: list[tuple[tuple[Any, ...], dict[str, Any]]]) -> None:
    """Without an application nothing is served."""
    result = run("-A", "missing", "run")
    assert (2, True, []) == (result.exit_code, "Could not import 'missing'" in result.output, served)


def test_after_a_reload_an_error_is_served(
    served: list[tuple[tuple[Any, ...], dict[str, Any]]], tmp_path: Path
) -> None:
    """When a reload breaks the application, the server goes on and every request shows the error."""
    (tmp_path / "failing.py").write_text("1 / 0")
    run("-A", "failing", "run", env={"WERKZEUG_RUN_MAIN": "true"})
    (_, _, app), _ = served[0]
    with pytest.raises(ZeroDivisionError):
        app({}, None)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "contexts.py").write_text("import ssl\ncontext = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)")
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).touch()
    return os.path.realpath("cert.pem"), os.path.realpath("key.pem")


def test_a_certificate_reaches_the_server(
    served: list[tuple[tuple[Any, ...], dict[str, Any]]], certificate: tuple[str, str]
) -> None:
    """A certificate is two files, or a context that is imported."""
    run("-A", "site_app", "run", "--cert", "cert.pem", "--key", "key.pem")
    run("-A", "site_app", "run", "--cert", "contexts.context")
    files, context = (options["ssl_context"] for _, options in served)
    assert certificate == files
    assert isinstance(context, ssl.SSLContext)


@pytest.mark.parametrize(
    ("args", "text"),
    [
        (["--cert", "cert.pem"], 'Required when using "--cert".'),
        (["--key", "key.pem"], '"--cert" must also be specified.'),
        (
            ["--cert", "contexts.context", "--key", "key.pem"],
            'When "--cert" is an SSLContext object, "--key" is not used.',
        ),
        (["--cert", "missing"], "File 'missing' does not exist."),
    ],
)
@pytest.mark.usefixtures("served", "certificate")
def test_half_a_certificate_is_refused(args: list[str], text: str) -> None:
    """Certificate and key go together."""
    result = run("-A", "site_app", "run", *args)
    assert (2, True) == (result.exit_code, text in result.output)


def test_routes_are_listed() -> None:
    """The table has the endpoint, its methods and its rule."""
    expected = """\
Endpoint  Methods    Rule
--------  ---------  -----------------------
index     GET        /
item      GET, POST  /item/<int:number>
static    GET        /static/<path:filename>
"""
    lines = [line.rstrip() for line in run("-A", "site_app", "routes").output.splitlines()]
    assert expected.splitlines() == lines


@pytest.mark.parametrize(
    ("args", "endpoints"),
    [
        (["-s", "rule"], ["index", "item", "static"]),
        (["-s", "methods"], ["static", "index", "item"]),
        (["-s", "match"], ["static", "index", "item"]),
    ],
)
def test_routes_can_be_sorted(args: list[str], endpoints: list[str]) -> None:
    """Routes are sorted by a column, or in the order in which they are tried."""
    lines = run("-A", "site_app", "routes", *args).output.splitlines()[2:]
    assert endpoints == [line.split()[0] for line in lines]


def test_all_methods_can_be_listed() -> None:
    """``HEAD`` and ``OPTIONS`` are shown when asked for."""
    assert "GET, HEAD, OPTIONS, POST" in run("-A", "site_app", "routes", "--all-methods").output


@pytest.mark.parametrize(
    ("options", "rule", "title"),
    [
        ({}, {"subdomain": "s"}, "Subdomain"),
        ({"host_matching": True, "static_folder": None}, {"host": "h"}, "Host"),
    ],
)
def test_routes_have_a_domain(options: dict[str, Any], rule: dict[str, str], title: str) -> None:
    """If rules have a subdomain or host, there is a column for it."""
    app = Flask("app", root_path="/", **options)
    app.add_url_rule("/a", endpoint="a", **rule)  # type: ignore[arg-type]  # a dict of some of its keywords
    output = app.test_cli_runner().invoke(cli, ["routes"]).output
    assert title == output.splitlines()[0].split()[2]


def test_no_routes_is_said() -> None:
    """An application without rules says so."""
    app = Flask("app", root_path="/", static_folder=None)
    assert "No routes were registered.\n" == app.test_cli_runner().invoke(cli, ["routes"]).output


def test_the_shell_knows_the_application() -> None:
    """The shell has the application, ``g``, and what the processors give."""
    app = Flask("app", root_path="/", instance_path="/instance")
    app.shell_context_processor(lambda: {"five": 5})
    result = app.test_cli_runner().invoke(cli, ["shell"], input="print(app.name, g, five)\n")
    assert "app <flask.g of 'app'> 5" in result.output


def test_the_shell_runs_the_startup_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that Python's own shell would run is run."""
    (tmp_path / "startup.py").write_text("six = 6")
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "startup.py"))
    app = Flask("app", root_path="/", instance_path="/instance")
    result = app.test_cli_runner().invoke(cli, ["shell"], input="print('six is', six)\n")
    assert "six is 6" in result.output


@pytest.mark.parametrize(("options", "inside"), [({}, True), ({"with_appcontext": False}, False)])
def test_a_group_gives_its_commands_a_context(options: dict[str, bool], inside: bool) -> None:
    """Commands of an application group have the application, unless they do without."""
    group = AppGroup("group")

    @group.command("look", **options)
    def look() -> None:
        click.echo(bool(current_app))

    result = CliRunner().invoke(group, ["look"], obj=ScriptInfo(create_app=lambda: APP))
    assert f"{inside}\n" == result.output
    assert isinstance(group.group("inner")(lambda: None), AppGroup)


def test_a_context_can_be_asked_for() -> None:
    """A plain command can ask for the application's context; one that is there is not replaced."""
    seen: list[object] = []

    @click.command()
    @with_appcontext
    def look() -> None:
        seen.append(current_app._get_current_object())

    CliRunner().invoke(look, obj=ScriptInfo(create_app=lambda: APP))
    with OTHER.app_context():
        CliRunner().invoke(look, obj=ScriptInfo(create_app=lambda: APP))
    assert [APP, OTHER] == seen
    assert not request


def test_an_own_group_has_its_application() -> None:
    """A script of one's own can be made of a factory, with the commands it wants."""
    group = FlaskGroup(
        name="own",
        create_app=lambda: APP,
        add_default_commands=False,
        add_version_option=False,
        params=[click.Option(["--more"], expose_value=False)],
    )

    @group.command("name")
    def name() -> None:
        click.echo(current_app.name)

    assert "app\n" == run("name", cli=group).output
    assert ["more", "env_file", "app", "debug"] == [param.name for param in group.params]


def values() -> dict[str, str | None]:
    return {name: os.environ.get(name) for name in ("AA", "BB", "CC", "DD")}


@pytest.fixture
def dotenv_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the default files in a folder above, and another one here."""
    (tmp_path / ".env").write_text("AA=env\nBB=env\nDD=env\n")
    (tmp_path / ".flaskenv").write_text("AA=flaskenv\nCC=flaskenv\n")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "own.env").write_text("AA=own\n")
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("DD", "set")


LOADS: dict[str, tuple[Callable[[], bool], bool, dict[str, str | None]]] = {
    "default files": (load_dotenv, True, {"AA": "env", "BB": "env", "CC": "flaskenv", "DD": "set"}),
    "own file first": (
        lambda: load_dotenv("own.env"),
        True,
        {"AA": "own", "BB": "env", "CC": "flaskenv", "DD": "set"},
    ),
    "own file only": (
        lambda: load_dotenv("own.env", load_defaults=False),
        True,
        {"AA": "own", "BB": None, "CC": None, "DD": "set"},
    ),
    "none": (
        lambda: load_dotenv(load_defaults=False),
        False,
        {"AA": None, "BB": None, "CC": None, "DD": "set"},
    ),
}


@pytest.mark.parametrize(("load", "result", "expected"), LOADS.values(), ids=LOADS)
@pytest.mark.usefixtures("dotenv_files")
def test_files_set_the_environment(
    load: Callable[[], bool], result: bool, expected: dict[str, str | None]
) -> None:
    """What is set stays; then a named file, then ``.env``, then ``.flaskenv``."""
    assert (result, expected) == (load(), values())


@pytest.mark.parametrize(
    ("args", "environ", "first"),
    [
        pytest.param([], {}, "env", id="default files"),
        pytest.param(["-e", "own.env"], {}, "own", id="own file"),
        pytest.param([], {"FLASK_ENV_FILE": "own.env"}, "own", id="own file in the environment"),
        pytest.param([], {"FLASK_SKIP_DOTENV": "1"}, None, id="skipped"),
        pytest.param(["-e", "own.env"], {"FLASK_SKIP_DOTENV": "1"}, "own", id="own file only"),
    ],
)
@pytest.mark.usefixtures("dotenv_files")
def test_the_command_line_reads_files(args: list[str], environ: dict[str, str], first: str | None) -> None:
    """The command line reads the files before anything else."""
    group = FlaskGroup(create_app=lambda: APP)
    seen: list[str | None] = []

    @group.command("look")
    def look() -> None:
        seen.append(os.environ.get("AA"))

    run(*args, "look", cli=group, env=environ)
    assert [first] == seen


@pytest.mark.usefixtures("dotenv_files")
def test_without_the_library_there_is_a_tip(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Without python-dotenv nothing is read; files that are there are worth a tip, a named one an error."""
    monkeypatch.setitem(sys.modules, "dotenv", None)
    silent = load_dotenv(), capsys.readouterr().err
    monkeypatch.chdir(tmp_path)
    told = load_dotenv(), capsys.readouterr().err
    tip = " * Tip: There are .env files present. Install python-dotenv to use them.\n   Not read: .flaskenv, .env.\n"
    assert ((False, ""), (False, tip)) == (silent, told)
    result = run("-e", "here/own.env", "run")
    assert (2, True) == (result.exit_code, "python-dotenv must be installed" in result.output)


@pytest.mark.parametrize(
    ("library", "code", "text"),
    [
        pytest.param(None, 2, "Using ad-hoc certificates requires the cryptography library.", id="missing"),
        pytest.param(ModuleType("cryptography"), 0, "Serving", id="there"),
    ],
)
def test_a_certificate_may_be_made_up(
    served: list[tuple[tuple[Any, ...], dict[str, Any]]],
    monkeypatch: pytest.MonkeyPatch,
    library: ModuleType | None,
    code: int,
    text: str,
) -> None:
    """A certificate is made for the run, if the library for it is there; a key does not go with it."""
    monkeypatch.setitem(sys.modules, "cryptography", library)
    result = run("-A", "site_app", "run", "--cert", "ADHOC")
    assert (code, True) == (result.exit_code, text in result.output)
    assert ["adhoc"][: len(served)] == [options["ssl_context"] for _, options in served]


def test_the_classes_belong_to_the_documented_module() -> None:
    """Wherever a class is written, its name says ``demijohn.cli``."""
    assert {"demijohn.cli"} == {one.__module__ for one in (AppGroup, FlaskGroup, ScriptInfo)}
