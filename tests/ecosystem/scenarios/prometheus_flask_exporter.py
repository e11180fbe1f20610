"""prometheus-flask-exporter: counting and timing requests by hooks and decorators, and a route that tells."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Flask, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from flask.views import MethodView
from prometheus_client import CollectorRegistry
from prometheus_flask_exporter import NO_PREFIX, PrometheusMetrics
from werkzeug.test import TestResponse

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("prometheus-flask-exporter",)


def make_app(lab: Lab, **options: object) -> tuple[Flask, PrometheusMetrics]:
    """An application with a registry of its own, whose times are masked."""
    app = Flask("cellar", root_path=str(lab.folder))
    metrics = PrometheusMetrics(app, registry=CollectorRegistry(), **options)
    lab.mask(r"(_seconds_sum\{[^}]*\}|_sum|_sum\{[^}]*\}) [0-9.e-]+", r"\1 <time>")
    lab.mask(r"(_created(\{[^}]*\})?) [0-9.e+]+", r"\1 <moment>")
    lab.mask(r"(_bucket\{.*le=\"(?!\+Inf)[^}]*\}) [0-9.]+", r"\1 <count>")
    lab.mask(r"exporter_info\{version=\"[^\"]*\"\}", "exporter_info{}")
    return app, metrics


def tell(lab: Lab, response: TestResponse) -> None:
    """Note the metrics, and the head of the answer apart from its length, which depends on the times."""
    lab.note(response.status, response.content_type)
    for line in response.text.splitlines():
        lab.note(line)


def scenario_defaults(lab: Lab) -> None:
    """Every request is counted and timed by method, path and code, errors and misses too, and the route itself is not."""
    app, metrics = make_app(lab)
    metrics.info("app_info", "Application info", version="1.0.3", major=1)
    app.add_url_rule("/", "index", lambda: "home")
    app.add_url_rule("/item/<int:number>", "item", lambda number: f"item {number}", methods=["GET", "PUT"])
    app.add_url_rule("/gone", "gone", lambda: abort(410))
    app.add_url_rule("/bug", "bug", lambda: str(1 // 0))
    client = app.test_client()
    for path in ("/", "/", "/item/1", "/item/2", "/gone", "/missing", "/bug", "/metrics"):
        lab.note(path, client.get(path).status)
    lab.note(client.put("/item/1").status, client.options("/item/1").status, client.post("/").status)
    tell(lab, client.get("/metrics"))
    tell(lab, client.get("/metrics?name[]=flask_http_request_total"))
    tell(lab, client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"}))
    app.testing = True
    lab.attempt(client.get, "/bug")
    tell(lab, client.get("/metrics?name[]=flask_http_request_exceptions_total"))


def scenario_decorated_views(lab: Lab) -> None:
    """Views are measured one by one, with labels from the request and the response, or not at all."""
    app, metrics = make_app(lab)

    @app.get("/by/<kind>")
    @metrics.do_not_track()
    @metrics.counter("by_kind", "By kind", labels={"kind": lambda: request.view_args["kind"]})
    def by_kind(kind: str) -> ResponseReturnValue:
        return kind

    @app.get("/busy")
    @metrics.gauge("in_progress", "Busy", labels={"path": lambda: request.path})
    def busy() -> ResponseReturnValue:
        inside = metrics.registry.get_sample_value("in_progress", {"path": "/busy"})
        return jsonify(inside=inside)

    @app.get("/status/<int:status>")
    @metrics.do_not_track()
    @metrics.summary("by_status", "By status", labels={"status": lambda r: r.status_code})
    @metrics.histogram(
        "by_both", "By both", labels={"status": lambda r: r.status_code, "path": lambda: request.path}
    )
    def status(status: int) -> ResponseReturnValue:
        if status == 500:
            raise LookupError("a bug")
        if status == 409:
            abort(409)
        return {"status": status}, status, {"X-Status": "told"}

    @app.get("/secret")
    @metrics.exclude_all_metrics()
    @metrics.counter("never", "Never")
    def secret() -> str:
        return "secret"

    receivers = lab.listen(app, "got_request_exception")
    client = app.test_client()
    for path in (
        "/by/red",
        "/by/red",
        "/by/white",
        "/busy",
        "/status/202",
        "/status/409",
        "/status/500",
        "/secret",
    ):
        lab.answer(client.get(path))
    tell(lab, client.get("/metrics"))
    lab.note(len(receivers), app.view_functions["status"].__name__)


def scenario_handlers(lab: Lab) -> None:
    """A decorated view's exception goes to the application's and the blueprint's handlers, whose answers are measured."""
    app, metrics = make_app(lab, group_by="endpoint")
    shop = Blueprint("shop", "cellar", url_prefix="/shop")
    labels = {
        "status": lambda response: response.status_code,
        "type": lambda response: type(response).__name__,
    }

    @shop.get("/<kind>")
    @metrics.counter("orders", "Orders", labels=labels)
    def order(kind: str) -> ResponseReturnValue:
        if kind == "key":
            raise KeyError(kind)
        if kind == "value":
            raise ValueError(kind)
        abort(418)

    @shop.errorhandler(KeyError)
    def no_key(error: KeyError) -> ResponseReturnValue:
        return f"shop: {error}", 404

    @app.errorhandler(418)
    def teapot(error: Exception) -> ResponseReturnValue:
        return Response("app: teapot", 418)

    app.register_blueprint(shop)
    client = app.test_client()
    for kind in ("key", "value", "tea"):
        lab.answer(client.get(f"/shop/{kind}"))
    tell(lab, client.get("/metrics"))


def scenario_groups_and_labels(lab: Lab) -> None:
    """Requests are grouped by a function or the rule, under another prefix and path, with labels for all."""

    def first_part(asked: object) -> str:
        return request.path.split("/")[1]

    app, metrics = make_app(
        lab,
        path="/told",
        group_by=first_part,
        defaults_prefix=NO_PREFIX,
        default_latency_as_histogram=False,
        default_labels={"host": lambda: request.host, "zone": "north"},
        excluded_paths=["/health.*"],
    )
    app.add_url_rule("/item/<int:number>", "item", lambda number: f"item {number}")
    app.add_url_rule("/health", "health", lambda: "well")
    metrics.register_default(
        metrics.counter("by_rule", "By rule", labels={"rule": lambda: str(request.url_rule)})
    )
    client = app.test_client()
    for path in ("/item/1", "/item/2", "/health", "/missing/1"):
        lab.note(path, client.get(path).status)
    tell(lab, client.get("/told"))
    lab.note(client.get("/metrics").status)


def scenario_factories(lab: Lab) -> None:
    """Metrics made before the application measure it, and the route can be guarded by a decorator of one's own."""

    def guard(view: object) -> object:
        def guarded() -> ResponseReturnValue:
            if request.headers.get("X-Key") != "known":
                abort(403)
            return view()

        return guarded

    metrics = PrometheusMetrics.for_app_factory(
        registry=CollectorRegistry(), metrics_decorator=guard, group_by="url_rule", buckets=(1.0, 5.0)
    )
    shop = Blueprint("shop", "cellar")

    @shop.get("/item/<int:number>")
    @metrics.counter("items", "Items", labels={"number": lambda: request.view_args["number"]})
    def item(number: int) -> ResponseReturnValue:
        return [number]

    app, bare = make_app(lab, path=None, export_defaults=False)
    app.register_blueprint(shop)
    lab.note(bare.generate_metrics()[0])
    metrics.init_app(app)
    client = app.test_client()
    lab.answer(client.get("/item/4"))
    lab.answer(client.get("/metrics"))
    tell(lab, client.get("/metrics", headers={"X-Key": "known"}))
    lab.note(sorted((rule.rule, rule.endpoint) for rule in app.url_map.iter_rules()))


def scenario_class_views(lab: Lab) -> None:
    """Methods of views as classes are measured, by decorators on them and by those of the class; coroutines as well."""
    app, metrics = make_app(lab, group_by="url_rule")
    all_methods = metrics.counter("all_methods", "All", labels={"method": lambda: request.method})

    class Item(MethodView):
        decorators = (all_methods,)

        @metrics.counter("gets", "Gets", labels={"type": lambda response: type(response).__name__})
        def get(self, number: int) -> ResponseReturnValue:
            return f"item {number}", 203

        def delete(self, number: int) -> ResponseReturnValue:
            return "", 204

    @app.get("/slow")
    @metrics.counter("slow", "Slow")
    async def slow() -> ResponseReturnValue:
        return {"path": request.path}

    app.add_url_rule("/item/<int:number>", view_func=Item.as_view("item"))
    client = app.test_client()
    lab.answer(client.get("/item/1"))
    lab.answer(client.delete("/item/1"))
    lab.answer(client.get("/slow"))
    lab.answer(client.put("/item/1"))
    tell(lab, client.get("/metrics"))
