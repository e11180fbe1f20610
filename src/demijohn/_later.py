"""Attributes that are worked out when somebody looks at them first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final


class Later:
    """An attribute which an object gets when it is first looked at; one that is set by then is left alone.

    Args:
        make: Gives the value, of the object.
    """

    # ``Any``: the class that has the attribute declares its type to the type checkers.
    def __init__(self, make: Callable[[Any], Any]) -> None:
        self.make: Final = make
        self.name = ""

    def __set_name__(self, owner: type[object], name: str) -> None:
        self.name = name

    def __get__(self, obj: object | None, owner: type[object]) -> Any:
        if obj is None:
            return self
        value = self.make(obj)
        setattr(obj, self.name, value)
        return value
