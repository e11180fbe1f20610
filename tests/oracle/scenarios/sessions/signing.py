"""What session cookies are read and written with, when a program changes it between two requests."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import werkzeug.sansio.request
import werkzeug.sansio.response
from itsdangerous import HMACAlgorithm, Signer, TimestampSigner, URLSafeTimedSerializer
from markupsafe import Markup

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab

# ``Any`` below: applications, classes and functions of either package.


def _counting(lab: Lab, **config: object) -> Any:
    """Make an application whose views answer in plain text, and in other ways."""
    fl, session = lab.flask, lab.flask.session
    app = lab.app()
    app.secret_key = "k"
    app.config.update(config)
    views: dict[str, Callable[[], object]] = {
        "count": lambda: session.__setitem__("n", session.get("n", 0) + 1) or str(session["n"]),
        "read": lambda: repr(dict(session)), "nothing": lambda: "nothing", "clear": lambda: repr(session.clear()),
        "permanent": lambda: repr(session.__setattr__("permanent", True)), "unseen": lambda: _hide(session),
        "dict": lambda: dict(session), "pair": lambda: (repr(session.get("n")), 201), "odd": lambda: _store(session),
        "moved": lambda: fl.redirect(f"/{_tell(session)}"), "varied": lambda: (_tell(session), {"Vary": "Accept"}),
        "set-cookie": lambda: _with_cookie(fl, _tell(session)), "typed": lambda: fl.Response(_tell(session), content_type="x/y", headers={"X-A": "1"}),
        "big": lambda: repr(session.__setitem__("big", [f"{7**n:x}" for n in range(150)])),
    }  # fmt: skip
    for name, view in views.items():
        app.add_url_rule(f"/{name}", name, view)
    return app


def _tell(session: Any) -> str:
    session["told"] = not session.get("told", False)
    return str(session["told"])


def _with_cookie(package: Any, text: str) -> Any:
    response = package.make_response(text)
    response.set_cookie("other", "x")
    return response


def _hide(session: Any) -> str:
    session["n"] = 1
    session.accessed = False
    return "hidden"


def _store(session: Any) -> str:
    session["odd"] = {
        "tuple": (1, (b"x", [()])), "uuid": uuid.UUID(int=5), "time": datetime(2021, 2, 3, tzinfo=timezone.utc),
        "mark": {" t": [Markup("<b>")]}, "guard": {" di": {" t__": 1}}, "text": "é", "space": " x",
    }  # fmt: skip
    return "stored"


def _visit(lab: Lab, browser: Any, steps: str = "nothing count read nothing count pair dict") -> None:
    for step in steps.split():
        lab.send(browser, f"/{step}")


@table({
    "plain": "nothing count read nothing pair dict clear read", "permanent": "permanent nothing count read pair clear nothing",
    "responses": "moved varied set-cookie typed moved clear typed",
    "permanent responses": "permanent moved nothing typed set-cookie varied", "hidden": "unseen read unseen", "odd": "odd read odd nothing", "big": "big read", "empty": "read clear permanent clear",
})  # fmt: skip
def plain_answers(lab: Lab, steps: str) -> None:
    """Whatever a view does with the session, an answer of plain text has the headers that it has in Flask."""
    _visit(lab, lab.browser(_counting(lab)), steps)


CHANGES: dict[str, dict[str, object]] = {
    "name": {"SESSION_COOKIE_NAME": "biscuit"}, "odd name": {"SESSION_COOKIE_NAME": "a b"}, "key": {"SECRET_KEY": "other"},
    "bytes": {"SECRET_KEY": b"\xff"}, "no key": {"SECRET_KEY": None}, "empty key": {"SECRET_KEY": ""},
    "rotated": {"SECRET_KEY": "new", "SECRET_KEY_FALLBACKS": ["older", "k"]}, "tuple": {"SECRET_KEY": "new", "SECRET_KEY_FALLBACKS": ("k",)},
    "domain": {"SESSION_COOKIE_DOMAIN": "b\xfccher.test:80"}, "bad domain": {"SESSION_COOKIE_DOMAIN": "a..b"}, "path": {"SESSION_COOKIE_PATH": "/p;q \xe9"},
    "root": {"APPLICATION_ROOT": "/root"}, "truthy": {"SESSION_COOKIE_SECURE": 1}, "secure": {"SESSION_COOKIE_SECURE": True},
    "open": {"SESSION_COOKIE_HTTPONLY": None}, "same site": {"SESSION_COOKIE_SAMESITE": "strict"}, "bad same site": {"SESSION_COOKIE_SAMESITE": "x"},
    "partitioned": {"SESSION_COOKIE_PARTITIONED": True}, "small": {"MAX_COOKIE_SIZE": 20}, "unlimited": {"MAX_COOKIE_SIZE": 0},
    "lifetime": {"PERMANENT_SESSION_LIFETIME": timedelta(seconds=-1)}, "lifetime in seconds": {"PERMANENT_SESSION_LIFETIME": 60},
    "no refresh": {"SESSION_REFRESH_EACH_REQUEST": False},
}  # fmt: skip


@scenario
def hooks_around_sessions(lab: Lab) -> None:
    """A hook after the view sees a response without the session's headers, and what it changes is still saved."""
    session = lab.flask.session
    app = _counting(lab)

    def after(response: Any) -> Any:
        lab.note(list(response.headers), dict(session))
        session["hooked"] = session.get("hooked", 0) + 1
        return response

    @app.route("/later")
    def later() -> str:
        lab.flask.after_this_request(after)
        return "later"

    browser = lab.browser(app)
    _visit(lab, browser, "later read later")
    app = _counting(lab)
    app.after_request(after)
    _visit(lab, lab.browser(app))


@table(CHANGES)
def settings_between_requests(lab: Lab, change: dict[str, object]) -> None:
    """A setting counts from the next request on, for reading and for writing."""
    app = _counting(lab)
    browser = lab.browser(app)
    _visit(lab, browser, "permanent count read")
    app.config.update(change)
    _visit(lab, browser)
    app.config.update(SECRET_KEY="k", SECRET_KEY_FALLBACKS=None, SESSION_COOKIE_NAME="session")
    _visit(lab, browser)


@scenario
def fallbacks_changed_in_place(lab: Lab) -> None:
    """A fallback that is added to the list counts, and so does one that is taken off."""
    fallbacks = ["oldest"]
    app = _counting(lab, SECRET_KEY_FALLBACKS=fallbacks)
    browser = lab.browser(app)
    _visit(lab, browser)
    app.secret_key = "new"
    _visit(lab, browser, "read")
    fallbacks.append("k")
    _visit(lab, browser, "read nothing count")
    fallbacks.clear()
    _visit(lab, browser, "read count")


@table({
    "salt": {"salt": "other"}, "salt of bytes": {"salt": b"other"}, "digest": {"digest_method": staticmethod(hashlib.sha256)},
    "derivation": {"key_derivation": "django-concat"}, "no derivation": {"key_derivation": "none"}, "bad derivation": {"key_derivation": "x"},
    "serializer": {"serializer": json},
})  # fmt: skip
def attributes_of_the_class(lab: Lab, change: dict[str, object]) -> None:
    """What is set on the class of the interface counts from the next request on."""
    cls = lab.module("sessions").SecureCookieSessionInterface
    browser = lab.browser(_counting(lab))
    _visit(lab, browser, "count read")
    for name, value in change.items():
        lab.monkeypatch.setattr(cls, name, value)
    _visit(lab, browser, "read count read nothing")


@table({
    "two": "session={0}; session=x", "the other first": "session=x; session={0}", "quoted": 'session="{0}"', "after quoted": 'a="b;c"; session={0}',
    "spaces": "a=1 ;\tsession =  {0} ; b", "longer names": "session2=x; xsession=y;session={0}", "word after": "session={0} x", "no equals": "session; session={0}",
    "bytes": "a=\xc3\xa9; session={0}", "rubbish": ";;=;= x; session={0};", "nothing": "session=; a={0}", "other case": "Session={0}",
})  # fmt: skip
def ways_to_send_a_cookie(lab: Lab, header: str) -> None:
    """The cookie is found wherever Werkzeug finds it, and nowhere else."""
    app = _counting(lab)
    cookie = app.test_client().get("/count").headers["Set-Cookie"].partition(";")[0].partition("=")[2]
    for path in ("/read", "/nothing", "/count", "/pair"):
        lab.send(app, path, headers={"Cookie": header.format(cookie)})


@table({
    "other salt": ("k", "other", "e30"), "other key": ("z", "cookie-session", "e30"), "no Base64": ("k", "cookie-session", "e3"),
    "no JSON": ("k", "cookie-session", "e3t7"), "no compression": ("k", "cookie-session", ".e30"), "a list": ("k", "cookie-session", "W10"),
    "a text": ("k", "cookie-session", "ImEi"), "good": ("k", "cookie-session", "eyJuIjo1fQ"), "a bad mark": ("k", "cookie-session", "eyJuIjp7IiB1IjoxfX0"),
})  # fmt: skip
def signed_by_others(lab: Lab, signed: tuple[str, str, str]) -> None:
    """What is signed with the key is read, or refused as Flask refuses it, whatever it holds."""
    key, salt, content = signed
    app = _counting(lab)
    signer = TimestampSigner(key, salt=salt, key_derivation="hmac", digest_method=hashlib.sha1)
    cookie = signer.sign(content).decode()
    for path in ("/read", "/nothing", "/count"):
        lab.send(app, path, headers={"Cookie": f"session={cookie}"})


def _noted(lab: Lab, owner: Any, name: str) -> None:
    """Replace a function by one that notes that it was called."""
    original = getattr(owner, name)

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        lab.note(name)
        return original(*args, **kwargs)

    lab.monkeypatch.setattr(owner, name, wrapper)


@table({
    "loads": (URLSafeTimedSerializer, "loads"), "dumps": (URLSafeTimedSerializer, "dumps"), "sign": (TimestampSigner, "sign"),
    "unsign": (TimestampSigner, "unsign"), "load_payload": (URLSafeTimedSerializer, "load_payload"), "dump_payload": (URLSafeTimedSerializer, "dump_payload"),
    "verify": (Signer, "verify_signature"), "get_signature": (HMACAlgorithm, "get_signature"), "parse_cookie": (werkzeug.sansio.request, "parse_cookie"),
    "dump_cookie": (werkzeug.sansio.response, "dump_cookie"), "json.loads": (json, "loads"), "json.dumps": (json, "dumps"), "encode": (json.JSONEncoder, "encode"),
    "decode": (json.JSONDecoder, "decode"), "iterencode": (json.JSONEncoder, "iterencode"),
})  # fmt: skip
def functions_of_libraries(lab: Lab, function: tuple[Any, str]) -> None:
    """A function of a library that a program replaces is called where Flask calls it."""
    browser = lab.browser(_counting(lab))
    _visit(lab, browser, "count read")
    _noted(lab, *function)
    _visit(lab, browser, "count read dict pair")


@table(
    {
        "tuple": ("TagTuple", "to_json"),
        "dict": ("PassDict", "check"),
        "guard": ("TagDict", "to_python"),
        "list": ("PassList", "tag"),
    }
)
def tags_that_were_replaced(lab: Lab, method: tuple[str, str]) -> None:
    """A method of a tag that a program replaces is called where Flask calls it."""
    owner = getattr(lab.module("json.tag"), method[0])
    browser = lab.browser(_counting(lab))
    _visit(lab, browser, "odd read")
    _noted(lab, owner, method[1])
    _visit(lab, browser, "odd read")


@scenario
def a_tag_of_the_usual_serializer(lab: Lab) -> None:
    """A tag that is registered with the serializer of all applications counts from then on."""
    tag = lab.module("json.tag")
    serializer = lab.module("sessions").session_json_serializer

    class Upper(tag.JSONTag):  # type: ignore[name-defined,misc]  # chosen at run time
        __slots__ = ()
        key = "upper"

        def check(self, value: object) -> bool:
            return value == "x"

        def to_json(self, value: str) -> str:
            return value.upper()

        def to_python(self, value: str) -> str:
            return value * 2

    browser = lab.browser(_counting(lab))
    _visit(lab, browser)
    lab.monkeypatch.setattr(serializer, "order", list(serializer.order))
    lab.monkeypatch.setattr(serializer, "tags", dict(serializer.tags))
    serializer.register(Upper, index=0)
    app = _counting(lab)
    app.add_url_rule("/x", "x", lambda: repr(lab.flask.session.__setitem__("x", ["x", "y"])))
    _visit(lab, lab.browser(app), "x read nothing")


@table({
    "unsorted": {"sort_keys": False}, "characters": {"ensure_ascii": False}, "spaced": {"compact": False}, "type": {"mimetype": "application/x"},
    "default": {"default": lambda value: "odd"}, "numbers": {"sort_keys": 0, "ensure_ascii": "yes"},
})  # fmt: skip
def attributes_of_the_provider(lab: Lab, change: dict[str, object]) -> None:
    """What is set on the provider counts for responses and for what sessions hold."""
    app = _counting(lab)
    values: dict[str, object] = {
        "b": 1,
        "a": ["é", (1, {"z": 1.5, "y": None})],
        "c": uuid.UUID(int=1),
        "e": float("inf"),
    }
    odd: dict[str, object] = {"f": b"x", "s": {1}}
    app.add_url_rule("/values", "values", lambda: values)
    app.add_url_rule("/list", "list", lambda: [values])
    app.add_url_rule("/odd-values", "odd_values", lambda: odd)
    app.add_url_rule("/set", "set", lambda: repr(lab.flask.session.update(b=1, a="é")))
    browser = lab.browser(app)
    _visit(lab, browser, "values list odd-values set read")
    for name, value in change.items():
        setattr(app.json, name, value)
    _visit(lab, browser, "values list odd-values set read")
    app.debug = True
    _visit(lab, browser, "values list set")


@scenario
def what_json_cannot_write(lab: Lab) -> None:
    """What holds itself, is too deep, has keys that cannot be sorted or written, is refused as Flask refuses it."""
    app = lab.app()
    app.testing = True
    ring: list[object] = []
    ring.append({"a": ring})
    deep: object = []
    for _ in range(100_000):
        deep = [deep]
    values = {
        "ring": ring,
        "deep": deep,
        "mixed": {1: 1, "a": 2},
        "bytes": {b"x": 1},
        "tuple": {(1,): 2},
        "object": [object],
    }
    for name, value in values.items():
        app.add_url_rule(f"/{name}", name, lambda value=value: {"value": value})
        app.add_url_rule(f"/jsonify/{name}", f"jsonify_{name}", lambda value=value: lab.flask.jsonify(value))
    for name in values:
        lab.send(app, f"/{name}")
        lab.send(app, f"/jsonify/{name}")
