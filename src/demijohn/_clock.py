"""The clocks of tables, which everything that is derived from a table goes by."""

from __future__ import annotations

from typing import final


@final
class Clock:
    """Counts the changes of a table, and passes each on to the clock of the group the table belongs to.

    A list or a dict of the user's own which comes into the table stays that object, and its changes do not tick:
    the clock then does not see all, and what is derived has to look at the ``unseen`` parts as well.

    Args:
        group: The clock of the group.
        time: How many changes there have been.
    """

    __slots__ = ("_group", "sees_all", "time")

    def __init__(self, group: Clock | None = None, time: int = 0) -> None:
        self.time: int = time
        self.sees_all: bool = True
        self._group = group

    def __reduce__(self) -> tuple[type[Clock], tuple[Clock | None, int]]:
        return Clock, (self._group, self.time)

    def tick(self) -> None:
        """Note a change."""
        self.time += 1
        if self._group is not None:
            self._group.tick()

    def lose_sight(self) -> None:
        """Note that something came into the table whose changes cannot be seen."""
        self.sees_all = False
        if self._group is not None:
            self._group.lose_sight()
