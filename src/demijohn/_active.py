"""What is current: the context variables, and the application context that they tell of together.

A request that comes the short way sets the variable of requests alone. It implies an application context, which is made when
somebody looks for one; while the other variable holds a context, that one counts.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from ._short.contexts import Asked
    from .app import Flask
    from .ctx import AppContext, RequestContext
    from .wrappers import Request

cv_request: Final[ContextVar[RequestContext]] = ContextVar("demijohn.request_ctx")
entered_app: Final[ContextVar[AppContext | None]] = ContextVar("demijohn.app_ctx")
"""The application context that was pushed; ``None`` is as good as nothing."""

# What is looked up once is not looked up for each request. ``Any``: a bound method is of a type that has no name.
_request: Final[Any] = cv_request.get
_entered: Final[Any] = entered_app.get


def app_ctx() -> AppContext | None:
    """Give the current application context, if there is one."""
    entered: AppContext | None = _entered(None)
    if entered is not None:
        return entered
    ctx: RequestContext | None = _request(None)
    return None if ctx is None else ctx._implied


def app() -> Flask | None:
    """Give the current application, without making the context that a request implies."""
    entered: AppContext | None = _entered(None)
    if entered is not None:
        return entered.app
    ctx: RequestContext | None = _request(None)
    if ctx is None:
        return None
    made = ctx.__dict__
    asked: Asked | None = made.get("_asked")
    if asked is not None and asked.implies_app and "_implied" not in made:
        own: Flask = made["app"]
        return own
    implied = ctx._implied
    return None if implied is None else implied.app


def imply(ctx: RequestContext) -> AppContext | None:
    """Give the application context that a request implies, if it does."""
    asked: Asked | None = ctx.__dict__.get("_asked")
    return None if asked is None else asked.imply(ctx)


def begin(ctx: RequestContext) -> Request:
    """Make the request of a context that came the short way."""
    asked: Asked = ctx.__dict__["_asked"]
    return asked.request(ctx.app)
