"""What hooks and views change in the middle of the request that they serve, when others have been served before."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.

from __future__ import annotations

from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _hook(lab: Lab, name: str) -> Any:  # a hook of any kind
    def hook(*args: Any) -> Any:
        lab.note(name)
        return args[0] if args and name.startswith("after") else None

    return hook


def _warm(lab: Lab, app: Any) -> None:
    """Send requests as long as it takes for everything to be known that is found out once."""
    app.extensions["act"] = False
    for _ in range(3):
        lab.send(app)
    app.extensions["act"] = True
    for _ in range(2):
        lab.send(app)


@table({
    "before": ("before_request_funcs", "before"), "after": ("after_request_funcs", "after"), "teardown": ("teardown_request_funcs", "teardown"),
})  # fmt: skip
def lists_replaced_by_their_hooks(lab: Lab, kind: tuple[str, str]) -> None:
    """A hook that puts another list in the place of its own does not change what is gone through now."""
    app = lab.app()
    attribute, name = kind

    def once(*args: Any) -> Any:
        lab.note(f"{name} once")
        if app.extensions["act"]:
            table = getattr(app, attribute)
            table[None] = [hook for hook in table[None] if hook is not once]
        return args[0] if name == "after" else None

    for hook in (_hook(lab, f"{name} 1"), once, _hook(lab, f"{name} 2"), _hook(lab, f"{name} 3")):
        getattr(app, f"{name}_request")(hook)
    app.add_url_rule("/", "index", lambda: "index")
    _warm(lab, app)


@scenario
def tables_replaced_by_their_hooks(lab: Lab) -> None:
    """A hook that puts another table in the place of all lists changes the scopes that are still to come."""
    app = lab.app()

    def replace() -> None:
        lab.note("replace")
        if app.extensions["act"]:
            app.before_request_funcs = {None: [_hook(lab, "new")]}

    app.before_request(replace)
    app.before_request(_hook(lab, "old"))
    app.add_url_rule("/", "index", lambda: "index")
    _warm(lab, app)


@scenario
def hooks_added_after_this_request(lab: Lab) -> None:
    """A function that waits for the response may add a hook that runs for that very response."""
    fl = lab.flask
    app = lab.app()
    app.after_request(_hook(lab, "after old"))

    def view() -> str:
        def add(response: Any) -> Any:
            app.after_request_funcs[None].append(_hook(lab, "after late"))
            return response

        if app.extensions["act"]:
            fl.after_this_request(add)
        return "index"

    app.add_url_rule("/", "index", view)
    _warm(lab, app)


@table({
    "rule": lambda fl, app: setattr(fl.request, "url_rule", next(app.url_map.iter_rules("bp.other"))),
    "no rule": lambda fl, app: setattr(fl.request, "url_rule", None),
    "request": lambda fl, app: setattr(fl.globals.request_ctx, "request", fl.Request({**fl.request.environ})),
})  # fmt: skip
def requests_changed_by_their_view(lab: Lab, act: Any) -> None:  # rows are lambdas of the package
    """The hooks that follow are those of what the request says by then."""
    fl = lab.flask
    app = lab.app()
    bp = fl.Blueprint("bp", "lab")
    bp.add_url_rule("/other", "other", lambda: "other")
    own = fl.Blueprint("own", "lab")
    for owner, name in ((app, "app"), (bp, "bp"), (own, "own")):
        owner.teardown_request(_hook(lab, f"teardown {name}"))
    bp.after_request(_hook(lab, "after bp"))

    def view() -> str:
        if app.extensions["act"]:
            act(fl, app)
        return "index"

    own.add_url_rule("/", "index", view)
    app.register_blueprint(bp)
    app.register_blueprint(own)
    _warm(lab, app)


@table({"none": None, "list": [], "empty": {}, "other": {"n": 7}})
def arguments_changed_by_a_hook(lab: Lab, arguments: Any) -> None:  # what is no mapping too
    """A view is called with what the request has for arguments by then."""
    fl = lab.flask
    app = lab.app()

    @app.before_request
    def change() -> None:
        if app.extensions["act"]:
            fl.request.view_args = arguments

    app.add_url_rule("/", "index", lambda n=0: str(n))
    _warm(lab, app)


@table({
    "dispatch": lambda app: setattr(app, "dispatch_request", lambda: "mine"),
    "make": lambda app: setattr(app, "make_response", lambda rv: app.response_class(f"made {rv}")),
    "sync": lambda app: setattr(app, "ensure_sync", lambda view: lambda **kwargs: "synced"),
})  # fmt: skip
def steps_replaced_by_a_hook(lab: Lab, act: Any) -> None:  # rows are lambdas of the package
    """A step that a hook replaces is taken by the same request."""
    app = lab.app()

    @app.before_request
    def change() -> None:
        if app.extensions["act"]:
            act(app)

    app.add_url_rule("/", "index", lambda: "index")
    _warm(lab, app)


@table({"after": "after_request", "this": "after_this_request"})
def interfaces_replaced_after_the_view(lab: Lab, when: str) -> None:
    """The session is saved with the interface that the application has by then."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "key"

    class Other(fl.sessions.SecureCookieSessionInterface):  # type: ignore[name-defined,misc]  # chosen at run time
        def save_session(self, *args: Any) -> None:
            lab.note("saved by the other")

    def change(response: Any) -> Any:
        if app.extensions["act"]:
            app.session_interface = Other()
        return response

    if when == "after_request":
        app.after_request(change)

    def view() -> str:
        fl.session["n"] = 1
        if when == "after_this_request":
            fl.after_this_request(change)
        return "index"

    app.add_url_rule("/", "index", view)
    _warm(lab, app)


@scenario
def signals_connected_in_a_teardown(lab: Lab) -> None:
    """Who begins to listen when a request is left hears how it is left."""
    fl = lab.flask
    app = lab.app()
    kept: list[Any] = []

    @app.teardown_request
    def listen(error: object) -> None:
        if app.extensions["act"] and not kept:
            for name in ("request_tearing_down", "appcontext_tearing_down", "appcontext_popped"):
                kept.append(_hearing(lab, name))
                getattr(fl, name).connect(kept[-1], app)

    app.add_url_rule("/", "index", lambda: "index")
    _warm(lab, app)


def _hearing(lab: Lab, name: str) -> Any:  # a receiver of any signal
    def hear(sender: object, **arguments: object) -> None:
        lab.note("signal", name)

    return hear


@scenario
def contexts_left_by_a_hook(lab: Lab) -> None:
    """A hook that makes another request current has that one dispatched."""
    app = lab.app()
    left: list[Any] = []

    @app.before_request
    def push() -> None:
        if app.extensions["act"]:
            left.append(app.test_request_context("/nowhere"))
            left[-1].push()

    app.add_url_rule("/", "index", lambda: "index")
    app.extensions["act"] = False
    for _ in range(3):
        lab.send(app)
    app.extensions["act"] = True
    with app.app_context():
        lab.send(app)
    while left:
        lab.attempt(left.pop().pop)


@table({name: name for name in ("SECRET_KEY", "SERVER_NAME", "TRUSTED_HOSTS", "SESSION_COOKIE_NAME", "SESSION_COOKIE_PATH", "APPLICATION_ROOT", "SECRET_KEY_FALLBACKS",
        "TRAP_HTTP_EXCEPTIONS", "SESSION_REFRESH_EACH_REQUEST")})  # fmt: skip
def settings_taken_away(lab: Lab, name: str) -> None:
    """A setting that is not there any more is missed where Flask misses it."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "key"

    def view() -> str:
        fl.session["n"] = 1
        return "index"

    app.add_url_rule("/", "index", view)
    for path in ("/", "/nothing"):
        for _ in range(2):
            lab.send(app, path)
    del app.config[name]
    for path in ("/", "/nothing"):
        for _ in range(2):
            lab.send(app, path)
