"""The context variables, and the proxies that stand for what they hold.

A proxy is looked at when it is used, so a module may import one long before a request exists.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from werkzeug.local import LocalProxy

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

_cv_app: ContextVar[AppContext] = ContextVar("demijohn.app_ctx")
_cv_request: ContextVar[RequestContext] = ContextVar("demijohn.request_ctx")


# ``Any``: a proxy is of the type that its name is declared with below; Werkzeug's class has no type of its own for this.
def _proxy(variable: ContextVar[Any], attribute: str | None, unbound: str) -> Any:
    cls = proxy_class(LocalProxy, variable, attribute)
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
    ctx = _cv_app.get(None)
    if ctx is None:
        raise explain.error(problem.OutsideApp())
    return ctx.app
