"""Decides which module of ours stands for which module of Flask, and which distribution stands for Flask's.

1. ``flask`` is ``demijohn``, and a module below it is ours of the same name.
2. A module of Flask's that we keep in a room without a public name is found there (``ROOMS``).
3. A name that only begins like ours or theirs (``flask_login``) is neither's.
"""

from __future__ import annotations

from typing import Final

THEIRS: Final = "flask"
OURS: Final = "demijohn"

ROOMS: Final = {"sansio": "_sansio"}
"""The modules of Flask's that have another name here."""

LATE: Final = ("cli", "templating", "typing")
"""The modules that Flask imports with itself, and we when somebody asks for something of them."""

VERSION: Final = "3.1.3"
"""The release of Flask whose behaviour is ours."""

NAMED: Final = 5
"""As many importers are named as can be read at a glance."""

METADATA: Final = f"""\
Metadata-Version: 2.1
Name: Flask
Version: {VERSION}
Summary: Demijohn, under the name that programs ask for.
Requires-Dist: {OURS}
"""
"""What is said of the distribution ``Flask`` while demijohn stands for it."""


def find_ours(module: str) -> str | None:
    """Name the module of ours that stands for one of Flask's; ``None`` for any other."""
    return _carry(module, THEIRS, OURS, ROOMS)


def find_theirs(module: str) -> str | None:
    """Name the module of Flask's that one of ours stands for; ``None`` for any other."""
    return _carry(module, OURS, THEIRS, {ours: theirs for theirs, ours in ROOMS.items()})


def is_flask(distribution: str | None) -> bool:
    """Tell whether a search for a distribution finds Flask; ``None`` looks for all of them."""
    return distribution is None or distribution.lower() == THEIRS


def read_metadata(file: str) -> str | None:
    """Give the text of a file of the distribution's metadata; ``None`` if it has no such file."""
    return {"METADATA": METADATA, "PKG-INFO": METADATA, "top_level.txt": f"{THEIRS}\n"}.get(file)


def list_importers(names: list[str]) -> str | None:
    """Put the modules that imported Flask into words; ``None`` if there is none that is known."""
    if not names:
        return None
    rest = len(names) - NAMED
    shown = ", ".join([f"'{name}'" for name in sorted(names)[:NAMED]])
    return f"{shown} and {rest} more" if rest > 0 else shown


def _carry(module: str, source: str, target: str, rooms: dict[str, str]) -> str | None:
    root, dot, below = module.partition(".")
    if root != source:
        return None
    room, inner, rest = below.partition(".")
    return f"{target}{dot}{rooms.get(room, room)}{inner}{rest}"
