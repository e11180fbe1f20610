"""What is done with an application before it serves: its configuration, its rules, its blueprints, its hooks."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Coroutine, Iterable, ValuesView
from datetime import timedelta
from inspect import CO_COROUTINE, iscoroutinefunction
from types import FunctionType
from typing import IO, TYPE_CHECKING, Any, Final, TypeVar, cast

from werkzeug.datastructures import ImmutableDict
from werkzeug.exceptions import Aborter
from werkzeug.routing import Map, Rule
from werkzeug.utils import cached_property

from . import _border
from ._derived import Derived
from ._draft import Table, fresh_dict, fresh_list
from ._paths import find_package
from ._routing import LateRule, RouteMap
from .config import Config, ConfigAttribute
from .core import dispatch, explain, problem, registry, rule as grammar, settings
from .ctx import _AppCtxGlobals
from .globals import g
from .helpers import get_debug_flag
from .json.provider import DefaultJSONProvider, JSONProvider
from .logging import create_logger
from .scaffold import Scaffold, name_endpoint, setupmethod
from .sessions import SecureCookieSessionInterface, SessionInterface
from .wrappers import Request, Response

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from ._draft import Place
    from .app import Flask
    from .blueprints import Blueprint
    from .testing import FlaskClient, FlaskCliRunner
    from .typing import (
        BlueprintOptions,
        RouteCallable,
        RuleOptions,
        ShellContextProcessorCallable,
        TeardownCallable,
    )

T_shell_context_processor = TypeVar("T_shell_context_processor", bound="ShellContextProcessorCallable")
T_teardown = TypeVar("T_teardown", bound="TeardownCallable")
LIFETIME: Final = "PERMANENT_SESSION_LIFETIME"


# ``Any``: a setting is checked by nobody before it is used.
def _make_timedelta(value: Any) -> timedelta:
    if isinstance(value, int | float):
        return timedelta(seconds=value)
    span: timedelta = value
    return span


class Lifetime(ConfigAttribute[timedelta]):
    """An attribute for a span of time, which may be set in seconds too."""

    if TYPE_CHECKING:

        def __set__(self, obj: Flask, value: timedelta | int) -> None: ...


class Setup(Scaffold):
    """An application as far as it can be set up; :class:`~demijohn.Flask` adds how it serves."""

    aborter_class: type[Aborter] = Aborter
    app_ctx_globals_class: type[_AppCtxGlobals] = _AppCtxGlobals
    config_class: type[Config] = Config
    json_provider_class: type[JSONProvider] = DefaultJSONProvider
    request_class: type[Request] = Request
    response_class: type[Response] = Response
    session_interface: SessionInterface = SecureCookieSessionInterface()
    test_cli_runner_class: type[FlaskCliRunner] | None = None
    test_client_class: type[FlaskClient] | None = None
    url_map_class: type[Map] = RouteMap
    url_rule_class: type[Rule] = Rule

    # ``Any``: a configuration holds whatever its owner puts in.
    default_config: ImmutableDict[str, Any] = ImmutableDict(
        {**settings.DEFAULTS, LIFETIME: _make_timedelta(settings.DEFAULTS[LIFETIME])}
    )
    testing: ConfigAttribute[bool] = ConfigAttribute[bool]("TESTING")
    secret_key: ConfigAttribute[str | bytes | None] = ConfigAttribute[str | bytes | None]("SECRET_KEY")
    permanent_session_lifetime: Lifetime = Lifetime(LIFETIME, get_converter=_make_timedelta)

    if TYPE_CHECKING:
        blueprints: dict[str, Blueprint]
        extensions: dict[str, Any]
        shell_context_processors: list[ShellContextProcessorCallable]
        teardown_appcontext_funcs: list[TeardownCallable]
        url_build_error_handlers: list[Callable[[Exception, str, dict[str, Any]], str | None]]
    else:
        blueprints = Table(fresh_dict)
        extensions = Table(fresh_dict)
        shell_context_processors = Table(fresh_list)
        teardown_appcontext_funcs = Table(fresh_list)
        url_build_error_handlers = Table(fresh_list)

    def __init__(
        self,
        import_name: str,
        static_url_path: str | None = None,
        static_folder: str | os.PathLike[str] | None = "static",
        static_host: str | None = None,
        host_matching: bool = False,
        subdomain_matching: bool = False,
        template_folder: str | os.PathLike[str] | None = "templates",
        instance_path: str | None = None,
        instance_relative_config: bool = False,
        root_path: str | None = None,
    ) -> None:
        super().__init__(
            import_name=import_name,
            static_folder=static_folder,
            static_url_path=static_url_path,
            template_folder=template_folder,
            root_path=root_path,
        )
        if instance_path is None:
            instance_path = self.auto_find_instance_path()
        elif not os.path.isabs(instance_path):
            raise explain.error(problem.InstancePathRelative(instance_path))
        self.instance_path = instance_path
        self.config: Config = self.make_config(instance_relative_config)
        self.aborter: Aborter = self.make_aborter()
        self.json: JSONProvider = self.json_provider_class(self._app)
        self.url_map: Map = self.url_map_class(host_matching=host_matching)
        self.subdomain_matching = subdomain_matching
        self._got_first_request = False
        self._registering = False
        self._derived = Derived()

    @property
    def _app(self) -> Flask:
        return cast("Flask", self)  # This class is the first part of that one, and made for it alone.

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_first_request:
            raise explain.error(problem.LateAppSetup(f_name, str(self._draft.here())))

    def _registry(self) -> registry.Registry:
        """Freeze everything that is registered now."""
        return self._derived.registry(self)

    # What the constructor makes

    def make_config(self, instance_relative: bool = False) -> Config:
        """Make the configuration, with the defaults.

        Args:
            instance_relative: Whether relative names of files start from the instance folder.
        """
        root_path = self.instance_path if instance_relative else self.root_path
        defaults = dict(self.default_config)
        defaults["DEBUG"] = get_debug_flag()
        return self.config_class(root_path, defaults)

    def make_aborter(self) -> Aborter:
        """Make what ``abort`` calls to raise HTTP errors."""
        return self.aborter_class()

    def auto_find_instance_path(self) -> str:
        """Find the instance folder beside the module, or below ``var`` if the package is installed."""
        prefix, package_path = find_package(self.import_name)
        if prefix is None:
            return os.path.join(package_path, "instance")
        return os.path.join(prefix, "var", f"{self.name}-instance")

    def open_instance_resource(
        self, resource: str, mode: str = "rb", encoding: str | None = "utf-8"
    ) -> IO[Any]:
        """Open a file of the instance folder, for reading or writing.

        Args:
            resource: The file's path, relative to the instance folder.
            mode: As for ``open``.
            encoding: How text is encoded; binary modes take no notice of it.
        """
        path = os.path.join(self.instance_path, resource)
        return open(path, mode) if "b" in mode else open(path, mode, encoding=encoding)

    if TYPE_CHECKING:
        # It may be set, like a blueprint's.
        name: str
    else:

        @cached_property
        def name(self) -> str:
            """The name of the application: its import name, or that of the script which was run."""
            if self.import_name != "__main__":
                return self.import_name
            script: str | None = getattr(sys.modules["__main__"], "__file__", None)
            if script is None:
                return "__main__"
            return os.path.splitext(os.path.basename(script))[0]

    @cached_property
    def logger(self) -> logging.Logger:
        """The logger of the application, which has the application's name."""
        return create_logger(self._app)

    @property
    def debug(self) -> bool:
        """Whether debug mode is on: the setting ``DEBUG``."""
        value: bool = self.config["DEBUG"]
        return value

    @debug.setter
    def debug(self, value: bool) -> None:
        self.config["DEBUG"] = value
        if self.config["TEMPLATES_AUTO_RELOAD"] is None:
            self._reload_templates(value)

    def _reload_templates(self, value: bool) -> None:
        """Let templates be read again when they change, or not; an application without templates has none."""

    # Registration

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: Unpack[RuleOptions],
    ) -> None:
        if endpoint is None:
            endpoint = name_endpoint(rule, view_func, self._draft)
        endpoint = _border.text(endpoint, "endpoint", self._draft)
        chosen = self._choose_methods(rule, view_func, provide_automatic_options, options)
        self._refuse_other_view(endpoint, view_func)
        arguments: dict[str, Any] = {**options, "endpoint": endpoint, "methods": set(chosen.methods)}
        rule_obj = self._make_rule(rule, arguments)
        rule_obj.provide_automatic_options = chosen.automatic_options  # type: ignore[attr-defined]  # Flask's own addition.
        place = self._draft.here()
        self._add_to_map(rule_obj, place)
        self._draft.claim("endpoint", endpoint, place)
        self._draft.note(registry.rule_mark(endpoint, rule_obj.rule, rule_obj.methods), place)
        if view_func is not None:
            self.view_functions[endpoint] = view_func

    # ``Any``: what a rule class of one's own takes is its own affair, the rule's form too.
    def _make_rule(self, rule: str, arguments: dict[str, Any]) -> Rule:
        if self.url_rule_class is not Rule:
            return self.url_rule_class(rule, **arguments)
        rule = _border.text(rule, "rule", self._draft)
        if not grammar.starts_path(rule):
            raise explain.error(problem.RuleWithoutSlash(rule, str(self._draft.here())))
        return LateRule(rule, **arguments)

    def _choose_methods(
        self, rule: str, view_func: object, automatic: bool | None, options: RuleOptions
    ) -> dispatch.Methods:
        given: Iterable[str] | None = options.pop("methods", None)
        if given is None:
            given = getattr(view_func, "methods", None) or None
        if automatic is None:
            automatic = getattr(view_func, "provide_automatic_options", None)
        return dispatch.choose_methods(
            None if given is None else self._list_methods(given, rule),
            self._list_methods(getattr(view_func, "required_methods", ()), rule),
            None if automatic is None else bool(automatic),
            bool(self.config["PROVIDE_AUTOMATIC_OPTIONS"]),
        )

    def _list_methods(self, given: Iterable[str], rule: str) -> tuple[str, ...]:
        # A string is a list of strings too, but of the wrong ones.
        methods: tuple[object, ...] = (None,) if isinstance(given, str) else tuple(given)
        texts = [_border.plain(method) for method in methods if isinstance(method, str)]
        if len(texts) < len(methods):
            raise explain.error(problem.MethodsNotList(repr(given), rule, str(self._draft.here())))
        return tuple(texts)

    def _add_to_map(self, rule: Rule, place: Place) -> None:
        if isinstance(self.url_map, RouteMap) and type(self.url_map).add is RouteMap.add:
            self.url_map.add(rule, place)
        else:
            self.url_map.add(rule)

    def _refuse_other_view(self, endpoint: str, view_func: RouteCallable | None) -> None:
        existing = self.view_functions.get(endpoint)
        if view_func is None or existing is None or existing == view_func:
            return
        raise explain.error(
            problem.EndpointTaken(
                endpoint,
                _describe(existing),
                _describe(view_func),
                self._draft.first("endpoint", endpoint),
                str(self._draft.here()),
            )
        )

    @setupmethod
    def register_blueprint(self, blueprint: Blueprint, **options: Unpack[BlueprintOptions]) -> None:
        """Register a blueprint, with options which take the place of its own.

        Args:
            blueprint: The blueprint; under several names it may be registered several times.
            options: ``name``, ``url_prefix``, ``subdomain``, ``url_defaults``, ``cli_group``.

        Raises:
            ValueError: If its name is taken.
        """
        given = cast("dict[str, Any]", options)  # They go into the state as they are.
        blueprint.register(self._app, given)

    def iter_blueprints(self) -> ValuesView[Blueprint]:
        """Iterate over the registered blueprints, in the order of their registration."""
        return self.blueprints.values()

    @setupmethod
    def teardown_appcontext(self, f: T_teardown) -> T_teardown:
        """Register a function to run when the application context is left."""
        self.teardown_appcontext_funcs.append(f)
        return f

    @setupmethod
    def shell_context_processor(self, f: T_shell_context_processor) -> T_shell_context_processor:
        """Register a function whose dict becomes variables of the interactive shell."""
        self.shell_context_processors.append(f)
        return f

    def make_shell_context(self) -> dict[str, Any]:
        """Collect the variables of an interactive shell."""
        variables: dict[str, Any] = {"app": self, "g": g}
        for processor in self.shell_context_processors:
            variables.update(processor())
        return variables

    # Async functions

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give a function that can be called directly: itself, unless it is an ``async def``."""
        if type(func) is FunctionType and not func.__dict__ and not func.__code__.co_flags & CO_COROUTINE:
            # So it is with nearly all. A function that is only marked as asynchronous has its mark among its attributes.
            return func
        return self.async_to_sync(func) if iscoroutinefunction(func) else func

    def async_to_sync(self, func: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Any]:
        """Wrap a coroutine function so that calling it runs it to its end.

        Raises:
            RuntimeError: If asgiref is not installed.
        """
        try:
            from asgiref.sync import async_to_sync
        except ImportError:
            raise explain.error(problem.AsyncUnavailable(_describe(func))) from None
        wrapped: Callable[..., Any] = async_to_sync(func)
        return wrapped


def _describe(function: object) -> str:
    return f"{getattr(function, '__module__', '?')}.{getattr(function, '__qualname__', repr(function))}"
