"""APIFlask: a subclass of Flask whose views have schemas, authentication, and a document made of them."""

from __future__ import annotations

import json
from typing import Final

from apiflask import (
    APIBlueprint,
    APIFlask,
    FileSchema,
    HTTPBasicAuth,
    HTTPError,
    HTTPTokenAuth,
    PaginationSchema,
    Schema,
    abort,
    pagination_builder,
)
from apiflask.fields import File, Integer, List, Nested, String
from apiflask.validators import Length, OneOf
from apiflask.views import MethodView
from flask import Flask, g, has_app_context, request, send_from_directory, url_for
from flask.cli import FlaskGroup
from flask_sqlalchemy import SQLAlchemy
from pydantic import BaseModel, Field
from sqlalchemy import Column, Integer as Whole, String as Text, select
from werkzeug.datastructures import FileStorage

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("APIFlask",)


def make_app(lab: Lab, **options: object) -> APIFlask:
    """Make an application."""
    return APIFlask("pets", root_path=str(lab.folder), **options)


class PetIn(Schema):
    """What is sent."""

    name = String(required=True, validate=Length(1, 10), metadata={"title": "The name"})
    kind = String(load_default="cat", validate=OneOf(["cat", "dog"]))


class PetOut(Schema):
    """What is answered."""

    id = Integer()
    name = String()
    kind = String()


class PetQuery(Schema):
    """What is asked for."""

    page = Integer(load_default=1)
    tags = List(String())


def add_pets(app: APIFlask | APIBlueprint) -> None:
    """Add a collection of pets with its members."""
    rows: list[dict[str, object]] = [{"id": 1, "name": "Tom", "kind": "cat", "secret": 1}]

    @app.get("/pets")
    @app.input(PetQuery, location="query")
    @app.output(PetOut(many=True))
    def list_pets(query_data: dict[str, object]) -> list[dict[str, object]]:
        """List all pets."""
        return [*rows, {"id": query_data["page"], "name": str(query_data.get("tags"))}]

    @app.post("/pets")
    @app.input(PetIn, example={"name": "Rex"})
    @app.output(
        PetOut, status_code=201, headers={"X-Taken": String()}, links={"self": {"operationId": "getPet"}}
    )
    @app.doc(tags=["Taking"], responses={409: "Known"}, operation_id="takePet")
    def take_pet(json_data: dict[str, object]) -> tuple[dict[str, object], int, dict[str, str]]:
        """Take a pet.

        It is not taken twice.
        """
        if json_data["name"] == "Tom":
            abort(
                409,
                message="known",
                detail={"name": "Tom"},
                headers={"X-Known": "yes"},
                extra_data={"since": 1999},
            )
        return {**json_data, "id": 2}, 201, {"X-Taken": "yes"}

    @app.route("/pets/<int:pet_id>")
    class Pet(MethodView):
        decorators = [app.doc(responses=[404])]

        @app.output(PetOut)
        def get(self, pet_id: int) -> dict[str, object]:
            """Show a pet"""
            if pet_id > len(rows):
                raise HTTPError(404, message="no such pet")
            return rows[pet_id - 1]

        @app.input(PetIn(partial=True), location="json", arg_name="change")
        @app.output({"changed": List(String())}, schema_name="Changed")
        def patch(self, pet_id: int, change: dict[str, object]) -> dict[str, object]:
            """Change a pet"""
            return {"changed": sorted(change)}

        @app.output({}, status_code=204)
        def delete(self, pet_id: int) -> str:
            """Remove a pet"""
            return ""


def scenario_input_and_output(lab: Lab) -> None:
    """Requests are loaded and answers dumped by schemas, refusals are JSON; views may be classes and coroutines."""
    app = make_app(lab)
    add_pets(app)

    @app.post("/later")
    @app.input(PetIn)
    @app.output(PetOut)
    async def take_later(json_data: dict[str, object]) -> dict[str, object]:
        return {**json_data, "id": len(request.path)}

    client = app.test_client()
    lab.answer(client.post("/later", json={"name": "Rex"}))
    lab.answer(client.post("/later", json={}))
    for path in (
        "/pets",
        "/pets?page=2&tags=a&tags=b",
        "/pets?page=x",
        "/pets/1",
        "/pets/9",
        "/pets/x",
        "/none",
    ):
        lab.answer(client.get(path))
    for pet in ({"name": "Rex"}, {"name": "Tom"}, {"name": "", "kind": "fish", "more": 1}, {}, []):
        lab.answer(client.post("/pets", json=pet))
    lab.answer(client.post("/pets", data="{", content_type="application/json"))
    lab.answer(client.post("/pets", data="name=Rex"))
    lab.answer(client.patch("/pets/1", json={"kind": "dog"}))
    lab.answer(client.delete("/pets/1"))
    lab.answer(client.put("/pets/1"))
    lab.answer(client.options("/pets/1"))
    lab.note(isinstance(app, Flask), type(app).__mro__[1].__name__, app.view_functions["Pet"].__name__)


def scenario_document(lab: Lab) -> None:
    """The document has what configuration, blueprints, decorators and callbacks say, and five sorts of page show it."""
    app = make_app(lab, title="Pets", version="1.0", docs_path="/pages", openapi_blueprint_url_prefix="/open")
    app.config.update(
        DESCRIPTION="All pets",
        SERVERS=[{"url": "http://pets.test"}],
        TAGS=["Pets", {"name": "Taking", "description": "taking pets"}],
        CONTACT={"name": "Ada"},
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        INFO={"x-more": 1},
    )
    pets = APIBlueprint(
        "animals", "pets", url_prefix="/animals", tag={"name": "Animals", "description": "moving"}
    )
    add_pets(pets)
    hidden = APIBlueprint("hidden", "pets", url_prefix="/hidden", enable_openapi=False)
    outer = APIBlueprint("outer", "pets", url_prefix="/outer/<uuid:key>")

    @hidden.get("/")
    def nothing() -> dict[str, str | None]:
        return {"blueprint": request.blueprint}

    @app.get("/old")
    @app.doc(deprecated=True, description="Not for long", hide=False, summary="Old")
    def old() -> dict[str, str]:
        return {"url": url_for("outer.animals.list_pets", key="12345678123456781234567812345678")}

    @app.spec_processor
    def add(spec: dict[str, object]) -> dict[str, object]:
        spec["x-added"] = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint == "old"]
        return spec

    outer.register_blueprint(pets)
    app.register_blueprint(outer)
    app.register_blueprint(hidden)
    client = app.test_client()
    lab.answer(client.get("/open/openapi.json"))
    for ui in ("swagger-ui", "redoc", "elements", "rapidoc", "rapipdf"):
        app.docs_ui = ui
        lab.answer(client.get("/open/pages"))
    lab.answer(client.get("/open/docs/oauth2-redirect"))
    for path in (
        "/old",
        "/hidden/",
        "/outer/12345678123456781234567812345678/animals/pets/1",
        "/openapi.json",
    ):
        lab.answer(client.get(path))
    lab.note(app.spec == client.get("/open/openapi.json").json, has_app_context())
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        lab.note(rule.rule, rule.endpoint, rule.methods)


def scenario_errors(lab: Lab) -> None:
    """Errors of HTTP, of validation and of authentication go through one processor, or stay as they are."""
    app = make_app(lab)
    app.config["VALIDATION_ERROR_STATUS_CODE"] = 400

    class OutOfPets(HTTPError):
        status_code = 410
        message = "all gone"
        extra_data = {"try": "later"}

    @app.get("/error/<way>")
    def fail(way: str) -> dict[str, str]:
        if way == "gone":
            raise OutOfPets
        if way == "teapot":
            abort(418)
        if way == "number":
            abort(99)
        raise LookupError(way)

    @app.post("/in")
    @app.input(PetIn, location="form")
    def take(form_data: dict[str, str]) -> dict[str, str]:
        return form_data

    client = app.test_client()

    def ask() -> None:
        for way in ("gone", "teapot", "number", "other"):
            lab.answer(client.get(f"/error/{way}"))
        lab.answer(client.post("/in", data={"kind": "fish"}))
        lab.answer(client.get("/in"))
        lab.answer(client.get("/none"))

    ask()
    app.error_callback = lambda error: (
        {"code": error.status_code, "text": error.message, "all": error.detail},
        error.status_code,
        {"X-By": "us"},
    )
    ask()
    plain = make_app(lab, json_errors=False)

    @plain.get("/gone")
    def gone() -> str:
        raise OutOfPets

    for path in ("/gone", "/none"):
        lab.answer(plain.test_client().get(path))
    app.testing = True
    lab.send(client, "/error/other")


def scenario_authentication(lab: Lab) -> None:
    """Views ask for a password or a token and for roles, and the document says so."""
    app = make_app(lab)
    basic, token = HTTPBasicAuth(description="by name"), HTTPTokenAuth(scheme="Bearer", header=None)

    @basic.verify_password
    def check(name: str, password: str) -> dict[str, object] | None:
        return {"name": name, "roles": ["keeper"] if name == "ada" else []} if password == "secret" else None

    @basic.get_user_roles
    def get_roles(user: dict[str, object]) -> object:
        return user["roles"]

    @token.verify_token
    def check_token(text: str) -> str | None:
        g.seen = text
        return "machine" if text == "1234" else None

    @token.error_processor
    def refuse(error: HTTPError) -> tuple[dict[str, object], int, dict[str, str]]:
        return {"refused": error.message}, error.status_code, {"X-Seen": str(g.get("seen"))}

    @app.get("/basic")
    @app.auth_required(basic)
    def with_password() -> dict[str, object]:
        return {"user": basic.current_user}

    @app.get("/keepers")
    @app.auth_required(basic, roles=["keeper"])
    def with_role() -> dict[str, object]:
        return {"user": basic.current_user["name"]}

    machines = APIBlueprint("machines", "pets", url_prefix="/machines")

    @machines.before_request
    @app.auth_required(token)
    def guard() -> None:
        pass

    @machines.get("/")
    def machine() -> dict[str, object]:
        return {"user": token.current_user}

    app.register_blueprint(machines)
    client = app.test_client()
    for user in (None, ("ada", "secret"), ("bo", "secret"), ("ada", "wrong")):
        lab.answer(client.get("/basic", auth=user))
        lab.answer(client.get("/keepers", auth=user))
    for header in (
        {},
        {"Authorization": "Bearer 1234"},
        {"Authorization": "Bearer 9"},
        {"Authorization": "Basic 1234"},
    ):
        lab.answer(client.get("/machines/", headers=header))
    # The ways of authentication stand in it in the order of a set.
    lab.note(json.dumps(app.spec, indent=1, sort_keys=True))


def scenario_files_and_envelopes(lab: Lab) -> None:
    """Files are taken and given, answers come in a common envelope, and Pydantic's models do what schemas do."""
    app = make_app(lab)

    class Envelope(Schema):
        data = Nested(PetOut)
        code = Integer()
        at = String()

    app.config.update(BASE_RESPONSE_SCHEMA=Envelope, BASE_RESPONSE_DATA_KEY="data")

    class Size(BaseModel):
        height: int = Field(gt=0)
        unit: str = "cm"

    @app.get("/pet")
    @app.output(PetOut)
    def pet() -> dict[str, object]:
        return {"data": {"id": 1, "name": "Tom", "more": 2}, "code": 200, "at": request.path}

    @app.get("/bare")
    @app.output(PetOut)
    def bare() -> dict[str, object]:
        return {"id": 1}

    @app.post("/file")
    @app.input(
        {"file": File(required=True), "note": String()}, location="form_and_files", schema_name="Upload"
    )
    def take(form_and_files_data: dict[str, object]) -> dict[str, object]:
        file = form_and_files_data["file"]
        assert isinstance(file, FileStorage)
        file.save(lab.folder / "taken.txt")
        return {"name": file.filename, "note": form_and_files_data.get("note")}

    plain = make_app(lab)

    @plain.get("/file")
    @plain.output(FileSchema(type="string", format="binary"), content_type="text/plain")
    def give() -> object:
        return send_from_directory(lab.folder, "given.txt")

    @app.post("/size")
    @app.input(Size, location="json")
    def measure(json_data: Size) -> dict[str, object]:
        return {"height": json_data.height, "unit": json_data.unit}

    lab.file("given.txt", "woof")
    client = app.test_client()
    for path in ("/pet", "/bare"):
        lab.answer(client.get(path))
    lab.answer(plain.test_client().get("/file"))
    upload = {"file": (lab.file("rex.txt", "rex").open("rb"), "rex.txt"), "note": "a dog"}
    lab.answer(client.post("/file", data=upload))
    lab.answer(client.post("/file", data={"note": "no dog"}))
    for size in ({"height": 4}, {"height": 0}, {"unit": 1}):
        lab.answer(client.post("/size", json=size))
    lab.note((lab.folder / "taken.txt").read_text())
    lab.note(app.spec, plain.spec)


def scenario_pages_of_a_table(lab: Lab) -> None:
    """Pages of a table of SQLAlchemy are described with links to their neighbours."""
    app = make_app(lab)
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    database = SQLAlchemy(app)

    class Pet(database.Model):
        id = Column(Whole, primary_key=True)
        name = Column(Text(10))

    class Pets(Schema):
        pets = List(Nested(PetOut))
        pagination = Nested(PaginationSchema)

    @app.get("/pets/<kind>")
    @app.input(
        {"page": Integer(load_default=1), "per_page": Integer(load_default=2)},
        location="query",
        schema_name="Paging",
    )
    @app.output(Pets)
    def pets(kind: str, query_data: dict[str, int]) -> dict[str, object]:
        pages = database.paginate(select(Pet).order_by(Pet.id), **query_data)
        return {"pets": pages.items, "pagination": pagination_builder(pages, kind=kind)}

    with app.app_context():
        database.create_all()
        database.session.add_all([Pet(name=name) for name in ("Tom", "Rex", "Kim")])
        database.session.commit()
    client = app.test_client()
    for query in ("", "?page=2", "?page=3", "?per_page=9"):
        lab.answer(client.get(f"/pets/all{query}"))


def scenario_commands(lab: Lab) -> None:
    """The command for the document writes to the terminal and to a file; ``routes`` shows what the extension added."""
    app = make_app(lab, title="Pets")
    add_pets(app)
    app.config["LOCAL_SPEC_JSON_INDENT"] = 0

    @app.cli.command("count")
    def count() -> None:
        lab.note(len(list(app.url_map.iter_rules())), has_app_context())

    group = FlaskGroup(create_app=lambda: app)
    lab.command(app, "spec", cli=group)
    lab.command(app, "spec", "--quiet", "--output", "written.json", "--indent", "1", cli=group)
    lab.command(app, "count", cli=group)
    lab.command(app, "routes", cli=group)
    lab.note((lab.folder / "written.json").read_text())
    with app.app_context():
        app.config["SYNC_LOCAL_SPEC"] = True
        app.config["LOCAL_SPEC_PATH"] = str(lab.folder / "synced.json")
    lab.answer(app.test_client().get("/openapi.json"), body=False)
    lab.note((lab.folder / "synced.json").stat().st_size)
