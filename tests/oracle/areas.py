"""How many scenarios each area has: ``python -m tests.oracle.areas`` prints the table.

An area is a folder of ``scenarios/``. Thirteen of them are the areas of Flask's documentation; the others go across.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from tests.oracle.collect import all_scenarios, area

DOCUMENTED: Final = (
    "application", "registration", "blueprints", "contexts", "request_and_response", "sessions", "json", "helpers",
    "templating", "signals", "views", "testing", "debug_helpers",
)  # fmt: skip
ACROSS: Final = ("routing", "errors", "changes", "extensions", "surface", "command_line")


def count(names: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """For each area, its scenarios, and the functions that they come from: a table is one function with many rows."""
    names = set(names)
    return Counter(map(area, names)), Counter(map(area, {name.partition("[")[0] for name in names}))


def table(names: Iterable[str]) -> str:
    """Both counts, in columns, with sums for the documented areas and for all."""
    scenarios, functions = count(names)
    lines = [f"{'area':<24}{'scenarios':>10}{'functions':>10}"]

    def line(title: str, areas: Iterable[str]) -> None:
        areas = tuple(areas)
        numbers = [sum(counted[name] for name in areas) for counted in (scenarios, functions)]
        lines.append(f"{title:<24}{numbers[0]:>10}{numbers[1]:>10}")

    for name in DOCUMENTED:
        line(name.replace("_", " "), [name])
    line("= documented", DOCUMENTED)
    for name in ACROSS:
        line(name.replace("_", " "), [name])
    line("= all", DOCUMENTED + ACROSS)
    return "\n".join(lines)


if __name__ == "__main__":
    print(table(all_scenarios()))  # noqa: T201  # a command
