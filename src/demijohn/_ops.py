"""What a blueprint registers on its application later: deferred operations, as values that can be called."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, final

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


class Operation:
    """A value that can be called: it is equal to another of its class with equal fields."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Operation) or type(other) is not type(self):
            return NotImplemented
        return _fields(self) == _fields(other)

    def __hash__(self) -> int:
        return hash((type(self), _fields(self)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{_fields(self)!r}"

    def __reduce__(self) -> tuple[type[Operation], tuple[object, ...]]:
        return type(self), _fields(self)


def _fields(operation: Operation) -> tuple[object, ...]:
    return tuple([getattr(operation, name) for name in operation.__match_args__])


@final
class AddRule(Operation):
    """Add a URL rule, each time that the blueprint is registered."""

    __match_args__ = ("rule", "endpoint", "view_func", "provide_automatic_options", "options", "place")
    __slots__ = __match_args__

    def __init__(
        self,
        rule: str,
        endpoint: str | None,
        view_func: RouteCallable | None,
        provide_automatic_options: bool | None,
        options: dict[str, Any],
        place: Place,
    ) -> None:
        self.rule: Final = rule
        self.endpoint: Final = endpoint
        self.view_func: Final = view_func
        self.provide_automatic_options: Final = provide_automatic_options
        self.options: Final = options
        self.place: Final = place

    def __call__(self, state: BlueprintSetupState) -> None:
        with state._replaying(self.place):
            state.add_url_rule(
                self.rule,
                self.endpoint,
                self.view_func,
                provide_automatic_options=self.provide_automatic_options,
                **self.options,
            )


@final
class AddHook(Operation):
    """Add a hook for every request of the application, at the first registration."""

    __match_args__ = ("kind", "hook", "place")
    __slots__ = __match_args__

    def __init__(self, kind: Kind, hook: Callable[..., Any], place: Place) -> None:
        self.kind: Final = kind
        self.hook: Final = hook
        self.place: Final = place

    def __call__(self, state: BlueprintSetupState) -> None:
        if not state.first_registration:
            return
        table: dict[str | None, list[Callable[..., Any]]] = getattr(state.app, TABLES[self.kind])
        list_of(table, None).append(self.hook)
        with state._replaying(self.place):
            state.app._draft.note(registry.hook_mark(self.kind, None, self.hook))


@final
class AddErrorHandler(Operation):
    """Add an error handler for every request of the application, at the first registration."""

    __match_args__ = ("code", "handler", "place")
    __slots__ = __match_args__

    def __init__(self, code: type[Exception] | int, handler: ErrorHandlerCallable, place: Place) -> None:
        self.code: Final = code
        self.handler: Final = handler
        self.place: Final = place

    def __call__(self, state: BlueprintSetupState) -> None:
        if state.first_registration:
            with state._replaying(self.place):
                state.app.errorhandler(self.code)(self.handler)


@final
class AddToTemplates(Operation):
    """Add a filter, a test or a global to the templates of the application, at the first registration."""

    __match_args__ = ("table", "name", "function")
    __slots__ = __match_args__

    def __init__(self, table: str, name: str, function: Callable[..., Any]) -> None:
        self.table: Final = table
        self.name: Final = name
        self.function: Final = function

    def __call__(self, state: BlueprintSetupState) -> None:
        if state.first_registration:
            getattr(state.app.jinja_env, self.table)[self.name] = self.function


@final
class Once(Operation):
    """Call a function of the user's, at the first registration."""

    __match_args__ = ("function",)
    __slots__ = __match_args__

    def __init__(self, function: Callable[[BlueprintSetupState], object]) -> None:
        self.function: Final = function

    def __call__(self, state: BlueprintSetupState) -> None:
        if state.first_registration:
            self.function(state)
