"""What an application and a blueprint have in common: their files, and everything that can be registered on them."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from functools import update_wrapper
from typing import IO, TYPE_CHECKING, Any, Final, Literal, TypeVar, cast, overload

from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.utils import cached_property

from ._draft import Drafted, Table, caller, fresh_dict, fresh_handlers, fresh_hooks, list_of
from ._later import Later
from .core import explain, handlers, hooks, problem, registry
from .ctx import _default_template_ctx_processor
from .globals import _active_app
from .helpers import get_root_path, send_from_directory

if TYPE_CHECKING:
    from jinja2 import BaseLoader
    from typing_extensions import Unpack

    from ._draft import Draft
    from .cli import AppGroup
    from .typing import (
        AfterRequestCallable,
        AnyAfterRequestCallable,
        AppOrBlueprintKey,
        BeforeRequestCallable,
        ErrorHandlerCallable,
        ErrorHandlerRegistrar,
        ErrorReturnValue,
        RouteCallable,
        RouteOptions,
        RuleOptions,
        ShortcutOptions,
        TeardownCallable,
        TemplateContextProcessorCallable,
        URLDefaultCallable,
        URLValuePreprocessorCallable,
    )
    from .wrappers import Response

# ``Any`` below: a decorator gives back the very function it was given, whatever that takes and returns.
F = TypeVar("F", bound=Callable[..., Any])
# Bounds that are named in quotes are not imported: nobody needs them while the program runs.
T_after_request = TypeVar("T_after_request", bound="AnyAfterRequestCallable")
T_before_request = TypeVar("T_before_request", bound="BeforeRequestCallable")
T_error_handler = TypeVar("T_error_handler", bound="ErrorHandlerCallable")
T_teardown = TypeVar("T_teardown", bound="TeardownCallable")
T_template_context_processor = TypeVar(
    "T_template_context_processor", bound="TemplateContextProcessorCallable"
)
T_url_defaults = TypeVar("T_url_defaults", bound="URLDefaultCallable")
T_url_value_preprocessor = TypeVar("T_url_value_preprocessor", bound="URLValuePreprocessorCallable")
T_route = TypeVar("T_route", bound="RouteCallable")
E = TypeVar("E", bound=Exception)

READING: Final = frozenset({"r", "rt", "rb"})


def setupmethod(f: F) -> F:
    """Let a method of a scaffold be called during setup only; later calls are refused with its name."""
    name = f.__name__

    def only_during_setup(self: Scaffold, *args: Any, **kwargs: Any) -> Any:
        self._check_setup_finished(name)
        return f(self, *args, **kwargs)

    return cast("F", update_wrapper(only_during_setup, f))  # It takes and gives what the method does.


class Scaffold(Drafted):
    """The part that :class:`~demijohn.Flask` and :class:`~demijohn.Blueprint` share.

    Args:
        import_name: The module or package that this belongs to; files are found beside it.
        static_folder: The folder of static files, relative to ``root_path`` or absolute.
        static_url_path: The URL prefix of the static files.
        template_folder: The folder of templates, relative to ``root_path`` or absolute.
        root_path: The folder that relative paths start from, if it is not the module's.
    """

    name: str
    _static_folder: str | None = None
    _static_url_path: str | None = None

    if TYPE_CHECKING:
        cli: AppGroup
        view_functions: dict[str, RouteCallable]
        error_handler_spec: dict[
            AppOrBlueprintKey, dict[int | None, dict[type[Exception], ErrorHandlerCallable]]
        ]
        before_request_funcs: dict[AppOrBlueprintKey, list[BeforeRequestCallable]]
        after_request_funcs: dict[AppOrBlueprintKey, list[AfterRequestCallable[Any]]]
        teardown_request_funcs: dict[AppOrBlueprintKey, list[TeardownCallable]]
        template_context_processors: dict[AppOrBlueprintKey, list[TemplateContextProcessorCallable]]
        url_value_preprocessors: dict[AppOrBlueprintKey, list[URLValuePreprocessorCallable]]
        url_default_functions: dict[AppOrBlueprintKey, list[URLDefaultCallable]]
    else:
        # Of two threads that look at once, both get the one that is kept.
        cli = Later(lambda self: vars(self).setdefault("cli", self._make_cli()))
        view_functions = Table(fresh_dict)
        error_handler_spec = Table(fresh_handlers, 3)
        before_request_funcs = Table(fresh_hooks, 2, "hooks")
        after_request_funcs = Table(fresh_hooks, 2, "hooks")
        teardown_request_funcs = Table(fresh_hooks, 2, "hooks")
        template_context_processors = Table(fresh_hooks, 2, "hooks")
        url_value_preprocessors = Table(fresh_hooks, 2, "hooks")
        url_default_functions = Table(fresh_hooks, 2, "hooks")

    def __init__(
        self,
        import_name: str,
        static_folder: str | os.PathLike[str] | None = None,
        static_url_path: str | None = None,
        template_folder: str | os.PathLike[str] | None = None,
        root_path: str | None = None,
    ) -> None:
        self._begin_draft()
        self.import_name = import_name
        self.static_folder = static_folder
        self.static_url_path = static_url_path
        self.template_folder = template_folder
        self.root_path: str = get_root_path(import_name) if root_path is None else root_path
        self.template_context_processors[None].append(_default_template_ctx_processor)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"

    def _check_setup_finished(self, f_name: str) -> None:
        raise NotImplementedError(f"{type(self).__name__} does not say when its setup is finished")

    # Commands

    def _begin_cli(self) -> None:
        """Note the name of the group of commands, which is made when somebody looks at it: most have none."""
        self._cli_name = self.name
        if type(self).cli is not Scaffold.cli:  # A subclass has something else there, and it gives way.
            self.cli = self._make_cli()

    def _make_cli(self) -> AppGroup:
        from .cli import AppGroup

        made = AppGroup()
        made.name = self._cli_name
        return made

    def _has_cli(self) -> bool:
        return "cli" in vars(self) or type(self).cli is not Scaffold.cli

    # Files

    @property
    def static_folder(self) -> str | None:
        """The absolute path of the folder of static files, or ``None`` if there is none."""
        if self._static_folder is None:
            return None
        return os.path.join(self.root_path, self._static_folder)

    @static_folder.setter
    def static_folder(self, value: str | os.PathLike[str] | None) -> None:
        self._static_folder = None if value is None else os.fspath(value).rstrip(r"\/")

    @property
    def has_static_folder(self) -> bool:
        """Whether there is a folder of static files."""
        return self.static_folder is not None

    @property
    def static_url_path(self) -> str | None:
        """The URL prefix of the static files; unless it is set, the name of their folder."""
        if self._static_url_path is not None:
            return self._static_url_path
        if self.static_folder is None:
            return None
        return ("/" + os.path.basename(self.static_folder)).rstrip("/")

    @static_url_path.setter
    def static_url_path(self, value: str | None) -> None:
        self._static_url_path = None if value is None else value.rstrip("/")

    def get_send_file_max_age(self, filename: str | None) -> int | None:
        """Give the seconds that a browser may keep a static file, or ``None`` if it is to ask each time.

        Args:
            filename: The file's path inside its folder; the default takes no notice of it.
        """
        value: int | timedelta | None = _active_app().config["SEND_FILE_MAX_AGE_DEFAULT"]
        return int(value.total_seconds()) if isinstance(value, timedelta) else value

    def send_static_file(self, filename: str) -> Response:
        """Serve a file of the static folder; this is the view of the static route.

        Raises:
            RuntimeError: If there is no static folder.
        """
        folder = self.static_folder
        if folder is None:
            raise explain.error(problem.StaticFolderMissing(self.name))
        return send_from_directory(folder, filename, max_age=self.get_send_file_max_age(filename))

    @cached_property
    def jinja_loader(self) -> BaseLoader | None:
        """The loader of this object's own templates, or ``None`` if it has no folder of them."""
        if self.template_folder is None:
            return None
        from jinja2 import FileSystemLoader

        return FileSystemLoader(os.path.join(self.root_path, self.template_folder))

    @overload
    def open_resource(
        self, resource: str, mode: Literal["rb"] = "rb", encoding: str | None = None
    ) -> IO[bytes]: ...
    @overload
    def open_resource(
        self, resource: str, mode: Literal["r", "rt"], encoding: str | None = None
    ) -> IO[str]: ...
    @overload
    def open_resource(self, resource: str, mode: str = "rb", encoding: str | None = None) -> IO[Any]: ...
    def open_resource(self, resource: str, mode: str = "rb", encoding: str | None = None) -> IO[Any]:
        """Open a file of the root path for reading.

        Args:
            resource: The file's path, relative to ``root_path``.
            mode: ``rb`` for bytes; ``r`` or ``rt`` for text.
            encoding: How text is encoded.

        Raises:
            ValueError: If the mode is not one for reading.
        """
        if mode not in READING:
            raise explain.error(problem.ResourceNotReadMode(resource, mode))
        path = os.path.join(self.root_path, resource)
        return open(path, mode) if mode == "rb" else open(path, mode, encoding=encoding)

    # Rules and views

    def _method_route(self, method: str, rule: str, options: ShortcutOptions) -> Callable[[T_route], T_route]:
        if "methods" in options:
            raise explain.error(problem.MethodsOnShortcut(method.lower(), rule))
        return self.route(rule, methods=[method], **options)

    @setupmethod
    def get(self, rule: str, **options: Unpack[ShortcutOptions]) -> Callable[[T_route], T_route]:
        """Register a view for ``GET``, like :meth:`route` with that method."""
        return self._method_route("GET", rule, options)

    @setupmethod
    def post(self, rule: str, **options: Unpack[ShortcutOptions]) -> Callable[[T_route], T_route]:
        """Register a view for ``POST``, like :meth:`route` with that method."""
        return self._method_route("POST", rule, options)

    @setupmethod
    def put(self, rule: str, **options: Unpack[ShortcutOptions]) -> Callable[[T_route], T_route]:
        """Register a view for ``PUT``, like :meth:`route` with that method."""
        return self._method_route("PUT", rule, options)

    @setupmethod
    def delete(self, rule: str, **options: Unpack[ShortcutOptions]) -> Callable[[T_route], T_route]:
        """Register a view for ``DELETE``, like :meth:`route` with that method."""
        return self._method_route("DELETE", rule, options)

    @setupmethod
    def patch(self, rule: str, **options: Unpack[ShortcutOptions]) -> Callable[[T_route], T_route]:
        """Register a view for ``PATCH``, like :meth:`route` with that method."""
        return self._method_route("PATCH", rule, options)

    @setupmethod
    def route(self, rule: str, **options: Unpack[RouteOptions]) -> Callable[[T_route], T_route]:
        """Register the decorated function as the view of a URL rule.

        Args:
            rule: The rule, such as ``/users/<int:id>``.
            options: As for :meth:`add_url_rule`, and ``endpoint``.
        """

        def register(f: T_route) -> T_route:
            endpoint = options.pop("endpoint", None)
            self.add_url_rule(rule, endpoint, f, **cast("RuleOptions", options))  # The endpoint is out.
            return f

        return register

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: Unpack[RuleOptions],
    ) -> None:
        """Register a URL rule, and the view that answers it.

        Args:
            rule: The rule, such as ``/users/<int:id>``.
            endpoint: The name of the rule for building URLs; the view's name, if it is not given.
            view_func: The view; it may be given later, with :meth:`endpoint`.
            provide_automatic_options: Whether ``OPTIONS`` is answered without calling the view.
            options: What the rule class takes, and ``methods``.

        Raises:
            AssertionError: If the endpoint has another view already.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say where its rules go")

    @setupmethod
    def endpoint(self, endpoint: str) -> Callable[[F], F]:
        """Register the decorated function as the view of an endpoint, whose rules are added elsewhere."""

        def register(f: F) -> F:
            self.view_functions[endpoint] = f
            self._draft.claim("endpoint", endpoint)
            return f

        return register

    # Hooks

    @setupmethod
    def before_request(self, f: T_before_request) -> T_before_request:
        """Register a hook that runs before the view; what it returns, unless ``None``, is the answer."""
        list_of(self.before_request_funcs, None).append(f)
        self._note_hook(hooks.Kind.BEFORE_REQUEST, f)
        return f

    @setupmethod
    def after_request(self, f: T_after_request) -> T_after_request:
        """Register a hook that runs after the view; it takes the response and returns one."""
        list_of(self.after_request_funcs, None).append(f)
        self._note_hook(hooks.Kind.AFTER_REQUEST, f)
        return f

    @setupmethod
    def teardown_request(self, f: T_teardown) -> T_teardown:
        """Register a function to run when the request context is left, whatever happened before."""
        list_of(self.teardown_request_funcs, None).append(f)
        self._note_hook(hooks.Kind.TEARDOWN_REQUEST, f)
        return f

    @setupmethod
    def context_processor(self, f: T_template_context_processor) -> T_template_context_processor:
        """Register a function whose dict becomes variables of every template."""
        self.template_context_processors[None].append(f)
        self._note_hook(hooks.Kind.CONTEXT_PROCESSOR, f)
        return f

    @setupmethod
    def url_value_preprocessor(self, f: T_url_value_preprocessor) -> T_url_value_preprocessor:
        """Register a function that may change the arguments of a matched rule in place."""
        self.url_value_preprocessors[None].append(f)
        self._note_hook(hooks.Kind.URL_VALUE_PREPROCESSOR, f)
        return f

    @setupmethod
    def url_defaults(self, f: T_url_defaults) -> T_url_defaults:
        """Register a function that may add values in place before a URL is built."""
        self.url_default_functions[None].append(f)
        self._note_hook(hooks.Kind.URL_DEFAULT, f)
        return f

    def _note_hook(self, kind: hooks.Kind, f: object) -> None:
        self._draft.note(registry.hook_mark(kind, None, f))

    # Error handlers

    if TYPE_CHECKING:
        # Its forms are one per status code, so that a handler of another exception is refused.
        @property
        def errorhandler(self) -> ErrorHandlerRegistrar:
            """Register a handler of a status code or an exception class."""
            ...
    else:

        @setupmethod
        def errorhandler(
            self, code_or_exception: type[Exception] | int
        ) -> Callable[[T_error_handler], T_error_handler]:
            """Register the decorated function as the handler of a status code or an exception class."""

            def register(f: T_error_handler) -> T_error_handler:
                self.register_error_handler(code_or_exception, f)
                return f

            return register

    @overload
    def register_error_handler(
        self, code_or_exception: type[E], f: Callable[[E], ErrorReturnValue]
    ) -> None: ...
    @overload
    def register_error_handler(
        self, code_or_exception: int, f: Callable[[Any], ErrorReturnValue]
    ) -> None: ...
    @setupmethod
    def register_error_handler(
        self, code_or_exception: type[Exception] | int, f: Callable[[Any], ErrorReturnValue]
    ) -> None:
        """Register a handler, as :meth:`errorhandler` does as a decorator."""
        cls, code = self._get_exc_class_and_code(code_or_exception)
        self.error_handler_spec[None][code][cls] = cast("ErrorHandlerCallable", f)  # One of the two forms.
        self._draft.note(registry.handler_mark(None, code, cls))

    @staticmethod
    def _get_exc_class_and_code(
        exc_class_or_code: type[Exception] | int,
    ) -> tuple[type[Exception], int | None]:
        key = handlers.key(exc_class_or_code, _CLASSES, HTTPException, str(caller()))
        if isinstance(key, problem.Problem):
            raise explain.error(key)
        return key.registered_for, key.code


# A plain copy with the types that the core takes: it looks classes up and never makes one.
_CLASSES: Final[dict[int, type[Exception]]] = dict(default_exceptions)


def endpoint_of(view_func: Callable[..., Any]) -> str:
    """Name the endpoint after its view."""
    return view_func.__name__


def name_endpoint(rule: str, view_func: Callable[..., Any] | None, draft: Draft) -> str:
    """Name the endpoint of a rule which has been given none."""
    if view_func is None:
        raise explain.error(problem.NoViewNoEndpoint(rule, str(draft.here())))
    return endpoint_of(view_func)


# The name that extensions know it by.
_endpoint_from_view_func = endpoint_of
