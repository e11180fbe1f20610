"""The workloads in wheezy.web.

It has no sessions, no handlers for classes of exceptions, and no streaming: a response is a buffer. What answers an
unknown path is a last route, as its documentation has it.
"""
# pyright: reportUnknownLambdaType=false
# What a package without types calls has parameters without types.

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from benchmarks.workloads import FILES, FORM, ROWS, SECTIONS, URLS

if TYPE_CHECKING:
    from benchmarks.peers import Makers

# ``Any`` in this file: wheezy.web has no types, and is not installed where types are checked.
html: Any = import_module("wheezy.html.utils")
http: Any = import_module("wheezy.http")
handlers: Any = import_module("wheezy.web.handlers")
middleware: Any = import_module("wheezy.web.middleware")
templates: Any = import_module("wheezy.web.templates")
engine: Any = import_module("wheezy.template.engine")
core: Any = import_module("wheezy.template.ext.core")
code: Any = import_module("wheezy.template.ext.code")
loader: Any = import_module("wheezy.template.loader")
url: Any = import_module("wheezy.routing").url


def _app(routes: list[Any], *layers: Callable[[Any], Any]) -> Any:
    """Make an application of routes, with layers of middleware around them."""
    pages = engine.Engine(
        loader=loader.FileLoader([str(FILES / "wheezy")]),
        extensions=[core.CoreExtension(), code.CodeExtension()],
    )
    pages.global_vars.update({"h": html.escape_html})
    return http.WSGIApplication(
        middleware=[
            middleware.bootstrap_defaults(url_mapping=routes),
            *layers,
            middleware.path_routing_middleware_factory,
        ],
        # Nobody signs in, so there is no ticket.
        options={"render_template": templates.WheezyTemplate(pages), "ticket": None},
    )


def _text(text: str) -> Any:
    response = http.HTTPResponse()
    response.write(text)
    return response


def _hello(request: Any) -> Any:
    return _text("Hello, World!")


def _data(request: Any) -> Any:
    return http.json_response({"message": "Hello, World!", "numbers": [1, 2, 3], "ok": True})


def _user(request: Any) -> Any:
    values = request.environ["route_args"]
    return _text(f"{int(values['id'])} {values['name']}")


def _page(request: Any) -> Any:
    return _text("page")


def _item(request: Any) -> Any:
    return _text(f"item {int(request.environ['route_args']['item'])}")


def _routes() -> Any:
    listed: list[Any] = []
    for number in range(SECTIONS):
        listed += [
            url(f"section{number:04}/page", _page, name=f"page{number}"),
            url(f"section{number:04}/{{item:int}}", _item, name=f"item{number}"),
        ]
    return _app(listed)


def _blueprint() -> Any:
    """Nest three mappings of routes, in four layers that act before, between and after."""

    def hook(value: Any) -> None:
        return None

    def layer(options: Any) -> Any:
        def act(request: Any, following: Any) -> Any:
            hook(request)
            response = following(request)
            hook(response)
            hook(request)
            return response

        return act

    return _app([url("0/", [url("1/", [url("2/end", lambda request: _text("end"))])])], *[layer] * 4)


class Herbs(handlers.BaseHandler):  # type: ignore[misc]  # its base has no types
    def get(self) -> Any:
        return self.render_response("page.html", title="Herbs & more", rows=ROWS)


def _nothing(request: Any) -> Any:
    response = http.HTTPResponse()
    response.status_code = 404
    response.write("Nothing is here.")
    return response


def _form(request: Any) -> Any:
    form = request.form
    return _text("|".join([form[name][0] for name in FORM]))


def _take(request: Any) -> Any:
    found = request.form
    return http.json_response({"name": found["name"], "numbers": len(found["numbers"])})


class Urls(handlers.BaseHandler):  # type: ignore[misc]  # its base has no types
    def get(self) -> Any:
        return _text(" ".join([self.path_for("item", number=n, word="a") for n in range(URLS)]))


def _upload(request: Any) -> Any:
    return _text(str(len(request.files["file"][0].file.read())))


def _headers(request: Any) -> Any:
    environ = request.environ
    response = _text(environ["HTTP_USER_AGENT"])
    response.headers.append(("X-Language", environ["HTTP_ACCEPT_LANGUAGE"]))
    response.headers.append(("X-Request", environ["HTTP_X_REQUEST"]))
    response.headers.append(("Cache-Control", "no-store"))
    response.cookies.append(http.HTTPCookie("seen", value="yes", path="/", options=request.options))
    return response


MAKERS: Final[Makers] = {
    "hello": lambda: _app([url("", _hello)]),
    "hello_key": lambda: _app([url("", _hello)]),
    "json": lambda: _app([url("", _data)]),
    "param": lambda: _app([url("user/{id:int}/{name}", _user)]),
    "routes": _routes,
    "blueprint": _blueprint,
    "template": lambda: _app([url("", Herbs)]),
    "error404": lambda: _app([url("", _hello), url("{any:any}", _nothing)]),
    "form_post": lambda: _app([url("", _form)]),
    "json_post": lambda: _app([url("", _take)]),
    "url_for": lambda: _app([url("", Urls), url("item/{number:int}/{word}", _item, name="item")]),
    "static": lambda: _app([url("static/{path:any}", handlers.file_handler(str(FILES / "static")))]),
    "upload": lambda: _app([url("", _upload)]),
    "headers": lambda: _app([url("", _headers)]),
}
