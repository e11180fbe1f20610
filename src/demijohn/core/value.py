"""What every decision of the core inherits: equality by content, a readable form, pickling.

1. A value names its fields once, in ``__match_args__``; its slots, equality, hash and form follow from them.
2. A value never changes: its fields are ``Final``, which the compiled build enforces even against
   ``object.__setattr__``.
"""

from __future__ import annotations

from typing import NoReturn


class Value:
    """An immutable record that is equal to another of its class with equal fields."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        for name in fields(self):
            if getattr(self, name) != getattr(other, name):
                return False
        return True

    def __hash__(self) -> int:
        return hash((type(self), contents(self)))

    def __repr__(self) -> str:
        shown = ", ".join([f"{name}={getattr(self, name)!r}" for name in fields(self)])
        return f"{type(self).__name__}({shown})"

    def __reduce__(self) -> tuple[type[Value], tuple[object, ...]]:
        return type(self), contents(self)


def contents(value: Value) -> tuple[object, ...]:
    """Give the fields of a value in their order."""
    return tuple([getattr(value, name) for name in fields(value)])


def fields(value: Value) -> tuple[str, ...]:
    """Give the names of a value's fields."""
    # Declared on the class above, each value's own tuple would count as an override of an unclear type.
    names: tuple[str, ...] = getattr(value, "__match_args__", ())
    return names


def unreachable(value: NoReturn) -> NoReturn:
    """Close a union: the type checker proves that no case is left when this line is typed.

    Raises:
        AssertionError: If a case was left after all.
    """
    raise AssertionError(f"no case is left for {value!r}")
