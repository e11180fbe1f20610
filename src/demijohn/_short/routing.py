"""The lane of a request: which rule serves it, and with which arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import ValidationError

from demijohn._routing import converted, refusal_of
from demijohn.core import matching

if TYPE_CHECKING:
    from demijohn.ctx import RequestContext

    from .contexts import Asked
    from .lanes import Lane, Lanes

_NotFound: Final[Any] = NotFound
_new: Final[Any] = NotFound.__new__
_MOST_HOSTS: Final = 500
_hosts: Final[set[str]] = set()
"""The hosts, as clients wrote them, which an adapter was made for: most requests are for a few hosts."""

# ``Any`` in this module: the environment of a request, and the attributes of its context.


def known(lanes: Lanes, environ: dict[str, Any]) -> Lane | None:
    """Find the lane of a request by its path alone, if requests have come to it before."""
    by_method = lanes.by_path.get(environ.get("PATH_INFO"))
    if by_method is None or environ.get("HTTP_HOST") not in _hosts:
        return None
    return by_method.get(environ["REQUEST_METHOD"])


def route(lanes: Lanes, ctx: RequestContext, asked: Asked, environ: dict[str, Any]) -> Lane | None:
    """Find the lane of a request and note its arguments; without a lane the request itself has been matched."""
    path: object = environ.get("PATH_INFO")
    if environ.get("HTTP_HOST") not in _hosts or lanes.has_trusted_hosts or not isinstance(path, str):
        _route_as_documented(ctx, environ)
        return None
    method: str = environ["REQUEST_METHOD"]
    return _match(lanes, ctx, asked, path, method)


def _match(
    lanes: Lanes,
    ctx: RequestContext,
    asked: Asked,
    path: str,
    written: str,
) -> Lane | None:
    routes, method = lanes.routes, written.upper()
    assert routes is not None, "lanes without routes are not open"
    outcome = matching.match(routes.table, routes.domain, matching.decoded(path), method, False)
    if isinstance(outcome, matching.Hit):
        lane = lanes.lane(outcome.route)
        if lane.is_served and method != "OPTIONS":
            found = outcome.route
            # Only what is of a limited number is kept, whatever clients send: more slashes lead there too.
            if (
                not found.arguments
                and not lane.has_defaults
                and not lanes.has_trusted_hosts
                and found.methods is not None
                and written == method != "HEAD"
                and path.lstrip("/") == path[1:]
            ):
                lanes.by_path.setdefault(path, {})[method] = lane
            return _take(lane, ctx, asked, outcome)
    elif outcome is matching.NOTHING:
        refusal = asked.refusal = _not_found()
        if "request" in ctx.__dict__:  # a session interface has looked at it
            ctx.request.routing_exception = refusal
        return lanes.nowhere()
    _route_as_documented(ctx, asked.environ)
    return None


def _take(lane: Lane, ctx: RequestContext, asked: Asked, hit: matching.Hit) -> Lane | None:
    """Note the arguments of a request, or what became of it if a converter refuses one: then there is no lane."""
    bound = lane.bound
    assert bound is not None, "only a lane of a rule is taken"
    try:
        if lane.has_defaults:
            asked.arguments = converted(bound, hit.texts)
            if asked.arguments is None:
                ctx.request.routing_exception = refusal_of(hit.passed)
                return None
        elif hit.texts:
            asked.names, asked.values = lane.names, _read(lane, hit.texts)
    except ValidationError:
        ctx.request.routing_exception = refusal_of(hit.passed)
        return None
    except HTTPException as error:
        ctx.request.routing_exception = error
        return None
    asked.rule = lane.rule
    if "request" in ctx.__dict__:  # a session interface or a converter has looked at it
        ctx.request.url_rule, ctx.request.view_args = lane.rule, asked.view_args()
    return lane


def _read(lane: Lane, texts: tuple[str, ...]) -> list[Any]:
    values: list[Any] = []
    for at in range(len(texts)):
        read = lane.readers[at]
        values.append(texts[at] if read is None else read(texts[at]))
    return values


def _not_found() -> HTTPException:
    """Make the exception of a request that no rule serves, as its class does with more looking."""
    error: HTTPException = _new(_NotFound)
    error.response = None
    return error


def _route_as_documented(ctx: RequestContext, environ: dict[str, Any]) -> None:
    try:
        ctx.url_adapter  # noqa: B018  # it is made now
    except HTTPException as error:
        ctx.url_adapter = None
        ctx.request.routing_exception = error
        return
    host: str | None = environ.get("HTTP_HOST")
    if host is not None:
        if len(_hosts) >= _MOST_HOSTS:
            _hosts.clear()
        _hosts.add(host)
    ctx.match_request()
