"""Decides which hooks run around a request, and in which order.

1. Hooks that open a request run from the application inwards, those that close it from the innermost
   blueprint outwards.
2. Within a scope the opening hooks run as they were registered, the closing ones the other way round.
3. A scope without hooks of a kind has no turn.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, final

from demijohn.core.value import Value


class Kind(Enum):
    """What a hook is called for; the value is the name of its table in ``HookTables``."""

    URL_VALUE_PREPROCESSOR = "url_value_preprocessor"
    BEFORE_REQUEST = "before_request"
    AFTER_REQUEST = "after_request"
    TEARDOWN_REQUEST = "teardown_request"
    CONTEXT_PROCESSOR = "context_processor"
    URL_DEFAULT = "url_default"


@final
class HookTables(Value):
    """The hooks of every kind: for each scope, in the order of registration."""

    __match_args__ = (
        "url_value_preprocessor",
        "before_request",
        "after_request",
        "teardown_request",
        "context_processor",
        "url_default",
    )
    __slots__ = __match_args__

    def __init__(
        self,
        url_value_preprocessor: dict[str | None, tuple[object, ...]],
        before_request: dict[str | None, tuple[object, ...]],
        after_request: dict[str | None, tuple[object, ...]],
        teardown_request: dict[str | None, tuple[object, ...]],
        context_processor: dict[str | None, tuple[object, ...]],
        url_default: dict[str | None, tuple[object, ...]],
    ) -> None:
        self.url_value_preprocessor: Final = url_value_preprocessor
        self.before_request: Final = before_request
        self.after_request: Final = after_request
        self.teardown_request: Final = teardown_request
        self.context_processor: Final = context_processor
        self.url_default: Final = url_default


@final
class Turn(Value):
    """The hooks that one scope adds, in running order."""

    __match_args__ = ("scope", "hooks")
    __slots__ = __match_args__

    def __init__(self, scope: str | None, hooks: tuple[object, ...]) -> None:
        self.scope: Final = scope
        self.hooks: Final = hooks


@final
class Plan(Value):
    """All that runs around the requests of one chain of scopes."""

    __match_args__ = ("preprocess", "before", "after", "teardown", "context")
    __slots__ = __match_args__

    def __init__(
        self,
        preprocess: tuple[Turn, ...],
        before: tuple[Turn, ...],
        after: tuple[Turn, ...],
        teardown: tuple[Turn, ...],
        context: tuple[Turn, ...],
    ) -> None:
        self.preprocess: Final = preprocess
        self.before: Final = before
        self.after: Final = after
        self.teardown: Final = teardown
        self.context: Final = context


def plan(tables: HookTables, chain: tuple[str, ...]) -> Plan:
    """Lay out the hooks for requests that a chain of blueprints serves, the innermost first."""
    return Plan(
        preprocess=turns(tables, Kind.URL_VALUE_PREPROCESSOR, chain),
        before=turns(tables, Kind.BEFORE_REQUEST, chain),
        after=turns(tables, Kind.AFTER_REQUEST, chain),
        teardown=turns(tables, Kind.TEARDOWN_REQUEST, chain),
        context=turns(tables, Kind.CONTEXT_PROCESSOR, chain),
    )


def url_defaults(tables: HookTables, chain: tuple[str, ...]) -> tuple[Turn, ...]:
    """Lay out the hooks that fill in values of a URL, for an endpoint in a chain of blueprints."""
    return turns(tables, Kind.URL_DEFAULT, chain)


def turns(tables: HookTables, kind: Kind, chain: tuple[str, ...]) -> tuple[Turn, ...]:
    """Lay out the hooks of one kind."""
    table: dict[str | None, tuple[object, ...]] = getattr(tables, kind.value)
    backwards = reverses(kind)
    laid_out: list[Turn] = []
    for scope in order(kind, chain):
        hooks = table.get(scope, ())
        if hooks:
            laid_out.append(Turn(scope, hooks[::-1] if backwards else hooks))
    return tuple(laid_out)


def order(kind: Kind, chain: tuple[str, ...]) -> tuple[str | None, ...]:
    """List the scopes in the order in which their hooks of a kind run; ``None`` is the application."""
    if reverses(kind):
        return (*chain, None)
    return (None, *chain[::-1])


def reverses(kind: Kind) -> bool:
    """Say whether hooks of a kind close a request, so that the one registered last runs first."""
    return kind is Kind.AFTER_REQUEST or kind is Kind.TEARDOWN_REQUEST
