"""What CPython counts of the changes of classes and dicts, read from memory: the pure build has no C that could.

CPython gives each class a number, and takes it away when the class or a base of it changes in any way. A dict gets a new
number with each change, until Python 3.12. No function of Python tells them, but they stand in the memory of the object.
Where in it is found by a trial: the word that is 0 after each change of a class, and a new one after each look at it, is
the number. What a trial does not find is not read, and what has no number is compared.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from operator import is_
from struct import Struct
from typing import Any, Final, NamedTuple

_TRIALS: Final = 5
_WORD: Final = 8
_HAS_ADDRESSES: Final = sys.implementation.name == "cpython" and sys.maxsize == 2**63 - 1
"""Whether the identity of an object is where it stands, and an address is a word."""

# ``Any`` in this module: the attributes of an object, and the items of a dict, are of any type.


class _Places(NamedTuple):
    """The memory in words, and how many are before the number of a class, and of a dict if there is one."""

    memory: memoryview[int]
    of_class: int
    of_dict: int | None


class Guard:
    """What C has a guard for: that classes and dicts are as they were, and that other dicts are empty.

    Args:
        classes: The classes; the first is that of the object.
        dicts: Dicts whose items count too, as those of the object do.
        own: The dict of the object, which is not kept.
        skipped: The attribute of the object that does not count.
        empty: Dicts in which there should be nothing.
    """

    __slots__ = ("_are_tagged", "_kept", "cls", "copies", "empty", "found", "memory", "own", "read")

    def __init__(
        self,
        classes: tuple[type[object], ...],
        dicts: tuple[dict[Any, Any], ...],
        own: dict[str, Any],
        skipped: str,
        empty: tuple[dict[Any, Any], ...],
    ) -> None:
        places, lowest = _find_places(), _without_bases(classes)
        self._are_tagged = False
        if places is None:
            return
        tags = [id(cls) // _WORD + places.of_class for cls in lowest]
        counts = [] if places.of_dict is None else [id(each) // _WORD + places.of_dict for each in (own, *dicts)]
        self._kept: Final = (lowest, dicts)  # what is read stays where it is
        self.cls: Final = classes[0]
        self.own: Final = id(own)
        self.copies: Final = Copies(own, dicts, skipped) if places.of_dict is None else None
        self.empty: Final = empty
        self.read, self.memory = _reader(places.memory, sorted({*tags, *counts}))
        self.found: Final = self.read(self.memory)
        self._are_tagged = all([places.memory[tag] for tag in tags])

    def has_tags(self) -> bool:
        """Tell whether each of the classes has a number to go by."""
        return self._are_tagged


def state(guard: Guard, obj: object, own: dict[str, Any]) -> bool | None:
    """Tell what a guard says of an object with its dict."""
    if (
        type(obj) is not guard.cls
        or id(own) != guard.own  # first of all: what is not there any more is not read
        or guard.read(guard.memory) != guard.found
        or not (guard.copies is None or guard.copies.hold(own))
    ):
        return None
    return not any(guard.empty)


class Copies:
    """The keys and values that dicts had at one time.

    Keys that are equal find the same items. Values have to be the very objects: a program may write equality as it likes.
    """

    __slots__ = ("_copies", "_dicts", "_skipped")

    def __init__(self, own: dict[str, Any], dicts: tuple[dict[Any, Any], ...], skipped: str) -> None:
        self._dicts: Final = dicts
        self._skipped: Final = skipped
        self._copies: Final = [([*each], [*each.values()]) for each in self._all(own)]

    def hold(self, own: dict[str, Any]) -> bool:
        """Tell whether all are as they were."""
        for each, (keys, values) in zip(self._all(own), self._copies, strict=True):
            if [*each] != keys or not all(map(is_, each.values(), values)):
                return False
        return True

    def _all(self, own: dict[str, Any]) -> tuple[dict[Any, Any], ...]:
        kept = own.copy()
        kept.pop(self._skipped, None)
        return (kept, *self._dicts)


@cache
def _find_places() -> _Places | None:
    """Look for the numbers in the memory of a class and of a dict that are changed for a trial."""
    if not _HAS_ADDRESSES:
        return None
    import ctypes  # only the pure build needs it, and not before its first request

    words = (ctypes.c_uint64 * (2**47 // _WORD)).from_address(0)
    memory = memoryview(words).cast("B").cast("Q").toreadonly()
    of_class = _find_in_class(memory)
    return None if of_class is None else _Places(memory, of_class, _find_in_dict(memory))


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


def _find_in_dict(memory: memoryview[int]) -> int | None:
    class Changed:
        mark = 0

    changed = Changed()
    attributes = vars(changed)
    seen: list[list[int]] = []
    for number in range(_TRIALS):
        changed.mark = number  # from Python 3.13 on this does not count, as a change of the dict itself does
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
    gaps = [after - word - 1 for word, after in zip(words, words[1:], strict=False)]
    layout = Struct("q" + "".join([f"{gap * _WORD}xq" for gap in gaps]))
    return layout.unpack, memory[words[0] : words[-1] + 1]


def _without_bases(classes: tuple[type[object], ...]) -> list[type[object]]:
    """Leave out what is a base of another one, which loses its number with it."""
    return [
        cls for cls in dict.fromkeys(classes) if not [each for each in classes if cls in each.__mro__[1:]]
    ]
