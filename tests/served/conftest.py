"""The blog, set up with its own commands under Flask and under demijohn."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest

import demijohn.core
from tests.served.sides import FLASK, OURS, Side
from tests.served.visit import ADMIN

# What the servers have to run: the build that these tests run themselves, and that tests/conftest.py has been told.
BUILD: Final = "compiled .so" if demijohn.core.compiled else "pure .py"
Said = tuple[int, str, str]
SET_UP: Final = {
    "tables": ("db", "upgrade"),
    "translations": ("translations", "compile"),
    "administrator": ("accounts", "create", "root", "--admin", "--password", ADMIN),
    "sample": ("fill",),
}
OTHERS: Final = {
    "nothing to migrate": ("db", "check"),
    "history": ("db", "history", "--verbose"),
    "SQL": ("db", "upgrade", "--sql", "0002:0003"),
    "unknown revision": ("db", "upgrade", "0009"),
    "taken name": ("accounts", "create", "root", "--password", "x"),
    "missing name": ("accounts", "create"),
    "unknown command": ("accounts", "remove"),
    "accounts": ("accounts", "list"),
    "routes": ("routes", "--sort", "rule"),
}


class Instances:
    """Folders with a blog in them, each set up by one side once; whoever asks gets a copy."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.said: dict[Side, dict[str, Said]] = {}

    def copy(self, side: Side, name: str) -> Path:
        """Return a copy of the blog that a side has set up."""
        self.set_up(side)
        return Path(shutil.copytree(self._folder(side), self.root / name))

    def set_up(self, side: Side) -> dict[str, Said]:
        """Run the commands that make a blog, and return what they said."""
        if side not in self.said:
            commands = SET_UP.items()
            self.said[side] = {name: side.run(self._folder(side), *command) for name, command in commands}
            assert {code for code, _, _ in self.said[side].values()} == {0}, self.said[side]
        return self.said[side]

    def _folder(self, side: Side) -> Path:
        return self.root / ("flask" if side is FLASK else "ours")


@pytest.fixture(scope="session")
def instances(tmp_path_factory: pytest.TempPathFactory) -> Instances:
    """Return the blogs that were set up."""
    return Instances(tmp_path_factory.mktemp("instances"))


@pytest.fixture(scope="session", params=list(OURS))
def ours(request: pytest.FixtureRequest) -> Side:
    """Return one of the ways to put demijohn in Flask's place."""
    return OURS[request.param]
