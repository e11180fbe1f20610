"""Law: building gives what Werkzeug's builder gives."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.routing import BuildError, MapAdapter

from tests.laws import budget
from tests.laws.maps import MapSpec, draw_map, draw_request, make_both

BUILDS_PER_MAP = 60
ADAPTERS_PER_MAP = 6
EXTRAS: list[tuple[str, object]] = [
    ("q", "a b"),
    ("q", None),
    ("ä", "ü&=/?"),
    ("k", [1, None, "ö"]),
    ("t", ("x", "y")),
    ("x", "a"),
    ("page", 1),
    ("page", "ab"),
    ("n", 1.5),
    ("b", b"\xff"),
    ("e", []),
]


@dataclass(frozen=True)
class Order:
    """A URL that is asked for, and of which adapter."""

    place: int
    endpoint: str
    values: Mapping[str, Any] | None  # as `build` takes them
    method: str | None
    external: bool
    append_unknown: bool
    scheme: str | None


def draw_order(rng: random.Random, spec: MapSpec, place: int) -> Order:
    """Draw the values of a rule, now and then too few, too many, or not what its converters write."""
    rule = rng.choice(spec.rules)
    values: dict[str, Any] = {}  # as `build` takes them
    for piece in rule.variables:
        if rng.random() < 0.95 and piece.name is not None:
            values[piece.name] = rng.choice(piece.values)
    if rng.random() < 0.4:
        values.update(rule.options.get("defaults") or {})
    while rng.random() < 0.4:
        name, value = rng.choice(EXTRAS)
        values[name] = value
    asked: Mapping[str, Any] | None = values  # as `build` takes them
    if rng.random() < 0.1:
        asked = MultiDict(
            [(name, each) for name, value in values.items() for each in ([value] * rng.randint(1, 2))]
        )
    return Order(
        place,
        str(rule.options["endpoint"]) if rng.random() < 0.97 else "nowhere",
        asked or (None if rng.random() < 0.5 else asked),
        rng.choice([None, None, None, "GET", "POST", "PUT", "get"]),
        rng.random() < 0.2,
        rng.random() < 0.85,
        rng.choice([None, None, None, "http", "https", "ws", "wss", "", "ftp"]),
    )


def answer(adapter: MapAdapter, places: dict[int, int], order: Order, text: bool) -> tuple[object, ...]:
    """Ask for a URL, and give back what a program could notice."""
    try:
        url = adapter.build(
            order.endpoint, order.values, order.method, order.external, order.append_unknown, order.scheme
        )
    except BuildError as error:
        facts = error.endpoint, dict(error.values), error.method, error.adapter is adapter
        if not text:
            return "build error", *facts
        suggested = error.suggested
        return "build error", *facts, suggested and places[id(suggested)], str(error)
    except Exception as error:
        return type(error).__name__, str(error)
    return "url", url


def test_building_agrees_with_werkzeug(capsys: pytest.CaptureFixture[str]) -> None:
    """URLs, and what a BuildError knows and says, are Werkzeug's for each map and order drawn."""
    wanted = budget.count(200_000)
    rng = random.Random(20261124)
    kinds: dict[str, int] = {}
    cases = 0
    while cases < wanted:
        spec = draw_map(rng)
        made = make_both(spec)
        if made is None:
            continue
        requests = [draw_request(rng, spec) for _ in range(ADAPTERS_PER_MAP)]
        plain, ours = [[(request.bind(map), places) for request in requests] for map, places in made]
        for _ in range(BUILDS_PER_MAP):
            order = draw_order(rng, spec, rng.randrange(ADAPTERS_PER_MAP))
            # The text of an error takes long to make, because it looks for the closest rule.
            text = cases % 20 == 0
            expected = answer(*plain[order.place], order, text)
            assert expected == answer(*ours[order.place], order, text), (spec, requests, order)
            kinds[str(expected[0])] = kinds.get(str(expected[0]), 0) + 1
            cases += 1
    with capsys.disabled():
        print(f"\n  {cases} orders agree: {kinds}")  # noqa: T201  # the count is what the law is worth
    assert cases >= wanted
    assert set(kinds) >= {"url", "build error"}
