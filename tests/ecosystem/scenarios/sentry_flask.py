"""sentry-sdk's integration for Flask: a patched `Flask.__call__` and receivers of signals report errors and requests."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any, Final

import sentry_sdk
from flask import Blueprint, Flask, Response, abort, g, render_template_string, request, session
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, login_user
from sentry_sdk.envelope import Envelope
from sentry_sdk.integrations.flask import FlaskIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.transport import Transport
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("sentry-sdk",)

TRACE: Final = "0123456789abcdef0123456789abcdef-0123456789abcdef-1"


class Kept(Transport):
    """A transport to a list."""

    def __init__(self, options: dict[str, Any] | None = None) -> None:
        super().__init__(options)
        self.sent: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        """Keep the events and transactions of an envelope."""
        for item in envelope.items:
            found = item.get_event() or item.get_transaction_event()
            if found is not None:
                self.sent.append(found)


def start(lab: Lab, *integrations: Any, style: str = "endpoint", **options: Any) -> Kept:
    """Make the client anew, with nothing but what is asked for."""
    kept = Kept()
    sentry_sdk.init(
        dsn="http://key@sentry.invalid/1",
        transport=kept,
        integrations=[FlaskIntegration(transaction_style=style), *integrations],
        default_integrations=False,
        auto_enabling_integrations=False,
        **options,
    )
    lab.mask(r"(SERVER_NAME|REMOTE_ADDR)': '[^']*'", r"\1': '<own>'")
    lab.mask(r"asctime': '[^']*'", "asctime': '<moment>'")
    lab.mask(r"FormPart_[0-9.]+(.*?'Content-Length': ')[0-9]+", r"FormPart_<boundary>\1<length>")
    return kept


def tell(lab: Lab, kept: Kept) -> None:
    """Note what has been sent since the last time, without ids, times and frames."""
    for event in kept.sent:
        lab.note(event.get("type", "event"), event.get("level"), event.get("transaction"))
        for key in ("transaction_info", "logentry", "message", "tags", "extra", "user", "request"):
            if event.get(key):
                lab.note("  ", key, event[key])
        for error in event.get("exception", {}).get("values", []):
            frames = [
                frame["function"] for frame in error["stacktrace"]["frames"] if frame["module"] == __name__
            ]
            lab.note("  ", error["type"], error["value"], error["mechanism"], frames)
        for crumb in event.get("breadcrumbs", {}).get("values", []):
            lab.note("  crumb", crumb.get("category"), crumb.get("message"), crumb.get("level"))
        tell_trace(lab, event)
    kept.sent.clear()


def tell_trace(lab: Lab, event: dict[str, Any]) -> None:
    """Note the trace of a transaction."""
    if event.get("type") != "transaction":
        return
    trace = event["contexts"]["trace"]
    lab.note("  trace", {key: trace.get(key) for key in ("op", "status", "origin")})
    lab.note("  data", {key: value for key, value in trace["data"].items() if key != "thread.id"})
    lab.note("  continued", trace["trace_id"] == TRACE.partition("-")[0], trace.get("parent_span_id"))
    for span in event["spans"]:
        lab.note("  span", span.get("op"), span.get("description"), span.get("origin"))


def make_app(lab: Lab) -> Flask:
    """An application with views that fail in several ways."""
    app = Flask("cellar", root_path=str(lab.folder))
    app.secret_key = "a key"
    app.add_url_rule("/fine/<int:number>", "fine", "fine {number}".format)
    app.add_url_rule("/gone", "gone", lambda: abort(410))
    app.add_url_rule("/raised", "raised", lambda: abort(500))

    @app.route("/bug/<kind>", methods=["GET", "POST"])
    def bug(kind: str) -> str:
        sentry_sdk.set_tag("kind", kind)
        try:
            return {}[kind]
        except KeyError as error:
            raise LookupError(f"no {kind}") from error

    return app


def scenario_errors(lab: Lab) -> None:
    """What leaves a view unhandled is reported with its cause and request, and what is handled or aborted is not."""
    kept = start(lab, include_local_variables=False)
    app = make_app(lab)
    shop = Blueprint("shop", "cellar", url_prefix="/shop")
    shop.add_url_rule("/bug", "bug", lambda: str(1 // 0))
    shop.add_url_rule("/handled", "handled", lambda: {}["key"])
    shop.register_error_handler(KeyError, lambda error: (f"handled {error}", 404))
    app.register_blueprint(shop)
    client = app.test_client()
    for path in ("/fine/1", "/gone", "/missing", "/raised", "/bug/cork?size=2", "/shop/bug", "/shop/handled"):
        lab.answer(client.get(path, headers={"X-Asked": "yes", "Authorization": "Basic a2V5"}))
        tell(lab, kept)
    app.testing = True
    lab.attempt(client.get, "/bug/cork")
    tell(lab, kept)


def scenario_handlers_of_the_last_resort(lab: Lab) -> None:
    """A handler for code 500 sees that the error has been reported; one for any exception keeps it from that."""
    kept = start(lab, include_local_variables=False)
    for kind in (500, Exception):
        app = make_app(lab)

        @app.errorhandler(kind)
        def excuse(error: Any) -> ResponseReturnValue:
            original = getattr(error, "original_exception", error)
            return (
                f"sorry for {type(original).__name__}, reported: {sentry_sdk.last_event_id() is not None}",
                500,
            )

        for propagate in (False, True):
            app.config["PROPAGATE_EXCEPTIONS"] = propagate
            client = app.test_client()
            lab.attempt(lambda: lab.answer(client.get("/bug/cork")).status)  # noqa: B023  # called in the same turn
            tell(lab, kept)


def scenario_errors_beside_views(lab: Lab) -> None:
    """Failing hooks, handlers, teardown functions and streams are reported as well, each once."""
    kept = start(lab, include_local_variables=False)
    for name in (
        "before_request",
        "after_request",
        "teardown_request",
        "teardown_appcontext",
        "context_processor",
    ):
        app = make_app(lab)

        def fail(*arguments: object) -> Any:
            raise ArithmeticError(f"in {name}")  # noqa: B023  # called in the same turn

        getattr(app, name)(fail)
        app.add_url_rule("/page", "page", lambda: render_template_string("page"))
        client = app.test_client()
        lab.note(name)
        lab.attempt(client.get, "/page")
        tell(lab, kept)
    app = make_app(lab)
    app.register_error_handler(LookupError, lambda error: {}["in a handler"])

    @app.get("/stream")
    def stream() -> Response:
        def chunks() -> Iterator[str]:
            yield "one"
            raise ArithmeticError("in a stream")

        return Response(chunks())

    lab.answer(app.test_client().get("/bug/cork"))
    lab.attempt(app.test_client().get, "/stream", buffered=True)
    tell(lab, kept)


def scenario_requests_timed(lab: Lab) -> None:
    """Each request is a transaction, named by endpoint or rule, which goes on with a trace from outside."""
    for style in ("endpoint", "url"):
        kept = start(lab, style=style, traces_sample_rate=1.0)
        app = make_app(lab)

        @app.put("/item/<int:number>")
        def put_item(number: int) -> ResponseReturnValue:
            with sentry_sdk.start_span(op="own", name=f"look for {number}"):
                return {"number": number}, 202

        client = app.test_client()
        for path in ("/fine/1?size=2", "/gone", "/missing", "/bug/cork"):
            lab.note(client.get(path).status)
            tell(lab, kept)
        lab.answer(client.put("/item/4", headers={"sentry-trace": TRACE, "baggage": "other=1"}))
        lab.answer(client.head("/fine/1"))
        lab.answer(client.options("/item/4"))
        tell(lab, kept)
    lab.attempt(FlaskIntegration, transaction_style="other")


def scenario_sampling(lab: Lab) -> None:
    """A sampler and hooks see what is sampled and sent, and may refuse it."""

    def sample(context: dict[str, Any]) -> float:
        lab.note("sampled", context["transaction_context"]["name"], context["wsgi_environ"]["PATH_INFO"])
        return float(context["wsgi_environ"]["PATH_INFO"] != "/gone")

    def before_send(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
        lab.note("before sending", type(hint["exc_info"][1]), request.endpoint)
        return None if "secret" in request.path else event

    kept = start(lab, traces_sampler=sample, before_send=before_send)
    client = make_app(lab).test_client()
    for path in ("/fine/1", "/gone", "/bug/cork", "/bug/secret"):
        lab.note(client.get(path).status)
        tell(lab, kept)


def scenario_bodies(lab: Lab) -> None:
    """Forms, files, JSON and other bodies are reported, also after a view has read them, as far as they are small."""
    kept = start(lab, send_default_pii=True, max_request_body_size="small", include_local_variables=False)
    app = make_app(lab)

    @app.post("/read")
    def read() -> str:
        g.read = len(request.get_data(cache=False))
        raise ArithmeticError(f"after reading {g.read}")

    client = app.test_client()
    client.set_cookie("basket", "b1")
    lab.answer(client.post("/bug/form", data={"name": "red", "size": ["1", "2"]}))
    picture = lab.file("a.png", b"12345")
    with picture.open("rb") as file:
        lab.answer(client.post("/bug/files", data={"name": "red", "picture": (file, "a.png")}))
    lab.answer(client.post("/bug/json", json={"name": "red", "deep": [{"one": None}]}))
    lab.answer(client.post("/bug/bad", data="{", content_type="application/json"))
    lab.answer(client.post("/bug/text", data="plain", content_type="text/plain"))
    lab.answer(client.post("/bug/large", data={"name": "r" * 2000}))
    lab.answer(client.post("/read", json={"name": "red"}))
    tell(lab, kept)
    app.config["MAX_CONTENT_LENGTH"] = 4
    lab.answer(client.post("/bug/form", data={"name": "red"}))
    tell(lab, kept)


def scenario_users(lab: Lab) -> None:
    """The user of Flask-Login is reported, when personal data may be sent, and forgotten with the request."""

    class User(UserMixin):
        id = "7"
        email = "ada@example.com"

    app = make_app(lab)
    LoginManager(app).user_loader(lambda key: User())
    app.add_url_rule("/login", "login", lambda: str(login_user(User())))
    for pii in (True, False):
        kept = start(lab, send_default_pii=pii, include_local_variables=False)
        client = app.test_client()
        lab.note(client.get("/bug/before").status, client.get("/login").text, client.get("/bug/after").status)
        for event in kept.sent:
            event.pop("request")
        tell(lab, kept)


def scenario_scopes(lab: Lab) -> None:
    """What a request sets in its scope is not seen by the next, nor outside of requests."""
    kept = start(lab, include_local_variables=False)
    app = make_app(lab)

    @app.before_request
    def mark() -> None:
        sentry_sdk.set_tag("path", request.path)
        sentry_sdk.set_context("session", {"seen": session.get("seen")})
        sentry_sdk.add_breadcrumb(category="own", message=request.path)
        sentry_sdk.set_extra("first", "first" not in session)
        session["first"] = False

    @app.get("/manual")
    def manual() -> str:
        sentry_sdk.capture_message("by hand", level="warning")
        try:
            return str(1 // 0)
        except ZeroDivisionError as error:
            sentry_sdk.capture_exception(error)
        return "went on"

    client = app.test_client()
    for path in ("/bug/one", "/fine/1", "/manual"):
        lab.note(client.get(path).status)
    sentry_sdk.capture_message("outside")
    with app.test_request_context("/within"):
        sentry_sdk.capture_message("within a context for tests")
    tell(lab, kept)


def scenario_logging(lab: Lab) -> None:
    """What the application logs is a trail of crumbs, and errors are events; what it logs itself is reported once."""
    kept = start(lab, LoggingIntegration(level=logging.INFO), include_local_variables=False)
    app = make_app(lab)
    app.logger.setLevel(logging.INFO)
    app.logger.addHandler(logging.NullHandler())
    app.logger.propagate = False

    @app.get("/told")
    def told() -> str:
        app.logger.info("looked for %s", request.args["what"])
        app.logger.error("did not find %s", request.args["what"])
        return "told"

    client = app.test_client()
    lab.answer(client.get("/told?what=cork"))
    lab.answer(client.get("/bug/cork"))
    tell(lab, kept)


def scenario_templates(lab: Lab) -> None:
    """Templates get the markup that continues a trace in the browser."""
    start(lab, traces_sample_rate=1.0, environment="lab", release="1")
    lab.mask(r"[0-9a-f]{32}", "<trace>")
    lab.mask(r"[0-9a-f]{16}", "<span>")
    lab.mask(r"sample_rand=[0-9.]+", "sample_rand=<rand>")
    app = make_app(lab)
    app.get("/page")(
        lambda: render_template_string("<head>{{ sentry_trace_meta }}</head>{{ sentry_trace|length > 9 }}")
    )
    app.add_url_rule("/own", "own", lambda: render_template_string("{{ sentry_trace }}", sentry_trace="own"))
    client = app.test_client()
    lab.note(client.get("/page").text)
    lab.answer(client.get("/own"))
    with app.app_context():
        lab.note(render_template_string("{{ sentry_trace is defined }}"))


def scenario_applications_within(lab: Lab) -> None:
    """Applications side by side and one behind another's middleware report each request once, by whom it was served."""
    kept = start(lab, traces_sample_rate=1.0, include_local_variables=False)
    outer, inner = make_app(lab), Flask("inner", root_path=str(lab.folder))
    inner.add_url_rule("/bug", "inner_bug", lambda: str(1 // 0))
    outer.wsgi_app = DispatcherMiddleware(outer.wsgi_app, {"/inner": inner})
    client = outer.test_client()
    lab.answer(client.get("/inner/bug"))
    lab.answer(client.get("/bug/cork"))
    tell(lab, kept)
    side_by_side = Client(DispatcherMiddleware(outer, {"/side": inner}))
    lab.note(side_by_side.get("/side/bug").status, side_by_side.get("/fine/1").status)
    tell(lab, kept)
    sentry_sdk.init()
    lab.note(client.get("/bug/cork").status)
    tell(lab, kept)
