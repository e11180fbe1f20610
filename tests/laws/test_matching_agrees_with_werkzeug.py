"""Law: matching gives what Werkzeug's matcher gives."""

from __future__ import annotations

import random

import pytest
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import BuildError, Map, RequestRedirect

from demijohn._routing import RouteAdapter, RouteMap
from tests.laws import budget
from tests.laws.maps import MapSpec, Request, draw_map, draw_request, make_both

PATHS_PER_MAP = 40


def answer(map: Map, places: dict[int, int], request: Request) -> tuple[object, ...]:
    """Ask a map, and give back what a program could notice."""
    adapter = request.bind(map)
    try:
        rule, arguments = adapter.match(
            request.path,
            request.method,
            return_rule=True,
            query_args=request.query,
            websocket=request.websocket,
        )
    except RequestRedirect as error:
        return "redirect", error.new_url
    except MethodNotAllowed as error:
        return "methods", set(error.valid_methods or ())
    except BuildError as error:
        return "build error", error.endpoint, dict(error.values), error.method
    except Exception as error:
        return type(error).__name__, type(error)
    return "rule", places[id(rule)], arguments


def agree(expected: tuple[object, ...], ours: tuple[object, ...]) -> bool:
    """Compare two answers.

    There is one difference on purpose: where a converter refuses to write the URL of a redirect to a rule's default,
    Werkzeug fails with a TypeError of its own, and we serve the request where it is.
    """
    return ours == expected or (expected[0] == "TypeError" and ours[0] == "rule")


def differs(spec: MapSpec, request: Request) -> bool:
    """Tell whether the two matchers disagree."""
    made = make_both(spec)
    return made is not None and not agree(answer(*made[0], request), answer(*made[1], request))


def shrink(spec: MapSpec, request: Request) -> MapSpec:
    """Leave out the rules without which there is still a difference."""
    place = 0
    while place < len(spec.rules):
        fewer = spec.without(place)
        if fewer.rules and differs(fewer, request):
            spec = fewer
        else:
            place += 1
    return spec


def test_matching_agrees_with_werkzeug(capsys: pytest.CaptureFixture[str]) -> None:
    """Rule, arguments, redirects, allowed methods and exceptions are Werkzeug's for each map and request drawn."""
    wanted = budget.count(200_000)
    rng = random.Random(20261123)
    kinds: dict[str, int] = {}
    cases = frozen = 0
    while cases < wanted:
        spec = draw_map(rng)
        made = make_both(spec)
        if made is None:
            continue
        ours = made[1][0]
        assert isinstance(ours, RouteMap)
        frozen += ours.table() is not None
        for _ in range(PATHS_PER_MAP):
            request = draw_request(rng, spec)
            expected = answer(*made[0], request)
            if not agree(expected, answer(*made[1], request)):
                small = shrink(spec, request)
                both = make_both(small)
                assert both is not None
                pytest.fail(
                    f"{small}\n{request}\n{both[0][0]}\nWerkzeug: {answer(*both[0], request)}\n"
                    f"ours:     {answer(*both[1], request)}"
                )
            kinds[str(expected[0])] = kinds.get(str(expected[0]), 0) + 1
            cases += 1
    with capsys.disabled():
        print(f"\n  {cases} requests agree: {kinds}; {frozen} maps")  # noqa: T201  # the count is what the law is worth
    assert cases >= wanted
    assert frozen * PATHS_PER_MAP == cases


def test_every_request_takes_the_adapter_of_the_core() -> None:
    """What is compared is ours: a map binds to an adapter of its own class."""
    assert type(RouteMap().bind("localhost")) is RouteAdapter
