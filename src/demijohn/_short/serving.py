"""A request, from the environment to the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, final

from demijohn._derived import Derived
from demijohn._native import Raised, attempt, attributes, call_handling, make, mypyc_attr
from demijohn.core import compiled
from demijohn.ctx import RequestContext
from demijohn.signals import request_finished, request_tearing_down

from . import contexts, hooks, responses
from .contexts import Asked
from .lanes import DERIVED, Lane, Lanes, Steps, lanes_of
from .responses import NOT_PLAIN, Plain
from .routing import known, route

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

    from demijohn.app import Flask
    from demijohn.wrappers import Response

# What is bound here is not looked for in the module's dict for each request.
_make: Final[Any] = make
_attributes: Final[Any] = attributes
_call_handling: Final[Any] = call_handling
_attempt: Final[Any] = attempt
_Raised: Final[Any] = Raised
_RequestContext: Final[Any] = RequestContext
_finished: Final[Any] = request_finished.receivers
_tearing_down: Final[Any] = request_tearing_down.receivers
_BARE: Final = 2
"""How many attributes the context of a request has while nobody has looked at it."""

# ``Any`` in this module: the attributes of an application and of a context, the environment, what views return.


def call(app: Flask, environ: Any, start_response: StartResponse, written: Steps) -> Iterable[bytes] | None:
    """Answer a request as :func:`respond` does, if nobody has put anything around ``wsgi_app`` either."""
    own: dict[str, Any] = _attributes(app)
    lanes = find_lanes(app, own, environ, written)
    if lanes is None or not lanes.has_usual_entry:
        return None
    return Visit(app, own, lanes, environ).serve(start_response)


def respond(
    app: Flask, environ: Any, start_response: StartResponse, written: Steps
) -> Iterable[bytes] | None:
    """Answer a request, or give ``None`` if it has to go through every documented step.

    Args:
        app: The application.
        environ: The environment of the request.
        start_response: Takes the status and the headers.
        written: The steps of an application, as they were written.
    """
    own: dict[str, Any] = _attributes(app)
    lanes = find_lanes(app, own, environ, written)
    if lanes is None:
        return None
    return Visit(app, own, lanes, environ).serve(start_response)


def quick(app: Flask, rv: object) -> Response | None:
    """Make the response of a returned value, if it is of a kind that is made by putting its parts together."""
    own: dict[str, Any] = _attributes(app)
    derived: Derived = own[DERIVED]
    lanes = derived.lanes
    if lanes is None or not lanes.is_open or not lanes.has_usual_response or lanes.look(app, own) is not True:
        return None
    return responses.quick(lanes, rv)


def find_lanes(app: Flask, own: dict[str, Any], environ: object, written: Steps) -> Lanes | None:
    """Give what the short way goes by, or ``None`` if it is closed to a request."""
    derived: Derived = own[DERIVED]
    kept = derived.lanes
    lanes: Lanes = lanes_of(app, own, written) if kept is None else kept
    looked = lanes.look(app, own)
    if looked is None:
        lanes = lanes_of(app, own, written)
        looked = lanes.look(app, own)
    if looked is not True or not lanes.is_open or type(environ) is not dict:
        return None
    if "HTTP_UPGRADE" in environ or "werkzeug.debug.preserve_context" in environ:
        return None
    return lanes


# Nobody holds a visit but who makes it, so that none is part of a circle.
@mypyc_attr(acyclic=True, free_list_len=1)
@final
class Visit:
    """One request on its short way."""

    __slots__ = (
        "app",
        "asked",
        "ctx",
        "environ",
        "error",
        "is_known",
        "is_same",
        "lane",
        "lanes",
        "made",
        "own",
    )

    def __init__(self, app: Flask, own: dict[str, Any], lanes: Lanes, environ: dict[str, Any]) -> None:
        self.app: Final = app
        self.own: Final = own
        self.lanes: Final = lanes
        self.environ: Final = environ
        lane = self.lane = known(lanes, environ) if lanes.has_usual_session else None
        self.is_known: Final[bool] = lane is not None
        self.error: BaseException | None = None
        # Whether nobody could change anything since it was seen last that all is as it was.
        self.is_same = False
        self.asked: Final = Asked(environ, None if lane is None else lane.rule)
        self.made: Final[dict[str, Any]] = {"app": app, "_asked": self.asked}
        self.ctx: Final = _make(_RequestContext, self.made)
        contexts.enter(app, self.ctx, self.made, self.asked)

    def serve(self, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the request, as :meth:`~demijohn.Flask.wsgi_app` describes it."""
        app = self.app
        plain: Plain = NOT_PLAIN
        response: Any = None  # What a hook after the view gives is whatever it gives.
        try:
            try:
                if not self.is_known:
                    self._route()
                if not self.lanes.has_served:
                    app._got_first_request = True
                rv = self._answer()
                if self._needs_no_response():
                    written = responses.plain(self.lanes, rv)
                    if not written[0] or not self._keeps_session() or self._save(written[1]):
                        plain = written
                    else:
                        rv = responses.of(written)
                if not plain[0]:
                    response = self._finish(rv)
            except Exception as raised:
                self.error, self.is_same = raised, False
                response = app.handle_exception(raised)
            except BaseException as raised:
                self.error = raised
                raise
            if not plain[0]:
                sent = responses.send(response, self.environ, start_response)
                if sent is None:
                    self.is_same = False
                    sent = response(self.environ, start_response)
                return sent
            self.is_same = True
            status, headers, body = plain
            start_response(status, headers)
            return [body] if type(body) is bytes else responses.streamed(body)
        finally:
            self._leave()

    def _route(self) -> None:
        if not self.lanes.has_usual_session:
            self.ctx._session = self.ctx._open_session()
        self.lane = route(self.lanes, self.ctx, self.made, self.asked, self.environ)

    def _answer(self) -> Any:
        """Run the hooks before the view, and the view, or what answers their errors."""
        lane = self.lane
        try:
            if lane is None or not lane.is_sync or lane.before or lane.preprocess:
                if lane is None or not lane.is_sync:
                    rv = self.app.preprocess_request()
                else:
                    rv = hooks.open(self.app, self.lanes, lane, self.ctx)
                if rv is not None:
                    return rv
                if not self._is_as_it_was():
                    return self.app.dispatch_request()
            if lane is None or (len(self.made) != _BARE and not self._is_routed()):
                return self.app.dispatch_request()
            came: object = self.asked.refusal if lane.bound is None else self._view(lane)
        except Exception as error:
            handler = self._handler(error)
            return self.app.handle_user_exception(error) if handler is None else handler(error)
        if type(came) is _Raised or lane.bound is None:
            raised: Any = came
            return self._recover(raised if lane.bound is None else raised.error)
        return came

    def _recover(self, error: Exception) -> Any:
        """Answer what went wrong, as :meth:`_answer` does where it was raised."""
        handler = self._handler(error)
        return _call_handling(error, self.app.handle_user_exception if handler is None else handler)

    def _view(self, lane: Lane) -> Any:
        """Call the view, as ``dispatch_request`` describes it; an exception of its own is given back."""
        clock, view = self.lanes.view_clock, lane.view
        if view is None or clock is None or clock.time != lane.view_time:
            # First of all: what another thread registers meanwhile has a later time.
            time = -1 if clock is None else clock.time
            registered = self.own["view_functions"][lane.endpoint]
            view = self.app.ensure_sync(registered)
            if view is registered:
                lane.view, lane.view_time = view, time
        made, asked = self.made, self.asked
        if len(made) != _BARE and "request" in made:
            arguments: Any = made["request"].view_args
            if type(arguments) is not dict:
                return self.app.dispatch_request()
            return view(**arguments) if arguments else view()
        if asked.arguments is not None:
            return view(**asked.arguments)
        if asked.values is None:
            return _attempt(view) if compiled else view()
        return _attempt(view, asked.names, asked.values)

    def _is_routed(self) -> bool:
        """Tell whether a request still says what routing found, so that its lane is the one that it goes by."""
        made, lane = self.made, self.lane
        if lane is None:
            return False
        if "request" not in made:
            return True
        request = made["request"]
        exception = request.routing_exception
        return (
            request.url_rule is lane.rule
            and exception is self.asked.refusal
            and request.environ is self.environ
        )

    def _is_as_it_was(self) -> bool:
        """Tell whether hooks have left the application and the contexts as they found them."""
        return contexts.are_inner(self.ctx, self.asked) and self.lanes.look(self.app, self.own) is True

    def _handler(self, error: Exception) -> Callable[..., Any] | None:
        """Find the handler for an error, unless only the documented steps can tell."""
        lane, lanes = self.lane, self.lanes
        if lane is None or not lanes.has_usual_errors or not self._is_routed():
            return None
        if lane.is_silent:
            return lane.handler(lanes, type(error)).call
        if lanes.look(self.app, self.own) is not True:
            return None
        handler = lane.handler(lanes, type(error))
        # ``Any``: an exception with a code is one of HTTP's.
        coded: Any = error
        return None if handler.has_code and coded.code is None else handler.call

    def _needs_no_response(self) -> bool:
        """Tell whether nobody is to see the response, so that none is needed."""
        lane, lanes = self.lane, self.lanes
        return (
            lane is not None
            and not lane.after
            and (
                len(self.made) == _BARE
                or (self._is_routed() and not self.made.get("_after_request_functions"))
            )
            and lanes.has_usual_response
            and lanes.has_usual_session
            and (self.is_known or self.environ["REQUEST_METHOD"] != "HEAD")
            and lanes.look(self.app, self.own) is True
        )

    def _save(self, headers: list[tuple[str, str]]) -> bool:
        """Add the headers that save the session, if they do not depend on a response."""
        jar = self.lanes.jar
        added = None if jar is None else jar.save(self.app, self.ctx._session)
        if added is None:
            return False
        headers.extend(added)
        return True

    def _keeps_session(self) -> bool:
        """Tell whether there is a session to be saved."""
        made = self.made
        if len(made) != _BARE and "_session" in made:
            return True
        name = self.lanes.cookie_name
        if name is None:
            return False
        cookies: str | None = self.environ.get("HTTP_COOKIE")
        # A session that nobody looked at may be permanent, and is then sent again.
        return cookies is not None and name in cookies

    def _finish(self, rv: Any) -> Any:
        """Make the response and run what comes after the view, as ``finalize_request`` describes it."""
        app, lane, lanes = self.app, self.lane, self.lanes
        if (
            lane is None
            or not lane.is_sync
            or not lanes.has_usual_response
            or (len(self.made) != _BARE and not self._is_routed())
            or lanes.look(app, self.own) is not True
        ):
            return app.finalize_request(rv)
        response: Any = responses.quick(lanes, rv)
        if response is None:
            response = app.make_response(rv)
        functions = self.made.get("_after_request_functions")
        if functions:
            for function in functions:
                response = app.ensure_sync(function)(response)
        if functions and not self._is_as_it_was():
            response = app._close_response(self.ctx, response)
        else:
            if lane.after:
                response = hooks.after(app, lanes, lane, response)
            self.is_same = not lane.after or self._is_as_it_was()
            self._save_with(response, is_usual=self.is_same)
        if _finished:  # since just now
            request_finished.send(app, _async_wrapper=app.ensure_sync, response=response)
        return response

    def _save_with(self, response: Any, is_usual: bool) -> None:
        """Save the session with a response, in one step if nobody has replaced another one."""
        if is_usual and self.lanes.has_usual_session:
            added: list[tuple[str, str]] = []
            if not self._keeps_session():
                return
            if self._save(added) and (not added or responses.add(response, added)):
                return
        interface, session = self.app.session_interface, self.ctx._session
        if not interface.is_null_session(session):
            interface.save_session(self.app, session, response)

    def _leave(self) -> None:
        """Leave the contexts, as ``RequestContext.pop`` describes it."""
        lane, error, is_bare = self.lane, self.error, len(self.made) == _BARE
        if error is not None and self.app.should_ignore_error(error):
            error = None
        if (
            lane is None
            or not lane.is_sync
            or (not is_bare and ("pop" in self.made or not self._is_routed()))
            or not contexts.are_inner(self.ctx, self.asked)
            or (not self.is_same and self.lanes.look(self.app, self.own) is not True)
        ):
            self.ctx.pop(error)
            return
        if not lane.teardown and (is_bare or "request" not in self.made):
            contexts.leave(self.own, self.ctx, self.asked, error)
            return
        is_same = True
        try:
            if lane.teardown:
                hooks.close(self.app, self.lanes, lane, error)
                is_same = self._is_as_it_was()
                if not is_same and _tearing_down:  # since just now
                    request_tearing_down.send(self.app, _async_wrapper=self.app.ensure_sync, exc=error)
            if "request" in self.made:
                contexts.close(self.made["request"])
        finally:
            if is_same and contexts.are_inner(self.ctx, self.asked):
                contexts.leave(self.own, self.ctx, self.asked, error)
            else:
                self.ctx._abandon(error)
