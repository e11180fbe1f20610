"""Run every scenario of one extension in this process, and print what happened as JSON.

``python -m tests.ecosystem.run flask_login`` runs them with Flask, and with ``--as-flask`` with demijohn under its name.
"""

from __future__ import annotations

import argparse
import contextlib
import contextvars
import importlib
import json
import sys
import tempfile
import traceback
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.ecosystem.lab import ALIAS, Lab
from tests.ecosystem.sides import PREFIX, Outcome, Report, dump
from tests.oracle.lab import conditions, warned
from tests.oracle.transcript import Entry

Scenario = Callable[[Lab], None]


def main(arguments: list[str]) -> None:
    """Run the scenarios of a module and print the report.

    Args:
        arguments: The key of the module, and ``--as-flask`` for demijohn.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.ecosystem.run", description=__doc__)
    parser.add_argument("--as-flask", action="store_true", help="let demijohn stand for Flask")
    parser.add_argument("key", help="a module of tests/ecosystem/scenarios")
    options = parser.parse_args(arguments)
    # Extensions may print; the standard output is for the report alone.
    with contextlib.redirect_stdout(sys.stderr):
        report = run_module(options.key, options.as_flask)
    print(json.dumps(dump(report), indent=1))  # noqa: T201  # the report goes to the reader


def run_module(key: str, as_flask: bool) -> Report:
    """Run the scenarios of a module, in the order in which they are written."""
    take_side(as_flask)
    module = importlib.import_module(f"tests.ecosystem.scenarios.{key}")
    versions = {name: metadata.version(name) for name in module.DISTRIBUTIONS}
    outcomes = {name: run_scenario(scenario) for name, scenario in find_scenarios(module).items()}
    keep_side(as_flask)
    return Report(versions, outcomes)


def take_side(as_flask: bool) -> None:
    """Make sure that ``flask`` is the package that was asked for."""
    if "flask" in sys.modules:
        raise SystemExit("Flask has been imported before it was decided which one it is.")
    if as_flask:
        importlib.import_module(ALIAS)


def keep_side(as_flask: bool) -> None:
    """Make sure that ``flask`` has been what it should be until the end."""
    flask: Any = importlib.import_module("flask")  # either package: no common type
    ours: Any = sys.modules.get("demijohn")  # only looked at
    if as_flask and flask.Flask is not ours.Flask:
        raise SystemExit(f"flask.Flask is {flask.Flask}, and not demijohn's.")
    if not as_flask and (ours is not None or flask.Flask.__module__ != "flask.app"):
        raise SystemExit(f"flask.Flask is {flask.Flask}, and demijohn is {ours}: the sides are mixed.")


def find_scenarios(module: ModuleType) -> dict[str, Scenario]:
    """Find the scenarios of a module by the beginning of their names."""
    return {name.removeprefix(PREFIX): call for name, call in vars(module).items() if name.startswith(PREFIX)}


def run_scenario(scenario: Scenario) -> Outcome:
    """Run a scenario in a folder and a context of its own."""
    unexpected: str | None = None
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent).resolve() / "lab"
        with conditions(folder) as (monkeypatch, caught):
            lab = Lab(folder, monkeypatch)
            try:
                contextvars.copy_context().run(scenario, lab)
            except (Exception, SystemExit):
                unexpected = traceback.format_exc()
        entries: list[Entry] = lab.masked(lab.entries + warned(caught))
    return Outcome(entries, unexpected)


if __name__ == "__main__":
    main(sys.argv[1:])
