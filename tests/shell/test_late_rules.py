"""Rules are compiled by Werkzeug only when somebody asks, and nobody can tell otherwise."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import flask
import pytest
from werkzeug.routing import BaseConverter, BuildError, Map, Rule

import demijohn
from demijohn._routing import LateRule, RouteMap
from demijohn._routing.late import parts_of

RULES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/", {"endpoint": "index"}),
    ("/<x>/y", {"endpoint": "e", "methods": ["GET"]}),
    ("/a//b", {"endpoint": "e", "strict_slashes": False}),
    ("/<int(fixed_digits=2):x>/", {"endpoint": "f", "subdomain": "<s>"}),
    ("/z", {"endpoint": "e", "defaults": {"x": "z"}}),
    ("/<x>", {"endpoint": "e", "defaults": {"x": "é"}}),
    ("/<path:p>/end/", {"endpoint": "g", "build_only": True, "alias": True}),
)
"""Rules of all sorts, and what they are made with."""


def late() -> RouteMap:
    """A map with the rules, as an application makes them."""
    return RouteMap([LateRule(text, **options) for text, options in RULES])


def plain() -> Map:
    """The same map by Werkzeug."""
    return Map([Rule(text, **options) for text, options in RULES])


def is_compiled(rule: Rule) -> bool:
    return any(name.startswith("_") for name in vars(rule))


def public_parts(rule: Rule) -> list[str]:
    return sorted(name for name in vars(rule) if not name.startswith("_"))


def test_matching_and_building_compile_nothing() -> None:
    """Requests are answered, URLs are built and rules are listed while nothing is compiled; two had to be tried."""
    map = late()
    adapter = map.bind("example.org")
    assert adapter.match("/a/y") == ("e", {"x": "a"})
    assert adapter.build("index") == "/"
    assert map.is_endpoint_expecting("e", "x")
    assert [rule.rule for rule in map.iter_rules() if is_compiled(rule)] == ["/<x>"]
    assert not [name for name in vars(map) if name.startswith("_")]


# ``Any`` below: the private parts of Werkzeug's classes have no types for us.
LOOKS: dict[str, Callable[[Any], Any]] = {
    "rules": lambda m: [str(rule) for rule in m.iter_rules()],
    "rules of an endpoint": lambda m: [str(rule) for rule in m.iter_rules("e")],
    "private rules": lambda m: [str(rule) for rule in m._rules],
    "private rules after an update": lambda m: [m.update(), [str(rule) for rule in m._rules]],
    "private rules by endpoint": lambda m: {
        name: [str(rule) for rule in rules] for name, rules in m._rules_by_endpoint.items()
    },
    "repr": lambda m: repr(m).replace("RouteMap(", "Map("),
    "variables": lambda m: [sorted(rule.arguments) for rule in m.iter_rules()],
    "trace": lambda m: [rule._trace for rule in m._rules],
    "parts": lambda m: repr([rule._parts for rule in m._rules]),
    "converters": lambda m: [
        [(name, type(made).__name__, made.map is m) for name, made in rule._converters.items()]
        for rule in m._rules
    ],
    "matcher": lambda m: repr(m._matcher._root),
    "built": lambda m: next(m.iter_rules("e")).build({"x": "z", "q": 1}, append_unknown=True),
    "expecting": lambda m: [m.is_endpoint_expecting("e", *names) for names in ("x", "y", ["x", "y"], ())],
    "public parts": lambda m: [public_parts(rule) for rule in m.iter_rules()],
    "merging": lambda m: (m.merge_slashes, m._matcher.merge_slashes),
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_whoever_looks_finds_what_werkzeug_makes(look: Callable[[Any], Any]) -> None:
    """Rules and map look as those of Werkzeug, private parts too, before anything was compiled and afterwards."""
    made = late()
    assert [look(plain())] * 2 == [look(made), look(made)]


def test_all_that_werkzeug_keeps_for_itself_is_known() -> None:
    """Each private attribute of its rules and maps, when all of them are there, is one that is made when it is asked for."""
    map = plain()
    map.update()
    found = [
        {name for owner in owners for name in vars(owner) if name.startswith("_")}
        for owners in (map._rules, [map])
    ]
    assert [True, True] == [
        names <= parts_of(theirs) for names, theirs in zip(found, (Rule, Map), strict=True)
    ]


def test_private_parts_are_no_attributes_of_the_classes() -> None:
    """As in Werkzeug, a class does not have them, and what a map of one's own keeps is left alone."""

    class Own(RouteMap):
        def __init__(self, rules: Any) -> None:
            self._own = 1
            super().__init__(rules)

    assert [(False, False)] * 2 == [
        (hasattr(LateRule, "_trace"), hasattr(RouteMap, "_matcher")),
        (hasattr(Rule, "_trace"), hasattr(Map, "_matcher")),
    ]
    map = Own([LateRule("/", endpoint="e")])
    map.merge_slashes = False
    assert (1, False) == (map._own, map._matcher.merge_slashes)


def test_a_rule_compares_as_werkzeugs_does() -> None:
    """Rules are equal if their texts are, whichever of the two classes they are of."""
    ours, others = list(late().iter_rules()), list(plain().iter_rules())
    rows = [[one == other for other in (*ours, *others)] for one in (*ours, *others)]
    assert [[one == other for other in others * 2] for one in others * 2] == rows
    assert ours[0] != "/"
    with pytest.raises(TypeError, match="unhashable"):
        hash(ours[0])


def test_a_rule_can_be_copied_before_and_after_it_is_compiled() -> None:
    """A copy has what the rule has, compiled or not."""
    rule = next(late().iter_rules("f"))
    before = copy.copy(rule)
    assert [rule._trace] * 2 == [before._trace, copy.copy(rule)._trace]


def test_a_rule_without_a_map_has_nothing_to_compile() -> None:
    """As in Werkzeug, a new rule and an empty copy are unbound, and have empty parts."""
    bound = next(late().iter_rules("f"))
    found: list[object] = [(repr(rule), rule._trace, rule.map) for rule in (LateRule("/<x>"), bound.empty())]
    assert [("<Rule (unbound)>", [], None)] * 2 == found


@pytest.mark.parametrize("name", ["nothing", "_nothing", "__nothing__"])
def test_names_that_nobody_has_are_missing(name: str) -> None:
    """Neither a rule nor a map has more attributes than Werkzeug's, and the error says which class lacks what."""
    for owner in (late(), next(late().iter_rules()), LateRule("/")):
        with pytest.raises(
            AttributeError, match=f"'{type(owner).__name__}' object has no attribute '{name}'"
        ):
            getattr(owner, name)


def test_a_refreshed_rule_is_compiled_anew() -> None:
    """A rule that was changed in place and refreshed reads its text, and makes its converters, again."""
    found: list[object] = []
    for map in (late(), plain()):
        rule = next(map.iter_rules("f"))
        first = rule._converters
        rule.rule = "/<float:x>/<new>"
        rule.refresh()
        found.append([rule._trace, [type(made).__name__ for made in rule._converters.values()], first == {}])
    assert found[0] == found[1]


def test_converters_are_made_once_though_compiled_later() -> None:
    """A rule has the converter that was made when it was registered, also after it is compiled."""

    class Counted(BaseConverter):
        made = 0

        def __init__(self, map: Map) -> None:
            super().__init__(map)
            type(self).made += 1

    rule = LateRule("/<counted:x>", endpoint="e")
    map = RouteMap([rule], converters={"counted": Counted})
    assert ([map.bound[0].converters["x"]], 1) == (list(rule._converters.values()), Counted.made)


def test_a_subclass_is_compiled_at_once() -> None:
    """A class that inherits from that of an application's rules may compile in a way of its own."""

    class Own(LateRule):
        def compile(self) -> None:
            super().compile()
            self.own = True

    rule = Own("/<x>", endpoint="e")
    map = RouteMap([rule])
    assert (True, True, None) == (rule.own, is_compiled(rule), map.table())
    assert map.bind("example.org").match("/a") == ("e", {"x": "a"})


@pytest.mark.parametrize(
    ("text", "options"),
    [
        pytest.param("/<None>", {}, id="a constant"),
        pytest.param("/<__debug__>", {}, id="a name that cannot be assigned"),
        pytest.param("/", {"defaults": {".self": 1}}, id="a name that is used already"),
        pytest.param("/", {"defaults": {1: 1, "1": 2}}, id="a name twice"),
        pytest.param("/\udcff", {}, id="text that cannot be written"),
        pytest.param("/<x>", {"subdomain": "\udcff"}, id="a domain that cannot be written"),
        pytest.param("/a<n:x>", {"defaults": {"x": 1}}, id="a default that is no text"),
    ],
)
def test_what_cannot_be_compiled_is_refused_at_once(text: str, options: dict[str, Any]) -> None:
    """A rule that Werkzeug refuses is refused where it is registered, with the same error, and is not in the map."""

    class Number(BaseConverter):
        def to_url(self, value: Any) -> Any:
            return value

    errors: list[tuple[type[Exception], str]] = []
    for made, map in ((LateRule, RouteMap), (Rule, Map)):
        bound = map(converters={"n": Number})
        with pytest.raises((ValueError, TypeError, SyntaxError)) as caught:
            bound.add(made(text, endpoint="e", **options))
        errors.append((caught.type, str(caught.value)))
        assert [] == list(bound.iter_rules())
    assert errors[0] == errors[1]


def test_rules_keep_the_domain_that_they_were_registered_with() -> None:
    """When a map comes to match hosts, rules that are in it already stay as they are."""
    found: list[object] = []
    for map in (late(), plain()):
        map.host_matching = True
        found.append([repr(rule) for rule in map.iter_rules()])
    assert found[0] == found[1]


def test_a_map_forgets_what_was_looked_at() -> None:
    """Rules that are taken back are gone from the private parts too, and the others are there."""
    map = late()
    checkpoint = map.checkpoint()
    assert len(RULES) == len(map._rules)
    map.add(LateRule("/new", endpoint="new"))
    assert len(RULES) + 1 == len(map._rules)
    map.restore(checkpoint)
    assert ([rule.rule for rule in map._rules], len(RULES)) == (
        [rule.rule for rule in plain()._rules],
        len(map.bound),
    )


def test_a_lock_of_ones_own_is_used() -> None:
    """``lock_class`` makes the lock of the map, whenever that is."""
    made: list[object] = []

    class Locking(RouteMap):
        @staticmethod
        def lock_class() -> Any:  # type: ignore[override]  # what Werkzeug calls may be any function
            made.append(Map.lock_class())
            return made[-1]

    map = Locking([LateRule("/", endpoint="e")])
    assert map._remap_lock is made[-1]


@pytest.mark.parametrize("package", [demijohn, flask], ids=lambda package: package.__name__)
def test_an_application_makes_rules_of_werkzeugs_class(package: Any) -> None:  # ``Any``: either package
    """``url_rule_class`` is the documented class, and the rules are of it; a class of one's own is taken instead."""
    app = package.Flask(__name__)

    class Own(Rule):
        pass

    app.add_url_rule("/<x>", "a")
    app.url_rule_class = Own
    app.add_url_rule("/b", "b")
    first, second = next(app.url_map.iter_rules("a")), next(app.url_map.iter_rules("b"))
    assert [Rule, True, Own] == [package.Flask.url_rule_class, isinstance(first, Rule), type(second)]
    assert [{"x"}, "<Rule '/<x>' (GET, HEAD, OPTIONS) -> a>"] == [
        first.arguments,
        repr(first).replace("(" + ", ".join(first.methods) + ")", "(GET, HEAD, OPTIONS)"),
    ]


def test_a_url_that_cannot_be_built_is_told_with_the_closest_rule() -> None:
    """The error looks into the private parts of the map, and finds what it finds in Werkzeug's."""
    texts: list[str] = []
    for map in (late(), plain()):
        with pytest.raises(BuildError) as caught:
            map.bind("example.org").build("ee", {"x": 1})
        texts.append(str(caught.value))
    assert texts[0] == texts[1]
