"""The workloads in Django, with the middleware that each of them needs and no other, and without a database.

Django has one configuration in a process, so the application that was made last is the one that can be asked.
"""
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false
# What a package without types calls has parameters without types.

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from benchmarks.workloads import CHUNKS, FILES, FORM, ROWS, SECTIONS, URLS

if TYPE_CHECKING:
    from benchmarks.peers import Makers

# ``Any`` in this file: Django has no types of its own, and is not installed where types are checked.
http: Any = import_module("django.http")
settings: Any = import_module("django.conf").settings
shortcuts: Any = import_module("django.shortcuts")
urls: Any = import_module("django.urls")
path: Any = urls.path

settings.configure(
    ALLOWED_HOSTS=["localhost"],
    SECRET_KEY="a key",
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    TEMPLATES=[
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [str(FILES / "django")]}
    ],
)


def _app(patterns: list[Any], middleware: tuple[str, ...] = (), **handlers: Callable[..., object]) -> Any:
    """Make an application of URL patterns, with middleware and handlers of errors."""
    module: Any = ModuleType("patterns")
    module.urlpatterns = patterns
    for name, handler in handlers.items():
        setattr(module, name, handler)
    settings.ROOT_URLCONF = module
    settings.MIDDLEWARE = middleware
    urls.clear_url_caches()
    return import_module("django.core.wsgi").get_wsgi_application()


def _hello(request: Any) -> Any:
    return http.HttpResponse("Hello, World!")


def _data(request: Any) -> Any:
    return http.JsonResponse({"message": "Hello, World!", "numbers": [1, 2, 3], "ok": True})


def _user(request: Any, id: int, name: str) -> Any:
    return http.HttpResponse(f"{id} {name}")


def _page(request: Any) -> Any:
    return http.HttpResponse("page")


def _item(request: Any, item: int) -> Any:
    return http.HttpResponse(f"item {item}")


def _routes() -> Any:
    patterns: list[Any] = []
    for number in range(SECTIONS):
        patterns += [
            path(f"section{number:04}/page", _page, name=f"page{number}"),
            path(f"section{number:04}/<int:item>", _item, name=f"item{number}"),
        ]
    return _app(patterns)


class Acting:
    """A layer that acts before a view is found, when it is found, and after it has answered."""

    def __init__(self, following: Callable[[Any], object]) -> None:
        self.following = following

    def __call__(self, request: Any) -> Any:
        self.before(request)
        return self.after(self.following(request))

    def before(self, request: Any) -> None:
        return None

    def after(self, response: Any) -> Any:
        return response

    def process_view(self, request: Any, view: object, args: object, values: object) -> None:
        return None


def _blueprint() -> Any:
    end = path("end", lambda request: http.HttpResponse("end"))
    nested = path("0/", urls.include([path("1/", urls.include([path("2/", urls.include([end]))]))]))
    return _app([nested], (f"{__name__}.Acting",) * 4)


def _session() -> Any:
    def sign(request: Any) -> Any:
        request.session["name"] = "Ada"
        request.session["count"] = 1
        return http.HttpResponse("signed")

    def write(request: Any) -> Any:
        request.session["count"] += 1
        return http.HttpResponse("written")

    return _app(
        [
            path("sign", sign),
            path("read", lambda request: http.HttpResponse(request.session["name"])),
            path("write", write),
        ],
        ("django.contrib.sessions.middleware.SessionMiddleware",),
    )


def _template(request: Any) -> Any:
    return shortcuts.render(request, "page.html", {"title": "Herbs & more", "rows": ROWS})


def _nothing(request: Any, exception: Exception) -> Any:
    return http.HttpResponse("Nothing is here.", status=404)


class Refused(LookupError):
    """What a view raises; its handler is that of a class above."""


class Handling:
    """The layer that answers an exception."""

    def __init__(self, following: Callable[[Any], object]) -> None:
        self.following = following

    def __call__(self, request: Any) -> Any:
        return self.following(request)

    def process_exception(self, request: Any, exception: Exception) -> Any:
        return http.HttpResponse("refused", status=409) if isinstance(exception, LookupError) else None


def _refuse(request: Any) -> Any:
    raise Refused


def _form(request: Any) -> Any:
    form = request.POST
    return http.HttpResponse("|".join([form[name] for name in FORM]))


def _take(request: Any) -> Any:
    found = json.loads(request.body)
    return http.JsonResponse({"name": found["name"], "numbers": len(found["numbers"])})


def _urls(request: Any) -> Any:
    built = [urls.reverse("item", kwargs={"number": n, "name": "a"}) for n in range(URLS)]
    return http.HttpResponse(" ".join(built))


def _streaming(request: Any) -> Any:
    def parts() -> Iterator[str]:
        for number in range(CHUNKS):
            yield f"part {number}\n"

    return http.StreamingHttpResponse(parts(), content_type="text/plain; charset=utf-8")


def _static() -> Any:
    serve = import_module("django.views.static").serve
    return _app([path("static/<path:path>", serve, {"document_root": str(FILES / "static")})])


def _upload(request: Any) -> Any:
    return http.HttpResponse(str(len(request.FILES["file"].read())))


def _headers(request: Any) -> Any:
    asked = request.headers
    response = http.HttpResponse(asked["User-Agent"])
    response.headers["X-Language"] = asked["Accept-Language"]
    response.headers["X-Request"] = asked["X-Request"]
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie("seen", "yes")
    return response


MAKERS: Final[Makers] = {
    "hello": lambda: _app([path("", _hello)]),
    "hello_key": lambda: _app([path("", _hello)]),
    "json": lambda: _app([path("", _data)]),
    "param": lambda: _app([path("user/<int:id>/<str:name>", _user)]),
    "routes": _routes,
    "blueprint": _blueprint,
    "session_read": _session,
    "session_write": _session,
    "template": lambda: _app([path("", _template)]),
    "error404": lambda: _app([path("", _hello)], handler404=_nothing),
    "error_mro": lambda: _app([path("", _refuse)], (f"{__name__}.Handling",)),
    "form_post": lambda: _app([path("", _form)]),
    "json_post": lambda: _app([path("", _take)]),
    "url_for": lambda: _app([path("item/<int:number>/<str:name>", _item, name="item"), path("", _urls)]),
    "streaming": lambda: _app([path("", _streaming)]),
    "static": _static,
    "upload": lambda: _app([path("", _upload)]),
    "headers": lambda: _app([path("", _headers)]),
}
