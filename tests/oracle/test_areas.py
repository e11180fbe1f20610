"""Every documented area is compared in its breadth: none is lost by a refactoring, and none is added without a name."""

from __future__ import annotations

import pytest

from tests.oracle.areas import ACROSS, DOCUMENTED, count, table
from tests.oracle.checklist import CHECKLIST, whole_names
from tests.oracle.collect import all_scenarios, area

ENOUGH = 10  # scenarios, and functions that they come from


@pytest.mark.parametrize("name", DOCUMENTED)
def test_area_has_enough_scenarios(name: str) -> None:
    """A documented area has ten scenarios or more, which are not rows of a few tables."""
    scenarios, functions = count(all_scenarios())
    assert (True, True) == (scenarios[name] >= ENOUGH, functions[name] >= ENOUGH), table(all_scenarios())


def test_areas_have_enough_scenarios_together() -> None:
    """The documented areas have three hundred scenarios or more."""
    scenarios, _ = count(all_scenarios())
    assert sum(scenarios[name] for name in DOCUMENTED) >= 300


def test_every_scenario_is_in_an_area() -> None:
    """Each scenario is in one folder, and each folder is an area."""
    assert {*DOCUMENTED, *ACROSS} == set(map(area, all_scenarios()))


def test_table_counts_rows_and_functions() -> None:
    """A table's rows count one by one in the first column, and as one in the second."""
    names = ["json.a.f[1]", "json.a.f[2]", "json.a.g", "errors.b.h"]
    lines = [line.split() for line in table(names).splitlines()]
    assert ["json", "3", "2"] in lines
    assert [["=", "documented", "3", "2"], ["=", "all", "4", "3"]] == [
        line for line in lines if line[0] == "="
    ]


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_item_of_the_checklist_has_a_scenario(name: str) -> None:
    """What belongs to an area is shown by scenarios that are there under the names that the checklist gives."""
    there = {scenario.partition("[")[0] for scenario in all_scenarios()}
    shown = {item: whole_names(name, item) for item in CHECKLIST[name]}
    assert {} == {
        item: missing for item, names in shown.items() if (missing := set(names) - there) or not names
    }
