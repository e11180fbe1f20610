"""The gate on the instructions of a request: it opens, and it closes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import budgets
from benchmarks.budgets import Budget, Budgets

ROOT = Path(__file__).parents[1]
HELD = Budgets("CPython 3.11 x86_64", {"hello": Budget(16_000, 20_000), "json": Budget(32_000, 40_000)})


def gate(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the command on budgets in a folder, and return its exit code and what it printed last."""
    command = [sys.executable, "-m", "benchmarks.instructions", "--starts", "1"]
    run = subprocess.run(
        [*command, "--budgets", str(folder / "budgets.json"), *arguments, "hello"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "" == run.stderr
    return run.returncode, run.stdout.splitlines()[-1]


def test_the_gate_closes_on_a_planted_loop(tmp_path: Path) -> None:
    """What is reached is let through; about 2,000 instructions more, in a loop around the application, are not."""
    # The loop is there in both, so that memory is laid out alike, and one start is enough; a turn takes about 95.
    budgets.write(tmp_path / "budgets.json", Budgets(budgets.INTERPRETER, {"hello": Budget(16_000, 10**9)}))
    assert 0 == gate(tmp_path, "--hold", "--planted", "10")[0]
    held = budgets.read(tmp_path / "budgets.json").workloads["hello"].held
    assert held < 10**9

    assert 0 == gate(tmp_path, "--gate", "--planted", "10")[0]

    code, told = gate(tmp_path, "--gate", "--planted", "31")
    assert (1, True) == (code, told.endswith(f"more than the {held:,} that are held"))


def test_another_interpreter_is_not_held(tmp_path: Path) -> None:
    """Budgets that were taken on another interpreter close nothing, and the gate says so."""
    budgets.write(tmp_path / "budgets.json", Budgets("another", {"hello": Budget(1, 1)}))

    code, told = gate(tmp_path, "--gate")

    assert (0, f"NOT HELD: the budgets are those of another, and this is {budgets.INTERPRETER}.") == (
        code,
        told,
    )


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        ({"hello": 20_000, "json": 40_000}, []),
        (
            {"hello": 20_001, "json": 1},
            ["hello: 20,001 instructions for a request, 1 more than the 20,000 that are held"],
        ),
    ],
    ids=["at most", "more"],
)
def test_only_more_than_is_held_is_refused(reached: dict[str, int], expected: list[str]) -> None:
    """A workload may take what is held, and not one instruction more."""
    assert expected == budgets.exceeded(HELD, reached)


def test_budgets_are_only_lowered() -> None:
    """A budget comes down to what is reached and a little room; it does not rise, and no other one moves."""
    assert HELD._replace(workloads={**HELD.workloads, "hello": Budget(16_000, 18_660)}) == budgets.lowered(
        HELD, {"hello": 18_000}
    )
    assert HELD == budgets.lowered(HELD, {"hello": 30_000})


def test_budgets_are_written_as_they_are_read(tmp_path: Path) -> None:
    """The file that comes with the benchmarks has the form in which `--hold` would write it."""
    budgets.write(tmp_path / "budgets.json", budgets.read(budgets.BUDGETS))

    assert budgets.BUDGETS.read_text(encoding="utf-8") == (tmp_path / "budgets.json").read_text(
        encoding="utf-8"
    )


def test_what_is_wanted() -> None:
    """The goals stand as they were set."""
    wanted = {"hello": 16_000, "json": 32_000, "param": 26_000, "session_read": 75_000}

    assert wanted == {name: row.wanted for name, row in budgets.read(budgets.BUDGETS).workloads.items()}
