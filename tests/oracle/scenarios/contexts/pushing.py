"""Contexts and proxies: what is current, when, and what happens outside."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@table({
    "current_app": lambda fl: fl.current_app.name,
    "g": lambda fl: fl.g.x,
    "request": lambda fl: fl.request.path,
    "session": lambda fl: fl.session["x"],
    "url_for": lambda fl: fl.url_for("x"),
    "redirect": lambda fl: fl.redirect("/x").status,
    "abort": lambda fl: fl.abort(404),
    "render_template": lambda fl: fl.render_template("x"),
    "render_template_string": lambda fl: fl.render_template_string("x"),
    "jsonify": lambda fl: fl.jsonify(1),
    "json.dumps": lambda fl: fl.json.dumps({"b": 1, "a": [1]}),
    "json.loads": lambda fl: fl.json.loads("[1]"),
    "make_response": lambda fl: fl.make_response("x"),
    "flash": lambda fl: fl.flash("x"),
    "get_flashed_messages": lambda fl: fl.get_flashed_messages(),
    "send_file": lambda fl: fl.send_file("x"),
    "send_from_directory": lambda fl: fl.send_from_directory(".", "x"),
    "stream_with_context": lambda fl: next(fl.stream_with_context(iter("ab"))),
    "after_this_request": lambda fl: fl.after_this_request(len),
    "copy_current_request_context": lambda fl: fl.copy_current_request_context(len),
    "get_template_attribute": lambda fl: fl.get_template_attribute("x", "y"),
    "has_request_context": lambda fl: fl.has_request_context(),
    "has_app_context": lambda fl: fl.has_app_context(),
    "bool": lambda fl: [bool(fl.current_app), bool(fl.g), bool(fl.request), bool(fl.session)],
    "set on g": lambda fl: setattr(fl.g, "x", 1),
    "repr": lambda fl: [repr(fl.current_app), repr(fl.g), repr(fl.request), repr(fl.session)],
})  # fmt: skip
def outside_of_every_context(lab: Lab, use: Any) -> None:  # rows are lambdas of the package
    """Outside of any context each helper works, or says which context it lacks."""
    lab.attempt(use, lab.flask)


@table({
    "request": lambda fl: fl.request.path,
    "session": lambda fl: fl.session.get("x"),
    "url_for": lambda fl: fl.url_for("x"),
    "url_for external": lambda fl: fl.url_for("x", _external=False),
    "flash": lambda fl: fl.flash("x"),
    "redirect": lambda fl: fl.redirect("/x").status,
    "abort": lambda fl: fl.abort(404),
    "jsonify": lambda fl: fl.jsonify(1).get_data(),
    "after_this_request": lambda fl: fl.after_this_request(len),
    "copy_current_request_context": lambda fl: fl.copy_current_request_context(len),
    "render_template_string": lambda fl: fl.render_template_string("{{ g.x }}|{{ config.DEBUG }}|{{ request }}"),
})  # fmt: skip
def within_an_application_context(lab: Lab, use: Any) -> None:  # rows are lambdas of the package
    """With only an application context, what needs a request says so."""
    app = lab.app()
    app.add_url_rule("/x", "x", len)
    with app.app_context():
        lab.attempt(use, lab.flask)


@scenario
def url_for_with_server_name(lab: Lab) -> None:
    """Outside of a request, URLs are external and built from the configuration."""
    app = lab.app()
    app.config.update(SERVER_NAME="shop.test:8000", APPLICATION_ROOT="/root", PREFERRED_URL_SCHEME="https")
    app.add_url_rule("/x/<int:n>", "x", len)
    url_for = lab.flask.url_for
    with app.app_context():
        lab.note(url_for("x", n=1), url_for("x", n=1, _external=False), url_for("x", n=2, _scheme="ftp"))
        lab.note(url_for("x", n=1, a="b c", _anchor="é", _method="HEAD"))
        lab.refused(url_for, "x", n=1, _method="POST")
        lab.refused(url_for, "x")
        lab.refused(url_for, ".x", n=1)


@scenario
def proxies_stand_for_their_objects(lab: Lab) -> None:
    """A proxy gives out, compares as, and shows the object it stands for."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    with app.test_request_context("/p?a=1"):
        lab.note(fl.current_app._get_current_object() is app, fl.current_app == app, fl.request)
        lab.note(type(fl.request._get_current_object()), isinstance(fl.request, fl.Request), fl.request.args)
        lab.note(fl.g, "x" in fl.g, fl.session, fl.session.new, fl.session.permanent, bool(fl.session))
        fl.session["a"] = 1
        lab.note(fl.session, fl.session.modified, fl.session.accessed, dict(fl.session))


@scenario
def the_namespace_g(lab: Lab) -> None:
    """``g`` is a namespace with a few methods of a dict."""
    g = lab.flask.g
    with lab.app().app_context():
        lab.refused(lambda: g.x)
        g.x = 1
        lab.note(g.x, "x" in g, g.get("x"), g.get("y"), g.get("y", 2), list(g), g)
        lab.note(g.setdefault("x", 5), g.setdefault("z", 6), g.setdefault("n"), g.pop("z"), g.pop("z", 9))
        lab.refused(g.pop, "z")
        del g.x
        lab.refused(lambda: delattr(g, "x"))
        lab.note(list(g))


@scenario
def g_lives_as_long_as_its_context(lab: Lab) -> None:
    """``g`` belongs to the application context: a new one starts empty, an outer one comes back."""
    fl = lab.flask
    app, other = lab.app("lab"), lab.app("lab_other")
    with app.app_context():
        fl.g.x = "outer"
        with other.app_context():
            lab.note(fl.current_app.name, fl.g.get("x"))
        with app.test_request_context():
            lab.note(fl.g.get("x"))
        with other.test_request_context():
            lab.note(fl.g.get("x"), fl.current_app.name)
        lab.note(fl.g.x, fl.current_app.name)


@scenario
def teardown_of_contexts(lab: Lab) -> None:
    """Teardown functions run last-registered first, for the request before the application context."""
    app = lab.app()
    for number in (1, 2):
        app.teardown_request(lab.noting(f"request {number}"))
        app.teardown_appcontext(lab.noting(f"app {number}"))
    with app.app_context():
        lab.note("in app context")
    with app.test_request_context():
        lab.note("in request context")
    try:
        with app.test_request_context():
            raise ValueError("inside")  # noqa: TRY301  # raised inside of the context on purpose
    except ValueError as error:
        lab.note("came out", error)
    with app.app_context(), app.test_request_context():
        lab.note("both")


@scenario
def failing_teardown(lab: Lab) -> None:
    """An exception in a teardown function stops the later ones and comes out."""
    app = lab.app()
    app.teardown_request(lab.noting("first registered"))

    @app.teardown_request
    def fail(error: BaseException | None) -> object:
        raise KeyError("teardown")

    app.teardown_appcontext(lab.noting("app"))
    app.add_url_rule("/", "index", lab.noting("view", "ok"))
    lab.send(app)
    lab.note(lab.flask.has_app_context(), lab.flask.has_request_context())


@scenario
def teardown_sees_the_exception(lab: Lab) -> None:
    """Teardown functions get the unhandled exception, and nothing for a handled one."""
    app = lab.app()
    app.teardown_request(lab.noting("request"))
    app.teardown_appcontext(lab.noting("app"))

    @app.route("/<kind>")
    def index(kind: str) -> object:
        raise {"value": ValueError, "key": KeyError, "type": TypeError}[kind](kind)

    app.register_error_handler(KeyError, lambda e: "handled")
    for path in ("/value", "/key", "/missing/x"):
        lab.send(app, path)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    lab.send(app, "/type")


@scenario
def pushing_by_hand(lab: Lab) -> None:
    """Contexts may be pushed and popped by hand, in order."""
    fl = lab.flask
    app = lab.app()
    app.teardown_appcontext(lab.noting("teardown app"))
    app.teardown_request(lab.noting("teardown request"))
    ctx = app.app_context()
    ctx.push()
    ctx.push()
    lab.note(fl.has_app_context(), fl.current_app.name, fl.g is not None)
    ctx.pop()
    lab.note(fl.has_app_context())
    ctx.pop()
    lab.note(fl.has_app_context())
    request_ctx = app.test_request_context("/x")
    request_ctx.push()
    lab.note(fl.request.path, fl.has_app_context())
    request_ctx.pop()
    lab.note(fl.has_request_context(), fl.has_app_context())


@scenario
def popping_in_the_wrong_order(lab: Lab) -> None:
    """A context that is not the current one cannot be popped."""
    app = lab.app()
    one, two = app.app_context(), app.app_context()
    one.push()
    two.push()
    lab.refused(one.pop)
    lab.attempt(app.app_context().pop)


@scenario
def context_classes(lab: Lab) -> None:
    """The two contexts have the documented attributes."""
    app = lab.app()
    app.add_url_rule("/x/<int:n>", "x", len)
    ctx = app.test_request_context("/x/5")
    lab.note(type(ctx), ctx.app is app, ctx.request.path, ctx.flashes)
    lab.refused(lambda: ctx.session)
    with ctx:
        lab.note(ctx.request.url_rule, ctx.request.view_args, ctx.request.endpoint, type(ctx.session))
        lab.note(type(lab.module("globals").app_ctx._get_current_object()))
        lab.note(lab.module("globals").request_ctx._get_current_object() is ctx)
    with app.test_request_context("/missing") as missing:
        lab.note(missing.request.routing_exception, missing.request.url_rule)
    with app.test_request_context("/x/6") as original:
        copied = original.copy()
        lab.note(type(copied), copied.request is original.request, copied.app is app)
    lab.note(type(app.app_context()), app.app_context().app is app)


@scenario
def request_context_options(lab: Lab) -> None:
    """``test_request_context`` takes the arguments of an environment builder, plus two of its own."""
    fl = lab.flask
    app = lab.app()
    app.config.update(SERVER_NAME="shop.test", APPLICATION_ROOT="/r")
    for args, options in (
        (("/p?x=1",), {}), (("/p",), {"subdomain": "api"}), (("/p",), {"url_scheme": "https", "subdomain": "a"}),
        (("/p",), {"method": "POST", "json": {"b": 1, "a": 2}}), (("/p", "http://else.test/base"), {}),
        (("http://full.test:81/q?a=1",), {}), ((), {"data": {"f": "v"}}), (("/p",), {"query_string": {"a": ["1", "2"]}}),
    ):  # fmt: skip
        with app.test_request_context(*args, **options):
            lab.note(
                fl.request.url,
                fl.request.method,
                fl.request.args,
                fl.request.get_data(),
                fl.request.script_root,
            )
    lab.refused(app.test_request_context, "/p", base_url="http://x.test", subdomain="a")


@scenario
def copied_request_context(lab: Lab) -> None:
    """A function that copies the request context sees the same request and session later."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    kept: list[Any] = []  # functions of either package's making

    @app.route("/")
    def index() -> str:
        fl.session["a"] = 1
        fl.g.x = 1

        @fl.copy_current_request_context
        def later(word: str) -> object:
            return [fl.request.path, fl.session.get("a"), word, fl.g.get("x"), fl.current_app.name]

        kept.append(later)
        return "ok"

    lab.send(app)
    lab.note(kept[0].__name__, kept[0]("w"), fl.has_request_context())


@scenario
def after_this_request(lab: Lab) -> None:
    """Functions for this request run before the other after functions, in the order in which they were given."""
    fl = lab.flask
    app = lab.app()
    app.after_request(lab.passing("after"))

    @app.before_request
    def before() -> None:
        fl.after_this_request(lab.passing("from before"))

    @app.route("/")
    def index() -> object:
        fl.after_this_request(lab.passing("from view 1"))

        @fl.after_this_request
        def replace(response: object) -> object:
            lab.note("from view 2")
            return fl.make_response("replaced")

        return "ok"

    lab.send(app)
    lab.send(app, "/missing")


@scenario
def requests_within_requests(lab: Lab) -> None:
    """An application called from within a view has its own context, and the outer one comes back."""
    fl = lab.flask
    outer, inner = lab.app("lab"), lab.app("lab_inner")
    inner.add_url_rule("/in", "in", lambda: f"{fl.current_app.name} {fl.request.path}")

    @outer.route("/out")
    def out() -> str:
        text = inner.test_client().get("/in").get_data(as_text=True)
        return f"{text} / {fl.current_app.name} {fl.request.path}"

    lab.send(outer, "/out")


@scenario
def two_requests_share_nothing(lab: Lab) -> None:
    """``g`` is new in every request."""
    g = lab.flask.g
    app = lab.app()
    app.add_url_rule("/", "index", lambda: str([g.get("n"), g.setdefault("n", 5)]))
    lab.send(app)
    lab.send(app)
