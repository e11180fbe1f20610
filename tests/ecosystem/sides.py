"""The two sides of an extension: which scenarios there are, and what was reported of each side."""

from __future__ import annotations

import ast
import functools
import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import attrs

from tests.oracle.transcript import Entry, Line, Raised, differences

ROOT: Final = Path(__file__).parents[2]
SCENARIOS: Final = Path(__file__).parent / "scenarios"
PREFIX: Final = "scenario_"
PATIENCE: Final = 240  # seconds for one side of one extension, after which it hangs


@attrs.frozen
class Outcome:
    """What one scenario did on one side: its transcript, and the traceback of an exception that ended it."""

    entries: list[Entry]
    unexpected: str | None


@attrs.frozen
class Report:
    """What one side did: the versions of what was tried, and the outcome of each scenario."""

    versions: dict[str, str]
    outcomes: dict[str, Outcome]


@attrs.frozen
class Sides:
    """An extension under Flask and under demijohn."""

    flask: Report
    demijohn: Report

    def compare(self, name: str) -> str:
        """Tell how the sides of a scenario differ, or nothing when they agree."""
        expected, actual = self.flask.outcomes[name], self.demijohn.outcomes[name]
        return (actual.unexpected or "") + differences(expected.entries, actual.entries)


def find_keys() -> list[str]:
    """List the extensions that have scenarios, in alphabetical order."""
    return sorted(path.stem for path in SCENARIOS.glob("*.py"))


def list_scenarios(key: str) -> list[str]:
    """List the scenarios of an extension, without importing it."""
    tree = ast.parse((SCENARIOS / f"{key}.py").read_text(encoding="utf-8"))
    written = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith(PREFIX)
    ]
    for node in written:
        if not ast.get_docstring(node):
            raise ValueError(f"{key}.{node.name} states in no docstring what it exercises.")
    return [node.name.removeprefix(PREFIX) for node in written]


@functools.cache
def run_both(key: str) -> Sides:
    """Run an extension on both sides, each in a process of its own, at the same time."""
    command = [sys.executable, "-m", "tests.ecosystem.run", key]
    with _start(command) as flask, _start([*command, "--as-flask"]) as demijohn:
        try:
            return Sides(_finish(flask), _finish(demijohn))
        finally:
            flask.kill()
            demijohn.kill()


def _start(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def _finish(process: subprocess.Popen[str]) -> Report:
    printed, told = process.communicate(timeout=PATIENCE)
    if process.returncode != 0:
        raise RuntimeError(f"{process.args!r} ended with {process.returncode} and told:\n{told}")
    return load(json.loads(printed))


# --- Reports as JSON ----------------------------------------------------------------------------------------

Plain = dict[str, Any]  # parsed JSON has no types


def dump(report: Report) -> Plain:
    """Make a report fit for JSON."""
    outcomes = {
        name: {"notes": list(map(_dump_entry, outcome.entries)), "unexpected": outcome.unexpected}
        for name, outcome in report.outcomes.items()
    }
    return {"versions": report.versions, "scenarios": outcomes}


def load(plain: Plain) -> Report:
    """Read a report back."""
    outcomes = {
        str(name): Outcome(list(map(_load_entry, outcome["notes"])), outcome["unexpected"])
        for name, outcome in plain["scenarios"].items()
    }
    return Report(plain["versions"], outcomes)


def _dump_entry(entry: Entry) -> list[str]:
    return [entry.text] if isinstance(entry, Line) else [entry.name, entry.message]


def _load_entry(plain: list[str]) -> Entry:
    return Line(*plain) if len(plain) == 1 else Raised(*plain)
