"""Errors: which handler answers, what becomes of the rest, and what is logged and signalled."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import io
import logging
from typing import Any

from werkzeug import exceptions
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


class Sour(Exception):
    """An application's own exception."""


class Bitter(Sour):
    """A more special one."""


class Teapot(exceptions.ImATeapot):
    """A special case of an HTTP exception."""


class Coded(exceptions.HTTPException):
    """An HTTP exception with a code that Werkzeug does not know."""

    code = 499
    description = "coded"


def _failing(lab: Lab) -> Any:  # an application of either package
    app = lab.app()
    raising: dict[str, Any] = {
        "sour": Sour("s"), "bitter": Bitter("b"), "key": KeyError("k"), "404": exceptions.NotFound("nf"),
        "418": exceptions.ImATeapot(), "teapot": Teapot(), "500": exceptions.InternalServerError(), "coded": Coded(),
        "403": exceptions.Forbidden(response=None), "badkey": exceptions.BadRequestKeyError("field"),
        "response": exceptions.NotFound(response=lab.flask.Response("own", 404, {"X-Own": "1"})),
        "401": exceptions.Unauthorized("who", www_authenticate=None), "429": exceptions.TooManyRequests(retry_after=5),
    }  # fmt: skip

    @app.route("/<kind>")
    def fail(kind: str) -> object:
        raise raising[kind]

    return app


PATHS = [
    "/sour",
    "/bitter",
    "/key",
    "/404",
    "/418",
    "/teapot",
    "/500",
    "/coded",
    "/403",
    "/response",
    "/429",
    "/no/such",
]


@table({
    "nothing": [], "class": [Sour], "subclass too": [Sour, Bitter], "exception": [Exception], "404": [404],
    "http": [exceptions.HTTPException], "http and code": [exceptions.HTTPException, 418],
    "code and class": [418, Teapot], "internal": [500], "internal class": [exceptions.InternalServerError],
    "exception and 500": [Exception, 500], "exception and http": [Exception, exceptions.HTTPException],
    "lookup": [LookupError], "own code": [Coded], "teapot class": [Teapot], "http and 404": [exceptions.HTTPException, 404],
})  # fmt: skip
def which_handler(lab: Lab, keys: list[Any]) -> None:  # classes and codes
    """The handler for the nearest class answers; a code wins over no code."""
    app = _failing(lab)
    for key in keys:
        name = str(getattr(key, "__name__", key))
        app.register_error_handler(key, lambda e, name=name: (f"{name}: {type(e).__name__}", 290))
    for path in PATHS:
        lab.send(app, path)


@table({
    "an instance": ValueError("x"), "an http instance": exceptions.NotFound(), "an unknown code": 999, "text": "404",
    "another class": int, "a base exception": KeyboardInterrupt, "none": None, "a bool": True, "code 200": 200,
    "redirect code": 308, "a float": 404.0,
})  # fmt: skip
def refused_handlers(lab: Lab, key: object) -> None:
    """A handler can only be registered for a known code or an exception class."""
    app = lab.app()
    lab.attempt(app.register_error_handler, key, len)
    lab.attempt(lambda: app.errorhandler(key)(len) and None)
    lab.note(app.error_handler_spec)


@scenario
def what_a_handler_gets_and_returns(lab: Lab) -> None:
    """A handler's result is made into a response like a view's; HTTP errors do not set its status."""
    app = _failing(lab)
    results = iter([("text", 404), "plain", {"a": 1}, (["x"], 201), None])

    @app.errorhandler(404)
    def handler(error: exceptions.NotFound) -> object:
        lab.note(error, error.code, error.description)
        return next(results)

    for _ in range(5):
        lab.send(app, "/404")


@scenario
def failing_handler(lab: Lab) -> None:
    """An exception out of a handler is an unhandled exception."""
    app = _failing(lab)
    app.register_error_handler(Sour, lambda e: 1 / 0)
    app.register_error_handler(404, lambda e: lab.flask.abort(418))
    app.register_error_handler(500, lambda e: (f"{e} {type(e.original_exception).__name__}", 500))
    app.after_request(lab.passing("after"))
    lab.send(app, "/sour")
    lab.send(app, "/404")
    lab.send(app, "/no/such")


@scenario
def original_exception(lab: Lab) -> None:
    """The handler for 500 gets an InternalServerError that names the original exception, if there is one."""
    app = _failing(lab)

    @app.errorhandler(500)
    def handler(error: Any) -> object:  # an InternalServerError
        lab.note(type(error), error.original_exception, error.code, error)
        return "handled", 500

    for path in ("/sour", "/500", "/key"):
        lab.send(app, path)


@table({
    "testing": {"TESTING": True}, "debug": {"DEBUG": True}, "propagate": {"PROPAGATE_EXCEPTIONS": True},
    "not propagate": {"PROPAGATE_EXCEPTIONS": False, "TESTING": True}, "trap http": {"TRAP_HTTP_EXCEPTIONS": True},
    "trap http testing": {"TRAP_HTTP_EXCEPTIONS": True, "TESTING": True}, "trap bad": {"TRAP_BAD_REQUEST_ERRORS": True},
    "trap bad testing": {"TRAP_BAD_REQUEST_ERRORS": True, "TESTING": True},
    "not trap bad": {"TRAP_BAD_REQUEST_ERRORS": False, "DEBUG": True},
})  # fmt: skip
def propagation(lab: Lab, config: dict[str, Any]) -> None:
    """The configuration says which exceptions come out of the application."""
    app = _failing(lab)
    app.config.update(config)
    app.logger.addHandler(logging.NullHandler())
    app.add_url_rule("/form", "form", lambda: lab.flask.request.form["name"], methods=["POST"])
    for path in [*PATHS, "/badkey"]:
        lab.send(app, path)
    lab.send(app, "/form", "POST", data={"other": "x"})


@scenario
def logging_of_exceptions(lab: Lab) -> None:
    """An unhandled exception is logged once, with method and path; a handled one is not."""
    app = _failing(lab)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s %(exc_info)s"))
    app.logger.addHandler(handler)
    app.register_error_handler(KeyError, lambda e: "handled")
    for path in ("/sour", "/key", "/404", "/500"):
        lab.send(app, path, "HEAD" if path == "/500" else "GET")
        lab.note(stream.getvalue().splitlines()[:1])
        stream.truncate(0)
        stream.seek(0)


@scenario
def default_log_format(lab: Lab) -> None:
    """Without any handler, the application's logger writes to the server's error stream."""
    import re

    app = _failing(lab)
    errors = io.StringIO()
    root = logging.getLogger()
    lab.monkeypatch.setattr(root, "handlers", [])
    app.add_url_rule("/log", "log", lambda: app.logger.warning("careful %s", 1) or "ok")
    lab.send(app, "/sour", errors_stream=errors)
    lab.send(app, "/log", errors_stream=errors)
    lines = errors.getvalue().splitlines()
    lab.note(
        re.sub(r"\d", "0", re.sub(r" in \w+:", " in module:", lines[0])),
        lines[-2:-1],
        re.sub(r"\d", "0", lines[-1]),
    )


@scenario
def logger_levels(lab: Lab) -> None:
    """In debug mode the logger's level is DEBUG, if nobody set another."""
    app = lab.app("lab_quiet")
    lab.note(app.logger.level, app.logger.name)
    debugging = lab.app("lab_debug")
    debugging.debug = True
    lab.note(debugging.logger.level, len(debugging.logger.handlers))
    logging.getLogger("lab_set").setLevel(logging.ERROR)
    other = lab.app("lab_set")
    other.debug = True
    lab.note(other.logger.level)


@scenario
def aborting(lab: Lab) -> None:
    """``abort`` takes a code, a response, and arguments for the exception."""
    fl = lab.flask
    app = lab.app()
    cases: list[Any] = [
        (404,), (404, "why"), (409, "d", fl.Response("own", 409)), (fl.Response("direct", 277),), (999,), (200,),
    ]  # fmt: skip
    app.add_url_rule("/<int:n>", "x", lambda n: fl.abort(*cases[n]))
    app.testing = True
    for n in range(len(cases)):
        lab.send(app, f"/{n}")
    with app.app_context():
        lab.refused(fl.abort, 403, description="given")


@scenario
def own_aborter(lab: Lab) -> None:
    """An application's aborter knows the codes that the application adds to it."""
    app = lab.app()
    app.aborter.mapping[499] = Coded
    app.add_url_rule("/", "x", lambda: lab.flask.abort(499))
    lab.send(app)


@scenario
def base_exceptions_pass(lab: Lab) -> None:
    """What is not an Exception passes through, and teardown functions still run."""
    app = lab.app()
    app.register_error_handler(Exception, lambda e: "handled")
    app.teardown_request(lab.noting("teardown"))

    @app.route("/")
    def index() -> object:
        raise SystemExit(3)

    lab.attempt(lambda: lab.send(app))


@scenario
def routing_redirects_are_not_errors(lab: Lab) -> None:
    """A redirect of the router is not shown to error handlers."""
    app = lab.app()
    app.register_error_handler(exceptions.HTTPException, lambda e: ("handled", 290))
    app.add_url_rule("/a/", "a", lab.noting("a", "a"))
    lab.send(app, "/a")
    lab.send(app, "/a?q=1", "POST")


@scenario
def routing_exception_reaches_hooks(lab: Lab) -> None:
    """Before hooks run for a request that matched nothing, and may still answer it."""
    fl = lab.flask
    app = lab.app()

    @app.before_request
    def before() -> object:
        lab.note(fl.request.routing_exception, fl.request.url_rule, fl.request.view_args, fl.request.endpoint)
        return "saved" if fl.request.path == "/saved" else None

    for path in ("/missing", "/saved"):
        lab.send(app, path)


@scenario
def handle_methods_directly(lab: Lab) -> None:
    """The documented handling methods may be called by hand."""
    app = _failing(lab)
    app.register_error_handler(404, lambda e: "handled")
    with app.test_request_context("/404"):
        lab.attempt(app.handle_http_exception, exceptions.NotFound())
        lab.attempt(app.handle_http_exception, exceptions.Gone())
        lab.attempt(app.handle_user_exception, exceptions.NotFound())
        lab.refused(app.handle_user_exception, Sour("x"))
        lab.note(
            app.trap_http_exception(exceptions.NotFound()),
            app.trap_http_exception(exceptions.BadRequestKeyError("x")),
        )
        try:
            raise Sour("y")  # noqa: TRY301  # a handler runs while an exception is handled
        except Sour as error:
            lab.note(app.handle_exception(error).status)


@table({
    "redirect": lambda fl: fl.abort(fl.redirect("/x", 301)), "request redirect": lambda fl: _raise(RequestRedirect("http://localhost/y")),
    "method": lambda fl: _raise(MethodNotAllowed(["GET", "PUT"], "no")), "own response": lambda fl: _raise(NotFound(response=fl.Response("own", 418))),
    "no code": lambda fl: _raise(__import__("werkzeug.exceptions").exceptions.HTTPException("bare")),
    "no code and response": lambda fl: _raise(__import__("werkzeug.exceptions").exceptions.HTTPException(response=fl.Response("r", 201))),
    "stop iteration": lambda fl: next(iter([])), "generator exit": lambda fl: _raise(GeneratorExit()), "recursion": lambda fl: _forever(),
    "group": lambda fl: _raise(OSError(2, "no file")), "unicode": lambda fl: b"\xff".decode(), "assertion": lambda fl: _raise(AssertionError("not so")),
})  # fmt: skip
def raising(lab: Lab, act: Any) -> None:  # rows are lambdas of the package
    """Whatever is raised in a view, a before hook or an after hook ends the same way."""
    fl = lab.flask
    for kind in ("view", "before", "after"):
        for handlers in (False, True):
            app = lab.app()
            app.add_url_rule("/", "index", lambda kind=kind: act(fl) if kind == "view" else "x")
            if kind == "before":
                app.before_request(lambda: act(fl))
            if kind == "after":
                app.after_request(lambda response: act(fl))
            if handlers:
                app.register_error_handler(Exception, lambda e: (f"handled {type(e).__name__}", 290))
            app.teardown_request(lambda e: lab.note("teardown", type(e)))
            try:
                lab.send(app)
            except GeneratorExit as error:
                lab.note("out came", type(error))


def _raise(error: BaseException) -> object:
    raise error


def _forever() -> object:
    return _forever()
