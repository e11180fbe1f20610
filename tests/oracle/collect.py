"""How a function becomes a scenario, or a row of a table several."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from tests.oracle.lab import Lab, Scenario

SCENARIOS: Final[dict[str, Scenario]] = {}


FOLDER: Final = Path(__file__).parent / "scenarios"


def all_scenarios() -> dict[str, Scenario]:
    """Import every module of scenarios, and return what they collected, by name."""
    for path in sorted(FOLDER.rglob("*.py")):
        importlib.import_module(
            ".".join(["tests.oracle.scenarios", *path.relative_to(FOLDER).with_suffix("").parts])
        )
    return SCENARIOS


def area(name: str) -> str:
    """The area of the scenario of this name: the folder that its module is in."""
    return name.partition(".")[0]


def scenario(function: Scenario) -> Scenario:
    """Collect a function as a scenario, named for its area, its module and itself."""
    _collect(function, "", function)
    return function


Row = Any  # each table has rows of its own type, which its function names


def table(rows: Mapping[str, Row]) -> Callable[[Callable[[Lab, Row], None]], Callable[[Lab, Row], None]]:
    """Collect one scenario for each row: the function is run with the row as its second argument."""

    def collect(function: Callable[[Lab, Row], None]) -> Callable[[Lab, Row], None]:
        for name, row in rows.items():
            _collect(function, f"[{name}]", functools.partial(_on_row, function, row))
        return function

    return collect


def _on_row(function: Callable[[Lab, Row], None], row: Row, lab: Lab) -> None:
    function(lab, row)


def _collect(function: Callable[..., None], suffix: str, run: Scenario) -> None:
    name = f"{function.__module__.removeprefix('tests.oracle.scenarios.')}.{function.__name__}{suffix}"
    if name in SCENARIOS or not function.__doc__:
        raise ValueError(f"The scenario {name} is there twice, or states no fact in a docstring.")
    SCENARIOS[name] = run
