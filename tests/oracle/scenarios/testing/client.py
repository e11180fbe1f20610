"""The test client and the runner of commands."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from typing import Any

from werkzeug.test import EnvironBuilder

from tests.oracle.collect import scenario
from tests.oracle.lab import Lab


@scenario
def client_options(lab: Lab) -> None:
    """The test client knows the application's name, root and scheme, and keeps what it is told."""
    fl = lab.flask
    app = lab.app()
    app.config.update(SERVER_NAME="shop.test", APPLICATION_ROOT="/r", PREFERRED_URL_SCHEME="https")
    app.add_url_rule(
        "/x",
        "x",
        lambda: [fl.request.url, dict(fl.request.headers), fl.request.method, fl.request.environ.get("OWN")],
    )
    client = app.test_client()
    lab.note(type(client), client.application is app)
    response = client.get("/x?a=1", headers={"X-A": "1"}, environ_overrides={"OWN": "o"})
    body = response.json[1]
    body["User-Agent"] = "agent"
    lab.note(response.json[0], body, response.json[2:], response.status)
    client.environ_base["OWN"] = "base"
    lab.note(client.post("/x").status, client.get("/x").json[3], client.get("http://else.test/r/x").status)
    lab.note(client.environ_base["REMOTE_ADDR"], sorted(client.environ_base))
    lab.note(client.get("/x", base_url="http://shop.test/r").json[0])


@scenario
def client_keeps_the_context(lab: Lab) -> None:
    """Within ``with client``, the last request's context stays until the next request or the end."""
    fl = lab.flask
    app = lab.app()
    app.teardown_request(lab.noting("teardown request"))
    app.teardown_appcontext(lab.noting("teardown app"))
    app.add_url_rule("/<x>", "x", lambda x: fl.g.setdefault("x", x))
    with app.test_client() as client:
        client.get("/one?a=1")
        lab.note(fl.request.args, fl.g.x, fl.current_app.name)
        client.get("/two")
        lab.note(fl.request.path, fl.g.x)
        lab.refused(client.__enter__)
    lab.note(fl.has_request_context(), fl.has_app_context())


@scenario
def client_session_transaction(lab: Lab) -> None:
    """A transaction opens the client's session, and stores what was changed."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/", "index", lambda: dict(fl.session))
    lab.refused(lambda: app.test_client().session_transaction().__enter__())
    app.secret_key = "k"
    client = app.test_client()
    with client.session_transaction() as session:
        session["a"] = 1
        lab.note(type(session), session.new)
    lab.note(client.get("/").json)
    with client.session_transaction("/", base_url="http://localhost") as session:
        lab.note(dict(session))
        del session["a"]
    lab.note(client.get("/").json)
    lab.refused(lambda: app.test_client(use_cookies=False).session_transaction().__enter__())


@scenario
def own_client_classes(lab: Lab) -> None:
    """An application's own classes of client and runner are used, with their arguments."""
    testing = lab.module("testing")

    class Own(testing.FlaskClient):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # what the base takes
            self.token = kwargs.pop("token")
            super().__init__(*args, **kwargs)

        def open(self, *args: Any, **kwargs: Any) -> Any:  # what the base takes and returns
            lab.note("open", self.token, args)
            return super().open(*args, **kwargs)

    app = lab.app()
    app.test_client_class = Own
    app.add_url_rule("/", "index", lambda: "ok")
    lab.note(app.test_client(token="t").get("/").get_data(), type(app.test_client(token="t")))
    builder = testing.EnvironBuilder(app, "/x", json={"b": 1, "a": 2})
    lab.note(builder.get_environ()["wsgi.input"].read(), builder.app is app)


@scenario
def cli_runner(lab: Lab) -> None:
    """The runner invokes the application's commands with an application context."""
    import click

    fl = lab.flask
    app = lab.app()

    @app.cli.command("hello")
    @click.argument("name")
    def hello(name: str) -> None:
        click.echo(f"hello {name} from {fl.current_app.name}")

    @app.cli.command("bare", with_appcontext=False)
    def bare() -> None:
        click.echo(str(fl.has_app_context()))

    runner = app.test_cli_runner()
    lab.note(type(runner))
    for args in (["hello", "you"], ["bare"], ["hello"]):
        result = runner.invoke(args=args)
        lab.note(result.exit_code, result.output)
    result = runner.invoke(hello, ["direct"])
    lab.note(result.exit_code, result.output)


@scenario
def client_requests_of_every_sort(lab: Lab) -> None:
    """The client takes paths, builders, environments and requests, and follows redirects."""
    fl = lab.flask
    testing = lab.module("testing")
    app = lab.app()
    app.secret_key = "k"
    app.add_url_rule("/a", "a", lambda: fl.session.setdefault("n", 0) or fl.redirect("/b?x=1"))
    app.add_url_rule(
        "/b",
        "b",
        lambda: [fl.request.url, fl.request.method, fl.session.get("n"), fl.request.get_data(as_text=True)],
        methods=["GET", "POST"],
    )
    app.add_url_rule("/out", "out", lambda: fl.redirect("http://else.test/"))
    client = app.test_client()
    response = client.get("/a", follow_redirects=True)
    lab.note(response.status, response.json, [r.status for r in response.history], response.request.path)
    lab.refused(client.get, "/out", follow_redirects=True)
    for argument in (EnvironBuilder("/b?y=1", method="POST", data="d"), testing.EnvironBuilder(app, "/b?z=1"), EnvironBuilder("/b").get_environ(),
                     EnvironBuilder("/b", query_string="q=1").get_request()):  # fmt: skip
        lab.note(type(argument).__name__, client.open(argument).json)
    client.set_cookie("c", "v")
    lab.note(client.get_cookie("c").value, client.get("/b", query_string={"a": "1"}, json={"k": 1}).json)
    client.delete_cookie("c")
    lab.note(client.get_cookie("c"), client.get("/b").status_code)
    lab.note(
        app.test_client(use_cookies=False).get("/b").json, client.head("/b").data, client.options("/b").status
    )
    with app.test_client() as one:
        one.get("/b")
        lab.note(fl.request.path)
        with one.session_transaction() as session:
            session["n"] = 5
        lab.note(one.get("/b").json[2], fl.session["n"])


@scenario
def testing_json(lab: Lab) -> None:
    """The client writes and reads JSON as the application's provider does."""
    app = lab.app()
    app.add_url_rule("/", "index", lambda: lab.flask.request.get_data(as_text=True), methods=["POST"])
    app.add_url_rule("/read", "read", lambda: {"got": lab.flask.request.json}, methods=["POST"])
    client = app.test_client()
    sent = {"b": 1, "a": "é"}
    lab.note("sorted", client.post("/", json=sent).text, client.post("/read", json=sent).json)
    app.json.sort_keys = False
    lab.note("as given", client.post("/", json=sent).text, client.post("/read", json=sent).json)
    lab.refused(client.post, "/", json={1}, data="x")
