"""Classes of proxies, each for what one context variable holds, or for an attribute of it: the pure build's own.

They inherit all that a proxy does, and find the attributes and items of what they stand for in fewer steps.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import partial
from operator import getitem
from threading import local
from typing import Any, Final, TypeVar

T = TypeVar("T")

# ``Any`` in this module: a proxy stands for an object of any type.
_FIRST: Final = "a"
"""The attributes whose names begin with this or a later letter are looked for in what a proxy stands for alone."""
_failed: Final = local()
_own: Final[Any] = object.__getattribute__


def proxy_class(
    base: type[T],
    variable: ContextVar[Any],
    attribute: str | None,
    around: ContextVar[Any] | None,
    implied: str | None,
    /,
) -> type[T]:
    """Make a class of proxies.

    Args:
        base: The class that finds what a proxy stands for, and says so if there is nothing.
        variable: The context variable.
        attribute: The attribute of what it holds, or ``None`` for that itself.
        around: A variable that counts while the other one holds nothing.
        implied: The attribute of what that one holds.
    """

    def behind(proxy: Any) -> Any:
        held = variable.get(None)
        if held is None and around is not None and implied is not None:
            outer = around.get(None)
            held = None if outer is None else getattr(outer, implied)
        if held is None:
            return _own(proxy, "_get_current_object")()
        return held if attribute is None else getattr(held, attribute)

    def find(proxy: Any, name: str) -> Any:
        if name < _FIRST:
            return _own(proxy, name)
        try:
            return getattr(behind(proxy), name)
        except AttributeError as error:
            _failed.error = error
            raise

    def find_otherwise(proxy: Any, name: str) -> Any:
        """Find what is no attribute of the proxy; what was looked for in the object itself is not looked for again."""
        if name < _FIRST:
            return getattr(behind(proxy), name)
        error: AttributeError = _failed.error
        del _failed.error
        raise error

    members = {**_items(behind), "__getattribute__": find, "__getattr__": find_otherwise}
    texts = {"__slots__": (), "__module__": base.__module__, "__doc__": base.__doc__}
    made: Any = type(base.__name__, (base,), {**members, **texts})
    cls: type[T] = made
    return cls


def _items(behind: Any) -> dict[str, Any]:
    """Give the methods that have to do with the items of what a proxy stands for."""

    def get(proxy: Any) -> Any:
        # Where there is nothing behind a proxy, it is not to be found: else what has no items in turn would be gone through.
        return partial(getitem, behind(proxy))

    def put(proxy: Any, key: Any, value: Any) -> None:
        behind(proxy)[key] = value

    def delete(proxy: Any, key: Any) -> None:
        del behind(proxy)[key]

    def has(proxy: Any, key: Any) -> bool:
        return key in behind(proxy)

    return {"__getitem__": property(get), "__setitem__": put, "__delitem__": delete, "__contains__": has}
