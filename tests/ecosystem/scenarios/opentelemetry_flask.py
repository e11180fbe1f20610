"""opentelemetry-instrumentation-flask: spans and metrics of requests, by a wrapped `wsgi_app`, hooks, and a class put in Flask's place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import flask
from flask import Blueprint, Flask, Response, abort, request, stream_with_context
from flask.typing import ResponseReturnValue
from opentelemetry import context, trace
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.propagators import (
    TraceResponsePropagator,
    get_global_response_propagator,
    set_global_response_propagator,
)
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.id_generator import IdGenerator

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("opentelemetry-instrumentation-flask", "opentelemetry-sdk")

PARENT: Final = {"traceparent": "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"}


class Counted(IdGenerator):
    """Ids that are the same from run to run."""

    def __init__(self) -> None:
        self.last = 0

    def generate_span_id(self) -> int:
        """The next number."""
        self.last += 1
        return self.last

    generate_trace_id = generate_span_id


class Exported:
    """What was exported to memory."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.spans = InMemorySpanExporter()
        self.tracers = TracerProvider(resource=Resource.get_empty(), id_generator=Counted())
        self.tracers.add_span_processor(SimpleSpanProcessor(self.spans))
        self.reader = InMemoryMetricReader()
        self.meters = MeterProvider([self.reader], resource=Resource.get_empty())

    @property
    def providers(self) -> dict[str, Any]:
        """Arguments for the instrumentor."""
        return {"tracer_provider": self.tracers, "meter_provider": self.meters}

    def tell(self) -> None:
        """Note the spans since the last time, and whether the context is as it was before."""
        for span in self.spans.get_finished_spans():
            self._tell_span(span)
        self.spans.clear()
        current = trace.get_current_span()
        self.lab.note(
            "current span", current.get_span_context().is_valid, "context", len(context.get_current())
        )

    def tell_metrics(self) -> None:
        """Note the metrics, without the times."""
        found = self.reader.get_metrics_data()
        for resource in found.resource_metrics if found else []:
            for scope in resource.scope_metrics:
                for metric in scope.metrics:
                    for point in metric.data.data_points:
                        count = getattr(point, "count", None) or getattr(point, "value", None)
                        self.lab.note(metric.name, metric.unit, count, sorted(point.attributes.items()))

    def _tell_span(self, span: ReadableSpan) -> None:
        parent = None if span.parent is None else span.parent.span_id
        numbers = span.context.trace_id, span.context.span_id, parent
        self.lab.note(
            span.name, span.kind.name, numbers, span.status.status_code.name, span.status.description
        )
        for name, value in sorted((span.attributes or {}).items()):
            self.lab.note("  ", name, value)
        for event in span.events:
            kept = {name: text for name, text in (event.attributes or {}).items() if "stacktrace" not in name}
            self.lab.note("  event", event.name, kept)


def make_app(lab: Lab, **options: Any) -> tuple[Flask, Exported]:
    """An instrumented application."""
    app = Flask("cellar", root_path=str(lab.folder))
    exported = Exported(lab)
    FlaskInstrumentor().instrument_app(app, **exported.providers, **options)

    @app.route("/item/<int:number>", methods=["GET", "POST"])
    def item(number: int) -> str:
        span = trace.get_current_span()
        span.set_attribute("number", number)
        with exported.tracers.get_tracer("own").start_as_current_span("inside"):
            return f"item {number} {getattr(span, 'name', 'unseen')}"

    app.add_url_rule("/gone", "gone", lambda: abort(410))
    app.add_url_rule("/bug", "bug", lambda: str(1 // 0))
    return app, exported


def scenario_requests(lab: Lab) -> None:
    """A span for each request, named by its rule, with a parent from a header, and closed in any case."""
    app, exported = make_app(lab)
    app.teardown_request(
        lambda error: lab.note("torn down", type(error), trace.get_current_span().is_recording())
    )
    client = app.test_client()
    for path in ("/item/3?size=2", "/gone", "/missing", "/bug"):
        lab.answer(client.get(path))
        exported.tell()
    lab.answer(client.post("/item/4", headers=PARENT))
    lab.answer(client.put("/item/4", base_url="https://shop.example:8443/deep"))
    lab.answer(client.open("/item/4", method="PROPFIND"))
    lab.answer(client.head("/item/4"))
    exported.tell()
    app.testing = True
    lab.attempt(client.get, "/bug")
    exported.tell()
    exported.tell_metrics()


def scenario_handlers(lab: Lab) -> None:
    """Exceptions with a handler are no errors of the span, and blueprints' hooks run within it."""
    app, exported = make_app(lab)
    shop = Blueprint("shop", "cellar", url_prefix="/shop/<kind>")

    @shop.before_request
    def look() -> ResponseReturnValue | None:
        trace.get_current_span().set_attribute("seen.by", "shop")
        return ("refused", 403) if request.args.get("who") == "nobody" else None

    @shop.get("/order")
    def order(kind: str) -> ResponseReturnValue:
        raise KeyError(kind)

    @shop.errorhandler(KeyError)
    def no_key(error: KeyError) -> ResponseReturnValue:
        return f"shop: {error} {trace.get_current_span().is_recording()}", 404

    app.register_blueprint(shop)

    @app.after_request
    def stamp(response: Response) -> Response:
        response.headers["X-Span"] = f"{trace.get_current_span().get_span_context().span_id}"
        return response

    client = app.test_client()
    lab.answer(client.get("/shop/red/order"))
    lab.answer(client.get("/shop/red/order?who=nobody"))
    exported.tell()


def scenario_hooks_of_its_own(lab: Lab) -> None:
    """The request and response hooks see the span, and URLs can be left out."""

    def asked(span: trace.Span, environ: dict[str, Any]) -> None:
        lab.note("asked", environ["PATH_INFO"], request.endpoint, span.is_recording())
        span.set_attribute("own.asked", True)

    def answered(span: trace.Span, status: str, headers: list[tuple[str, str]]) -> None:
        lab.note("answered", status, span.is_recording())
        headers.append(("X-Answered", "yes"))

    app, exported = make_app(lab, request_hook=asked, response_hook=answered, excluded_urls="gone,health.*")
    app.add_url_rule("/healthy", "healthy", lambda: f"{trace.get_current_span().is_recording()}")
    client = app.test_client()
    for path in ("/item/1", "/gone", "/healthy", "/bug"):
        lab.answer(client.get(path))
    exported.tell()
    exported.tell_metrics()


def scenario_the_class(lab: Lab) -> None:
    """A subclass is put in the place of `flask.Flask`, for all applications made while it is there."""
    exported, before = Exported(lab), flask.Flask
    instrumentor = FlaskInstrumentor()
    instrumentor.instrument(**exported.providers)
    try:
        lab.note(flask.Flask is before, issubclass(flask.Flask, before), flask.Flask.__name__)
        app = flask.Flask("cellar", root_path=str(lab.folder))
        own = type("Own", (flask.Flask,), {})("own", root_path=str(lab.folder))
        app.get("/item/<int:number>")(lambda number: f"item {number} of {flask.current_app.name}")
        own.get("/other")(lambda: "other")
        lab.answer(app.test_client().get("/item/1"))
        lab.answer(own.test_client().get("/other"))
        exported.tell()
    finally:
        instrumentor.uninstrument()
    lab.note(flask.Flask is before)
    plain = flask.Flask("plain", root_path=str(lab.folder))
    plain.get("/")(lambda: f"{trace.get_current_span().is_recording()}")
    lab.answer(plain.test_client().get("/"))
    exported.tell()


def scenario_taken_back(lab: Lab) -> None:
    """The instrumentation is taken off an application that has served already; twice on and off does no harm."""
    app, exported = make_app(lab)
    client = app.test_client()
    lab.answer(client.get("/item/1"))
    FlaskInstrumentor().instrument_app(app, **exported.providers)
    lab.answer(client.get("/item/2"))
    exported.tell()
    FlaskInstrumentor().uninstrument_app(app)
    FlaskInstrumentor().uninstrument_app(app)
    lab.note(
        app.before_request_funcs, app.teardown_request_funcs, app.wsgi_app == app.wsgi_app.__self__.wsgi_app
    )
    lab.answer(client.get("/item/3"))
    exported.tell()


def scenario_contexts_within(lab: Lab) -> None:
    """Other contexts within a request, tests' contexts, streams and preserved contexts leave its span alone."""
    app, exported = make_app(lab)

    @app.get("/within")
    def within() -> ResponseReturnValue:
        seen: list[Any] = []
        with app.test_request_context("/item/9"):
            app.preprocess_request()
            seen.append([request.path, trace.get_current_span().get_span_context().span_id])
        inner: Callable[[], str] = flask.copy_current_request_context(lambda: request.path)
        seen.extend([inner(), trace.get_current_span().get_span_context().span_id])
        with app.app_context():
            seen.append(trace.get_current_span().is_recording())
        return seen

    @app.get("/stream")
    def stream() -> Response:
        def chunks() -> Iterator[str]:
            for number in range(2):
                yield f"{number} {request.path} {trace.get_current_span().is_recording()}\n"

        return Response(stream_with_context(chunks()))

    client = app.test_client()
    lab.answer(client.get("/within"))
    exported.tell()
    lab.answer(client.get("/stream"))
    exported.tell()
    with app.test_client() as kept:
        lab.answer(kept.get("/item/5"))
        lab.note(request.path, "kept")
        lab.answer(kept.get("/item/6"))
    exported.tell()
    with app.test_request_context("/item/7"):
        lab.note(app.full_dispatch_request().get_data())
    exported.tell()


def scenario_propagation_and_headers(lab: Lab) -> None:
    """Answers carry the trace, chosen headers become attributes, and comments for databases name the route."""
    lab.setenv("OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_REQUEST", "x-asked")
    lab.setenv("OTEL_INSTRUMENTATION_HTTP_CAPTURE_HEADERS_SERVER_RESPONSE", "x-told")
    previous = get_global_response_propagator()
    set_global_response_propagator(TraceResponsePropagator())
    try:
        app, exported = make_app(lab, commenter_options={"controller": False})

        @app.get("/commented")
        def commented() -> ResponseReturnValue:
            told: Any = context.get_value("SQLCOMMENTER_ORM_TAGS_AND_VALUES")
            return told, {"X-Told": "yes"}

        lab.answer(app.test_client().get("/commented", headers={"X-Asked": "this", **PARENT}))
        exported.tell()
    finally:
        set_global_response_propagator(previous)
