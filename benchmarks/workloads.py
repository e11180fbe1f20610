"""The applications under test, each written once and made with either package, and the requests they get."""
# pyright: reportUnknownLambdaType=false
# The package under test is a value here, so that what its views are given has no types.

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

from werkzeug.test import EnvironBuilder

FILES: Final = Path(__file__).parent / "files"
ITEMS: Final = ("blue", "green", "brown", "amber")
URLS: Final = 5
# ``Any`` in this file: `demijohn` or `flask` is a value here, so that what it makes has no type of its own.


class Workload(NamedTuple):
    """An application, a request, what the answer must begin with, and how many times Flask's speed is wanted."""

    make: Callable[[ModuleType], Any]
    request: dict[str, Any]
    status: str
    wanted: float


def _app(web: ModuleType) -> Any:
    return web.Flask(__name__, root_path=str(FILES))


def _shown(item: object) -> str:
    return str(item)


def hello(web: ModuleType) -> Any:
    app = _app(web)
    app.add_url_rule("/", "hello", lambda: "Hello, World!")
    return app


def hello_key(web: ModuleType) -> Any:
    app = hello(web)
    app.secret_key = "a key that nobody uses"
    return app


def data(web: ModuleType) -> Any:
    app = _app(web)
    app.add_url_rule("/", "data", lambda: {"message": "Hello, World!", "numbers": [1, 2, 3], "ok": True})
    return app


def param(web: ModuleType) -> Any:
    app = _app(web)
    app.add_url_rule("/users/<name>/posts/<int:number>", "post", lambda name, number: f"{name} {number + 1}")
    return app


def routes(web: ModuleType) -> Any:
    app = _app(web)
    for number in range(250):
        app.add_url_rule(f"/section{number}/page", f"page{number}", lambda: "page")
        app.add_url_rule(f"/section{number}/<int:item>", f"item{number}", _shown)
    return app


def blueprint(web: ModuleType) -> Any:
    app = _app(web)
    levels = [web.Blueprint(f"level{number}", __name__, url_prefix=f"/{number}") for number in range(3)]
    for owner in (app, *levels):
        owner.before_request(lambda: None)
        owner.after_request(lambda response: response)
        owner.teardown_request(lambda error: None)
    levels[2].add_url_rule("/end", "end", lambda: "end")
    levels[1].register_blueprint(levels[2])
    levels[0].register_blueprint(levels[1])
    app.register_blueprint(levels[0])
    return app


def session_read(web: ModuleType) -> Any:
    app = _app(web)
    app.secret_key = "a key"
    app.add_url_rule("/", "read", lambda: web.session["name"])
    return app


def session_write(web: ModuleType) -> Any:
    app = _app(web)
    app.secret_key = "a key"

    def write() -> str:
        web.session["count"] = web.session.get("count", 0) + 1
        return "written"

    app.add_url_rule("/", "write", write)
    return app


def template(web: ModuleType) -> Any:
    app = _app(web)
    app.add_url_rule("/", "page", lambda: web.render_template("page.html", title="Eyes", items=ITEMS))
    return app


def error_mro(web: ModuleType) -> Any:
    app = _app(web)

    class Refused(LookupError):
        """What the view raises; its handler is that of a class above."""

    def refuse() -> str:
        raise Refused

    app.add_url_rule("/", "refuse", refuse)
    app.register_error_handler(LookupError, lambda error: ("refused", 409))
    return app


def form_post(web: ModuleType) -> Any:
    app = _app(web)
    app.add_url_rule("/", "form", lambda: web.request.form["name"], methods=["POST"])
    return app


def json_post(web: ModuleType) -> Any:
    app = _app(web)
    app.add_url_rule("/", "take", lambda: {"name": web.request.get_json()["name"]}, methods=["POST"])
    return app


def url_for(web: ModuleType) -> Any:
    app = _app(web)
    app.add_url_rule("/item/<int:number>/<name>", "item", lambda number, name: "item")
    app.add_url_rule(
        "/", "index", lambda: " ".join([web.url_for("item", number=n, name="a") for n in range(URLS)])
    )
    return app


def streaming(web: ModuleType) -> Any:
    app = _app(web)

    def parts() -> Iterator[str]:
        for number in range(10):
            yield f"part {number}\n"

    app.add_url_rule("/", "parts", lambda: web.Response(parts(), mimetype="text/plain"))
    return app


def upload(web: ModuleType) -> Any:
    app = _app(web)
    app.add_url_rule("/", "upload", lambda: str(len(web.request.files["file"].read())), methods=["POST"])
    return app


def headers(web: ModuleType) -> Any:
    app = _app(web)

    def answer() -> Any:
        response = web.make_response(web.request.headers.get("User-Agent", ""))
        response.headers["X-Language"] = web.request.accept_languages.best
        response.headers["X-Request"] = web.request.headers["X-Request"]
        response.cache_control.max_age = 60
        return response

    app.add_url_rule("/", "answer", answer)
    return app


def environ(app: Any, request: Mapping[str, Any]) -> dict[str, Any]:
    """Make the environment of a request; a session is signed by the application itself."""
    request = dict(request)
    session = request.pop("session", None)
    if session is not None:
        signed = app.session_interface.get_signing_serializer(app).dumps(session)
        request["headers"] = {**request.get("headers", {}), "Cookie": f"session={signed}"}
    made: dict[str, Any] = EnvironBuilder(**request).get_environ()
    made["body"] = made.pop("wsgi.input").read()
    return made


def fresh(environ: dict[str, Any]) -> dict[str, Any]:
    """Copy an environment for one more request, with a body that nobody has read."""
    copy = environ.copy()
    copy["wsgi.input"] = BytesIO(copy.pop("body"))
    return copy


_HEADERS: Final = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64)",
    "Accept-Language": "de;q=0.5, en",
    "X-Request": "1",
}
_FORM: Final = {"name": "Ada", "city": "London", "note": "first & foremost"}
_FILE: Final = (
    b'--edge\r\nContent-Disposition: form-data; name="file"; filename="file.bin"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n" + b"x" * 10_000 + b"\r\n--edge--\r\n"
)
_JSON: Final = json.dumps({"name": "Ada", "numbers": list(range(10))})

WORKLOADS: Final[dict[str, Workload]] = {
    "hello": Workload(hello, {"path": "/"}, "200", 25),
    "hello_key": Workload(hello_key, {"path": "/"}, "200", 35),
    "json": Workload(data, {"path": "/"}, "200", 18),
    "param": Workload(param, {"path": "/users/ada/posts/41"}, "200", 22),
    "routes": Workload(routes, {"path": "/section200/7"}, "200", 20),
    "blueprint": Workload(blueprint, {"path": "/0/1/2/end"}, "200", 18),
    "session_read": Workload(session_read, {"path": "/", "session": {"name": "Ada"}}, "200", 16),
    "session_write": Workload(session_write, {"path": "/", "session": {"count": 1}}, "200", 17),
    "template": Workload(template, {"path": "/"}, "200", 3.5),
    "error404": Workload(hello, {"path": "/nothing"}, "404", 25),
    "error_mro": Workload(error_mro, {"path": "/"}, "409", 16),
    "form_post": Workload(form_post, {"path": "/", "method": "POST", "data": _FORM}, "200", 8),
    "json_post": Workload(
        json_post,
        {"path": "/", "method": "POST", "data": _JSON, "content_type": "application/json"},
        "200",
        5.5,
    ),
    "url_for": Workload(url_for, {"path": "/"}, "200", 12),
    "streaming": Workload(streaming, {"path": "/"}, "200", 10),
    "static": Workload(hello, {"path": "/static/file.css"}, "200", 5.5),
    "upload": Workload(
        upload,
        {"path": "/", "method": "POST", "data": _FILE, "content_type": "multipart/form-data; boundary=edge"},
        "200",
        8,
    ),
    "headers": Workload(headers, {"path": "/", "headers": _HEADERS}, "200", 6),
}
