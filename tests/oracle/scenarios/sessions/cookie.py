"""Sessions and flashed messages."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

import uuid
from datetime import datetime, timedelta, timezone
from typing import Any

from markupsafe import Markup

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _shop(lab: Lab, **config: object) -> Any:  # an application of either package
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.config.update(config)
    actions: dict[str, Any] = {
        "nothing": lambda s: None, "set": lambda s: s.__setitem__("a", 1), "read": lambda s: s.get("a"),
        "contains": lambda s: "a" in s, "pop": lambda s: s.pop("a", None), "clear": lambda s: s.clear(),
        "permanent": lambda s: setattr(s, "permanent", True), "temporary": lambda s: setattr(s, "permanent", False),
        "update": lambda s: s.update(b=2), "setdefault": lambda s: s.setdefault("c", []).append(1),
        "mutate": lambda s: s["c"].append(2), "modified": lambda s: setattr(s, "modified", True),
        "new": lambda s: s.new, "len": lambda s: len(s), "delete": lambda s: s.__delitem__("a"), "repr": lambda s: repr(s),
        "ior": lambda s: s.__ior__({"d": 4}), "bool": lambda s: bool(s), "popitem": lambda s: s.popitem(),
    }  # fmt: skip

    @app.route("/<action>")
    def act(action: str) -> object:
        session = fl.session if action != "nothing" else None
        result = actions[action](session)
        return {"result": str(result)}

    return app


@table({
    "set and read": "set read nothing read", "clear": "set clear read", "never": "nothing read nothing",
    "pop": "set pop read", "permanent": "set permanent read nothing temporary read", "mutable": "setdefault mutate read modified read",
    "empty clear": "clear read", "new": "new set new", "update": "update len delete", "delete": "set delete len", "repr": "set repr",
    "contains": "contains set contains", "ior": "set ior len", "bool": "bool set bool", "popitem": "set popitem popitem",
    "permanent empty": "permanent read", "modified empty": "modified read",
})  # fmt: skip
def flow(lab: Lab, steps: str) -> None:
    """The session cookie is written, left or deleted, and ``Vary`` is set, as the use of the session demands."""
    app = _shop(lab)
    browser = lab.browser(app)
    for step in steps.split():
        lab.send(browser, f"/{step}")


@table({
    "name": {"SESSION_COOKIE_NAME": "biscuit"}, "domain": {"SESSION_COOKIE_DOMAIN": "shop.test"},
    "path": {"SESSION_COOKIE_PATH": "/p"}, "root": {"APPLICATION_ROOT": "/root"}, "open": {"SESSION_COOKIE_HTTPONLY": False},
    "secure": {"SESSION_COOKIE_SECURE": True}, "lax": {"SESSION_COOKIE_SAMESITE": "Lax"},
    "partitioned": {"SESSION_COOKIE_PARTITIONED": True, "SESSION_COOKIE_SECURE": True},
    "no refresh": {"SESSION_REFRESH_EACH_REQUEST": False}, "lifetime": {"PERMANENT_SESSION_LIFETIME": timedelta(minutes=5)},
    "lifetime in seconds": {"PERMANENT_SESSION_LIFETIME": 60}, "server name": {"SERVER_NAME": "localhost"},
    "bad same site": {"SESSION_COOKIE_SAMESITE": "Sideways"}, "strict": {"SESSION_COOKIE_SAMESITE": "Strict"},
})  # fmt: skip
def cookie_settings(lab: Lab, config: dict[str, Any]) -> None:
    """Each setting of the session cookie does what it says, when it is written and when it is deleted."""
    app = _shop(lab, **config)
    browser = lab.browser(app)
    for step in ("set", "permanent", "read", "nothing", "clear"):
        lab.send(browser, f"/{step}")


@table({
    "tuple": (1, (2,)), "bytes": b"\x00\xff", "markup": Markup("<b>"), "uuid": uuid.UUID(int=7),
    "time": datetime(2021, 2, 3, 4, 5, 6, tzinfo=timezone.utc), "dict": {"x": {"y": (1,)}}, "tagged": {" t": [1]},
    "list": [1, [b"a"]], "text": "é\U0001f600", "none": None, "float": 1.5, "int key": {1: 2}, "set": {1}, "object": object(),
    "big": list(range(40)), "tag like": {" di": 1}, "empty": {},
})  # fmt: skip
def values(lab: Lab, value: object) -> None:
    """Values of a few more classes than JSON has keep their class in a session."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.testing = True
    app.add_url_rule("/set", "set", lambda: fl.session.__setitem__("v", value) or "ok")

    @app.route("/get")
    def get() -> str:
        lab.note(type(fl.session.get("v")), fl.session.get("v"))
        return "ok"

    browser = lab.browser(app)
    lab.send(browser, "/set")
    lab.send(browser, "/get")


@scenario
def without_secret_key(lab: Lab) -> None:
    """Without a secret key a session can be read, and refuses to be written."""
    fl = lab.flask
    app = lab.app()
    app.testing = True
    uses: dict[str, Any] = {
        "get": lambda s: s.get("a"), "set": lambda s: s.__setitem__("a", 1), "pop": lambda s: s.pop("a", None),
        "update": lambda s: s.update(a=1), "setdefault": lambda s: s.setdefault("a", 1), "clear": lambda s: s.clear(),
        "delete": lambda s: s.__delitem__("a"), "repr": lambda s: repr(s), "popitem": lambda s: s.popitem(),
        "in": lambda s: "a" in s, "permanent": lambda s: setattr(s, "permanent", True), "len": lambda s: len(s),
    }  # fmt: skip
    app.add_url_rule("/<use>", "use", lambda use: str(uses[use](fl.session)))
    for use in uses:
        lab.send(app, f"/{use}")
    with app.test_request_context():
        lab.note(type(fl.session._get_current_object()))


@table({
    "tampered": "eyJhIjoxfQ.ZVPSAA.xxxxxxxxxxxxxxxxxxxxxxxxxxx", "rubbish": "rubbish", "empty": "", "dots": "a.b.c",
    "unicode": "\xe9", "compressed": ".eJw", "unsigned": "eyJhIjoxfQ",
})  # fmt: skip
def bad_cookies(lab: Lab, cookie: str) -> None:
    """A cookie that cannot be trusted counts as no session."""
    app = _shop(lab)
    lab.send(app, "/read", headers={"Cookie": f"session={cookie}"})
    lab.send(app, "/set", headers={"Cookie": f"session={cookie}"})


@scenario
def key_rotation(lab: Lab) -> None:
    """Cookies signed with a fallback key are read, and written again with the present key."""
    old = _shop(lab)
    old.secret_key = "old"
    cookie = old.test_client().get("/set").headers["Set-Cookie"].split(";")[0]
    app = _shop(lab, SECRET_KEY_FALLBACKS=["older", "old"])
    app.secret_key = "new"
    lab.send(app, "/read", headers={"Cookie": cookie})
    lab.send(app, "/update", headers={"Cookie": cookie})
    app.config["SECRET_KEY_FALLBACKS"] = None
    lab.send(app, "/read", headers={"Cookie": cookie})
    app.secret_key = b"bytes \xff"
    lab.send(app, "/set")


@scenario
def session_of_an_error(lab: Lab) -> None:
    """The session is saved when an error was handled, and when it was not."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"

    @app.route("/<kind>")
    def fail(kind: str) -> object:
        fl.session["kind"] = kind
        raise KeyError(kind) if kind == "key" else ValueError(kind)

    app.register_error_handler(KeyError, lambda e: "handled")
    lab.send(app, "/key")
    lab.send(app, "/value")


@scenario
def session_in_hooks(lab: Lab) -> None:
    """A session may be used in every hook; what after hooks change is still saved, what teardown changes is not."""
    session = lab.flask.session
    app = lab.app()
    app.secret_key = "k"
    app.before_request(lambda: session.__setitem__("before", 1))
    app.after_request(lambda r: session.__setitem__("after", 1) or r)
    app.teardown_request(lambda e: session.__setitem__("teardown", 1))
    app.add_url_rule("/", "index", lambda: dict(session))
    browser = lab.browser(app)
    lab.send(browser)
    lab.send(browser)
    lab.send(browser, "/missing")


@scenario
def own_session_interface(lab: Lab) -> None:
    """Another session interface is asked to open and to save; every documented method is reached."""
    sessions = lab.module("sessions")

    class Session(dict[str, Any], sessions.SessionMixin):  # type: ignore[name-defined,misc]  # chosen at run time
        pass

    class Own(sessions.SessionInterface):  # type: ignore[name-defined,misc]  # chosen at run time
        def open_session(self, app: Any, request: Any) -> Session:  # values of either package
            lab.note("open", request.path, request.endpoint)
            return Session(old=1)

        def save_session(self, app: Any, session: Any, response: Any) -> None:  # values of either package
            lab.note(
                "save", dict(session), response.status, self.get_cookie_name(app), self.get_cookie_path(app)
            )
            lab.note(
                self.should_set_cookie(app, session),
                self.is_null_session(session),
                self.get_expiration_time(app, session),
            )

    app = _shop(lab)
    app.session_interface = Own()
    for path in ("/set", "/nothing", "/missing/x", "/repr"):
        lab.send(app, path)


@scenario
def interface_that_opens_nothing(lab: Lab) -> None:
    """An interface that opens no session gets a null session made."""
    sessions = lab.module("sessions")

    class Own(sessions.SessionInterface):  # type: ignore[name-defined,misc]  # chosen at run time
        def open_session(self, app: object, request: object) -> None:
            lab.note("open")

        def make_null_session(self, app: object) -> object:
            lab.note("null")
            return super().make_null_session(app)

        def save_session(self, app: object, session: object, response: object) -> None:
            lab.note("save")

    app = _shop(lab)
    app.session_interface = Own()
    lab.send(app, "/read")
    app.testing = True
    lab.send(app, "/set")


@scenario
def overridden_secure_interface(lab: Lab) -> None:
    """The methods of the cookie interface may be overridden one by one."""
    sessions = lab.module("sessions")

    class Own(sessions.SecureCookieSessionInterface):  # type: ignore[name-defined,misc]  # chosen at run time
        salt = "other"

        def get_cookie_name(self, app: object) -> str:
            lab.note("name")
            return "own"

        def get_cookie_secure(self, app: object) -> bool:
            lab.note("secure")
            return True

        def should_set_cookie(self, app: object, session: object) -> bool:
            lab.note("should")
            return True

    app = _shop(lab)
    app.session_interface = Own()
    browser = lab.browser(app)
    for path in ("/set", "/read", "/nothing", "/clear"):
        lab.send(browser, path, base_url="https://localhost")


@scenario
def interface_attributes(lab: Lab) -> None:
    """The cookie interface has the documented attributes and a documented serializer."""
    app = lab.app()
    interface = app.session_interface
    lab.note(
        interface.salt,
        interface.key_derivation,
        interface.digest_method,
        type(interface.serializer),
        interface.session_class,
    )
    lab.note(interface.pickle_based, interface.null_session_class)
    lab.note(interface.get_signing_serializer(app))
    app.secret_key = "k"
    lab.note(interface.get_signing_serializer(app).dumps({"a": (1,)}))
    lab.note(interface.serializer.dumps({"a": (1, b"x")}), interface.serializer.loads('{"a":{" t":[1]}}'))


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
