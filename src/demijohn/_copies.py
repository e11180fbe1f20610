"""What dicts held, for comparing them later, by whatever has no numbers to go by."""

from __future__ import annotations

from operator import is_
from typing import Any

# ``Any`` in this module: the items of a dict are of any type.


def copies_of(dicts: tuple[dict[Any, Any], ...]) -> list[tuple[list[Any], list[Any]]]:
    """Note the keys and the values of dicts."""
    return [([*each], [*each.values()]) for each in dicts]


def are_same(dicts: tuple[dict[Any, Any], ...], copies: list[tuple[list[Any], list[Any]]]) -> bool:
    """Tell whether dicts have the keys and the values that were noted.

    Keys that are equal find the same items. Values have to be the very objects: a program may write equality as it likes.
    """
    for each, (keys, values) in zip(dicts, copies, strict=True):
        if [*each] != keys or not all(map(is_, each.values(), values)):
            return False
    return True


def without(attributes: dict[str, Any], name: str) -> dict[str, Any]:
    """Copy attributes, but for one of them."""
    kept = attributes.copy()
    kept.pop(name, None)
    return kept
