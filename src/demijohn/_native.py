"""What CPython shows to C alone; in the pure build its place is taken by what goes without."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
E = TypeVar("E", bound=BaseException)

# ``Any`` below: the attributes of an object are of any type.
try:
    from ._cpython import (
        Guard,
        Raised,  # pyright: ignore[reportAssignmentType]  # either this or the one below
        attempt,
        call_handling,
        make,
        proxy_class,
        state,
    )

    have_guards = True
except ImportError:
    Guard = state = None  # type: ignore[assignment, misc]  # Without tags there is nothing that C could go by.
    have_guards = False

    def make(cls: type[T], attributes: dict[str, Any], /) -> T:
        """Make an object with its dict, without its class's ``__init__``."""
        made = cls.__new__(cls)
        made.__dict__ = attributes
        return made

    class Raised:  # type: ignore[no-redef]  # either this or C's
        """An exception that a function raised."""

        error: Exception

    def attempt(
        function: Callable[..., T],
        names: tuple[str, ...] = (),
        values: list[Any] = [],
        /,  # only read
    ) -> T | Raised:
        """Call a function, perhaps with arguments by name, and give the exception that it raises."""
        try:
            return function(**dict(zip(names, values, strict=True)))
        except Exception as error:
            raised = Raised()
            raised.error = error
            return raised

    def call_handling(error: E, function: Callable[[E], T], /) -> T:
        """Call a function while an exception counts as the one that is being handled."""
        traceback = error.__traceback__
        try:
            raise error  # noqa: TRY301  # to be caught is what it is raised for
        except BaseException:
            error.__traceback__ = traceback  # it would name this function too
            return function(error)

    def proxy_class(base: type[T], variable: ContextVar[Any], attribute: str | None, /) -> type[T]:
        """Give the class of proxies itself: without C there is no quicker one."""
        return base


__all__ = ["Guard", "Raised", "attempt", "call_handling", "have_guards", "make", "proxy_class", "state"]
