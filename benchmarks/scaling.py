"""How much dearer a request gets when the application is larger than it needs: the large one against the small one."""
# pyright: reportUnknownLambdaType=false
# The package under test is a value here, so that what its hooks are given has no types.

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from statistics import median
from types import ModuleType
from typing import Any, Final, NamedTuple

import flask

import demijohn
from benchmarks.sides import Side
from benchmarks.workloads import Workload, hello, sections

WANTED: Final = 1.1
IDLE: Final = 100
# ``Any`` in this file: `demijohn` or `flask` is a value here, so that what it makes has no type of its own.


class Growth(NamedTuple):
    """A small application and a large one, each with the path of its request."""

    small: tuple[Callable[[ModuleType], Any], str]
    large: tuple[Callable[[ModuleType], Any], str]


def idle(web: ModuleType) -> Any:
    """Greet, among blueprints that nobody asks for."""
    app = hello(web)
    for number in range(IDLE):
        owner = web.Blueprint(f"idle{number}", __name__, url_prefix=f"/idle{number}")
        owner.before_request(lambda: None)
        owner.after_request(lambda response: response)
        owner.add_url_rule("/", "page", lambda: "page")
        app.register_blueprint(owner)
    return app


GROWTHS: Final = {
    "5,000 routes against 10": Growth(
        (partial(sections, number=5), "/section0004/7"), (partial(sections, number=2500), "/section2499/7")
    ),
    f"{IDLE} idle blueprints against none": Growth((hello, "/"), (idle, "/")),
}


def measured(rounds: int, requests: int) -> dict[str, dict[str, float]]:
    """Measure, by turns, and print a line for each."""
    print(
        f"\nthe time of the larger application over that of the smaller one{'wanted':>12}{'Flask':>12}{'demijohn':>12}"
    )
    found: dict[str, dict[str, float]] = {}
    for name, growth in GROWTHS.items():
        ratios = {web.__name__: ratio(web, growth, rounds, requests) for web in (flask, demijohn)}
        found[name] = {"wanted": WANTED, **ratios}
        print(f"{name:<63}{WANTED:>12.2f}{ratios['flask']:>12.2f}{ratios['demijohn']:>12.2f}", flush=True)
        gc.collect()
    return found


def ratio(web: ModuleType, growth: Growth, rounds: int, requests: int) -> float:
    """Time both applications in each round, in alternating order, and take the median of their ratios."""
    small, large = (Side(make(web), Workload(make, {"path": path}, WANTED)) for make, path in growth)
    for side in (small, large):
        if side.answer().status != 200:
            raise SystemExit(f"{web.__name__} does not answer {side.environ['PATH_INFO']}")
        side.seconds(20)
    ratios: list[float] = []
    for number in range(rounds):
        if number % 2:
            took = large.seconds(requests)
            ratios.append(took / small.seconds(requests))
        else:
            took = small.seconds(requests)
            ratios.append(large.seconds(requests) / took)
    return median(ratios)
