"""What becomes of the session cookie."""

from __future__ import annotations

import pytest

from demijohn.core import cookies
from demijohn.core.cookies import Action, CookiePlan, Unclear


@pytest.mark.parametrize(
    ("accessed", "modified", "empty", "plan"),
    [
        pytest.param(False, False, True, CookiePlan(Action.LEAVE, False), id="unused-and-empty"),
        pytest.param(True, False, True, CookiePlan(Action.LEAVE, True), id="read-and-empty"),
        pytest.param(False, True, True, CookiePlan(Action.DELETE, True), id="emptied-unseen"),
        pytest.param(True, True, True, CookiePlan(Action.DELETE, True), id="emptied"),
        pytest.param(False, False, False, CookiePlan(Action.ASK, False), id="unused"),
        pytest.param(True, False, False, CookiePlan(Action.ASK, True), id="read"),
        pytest.param(False, True, False, CookiePlan(Action.ASK, False), id="written-unseen"),
        pytest.param(True, True, False, CookiePlan(Action.ASK, True), id="written"),
        pytest.param(1, "yes", [0], CookiePlan(Action.DELETE, True), id="only-the-truth-counts"),
    ],
)
def test_an_empty_session_is_decided_without_asking(
    accessed: object, modified: object, empty: object, plan: CookiePlan
) -> None:
    """Only a session with content leads to the question whether its cookie is wanted."""
    assert plan == cookies.decide(accessed, modified, empty)


@pytest.mark.parametrize(
    ("accessed", "wanted", "plan"),
    [
        pytest.param(False, False, CookiePlan(Action.LEAVE, False), id="unused-unwanted"),
        pytest.param(True, False, CookiePlan(Action.LEAVE, True), id="read-unwanted"),
        pytest.param(False, True, CookiePlan(Action.WRITE, True), id="unused-wanted"),
        pytest.param(True, True, CookiePlan(Action.WRITE, True), id="read-wanted"),
        pytest.param(None, "yes", CookiePlan(Action.WRITE, True), id="any-true-answer"),
        pytest.param("yes", None, CookiePlan(Action.LEAVE, True), id="any-false-answer"),
    ],
)
def test_the_answer_alone_decides(accessed: object, wanted: object, plan: CookiePlan) -> None:
    """A cookie that is wanted is written and named by Vary, whether or not the session was looked at."""
    assert plan == cookies.answer(accessed, wanted)


@pytest.mark.parametrize(
    ("modified", "permanent", "refresh", "wanted"),
    [
        pytest.param(True, False, False, True, id="modified"),
        pytest.param(True, True, True, True, id="all"),
        pytest.param(False, True, True, True, id="refreshed"),
        pytest.param(False, True, False, False, id="permanent-not-refreshed"),
        pytest.param(False, False, True, False, id="refresh-needs-permanent"),
        pytest.param(False, False, False, False, id="nothing"),
        pytest.param("yes", None, None, True, id="truth-of-modified"),
        pytest.param(None, 1, "on", True, id="truth-of-the-others"),
        pytest.param(0, 1, None, False, id="no-truth"),
    ],
)
def test_a_cookie_is_wanted_for_a_change_or_a_refresh(
    modified: object, permanent: object, refresh: object, wanted: bool
) -> None:
    """The cookie is wanted when the session changed, or is permanent and refreshed by each request."""
    assert wanted is cookies.wants_cookie(modified, permanent, refresh)


@pytest.mark.parametrize(
    ("session_path", "application_root", "path"),
    [
        pytest.param("/shop", "/root", "/shop", id="own"),
        pytest.param(None, "/root", "/root", id="unset"),
        pytest.param("", "/root", "/root", id="empty"),
        pytest.param(None, "", "", id="empty-root"),
        pytest.param(None, None, None, id="nothing"),
    ],
)
def test_the_path_falls_back_to_the_root(
    session_path: str | None, application_root: str | None, path: str | None
) -> None:
    """A path that says nothing falls back to the application root, whatever that says."""
    assert path == cookies.cookie_path(session_path, application_root)


FOUND: dict[str, tuple[str, str, str | Unclear]] = {
    "alone": ("session=abc", "session", "abc"),
    "alone, between blanks": ("session= abc\t", "session", "abc"),
    "alone, and of a longer name": ("session2=abc", "session", ""),
    "the first of two": ("session=a; session=b", "session", "a"),
    "after others": ("a=1;session2=x;  session = b=c ;d", "session", "b=c"),
    "without a value": ("a; session; b=2", "session", ""),
    "missing": ("a=1; b=2", "session", ""),
    "before one that is quoted": ('session=a; b="x"', "session", "a"),
    "after one that is quoted": ('b="x"; session=a', "session", Unclear.VALUE),
    "quoted": ('session="a"', "session", Unclear.VALUE),
    "two words": ("session=a b", "session", Unclear.VALUE),
    "not in ASCII": ("session=é", "session", Unclear.VALUE),
    "a name of two words": ("a b=1", "a b", Unclear.VALUE),
    "a name with the sign that ends it": ("a=b=1", "a=b", ""),
    "no name": ("=1", "", Unclear.VALUE),
}


@pytest.mark.parametrize(("header", "name", "expected"), FOUND.values(), ids=FOUND)
def test_a_cookie_is_found(header: str, name: str, expected: str | Unclear) -> None:
    """The first cookie of a name is found, unless it takes a parser to know where it ends."""
    assert expected == cookies.sent(header, name)
