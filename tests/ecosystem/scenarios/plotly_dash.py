"""Dash: its pages, assets and callbacks on a Flask application, its own or one that was there before."""

from __future__ import annotations

import json
import logging
import re
from typing import Any, Final

import dash
from dash import Dash, Input, Output, State, callback, ctx, dcc, get_app, html, no_update
from dash.exceptions import PreventUpdate
from flask import Blueprint, Flask, Response, abort, current_app, g, has_request_context, request, session
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("dash",)


def mask(lab: Lab) -> None:
    """Hide versions, times and signed ids."""
    lab.mask(r"\.v[0-9][0-9a-z_]*m[0-9]+", ".vN")
    lab.mask(r"\?m=[0-9.]+", "?m=<time>")
    lab.mask(r'"end_id":"[^"]+"', '"end_id":"<signed>"')
    logging.getLogger("werkzeug").setLevel(logging.ERROR)


def make_dash(lab: Lab, **options: Any) -> Dash:
    """A page with a field, a button and what comes of them."""
    mask(lab)
    app = Dash("cellar", assets_folder=str(lab.folder / "assets"), **options)
    app.layout = html.Div([
        dcc.Input(id="name", value="red"),
        html.Button("Ask", id="ask"),
        html.Div(id="told"),
        html.Div(id="more"),
    ])  # fmt: skip
    return app


def call(
    client: FlaskClient, outputs: str, inputs: dict[str, Any], path: str = "/", **options: Any
) -> TestResponse:
    """Call a callback as the page does; values of state follow the inputs, marked by a star."""
    outputs_list = [
        dict(zip(("id", "property"), one.split("."), strict=True)) for one in outputs.strip(".").split("...")
    ]
    given = [
        {"id": name.strip("*").split(".")[0], "property": name.split(".")[1], "value": value}
        for name, value in inputs.items()
    ]
    body = {
        "output": outputs,
        "outputs": outputs_list if outputs.startswith("..") else outputs_list[0],
        "inputs": [one for one, name in zip(given, inputs, strict=True) if not name.startswith("*")],
        "state": [one for one, name in zip(given, inputs, strict=True) if name.startswith("*")],
        "changedPropIds": [next(iter(inputs))],
    }
    return client.post(f"{path}_dash-update-component", json=body, **options)


def scenario_the_page(lab: Lab) -> None:
    """The page, its layout, dependencies, scripts and assets are served, with tags and times to keep them."""
    lab.file("assets/style.css", "p { margin: 0 }")
    lab.file("assets/deep/more.js", "1")
    app = make_dash(
        lab, title="The cellar", meta_tags=[{"name": "author", "content": "ada"}], update_title=None
    )

    @app.callback(Output("told", "children"), Input("name", "value"))
    def tell(name: str) -> str:
        return name

    client = app.server.test_client()
    page = lab.answer(client.get("/"))
    for path in (
        "/_dash-layout",
        "/_dash-dependencies",
        "/assets/style.css",
        "/assets/deep/more.js",
        "/any/path",
    ):
        lab.answer(client.get(path))
    lab.answer(client.get("/_favicon.ico"), body=False)
    script = re.findall(r'src="(/_dash-component-suites/dash/deps/react@[^"]+)"', page.text)[0]
    lab.answer(client.get(script), body=False)
    plain = client.get("/_dash-component-suites/dash/dcc/dash_core_components.js")
    lab.note(plain.status, plain.content_type, plain.get_etag()[1], len(plain.get_data()) > 0)
    lab.note(client.get(plain.request.path, headers={"If-None-Match": plain.headers["ETag"]}).status)
    for path in ("/_dash-component-suites/dash/dcc/none.js", "/_dash-component-suites/other/none.js"):
        lab.answer(client.get(path))
    lab.answer(client.post("/"))
    lab.note(type(app.server) is Flask, app.server.name, app.server.config["TESTING"])
    lab.note(sorted(rule.rule for rule in app.server.url_map.iter_rules()), sorted(app.server.blueprints))


def scenario_callbacks(lab: Lab) -> None:
    """Callbacks are called within the request, with inputs and state, and answer, refrain, set cookies, or fail."""
    app = make_dash(lab)
    app.server.secret_key = "a key"

    @app.callback(Output("told", "children"), Input("name", "value"), State("ask", "n_clicks"))
    def tell(name: str, clicks: int | None) -> str:
        if name == "nothing":
            raise PreventUpdate
        if name == "bug":
            raise LookupError("a bug")
        if name == "gone":
            abort(410)
        session["names"] = [*session.get("names", []), name]
        return f"{name} {clicks} {request.path} {current_app.name} {g.get('before')} {ctx.triggered_id}"

    @app.callback([Output("more", "children"), Output("more", "title")], [Input("ask", "n_clicks")])
    def both(clicks: int) -> list[Any]:
        ctx.response.set_cookie("clicks", str(clicks))
        ctx.response.set_header("X-Names", " ".join(session.get("names", [])))
        return [no_update if clicks == 0 else html.B(clicks), str(ctx.triggered_prop_ids)]

    @app.server.before_request
    def mark() -> None:
        g.before = "marked"

    receivers = lab.listen(app.server, "got_request_exception", "request_finished")
    client = app.server.test_client()
    for name in ("red", "nothing", "white", "bug", "gone"):
        lab.answer(call(client, "told.children", {"name.value": name, "*ask.n_clicks": 3}))
    for clicks in (0, 2):
        lab.answer(call(client, "..more.children...more.title..", {"ask.n_clicks": clicks}))
    lab.answer(client.post("/_dash-update-component", data="{", content_type="application/json"))
    lab.answer(client.post("/_dash-update-component", data="text"))
    lab.answer(client.get("/_dash-update-component"))
    app.server.testing = True
    lab.attempt(call, client, "told.children", {"name.value": "bug", "*ask.n_clicks": 3})
    lab.attempt(call, client, "none.children", {"name.value": "red"})
    lab.note(len(receivers), "receivers")


def scenario_beside_other_routes(lab: Lab) -> None:
    """On an application that was there before, it lives below a path of its own, with the hooks of that application."""
    server = Flask("shop", root_path=str(lab.folder))
    server.secret_key = "a key"
    admin = Blueprint("admin", "shop", url_prefix="/admin")
    admin.add_url_rule("/", "index", lambda: f"admin for {session.get('user')}")
    server.register_blueprint(admin)
    server.add_url_rule("/", "index", lambda: "the shop")
    server.add_url_rule("/login/<user>", "login", lambda user: session.update(user=user) or "welcome")

    @server.before_request
    def guard() -> Any:
        if request.path.startswith("/dash") and "user" not in session:
            return "not for guests", 403
        return None

    @server.after_request
    def stamp(response: Response) -> Response:
        response.headers["X-Endpoint"] = str(request.endpoint)
        return response

    server.register_error_handler(404, lambda error: ("the shop has no such page", 404))
    app = make_dash(lab, server=server, url_base_pathname="/dash/")

    @app.callback(Output("told", "children"), Input("name", "value"))
    def tell(name: str) -> str:
        return f"{session['user']} asks for {name}"

    client = server.test_client()
    for path in ("/", "/dash/", "/login/ada", "/dash", "/dash/_dash-layout", "/dash/any", "/none", "/admin/"):
        lab.answer(client.get(path))
    lab.answer(call(client, "told.children", {"name.value": "red"}, "/dash/"))
    lab.note(
        app.server is server,
        app.get_asset_url("a.png"),
        app.get_relative_path("/page"),
        app.strip_relative_path("/dash/x"),
    )
    lab.note(sorted(rule.endpoint for rule in server.url_map.iter_rules()), sorted(server.blueprints))


def scenario_factories_and_neighbours(lab: Lab) -> None:
    """It is put on an application later, and several live on one, each with its callbacks; some are the module's own."""
    first = make_dash(lab, server=False, url_base_pathname="/first/")

    @callback(Output("told", "children"), Input("name", "value"))
    def shared(name: str) -> str:
        return f"{name} of {get_app().config.url_base_pathname}"

    def create() -> Flask:
        server = Flask("factory", root_path=str(lab.folder))
        first.init_app(server)
        second = make_dash(lab, server=server, url_base_pathname="/second/")
        second.callback(Output("told", "children"), Input("name", "value"))("{} of the second".format)
        return server

    server = create()
    client = server.test_client()
    for path in ("/first/", "/second/", "/first/_dash-dependencies", "/second/_dash-dependencies"):
        lab.answer(client.get(path))
    for path in ("/first/", "/second/"):
        lab.answer(call(client, "told.children", {"name.value": "red"}, path))
    lab.note(sorted(server.blueprints))


def scenario_pages(lab: Lab) -> None:
    """Registered pages have paths with variables, titles, redirects, and a page for what is not there."""
    app = make_dash(lab, use_pages=True, pages_folder="", suppress_callback_exceptions=True)
    dash.register_page("home", path="/", title="Home", layout=html.P("home"), redirect_from=["/start"])
    dash.register_page(
        "item",
        path_template="/item/<name>",
        title=lambda name=None: f"Item {name}",
        description="One item",
        layout=lambda name=None, **query: html.P(f"{name} {sorted(query.items())}"),
    )
    app.layout = html.Div([dash.page_container])
    client = app.server.test_client()
    try:
        for path in ("/", "/item/red", "/start", "/none"):
            lab.answer(client.get(path))
        for path, search in (("/", ""), ("/item/red", "?size=2"), ("/none", "")):
            inputs = {"_pages_location.pathname": path, "_pages_location.search": search}
            lab.answer(call(client, ".._pages_content.children..._pages_store.data..", inputs))
        lab.note([page["path"] for page in dash.page_registry.values()])
    finally:
        dash.page_registry.clear()


def scenario_errors_shown(lab: Lab) -> None:
    """With its tools for developers a failing callback answers with its traceback, and times are told in a header."""
    app = make_dash(lab)
    lab.mask(r"dur=[0-9]+", "dur=<time>")

    @app.callback(Output("told", "children"), Input("name", "value"))
    def tell(name: str) -> str:
        ctx.record_timing("own", 0.001, "mine")
        return name if name == "red" else str(1 // 0)

    app.enable_dev_tools(debug=True, dev_tools_hot_reload=False, dev_tools_silence_routes_logging=True)
    client = app.server.test_client()
    lab.answer(call(client, "told.children", {"name.value": "red"}))
    failed = call(client, "told.children", {"name.value": "white"})
    lab.note(failed.status, failed.content_type, sorted(set(re.findall(r"\w+Error\b", failed.text))))
    frames = re.findall(r'File "([^"]+)"', failed.get_data(as_text=True).replace("&#34;", '"'))
    lab.note([name for name in frames if "/flask/" in name or "/demijohn/" in name])
    lab.answer(client.get("/_dash-layout"))
    lab.answer(client.get("/_reload-hash"))
    lab.note(json.loads(re.findall(r'id="_dash-config"[^>]*>([^<]+)<', client.get("/").text)[0])["ui"])


def scenario_errors_handled(lab: Lab) -> None:
    """A handler of its own answers for failing callbacks, and may set properties instead."""

    def on_error(error: Exception) -> str:
        lab.note("handled", type(error), error, request.endpoint)
        return f"sorry: {error}"

    app = make_dash(lab, on_error=on_error)

    @app.callback(Output("told", "children"), Input("name", "value"))
    def tell(name: str) -> str:
        raise LookupError(name)

    @app.callback(Output("more", "children"), Input("name", "value"), on_error=lambda error: "its own")
    def more(name: str) -> str:
        raise LookupError(name)

    client = app.server.test_client()
    lab.answer(call(client, "told.children", {"name.value": "red"}))
    lab.answer(call(client, "more.children", {"name.value": "red"}))


def scenario_routes_of_its_own(lab: Lab) -> None:
    """Hooks add routes, layouts and headers, compression is put on, and the index can be another."""

    class Own(Dash):
        def interpolate_index(self, **parts: Any) -> str:
            return (
                f"<!doctype html>{parts['app_entry']}{parts['config']}{parts['scripts']}{parts['renderer']}"
            )

    @dash.hooks.route(name="told", methods=("GET", "POST"))
    def told() -> Any:
        return {"method": request.method, "app": current_app.name}

    mask(lab)
    app = Own("cellar", compress=True, assets_folder=str(lab.folder / "assets"), serve_locally=True)
    app.layout = lambda: html.Div([f"in a request: {has_request_context()}", *["long"] * 400])
    client = app.server.test_client()
    lab.answer(client.get("/"))
    lab.answer(client.get("/told"))
    lab.answer(client.post("/told"))
    packed = client.get("/_dash-layout", headers={"Accept-Encoding": "gzip"})
    lab.note(packed.status, packed.headers["Content-Encoding"], packed.headers["Vary"])
    lab.answer(client.get("/_dash-layout"), body=False)
    lab.note(app.server.config["COMPRESS_ALGORITHM"])
