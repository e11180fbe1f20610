"""The build says what it needs before it starts, and asks for nothing that it does not use."""

from __future__ import annotations

import importlib.util
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).parents[2]


@pytest.fixture
def backend() -> ModuleType:
    """Load the build backend from where a front end finds it."""
    spec = importlib.util.spec_from_file_location("demijohn_build", ROOT / "_build" / "demijohn_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def compiler(folder: Path, script: str) -> Path:
    """Write a program that stands where a compiler should."""
    path = folder / "cc"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.mark.parametrize(
    ("value", "compiles"),
    [(None, False), ("", False), ("0", False), ("1", True)],
    ids=["unset", "empty", "0", "1"],
)
def test_one_switch_decides(
    backend: ModuleType, monkeypatch: pytest.MonkeyPatch, value: str | None, compiles: bool
) -> None:
    """Only `DEMIJOHN_MYPYC=1` compiles."""
    monkeypatch.delenv("DEMIJOHN_MYPYC", raising=False)
    if value is not None:
        monkeypatch.setenv("DEMIJOHN_MYPYC", value)

    assert compiles is backend.compiling()


def test_a_switch_that_is_not_understood_is_refused(
    backend: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A misspelt switch builds nothing, rather than the other wheel."""
    monkeypatch.setenv("DEMIJOHN_MYPYC", "yes")

    with pytest.raises(SystemExit) as refused:
        backend.compiling()

    assert [
        "DEMIJOHN_MYPYC='yes' is not understood.",
        "  do: set DEMIJOHN_MYPYC=1 for the compiled wheel, or unset it for the pure one.",
    ] == str(refused.value).splitlines()


def test_no_compiler_is_a_refusal_with_a_reason(
    backend: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without a compiler the build says which one was looked for, where, and what to do."""
    monkeypatch.setenv("CC", "no-such-cc -O2")
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(SystemExit) as refused:
        backend.require_compiler()

    assert [
        "DEMIJOHN_MYPYC=1 asks for the compiled core, and that needs a C compiler.",
        f"  found: CC='no-such-cc -O2'; no 'no-such-cc' on PATH ({tmp_path})",
        "  do:    install one and Python's headers (Debian: apt-get install gcc python3-dev), or set CC to yours,",
        "         or unset DEMIJOHN_MYPYC: the pure wheel needs no compiler and gives the same answers.",
    ] == str(refused.value).splitlines()


def test_a_compiler_that_does_not_work_is_a_refusal_with_its_own_words(
    backend: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What the compiler complained about, such as missing headers, is in the refusal."""
    monkeypatch.setenv("CC", str(compiler(tmp_path, "echo 'Python.h: no such file' >&2; exit 1")))

    with pytest.raises(SystemExit) as refused:
        backend.require_compiler()

    found, complaint = str(refused.value).splitlines()[1:3]
    assert (True, "Python.h: no such file") == ("it cannot compile against" in found, complaint)


def test_a_compiler_that_works_is_not_refused(
    backend: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A compiler that compiles the probe passes, whatever its name and flags."""
    monkeypatch.setenv("CC", f"{compiler(tmp_path, 'exit 0')} -pipe")

    assert backend.require_compiler() is None


def test_only_a_compiled_wheel_asks_for_mypy(
    backend: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The pinned mypy joins the requirements when it compiles, and not before."""
    monkeypatch.setenv("CC", str(compiler(tmp_path, "exit 0")))

    def nothing(_: object) -> list[str]:
        return []

    monkeypatch.setattr(backend.build_meta, "get_requires_for_build_wheel", nothing)
    asked: dict[str, list[str]] = {}
    for switch in ("0", "1"):
        monkeypatch.setenv("DEMIJOHN_MYPYC", switch)
        asked[switch] = backend.get_requires_for_build_wheel()

    assert {"0": [], "1": ["mypy[mypyc]==2.4.1"]} == asked


def test_the_mypy_that_compiles_is_the_one_that_checks(backend: ModuleType) -> None:
    """Both pins of mypy name one version."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = backend.compiler_requirements()[0].partition("==")[2]

    assert f'  "mypy=={version}",' in text.splitlines()


def test_both_flavours_have_build_folders_of_their_own(
    backend: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pure build never finds what a compiled one left."""
    folders: list[str] = []
    for switch in ("0", "1"):
        monkeypatch.setenv("DEMIJOHN_MYPYC", switch)
        folders.append(backend.options()["build"]["build_base"])

    assert ("build/pure", True) == (folders[0], folders[1].startswith("build/compiled-"))
