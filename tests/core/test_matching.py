"""Which route serves a domain, a path and a method."""

from __future__ import annotations

import pickle
import re

import pytest

from demijohn.core import matching
from demijohn.core.matching import NOTHING, Hit, Miss, Outcome, RouteTable, Shape, Spelling
from demijohn.core.rule import Route
from tests.core.routes import CONVERTERS, route, table

GET = frozenset({"GET"})
POST = frozenset({"POST"})


def match(
    routes: RouteTable, path: str, method: str = "GET", domain: str = "", websocket: bool = False
) -> Outcome:
    return matching.match(routes, domain, path, method, websocket)


def served(outcome: Outcome) -> tuple[object, tuple[str, ...]] | None:
    """Tell the endpoint and the texts of a hit."""
    return (outcome.route.endpoint, outcome.texts) if isinstance(outcome, Hit) else None


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param("/", ("index", ()), id="root"),
        pytest.param("/a", ("a", ()), id="static"),
        pytest.param("a", ("a", ()), id="no slash in front"),
        pytest.param("///a", ("a", ()), id="slashes in front"),
        pytest.param("/b", ("name", ("b",)), id="variable"),
        pytest.param("/12", ("number", ("12",)), id="lighter converter"),
        pytest.param("/a/x", ("a-x", ()), id="static below static"),
        pytest.param("/a/y", ("tail", ("y",)), id="variable below static"),
        pytest.param("/b/x", ("head", ("b",)), id="static below variable"),
        pytest.param("/b/c/d", ("rest", ("b/c/d",)), id="path"),
        pytest.param("/v1-x", ("version", ("1",)), id="text around a variable"),
        pytest.param("/vx-x", ("name", ("vx-x",)), id="text around what is no number"),
        pytest.param("/v-x", ("name", ("v-x",)), id="text around nothing"),
        pytest.param("/vx", ("name", ("vx",)), id="too short for the text around"),
        pytest.param("/p/a-b", ("pair", ("a", "b")), id="two variables in a segment"),
        pytest.param("/files/a/b/raw", ("raw", ("a/b",)), id="path with text after"),
        pytest.param("/b\n/x", ("head", ("b\n",)), id="line break in a segment"),
        pytest.param("/b/c\nd/e", None, id="line break in a path"),
        pytest.param("/\nb/c/d", ("rest", ("\nb/c/d",)), id="line break first in a path"),
    ],
)
def test_the_most_precise_route_serves_a_path(
    path: str, found: tuple[object, tuple[str, ...]] | None
) -> None:
    """Text goes before variables and light converters before heavy ones; what leads nowhere is taken back."""
    routes = table(
        route("/<path:p>", endpoint="rest"),
        route("/<x>", endpoint="name"),
        route("/<int:x>", endpoint="number"),
        route("/v<int:x>-x", endpoint="version"),
        route("/<x>/x", endpoint="head"),
        route("/a/<x>", endpoint="tail"),
        route("/a/x", endpoint="a-x"),
        route("/a", endpoint="a"),
        route("/", endpoint="index"),
        route("/p/<x>-<y>", endpoint="pair"),
        route("/files/<path:p>/raw", endpoint="raw"),
    )
    assert found == served(match(routes, path))


@pytest.mark.parametrize(
    ("converter", "taken", "left"),
    [
        pytest.param("default", ["a", "ab\n", "ä"], [""], id="default"),
        pytest.param("two", ["ab"], ["a", "abc"], id="length"),
        pytest.param("short", ["a", "ab"], ["abc"], id="maximum"),
        pytest.param("int", ["1", "007", "١٢"], ["", "-1", "a", "²", "1\n"], id="digits"),
        pytest.param("signed", ["1", "-1"], ["-", "--1", "+1", "a"], id="signed digits"),
        pytest.param("word", ["ab"], ["AB", "1", "ab\n"], id="a regex of one's own"),
    ],
)
def test_a_lone_variable_takes_what_its_regex_takes(
    converter: str, taken: list[str], left: list[str]
) -> None:
    """The tests that do without ``re`` agree with it."""
    routes = table(route(f"/x/<{converter}:v>"))
    pattern = re.compile(CONVERTERS[converter].regex + r"\Z")
    assert [bool(pattern.match(text)) for text in taken + left] == [True] * len(taken) + [False] * len(left)
    assert [served(match(routes, "/x/" + text)) for text in taken] == [("e", (text,)) for text in taken]
    assert [match(routes, "/x/" + text) for text in left] == [NOTHING] * len(left)


@pytest.mark.parametrize(
    ("regex", "shape"),
    [
        ("[^/]+", (Shape.WITHIN, 1, -1)),
        ("[^/]{1,}", (Shape.WITHIN, 1, -1)),
        ("[^/]{0,}", (Shape.WITHIN, 0, -1)),
        ("[^/]{3}", (Shape.WITHIN, 3, 3)),
        ("[^/]{2,5}", (Shape.WITHIN, 2, 5)),
        ("[^/]{5,2}", (Shape.PATTERN, 0, -1)),
        (r"\d+", (Shape.DIGITS, 1, -1)),
        (r"-?\d+", (Shape.SIGNED_DIGITS, 1, -1)),
        ("[^/].*?", (Shape.PATH, 1, -1)),
        ("[^/]*", (Shape.PATTERN, 0, -1)),
    ],
)
def test_common_regexes_are_recognised(regex: str, shape: tuple[Shape, int, int]) -> None:
    """Those of the built-in converters do without ``re``, any other is a pattern."""
    assert shape == matching.recognise(regex)


def test_regexes_that_make_no_pattern_are_refused() -> None:
    """The table is not frozen when ``re`` refuses a segment."""
    broken = route("/<word:x>-<word:y>")
    segment = broken.segments[-1]
    bad = type(segment)(segment.pieces, ("(", "a"), segment.final, segment.suffixed, segment.weight)
    changed = Route(0, "e", broken.tokens, (*broken.segments[:-1], bad), ("x", "y"))
    with pytest.raises(re.error):
        matching.freeze((changed,))


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        pytest.param("/a", Spelling("/a/"), id="missing"),
        pytest.param("/x", Spelling("/x/"), id="missing after a variable"),
        pytest.param("/f/a/b", Spelling("/f/a/b/"), id="missing after a path"),
        pytest.param("//a//", Spelling("/a/"), id="too many"),
        pytest.param("/a//", Spelling("/a/"), id="two at the end"),
        pytest.param("/f//a", Spelling("/f/a/"), id="too many and missing"),
        pytest.param("/b//c", Spelling("/b/c"), id="too many inside"),
        pytest.param("/b/c//d", NOTHING, id="too many for nothing"),
        pytest.param("/b/c/", NOTHING, id="one that is not there"),
        pytest.param("/k//l", NOTHING, id="the rule keeps them"),
        pytest.param("", Spelling("/"), id="the root's"),
    ],
)
def test_another_spelling_is_answered(path: str, outcome: Outcome) -> None:
    """A missing slash, and slashes in a row, are another spelling of what is there."""
    routes = table(
        route("/", endpoint="root"),
        route("/a/"),
        route("/<x>/"),
        route("/f/<path:p>/"),
        route("/b/c"),
        route("/k/l", merges=False),
    )
    assert outcome == match(routes, path)


def test_slashes_in_a_row_are_kept_if_the_map_says_so() -> None:
    """Then they are simply another path."""
    assert match(table(route("/a/b"), merges=False), "/a//b") == NOTHING


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param("/a", ("branch", ()), id="missing"),
        pytest.param("/a/", ("branch", ()), id="there"),
        pytest.param("/b/", ("leaf", ()), id="one too many"),
        pytest.param("/b//", None, id="two too many"),
        pytest.param("/p/x/y", ("path", ("x/y",)), id="missing after a path"),
        pytest.param("/p/x/y/", ("path", ("x/y",)), id="there after a path"),
        pytest.param("/p/x//", None, id="two after a path"),
    ],
)
def test_a_lenient_route_takes_the_last_slash_or_none(
    path: str, found: tuple[object, tuple[str, ...]] | None
) -> None:
    """Without strict slashes the last one makes no difference."""
    routes = table(
        route("/a/", endpoint="branch", strict=False),
        route("/b", endpoint="leaf", strict=False),
        route("/p/<path:p>/", endpoint="path", strict=False),
        merges=False,
    )
    assert found == served(match(routes, path))


def test_a_lenient_route_is_the_last_choice() -> None:
    """A variable that takes nothing comes before the slash that is too many."""
    routes = table(route("/b/", endpoint="strict"), route("/b", endpoint="lenient", strict=False))
    assert served(match(routes, "/b/")) == ("strict", ())


def test_a_lenient_route_that_is_strict_about_methods_is_passed_by() -> None:
    """Its methods are noted, and a strict one is not even looked at."""
    routes = table(
        route("/b", methods=POST, strict=False), route("/b", methods=frozenset({"PUT"}), strict=True)
    )
    assert match(routes, "/b/") == Miss(("POST",))


def test_a_branch_of_another_method_asks_for_no_slash() -> None:
    """Only a route that serves the method has another spelling."""
    assert match(table(route("/a/", methods=POST)), "/a") == NOTHING


@pytest.mark.parametrize(
    ("path", "method", "websocket", "outcome"),
    [
        pytest.param("/a", "GET", False, "get", id="first"),
        pytest.param("/a", "POST", False, "post", id="second"),
        pytest.param("/a", "PUT", False, Miss(("GET", "POST")), id="neither"),
        pytest.param("/a", "GET", True, "socket", id="websocket"),
        pytest.param("/b/x", "PUT", False, Miss(("POST",)), id="variable"),
        pytest.param("/s", "GET", False, Miss((), websocket=True), id="websocket only"),
        pytest.param("/s", "GET", True, "only", id="websocket asked for"),
    ],
)
def test_methods_and_protocols_are_told_apart(
    path: str, method: str, websocket: bool, outcome: str | Miss
) -> None:
    """A miss says which methods the path has, or that the protocol was wrong."""
    routes = table(
        route("/a", endpoint="get", methods=GET),
        route("/a", endpoint="post", methods=POST),
        route("/a", endpoint="socket", methods=GET, websocket=True),
        route("/b/<x>", endpoint="any", methods=POST),
        route("/s", endpoint="only", websocket=True),
    )
    found = match(routes, path, method, websocket=websocket)
    assert outcome == (found.route.endpoint if isinstance(found, Hit) else found)


def test_a_hit_knows_what_it_passed_by() -> None:
    """If a converter refuses its text, the miss names the methods that were seen before."""
    routes = table(route("/<int:x>", methods=POST), route("/<x>", endpoint="name"))
    found = match(routes, "/1")
    assert found == Hit(routes.routes[1], ("1",), Miss(("POST",)))


def test_a_path_cannot_have_a_slash_inside_one_segment_of_the_domain() -> None:
    """A domain with a slash is no text for an everyday converter."""
    routes = table(route("/", domain="<x>.b"))
    assert [served(match(routes, "/", domain=domain)) for domain in ("a.b", "a/.b")] == [("e", ("a",)), None]


def test_text_of_the_environment_is_decoded() -> None:
    """It holds bytes as Latin-1; those that are no UTF-8 are replaced."""
    assert ["/a", "/ä", "/\ufffd"] == [matching.decoded(text) for text in ("/a", "/\u00c3\u00a4", "/\u00e4")]


def test_domains_are_searched_like_segments() -> None:
    """Text before variables; another domain has other routes."""
    routes = table(
        route("/", domain="www", endpoint="www"),
        route("/", domain="<x>", endpoint="any"),
        route("/p", domain="<x>", endpoint="page"),
        route("/", endpoint="none"),
    )
    asked = [("www", "/"), ("de", "/"), ("www", "/p"), ("", "/"), ("", "/p")]
    assert [served(match(routes, path, domain=domain)) for domain, path in asked] == [
        ("www", ()),
        ("any", ("de",)),
        ("page", ("www",)),
        ("none", ()),
        None,
    ]


def test_many_variables_in_a_segment_are_taken_in_alphabetical_order() -> None:
    """The eleventh text goes to the third variable, as it does in Werkzeug."""
    rule = "/" + "-".join([f"<v{number}>" for number in range(12)])
    found = match(table(route(rule)), "/" + "-".join([str(number) for number in range(12)]))
    assert served(found) == ("e", ("0", "1", "10", "11", "2", "3", "4", "5", "6", "7", "8", "9"))


def test_the_first_of_equal_routes_serves() -> None:
    """Registration breaks a tie."""
    routes = table(route("/a", endpoint="first"), route("/a", endpoint="second"))
    assert served(match(routes, "/a")) == ("first", ())


def test_routes_for_building_only_are_not_found() -> None:
    """They are in the table for their endpoint alone."""
    only = route("/a", build_only=True)
    routes = table(only)
    assert (match(routes, "/a"), routes.endpoints) == (NOTHING, {"e": (only,)})


def test_an_endpoint_lists_its_routes_as_they_are_tried() -> None:
    """Canonical before aliases, more variables before fewer, more defaults before fewer."""
    alias = route("/a/<x>", number=0, alias=True)
    plain = route("/b", number=1)
    defaulted = route("/c", number=2, defaults={"x": 1})
    variable = route("/d/<x>", number=3)
    routes = table(alias, plain, defaulted, variable)
    assert routes.endpoints == {"e": (defaulted, variable, plain, alias)}


def test_a_route_has_the_better_ones_for_rivals() -> None:
    """Those of its endpoint which leave a variable to a default, and are no copies of it."""
    better = route("/all", number=0, defaults={"x": 1})
    same = route("/<x>", number=1, defaults={"x": 1})
    copy = route("/<x>", number=2)
    built = route("/all/x", number=3, defaults={"x": 1}, build_only=True)
    other = route("/all/y", number=4, defaults={"y": 1})
    assert table(better, same, copy, built, other).rivals == {1: (better,), 2: (better,), 3: (better, same)}


def test_routes_can_be_too_deep() -> None:
    """The search goes one call deeper with each segment, so there is a limit."""
    assert [matching.too_deep(route("/a" * count).segments) for count in (198, 199)] == [False, True]


def test_a_deep_path_needs_no_deep_search() -> None:
    """The rules bound the depth, not the path."""
    routes = table(route("/<x>/<y>"), route("/f/<path:p>"))
    path = "/f" + "/a" * 100_000
    assert served(match(routes, path)) == ("e", (path[3:],))


def test_outcomes_survive_pickling() -> None:
    """A table, and what it finds, can be sent elsewhere."""
    routes = table(route("/a"), route("/<word:x>"), route("/<x>/"))
    outcomes = (routes, match(routes, "/a"), match(routes, "/x"), match(routes, "/X"), match(routes, "/X/y"))
    assert outcomes == pickle.loads(pickle.dumps(outcomes))
