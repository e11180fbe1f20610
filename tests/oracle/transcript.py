"""What one side of a comparison did, as plain lines, and how two sides are compared.

1. Everything is written down at the moment it happens: later changes to an object do not change the transcript.
2. Dates, memory addresses, the package's own name and the order of an ``Allow`` header say nothing about behaviour
   and are left out.
3. An exception agrees with Flask's when its class has the same name and its message opens with the same sentence.
"""

# pyright: reportUnknownArgumentType=false
# `show` takes anything, so that what is inside of it has no type.

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs
from werkzeug.exceptions import HTTPException

DATED_HEADERS: Final = frozenset({"date", "expires"})
_ADDRESS: Final = re.compile(r"0x[0-9a-fA-F]{6,}")
_PACKAGE: Final = re.compile(r"\b(flask|demijohn)\.(?=[a-z_])")
_COOKIE_DATE: Final = re.compile(r"Expires=[^;]+")
_SENTENCE: Final = re.compile(r"^(.*?)(?:[.:]?\s*\n|[.!]\s|[.:!]?$)", re.DOTALL)


@attrs.frozen
class Line:
    """One thing that happened; it must be the same on both sides, character for character."""

    text: str


@attrs.frozen
class Raised:
    """An exception or a warning: the name of its class, and its message, of which the head counts."""

    name: str
    message: str

    @property
    def text(self) -> str:
        """The line that a failing comparison shows."""
        return f"raised {self.name}: {self.message}"


Entry = Line | Raised


def head(message: str) -> str:
    """The first sentence of a message, without its closing mark: the part that programs match on."""
    found = _SENTENCE.match(message.strip())
    return found.group(1).strip() if found else ""


def agrees(expected: Entry, actual: Entry) -> bool:
    """Whether what demijohn did (`actual`) is what Flask did (`expected`)."""
    if isinstance(expected, Raised) and isinstance(actual, Raised):
        return expected.name == actual.name and actual.message.strip().startswith(head(expected.message))
    return expected == actual


def differences(expected: list[Entry], actual: list[Entry]) -> str:
    """Both sides as a unified diff, or nothing when they agree."""
    if len(expected) == len(actual) and all(map(agrees, expected, actual)):
        return ""
    left = [line for entry in expected for line in entry.text.splitlines()]
    right = [line for entry in actual for line in entry.text.splitlines()]
    diff = "\n".join(difflib.unified_diff(left, right, "flask", "demijohn", lineterm="", n=3))
    both = ["--- all of flask", *left, "--- all of demijohn", *right]
    return "\n".join(["", diff, *both])


def raised(error: BaseException) -> Entry:
    """The entry for an exception; HTTP exceptions are Werkzeug's own, so that all of their text counts."""
    if isinstance(error, HTTPException):
        return Line(f"raised {type(error).__name__}: {error}")
    return Raised(type(error).__name__, anonymous(_message(error)))


def _message(error: BaseException) -> str:
    """The message of an exception; a ``KeyError`` shows its own quoted."""
    return error.args[0] if isinstance(error, KeyError) and _is_text(error.args) else str(error)


def _is_text(args: tuple[object, ...]) -> bool:
    return len(args) == 1 and isinstance(args[0], str)


def header_lines(headers: Iterable[tuple[str, str]]) -> list[str]:
    """Headers in their order, with dates left out and the methods of ``Allow`` sorted."""
    return [f"    {name}: {_header_value(name.lower(), value)}" for name, value in headers]


def _header_value(name: str, value: str) -> str:
    if name in DATED_HEADERS:
        return "<date>"
    if name == "set-cookie":
        return _COOKIE_DATE.sub("Expires=<date>", value)
    if name == "allow":
        return ", ".join(sorted(method.strip() for method in value.split(",")))
    return value


def show(value: Any) -> str:  # narrowed by its class below
    """A value as text that is the same in every process: no addresses, sets sorted, classes by name."""
    if isinstance(value, type):
        return f"<class {value.__name__}>"
    if isinstance(value, BaseException):
        return f"<{type(value).__name__}: {head(_message(value))}>"
    if isinstance(value, dict):
        return _show_dict(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(show, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(show, value)) + ")"
    if isinstance(value, (set, frozenset)):
        return "{" + ", ".join(sorted(map(show, value))) + "}"
    if callable(value) and hasattr(value, "__name__"):
        return f"<function {value.__name__}>"
    return anonymous(repr(value))


def anonymous(text: str) -> str:
    """A text without memory addresses, and without the name of the package that wrote it."""
    return _PACKAGE.sub("package.", _ADDRESS.sub("0x", text))


def _show_dict(value: Mapping[Any, Any]) -> str:
    return "{" + ", ".join(f"{show(key)}: {show(item)}" for key, item in value.items()) + "}"
