"""Streams and threads: which context they have."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

import threading
from collections.abc import Iterator

from tests.oracle.collect import scenario
from tests.oracle.lab import Lab


@scenario
def streaming(lab: Lab) -> None:
    """A streamed body loses the context, unless it was kept."""
    fl = lab.flask
    app = lab.app()
    app.testing = True
    app.teardown_request(lab.noting("teardown"))

    def body() -> Iterator[str]:
        lab.note("started")
        yield "Hello "
        yield fl.request.args["name"] if fl.has_request_context() else "nobody"
        lab.note("done")

    @fl.stream_with_context
    def decorated() -> Iterator[str]:
        yield fl.request.args["name"]

    app.add_url_rule("/plain", "plain", body)
    app.add_url_rule("/kept", "kept", lambda: fl.stream_with_context(body()))
    app.add_url_rule("/decorated", "decorated", lambda: decorated())
    app.add_url_rule(
        "/response", "response", lambda: fl.Response(fl.stream_with_context(body()), mimetype="text/x")
    )
    for path in ("/plain", "/kept", "/decorated", "/response"):
        lab.send(app, path + "?name=you")


@scenario
def stream_closed_early(lab: Lab) -> None:
    """A body that is not read to its end is closed."""
    fl = lab.flask
    app = lab.app()
    app.teardown_request(lab.noting("teardown"))

    def body() -> Iterator[str]:
        try:
            yield "a"
            yield "b"
        finally:
            lab.note("closed", fl.has_request_context())

    app.add_url_rule("/", "index", lambda: fl.stream_with_context(body()))
    response = app.test_client().get("/", buffered=False)
    lab.note(next(iter(response.response)))
    response.close()
    lab.note(fl.has_request_context())


@scenario
def streams_that_fail(lab: Lab) -> None:
    """An exception in a stream comes out while the body is read; the context of the request is gone by then."""
    fl = lab.flask
    app = lab.app()
    app.teardown_request(lab.noting("teardown"))
    app.register_error_handler(ValueError, lambda e: "handled")

    def body() -> Iterator[str]:
        yield "a"
        raise ValueError("stream")

    app.add_url_rule("/plain", "plain", body)
    app.add_url_rule("/kept", "kept", lambda: fl.stream_with_context(body()))
    app.add_url_rule("/template", "template", lambda: fl.stream_template_string("{{ 1 / x }}", x=0))
    for path in ("/plain", "/kept", "/template"):
        lab.send(app, path)
        lab.note(fl.has_request_context(), fl.has_app_context())


@scenario
def session_in_a_stream(lab: Lab) -> None:
    """What a stream writes into the session comes too late for the cookie."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"

    @app.route("/")
    def index() -> object:
        fl.session["view"] = 1

        def body() -> Iterator[str]:
            fl.session["stream"] = 1
            yield str(sorted(fl.session))

        return fl.stream_with_context(body())

    app.add_url_rule("/get", "get", lambda: sorted(fl.session))
    browser = lab.browser(app)
    lab.send(browser)
    lab.send(browser, "/get")


@scenario
def threads(lab: Lab) -> None:
    """A thread has no context of its own; a copied one goes with the function."""
    fl = lab.flask
    app = lab.app()

    @app.route("/<x>")
    def index(x: str) -> object:
        found: list[object] = []
        copied = fl.copy_current_request_context(
            lambda: found.append([fl.request.path, fl.has_app_context(), fl.g.get("x")])
        )
        fl.g.x = x
        for target in (lambda: found.append([fl.has_request_context(), fl.has_app_context()]), copied):
            thread = threading.Thread(target=target)
            thread.start()
            thread.join()
        return found

    lab.send(app, "/one")
