"""The applications under test, each written once and made with either package, and the requests they get."""
# pyright: reportUnknownLambdaType=false
# The package under test is a value here, so that what its views are given has no types.

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

FILES: Final = Path(__file__).parent / "files"
ROWS: Final = ("anise", "basil", "chive", "dill", "fennel", "laurel", "mint", "rue", "sage", "thyme")
SECTIONS: Final = 250
URLS: Final = 5
CHUNKS: Final = 10
# ``Any`` in this file: `demijohn` or `flask` is a value here, so that what it makes has no type of its own.


class Workload(NamedTuple):
    """An application and its request, the status of the answer, and how many times Flask's speed is wanted.

    Attributes:
        make: Makes the application with a package.
        request: The arguments of Werkzeug's `EnvironBuilder`.
        wanted: The goal of the compiled build.
        status: The status code that the answer must have.
        sign: A path to visit first, whose session cookie the request brings along.
        read: What two packages' bodies must agree in; the bytes, where nothing else is said.
    """

    make: Callable[[ModuleType], Any]
    request: dict[str, Any]
    wanted: float
    status: int = 200
    sign: str | None = None
    read: Callable[[bytes], object] = bytes


def _app(web: ModuleType) -> Any:
    return web.Flask(__name__, root_path=str(FILES))


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
    app.add_url_rule("/user/<int:id>/<name>", "user", lambda id, name: f"{id} {name}")
    return app


def sections(web: ModuleType, number: int) -> Any:
    """Make an application of twice as many routes as sections."""
    app = _app(web)
    for each in range(number):
        app.add_url_rule(f"/section{each:04}/page", f"page{each}", lambda: "page")
        app.add_url_rule(f"/section{each:04}/<int:item>", f"item{each}", lambda item: f"item {item}")
    return app


def routes(web: ModuleType) -> Any:
    return sections(web, SECTIONS)


def blueprint(web: ModuleType) -> Any:
    """Nest three blueprints; they and the application have three hooks each."""
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


def session(web: ModuleType) -> Any:
    """Read a session, write one, and hand out one to begin with."""
    app = _app(web)
    app.secret_key = "a key"

    def sign() -> str:
        web.session["name"] = "Ada"
        web.session["count"] = 1
        return "signed"

    def write() -> str:
        web.session["count"] += 1
        return "written"

    app.add_url_rule("/sign", "sign", sign)
    app.add_url_rule("/read", "read", lambda: web.session["name"])
    app.add_url_rule("/write", "write", write)
    return app


def template(web: ModuleType) -> Any:
    app = _app(web)
    app.add_url_rule("/", "page", lambda: web.render_template("page.html", title="Herbs & more", rows=ROWS))
    return app


def error404(web: ModuleType) -> Any:
    app = hello(web)
    app.register_error_handler(404, lambda error: ("Nothing is here.", 404))
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

    def take() -> str:
        form = web.request.form
        return "|".join([form[name] for name in FORM])

    app.add_url_rule("/", "take", take, methods=["POST"])
    return app


def json_post(web: ModuleType) -> Any:
    app = _app(web)

    def take() -> dict[str, object]:
        found = web.request.get_json()
        return {"name": found["name"], "numbers": len(found["numbers"])}

    app.add_url_rule("/", "take", take, methods=["POST"])
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
        for number in range(CHUNKS):
            yield f"part {number}\n"

    app.add_url_rule("/", "parts", lambda: (parts(), {"Content-Type": "text/plain; charset=utf-8"}))
    return app


def upload(web: ModuleType) -> Any:
    app = _app(web)
    app.add_url_rule("/", "upload", lambda: str(len(web.request.files["file"].read())), methods=["POST"])
    return app


def headers(web: ModuleType) -> Any:
    """Read three headers, and set three and a cookie."""
    app = _app(web)

    def answer() -> Any:
        asked = web.request.headers
        response = web.make_response(asked["User-Agent"])
        response.headers["X-Language"] = asked["Accept-Language"]
        response.headers["X-Request"] = asked["X-Request"]
        response.headers["Cache-Control"] = "no-store"
        response.set_cookie("seen", "yes")
        return response

    app.add_url_rule("/", "answer", answer)
    return app


HEADERS: Final = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64)",
    "Accept-Language": "de;q=0.5, en",
    "X-Request": "4b1d7c66",
}
FORM: Final = {
    "name": "Ada Lovelace",
    "city": "London",
    "note": "first & foremost",
    "born": "1815",
    "mail": "ada@example.org",
}
_FILE: Final = (
    b'--edge\r\nContent-Disposition: form-data; name="file"; filename="file.bin"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n" + bytes(range(250)) * 400 + b"\r\n--edge--\r\n"
)
_JSON: Final = json.dumps({"name": "Ada", "numbers": list(range(100)), "text": "x" * 570})
_SENT: Final = {"method": "POST", "path": "/"}

WORKLOADS: Final[dict[str, Workload]] = {
    "hello": Workload(hello, {}, 25),
    "hello_key": Workload(hello_key, {}, 35),
    "json": Workload(data, {}, 18, read=json.loads),
    "param": Workload(param, {"path": "/user/41/ada"}, 22),
    "routes": Workload(routes, {"path": "/section0240/7"}, 20),
    "blueprint": Workload(blueprint, {"path": "/0/1/2/end"}, 18),
    "session_read": Workload(session, {"path": "/read"}, 16, sign="/sign"),
    "session_write": Workload(session, {"path": "/write"}, 17, sign="/sign"),
    "template": Workload(template, {}, 3.5, read=bytes.split),
    "error404": Workload(error404, {"path": "/nothing"}, 25, status=404),
    "error_mro": Workload(error_mro, {}, 16, status=409),
    "form_post": Workload(form_post, {**_SENT, "data": FORM}, 8),
    "json_post": Workload(
        json_post, {**_SENT, "data": _JSON, "content_type": "application/json"}, 5.5, read=json.loads
    ),
    "url_for": Workload(url_for, {}, 12),
    "streaming": Workload(streaming, {}, 10),
    "static": Workload(hello, {"path": "/static/numbers.txt"}, 5.5),
    "upload": Workload(
        upload, {**_SENT, "data": _FILE, "content_type": "multipart/form-data; boundary=edge"}, 8
    ),
    "headers": Workload(headers, {"headers": HEADERS}, 6),
}
"""The eighteen, with the goals of the compiled build."""
