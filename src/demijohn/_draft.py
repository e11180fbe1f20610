"""The mutable twin of the registry: documented tables that notice every change made to them.

Extensions edit these tables directly and at any time. Every change ticks a clock, and what was derived from a
table is derived again when its clock has moved.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, SupportsIndex, TypeVar, cast

from .core.registry import Mark, Origin

if TYPE_CHECKING:
    from types import FrameType

    from typing_extensions import Self

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
_MISSING: Final = object()
_PACKAGE: Final = __name__.partition(".")[0]


class Clock:
    """Counts the changes of a table, and passes each on to the clock of the group the table belongs to."""

    __slots__ = ("_group", "sees_all", "time")

    def __init__(self, group: Clock | None = None) -> None:
        self.time = 0
        self.sees_all = True
        self._group = group

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


class ObservedList(list[T]):
    """A list which ticks a clock whenever it changes; a copy of it is a plain list."""

    __slots__ = ("clock",)

    def __init__(self, items: Iterable[T] = (), clock: Clock | None = None) -> None:
        self.clock: Final = clock or Clock()
        super().__init__(items)

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[type[list[T]], tuple[list[T]]]:
        return list, (self[:],)

    def append(self, item: T, /) -> None:
        super().append(item)
        self.clock.tick()

    def extend(self, items: Iterable[T], /) -> None:
        super().extend(items)
        self.clock.tick()

    def insert(self, index: SupportsIndex, item: T, /) -> None:
        super().insert(index, item)
        self.clock.tick()

    def remove(self, item: T, /) -> None:
        super().remove(item)
        self.clock.tick()

    def pop(self, index: SupportsIndex = -1, /) -> T:
        item = super().pop(index)
        self.clock.tick()
        return item

    def clear(self) -> None:
        super().clear()
        self.clock.tick()

    def reverse(self) -> None:
        super().reverse()
        self.clock.tick()

    # ``Any``: the key and the order are the caller's affair, ``list.sort`` checks them.
    def sort(self, *, key: Callable[[T], Any] | None = None, reverse: bool = False) -> None:
        super().sort(key=cast("Any", key), reverse=reverse)  # ``Any``: the stub splits this in two overloads.
        self.clock.tick()

    # ``Any``: an index takes an item and a slice takes items, which ``list`` itself tells apart.
    def __setitem__(self, index: Any, item: Any, /) -> None:
        super().__setitem__(index, item)
        self.clock.tick()

    def __delitem__(self, index: SupportsIndex | slice, /) -> None:
        super().__delitem__(index)
        self.clock.tick()

    # typeshed pairs ``+=`` with ``+``, which gives a plain list here.
    def __iadd__(self, items: Iterable[T], /) -> Self:  # type: ignore[override,misc]  # see above
        self.extend(items)
        return self

    def __imul__(self, times: SupportsIndex, /) -> Self:
        super().__imul__(times)
        self.clock.tick()
        return self


class ObservedDict(dict[K, V]):
    """A dict which ticks a clock whenever it changes, and adopts what is put in so that this is observed too.

    Args:
        items: What it holds at first.
        clock: The clock to tick.
        adopt: Takes in a value that is put in.
        fresh: Makes a value, observed by the same clock, of what a default holds; with it, a key that is read
            before it was set gets a fresh value, as in a ``defaultdict``.
    """

    __slots__ = ("adopt", "clock", "fresh")

    def __init__(
        self,
        items: Mapping[K, V] | Iterable[tuple[K, V]] = (),
        clock: Clock | None = None,
        adopt: Callable[[V, Clock], V] | None = None,
        fresh: Callable[[Clock, Any], V] | None = None,
    ) -> None:
        self.clock: Final = clock or Clock()
        self.adopt: Final = adopt
        self.fresh: Final = fresh
        super().__init__()
        self.update(items)

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[type[dict[K, V]], tuple[dict[K, V]]]:
        return dict, (self.copy(),)

    def __missing__(self, key: K) -> V:
        if self.fresh is None:
            raise KeyError(key)
        self[key] = self.fresh(self.clock, ())
        return self[key]

    def __setitem__(self, key: K, value: V, /) -> None:
        super().__setitem__(key, value if self.adopt is None else self.adopt(value, self.clock))
        self.clock.tick()

    def __delitem__(self, key: K, /) -> None:
        super().__delitem__(key)
        self.clock.tick()

    # ``Any`` in the next four: typeshed gives them overloads that depend on the types of key and default.
    def setdefault(self, key: K, default: Any = None, /) -> Any:
        if key not in self:
            # A default belongs to nobody yet, so it is observed from the start.
            self[key] = default if self.fresh is None else self.fresh(self.clock, default)
        return self[key]

    def pop(self, key: K, default: Any = _MISSING, /) -> Any:
        value = super().pop(key) if default is _MISSING else super().pop(key, default)
        self.clock.tick()
        return value

    def popitem(self) -> tuple[K, V]:
        item = super().popitem()
        self.clock.tick()
        return item

    def clear(self) -> None:
        super().clear()
        self.clock.tick()

    def update(self, *args: Any, **kwargs: Any) -> None:
        changes: dict[Any, Any] = dict(*args, **kwargs)
        for key, value in changes.items():
            self[key] = value

    # typeshed pairs ``|=`` with ``|``, which gives a plain dict here.
    def __ior__(self, other: Any, /) -> Self:  # type: ignore[override,misc]  # see above
        self.update(other)
        return self

    @classmethod
    def fromkeys(cls, keys: Iterable[Any], value: Any = None, /) -> dict[Any, Any]:
        """Make a plain dict: keys without a table have nothing to observe."""
        return dict.fromkeys(keys, value)


def keep(found: T, clock: Clock) -> T:
    """Keep a list or a dict as the very object that it is; the clock is told if it cannot see its changes."""
    unseen: object = found
    if isinstance(unseen, ObservedList | ObservedDict):
        own: object = cast("Any", unseen).clock  # ``Any``: what the table holds does not matter here.
        if own is clock:
            return found
    if not isinstance(unseen, tuple):
        clock.lose_sight()
    return found


def adopt_dict(found: dict[K, V], clock: Clock) -> dict[K, V]:
    """Observe a dict whose values are opaque; a dict that belongs to no table is copied."""
    if isinstance(found, ObservedDict) and found.clock is clock:
        return found
    return ObservedDict(found, clock)


def adopt_hooks(found: dict[K, list[T]], clock: Clock) -> dict[K, list[T]]:
    """Observe a table of lists, in which a scope that is read gets its list."""
    if isinstance(found, ObservedDict) and found.clock is clock:
        return found
    return ObservedDict(found, clock, keep, fresh_list)


def adopt_handlers(
    found: dict[str | None, dict[int | None, dict[K, V]]], clock: Clock
) -> dict[str | None, dict[int | None, dict[K, V]]]:
    """Observe a table of handlers: by scope, then code, then class."""
    if isinstance(found, ObservedDict) and found.clock is clock:
        return found
    return ObservedDict(found, clock, _adopt_codes, _fresh_codes)


def _adopt_codes(found: dict[int | None, dict[K, V]], clock: Clock) -> dict[int | None, dict[K, V]]:
    if isinstance(found, ObservedDict) and found.clock is clock:
        return found
    return ObservedDict(found, clock, adopt_dict, fresh_dict)


# ``Any``: these are made of a default, which is whatever was given as one.
def fresh_list(clock: Clock, items: Any) -> list[Any]:
    """Make a list that is observed."""
    return ObservedList(items, clock)


def fresh_dict(clock: Clock, items: Any) -> dict[Any, Any]:
    """Make a dict of opaque values that is observed."""
    return ObservedDict(items, clock)


def fresh_hooks(clock: Clock, items: Any) -> dict[Any, list[Any]]:
    """Make a table of lists that is observed."""
    return adopt_hooks(dict(items), clock)


def fresh_handlers(clock: Clock, items: Any) -> dict[str | None, dict[int | None, dict[Any, Any]]]:
    """Make a table of handlers that is observed."""
    return adopt_handlers(dict(items), clock)


def _fresh_codes(clock: Clock, items: Any) -> dict[int | None, dict[Any, Any]]:
    return _adopt_codes(dict(items), clock)


class Table:
    """A documented table as an attribute: assigning to it adopts what was assigned.

    Args:
        fresh: Makes the table that an owner begins with.
        adopt: Takes in what is assigned.
        group: The name of the clock that ticks with this table's own.
    """

    # ``Any``: the owner declares the type of each of its tables to the type checkers.
    def __init__(
        self, fresh: Callable[[Clock, Any], Any], adopt: Callable[[Any, Clock], Any], group: str | None = None
    ) -> None:
        self.fresh: Final = fresh
        self.adopt: Final = adopt
        self.group: Final = group

    def __set_name__(self, owner: type[object], name: str) -> None:
        self.name = name

    def __get__(self, obj: Drafted | None, owner: type[object]) -> Any:
        if obj is None:
            return self
        return vars(obj)[self.name]

    def __set__(self, obj: Drafted, table: Any) -> None:
        clock = obj._draft.clock(self.name, self.group)
        vars(obj)[self.name] = self.adopt(table, clock)
        clock.tick()

    def begin(self, obj: Drafted) -> None:
        """Give an owner its empty table."""
        vars(obj)[self.name] = self.fresh(obj._draft.clock(self.name, self.group), ())


class Draft:
    """The clocks of one owner's tables, and where user code registered each thing."""

    __slots__ = ("_clocks", "_place", "_scope", "origins", "places")

    def __init__(self) -> None:
        self._clocks: dict[str, Clock] = {}
        self._place: Place | None = None
        self._scope: str | None = None
        self.origins: dict[Mark, Origin] = {}
        self.places: dict[tuple[str, str], Place] = {}

    def clock(self, name: str, group: str | None = None) -> Clock:
        """Give the clock of a table or of a group, which is made when it is first asked for."""
        clock = self._clocks.get(name)
        if clock is None:
            clock = Clock(None if group is None else self.clock(group))
            self._clocks[name] = clock
        return clock

    def note(self, mark: Mark) -> None:
        """Remember where the code runs that registers something, for the registry."""
        place = self.here()
        self.origins[mark] = Origin(place.file, place.line, self._scope)

    def claim(self, sort: str, name: str) -> None:
        """Remember where a name was registered first, for the text of a later refusal."""
        self.places.setdefault((sort, name), self.here())

    def first(self, sort: str, name: str) -> str | None:
        """Say as ``file:line`` where a name was registered first."""
        place = self.places.get((sort, name))
        return None if place is None else str(place)

    def here(self) -> Place:
        """Give the place of the code that registers something now."""
        return self._place or caller()

    @contextmanager
    def replaying(self, place: Place | None, scope: str | None) -> Generator[None, None, None]:
        """Let everything registered inside count as registered at a place of the past, by a blueprint."""
        before = self._place, self._scope
        self._place, self._scope = place or self._place, scope
        try:
            yield
        finally:
            self._place, self._scope = before


class Drafted:
    """What has tables: each is there, and empty, from the start."""

    def _begin_draft(self) -> None:
        self._draft = Draft()
        for cls in type(self).__mro__:
            for found in vars(cls).values():
                if isinstance(found, Table):
                    found.begin(self)


class Place(NamedTuple):
    """A line of user code."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def caller() -> Place:
    """Find the nearest code outside this package."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and _is_ours(frame):
        frame = frame.f_back
    if frame is None:
        return Place("<unknown>", 0)
    return Place(frame.f_code.co_filename, frame.f_lineno)


def _is_ours(frame: FrameType) -> bool:
    name = str(frame.f_globals.get("__name__", ""))
    return name == _PACKAGE or name.startswith(_PACKAGE + ".") or name == "contextlib"
