"""A request, from the environment to the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from demijohn._native import call_handling, make
from demijohn._untouched import Untouched
from demijohn.ctx import RequestContext
from demijohn.signals import request_finished

from . import contexts, hooks, responses
from .lanes import DERIVED, Lane, Lanes, lanes_of
from .responses import Plain
from .routing import route

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

    from demijohn.app import Flask

# ``Any`` in this module: the attributes of an application and of a context, the environment, what views return.


def respond(
    app: Flask, environ: object, start_response: StartResponse, written: Untouched, errors: Untouched
) -> Iterable[bytes] | None:
    """Answer a request, or give ``None`` if it has to go through every documented step.

    Args:
        app: The application.
        environ: The environment of the request.
        start_response: Takes the status and the headers.
        written: The steps of an application, as they were written.
        errors: The steps that choose the handler of an error, as they were written.
    """
    lanes = find_lanes(app, environ, written, errors)
    if lanes is None:
        return None
    assert isinstance(environ, dict), "the lanes are open"
    return serve(app, lanes, environ, start_response)


def find_lanes(app: Flask, environ: object, written: Untouched, errors: Untouched) -> Lanes | None:
    """Give what the short way goes by, or ``None`` if it is closed to a request."""
    own: dict[str, Any] = app.__dict__
    kept = own[DERIVED].lanes
    lanes: Lanes = lanes_of(app, own, written, errors) if kept is None else kept
    looked = lanes.look(app, own)
    if looked is None:
        lanes = lanes_of(app, own, written, errors)
        looked = lanes.look(app, own)
    if looked is not True or not lanes.is_open or type(environ) is not dict:
        return None
    if "HTTP_UPGRADE" in environ or "werkzeug.debug.preserve_context" in environ:
        return None
    return lanes


def serve(
    app: Flask, lanes: Lanes, environ: dict[str, Any], start_response: StartResponse
) -> Iterable[bytes]:
    """Answer a request, as :meth:`~demijohn.Flask.wsgi_app` describes it."""
    own: dict[str, Any] = app.__dict__
    made: dict[str, Any] = {"app": app, "_environ": environ}
    ctx = make(RequestContext, made)
    contexts.enter(app, ctx, made)
    plain: Plain | None = None
    response: Any = None  # What a hook after the view gives is whatever it gives.
    error: BaseException | None = None
    lane: Lane | None = None
    try:
        try:
            if not lanes.has_usual_session:
                ctx._session = ctx._open_session()
            lane = route(app, lanes, ctx, made, environ)
            if not own["_got_first_request"]:
                app._got_first_request = True
            rv = _answer(app, own, lanes, lane, ctx, made)
            if lane is not None and _needs_no_response(app, own, lanes, lane, made, environ):
                plain = responses.plain(lanes, rv)
            if plain is None:
                response = _finish(app, own, lanes, lane, ctx, made, environ, rv)
        except Exception as raised:
            error = raised
            response = app.handle_exception(raised)
        except BaseException as raised:
            error = raised
            raise
        if plain is None:
            return responses.send(response, environ, start_response)
        start_response(plain.status, plain.headers)
        return [plain.body]
    finally:
        if error is not None and app.should_ignore_error(error):
            error = None
        contexts.leave(app, own, lanes, lane, ctx, made, error)


def _answer(
    app: Flask,
    own: dict[str, Any],
    lanes: Lanes,
    lane: Lane | None,
    ctx: RequestContext,
    made: dict[str, Any],
) -> Any:
    """Run the hooks before the view, and the view, or what answers their errors."""
    try:
        if lane is None or not lane.is_sync:
            rv = app.preprocess_request()
        elif lane.before or lane.preprocess:
            rv = hooks.open(app, lanes, lane, ctx, made)
        else:
            rv = None
        if rv is not None:
            return rv
        if lane is None or ("request" in made and not _is_routed(made, lane)):
            return app.dispatch_request()
        if lane.bound is not None:
            return _view(app, own, lane, made)
    except Exception as error:
        handler = _handler(app, own, lanes, lane, made, error)
        return app.handle_user_exception(error) if handler is None else handler(error)
    refused: HTTPException = made["_routing_exception"]
    handler = _handler(app, own, lanes, lane, made, refused)
    return call_handling(refused, app.handle_user_exception if handler is None else handler)


def _is_routed(made: dict[str, Any], lane: Lane) -> bool:
    """Tell whether a request still says what routing found, so that its lane is the one that it goes by."""
    request = made["request"]
    exception = request.routing_exception
    return request.url_rule is lane.rule and exception is made.get("_routing_exception")


def _view(app: Flask, own: dict[str, Any], lane: Lane, made: dict[str, Any]) -> Any:
    view = own["view_functions"][lane.endpoint]
    registered, call = lane.view
    if registered is not view:
        call = app.ensure_sync(view)
        if call is view:
            lane.view = (view, call)
    arguments: dict[str, Any] = made["request"].view_args if "request" in made else made["_view_args"]
    return call(**arguments) if arguments else call()


def _handler(
    app: Flask, own: dict[str, Any], lanes: Lanes, lane: Lane | None, made: dict[str, Any], error: Exception
) -> Callable[..., Any] | None:
    """Find the handler for an error, unless only the documented steps can tell."""
    if lane is None or not lanes.has_usual_errors or ("request" in made and not _is_routed(made, lane)):
        return None
    if isinstance(error, HTTPException) and (error.code is None or isinstance(error, RoutingException)):
        return None
    return lane.handler(lanes, app, type(error)) if lanes.look(app, own) is True else None


def _needs_no_response(
    app: Flask, own: dict[str, Any], lanes: Lanes, lane: Lane, made: dict[str, Any], environ: dict[str, Any]
) -> bool:
    """Tell whether nobody is to see the response, so that none is needed."""
    return (
        not lane.after
        and lanes.has_usual_response
        and lanes.has_usual_session
        and environ["REQUEST_METHOD"] != "HEAD"
        and not _keeps_session(lanes, made, environ)
        and lanes.look(app, own) is True
    )


def _keeps_session(lanes: Lanes, made: dict[str, Any], environ: dict[str, Any]) -> bool:
    """Tell whether there is a session to be saved, or a function that waits for the response."""
    if "_session" in made or made.get("_after_request_functions"):
        return True
    if lanes.cookie_name is None:
        return False
    cookies: str | None = environ.get("HTTP_COOKIE")
    # A session that nobody looked at may be permanent, and is then sent again.
    return cookies is not None and lanes.cookie_name in cookies


def _finish(
    app: Flask,
    own: dict[str, Any],
    lanes: Lanes,
    lane: Lane | None,
    ctx: RequestContext,
    made: dict[str, Any],
    environ: dict[str, Any],
    rv: Any,
) -> Any:
    """Make the response and run what comes after the view, as ``finalize_request`` describes it."""
    if (
        lane is None
        or not lane.is_sync
        or not lanes.has_usual_response
        or ("request" in made and not _is_routed(made, lane))
        or lanes.look(app, own) is not True
    ):
        return app.finalize_request(rv)
    response: Any = responses.quick(lanes, rv)
    if response is None:
        response = app.make_response(rv)
    functions = made.get("_after_request_functions")
    if functions:
        for function in functions:
            response = app.ensure_sync(function)(response)
    if lane.after:
        response = hooks.after(app, lanes, lane, response)
    if not lanes.has_usual_session or _keeps_session(lanes, made, environ):
        session = ctx._session
        if not lanes.interface.is_null_session(session):
            lanes.interface.save_session(app, session, response)
    if request_finished.receivers:  # since just now
        request_finished.send(app, _async_wrapper=app.ensure_sync, response=response)
    return response
