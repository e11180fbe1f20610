"""Decides which error handler answers an exception, and what a handler can be registered for.

1. A handler for the exception's status code comes before one that was registered without a code.
2. Among those, the innermost scope comes first and the application last.
3. Within a scope, the class nearest to the exception's own in its method resolution order comes first.
"""

from __future__ import annotations

from typing import Final, final

from demijohn.core import problem
from demijohn.core.problem import Problem
from demijohn.core.value import Value


@final
class HandlerTable(Value):
    """The error handlers, by scope, then by status code, then by exception class."""

    __match_args__ = ("entries",)
    __slots__ = __match_args__

    def __init__(self, entries: dict[str | None, dict[int | None, dict[type, object]]]) -> None:
        self.entries: Final = entries


@final
class Found(Value):
    """The handler for an exception, and the entry of the table that it stands in."""

    __match_args__ = ("handler", "scope", "code", "registered_for")
    __slots__ = __match_args__

    def __init__(self, handler: object, scope: str | None, code: int | None, registered_for: type) -> None:
        self.handler: Final = handler
        self.scope: Final = scope
        self.code: Final = code
        self.registered_for: Final = registered_for


@final
class Key(Value):
    """What a handler is registered for: an exception class, and the status code that the class has."""

    __match_args__ = ("registered_for", "code")
    __slots__ = __match_args__

    def __init__(self, registered_for: type[Exception], code: int | None) -> None:
        self.registered_for: Final = registered_for
        self.code: Final = code


def find(
    table: HandlerTable, chain: tuple[str, ...], code: int | None, mro: tuple[type, ...]
) -> Found | None:
    """Find the handler for an exception.

    Args:
        table: All the handlers.
        chain: The blueprints that serve the request, the innermost first.
        code: The status code that the exception's *class* has, or ``None``.
        mro: The method resolution order of the exception's class.
    """
    if code is not None:
        found = _find_by_code(table, chain, code, mro)
        if found is not None:
            return found
    return _find_by_code(table, chain, None, mro)


def key(
    asked: object, by_code: dict[int, type[Exception]], http: type[Exception], place: str | None = None
) -> Key | Problem:
    """Decide what a handler is registered for.

    Args:
        asked: The exception class or status code that the user gave.
        by_code: The exception class for each known status code.
        http: The class whose subclasses have a status code.
        place: Where the handler is registered, for the text of a refusal.
    """
    if isinstance(asked, bool):
        # A truth value is an ``int`` to Python, and no status code to anybody.
        return problem.HandlerForUnknownCode(repr(asked), place)
    if isinstance(asked, int):
        known = by_code.get(asked)
        if known is None:
            return problem.HandlerForUnknownCode(str(asked), place)
        return Key(known, class_code(known, http))
    if isinstance(asked, type):
        if not issubclass(asked, Exception):
            return problem.HandlerForOtherClass(asked.__name__, place)
        return Key(asked, class_code(asked, http))
    if isinstance(asked, Exception):
        return problem.HandlerForInstance(repr(asked), type(asked).__name__, place)
    return problem.HandlerForNonsense(repr(asked), place)


def class_code(cls: type[Exception], http: type[Exception]) -> int | None:
    """Give the status code of an exception class, by which its handlers are kept and found.

    A class may leave its code to its instances, for example with a property: it then counts as having none.
    """
    code: object = getattr(cls, "code", None) if issubclass(cls, http) else None
    return code if isinstance(code, int) else None


def _find_by_code(
    table: HandlerTable, chain: tuple[str, ...], code: int | None, mro: tuple[type, ...]
) -> Found | None:
    for scope in (*chain, None):
        by_class = table.entries.get(scope, {}).get(code)
        if not by_class:
            continue
        for cls in mro:
            handler = by_class.get(cls)
            if handler is not None:
                return Found(handler, scope, code, cls)
    return None
