"""Session cookies that Flask wrote are read by demijohn, and the other way round."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import flask
import flask.sessions
import pytest
from flask.json.tag import TaggedJSONSerializer as TheirSerializer
from hypothesis import given, strategies as st
from itsdangerous import TimestampSigner
from markupsafe import Markup
from werkzeug.http import parse_cookie

import demijohn.app
import demijohn.sessions
import demijohn.wrappers
from demijohn.json.tag import TaggedJSONSerializer as OurSerializer
from tests.laws.budget import cases

OURS = demijohn.sessions.SecureCookieSessionInterface()
THEIRS = flask.sessions.SecureCookieSessionInterface()


def our_app(key: str = "key", fallbacks: list[str] | None = None) -> demijohn.app.Flask:
    app = demijohn.app.Flask("app", root_path="/")
    app.config.update(SECRET_KEY=key, SECRET_KEY_FALLBACKS=fallbacks)
    return app


def their_app(key: str = "key", fallbacks: list[str] | None = None) -> flask.Flask:
    app = flask.Flask("app", root_path="/")
    app.config.from_mapping(SECRET_KEY=key, SECRET_KEY_FALLBACKS=fallbacks)
    return app


def our_cookie(content: dict[str, Any], app: demijohn.app.Flask | None = None) -> str:
    """Save a session with demijohn, and give the cookie's value."""
    session = demijohn.sessions.SecureCookieSession(content)
    session.modified = True
    response = demijohn.wrappers.Response()
    OURS.save_session(app or our_app(), session, response)
    return parse_cookie(response.headers["Set-Cookie"])["session"]


def their_cookie(content: dict[str, Any], app: flask.Flask | None = None) -> str:
    """Save a session with Flask, and give the cookie's value."""
    session = flask.sessions.SecureCookieSession(content)
    session.modified = True
    response = flask.Response()
    THEIRS.save_session(app or their_app(), session, response)
    return parse_cookie(response.headers["Set-Cookie"])["session"]


def read_by_us(cookie: str, app: demijohn.app.Flask | None = None) -> dict[str, Any] | None:
    request = demijohn.wrappers.Request({"REQUEST_METHOD": "GET", "HTTP_COOKIE": f"session={cookie}"})
    session = OURS.open_session(app or our_app(), request)
    return None if session is None else dict(session)


def read_by_them(cookie: str, app: flask.Flask | None = None) -> dict[str, Any] | None:
    request = flask.Request({"REQUEST_METHOD": "GET", "HTTP_COOKIE": f"session={cookie}"})
    session = THEIRS.open_session(app or their_app(), request)
    return None if session is None else dict(session)


VALUES: dict[str, object] = {
    "text": "é\U0001f376",
    "number": 1.5,
    "nothing": None,
    "truth": True,
    "list": [1, [2]],
    "dict": {"a": {"b": 1}},
    "tuple": (1, (2, "x")),
    "bytes": b"\x00\xff",
    "uuid": uuid.UUID(int=2**100),
    "markup": Markup("<b>&amp;"),
    "datetime": datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
    "like a tag": {" t": [1]},
    "like a guarded tag": {" di": {" t__": 1}},
    "tags inside": {"a": [(b"x", {" b": uuid.UUID(int=1)})]},
    "long enough to be compressed": ["abc"] * 500,
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_either_side_reads_the_other(value: object) -> None:
    """Each type that a session can hold comes back from the other package's cookie."""
    content = {"value": value}
    assert (content, content) == (read_by_us(their_cookie(content)), read_by_them(our_cookie(content)))


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_both_sides_write_the_same_text(value: object) -> None:
    """The text that is signed is the same, letter by letter."""
    ours = OurSerializer().dumps({"value": value})
    assert TheirSerializer().dumps({"value": value}) == ours


def test_a_time_with_a_zone_comes_back_in_utc() -> None:
    """A time of another zone comes back as the same moment on both sides."""
    east = datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))
    content = {"time": east}
    ours, theirs = read_by_us(their_cookie(content)), read_by_them(our_cookie(content))
    assert (content, ours) == (ours, theirs)


def test_rotated_keys_read_each_other() -> None:
    """A cookie signed with an old key is read through the fallbacks of the other side."""
    content = {"a": 1}
    ours = read_by_us(their_cookie(content, their_app("old")), our_app("new", ["older", "old"]))
    theirs = read_by_them(our_cookie(content, our_app("old")), their_app("new", ["older", "old"]))
    assert (content, content) == (ours, theirs)


def test_rotated_keys_sign_with_the_new_one() -> None:
    """With fallbacks both sides sign with the key that is no fallback."""
    content = {"a": 1}
    ours = read_by_them(our_cookie(content, our_app("new", ["old"])), their_app("new"))
    theirs = read_by_us(their_cookie(content, their_app("new", ["old"])), our_app("new"))
    assert (content, content) == (ours, theirs)


def test_another_key_is_refused_by_both() -> None:
    """A cookie that was signed with another key is an empty session on either side."""
    content = {"a": 1}
    ours = read_by_us(their_cookie(content), our_app("other"))
    theirs = read_by_them(our_cookie(content), their_app("other"))
    assert ({}, {}) == (ours, theirs)


def read_by_both(cookie: str) -> tuple[object, object]:
    """What each side reads from one cookie."""
    return read_by_us(cookie), read_by_them(cookie)


@pytest.mark.parametrize("writes", [our_cookie, their_cookie], ids=["demijohn", "Flask"])
def test_a_cookie_that_was_cut_or_changed_is_refused_by_both(writes: Callable[[dict[str, Any]], str]) -> None:
    """Cut anywhere, or with any one character replaced, a cookie is an empty session on either side."""
    cookie = writes({"user": 5, "tags": ("a", b"b")})
    cut = [cookie[:length] for length in range(1, len(cookie))]
    # The last character of the signature has bits that count for nothing, so it is not replaced.
    changed = [
        cookie[:place] + ("A" if cookie[place] != "A" else "B") + cookie[place + 1 :]
        for place in range(len(cookie) - 1)
    ]
    assert [({}, {})] * (len(cut) + len(changed)) == [read_by_both(text) for text in cut + changed]


@pytest.mark.parametrize(
    "cookie", ["", ".", "..", "...", "x", ".eJw", "eyJhIjoxfQ", "e30.a.b", "é.x.y", '"e30.a.b"', "a" * 5000]
)
def test_nonsense_is_read_alike(cookie: str) -> None:
    """What never was a cookie of either side is an empty session on both."""
    ours, theirs = read_by_both(cookie)
    assert ({}, {}) == (ours, theirs)


def set_clock(patch: pytest.MonkeyPatch, seconds: int) -> None:
    """Let cookies be signed and read so many seconds after some moment."""

    def get_timestamp(signer: TimestampSigner) -> int:
        return 1_600_000_000 + seconds

    patch.setattr(TimestampSigner, "get_timestamp", get_timestamp)


@pytest.mark.parametrize("writes", [our_cookie, their_cookie], ids=["demijohn", "Flask"])
@pytest.mark.parametrize(("age", "is_read"), [(0, True), (59, True), (60, True), (61, False), (10**6, False)])
def test_cookies_expire_alike(
    writes: Callable[[dict[str, Any]], str], age: int, is_read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cookie is read until it is older than the lifetime of permanent sessions, by both to the second."""
    content = {"a": 1, "_permanent": True}
    set_clock(monkeypatch, 0)
    cookie = writes(content)
    set_clock(monkeypatch, age)
    us, them = our_app(), their_app()
    us.config["PERMANENT_SESSION_LIFETIME"] = them.config["PERMANENT_SESSION_LIFETIME"] = timedelta(
        seconds=60
    )
    expected = content if is_read else {}
    assert (expected, expected) == (read_by_us(cookie, us), read_by_them(cookie, them))


@pytest.mark.parametrize("age", [0, 100])
def test_old_keys_do_not_outlive_the_lifetime(age: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cookie of an old key is read while it is young enough, and then no more."""
    content = {"a": 1}
    set_clock(monkeypatch, 0)
    ours, theirs = our_cookie(content, our_app("old")), their_cookie(content, their_app("old"))
    set_clock(monkeypatch, age)
    us, them = our_app("new", ["old"]), their_app("new", ["old"])
    us.config["PERMANENT_SESSION_LIFETIME"] = them.config["PERMANENT_SESSION_LIFETIME"] = timedelta(
        seconds=60
    )
    expected = content if age == 0 else {}
    assert (expected, expected) == (read_by_us(theirs, us), read_by_them(ours, them))


# HTTP dates know seconds and years of four digits, and the tags know UTC.
MOMENTS = st.datetimes(datetime(1000, 1, 1), timezones=st.just(timezone.utc))  # noqa: DTZ001  # the zone is drawn
SECONDS = MOMENTS.map(lambda moment: moment.replace(microsecond=0))
KEYS = st.text() | st.sampled_from([" t", " b", " m", " u", " d", " di", " t__", " di__"])
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.uuids()
    | st.text().map(Markup)
    | SECONDS
)
CONTENTS = st.dictionaries(
    KEYS,
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner),
        max_leaves=10,
    ),
)


@cases(1_000)
@given(CONTENTS)
def test_any_session_is_read_by_either_side(content: dict[str, Any]) -> None:
    """Whatever a session can hold, both sides write the same text and read the same from it."""
    ours = OurSerializer()
    theirs = TheirSerializer()
    text = ours.dumps(content)
    assert theirs.dumps(content) == text
    assert (content, content) == (ours.loads(text), theirs.loads(text))
