"""What CPython shows to C alone, and in the pure build its place is taken by what says that nothing is known."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")

# ``Any`` below: the attributes of an object are of any type.
try:
    from ._cpython import dict_tag, have_tags, make, tags
except ImportError:

    def tags(classes: tuple[type[object], ...], /) -> tuple[int, ...]:
        """Give the version tags of classes: 0 says that there is none."""
        return (0,) * len(classes)

    def have_tags(classes: tuple[type[object], ...], tags: tuple[int, ...], /) -> bool:
        """Tell whether it is sure that classes still have these tags."""
        return False

    def dict_tag(attributes: dict[str, Any], /) -> int:
        """Give the version tag of a dict: 0 says that there is none."""
        return 0

    def make(cls: type[T], attributes: dict[str, Any], /) -> T:
        """Make an object with its dict, without its class's ``__init__``."""
        made = cls.__new__(cls)
        made.__dict__ = attributes
        return made


__all__ = ["dict_tag", "have_tags", "make", "tags"]
