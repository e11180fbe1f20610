"""The two contexts: what stands around application code, and what stands around one request."""

from __future__ import annotations

import contextvars
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from werkzeug.exceptions import HTTPException

from . import _active
from ._active import entered_app
from ._later import Later
from ._routing import RouteAdapter
from .core import explain, problem, scope
from .globals import _cv_app, _cv_request
from .signals import appcontext_popped, appcontext_pushed
from .wrappers import _chain_of

if TYPE_CHECKING:
    from types import TracebackType
    from typing import TypeGuard

    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.routing import MapAdapter, Rule

    from ._short.contexts import Asked, Entry
    from .app import Flask
    from .sessions import SessionMixin
    from .typing import AfterRequestCallable, AnyAfterRequestCallable
    from .wrappers import Request

# ``Any`` in this module: what ``g`` holds, and what a copied function takes and gives, is the user's to choose.
F = TypeVar("F", bound=Callable[..., Any])
F_after = TypeVar("F_after", bound="AnyAfterRequestCallable")


class _Unset:
    """Says that an argument was not given, where ``None`` is a meaningful one."""

    def __repr__(self) -> str:
        return "<unset>"


_unset: Final = _Unset()


class _AppCtxGlobals:
    """A namespace for what the application wants to keep while a context is active; ``g`` is one."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__dict__[name] = value

    def __delattr__(self, name: str) -> None:
        if name not in self.__dict__:
            raise AttributeError(name)
        del self.__dict__[name]

    def get(self, name: str, default: Any | None = None) -> Any:
        """Give an attribute, or a default if it is not set."""
        return self.__dict__.get(name, default)

    def pop(self, name: str, default: Any = _unset) -> Any:
        """Remove an attribute and give what it was, or a default if one is given and it is not set.

        Raises:
            KeyError: If it is not set and no default is given.
        """
        if default is _unset:
            return self.__dict__.pop(name)
        return self.__dict__.pop(name, default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        """Give an attribute, which is set to a default first if it is not set."""
        return self.__dict__.setdefault(name, default)

    def __contains__(self, item: str) -> bool:
        return item in self.__dict__

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __repr__(self) -> str:
        ctx = _active.app_ctx()
        return object.__repr__(self) if ctx is None else f"<flask.g of {ctx.app.name!r}>"


def after_this_request(f: F_after) -> F_after:
    """Run a function once, after the running request; it takes the response and returns one.

    Raises:
        RuntimeError: If no request is active.
    """
    _active_request("after_this_request")._after_request_functions.append(f)
    return f


def copy_current_request_context(f: F) -> F:
    """Wrap a function so that it runs in a copy of the running request's context, such as in a greenlet.

    Raises:
        RuntimeError: If no request is active.
    """
    ctx = _active_request("copy_current_request_context").copy()

    def run_in_copy(*args: Any, **kwargs: Any) -> Any:
        with ctx:
            return ctx.app.ensure_sync(f)(*args, **kwargs)

    return cast("F", update_wrapper(run_in_copy, f))  # The wrapper takes and gives what the function does.


def has_request_context() -> bool:
    """Tell whether a request is active."""
    return _cv_request.get(None) is not None


def has_app_context() -> bool:
    """Tell whether an application context is active."""
    return _active.app_ctx() is not None


def _default_template_ctx_processor() -> dict[str, Any]:
    """Give templates ``g``, and ``request`` while there is one.

    The session is left to the environment's globals: to look at it here would mark it as accessed.
    """
    app_context = _active.app_ctx()
    request_context = _cv_request.get(None)
    variables: dict[str, Any] = {}
    if app_context is not None:
        variables["g"] = app_context.g
    if request_context is not None:
        variables["request"] = request_context.request
    return variables


def _active_request(function: str) -> RequestContext:
    ctx = _cv_request.get(None)
    if ctx is None:
        raise explain.error(problem.NeedsRequestContext(function))
    return ctx


class AppContext:
    """An application made current, with the ``g`` that lives as long as this context does."""

    if not TYPE_CHECKING:
        # The short way makes a context without these; they are there when somebody looks.
        url_adapter = Later(lambda ctx: ctx.app.create_url_adapter(None))
        g = Later(lambda ctx: ctx.app.app_ctx_globals_class())
        _cv_tokens = Later(lambda ctx: _listed(ctx._entry, ctx._entry.is_implied))

    # How the short way made it current, or that a request implies it.
    _entry: Entry

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.url_adapter: MapAdapter | None = app.create_url_adapter(None)
        self.g: _AppCtxGlobals = app.app_ctx_globals_class()
        # In place of a token there is ``None`` for a request that implies this context.
        self._cv_tokens: list[contextvars.Token[AppContext | None] | None] = []

    def push(self) -> None:
        """Make this the current context; one context may be pushed several times."""
        self._cv_tokens.append(entered_app.set(self))
        if appcontext_pushed.receivers:
            appcontext_pushed.send(self.app, _async_wrapper=self.app.ensure_sync)

    def pop(self, exc: BaseException | _Unset | None = _unset) -> None:
        """Leave the context; the last pop of it runs the teardown functions first.

        Raises:
            AssertionError: If another context is current.
        """
        try:
            if len(self._cv_tokens) == 1:
                self.app.do_teardown_appcontext(_or_active(exc))
        finally:
            active = _cv_app.get()
            token = self._cv_tokens.pop()
            if token is None:
                self._end_implied()
            else:
                entered_app.reset(token)
        _refuse_unless_same("app", active, self)
        if appcontext_popped.receivers:
            appcontext_popped.send(self.app, _async_wrapper=self.app.ensure_sync)

    def _outlive_request(self) -> None:
        """Stay current, if a request implies this context, when that request is left."""
        if self._cv_tokens[:1] == [None] and entered_app.get(None) is None:
            self._cv_tokens[0] = entered_app.set(self)

    def _end_implied(self) -> None:
        """Be implied no more."""
        if entered_app.get(None) is not None:
            entered_app.set(None)
        request_ctx = _cv_request.get(None)
        if request_ctx is not None and request_ctx._implied is self:
            request_ctx._implied = None

    def __enter__(self) -> AppContext:
        self.push()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.pop(exc_value)


def _open_late(ctx: RequestContext) -> SessionMixin:
    """Open the session when somebody looks at it, as only the usual interface lets it be done."""
    lanes = ctx.app._derived.lanes
    session = None if lanes is None else lanes.open_session(ctx.app, ctx._asked.environ)
    return ctx._open_session() if session is None else session


class RequestContext:
    """A request made current, with its session, its URL adapter and what is to run after it."""

    if not TYPE_CHECKING:
        # The short way makes a context without these; they are there when somebody looks.
        request = Later(_active.begin)
        url_adapter = Later(lambda ctx: ctx.app.create_url_adapter(ctx.request))
        flashes = Later(lambda ctx: None)
        _session = Later(_open_late)
        _after_request_functions = Later(lambda ctx: [])
        _cv_tokens = Later(lambda ctx: [(each, _app_ctx_of(ctx)) for each in _listed(ctx._asked, False)])
        _implied = Later(_active.imply)

    # The application context that is current as long as the request is, unless another one is pushed.
    _implied: AppContext | None
    # What the short way knows of a request that is not made yet.
    _asked: Asked

    def __init__(
        self,
        app: Flask,
        environ: WSGIEnvironment,
        request: Request | None = None,
        session: SessionMixin | None = None,
    ) -> None:
        self.app = app
        if request is None:
            request = app.request_class(environ)
            request.json_module = app.json
        self.request: Request = request
        self.url_adapter: MapAdapter | None = None
        try:
            self.url_adapter = app.create_url_adapter(request)
        except HTTPException as error:
            request.routing_exception = error
        self.flashes: list[tuple[str, str]] | None = None
        self._session: SessionMixin | None = session
        self._after_request_functions: list[AfterRequestCallable[Any]] = []
        self._cv_tokens: list[tuple[contextvars.Token[RequestContext], AppContext | None]] = []

    @property
    def session(self) -> SessionMixin:
        """The session of this request; looking at it counts as accessing it."""
        session = self._session
        if session is None:
            raise AssertionError("The session has not yet been opened. Push the request context first.")
        session.accessed = True
        return session

    def copy(self) -> RequestContext:
        """Make a context with the same request and the same session objects."""
        return self.__class__(
            self.app, environ=self.request.environ, request=self.request, session=self._session
        )

    def match_request(self) -> None:
        """Find the rule and its arguments for the request, or note why there is none."""
        adapter = self.url_adapter
        if adapter is None:
            return
        found = adapter.route() if _is_ours(adapter) else _match(adapter)
        if isinstance(found, HTTPException):
            self.request.routing_exception = found
        else:
            self.request.url_rule, view_args = found
            self.request.view_args = dict(view_args)

    def push(self) -> None:
        """Make this the current request, inside an application context of its application."""
        self._cv_tokens.append(self._enter())
        if self._session is None:
            self._session = self._open_session()
        if self.url_adapter is not None:
            self.match_request()

    def pop(self, exc: BaseException | _Unset | None = _unset) -> None:
        """Leave the request; the last pop of it runs the teardown functions first.

        Raises:
            AssertionError: If another request is current.
        """
        is_last = len(self._cv_tokens) == 1
        try:
            if is_last:
                exc = _or_active(exc)
                self.app.do_teardown_request(exc)
                self._close_request()
        finally:
            active = self._leave(is_last, exc)
        _refuse_unless_same("request", active, self)

    def _chain(self) -> tuple[str, ...]:
        """List the blueprints that serve the request, without making it for that."""
        if "request" in self.__dict__:
            return _chain_of(self.request)
        rule = self._asked.rule
        return () if rule is None else scope.chain(scope.owner(rule.endpoint))

    def _enter(self) -> tuple[contextvars.Token[RequestContext], AppContext | None]:
        # The application's context comes first, so that signals and session interfaces find the application.
        app_ctx: AppContext | None = None
        outer = _active.app_ctx()
        if outer is None or outer.app is not self.app:
            app_ctx = self.app.app_context()
            app_ctx.push()
        elif entered_app.get(None) is None:
            self._implied = outer
        return _cv_request.set(self), app_ctx

    def _leave(self, is_last: bool, exc: BaseException | _Unset | None) -> RequestContext:
        active = _cv_request.get()
        token, app_ctx = self._cv_tokens.pop()
        if app_ctx is not None:
            app_ctx._outlive_request()
        _cv_request.reset(token)
        if is_last:
            # The environ outlives the request in some servers: without this the two would keep each other alive.
            active.request.environ["werkzeug.request"] = None
        if app_ctx is not None:
            app_ctx.pop(exc)
        return active

    def _open_session(self) -> SessionMixin:
        interface = self.app.session_interface
        session = interface.open_session(self.app, self.request)
        return interface.make_null_session(self.app) if session is None else session

    def _abandon(self, exc: BaseException | None) -> None:
        """Leave the request after its teardown functions ran; user code may have left another one current.

        Raises:
            AssertionError: If another request is current.
        """
        active = self._leave(True, exc)
        _refuse_unless_same("request", active, self)

    def _close_request(self) -> None:
        close = getattr(self.request, "close", None)
        if close is not None:
            close()

    def __enter__(self) -> RequestContext:
        self.push()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.pop(exc_value)

    def __repr__(self) -> str:
        request = self.request
        return f"<{type(self).__name__} {request.url!r} [{request.method}] of {self.app.name}>"


def _is_ours(adapter: MapAdapter) -> TypeGuard[RouteAdapter]:
    """Tell whether matching was overridden by nobody, so that a miss need not be raised."""
    return (
        isinstance(adapter, RouteAdapter)
        and type(adapter).match is RouteAdapter.match
        and "match" not in adapter.__dict__
    )


# ``Any``: what converters give is up to each converter.
def _match(adapter: MapAdapter) -> tuple[Rule, Mapping[str, Any]] | HTTPException:
    try:
        return adapter.match(return_rule=True)
    except HTTPException as error:
        return error


# ``Any``: a token is of what was there before.
def _listed(entry: Entry | Asked, is_implied: bool) -> list[contextvars.Token[Any] | None]:
    """List the token of an entry, which is the context's affair from now on; there is none when it was left."""
    entry.is_listed = True
    return [] if entry.token is None and not is_implied else [entry.token]


def _app_ctx_of(ctx: RequestContext) -> AppContext | None:
    """Give the application context that a request on the short way came with."""
    ctx._implied  # noqa: B018  # it is made now, unless it was
    return ctx._asked.app_ctx


def _or_active(exc: BaseException | _Unset | None) -> BaseException | None:
    return sys.exc_info()[1] if isinstance(exc, _Unset) else exc


def _refuse_unless_same(kind: str, active: object, popped: object) -> None:
    if active is not popped:
        raise explain.error(problem.WrongContextPopped(kind, repr(active), repr(popped)))
