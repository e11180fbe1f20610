"""What CPython shows to C alone; in the pure build its place is taken by what goes without."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar, Token
from typing import Any, Final, TypeVar

T = TypeVar("T")
E = TypeVar("E", bound=BaseException)


def mypyc_attr(**_attributes: object) -> Callable[[type[T]], type[T]]:
    """Leave a class as it is: the compiler is told that this is its own decorator of that name."""
    return lambda cls: cls


# ``Any`` below: the attributes of an object are of any type.
try:
    from ._cpython import (
        Guard,
        Raised,  # pyright: ignore[reportAssignmentType]  # either this or the one below
        are_current,
        attempt,
        attributes,
        call_handling,
        enter,
        make,
        parts,
        places,
        proxy_class,
        state,
    )
except ImportError:
    from ._memory import Guard, state  # type: ignore[assignment]  # it is used alike
    from ._proxies import proxy_class

    def make(cls: type[T], attributes: dict[str, Any], /) -> T:
        """Make an object with its dict, without its class's ``__init__``."""
        made = cls.__new__(cls)
        made.__dict__ = attributes
        return made

    def attributes(obj: object, /) -> dict[str, Any]:
        """Give the dict of an object."""
        return obj.__dict__

    def enter(variable: ContextVar[T], other: ContextVar[Any], value: T, /) -> Token[T] | None:
        """Set a context variable if neither it nor another one holds anything, and give the token, or ``None``."""
        if other.get(None) is not None or variable.get(None) is not None:
            return None
        return variable.set(value)

    def are_current(
        variable: ContextVar[Any], value: object, other: ContextVar[Any], other_value: object, /
    ) -> bool:
        """Tell whether each of two context variables holds the object after it; nothing is as good as ``None``."""
        return variable.get(None) is value and other.get(None) is other_value

    class Raised:  # type: ignore[no-redef]  # either this or C's
        """An exception that a function raised."""

        error: Exception

    # The list that is there for all calls is only read.
    def attempt(
        function: Callable[..., T], names: tuple[str, ...] = (), values: list[Any] = [], /
    ) -> T | Raised:
        """Call a function, perhaps with arguments by name; here an exception costs least if it is left to the caller."""
        return function(**dict(zip(names, values, strict=True))) if names else function()

    def call_handling(error: E, function: Callable[[E], T], /) -> T:
        """Call a function while an exception counts as the one that is being handled."""
        traceback = error.__traceback__
        try:
            raise error  # noqa: TRY301  # to be caught is what it is raised for
        except BaseException:
            error.__traceback__ = traceback  # it would name this function too
            return function(error)

    def places(body: bytes, delimiter: bytes, /) -> list[int] | None:  # type: ignore[misc]  # C always gives a list
        """Leave it to the core to list where a delimiter stands in a body."""
        return None

    class Parts:
        """The parts of a body that is sent part by part, as bytes."""

        def __init__(self, parts: Iterator[Any], response: Any, close: Callable[[Any], None]) -> None:
            self._parts: Final = parts
            self._response: Final = response
            self._close: Final = close

        # ``Any``: what is no text is passed on as it is.
        def __iter__(self) -> Iterator[Any]:
            return (part.encode() if isinstance(part, str) else part for part in self._parts)

        def __next__(self) -> Any:
            part = next(self._parts)
            return part.encode() if isinstance(part, str) else part

        def close(self) -> None:
            """Close the response."""
            self._close(self._response)

    def parts(body: Iterable[object], response: T, close: Callable[[T], None], /) -> Iterator[Any]:
        """Make the parts of a body, of the response that it belongs to, and of the function that closes that."""
        return Parts(iter(body), response, close)


__all__ = [
    "Guard",
    "Raised",
    "are_current",
    "attempt",
    "attributes",
    "call_handling",
    "enter",
    "make",
    "mypyc_attr",
    "parts",
    "places",
    "proxy_class",
    "state",
]
