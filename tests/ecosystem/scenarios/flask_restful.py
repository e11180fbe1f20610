"""Flask-RESTful: resources, parsed arguments, marshalled fields, and errors that it takes out of Flask's hands."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timezone
from functools import wraps
from typing import Final

from flask import (
    Blueprint,
    Flask,
    Response,
    abort as abort_plainly,
    got_request_exception,
    make_response,
    request,
    url_for,
)
from flask_restful import (
    Api,
    Resource,
    abort,
    fields,
    inputs,
    marshal,
    marshal_with,
    marshal_with_field,
    reqparse,
)
from werkzeug.exceptions import Conflict

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-RESTful",)

MADE: Final = datetime(2024, 2, 29, 12, tzinfo=timezone.utc)


def make_app(lab: Lab) -> Flask:
    """Make an application."""
    return Flask("todo", root_path=str(lab.folder))


class Todo(Resource):
    """One entry of a list."""

    entries: dict[str, str] = {}

    def get(self, todo_id: str) -> dict[str, str]:
        """Show it, or say that there is none."""
        if todo_id not in self.entries:
            abort(404, message=f"there is no {todo_id}", known=sorted(self.entries))
        return {todo_id: self.entries[todo_id]}

    def put(self, todo_id: str) -> tuple[dict[str, str], int, dict[str, str]]:
        """Write it."""
        self.entries[todo_id] = request.form["data"]
        return {todo_id: self.entries[todo_id]}, 201, {"X-Made": todo_id}

    def delete(self, todo_id: str) -> tuple[str, int]:
        """Remove it."""
        del self.entries[todo_id]
        return "", 204


def scenario_resources(lab: Lab) -> None:
    """Resources answer by method with data, a code and headers; two URLs may lead to one, and URLs are built for it."""
    app = make_app(lab)
    api = Api(app, prefix="/v1")
    Todo.entries = {}
    api.add_resource(Todo, "/todos/<string:todo_id>", "/t/<todo_id>", endpoint="todo_ep")

    @api.resource("/where", "/where/<int:depth>", defaults={"depth": 0})
    class Where(Resource):
        def get(self, depth: int) -> dict[str, object]:
            return {"depth": depth, "here": api.url_for(Todo, todo_id="x"), "endpoint": request.endpoint}

    client = app.test_client()
    lab.answer(client.put("/v1/todos/one", data={"data": "buy corks"}))
    for path in (
        "/v1/todos/one",
        "/v1/t/one",
        "/v1/todos/two",
        "/v1/where",
        "/v1/where/3",
        "/v1/nowhere",
        "/todos/one",
    ):
        lab.answer(client.get(path))
    lab.answer(client.put("/v1/todos/one", data={}))
    lab.answer(client.delete("/v1/todos/one"))
    lab.answer(client.delete("/v1/todos/one"))
    lab.answer(client.head("/v1/where"))
    lab.answer(client.patch("/v1/t/one"))
    lab.answer(client.options("/v1/t/one"))
    lab.note(
        sorted(
            f"{rule.rule} {rule.endpoint} {sorted(rule.methods or ())}" for rule in app.url_map.iter_rules()
        )
    )


def scenario_arguments(lab: Lab) -> None:
    """Arguments are read from query, form, JSON, headers and cookies, are converted, and refused with a 400."""
    app = make_app(lab)
    api = Api(app)
    parser = reqparse.RequestParser(bundle_errors=True)
    parser.add_argument("rate", type=int, required=True, help="a whole number: {error_msg}")
    parser.add_argument("name", action="append", dest="names", location=["json", "values"])
    parser.add_argument("kind", choices=("red", "white"), default="red", location="values")
    parser.add_argument("day", type=inputs.date, location="args")
    parser.add_argument("fresh", type=inputs.boolean, location="args")
    parser.add_argument("User-Agent", dest="agent", location="headers")
    parser.add_argument("crumb", location="cookies")
    strict = parser.copy()
    strict.remove_argument("User-Agent")

    class Echo(Resource):
        def get(self) -> dict[str, str]:
            return {key: str(value) for key, value in sorted(parser.parse_args().items())}

        def post(self) -> dict[str, str]:
            return {key: str(value) for key, value in sorted(strict.parse_args(strict=True).items())}

    api.add_resource(Echo, "/echo")
    client = app.test_client()
    client.set_cookie("crumb", "bread")
    agent = {"User-Agent": "scenario"}
    for query in (
        "rate=4&name=a&name=b&fresh=true&day=2024-02-29",
        "rate=4.5&kind=rosé",
        "kind=white",
        "rate=1&day=soon&fresh=maybe",
    ):
        lab.answer(client.get(f"/echo?{query}", headers=agent, json={}))
    lab.answer(client.get("/echo?rate=1", headers=agent))
    lab.answer(client.post("/echo", json={"rate": 3, "name": ["x", "y"]}))
    lab.answer(client.post("/echo", json={"rate": "x"}))
    lab.answer(client.post("/echo?more=1", json={"rate": 3}))
    lab.answer(client.post("/echo", data="{", content_type="application/json"))


def scenario_marshalling(lab: Lab) -> None:
    """Objects become data by a table of fields, with URLs of other endpoints, dates, nesting and an envelope."""
    app = make_app(lab)
    api = Api(app)
    inner = {"street": fields.String(attribute="road"), "number": fields.Integer(default=1)}
    table = OrderedDict(
        [
            ("id", fields.Integer),
            ("title", fields.FormattedString("<{name}>")),
            ("uri", fields.Url("item", absolute=True, scheme="https")),
            ("short", fields.Url("item")),
            ("made", fields.DateTime(dt_format="iso8601")),
            ("made_http", fields.DateTime(attribute="made")),
            ("price", fields.Fixed(decimals=2)),
            ("tags", fields.List(fields.String)),
            ("address", fields.Nested(inner, allow_null=True)),
        ]
    )

    class Item(Resource):
        @marshal_with(table, envelope="item")
        def get(self, id: int) -> dict[str, object]:
            return {
                "id": id,
                "name": "cork",
                "made": MADE,
                "price": "1.5",
                "tags": ["a"],
                "address": {"road": "Rue"},
            }

        @marshal_with_field(fields.List(fields.Integer))
        def post(self, id: int) -> list[str]:
            return ["1", "2", str(id)]

        def put(self, id: int) -> object:
            return marshal([{"id": id}, {"id": "none"}], {"id": fields.Integer})

    api.add_resource(Item, "/items/<int:id>", endpoint="item")
    client = app.test_client()
    lab.answer(client.get("/items/7"))
    lab.answer(client.post("/items/7"))
    lab.answer(client.put("/items/7"))


class Broken(Resource):
    """A resource that fails in the way that its URL says."""

    def get(self, way: str) -> object:
        """Fail."""
        if way == "conflict":
            raise Conflict("the cellar is full")
        if way == "teapot":
            abort_plainly(418)
        if way == "login":
            abort(401)
        if way == "response":
            abort_plainly(make_response("as it is", 402))
        if way == "none":
            return None
        raise LookupError(way)


def scenario_errors(lab: Lab) -> None:
    """Errors of resources become JSON, those of plain views stay with the application's handlers, and signals are sent."""
    app = make_app(lab)
    api = Api(
        app,
        serve_challenge_on_401=True,
        errors={"LookupError": {"message": "lost", "status": 410, "extra": 1}},
    )
    api.add_resource(Broken, "/broken/<way>")

    @app.get("/plain/<int:number>")
    def plain(number: int) -> str:
        raise LookupError(number)

    @app.errorhandler(LookupError)
    def tell(error: LookupError) -> tuple[str, int]:
        return f"handled {error}", 500

    @app.errorhandler(404)
    def tell_none(error: Exception) -> tuple[str, int]:
        return "nothing here", 404

    def hear(sender: Flask, exception: Exception) -> None:
        lab.note("signal", sender.name, type(exception).__name__)

    client = app.test_client()
    with got_request_exception.connected_to(hear, app):
        for way in ("conflict", "teapot", "login", "response", "none", "lookup"):
            lab.answer(client.get(f"/broken/{way}"))
        for path in ("/plain/1", "/plain/x", "/broken"):
            lab.answer(client.get(path))
        lab.answer(client.post("/broken/x"))
        lab.answer(client.post("/plain/1"))
        app.testing = True
        for path in ("/broken/lookup", "/plain/1"):
            lab.send(client, path)
    lab.note(app.handle_exception.func.__qualname__, app.handle_user_exception.func.__qualname__)


def scenario_blueprints(lab: Lab) -> None:
    """An API on a blueprint has its prefix, errors and endpoints to itself, catches unknown URLs, and is registered once."""
    app = make_app(lab)
    blueprint = Blueprint("api", __name__, url_prefix="/api", url_defaults={"language": "en"})
    api = Api(blueprint, prefix="/v2", catch_all_404s=True, url_part_order="abe")

    class Hello(Resource):
        def get(self, language: str) -> dict[str, str]:
            return {"hello": language, "self": url_for(".hello"), "blueprint": str(request.blueprint)}

    class Late(Resource):
        def get(self, language: str) -> dict[str, str]:
            raise LookupError(language)

    api.add_resource(Hello, "/hello", "/hello/<language>")
    app.register_blueprint(blueprint)
    api.add_resource(Late, "/late")
    client = app.test_client()
    for path in ("/v2/api/hello", "/v2/api/hello/fr", "/v2/api/late", "/v2/api/none", "/none"):
        lab.answer(client.get(path))
    lab.note(sorted(f"{rule.rule} {rule.endpoint}" for rule in app.url_map.iter_rules()))
    lab.note(api.owns_endpoint("api.hello"), api.owns_endpoint("hello"), api.owns_endpoint("static"))
    other, twice = make_app(lab), Blueprint("twice", __name__)
    Api(twice).add_resource(Hello, "/hello/<language>")
    other.register_blueprint(twice)
    lab.refused(other.register_blueprint, twice, name="again")


def shout(view: Callable[..., object]) -> Callable[..., object]:
    """Add a header to what a view returns."""

    @wraps(view)
    def wrapper(*args: object, **kwargs: object) -> object:
        answer = make_response(view(*args, **kwargs))
        answer.headers["X-Shout"] = request.method
        return answer

    return wrapper


def scenario_representations_and_decorators(lab: Lab) -> None:
    """The answer's form follows the Accept header, decorators wrap methods and the whole API, also with a lazy ``init_app``."""
    api = Api(decorators=[shout], default_mediatype=None)

    @api.representation("text/csv")
    def as_csv(data: dict[str, object], code: int, headers: dict[str, str] | None = None) -> Response:
        answer = make_response(",".join(f"{key}={value}" for key, value in sorted(data.items())), code)
        answer.headers.extend(headers or {})
        return answer

    class Pair(Resource):
        method_decorators = {"post": [shout]}

        def __init__(self, left: int, right: int = 0) -> None:
            self.pair = {"left": left, "right": right}

        def get(self) -> tuple[dict[str, int], int, dict[str, str]]:
            return self.pair, 203, {"X-Own": "yes"}

        def post(self) -> Response:
            return Response("whole", mimetype="text/plain")

    api.add_resource(Pair, "/pair", resource_class_args=(1,), resource_class_kwargs={"right": 2})
    app = make_app(lab)
    app.config["RESTFUL_JSON"] = {"indent": 1, "sort_keys": True}
    api.init_app(app)
    client = app.test_client()
    for accepted in (
        "application/json",
        "text/csv",
        "text/csv;q=0.5, application/json;q=0.4",
        "image/png",
        "*/*",
    ):
        lab.answer(client.get("/pair", headers={"Accept": accepted}))
    lab.answer(client.post("/pair"))
    lab.answer(client.get("/pair"))
