"""Decides how a session's content is written in JSON, with marks for what JSON does not have, and how it is read again.

1. A tuple and bytes become an object with one marked key; so does an object that looks like one, which is guarded.
2. Only what is exactly of a class of JSON, a tuple or bytes is known here; of everything else it is said that it is not known.
3. So is what lies deeper than anything that is meant to be written.
"""

from __future__ import annotations

from binascii import Error, a2b_base64, b2a_base64
from enum import Enum
from typing import Final, cast

DEEPEST: Final = 60
"""How deep a content may be nested."""

GUARD: Final = "__"
KEYS: Final = frozenset({" di", " t", " b", " m", " u", " d"})
"""The keys that mark; those of markup, UUIDs and times are for others to read and write."""


class Unknown(Enum):
    """Says that a content cannot be written or read here."""

    CONTENT = "it holds something that only the tags themselves know"


def marked(value: object, depth: int = 0) -> object | Unknown:
    """Turn a content into what JSON can hold.

    Args:
        value: The content.
        depth: How deep it lies.
    """
    if (
        value is None
        or type(value) is str
        or type(value) is int
        or type(value) is bool
        or type(value) is float
    ):
        return value
    if depth > DEEPEST:
        return Unknown.CONTENT
    # The casts below: of whatever.
    if type(value) is dict:
        return _marked_dict(cast("dict[object, object]", value), depth + 1)
    if type(value) is list:
        return _marked_items(cast("list[object]", value), depth + 1)
    if type(value) is tuple:
        items = _marked_items(list(cast("tuple[object, ...]", value)), depth + 1)
        return items if items is Unknown.CONTENT else {" t": items}
    if type(value) is bytes:
        return {" b": b2a_base64(value, newline=False).decode("ascii")}
    return Unknown.CONTENT


def _marked_dict(content: dict[object, object], depth: int) -> object | Unknown:
    found: dict[object, object] = {}
    for key, value in content.items():
        item = marked(value, depth)
        if item is Unknown.CONTENT:
            return Unknown.CONTENT
        if type(key) is str and len(content) == 1 and key in KEYS:
            return {" di": {f"{key}{GUARD}": item}}
        found[key] = item
    return found


def _marked_items(content: list[object], depth: int) -> object | Unknown:
    found: list[object] = []
    for value in content:
        item = marked(value, depth)
        if item is Unknown.CONTENT:
            return Unknown.CONTENT
        found.append(item)
    return found


def may_be_marked(text: str) -> bool:
    """Tell whether a JSON text can hold a mark: each begins with a space, which is written as it is or as an escape."""
    return '" ' in text or "\\u" in text


def restored(value: object, depth: int = 0) -> object | Unknown:
    """Turn what JSON held back into a content, from the inside out.

    Args:
        value: What was read.
        depth: How deep it lies.
    """
    # The casts below: of whatever, but JSON has no other keys.
    if isinstance(value, dict):
        content = cast("dict[str, object]", value)
        return Unknown.CONTENT if depth > DEEPEST else _restored_dict(content, depth + 1)
    if isinstance(value, list):
        items = cast("list[object]", value)
        return Unknown.CONTENT if depth > DEEPEST else _restored_items(items, depth + 1)
    return value


def _restored_dict(content: dict[str, object], depth: int) -> object | Unknown:
    found: dict[str, object] = {}
    for key, value in content.items():
        item = restored(value, depth)
        if item is Unknown.CONTENT:
            return Unknown.CONTENT
        if len(content) == 1 and key in KEYS:
            return _unmarked(key, item)
        found[key] = item
    return found


def _restored_items(content: list[object], depth: int) -> object | Unknown:
    found: list[object] = []
    for value in content:
        item = restored(value, depth)
        if item is Unknown.CONTENT:
            return Unknown.CONTENT
        found.append(item)
    return found


def _unmarked(key: str, value: object) -> object | Unknown:
    # The casts below: as above.
    if key == " t" and isinstance(value, list):
        return tuple(cast("list[object]", value))
    if key == " di" and isinstance(value, dict) and value:
        content = cast("dict[str, object]", value)
        guarded = next(iter(content))
        return {guarded[: -len(GUARD)]: content[guarded]}
    if key == " b" and isinstance(value, str) and value.isascii():
        try:
            return a2b_base64(value)
        except Error:
            return Unknown.CONTENT
    return Unknown.CONTENT
