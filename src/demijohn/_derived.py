"""What an application derives from its tables, each part again only when the clock of its tables has moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeVar

import attrs
from werkzeug.exceptions import HTTPException

from ._routing import RouteMap
from .core import handlers, hooks, registry
from .core.hooks import Kind

if TYPE_CHECKING:
    from ._setup import Setup

T = TypeVar("T")
NEVER: Final = -1
ENOUGH: Final = 1000
"""How many answers a cache keeps before it starts anew: exception classes may be made without end."""

_FIELDS: Final = {
    Kind.URL_VALUE_PREPROCESSOR: "preprocess",
    Kind.BEFORE_REQUEST: "before",
    Kind.AFTER_REQUEST: "after",
    Kind.TEARDOWN_REQUEST: "teardown",
    Kind.CONTEXT_PROCESSOR: "context",
}


class Derived:
    """The frozen parts of one application's registry, and the answers that the core gave about them.

    The application is handed in each time: holding it here would keep it alive in a cycle.
    """

    __slots__ = (
        "_finds",
        "_handler_table",
        "_handlers_at",
        "_hook_tables",
        "_hooks_at",
        "_is_unsure",
        "_plans",
        "_url_turns",
    )

    def __init__(self) -> None:
        self._hooks_at = NEVER
        self._handlers_at = NEVER
        self._is_unsure = False
        self._hook_tables: hooks.HookTables
        self._handler_table: handlers.HandlerTable
        self._plans: dict[tuple[str, ...], hooks.Plan] = {}
        self._url_turns: dict[tuple[str, ...], tuple[hooks.Turn, ...]] = {}
        self._finds: dict[tuple[tuple[str, ...], int | None, type], handlers.Found | None] = {}

    def hook_tables(self, app: Setup) -> hooks.HookTables:
        """Freeze the tables of hooks, unless nothing has changed since the last time."""
        clock = app._draft.clock("hooks")
        if clock.time != self._hooks_at or self._is_unsure:
            self._hook_tables = registry.freeze_hooks(
                app.url_value_preprocessors,
                app.before_request_funcs,
                app.after_request_funcs,
                app.teardown_request_funcs,
                app.template_context_processors,
                app.url_default_functions,
            )
            self._plans.clear()
            self._url_turns.clear()
            self._hooks_at = clock.time
            # A list that is not observed may be filled unseen; one that has hooks already is run as it is then.
            self._is_unsure = not clock.sees_all and _has_empty_list(self._hook_tables)
        return self._hook_tables

    def handler_table(self, app: Setup) -> handlers.HandlerTable:
        """Freeze the table of error handlers, unless nothing has changed since the last time."""
        now = app._draft.clock("error_handler_spec").time
        if now != self._handlers_at:
            self._handler_table = registry.freeze_handlers(app.error_handler_spec)
            self._finds.clear()
            self._handlers_at = now
        return self._handler_table

    def plan(self, app: Setup, chain: tuple[str, ...]) -> hooks.Plan:
        """Give the hooks that run around the requests of a chain of blueprints."""
        tables = self.hook_tables(app)
        plan = self._plans.get(chain)
        if plan is None:
            plan = self._plans[chain] = hooks.plan(tables, chain)
        return plan

    def url_turns(self, app: Setup, chain: tuple[str, ...]) -> tuple[hooks.Turn, ...]:
        """Give the hooks that fill in the values of URLs for endpoints in a chain of blueprints."""
        tables = self.hook_tables(app)
        turns = self._url_turns.get(chain)
        if turns is None:
            turns = self._url_turns[chain] = hooks.url_defaults(tables, chain)
        return turns

    def scopes(self, app: Setup, kind: Kind, chain: tuple[str, ...]) -> Iterator[str | None]:
        """Give the scopes whose hooks of a kind run, one by one.

        Hooks may change the tables while they run: the scopes that are still to come are then found anew.
        """
        self.hook_tables(app)
        if self._is_unsure:
            yield from hooks.order(kind, chain)
            return
        if kind is Kind.URL_DEFAULT:
            turns = self.url_turns(app, chain)
        else:
            turns = getattr(self.plan(app, chain), _FIELDS[kind])
        clock = app._draft.clock("hooks")
        begun = clock.time
        for turn in turns:
            yield turn.scope
            if clock.time != begun:
                order = hooks.order(kind, chain)
                yield from order[order.index(turn.scope) + 1 :]
                return

    def find_handler(self, app: Setup, error: Exception, chain: tuple[str, ...]) -> handlers.Found | None:
        """Find the handler for an exception that was raised while a chain of blueprints served."""
        table = self.handler_table(app)
        cls = type(error)
        key = (chain, handlers.class_code(cls, HTTPException), cls)
        if key not in self._finds:
            if len(self._finds) >= ENOUGH:
                self._finds.clear()
            self._finds[key] = handlers.find(table, chain, key[1], cls.__mro__)
        return self._finds[key]

    def registry(self, app: Setup) -> registry.Registry:
        """Freeze everything that is registered."""
        if not app._draft.clock("hooks").sees_all:
            self._hooks_at = NEVER
        url_map = app.url_map
        return registry.freeze(
            self.hook_tables(app),
            self.handler_table(app),
            app.view_functions,
            app.blueprints,
            url_map.table() if isinstance(url_map, RouteMap) else None,
            app._draft.origins,
        )


def _has_empty_list(tables: hooks.HookTables) -> bool:
    return any(not found for table in attrs.astuple(tables, recurse=False) for found in table.values())


def live(table: dict[str | None, list[T]], kind: Kind, scope: str | None) -> Iterable[T]:
    """Give the hooks of a scope as they are now and in running order; a hook may take itself out."""
    found = table.get(scope)
    if not found:
        return ()
    return reversed(found) if hooks.reverses(kind) else found
