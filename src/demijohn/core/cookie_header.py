"""Decides which values a ``Cookie`` header gives to which names.

1. Cookies stand between semicolons; blanks around a name and around a value do not count, and none is in them.
2. A value may be quoted, and then hold anything; a backslash in it escapes a character, or a byte in three octal digits.
3. What is no cookie is passed over up to the next semicolon, be it between quotes.
"""

from __future__ import annotations

from typing import Final

BLANKS: Final = " \t"


def values(header: str) -> dict[str, list[str]]:
    """Read the header: the values of each name. Names stand in the order in which they first came."""
    found: dict[str, list[str]] = {}
    for name, value in _with_quotes(header) if '"' in header else _without_quotes(header):
        known = found.get(name)
        if known is None:
            found[name] = [value]
        else:
            known.append(value)
    return found


def _without_quotes(header: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for cookie in header.split(";"):
        name, _, value = cookie.partition("=")
        name, value = name.strip(BLANKS), value.strip(BLANKS)
        if _is_name(name) and not _has_blank(value):
            pairs.append((name, value))
    return pairs


def _with_quotes(header: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    start, end = 0, len(header)
    while start < end:
        stop = _next(header, start)
        opened = header.find('"', start, stop)
        if opened < 0:
            pairs += _without_quotes(header[start:stop])
        else:
            name, equals, between = header[start:opened].partition("=")
            name = name.strip(BLANKS)
            closed = (
                _closing(header, opened) if equals and _is_name(name) and not between.strip(BLANKS) else -1
            )
            if closed > 0 and not header[closed + 1 : _next(header, closed)].strip(BLANKS):
                pairs.append((name, _unescape(header[opened + 1 : closed])))
                stop = _next(header, closed)
        start = stop + 1
    return pairs


def _next(header: str, place: int) -> int:
    """Find where the cookie ends that a place is in."""
    found = header.find(";", place)
    return len(header) if found < 0 else found


def _closing(header: str, opened: int) -> int:
    """Find the quote that ends what another began; -1 if there is none, or if a line ends behind a backslash."""
    place = opened + 1
    closed = header.find('"', place)
    while closed >= 0:
        escape = header.find("\\", place, closed)
        if escape < 0:
            return closed
        if header[escape + 1] == "\n":
            break
        place = escape + 2
        if place > closed:
            closed = header.find('"', place)
    return -1


def _is_name(text: str) -> bool:
    return bool(text) and not _has_blank(text)


def _has_blank(text: str) -> bool:
    return " " in text or "\t" in text


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    parts: list[bytes] = []
    start = 0
    while True:
        escape = text.find("\\", start)
        if escape < 0:
            break
        parts.append(text[start:escape].encode())
        byte = _OCTALS.get(text[escape + 1 : escape + 4])
        if byte is None:
            parts.append(text[escape + 1].encode())
            start = escape + 2
        else:
            parts.append(byte)
            start = escape + 4
    parts.append(text[start:].encode())
    return b"".join(parts).decode("utf-8", "replace")


_OCTALS: Final = {f"{byte:03o}": bytes((byte,)) for byte in range(256)}
"""The byte that three octal digits stand for."""
