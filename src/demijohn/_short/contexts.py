"""The contexts of a request: entered, and left again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, final

from demijohn._native import make
from demijohn.ctx import AppContext, RequestContext
from demijohn.globals import _cv_app, _cv_request

if TYPE_CHECKING:
    from demijohn.app import Flask


# What is looked up once is not looked up for each request. ``Any``: a token is of what was there before.
_current_app: Final[Any] = _cv_app.get
_set_app: Final[Any] = _cv_app.set
_reset_app: Final[Any] = _cv_app.reset
_current_request: Final[Any] = _cv_request.get
_set_request: Final[Any] = _cv_request.set
_reset_request: Final[Any] = _cv_request.reset

# ``Any`` in this module: the attributes of an application and of a context.


@final
class Entry:
    """How a context became the current one.

    A context that is pushed again lists its tokens from then on, and its entry says so.
    """

    __slots__ = ("is_listed", "token")

    def __init__(self) -> None:
        self.is_listed = False
        self.token: Any = None


def enter_app(app: Flask, entry: Entry) -> AppContext | None:
    """Make an application current, unless it is, and give its context."""
    outer = _current_app(None)
    if outer is not None and outer.app is app:
        return None
    ctx = make(AppContext, {"app": app, "_entry": entry})
    entry.token = _set_app(ctx)
    return ctx


def enter_request(ctx: RequestContext, entry: Entry) -> None:
    """Make a request current."""
    entry.token = _set_request(ctx)


def are_inner(ctx: RequestContext, entry: Entry, app_ctx: AppContext | None, app_entry: Entry) -> bool:
    """Tell whether the contexts are current which a request came with, each pushed once."""
    if entry.is_listed or app_entry.is_listed or _current_request(None) is not ctx:
        return False
    return app_ctx is None or _current_app(None) is app_ctx


def leave(
    own: dict[str, Any],
    environ: dict[str, Any],
    entry: Entry,
    app_ctx: AppContext | None,
    app_entry: Entry,
    error: BaseException | None,
) -> None:
    """Leave the contexts that are current, after the request's teardown functions."""
    _reset_request(entry.token)
    environ["werkzeug.request"] = None
    if app_ctx is None:
        return
    if own["teardown_appcontext_funcs"]:
        app_ctx.pop(error)
    else:
        _reset_app(app_entry.token)


def close(request: Any) -> None:
    """Close a request, which comes to nothing if it has no files."""
    attributes: dict[str, Any] = request.__dict__
    if "files" in attributes or "close" in attributes:
        request.close()
