"""What CPython counts of the changes of classes and dicts, read from memory: the pure build has no C that could.

CPython gives each class a number, and takes it away when the class or a base of it changes in any way. A dict gets a new
number with each change; but from Python 3.13 on, not for an attribute that is set while the values stand in the object itself.
No function of Python tells the numbers, but they stand in the memory of the class and the dict. Where in it is found by a
trial: the word that is 0 after each change of a class, and a new one after each look at it, is the number. What a trial does
not find is not read, and what has no number is compared.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from struct import Struct
from typing import Any, Final, NamedTuple

from ._copies import are_same, copies_of, without

_TRIALS: Final = 5
_WORD: Final = 8
_VALUES: Final = dict.__basicsize__ // _WORD - 1
"""How many words of a dict are before the last one, which is 0 if its values stand nowhere else than in the dict."""
_LIBRARIES: Final = frozenset({"demijohn", "itsdangerous", "json", "werkzeug"})
_HAS_ADDRESSES: Final = sys.implementation.name == "cpython" and sys.maxsize == 2**63 - 1
"""Whether the identity of an object is where it stands, and an address is a word."""

# ``Any`` in this module: the attributes of an object, and the items of a dict, are of any type.


class _Places(NamedTuple):
    """Where numbers stand.

    Attributes:
        memory: The memory, in words.
        of_class: How many words are before the number of a class.
        of_dict: How many are before that of a dict, if it has one.
        counts_all: Whether a dict gets a number with each change, wherever its values stand.
    """

    memory: memoryview[int]
    of_class: int
    of_dict: int | None
    counts_all: bool

    def word(self, attributes: dict[Any, Any]) -> int | None:
        """Give the word that has the number of a dict, or ``None`` if it does not change with each change of the dict."""
        at = id(attributes) // _WORD
        if self.of_dict is None or not (self.counts_all or self.memory[at + _VALUES] == 0):
            return None
        return at + self.of_dict


class Guard:
    """What C has a guard for: that classes and dicts are as they were, and that other dicts are empty.

    Args:
        classes: The classes; the first is that of the object.
        dicts: Dicts whose items count too, as those of the object do.
        own: The dict of the object, which is not kept.
        skipped: The attribute of the object that does not count.
        empty: Dicts in which there should be nothing.
    """

    __slots__ = (
        *("_are_tagged", "_compares_own", "_copies", "_kept", "_skipped", "_uncounted"),
        *("cls", "empty", "found", "is_counted", "memory", "own", "read"),
    )

    def __init__(
        self,
        classes: tuple[type[object], ...],
        dicts: tuple[dict[Any, Any], ...],
        own: dict[str, Any],
        skipped: str,
        empty: tuple[dict[Any, Any], ...],
    ) -> None:
        places = _find_places()
        self._are_tagged = False
        if places is None:
            return
        lowest = _lowest(classes)
        tags = [id(cls) // _WORD + places.of_class for cls in lowest]
        words = [places.word(each) for each in (own, *dicts)]
        counts = [word for word in words if word is not None]
        self._kept: Final = (lowest, dicts)  # what is read stays where it is
        self.cls: Final = classes[0]
        self.own: Final = id(own)
        uncounted = tuple([each for each, word in zip(dicts, words[1:], strict=True) if word is None])
        self._skipped: Final = skipped
        self._compares_own: Final = words[0] is None
        self._uncounted: Final = uncounted
        self._copies: Final = copies_of(self._compared(own))
        self.is_counted: Final = None not in words
        self.empty: Final = empty
        self.read, self.memory = _reader(places.memory, sorted({*tags, *counts}))
        self.found: Final = self.read(self.memory)
        self._are_tagged = all([places.memory[tag] for tag in tags])

    def has_tags(self) -> bool:
        """Tell whether each of the classes has a number to go by."""
        return self._are_tagged

    def holds(self, own: dict[str, Any]) -> bool:
        """Tell whether the dicts that have no number are as they were."""
        return are_same(self._compared(own), self._copies)

    def _compared(self, own: dict[str, Any]) -> tuple[dict[Any, Any], ...]:
        return (without(own, self._skipped), *self._uncounted) if self._compares_own else self._uncounted


def state(guard: Guard, obj: object, own: dict[str, Any]) -> bool | None:
    """Tell what a guard says of an object with its dict."""
    if (
        type(obj) is not guard.cls
        or id(own) != guard.own  # first of all: what is not there any more is not read
        or guard.read(guard.memory) != guard.found
        or not (guard.is_counted or guard.holds(own))
    ):
        return None
    return not any(guard.empty)


@cache
def _find_places() -> _Places | None:
    """Look for the numbers in the memory of a class and of a dict that are changed for a trial."""
    if not _HAS_ADDRESSES:
        return None
    try:
        import ctypes  # only the pure build needs it, and not before its first request
    except ImportError:  # some builds of Python have none
        return None

    words = (ctypes.c_uint64 * (2**56 // _WORD)).from_address(0)
    memory = memoryview(words).cast("B").cast("Q").toreadonly()
    of_class = _find_in_class(memory)
    if of_class is None:
        return None
    settings: dict[str, Any] = {"mark": -1}
    of_dict = _find_in_dict(memory, settings, lambda number: settings.update(mark=number))
    changed = _Changed()
    of_attributes = _find_in_dict(memory, vars(changed), lambda number: setattr(changed, "mark", number))
    return _Places(memory, of_class, of_dict, of_dict == of_attributes)


class _Changed:
    """Something whose attributes are changed for a trial."""

    mark = -1


def _find_in_class(memory: memoryview[int]) -> int | None:
    class Changed:
        mark = 0

    looked: list[list[int]] = []
    changed: list[list[int]] = []
    for number in range(_TRIALS):
        hasattr(Changed, "mark")
        looked.append(_words(memory, Changed))
        Changed.mark = number
        changed.append(_words(memory, Changed))
    for at in range(1, len(looked[0])):  # the first word counts references
        numbers = {words[at] for words in looked} - {0}
        if len(numbers) == _TRIALS and not any([words[at] for words in changed]):
            return at
    return None


def _find_in_dict(
    memory: memoryview[int], attributes: dict[str, Any], change: Callable[[int], None]
) -> int | None:
    seen: list[list[int]] = []
    for number in range(_TRIALS):
        change(number)
        seen.append(_words(memory, attributes))
    for at in range(1, len(seen[0])):  # as above
        numbers = [words[at] for words in seen]
        if numbers == sorted(set(numbers)):
            return at
    return None


def _words(memory: memoryview[int], obj: object) -> list[int]:
    at = id(obj) // _WORD
    return memory[at : at + type(obj).__basicsize__ // _WORD].tolist()


def _reader(
    memory: memoryview[int], words: list[int]
) -> tuple[Callable[[memoryview[int]], tuple[int, ...]], memoryview[int]]:
    """Give what reads some words in one step, passing over all that lies between, and what it reads them from."""
    gaps = [after - word - 1 for word, after in pairwise(words)]
    layout = Struct("q" + "".join([f"{gap * _WORD}xq" for gap in gaps]))
    return layout.unpack, memory[words[0] : words[-1] + 1]


def _lowest(classes: tuple[type[object], ...]) -> list[type[object]]:
    """Give classes one of which loses its number when any of some classes changes.

    A class loses its number with each of its bases. So what is a base of another one is left out; and of those that have a
    common heir there is only that one to read, several times for each request.
    """
    lowest = [
        cls for cls in dict.fromkeys(classes) if not [each for each in classes if cls in each.__mro__[1:]]
    ]
    alike = [cls for cls in lowest if cls is not classes[0] and _is_plain(cls)]
    heir = _heir(tuple(alike))
    if heir is None:
        return lowest
    hasattr(heir, "mark")  # it gets a number when it is looked at
    return [heir, *[cls for cls in lowest if cls not in alike]]


def _is_plain(cls: type[object]) -> bool:
    """Tell whether a class is of a library, so that nobody minds an heir of it, and laid out as most are."""
    return (
        type(cls) is type
        and cls.__module__.partition(".")[0] in _LIBRARIES
        and cls.__basicsize__ == _Changed.__basicsize__
    )


@cache
def _heir(classes: tuple[type[object], ...]) -> type[object] | None:
    """Make a class below others, or give ``None`` if they cannot have one in common."""
    try:
        return type("_Heir", classes, {}) if len(classes) > 1 else None
    except TypeError:
        return None
