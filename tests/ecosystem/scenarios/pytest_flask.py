"""pytest-flask: fixtures, contexts and servers for tests, in a pytest of its own on either side."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from typing import Final

import flask
import pytest_flask.plugin

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("pytest-flask",)

CONFTEST: Final = """\
import pytest
from flask import Flask, jsonify, request, session


@pytest.fixture
def app():
    app = Flask("cellar")
    app.secret_key = "a key"
    app.testing = True

    @app.get("/")
    def index():
        session["visits"] = session.get("visits", 0) + 1
        return f"visit {session['visits']}"

    @app.get("/ping")
    def ping():
        return jsonify(ping="pong", accept=str(request.accept_mimetypes))

    @app.get("/bug")
    def bug():
        raise LookupError("a bug")

    return app
"""


def run_tests(lab: Lab, tests: str, *options: str, conftest: str = CONFTEST) -> None:
    """Run tests in a new process, and note what pytest tells."""
    lab.file("conftest.py", conftest)
    lab.file("test_cellar.py", textwrap.dedent(tests))
    alone = ["--disable-plugin-autoload", "-p", "pytest_flask.plugin"]
    command = [*lab.python, "-m", "pytest", "-vv", "-p", "no:cacheprovider", "--no-header", "--tb=line"]
    ran = subprocess.run(
        [*command, *(alone if "--autoload" not in options else []), *(set(options) - {"--autoload"})],
        cwd=lab.folder,
        text=True,
        capture_output=True,
        check=False,
        timeout=60,
    )
    lab.mask(r"=* ([^=]*) in [0-9.]+s =*", r"\1 in <time>")
    lab.note("pytest ended with", ran.returncode)
    lab.note(ran.stdout)
    lab.note(ran.stderr)


def scenario_contexts(lab: Lab) -> None:
    """A request context is pushed around each test that has an application, and popped after it."""
    run_tests(
        lab,
        """
        import flask
        import pytest
        from flask import g, has_app_context, has_request_context, request, session, url_for

        def test_context(app):
            assert flask.current_app._get_current_object() is app
            assert url_for("ping") == "/ping"
            assert request.path == "/" and session == {} and not hasattr(g, "kept")
            g.kept = 1

        def test_another_context(app):
            assert "kept" not in g

        def test_no_application():
            assert not has_request_context() and not has_app_context()
            with pytest.raises(RuntimeError, match="Working outside of application context"):
                url_for("ping")
        """,
    )


def scenario_clients(lab: Lab) -> None:
    """The client keeps its context and cookies, belongs to classes too, and its answers are compared with codes."""
    run_tests(
        lab,
        """
        import pytest
        from flask import Response, session, url_for
        from flask.testing import FlaskClient

        def test_client(client, app):
            assert type(client) is FlaskClient
            assert client.get("/").text == "visit 1" and client.get("/").text == "visit 2"
            assert session["visits"] == 2

        def test_codes(client):
            assert client.get(url_for("ping")) == 200
            assert client.get("/missing") == 404
            assert client.get("/missing") != 200

        def test_wrong_code(client):
            assert client.get("/missing") == 200

        def test_json(client, app):
            assert issubclass(app.response_class, Response)
            assert client.get("/ping").json["ping"] == "pong"

        def test_bug(client):
            client.get("/bug")

        def test_accept(client, accept_json, accept_jsonp, accept_any):
            assert client.get("/ping", headers=accept_json).json["accept"] == "application/json"
            assert client.get("/ping", headers=accept_jsonp).json["accept"] == "application/json-p"

        @pytest.mark.usefixtures("client_class")
        class TestClass:
            def test_client(self):
                assert self.client.get("/") == 200

            def test_config(self, config):
                assert config["TESTING"] and self.client.application.config is config
        """,
    )


def scenario_options(lab: Lab) -> None:
    """Marks change the configuration for one test, and the response class is put back."""
    run_tests(
        lab,
        """
        import pytest
        from flask import current_app

        @pytest.mark.options(debug=True, own="value")
        def test_options(app):
            assert app.debug and app.config["OWN"] == current_app.config["OWN"] == "value"

        def test_without_options(app):
            assert not app.debug and "OWN" not in app.config

        @pytest.mark.options(server_name="cellar.example")
        def test_server_name(app, client):
            with app.app_context():
                from flask import url_for
                assert url_for("ping") == "/ping"  # the request's context was there before the mark
            assert client.get("http://cellar.example/ping") == 200

        @pytest.mark.options(propagate_exceptions=False)
        def test_bug(client):
            assert client.get("/bug") == 500
        """,
        conftest=CONFTEST.replace("@pytest.fixture", "@pytest.fixture(scope='session')"),
    )


def scenario_factories(lab: Lab) -> None:
    """Applications from a factory, with a response class, an error handler and a blueprint of their own."""
    run_tests(
        lab,
        """
        def test_response_class(client):
            found = client.get("/shop/")
            assert found == 203 and found.headers["X-Own"] == "yes"
            assert found.json == ["red"]

        def test_handler(client):
            assert client.get("/shop/bug") == 418

        def test_runner(app):
            found = app.test_cli_runner().invoke(args=["told"])
            assert (found.exit_code, found.output) == (0, "told by cellar\\n")
        """,
        conftest="""\
import click
import pytest
from flask import Blueprint, Flask, Response, current_app

shop = Blueprint("shop", __name__, url_prefix="/shop")


@shop.get("/")
def index():
    return ["red"], 203


@shop.get("/bug")
def bug():
    raise KeyError("bug")


@pytest.fixture
def app():
    class Own(Response):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.headers["X-Own"] = "yes"

    class Cellar(Flask):
        response_class = Own

    app = Cellar("cellar")
    app.register_blueprint(shop)
    app.register_error_handler(KeyError, lambda error: ("handled", 418))

    @app.cli.command("told")
    def told():
        click.echo(f"told by {current_app.name}")

    return app
""",
    )


def scenario_live_server(lab: Lab) -> None:
    """An application is served in a forked process, with its address in the URLs that tests build."""
    run_tests(
        lab,
        """
        from urllib.request import urlopen
        from flask import url_for

        def test_server(live_server):
            with urlopen(live_server.url("/ping")) as answer:
                assert answer.status == 200 and b"pong" in answer.read()

        def test_urls(live_server):
            assert url_for("ping", _external=True) == f"http://localhost.localdomain:{live_server.port}/ping"
            assert repr(live_server) == f"<LiveServer listening at http://127.0.0.1:{live_server.port}>"
        """,
        "--live-server-host=127.0.0.1",
        conftest=CONFTEST.replace("@pytest.fixture", "@pytest.fixture(scope='session')"),
    )


def scenario_found_by_pytest(lab: Lab) -> None:
    """Pytest finds the plugin by itself, and every module sees the same Flask."""
    run_tests(
        lab,
        f"""
        import sys

        import flask

        def test_plugin(request, app):
            assert request.config.pluginmanager.has_plugin("flask")
            assert type(app) is flask.Flask is sys.modules["flask.app"].Flask
            assert ("demijohn" in sys.modules) is {"demijohn" in sys.modules}
        """,
        "--autoload",
        "--disable-warnings",
    )


def scenario_classes_of_answers(lab: Lab) -> None:
    """The class that it makes for answers is one of the application's, and compares with codes."""
    made = pytest_flask.plugin._make_test_response_class(flask.Response)
    lab.note(made.__name__, made.__mro__[1] is flask.Response, [base.__name__ for base in made.__bases__])
    app = flask.Flask("cellar", root_path=str(lab.folder))
    app.response_class = made
    app.add_url_rule("/", "index", lambda: ("made", 202))
    answer = app.test_client().get("/")
    lab.answer(answer)
    lab.note(isinstance(answer, made), answer == 202, answer != 202, answer == 200)
