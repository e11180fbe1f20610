"""The hooks around a view, called one after the other; one that changes the tables changes what is still to come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from demijohn import _derived
from demijohn._ops import TABLES
from demijohn.core import hooks as planning
from demijohn.core.hooks import Kind, Turn

if TYPE_CHECKING:
    from demijohn.app import Flask

    from .lanes import Lane, Lanes

# ``Any`` in this module: what hooks take and give, and the attributes of a context.


def open(app: Flask, lanes: Lanes, lane: Lane, ctx: Any) -> Any:  # as hooks are said to do
    """Call what comes before the view, and give what one returned in place of it, or ``None``."""
    clock, time = lanes.clock, lanes.time
    for at in range(len(lane.preprocess)):
        lane.preprocess[at](ctx.request.endpoint, ctx.request.view_args)
        if clock.time != time:
            return _open_the_rest(app, lanes, lane, ctx, at + 1, 0)
    for at in range(len(lane.before)):
        rv = lane.before[at]()
        if rv is not None:
            return rv
        if clock.time != time:
            return _open_the_rest(app, lanes, lane, ctx, len(lane.preprocess), at + 1)
    return None


def _open_the_rest(app: Flask, lanes: Lanes, lane: Lane, ctx: Any, preprocessed: int, done: int) -> Any:
    if preprocessed < len(lane.preprocess) or not done:
        for preprocess in _rest(
            app, lanes, lane, Kind.URL_VALUE_PREPROCESSOR, lane.plan.preprocess, preprocessed
        ):
            preprocess(ctx.request.endpoint, ctx.request.view_args)
    for before in _rest(app, lanes, lane, Kind.BEFORE_REQUEST, lane.plan.before, done):
        rv = app.ensure_sync(before)()
        if rv is not None:
            return rv
    return None


def after(app: Flask, lanes: Lanes, lane: Lane, response: Any) -> Any:
    """Call what comes after the view, each with the response that the one before it gave."""
    clock, time = lanes.clock, lanes.time
    for at in range(len(lane.after)):
        response = lane.after[at](response)
        if clock.time != time:
            for later in _rest(app, lanes, lane, Kind.AFTER_REQUEST, lane.plan.after, at + 1):
                response = app.ensure_sync(later)(response)
            return response
    return response


def close(app: Flask, lanes: Lanes, lane: Lane, error: BaseException | None) -> None:
    """Call what comes when the request is left."""
    clock, time = lanes.clock, lanes.time
    for at in range(len(lane.teardown)):
        lane.teardown[at](error)
        if clock.time != time:
            for later in _rest(app, lanes, lane, Kind.TEARDOWN_REQUEST, lane.plan.teardown, at + 1):
                app.ensure_sync(later)(error)
            return


def _rest(
    app: Flask, lanes: Lanes, lane: Lane, kind: Kind, turns: tuple[Turn, ...], done: int
) -> Iterator[Any]:
    """Give the hooks that are still to come, from tables that have changed since the first ones were called.

    In the scope that is being served the list is gone through that it had when that was begun, with what it holds by now.
    """
    order = planning.order(kind, lane.chain)
    at = 0
    for turn in turns:
        if done <= len(turn.hooks):
            at = order.index(turn.scope) + 1
            yield from _rest_of_list(lanes.hooks.lists[kind].get(turn.scope, ()), kind, turn, done)
            break
        done -= len(turn.hooks)
    for name in order[at:]:
        yield from _derived.live(getattr(app, TABLES[kind]), kind, name)


def _rest_of_list(found: Any, kind: Kind, turn: Turn, done: int) -> Iterator[Any]:
    step = -1 if planning.reverses(kind) else 1
    at = len(turn.hooks) - 1 - done if step < 0 else done
    while 0 <= at < len(found):
        yield found[at]
        at += step
