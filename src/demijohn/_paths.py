"""Where an installed or a loose package lies, for finding its instance folder."""

from __future__ import annotations

import importlib.util
import os
import sys
from importlib.machinery import ModuleSpec


def find_package(import_name: str) -> tuple[str | None, str]:
    """Find the prefix that a package is installed under, and the folder that it is imported from.

    Args:
        import_name: The name of a module or package; what counts is the package at its root.

    Returns:
        The prefix, or ``None`` if it is not installed, and the folder.
    """
    folder = _folder_of(import_name)
    if folder and _is_within(os.path.realpath(folder), sys.prefix):
        return sys.prefix, folder
    return _prefix_around(folder), folder


def _folder_of(import_name: str) -> str:
    root = import_name.partition(".")[0]
    try:
        spec = importlib.util.find_spec(root)
    except (ImportError, ValueError):
        # The script that is run has no spec, and a module that is run as one may not be importable.
        spec = None
    if spec is None:
        return os.getcwd()
    if spec.submodule_search_locations:
        return os.path.dirname(_package(import_name, spec))
    # A module that is built in has an origin which is no path.
    return os.path.dirname(spec.origin) if spec.has_location and spec.origin else ""


def _package(import_name: str, spec: ModuleSpec) -> str:
    """Find the folder of a package; of a namespace, the portion that a module lies in, or else the first."""
    portions = list(spec.submodule_search_locations or ())
    if not spec.has_location:
        inner = importlib.util.find_spec(import_name)
        origin = None if inner is None else inner.origin
        for portion in portions:
            if origin is not None and _is_within(origin, portion):
                return portion
    return portions[0]


def _prefix_around(folder: str) -> str | None:
    outer, name = os.path.split(folder)
    if name.lower() != "site-packages":
        return None
    for place in (outer, os.path.dirname(outer)):
        if os.path.basename(place).lower() == "lib":
            return os.path.dirname(place)
    return outer


def _is_within(path: str, folder: str) -> bool:
    path, folder = (os.path.normcase(os.path.normpath(each)) for each in (path, folder))
    return path == folder or path.startswith(os.path.join(folder, ""))
