"""Sessions: what marks them, when the cookie is sent, and which keys read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from werkzeug.http import parse_cookie

from demijohn.app import Flask
from demijohn.sessions import (
    NullSession,
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionInterface,
    SessionMixin,
    session_json_serializer,
)
from demijohn.wrappers import Request, Response


@pytest.fixture
def app() -> Flask:
    app = Flask("app", root_path="/")
    app.secret_key = "key"
    return app


INTERFACE = SecureCookieSessionInterface()


def request_with(**cookies: str) -> Request:
    """Make a request with these cookies."""
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return Request({"REQUEST_METHOD": "GET", "HTTP_COOKIE": header})


def saved(
    app: Flask, session: SessionMixin, interface: SessionInterface = INTERFACE
) -> list[tuple[str, str]]:
    """Save a session, and give the headers that this added."""
    response = Response()
    before = list(response.headers)
    interface.save_session(app, session, response)
    return [item for item in response.headers if item not in before]


def make(
    content: dict[str, object], *, accessed: bool = False, modified: bool = False
) -> SecureCookieSession:
    session = SecureCookieSession(content)
    session.accessed = accessed
    session.modified = modified
    return session


CHANGES: dict[str, tuple[Callable[[SecureCookieSession], object], bool]] = {
    "get an item": (lambda session: session["a"], False),
    "get": (lambda session: session.get("b"), False),
    "iterate": (list, False),
    "set an item": (lambda session: session.__setitem__("b", 1), True),
    "delete an item": (lambda session: session.__delitem__("a"), True),
    "pop": (lambda session: session.pop("a"), True),
    "pop nothing": (lambda session: session.pop("b", None), False),
    "popitem": (lambda session: session.popitem(), True),
    "clear": (lambda session: session.clear(), True),
    "update": (lambda session: session.update(b=1), True),
    "setdefault of an old key": (lambda session: session.setdefault("a", 1), False),
    "setdefault of a new key": (lambda session: session.setdefault("b", 1), True),
    "permanent": (lambda session: setattr(session, "permanent", True), True),
}


@pytest.mark.parametrize(("change", "modified"), CHANGES.values(), ids=CHANGES)
def test_a_change_marks_the_session(change: Callable[[SecureCookieSession], object], modified: bool) -> None:
    """Each way to change an item marks the session, and no way to read one does."""
    session = SecureCookieSession({"a": 1})
    change(session)
    assert modified is session.modified


def test_whoever_wants_to_know_of_changes_is_told() -> None:
    """A session tells of a change what it is to tell of it, and nothing if there is nothing to tell."""
    session, told = SecureCookieSession({"a": 1}), list[object]()
    session.on_update = told.append
    session["b"] = 2
    session.on_update = None
    session["c"] = 3
    assert ([session], False, {"a": 1, "b": 2, "c": 3}) == (told, session.modified, dict(session))


def test_permanent_is_kept_in_the_session() -> None:
    """Permanence is an item, as a truth value."""
    session = SecureCookieSession()
    before = session.permanent
    session.permanent = 5  # type: ignore[assignment]  # any truth counts
    assert (False, True, {"_permanent": True}) == (before, session.permanent, dict(session))


def test_other_sessions_count_as_modified() -> None:
    """A session class that cannot tell counts as modified, not as accessed."""

    class Plain(dict, SessionMixin):  # type: ignore[type-arg]  # the documented way to make one
        pass

    plain = Plain()
    assert (True, False, False) == (plain.modified, plain.accessed, plain.new)


REFUSED: dict[str, Callable[[NullSession], object]] = {
    "set": lambda session: session.__setitem__("a", 1),
    "delete": lambda session: session.__delitem__("a"),
    "clear": lambda session: session.clear(),
    "pop": lambda session: session.pop("a"),
    "popitem": lambda session: session.popitem(),
    "update": lambda session: session.update(a=1),
    "setdefault": lambda session: session.setdefault("a", 1),
    "permanent": lambda session: setattr(session, "permanent", True),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_a_null_session_refuses_changes(change: Callable[[NullSession], object]) -> None:
    """Without a secret key every change says what is missing."""
    with pytest.raises(RuntimeError) as caught:
        change(NullSession())
    assert str(caught.value).startswith("The session is unavailable because no secret key was set.")


def test_a_null_session_can_be_read() -> None:
    """Without a secret key reading finds an empty session."""
    session = NullSession()
    assert (None, False, 0) == (session.get("a"), session.permanent, len(session))


def test_the_interface_knows_null_sessions(app: Flask) -> None:
    """The interface makes and recognises null sessions of its class."""
    null = INTERFACE.make_null_session(app)
    assert (True, False) == (
        INTERFACE.is_null_session(null),
        INTERFACE.is_null_session(SecureCookieSession()),
    )


SENT = "session=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; HttpOnly; Path=/"


@pytest.mark.parametrize(
    ("content", "accessed", "modified", "headers"),
    [
        pytest.param({}, False, False, [], id="empty"),
        pytest.param({"a": 1}, False, False, [], id="unchanged"),
        pytest.param({}, True, False, [("Vary", "Cookie")], id="empty, looked at"),
        pytest.param({"a": 1}, True, False, [("Vary", "Cookie")], id="unchanged, looked at"),
        pytest.param({}, False, True, [("Set-Cookie", SENT), ("Vary", "Cookie")], id="emptied"),
        pytest.param({}, True, True, [("Vary", "Cookie"), ("Set-Cookie", SENT)], id="emptied, looked at"),
    ],
)
def test_a_session_without_changes_sends_no_content(
    app: Flask, content: dict[str, object], accessed: bool, modified: bool, headers: list[tuple[str, str]]
) -> None:
    """What is not changed is not sent; what was emptied is deleted; what was looked at varies with the cookie."""
    assert headers == saved(app, make(content, accessed=accessed, modified=modified))


@pytest.mark.parametrize(
    ("session", "names"),
    [
        pytest.param(make({"a": 1}, modified=True), ["Set-Cookie", "Vary"], id="changed"),
        pytest.param(
            make({"a": 1}, accessed=True, modified=True), ["Vary", "Set-Cookie"], id="looked at first"
        ),
        pytest.param(make({"_permanent": True}), ["Set-Cookie", "Vary"], id="permanent, refreshed"),
    ],
)
def test_a_changed_or_permanent_session_is_sent(app: Flask, session: SessionMixin, names: list[str]) -> None:
    """A changed session is sent, and a permanent one with each response."""
    assert names == [name for name, _ in saved(app, session)]


def test_a_permanent_session_is_not_refreshed_if_that_is_off(app: Flask) -> None:
    """``SESSION_REFRESH_EACH_REQUEST`` decides whether permanent sessions are sent again."""
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    assert [] == saved(app, make({"_permanent": True}))


def test_should_set_cookie_can_be_overridden(app: Flask) -> None:
    """An interface may decide itself whether a session that is not empty is sent."""

    class Never(SecureCookieSessionInterface):
        def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
            return False

    assert [] == saved(app, make({"a": 1}, modified=True), Never())


def test_the_cookie_has_the_configured_attributes(app: Flask) -> None:
    """Each attribute of the cookie is a setting."""
    app.config.update(
        SESSION_COOKIE_NAME="name",
        SESSION_COOKIE_DOMAIN="example.com",
        SESSION_COOKIE_PATH="/path",
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_HTTPONLY=False,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PARTITIONED=True,
    )
    headers = dict(saved(app, make({"a": 1}, modified=True)))
    _, _, attributes = headers["Set-Cookie"].partition("; ")
    assert "Domain=example.com; Secure; Path=/path; SameSite=Lax; Partitioned" == attributes


@pytest.mark.parametrize(
    ("path", "root", "expected"),
    [
        pytest.param(None, "/", "/", id="default"),
        pytest.param(None, "/app", "/app", id="root"),
        pytest.param("/cookie", "/app", "/cookie", id="own path"),
        pytest.param("", "/app", "/app", id="empty path"),
    ],
)
def test_the_cookie_path_falls_back_to_the_root(
    app: Flask, path: str | None, root: str, expected: str
) -> None:
    """The cookie's own path goes before the application's root."""
    app.config.update(SESSION_COOKIE_PATH=path, APPLICATION_ROOT=root)
    assert expected == INTERFACE.get_cookie_path(app)


def test_a_permanent_session_ends_after_its_lifetime(app: Flask) -> None:
    """A permanent session expires the configured time from now, any other with the browser."""
    app.permanent_session_lifetime = timedelta(hours=1)
    start = datetime.now(timezone.utc)
    expires = INTERFACE.get_expiration_time(app, make({"_permanent": True}))
    assert expires is not None
    assert start + timedelta(hours=1) <= expires <= datetime.now(timezone.utc) + timedelta(hours=1)
    assert INTERFACE.get_expiration_time(app, make({})) is None


def cookie_of(app: Flask, content: dict[str, object]) -> str:
    """Give the value of the cookie that a session is saved in."""
    headers = dict(saved(app, make(content, modified=True)))
    return parse_cookie(headers["Set-Cookie"])["session"]


def test_a_session_is_read_back(app: Flask) -> None:
    """What is saved can be opened, and is neither changed nor looked at then."""
    opened = INTERFACE.open_session(app, request_with(session=cookie_of(app, {"a": (1, b"x")})))
    assert opened is not None
    assert ({"a": (1, b"x")}, False, False) == (dict(opened), opened.modified, opened.accessed)


@pytest.mark.parametrize(
    "cookies",
    [
        pytest.param({}, id="missing"),
        pytest.param({"session": ""}, id="empty"),
        pytest.param({"session": "forged"}, id="forged"),
    ],
)
def test_any_other_cookie_gives_an_empty_session(app: Flask, cookies: dict[str, str]) -> None:
    """A cookie that is missing or forged gives an empty session."""
    assert {} == INTERFACE.open_session(app, request_with(**cookies))


def test_an_old_cookie_gives_an_empty_session(app: Flask) -> None:
    """A cookie that is older than a permanent session may be is not read."""
    cookie = cookie_of(app, {"a": 1})
    app.permanent_session_lifetime = timedelta(seconds=-1)
    assert {} == INTERFACE.open_session(app, request_with(session=cookie))


@pytest.mark.parametrize("key", [None, "", b""])
def test_without_a_key_there_is_no_session(app: Flask, key: str | bytes | None) -> None:
    """Without a secret key nothing is opened and nothing signs."""
    app.secret_key = key
    assert (None, None) == (
        INTERFACE.open_session(app, request_with()),
        INTERFACE.get_signing_serializer(app),
    )


def test_old_keys_still_read_and_no_longer_sign(app: Flask) -> None:
    """After a rotation the fallback keys read old cookies, and the new key alone signs."""
    old = cookie_of(app, {"a": 1})
    app.secret_key = "new key"
    without = INTERFACE.open_session(app, request_with(session=old))
    app.config["SECRET_KEY_FALLBACKS"] = ["older", "key"]
    with_fallback = INTERFACE.open_session(app, request_with(session=old))
    new = cookie_of(app, {"a": 2})
    app.config["SECRET_KEY_FALLBACKS"] = None
    after = INTERFACE.open_session(app, request_with(session=new))
    assert ({}, {"a": 1}, {"a": 2}) == (without, with_fallback, after)


def test_saving_without_a_key_says_what_is_missing(app: Flask) -> None:
    """A key that is taken away during a request is missed when the session is saved."""
    app.secret_key = None
    with pytest.raises(RuntimeError, match="no secret key was set"):
        saved(app, make({"a": 1}, modified=True))


def test_an_interface_must_define_its_two_methods(app: Flask) -> None:
    """The base interface says which methods a subclass lacks."""
    interface = SessionInterface()
    with pytest.raises(NotImplementedError, match="open_session"):
        interface.open_session(app, request_with())
    with pytest.raises(NotImplementedError, match="save_session"):
        interface.save_session(app, SecureCookieSession(), Response())


def test_the_serializer_is_shared() -> None:
    """A tag that is registered with the module's serializer works for sessions."""
    assert session_json_serializer is INTERFACE.serializer
