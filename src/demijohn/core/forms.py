"""Decides which bodies are read at once, and which form such a body holds.

1. The length has to be known beforehand, in plain digits, within the limit, and small enough to be kept in memory.
2. The content type says which form it is; ``multipart/form-data`` needs a boundary that is ASCII.
"""

from __future__ import annotations

from typing import Final

from demijohn.core import multipart, urlencoded
from demijohn.core.multipart import Form, Refusal

LARGE: Final = 500_000
"""The length from which a body is not read at once, so that files in it can go to disk."""

LEFT: Final = -1
"""The length of a body that is not read at once."""


def length(told: object, limit: object) -> int:
    """Give the length of a body that is read at once, or ``LEFT``.

    Args:
        told: The ``Content-Length``, if there is one.
        limit: The most bytes that a body may have, if there is a limit.
    """
    if not isinstance(told, str) or not told.isdigit() or not told.isascii() or len(told) > _DIGITS:
        return LEFT
    size = int(told)
    if size >= LARGE or (limit is not None and not (isinstance(limit, int) and size <= limit)):
        return LEFT
    return size


def stated(told: str | None) -> int:
    """Give the length that a part of a form says it has, which nobody relies on: 0 if it says none."""
    if told is None or not told.isascii() or not told.removeprefix("-").isdigit():
        return 0
    try:
        return int(told)
    except ValueError:  # there are more digits than Python reads
        return 0


def is_json(media_type: str) -> bool:
    """Tell whether a content type, in small letters, is one of JSON."""
    return media_type == "application/json" or (
        media_type.startswith("application/") and media_type.endswith("+json")
    )


def boundary(media_type: str, options: dict[str, str]) -> bytes | None:
    """Tell what stands between the parts of a form: nothing if it is encoded; ``None`` if it cannot be read here."""
    if media_type == "application/x-www-form-urlencoded":
        return b""
    found = options.get("boundary", "")
    if media_type != "multipart/form-data" or not found or not found.isascii():
        return None
    return found.encode()


def read(
    body: bytes, boundary: bytes, memory: object, parts: object, places: list[int] | None = None
) -> Form | Refusal | None:
    """Read a form; ``None`` if a limit is no number.

    Args:
        body: The whole body.
        boundary: What stands between its parts, or nothing if it is encoded.
        memory: The most bytes of a field of a form in parts, if there is a limit.
        parts: The most parts, if there is a limit.
        places: Where the boundary stands with its two dashes, if somebody has looked for that.
    """
    if not boundary:
        fields = urlencoded.values(body)
        return Refusal.MALFORMED if fields is None else Form(fields, [])
    if memory is not None and not isinstance(memory, int):
        return None
    if parts is not None and not isinstance(parts, int):
        return None
    return multipart.read(body, boundary, memory, parts, places)


_DIGITS: Final = 6
"""No body with a length of more digits is read at once."""
