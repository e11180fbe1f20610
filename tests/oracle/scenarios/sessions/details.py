"""Sessions in detail: lifetimes, the classes, each method of the interface, keys and signatures."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

from itsdangerous import TimestampSigner

from tests.oracle.collect import scenario, table
from tests.oracle.lab import NOON, Lab


def _counting(lab: Lab, **config: object) -> Any:  # an application of either package
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.config.update(config)

    @app.route("/count")
    def count() -> object:
        fl.session["n"] = fl.session.get("n", 0) + 1
        return str(fl.session["n"])

    @app.route("/keep")
    def keep() -> object:
        fl.session.permanent = True
        return "kept"

    app.add_url_rule("/look", "look", lambda: [fl.session.get("n"), fl.session.permanent, fl.session.new])
    return app


@table({
    "default": {}, "minutes": {"PERMANENT_SESSION_LIFETIME": timedelta(minutes=5)}, "seconds": {"PERMANENT_SESSION_LIFETIME": 90},
    "zero": {"PERMANENT_SESSION_LIFETIME": 0}, "negative": {"PERMANENT_SESSION_LIFETIME": timedelta(seconds=-1)},
})  # fmt: skip
def lifetimes(lab: Lab, config: dict[str, Any]) -> None:
    """A permanent session ends when the application says so; a temporary one has no end."""
    app = _counting(lab, **config)
    interface = app.session_interface
    lab.note(app.permanent_session_lifetime)
    session = interface.session_class({"a": 1})
    lab.note(interface.get_expiration_time(app, session))
    session.permanent = True
    left = interface.get_expiration_time(app, session) - datetime.now(timezone.utc)
    lab.note(
        round(left.total_seconds() / 30),
        left.total_seconds() <= app.permanent_session_lifetime.total_seconds(),
    )


@table({"just written": 0, "nearly over": 60, "over": 61, "long over": 100_000, "from the future": -10})
def age_of_a_cookie(lab: Lab, age: int) -> None:
    """A cookie that is older than the lifetime counts as no session, permanent or not."""
    app = _counting(lab, PERMANENT_SESSION_LIFETIME=60)
    browser = lab.browser(app)
    for path in ("/count", "/keep", "/look"):
        lab.send(browser, path)
    lab.monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: NOON + age)
    for path in ("/look", "/count"):
        lab.send(browser, path)


@scenario
def lifetime_of_the_cookie(lab: Lab) -> None:
    """Only a permanent session's cookie has an end, and it is set again with each request unless that is switched off."""
    for refresh in (True, False):
        app = _counting(lab, SESSION_REFRESH_EACH_REQUEST=refresh)
        browser = lab.browser(app)
        for path in ("/count", "/look", "/keep", "/look", "/count"):
            response = browser.get(path)
            cookie = response.headers.get("Set-Cookie", "")
            lab.note(
                path, response.text, "Expires" in cookie, "session=" in cookie, response.headers.get("Vary")
            )


@scenario
def sessions_as_dicts(lab: Lab) -> None:
    """A session of cookies is a dict that notes whether it was read and whether it was changed."""
    sessions = lab.module("sessions")
    uses: dict[str, Any] = {
        "nothing": lambda s: None, "get": lambda s: s.get("a"), "item": lambda s: s["a"], "in": lambda s: "a" in s, "len": lambda s: len(s), "iter": lambda s: list(s),
        "keys": lambda s: list(s.keys()), "repr": lambda s: repr(s), "bool": lambda s: bool(s), "equal": lambda s: s == {"a": [1]}, "set": lambda s: s.__setitem__("b", 2),
        "set same": lambda s: s.__setitem__("a", [1]), "del": lambda s: s.__delitem__("a"), "pop": lambda s: s.pop("a"), "pop default": lambda s: s.pop("x", None),
        "popitem": lambda s: s.popitem(), "clear": lambda s: s.clear(), "update": lambda s: s.update({"c": 3}, d=4), "update nothing": lambda s: s.update(),
        "setdefault": lambda s: s.setdefault("a", 1), "setdefault new": lambda s: s.setdefault("z", 1), "ior": lambda s: s.__ior__({"e": 5}), "or": lambda s: s | {"f": 6},
        "copy": lambda s: type(s.copy()), "mutate": lambda s: s["a"].append(2), "permanent": lambda s: s.permanent, "permanent on": lambda s: setattr(s, "permanent", True),
        "permanent off": lambda s: setattr(s, "permanent", False), "permanent odd": lambda s: setattr(s, "permanent", "yes"),
    }  # fmt: skip
    for name, use in uses.items():
        session = sessions.SecureCookieSession({"a": [1]})
        result = use(session)
        lab.note(
            name,
            result if not isinstance(result, dict) else dict(result),
            dict(session),
            session.modified,
            session.accessed,
            session.new,
        )
    lab.note(sessions.SecureCookieSession(), sessions.SecureCookieSession([("a", 1)]))
    lab.note(
        [cls.__name__ for cls in sessions.SecureCookieSession.__mro__ if cls.__module__.endswith("sessions")]
    )
    lab.note(sessions.SessionMixin.new, sessions.SessionMixin.modified, sessions.SessionMixin.accessed)


@scenario
def null_sessions(lab: Lab) -> None:
    """A null session can be read, and refuses each change with one message."""
    sessions = lab.module("sessions")
    session = sessions.NullSession({"a": 1})
    lab.note(
        session.get("a"),
        "a" in session,
        len(session),
        session.permanent,
        session.new,
        session.modified,
        session.accessed,
    )
    for name, args in (("__setitem__", ("a", 1)), ("__delitem__", ("a",)), ("clear", ()), ("pop", ("a",)), ("popitem", ()), ("update", ({},)), ("setdefault", ("a", 1)),
                       ("__ior__", ({"a": 1},)), ("copy", ())):  # fmt: skip
        lab.attempt(lambda name=name, args=args: type(getattr(session, name)(*args)))


@scenario
def least_interface(lab: Lab) -> None:
    """A bare interface has every method but the two that must be written; each answers from the configuration."""
    sessions = lab.module("sessions")
    interface = sessions.SessionInterface()
    app = _counting(lab)
    lab.refused(interface.open_session, app, None)
    lab.refused(interface.save_session, app, None, None)
    session = sessions.SecureCookieSession()
    getters = (
        "get_cookie_name",
        "get_cookie_domain",
        "get_cookie_path",
        "get_cookie_httponly",
        "get_cookie_secure",
        "get_cookie_samesite",
        "get_cookie_partitioned",
    )
    for config in ({}, {"SESSION_COOKIE_NAME": "n", "SESSION_COOKIE_DOMAIN": "d.test", "SESSION_COOKIE_PATH": "/p", "SESSION_COOKIE_HTTPONLY": False,
                        "SESSION_COOKIE_SECURE": True, "SESSION_COOKIE_SAMESITE": "Lax", "SESSION_COOKIE_PARTITIONED": True},
                   {"APPLICATION_ROOT": "/root"}, {"SESSION_COOKIE_DOMAIN": False}, {"SESSION_COOKIE_DOMAIN": ""}, {"SESSION_COOKIE_PATH": ""}):  # fmt: skip
        app.config.update(config)
        lab.note([(name, getattr(interface, name)(app)) for name in getters])
    null = interface.make_null_session(app)
    lab.note(
        type(null),
        interface.is_null_session(null),
        interface.is_null_session(session),
        interface.is_null_session(None),
    )
    for permanent, modified, refresh in (
        (False, False, True),
        (True, False, True),
        (True, False, False),
        (False, True, False),
        (True, True, False),
    ):
        session.permanent, session.modified = permanent, modified
        app.config["SESSION_REFRESH_EACH_REQUEST"] = refresh
        lab.note(permanent, modified, refresh, interface.should_set_cookie(app, session))


@scenario
def saving_by_hand(lab: Lab) -> None:
    """``save_session`` writes, leaves or deletes the cookie, and adds to ``Vary`` when the session was read."""
    fl, sessions = lab.flask, lab.module("sessions")
    app = _counting(lab)
    interface = app.session_interface
    for content, accessed, modified, permanent in (({}, False, False, False), ({}, True, False, False), ({}, True, True, False), ({"a": 1}, False, False, False),
                                                   ({"a": 1}, True, False, False), ({"a": 1}, True, True, False), ({"a": 1}, False, True, False),
                                                   ({"a": 1}, False, False, True)):  # fmt: skip
        session = sessions.SecureCookieSession(content)
        if permanent:
            session.permanent = True
        session.accessed, session.modified = accessed, modified
        response = fl.Response("x", headers={"Vary": "Accept"})
        interface.save_session(app, session, response)
        lab.note(
            content,
            accessed,
            modified,
            [(k, v.split("; Expires")[0]) for k, v in response.headers if k in {"Vary", "Set-Cookie"}],
        )


@scenario
def opening_by_hand(lab: Lab) -> None:
    """``open_session`` gives nothing without a key, an empty session for a bad cookie, and the session of a good one."""
    fl = lab.flask
    app = _counting(lab)
    interface = app.session_interface
    good = interface.get_signing_serializer(app).dumps({"a": (1,), "_permanent": True})
    for key, cookie in (
        ("k", good),
        ("k", good + "x"),
        ("k", ""),
        ("other", good),
        (None, good),
        ("", good),
        (b"k", good),
    ):
        app.secret_key = key
        with app.test_request_context(headers={"Cookie": f"session={cookie}"}):
            session = interface.open_session(app, fl.request)
            lab.note(
                key,
                type(session),
                session,
                session is not None and [session.permanent, session.new, session.modified, session.accessed],
            )


@table({
    "salt": {"salt": "other"}, "digest": {"digest_method": staticmethod(hashlib.sha512)}, "derivation": {"key_derivation": "django-concat"},
    "concat": {"key_derivation": "concat"}, "none": {"key_derivation": "none"}, "bad derivation": {"key_derivation": "nothing"},
})  # fmt: skip
def signatures(lab: Lab, parts: dict[str, Any]) -> None:
    """Salt, digest and derivation of the key make another signature, which the usual interface does not accept."""
    sessions = lab.module("sessions")
    own = type("Own", (sessions.SecureCookieSessionInterface,), parts)
    app = _counting(lab)
    app.testing = True
    usual = app.session_interface
    app.session_interface = own()
    browser = lab.browser(app)
    lab.send(browser, "/count")
    lab.send(browser, "/look")
    app.session_interface = usual
    lab.send(browser, "/look")


@table({
    "one": (["old"], "old"), "second": (["a", "old"], "old"), "none": ([], "old"), "bytes": ([b"old"], "old"), "tuple": (("old",), "old"), "not there": (["a", "b"], "old"),
    "present key too": (["new"], "new"), "empty key": ([""], "old"),
})  # fmt: skip
def fallbacks(
    lab: Lab, row: tuple[Any, str]
) -> None:  # what the configuration takes, and the key of the cookie
    """A cookie of a former key is read as long as the key is among the fallbacks, and written with the present one."""
    keys, former = row
    app = _counting(lab)
    app.secret_key = former
    browser = lab.browser(app)
    lab.send(browser, "/count")
    app.config["SECRET_KEY_FALLBACKS"] = keys
    app.secret_key = "new"
    lab.send(browser, "/look")
    lab.send(browser, "/count")
    app.config["SECRET_KEY_FALLBACKS"] = None
    lab.send(browser, "/look")


@scenario
def session_of_each_outcome(lab: Lab) -> None:
    """The session is saved after answers, redirects, errors and automatic answers alike, and not by a stream."""
    fl = lab.flask
    app = _counting(lab)
    app.before_request(lambda: fl.session.__setitem__("path", fl.request.path))
    views: dict[str, Any] = {
        "redirect": lambda: fl.redirect("/x"),
        "abort": lambda: fl.abort(403),
        "fail": lambda: 1 / 0,
        "stream": lambda: iter("ab"),
    }
    for name, view in views.items():
        app.add_url_rule(f"/{name}", name, view)
    for method, path in (("GET", "/redirect"), ("GET", "/abort"), ("GET", "/fail"), ("GET", "/stream"), ("OPTIONS", "/abort"), ("PUT", "/abort"), ("GET", "/none"),
                         ("HEAD", "/look")):  # fmt: skip
        lab.send(app, path, method)
