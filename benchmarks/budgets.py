"""How many instructions a request may take: what is wanted, and what is held today (`budgets.json`).

The numbers are those of the compiled build on the interpreter that the file names; another one needs more or fewer.
"""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

BUDGETS: Final = Path(__file__).with_name("budgets.json")
INTERPRETER: Final = " ".join(
    [
        platform.python_implementation(),
        f"{sys.version_info.major}.{sys.version_info.minor}",
        platform.machine(),
    ]
)


class Budget(NamedTuple):
    """The goal of a workload, and the number above which the gate closes."""

    wanted: int
    held: int


class Budgets(NamedTuple):
    """All budgets, and the interpreter that they were taken on."""

    interpreter: str
    workloads: dict[str, Budget]


def read(path: Path) -> Budgets:
    """Read a file of budgets."""
    written = json.loads(path.read_text(encoding="utf-8"))
    workloads = {name: Budget(row["wanted"], row["held"]) for name, row in written["workloads"].items()}
    return Budgets(written["interpreter"], workloads)


def write(path: Path, budgets: Budgets) -> None:
    """Write a file of budgets, a line for each."""
    lines = [
        f"    {json.dumps(name)}: {json.dumps(row._asdict())}" for name, row in budgets.workloads.items()
    ]
    listed = ",\n".join(lines)
    text = f'{{\n  "interpreter": {json.dumps(budgets.interpreter)},\n  "workloads": {{\n{listed}\n  }}\n}}\n'
    path.write_text(text, encoding="utf-8")


def room(reached: int) -> int:
    """Leave two hundredths for where memory lies; a loop of 2,000 instructions does not fit in."""
    return reached + reached // 50 + 300


def exceeded(budgets: Budgets, reached: Mapping[str, int]) -> list[str]:
    """Say which workloads take more than is held."""
    return [
        f"{name}: {count:,} instructions for a request, {count - budgets.workloads[name].held:,} more than"
        f" the {budgets.workloads[name].held:,} that are held"
        for name, count in reached.items()
        if count > budgets.workloads[name].held
    ]


def lowered(budgets: Budgets, reached: Mapping[str, int]) -> Budgets:
    """Hold what was reached, where that is less than what is held."""
    rows = {
        name: row._replace(held=min(row.held, room(reached[name]))) if name in reached else row
        for name, row in budgets.workloads.items()
    }
    return Budgets(budgets.interpreter, rows)
