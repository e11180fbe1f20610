"""Whether classes and attributes are as they were: programs may replace any member of a class, at any time."""

from __future__ import annotations

import os
from collections.abc import Callable
from operator import attrgetter
from typing import Any, Final, TypeAlias

from . import _native
from ._copies import are_same, copies_of, without

# ``Any`` in this module: the attributes of an object are of any type.
State: TypeAlias = "Callable[[Any, object, dict[str, Any]], bool | None]"

ALLOWED: Final = os.environ.get("DEMIJOHN_STEPS") != "documented"
"""Whether there are short ways at all; tests run the documented steps by this switch."""


class Untouched:
    """Some members of a class, and what they were when the class had just been written.

    Args:
        cls: The class.
        names: Its members, at least two; inherited ones count too.
    """

    __slots__ = ("_find", "_found", "cls")

    def __init__(self, cls: type[object], *names: str) -> None:
        self.cls: Final = cls
        self._find: Final = attrgetter(*names)
        self._found: Final[object] = self._find(cls)

    def by(self, cls: type[object]) -> bool:
        """Tell whether nobody has replaced or overridden one of them, in this class or in a subclass of it."""
        try:
            return bool(self._find(cls) == self._found)
        except AttributeError:
            return False


_NOBODY: Final = object()
_NOBODY_MEMBERS: Final = (object, Untouched(object, "__init__", "__new__"))
_NOTHING: Final[dict[str, Any]] = {}


class Guarded:
    """An object, with classes and dicts that it is used with: whether all are as they were.

    Args:
        own: The dict of the object, which is not kept, or an empty one if what the object has does not count.
        members: The members that count, each of a class that is the one they were written in, or a subclass of it.
            The first is the object's.
        dicts: Dicts whose items count too, as those of the object do.
        skipped: The attribute of the object that does not count.
        empty: Dicts in which there should be nothing.
    """

    __slots__ = ("all_are_untouched", "are_untouched", "guard", "state")

    def __init__(
        self,
        own: dict[str, Any],
        members: tuple[tuple[type[object], Untouched], ...],
        dicts: tuple[dict[Any, Any], ...],
        skipped: str,
        empty: tuple[dict[Any, Any], ...],
    ) -> None:
        # Looking at a class is what gives it a tag; what changes after this has another one.
        _verdicts(members)
        guard = _native.Guard(tuple([cls for cls, _ in members]), dicts, own, skipped, empty)
        are_untouched = _verdicts(members)
        has_tags = guard.has_tags()
        self.are_untouched: Final = are_untouched
        self.all_are_untouched: Final[bool] = ALLOWED and all(are_untouched)
        self.guard: Final[object] = (
            guard if has_tags else _Guard(members, are_untouched, dicts, own, skipped, empty)
        )
        self.state: Final[State] = _native.state if has_tags else _state


class Watched:
    """Classes of which some members count.

    Args:
        members: The members, each of a class that is the one they were written in, or a subclass of it.
    """

    __slots__ = ("_guarded", "_members")

    def __init__(self, members: tuple[tuple[type[object], Untouched], ...]) -> None:
        self._members: Final = (_NOBODY_MEMBERS, *members)
        self._guarded: Guarded | None = None

    def are_untouched(self) -> bool:
        """Tell whether nobody has replaced any of the members, and short ways are allowed."""
        guarded = self._guarded
        if guarded is None or guarded.state(guarded.guard, _NOBODY, _NOTHING) is None:
            guarded = self._guarded = Guarded(_NOTHING, self._members, (), "", ())
        return guarded.all_are_untouched


class _Guard:
    """What compares the members of classes that have no tags to go by."""

    __slots__ = ("_are_untouched", "_copies", "_dicts", "_members", "_skipped", "empty")

    def __init__(
        self,
        members: tuple[tuple[type[object], Untouched], ...],
        are_untouched: list[bool],
        dicts: tuple[dict[Any, Any], ...],
        own: dict[str, Any],
        skipped: str,
        empty: tuple[dict[Any, Any], ...],
    ) -> None:
        self._members: Final = members
        self._are_untouched: Final = are_untouched
        self._dicts: Final = dicts
        self._skipped: Final = skipped
        self._copies: Final = copies_of((without(own, skipped), *dicts))
        self.empty: Final = empty

    def holds(self, obj: object, own: dict[str, Any]) -> bool:
        """Tell whether all is as it was."""
        return (
            type(obj) is self._members[0][0]
            and are_same((without(own, self._skipped), *self._dicts), self._copies)
            and _verdicts(self._members) == self._are_untouched
        )


def _state(guard: _Guard, obj: object, own: dict[str, Any]) -> bool | None:
    if not guard.holds(obj, own):
        return None
    for each in guard.empty:
        if each:
            return False
    return True


def _verdicts(members: tuple[tuple[type[object], Untouched], ...]) -> list[bool]:
    return [each.by(cls) for cls, each in members]
