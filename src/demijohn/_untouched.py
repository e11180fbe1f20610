"""Whether classes are as they were written: programs may replace any member of a class, at any time."""

from __future__ import annotations

import os
from operator import attrgetter
from typing import Final

from ._native import have_tags, tags

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


class Watch:
    """Several classes at once; what was found is kept while none of them changes.

    Args:
        members: The members that count, of each class.
        first: The class to look at in the place of the first one: itself, or a subclass of it.
    """

    __slots__ = ("_members", "classes", "found", "tags")

    def __init__(self, members: tuple[Untouched, ...], first: type[object]) -> None:
        self._members: Final = members
        self.classes: Final = (first, *[each.cls for each in members[1:]])
        self.tags: tuple[int, ...] = (0,) * len(members)
        self.found = False

    def finds_all(self) -> bool:
        """Tell whether nobody has replaced any of the members, and short ways are allowed."""
        if not have_tags(self.classes, self.tags):
            before = tags(self.classes)
            self.found = ALLOWED and all(
                [each.by(cls) for each, cls in zip(self._members, self.classes, strict=True)]
            )
            # What changed meanwhile has another tag now. Looking at a class is also what gives it a tag.
            self.tags = before
        return self.found
