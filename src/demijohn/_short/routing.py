"""The lane of a request: which rule serves it, and with which arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import ValidationError

from demijohn._native import make
from demijohn._routing import converted, refusal_of
from demijohn.core import compiled, matching

if TYPE_CHECKING:
    from demijohn.core.rule import Route
    from demijohn.ctx import RequestContext

    from .contexts import Asked
    from .lanes import Lane, Lanes

_NotFound: Final[Any] = NotFound
_REFUSED: Final[dict[str, Any]] = {"response": None}
_make: Final[Any] = make
_int: Final[Any] = int if compiled else None  # who reads an integer faster than ``int`` is compiled
_SHORT: Final = 18
"""How many digits fit into a number of the machine."""
_ZERO: Final = ord("0")
_METHODS: Final[dict[str, str]] = {
    method: method for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
}
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


def route(
    lanes: Lanes, ctx: RequestContext, made: dict[str, Any], asked: Asked, environ: dict[str, Any]
) -> Lane | None:
    """Find the lane of a request and note its arguments; without a lane the request itself has been matched.

    ``made`` are the attributes of its context.
    """
    path: object = environ.get("PATH_INFO")
    if environ.get("HTTP_HOST") not in _hosts or lanes.has_trusted_hosts or not isinstance(path, str):
        _route_as_documented(ctx, environ)
        return None
    method: str = environ["REQUEST_METHOD"]
    return _match(lanes, ctx, made, asked, path, method)


def _match(
    lanes: Lanes, ctx: RequestContext, made: dict[str, Any], asked: Asked, path: str, written: str
) -> Lane | None:
    routes = lanes.routes
    assert routes is not None, "lanes without routes are not open"
    # What is in a table of few has been hashed before.
    method = _METHODS.get(written) or written.upper()
    outcome = matching.match(routes.table, routes.domain, matching.decoded(path), method, False)
    if isinstance(outcome, matching.Hit):
        lane = lanes.lane(outcome.route)
        if lane.is_served and method != "OPTIONS":
            if not lane.takes_values and written == method:
                _remember(lanes, lane, outcome.route, path, method)
            return _take(lane, ctx, made, asked, outcome)
    elif outcome is matching.NOTHING:
        refusal = asked.refusal = _make(_NotFound, _REFUSED.copy())
        if "request" in made:  # a session interface has looked at it
            made["request"].routing_exception = refusal
        return lanes.nowhere()
    _route_as_documented(ctx, asked.environ)
    return None


def _remember(lanes: Lanes, lane: Lane, route: Route, path: str, method: str) -> None:
    """Let the requests for a path that only one lane can serve find it by their path."""
    # Only what is of a limited number is kept, whatever clients send: more slashes lead there too.
    if route.methods is not None and method != "HEAD" and path.lstrip("/") == path[1:]:
        lanes.by_path.setdefault(path, {})[method] = lane


def _take(
    lane: Lane, ctx: RequestContext, made: dict[str, Any], asked: Asked, hit: matching.Hit
) -> Lane | None:
    """Note the arguments of a request, or what became of it if a converter refuses one: then there is no lane."""
    try:
        if lane.has_defaults:
            bound = lane.bound
            assert bound is not None, "only a lane of a rule is taken"
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
    if "request" in made:  # a session interface or a converter has looked at it
        request = made["request"]
        request.url_rule, request.view_args = lane.rule, asked.view_args()
    return lane


def _read(lane: Lane, texts: tuple[str, ...]) -> list[Any]:
    """Read the texts of the variables of a rule."""
    values: list[Any] = []
    for at in range(len(texts)):
        text, read = texts[at], lane.readers[at]
        if read is None:
            values.append(text)
        else:
            values.append(_integer(text) if read is _int else read(text))
    return values


def _integer(text: str) -> int:
    """Read an integer, which for most of them is quicker than it is for all."""
    size = len(text)
    if size > _SHORT:
        return int(text)
    number = 0
    for at in range(size):
        digit = ord(text[at]) - _ZERO
        if digit < 0 or digit > 9:  # a sign, or a digit of another script
            return int(text)
        number = number * 10 + digit
    return number


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
