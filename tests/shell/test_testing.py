"""The test client, its requests and its runner."""

from __future__ import annotations

from typing import Any

import click
import pytest
from werkzeug.test import EnvironBuilder as WerkzeugBuilder

from demijohn.app import Flask
from demijohn.cli import ScriptInfo
from demijohn.globals import current_app, g, request, session
from demijohn.helpers import redirect
from demijohn.json import jsonify
from demijohn.sessions import SecureCookieSessionInterface, SessionInterface, SessionMixin
from demijohn.testing import EnvironBuilder, FlaskClient, FlaskCliRunner
from demijohn.wrappers import Request, Response


def count() -> str:
    session["n"] = session.get("n", 0) + 1
    g.value = "value"
    return f"{request.method} {session['n']}"


@pytest.fixture
def app() -> Flask:
    app = Flask("app", root_path="/")
    app.secret_key = "key"
    app.testing = True
    app.add_url_rule("/", view_func=count, methods=["GET", "POST"])
    app.add_url_rule("/redirect", endpoint="redirect", view_func=lambda: redirect("/target"))
    app.add_url_rule("/target", endpoint="target", view_func=lambda: "target")
    app.add_url_rule("/error", endpoint="error", view_func=lambda: 1 / 0)  # type: ignore[arg-type]  # it raises

    @app.route("/environ")
    def environ() -> Response:
        return jsonify({name: value for name, value in request.environ.items() if isinstance(value, str)})

    return app


def address(builder: WerkzeugBuilder) -> tuple[str, str, str, str, str]:
    """Give scheme, host, root, path and query of a request."""
    environ = builder.get_environ()
    names = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")
    scheme, host, root, path, query = (environ[name] for name in names)
    return scheme, host, root, path, query


ADDRESSES: dict[str, tuple[dict[str, Any], tuple[str, str, str, str, str]]] = {
    "default": ({}, ("http", "localhost", "", "/", "")),
    "path and query": ({"path": "/a?b=1"}, ("http", "localhost", "", "/a", "b=1")),
    "whole URL": ({"path": "https://h.com:8/x?y=1"}, ("https", "h.com:8", "", "/x", "y=1")),
    "URL without scheme": ({"path": "//h.com/x"}, ("http", "h.com", "", "/x", "")),
    "base": ({"path": "/p", "base_url": "http://base/root"}, ("http", "base", "/root", "/p", "")),
    "subdomain": ({"subdomain": "s"}, ("http", "s.localhost", "", "/", "")),
    "scheme": ({"url_scheme": "https"}, ("https", "localhost", "", "/", "")),
    "fragment": ({"path": "/a#b"}, ("http", "localhost", "", "/a", "")),
    "query": ({"path": "/a", "query_string": {"b": 1}}, ("http", "localhost", "", "/a", "b=1")),
}


@pytest.mark.parametrize(("options", "expected"), ADDRESSES.values(), ids=ADDRESSES)
def test_a_request_has_an_address(
    app: Flask, options: dict[str, Any], expected: tuple[str, str, str, str, str]
) -> None:
    """What a URL does not say has a default."""
    assert expected == address(EnvironBuilder(app, **options))


CONFIGURED: dict[str, tuple[dict[str, Any], tuple[str, str, str, str, str]]] = {
    "default": ({}, ("https", "e.com:5", "/root", "/", "")),
    "subdomain": ({"subdomain": "s"}, ("https", "s.e.com:5", "/root", "/", "")),
    "whole URL": ({"path": "http://h.com/x"}, ("http", "h.com", "/root", "/x", "")),
    "base": ({"base_url": "http://q/zz"}, ("http", "q", "/zz", "/", "")),
}


@pytest.mark.parametrize(("options", "expected"), CONFIGURED.values(), ids=CONFIGURED)
def test_the_configuration_gives_the_defaults(
    app: Flask, options: dict[str, Any], expected: tuple[str, str, str, str, str]
) -> None:
    """The defaults come from server name, root and scheme."""
    app.config.update(SERVER_NAME="e.com:5", APPLICATION_ROOT="/root", PREFERRED_URL_SCHEME="https")
    assert expected == address(EnvironBuilder(app, **options))


@pytest.mark.parametrize("part", [{"subdomain": "s"}, {"url_scheme": "https"}], ids=["subdomain", "scheme"])
def test_a_base_stands_alone(app: Flask, part: dict[str, Any]) -> None:
    """A base URL is whole, so no part of one goes with it."""
    with pytest.raises(AssertionError) as caught:
        EnvironBuilder(app, base_url="http://base", **part)
    assert str(caught.value).startswith('Cannot pass "subdomain" or "url_scheme" with "base_url".')


def test_json_is_written_by_the_provider(app: Flask) -> None:
    """The application's provider writes the body."""
    builder = EnvironBuilder(app, json={"b": 1, "a": 2})
    assert builder.input_stream is not None
    assert (b'{"a": 2, "b": 1}', "application/json") == (builder.input_stream.read(), builder.content_type)


def test_the_client_keeps_cookies(app: Flask) -> None:
    """The session is the same from request to request, unless the client keeps no cookies."""
    client, without = app.test_client(), app.test_client(use_cookies=False)
    found = [client.get("/").text, client.post("/").text, without.get("/").text, without.get("/").text]
    assert ["GET 1", "POST 2", "GET 1", "GET 1"] == found


def test_the_client_follows_redirects(app: Flask) -> None:
    """A redirect is followed when asked for, and stays in the history."""
    client = app.test_client()
    first, last = client.get("/redirect"), client.get("/redirect", follow_redirects=True)
    assert (302, "target", "/target") == (first.status_code, last.text, last.request.path)
    assert [302] == [response.status_code for response in last.history]


def test_responses_are_of_the_applications_class(app: Flask) -> None:
    """The response is the application's, and reads JSON with its provider."""
    response = app.test_client().get("/environ")
    found: Any = response.json
    assert "/environ" == found["PATH_INFO"]
    provider: Any = response.json_module
    assert app.json is provider
    assert app.response_class in type(response).__mro__


def test_a_request_may_be_given_in_other_forms(app: Flask) -> None:
    """A builder, an environment or a request may stand for a path."""
    client = app.test_client(use_cookies=False)
    builder = EnvironBuilder(app, "/", method="POST")
    environ = EnvironBuilder(app, "/").get_environ()
    given = [
        client.open(builder),
        client.open(environ),
        client.open(Request(environ)),
        client.open("/", method="POST"),
    ]
    assert ["POST 1", "GET 1", "GET 1", "POST 1"] == [response.text for response in given]


def test_every_request_has_the_base_environment(app: Flask) -> None:
    """The client's base goes into each environment, and what a request gives goes before it."""
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = "1.2.3.4"
    first = client.get("/environ").json
    second = client.get(
        "/environ", environ_base={"REMOTE_ADDR": "5.6.7.8"}, environ_overrides={"X": "x"}
    ).json
    assert first is not None
    assert second is not None
    assert ("1.2.3.4", "5.6.7.8", "x") == (first["REMOTE_ADDR"], second["REMOTE_ADDR"], second["X"])
    assert first["HTTP_USER_AGENT"].startswith("Werkzeug/")


def test_a_with_block_keeps_the_context(app: Flask) -> None:
    """In the block the last request can be looked at; each request ends the one before, and the block the last."""
    ended: list[str] = []

    @app.teardown_appcontext
    def end_app(error: BaseException | None) -> None:
        ended.append("app")

    @app.teardown_request
    def end_request(error: BaseException | None) -> None:
        ended.append(request.path)

    with app.test_client() as client:
        client.get("/")
        first = request.path, g.value, session["n"], list(ended)
        client.get("/target")
        second = request.path, list(ended)
    # A context is torn down when its request ends, and again when it is no longer kept.
    assert ("/", "value", 1, ["/", "app"]) == first
    assert ("/target", ["/", "app", "/", "app", "/target", "app"]) == second
    assert ["/target", "app"] == ended[6:]
    assert not request


def test_a_client_is_entered_once(app: Flask) -> None:
    """A block inside a block of the same client is refused."""
    client = app.test_client()
    with client, pytest.raises(RuntimeError, match="Cannot nest client invocations"):
        client.__enter__()
    with client:
        assert client.preserve_context


def test_an_error_reaches_the_test(app: Flask) -> None:
    """While testing, an error of a view is raised, and the next request can be looked at."""
    with app.test_client() as client:
        with pytest.raises(ZeroDivisionError):
            client.get("/error")
        client.get("/target")
        assert "/target" == request.path


def test_a_session_can_be_prepared(app: Flask) -> None:
    """A transaction opens the session that the next request has, and saves it at its end."""
    client = app.test_client()
    with client.session_transaction() as prepared:
        prepared["n"] = 41
    text = client.get("/").text
    with client.session_transaction() as found:
        content = dict(found)
    assert ("GET 42", {"n": 42}) == (text, content)


def test_a_transaction_that_fails_saves_nothing(app: Flask) -> None:
    """An error in the block leaves the session as it was."""
    client = app.test_client()
    with pytest.raises(KeyError), client.session_transaction() as prepared:
        prepared["n"] = 41
        raise KeyError
    assert "GET 1" == client.get("/").text


def test_a_transaction_has_its_address(app: Flask) -> None:
    """The session of another host is another one."""
    client = app.test_client()
    with client.session_transaction(base_url="http://other") as prepared:
        prepared["n"] = 41
    assert ("GET 1", "GET 42") == (client.get("/").text, client.get("/", base_url="http://other").text)


def test_emptying_a_session_deletes_its_cookie(app: Flask) -> None:
    """A session that is emptied in a transaction is gone."""
    client = app.test_client()
    client.get("/")
    with client.session_transaction() as found:
        found.clear()
    assert client.get_cookie("session") is None


def test_a_transaction_leaves_the_kept_context(app: Flask) -> None:
    """Inside the client's block the last request stays what it was."""
    with app.test_client() as client:
        client.get("/")
        with client.session_transaction() as found:
            assert {"n": 1} == dict(found)
        assert "/" == request.path


def test_a_transaction_needs_cookies(app: Flask) -> None:
    """Without a cookie jar there is no place for the session."""
    with pytest.raises(TypeError) as caught, app.test_client(use_cookies=False).session_transaction():
        pass
    assert str(caught.value).startswith("Cookies are disabled. Create a client with 'use_cookies=True'.")


def test_a_transaction_needs_a_session() -> None:
    """Without a secret key no session is opened."""
    app = Flask("app", root_path="/")
    with pytest.raises(RuntimeError, match="Session backend did not open a session"):
        app.test_client().session_transaction().__enter__()


def test_a_transaction_asks_the_interface(app: Flask) -> None:
    """The application's interface opens and saves, and null sessions are not saved."""
    log: list[str] = []

    class Interface(SecureCookieSessionInterface):
        def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
            log.append(f"save {dict(session)}")

        def is_null_session(self, obj: object) -> bool:
            return "null" in obj  # type: ignore[operator]  # it is a session

    app.session_interface = Interface()
    client = app.test_client()
    with client.session_transaction() as prepared:
        prepared["a"] = 1
    with client.session_transaction() as prepared:
        prepared["null"] = 1
    assert ["save {'a': 1}"] == log


def test_a_transaction_opens_with_the_clients_cookies(app: Flask) -> None:
    """The interface gets a request that has the cookies which the address would get."""
    seen: list[dict[str, str]] = []

    class Interface(SessionInterface):
        def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
            seen.append(dict(request.cookies))
            return None

    app.session_interface = Interface()
    client = app.test_client()
    client.set_cookie("a", "1")
    client.set_cookie("b", "2", path="/elsewhere")
    with pytest.raises(RuntimeError), client.session_transaction():
        pass
    assert {"a": "1"} == seen[-1]


def test_the_clients_class_can_be_replaced(app: Flask) -> None:
    """The application's client class gets the keywords."""

    class Client(FlaskClient):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            self.user = kwargs.pop("user")
            super().__init__(*args, **kwargs)

    app.test_client_class = Client
    client = app.test_client(user=5)
    assert isinstance(client, Client)
    assert 5 == client.user


def test_the_runner_runs_the_applications_commands(app: Flask) -> None:
    """A command is run by name or itself, in the application's context."""

    @app.cli.command("hello")
    @click.argument("name", default="you")
    def hello(name: str) -> None:
        click.echo(f"hello {name} of {current_app.name}")

    runner = app.test_cli_runner()
    assert isinstance(runner, FlaskCliRunner)
    by_name, itself = runner.invoke(args=["hello", "me"]), runner.invoke(hello)
    assert ("hello me of app\n", "hello you of app\n") == (by_name.output, itself.output)
    assert 2 == runner.invoke(args=["missing"]).exit_code


def test_the_runner_hands_over_the_application(app: Flask) -> None:
    """A command gets a ``ScriptInfo`` that loads the application, unless it is given another object."""
    objects: list[Any] = []

    @click.command()
    @click.pass_context
    def look(ctx: click.Context) -> None:
        objects.append(ctx.obj)

    runner = app.test_cli_runner()
    runner.invoke(look)
    runner.invoke(look, obj=5)
    info, other = objects
    assert isinstance(info, ScriptInfo)
    assert (app, 5) == (info.load_app(), other)
