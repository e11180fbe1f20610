"""Blueprints: parts of an application that are declared on their own and registered later, perhaps several times."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

from . import _border, _later
from ._atomic import unless_refused
from ._draft import fresh_codes, fresh_dict, list_of
from ._ops import TABLES, AddErrorHandler, AddHook, AddRule, AddToTemplates, Once
from .core import explain, mounting, problem, registry
from .core.hooks import Kind
from .ctx import _Unset, _unset
from .globals import current_app
from .helpers import send_from_directory
from .scaffold import (
    Scaffold,
    T_after_request,
    T_before_request,
    T_error_handler,
    T_teardown,
    T_template_context_processor,
    T_url_defaults,
    T_url_value_preprocessor,
    name_endpoint,
    setupmethod,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._draft import Place
    from .app import Flask
    from .cli import AppGroup
    from .typing import (
        BlueprintOptions,
        ErrorHandlerRegistrar,
        RouteCallable,
        RuleOptions,
        TemplateFilterCallable,
        TemplateGlobalCallable,
        TemplateTestCallable,
    )
else:
    __getattr__, __dir__ = _later.names(__name__, {"AppGroup": "demijohn.cli"})

__all__ = [
    "AppGroup",
    "Blueprint",
    "BlueprintSetupState",
    "DeferredSetupFunction",
    # These are written elsewhere; programs import them from here, as they do with Flask.
    "SansioBlueprint",
    "current_app",
    "send_from_directory",
]

DeferredSetupFunction = Callable[["BlueprintSetupState"], object]
T_template_filter = TypeVar("T_template_filter", bound="TemplateFilterCallable")
T_template_global = TypeVar("T_template_global", bound="TemplateGlobalCallable")
T_template_test = TypeVar("T_template_test", bound="TemplateTestCallable")


class BlueprintSetupState:
    """One registration of a blueprint, as its deferred functions see it.

    Args:
        blueprint: The blueprint.
        app: The application that it is registered on.
        options: What the registration says.
        first_registration: Whether the blueprint was not registered on the application before.
    """

    # ``Any``: the options of a registration may be the caller's own.
    def __init__(
        self, blueprint: Blueprint, app: Flask, options: dict[str, Any], first_registration: bool
    ) -> None:
        landed = mounting.land(blueprint._declared(), options)
        self.app = app
        self.blueprint = blueprint
        self.options = options
        self.first_registration = first_registration
        self.subdomain: str | None = landed.subdomain
        self.url_prefix: str | None = landed.url_prefix
        self.name: str = landed.name
        self.name_prefix: str = landed.name_prefix
        self.url_defaults: dict[str, Any] = landed.url_defaults

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: RouteCallable | None = None,
        **options: Any,
    ) -> None:
        """Add a rule to the application, below the prefix and the name of this registration.

        Args:
            rule: The rule, without the prefix.
            endpoint: The endpoint, without the blueprint's name; the view's name, if it is not given.
            view_func: The view.
            options: As for :meth:`~demijohn.Flask.add_url_rule`.
        """
        draft = self.app._draft
        if endpoint is None:
            endpoint = name_endpoint(rule, view_func, draft)
        options.setdefault("subdomain", self.subdomain)
        defaults = mounting.rule_defaults(self.url_defaults or {}, options.pop("defaults", None) or {})
        prefix = _border.optional_text(self.url_prefix, "url_prefix", draft)
        self.app.add_url_rule(
            mounting.rule_path(prefix, _border.optional_text(rule, "rule", draft) or ""),
            mounting.endpoint(self.name_prefix, self.name, endpoint),
            view_func,
            defaults=defaults,
            **options,
        )

    def _replaying(self, place: Place) -> AbstractContextManager[None]:
        return self.app._draft.replaying(place, mounting.full_name(self.name_prefix, self.name))


class Blueprint(Scaffold):
    """A part of an application: its rules, hooks, handlers, templates and static files.

    Args:
        name: The name, which goes before its endpoints; it has no dot.
        import_name: The module or package of the blueprint, usually ``__name__``.
        static_folder: The folder of its static files, if it has one.
        static_url_path: The URL prefix of its static files, below ``url_prefix``.
        template_folder: The folder of its templates, which come after the application's own.
        url_prefix: What goes before its rules.
        subdomain: The subdomain of its rules, unless they have their own.
        url_defaults: Values that its views get unless the URL has them.
        root_path: The folder that relative paths start from, if it is not the module's.
        cli_group: The group of its commands: the blueprint's name, unless given; ``None`` for no group.
    """

    _got_registered_once = False

    def __init__(
        self,
        name: str,
        import_name: str,
        static_folder: str | os.PathLike[str] | None = None,
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = None,
        url_prefix: str | None = None,
        subdomain: str | None = None,
        url_defaults: dict[str, Any] | None = None,
        root_path: str | None = None,
        cli_group: str | _Unset | None = _unset,
    ) -> None:
        super().__init__(
            import_name=import_name,
            static_folder=static_folder,
            static_url_path=static_url_path,
            template_folder=template_folder,
            root_path=root_path,
        )
        self.name: str = _border.text(name, "name", self._draft) if name else ""
        refused = mounting.check_name(self.name, str(import_name))
        if refused is not None:
            raise explain.error(refused)
        self.url_prefix = url_prefix
        self.subdomain = subdomain
        self.deferred_functions: list[DeferredSetupFunction] = []
        self.url_values_defaults: dict[str, Any] = {} if url_defaults is None else url_defaults
        self.cli_group: str | _Unset | None = (
            cli_group
            if isinstance(cli_group, _Unset) or _border.is_mark("cli_group", cli_group)
            else _border.optional_text(cli_group, "cli_group", self._draft)
        )
        self._blueprints: list[tuple[Blueprint, dict[str, Any]]] = []
        self._begin_cli()

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_registered_once:
            raise explain.error(problem.LateBlueprintSetup(f_name, self.name, str(self._draft.here())))

    def _declared(self) -> mounting.Declared:
        return mounting.Declared(
            self.name,
            _border.optional_text(self.url_prefix, "url_prefix", self._draft),
            _border.optional_text(self.subdomain, "subdomain", self._draft),
            dict(self.url_values_defaults),
        )

    # Registration

    @setupmethod
    def record(self, func: DeferredSetupFunction) -> None:
        """Let a function be called with the state of each registration."""
        self.deferred_functions.append(func)

    @setupmethod
    def record_once(self, func: DeferredSetupFunction) -> None:
        """Let a function be called with the state of the first registration only."""
        self.record(func if isinstance(func, ONCE) else Once(func))

    def make_setup_state(
        self, app: Flask, options: dict[str, Any], first_registration: bool = False
    ) -> BlueprintSetupState:
        """Make the state that the deferred functions get; a subclass may give its own.

        Args:
            app: The application.
            options: What the registration says.
            first_registration: Whether this blueprint was not registered on the application before.
        """
        return BlueprintSetupState(self, app, options, first_registration)

    @setupmethod
    def register_blueprint(self, blueprint: Blueprint, **options: Unpack[BlueprintOptions]) -> None:
        """Nest a blueprint in this one, with options which take the place of its own.

        Args:
            blueprint: The blueprint.
            options: As for :meth:`~demijohn.Flask.register_blueprint`.

        Raises:
            ValueError: If it is this very blueprint.
        """
        if blueprint is self:
            raise explain.error(problem.BlueprintOnItself(self.name))
        # They are kept for ``register``.
        kept = _border.options(cast("dict[str, Any]", options), self._draft)
        self._blueprints.append((blueprint, kept))

    def register(self, app: Flask, options: dict[str, Any]) -> None:
        """Register everything on an application; ``register_blueprint`` calls this.

        If anything is refused, nothing is registered.

        Args:
            app: The application.
            options: What the registration says.

        Raises:
            ValueError: If the name is taken.
        """
        options = _border.options(options, app._draft)
        registered = {name: blueprint is self for name, blueprint in app.blueprints.items()}
        mount = self._mount(app, options, registered)
        with unless_refused(app, self):
            app.blueprints[mount.scope] = self
            app._draft.claim("blueprint", mount.scope)
            self._got_registered_once = True
            state = self.make_setup_state(app, options, mounting.is_first(registered))
            self._replay(state, mount.scope)
            self._merge_commands(app, options, mount.scope)
            for child, child_options in self._blueprints:
                nested = mounting.nest(
                    mount.scope,
                    _border.optional_text(state.url_prefix, "url_prefix", app._draft),
                    _border.optional_text(state.subdomain, "subdomain", app._draft),
                    child._declared(),
                    child_options,
                )
                child.register(app, nested)

    def _mount(self, app: Flask, options: dict[str, Any], registered: dict[str, bool]) -> mounting.Mount:
        declared = self._declared()
        scope = mounting.land(declared, options).scope
        first_place = app._draft.first("blueprint", scope)
        mount = mounting.mount(declared, options, registered, first_place, str(app._draft.here()))
        if isinstance(mount, problem.Problem):
            raise explain.error(mount)
        return mount

    def _replay(self, state: BlueprintSetupState, scope: str) -> None:
        if self.has_static_folder:
            state.add_url_rule(
                f"{self.static_url_path}/<path:filename>",
                view_func=self.send_static_file,
                endpoint="static",
            )
        self._merge_blueprint_funcs(state.app, scope)
        for deferred in self.deferred_functions:
            deferred(state)

    def _merge_blueprint_funcs(self, app: Flask, name: str) -> None:
        clock = app._draft.clock("error_handler_spec")
        for key, by_code in self.error_handler_spec.items():
            copied = {code: fresh_dict(clock, by_class) for code, by_class in by_code.items()}
            app.error_handler_spec[mounting.scope_key(name, key)] = fresh_codes(clock, copied)
        app.view_functions.update(self.view_functions)
        for table in TABLES.values():
            # ``Any``: the tables are of one form, and hooks of a kind stay in the table of their kind.
            ours: dict[str | None, list[Any]] = getattr(self, table)
            theirs: dict[str | None, list[Any]] = getattr(app, table)
            for key, functions in ours.items():
                list_of(theirs, mounting.scope_key(name, key)).extend(functions)
        self._hand_over_origins(app, name)

    def _hand_over_origins(self, app: Flask, name: str) -> None:
        for mark, origin in self._draft.origins.items():
            app._draft.origins[registry.within(mark, name)] = registry.Origin(origin.file, origin.line, name)
        for sort_and_name, place in self._draft.places.items():
            app._draft.places.setdefault(sort_and_name, place)

    def _merge_commands(self, app: Flask, options: dict[str, Any], scope: str) -> None:
        if not self._has_cli() or not self.cli.commands:
            return
        group = mounting.command_group(options, self.cli_group, scope)
        if group is None:
            app.cli.commands.update(self.cli.commands)
        else:
            self.cli.name = group
            app.cli.add_command(self.cli)

    # Rules

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: Unpack[RuleOptions],
    ) -> None:
        """Add a rule, below the prefix and the name of the blueprint; see :meth:`~demijohn.Flask.add_url_rule`.

        Raises:
            ValueError: If the endpoint or the view's name has a dot.
        """
        view_name = getattr(view_func, "__name__", None)
        place = self._draft.here()
        endpoint = _border.optional_text(endpoint, "endpoint", self._draft)
        named = _border.plain(view_name) if isinstance(view_name, str) else None
        refused = mounting.check_endpoint(endpoint, named, self.name, str(place))
        if refused is not None:
            raise explain.error(refused)
        kept = cast("dict[str, Any]", options)  # They are kept as they are, to be given on later.
        self.record(AddRule(rule, endpoint, view_func, provide_automatic_options, kept, place))

    def open_resource(self, resource: str, mode: str = "rb", encoding: str | None = "utf-8") -> IO[Any]:
        """Open a file of the root path for reading; text is UTF-8, unless told otherwise."""
        return super().open_resource(resource, mode, encoding)

    # Hooks of the whole application

    def _record_hook(self, kind: Kind, f: Callable[..., Any]) -> None:
        self.record_once(AddHook(kind, f, self._draft.here()))

    @setupmethod
    def before_app_request(self, f: T_before_request) -> T_before_request:
        """Register a function to run before every request, whoever serves it."""
        self._record_hook(Kind.BEFORE_REQUEST, f)
        return f

    @setupmethod
    def after_app_request(self, f: T_after_request) -> T_after_request:
        """Register a function to run after every request, whoever serves it."""
        self._record_hook(Kind.AFTER_REQUEST, f)
        return f

    @setupmethod
    def teardown_app_request(self, f: T_teardown) -> T_teardown:
        """Register a function to run when any request context is left."""
        self._record_hook(Kind.TEARDOWN_REQUEST, f)
        return f

    @setupmethod
    def app_context_processor(self, f: T_template_context_processor) -> T_template_context_processor:
        """Register a function whose dict becomes variables of the templates of every view."""
        self._record_hook(Kind.CONTEXT_PROCESSOR, f)
        return f

    @setupmethod
    def app_url_value_preprocessor(self, f: T_url_value_preprocessor) -> T_url_value_preprocessor:
        """Register a function that may change the arguments of every matched rule in place."""
        self._record_hook(Kind.URL_VALUE_PREPROCESSOR, f)
        return f

    @setupmethod
    def app_url_defaults(self, f: T_url_defaults) -> T_url_defaults:
        """Register a function that may add values in place before any URL is built."""
        self._record_hook(Kind.URL_DEFAULT, f)
        return f

    if TYPE_CHECKING:

        @property
        def app_errorhandler(self) -> ErrorHandlerRegistrar:
            """Register a handler for every request, whoever serves it."""
            ...
    else:

        @setupmethod
        def app_errorhandler(
            self, code: type[Exception] | int
        ) -> Callable[[T_error_handler], T_error_handler]:
            """Register the decorated function as a handler for every request, whoever serves it."""

            def register(f: T_error_handler) -> T_error_handler:
                self.record_once(AddErrorHandler(code, f, self._draft.here()))
                return f

            return register

    # Templates of the whole application

    @setupmethod
    def app_template_filter(
        self, name: str | None = None
    ) -> Callable[[T_template_filter], T_template_filter]:
        """Register the decorated function as a template filter of the whole application."""

        def register(f: T_template_filter) -> T_template_filter:
            self.add_app_template_filter(f, name=name)
            return f

        return register

    @setupmethod
    def add_app_template_filter(self, f: TemplateFilterCallable, name: str | None = None) -> None:
        """Register a template filter of the whole application, by a name or by its own."""
        self.record_once(AddToTemplates("filters", name or f.__name__, f))

    @setupmethod
    def app_template_test(self, name: str | None = None) -> Callable[[T_template_test], T_template_test]:
        """Register the decorated function as a template test of the whole application."""

        def register(f: T_template_test) -> T_template_test:
            self.add_app_template_test(f, name=name)
            return f

        return register

    @setupmethod
    def add_app_template_test(self, f: TemplateTestCallable, name: str | None = None) -> None:
        """Register a template test of the whole application, by a name or by its own."""
        self.record_once(AddToTemplates("tests", name or f.__name__, f))

    @setupmethod
    def app_template_global(
        self, name: str | None = None
    ) -> Callable[[T_template_global], T_template_global]:
        """Register the decorated function as a template global function of the whole application."""

        def register(f: T_template_global) -> T_template_global:
            self.add_app_template_global(f, name=name)
            return f

        return register

    @setupmethod
    def add_app_template_global(self, f: TemplateGlobalCallable, name: str | None = None) -> None:
        """Register a template global function of the whole application, by a name or by its own."""
        self.record_once(AddToTemplates("globals", name or f.__name__, f))


ONCE = (AddHook, AddErrorHandler, AddToTemplates, Once)
"""The operations which see to it themselves that they are carried out once."""

SansioBlueprint = Blueprint
"""Flask writes its blueprints in two classes, of which the one below has this name."""
