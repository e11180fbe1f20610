"""Whatever part of a request a program overrides, patches, replaces or observes, it sees what it sees in Flask."""
# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false
# The package under test is a value here, so that what is overridden has no types.

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import werkzeug.wrappers
from hypothesis import given, strategies as st

from tests.laws.budget import cases
from tests.oracle.lab import FLASK, Lab, run
from tests.oracle.transcript import differences

METHODS: Final = {
    "app": (
        "wsgi_app", "full_dispatch_request", "preprocess_request", "dispatch_request", "make_response", "finalize_request",
        "process_response", "do_teardown_request", "do_teardown_appcontext", "handle_user_exception", "handle_http_exception",
        "handle_exception", "raise_routing_exception", "make_default_options_response", "trap_http_exception", "log_exception",
        "should_ignore_error", "request_context", "app_context", "create_url_adapter", "inject_url_defaults", "url_for",
        "ensure_sync", "update_template_context", "handle_url_build_error", "redirect", "__call__",
    ),
    "request": ("__init__", "close", "get_json", "on_json_loading_failed", "make_form_data_parser", "_load_form_data"),
    "response": (
        "__init__", "__call__", "get_wsgi_headers", "get_wsgi_response", "get_app_iter", "set_data", "close", "iter_encoded",
        "set_cookie", "delete_cookie", "calculate_content_length",
    ),
    "session": (
        "open_session", "save_session", "make_null_session", "is_null_session", "get_cookie_name", "get_cookie_domain",
        "get_cookie_path", "get_cookie_secure", "get_cookie_samesite", "get_cookie_httponly", "get_cookie_partitioned",
        "get_expiration_time", "should_set_cookie", "get_signing_serializer",
    ),
    "json": ("dumps", "loads", "response"),
    "request_ctx": ("__init__", "push", "pop", "match_request"),
    "app_ctx": ("__init__", "push", "pop"),
    "serializer": ("dumps", "loads", "tag", "untag"),
}  # fmt: skip
WAYS: Final = {
    "app": ("subclass", "class", "instance"),
    "request": ("subclass", "class", "werkzeug"),
    "response": ("subclass", "class", "werkzeug"),
    "session": ("subclass", "class", "instance"),
    "json": ("subclass", "class", "instance"),
    "request_ctx": ("class",),
    "app_ctx": ("class",),
    "serializer": ("class",),
}
HOOKS: Final = ("before_request", "after_request", "teardown_request", "url_value_preprocessor", "url_defaults",
                "context_processor", "teardown_appcontext", "middleware")  # fmt: skip
SIGNALS: Final = ("request_started", "request_finished", "got_request_exception", "request_tearing_down", "appcontext_pushed",
                  "appcontext_popped", "appcontext_tearing_down", "before_render_template", "template_rendered")  # fmt: skip
PATHS: Final = ("/text", "/json", "/count", "/read", "/clear", "/url/5", "/template", "/stream", "/missing", "/abort", "/fail", "/zero",
                "/redirect", "/take", "/branch", "/bp/text", "/static/none", "/empty", "/later")  # fmt: skip
REQUESTS: Final = st.tuples(
    st.sampled_from(("GET", "GET", "GET", "POST", "HEAD", "OPTIONS")), st.sampled_from(PATHS)
)


class Override(NamedTuple):
    """A method that is wrapped, of which class, and in which way."""

    owner: str
    method: str
    way: str


OVERRIDES: Final = tuple(
    Override(owner, method, way)
    for owner, methods in METHODS.items()
    for method in methods
    for way in WAYS[owner]
    if not (way == "instance" and method.startswith("__"))
)


class Program(NamedTuple):
    """What a program does to its application, and the requests that it gets."""

    overrides: list[Override]
    hooks: list[str]
    signals: list[str]
    key: bool
    requests: list[tuple[str, str]]


PROGRAMS: Final = st.builds(
    Program,
    st.lists(st.sampled_from(OVERRIDES), max_size=4, unique_by=lambda each: each[:2]),
    st.lists(st.sampled_from(HOOKS), max_size=3),
    st.lists(st.sampled_from(SIGNALS), max_size=3, unique=True),
    st.booleans(),
    st.lists(REQUESTS, min_size=2, max_size=6),
)


# ``Any`` below: classes, applications and functions of either package.
def owners(lab: Lab) -> dict[str, Any]:
    """Give the class that has the methods of each owner."""
    return {
        "app": lab.flask.Flask,
        "request": lab.flask.Request,
        "response": lab.flask.Response,
        "session": lab.module("sessions").SecureCookieSessionInterface,
        "json": lab.module("json.provider").DefaultJSONProvider,
        "request_ctx": lab.module("ctx").RequestContext,
        "app_ctx": lab.module("ctx").AppContext,
        "serializer": lab.module("json.tag").TaggedJSONSerializer,
    }


def noted(lab: Lab, label: str, original: Callable[..., Any]) -> Any:
    """Wrap a function so that each call is noted before it is done."""

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        lab.note(label)
        return original(*args, **kwargs)

    return wrapper


def furnish(lab: Lab, program: Program) -> Any:
    """Make the application, with the overrides of classes, and then with those of its instances."""
    classes = owners(lab)
    subclasses: dict[str, dict[str, Any]] = {}
    for owner, method, way in program.overrides:
        label = f"{way} {owner}.{method}"
        if way == "werkzeug":
            base = getattr(werkzeug.wrappers, owner.title())
            lab.monkeypatch.setattr(base, method, noted(lab, label, getattr(base, method)))
        elif way == "class":
            lab.monkeypatch.setattr(
                classes[owner], method, noted(lab, label, getattr(classes[owner], method))
            )
    for owner, method, way in program.overrides:
        if way == "subclass":
            label = f"{way} {owner}.{method}"
            subclasses.setdefault(owner, {})[method] = noted(lab, label, getattr(classes[owner], method))
    chosen = {
        name: type(cls)(cls.__name__, (cls,), subclasses.get(name, {}))
        for name, cls in classes.items()
        if name in subclasses
    }
    app = _application(lab, chosen)
    objects = {"app": app, "session": app.session_interface, "json": app.json}
    for owner, method, way in program.overrides:
        if way == "instance":
            label = f"{way} {owner}.{method}"
            setattr(objects[owner], method, noted(lab, label, getattr(objects[owner], method)))
    return app


def _application(lab: Lab, chosen: dict[str, Any]) -> Any:
    classes = {**owners(lab), **chosen}
    application: Any = type("Application", (classes["app"],), {}) if "app" in chosen else classes["app"]
    app = application("lab", root_path=str(lab.folder), instance_path=str(lab.folder / "instance"))
    if "request" in chosen:
        app.request_class = chosen["request"]
    if "response" in chosen:
        app.response_class = chosen["response"]
    app.session_interface = classes["session"]()
    if "json" in chosen:
        app.json = chosen["json"](app)
    return app


def add_views(lab: Lab, app: Any) -> None:
    """Add a view for each sort of answer."""
    fl = lab.flask
    views: dict[str, Callable[..., Any]] = {
        "/text": lambda: "text", "/json": lambda: {"b": [1, "ü"], "a": None}, "/count": lambda: _count(fl.session),
        "/read": lambda: repr(fl.session.get("n")), "/clear": lambda: repr(fl.session.clear()),
        "/url/<int:n>": lambda n: fl.url_for("url", n=n + 1, q="ä"), "/template": lambda: fl.render_template_string("{{ 1 }}{{ g }}{{ x }}"),
        "/stream": lambda: fl.stream_with_context(iter(["a", "b"])), "/abort": lambda: fl.abort(403), "/fail": lambda: _missing({}),
        "/zero": lambda: 1 / 0, "/redirect": lambda: fl.redirect("/text"), "/take": lambda: _taken(fl),
        "/branch/": lambda: ("branch", 299, {"X-A": "1"}), "/empty": lambda: ("", 204), "/later": lambda: _later(lab),
    }  # fmt: skip
    for rule, view in views.items():
        app.add_url_rule(rule, rule.split("/")[1], view, methods=["GET", "POST"] if rule == "/take" else None)
    app.register_error_handler(KeyError, lambda error: ("handled", 418))
    blueprint = lab.blueprint("bp", url_prefix="/bp")
    blueprint.add_url_rule("/text", "text", views["/text"])
    blueprint.before_request(lab.noting("bp before"))
    app.register_blueprint(blueprint)


def _missing(values: dict[str, str]) -> str:
    return values["key"]


def _taken(package: Any) -> Any:
    return package.request.get_json()


def _count(session: Any) -> str:
    session["n"] = session.get("n", 0) + 1
    return str(session["n"])


def _later(lab: Lab) -> str:
    lab.flask.after_this_request(lab.passing("later"))
    return "later"


def add_hooks(lab: Lab, app: Any, hooks: list[str]) -> None:
    """Add hooks that note their turn, and middleware."""
    for number, kind in enumerate(hooks):
        label = f"{kind} {number}"
        if kind == "middleware":
            app.wsgi_app = noted(lab, label, app.wsgi_app)
        elif kind == "after_request":
            app.after_request(lab.passing(label))
        elif kind == "context_processor":
            app.context_processor(lab.noting(label, {"x": label}))
        else:
            getattr(app, kind)(lab.noting(label))


def play(lab: Lab, program: Program) -> None:
    """Do all that a program does."""
    app = furnish(lab, program)
    app.secret_key = "key" if program.key else None
    add_views(lab, app)
    add_hooks(lab, app, program.hooks)
    kept = lab.listen(app, *program.signals)
    browser = lab.browser(app)
    for method, path in program.requests:
        lab.send(browser, path, method)
    lab.note(len(kept))


@cases(1_500)
@given(PROGRAMS)
def test_overrides_act_as_in_flask(program: Program) -> None:
    """Each override is called as often and at the same point as in Flask, and the answers are the same bytes."""
    with TemporaryDirectory() as folder:
        expected = run(partial(play, program=program), FLASK, Path(folder, "lab"))
        found = differences(expected, run(partial(play, program=program), "demijohn", Path(folder, "lab")))
    assert not found, found
