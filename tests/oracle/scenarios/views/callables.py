"""What can be a view: callables of every sort, and coroutines."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

import functools
from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@scenario
def async_views(lab: Lab) -> None:
    """Views, hooks and handlers may be coroutines."""
    fl = lab.flask
    views = lab.module("views")
    app = lab.app()

    async def index() -> str:
        return f"async {fl.request.path}"

    async def fail() -> str:
        raise KeyError("async")

    async def before() -> None:
        lab.note("before")

    async def after(response: Any) -> Any:  # a response of either package
        lab.note("after")
        return response

    async def teardown(error: BaseException | None) -> None:
        lab.note("teardown", error)

    async def handler(error: KeyError) -> object:
        return f"handled {error}", 290

    class Method(views.MethodView):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        async def get(self) -> str:
            return "async get"

    app.add_url_rule("/", view_func=index)
    app.add_url_rule("/fail", view_func=fail)
    app.add_url_rule("/method", view_func=Method.as_view("method"))
    app.before_request(before)
    app.after_request(after)
    app.teardown_request(teardown)
    app.teardown_appcontext(teardown)
    app.register_error_handler(KeyError, handler)
    for path in ("/", "/fail", "/method", "/missing"):
        lab.send(app, path)
    lab.note(app.ensure_sync(len) is len, app.async_to_sync(index) is not index)


class Callable_:  # noqa: N801  # a class whose instances are views
    """An object that can be called."""

    def __call__(self, *args: object, **kwargs: object) -> str:
        return f"called {args} {kwargs}"

    def method(self, *args: object, **kwargs: object) -> str:
        return f"method {args} {kwargs}"


@table({
    "instance": Callable_(), "method": Callable_().method, "partial": functools.partial(Callable_(), 5), "class": Callable_, "builtin": len,
    "lambda": lambda: "lambda", "none": None, "text": "view", "type": str,
})  # fmt: skip
def views_of_every_sort(lab: Lab, view: Any) -> None:  # anything
    """What can be called can be a view; without a name it needs an endpoint."""
    app = lab.app()
    app.testing = True
    lab.attempt(lambda: app.add_url_rule("/a", view_func=view))
    lab.attempt(lambda: app.add_url_rule("/b", "endpoint", view))
    lab.note(sorted(r.endpoint for r in app.url_map.iter_rules()))
    lab.send(app, "/b")
    bp = lab.blueprint()
    lab.attempt(lambda: bp.add_url_rule("/c", view_func=view))
    lab.attempt(lambda: lab.app().register_blueprint(bp))


@scenario
def async_misuse(lab: Lab) -> None:
    """A coroutine or an asynchronous generator as a value is no answer."""
    app = lab.app()
    app.testing = True

    async def generator() -> Any:  # an asynchronous generator
        yield "a"

    app.add_url_rule("/generator", "generator", lambda: generator())
    app.add_url_rule("/view", "view", generator)
    for path in ("/generator", "/view"):
        lab.send(app, path)


@scenario
def async_sees_the_context(lab: Lab) -> None:
    """A coroutine runs with the request's context, and what it puts on ``g`` stays."""
    import asyncio

    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"

    async def part() -> object:
        await asyncio.sleep(0)
        fl.g.x = fl.request.path
        return fl.g.x

    async def index() -> object:
        fl.session["a"] = 1
        return list(await asyncio.gather(part(), part()))

    app.add_url_rule("/p", "p", index)
    app.after_request(lab.passing("after"))
    app.teardown_request(lambda e: lab.note(fl.g.get("x")))
    app.register_error_handler(404, _coroutine_handler)
    for path in ("/p", "/missing"):
        lab.send(app, path)


async def _coroutine_handler(error: Exception) -> object:
    return f"async {error}", 404
