"""Whether classes are as they were written: programs may replace any member of a class, at any time."""

from __future__ import annotations

from operator import attrgetter
from typing import Final


class Untouched:
    """Some members of a class, and what they were when the class had just been written.

    Args:
        cls: The class.
        names: Its members, at least two; inherited ones count too.
    """

    __slots__ = ("_find", "_found")

    def __init__(self, cls: type[object], *names: str) -> None:
        self._find: Final = attrgetter(*names)
        self._found: Final[object] = self._find(cls)

    def by(self, cls: type[object]) -> bool:
        """Tell whether nobody has replaced or overridden one of them, in this class or in a subclass of it."""
        try:
            return bool(self._find(cls) == self._found)
        except AttributeError:
            return False
