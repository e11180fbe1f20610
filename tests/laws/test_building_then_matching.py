"""Law: matching the URL that was built gives back the endpoint and the values."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from hypothesis import given, strategies as st
from werkzeug.routing import Rule

from demijohn._routing import RouteMap
from tests.laws.budget import cases

within = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), min_size=1)
inside_path = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1).filter(
    lambda text: not text.startswith("/") and not text.endswith("/")
)

# The converter as a rule spells it, and the values that it is for.
ISOLATED: list[tuple[str, st.SearchStrategy[object]]] = [
    ("default", within),
    ("string(minlength=2)", within.filter(lambda text: len(text) >= 2)),
    ("string(length=3)", within.filter(lambda text: len(text) == 3)),
    ("int", st.integers(min_value=0, max_value=10**30)),
    ("int(min=3, max=900)", st.integers(min_value=3, max_value=900)),
    ("int(fixed_digits=4)", st.integers(min_value=0, max_value=9999)),
    ("int(signed=True)", st.integers(min_value=-(10**30), max_value=10**30)),
    ("float", st.integers(min_value=0, max_value=10**9).map(lambda number: number / 64)),
    ("float(signed=True)", st.integers(min_value=-(10**9), max_value=10**9).map(lambda number: number / 64)),
    ("any(a, 'b c', ab)", st.sampled_from(["a", "b c", "ab"])),
    ("uuid", st.uuids()),
]
fixed = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/<>"), min_size=1, max_size=5)


@st.composite
def rules(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """Draw a rule with at most one variable in a segment, and values for it."""
    spelling = ""
    values: dict[str, object] = {}
    for place in range(draw(st.integers(min_value=0, max_value=4))):
        spelling += "/" + draw(st.one_of(st.just(""), fixed))
        if spelling.endswith("/") or draw(st.booleans()):
            converter, worth = draw(st.sampled_from(ISOLATED))
            spelling += f"<{converter}:v{place}>" + draw(st.one_of(st.just(""), fixed))
            values[f"v{place}"] = draw(worth)
    if draw(st.booleans()):
        spelling += "/<path:rest>"
        values["rest"] = draw(inside_path)
    return spelling + draw(st.sampled_from(["/", ""])) or "/", values


@cases(3_000)
@given(rules(), st.sampled_from(["/", "/app", "/a b/"]))
def test_building_then_matching_gives_back_the_values(
    drawn: tuple[str, dict[str, object]], script_name: str
) -> None:
    """What is built from a rule is matched by it, with the values that it was built from."""
    spelling, values = drawn
    map = RouteMap([Rule(spelling, endpoint="e")])
    assert map.table() is not None
    adapter = map.bind("example.org", script_name)
    url = adapter.build("e", values, force_external=True)
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("http", "example.org", "", "")
    path = unquote(parts.path.removeprefix(script_name.rstrip("/")))
    assert adapter.match(path) == ("e", values)


@cases(1_000)
@given(rules(), st.sampled_from(["/", "/app"]))
def test_an_internal_url_is_the_external_one_without_its_host(
    drawn: tuple[str, dict[str, object]], script_name: str
) -> None:
    """Internal and external URLs of the same values differ by scheme and host only."""
    spelling, values = drawn
    adapter = RouteMap([Rule(spelling, endpoint="e")]).bind("example.org", script_name)
    external = adapter.build("e", values, force_external=True)
    assert external == "http://example.org" + adapter.build("e", values)
