"""Where a blueprint lands, and how one nests in another."""

from __future__ import annotations

import pytest

from demijohn.core import mounting
from demijohn.core.mounting import Declared, Mount
from demijohn.core.problem import (
    BlueprintNameDotted,
    BlueprintNameEmpty,
    BlueprintNameTaken,
    BlueprintRepeated,
    EndpointDotted,
    Problem,
    ViewNameDotted,
)

BARE = Declared("shop", None, None, {})
FULL = Declared("shop", "/shop", "eu", {"lang": "en", "page": 1})


@pytest.mark.parametrize(
    ("declared", "options", "landed"),
    [
        pytest.param(BARE, {}, Mount("shop", "", "shop", None, None, {}), id="bare"),
        pytest.param(
            FULL, {}, Mount("shop", "", "shop", "/shop", "eu", {"lang": "en", "page": 1}), id="declared"
        ),
        pytest.param(
            FULL,
            {"url_prefix": "/s", "subdomain": "us", "url_defaults": {"page": 2, "q": 3}, "name": "store"},
            Mount("store", "", "store", "/s", "us", {"lang": "en", "page": 2, "q": 3}),
            id="options-win",
        ),
        pytest.param(
            FULL,
            {"url_prefix": None, "subdomain": None},
            Mount("shop", "", "shop", "/shop", "eu", {"lang": "en", "page": 1}),
            id="none-says-nothing",
        ),
        pytest.param(
            FULL,
            {"url_prefix": "", "subdomain": "", "url_defaults": {}},
            Mount("shop", "", "shop", "", "", {"lang": "en", "page": 1}),
            id="empty-says-something",
        ),
        pytest.param(
            BARE, {"name_prefix": "a.b"}, Mount("shop", "a.b", "a.b.shop", None, None, {}), id="nested"
        ),
        pytest.param(BARE, {"name": "x.y"}, Mount("x.y", "", "x.y", None, None, {}), id="dotted-option"),
        pytest.param(BARE, {"name": ".x."}, Mount(".x.", "", "x.", None, None, {}), id="dots-in-front"),
        pytest.param(BARE, {"name": ""}, Mount("", "", "", None, None, {}), id="empty-name"),
        pytest.param(BARE, {"name": 5}, Mount("5", "", "5", None, None, {}), id="any-name-is-made-text"),
        pytest.param(
            BARE, {"url_defaults": [("a", 1)]}, Mount("shop", "", "shop", None, None, {"a": 1}), id="pairs"
        ),
    ],
)
def test_a_blueprint_lands_where_the_registration_says(
    declared: Declared, options: dict[str, object], landed: Mount
) -> None:
    """What the registration says counts before what the blueprint says, and defaults are merged."""
    assert landed == mounting.land(declared, options)
    assert landed == mounting.mount(declared, options, {"other": True})


def test_landing_leaves_the_blueprint_as_it_is() -> None:
    """The merged defaults are a dictionary of their own."""
    declared = Declared("shop", None, None, {"a": 1})
    mounting.land(declared, {"url_defaults": {"b": 2}}).url_defaults["c"] = 3
    assert Declared("shop", None, None, {"a": 1}) == declared


@pytest.mark.parametrize(
    ("options", "registered", "refusal"),
    [
        pytest.param({}, {"shop": True}, BlueprintRepeated("shop", None, "a.py:1", "b.py:2"), id="same"),
        pytest.param({}, {"shop": False}, BlueprintNameTaken("shop", None, "a.py:1", "b.py:2"), id="other"),
        pytest.param(
            {"name_prefix": "a"},
            {"a.shop": True},
            BlueprintRepeated("shop", "a.shop", "a.py:1", "b.py:2"),
            id="same-nested",
        ),
        pytest.param(
            {"name_prefix": "a", "name": "x"},
            {"a.x": False},
            BlueprintNameTaken("x", "a.x", "a.py:1", "b.py:2"),
            id="other-nested",
        ),
    ],
)
def test_a_scope_is_given_away_once(
    options: dict[str, object], registered: dict[str, bool], refusal: Problem
) -> None:
    """A scope that is given away is refused, and the refusal tells whether to this blueprint or to another."""
    assert refusal == mounting.mount(BARE, options, registered, "a.py:1", "b.py:2")


@pytest.mark.parametrize(
    ("registered", "first"),
    [({}, True), ({"a": False, "b": False}, True), ({"a": False, "b": True}, False)],
)
def test_a_registration_is_first_when_no_scope_is_this_blueprint(
    registered: dict[str, bool], first: bool
) -> None:
    """A blueprint is registered for the first time when it has no scope yet, whatever others have."""
    assert first is mounting.is_first(registered)


@pytest.mark.parametrize(
    ("outer", "inner", "option", "joined"),
    [
        pytest.param(None, None, ..., ..., id="nothing"),
        pytest.param(None, "/c", ..., "/c", id="inner-only"),
        pytest.param("/p", None, ..., "/p", id="outer-only"),
        pytest.param("/p/", None, ..., "/p/", id="outer-only-is-not-trimmed"),
        pytest.param("/p", "/c", ..., "/p/c", id="both"),
        pytest.param("/p//", "//c/", ..., "/p/c/", id="one-slash-between"),
        pytest.param("/p", "c", ..., "/p/c", id="slash-added"),
        pytest.param("/p", "", ..., "/p/", id="empty-inner"),
        pytest.param("", "/c", ..., "/c", id="empty-outer"),
        pytest.param("", "", ..., "/", id="both-empty"),
        pytest.param("/p", "/c", "/o", "/p/o", id="option-wins"),
        pytest.param("/p", "/c", "", "/p/", id="empty-option-wins"),
        pytest.param("/p", "/c", None, "/p/c", id="none-says-nothing"),
        pytest.param(None, None, None, None, id="none-stays"),
    ],
)
def test_a_nested_prefix_goes_after_the_outer_one(
    outer: str | None, inner: str | None, option: object, joined: object
) -> None:
    """Prefixes are joined by one slash when both say something."""
    given = {} if option is ... else {"url_prefix": option}
    expected = {} if joined is ... else {"url_prefix": joined}
    child = Declared("child", inner, None, {})
    assert {**expected, "name_prefix": "a.b"} == mounting.nest("a.b", outer, None, child, given)


@pytest.mark.parametrize(
    ("outer", "inner", "option", "joined"),
    [
        pytest.param(None, None, ..., ..., id="nothing"),
        pytest.param(None, "c", ..., "c", id="inner-only"),
        pytest.param("p", None, ..., "p", id="outer-only"),
        pytest.param("p", "c", ..., "c.p", id="both"),
        pytest.param("p", "", ..., ".p", id="empty-inner"),
        pytest.param("", "c", ..., "c.", id="empty-outer"),
        pytest.param("p", "c", "o", "o.p", id="option-wins"),
        pytest.param("p", "c", None, "c.p", id="none-says-nothing"),
    ],
)
def test_a_nested_subdomain_goes_before_the_outer_one(
    outer: str | None, inner: str | None, option: object, joined: object
) -> None:
    """Subdomains are joined by a dot when both say something."""
    given = {} if option is ... else {"subdomain": option}
    expected = {} if joined is ... else {"subdomain": joined}
    child = Declared("child", None, inner, {})
    assert {**expected, "name_prefix": "a.b"} == mounting.nest("a.b", None, outer, child, given)


def test_nesting_keeps_the_other_options_and_changes_none() -> None:
    """Unknown options go through, a given name prefix does not, and the given dictionary stays as it is."""
    given: dict[str, object] = {"name": "k", "colour": "green", "url_prefix": "/c", "name_prefix": "lost"}
    expected = {"name": "k", "colour": "green", "url_prefix": "/p/c", "name_prefix": "a"}
    assert expected == mounting.nest("a", "/p", None, BARE, given)
    assert {"name": "k", "colour": "green", "url_prefix": "/c", "name_prefix": "lost"} == given


@pytest.mark.parametrize(
    ("prefix", "rule", "path"),
    [
        (None, "/r", "/r"),
        (None, "r", "r"),
        (None, "", ""),
        ("", "/r", "/r"),
        ("", "//r", "/r"),
        ("", "", ""),
        ("/", "", "/"),
        ("/", "/", "/"),
        ("/p", "", "/p"),
        ("/p/", "", "/p/"),
        ("/p", "/", "/p/"),
        ("/p/", "//r/", "/p/r/"),
        ("p", "r", "p/r"),
        ("//p//", "/", "//p/"),
    ],
)
def test_a_prefix_goes_before_a_rule(prefix: str | None, rule: str, path: str) -> None:
    """Prefix and rule are joined by one slash, and an empty rule is the prefix as it is."""
    assert path == mounting.rule_path(prefix, rule)


def test_the_defaults_of_a_rule_win() -> None:
    """A rule inherits the defaults of its blueprint, keeps their order, and overrides them."""
    merged = mounting.rule_defaults({"a": 1, "b": 2}, {"c": 3, "a": 4})
    assert [("a", 4), ("b", 2), ("c", 3)] == list(merged.items())


@pytest.mark.parametrize(
    ("name_prefix", "name", "given", "full"),
    [
        ("", "b", "e", "b.e"),
        ("a", "b", "e", "a.b.e"),
        ("a.b", "c", "e", "a.b.c.e"),
        ("", "", "e", "e"),
        ("", "b", "", "b."),
        ("..a", "b", "e", "a.b.e"),
    ],
)
def test_an_endpoint_gets_the_full_name(name_prefix: str, name: str, given: str, full: str) -> None:
    """Prefix, name and endpoint are joined by dots, and no dot is left in front."""
    assert full == mounting.endpoint(name_prefix, name, given)


@pytest.mark.parametrize(("key", "place"), [(None, "a.b"), ("k", "a.b.k"), ("", "a.b.")])
def test_the_entries_of_a_blueprint_land_under_its_scope(key: str | None, place: str) -> None:
    """A blueprint's own entries land under its scope, and keyed ones below it."""
    assert place == mounting.scope_key("a.b", key)


UNSET = object()


@pytest.mark.parametrize(
    ("options", "declared", "group"),
    [
        pytest.param({}, UNSET, "a.b", id="unset"),
        pytest.param({}, None, None, id="declared-none"),
        pytest.param({}, "g", "g", id="declared"),
        pytest.param({"cli_group": None}, "g", None, id="option-none"),
        pytest.param({"cli_group": "o"}, "g", "o", id="option"),
        pytest.param({"cli_group": ""}, UNSET, "", id="empty-option"),
        pytest.param({"cli_group": UNSET}, "g", "a.b", id="option-unset"),
        pytest.param({"cli_group": UNSET}, None, "a.b", id="option-unset-over-none"),
    ],
)
def test_commands_are_grouped_as_the_registration_says(
    options: dict[str, object], declared: object, group: str | None
) -> None:
    """The option counts before the blueprint, and a blueprint that says nothing has a group of its scope."""
    assert group == mounting.command_group(options, declared, "a.b")


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("shop", None),
        (" ", None),
        ("a/b", None),
        ("", BlueprintNameEmpty("project.shop")),
        (None, BlueprintNameEmpty("project.shop")),
        ("a.b", BlueprintNameDotted("a.b")),
        (".", BlueprintNameDotted(".")),
    ],
)
def test_a_name_is_not_empty_and_has_no_dot(name: str | None, refusal: Problem | None) -> None:
    """A blueprint's name is one part of a dotted one."""
    assert refusal == mounting.check_name(name, "project.shop")


@pytest.mark.parametrize(
    ("endpoint", "view", "refusal"),
    [
        (None, None, None),
        ("e", "view", None),
        ("", "view", None),
        (None, "view", None),
        ("a.b", None, EndpointDotted("a.b", "shop", "a.py:1")),
        ("a.b", "c.d", EndpointDotted("a.b", "shop", "a.py:1")),
        ("e", "c.d", ViewNameDotted("c.d", "shop", "a.py:1")),
        (None, "c.d", ViewNameDotted("c.d", "shop", "a.py:1")),
    ],
)
def test_an_endpoint_of_a_blueprint_has_no_dot(
    endpoint: str | None, view: str | None, refusal: Problem | None
) -> None:
    """Neither the endpoint nor the view's name has a dot, and the endpoint is looked at first."""
    assert refusal == mounting.check_endpoint(endpoint, view, "shop", "a.py:1")
