"""The typing tests can fail: each has accepted and rejected lines, and both checkers refuse a needless ignore."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
FILES: Final = sorted((ROOT / "typing_tests").glob("*.py"))
SWITCHES: Final = re.compile(r"^# pyright: strict, .*reportUnnecessaryTypeIgnoreComment=true", re.MULTILINE)
REJECTED: Final = re.compile(r"# type: ignore\[[a-z, -]+\]$", re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_has_accepted_and_rejected_lines(path: Path) -> None:
    """A file without a rejected line, or whose ignores pyright would not question, proves little."""
    text = path.read_text()
    assert SWITCHES.search(text)
    assert len(REJECTED.findall(text)) >= 3
    assert text.count("# type: ignore") == len(REJECTED.findall(text)), "every ignore names its code"


def test_every_file_is_described() -> None:
    """The table in the README lists the files that are there."""
    listed = re.findall(r"^\| `(\w+\.py)`", (ROOT / "typing_tests" / "README.md").read_text(), re.MULTILINE)
    assert [path.name for path in FILES] == listed


def test_needless_ignores_are_errors() -> None:
    """Strict mypy, which warns of unused ignores, is on for the whole project and taken back nowhere."""
    settings = (ROOT / "pyproject.toml").read_text()
    assert "[tool.mypy]\nstrict = true\n" in settings
    assert "warn_unused_ignores" not in settings
