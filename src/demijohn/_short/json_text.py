"""JSON without spaces, of what is exactly of the classes that JSON has, byte for byte as ``json.dumps`` writes it.

1. An object's keys are text; they are sorted where that is wanted.
2. Of anything else, and of what lies deeper than most do, perhaps as it holds itself, it is said that it is not written here.
3. The same few sets of keys come again and again, so what is written for the keys is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from json import encoder
from typing import TYPE_CHECKING, Final, cast, final

if TYPE_CHECKING:
    from mypy_extensions import i64  # a number of C's own where this is compiled, and an ``int`` elsewhere

DEEPEST: Final = 60
"""How deep what is written may be nested."""

MOST: Final = 200
"""How many sets of keys are kept before it is begun anew."""

LONGEST: Final = 1000
"""How many characters the keys of an object may have together that are kept."""

_ENDLESS: Final = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
_DIGITS: Final[list[str]] = [str(number) for number in range(256)]
"""The small numbers, as most are."""

_GONE: Final = object()
"""Stands for a value that was taken out of an object meanwhile, and is of no class that is known here."""


@final
class Shape:
    """The keys of an object, in the order in which they are written, and what is written up to each value."""

    __slots__ = ("keys", "leads")

    def __init__(self, keys: list[str], leads: list[str]) -> None:
        self.keys: Final = keys
        self.leads: Final = leads


@final
class Pen:
    """Writes JSON.

    Args:
        ascii_only: Whether characters outside ASCII are written as escapes.
        sort_keys: Whether keys are sorted.
    """

    __slots__ = ("_quoted", "_shapes", "_sort_keys")

    def __init__(self, ascii_only: bool, sort_keys: bool) -> None:
        quoted = encoder.encode_basestring_ascii if ascii_only else encoder.encode_basestring
        self._quoted: Final[Callable[[str], str]] = quoted
        self._sort_keys: Final = sort_keys
        self._shapes: Final[dict[tuple[object, ...], Shape]] = {}

    def written(self, value: object) -> str | None:
        """Write a value, or give ``None`` if it holds something that is not written here."""
        parts: list[str] = []
        return "".join(parts) if self._add(value, parts, 0) else None

    def _add(self, value: object, parts: list[str], depth: int) -> bool:
        """Add a value to the parts of a text, and tell whether it could be."""
        # The casts below: of whatever.
        if type(value) is str:
            if is_plain(value):
                parts.append('"')
                parts.append(value)
                parts.append('"')
            else:
                parts.append(self._quoted(value))
        elif type(value) is int:
            parts.append(_DIGITS[value] if 0 <= value < 256 else str(value))
        elif value is None or value is True or value is False:
            parts.append("null" if value is None else "true" if value is True else "false")
        elif type(value) is float:
            digits = repr(value)
            parts.append(_ENDLESS.get(digits, digits))
        elif depth > DEEPEST:
            return False
        elif type(value) is dict:
            return self._add_object(cast("dict[object, object]", value), parts, depth + 1)
        elif type(value) is list:
            return self._add_items(cast("list[object]", value), parts, depth + 1)
        elif type(value) is tuple:
            return self._add_items(list(cast("tuple[object, ...]", value)), parts, depth + 1)
        else:
            return False
        return True

    def _add_object(self, content: dict[object, object], parts: list[str], depth: int) -> bool:
        keys = list(content.keys())
        for key in keys:
            if type(key) is not str:
                return False
        shape = self._shapes.get(tuple(keys)) or self._make_shape(keys)
        leads, names = shape.leads, shape.keys
        for place in range(len(names)):
            parts.append(leads[place])
            if not self._add(content.get(names[place], _GONE), parts, depth):
                return False
        parts.append("}" if keys else "{}")
        return True

    def _make_shape(self, keys: list[object]) -> Shape:
        names = [key for key in keys if type(key) is str]
        if self._sort_keys:
            names.sort()
        leads = [f",{self._quoted(name)}:" for name in names]
        if leads:
            leads[0] = "{" + leads[0][1:]
        shape = Shape(names, leads)
        if sum([len(name) for name in names]) <= LONGEST:
            if len(self._shapes) >= MOST:
                self._shapes.clear()
            self._shapes[tuple(keys)] = shape
        return shape

    def _add_items(self, items: list[object], parts: list[str], depth: int) -> bool:
        mark = "["
        for item in items:
            parts.append(mark)
            if not self._add(item, parts, depth):
                return False
            mark = ","
        parts.append("]" if items else "[]")
        return True


def is_plain(text: str) -> bool:
    """Tell whether each character of a text is written as it is, however texts are written."""
    length: i64 = len(text)
    place: i64 = 0
    while place < length:
        code: i64 = ord(text[place])
        if code < 0x20 or code > 0x7E or code in (0x22, 0x5C):
            return False
        place += 1
    return True
