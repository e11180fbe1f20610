"""Views written as classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from demijohn.app import Flask
from demijohn.views import MethodView, View, http_method_funcs


@pytest.fixture
def app() -> Flask:
    return Flask("app", root_path="/")


class Echo(View):
    """Echo what it was made with and what the URL gave."""

    methods = ["POST"]
    provide_automatic_options = False
    made: ClassVar[list[object]] = []

    def __init__(self, first: int, second: int = 2) -> None:
        self.first = first
        self.second = second
        self.made.append(self)

    def dispatch_request(self, number: int) -> str:
        return f"{self.first} {self.second} {number}"


def test_a_view_function_carries_the_class(app: Flask) -> None:
    """The view function has the class's name, text, methods and options."""
    # Any: what ``as_view`` makes has more attributes than its type.
    view: Any = Echo.as_view("echo", 1)
    assert ("echo", Echo, Echo.__doc__, __name__) == (
        view.__name__,
        view.view_class,
        view.__doc__,
        view.__module__,
    )
    assert (["POST"], False) == (view.methods, view.provide_automatic_options)


def test_arguments_go_to_the_class(app: Flask) -> None:
    """What ``as_view`` is given goes to the class, what the URL gives to the method."""
    app.add_url_rule("/<int:number>", view_func=Echo.as_view("echo", 1, second=5))
    assert "1 5 7" == app.test_client().post("/7").text


@pytest.mark.parametrize(("every", "count"), [(True, 2), (False, 1)])
def test_an_instance_may_be_shared(app: Flask, every: bool, count: int) -> None:
    """Each request has an instance of its own, unless the class says that one is enough."""

    class Counted(Echo):
        init_every_request = every
        made: ClassVar[list[object]] = []

    app.add_url_rule("/<int:number>", view_func=Counted.as_view("counted", 1))
    client = app.test_client()
    client.post("/1")
    client.post("/2")
    assert count == len(Counted.made)


def test_decorators_are_applied_in_order(app: Flask) -> None:
    """The first decorator is innermost, and sees the view's name; the result has it too."""
    seen: list[str] = []

    def mark(text: str) -> Callable[[Callable[..., str]], Callable[..., str]]:
        def decorator(function: Callable[..., str]) -> Callable[..., str]:
            seen.append(function.__name__)

            def wrapped(**kwargs: object) -> str:
                return text + function(**kwargs)

            return wrapped

        return decorator

    class Marked(View):
        decorators = [mark("a"), mark("b")]

        def dispatch_request(self) -> str:
            return "view"

    app.add_url_rule("/", view_func=Marked.as_view("marked"))
    assert ("baview", ["marked", "wrapped"]) == (app.test_client().get("/").text, seen)


def test_a_view_must_define_dispatch_request() -> None:
    """The base class says which method a subclass lacks."""

    class Lacking(View):
        pass

    with pytest.raises(NotImplementedError, match="Lacking"):
        Lacking().dispatch_request()


def test_an_async_view_is_run(app: Flask) -> None:
    """A method may be a coroutine."""

    class Asynchronous(View):
        async def dispatch_request(self) -> str:
            return "async"

    app.add_url_rule("/", view_func=Asynchronous.as_view("asynchronous"))
    assert "async" == app.test_client().get("/").text


class Both(MethodView):
    def get(self) -> str:
        return "get"

    def post(self, **kwargs: object) -> str:
        return "post"


class Inherits(Both):
    def put(self) -> str:
        return "put"


class Fixed(Inherits):
    methods = ["GET"]


class AfterFixed(Fixed):
    def delete(self) -> str:
        return "delete"


class Unset(Inherits):
    methods = None


class Extends(MethodView):
    methods = {"GET", "PATCH"}


class Extended(Extends):
    def put(self) -> str:
        return "put"


class Mixin:
    def delete(self) -> str:
        return "delete"


class Mixed(Mixin, Both):
    pass


class Empty(MethodView):
    pass


@pytest.mark.parametrize(
    ("view", "methods"),
    [
        pytest.param(Both, {"GET", "POST"}, id="own"),
        pytest.param(Inherits, {"GET", "POST", "PUT"}, id="inherited"),
        pytest.param(AfterFixed, {"GET", "POST", "PUT", "DELETE"}, id="below a fixed list"),
        pytest.param(Extended, {"GET", "PATCH", "PUT"}, id="from a fixed list"),
        pytest.param(Mixed, {"GET", "POST", "DELETE"}, id="from a mixin"),
    ],
)
def test_methods_are_collected(view: type[MethodView], methods: set[str]) -> None:
    """A class answers what it and the classes above it have methods for."""
    assert methods == view.methods


def test_methods_that_are_given_stay() -> None:
    """What a class gives as methods is not changed, and a class without any has none."""
    assert (["GET"], None, None) == (Fixed.methods, Unset.methods, Empty.methods)


@pytest.mark.parametrize(
    ("method", "status", "text"),
    [("GET", 200, "get"), ("POST", 200, "post"), ("HEAD", 200, ""), ("PUT", 405, None)],
)
def test_a_request_reaches_its_method(app: Flask, method: str, status: int, text: str | None) -> None:
    """A request is answered by the method of its name, ``HEAD`` by ``get``, any other with 405."""
    app.add_url_rule("/", view_func=Both.as_view("both"))
    response = app.test_client().open("/", method=method)
    assert status == response.status_code
    assert text is None or text == response.text


def test_an_own_head_goes_before_get(app: Flask) -> None:
    """A class that defines ``head`` answers it itself."""

    class Headed(MethodView):
        def head(self) -> tuple[str, dict[str, str]]:
            return "", {"X-From": "head"}

        def get(self) -> str:
            return "get"

    app.add_url_rule("/", view_func=Headed.as_view("headed"))
    assert "head" == app.test_client().head("/").headers.get("X-From")


def test_a_method_that_is_promised_but_missing_is_refused(app: Flask) -> None:
    """A method that is listed and not defined is the application's mistake."""
    app.testing = True
    app.add_url_rule("/", view_func=Extends.as_view("extends"))
    with pytest.raises(AssertionError, match="Unimplemented method 'PATCH'"):
        app.test_client().patch("/")


def test_the_names_of_methods_are_in_lower_case() -> None:
    """All eight methods can be defined."""
    expected = {"get", "post", "head", "options", "delete", "put", "trace", "patch"}
    assert expected == http_method_funcs
