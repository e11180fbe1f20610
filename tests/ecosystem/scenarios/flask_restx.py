"""Flask-RESTX: namespaces, models, masks, errors, and the Swagger pages which are made of them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Final

from flask import Blueprint, Flask, Response, got_request_exception, make_response, request, url_for
from flask_restx import Api, Namespace, Resource, abort, cors, fields, inputs, marshal, reqparse
from flask_restx.api import SwaggerView
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest
from werkzeug.test import TestResponse

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("flask-restx",)


def make_app(lab: Lab) -> Flask:
    """Make an application."""
    return Flask("todo", root_path=str(lab.folder))


def list_rules(app: Flask) -> list[str]:
    """Every rule with its endpoint, in one order."""
    return sorted(
        f"{rule.rule} {rule.endpoint} {sorted(rule.methods or ())}" for rule in app.url_map.iter_rules()
    )


def note_description(lab: Lab, response: TestResponse) -> None:
    """Note a description in Swagger's form; its order follows sets of methods."""
    lab.note(response.status, response.content_length, json.dumps(response.json, indent=1, sort_keys=True))


def add_wines(api: Api) -> Namespace:
    """Add a namespace with two resources, a model and documentation."""
    wines = api.namespace("wines", description="All wines")
    grower = api.model("Grower", {"name": fields.String(required=True, example="Ada")})
    wine = api.model(
        "Wine",
        {
            "id": fields.Integer(readonly=True),
            "name": fields.String(required=True, min_length=2, description="its name"),
            "year": fields.Integer(min=1900, max=2100, default=2000),
            "kind": fields.String(enum=["red", "white"]),
            "grower": fields.Nested(grower, skip_none=True),
            "uri": fields.Url(".wines_wine", absolute=True),
        },
    )
    special = api.inherit("SpecialWine", wine, {"price": fields.Fixed(decimals=2)})
    cellar = [{"id": 1, "name": "Rioja", "kind": "red", "grower": {"name": "Ada"}}, {"id": 2, "name": "Cava"}]

    @wines.route("/", strict_slashes=False)
    class Wines(Resource):
        """Shows all wines, and takes new ones."""

        @wines.doc("list_wines", params={"page": "which page"})
        @wines.marshal_list_with(wine, envelope="wines")
        def get(self) -> list[dict[str, object]]:
            """List all wines."""
            return cellar

        @wines.expect(wine, validate=True)
        @wines.marshal_with(special, code=201, skip_none=True)
        def post(self) -> tuple[dict[str, object], int, dict[str, str]]:
            """Take a wine."""
            return {**api.payload, "id": 3, "price": "9.5"}, 201, {"X-Taken": "yes"}

    @wines.route("/<int:id>", endpoint="wines_wine")
    @wines.response(404, "Not there")
    @wines.param("id", "its number")
    class Wine(Resource):
        @wines.doc(security="key")
        @wines.marshal_with(wine)
        def get(self, id: int) -> dict[str, object]:
            """Show a wine.

            With all that is known of it.
            """
            if not 0 < id <= len(cellar):
                wines.abort(404, f"no wine {id}", hint="ask the grower")
            return cellar[id - 1]

        @wines.hide
        def delete(self, id: int) -> tuple[str, int]:
            return "", 204

    return wines


def scenario_namespaces_and_masks(lab: Lab) -> None:
    """Resources of a namespace are served, marshalled by models, cut by the mask that a request asks for, and validated."""
    app = make_app(lab)
    add_wines(Api(app, prefix="/api", doc="/docs/"))
    client = app.test_client()
    for path in ("/api/wines/", "/api/wines", "/api/wines/1", "/api/wines/7", "/api/wine/1", "/api/wines/x"):
        lab.answer(client.get(path))
    for mask in ("{id,grower{name}}", "id", "*,none", "{id"):
        lab.answer(client.get("/api/wines/1", headers={"X-Fields": mask}))
    lab.answer(client.post("/api/wines/", json={"name": "Barolo", "year": 1999, "kind": "red"}))
    lab.answer(client.post("/api/wines/", json={"name": "B", "year": 1, "kind": "blue"}))
    lab.answer(client.post("/api/wines/", json=["Barolo"]))
    lab.answer(client.post("/api/wines/", data="Barolo"))
    lab.answer(client.post("/api/wines/", data="{", content_type="application/json"))
    lab.answer(client.delete("/api/wines/1"))
    lab.answer(client.put("/api/wines/1"))
    lab.answer(client.options("/api/wines/1"))
    for rule in list_rules(app):
        lab.note(rule)


def scenario_swagger(lab: Lab) -> None:
    """The description in Swagger's form, its page, its assets and the collection for Postman are made of the routes."""
    app = make_app(lab)
    app.config.update(SWAGGER_UI_DOC_EXPANSION="list", SWAGGER_UI_JSONEDITOR=True, RESTX_MASK_SWAGGER=False)
    keys = {"key": {"type": "apiKey", "in": "header", "name": "X-API"}}
    api = Api(
        app,
        version="2.1",
        title="Cellar",
        description="What we have",
        authorizations=keys,
        doc="/docs/",
        license="none",
    )
    add_wines(api)
    upload = reqparse.RequestParser()
    upload.add_argument("file", type=FileStorage, location="files", required=True)
    upload.add_argument("level", type=inputs.int_range(1, 5), location="form", help="how good")

    @api.route("/labels/<any(red,white):kind>/<path:rest>", "/labels/", doc={"description": "Labels"})
    class Labels(Resource):
        @api.expect(upload)
        def post(self, kind: str = "red", rest: str = "") -> list[object]:
            """Take a label."""
            arguments = upload.parse_args()
            return [kind, rest, arguments["file"].filename, arguments["level"]]

    client = app.test_client()
    note_description(lab, client.get("/swagger.json"))
    lab.answer(client.get("/docs/"))
    lab.answer(client.get("/docs"))
    asset = client.get("/swaggerui/swagger-ui.css")
    lab.note(asset.status, asset.content_type, asset.content_length == len(asset.data))
    with app.test_request_context():
        lab.note(
            api.as_postman(urlvars=True)["requests"][0]["url"], api.specs_url, api.base_url, api.base_path
        )
    for level in ("3", "9"):
        form = {"file": (io.BytesIO(b"label"), "label.png"), "level": level}
        lab.answer(client.post("/labels/red/a/b", data=form))
    lab.answer(client.get("/"))


class Lost(Exception):
    """What views of the scenario raise."""


def scenario_errors(lab: Lab) -> None:
    """Handlers of the API, of a namespace and of the application answer for their own, and 404s may help."""
    app = make_app(lab)
    api = Api(app)
    narrow = Namespace("narrow")

    @api.errorhandler(Lost)
    def find(error: Lost) -> tuple[dict[str, object], int, dict[str, str]]:
        """Says where it was."""
        return {"message": str(error), "at": request.path}, 410, {"X-Lost": "yes"}

    @narrow.errorhandler(ZeroDivisionError)
    def divide(error: ZeroDivisionError) -> tuple[dict[str, str], int]:
        return {"divided": "by nothing"}, 422

    @api.errorhandler
    def tell(error: Exception) -> tuple[dict[str, str], int]:
        return {"default": type(error).__name__}, 500

    @narrow.route("/<way>")
    class Broken(Resource):
        def get(self, way: str) -> object:
            if way == "lost":
                raise Lost(way)
            if way == "zero":
                return 1 // 0
            if way == "bad":
                error = BadRequest("not good")
                error.data = {"more": 1}
                raise error
            if way == "login":
                abort(401, "who are you", custom="value")
            if way == "response":
                raise BadRequest(response=make_response("as it is", 402))
            raise LookupError(way)

    api.add_namespace(narrow, path="/broken")

    @app.get("/plain/<int:number>")
    def plain(number: int) -> str:
        raise Lost(number)

    @app.errorhandler(500)
    def plain_error(error: Exception) -> tuple[str, int]:
        return f"plain {type(error).__name__}", 500

    def hear(sender: Flask, exception: Exception) -> None:
        lab.note("signal", sender.name, type(exception).__name__)

    client = app.test_client()
    with got_request_exception.connected_to(hear, app):
        for way in ("lost", "zero", "bad", "login", "response", "lookup"):
            lab.answer(client.get(f"/broken/{way}"))
        for path in ("/plain/1", "/plain/x", "/brokn/zero", "/broken/"):
            lab.answer(client.get(path))
        lab.answer(client.post("/broken/zero"))
        app.config["PROPAGATE_EXCEPTIONS"] = True
        for path in ("/broken/lost", "/broken/lookup"):
            lab.send(client, path)
        app.config.update(PROPAGATE_EXCEPTIONS=False, ERROR_INCLUDE_MESSAGE=False, RESTX_ERROR_404_HELP=False)
        lab.answer(client.get("/broken/login"))


def scenario_blueprints(lab: Lab) -> None:
    """Two versions on two blueprints of one application have their own pages, endpoints and catch-all."""
    app = make_app(lab)
    for number in (1, 2):
        blueprint = Blueprint(f"v{number}", __name__, url_prefix=f"/v{number}")
        api = Api(
            blueprint,
            version=str(number),
            title="Cellar",
            doc=False if number == 2 else "/doc",
            catch_all_404s=number == 2,
        )
        add_wines(api)

        @api.route("/me")
        class Me(Resource):
            def get(self) -> dict[str, object]:
                return {"url": url_for(".me"), "blueprint": request.blueprint, "endpoint": request.endpoint}

        app.register_blueprint(blueprint)
    client = app.test_client()
    for path in ("/v1/me", "/v2/me", "/v1/doc", "/v2/", "/v1/", "/v1/none", "/v2/none", "/v1/wines/2"):
        lab.answer(client.get(path))
    note_description(lab, client.get("/v2/swagger.json"))
    for rule in list_rules(app):
        lab.note(rule)
    other, twice = make_app(lab), Blueprint("twice", __name__)
    Api(twice)
    other.register_blueprint(twice)
    lab.refused(other.register_blueprint, twice, name="again")


def scenario_lazy_and_representations(lab: Lab) -> None:
    """An API made before its application has loggers, CORS headers, decorators and representations of its own."""

    def shout(view: Callable[..., object]) -> Callable[..., object]:
        @wraps(view)
        def wrapper(*args: object, **kwargs: object) -> object:
            answer = make_response(view(*args, **kwargs))
            answer.headers["X-Shout"] = request.method
            return answer

        return wrapper

    api = Api(
        decorators=[shout],
        default_mediatype="text/csv",
        default="things",
        default_label="Things",
        validate=True,
    )
    model = api.schema_model(
        "Thing", {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    )

    @api.representation("text/csv")
    def as_csv(data: object, code: int, headers: dict[str, str] | None = None) -> Response:
        answer = make_response(repr(data), code)
        answer.headers.extend(headers or {})
        return answer

    @api.route("/thing")
    class Thing(Resource):
        @cors.crossdomain(origin="*", methods=["GET", "PUT"], headers=["X-More"], max_age=60)
        def get(self) -> tuple[dict[str, int], int]:
            api.logger.info("asked")
            return {"n": 1}, 203

        @api.expect(model)
        def post(self) -> object:
            return marshal({"n": "2", "m": 3}, {"n": fields.Integer})

        def options(self) -> Response:
            return make_response("", 204)

    app = make_app(lab)

    class Lines(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lab.note(record.name, record.levelname, record.getMessage())

    lines = Lines()
    app.logger.setLevel(logging.INFO)
    api.init_app(app, title="Late", description="made before")
    api.logger.addHandler(lines)
    client = app.test_client()
    for accepted in ("application/json", "text/csv", "image/png"):
        lab.answer(client.get("/thing", headers={"Accept": accepted}))
    lab.answer(client.post("/thing", json={"n": 1}))
    lab.answer(client.post("/thing", json={"n": "x"}))
    lab.answer(client.options("/thing"))
    note_description(lab, client.get("/swagger.json", headers={"Accept": "application/json"}))
    lab.note(SwaggerView.__name__, sorted(app.extensions["restx"].items()))
    api.logger.removeHandler(lines)
