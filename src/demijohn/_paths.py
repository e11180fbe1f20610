"""Where an installed or a loose package lies, for finding its instance folder."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path


def find_package(import_name: str) -> tuple[str | None, str]:
    """Find the prefix that a package is installed under, and the folder that it is imported from.

    Args:
        import_name: The name of a module or package; what counts is the package at its root.

    Returns:
        The prefix, or ``None`` if it is not installed, and the folder.
    """
    folder = _folder_of(import_name)
    if folder and Path(folder).resolve().is_relative_to(sys.prefix):
        return sys.prefix, folder
    prefix = _prefix_around(Path(folder))
    return None if prefix is None else str(prefix), folder


def _folder_of(import_name: str) -> str:
    root = import_name.partition(".")[0]
    try:
        spec = importlib.util.find_spec(root)
    except (ImportError, ValueError):
        # The script that is run has no spec, and a module that is run as one may not be importable.
        spec = None
    if spec is None:
        return str(Path.cwd())
    if spec.submodule_search_locations:
        return str(_package(import_name, spec).parent)
    # A module that is built in has an origin which is no path.
    return str(Path(spec.origin).parent) if spec.has_location and spec.origin else ""


def _package(import_name: str, spec: ModuleSpec) -> Path:
    """Find the folder of a package; of a namespace, the portion that a module lies in, or else the first."""
    portions = [Path(location) for location in spec.submodule_search_locations or ()]
    if not spec.has_location:
        inner = importlib.util.find_spec(import_name)
        origin = None if inner is None else inner.origin
        for portion in portions:
            if origin is not None and Path(origin).is_relative_to(portion):
                return portion
    return portions[0]


def _prefix_around(folder: Path) -> Path | None:
    if folder.name.lower() != "site-packages":
        return None
    if folder.parent.name.lower() == "lib":
        return folder.parent.parent
    if folder.parent.parent.name.lower() == "lib":
        return folder.parent.parent.parent
    return folder.parent
