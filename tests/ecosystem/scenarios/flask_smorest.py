"""flask-smorest: blueprints whose views have schemas, pages and entity tags, and the OpenAPI document made of them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

import marshmallow
from flask import Flask, abort as abort_plainly, request
from flask.views import MethodView
from flask_smorest import Api, Blueprint, Page, abort, current_api
from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate
from werkzeug.datastructures import FileStorage
from werkzeug.routing import BaseConverter

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("flask-smorest",)

Pet = dict[str, object]


def make_app(lab: Lab, **settings: object) -> Flask:
    """Make an application with what a document of OpenAPI needs."""
    app = Flask("pets", root_path=str(lab.folder))
    app.config.update(API_TITLE="Pets", API_VERSION="v1", OPENAPI_VERSION="3.0.2", **settings)
    return app


class PetSchema(Schema):
    """A pet."""

    id = fields.Int(dump_only=True)
    name = fields.String(required=True, validate=validate.Length(min=2), metadata={"description": "its name"})
    kind = fields.String(validate=validate.OneOf(["cat", "dog"]), load_default="cat")


class PetQuery(Schema):
    """What pets can be asked for by."""

    class Meta:
        """Ignore what is unknown."""

        unknown = marshmallow.EXCLUDE

    name = fields.String()
    sort = fields.List(fields.String())


def make_pets(name: str = "pets") -> Blueprint:
    """Make a blueprint with a collection and its members."""
    pets = Blueprint(name, "pets", url_prefix="/pets", description="Operations on pets")
    rows: list[Pet] = [{"id": 1, "name": "Tom", "kind": "cat"}, {"id": 2, "name": "Rex", "kind": "dog"}]

    @pets.route("/")
    class Pets(MethodView):
        @pets.arguments(PetQuery, location="query")
        @pets.response(200, PetSchema(many=True))
        def get(self, query: dict[str, object]) -> list[Pet]:
            """List pets

            All that are called so.
            ---
            This is not for readers.
            """
            return [row for row in rows if query.get("name") in {None, row["name"]}]

        @pets.arguments(PetSchema, example={"name": "Tom"})
        @pets.response(201, PetSchema, headers={"Location": {"schema": {"type": "string"}}})
        @pets.alt_response(409, schema=PetSchema, description="Known already", success=False)
        def post(self, pet: Pet) -> tuple[Pet, dict[str, str]]:
            """Take a pet"""
            if pet["name"] in {row["name"] for row in rows}:
                abort(
                    409,
                    message=f"{pet['name']} is known",
                    errors={"name": ["known"]},
                    headers={"X-Known": "yes"},
                )
            rows.append({**pet, "id": 3})
            return rows[-1], {"Location": "/pets/3"}

    @pets.route("/<int:pet_id>")
    class OnePet(MethodView):
        @pets.doc(tags=["one pet"])
        @pets.etag
        @pets.response(200, PetSchema)
        def get(self, pet_id: int) -> Pet:
            """Show a pet"""
            return self.find(pet_id)

        @pets.etag
        @pets.arguments(PetSchema)
        @pets.response(200, PetSchema)
        def put(self, new: Pet, pet_id: int) -> Pet:
            """Change a pet"""
            pet = self.find(pet_id)
            pets.check_etag(pet, PetSchema)
            pet.update(new)
            return pet

        @pets.etag
        @pets.response(204)
        def delete(self, pet_id: int) -> None:
            """Remove a pet"""
            rows.remove(self.find(pet_id))

        def find(self, pet_id: int) -> Pet:
            found = [row for row in rows if row["id"] == pet_id]
            return found[0] if found else abort(404)

    return pets


def scenario_schemas(lab: Lab) -> None:
    """Arguments are loaded and answers dumped by schemas; refusals are JSON made by the handler of HTTP exceptions."""
    app = make_app(lab)
    Api(app).register_blueprint(make_pets())
    client = app.test_client()
    for path in ("/pets/", "/pets/?name=Rex&more=1", "/pets/1", "/pets/9", "/pets", "/pets/x"):
        lab.answer(client.get(path))
    for pet in ({"name": "Ada"}, {"name": "Tom"}, {"name": "T", "kind": "fish", "id": 3}, [], None):
        lab.answer(client.post("/pets/", json=pet))
    lab.answer(client.post("/pets/", data="{", content_type="application/json"))
    lab.answer(client.post("/pets/", data="name=Ada"))
    lab.answer(client.patch("/pets/"))
    lab.answer(client.options("/pets/"))
    lab.answer(client.head("/pets/"))


def scenario_entity_tags(lab: Lab) -> None:
    """Tags are made of what is dumped, spare a transfer, and are asked for before a change."""
    app = make_app(lab)
    Api(app).register_blueprint(make_pets())
    client = app.test_client()
    tag = str(lab.answer(client.get("/pets/1")).headers["ETag"])
    lab.answer(client.get("/pets/1", headers={"If-None-Match": tag}))
    lab.answer(client.get("/pets/1", headers={"If-None-Match": '"other"'}))
    lab.answer(client.put("/pets/1", json={"name": "Tim"}))
    lab.answer(client.put("/pets/1", json={"name": "Tim"}, headers={"If-Match": '"other"'}))
    changed = lab.answer(client.put("/pets/1", json={"name": "Tim"}, headers={"If-Match": tag}))
    lab.answer(client.put("/pets/1", json={"name": "Tam"}, headers={"If-Match": tag}))
    lab.answer(client.delete("/pets/1", headers={"If-Match": changed.headers["ETag"]}))
    app.config["ETAG_DISABLED"] = True
    lab.answer(client.get("/pets/2"))


def scenario_pages(lab: Lab) -> None:
    """Long lists come in pages, cut by the view, by the extension or by a cursor, and a header tells where one is."""
    app = make_app(lab)
    things = Blueprint("things", "pets", url_prefix="/things")

    class Sized(Page):
        @property
        def item_count(self) -> int:
            return len(self.collection)

    @things.route("/by-view")
    @things.response(200)
    @things.paginate(page_size=2, max_page_size=3)
    def by_view(pagination_parameters: object) -> list[int]:
        parameters: object = pagination_parameters
        pagination_parameters.item_count = 5
        lab.note(parameters)
        return list(range(5))[parameters.first_item : parameters.last_item + 1]

    @things.route("/by-pager")
    @things.response(200)
    @things.paginate(Sized)
    def by_pager() -> list[int]:
        return list(range(12))

    @things.route("/uncounted")
    @things.response(200)
    @things.paginate()
    def uncounted(pagination_parameters: object) -> list[int]:
        return []

    Api(app).register_blueprint(things)
    client = app.test_client()
    for path in (
        "by-view",
        "by-view?page=3",
        "by-view?page=9",
        "by-view?page=0",
        "by-view?page_size=4",
        "by-pager?page=2",
        "uncounted",
    ):
        lab.answer(client.get(f"/things/{path}"))


class Hexadecimal(BaseConverter):
    """Numbers of base sixteen in a URL."""

    regex = "[0-9a-f]+"

    def to_python(self, value: str) -> int:
        """Read one."""
        return int(value, 16)


def scenario_document(lab: Lab) -> None:
    """The OpenAPI document and its three pages are served, with converters, security, nested blueprints and own fields."""
    app = make_app(
        lab,
        OPENAPI_URL_PREFIX="doc",
        OPENAPI_REDOC_PATH="redoc",
        OPENAPI_REDOC_URL="https://cdn.test/redoc.js",
        OPENAPI_SWAGGER_UI_PATH="/swagger",
        OPENAPI_SWAGGER_UI_URL="https://cdn.test/swagger/",
        OPENAPI_SWAGGER_UI_CONFIG={"deepLinking": True},
        OPENAPI_RAPIDOC_PATH="rapidoc",
        OPENAPI_RAPIDOC_URL="https://cdn.test/rapidoc.js",
        API_SPEC_OPTIONS={"security": [{"bearer": []}], "info": {"description": "Pets of all sorts"}},
    )
    app.url_map.converters["hex"] = Hexadecimal
    api = Api(app)
    api.register_converter(Hexadecimal, lambda converter: {"type": "string", "format": "hex"})
    api.spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    parent = Blueprint("parent", "pets", url_prefix="/parent/<hex:number>")
    child = Blueprint("child", "pets", url_prefix="/child")

    @child.route(
        "/<path:rest>",
        methods=["GET", "PUT"],
        parameters=[{"name": "rest", "in": "path", "description": "the rest"}],
    )
    @child.doc(summary="Anything", security=[])
    @child.response(200, Schema.from_dict({"number": fields.Int(), "rest": fields.String()}, name="Rest"))
    def show(number: int, rest: str) -> dict[str, object]:
        return {"number": number, "rest": rest}

    @child.route("/file", methods=["POST"])
    @child.arguments(Schema.from_dict({"file": Upload(required=True)}, name="File"), location="files")
    @child.response(200)
    def take(files: dict[str, FileStorage], number: int) -> list[object]:
        return [number, files["file"].filename, files["file"].read().decode()]

    parent.register_blueprint(child)
    api.register_blueprint(parent)
    api.register_blueprint(make_pets(), name="animals", url_prefix="/animals")
    client = app.test_client()
    for path in ("openapi.json", "redoc", "swagger", "rapidoc"):
        lab.answer(client.get(f"/doc/{path}"))
    lab.answer(client.get("/parent/ff/child/a/b"))
    lab.answer(client.get("/animals/1"))
    file = FileStorage(stream=io.BytesIO(b"woof"), filename="rex.wav")
    lab.answer(client.post("/parent/0a/child/file", data={"file": file}))
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        lab.note(rule.rule, rule.endpoint, rule.methods)


def scenario_errors(lab: Lab) -> None:
    """All HTTP exceptions of an application become JSON, exceptions too, but for those which have a handler."""
    app = make_app(lab)
    api = Api(app)

    @app.get("/plain/<int:code>")
    def plain(code: int) -> str:
        abort_plainly(code)

    @app.get("/broken")
    def broken() -> str:
        raise LookupError("broken")

    @app.get("/zero")
    def zero() -> float:
        return 1 / 0

    @app.errorhandler(ZeroDivisionError)
    def tell(error: ZeroDivisionError) -> tuple[str, int]:
        return f"told {error}", 418

    @app.errorhandler(403)
    def refuse(error: Exception) -> tuple[str, int]:
        return "refused", 403

    client = app.test_client()
    for path in ("/plain/400", "/plain/403", "/plain/503", "/broken", "/zero", "/none", "/plain/x"):
        lab.answer(client.get(path))
    lab.answer(client.post("/broken"))
    app.testing = True
    lab.send(client, "/broken")
    lab.note(api.spec.to_dict())


def scenario_commands_and_two_apis(lab: Lab) -> None:
    """Two documents of one application are told apart by the prefixes of their settings, in views and on the command line."""
    app = make_app(lab)
    app.config.update(
        V2_API_TITLE="Second", V2_API_VERSION="v2", V2_OPENAPI_VERSION="2.0", V2_OPENAPI_URL_PREFIX="/v2"
    )
    lab.refused(Api, app, config_prefix="V3")
    first, second = Api(app), Api(app, config_prefix="V2")

    def which() -> Iterator[str]:
        yield str(current_api.config_prefix)
        yield str(request.blueprint)

    for api, name in ((first, "one"), (second, "two")):
        blueprint = Blueprint(name, "pets", url_prefix=f"/{name}")

        @blueprint.route("/")
        @blueprint.response(
            200, Schema.from_dict({"name": fields.String()}, name="Name"), content_type="application/json"
        )
        def show() -> dict[str, str]:
            return {"name": " ".join(which())}

        api.register_blueprint(blueprint)
    client = app.test_client()
    for path in ("/one/", "/two/", "/v2/openapi.json", "/openapi.json"):
        lab.answer(client.get(path))
    lab.command(app, "openapi", "print")
    lab.command(app, "openapi", "print", "--config-prefix=V2")
    lab.command(app, "openapi", "print", "--config-prefix=V9")
    lab.command(app, "openapi", "print", "--format=yaml")
    lab.command(app, "openapi", "write", "written.json")
    lab.command(app, "openapi", "list-config-prefixes")
    lab.note((lab.folder / "written.json").read_text())
