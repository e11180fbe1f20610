"""Decides whether a response can be sent with its headers as they are.

1. A status that has no body, and ``HEAD``, need their headers and their body looked at (RFC 9110, 6.4.1 and 9.3.2).
2. Headers that hold a URL are rewritten for the request that they answer.
3. A body that is all there is sent with its length.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

BODILESS: Final = (204, 304)
"""The statuses from 200 on that have no body."""

REWRITTEN: Final = ("location", "content-location")
"""The headers that hold a URL."""


def as_it_is(status: int, headers: Sequence[tuple[object, object]], measured: bool) -> bool:
    """Tell whether the headers of a response can go out unchanged.

    Args:
        status: The status code.
        headers: The names and values; a name may be anything that stands for a string.
        measured: Whether a length is to be given if the headers have none.
    """
    if status < 200 or status in BODILESS:
        return False
    for name, _ in headers:
        # Compiled, a proxy of a string is none; its headers are looked at elsewhere.
        if not isinstance(name, str):
            return False
        if len(name) not in (8, 14, 16):  # as those below have
            continue
        lowered = name.lower()
        if lowered == "content-length":
            measured = False
        elif lowered in REWRITTEN:
            return False
    return not measured
