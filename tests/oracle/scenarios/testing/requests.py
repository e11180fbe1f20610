"""Testing: environments, redirects, cookies, transactions and the runner, one by one."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.

from __future__ import annotations

import sys
from typing import Any

import click
from werkzeug.test import EnvironBuilder

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _mirror(lab: Lab, **config: object) -> Any:  # an application of either package
    """An application that tells what it was asked."""
    request = lab.flask.request
    app = lab.app(subdomain_matching="SERVER_NAME" in config)
    app.config.update(config)
    app.secret_key = "k"
    app.add_url_rule(
        "/<path:x>",
        "mirror",
        lambda x: [
            request.method,
            request.url,
            request.remote_addr,
            request.user_agent.string[:8],
            request.get_data(as_text=True),
        ],
        methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
    )
    return app


@scenario
def every_method_of_the_client(lab: Lab) -> None:
    """The client has a method for each method of HTTP; TRACE and OPTIONS are answered as over the wire."""
    client = _mirror(lab).test_client()
    for name in ("get", "post", "put", "patch", "delete", "head", "options", "trace"):
        response = getattr(client, name)("/x?a=1", data=b"body" if name in {"post", "put", "patch"} else None)
        lab.note(
            name,
            response.status,
            response.get_data(as_text=True)[:60],
            type(response),
            response.request.method,
        )


@table({
    "plain": ("/p", {}), "query in the path": ("/p?x=1&x=2", {}), "query string": ("/p", {"query_string": {"x": ["1", "2"]}}),
    "base": ("/p", {"base_url": "https://else.test:8443/app"}), "scheme": ("/p", {"url_scheme": "https"}),
    "subdomain": ("/p", {"subdomain": "api"}), "subdomain and scheme": ("/p", {"subdomain": "api", "url_scheme": "http"}),
    "full url": ("https://full.test/p?a=1", {}), "base and subdomain": ("/p", {"base_url": "http://x.test", "subdomain": "api"}),
    "base and scheme": ("/p", {"base_url": "http://x.test", "url_scheme": "https"}), "no slash": ("p", {}),
})  # fmt: skip
def where_a_request_goes(lab: Lab, row: tuple[str, dict[str, Any]]) -> None:
    """Path, base URL, scheme and subdomain make the URL, from the configuration where nothing is said; some exclude others."""
    path, options = row
    for config in (
        {},
        {"SERVER_NAME": "shop.test:81", "APPLICATION_ROOT": "/root", "PREFERRED_URL_SCHEME": "https"},
    ):
        app = _mirror(lab, **config)
        lab.attempt(lambda app=app: app.test_request_context(path, **options).request.url)
        builder = lab.attempt(
            lambda app=app: lab.module("testing").EnvironBuilder(app, path, **options).base_url
        )
        if builder is not None:
            lab.attempt(lambda app=app: app.test_client().get(path, **options).status)


@scenario
def base_of_the_environment(lab: Lab) -> None:
    """``environ_base`` is of one client, and holds for each of its requests; a request's own environment wins."""
    app = _mirror(lab)
    one, two = app.test_client(), app.test_client()
    one.environ_base["REMOTE_ADDR"] = "9.9.9.9"
    one.environ_base["HTTP_USER_AGENT"] = "Robot/10"
    lab.note(one.get("/a").json, two.get("/a").json[2])
    lab.note(one.get("/a", environ_base={"REMOTE_ADDR": "8.8.8.8"}).json)
    lab.note(
        one.get("/a", environ_overrides={"REMOTE_ADDR": "7.7.7.7"}, headers={"User-Agent": "Other/20"}).json
    )
    lab.note(one.get("/a").json)


@table({"301": 301, "302": 302, "303": 303, "307": 307, "308": 308, "300": 300})
def followed_redirects(lab: Lab, code: int) -> None:
    """A redirect is followed with the method and the body that its code demands; the history has each answer."""
    fl = lab.flask
    app = _mirror(lab)
    app.add_url_rule(
        "/go", "go", lambda: fl.redirect("/end?a=1", code), methods=["GET", "POST", "PUT", "HEAD"]
    )
    app.add_url_rule("/far", "far", lambda: fl.redirect(fl.url_for("go"), code), methods=["GET", "POST"])
    client = app.test_client()
    for method, path in (("GET", "/go"), ("POST", "/go"), ("PUT", "/go"), ("POST", "/far"), ("HEAD", "/go")):
        response = client.open(
            path, method=method, data=b"d" if method != "HEAD" else None, follow_redirects=True
        )
        lab.note(method, path, response.status, response.get_data(as_text=True))
        lab.note(
            [(r.status_code, r.request.path, r.location) for r in response.history], response.request.path
        )
        lab.note(client.open(path, method=method).location)


@scenario
def redirects_that_never_end(lab: Lab) -> None:
    """A circle of redirects is an error of the client."""
    app = _mirror(lab)
    app.add_url_rule("/round", "round", lambda: lab.flask.redirect("/round"))
    lab.refused(app.test_client().get, "/round", follow_redirects=True)


@scenario
def followed_redirects_keep_one_context(lab: Lab) -> None:
    """Within ``with client``, a followed redirect leaves the contexts of its last request only."""
    fl = lab.flask
    app = _mirror(lab)
    app.add_url_rule("/go", "go", lambda: fl.redirect("/end"))
    app.teardown_request(lambda error: lab.note("teardown", fl.request.path))
    with app.test_client() as client:
        client.get("/go", follow_redirects=True)
        lab.note(fl.request.path, fl.request.endpoint)
    lab.note(fl.has_request_context())


@scenario
def cookies_of_clients(lab: Lab) -> None:
    """Each client has a jar of its own; domains and paths count; a client without cookies has none."""
    fl = lab.flask
    app = _mirror(lab)

    @app.route("/set")
    def set_cookies() -> object:
        response = fl.make_response("set")
        response.set_cookie("a", "1")
        response.set_cookie("b", "2", path="/sub")
        return response

    app.add_url_rule("/sub/show", "show", lambda: dict(sorted(fl.request.cookies.items())))
    app.add_url_rule("/show", "show2", lambda: dict(sorted(fl.request.cookies.items())))
    one, two, none = app.test_client(), app.test_client(), app.test_client(use_cookies=False)
    for client in (one, none):
        client.get("/set")
    for client in (one, two, none):
        lab.note(client.get("/show").json, client.get("/sub/show").json)
    one.set_cookie("c", "3", domain="else.test")
    lab.note(one.get("/show").json, one.get("/show", base_url="http://else.test").json)
    lab.refused(none.set_cookie, "c", "3")
    lab.note(one.get_cookie("b"), one.get_cookie("b", path="/sub").decoded_value)


@scenario
def transaction_within_a_kept_context(lab: Lab) -> None:
    """A transaction neither needs nor disturbs the kept context; its changes are seen by the next request."""
    fl = lab.flask
    app = _mirror(lab)
    app.add_url_rule("/count", "count", lambda: str(fl.session.setdefault("n", 0)))
    with app.test_client() as client:
        client.get("/count")
        with client.session_transaction() as session:
            lab.note(fl.has_request_context(), dict(session))
            session["n"] = 5
        lab.note(fl.request.path, fl.session["n"])
        lab.note(client.get("/count").text, fl.session["n"])


@scenario
def transaction_that_fails(lab: Lab) -> None:
    """What is changed in a transaction that ends with an exception is not stored."""
    fl = lab.flask
    app = _mirror(lab)
    app.add_url_rule("/show", "show", lambda: dict(fl.session))
    client = app.test_client()

    def fail() -> None:
        with client.session_transaction() as session:
            session["a"] = 1
            raise ValueError("inside")

    lab.refused(fail)
    lab.note(client.get("/show").json, fl.has_request_context())


@scenario
def transaction_of_a_request(lab: Lab) -> None:
    """A transaction's arguments make the request for which the session is opened and saved."""
    sessions = lab.module("sessions")

    class Own(sessions.SecureCookieSessionInterface):  # type: ignore[name-defined,misc]  # chosen at run time
        def open_session(self, app: object, request: Any) -> Any:  # values of either package
            lab.note("open", request.url, request.method, request.headers.get("X-A"))
            return super().open_session(app, request)

        def save_session(self, app: object, session: Any, response: Any) -> None:  # values of either package
            lab.note("save", dict(session), type(response))
            super().save_session(app, session, response)

    app = _mirror(lab)
    app.session_interface = Own()
    client = app.test_client()
    with client.session_transaction(
        "/sub?x=1", method="POST", headers={"X-A": "1"}, base_url="https://localhost"
    ) as session:
        session["a"] = 1
    with client.session_transaction():
        lab.note("unchanged")


@scenario
def interface_without_a_session(lab: Lab) -> None:
    """A transaction needs a session that can be opened."""
    sessions = lab.module("sessions")

    class Own(sessions.SessionInterface):  # type: ignore[name-defined,misc]  # chosen at run time
        def open_session(self, app: object, request: object) -> None:
            lab.note("open")

    app = _mirror(lab)
    app.session_interface = Own()
    lab.refused(lambda: app.test_client().session_transaction().__enter__())


@scenario
def json_of_the_client(lab: Lab) -> None:
    """``json=`` is written by the application's provider with its content type; ``response.json`` is read by it."""
    request = lab.flask.request
    app = _mirror(lab)
    app.add_url_rule(
        "/json",
        "json",
        lambda: [request.json, request.content_type, request.content_length],
        methods=["POST", "PUT"],
    )
    client = app.test_client()
    values: list[Any] = [{"b": 1, "a": None}, [], "é", 0, None, True]
    for value in values:
        lab.note(value, client.post("/json", json=value).get_data(as_text=True))
    lab.note(client.put("/json", json=[1], content_type="application/vnd.x+json").json)
    lab.note(client.get("/x").is_json, app.test_client().get("/missing").status, client.get("/").json)
    lab.refused(client.post, "/json", json=object())


@scenario
def builders_and_environments(lab: Lab) -> None:
    """The package's builder makes the environments of an application, and a client takes any builder."""
    testing = lab.module("testing")
    app = _mirror(lab)
    builder = testing.EnvironBuilder(app, "/p?a=1", method="POST", json={"b": "é", "a": 1})
    lab.note(
        type(builder).__mro__[1] is EnvironBuilder, builder.path, builder.query_string, builder.content_type
    )
    lab.note(
        builder.json_dumps({"b": 1, "a": 2}),
        builder.json_dumps({"b": 1, "a": 2}, indent=1),
        builder.app is app,
    )
    environ = builder.get_environ()
    lab.note(
        {
            key: environ[key]
            for key in ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_LENGTH", "SERVER_NAME")
        }
    )
    client = app.test_client()
    lab.note(client.open(environ).json)
    lab.note(client.open(testing.EnvironBuilder(app, "/q", method="PUT", data=b"d")).json)
    with app.request_context(environ):
        lab.note(lab.flask.request.url)


@scenario
def exceptions_come_through_the_client(lab: Lab) -> None:
    """While testing, an exception of a view comes out of the client, and leaves no context behind, within ``with`` neither."""
    fl = lab.flask
    app = _mirror(lab)
    app.add_url_rule("/fail", "fail", lambda: 1 / 0)
    app.teardown_request(lab.noting("teardown"))
    lab.note(app.test_client().get("/fail").status)
    app.testing = True
    lab.refused(app.test_client().get, "/fail")
    with app.test_client() as client:
        lab.refused(client.get, "/fail")
        lab.note(fl.has_request_context())
        lab.note(client.get("/x").status)
    lab.note(fl.has_request_context(), fl.has_app_context())


@scenario
def two_kept_contexts(lab: Lab) -> None:
    """Two clients may be used within each other; each ends with its own contexts."""
    fl = lab.flask
    one, two = lab.app("lab"), lab.app("lab_two")
    for app in (one, two):
        app.add_url_rule("/<x>", "x", lambda x: x)
        app.teardown_appcontext(lab.noting(f"teardown {app.name}"))
    with one.test_client() as first:
        first.get("/a")
        with two.test_client() as second:
            second.get("/b")
            lab.note(fl.request.path, fl.current_app.name)
        lab.note(fl.request.path, fl.current_app.name)
    lab.note(fl.has_request_context())


@scenario
def runner_of_commands(lab: Lab) -> None:
    """The runner gives a command the application, and takes another group, object, input and environment."""
    fl = lab.flask
    cli = lab.module("cli")
    app, other = lab.app("lab"), lab.app("lab_other")

    @app.cli.command("who")
    @click.option("--times", default=1, envvar="LAB_TIMES")
    def who(times: int) -> None:
        name: str = fl.current_app.name
        click.echo(f"{name} {sys.stdin.read()}" * times)

    @click.command()
    @cli.with_appcontext
    def bare() -> None:
        click.echo(fl.current_app.name)

    @app.cli.command("fail")
    def fail() -> None:
        raise ValueError("command")

    runner = app.test_cli_runner()
    for result in (
        runner.invoke(args=["who"]),
        runner.invoke(args=["who", "--times", "2"], input="in"),
        runner.invoke(args=["who"], env={"LAB_TIMES": "3"}),
        runner.invoke(bare),
        runner.invoke(bare, obj=cli.ScriptInfo(create_app=lambda: other)),
        runner.invoke(cli=bare, args=[]),
        runner.invoke(args=["fail"]),
        runner.invoke(args=["nothing"]),
    ):
        lab.note(result.exit_code, result.stdout, type(result.exception), result.exception)
    lab.refused(runner.invoke, args=["fail"], catch_exceptions=False)


@scenario
def own_runner(lab: Lab) -> None:
    """An application's own class of runner is used, with its arguments."""
    testing = lab.module("testing")

    class Own(testing.FlaskCliRunner):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def invoke(self, *args: Any, **kwargs: Any) -> Any:  # what the base takes and returns
            lab.note("invoke", args, sorted(kwargs))
            return super().invoke(*args, **kwargs)

    app = lab.app()
    app.test_cli_runner_class = Own
    app.cli.command("say")(lambda: click.echo("said"))
    runner = app.test_cli_runner(env={"LAB_A": "1"})
    lab.note(type(runner), runner.app is app, runner.env, runner.invoke(args=["say"]).output)
    lab.note(type(lab.app().test_cli_runner()))
