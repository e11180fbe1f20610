"""Where packages lie, and so where the instance folder is looked for."""

from __future__ import annotations

import importlib
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask
import pytest

import demijohn
from demijohn._paths import find_package


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder in which modules can be laid and imported, and which is the current one."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("laid_")]:
        del sys.modules[name]


def lay(folder: Path, monkeypatch: pytest.MonkeyPatch, *files: str) -> None:
    """Lay empty modules into a folder that modules are imported from."""
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    importlib.invalidate_caches()


@pytest.mark.parametrize(
    ("inside", "prefix"),
    [
        pytest.param("src", None, id="loose"),
        pytest.param("lib/python3.11/site-packages", ".", id="unix"),
        pytest.param("Lib/site-packages", ".", id="windows"),
        pytest.param("other/site-packages", "other", id="unusual"),
    ],
)
@pytest.mark.parametrize(
    ("name", "file"),
    [
        pytest.param("laid_module", "laid_module.py", id="module"),
        pytest.param("laid_package", "laid_package/__init__.py", id="package"),
        pytest.param("laid_package.inner", "laid_package/__init__.py", id="inner"),
        pytest.param("laid_space.inner", "laid_space/inner/__init__.py", id="namespace"),
        pytest.param("laid_space", "laid_space/inner/__init__.py", id="only a namespace"),
    ],
)
def test_a_package_is_found_with_its_prefix(
    place: Path, monkeypatch: pytest.MonkeyPatch, inside: str, prefix: str | None, name: str, file: str
) -> None:
    """The folder that a package is imported from is found, and the prefix that it is installed under."""
    folder = place / inside
    lay(folder, monkeypatch, file)
    expected = None if prefix is None else str((place / prefix).resolve())
    found = find_package(name)
    assert (expected, str(folder)) == (None if found[0] is None else str(Path(found[0]).resolve()), found[1])


def test_the_portion_of_a_namespace_is_the_one_that_has_the_module(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A namespace that lies in two folders is found where the module itself is."""
    lay(place / "one", monkeypatch, "laid_both/a.py")
    lay(place / "two", monkeypatch, "laid_both/b.py")
    assert (str(place / "one"), str(place / "two")) == (
        find_package("laid_both.a")[1],
        find_package("laid_both.b")[1],
    )


@pytest.mark.parametrize("package", [demijohn, flask], ids=lambda package: package.__name__)
def test_a_folder_is_named_as_it_was_given(
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    package: Any,  # ``Any``: either package
) -> None:
    """A step up in a path is left alone: where a link leads to, it leads elsewhere."""
    folder = place / "a" / ".." / "b"
    (place / "a").mkdir()
    lay(folder, monkeypatch, "laid_module.py", "laid_package/__init__.py")
    assert [f"{folder}/instance"] * 2 == [
        package.Flask(name, root_path="/").instance_path for name in ("laid_module", "laid_package")
    ]


@pytest.mark.parametrize("name", ["laid_nowhere", "laid_nowhere.inner", "__main__"])
def test_what_cannot_be_found_is_here(place: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Without a module to look at, the current folder counts."""
    # Under ``python -m pytest`` the main module would be one that can be found.
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
    assert (None, str(place)) == find_package(name)


def test_a_module_without_a_file_lies_nowhere() -> None:
    """A module that is built in has no folder."""
    assert (None, "") == find_package("sys")


def test_a_package_below_the_interpreter_has_its_prefix() -> None:
    """What is installed beside the interpreter has the interpreter's prefix."""
    assert sys.prefix == find_package("pytest")[0]


def test_the_instance_folder_is_beside_a_loose_package(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loose package has its instance folder beside it, an installed one below ``var``."""
    lay(place / "src", monkeypatch, "laid_shop.py")
    assert str(place / "src" / "instance") == demijohn.Flask("laid_shop", root_path="/").instance_path
    lay(place / "lib" / "python3.11" / "site-packages", monkeypatch, "laid_bought.py")
    assert (
        str(place / "var" / "laid_bought-instance")
        == demijohn.Flask("laid_bought", root_path="/").instance_path
    )
