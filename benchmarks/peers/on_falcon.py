"""The workloads in Falcon.

It has no sessions, no templates, no URLs of endpoints, and no groups of routes.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from benchmarks.workloads import CHUNKS, FILES, FORM, SECTIONS

if TYPE_CHECKING:
    from benchmarks.peers import Makers

# ``Any`` in this file: Falcon is not installed where types are checked.
falcon: Any = import_module("falcon")


def _app(path: str, resource: object) -> Any:
    app = falcon.App()
    app.add_route(path, resource)
    return app


class Hello:
    def on_get(self, request: Any, response: Any) -> None:
        response.content_type = falcon.MEDIA_HTML
        response.text = "Hello, World!"


class Data:
    def on_get(self, request: Any, response: Any) -> None:
        response.media = {"message": "Hello, World!", "numbers": [1, 2, 3], "ok": True}


class User:
    def on_get(self, request: Any, response: Any, id: int, name: str) -> None:
        response.content_type = falcon.MEDIA_HTML
        response.text = f"{id} {name}"


class Page:
    def on_get(self, request: Any, response: Any) -> None:
        response.content_type = falcon.MEDIA_HTML
        response.text = "page"


class Item:
    def on_get(self, request: Any, response: Any, item: int) -> None:
        response.content_type = falcon.MEDIA_HTML
        response.text = f"item {item}"


class Refusing:
    def on_get(self, request: Any, response: Any) -> None:
        raise Refused


class Refused(LookupError):
    """What a view raises; its handler is that of a class above."""


class Form:
    def on_post(self, request: Any, response: Any) -> None:
        form = request.get_media()
        response.content_type = falcon.MEDIA_HTML
        response.text = "|".join([form[name] for name in FORM])


class Taker:
    def on_post(self, request: Any, response: Any) -> None:
        found = request.get_media()
        response.media = {"name": found["name"], "numbers": len(found["numbers"])}


class Parts:
    def on_get(self, request: Any, response: Any) -> None:
        response.content_type = falcon.MEDIA_TEXT
        response.stream = self.parts()

    def parts(self) -> Iterator[bytes]:
        for number in range(CHUNKS):
            yield f"part {number}\n".encode()


class Upload:
    def on_post(self, request: Any, response: Any) -> None:
        response.content_type = falcon.MEDIA_HTML
        for part in request.get_media():
            if part.name == "file":
                response.text = str(len(part.stream.read()))


class Headers:
    def on_get(self, request: Any, response: Any) -> None:
        response.content_type = falcon.MEDIA_HTML
        response.text = request.get_header("User-Agent")
        response.set_header("X-Language", request.get_header("Accept-Language"))
        response.set_header("X-Request", request.get_header("X-Request"))
        response.set_header("Cache-Control", "no-store")
        response.set_cookie("seen", "yes", path="/", secure=False)


def hello() -> Any:
    return _app("/", Hello())


def routes() -> Any:
    app = falcon.App()
    for number in range(SECTIONS):
        app.add_route(f"/section{number:04}/page", Page())
        app.add_route(f"/section{number:04}/{{item:int}}", Item())
    return app


def error404() -> Any:
    def answer(request: Any, response: Any, error: Exception, params: object) -> None:
        response.status = falcon.HTTP_404
        response.content_type = falcon.MEDIA_HTML
        response.text = "Nothing is here."

    app = hello()
    app.add_error_handler(falcon.HTTPNotFound, answer)
    return app


def error_mro() -> Any:
    def answer(request: Any, response: Any, error: Exception, params: object) -> None:
        response.status = falcon.HTTP_409
        response.content_type = falcon.MEDIA_HTML
        response.text = "refused"

    app = _app("/", Refusing())
    app.add_error_handler(LookupError, answer)
    return app


def static() -> Any:
    app = hello()
    app.add_static_route("/static", str(FILES / "static"))
    return app


MAKERS: Final[Makers] = {
    "hello": hello,
    "hello_key": hello,
    "json": lambda: _app("/", Data()),
    "param": lambda: _app("/user/{id:int}/{name}", User()),
    "routes": routes,
    "error404": error404,
    "error_mro": error_mro,
    "form_post": lambda: _app("/", Form()),
    "json_post": lambda: _app("/", Taker()),
    "streaming": lambda: _app("/", Parts()),
    "static": static,
    "upload": lambda: _app("/", Upload()),
    "headers": lambda: _app("/", Headers()),
}
