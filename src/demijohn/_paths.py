"""Where an installed or a loose package lies, for finding its instance folder."""

from __future__ import annotations

import importlib.util
import os
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
    if not spec.submodule_search_locations:
        return os.path.dirname(spec.origin or "")
    if spec.origin is None or spec.origin == "namespace":
        return os.path.dirname(_portion(import_name, spec))
    return os.path.dirname(os.path.dirname(spec.origin))


def _portion(import_name: str, spec: ModuleSpec) -> str:
    """Pick the portion of a namespace package that a module lies in, or else the first."""
    portions = list(spec.submodule_search_locations or ())
    inner = importlib.util.find_spec(import_name)
    if inner is not None and inner.origin is not None:
        for portion in portions:
            if Path(inner.origin).is_relative_to(portion):
                return portion
    return portions[0]


def _prefix_around(folder: str) -> str | None:
    parent, name = os.path.split(folder)
    if name.lower() != "site-packages":
        return None
    if os.path.basename(parent).lower() == "lib":
        return os.path.dirname(parent)
    if os.path.basename(os.path.dirname(parent)).lower() == "lib":
        return os.path.dirname(os.path.dirname(parent))
    return parent
