"""Every scenario gives the same transcript with demijohn as with Flask."""

from __future__ import annotations

from pathlib import Path

import pytest

from .lab import CANDIDATE, FLASK, run
from .scenarios import SCENARIOS
from .transcript import differences


@pytest.mark.parametrize("name", SCENARIOS)
def test_demijohn_does_what_flask_does(name: str, tmp_path: Path) -> None:
    """Answers, hooks, signals, exceptions and warnings of a scenario are those of Flask, in the same order."""
    expected = run(SCENARIOS[name], FLASK, tmp_path / "lab")
    actual = run(SCENARIOS[name], CANDIDATE, tmp_path / "lab")
    assert expected, "a scenario that notes nothing compares nothing"
    assert not differences(expected, actual), differences(expected, actual)
