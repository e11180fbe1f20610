"""Rules, endpoints and views: how they are registered, and when no more."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@scenario
def rules_and_methods(lab: Lab) -> None:
    """A rule's methods come from the option, the view's attribute, or are GET; HEAD and OPTIONS are added."""
    app = lab.app(static_folder=None)

    def view() -> str:
        return "view"

    view.methods = ["PUT"]  # type: ignore[attr-defined]  # a documented attribute of a view function
    view.required_methods = {"PATCH"}  # type: ignore[attr-defined]  # a documented attribute of a view function

    def plain() -> str:
        return "plain"

    app.add_url_rule("/a", view_func=view)
    app.add_url_rule("/b", "b", view, methods=["post"])
    app.add_url_rule("/c", view_func=plain)
    app.add_url_rule("/d", "d", plain, methods=["OPTIONS"])
    app.add_url_rule("/e", "e", plain, provide_automatic_options=False)
    app.add_url_rule("/f", "f", plain, methods=())
    lab.note([(r.rule, r.endpoint, r.methods, r.provide_automatic_options) for r in app.url_map.iter_rules()])
    for path in ["/a", "/b", "/c", "/d", "/e", "/f"]:
        lab.send(app, path, "OPTIONS")
        lab.send(app, path, "TRACE")
        lab.send(app, path)
    other = lab.app()
    other.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    other.add_url_rule("/g", "g", plain)
    lab.send(other, "/g", "OPTIONS")


@scenario
def view_attribute_for_options(lab: Lab) -> None:
    """A view may say itself whether OPTIONS is answered for it."""
    app = lab.app()

    def view() -> str:
        return "own"

    view.provide_automatic_options = False  # type: ignore[attr-defined]  # a documented attribute
    app.add_url_rule("/", view_func=view, methods=["GET", "OPTIONS"])
    lab.send(app, "/", "OPTIONS")


@scenario
def method_shortcuts(lab: Lab) -> None:
    """``get``, ``post`` and the rest register one method each, and refuse to be told another."""
    app = lab.app(static_folder=None)
    for name in ("get", "post", "put", "patch", "delete"):
        getattr(app, name)(f"/{name}", endpoint=name)(lab.noting(name, name))
    lab.note([(r.rule, r.methods) for r in app.url_map.iter_rules()])
    for name in ("get", "post", "put", "patch", "delete"):
        lab.send(app, f"/{name}", name.upper())
        lab.send(app, f"/{name}", "POST" if name != "post" else "GET")
    lab.refused(app.get, "/x", methods=["POST"])


@table({
    "string methods": lambda app, view: app.add_url_rule("/", view_func=view, methods="GET"),
    "no endpoint": lambda app, view: app.add_url_rule("/"),
    "no slash": lambda app, view: app.add_url_rule("index", view_func=view),
    "unknown option": lambda app, view: app.add_url_rule("/", view_func=view, colour=1),
    "unknown converter": lambda app, view: app.add_url_rule("/<nosuch:x>", view_func=view),
    "malformed": lambda app, view: app.add_url_rule("/<x", view_func=view),
})  # fmt: skip
def refused_rules(lab: Lab, register: Any) -> None:  # rows are lambdas of two untyped arguments
    """A rule that makes no sense is refused when it is registered, and leaves no endpoint behind."""
    app = lab.app(static_folder=None)
    lab.refused(register, app, lab.noting("view", "x"))
    lab.note([r.rule for r in app.url_map.iter_rules()])


@scenario
def overwriting_an_endpoint(lab: Lab) -> None:
    """Two views cannot share an endpoint; one view can be registered twice."""
    app = lab.app()
    one, two = lab.noting("index", "1"), lab.noting("index", "2")
    app.add_url_rule("/a", view_func=one)
    app.add_url_rule("/b", view_func=one)
    lab.refused(app.add_url_rule, "/c", view_func=two)
    lab.send(app, "/b")


@scenario
def endpoint_decorator(lab: Lab) -> None:
    """A rule without a view gets one through ``endpoint``; until then a request for it fails."""
    app = lab.app()
    app.add_url_rule("/late", endpoint="late")
    app.testing = True
    lab.send(app, "/late")
    lab.note(app.view_functions.get("late"))
    app2 = lab.app()
    app2.add_url_rule("/late", endpoint="late")
    view = lab.noting("view", "found")
    lab.note(app2.endpoint("late")(view) is view)
    lab.send(app2, "/late")


@table({
    name: name
    for name in (
        "before_request", "after_request", "teardown_request", "context_processor", "url_value_preprocessor",
        "url_defaults", "teardown_appcontext", "shell_context_processor", "template_filter", "template_test",
        "template_global", "add_url_rule", "route", "errorhandler", "register_error_handler", "register_blueprint",
        "endpoint",
    )
})  # fmt: skip
def late_registration(lab: Lab, name: str) -> None:
    """After its first request an application refuses to be set up further."""
    app = lab.app()
    app.add_url_rule("/", view_func=lab.noting("index", "x"))
    lab.send(app)
    arguments: dict[str, tuple[object, ...]] = {
        "template_filter": ("f",), "template_test": ("t",), "template_global": ("g",), "add_url_rule": ("/late", "late"),
        "route": ("/late",), "errorhandler": (404,), "register_error_handler": (404, len),
        "register_blueprint": (lab.blueprint(),), "endpoint": ("late",),
    }  # fmt: skip
    lab.attempt(lambda: getattr(app, name)(*arguments.get(name, (len,))) and None)


@scenario
def views_table_can_be_changed(lab: Lab) -> None:
    """Replacing a function in ``view_functions`` replaces the view, also between requests."""
    app = lab.app()
    app.add_url_rule("/", "index", lab.noting("one", "one"))
    lab.send(app)
    app.view_functions["index"] = lab.noting("two", "two")
    lab.send(app)
    app.view_functions = {"index": lab.noting("three", "three")}
    lab.send(app)


@scenario
def lambdas_share_a_name(lab: Lab) -> None:
    """Two lambdas have one name, so that the second needs an endpoint."""
    app = lab.app(static_folder=None)
    app.add_url_rule("/a", view_func=lambda: "a")
    lab.refused(app.add_url_rule, "/b", view_func=lambda: "b")
    lab.note(list(app.view_functions))
