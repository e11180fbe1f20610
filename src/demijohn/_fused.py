"""The short way of a request, which is taken when, and only when, nobody has replaced a step that it leaves out.

1. What a step does is described by the documented method of that step; here it is done without being called.
2. A listener, a replaced method, a class or an interface of the user's own: the documented step runs instead.
3. What a request is made of is made when somebody looks at it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Request as RequestBase, Response as ResponseBase

from ._routing import BoundRule, RouteAdapter, RouteMap, converted, decoded
from ._untouched import Untouched
from .core import matching, scope
from .core.hooks import Plan
from .core.rule import Route
from .ctx import AppContext, RequestContext, _AppCtxGlobals
from .globals import _cv_app, _cv_request
from .json.provider import DefaultJSONProvider
from .sessions import SecureCookieSessionInterface
from .signals import (
    appcontext_popped,
    appcontext_pushed,
    appcontext_tearing_down,
    request_finished,
    request_started,
    request_tearing_down,
)
from .wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug.routing import Map

    from .app import Flask

ALLOWED: Final = os.environ.get("DEMIJOHN_STEPS") != "documented"
"""Whether there is a short way at all; tests run the documented steps by this switch."""

STEPS: Final = (
    "app_context",
    "app_ctx_globals_class",
    "create_url_adapter",
    "dispatch_request",
    "do_teardown_appcontext",
    "do_teardown_request",
    "ensure_sync",
    "finalize_request",
    "full_dispatch_request",
    "make_default_options_response",
    "make_response",
    "preprocess_request",
    "process_response",
    "raise_routing_exception",
    "request_class",
    "request_context",
    "response_class",
    "session_interface",
)
"""The members of an application whose work is done here."""

_CHOSEN: Final = ("app_ctx_globals_class", "request_class", "response_class", "session_interface")
"""Those among them that are values, which an application may have of its own."""

_CLASSES: Final[tuple[tuple[type[object], Untouched], ...]] = tuple(
    [
        (cls, Untouched(cls, *names))
        for cls, names in (
            (RequestContext, ("__init__", "push", "pop", "match_request", "copy", "session")),
            (AppContext, ("__init__", "push", "pop")),
            (
                Request,
                (
                    "__init__",
                    "__new__",
                    "blueprint",
                    "blueprints",
                    "close",
                    "endpoint",
                    "trusted_hosts",
                    "host",
                ),
            ),
            (
                Response,
                (
                    "__init__",
                    "__new__",
                    "__call__",
                    "automatically_set_content_length",
                    "calculate_content_length",
                    "close",
                    "default_mimetype",
                    "default_status",
                    "get_app_iter",
                    "get_wsgi_headers",
                    "get_wsgi_response",
                    "is_sequence",
                    "iter_encoded",
                    "set_data",
                    "status",
                    "status_code",
                ),
            ),
            (RequestBase, ("__init__", "close")),
            (ResponseBase, ("__init__", "__call__")),
            (RouteMap, ("bind", "bind_to_environ", "table")),
            (RouteAdapter, ("__init__", "match", "route")),
            (DefaultJSONProvider, ("response", "_layout", "_prepare_response_obj")),
            (
                SecureCookieSessionInterface,
                (
                    "get_cookie_name",
                    "is_null_session",
                    "make_null_session",
                    "null_session_class",
                    "open_session",
                    "save_session",
                ),
            ),
        )
    ]
)
"""The other classes whose work is done here, or left out because it would come to nothing."""

_OK: Final = "200 OK"
_JSON: Final = (dict, list)
_MOST_HOSTS: Final = 500
_hosts: Final[set[str | None]] = set()
"""The hosts, as clients wrote them, which an adapter was made for: most requests are for a few hosts."""


class Lanes:
    """What the short way of one application goes by, as long as nothing of it changes."""

    __slots__ = (
        "by_number",
        "chosen",
        "cls",
        "has_usual_response",
        "has_usual_session",
        "hooks",
        "interface",
        "is_open",
        "json",
        "last",
        "nowhere",
        "routes",
        "size",
        "static",
        "url_map",
    )

    def __init__(self, app: Flask) -> None:
        own = vars(app)
        self.cls: Final = type(app)
        self.size: Final = len(own)
        self.last: Final = next(reversed(own))
        self.chosen: Final = tuple([(name, own[name]) for name in _CHOSEN if name in own])
        self.url_map: Final = app.url_map
        self.interface: Final = app.session_interface
        self.json: Final = app.json
        self.has_usual_response: Final = app.response_class is Response
        self.has_usual_session: Final = type(self.interface) is SecureCookieSessionInterface
        self.hooks: Final = app._derived.hook_plans(app)
        self.routes: Final = Routes.of(self.url_map)
        self.nowhere: Final = Lane(None, self.hooks.plan(()))
        self.by_number: Final[dict[int, Lane]] = {}
        self.static: Final[dict[str, dict[str, Lane]]] = {}
        self.is_open: Final = (
            self.routes is not None
            and not [name for name in STEPS if name in own and name not in _CHOSEN]
            and app.request_class is Request
            and app.app_ctx_globals_class is _AppCtxGlobals
            and self.hooks.sees_all
        )

    # ``Any``: the attributes of an application, whatever they are.
    def is_current(self, app: Flask, own: dict[str, Any]) -> bool:
        """Tell whether the application is as it was when this was made of it."""
        if len(own) != self.size or next(reversed(own)) != self.last or type(app) is not self.cls:
            return False
        if own["json"] is not self.json or own["url_map"] is not self.url_map:
            return False
        for name, value in self.chosen:
            if own[name] is not value:
                return False
        routes, hooks = self.routes, self.hooks
        return hooks.time == hooks.clock.time and (routes is None or routes.time == routes.url_map.clock)


class Routes(NamedTuple):
    """The rules of a map that matches paths alone, as they were at one time."""

    url_map: RouteMap
    time: int
    table: matching.RouteTable
    domain: str

    @classmethod
    def of(cls, url_map: Map) -> Routes | None:
        """Freeze the rules, or give ``None`` if only an adapter knows what they match."""
        if type(url_map) is not RouteMap or url_map.host_matching:
            return None
        time, table = url_map.clock, url_map.table()
        return None if table is None else cls(url_map, time, table, url_map.default_subdomain or "")


class Lane:
    """A rule, or none, and what surrounds the requests that come to it."""

    __slots__ = ("bound", "is_served", "plan", "view")

    def __init__(self, bound: BoundRule | None, plan: Plan, is_served: bool = True) -> None:
        self.bound: Final = bound
        self.plan: Final = plan
        self.is_served: Final = is_served
        # The view as it was registered, and as it is called. ``Any``: views are the user's.
        self.view: tuple[Any, Callable[..., Any]] = (None, _nothing)


class Plain(NamedTuple):
    """An answer that nobody needs a response for."""

    headers: list[tuple[str, str]]
    body: bytes


def find_lanes(app: Flask, environ: WSGIEnvironment, steps: Untouched) -> Lanes | None:
    """Give what the short way goes by, or ``None`` if a request has to go through every documented step.

    Args:
        app: The application.
        environ: The environment of the request.
        steps: The steps of an application, as they were written.
    """
    own = app.__dict__
    lanes: Lanes | None = own["_lanes"]
    if lanes is None or not lanes.is_current(app, own):
        lanes = app._lanes = Lanes(app)
    if (
        not (lanes.is_open and ALLOWED)
        or _is_heard()
        or not (steps.by(lanes.cls) and _are_untouched())
        or own["subdomain_matching"]
        or lanes.interface.__dict__
        or "HTTP_UPGRADE" in environ
        or "werkzeug.debug.preserve_context" in environ
    ):
        return None
    return lanes


def serve(
    app: Flask, lanes: Lanes, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """Answer a request, as :meth:`~demijohn.Flask.wsgi_app` describes it."""
    ctx = RequestContext.__new__(RequestContext)
    ctx.app = app
    ctx._environ = environ
    _enter(app, ctx)
    plain: Plain | None = None
    response: Response | None = None
    error: BaseException | None = None
    lane: Lane | None = None
    try:
        try:
            if not lanes.has_usual_session:
                ctx._session = ctx._open_session()
            lane = _route(lanes, ctx, environ)
            app._got_first_request = True
            rv = _answer(app, lane, ctx)
            if lane is not None:
                plain = _make_plain(app, lanes, lane, ctx, rv)
            if plain is None:
                response = app.finalize_request(rv)
        except Exception as raised:
            error = raised
            response = app.handle_exception(raised)
        except BaseException as raised:
            error = raised
            raise
        if plain is None:
            assert response is not None, "an answer is plain, or a response was made of it"
            return response(environ, start_response)
        start_response(_OK, plain.headers)
        return [plain.body]
    finally:
        if error is not None and app.should_ignore_error(error):
            error = None
        if not _leave(app, lanes, lane, ctx):
            ctx.pop(error)


def _enter(app: Flask, ctx: RequestContext) -> None:
    outer = _cv_app.get(None)
    app_ctx: AppContext | None = None
    if outer is None or outer.app is not app:
        app_ctx = AppContext.__new__(AppContext)
        app_ctx.app = app
        app_ctx._cv_tokens = [_cv_app.set(app_ctx)]
    ctx._cv_tokens = [(_cv_request.set(ctx), app_ctx)]


def _leave(app: Flask, lanes: Lanes, lane: Lane | None, ctx: RequestContext) -> bool:
    """Leave the contexts, if nothing has to be done besides; else tell that it was not done."""
    if (
        lane is None
        or lane.plan.teardown
        or "request" in ctx.__dict__
        or not lanes.is_current(app, app.__dict__)
    ):
        return False
    tokens = ctx._cv_tokens
    if len(tokens) != 1 or _cv_request.get(None) is not ctx or app.teardown_appcontext_funcs or _is_heard():
        return False
    token, app_ctx = tokens[0]
    if app_ctx is not None and (len(app_ctx._cv_tokens) != 1 or _cv_app.get(None) is not app_ctx):
        return False
    tokens.clear()
    _cv_request.reset(token)
    ctx._environ["werkzeug.request"] = None
    if app_ctx is not None:
        _cv_app.reset(app_ctx._cv_tokens.pop())
    return True


def _route(lanes: Lanes, ctx: RequestContext, environ: WSGIEnvironment) -> Lane | None:
    """Find the lane of a request and note its arguments; without a lane the request itself has been matched."""
    method, path = environ["REQUEST_METHOD"].upper(), environ.get("PATH_INFO")
    if path is None or environ.get("HTTP_HOST") not in _hosts or ctx.app.config["TRUSTED_HOSTS"] is not None:
        _route_as_documented(ctx)
        return None
    by_method = lanes.static.get(path)
    if by_method is not None:
        lane = by_method.get(method)
        if lane is not None:
            return _take(lane, ctx, ())
    routes = lanes.routes
    assert routes is not None, "lanes without routes are not open"
    outcome = matching.match(routes.table, routes.domain, decoded(path), method, False)
    if isinstance(outcome, matching.Hit):
        lane = _lane(lanes, routes, outcome.route)
        if lane.is_served and method != "OPTIONS":
            if not outcome.route.arguments:
                lanes.static.setdefault(path, {})[method] = lane
            return _take(lane, ctx, outcome.texts)
    elif outcome is matching.NOTHING:
        ctx._routing_exception = NotFound()
        return lanes.nowhere
    _route_as_documented(ctx)
    return None


def _take(lane: Lane, ctx: RequestContext, texts: tuple[str, ...]) -> Lane | None:
    bound = lane.bound
    assert bound is not None, "only a lane of a rule is taken"
    try:
        arguments = converted(bound, texts) if texts or bound.route.defaults else {}
    except HTTPException:
        _route_as_documented(ctx)
        return None
    if arguments is None:
        _route_as_documented(ctx)
        return None
    ctx._rule, ctx._view_args = bound.rule, arguments
    if "request" in ctx.__dict__:  # a converter has looked at it
        ctx.request.url_rule, ctx.request.view_args = bound.rule, arguments
    return lane


def _route_as_documented(ctx: RequestContext) -> None:
    try:
        ctx.url_adapter  # noqa: B018  # it is made now
    except HTTPException as error:
        ctx.url_adapter = None
        ctx.request.routing_exception = error
        return
    host = ctx._environ.get("HTTP_HOST")
    if host is not None:
        if len(_hosts) >= _MOST_HOSTS:
            _hosts.clear()
        _hosts.add(host)
    ctx.match_request()


def _lane(lanes: Lanes, routes: Routes, route: Route) -> Lane:
    lane = lanes.by_number.get(route.number)
    if lane is None:
        endpoint = route.endpoint
        is_moved = route.alias or route.redirect_to is not None or route.number in routes.table.rivals
        plan = lanes.hooks.plan(scope.chain(scope.owner(endpoint)) if isinstance(endpoint, str) else ())
        lane = Lane(routes.url_map.bound[route.number], plan, isinstance(endpoint, str) and not is_moved)
        lanes.by_number[route.number] = lane
    return lane


# ``Any``: what a view or a hook returns is looked at later.
def _answer(app: Flask, lane: Lane | None, ctx: RequestContext) -> Any:
    """Run the hooks before the view, and the view, or what answers their errors."""
    try:
        if lane is None or lane.plan.before or lane.plan.preprocess:
            rv = app.preprocess_request()
            if rv is not None:
                return rv
            if lane is None or "request" in ctx.__dict__:
                return app.dispatch_request()
        bound = lane.bound
        if bound is None:
            assert ctx._routing_exception is not None, "a request without a rule was refused"
            raise ctx._routing_exception  # noqa: TRY301  # Handlers see it as the exception that is active.
        view = app.view_functions[bound.rule.endpoint]
        registered, call = lane.view
        if registered is not view:
            call = app.ensure_sync(view)
            if call is view:
                lane.view = (view, call)
        arguments = ctx._view_args
        return call(**arguments) if arguments else call()
    except Exception as error:
        return app.handle_user_exception(error)


def _make_plain(app: Flask, lanes: Lanes, lane: Lane, ctx: RequestContext, rv: object) -> Plain | None:
    """Write an answer that needs no response, or give ``None`` if one has to be made."""
    environ = ctx._environ
    if (
        lane.plan.after
        or not (lanes.has_usual_response and lanes.has_usual_session)
        or environ["REQUEST_METHOD"] == "HEAD"
        or _keeps_session(app, lanes, ctx)
        or not lanes.is_current(app, app.__dict__)
        or request_finished.receivers
    ):
        return None
    if type(rv) is str:
        body = rv.encode()
        mimetype = "text/html; charset=utf-8"
    elif type(rv) in _JSON:
        provider = lanes.json
        if type(provider) is not DefaultJSONProvider or "response" in vars(provider):
            return None
        body = f"{provider.dumps(rv, **provider._layout())}\n".encode()
        mimetype = provider.mimetype
        if mimetype != "application/json":
            return None
    else:
        return None
    return Plain([("Content-Type", mimetype), ("Content-Length", str(len(body)))], body)


def _keeps_session(app: Flask, lanes: Lanes, ctx: RequestContext) -> bool:
    """Tell whether there is a session to be saved, or a function that waits for the response."""
    made = ctx.__dict__
    if "_session" in made or made.get("_after_request_functions"):
        return True
    cookies: str | None = ctx._environ.get("HTTP_COOKIE")
    # A session that nobody looked at may be permanent, and is then sent again.
    return bool(cookies and app.secret_key and lanes.interface.get_cookie_name(app) in cookies)


def _are_untouched() -> bool:
    return all([untouched.by(each) for each, untouched in _CLASSES])


def _is_heard() -> bool:
    """Tell whether anybody listens to the signals around a request."""
    return bool(
        request_started.receivers
        or request_finished.receivers
        or request_tearing_down.receivers
        or appcontext_pushed.receivers
        or appcontext_tearing_down.receivers
        or appcontext_popped.receivers
    )


def _nothing() -> None:
    """Stand for a view that has not been looked for yet."""
