"""Of a session cookie the core says what Flask and Werkzeug do: where it is, what is in it, what becomes of it."""

from __future__ import annotations

from itertools import product

import flask
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from hypothesis import given, strategies as st
from werkzeug.http import parse_cookie

from demijohn.core import cookies, tagging
from demijohn.core.cookies import Action, Unclear
from demijohn.core.tagging import Unknown
from tests.laws.budget import cases

APP = flask.Flask("app", root_path="/", static_folder=None)
APP.secret_key = "key"
FLAGS = [False, True]


class Interface(SecureCookieSessionInterface):
    """Answers as it is told, and notes that it was asked."""

    def __init__(self, *, wanted: bool) -> None:
        self.wanted = wanted
        self.asked = False

    def should_set_cookie(self, app: flask.Flask, session: SessionMixin) -> bool:
        self.asked = True
        return self.wanted


def by_flask(accessed: bool, modified: bool, empty: bool, wanted: bool) -> tuple[Action, bool, bool]:
    """Save a session with Flask: what became of the cookie, whether Vary names it, whether Flask asked."""
    session = SecureCookieSession() if empty else SecureCookieSession({"a": 1})
    session.accessed, session.modified = accessed, modified
    interface, response = Interface(wanted=wanted), flask.Response()
    interface.save_session(APP, session, response)
    return action(response.headers.get("Set-Cookie")), "Cookie" in response.vary, interface.asked


def action(cookie: str | None) -> Action:
    if cookie is None:
        return Action.LEAVE
    return Action.DELETE if cookie.startswith("session=;") else Action.WRITE


def by_core(accessed: bool, modified: bool, empty: bool, wanted: bool) -> tuple[Action, bool, bool]:
    """Do what the core says."""
    first = cookies.decide(accessed, modified, empty)
    asks = first.action is Action.ASK
    plan = cookies.answer(accessed, wanted) if asks else first
    return plan.action, plan.vary, asks


def test_session_cookies_agree_with_flask() -> None:
    """Action, Vary and whether should_set_cookie is asked are those of Flask in all sixteen situations."""
    situations = list(product(FLAGS, repeat=4))
    assert [by_flask(*flags) for flags in situations] == [by_core(*flags) for flags in situations]


def test_wanted_cookies_agree_with_flask() -> None:
    """A cookie is wanted exactly when Flask's interface wants it, whatever the flags and the setting."""
    interface = SecureCookieSessionInterface()
    for modified, permanent, refresh in product([*FLAGS, None, "yes"], repeat=3):
        session = SecureCookieSession({"_permanent": permanent})
        # Sessions may be anybody's, and so may their flags.
        vars(session)["modified"] = modified
        APP.config["SESSION_REFRESH_EACH_REQUEST"] = refresh
        expected = bool(interface.should_set_cookie(APP, session))
        assert expected is cookies.wants_cookie(modified, permanent, refresh)


def test_cookie_paths_agree_with_flask() -> None:
    """The path is Flask's for every pair of settings."""
    interface = SecureCookieSessionInterface()
    for path, root in product([None, "", "/", "/path"], repeat=2):
        APP.config["SESSION_COOKIE_PATH"] = path
        APP.config["APPLICATION_ROOT"] = root
        expected: str | None = interface.get_cookie_path(APP)
        assert expected == cookies.cookie_path(path, root)


NAMES = st.sampled_from(["session", "a", "sess", "session2", "a b", "", '"', "x=y", "é"])
PARTS = st.sampled_from(["session", "a", "=", ";", "; ", " ", "\t", '"', "\\", "x", "y.z-_", "é", ",", "\n"])


@cases(1_000)
@given(st.lists(PARTS, max_size=14).map("".join), NAMES)
def test_the_cookie_is_found_where_werkzeug_finds_it(header: str, name: str) -> None:
    """The value of a cookie that is found is that of Werkzeug's parser, whatever the header says."""
    found = cookies.sent(header, name)
    if found is not Unclear.VALUE:
        # Werkzeug reads the header as UTF-8, of which a server hands on the bytes.
        assert parse_cookie(header.encode().decode("latin1")).get(name, "") == found


@cases(500)
@given(
    st.dictionaries(st.text(st.sampled_from("abc-_"), min_size=1), st.text(st.sampled_from("xyz.-_=+/%&")))
)
def test_plain_cookies_are_found(content: dict[str, str]) -> None:
    """Where nothing is quoted, each cookie is found."""
    header = "; ".join([f"{name}={value}" for name, value in content.items()])
    assert content == {name: cookies.sent(header, name) for name in content}


KEYS = st.sampled_from([" t", " di", " b", " m", " u", " d", " x", "a", " t__", " di__", ""])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3)


def nested(leaves: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=2),
        max_leaves=8,
    )


@cases(500)
@given(nested(LEAVES | st.binary(max_size=5) | st.tuples(LEAVES, st.binary(max_size=2))))
def test_contents_are_marked_as_flask_tags_them(content: object) -> None:
    """What is marked here is marked as Flask's serializer does it, and restored to the same."""
    theirs = TaggedJSONSerializer().tag(content)
    ours = tagging.marked(content)
    assert (repr(theirs), repr(content)) == (repr(ours), repr(tagging.restored(ours)))


@cases(500)
@given(nested(LEAVES | st.sampled_from(["QQ==", "A", "AA"])))
def test_contents_are_restored_as_flask_untags_them(value: object) -> None:
    """What is restored here is what Flask's serializer makes of it, whoever wrote it."""
    text = flask.json.dumps(value)
    ours = tagging.restored(flask.json.loads(text))
    if ours is not Unknown.CONTENT:
        theirs = TaggedJSONSerializer().loads(text)
        assert repr(theirs) == repr(ours)
        assert tagging.may_be_marked(text) or theirs == flask.json.loads(text)
