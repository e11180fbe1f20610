"""Hooks: their order, what they may return, and tables that change while they run."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import functools
from collections import defaultdict
from typing import Any

from werkzeug.exceptions import NotFound

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _hooked(lab: Lab) -> Any:  # an application of either package
    """An application with two hooks of every kind."""
    app = lab.app()
    app.add_url_rule("/", "index", lab.noting("view", "ok"))
    app.add_url_rule("/<int:n>", "number", lab.noting("number", "ok"))
    for n in ("1", "2"):
        app.before_request(lab.noting("before " + n))
        app.after_request(lab.passing("after " + n))
        app.teardown_request(lab.noting("teardown " + n))
        app.teardown_appcontext(lab.noting("context " + n))
        app.url_value_preprocessor(lab.noting("values " + n))
    return app


@table({"GET": "GET", "HEAD": "HEAD", "OPTIONS": "OPTIONS", "DELETE": "DELETE"})
def order(lab: Lab, method: str) -> None:
    """Preprocessors, before, view, after (reversed), teardown (reversed): for every method and outcome."""
    app = _hooked(lab)
    for path in ("/", "/5", "/missing/x", "//"):
        lab.send(app, path, method)


@table({
    "text": "stopped", "empty text": "", "zero": 0, "tuple": ("stopped", 201), "dict": {"stopped": True}, "false": False,
    "list": [],
})  # fmt: skip
def before_hook_answers(lab: Lab, answer: object) -> None:
    """A before hook that returns anything but nothing answers in place of the view."""
    app = _hooked(lab)
    app.before_request_funcs[None].insert(1, lab.noting("answering", answer))
    lab.send(app)
    lab.send(app, "/missing/x")


@scenario
def failing_before_hook(lab: Lab) -> None:
    """An exception in a before hook goes to the error handlers; after hooks still run."""
    app = _hooked(lab)

    def fail() -> None:
        raise ValueError("before")

    app.before_request(fail)
    lab.send(app)
    app.error_handler_spec[None][None][ValueError] = lambda e: (f"handled {e}", 202)
    lab.send(app)


@scenario
def failing_after_hook(lab: Lab) -> None:
    """An exception in an after hook becomes a 500 that the other after hooks do see."""
    app = _hooked(lab)
    failing = [True]

    def fail(response: object) -> object:
        lab.note("failing after")
        if failing:
            failing.pop()
            raise ValueError("after")
        return response

    app.after_request(fail)
    lab.send(app)
    lab.send(app)


@scenario
def after_hook_that_always_fails(lab: Lab) -> None:
    """An after hook that fails for the error page too gets the bare answer through."""
    app = _hooked(lab)

    def fail(response: object) -> object:
        raise ValueError("after")

    app.after_request(fail)
    lab.send(app)
    lab.send(app, "/missing/x")


@scenario
def after_hook_replaces_the_response(lab: Lab) -> None:
    """The response that an after hook returns goes on to the next."""
    app = _hooked(lab)
    app.after_request(lambda r: lab.flask.make_response(r.get_data() + b"!", 299))
    app.after_request(lambda r: lab.flask.make_response(r.get_data() + b"?", 298))
    lab.send(app)


@scenario
def after_hook_that_returns_nothing(lab: Lab) -> None:
    """An after hook must return a response."""
    app = lab.app()
    app.add_url_rule("/", "index", lab.noting("view", "ok"))
    app.after_request(lambda r: None)
    app.testing = True
    lab.send(app)


@scenario
def hook_that_removes_itself(lab: Lab) -> None:
    """A hook that removes itself while running makes the next one be skipped once, as with any list."""
    app = _hooked(lab)

    def once() -> None:
        lab.note("once")
        app.before_request_funcs[None].remove(once)

    app.before_request_funcs[None].insert(0, once)
    lab.send(app)
    lab.send(app)


@scenario
def hooks_added_while_running(lab: Lab) -> None:
    """A hook appended to the running list still runs; one for another scope runs from the next plan on."""
    app = _hooked(lab)

    def adding() -> None:
        lab.note("adding")
        app.before_request_funcs[None].append(lab.noting("appended"))
        app.after_request_funcs.setdefault(None, []).insert(0, lab.passing("inserted after"))
        app.before_request_funcs[None].remove(adding)

    app.before_request(adding)
    lab.send(app)
    lab.send(app)


def _change(
    change: Any, table: Any, hook: object
) -> None:  # a row of the table below; a table of either package
    change(table, hook)


@table({
    "append": lambda t, f: t[None].append(f), "insert": lambda t, f: t[None].insert(0, f),
    "extend": lambda t, f: t[None].extend([f, f]), "plus": lambda t, f: t.__setitem__(None, t[None] + [f]),
    "iadd": lambda t, f: t[None].__iadd__([f]), "reverse": lambda t, f: t[None].reverse(),
    "sorted": lambda t, f: t.__setitem__(None, sorted(t[None], key=lambda h: h.__name__, reverse=True)),
    "sort": lambda t, f: t[None].sort(key=lambda h: h.__name__, reverse=True), "clear": lambda t, f: t[None].clear(),
    "pop": lambda t, f: t[None].pop(), "pop scope": lambda t, f: t.pop(None), "del": lambda t, f: t.__delitem__(None),
    "del item": lambda t, f: t[None].__delitem__(0), "slice": lambda t, f: t[None].__setitem__(slice(None), [f]),
    "setdefault": lambda t, f: t.setdefault(None, []).append(f), "update": lambda t, f: t.update({None: [f]}),
    "setitem": lambda t, f: t[None].__setitem__(0, f), "clear all": lambda t, f: t.clear(),
    "imul": lambda t, f: t[None].__imul__(2), "remove": lambda t, f: t[None].remove(t[None][1]),
    "tuple": lambda t, f: t.__setitem__(None, (f,)), "ior": lambda t, f: t.__ior__({None: [f]}),
})  # fmt: skip
def tables_change_between_requests(
    lab: Lab, change: Any
) -> None:  # rows are lambdas of a table and a function
    """Every way to change a documented table takes effect with the next request."""
    for name in (
        "before_request_funcs",
        "after_request_funcs",
        "teardown_request_funcs",
        "url_value_preprocessors",
    ):
        app = _hooked(lab)
        lab.send(app)
        new = lab.passing("new") if name == "after_request_funcs" else lab.noting("new")
        lab.attempt(_change, change, getattr(app, name), new)
        lab.send(app)


@scenario
def tables_replaced(lab: Lab) -> None:
    """A table may be replaced by another, also by a plain dict, at any time."""
    app = _hooked(lab)
    lab.send(app)
    app.before_request_funcs = {None: [lab.noting("plain before")]}
    app.after_request_funcs = {}
    app.teardown_request_funcs = {None: [lab.noting("plain teardown")]}
    app.teardown_appcontext_funcs = [lab.noting("plain context")]
    app.url_value_preprocessors = {}
    lab.send(app)
    app.before_request_funcs[None].append(lab.noting("appended to the plain list"))
    lab.send(app)


@scenario
def kept_lists_stay_connected(lab: Lab) -> None:
    """A list taken out of a table before the first request is still the table's list."""
    app = lab.app()
    app.add_url_rule("/", "index", lab.noting("view", "ok"))
    own = [lab.noting("own")]
    app.before_request_funcs[None] = own
    lab.send(app)
    lab.note(app.before_request_funcs[None] is own)
    kept = app.before_request_funcs[None]
    kept.append(lab.noting("kept"))
    lab.send(app)


@scenario
def handler_table_changes(lab: Lab) -> None:
    """The handlers' table may be changed directly, at every depth, at any time."""
    app = lab.app()
    app.add_url_rule("/", "index", lambda: 1 / 0)
    app.add_url_rule("/x", "x", lambda: lab.flask.abort(404))
    lab.send(app)
    app.error_handler_spec[None][None][ZeroDivisionError] = lambda e: "division"
    lab.send(app)
    app.error_handler_spec[None][None][ArithmeticError] = lambda e: "arithmetic"
    del app.error_handler_spec[None][None][ZeroDivisionError]
    lab.send(app)

    lab.send(app, "/x")
    app.error_handler_spec[None][404][NotFound] = lambda e: ("not here", 404)
    lab.send(app, "/x")
    app.error_handler_spec = {
        None: defaultdict(dict, {None: {Exception: lambda e: f"any {type(e).__name__}"}})
    }
    lab.send(app)
    lab.send(app, "/x")


@scenario
def value_preprocessors_change_arguments(lab: Lab) -> None:
    """A preprocessor may change the view's arguments in place."""
    app = lab.app()

    @app.url_value_preprocessor
    def pull(endpoint: str | None, values: dict[str, object] | None) -> None:
        lab.note(endpoint, values)
        if values:
            values["n"] = "changed"

    app.add_url_rule("/<n>", "x", lambda n: n)
    lab.send(app, "/a")
    lab.send(app, "/a/b")


@scenario
def teardown_hooks_run_after_the_answer(lab: Lab) -> None:
    """Teardown runs when the call of the application ends, before a streamed body is read."""
    app = _hooked(lab)

    @app.route("/stream")
    def stream() -> object:
        def body() -> Any:  # a generator of text
            lab.note("body")
            yield "a"
            yield "b"

        return body()

    lab.send(app, "/stream")


@scenario
def hooks_registered_by_decorator_come_back(lab: Lab) -> None:
    """Every registering decorator returns the function itself."""
    app = lab.app()
    f = lab.noting("f")
    for name in ("before_request", "after_request", "teardown_request", "context_processor", "url_defaults",
                 "url_value_preprocessor", "teardown_appcontext", "shell_context_processor"):  # fmt: skip
        lab.note(name, getattr(app, name)(f) is f)
    lab.note(app.route("/r")(f) is f, app.errorhandler(404)(f) is f, app.template_filter("x")(f) is f)
    lab.note(app.template_test()(f) is f, app.template_global()(f) is f)
    lab.note(
        app.before_request_funcs,
        app.after_request_funcs,
        app.teardown_request_funcs,
        app.url_default_functions,
    )
    lab.note(app.url_value_preprocessors, app.teardown_appcontext_funcs, app.shell_context_processors)


def _note_and_pass(lab: Lab, label: str, response: object) -> object:
    lab.note(label)
    return response


@scenario
def hooks_of_every_sort(lab: Lab) -> None:
    """Hooks may be any callable, and be registered twice."""
    app = lab.app()
    app.add_url_rule("/", "index", lambda: "x")
    hook = lab.noting("hook")
    app.before_request(hook)
    app.before_request(hook)
    app.before_request(functools.partial(lab.note, "partial"))
    app.after_request(functools.partial(_note_and_pass, lab, "after"))
    app.teardown_request(functools.partial(lab.note, "teardown"))
    app.url_value_preprocessor(functools.partial(lab.note, "values"))
    lab.send(app)


@scenario
def teardown_list_changes_while_running(lab: Lab) -> None:
    """Teardown functions that change their own list run as in any loop over a reversed list."""
    app = lab.app()
    app.add_url_rule("/", "index", lambda: "x")

    def remove(error: BaseException | None) -> None:
        lab.note("removing")
        app.teardown_appcontext_funcs.remove(remove)
        app.teardown_request_funcs[None].append(lab.noting("late"))

    app.teardown_appcontext(lab.noting("first"))
    app.teardown_appcontext(remove)
    app.teardown_appcontext(lab.noting("last"))
    lab.send(app)
    lab.send(app)
