"""The mutable twin of the registry: documented tables that notice every change made to them.

Extensions edit these tables directly and at any time. Every change ticks a clock, and what was derived from a
table is derived again when its clock has moved.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, SupportsIndex, TypeVar, cast

from ._clock import Clock
from .core.registry import Mark, Origin

if TYPE_CHECKING:
    from types import FrameType

    from typing_extensions import Self

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")
_MISSING: Final = object()
_PACKAGE: Final = __name__.partition(".")[0]


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
    """A dict which ticks a clock whenever it changes.

    Args:
        items: What it holds at first.
        clock: The clock to tick.
        fresh: Says that the values are tables too, and makes one that is observed by the same clock: a key that
            is read before it was set gets one, as in a ``defaultdict``.
    """

    __slots__ = ("clock", "fresh")

    def __init__(
        self,
        items: Mapping[K, V] | Iterable[tuple[K, V]] = (),
        clock: Clock | None = None,
        fresh: Callable[[Clock, Any], V] | None = None,
    ) -> None:
        self.clock: Final = clock or Clock()
        self.fresh: Final = fresh
        super().__init__()
        self.update(items)

    # ``Any``: what is made of it is a plain dict, or a table that makes values in its turn.
    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        content = dict(self)
        return (dict, (content,)) if self.fresh is None else (_copy_of, (content, self.fresh))

    def copy(self) -> dict[K, V]:
        """Copy it; a table of tables still makes those that are missing, and belongs to nobody yet."""
        return dict(self) if self.fresh is None else _copy_of(self, self.fresh)

    def __or__(self, other: Any, /) -> Any:
        merged = self.copy()
        merged.update(other)
        return merged

    def __ror__(self, other: Any, /) -> Any:
        merged = dict(other)
        merged.update(self)
        return merged if self.fresh is None else _copy_of(merged, self.fresh)

    def __missing__(self, key: K) -> V:
        if self.fresh is None:
            raise KeyError(key)
        self[key] = self.fresh(self.clock, ())
        return self[key]

    def __setitem__(self, key: K, value: V, /) -> None:
        super().__setitem__(key, value if self.fresh is None else keep(value, self.clock))
        self.clock.tick()

    def __delitem__(self, key: K, /) -> None:
        super().__delitem__(key)
        self.clock.tick()

    # ``Any`` in the next four: typeshed gives them overloads that depend on the types of key and default.
    def setdefault(self, key: K, default: Any = None, /) -> Any:
        if key not in self:
            self[key] = default
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

    # typeshed gives this overloads that depend on the types of the other's keys and values.
    def __ior__(self, other: Any, /) -> Self:  # type: ignore[override]  # see above
        self.update(other)
        return self

    @classmethod
    def fromkeys(cls, keys: Iterable[Any], value: Any = None, /) -> dict[Any, Any]:
        """Make a plain dict: keys without a table have nothing to observe."""
        return dict.fromkeys(keys, value)


# ``Any``: as for ``fresh`` above.
def _copy_of(items: dict[K, V], fresh: Callable[[Clock, Any], V]) -> dict[K, V]:
    return ObservedDict(items, Clock(), fresh)


def keep(found: T, clock: Clock) -> T:
    """Keep a list or a dict as the very object that it is; the clock is told if it cannot see its changes."""
    whole: object = found
    if not (_is_observed(whole, clock) or isinstance(whole, tuple)):
        clock.lose_sight()
    return found


def _is_observed(found: object, clock: Clock) -> bool:
    if not isinstance(found, ObservedList | ObservedDict):
        return False
    own: object = cast("Any", found).clock  # ``Any``: what the table holds does not matter here.
    return own is clock


# ``Any``: these are made of what a table is to hold, which is as different as the tables are.
def fresh_list(clock: Clock, items: Any) -> list[Any]:
    """Make a list that is observed."""
    return ObservedList(items, clock)


def fresh_dict(clock: Clock, items: Any) -> dict[Any, Any]:
    """Make a dict of opaque values that is observed."""
    return ObservedDict(items, clock)


def fresh_hooks(clock: Clock, items: Any) -> dict[Any, list[Any]]:
    """Make a table of lists that is observed, by scope."""
    return ObservedDict(items, clock, fresh_list)


def fresh_codes(clock: Clock, items: Any) -> dict[int | None, dict[Any, Any]]:
    """Make a table of one scope's handlers that is observed, by code and class."""
    return ObservedDict(items, clock, fresh_dict)


def fresh_handlers(clock: Clock, items: Any) -> dict[str | None, dict[int | None, dict[Any, Any]]]:
    """Make a table of handlers that is observed, by scope, code and class."""
    return ObservedDict(items, clock, fresh_codes)


def list_of(table: dict[K, list[T]], scope: K) -> list[T]:
    """Give the list of a scope; one that is made for it now is observed, if the table is."""
    return table[scope] if isinstance(table, ObservedDict) else table.setdefault(scope, [])


def unseen(table: object, depth: int, clock: Clock) -> Iterator[Unseen]:
    """Find the parts of a table whose changes its clock cannot see.

    Args:
        table: A dict, a list, or what user code has put in the place of one.
        depth: How many tables stand inside each other; what the innermost ones hold is opaque.
        clock: The clock of the table.
    """
    if depth == 0 or isinstance(table, tuple):
        return
    if not _is_observed(table, clock):
        yield Unseen(table)
    if isinstance(table, dict):
        for inner in cast("dict[object, object]", table).values():
            yield from unseen(inner, depth - 1, clock)


class Unseen:
    """A list or a dict of the user's own, and what it held at one time."""

    __slots__ = ("_before", "_found")

    def __init__(self, found: object) -> None:
        self._found = found
        self._before = _content(found)

    def has_changed(self) -> bool:
        """Say whether it may hold something else by now."""
        now, before = _content(self._found), self._before
        if now is None or before is None or len(now) != len(before):
            return True
        # Objects of any class may be in it, and some have an equality of their own.
        return any(one is not other for one, other in zip(now, before, strict=True))


def _content(found: object) -> tuple[object, ...] | None:
    if isinstance(found, dict):
        table = cast("dict[object, object]", found)
        return (*table, *table.values())
    # What is neither may be used up by reading it.
    return tuple(cast("list[object]", found)) if isinstance(found, list) else None


class Table:
    """A documented table as an attribute; what is assigned to it is the table from then on.

    Args:
        fresh: Makes the table that an owner begins with.
        depth: How many tables stand inside each other.
        group: The name of the clock that ticks with this table's own.
    """

    # ``Any``: the owner declares the type of each of its tables to the type checkers.
    def __init__(self, fresh: Callable[[Clock, Any], Any], depth: int = 1, group: str | None = None) -> None:
        self.fresh: Final = fresh
        self.depth: Final = depth
        self.group: Final = group

    def __set_name__(self, owner: type[object], name: str) -> None:
        self.name = name

    def __get__(self, obj: Drafted | None, owner: type[object]) -> Any:
        if obj is None:
            return self
        return vars(obj)[self.name]

    def __set__(self, obj: Drafted, table: Any) -> None:
        clock = self.clock(obj)
        vars(obj)[self.name] = keep(table, clock)
        clock.tick()

    def begin(self, obj: Drafted) -> None:
        """Give an owner its empty table."""
        vars(obj)[self.name] = self.fresh(self.clock(obj), ())

    def clock(self, obj: Drafted) -> Clock:
        """Give the clock of an owner's table."""
        return obj._draft.clock(self.name, self.group)

    def unseen(self, obj: Drafted) -> Iterator[Unseen]:
        """Find the parts of an owner's table whose changes are not seen."""
        clock = self.clock(obj)
        return iter(()) if clock.sees_all else unseen(vars(obj)[self.name], self.depth, clock)


def tables(cls: type[Drafted]) -> dict[str, Table]:
    """Give the tables of a class, by name."""
    members = [member for part in reversed(cls.__mro__) for member in vars(part).items()]
    return {name: found for name, found in members if isinstance(found, Table)}


class Draft:
    """The clocks of one owner's tables, and where user code registered each thing."""

    __slots__ = ("_clocks", "_place", "_scope", "origins", "places")

    def __init__(self) -> None:
        self._clocks: dict[str, Clock] = {}
        self._place: Place | None = None
        self._scope: str | None = None
        self.origins: dict[Mark, Origin] = {}
        self.places: dict[tuple[str, str], Place] = {}

    def view_clock(self, views: object) -> Clock | None:
        """Give the clock of the table of views, if it sees every change of it."""
        clock = self.clock("view_functions")
        return clock if clock.sees_all and _is_observed(views, clock) else None

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
        for table in tables(type(self)).values():
            table.begin(self)


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
