"""Where the canonical form of a URL is, and what to do with a request that was matched."""

from __future__ import annotations

import pytest

from demijohn.core import canonical, matching
from demijohn.core.canonical import (
    NotAllowed,
    Settled,
    ToAnswer,
    ToEndpoint,
    ToPath,
    ToRoute,
    ToTemplate,
    Verdict,
)
from demijohn.core.hosts import Place
from demijohn.core.matching import NOTHING, Hit, Miss, Outcome, Spelling
from demijohn.core.rule import Route
from tests.core.routes import route, table

ALL = route("/all", number=0, defaults={"x": 1}, methods=frozenset({"GET"}))
ONE = route("/<int:x>", number=1)
ALIAS = route("/old/<int:x>", number=2, alias=True, redirect_to="/never")
MOVED = route("/moved/<y>", number=3, endpoint="f", redirect_to="to/<y>?<z>")
ASKED = route("/asked", number=4, endpoint="g", redirect_to=len)
TABLE = table(ALL, ONE, ALIAS, MOVED, ASKED)


def hit(found: Route, passed: Miss = NOTHING) -> Hit:
    return Hit(found, (), passed)


@pytest.mark.parametrize(
    ("outcome", "arguments", "settled"),
    [
        pytest.param(hit(ALL), {"x": 1}, Verdict.MATCHED, id="matched"),
        pytest.param(hit(ONE), {"x": 2}, Verdict.MATCHED, id="no default"),
        pytest.param(hit(ONE), {"x": 1}, ToRoute(ALL), id="a default"),
        pytest.param(hit(ALIAS), {"x": 1}, ToEndpoint(ALIAS), id="alias"),
        pytest.param(hit(MOVED), {"y": 1}, ToTemplate(("to/", "?", ""), ("y", "z")), id="template"),
        pytest.param(hit(ASKED), {}, ToAnswer(len), id="callable"),
        pytest.param(hit(ONE), None, Verdict.NOT_FOUND, id="refused"),
        pytest.param(hit(ONE, Miss(("POST",))), None, NotAllowed(("POST",)), id="refused after a method"),
        pytest.param(
            hit(ONE, Miss((), websocket=True)), None, Verdict.WRONG_PROTOCOL, id="refused after both"
        ),
        pytest.param(Miss(("GET", "POST"), websocket=True), None, NotAllowed(("GET", "POST")), id="405"),
        pytest.param(NOTHING, None, Verdict.NOT_FOUND, id="404"),
        pytest.param(Spelling("/ä b/c;=/?"), None, ToPath("/%C3%A4%20b/c;=/%3F"), id="another spelling"),
    ],
)
def test_a_request_is_settled(
    outcome: Outcome, arguments: dict[str, object] | None, settled: Settled
) -> None:
    """Matched, redirected, or refused with a reason."""
    assert settled == canonical.settle(TABLE, outcome, arguments, "GET", redirects=True)


@pytest.mark.parametrize(
    ("found", "settled"),
    [
        pytest.param(ONE, Verdict.MATCHED, id="default"),
        pytest.param(ALIAS, ToTemplate(("/never",), ()), id="alias"),
    ],
)
def test_defaults_and_aliases_can_be_left_as_they_are(found: Route, settled: Settled) -> None:
    """A map that does not redirect them serves them, but for a target of their own."""
    assert settled == canonical.settle(TABLE, hit(found), {"x": 1}, "GET", redirects=False)


def test_a_rival_has_to_serve_the_method() -> None:
    """A redirect to what answers 405 would help nobody."""
    assert canonical.settle(TABLE, hit(ONE), {"x": 1}, "POST", redirects=True) is Verdict.MATCHED


def test_the_better_route_is_found_without_a_method() -> None:
    """``None`` is any method, and a route may have no rivals."""
    found = [canonical.better(TABLE, each, {"x": 1}, None) for each in (ONE, ALL)]
    assert found == [ALL, None]


@pytest.mark.parametrize(
    ("place", "path", "query", "domain", "url"),
    [
        pytest.param(Place("http", "a.com", "/", "", False), "/x", None, None, "http://a.com/x", id="plain"),
        pytest.param(
            Place("https", "a.com", "/app/", "w", False),
            "/x",
            "q=1",
            None,
            "https://w.a.com/app/x?q=1",
            id="all",
        ),
        pytest.param(Place("", "a.com", "/", None, False), "x", "", "v", "http://v.a.com/x", id="no scheme"),
        pytest.param(
            Place("ws", "a.com", "/", None, True), "//x", None, "b.com", "ws://b.com/x", id="another host"
        ),
    ],
)
def test_the_address_of_a_redirect(
    place: Place, path: str, query: str | None, domain: str | None, url: str
) -> None:
    """Scheme, host and application stay; the query is kept."""
    assert url == canonical.address(place, path, query, domain)


@pytest.mark.parametrize(
    ("place", "target", "url"),
    [
        pytest.param(Place("http", "a.com", "/app/", "", False), "x", "http://a.com/app/x", id="relative"),
        pytest.param(Place("", "a.com", "/app/", "w", False), "/x", "http://w.a.com/x", id="from the root"),
        pytest.param(Place("https", "a.com", "/", None, True), "//b/x", "https://b/x", id="another host"),
        pytest.param(Place("http", "a.com", "/", None, True), "ftp://b/x", "ftp://b/x", id="absolute"),
    ],
)
def test_a_target_is_joined_to_the_application(place: Place, target: str, url: str) -> None:
    """A rule's target may be relative, and may leave the application."""
    assert url == canonical.join(place, target)


@pytest.mark.parametrize(
    ("text", "literals", "names"),
    [
        ("/t", ("/t",), ()),
        ("<x>", ("", ""), ("x",)),
        ("/a/<x>-<y>?", ("/a/", "-", "?"), ("x", "y")),
        ("<>", ("<>",), ()),
    ],
)
def test_a_target_has_holes_for_variables(
    text: str, literals: tuple[str, ...], names: tuple[str, ...]
) -> None:
    """Between two of them there is a literal, perhaps an empty one."""
    assert ToTemplate(literals, names) == canonical.template(text)


def test_what_is_matched_is_what_is_settled() -> None:
    """The two steps fit together: a search, then its verdict."""
    outcome = matching.match(TABLE, "", "/all", "GET", websocket=False)
    assert canonical.settle(TABLE, outcome, {"x": 1}, "GET", redirects=True) is Verdict.MATCHED
