"""Sessions on the short way of a request, and the serializer that is kept for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import time
from types import SimpleNamespace
from typing import Any, Final

import pytest
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer
from werkzeug.test import EnvironBuilder, run_wsgi_app

from demijohn import Flask, _signed, session
from demijohn._untouched import ALLOWED
from demijohn.globals import _cv_request
from demijohn.sessions import (
    NullSession,
    SecureCookieSession,
    SecureCookieSessionInterface,
    session_json_serializer,
)

needs_short_way: Final = pytest.mark.skipif(
    not ALLOWED, reason="every request goes through all steps in this run"
)


LATER: Final = int(time()) + 10**7
"""When no session of now is valid any more."""


@pytest.fixture
def seen() -> list[tuple[object, object, bool]]:
    """What each request saw: the class of its session, what is in it, and whether it had a request made by then."""
    return []


@pytest.fixture
def app(seen: list[tuple[object, object, bool]]) -> Flask:
    """An application that looks at its session, and then counts in it."""
    app = Flask("shop", root_path="/shop", static_folder=None)
    app.secret_key = "key"

    @app.route("/")
    def count() -> str:
        cls = type(session._get_current_object())
        seen.append((cls, dict(session), "request" in vars(_cv_request.get())))
        if cls is SecureCookieSession:
            session["n"] = session.get("n", 0) + 1
        return "counted"

    return app


def ask(app: Flask, cookie: str = "") -> str:
    """Send a request with a cookie; give the cookie that it is answered with."""
    environ = EnvironBuilder("/", headers=[("Cookie", cookie)] if cookie else None).get_environ()
    _, _, headers = run_wsgi_app(app, environ)
    return headers.get("Set-Cookie", "").partition(";")[0]


WAYS: dict[str, tuple[Callable[[str], str], dict[str, object], bool]] = {
    "no cookie": (lambda cookie: "", {}, False),
    "another cookie": (lambda cookie: "other=1", {}, False),
    "its cookie": (lambda cookie: cookie, {"n": 1}, False),
    "among others": (lambda cookie: f"a=1; {cookie}; b=2", {"n": 1}, False),
    "after a quoted one": (lambda cookie: f'a="1"; {cookie}', {"n": 1}, True),
    "forged": (lambda cookie: cookie.replace("=ey", "=eY"), {}, True),
}


@needs_short_way
@pytest.mark.parametrize(("send", "content", "takes_request"), WAYS.values(), ids=WAYS)
def test_a_session_is_opened_without_a_request(
    app: Flask,
    seen: list[tuple[object, object, bool]],
    send: Callable[[str], str],
    content: dict[str, object],
    takes_request: bool,
) -> None:
    """Where the cookie can be read at once, and is as it was signed, no request is made for that."""
    cookie = ask(app)
    ask(app, send(cookie))
    assert (SecureCookieSession, content, takes_request) == seen[1]


@needs_short_way
def test_a_session_without_a_key_is_opened_without_a_request(
    app: Flask, seen: list[tuple[object, object, bool]]
) -> None:
    """Without a secret key there is a null session, for which no request is made either."""
    app.secret_key = None
    ask(app, "session=x")
    assert [(NullSession, {}, False)] == seen


def test_a_session_made_at_once_notes_changes(app: Flask) -> None:
    """A session that was opened on the short way counts on from one request to the next."""
    cookie = ""
    for _ in range(3):
        cookie = ask(app, cookie)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    assert {"n": 3} == serializer.loads(cookie.partition("=")[2])


def read_clock(signer: TimestampSigner) -> int:
    """Tell the time for a signer."""
    return LATER


CLOCKS: dict[str, tuple[str, object]] = {
    "of Python": ("time.time", lambda: float(LATER)),
    "of itsdangerous": ("itsdangerous.timed.time", SimpleNamespace(time=lambda: LATER)),
    "of its signer": ("itsdangerous.TimestampSigner.get_timestamp", read_clock),
}


@pytest.mark.parametrize(("name", "clock"), CLOCKS.values(), ids=CLOCKS)
def test_a_replaced_clock_is_looked_at(
    app: Flask,
    seen: list[tuple[object, object, bool]],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    clock: object,
) -> None:
    """Whichever clock a program replaces, cookies are signed and are too old by that one."""
    of_now = ask(app)
    monkeypatch.setattr(name, clock)
    of_later = ask(app, of_now)
    ask(app, of_later)
    assert [{}, {}, {"n": 1}] == [content for _, content, _ in seen]


def say_yes(session: SecureCookieSession, *_: object) -> bool:
    """Answer whatever is asked of a session."""
    return True


@pytest.mark.parametrize(
    ("name", "member"), [("SessionMixin.permanent", property(say_yes)), ("SecureCookieSession.get", say_yes)]
)
def test_what_tells_whether_a_session_is_permanent_is_asked(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str, member: object
) -> None:
    """Of a session whose class was told to be permanent, the cookie has an end."""
    app.add_url_rule("/set", view_func=lambda: (session.__setitem__("a", 1), "set")[1])
    before = app.test_client().get("/set").headers["Set-Cookie"]
    monkeypatch.setattr(f"demijohn.sessions.{name}", member, raising=False)
    after = app.test_client().get("/set").headers["Set-Cookie"]
    assert (False, True) == ("Expires" in before, "Expires" in after)


def serializers() -> tuple[URLSafeTimedSerializer, URLSafeTimedSerializer]:
    """Make a kept serializer, and what it stands for."""
    kept = _signed.keep(["old", "new"], "salt", "hmac", session_json_serializer)
    options: dict[str, Any] = {
        "key_derivation": "hmac",
        "digest_method": _signed._lazy_sha1,
    }  # Any: as they are taken
    return kept, URLSafeTimedSerializer(
        ["old", "new"], salt="salt", serializer=session_json_serializer, signer_kwargs=options
    )


def test_a_kept_serializer_takes_every_argument() -> None:
    """A time, another salt, no limit of age, and bytes: what one serializer writes, the other reads."""
    kept, plain = serializers()
    content = {"a": (1, b"x")}
    for writes, reads in ((kept, plain), (plain, kept)):
        text, salted = writes.dumps(content), writes.dumps(content, salt="other")
        found, moment = reads.loads(text, max_age=60, return_timestamp=True)
        assert (content, datetime) == (found, type(moment))
        assert [content] * 4 == [
            reads.loads(text),
            reads.loads(text, max_age=60),
            reads.loads(text.encode(), max_age=60),
            reads.loads(salted, max_age=60, salt="other"),
        ]


def test_a_kept_serializer_refuses_as_the_other_does() -> None:
    """The refusal of a text that is too old, forged or nonsense has the class and the words of itsdangerous."""
    kept, plain = serializers()
    text = plain.dumps({})
    refusals: list[list[tuple[type, str]]] = []
    for serializer in (kept, plain):
        told: list[tuple[type, str]] = []
        for bad, max_age in ((text, -1), (f"{text[:-3]}AAA", 60), ("x", 60), ("x.y", 60), ("x.y.z", 60)):
            with pytest.raises(BadSignature) as caught:
                serializer.loads(bad, max_age=max_age)
            told.append((type(caught.value), str(caught.value)))
        refusals.append(told)
    assert refusals[1] == refusals[0]


def test_serializers_are_forgotten_when_there_are_many() -> None:
    """A program that changes its key again and again does not fill the memory."""
    for number in range(_signed._ENOUGH + 1):
        _signed.keep([f"key {number}"], "salt", "hmac", session_json_serializer)
    assert len(_signed._kept) <= _signed._ENOUGH
