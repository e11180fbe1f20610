"""The workloads in Bottle.

It has no sessions, and no handlers for classes of exceptions.
"""
# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false
# What a package without types calls has parameters without types.

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from benchmarks.workloads import CHUNKS, FILES, FORM, ROWS, SECTIONS, URLS

if TYPE_CHECKING:
    from benchmarks.peers import Makers

# ``Any`` in this file: Bottle has no types, and is not installed where types are checked.
bottle: Any = import_module("bottle")


def _app(path: str, view: Callable[..., object], method: str = "GET") -> Any:
    app = bottle.Bottle()
    app.route(path, method, view)
    return app


def _hello() -> Any:
    return _app("/", lambda: "Hello, World!")


def _data() -> Any:
    return _app("/", lambda: {"message": "Hello, World!", "numbers": [1, 2, 3], "ok": True})


def _user(id: int, name: str) -> str:
    return f"{id} {name}"


def _item(item: int) -> str:
    return f"item {item}"


def _routes() -> Any:
    app = bottle.Bottle()
    for number in range(SECTIONS):
        app.route(f"/section{number:04}/page", callback=lambda: "page")
        app.route(f"/section{number:04}/<item:int>", callback=_item)
    return app


def _blueprint() -> Any:
    """Mount three applications, one in the other; each has three hooks."""
    levels = [bottle.Bottle() for _ in range(4)]
    for owner in levels:
        owner.add_hook("before_request", lambda: None)
        owner.add_hook("after_request", lambda: None)
        owner.add_hook("after_request", lambda: None)
    levels[3].route("/end", callback=lambda: "end")
    for number in (2, 1, 0):
        levels[number].mount(f"/{number}/", levels[number + 1])
    return levels[0]


def _page() -> Any:
    return bottle.template("page", title="Herbs & more", rows=ROWS, template_lookup=[str(FILES / "bottle")])


def _error404() -> Any:
    app = _hello()
    app.error(404)(lambda error: "Nothing is here.")
    return app


def _form() -> str:
    form = bottle.request.forms
    return "|".join([form[name] for name in FORM])


def _take() -> dict[str, object]:
    found = bottle.request.json
    return {"name": found["name"], "numbers": len(found["numbers"])}


def _url_for() -> Any:
    app = bottle.Bottle()
    app.route("/item/<number:int>/<name>", callback=lambda number, name: "item", name="item")
    app.route("/", callback=lambda: " ".join([app.get_url("item", number=n, name="a") for n in range(URLS)]))
    return app


def _parts() -> Iterator[str]:
    bottle.response.content_type = "text/plain; charset=utf-8"
    for number in range(CHUNKS):
        yield f"part {number}\n"


def _static() -> Any:
    root = str(FILES / "static")
    return _app("/static/<path:path>", lambda path: bottle.static_file(path, root))


def _upload() -> str:
    return str(len(bottle.request.files["file"].file.read()))


def _headers() -> Any:
    asked, response = bottle.request.headers, bottle.response
    response.set_header("X-Language", asked["Accept-Language"])
    response.set_header("X-Request", asked["X-Request"])
    response.set_header("Cache-Control", "no-store")
    response.set_cookie("seen", "yes", path="/")
    return asked["User-Agent"]


MAKERS: Final[Makers] = {
    "hello": _hello,
    "hello_key": _hello,
    "json": _data,
    "param": lambda: _app("/user/<id:int>/<name>", _user),
    "routes": _routes,
    "blueprint": _blueprint,
    "template": lambda: _app("/", _page),
    "error404": _error404,
    "form_post": lambda: _app("/", _form, "POST"),
    "json_post": lambda: _app("/", _take, "POST"),
    "url_for": _url_for,
    "streaming": lambda: _app("/", _parts),
    "static": _static,
    "upload": lambda: _app("/", _upload, "POST"),
    "headers": lambda: _app("/", _headers),
}
