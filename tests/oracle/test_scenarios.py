"""Every scenario gives the same transcript with demijohn as with Flask."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.oracle.collect import all_scenarios
from tests.oracle.lab import CANDIDATE, FLASK, run
from tests.oracle.transcript import differences

SCENARIOS: Final = all_scenarios()


@pytest.mark.parametrize("name", SCENARIOS)
def test_demijohn_does_what_flask_does(name: str, tmp_path: Path) -> None:
    """Answers, hooks, signals, exceptions and warnings of a scenario are those of Flask, in the same order."""
    expected = run(SCENARIOS[name], FLASK, tmp_path / "lab")
    actual = run(SCENARIOS[name], CANDIDATE, tmp_path / "lab")
    assert expected, "a scenario that notes nothing compares nothing"
    assert not differences(expected, actual), differences(expected, actual)
