"""The workloads in Pyramid, with Jinja templates as its `pyramid_jinja2` has them."""
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownVariableType=false
# What a package without types calls has parameters without types.

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from benchmarks.workloads import CHUNKS, FILES, FORM, ROWS, SECTIONS, URLS

if TYPE_CHECKING:
    from benchmarks.peers import Makers

# ``Any`` in this file: Pyramid has no types, and is not installed where types are checked.
config: Any = import_module("pyramid.config")
events: Any = import_module("pyramid.events")
sessions: Any = import_module("pyramid.session")
Response: Any = import_module("pyramid.response").Response


def _app(path: str, view: Callable[[Any], object], **options: object) -> Any:
    setup = config.Configurator()
    setup.add_route("view", path)
    setup.add_view(view, route_name="view", **options)
    return setup.make_wsgi_app()


def _hello(request: Any) -> Any:
    return Response("Hello, World!")


def _data(request: Any) -> Any:
    return {"message": "Hello, World!", "numbers": [1, 2, 3], "ok": True}


def _user(request: Any) -> Any:
    return Response(f"{int(request.matchdict['id'])} {request.matchdict['name']}")


def _page(request: Any) -> Any:
    return Response("page")


def _item(request: Any) -> Any:
    return Response(f"item {int(request.matchdict['item'])}")


def _routes() -> Any:
    setup = config.Configurator()
    for number in range(SECTIONS):
        setup.add_route(f"page{number}", f"/section{number:04}/page")
        setup.add_view(_page, route_name=f"page{number}")
        setup.add_route(f"item{number}", rf"/section{number:04}/{{item:\d+}}")
        setup.add_view(_item, route_name=f"item{number}")
    return setup.make_wsgi_app()


def _blueprint() -> Any:
    """Include three groups, one in the other; they and the application listen three times each."""

    def listen(setup: Any) -> None:
        setup.add_subscriber(lambda event: event.request.add_finished_callback(_finish), events.NewRequest)
        setup.add_subscriber(lambda event: None, events.NewResponse)

    def last(setup: Any) -> None:
        listen(setup)
        setup.add_route("end", "/end")
        setup.add_view(lambda request: Response("end"), route_name="end")

    def middle(setup: Any) -> None:
        listen(setup)
        setup.include(last, route_prefix="/2")

    def first(setup: Any) -> None:
        listen(setup)
        setup.include(middle, route_prefix="/1")

    setup = config.Configurator()
    listen(setup)
    setup.include(first, route_prefix="/0")
    return setup.make_wsgi_app()


def _finish(request: Any) -> None:
    return None


def _session() -> Any:
    def sign(request: Any) -> Any:
        request.session["name"] = "Ada"
        request.session["count"] = 1
        return Response("signed")

    def write(request: Any) -> Any:
        request.session["count"] += 1
        return Response("written")

    setup = config.Configurator(session_factory=sessions.SignedCookieSessionFactory("a key"))
    views = {"sign": sign, "read": lambda request: Response(request.session["name"]), "write": write}
    for name, view in views.items():
        setup.add_route(name, f"/{name}")
        setup.add_view(view, route_name=name)
    return setup.make_wsgi_app()


def _template() -> Any:
    setup = config.Configurator()
    setup.include("pyramid_jinja2")
    setup.add_jinja2_renderer(".html")
    setup.add_jinja2_search_path(str(FILES / "templates"), name=".html")
    setup.add_route("page", "/")
    setup.add_view(
        lambda request: {"title": "Herbs & more", "rows": ROWS}, route_name="page", renderer="page.html"
    )
    return setup.make_wsgi_app()


def _error404() -> Any:
    setup = config.Configurator()
    setup.add_route("hello", "/")
    setup.add_view(_hello, route_name="hello")
    setup.add_notfound_view(lambda request: Response("Nothing is here.", status=404))
    return setup.make_wsgi_app()


def _error_mro() -> Any:
    class Refused(LookupError):
        """What the view raises; its handler is that of a class above."""

    def refuse(request: Any) -> Any:
        raise Refused

    setup = config.Configurator()
    setup.add_route("refuse", "/")
    setup.add_view(refuse, route_name="refuse")
    setup.add_exception_view(lambda request: Response("refused", status=409), context=LookupError)
    return setup.make_wsgi_app()


def _form(request: Any) -> Any:
    form = request.POST
    return Response("|".join([form[name] for name in FORM]))


def _take(request: Any) -> Any:
    found = request.json_body
    return {"name": found["name"], "numbers": len(found["numbers"])}


def _url_for() -> Any:
    def answer(request: Any) -> Any:
        return Response(" ".join([request.route_path("item", number=n, name="a") for n in range(URLS)]))

    setup = config.Configurator()
    setup.add_route("item", r"/item/{number:\d+}/{name}")
    setup.add_route("index", "/")
    setup.add_view(answer, route_name="index")
    return setup.make_wsgi_app()


def _streaming(request: Any) -> Any:
    def parts() -> Iterator[bytes]:
        for number in range(CHUNKS):
            yield f"part {number}\n".encode()

    return Response(app_iter=parts(), content_type="text/plain")


def _static() -> Any:
    setup = config.Configurator()
    setup.add_static_view("static", str(FILES / "static"))
    return setup.make_wsgi_app()


def _upload(request: Any) -> Any:
    return Response(str(len(request.POST["file"].file.read())))


def _headers(request: Any) -> Any:
    asked = request.headers
    response = Response(asked["User-Agent"])
    response.headers["X-Language"] = asked["Accept-Language"]
    response.headers["X-Request"] = asked["X-Request"]
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie("seen", "yes")
    return response


MAKERS: Final[Makers] = {
    "hello": lambda: _app("/", _hello),
    "hello_key": lambda: _app("/", _hello),
    "json": lambda: _app("/", _data, renderer="json"),
    "param": lambda: _app(r"/user/{id:\d+}/{name}", _user),
    "routes": _routes,
    "blueprint": _blueprint,
    "session_read": _session,
    "session_write": _session,
    "template": _template,
    "error404": _error404,
    "error_mro": _error_mro,
    "form_post": lambda: _app("/", _form),
    "json_post": lambda: _app("/", _take, renderer="json"),
    "url_for": _url_for,
    "streaming": lambda: _app("/", _streaming),
    "static": _static,
    "upload": lambda: _app("/", _upload),
    "headers": lambda: _app("/", _headers),
}
