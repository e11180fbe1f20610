"""The core is pure, and the checks that say so turn red when it is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.purity import violations

ROOT = Path(__file__).parents[2]
CORE = ROOT / "src" / "demijohn" / "core"

IMPURE = {
    "global": ("def f() -> int:\n    global x\n    return 1\n", "planted:2: uses global"),
    "nonlocal": (
        "def f() -> int:\n    x = 1\n    def g() -> int:\n        nonlocal x\n        return x\n    return g()\n",
        "planted:4: uses nonlocal",
    ),
    "yield": ("def f() -> object:\n    yield 1\n", "planted:2: uses yield"),
    "yield from": ("def f() -> object:\n    yield from ()\n", "planted:2: uses yield from"),
    "async": ("async def f() -> object:\n    return 1\n", "planted:1: uses async def"),
    "with": ("def f(x: object) -> object:\n    with x:\n        return 1\n", "planted:2: uses with"),
    "print": ("def f() -> object:\n    return print(1)\n", "planted:2: calls print()"),
    "open": ("def f() -> object:\n    return open('x')\n", "planted:2: calls open()"),
    "nothing returned": ("def f() -> None:\n    pass\n", "planted:1: f returns None, so it can only act"),
    "no return type": ("def f():\n    return 1\n", "planted:1: f does not say what it returns"),
    "no parameter type": ("def f(x) -> int:\n    return 1\n", "planted:1: f does not say what x is"),
    "handed function": (
        "def f(x: object) -> object:\n    return x()\n",
        "planted:2: f calls x, which it was handed",
    ),
    "variable": ("x: int = 1\n", "planted:1: x is not Final"),
    "bare variable": ("x = 1\n", "planted:1: runs `x = 1` at import, without Final"),
    "clock": ("import time\n", "planted:1: imports time"),
    "environment": ("from os import environ\n", "planted:1: imports os"),
    "shell": ("from demijohn import app\n", "planted:1: imports demijohn"),
    "relative": ("from . import value\n", "planted:1: imports ."),
    "werkzeug": ("import werkzeug.routing\n", "planted:1: imports werkzeug.routing"),
    "werkzeug for checkers": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import werkzeug\n",
        "planted:3: imports werkzeug",
    ),
}


def copy_of_the_source(folder: Path) -> Path:
    """Copy what the import contracts look at, and nothing compiled."""
    unwanted = shutil.ignore_patterns("__pycache__", "*.so", "*.egg-info")
    shutil.copytree(ROOT / "src", folder / "src", ignore=unwanted)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import contracts on a copy, as the session `contracts` does on the original."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src"), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_core_does_nothing_that_it_may_not() -> None:
    """No module of the core acts, waits, keeps state, calls what it was handed or imports what is impure."""
    assert [] == violations(CORE)


@pytest.mark.parametrize(("text", "complaint"), IMPURE.values(), ids=IMPURE)
def test_a_planted_impurity_is_found(tmp_path: Path, text: str, complaint: str) -> None:
    """Each thing that the core may not do is found where it stands, and nothing else is."""
    (tmp_path / "planted.py").write_text(text, encoding="utf-8")

    assert [complaint] == violations(tmp_path)


def test_an_impurity_is_found_beside_what_is_pure(tmp_path: Path) -> None:
    """A function that returns nothing is found among the real modules of the core."""
    core = copy_of_the_source(tmp_path) / "src" / "demijohn" / "core"
    with (core / "scope.py").open("a", encoding="utf-8") as module:
        module.write("\n\ndef planted() -> None:\n    return None\n")
    found = violations(core)

    assert (1, "scope", "planted returns None, so it can only act") == (
        len(found),
        found[0].partition(":")[0],
        found[0].rpartition(": ")[2],
    )


def test_the_import_contracts_hold() -> None:
    """The packages and the modules of the core import downwards only."""
    checked = lint_imports(ROOT)

    assert 0 == checked.returncode, checked.stdout


@pytest.mark.parametrize(
    ("module", "text", "broken"),
    [
        ("core/scope.py", "import werkzeug", "The core imports nothing impure BROKEN"),
        ("core/scope.py", "import os.path", "The core imports nothing impure BROKEN"),
        ("core/value.py", "from demijohn.core import problem", "The core has its own layers BROKEN"),
        ("core/scope.py", "from demijohn import _routing", "The package has layers BROKEN"),
    ],
    ids=["werkzeug", "the environment", "upwards in the core", "out of the core"],
)
def test_a_planted_import_breaks_its_contract(tmp_path: Path, module: str, text: str, broken: str) -> None:
    """An import against the direction turns the contract red that forbids it."""
    folder = copy_of_the_source(tmp_path)
    path = folder / "src" / "demijohn" / module
    path.write_text(path.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")

    checked = lint_imports(folder)

    assert (1, True) == (checked.returncode, broken in checked.stdout), checked.stdout
