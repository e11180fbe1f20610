"""Writes ``stubs/drop-in/flask-stubs``, which tells type checkers that ``flask`` is demijohn.

``python stubs/generate.py`` writes the files, ``python stubs/generate.py --check`` only tells whether they are right.
Each module of Flask's gets a stub that hands on every name of ours, so that a class is one class by either name.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).parent
SOURCE: Final = HERE.parent / "src" / "demijohn"
TARGET: Final = HERE / "drop-in" / "flask-stubs"

NOT_FLASKS: Final = {"__main__", "as_flask", "core", "scaffold"}
"""Modules without an underscore that Flask does not have."""

ROOMS: Final = {"_sansio": "sansio"}
"""Modules of ours that are found by another name."""

LATER: Final = {"debughelpers", "testing", "views"}
"""Modules that have to be imported by their names: importing the package alone does not load them."""

REACHED_FOR: Final = {
    "_AppCtxGlobals",
    "_cv_app",
    "_cv_request",
    "_default",
    "_default_template_ctx_processor",
    "_endpoint_from_view_func",
    "_sentinel",
}
"""Names with an underscore that extensions import all the same."""


def list_modules() -> Iterator[tuple[Path, Path]]:
    """Pair the source of each module that Flask has too with the path of its stub."""
    for path in sorted(SOURCE.rglob("*.py")):
        first, *rest = path.relative_to(SOURCE).with_suffix("").parts
        name = ROOMS.get(first, first)
        is_public = not name.startswith("_") or name == "__init__"
        if is_public and name not in NOT_FLASKS:
            yield path, Path(name, *rest).with_suffix(".pyi")


def write_stub(path: Path) -> str:
    """Write the stub of one module: every name that it defines or hands on, from where it is."""
    module = ".".join(["demijohn", *path.relative_to(SOURCE).with_suffix("").parts]).removesuffix(".__init__")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    is_whole_package = path == SOURCE / "__init__.py"
    submodules = sorted(list_loaded() if is_whole_package else set(list_submodules(tree.body)))
    found = {name for name in list_names(tree.body) if is_shown(name)}
    names = sorted(found.difference(submodules))
    lines = [f"# Written by stubs/generate.py from the names of {module}: do not edit."]
    lines += [f"from . import {name} as {name}" for name in submodules]
    lines += [f"from {module} import {name} as {name}" for name in names]
    return "\n".join(lines) + "\n"


def list_loaded() -> set[str]:
    """List the modules that importing the package loads, and makes attributes of it."""
    return {target.parts[0].removesuffix(".pyi") for _, target in list_modules()} - {"__init__"} - LATER


def list_submodules(body: Iterable[ast.stmt]) -> Iterator[str]:
    """List the modules of a package that it hands on itself."""
    for node in body:
        if isinstance(node, ast.ImportFrom) and node.module is None:
            yield from (alias.name for alias in node.names if alias.asname == alias.name)


def list_names(body: Iterable[ast.stmt]) -> Iterator[str]:
    """List the names that statements at the top of a module define, or hand on in the explicit form."""
    for node in body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            yield node.name
        elif isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.asname == alias.name)
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            yield from list_assigned(node)
        elif isinstance(node, ast.If):
            yield from list_names([*node.body, *node.orelse])


def list_assigned(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    """List the names that an assignment defines; those in ``__all__`` are handed on."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if not isinstance(target, ast.Name):
            continue
        if target.id == "__all__" and node.value is not None:
            yield from ast.literal_eval(node.value)
        else:
            yield target.id


def is_shown(name: str) -> bool:
    """Tell whether a name is one that programs import."""
    return not name.startswith("_") or name == "__version__" or name in REACHED_FOR


def write_all() -> dict[Path, str]:
    """Write the text of every stub."""
    stubs = {target: write_stub(path) for path, target in list_modules()}
    return {**stubs, Path("py.typed"): ""}


def main() -> None:
    """Write the files, or say which are not as they should be."""
    wanted = write_all()
    there = {
        path.relative_to(TARGET): path.read_text(encoding="utf-8")
        for path in TARGET.rglob("*")
        if path.is_file()
    }
    if "--check" in sys.argv[1:]:
        wrong = sorted(str(path) for path in {*wanted, *there} if wanted.get(path) != there.get(path))
        raise SystemExit(f"run 'python stubs/generate.py': {', '.join(wrong)}" if wrong else 0)
    for path in there.keys() - wanted.keys():
        (TARGET / path).unlink()
    for path, text in wanted.items():
        (TARGET / path).parent.mkdir(parents=True, exist_ok=True)
        (TARGET / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
