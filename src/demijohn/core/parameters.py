"""Decides which value and which parameters a header such as ``Content-Type`` or ``Content-Disposition`` has.

1. A parameter is a name, an equals sign, and a token or a quoted text; what is none is passed over.
2. ``name*`` is a value with a charset and percent signs, ``name*0``, ``name*1`` … are one value in parts (RFC 2231).
3. In quotes a backslash escapes any character, and ``%22`` is a quote, as browsers write it.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

BLANKS: Final = " \t"

PLAIN: Final = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The characters of names and of values without quotes."""

CHARSETS: Final = frozenset(("ascii", "us-ascii", "utf-8", "iso-8859-1"))
"""The charsets that are read."""


def parse(header: str) -> tuple[str, dict[str, str]]:
    """Take a header apart: its value, and its parameters by their names in small letters."""
    value, _, rest = header.partition(";")
    value, rest = value.strip(BLANKS), rest.strip(BLANKS)
    if not value or not rest:
        return value, {}
    raw = _scan(rest)
    for name, _text in raw:
        if "*" in name:
            return value, _join(raw)
    return value, {name: _unquote(text) for name, text in raw}


def _scan(text: str) -> list[tuple[str, str]]:
    """List the parameters with their values as they are written."""
    found: list[tuple[str, str]] = []
    place, size = 0, len(text)
    while place < size:
        stop = _next(text, place)
        equals = text.find("=", place, stop)
        name = text[place:equals].lstrip(BLANKS) if equals >= 0 else ""
        if _is_plain(name):
            start = equals + 1
            if text[start : start + 1] == '"':
                end = _end_of_quotes(text, start)
                if end < 0:
                    break
                stop = _next(text, end)
            elif _is_plain(text[start:stop]):
                end = stop
            else:
                end = stop - len(text[start:stop].lstrip(PLAIN))
            if end > start:
                found.append((name.lower(), text[start:end]))
        place = stop + 1
    return found


def _is_plain(text: str) -> bool:
    """Tell whether a name or a value, which is not empty, needs no quotes."""
    return text != "" and ((text.isidentifier() and text.isascii()) or not text.strip(PLAIN))


def _next(text: str, place: int) -> int:
    """Find the end of the parameter that a place is in."""
    found = text.find(";", place)
    return len(text) if found < 0 else found


def _end_of_quotes(text: str, start: int) -> int:
    """Find where quotes end that begin here; -1 if they do not. Only a backslash and a quote can be escaped yet."""
    place = start + 1
    closed = text.find('"', place)
    while closed >= 0:
        escape = text.find("\\", place, closed)
        if escape < 0:
            return closed + 1
        place = escape + (2 if text[escape + 1] in '\\"' else 1)
        if place > closed:
            closed = text.find('"', place)
    return -1


def _unquote(text: str) -> str:
    inner = text[1:-1] if text[0] == '"' else text
    if "\\" in inner:
        inner = _ESCAPED.sub(r"\1", inner)
    return inner.replace("%22", '"') if "%" in inner else inner


def _join(raw: list[tuple[str, str]]) -> dict[str, str]:
    """Read parameters of which some are encoded or in parts; of two forms of one name the later counts."""
    found: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    charsets: dict[str, str] = {}
    for marked, written in raw:
        is_encoded = marked.endswith("*")
        name, is_part = _split_number(marked[:-1] if is_encoded else marked)
        charset, text = "", ""
        if is_encoded:
            charset, text = _decode(written, charsets.get(name, "") if is_part else "")
        else:
            text = _unquote(written)
        if is_part:
            found.pop(name, None)
            parts.setdefault(name, []).append(text)
            if charset:
                charsets[name] = charset
        else:
            parts.pop(name, None)
            charsets.pop(name, None)
            found[name] = text
    for name, texts in parts.items():
        found[name] = "".join(texts)
    return found


def _split_number(marked: str) -> tuple[str, bool]:
    """Take the number of a part off a name, and tell whether there was one."""
    stem = marked.rstrip("0123456789")
    if stem != marked and stem.endswith("*"):
        return stem[:-1], True
    return marked, False


def _decode(text: str, usual: str) -> tuple[str, str]:
    """Read a value that may begin with its charset and its language; give the charset as well."""
    charset, first, rest = text.partition("'")
    _language, second, value = rest.partition("'")
    if first and second and value and not text.strip(PLAIN):
        text = value
    else:
        charset = ""
    charset = charset.lower() or usual
    return charset, unquote(text, charset) if charset in CHARSETS else text


_ESCAPED: Final = re.compile(r"\\(.)")
