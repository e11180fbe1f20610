"""What an application derives from its tables, each part again only when the clock of its tables has moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from werkzeug.exceptions import HTTPException

from ._ops import TABLES
from ._routing import RouteMap
from .core import handlers, hooks, registry
from .core.hooks import Kind

if TYPE_CHECKING:
    from ._draft import Unseen
    from ._links import Links
    from ._setup import Setup
    from ._short.lanes import Lanes

ENOUGH: Final = 1000
"""How many answers a cache keeps before it starts anew: exception classes may be made without end."""

_FIELDS: Final = {
    Kind.URL_VALUE_PREPROCESSOR: "preprocess",
    Kind.BEFORE_REQUEST: "before",
    Kind.AFTER_REQUEST: "after",
    Kind.TEARDOWN_REQUEST: "teardown",
    Kind.CONTEXT_PROCESSOR: "context",
}

_HOOK_TABLES: Final = tuple(TABLES.values())


class HookPlans:
    """The hooks as they were at one time, and the plans that were made of them.

    A thread that still plans with these after others replaced them spoils only what nobody uses any more.
    """

    __slots__ = ("_unseen", "clock", "lists", "plans", "tables", "time", "url_turns")

    def __init__(self, app: Setup) -> None:
        self.clock: Final = app._draft.clock("hooks")
        self.time: Final = self.clock.time
        self._unseen: Final = _find_unseen(app, _HOOK_TABLES)
        # ``Any``: the lists themselves, as the program has them; one may be replaced while it is gone through.
        self.lists: Final[dict[Kind, dict[str | None, Any]]] = {
            kind: dict(getattr(app, name)) for kind, name in TABLES.items()
        }
        self.tables: Final = registry.freeze_hooks(
            app.url_value_preprocessors,
            app.before_request_funcs,
            app.after_request_funcs,
            app.teardown_request_funcs,
            app.template_context_processors,
            app.url_default_functions,
        )
        self.plans: Final[dict[tuple[str, ...], hooks.Plan]] = {}
        self.url_turns: Final[dict[tuple[str, ...], tuple[hooks.Turn, ...]]] = {}

    def is_current(self) -> bool:
        """Say whether nothing has changed since."""
        return self.time == self.clock.time and not (self._unseen and _have_changed(self._unseen))

    @property
    def sees_all(self) -> bool:
        """Whether nothing can change without the clock."""
        return not self._unseen

    def plan(self, chain: tuple[str, ...]) -> hooks.Plan:
        """Give all that runs around the requests of a chain of blueprints."""
        plan = self.plans.get(chain)
        if plan is None:
            plan = self.plans[chain] = hooks.plan(self.tables, chain)
        return plan

    def turns(self, kind: Kind, chain: tuple[str, ...]) -> tuple[hooks.Turn, ...]:
        """Give the hooks of a kind that run for a chain of blueprints."""
        if kind is Kind.URL_DEFAULT:
            turns = self.url_turns.get(chain)
            if turns is None:
                turns = self.url_turns[chain] = hooks.url_defaults(self.tables, chain)
            return turns
        planned: tuple[hooks.Turn, ...] = getattr(self.plan(chain), _FIELDS[kind])
        return planned


class HandlerFinds:
    """The error handlers as they were at one time, and what was found among them."""

    __slots__ = ("_unseen", "clock", "found", "table", "time")

    def __init__(self, app: Setup) -> None:
        self.clock: Final = app._draft.clock("error_handler_spec")
        self.time: Final = self.clock.time
        self._unseen: Final = _find_unseen(app, ("error_handler_spec",))
        self.table: Final = registry.freeze_handlers(app.error_handler_spec)
        self.found: Final[dict[tuple[tuple[str, ...], int | None, type], handlers.Found | None]] = {}

    def is_current(self) -> bool:
        """Say whether nothing has changed since."""
        return self.time == self.clock.time and not (self._unseen and _have_changed(self._unseen))

    @property
    def sees_all(self) -> bool:
        """Whether nothing can change without the clock."""
        return not self._unseen


class Derived:
    """The frozen parts of one application's registry, and the answers that the core gave about them.

    The application is handed in each time: holding it here would keep it alive in a cycle.
    """

    __slots__ = ("_handlers", "_hooks", "lanes", "links")

    def __init__(self) -> None:
        # What the short way of a request goes by.
        self.lanes: Lanes | None = None
        self.links: Links | None = None
        self._hooks: HookPlans | None = None
        self._handlers: HandlerFinds | None = None

    def hook_plans(self, app: Setup) -> HookPlans:
        """Freeze the tables of hooks, unless nothing has changed since the last time."""
        kept = self._hooks
        if kept is None or not kept.is_current():
            kept = self._hooks = HookPlans(app)
        return kept

    def handler_finds(self, app: Setup) -> HandlerFinds:
        """Freeze the table of error handlers, unless nothing has changed since the last time."""
        kept = self._handlers
        if kept is None or not kept.is_current():
            kept = self._handlers = HandlerFinds(app)
        return kept

    def scopes(self, app: Setup, kind: Kind, chain: tuple[str, ...]) -> Iterable[str | None]:
        """Give the scopes whose hooks of a kind run, one by one.

        Hooks may change the tables while they run: the scopes that are still to come are then found anew.
        """
        kept = self.hook_plans(app)
        turns = kept.turns(kind, chain)
        if not turns:
            return ()
        return _walk(turns, kept, kind, chain)

    def plan(self, app: Setup, chain: tuple[str, ...]) -> hooks.Plan:
        """Give all that runs around the requests of a chain of blueprints, as the tables are now."""
        return self.hook_plans(app).plan(chain)

    def adds_url_defaults(self, app: Setup) -> bool:
        """Tell whether there are hooks that fill in values of URLs, for whatever endpoint."""
        return bool(self.hook_plans(app).tables.url_default)

    def find_handler(self, app: Setup, error: Exception, chain: tuple[str, ...]) -> handlers.Found | None:
        """Find the handler for an exception that was raised while a chain of blueprints served."""
        kept = self.handler_finds(app)
        cls = type(error)
        key = (chain, handlers.class_code(cls, HTTPException), cls)
        try:
            return kept.found[key]
        except KeyError:
            found = handlers.find(kept.table, chain, key[1], cls.__mro__)
        if len(kept.found) >= ENOUGH:
            kept.found.clear()
        kept.found[key] = found
        return found

    def registry(self, app: Setup) -> registry.Registry:
        """Freeze everything that is registered."""
        url_map = app.url_map
        return registry.freeze(
            self.hook_plans(app).tables,
            self.handler_finds(app).table,
            app.view_functions,
            app.blueprints,
            url_map.table() if isinstance(url_map, RouteMap) else None,
            app._draft.origins,
        )


def _walk(
    turns: tuple[hooks.Turn, ...], kept: HookPlans, kind: Kind, chain: tuple[str, ...]
) -> Iterator[str | None]:
    for turn in turns:
        yield turn.scope
        if not kept.is_current():
            order = hooks.order(kind, chain)
            yield from order[order.index(turn.scope) + 1 :]
            return


def _find_unseen(app: Setup, names: Iterable[str]) -> tuple[Unseen, ...]:
    return tuple(found for name in names for found in app._tables[name].unseen(app))


def _have_changed(parts: tuple[Unseen, ...]) -> bool:
    return any(part.has_changed() for part in parts)


# ``Any``: a program may put a tuple, or whatever can be gone through, in the place of a list.
def live(table: Any, kind: Kind, scope: str | None) -> Iterable[Any]:
    """Give the hooks of a scope as they are now and in running order; a hook may take itself out."""
    found = table.get(scope)
    if not found:
        return ()
    running: Iterable[Any] = reversed(found) if hooks.reverses(kind) else found
    return running
