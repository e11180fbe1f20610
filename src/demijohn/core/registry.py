"""Decides how the tables that user code fills become the registry that requests are served from.

1. Freezing copies: what happens to the tables later does not reach the registry.
2. Freezing keeps everything, in its order: empty lists, unknown scopes and repeated hooks too.
3. Where something was registered is kept beside the tables, only for people to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final, TypeAlias, cast, final

from demijohn.core.handlers import HandlerTable
from demijohn.core.hooks import HookTables, Kind
from demijohn.core.matching import RouteTable
from demijohn.core.value import Value


class Sort(Enum):
    """What was registered."""

    RULE = "rule"
    HOOK = "hook"
    HANDLER = "handler"


Mark: TypeAlias = tuple[Sort, tuple[object, ...]]
"""What an origin is found by: a sort of registration, and what tells it from others of its sort."""


@final
class Itself(Value):
    """An object told from others by its identity, and kept alive so that no other takes its place."""

    __match_args__ = ("subject",)
    __slots__ = __match_args__

    def __init__(self, subject: object) -> None:
        self.subject: Final = subject

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and self.subject is other.subject

    def __hash__(self) -> int:
        return id(self.subject)


@final
class Origin(Value):
    """Where something was registered; ``scope`` is the blueprint it was declared on, or ``None``."""

    __match_args__ = ("file", "line", "scope")
    __slots__ = __match_args__

    def __init__(self, file: str, line: int, scope: str | None) -> None:
        self.file: Final = file
        self.line: Final = line
        self.scope: Final = scope


@final
class Registry(Value):
    """All that is registered on an application, frozen; without ``routes``, Werkzeug matches instead."""

    __match_args__ = ("hooks", "handlers", "views", "blueprints", "routes", "origins")
    __slots__ = __match_args__

    def __init__(
        self,
        hooks: HookTables,
        handlers: HandlerTable,
        views: dict[str, object],
        blueprints: tuple[str, ...],
        routes: RouteTable | None,
        origins: dict[Mark, Origin],
    ) -> None:
        self.hooks: Final = hooks
        self.handlers: Final = handlers
        self.views: Final = views
        self.blueprints: Final = blueprints
        self.routes: Final = routes
        self.origins: Final = origins


def freeze(
    hooks: HookTables,
    handlers: HandlerTable,
    views: Mapping[str, object],
    blueprints: Iterable[str],
    routes: RouteTable | None,
    origins: Mapping[Mark, Origin],
) -> Registry:
    """Make a registry of parts that are frozen already, and of tables."""
    return Registry(
        hooks=hooks,
        handlers=handlers,
        views=dict(views),
        blueprints=tuple(blueprints),
        routes=routes,
        origins=dict(origins),
    )


def freeze_hooks(
    url_value_preprocessor: Mapping[str | None, Iterable[object]],
    before_request: Mapping[str | None, Iterable[object]],
    after_request: Mapping[str | None, Iterable[object]],
    teardown_request: Mapping[str | None, Iterable[object]],
    context_processor: Mapping[str | None, Iterable[object]],
    url_default: Mapping[str | None, Iterable[object]],
) -> HookTables:
    """Freeze the tables of hooks, one for each kind."""
    return HookTables(
        url_value_preprocessor=_freeze_lists(url_value_preprocessor.items()),
        before_request=_freeze_lists(before_request.items()),
        after_request=_freeze_lists(after_request.items()),
        teardown_request=_freeze_lists(teardown_request.items()),
        context_processor=_freeze_lists(context_processor.items()),
        url_default=_freeze_lists(url_default.items()),
    )


def freeze_handlers(
    spec: Mapping[str | None, Mapping[int | None, Mapping[type[Exception], object]]],
) -> HandlerTable:
    """Freeze the table of error handlers."""
    return HandlerTable(_freeze_scopes(spec.items()))


def rule_mark(endpoint: str, rule: str, methods: Iterable[str] | None) -> Mark:
    """Make the mark of a rule; rules of one endpoint and URL may differ in their methods alone."""
    return Sort.RULE, (endpoint, rule, None if methods is None else tuple(sorted(methods)))


def hook_mark(kind: Kind, scope: str | None, hook: object) -> Mark:
    """Make the mark of a hook, which need not be hashable."""
    return Sort.HOOK, (kind, scope, Itself(hook))


def handler_mark(scope: str | None, code: int | None, registered_for: type) -> Mark:
    """Make the mark of an error handler."""
    return Sort.HANDLER, (scope, code, registered_for)


def within(mark: Mark, scope: str) -> Mark:
    """Make the mark that something declared on a blueprint has where the blueprint is registered."""
    sort, key = mark
    if sort is Sort.HOOK:
        kind, inner, hook = key
        return sort, (kind, _scoped(scope, inner), hook)
    if sort is Sort.HANDLER:
        inner, code, registered_for = key
        return sort, (_scoped(scope, inner), code, registered_for)
    return mark


def _scoped(scope: str, inner: object) -> str:
    return scope if inner is None else f"{scope}.{inner}"


# A program may put any key into its tables; one of a wrong type serves nothing. A compiled loop over typed
# keys would refuse it: so keys are read as objects here, and the casts give them their types again.


def _freeze_lists(
    scopes: Iterable[tuple[object, Iterable[object]]],
) -> dict[str | None, tuple[object, ...]]:
    frozen = {scope: tuple(hooks) for scope, hooks in scopes}
    return cast("dict[str | None, tuple[object, ...]]", frozen)


def _freeze_scopes(
    scopes: Iterable[tuple[object, Mapping[int | None, Mapping[type[Exception], object]]]],
) -> dict[str | None, dict[int | None, dict[type, object]]]:
    frozen = {scope: _freeze_codes(by_code.items()) for scope, by_code in scopes}
    return cast("dict[str | None, dict[int | None, dict[type, object]]]", frozen)


def _freeze_codes(
    codes: Iterable[tuple[object, Mapping[type[Exception], object]]],
) -> dict[object, dict[type[Exception], object]]:
    return {code: dict(by_class.items()) for code, by_class in codes}
