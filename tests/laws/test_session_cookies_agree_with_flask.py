"""In every situation the session cookie is left, deleted or written as Flask does it; there are few enough to try all."""

from __future__ import annotations

from itertools import product

import flask
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from demijohn.core import cookies
from demijohn.core.cookies import Action

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
