"""The contexts of a request: entered, and left again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from demijohn._native import make
from demijohn.ctx import AppContext, RequestContext
from demijohn.globals import _cv_app, _cv_request

from . import hooks

if TYPE_CHECKING:
    from demijohn.app import Flask

    from .lanes import Lane, Lanes

# What is looked up once is not looked up for each request. ``Any``: a token is of what was there before.
_current_app: Final[Any] = _cv_app.get
_set_app: Final[Any] = _cv_app.set
_reset_app: Final[Any] = _cv_app.reset
_current_request: Final[Any] = _cv_request.get
_set_request: Final[Any] = _cv_request.set
_reset_request: Final[Any] = _cv_request.reset

# ``Any`` in this module: the attributes of an application and of a context.


def enter(app: Flask, ctx: RequestContext, made: dict[str, Any]) -> None:
    """Make the context of a request current, as ``RequestContext.push`` describes it."""
    app_ctx: AppContext | None = None
    outer = _current_app(None)
    if outer is None or outer.app is not app:
        tokens: list[Any] = []
        app_ctx = make(AppContext, {"app": app, "_cv_tokens": tokens})
        tokens.append(_set_app(app_ctx))
    made["_cv_tokens"] = [(_set_request(ctx), app_ctx)]


def leave(
    app: Flask,
    own: dict[str, Any],
    lanes: Lanes,
    lane: Lane | None,
    ctx: RequestContext,
    made: dict[str, Any],
    error: BaseException | None,
) -> None:
    """Leave the contexts, as ``RequestContext.pop`` describes it."""
    if lane is None or not lane.is_sync or lanes.look(app, own) is not True or not _is_inner(ctx, made):
        ctx.pop(error)
        return
    try:
        if lane.teardown:
            hooks.close(app, lanes, lane, error)
        if "request" in made:
            _close(made["request"])
    finally:
        if _is_inner(ctx, made):
            _go(own, made, error)
        else:
            ctx._abandon(error)


def _is_inner(ctx: RequestContext, made: dict[str, Any]) -> bool:
    """Tell whether the contexts are current which the request came with, each pushed once."""
    tokens: list[tuple[Any, AppContext | None]] = made["_cv_tokens"]
    if len(tokens) != 1 or _current_request(None) is not ctx:
        return False
    app_ctx = tokens[0][1]
    if app_ctx is None:
        return True
    return len(app_ctx._cv_tokens) == 1 and _current_app(None) is app_ctx


def _close(request: Any) -> None:
    """Close a request, which comes to nothing if it has no files."""
    attributes: dict[str, Any] = request.__dict__
    if "files" in attributes or "close" in attributes:
        request.close()


def _go(own: dict[str, Any], made: dict[str, Any], error: BaseException | None) -> None:
    token, app_ctx = made["_cv_tokens"].pop()
    _reset_request(token)
    made["_environ"]["werkzeug.request"] = None
    if app_ctx is None:
        return
    if own["teardown_appcontext_funcs"]:
        app_ctx.pop(error)
    else:
        _reset_app(app_ctx._cv_tokens.pop())
