"""flask-openapi3: an application class that reads requests into models, and describes itself."""

# Without `from __future__ import annotations`: the extension evaluates the annotations of views, of local classes too.
import json
from typing import Any, Final

from flask import Response, g, jsonify, make_response, request
from flask_openapi3 import (
    APIBlueprint,
    APIView,
    ExternalDocumentation,
    FileStorage,
    Info,
    OpenAPI,
    Server,
    Tag,
)
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import HTTPException

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("flask-openapi3",)

CELLAR: Final = Tag(name="cellar", description="What lies below")
INFO: Final = Info(title="The cellar", version="2.1.0", description="Flasks and **bottles**")


class BottlePath(BaseModel):
    """Where a bottle lies."""

    shelf: str = Field(pattern="^[a-z]+$")
    number: int = Field(ge=0, description="counted from the left")


class BottleQuery(BaseModel):
    """Which bottles are looked for."""

    label: str = "any"
    sizes: list[float] = []
    full: bool | None = None


class Bottle(BaseModel):
    """A bottle."""

    label: str = Field(min_length=2)
    size: float = 0.75
    grapes: list[str] = []


class Owner(BaseModel):
    """Who asks, as told by a header and a cookie."""

    x_owner: str = Field(alias="X-Owner", default="nobody")


class Basket(BaseModel):
    """The cookies."""

    basket: str
    visits: int = 0


class LabelForm(BaseModel):
    """A form with a file."""

    title: str
    picture: FileStorage
    others: list[FileStorage] = []


class Unauthorized(BaseModel):
    """An answer to those who may not."""

    code: int = -1
    message: str = "not yours"


def make_app(lab: Lab, **options: object) -> OpenAPI:
    """An application with one view for each place from which values are read."""
    app = OpenAPI("cellar", info=INFO, root_path=str(lab.folder), **options)

    @app.get("/shelves/<shelf>/<int(signed=True):number>", tags=[CELLAR], responses={200: Bottle})
    def find(path: BottlePath, query: BottleQuery) -> Any:
        """Find a bottle.

        By shelf, number and what is asked.
        """
        return {"path": path.model_dump(), "query": query.model_dump(), "endpoint": request.endpoint}

    @app.post("/bottles", summary="Add a bottle", responses={"201": Bottle, 401: Unauthorized, 410: None})
    def add(body: Bottle) -> Any:
        return body.model_dump(), 201, {"X-Label": body.label}

    @app.get("/me", deprecated=True, operation_id="who")
    def me(header: Owner, cookie: Basket) -> Any:
        return jsonify(owner=header.x_owner, basket=cookie.basket, visits=cookie.visits)

    @app.post(
        "/labels", external_docs=ExternalDocumentation(url="https://labels.example", description="More")
    )
    def label(form: LabelForm) -> Any:
        more = [file.filename for file in form.others]
        return {
            "title": form.title,
            "picture": [form.picture.filename, len(form.picture.read())],
            "more": more,
        }

    return app


def scenario_reading(lab: Lab) -> None:
    """Values from path, query, body, headers, cookies and forms reach views as models; what does not fit is a 422."""
    client = make_app(lab).test_client()
    for path in (
        "/shelves/upper/3",
        "/shelves/upper/3?label=red&sizes=0.75&sizes=1.5&full=true",
        "/shelves/Upper/-3?sizes=large&full=perhaps",
        "/shelves/upper/three",
    ):
        lab.answer(client.get(path))
    for body in ({"label": "red", "grapes": ["merlot"]}, {"label": "r", "size": "big"}, {}, [1], None):
        lab.answer(client.post("/bottles", json=body))
    lab.answer(client.post("/bottles", data="{", content_type="application/json"))
    lab.answer(client.get("/bottles"))
    lab.answer(client.get("/me"))
    client.set_cookie("basket", "b1")
    client.set_cookie("visits", "4")
    lab.answer(client.get("/me", headers={"X-Owner": "ada"}))
    picture = lab.file("a.png", b"12345")
    with picture.open("rb") as one, picture.open("rb") as two:
        form = {"title": "Red", "picture": (one, "a.png"), "others": [(two, "b.png")]}
        lab.answer(client.post("/labels", data=form))
    lab.answer(client.post("/labels", data={"title": "Red"}))


def scenario_description(lab: Lab) -> None:
    """The description lists paths, schemas, tags and servers, at its own URL and by a command of the application."""
    app = make_app(
        lab,
        servers=[Server(url="https://cellar.example")],
        external_docs=ExternalDocumentation(url="https://more.example"),
        security_schemes={"jwt": {"type": "http", "scheme": "bearer"}},
        responses={401: Unauthorized},
        openapi_extensions={"x-cellar": True},
    )
    client = app.test_client()
    lab.answer(client.get("/openapi/openapi.json"))
    lab.answer(client.get("/openapi/"))
    lab.answer(client.get("/openapi"))
    lab.command(app, "openapi", "--indent", "1")
    lab.command(app, "openapi", "--output", str(lab.folder / "api.json"))
    lab.note(json.loads((lab.folder / "api.json").read_text()) == app.api_doc)
    lab.command(app, "openapi", "--format", "toml")
    other = OpenAPI("other", doc_prefix="/docs", doc_url="/api.json", root_path=str(lab.folder))
    lab.answer(other.test_client().get("/docs/api.json"))
    bare = OpenAPI("bare", doc_ui=False, root_path=str(lab.folder))
    lab.note(sorted(rule.rule for rule in bare.url_map.iter_rules()), sorted(bare.blueprints))


def scenario_blueprints(lab: Lab) -> None:
    """Blueprints of its own carry parts of the description, nest, and keep hooks, handlers and defaults of URLs."""
    app = OpenAPI("cellar", info=INFO, root_path=str(lab.folder))
    outer = APIBlueprint(
        "outer", "cellar", url_prefix="/outer/<level>", abp_tags=[CELLAR], root_path=str(lab.folder)
    )
    inner = APIBlueprint("inner", "cellar", url_prefix="/inner", abp_security=[{"jwt": []}], doc_ui=True)
    hidden = APIBlueprint("hidden", "cellar", url_prefix="/hidden", doc_ui=False)

    class Level(BaseModel):
        level: int

    @outer.before_request
    def look() -> None:
        g.seen = request.blueprints

    @outer.get("/")
    def index(path: Level) -> Any:
        return {"level": path.level, "seen": g.seen}

    @inner.delete("/bottle")
    def drop(path: Level) -> Any:
        if path.level == 3:
            raise LookupError("no level 3")
        return "", 204

    @hidden.put("/bottle")
    def put(body: Bottle) -> Any:
        return body.model_dump_json(), {"Content-Type": "application/json"}

    inner.register_error_handler(LookupError, lambda error: (f"inner: {error}", 404))
    outer.register_api(inner)
    app.register_api(outer)
    app.register_api(hidden, url_prefix="/moved")
    client = app.test_client()
    lab.answer(client.get("/outer/1/"))
    lab.answer(client.get("/outer/one/"))
    for level in (1, 3):
        lab.answer(client.delete(f"/outer/{level}/inner/bottle"))
    lab.answer(client.put("/moved/bottle", json={"label": "white"}))
    lab.answer(client.get("/openapi/openapi.json"))


def scenario_class_views(lab: Lab) -> None:
    """Views as classes: one instance per route, with arguments of their own, and documented method by method."""
    views = APIView(url_prefix="/api/<int:version>", view_tags=[CELLAR])

    class Version(BaseModel):
        version: int

    @views.route("/bottles")
    class BottleList:
        def __init__(self, view_kwargs: dict[str, object] | None = None) -> None:
            self.shelf = (view_kwargs or {}).get("shelf")

        @views.doc(summary="all bottles")
        def get(self, path: Version, query: BottleQuery) -> Any:
            return {"shelf": self.shelf, "version": path.version, "label": query.label}

        @views.doc(summary="one more", responses={201: Bottle})
        def post(self, path: Version, body: Bottle) -> Any:
            return body.model_dump(), 201

    @views.route("/bottles/<int:number>")
    class OneBottle:
        @views.doc()
        def delete(self, path: BottlePath) -> Any:
            return "gone", 410

    app = OpenAPI("cellar", root_path=str(lab.folder))
    app.register_api_view(views, view_kwargs={"shelf": "upper"})
    client = app.test_client()
    lab.answer(client.get("/api/2/bottles?label=red"))
    lab.answer(client.post("/api/2/bottles", json={"label": "red"}))
    lab.answer(client.post("/api/2/bottles", json={}))
    lab.answer(client.put("/api/2/bottles"))
    lab.answer(client.delete("/api/2/bottles/1"))
    lab.note(sorted((rule.rule, rule.endpoint) for rule in app.url_map.iter_rules()))
    lab.note(app.api_doc["paths"])


def scenario_refusals_of_ones_own(lab: Lab) -> None:
    """What is said to a request that does not fit, and the code for it, can be the application's own."""

    class Complaint(BaseModel):
        code: str
        message: str

    def complain(error: ValidationError) -> Response:
        first = error.errors(include_url=False)[0]
        answer = make_response(Complaint(code=first["type"], message=str(first["loc"])).model_dump_json())
        answer.headers["Content-Type"] = "application/json"
        answer.status_code = 400
        return answer

    app = make_app(
        lab,
        validation_error_status=400,
        validation_error_model=Complaint,
        validation_error_callback=complain,
    )

    @app.errorhandler(HTTPException)
    def plainly(error: HTTPException) -> Any:
        return {"code": error.code, "name": error.name}, error.code or 500

    @app.after_request
    def stamp(response: Response) -> Response:
        response.headers["X-Endpoint"] = str(request.endpoint)
        return response

    client = app.test_client()
    lab.answer(client.post("/bottles", json={"label": ""}))
    lab.answer(client.get("/shelves/Upper/3"))
    lab.answer(client.get("/nowhere"))
    lab.note(app.api_doc["components"]["schemas"]["Complaint"])
    lab.note(app.api_doc["paths"]["/bottles"]["post"]["responses"]["400"])


def scenario_checked_answers(lab: Lab) -> None:
    """Answers are held to the models they were announced with, when that is asked for."""
    app = OpenAPI("cellar", root_path=str(lab.folder), validate_response=True)

    class Strict(BaseModel):
        model_config = ConfigDict(extra="forbid")
        label: str

    @app.get("/<kind>", responses={200: Strict, 202: Strict})
    def answer(path: Kind) -> Any:
        return ANSWERS[path.kind]

    receivers = lab.listen(app, "got_request_exception", "request_finished")
    client = app.test_client()
    for kind in ANSWERS:
        lab.answer(client.get(f"/{kind}"))
    app.testing = True
    lab.attempt(client.get, "/wrong")
    lab.note(len(receivers), "receivers")


class Kind(BaseModel):
    """Which answer is wanted."""

    kind: str


ANSWERS: Final[dict[str, Any]] = {
    "dict": {"label": "red"},
    "wrong": {"label": 1, "more": 2},
    "tuple": ({"label": "white"}, 202),
    "other-code": ({"anything": True}, 203),
    "text": '{"label": "green"}',
}


def scenario_async_views(lab: Lab) -> None:
    """Coroutine functions are views as well, with the context of the request, and their exceptions are handled."""
    app = OpenAPI("cellar", root_path=str(lab.folder))

    @app.get("/slow")
    async def slow(query: BottleQuery) -> Any:
        return {"label": query.label, "path": request.path}

    @app.get("/broken")
    async def broken() -> Any:
        raise LookupError(request.path)

    app.register_error_handler(LookupError, lambda error: (f"handled {error}", 404))
    client = app.test_client()
    for path in ("/slow?label=red", "/slow?sizes=x", "/broken"):
        lab.answer(client.get(path))
