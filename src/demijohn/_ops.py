"""What a blueprint registers on its application later: deferred operations, as values that can be called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs

from ._draft import list_of
from .core import registry
from .core.hooks import Kind

if TYPE_CHECKING:
    from ._draft import Place
    from .blueprints import BlueprintSetupState
    from .typing import ErrorHandlerCallable, RouteCallable

# ``Any`` in this module: a hook is handed on as it is, to a table that knows its kind.
TABLES: dict[Kind, str] = {
    Kind.URL_VALUE_PREPROCESSOR: "url_value_preprocessors",
    Kind.BEFORE_REQUEST: "before_request_funcs",
    Kind.AFTER_REQUEST: "after_request_funcs",
    Kind.TEARDOWN_REQUEST: "teardown_request_funcs",
    Kind.CONTEXT_PROCESSOR: "template_context_processors",
    Kind.URL_DEFAULT: "url_default_functions",
}
"""The documented table for the hooks of each kind."""


@attrs.frozen
class AddRule:
    """Add a URL rule, each time that the blueprint is registered."""

    rule: str
    endpoint: str | None
    view_func: RouteCallable | None
    provide_automatic_options: bool | None
    options: dict[str, Any]
    place: Place

    def __call__(self, state: BlueprintSetupState) -> None:
        with state._replaying(self.place):
            state.add_url_rule(
                self.rule,
                self.endpoint,
                self.view_func,
                provide_automatic_options=self.provide_automatic_options,
                **self.options,
            )


@attrs.frozen
class AddHook:
    """Add a hook for every request of the application, at the first registration."""

    kind: Kind
    hook: Callable[..., Any]
    place: Place

    def __call__(self, state: BlueprintSetupState) -> None:
        if not state.first_registration:
            return
        table: dict[str | None, list[Callable[..., Any]]] = getattr(state.app, TABLES[self.kind])
        list_of(table, None).append(self.hook)
        with state._replaying(self.place):
            state.app._draft.note(registry.hook_mark(self.kind, None, self.hook))


@attrs.frozen
class AddErrorHandler:
    """Add an error handler for every request of the application, at the first registration."""

    code: type[Exception] | int
    handler: ErrorHandlerCallable
    place: Place

    def __call__(self, state: BlueprintSetupState) -> None:
        if state.first_registration:
            with state._replaying(self.place):
                state.app.errorhandler(self.code)(self.handler)


@attrs.frozen
class AddToTemplates:
    """Add a filter, a test or a global to the templates of the application, at the first registration."""

    table: str
    name: str
    function: Callable[..., Any]

    def __call__(self, state: BlueprintSetupState) -> None:
        if state.first_registration:
            getattr(state.app.jinja_env, self.table)[self.name] = self.function


@attrs.frozen
class Once:
    """Call a function of the user's, at the first registration."""

    function: Callable[[BlueprintSetupState], object]

    def __call__(self, state: BlueprintSetupState) -> None:
        if state.first_registration:
            self.function(state)
