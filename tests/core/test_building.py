"""Which URL stands for an endpoint and its values."""

from __future__ import annotations

import pytest

from demijohn.core import building
from demijohn.core.building import Built, Plan, Sketch, Template
from demijohn.core.hosts import Place
from demijohn.core.rule import Route
from tests.core.routes import route, table

HERE = Place("http", "a.com", "/app/", "", False)
GET = frozenset({"GET"})


@pytest.mark.parametrize(
    ("method", "asked"), [(None, ("GET", None)), ("POST", ("POST",))], ids=["none is given", "one is given"]
)
def test_routes_are_chosen_for_the_own_method_first(
    method: str | None, asked: tuple[str | None, ...]
) -> None:
    """Then for any; a method that is given is the only one."""
    assert asked == building.rounds(method, "GET")


PLAIN = route("/a")
VARIABLE = route("/<x>")
DEFAULT = route("/a", defaults={"x": 1})
GETTING = route("/a", methods=GET)


@pytest.mark.parametrize(
    ("asked", "values", "method", "suits"),
    [
        pytest.param(PLAIN, {}, None, True, id="nothing needed"),
        pytest.param(PLAIN, {"q": 1}, "GET", True, id="more than needed"),
        pytest.param(VARIABLE, {}, None, False, id="a variable is missing"),
        pytest.param(VARIABLE, {"x": 2}, None, True, id="a variable is given"),
        pytest.param(DEFAULT, {}, None, True, id="a default is left out"),
        pytest.param(DEFAULT, {"x": 1}, None, True, id="a default is given"),
        pytest.param(DEFAULT, {"x": 2}, None, False, id="a default is contradicted"),
        pytest.param(GETTING, {}, "GET", True, id="method"),
        pytest.param(GETTING, {}, "POST", False, id="another method"),
        pytest.param(GETTING, {}, None, True, id="any method"),
    ],
)
def test_a_route_suits_values(
    asked: Route, values: dict[str, object], method: str | None, suits: bool
) -> None:
    """It needs its method, all its variables, and no other value for a default."""
    assert suits is building.suits(asked, values, method)


def test_candidates_come_in_the_order_of_their_endpoint() -> None:
    """Those that suit; an unknown endpoint has none."""
    routes = table(PLAIN, VARIABLE, GETTING)
    found = [building.candidates(routes, endpoint, {"x": 1}, "POST") for endpoint in ("e", "nowhere")]
    assert found == [[VARIABLE, PLAIN], []]


@pytest.mark.parametrize(
    ("domain", "host_matching", "at_home"),
    [("b.com", False, True), ("a.com", True, True), ("b.com", True, False)],
)
def test_a_url_of_the_own_host_is_at_home(domain: str, host_matching: bool, at_home: bool) -> None:
    """Without host matching any is."""
    assert at_home is building.at_home(
        Built(domain, "/", False), Place("http", "a.com", "/", None, host_matching)
    )


def test_values_that_are_none_are_left_out() -> None:
    """Other false values are not."""
    assert building.given({"a": None, "b": 0, "c": ""}) == {"b": 0, "c": ""}


def test_lists_of_values_are_folded() -> None:
    """One value stands for itself, none is left out."""
    assert building.folded([("a", [1]), ("b", [1, 2]), ("c", [])]) == {"a": 1, "b": [1, 2]}


def test_what_is_no_variable_is_left_over() -> None:
    """Several values of a name come one by one; text is one value."""
    values: dict[str, object] = {"x": 1, "a": "bc", "l": [1, None], "t": ("u",), "s": {"v"}, "n": 2}
    left = [("a", "bc"), ("l", 1), ("l", None), ("t", "u"), ("s", "v"), ("n", 2)]
    assert left == building.left_over(VARIABLE, values)


@pytest.mark.parametrize(
    ("items", "query"),
    [
        pytest.param([("a", 1), ("a", None), ("b", "ä &=")], "a=1&b=%C3%A4+%26%3D", id="none is left out"),
        pytest.param([("ü", "!$'()*,/:;?@+")], "%C3%BC=!$'()*,/:;?@%2B", id="what may stand as it is"),
        pytest.param([], "", id="nothing"),
    ],
)
def test_a_query_is_encoded(items: list[tuple[str, object]], query: str) -> None:
    """Names and values are quoted, with a plus for a space."""
    assert query == building.encode_query(items)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("abc", "abc"),
        (12, "12"),
        ("ä/b c", "%C3%A4/b%20c"),
        ("a%2F", "a%252F"),
        ("!$&'()*+,/:;=@", "!$&'()*+,/:;=@"),
        ("", ""),
    ],
)
def test_a_value_is_written_for_the_path(value: object, text: str) -> None:
    """What a path may not hold is quoted."""
    assert text == building.text_of(value)


WRITTEN = {"x": building.QUOTED, "y": building.QUOTED, "n": 0, "padded": 3}
NUMBERED = route("/v/<int:n>/<x>")


@pytest.mark.parametrize(
    ("asked", "widths"),
    [
        pytest.param(route("/v/<z>"), {"x": building.QUOTED}, id="a converter of one's own"),
        pytest.param(route("/", websocket=True), {}, id="a websocket"),
        pytest.param(route("/", domain="<x>.w"), WRITTEN, id="a variable in the domain"),
        pytest.param(route("/<_anchor>"), {"_anchor": building.QUOTED}, id="a name that asks for more"),
    ],
)
def test_there_is_no_sketch_of_what_takes_more(asked: Route, widths: dict[str, int]) -> None:
    """A sketch is drawn of a route of which the core writes each value, and which lies on this site."""
    assert building.sketch(asked, widths) is None


def test_a_sketch_begins_with_what_is_the_same_in_all_urls() -> None:
    """What stands before the first value begins with one slash; the rest follows the values."""
    asked = route("//v/<int:n>-<x>/", domain="w")
    expected = Sketch(asked, "w", "/v/", ("n", "x"), (0, building.QUOTED), ("-", "/"))
    assert expected == building.sketch(asked, WRITTEN)


@pytest.mark.parametrize(
    ("routes", "values", "url"),
    [
        pytest.param([PLAIN], {}, "/a", id="nothing needed"),
        pytest.param([PLAIN], {"q": "1 2", "z": None, "l": [1, 2]}, "/a?q=1+2&l=1&l=2", id="query"),
        pytest.param([PLAIN], {"z": None}, "/a", id="nothing left over"),
        pytest.param([PLAIN], {"_anchor": None}, "/a", id="nothing more asked for"),
        pytest.param([PLAIN], {"_anchor": "b"}, None, id="more asked for"),
        pytest.param([], {}, None, id="no routes"),
        pytest.param([VARIABLE], {}, None, id="a value is missing"),
        pytest.param([VARIABLE], {"x": None}, None, id="a value is none"),
        pytest.param([VARIABLE], {"x": "//é"}, "/%C3%A9", id="no host is named"),
        pytest.param([NUMBERED], {"n": 5, "x": "a"}, "/v/5/a", id="number"),
        pytest.param([NUMBERED], {"n": "5", "x": "a"}, None, id="a converter has to be asked"),
        pytest.param([NUMBERED, PLAIN], {"n": "5"}, "/a?n=5", id="a converter has not to be asked"),
        pytest.param([route("/v/<int:padded>")], {"padded": 7}, "/v/007", id="width"),
        pytest.param([VARIABLE, PLAIN], {}, "/a", id="second route"),
        pytest.param([route("/p", methods=frozenset({"POST"})), PLAIN], {}, "/a", id="own method first"),
        pytest.param([route("/p", methods=frozenset({"POST"}))], {}, "/p", id="then any method"),
        pytest.param([DEFAULT], {"x": 1}, "/a", id="a default is given"),
        pytest.param([DEFAULT], {"x": None}, "/a", id="a default is none"),
        pytest.param([DEFAULT], {"x": 2}, None, id="a default is contradicted"),
        pytest.param([route("/", domain="w")], {}, None, id="another domain"),
    ],
)
def test_a_url_is_written_at_once(routes: list[Route], values: dict[str, object], url: str | None) -> None:
    """It is that of the first route that suits, and there is none if it takes more to write one."""
    drawn = [building.sketch(each, WRITTEN) for each in routes]
    sketches = tuple([each for each in drawn if each is not None])
    assert len(routes) == len(sketches)
    assert url == building.at_once(sketches, values, "GET", "", "/")


@pytest.mark.parametrize("root", ["/app", "/app/", "/app//"])
def test_a_url_written_at_once_begins_with_the_root(root: str) -> None:
    """There is one slash between the root and the path."""
    sketch = building.sketch(PLAIN, {})
    assert sketch is not None
    assert building.at_once((sketch,), {}, "GET", "", root) == "/app/a"


@pytest.mark.parametrize(
    ("asked", "plan"),
    [
        pytest.param(
            route("/a b/ä"), Plan(Template(("",), ()), Template(("/a%20b/%C3%A4",), ())), id="static"
        ),
        pytest.param(
            route("/<int:x>-<y>/", domain="<z>.w"),
            Plan(Template(("", ".w"), ("z",)), Template(("/", "-", "/"), ("x", "y"))),
            id="variables",
        ),
        pytest.param(
            route("/<x>/<y>", defaults={"x": 1}),
            Plan(Template(("",), ()), Template(("/1/", ""), ("y",))),
            id="a default is text",
        ),
    ],
)
def test_a_route_has_a_plan(asked: Route, plan: Plan) -> None:
    """Literals are quoted once and for all, and defaults filled in."""
    assert (plan, plan.domain.names + plan.path.names) == (building.plan(asked), building.plan(asked).names)


@pytest.mark.parametrize(
    ("query", "built"),
    [("", Built("d.w", "/1-b/", True)), ("q=1", Built("d.w", "/1-b/?q=1", True))],
    ids=["no query", "query"],
)
def test_a_plan_is_filled(query: str, built: Built) -> None:
    """The domain's variables come first."""
    asked = route("/<x>-<y>/", domain="<z>.w", websocket=True)
    assert built == building.fill(asked, building.plan(asked), ["d", "1", "b"], query)


@pytest.mark.parametrize(
    ("built", "place", "scheme", "external", "url"),
    [
        pytest.param(Built("", "/x", False), HERE, None, False, "/app/x", id="internal"),
        pytest.param(Built("", "/x", False), HERE, None, True, "http://a.com/app/x", id="external"),
        pytest.param(Built("", "/x", False), HERE, "https", True, "https://a.com/app/x", id="scheme"),
        pytest.param(Built("", "/x", False), HERE, "", True, "//a.com/app/x", id="no scheme"),
        pytest.param(Built("", "/x", False), HERE, "ftp", True, "http://a.com/app/x", id="another scheme"),
        pytest.param(
            Built("w", "/x", False), HERE, None, False, "http://w.a.com/app/x", id="another subdomain"
        ),
        pytest.param(Built("", "/x", True), HERE, None, False, "ws://a.com/app/x", id="websocket"),
        pytest.param(Built("", "/x", True), HERE, "https", False, "wss://a.com/app/x", id="secure websocket"),
        pytest.param(
            Built("a.com", "/x", False),
            Place("wss", "a.com", "/", None, True),
            None,
            False,
            "/x",
            id="same host",
        ),
        pytest.param(
            Built("b.com", "/x", False),
            Place("wss", "a.com", "/", None, True),
            None,
            False,
            "https://b.com/x",
            id="another host",
        ),
    ],
)
def test_a_url_is_written(built: Built, place: Place, scheme: str | None, external: bool, url: str) -> None:
    """It names its host only if it has to."""
    assert url == building.write(built, place, scheme, external)


@pytest.mark.parametrize(
    ("anchor", "url"),
    [(None, "/x"), ("", "/x#"), ("a b/ä%20?", "/x#a%20b/%C3%A4%20?")],
    ids=["none", "empty", "text"],
)
def test_an_anchor_is_appended(anchor: str | None, url: str) -> None:
    """What is quoted already stays so."""
    assert url == building.with_anchor("/x", anchor)


@pytest.mark.parametrize(
    ("in_request", "scheme", "external", "leaves"),
    [
        (True, None, None, False),
        (True, "https", None, True),
        (True, None, 1, True),
        (True, "https", False, False),
        (False, None, None, True),
        (False, None, False, False),
    ],
    ids=["in a request", "a scheme", "asked for", "refused with a scheme", "no request", "refused"],
)
def test_a_url_leaves_the_site_when_it_must_or_is_told_to(
    in_request: bool, scheme: str | None, external: object, leaves: bool
) -> None:
    """What the caller says goes first, then a scheme, then whether there is a request."""
    assert leaves == building.leaves_site(in_request, scheme, external)
