# What CPython shows to C alone; only the compiled build has this module.
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar, Token
from typing import Any, TypeVar, final

_T = TypeVar("_T")
_E = TypeVar("_E", bound=BaseException)

@final
class Guard:
    def __new__(
        cls,
        classes: tuple[type[object], ...],
        dicts: tuple[dict[Any, Any], ...],
        own: dict[str, Any],
        skipped: str,
        empty: tuple[dict[Any, Any], ...],
        /,
    ) -> Guard: ...
    def has_tags(self) -> bool: ...

@final
class Raised:
    error: Exception

def state(guard: Guard, obj: object, own: dict[str, Any], /) -> bool | None: ...
def make(cls: type[_T], attributes: dict[str, Any], /) -> _T: ...
def attributes(obj: object, /) -> dict[str, Any]: ...
def enter(variable: ContextVar[_T], other: ContextVar[Any], value: _T, /) -> Token[_T] | None: ...
def are_current(
    variable: ContextVar[Any], value: object, other: ContextVar[Any], other_value: object, /
) -> bool: ...
def call_handling(error: _E, function: Callable[[_E], _T], /) -> _T: ...
def attempt(
    function: Callable[..., _T], names: tuple[str, ...] = ..., values: list[Any] = ..., /
) -> _T | Raised: ...
def proxy_class(
    base: type[_T],
    variable: ContextVar[Any],
    attribute: str | None,
    around: ContextVar[Any] | None,
    implied: str | None,
    /,
) -> type[_T]: ...
def places(body: bytes, delimiter: bytes, /) -> list[int]: ...
def parts(body: Iterable[object], response: _T, close: Callable[[_T], None], /) -> Iterator[Any]: ...
