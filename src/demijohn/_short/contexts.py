"""The contexts of a request: entered, and left again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, final

from werkzeug.datastructures import ImmutableMultiDict

from demijohn._active import cv_request, entered_app
from demijohn._native import are_current, enter as enter_free, make, mypyc_attr
from demijohn.core import compiled
from demijohn.ctx import AppContext, RequestContext
from demijohn.wrappers import Request

if TYPE_CHECKING:
    from werkzeug.exceptions import HTTPException
    from werkzeug.routing import Rule

    from demijohn.app import Flask


# What is looked up once is not looked up for each request. ``Any``: a token is of what was there before.
_AppContext: Final[Any] = AppContext
_Files: Final[Any] = ImmutableMultiDict
_Request: Final[Any] = Request
_make: Final[Any] = make
_enter: Final[Any] = enter_free
_are_current: Final[Any] = are_current
_entered: Final[Any] = entered_app.get
_set_app: Final[Any] = entered_app.set
_reset_app: Final[Any] = entered_app.reset
_current_request: Final[Any] = cv_request.get
_set_request: Final[Any] = cv_request.set
_reset_request: Final[Any] = cv_request.reset

# ``Any`` in this module: the attributes of an application and of a context.


@mypyc_attr(free_list_len=1)
@final
class Entry:
    """How a context became the current one: its token until it is left, and whether the context has listed it.

    A context that is pushed again lists its tokens from then on. One that a request implies has no token.
    """

    __slots__ = ("is_implied", "is_listed", "token")

    def __init__(self, is_implied: bool) -> None:
        self.is_implied = is_implied
        self.is_listed = False
        self.token: Any = None


@mypyc_attr(free_list_len=1)
@final
class Asked:
    """What a request will be made of when somebody looks at it, and how its context became the current one.

    Attributes:
        environ: The environment.
        rule: The rule that matched.
        arguments: The arguments that the rule took from the URL, if they are more than names and values.
        names: The names of the arguments.
        values: The values of the arguments.
        refusal: What went wrong if no rule matched.
        implies_app: Whether the context of the application is current just because the request is.
        app_ctx: The context of the application that was entered for the request, or is implied and has been looked at.
        app_entry: How that context became the current one.
        is_listed: Whether the context of the request has listed its token.
        token: How the context of the request became the current one, until it is left.
    """

    __slots__ = (
        "app_ctx",
        "app_entry",
        "arguments",
        "environ",
        "implies_app",
        "is_listed",
        "names",
        "refusal",
        "rule",
        "token",
        "values",
    )

    def __init__(self, environ: dict[str, Any], rule: Rule | None) -> None:
        self.environ: Final = environ
        self.rule = rule
        # What an entry has stands here too: it would be an object more for each request.
        self.is_listed = False
        self.token: Any = None
        self.arguments: dict[str, Any] | None = None
        self.names: tuple[str, ...] = ()
        self.values: list[Any] | None = None
        self.refusal: HTTPException | None = None
        self.implies_app = False
        self.app_ctx: AppContext | None = None
        self.app_entry: Entry | None = None

    def imply(self, ctx: RequestContext) -> AppContext | None:
        """Give the context of the application if the request implies it, which all who look at it then share."""
        if not self.implies_app:
            return None
        app_ctx: AppContext = ctx.__dict__.setdefault("_implied", _made(ctx.app, Entry(True)))
        self.app_ctx, self.app_entry = app_ctx, app_ctx._entry
        return app_ctx

    def view_args(self) -> dict[str, Any] | None:
        """Give the arguments as the request has them, ``None`` if no rule matched."""
        if self.values is not None:
            return dict(zip(self.names, self.values, strict=True))
        return {} if self.arguments is None and self.rule is not None else self.arguments

    def request(self, app: Flask) -> Request:
        """Make the request; what it has besides is worked out when somebody looks at it."""
        request: Request = _make(
            _Request,
            {
                "environ": self.environ,
                "shallow": False,
                "json_module": app.json,
                "url_rule": self.rule,
                "view_args": self.view_args(),
                "routing_exception": self.refusal,
            },
        )
        if self.token is not None:  # after that the environment is not to keep it alive
            self.environ["werkzeug.request"] = request
        return request


def enter(app: Flask, ctx: RequestContext, made: dict[str, Any], asked: Asked) -> None:
    """Make a request current, and its application with it."""
    token = _enter(cv_request, entered_app, ctx)
    if token is None:
        _enter_inside(app, ctx, made, asked)
    else:
        asked.implies_app, asked.token = True, token


def _enter_inside(app: Flask, ctx: RequestContext, made: dict[str, Any], asked: Asked) -> None:
    """Make a request current inside of other contexts."""
    outer = _entered(None)
    if outer is not None:
        if outer.app is not app:
            entry = asked.app_entry = Entry(False)
            asked.app_ctx = _made(app, entry)
            entry.token = _set_app(asked.app_ctx)
    else:
        around = _current_request(None)
        implied = None if around is None else around._implied
        if implied is None or implied.app is not app:
            asked.implies_app = True
        else:
            made["_implied"] = implied
    asked.token = _set_request(ctx)


def are_inner(ctx: RequestContext, asked: Asked) -> bool:
    """Tell whether the contexts are current which a request came with, each pushed once."""
    entry = asked.app_entry
    if asked.is_listed or (entry is not None and entry.is_listed):
        return False
    if asked.implies_app:
        if not compiled:  # a call of what does both costs more
            return _current_request(None) is ctx and _entered(None) is None
        is_inner: bool = _are_current(cv_request, ctx, entered_app, None)
    elif asked.app_ctx is not None:
        is_inner = _are_current(cv_request, ctx, entered_app, asked.app_ctx)
    else:
        is_inner = _current_request(None) is ctx
    return is_inner


def leave(own: dict[str, Any], ctx: RequestContext, asked: Asked, error: BaseException | None) -> None:
    """Leave the contexts that are current, after the request's teardown functions."""
    app_ctx: AppContext | None = None
    if own["teardown_appcontext_funcs"]:
        app_ctx = asked.imply(ctx) if asked.implies_app else asked.app_ctx
        entered = asked.app_entry
        if entered is not None and entered.is_implied:
            entered.token, entered.is_implied = _set_app(app_ctx), False
    _reset_request(asked.token)
    asked.token = None
    asked.environ["werkzeug.request"] = None
    if app_ctx is not None:
        app_ctx.pop(error)
        return
    entry = asked.app_entry
    if entry is None:
        return
    if entry.token is not None:
        _reset_app(entry.token)
        entry.token = None
    entry.is_implied = False


def _made(app: Flask, entry: Entry) -> AppContext:
    ctx: AppContext = _make(_AppContext, {"app": app, "_entry": entry})
    return ctx


def close(request: Any) -> None:
    """Close a request, which comes to nothing if it has no files."""
    attributes: dict[str, Any] = request.__dict__
    files = attributes.get("files")
    has_none = files is None or (type(files) is _Files and not len(files))
    if "close" in attributes or not has_none:
        request.close()
