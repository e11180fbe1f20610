"""Corners: what callables may be registered, clients, threads, contexts in templates, streams that fail."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from typing import Any

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.test import EnvironBuilder

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


class Callable_:  # noqa: N801  # a class whose instances are views
    """An object that can be called."""

    def __call__(self, *args: object, **kwargs: object) -> str:
        return f"called {args} {kwargs}"

    def method(self, *args: object, **kwargs: object) -> str:
        return f"method {args} {kwargs}"


@table({
    "instance": Callable_(), "method": Callable_().method, "partial": functools.partial(Callable_(), 5), "class": Callable_, "builtin": len,
    "lambda": lambda: "lambda", "none": None, "text": "view", "type": str,
})  # fmt: skip
def views_of_every_sort(lab: Lab, view: Any) -> None:  # anything
    """What can be called can be a view; without a name it needs an endpoint."""
    app = lab.app()
    app.testing = True
    lab.attempt(lambda: app.add_url_rule("/a", view_func=view))
    lab.attempt(lambda: app.add_url_rule("/b", "endpoint", view))
    lab.note(sorted(r.endpoint for r in app.url_map.iter_rules()))
    lab.send(app, "/b")
    bp = lab.blueprint()
    lab.attempt(lambda: bp.add_url_rule("/c", view_func=view))
    lab.attempt(lambda: lab.app().register_blueprint(bp))


def _note_and_pass(lab: Lab, label: str, response: object) -> object:
    lab.note(label)
    return response


@scenario
def hooks_of_every_sort(lab: Lab) -> None:
    """Hooks may be any callable, and be registered twice."""
    app = lab.app()
    app.add_url_rule("/", "index", lambda: "x")
    hook = lab.noting("hook")
    app.before_request(hook)
    app.before_request(hook)
    app.before_request(functools.partial(lab.note, "partial"))
    app.after_request(functools.partial(_note_and_pass, lab, "after"))
    app.teardown_request(functools.partial(lab.note, "teardown"))
    app.url_value_preprocessor(functools.partial(lab.note, "values"))
    lab.send(app)


@scenario
def lambdas_share_a_name(lab: Lab) -> None:
    """Two lambdas have one name, so that the second needs an endpoint."""
    app = lab.app(static_folder=None)
    app.add_url_rule("/a", view_func=lambda: "a")
    lab.refused(app.add_url_rule, "/b", view_func=lambda: "b")
    lab.note(list(app.view_functions))


@table({
    "redirect": lambda fl: fl.abort(fl.redirect("/x", 301)), "request redirect": lambda fl: _raise(RequestRedirect("http://localhost/y")),
    "method": lambda fl: _raise(MethodNotAllowed(["GET", "PUT"], "no")), "own response": lambda fl: _raise(NotFound(response=fl.Response("own", 418))),
    "no code": lambda fl: _raise(__import__("werkzeug.exceptions").exceptions.HTTPException("bare")),
    "no code and response": lambda fl: _raise(__import__("werkzeug.exceptions").exceptions.HTTPException(response=fl.Response("r", 201))),
    "stop iteration": lambda fl: next(iter([])), "generator exit": lambda fl: _raise(GeneratorExit()), "recursion": lambda fl: _forever(),
    "group": lambda fl: _raise(OSError(2, "no file")), "unicode": lambda fl: b"\xff".decode(), "assertion": lambda fl: _raise(AssertionError("not so")),
})  # fmt: skip
def raising(lab: Lab, act: Any) -> None:  # rows are lambdas of the package
    """Whatever is raised in a view, a before hook or an after hook ends the same way."""
    fl = lab.flask
    for kind in ("view", "before", "after"):
        for handlers in (False, True):
            app = lab.app()
            app.add_url_rule("/", "index", lambda kind=kind: act(fl) if kind == "view" else "x")
            if kind == "before":
                app.before_request(lambda: act(fl))
            if kind == "after":
                app.after_request(lambda response: act(fl))
            if handlers:
                app.register_error_handler(Exception, lambda e: (f"handled {type(e).__name__}", 290))
            app.teardown_request(lambda e: lab.note("teardown", type(e)))
            try:
                lab.send(app)
            except GeneratorExit as error:
                lab.note("out came", type(error))


def _raise(error: BaseException) -> object:
    raise error


def _forever() -> object:
    return _forever()


@scenario
def streams_that_fail(lab: Lab) -> None:
    """An exception in a stream comes out while the body is read; the context of the request is gone by then."""
    fl = lab.flask
    app = lab.app()
    app.teardown_request(lab.noting("teardown"))
    app.register_error_handler(ValueError, lambda e: "handled")

    def body() -> Iterator[str]:
        yield "a"
        raise ValueError("stream")

    app.add_url_rule("/plain", "plain", body)
    app.add_url_rule("/kept", "kept", lambda: fl.stream_with_context(body()))
    app.add_url_rule("/template", "template", lambda: fl.stream_template_string("{{ 1 / x }}", x=0))
    for path in ("/plain", "/kept", "/template"):
        lab.send(app, path)
        lab.note(fl.has_request_context(), fl.has_app_context())


@scenario
def session_in_a_stream(lab: Lab) -> None:
    """What a stream writes into the session comes too late for the cookie."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"

    @app.route("/")
    def index() -> object:
        fl.session["view"] = 1

        def body() -> Iterator[str]:
            fl.session["stream"] = 1
            yield str(sorted(fl.session))

        return fl.stream_with_context(body())

    app.add_url_rule("/get", "get", lambda: sorted(fl.session))
    browser = lab.browser(app)
    lab.send(browser)
    lab.send(browser, "/get")


@scenario
def threads(lab: Lab) -> None:
    """A thread has no context of its own; a copied one goes with the function."""
    fl = lab.flask
    app = lab.app()

    @app.route("/<x>")
    def index(x: str) -> object:
        found: list[object] = []
        copied = fl.copy_current_request_context(
            lambda: found.append([fl.request.path, fl.has_app_context(), fl.g.get("x")])
        )
        fl.g.x = x
        for target in (lambda: found.append([fl.has_request_context(), fl.has_app_context()]), copied):
            thread = threading.Thread(target=target)
            thread.start()
            thread.join()
        return found

    lab.send(app, "/one")


@scenario
def includes_and_imports(lab: Lab) -> None:
    """Included templates and imports see the request, the session and ``g``; context processors only with context."""
    fl = lab.flask
    lab.file(
        "templates/m.html",
        "{% macro m() %}{{ request.path }} {{ g.x }} {{ session.get('a') }} {{ config.DEBUG }} {{ p }}{% endmacro %}",
    )
    lab.file("templates/inc.html", "{{ p }} {{ local }} {{ request.path }}")
    lab.file(
        "templates/page.html",
        "{% import 'm.html' as a %}{% import 'm.html' as b with context %}{% set local = 5 %}{{ a.m() }}|{{ b.m() }}|{% include 'inc.html' %}|{% include 'inc.html' without context %}",
    )
    app = lab.app()
    app.context_processor(lambda: {"p": "processed"})
    app.before_request(lambda: setattr(fl.g, "x", "gx"))
    app.add_url_rule("/p", "p", lambda: fl.render_template("page.html"))
    lab.send(app, "/p")


@scenario
def context_processor_that_returns_nothing(lab: Lab) -> None:
    """A context processor must return a dict."""
    app = lab.app()
    app.context_processor(lambda: None)
    with app.test_request_context():
        lab.refused(lab.flask.render_template_string, "x")


@scenario
def signal_changes_the_context(lab: Lab) -> None:
    """A receiver of ``before_render_template`` may add to the context."""
    fl = lab.flask
    app = lab.app()

    def add(sender: object, template: Any, context: dict[str, object], **extra: object) -> None:
        context["added"] = f"by signal to {template.name}"

    with fl.before_render_template.connected_to(add, app), app.test_request_context():
        lab.attempt(fl.render_template_string, "{{ added }}")


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
    app.json.sort_keys = False
    app.add_url_rule("/", "index", lambda: lab.flask.request.get_data(as_text=True), methods=["POST"])
    client = app.test_client()
    lab.note(client.post("/", json={"b": 1, "a": "é"}).get_data(as_text=True))
    lab.refused(client.post, "/", json={1}, data="x")


@scenario
def vary_is_added_to(lab: Lab) -> None:
    """The session adds its header to those that are there."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.add_url_rule("/", "index", lambda: (str(fl.session.get("a")), {"Vary": "Accept"}))
    app.add_url_rule("/cookie", "cookie", lambda: (str(fl.session.get("a")), {"Vary": "cookie, Accept"}))
    app.add_url_rule(
        "/set", "set", lambda: fl.session.update(a=1) or ("x", {"Set-Cookie": "own=1", "Vary": "*"})
    )
    for path in ("/", "/cookie", "/set"):
        lab.send(app, path)


@scenario
def blueprint_resources(lab: Lab) -> None:
    """A blueprint opens resources and sends static files of its own folder."""
    lab.file("bp/data.txt", "data")
    lab.file("bp/files/x.css", "x")
    bp = lab.blueprint(
        root_path=str(lab.folder / "bp"),
        static_folder="files",
        static_url_path="/own-files",
        template_folder="none",
    )
    with bp.open_resource("data.txt") as f:
        lab.note(f.read())
    lab.refused(bp.open_resource, "data.txt", "a")
    lab.note(
        bp.static_url_path,
        bp.has_static_folder,
        bp.jinja_loader is not None,
        bp.static_folder.replace(str(lab.folder), "ROOT"),
    )
    app = lab.app(static_folder=None)
    app.register_blueprint(bp, url_prefix="/p")
    lab.send(app, "/p/own-files/x.css")
    with app.test_request_context():
        lab.note(
            bp.send_static_file("x.css").status,
            bp.get_send_file_max_age("x"),
            lab.flask.url_for("shop.static", filename="a"),
        )
    lab.note(lab.blueprint("without").jinja_loader)


@table({
    "dotted": {"name": "a.b"}, "empty": {"name": ""}, "none": {"name": None}, "prefix option": {"name_prefix": "pre"}, "empty prefix": {"url_prefix": ""},
    "slash": {"url_prefix": "/"}, "variable": {"url_prefix": "/<int:shop>"}, "unknown": {"colour": 1}, "defaults": {"url_defaults": {"shop": 1}},
})  # fmt: skip
def odd_registrations(lab: Lab, options: dict[str, Any]) -> None:
    """Odd options of a registration are taken or refused alike."""
    app = lab.app(static_folder=None)
    bp = lab.blueprint(url_prefix="/own")
    bp.add_url_rule("/x", "x", lambda **kw: kw)
    lab.attempt(lambda: app.register_blueprint(bp, **options))
    lab.note([(r.rule, r.endpoint, r.defaults) for r in app.url_map.iter_rules()], list(app.blueprints))


@scenario
def teardown_list_changes_while_running(lab: Lab) -> None:
    """Teardown functions that change their own list run as in any loop over a reversed list."""
    app = lab.app()
    app.add_url_rule("/", "index", lambda: "x")

    def remove(error: BaseException | None) -> None:
        lab.note("removing")
        app.teardown_appcontext_funcs.remove(remove)
        app.teardown_request_funcs[None].append(lab.noting("late"))

    app.teardown_appcontext(lab.noting("first"))
    app.teardown_appcontext(remove)
    app.teardown_appcontext(lab.noting("last"))
    lab.send(app)
    lab.send(app)


@scenario
def async_misuse(lab: Lab) -> None:
    """A coroutine or an asynchronous generator as a value is no answer."""
    app = lab.app()
    app.testing = True

    async def generator() -> Any:  # an asynchronous generator
        yield "a"

    app.add_url_rule("/generator", "generator", lambda: generator())
    app.add_url_rule("/view", "view", generator)
    for path in ("/generator", "/view"):
        lab.send(app, path)


@scenario
def async_sees_the_context(lab: Lab) -> None:
    """A coroutine runs with the request's context, and what it puts on ``g`` stays."""
    import asyncio

    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"

    async def part() -> object:
        await asyncio.sleep(0)
        fl.g.x = fl.request.path
        return fl.g.x

    async def index() -> object:
        fl.session["a"] = 1
        return list(await asyncio.gather(part(), part()))

    app.add_url_rule("/p", "p", index)
    app.after_request(lab.passing("after"))
    app.teardown_request(lambda e: lab.note(fl.g.get("x")))
    app.register_error_handler(404, _coroutine_handler)
    for path in ("/p", "/missing"):
        lab.send(app, path)


async def _coroutine_handler(error: Exception) -> object:
    return f"async {error}", 404


@scenario
def logging_helpers(lab: Lab) -> None:
    """The helpers of logging find out whether a handler is there."""
    import logging

    module = lab.module("logging")
    logger = logging.getLogger("lab_logging")
    lab.monkeypatch.setattr(logging.getLogger(), "handlers", [])
    lab.note(module.has_level_handler(logger), type(module.default_handler))
    logger.addHandler(logging.NullHandler())
    lab.note(module.has_level_handler(logger))
    app = lab.app("lab_logging")
    lab.note([type(h) for h in app.logger.handlers])


@scenario
def config_corners(lab: Lab) -> None:
    """A configuration file may be read as text or bytes, and a broken one says where it broke."""
    import json

    app = lab.app()
    lab.file("c.json", '{"A": 1}')
    lab.file("broken.cfg", "A = \n")
    lab.file("raising.cfg", "1 / 0\n")
    path = str(lab.folder / "c.json")
    lab.attempt(app.config.from_file, path, load=json.load, text=False)
    lab.attempt(app.config.from_file, path, load=lambda f: {"KIND": type(f.read()).__name__}, text=False)
    lab.note(app.config["KIND"], app.config["A"], repr(app.config)[:8], type(app.config.copy()))
    for name in ("broken.cfg", "raising.cfg"):
        lab.refused(app.config.from_pyfile, str(lab.folder / name))
    lab.attempt(app.config.from_object, "json.decoder")
    lab.note("JSON" in app.config, app.config.get_namespace("SESSION_COOKIE_")["name"])
