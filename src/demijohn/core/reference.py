"""Decides what the text that names an application means: a module or file, and perhaps a name or a call in it.

1. What stands before the first colon is a module or a path; a colon after a drive letter is part of the path.
2. What stands after it is a plain name, or a call of a plain name whose arguments are literals.
"""

from __future__ import annotations

import ast
from typing import Final, final

from demijohn.core.problem import AppNameMalformed, FactoryArgumentsNotLiteral, FactoryNameNotSimple, Problem
from demijohn.core.value import Value

APP_NAMES: Final = ("app", "application")
"""The names under which an application is looked for first."""

FACTORY_NAMES: Final = ("create_app", "make_app")
"""The names under which a factory is looked for."""

FILES: Final = ("wsgi.py", "app.py")
"""The files in which an application is looked for when none is named."""


@final
class Reference(Value):
    """A name in a module, and the arguments to call it with if it is a function."""

    __match_args__ = ("name", "args", "kwargs")
    __slots__ = __match_args__

    def __init__(self, name: str, args: tuple[object, ...], kwargs: dict[str, object]) -> None:
        self.name: Final = name
        self.args: Final = args
        self.kwargs: Final = kwargs


def split(text: str) -> tuple[str, str | None]:
    """Split the text that names an application into the module or path, and what stands after the colon."""
    drive = text[:2] if text[1:3] in DRIVE_ENDS else ""
    path, colon, name = text[len(drive) :].partition(":")
    return drive + path, name if colon else None


def parse(text: str) -> Reference | Problem:
    """Read what stands after the colon."""
    try:
        parsed = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError):
        return AppNameMalformed(text)
    if isinstance(parsed, ast.Name):
        return Reference(parsed.id, (), {})
    if not isinstance(parsed, ast.Call):
        return AppNameMalformed(text)
    if not isinstance(parsed.func, ast.Name):
        return FactoryNameNotSimple(text)
    return _read_arguments(text, parsed.func.id, parsed)


def choose(names: tuple[str, ...]) -> str | None:
    """Choose the application among the names that a module gives to applications; ``None`` if that is open.

    Args:
        names: All names in the module that stand for an application, in their order.
    """
    for usual in APP_NAMES:
        if usual in names:
            return usual
    return names[0] if len(names) == 1 else None


def _read_arguments(text: str, name: str, call: ast.Call) -> Reference | Problem:
    try:
        args = [ast.literal_eval(argument) for argument in call.args]
        kwargs: dict[str, object] = {}
        for keyword in call.keywords:
            value = ast.literal_eval(keyword.value)
            kwargs.update(value if keyword.arg is None else {keyword.arg: value})
    except (TypeError, ValueError):
        return FactoryArgumentsNotLiteral(text)
    return Reference(name, tuple(args), kwargs)


DRIVE_ENDS: Final = (":\\", ":/")
