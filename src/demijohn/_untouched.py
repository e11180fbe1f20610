"""Whether classes and attributes are as they were: programs may replace any member of a class, at any time."""

from __future__ import annotations

import os
from collections.abc import Callable
from operator import attrgetter, is_
from typing import Any, Final, TypeAlias

from . import _native

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
        looked_at = _verdicts(members)
        self.guard: object = None
        self.state: State = _state
        if _native.have_guards:
            # Looking at a class is what gives it a tag; what changes after this has another one.
            guard = _native.Guard(tuple([cls for cls, _ in members]), dicts, own, skipped, empty)
            if guard.has_tags():
                self.guard, self.state = guard, _native.state
                looked_at = _verdicts(members)
        self.are_untouched: Final = looked_at
        self.all_are_untouched: Final[bool] = ALLOWED and all(looked_at)
        if self.guard is None:
            self.guard = _Guard(members, looked_at, dicts, own, skipped, empty)


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
    """What C has a guard for, in Python alone."""

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
        self._copies: Final = tuple([_flat(each) for each in (_without(own, skipped), *dicts)])
        self.empty: Final = empty

    def holds(self, obj: object, own: dict[str, Any]) -> bool:
        """Tell whether all is as it was."""
        if type(obj) is not self._members[0][0]:
            return False
        for each, copy in zip((_without(own, self._skipped), *self._dicts), self._copies, strict=True):
            if len(each) * 2 != len(copy) or not all(map(is_, _flat(each), copy)):
                return False
        return _verdicts(self._members) == self._are_untouched


def _state(guard: _Guard, obj: object, own: dict[str, Any]) -> bool | None:
    if not guard.holds(obj, own):
        return None
    for each in guard.empty:
        if each:
            return False
    return True


def _verdicts(members: tuple[tuple[type[object], Untouched], ...]) -> list[bool]:
    return [each.by(cls) for cls, each in members]


def _without(attributes: dict[str, Any], name: str) -> dict[str, Any]:
    kept = attributes.copy()
    kept.pop(name, None)
    return kept


def _flat(attributes: dict[Any, Any]) -> list[Any]:
    return [*attributes, *attributes.values()]
