"""How the return value of a view becomes a response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response as BaseResponse

from .core import explain, problem, returns
from .core.returns import BodyKind, StatusKind
from .globals import request

if TYPE_CHECKING:
    from .app import Flask
    from .wrappers import Response


def make(app: Flask, rv: object) -> Response:
    """Make a response of a return value.

    Raises:
        TypeError: If the value is nothing that a view may return.
    """
    parts = returns.split(rv, (Headers,))
    if isinstance(parts, returns.WrongLength):
        raise explain.error(problem.ViewReturnedBadTuple(parts.length, _endpoint(), _place(app)))
    kind = returns.body_kind(parts.body, app.response_class, BaseResponse)
    if kind is BodyKind.TEXT or kind is BodyKind.STREAM:
        # Both classes check what they are given, as they are documented to take what views return.
        return app.response_class(
            cast("Any", parts.body), status=cast("Any", parts.status), headers=cast("Any", parts.headers)
        )
    return _amend(_convert(app, kind, parts.body), parts)


def _convert(app: Flask, kind: BodyKind, body: object) -> Response:
    if kind is BodyKind.OWN:
        return cast("Response", body)  # The core compared it with this very class.
    if kind is BodyKind.JSON:
        return app.json.response(body)
    if kind is BodyKind.FOREIGN:
        return _adopt(app, body)
    if kind is BodyKind.NOTHING:
        raise explain.error(_nothing(app))
    raise explain.error(_other(app, body, None))


def _adopt(app: Flask, body: object) -> Response:
    try:
        # ``Any``: the core saw that it is a response or can be called, and calling it shows the rest.
        converted = app.response_class.force_type(cast("Any", body), request.environ)
        return cast("Response", converted)  # Its class is the one that was asked to convert.
    except TypeError as error:
        refusal = explain.error(_other(app, body, str(error)))
        raise refusal.with_traceback(error.__traceback__) from None


def _amend(response: Response, parts: returns.Parts) -> Response:
    kind = returns.status_kind(parts.status)
    # ``Any``: views annotate what they return, and the response checks both.
    if kind is StatusKind.LINE:
        response.status = cast("Any", parts.status)
    elif kind is StatusKind.CODE:
        response.status_code = cast("Any", parts.status)
    if parts.headers:
        response.headers.update(cast("Any", parts.headers))
    return response


def _nothing(app: Flask) -> problem.Problem:
    endpoint = request.endpoint
    view = app.view_functions.get(endpoint or "")
    name = None if view is None else getattr(view, "__qualname__", repr(view))
    return problem.ViewReturnedNone(endpoint, name, _place(app))


def _other(app: Flask, body: object, cause: str | None) -> problem.Problem:
    return problem.ViewReturnedOther(cause, type(body).__name__, _endpoint(), _place(app))


def _endpoint() -> str | None:
    # A value that is no response is refused outside of a request too; only ``None`` needs one for its text.
    return request.endpoint if request else None


def _place(app: Flask) -> str | None:
    return app._draft.first("endpoint", _endpoint() or "")
