"""What the command line does beyond Flask's: variables and files of its own, JSON, and what it says when it fails."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from demijohn import Flask
from demijohn.cli import FlaskGroup, cli, load_dotenv, locate_app

SHOP = """
from demijohn import Flask

app = Flask("shop", static_folder=None)
app.add_url_rule("/b", "second", len, methods=["POST", "GET"])
app.add_url_rule("/a", "first", len)
"""


@pytest.fixture(autouse=True)
def folder(apart: Path) -> Path:
    (apart / "shop.py").write_text(SHOP)
    return apart


def run(*args: str, group: FlaskGroup = cli, environ: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(group, list(args), prog_name="demijohn", env=environ)


Serve = Callable[..., None]


def serving(monkeypatch: pytest.MonkeyPatch, serve: Serve) -> None:
    monkeypatch.setattr("demijohn.cli.run_simple", serve)


@pytest.mark.parametrize(
    ("environ", "shown"),
    [
        pytest.param({"FLASK_ROUTES_SORT": "match"}, ["second", "first"], id="Flask's"),
        pytest.param({"DEMIJOHN_ROUTES_SORT": "match"}, ["second", "first"], id="own"),
        pytest.param(
            {"DEMIJOHN_ROUTES_SORT": "match", "FLASK_ROUTES_SORT": "rule"},
            ["second", "first"],
            id="own first",
        ),
        pytest.param(
            {"DEMIJOHN_ROUTES_SORT": "", "FLASK_ROUTES_SORT": "match"}, ["second", "first"], id="own empty"
        ),
        pytest.param(
            {"DEMIJOHN_APP": "shop", "DEMIJOHN_ROUTES_SORT": "rule"}, ["first", "second"], id="all own"
        ),
    ],
)
def test_options_have_variables_of_either_name(environ: dict[str, str], shown: list[str]) -> None:
    """Every option of a built-in command is read from a variable of our name, or else of Flask's."""
    lines = run("routes", environ={"FLASK_APP": "shop", **environ}).stdout.splitlines()[2:]
    assert shown == [line.split()[0] for line in lines]


def test_another_prefix_is_used_alone() -> None:
    """A script that reads variables with a prefix of its own does not read ours."""
    environ = {"SHOP_APP": "shop", "DEMIJOHN_APP": "missing", "DEMIJOHN_ROUTES_SORT": "colour"}
    group = FlaskGroup(context_settings={"auto_envvar_prefix": "SHOP"})
    result = run("routes", group=group, environ=environ)
    assert 0 == result.exit_code


@pytest.mark.parametrize(
    ("files", "value"),
    [
        pytest.param([".flaskenv"], ".flaskenv", id="Flask's"),
        pytest.param([".flaskenv", ".demijohnenv"], ".demijohnenv", id="own before Flask's"),
        pytest.param([".flaskenv", ".demijohnenv", ".env"], ".env", id="the general one first"),
    ],
)
def test_files_of_the_environment_have_an_order(folder: Path, files: list[str], value: str) -> None:
    """What several files set is taken from the first of ``.env``, ``.demijohnenv`` and ``.flaskenv``."""
    for name in files:
        (folder / name).write_text(f"LAB_FROM={name}\n")
    assert (True, value) == (load_dotenv(), os.environ.get("LAB_FROM"))


def test_routes_are_printed_as_json() -> None:
    """The list has the order and the methods that are asked for."""
    result = run("--app", "shop", "routes", "--json", "--sort", "match", "--all-methods")
    second = {
        "endpoint": "second",
        "methods": ["GET", "HEAD", "OPTIONS", "POST"],
        "subdomain": "",
        "rule": "/b",
    }
    first = {"endpoint": "first", "methods": ["GET", "HEAD", "OPTIONS"], "subdomain": "", "rule": "/a"}
    assert [second, first] == json.loads(result.stdout)


def test_json_names_hosts_and_nothing() -> None:
    """With host matching the domain is called host; without routes the list is empty."""
    hosts = Flask("hosts", root_path="/", static_folder=None, host_matching=True)
    empty = run("routes", "--json", group=FlaskGroup(create_app=lambda: hosts)).stdout
    hosts.add_url_rule("/", "index", str, host="shop.example")
    listed = run("routes", "--json", group=FlaskGroup(create_app=lambda: hosts)).stdout
    row = {"endpoint": "index", "methods": ["GET"], "host": "shop.example", "rule": "/"}
    assert ([], [row]) == (json.loads(empty), json.loads(listed))


class Entry:
    """An entry point, as an extension has them."""

    value = "extension:command"

    def __init__(self, group: str, name: str, loads: list[str] | None = None) -> None:
        self.group = group
        self.name = name
        self.loads = loads

    def load(self) -> click.Command:
        if self.loads is None:
            raise ImportError("what it needs is not there")
        self.loads.append(self.group)
        return click.Command("other", callback=lambda: click.echo(f"of {self.group}"))


def offer(monkeypatch: pytest.MonkeyPatch, *entries: Entry) -> None:
    def entry_points(*, group: str) -> list[Entry]:
        return [entry for entry in entries if entry.group == group]

    monkeypatch.setattr(metadata, "entry_points", entry_points)


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        pytest.param(["flask.commands"], "of flask.commands\n", id="Flask's"),
        pytest.param(["demijohn.commands"], "of demijohn.commands\n", id="own"),
        pytest.param(["demijohn.commands", "flask.commands"], "of demijohn.commands\n", id="own first"),
    ],
)
def test_extensions_add_commands(monkeypatch: pytest.MonkeyPatch, groups: list[str], said: str) -> None:
    """An installed package adds a command by an entry point for either framework; each is loaded once."""
    loads: list[str] = []
    offer(monkeypatch, *[Entry(group, "extension", loads) for group in groups])
    group = FlaskGroup()
    ran, listed = run("extension", group=group), run("--help", group=group)
    assert (said, True, sorted(groups)) == (ran.stdout, "extension" in listed.stdout, sorted(loads))


def test_a_broken_extension_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that cannot be loaded is told with what it is and what it raised, and the others go on."""
    offer(monkeypatch, Entry("flask.commands", "broken"))
    group = FlaskGroup()
    first, second = (run("--app", "shop", "routes", group=group) for _ in range(2))
    assert (0, 0, "") == (first.exit_code, second.exit_code, second.stderr)
    assert "'extension:command', an entry point of the group 'flask.commands'" in first.stderr
    assert "ImportError: what it needs is not there" in first.stderr


def test_an_application_of_flask_is_noticed(folder: Path) -> None:
    """Whoever moves over and has left an import of Flask's is told where."""
    (folder / "left.py").write_text("from flask import Flask\nweb = Flask('left')\n")
    none, named = run("--app", "left", "routes"), run("--app", "left:web", "routes")
    assert "'web' is an application of the package 'flask'" in none.stderr
    assert "Found an object of type 'flask.app.Flask'." in named.stderr


@pytest.mark.skipif(sys.version_info < (3, 11), reason="notes on exceptions are newer")
@pytest.mark.parametrize("name", [None, "create_app", "create_app()"])
@pytest.mark.parametrize("error", ["KeyError", "TypeError"])
def test_what_a_factory_raises_is_noted(folder: Path, name: str | None, error: str) -> None:
    """An exception of a factory is its own, and says below its traceback who called it."""
    (folder / "raising.py").write_text(f"def create_app():\n    raise {error}('inside')\n")
    with pytest.raises((KeyError, TypeError)) as caught:
        locate_app("raising", name)
    notes: list[str] = getattr(caught.value, "__notes__", [])
    assert [error, True] == [
        type(caught.value).__name__,
        "factory 'create_app' of module 'raising'" in notes[0],
    ]


def test_a_taken_port_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the server cannot listen it ends with code 1, and what can be done."""

    def serve(*args: object, **options: object) -> None:
        # As Werkzeug does it: it leaves while it handles an error of the system.
        try:
            os.close(-1)
        except OSError as error:
            error.strerror = "Address already in use"
            sys.exit(1)

    serving(monkeypatch, serve)
    result = run("--app", "shop", "run", "--port", "7")
    assert (1, True) == (
        result.exit_code,
        "cannot listen on 127.0.0.1:7: Address already in use." in result.stderr,
    )


Stop = BaseException


@pytest.mark.parametrize(
    ("stop", "code"),
    [
        pytest.param(SystemExit(3), 3, id="an end"),
        pytest.param(OSError("disk"), 1, id="another error"),
        pytest.param(KeyError("x"), 1, id="any error"),
    ],
)
def test_another_end_of_the_server_passes(monkeypatch: pytest.MonkeyPatch, stop: Stop, code: int) -> None:
    """What else ends the server is not explained away."""

    def serve(*args: object, **options: object) -> None:
        raise stop

    serving(monkeypatch, serve)
    result = run("--app", "shop", "run")
    assert (code, stop) == (result.exit_code, result.exception)


def test_a_missing_certificate_is_explained() -> None:
    """A certificate that is not there is refused with where it was looked for and what else can be given."""
    result = run("--app", "shop", "run", "--cert", "missing.pem")
    told = [
        "Error: Invalid value for '--cert': File 'missing.pem' does not exist.",
        f"Looked in '{os.getcwd()}'; 'missing.pem' is no import name of an 'ssl.SSLContext' either.",
        "Give the path of a certificate (and '--key'), or 'adhoc' for one that is made for this run.",
    ]
    assert (2, told) == (result.exit_code, result.stderr.splitlines()[-3:])


def test_a_certificate_that_is_none_is_explained(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that are no certificate and key are refused with their names."""

    def serve(*args: Any, **options: Any) -> None:  # what the server takes
        import ssl

        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*options["ssl_context"])

    serving(monkeypatch, serve)
    for name in ("cert.pem", "key.pem"):
        (folder / name).write_text("neither")
    result = run("--app", "shop", "run", "--cert", "cert.pem", "--key", "key.pem")
    first = f"Error: The certificate '{os.path.realpath('cert.pem')}' and the key"
    assert (2, True) == (result.exit_code, first in result.stderr)


def test_the_reloaders_error_keeps_its_traceback(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request after a broken reload raises the error with its first traceback, which does not grow."""
    apps: list[Any] = []  # whatever the server is given

    def serve(host: str, port: int, app: object, **options: object) -> None:
        apps.append(app)

    serving(monkeypatch, serve)
    (folder / "broken.py").write_text("1 / 0\n")
    run("--app", "broken", "run", environ={"WERKZEUG_RUN_MAIN": "true"})
    lengths: list[int] = []
    for _ in range(3):
        with pytest.raises(ZeroDivisionError) as caught:
            apps[0]({}, None)
        lengths.append(len(caught.traceback))
    assert 1 == len(set(lengths))
