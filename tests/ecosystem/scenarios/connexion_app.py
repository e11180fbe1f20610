"""Connexion: its Flask application, behind ASGI middleware that routes, checks and answers by an OpenAPI description."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

import connexion
import flask
from connexion import FlaskApp, NoContent, ProblemException
from connexion.exceptions import OAuthProblem
from connexion.lifecycle import ConnexionRequest, ConnexionResponse
from connexion.problem import problem
from connexion.resolver import MethodViewResolver, RelativeResolver
from flask.views import MethodView
from httpx import Response

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("connexion",)

FIND: Final = "/api." + __name__.replace(".", "_") + "_find"  # the endpoint of an operation


# --- Operations, found by their names ---------------------------------------------------------------------------


def find(shelf: str, number: int, full: bool = False, sizes: list[float] | None = None) -> dict[str, Any]:
    """Find a bottle."""
    path = flask.request.path
    return {"shelf": shelf, "number": number, "full": full, "sizes": sizes, "path": path}


def add(body: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Add a bottle."""
    endpoint = str(flask.request.endpoint)
    return {**body, "laid": date(2024, 2, 29)}, 201, {"X-Endpoint": endpoint}


def drop(number: float) -> tuple[object, int]:
    """Drop a bottle; some of the numbers fail in some way."""
    if number == 1:
        flask.abort(410, "dropped already")
    if number == 2:
        raise ProblemException(status=409, title="Held", detail="by somebody", ext={"holder": "ada"})
    if number == 3:
        raise LookupError("a bug")
    if number == 4:
        raise ArithmeticError("with a handler")
    return NoContent, 204


def upload(body: dict[str, Any], picture: Any) -> dict[str, Any]:
    """Take a label with a picture."""
    return {"title": body["title"], "name": picture.filename, "size": len(picture.read())}


def answer(kind: str) -> Any:
    """Answer in one of several ways, of which two do not keep the description."""
    return {
        "dict": {"label": "red"},
        "wrong": {"label": 1},
        "response": flask.Response('{"label": "white"}', 202, mimetype="application/json"),
        "made": flask.make_response(flask.jsonify(label="green"), {"X-Made": "yes"}),
        "connexion": ConnexionResponse(body='{"label": "own"}', mimetype="application/json"),
        "text": "text",
    }[kind]


def whoami(user: str, token_info: dict[str, Any]) -> dict[str, Any]:
    """Tell who asks."""
    return {"user": user, "info": token_info, "context": sorted(connexion.context.context)}


async def slow(name: str) -> dict[str, Any]:
    """Answer from a coroutine, which goes through the application's `ensure_sync`."""
    return {"name": name, "app": flask.current_app.name}


def check_basic(username: str, password: str) -> dict[str, str] | None:
    """Check a password."""
    return {"sub": username, "by": "basic"} if password == "known" else None


def check_key(apikey: str) -> dict[str, str] | None:
    """Check a key."""
    if apikey == "broken":
        raise OAuthProblem("no such key")
    return {"sub": "key", "by": apikey} if apikey == "known" else None


class BottlesView(MethodView):
    """The bottles, as a view class of Flask."""

    def search(self) -> list[str]:
        """List them, as Connexion names it."""
        return ["red", "white"]

    get = search

    def post(self, body: dict[str, Any]) -> tuple[dict[str, Any], int]:
        """Add one."""
        return body, 201


# --- The description --------------------------------------------------------------------------------------------


def operation(name: str, *parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    """One operation of the description."""
    responses = more.pop("responses", {"200": {"description": "fine"}})
    return {"operationId": name, "parameters": list(parameters), "responses": responses, **more}


def parameter(name: str, kind: str, where: str = "path", **more: Any) -> dict[str, Any]:
    """One parameter."""
    schema = {"type": kind, **more}
    return {"name": name, "in": where, "required": where == "path", "schema": schema}


LABELLED: Final = {
    "type": "object",
    "required": ["label"],
    "properties": {"label": {"type": "string", "minLength": 2}},
}
LABELLED_CONTENT: Final = {"application/json": {"schema": LABELLED}}
FORM: Final = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "properties": {"title": {"type": "string"}, "picture": {"type": "string", "format": "binary"}},
        }
    }
}
CHECKS: Final = {
    "basic": {"type": "http", "scheme": "basic", "x-basicInfoFunc": f"{__name__}.check_basic"},
    "key": {"type": "apiKey", "in": "header", "name": "X-Key", "x-apikeyInfoFunc": f"{__name__}.check_key"},
}


def describe(paths: dict[str, Any]) -> dict[str, Any]:
    """A description with these paths."""
    return {
        "openapi": "3.0.0",
        "info": {"title": "The cellar", "version": "2"},
        "servers": [{"url": "/api"}],
        "components": {"securitySchemes": CHECKS},
        "paths": paths,
    }


BOTTLES: Final = {
    "/shelves/{shelf}/{number}": {
        "get": operation(
            "find",
            parameter("shelf", "string"),
            parameter("number", "integer"),
            parameter("full", "boolean", "query"),
            parameter("sizes", "array", "query", items={"type": "number"}),
        )
    },
    "/bottles": {"post": operation("add", requestBody={"required": True, "content": LABELLED_CONTENT})},
    "/bottles/{number}": {"delete": operation("drop", parameter("number", "number"))},
    "/labels": {"post": operation("upload", requestBody={"content": FORM})},
    "/slow/{name}": {"get": operation("slow", parameter("name", "string"))},
}


def make_app(lab: Lab, paths: dict[str, Any] = BOTTLES, **options: Any) -> FlaskApp:
    """An application with an API below `/api`."""
    logging.getLogger("connexion").setLevel(logging.CRITICAL)
    server = {"root_path": str(lab.folder)}
    app = FlaskApp("cellar", specification_dir=lab.folder, server_args=server)
    app.add_api(describe(paths), resolver=RelativeResolver(__name__), **options)
    return app


def tell(lab: Lab, response: Response) -> None:
    """Note an answer of the client, which is httpx's."""
    lab.note(response.request.method, response.request.url.raw_path.decode(), "->", response.status_code)
    headers = {name: value for name, value in response.headers.items() if name != "date"}
    if "allow" in headers:
        headers["allow"] = ", ".join(sorted(headers["allow"].split(", ")))
    lab.note("   ", headers)
    lab.note("   ", response.text)


# --- Scenarios --------------------------------------------------------------------------------------------------


def scenario_operations(lab: Lab) -> None:
    """Operations get parameters, bodies and files as their arguments, and what does not fit the description is refused."""
    with make_app(lab).test_client() as client:
        for path in (
            "/api/shelves/upper/3",
            "/api/shelves/upper/-3?full=true&sizes=0.75,1.5",
            "/api/shelves/upper/three",
            "/api/shelves/upper/3?full=perhaps",
            "/api/slow/ada",
            "/api/missing",
            "/shelves/upper/3",
        ):
            tell(lab, client.get(path))
        for body in ({"label": "red"}, {"label": "r"}, {}, [1]):
            tell(lab, client.post("/api/bottles", json=body))
        tell(lab, client.post("/api/bottles", content="{", headers={"Content-Type": "application/json"}))
        tell(lab, client.post("/api/bottles", content="text", headers={"Content-Type": "text/plain"}))
        tell(lab, client.get("/api/bottles"))
        tell(
            lab,
            client.post(
                "/api/labels", data={"title": "Red"}, files={"picture": ("a.png", b"12345", "image/png")}
            ),
        )


def scenario_failures(lab: Lab) -> None:
    """What operations raise goes through the application's handlers, out of Flask, and to those of the middleware."""
    app = make_app(lab)

    @app.app.teardown_request
    def torn_down(error: BaseException | None) -> None:
        lab.note("torn down", type(error))

    @app.app.errorhandler(ArithmeticError)
    def explain(error: ArithmeticError) -> Any:
        return flask.jsonify(handled=str(error)), 418

    def no_such(asked: ConnexionRequest, error: Exception) -> ConnexionResponse:
        return problem(title="Missed", status=404, detail=f"{type(error).__name__} at {asked.url.path}")

    app.add_error_handler(LookupError, no_such)
    receivers = lab.listen(app.app, "got_request_exception", "request_finished")
    with app.test_client() as client:
        for number in range(5):
            tell(lab, client.delete(f"/api/bottles/{number}"))
        tell(lab, client.delete("/api/bottles/1.5"))
    lab.note(len(receivers), "receivers")


def scenario_answers(lab: Lab) -> None:
    """Values, Flask's responses and Connexion's are answers, held to the description when that is asked for."""
    content = {"description": "fine", "content": LABELLED_CONTENT}
    described = {
        "/{kind}": {
            "get": operation(
                "answer", parameter("kind", "string"), responses={"200": content, "202": content}
            )
        }
    }
    for checked in (False, True):
        with make_app(lab, described, validate_responses=checked).test_client() as client:
            for kind in ("dict", "wrong", "response", "made", "connexion", "text"):
                tell(lab, client.get(f"/api/{kind}"))


def scenario_security(lab: Lab) -> None:
    """Passwords and keys are looked at before the application is reached, which is told who asks."""
    described = {"/basic": {"get": operation("whoami", security=[{"basic": []}])}}
    either = operation(f"{__name__}.whoami", security=[{"basic": []}, {"key": []}])
    app = make_app(lab, described)
    app.add_api(describe({"/either": {"get": either}}), base_path="/other", name="second")
    app.app.before_request(lambda: lab.note("reached", flask.request.path))
    with app.test_client() as client:
        tell(lab, client.get("/api/basic"))
        for password in ("known", "unknown"):
            tell(lab, client.get("/api/basic", auth=("ada", password)))
        for key in ("known", "unknown", "broken"):
            tell(lab, client.get("/other/either", headers={"X-Key": key}))
    lab.note(sorted(app.app.blueprints), sorted(rule.endpoint for rule in app.app.url_map.iter_rules()))


def scenario_the_flask_within(lab: Lab) -> None:
    """The wrapped application has hooks, routes, a JSON provider and converters of its own, and can be asked directly."""
    app = make_app(lab)
    within = app.app
    within.secret_key = "a key"

    @within.before_request
    def count() -> None:
        flask.session["visits"] = flask.session.get("visits", 0) + 1
        flask.g.trail = [flask.request.blueprint, str(flask.request.url_rule)]

    @within.after_request
    def stamp(response: flask.Response) -> flask.Response:
        response.headers["X-Trail"] = " ".join(map(str, flask.g.trail))
        response.headers["X-Visits"] = str(flask.session["visits"])
        return response

    @app.route("/plain/<int:number>")
    def plain(number: int) -> Any:
        return {
            "number": number,
            "laid": date(2024, 2, 29),
            "url": flask.url_for(FIND, shelf="a", number=number),
        }

    lab.note(type(within) is flask.Flask, type(within.json).__name__, sorted(within.url_map.converters))
    lab.note({key: within.config[key] for key in ("PROPAGATE_EXCEPTIONS", "TRAP_HTTP_EXCEPTIONS")})
    with app.test_client() as client:
        tell(lab, client.get("/plain/-4"))
        tell(lab, client.get("/api/shelves/upper/3"))
        tell(lab, client.get("/plain/none"))
    lab.note(
        sorted((rule.rule, rule.endpoint, sorted(rule.methods or ())) for rule in within.url_map.iter_rules())
    )
    lab.answer(within.test_client().get("/plain/7"))
    with within.test_request_context("/plain/7", environ_base={"REMOTE_ADDR": "10.0.0.1"}):
        lab.note(flask.url_for(FIND, shelf="a", number=-1), flask.request.remote_addr)


def scenario_wsgi_middleware(lab: Lab) -> None:
    """Middleware is put around the application's `wsgi_app`, inside of the asynchronous one."""

    class Stamped:
        def __init__(self, wsgi_app: Callable[..., Iterable[bytes]], mark: str) -> None:
            self.wsgi_app = wsgi_app
            self.mark = mark

        def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            lab.note("middleware", self.mark, environ["PATH_INFO"], environ["SCRIPT_NAME"])
            environ["HTTP_X_MARK"] = environ.get("HTTP_X_MARK", "") + self.mark
            return self.wsgi_app(environ, start_response)

    app = make_app(lab)
    app.add_wsgi_middleware(Stamped, mark="a")
    app.add_wsgi_middleware(Stamped, mark="b")
    app.add_url_rule("/mark", "mark", lambda: flask.request.headers["X-Mark"])
    app.add_url_rule("/stream", "stream", lambda: flask.Response(str(number) for number in range(3)))
    with app.test_client() as client:
        tell(lab, client.get("/mark"))
        tell(lab, client.get("/stream"))
        tell(lab, client.get("/api/shelves/upper/3"))


def scenario_class_views(lab: Lab) -> None:
    """View classes of Flask are found by the path, and dispatch themselves."""
    described = describe(
        {
            "/bottles": {
                "get": {"responses": {"200": {"description": "fine"}}},
                "post": {
                    "requestBody": {"content": LABELLED_CONTENT},
                    "responses": {"201": {"description": "added"}},
                },
            }
        }
    )
    app = FlaskApp("cellar", specification_dir=lab.folder, server_args={"root_path": str(lab.folder)})
    app.add_api(described, resolver=MethodViewResolver(__name__), name="views")
    with app.test_client() as client:
        tell(lab, client.get("/api/bottles"))
        tell(lab, client.post("/api/bottles", json={"label": "red"}))
        tell(lab, client.put("/api/bottles", json={"label": "red"}))
    lab.note(sorted((rule.endpoint, rule.rule) for rule in app.app.url_map.iter_rules()))


def scenario_description(lab: Lab) -> None:
    """The description is served, a page shows it, and it may be a file with parts filled in."""
    lab.file(
        "api.yaml",
        'openapi: "3.0.0"\ninfo: {title: "{{title}}", version: "1"}\nservers: [{url: /files}]\n'
        f"paths:\n  /slow/{{name}}:\n    get:\n      operationId: {__name__}.slow\n"
        "      parameters: [{name: name, in: path, required: true, schema: {type: string}}]\n"
        "      responses: {'200': {description: fine}}\n",
    )
    app = FlaskApp("cellar", specification_dir=lab.folder, server_args={"root_path": str(lab.folder)})
    app.add_api("api.yaml", arguments={"title": "From a file"})
    with app.test_client() as client:
        tell(lab, client.get("/files/openapi.json"))
        page = client.get("/files/ui/")
        lab.note(page.status_code, page.headers["content-type"], "openapi.json" in page.text)
        tell(lab, client.get("/files/slow/ada"))
    lab.attempt(app.add_api, "api.yaml")
    lab.refused(make_app, lab, {"/x": {"get": {"operationId": "find"}}})
    lab.refused(make_app(lab, {"/x": {"get": operation("no_such_function")}}).test_client().__enter__)
