"""The context variables, and the proxies that stand for what they hold.

A proxy is looked at when it is used, so a module may import one long before a request exists.
"""

from __future__ import annotations

from contextvars import ContextVar, Token
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar, cast

from werkzeug.local import LocalProxy

from . import _active
from ._native import proxy_class
from .core import explain, problem

if TYPE_CHECKING:
    from .app import Flask
    from .ctx import AppContext, RequestContext, _AppCtxGlobals
    from .sessions import SessionMixin
    from .wrappers import Request

    T_co = TypeVar("T_co", covariant=True)

    class ProxyMixin(Protocol[T_co]):
        """What a proxy has beside the members of the object that it stands for."""

        def _get_current_object(self) -> T_co: ...
        def __bool__(self) -> bool: ...

    # To a type checker a proxy is the class it stands for and can also be unwrapped.
    class FlaskProxy(ProxyMixin[Flask], Flask):
        """An application that is looked at through a proxy."""

    class AppContextProxy(ProxyMixin[AppContext], AppContext):
        """An application context that is looked at through a proxy."""

    class _AppCtxGlobalsProxy(ProxyMixin[_AppCtxGlobals], _AppCtxGlobals): ...

    class RequestContextProxy(ProxyMixin[RequestContext], RequestContext):
        """A request context that is looked at through a proxy."""

    class RequestProxy(ProxyMixin[Request], Request):
        """A request that is looked at through a proxy."""

    class SessionMixinProxy(ProxyMixin[SessionMixin], SessionMixin):
        """A session that is looked at through a proxy."""


_NO_APP: Final = explain.text(problem.OutsideApp())
_NO_REQUEST: Final = explain.text(problem.OutsideRequest())


_cv_request: Final = _active.cv_request


class _AppVariable:
    """Stands for the context variable of the current application context, which a request may imply."""

    __slots__ = ()

    # ``Any``: to ``isinstance`` it is a context variable, whose class cannot be inherited from.
    __class__: Any = property(lambda self: ContextVar)

    @property
    def name(self) -> str:
        return _active.entered_app.name

    # As for a context variable, the default is of any type.
    def get(self, /, *default: Any) -> Any:
        ctx = _active.app_ctx()
        if ctx is not None:
            return ctx
        if default:
            return default[0]
        raise LookupError(_active.entered_app)

    def set(self, value: AppContext, /) -> Token[AppContext | None]:
        return _active.entered_app.set(value)

    def reset(self, token: Token[AppContext | None], /) -> None:
        _active.entered_app.reset(token)

    def __repr__(self) -> str:
        return repr(_active.entered_app)


_cv_app = cast("ContextVar[AppContext]", _AppVariable())  # which it stands for, and says it is


# ``Any``: a proxy is of the type that its name is declared with below; Werkzeug's class has no type of its own for this.
def _proxy(variable: ContextVar[Any], attribute: str | None, unbound: str) -> Any:
    if variable is _cv_request:
        cls = proxy_class(LocalProxy, _cv_request, attribute, None, None)
    else:
        cls = proxy_class(LocalProxy, _active.entered_app, attribute, _cv_request, "_implied")
    return cls(variable, attribute, unbound_message=unbound)


app_ctx: AppContextProxy = _proxy(_cv_app, None, _NO_APP)
current_app: FlaskProxy = _proxy(_cv_app, "app", _NO_APP)
g: _AppCtxGlobalsProxy = _proxy(_cv_app, "g", _NO_APP)
request_ctx: RequestContextProxy = _proxy(_cv_request, None, _NO_REQUEST)
request: RequestProxy = _proxy(_cv_request, "request", _NO_REQUEST)
session: SessionMixinProxy = _proxy(_cv_request, "session", _NO_REQUEST)


def _active_app() -> Flask:
    """Give what ``current_app`` stands for, without the proxy's price.

    Raises:
        RuntimeError: If no application is active.
    """
    app = _active.app()
    if app is None:
        raise explain.error(problem.OutsideApp())
    return app
