"""The short way of a request, which is taken when, and only when, nobody has replaced a step that it leaves out.

1. What a step does is described by the documented method of that step; here it is done without being called.
2. A listener, a replaced method, a class or an interface of the user's own: the documented step runs instead.
3. What a request is made of is made when somebody looks at it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, final

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Request as RequestBase, Response as ResponseBase

from ._native import dict_tag, have_tags, make
from ._routing import BoundRule, RouteAdapter, RouteMap, converted, decoded, refusal_of
from ._untouched import Untouched, Watch
from .core import matching, scope
from .core.hooks import Plan
from .core.rule import Route
from .ctx import AppContext, RequestContext, _AppCtxGlobals
from .globals import _cv_app, _cv_request
from .json.provider import DefaultJSONProvider
from .json.tag import TaggedJSONSerializer
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
    from _typeshed.wsgi import StartResponse
    from werkzeug.routing import Rule

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

_CLASSES: Final[tuple[Untouched, ...]] = tuple(
    [
        Untouched(cls, *names)
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
            (DefaultJSONProvider, ("dumps", "response", "_layout", "_prepare_response_obj")),
            (TaggedJSONSerializer, ("dumps", "loads", "tag", "untag")),
            (
                SecureCookieSessionInterface,
                (
                    "get_cookie_domain",
                    "get_cookie_httponly",
                    "get_cookie_name",
                    "get_cookie_partitioned",
                    "get_cookie_path",
                    "get_cookie_samesite",
                    "get_cookie_secure",
                    "get_expiration_time",
                    "get_signing_serializer",
                    "is_null_session",
                    "make_null_session",
                    "null_session_class",
                    "open_session",
                    "save_session",
                    "session_class",
                    "should_set_cookie",
                ),
            ),
        )
    ]
)
"""The other classes whose work is done here, or left out because it would come to nothing."""

_HEARD: Final = tuple(
    [
        signal.receivers
        for signal in (
            request_started,
            request_finished,
            request_tearing_down,
            appcontext_pushed,
            appcontext_tearing_down,
            appcontext_popped,
        )
    ]
)
"""Who listens to the signals around a request."""

_OK: Final = "200 OK"
_DERIVED: Final = "_derived"
_JSON: Final = (dict, list)
_MOST_HOSTS: Final = 500
_hosts: Final[set[str | None]] = set()
"""The hosts, as clients wrote them, which an adapter was made for: most requests are for a few hosts."""


@final
class Lanes:
    """What the short way of one application goes by, as long as nothing of it changes."""

    __slots__ = (
        "by_number",
        "clock",
        "cls",
        "has_usual_response",
        "has_usual_session",
        "hooks",
        "interface",
        "is_open",
        "json",
        "json_size",
        "nowhere",
        "own",
        "routes",
        "static",
        "tag",
        "time",
        "watch",
    )

    # ``Any``: the attributes of an application, whatever they are.
    def __init__(self, app: Flask, own: dict[str, Any], steps: Untouched) -> None:
        # First of all: what is set meanwhile gives another tag.
        self.tag: Final = dict_tag(own)
        # What is derived holds these lanes, and would hold itself through them.
        self.own: Final = {} if self.tag else {name: own[name] for name in own if name != _DERIVED}
        self.cls: Final[type[object]] = type(app)
        self.watch: Final = Watch((steps, *_CLASSES), self.cls)
        self.interface: Final = app.session_interface
        self.json: Final = app.json
        self.has_usual_response: Final = app.response_class is Response
        self.json_size: Final[int] = len(vars(self.json))
        # What signs a session is tried when it is made, and writes something with the provider for that.
        self.has_usual_session: Final[bool] = (
            type(self.interface) is SecureCookieSessionInterface
            and type(self.json) is DefaultJSONProvider
            and "dumps" not in vars(self.json)
        )
        self.hooks: Final = app._derived.hook_plans(app)
        self.clock: Final = self.hooks.clock
        self.time: Final[int] = self.hooks.time
        self.routes: Final = _freeze(app.url_map)
        self.nowhere: Final = Lane(None, self.hooks.plan(()))
        self.by_number: Final[dict[int, Lane]] = {}
        self.static: Final[dict[str, dict[str, Lane]]] = {}
        self.is_open: Final[bool] = (
            ALLOWED
            and self.routes is not None
            and not [name for name in STEPS if name in own and name not in _CHOSEN]
            and app.request_class is Request
            and app.app_ctx_globals_class is _AppCtxGlobals
            and self.hooks.sees_all
            and not app.subdomain_matching
        )

    # ``Any``: as above.
    def is_current(self, app: Flask, own: dict[str, Any]) -> bool:
        """Tell whether the application is as it was when this was made of it."""
        routes = self.routes
        if self.clock.time != self.time or type(app) is not self.cls:
            return False
        if routes is not None and routes.url_map.clock != routes.time:
            return False
        tag = self.tag
        return dict_tag(own) == tag if tag else self._has_same(own)

    def _has_same(self, own: dict[str, Any]) -> bool:
        kept = self.own
        if len(own) != len(kept) + 1:
            return False
        for name, value in own.items():
            if name != _DERIVED and kept.get(name, _nothing) is not value:
                return False
        return True


@final
class Routes:
    """The rules of a map that matches paths alone, as they were at one time."""

    __slots__ = ("domain", "table", "time", "url_map")

    def __init__(self, url_map: RouteMap, time: int, table: matching.RouteTable, domain: str) -> None:
        self.url_map: Final = url_map
        self.time: Final = time
        self.table: Final = table
        self.domain: Final = domain


def _freeze(url_map: object) -> Routes | None:
    """Freeze the rules of a map, or give ``None`` if only an adapter knows what they match."""
    if not isinstance(url_map, RouteMap) or type(url_map) is not RouteMap or url_map.host_matching:
        return None
    time, table = url_map.clock, url_map.table()
    return None if table is None else Routes(url_map, time, table, url_map.default_subdomain or "")


@final
class Lane:
    """A rule, or none, and what surrounds the requests that come to it."""

    __slots__ = ("bound", "endpoint", "has_defaults", "is_served", "plan", "rule", "view")

    def __init__(self, bound: BoundRule | None, plan: Plan, is_served: bool = True) -> None:
        self.bound: Final = bound
        self.rule: Final[Rule | None] = None if bound is None else bound.rule
        self.endpoint: Final[object] = None if bound is None else bound.rule.endpoint
        self.has_defaults: Final[bool] = bound is not None and bool(bound.route.defaults)
        self.plan: Final = plan
        self.is_served: Final = is_served
        # The view as it was registered, and as it is called. ``Any``: views are the user's.
        self.view: tuple[Any, Callable[..., Any]] = (None, _nothing)


@final
class Plain:
    """An answer that nobody needs a response for."""

    __slots__ = ("body", "headers")

    def __init__(self, mimetype: str, body: bytes) -> None:
        self.headers: Final = [("Content-Type", mimetype), ("Content-Length", str(len(body)))]
        self.body: Final = body


# ``Any`` in the rest: the attributes of an application and of a context, the environment, what a view returns.


def find_lanes(app: Flask, environ: object, steps: Untouched) -> Lanes | None:
    """Give what the short way goes by, or ``None`` if a request has to go through every documented step.

    Args:
        app: The application.
        environ: The environment of the request.
        steps: The steps of an application, as they were written.
    """
    own: dict[str, Any] = app.__dict__
    derived = own[_DERIVED]
    lanes: Lanes | None = derived.lanes
    if lanes is None or not lanes.is_current(app, own) or len(lanes.json.__dict__) != lanes.json_size:
        lanes = Lanes(app, own, steps)
        derived.lanes = lanes
    if not lanes.is_open or _is_heard() or type(environ) is not dict:
        return None
    watch = lanes.watch
    if not (watch.found if have_tags(watch.classes, watch.tags) else watch.finds_all()):
        return None
    if lanes.interface.__dict__ or "HTTP_UPGRADE" in environ or "werkzeug.debug.preserve_context" in environ:
        return None
    return lanes


def serve(
    app: Flask, lanes: Lanes, environ: dict[str, Any], start_response: StartResponse
) -> Iterable[bytes]:
    """Answer a request, as :meth:`~demijohn.Flask.wsgi_app` describes it."""
    own: dict[str, Any] = app.__dict__
    made: dict[str, Any] = {"app": app, "_environ": environ}
    ctx = make(RequestContext, made)
    _enter(app, ctx, made)
    plain: Plain | None = None
    response: Any = None  # What a hook after the view gives is whatever it gives.
    error: BaseException | None = None
    lane: Lane | None = None
    try:
        try:
            if not lanes.has_usual_session:
                ctx._session = ctx._open_session()
            lane = _route(lanes, ctx, made, environ, own["config"])
            if not own["_got_first_request"]:
                app._got_first_request = True
            rv = _answer(app, own, lane, ctx, made)
            if lane is not None:
                plain = _make_plain(app, own, lanes, lane, made, environ, rv)
            if plain is None:
                response = app.finalize_request(rv)
        except Exception as raised:
            error = raised
            response = app.handle_exception(raised)
        except BaseException as raised:
            error = raised
            raise
        if plain is None:
            answer: Iterable[bytes] = response(environ, start_response)
            return answer
        start_response(_OK, plain.headers)
        return [plain.body]
    finally:
        if error is not None and app.should_ignore_error(error):
            error = None
        if lane is None or not _leave(app, own, lanes, lane, ctx, made):
            ctx.pop(error)


def _enter(app: Flask, ctx: RequestContext, made: dict[str, Any]) -> None:
    outer = _cv_app.get(None)
    app_ctx: AppContext | None = None
    if outer is None or outer.app is not app:
        begun: dict[str, Any] = {"app": app}
        app_ctx = make(AppContext, begun)
        begun["_cv_tokens"] = [_cv_app.set(app_ctx)]
    made["_cv_tokens"] = [(_cv_request.set(ctx), app_ctx)]


def _leave(
    app: Flask, own: dict[str, Any], lanes: Lanes, lane: Lane, ctx: RequestContext, made: dict[str, Any]
) -> bool:
    """Leave the contexts, if nothing has to be done besides; else tell that it was not done."""
    if lane.plan.teardown or "request" in made or own["teardown_appcontext_funcs"]:
        return False
    if not lanes.is_current(app, own) or _is_heard():
        return False
    tokens: list[tuple[Any, Any]] = made["_cv_tokens"]
    if len(tokens) != 1 or _cv_request.get(None) is not ctx:
        return False
    token, app_ctx = tokens[0]
    app_tokens: list[Any] = [] if app_ctx is None else app_ctx._cv_tokens
    if app_ctx is not None and (len(app_tokens) != 1 or _cv_app.get(None) is not app_ctx):
        return False
    tokens.clear()
    _cv_request.reset(token)
    made["_environ"]["werkzeug.request"] = None
    if app_ctx is not None:
        _cv_app.reset(app_tokens.pop())
    return True


def _route(
    lanes: Lanes, ctx: RequestContext, made: dict[str, Any], environ: dict[str, Any], config: dict[str, Any]
) -> Lane | None:
    """Find the lane of a request and note its arguments; without a lane the request itself has been matched."""
    path: object = environ.get("PATH_INFO")
    if (
        environ.get("HTTP_HOST") not in _hosts
        or config["TRUSTED_HOSTS"] is not None
        or not isinstance(path, str)
    ):
        _route_as_documented(ctx, environ)
        return None
    asked: str = environ["REQUEST_METHOD"]
    method = asked.upper()
    by_method = lanes.static.get(path)
    if by_method is not None:
        lane = by_method.get(method)
        if lane is not None:
            return _take(lane, ctx, made, (), matching.NOTHING)
    routes = lanes.routes
    assert routes is not None, "lanes without routes are not open"
    outcome = matching.match(routes.table, routes.domain, decoded(path), method, False)
    if isinstance(outcome, matching.Hit):
        lane = _lane(lanes, routes, outcome.route)
        if lane.is_served and method != "OPTIONS":
            route = outcome.route
            # Only what is of a limited number is kept, whatever clients send: more slashes lead there too.
            if not route.arguments and route.methods is not None and path.lstrip("/") == path[1:]:
                lanes.static.setdefault(path, {})[method] = lane
            return _take(lane, ctx, made, outcome.texts, outcome.passed)
    elif outcome is matching.NOTHING:
        refusal = made["_routing_exception"] = NotFound()
        if "request" in made:  # a session interface has looked at it
            ctx.request.routing_exception = refusal
        return lanes.nowhere
    _route_as_documented(ctx, environ)
    return None


def _take(
    lane: Lane, ctx: RequestContext, made: dict[str, Any], texts: tuple[str, ...], passed: matching.Miss
) -> Lane | None:
    """Note the arguments of a request, or what became of it if a converter refuses one: then there is no lane."""
    bound = lane.bound
    assert bound is not None, "only a lane of a rule is taken"
    arguments: dict[str, Any] | None = {}
    if texts or lane.has_defaults:
        try:
            arguments = converted(bound, texts)
        except HTTPException as error:
            ctx.request.routing_exception = error
            return None
        if arguments is None:
            ctx.request.routing_exception = refusal_of(passed)
            return None
    made["_rule"] = lane.rule
    made["_view_args"] = arguments
    if "request" in made:  # a session interface or a converter has looked at it
        ctx.request.url_rule, ctx.request.view_args = lane.rule, arguments
    return lane


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


def _lane(lanes: Lanes, routes: Routes, route: Route) -> Lane:
    lane = lanes.by_number.get(route.number)
    if lane is None:
        endpoint = route.endpoint
        is_moved = route.alias or route.redirect_to is not None or route.number in routes.table.rivals
        plan = lanes.hooks.plan(scope.chain(scope.owner(endpoint)) if isinstance(endpoint, str) else ())
        bound = routes.url_map.bound[route.number]
        lane = lanes.by_number[route.number] = Lane(bound, plan, isinstance(endpoint, str) and not is_moved)
    return lane


def _answer(
    app: Flask, own: dict[str, Any], lane: Lane | None, ctx: RequestContext, made: dict[str, Any]
) -> Any:
    """Run the hooks before the view, and the view, or what answers their errors."""
    try:
        if lane is None or lane.plan.before or lane.plan.preprocess:
            rv = app.preprocess_request()
            if rv is not None:
                return rv
            if lane is None or "request" in made:
                return app.dispatch_request()
        if lane.bound is None:
            refused: HTTPException = made["_routing_exception"]
            raise refused  # noqa: TRY301  # Handlers see it as the exception that is active.
        view = own["view_functions"][lane.endpoint]
        registered, call = lane.view
        if registered is not view:
            call = app.ensure_sync(view)
            if call is view:
                lane.view = (view, call)
        arguments: dict[str, Any] = made["_view_args"]
        return call(**arguments) if arguments else call()
    except Exception as error:
        return app.handle_user_exception(error)


def _make_plain(
    app: Flask,
    own: dict[str, Any],
    lanes: Lanes,
    lane: Lane,
    made: dict[str, Any],
    environ: dict[str, Any],
    rv: object,
) -> Plain | None:
    """Write an answer that needs no response, or give ``None`` if one has to be made."""
    if (
        lane.plan.after
        or not (lanes.has_usual_response and lanes.has_usual_session)
        or environ["REQUEST_METHOD"] == "HEAD"
        or _keeps_session(app, lanes, made, environ)
        or not lanes.is_current(app, own)
        or request_finished.receivers
    ):
        return None
    if type(rv) is str:
        return Plain("text/html; charset=utf-8", rv.encode())
    provider = lanes.json
    if type(rv) in _JSON and type(provider) is DefaultJSONProvider and "response" not in vars(provider):
        text = provider.dumps(rv, **provider._layout())
        if provider.mimetype == "application/json":
            return Plain("application/json", f"{text}\n".encode())
    return None


def _keeps_session(app: Flask, lanes: Lanes, made: dict[str, Any], environ: dict[str, Any]) -> bool:
    """Tell whether there is a session to be saved, or a function that waits for the response."""
    if "_session" in made or made.get("_after_request_functions"):
        return True
    cookies: str | None = environ.get("HTTP_COOKIE")
    # A session that nobody looked at may be permanent, and is then sent again.
    return bool(cookies and app.secret_key and lanes.interface.get_cookie_name(app) in cookies)


def _is_heard() -> bool:
    """Tell whether anybody listens to the signals around a request."""
    for receivers in _HEARD:
        if receivers:
            return True
    return False


def _nothing() -> None:
    """Stand for a view that has not been looked for yet."""
