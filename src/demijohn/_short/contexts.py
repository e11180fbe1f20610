"""The contexts of a request: entered, and left again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, final

from werkzeug.datastructures import ImmutableMultiDict

from demijohn._native import make
from demijohn.ctx import AppContext, RequestContext
from demijohn.globals import _cv_app, _cv_request
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
_current_app: Final[Any] = _cv_app.get
_set_app: Final[Any] = _cv_app.set
_reset_app: Final[Any] = _cv_app.reset
_current_request: Final[Any] = _cv_request.get
_set_request: Final[Any] = _cv_request.set
_reset_request: Final[Any] = _cv_request.reset

# ``Any`` in this module: the attributes of an application and of a context.


@final
class Entry:
    """How a context became the current one: its token until it is left, and whether the context has listed it.

    A context that is pushed again lists its tokens from then on.
    """

    __slots__ = ("is_listed", "token")

    def __init__(self) -> None:
        self.is_listed = False
        self.token: Any = None


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
        app_ctx: The context of the application, if it was entered for the request.
        entry: How the context of the request became the current one.
    """

    __slots__ = ("app_ctx", "arguments", "entry", "environ", "names", "refusal", "rule", "values")

    def __init__(self, environ: dict[str, Any], rule: Rule | None, app_ctx: AppContext | None) -> None:
        self.environ: Final = environ
        self.rule = rule
        self.arguments: dict[str, Any] | None = None
        self.names: tuple[str, ...] = ()
        self.values: list[Any] | None = None
        self.refusal: HTTPException | None = None
        self.app_ctx: Final = app_ctx
        self.entry: Final = Entry()

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
        if self.entry.token is not None:  # after that the environment is not to keep it alive
            self.environ["werkzeug.request"] = request
        return request


def enter_app(app: Flask, entry: Entry) -> AppContext | None:
    """Make an application current, unless it is, and give its context."""
    outer = _current_app(None)
    if outer is not None and outer.app is app:
        return None
    ctx: AppContext = _make(_AppContext, {"app": app, "_entry": entry})
    entry.token = _set_app(ctx)
    return ctx


def enter_request(ctx: RequestContext, entry: Entry) -> None:
    """Make a request current."""
    entry.token = _set_request(ctx)


def are_inner(ctx: RequestContext, asked: Asked, app_entry: Entry) -> bool:
    """Tell whether the contexts are current which a request came with, each pushed once."""
    if asked.entry.is_listed or app_entry.is_listed or _current_request(None) is not ctx:
        return False
    return asked.app_ctx is None or _current_app(None) is asked.app_ctx


def leave(own: dict[str, Any], asked: Asked, app_entry: Entry, error: BaseException | None) -> None:
    """Leave the contexts that are current, after the request's teardown functions."""
    _reset_request(asked.entry.token)
    asked.entry.token = None
    asked.environ["werkzeug.request"] = None
    app_ctx = asked.app_ctx
    if app_ctx is None:
        return
    if own["teardown_appcontext_funcs"]:
        app_ctx.pop(error)
    else:
        _reset_app(app_entry.token)
        app_entry.token = None


def close(request: Any) -> None:
    """Close a request, which comes to nothing if it has no files."""
    attributes: dict[str, Any] = request.__dict__
    files = attributes.get("files")
    has_none = files is None or (type(files) is _Files and not len(files))
    if "close" in attributes or not has_none:
        request.close()
