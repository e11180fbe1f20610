"""The application as a WSGI callable and as a server."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import contextlib
import io
from typing import Any

from tests.oracle.collect import scenario
from tests.oracle.lab import Lab
from tests.oracle.transcript import header_lines


@scenario
def middleware(lab: Lab) -> None:
    """``wsgi_app`` can be wrapped, and the application stays the application."""
    app = lab.app()
    app.add_url_rule("/", view_func=lambda: lab.flask.request.environ["wrapped"], endpoint="index")
    inner = app.wsgi_app

    def middleware(environ: Any, start_response: Any) -> Any:  # WSGI values of either package
        environ["wrapped"] = "yes"
        return inner(environ, start_response)

    app.wsgi_app = middleware
    lab.send(app)


@scenario
def overridden_on_the_instance(lab: Lab) -> None:
    """Documented methods may be replaced on the instance, as extensions do."""
    app = lab.app()
    app.add_url_rule("/", view_func=lab.noting("index", "index"))
    for name in (
        "full_dispatch_request", "preprocess_request", "dispatch_request", "finalize_request", "process_response",
        "make_response", "do_teardown_request", "do_teardown_appcontext", "create_url_adapter", "ensure_sync",
        "handle_user_exception", "handle_http_exception", "handle_exception", "log_exception", "make_default_options_response",
    ):  # fmt: skip
        _wrap(lab, app, name)
    lab.send(app)
    lab.send(app, "/missing")
    lab.send(app, "/", "OPTIONS")


def _wrap(lab: Lab, app: Any, name: str) -> None:  # an application of either package
    original = getattr(app, name)

    def replacement(*args: object, **kwargs: object) -> object:
        lab.note("->", name)
        result = original(*args, **kwargs)
        lab.note("<-", name)
        return result

    setattr(app, name, replacement)


@scenario
def overridden_in_a_subclass(lab: Lab) -> None:
    """Documented methods may be overridden in a subclass."""

    class Own(lab.flask.Flask):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def dispatch_request(self) -> object:
            lab.note("dispatch")
            return super().dispatch_request()

        def make_response(self, rv: object) -> object:
            lab.note("make", rv)
            return super().make_response(f"[{rv}]")

        def should_ignore_error(self, error: BaseException | None) -> bool:
            lab.note("ignore?", error)
            return False

    app = Own("lab", root_path=str(lab.folder), instance_path=str(lab.folder / "instance"))
    app.add_url_rule("/", view_func=lab.noting("index", "index"))
    lab.send(app)
    lab.send(app, "/nothing")


@scenario
def custom_request_and_response(lab: Lab) -> None:
    """An application's own request and response classes are used."""

    class OwnRequest(lab.flask.Request):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        flavour = "plum"

    class OwnResponse(lab.flask.Response):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        default_mimetype = "text/plain"

    app = lab.app()
    app.request_class, app.response_class = OwnRequest, OwnResponse
    app.add_url_rule("/", view_func=lambda: lab.flask.request.flavour, endpoint="index")
    app.add_url_rule("/json", view_func=lambda: {"a": 1}, endpoint="json")

    @app.after_request
    def after(response: object) -> object:
        lab.note(type(response))
        return response

    lab.send(app)
    lab.send(app, "/json")
    lab.send(app, "/none")


@scenario
def run_options(lab: Lab) -> None:
    """``run`` hands host, port and the debug switches to the server."""
    import werkzeug.serving

    def served(host: str, port: int, app: object, **options: object) -> None:
        lab.note(host, port, app, sorted(options.items()))

    lab.monkeypatch.setattr(werkzeug.serving, "run_simple", served)
    for config, arguments in (
        ({}, {}), ({"SERVER_NAME": "shop.test:8080"}, {}), ({"SERVER_NAME": "shop.test:8080"}, {"port": 1, "host": "0.0.0.0"}),
        ({}, {"debug": True}), ({"DEBUG": True}, {}), ({}, {"use_reloader": True, "threaded": False}), ({"SERVER_NAME": "shop.test"}, {"port": 0}),
    ):  # fmt: skip
        app = lab.app()
        app.config.update(config)
        with contextlib.redirect_stdout(None):
            app.run(load_dotenv=False, **arguments)
        lab.note(app.debug)
    lab.setenv("FLASK_RUN_FROM_CLI", "true")
    lab.attempt(lab.app().run)


@scenario
def wsgi_surface(lab: Lab) -> None:
    """The application is a WSGI callable: it starts the response once and returns an iterable."""
    app = lab.app()
    app.add_url_rule("/", "index", lambda: ("body", 201, {"X-A": "1"}))
    calls: list[Any] = []  # the arguments of start_response
    environ = {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80", "PATH_INFO": "/", "wsgi.url_scheme": "http",
               "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO()}  # fmt: skip
    for method in ("GET", "HEAD", "POST"):
        body = app({**environ, "REQUEST_METHOD": method}, lambda *args: calls.append(args))
        status, headers = calls.pop()
        lab.note(method, b"".join(body), status, header_lines(headers))
        getattr(body, "close", lambda: None)()
