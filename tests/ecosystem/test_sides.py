"""The comparison of two sides sees what differs."""

from __future__ import annotations

import json
import sys
from typing import Final

import pytest

from tests.ecosystem import run, sides
from tests.ecosystem.sides import Outcome, Report, Sides
from tests.oracle.transcript import Line, Raised

NOTED: Final = Outcome([Line("one"), Raised("KeyError", "no 'x'. Look again.")], None)


def report(outcome: Outcome) -> Report:
    """A report of one scenario."""
    return Report({"An-Extension": "1.0"}, {"work": outcome})


def test_a_report_is_the_same_after_it_was_printed() -> None:
    """What a process prints is read back as it was."""
    for outcome in (NOTED, Outcome([], "Traceback …")):
        assert report(outcome) == sides.load(json.loads(json.dumps(sides.dump(report(outcome)))))


def test_equal_transcripts_agree() -> None:
    """Lines are the same, and messages begin with the same sentence."""
    ours = Outcome([Line("one"), Raised("KeyError", "no 'x'. Here is why.")], None)
    assert not Sides(report(NOTED), report(ours)).compare("work")


@pytest.mark.parametrize(
    "outcome",
    [
        Outcome([Line("two"), NOTED.entries[1]], None),
        Outcome([Line("one"), Raised("LookupError", "no 'x'")], None),
        Outcome([Line("one"), Raised("KeyError", "no 'y'")], None),
        Outcome([Line("one")], None),
        Outcome([*NOTED.entries, Line("more")], None),
        Outcome(NOTED.entries, "Traceback …"),
    ],
    ids=["line", "class", "message", "less", "more", "unexpected"],
)
def test_whatever_differs_is_told(outcome: Outcome) -> None:
    """Another line, class or first sentence, less or more of them, and a scenario that broke off are differences."""
    assert Sides(report(NOTED), report(outcome)).compare("work")


def test_a_side_cannot_be_chosen_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Flask was imported already, no side is taken."""
    monkeypatch.setitem(sys.modules, "flask", json)
    with pytest.raises(SystemExit, match="before it was decided"):
        run.take_side(as_flask=True)


def test_an_unknown_extension_is_told() -> None:
    """A process that did not report is an error which shows what it told."""
    with pytest.raises(RuntimeError, match="no_such_extension"):
        sides.run_both("no_such_extension")
