"""What the short way of an application goes by, as long as nothing of it changes."""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutinefunction
from sys import intern
from typing import TYPE_CHECKING, Any, Final, cast, final

from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.routing import RoutingException

from demijohn._clock import Clock
from demijohn._routing import BoundRule, RouteMap, readers_of
from demijohn._untouched import ALLOWED, Guarded, Untouched
from demijohn.core import handlers, matching, scope, settings
from demijohn.core.hooks import Plan, Turn
from demijohn.core.rule import Route
from demijohn.ctx import _AppCtxGlobals
from demijohn.json.provider import DefaultJSONProvider, JSONProvider
from demijohn.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionInterface
from demijohn.wrappers import Request, Response

from . import steps
from .sessions import Jar
from .writing import Writer, is_compact, writer_of

if TYPE_CHECKING:
    from werkzeug.routing import Rule

    from demijohn.app import Flask

DERIVED: Final = "_derived"
_ENOUGH: Final = 200
"""How many classes of exceptions a lane keeps the handlers of: classes may be made without end."""

# ``Any`` in this module: functions of the user, and the attributes of an application.
Hooks = tuple[Callable[..., Any], ...]
Steps = tuple[Untouched, Untouched, Untouched]
"""The members of an application as they were written: the steps, those that handle errors, and the entry."""


@final
class Lanes:
    """An application as it was at one time, laid out for requests."""

    __slots__ = (
        "_nowhere",
        "by_number",
        "by_path",
        "clock",
        "cookie_name",
        "guard",
        "handler_clock",
        "handler_finds",
        "handler_time",
        "has_served",
        "has_trusted_hosts",
        "has_usual_entry",
        "has_usual_errors",
        "has_usual_response",
        "has_usual_session",
        "hooks",
        "interface",
        "is_open",
        "jar",
        "route_clock",
        "route_time",
        "routes",
        "state",
        "statuses",
        "time",
        "view_clock",
        "writer",
    )

    # ``Any``: the attributes of an application, whatever they are.
    def __init__(self, app: Flask, own: dict[str, Any], written: Steps) -> None:
        interface, json, config = app.session_interface, app.json, app.config
        # A setting that was taken away is missed by the step that asks for it.
        has_settings = config.keys() >= settings.DEFAULTS.keys()
        # First of all: what is set meanwhile does not pass the guard.
        guarded = _guard(app, own, written, (vars(json), vars(interface), config, HTTP_STATUS_CODES))
        has_steps, has_errors, has_entry, *are_untouched = guarded.are_untouched
        self.guard: Any = guarded.guard
        self.state: Any = guarded.state
        self.interface: Final[Any] = interface
        self.has_usual_response: Final[bool] = app.response_class is Response
        # What writes the JSON of responses, and of sessions.
        writer = writer_of(json)
        self.writer: Final[Writer | None] = writer if is_compact(json) else None
        # What signs a session is tried when it is made, and writes something with the provider for that.
        self.has_usual_session: Final[bool] = _is_usual(interface, json)
        self.jar: Final = Jar(interface, writer) if self.has_usual_session and writer is not None else None
        has_cookie = has_settings and self.has_usual_session
        self.cookie_name: Final[str | None] = _cookie_name(app) if has_cookie else None
        self.has_trusted_hosts: Final[bool] = config.get("TRUSTED_HOSTS") is not None
        self.statuses: Final[dict[object, str]] = {}
        self.hooks: Final[Any] = app._derived.hook_plans(app)
        self.clock: Final[Clock] = self.hooks.clock
        self.time: Final[int] = self.hooks.time
        self.handler_finds: Final[Any] = app._derived.handler_finds(app)
        self.handler_clock: Final[Clock] = self.handler_finds.clock
        self.handler_time: Final[int] = self.handler_finds.time
        self.has_usual_entry: Final[bool] = has_entry and "wsgi_app" not in own
        sees_handlers = has_settings and has_errors and self.handler_finds.sees_all
        self.has_usual_errors: Final[bool] = sees_handlers and _handles_as_usual(app, own)
        self.view_clock: Final[Clock | None] = app._draft.view_clock(own["view_functions"])
        self.has_served: Final[bool] = app._got_first_request
        self.routes: Final = _freeze(app.url_map)
        self.route_clock: Final[Clock] = self.routes.url_map.clock if self.routes is not None else Clock()
        self.route_time: Final[int] = self.routes.time if self.routes is not None else 0
        self._nowhere: Lane | None = None
        number = 0 if self.routes is None else len(self.routes.table.routes)
        self.by_number: Final[list[Lane | None]] = [None] * number
        self.by_path: Final[dict[object, dict[str, Lane]]] = {}
        self.is_open: Final[bool] = (
            (ALLOWED and has_settings and has_steps and all(are_untouched))
            and self.routes is not None
            and self.hooks.sees_all
            and _is_plain(app, own)
        )

    def look(self, app: Flask, own: dict[str, Any]) -> bool | None:
        """Tell whether the application is as it was when this was made of it, and nobody listens to its signals.

        Returns:
            ``False`` if somebody listens, ``None`` if the application is not as it was.
        """
        if (
            self.clock.time != self.time
            or self.route_clock.time != self.route_time
            or self.handler_clock.time != self.handler_time
        ):
            return None
        found: bool | None = self.state(self.guard, app, own)
        return found

    # ``Any``: an environment is of whatever the server puts in.
    def open_session(self, app: Flask, environ: dict[str, Any]) -> SecureCookieSession | None:
        """Open a session at once, or give ``None`` if that takes a request."""
        return None if self.jar is None else self.jar.open(app, environ)

    def lane(self, route: Route) -> Lane:
        """Give the lane of a route, which is made when it is first needed."""
        lane = self.by_number[route.number]
        if lane is None:
            routes = self.routes
            assert routes is not None, "lanes without routes are not open"
            endpoint = route.endpoint
            is_moved = route.alias or route.redirect_to is not None or route.number in routes.table.rivals
            chain = scope.chain(scope.owner(endpoint)) if isinstance(endpoint, str) else ()
            lane = Lane(routes.url_map.bound[route.number], self.hooks.plan(chain), chain)
            lane.is_served = isinstance(endpoint, str) and not is_moved
            self.by_number[route.number] = lane
        return lane

    def nowhere(self) -> Lane:
        """Give the lane of requests that no rule serves."""
        lane = self._nowhere
        if lane is None:
            lane = self._nowhere = Lane(None, self.hooks.plan(()), ())
            lane.is_silent = self.has_usual_session and not lane.before and not lane.preprocess
        return lane

    # ``Any``: an integer, which compiled is looked up as the object that it is.
    def status(self, code: Any) -> str:
        """Write a status line."""
        line = self.statuses.get(code)
        if line is None:
            line = f"{code} {HTTP_STATUS_CODES.get(code, 'Unknown').upper()}"
            if len(self.statuses) < _ENOUGH:
                self.statuses[code] = line
        return line


@final
class Routes:
    """The rules of a map that matches paths alone, as they were at one time."""

    __slots__ = ("domain", "table", "time", "url_map")

    def __init__(self, url_map: RouteMap, time: int, table: matching.RouteTable, domain: str) -> None:
        self.url_map: Final = url_map
        self.time: Final = time
        self.table: Final = table
        self.domain: Final = domain


@final
class Lane:
    """A rule, or none, and what surrounds the requests that come to it.

    Attributes:
        is_served: Whether its requests take the short way.
        is_silent: Whether its requests are refused before any code of the user's has run.
    """

    __slots__ = (
        "after",
        "before",
        "bound",
        "chain",
        "endpoint",
        "handlers",
        "has_defaults",
        "is_served",
        "is_silent",
        "is_sync",
        "names",
        "plan",
        "preprocess",
        "readers",
        "rule",
        "takes_values",
        "teardown",
        "view",
        "view_time",
    )

    def __init__(self, bound: BoundRule | None, plan: Plan, chain: tuple[str, ...]) -> None:
        self.bound: Final = bound
        self.rule: Final[Rule | None] = None if bound is None else bound.rule
        self.endpoint: Final[object] = None if bound is None else bound.rule.endpoint
        self.has_defaults: Final[bool] = bound is not None and bool(bound.route.defaults)
        self.takes_values: Final[bool] = bound is not None and bool(bound.route.arguments)
        self.is_served = True
        self.is_silent = False
        readers = () if bound is None else readers_of(bound)
        # Names of parameters are found at once if they are the very texts that the view's own are.
        self.names: Final[tuple[str, ...]] = tuple([intern(name) for name, _ in readers])
        self.readers: Final[list[Any]] = [read for _, read in readers]
        self.plan: Final = plan
        self.chain: Final = chain
        self.preprocess: Final = _flatten(plan.preprocess)
        self.before: Final = _flatten(plan.before)
        self.after: Final = _flatten(plan.after)
        self.teardown: Final = _flatten(plan.teardown)
        self.is_sync: Final[bool] = all(
            [not iscoroutinefunction(f) for f in (*self.before, *self.after, *self.teardown)]
        )
        # The view as it is called, and when it was looked for.
        self.view: Callable[..., Any] | None = None
        self.view_time = -1
        self.handlers: Final[dict[type, Handler]] = {}

    def handler(self, lanes: Lanes, cls: type[Exception]) -> Handler:
        """Give the handler for exceptions of a class."""
        found = self.handlers.get(cls)
        if found is None:
            found = _find_handler(lanes, self.chain, cls)
            if len(self.handlers) >= _ENOUGH:
                self.handlers.clear()
            self.handlers[cls] = found
        return found


@final
class Handler:
    """What is called with the exceptions of a class.

    Attributes:
        call: The handler; ``None`` if only the documented steps can tell.
        has_code: Whether the exceptions have a status code, without which they are answered as they are.
    """

    __slots__ = ("call", "has_code")

    def __init__(self, call: Callable[..., Any] | None, has_code: bool) -> None:
        self.call: Final = call
        self.has_code: Final = has_code


def _find_handler(lanes: Lanes, chain: tuple[str, ...], cls: type[Exception]) -> Handler:
    if issubclass(cls, RoutingException):
        return Handler(None, False)
    code = handlers.class_code(cls, HTTPException)
    found = handlers.find(lanes.handler_finds.table, chain, code, cls.__mro__)
    # To the core a handler is opaque; only handlers come into its table.
    call = None if found is None else cast("Callable[..., Any]", found.handler)
    if call is not None and iscoroutinefunction(call):
        call = None
    return Handler(call, issubclass(cls, HTTPException))


def _guard(app: Flask, own: dict[str, Any], written: Steps, dicts: tuple[dict[Any, Any], ...]) -> Guarded:
    cls: type[object] = type(app)
    members = [*[(cls, each) for each in written], *[(each.cls, each) for each in steps.CLASSES]]
    return Guarded(own, tuple(members), dicts, DERIVED, steps.HEARD)


def _is_usual(interface: SessionInterface, json: JSONProvider) -> bool:
    """Tell whether sessions are what is documented, and written as documented."""
    return (
        type(interface) is SecureCookieSessionInterface
        and not vars(interface)
        and type(json) is DefaultJSONProvider
        and not vars(json).keys() & {"dumps", "loads"}
    )


def _handles_as_usual(app: Flask, own: dict[str, Any]) -> bool:
    """Tell whether an error goes to its handler, whichever it is."""
    config = app.config
    return not (
        [name for name in steps.ERRORS if name in own]
        or config.get("TRAP_HTTP_EXCEPTIONS")
        or config.get("TRAP_BAD_REQUEST_ERRORS")
        or app.debug
    )


def _is_plain(app: Flask, own: dict[str, Any]) -> bool:
    """Tell whether an application has no steps and no request of its own."""
    return (
        not [name for name in steps.APPLICATION if name in own and name not in steps.CHOSEN]
        and app.request_class is Request
        and app.app_ctx_globals_class is _AppCtxGlobals
        and not app.subdomain_matching
    )


def lanes_of(app: Flask, own: dict[str, Any], written: Steps) -> Lanes:
    """Lay out an application anew."""
    lanes = Lanes(app, own, written)
    app._derived.lanes = lanes
    return lanes


def _freeze(url_map: object) -> Routes | None:
    """Freeze the rules of a map, or give ``None`` if only an adapter knows what they match."""
    if not isinstance(url_map, RouteMap) or type(url_map) is not RouteMap or url_map.host_matching:
        return None
    time, table = url_map.clock.time, url_map.table()
    return None if table is None else Routes(url_map, time, table, url_map.default_subdomain or "")


def _flatten(turns: tuple[Turn, ...]) -> Hooks:
    found: list[Any] = []
    for turn in turns:
        found.extend(turn.hooks)
    return tuple(found)


def _cookie_name(app: Flask) -> str | None:
    """Give the name of the cookie that holds sessions, if there can be one."""
    name: str = app.config["SESSION_COOKIE_NAME"]
    return name if app.secret_key else None
