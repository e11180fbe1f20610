"""Class-based views and method views."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from tests.oracle.collect import scenario
from tests.oracle.lab import Lab


@scenario
def class_views(lab: Lab) -> None:
    """A view class makes an instance for each request, or one for all, with its arguments and decorators."""
    views = lab.module("views")

    class Counter(views.View):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        methods = ["GET", "PUT"]

        def __init__(self, start: int = 0) -> None:
            self.count = start

        def dispatch_request(self, **kwargs: object) -> object:
            self.count += 1
            return {"count": self.count, **kwargs}

    class Single(Counter):
        init_every_request = False
        decorators = [lab.passing("decorated"), lab.passing("decorated again")]

    app = lab.app()
    app.add_url_rule("/c/<x>", view_func=Counter.as_view("counter", 5))
    app.add_url_rule("/s", view_func=Single.as_view("single", start=7))
    for path in ("/c/1", "/c/1", "/s", "/s"):
        lab.send(app, path)
        lab.send(app, path, "PUT")
        lab.send(app, path, "POST")
    view = app.view_functions["counter"]
    lab.note(
        view.__name__,
        view.view_class,
        view.methods,
        view.provide_automatic_options,
        view.__module__ == __name__,
    )
    lab.refused(lambda: views.View().dispatch_request())


@scenario
def method_views(lab: Lab) -> None:
    """A method view calls the method's function; HEAD falls back to GET; the methods are collected over bases."""
    views = lab.module("views")

    class Reads(views.MethodView):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def get(self, x: str = "none") -> str:
            return "get " + x

    class Writes(Reads):
        def post(self) -> str:
            return "post"

        def propfind(self) -> str:
            return "no"

    class Explicit(Reads):
        methods = ["GET", "POST"]

    class WithHead(Reads):
        def head(self) -> object:
            return "", 204, {"X-Head": "1"}

    app = lab.app()
    for cls in (Reads, Writes, Explicit, WithHead):
        app.add_url_rule(f"/{cls.__name__}", view_func=cls.as_view(cls.__name__))
        lab.note(cls.__name__, set(cls.methods))
    for cls in (Reads, Writes, Explicit, WithHead):
        for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT"):
            lab.send(app, f"/{cls.__name__}", method)
    app.testing = True
    lab.send(app, "/Explicit", "POST")
