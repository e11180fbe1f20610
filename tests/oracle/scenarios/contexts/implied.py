"""The application context that a request comes with, when views look at it, push it, pop it, or hand it on."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.

from __future__ import annotations

import contextvars
from collections.abc import Callable
from threading import Thread
from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab

# ``Any`` in this module: the package under test, its contexts and its applications.


def _current(lab: Lab) -> tuple[Any, ...]:
    """What the proxies say of the current contexts."""
    flask = lab.flask
    has = flask.has_app_context()
    return flask.has_request_context(), has, flask.current_app.name if has else None


def _serve(lab: Lab, view: Callable[[], Any], *, teardown: bool = False) -> None:
    """Send requests to a view, and note what is current around it."""
    app = lab.app()
    app.add_url_rule("/", "index", view)
    app.add_url_rule("/inner", "inner", lambda: str(_current(lab)))
    if teardown:
        app.teardown_appcontext(lambda error: lab.note("teardown", error, *_current(lab)))
    for _ in range(3):
        lab.attempt(lambda: lab.send(app))
        lab.note(*_current(lab))
    # What a refused request may have left behind is not for the next scenario.
    for name in ("_cv_request", "_cv_app"):
        variable = getattr(lab.module("globals"), name)
        while variable.get(None) is not None:
            variable.set(None)


def _in_thread(run: Callable[[], object]) -> None:
    thread = Thread(target=run)
    thread.start()
    thread.join()


def _push_another(lab: Lab) -> str:
    before = lab.module("globals").app_ctx._get_current_object()
    with lab.app("other").app_context() as other:
        lab.note(lab.module("globals").app_ctx._get_current_object() is other, *_current(lab))
    lab.note(lab.module("globals").app_ctx._get_current_object() is before)
    return "another"


def _push_again(lab: Lab) -> str:
    ctx = lab.module("globals").app_ctx._get_current_object()
    with ctx:
        lab.flask.g.name = "again"
        lab.note(lab.module("globals").app_ctx._get_current_object() is ctx)
    lab.note(lab.flask.g.name, *_current(lab))
    return "again"


def _pop(lab: Lab) -> str:
    lab.module("globals").app_ctx.pop()
    lab.note(*_current(lab))
    return "popped"


def _leave_one_pushed(lab: Lab) -> str:
    lab.app("other").app_context().push()
    return "left"


def _set_by_hand(lab: Lab) -> str:
    variable = lab.module("globals")._cv_app
    context = lab.app("other").app_context()
    token = variable.set(context)
    lab.note(
        variable.get() is context,
        variable.name.partition(".")[2],
        isinstance(variable, contextvars.ContextVar),
    )
    variable.reset(token)
    lab.note(*_current(lab), variable.get() is lab.module("globals").app_ctx._get_current_object())
    return "by hand"


def _request_inside(lab: Lab) -> str:
    app, ctx = (
        lab.flask.current_app._get_current_object(),
        lab.module("globals").app_ctx._get_current_object(),
    )
    lab.note(app.test_client().get("/inner").text)
    lab.note(lab.app("other").test_client().get("/missing").status_code)
    with app.test_request_context("/inner"):
        lab.note(lab.module("globals").app_ctx._get_current_object() is ctx, *_current(lab))
    with lab.app("other").test_request_context("/inner"):
        lab.note(lab.module("globals").app_ctx._get_current_object() is ctx, *_current(lab))
    return "inside"


def _copied_context(lab: Lab) -> str:
    lab.flask.g.name = "shared"
    copy = contextvars.copy_context()
    client = lab.flask.current_app.test_client()
    _in_thread(
        lambda: copy.run(lambda: lab.note(lab.flask.g.name, client.get("/inner").text, *_current(lab)))
    )
    _in_thread(lambda: lab.note(*_current(lab)))
    return "copied"


def _copied_request(lab: Lab) -> str:
    flask = lab.flask

    @flask.copy_current_request_context
    def run() -> None:
        lab.note(flask.request.path, *_current(lab))

    run()
    _in_thread(run)
    return "copied"


def _pushed_in_thread(lab: Lab) -> str:
    ctx = lab.module("globals").app_ctx._get_current_object()
    lab.flask.g.name = "lent"

    def run() -> None:
        with ctx:
            lab.note(lab.flask.g.name, *_current(lab))

    _in_thread(run)
    return "lent"


def _stream(lab: Lab) -> Any:  # a response
    flask = lab.flask
    flask.g.name = "kept"

    def parts() -> Any:  # an iterator of text
        yield flask.g.name
        yield str(_current(lab))

    return flask.Response(flask.stream_with_context(parts()))


_VIEWS: dict[str, Callable[[Lab], Any]] = {
    "another pushed": _push_another, "pushed again": _push_again, "popped": _pop, "one left": _leave_one_pushed,
    "set by hand": _set_by_hand, "request inside": _request_inside, "copied context": _copied_context,
    "copied request": _copied_request, "pushed in a thread": _pushed_in_thread, "streamed": _stream,
}  # fmt: skip


@table(_VIEWS)
def looked_at_by_views(lab: Lab, view: Callable[[Lab], Any]) -> None:
    """What a view does with the application context of its request."""
    _serve(lab, lambda: view(lab))


@table(_VIEWS)
def torn_down_after_views(lab: Lab, view: Callable[[Lab], Any]) -> None:
    """The same, with a function that is called when the application context is left."""
    _serve(lab, lambda: view(lab), teardown=True)


@scenario
def requests_inside_of_an_application_context(lab: Lab) -> None:
    """A request shares the context of its own application that is there already, and covers another one's."""
    app, other = lab.app(), lab.app("other")
    for each in (app, other):
        each.add_url_rule("/", "index", lambda: f"{_current(lab)} {lab.flask.g.get('name')}")
    with app.app_context():
        lab.flask.g.name = "outer"
        for _ in range(3):
            lab.send(app)
            lab.send(other)
            lab.note(*_current(lab), lab.flask.g.name)


@scenario
def outlived_by_a_copied_context(lab: Lab) -> None:
    """A copy of the context of a request still has both when the request was left."""
    app, copies = lab.app(), list[contextvars.Context]()

    def keep() -> str:
        copies.append(contextvars.copy_context())
        return "kept"

    app.add_url_rule("/", "index", keep)
    for _ in range(3):
        lab.send(app)
    for copy in copies:
        copy.run(lambda: lab.note(*_current(lab)))
