"""What a request is made of is read by whoever replaced a step of reading it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from operator import attrgetter, methodcaller
from typing import IO, Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser, MultiPartParser
from werkzeug.sansio.request import Request as PlainRequest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request as WerkzeugRequest

from demijohn import Flask, Request

PARTS = (
    b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
    b'--edge\r\nContent-Disposition: form-data; name="b"; filename="c"\r\nContent-Type: x/y\r\n'
    b"Content-Length: 4\r\n\r\n2\r\n--edge--\r\n"
)

# ``Any``: what a replaced step is given and gives, whatever it is.


def post(
    cls: type[WerkzeugRequest], body: bytes = b"a=1", kind: str = "application/x-www-form-urlencoded"
) -> Any:
    """Make a request with a body."""
    builder = EnvironBuilder(
        "/?q=1", method="POST", data=body, content_type=kind, headers=[("Cookie", "k=v")]
    )
    return cls(builder.get_environ())


def post_parts(cls: type[WerkzeugRequest]) -> Any:
    """Make a request with a form in parts."""
    return post(cls, PARTS, "multipart/form-data; boundary=edge")


def say_replaced(_request: object) -> str:
    return "replaced"


class OwnDict(MultiDict[Any, Any]):
    """Another dict."""


class OwnParser(FormDataParser):
    """A parser that reads nothing."""

    def parse(self, stream: IO[bytes], *args: Any, **kwargs: Any) -> Any:
        return stream, MultiDict([("own", "parser")]), MultiDict()


def test_classes_that_were_replaced_are_used() -> None:
    """Storage classes and the parser's class, of a class of requests or of one request, are used."""

    class Own(Request):
        parameter_storage_class = OwnDict
        dict_storage_class = OwnDict

    class OwnForm(Request):
        form_data_parser_class = OwnParser

    one = post(Request)
    one.parameter_storage_class = one.dict_storage_class = OwnDict
    for request in (post(Own), one):
        assert [OwnDict] * 4 == [
            type(each) for each in (request.args, request.cookies, request.form, request.files)
        ]
        assert ("1", "v", "1") == (request.args["q"], request.cookies["k"], request.form["a"])
    other = post(Request)
    other.form_data_parser_class = OwnParser
    assert ["parser", "parser"] == [request.form["own"] for request in (post(OwnForm), other)]


def test_file_streams_that_were_replaced_are_used() -> None:
    """``_get_file_stream``, of a class of requests or of one request, is asked with what Werkzeug asks it with."""
    asked: list[dict[str, Any]] = []

    def open_stream(**facts: Any) -> IO[bytes]:
        asked.append(facts)
        return BytesIO()

    class Own(Request):
        def _get_file_stream(self, *args: Any, **facts: Any) -> IO[bytes]:
            assert () == args
            return open_stream(**facts)

    class OwnOfWerkzeug(WerkzeugRequest):
        _get_file_stream = Own._get_file_stream

    one = post_parts(Request)
    one._get_file_stream = open_stream
    for request in (post_parts(Own), one, post_parts(OwnOfWerkzeug)):
        assert b"2" == request.files["b"].read()
        assert BytesIO is type(request.files["b"].stream)
    assert [asked[0]] * 3 == asked
    assert {
        "total_content_length": len(PARTS),
        "content_type": "x/y",
        "filename": "c",
        "content_length": 4,
    } == asked[0]


def test_the_usual_stream_factory_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that replaces the function behind it sees the same."""
    asked: list[dict[str, Any]] = []

    def open_stream(**facts: Any) -> IO[bytes]:
        asked.append(facts)
        return BytesIO()

    monkeypatch.setattr("werkzeug.wrappers.request.default_stream_factory", open_stream)
    for cls in (Request, WerkzeugRequest):
        assert b"2" == post_parts(cls).files["b"].read()
    assert [asked[0]] * 2 == asked
    assert 4 == asked[0]["content_length"]


@pytest.mark.parametrize(
    ("owner", "name", "read"),
    [
        (WerkzeugRequest, "form", attrgetter("form")),
        (WerkzeugRequest, "files", attrgetter("files")),
        (PlainRequest, "args", attrgetter("args")),
        (PlainRequest, "cookies", attrgetter("cookies")),
        (PlainRequest, "mimetype", attrgetter("mimetype")),
        (WerkzeugRequest, "stream", attrgetter("stream")),
    ],
)
def test_properties_of_werkzeug_that_were_replaced_are_used(
    owner: type[object], name: str, read: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that replaces a property of Werkzeug's request finds it replaced here, and put back when it puts it back."""
    before = read(post(Request))
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, property(say_replaced))
        assert "replaced" == read(post(Request))
    assert type(before) is type(read(post(Request)))


@pytest.mark.parametrize(
    ("owner", "name", "read"),
    [
        (WerkzeugRequest, "_load_form_data", attrgetter("form")),
        (WerkzeugRequest, "make_form_data_parser", attrgetter("form")),
        (WerkzeugRequest, "get_data", methodcaller("get_data")),
        (WerkzeugRequest, "get_json", methodcaller("get_json")),
        (FormDataParser, "parse", attrgetter("form")),
        (MultiPartParser, "parse", attrgetter("form")),
        (PlainRequest, "_parse_content_type", attrgetter("mimetype")),
    ],
)
def test_methods_of_werkzeug_that_were_replaced_are_used(
    owner: type[object], name: str, read: Callable[[Any], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that replaces a method on the way to a form, the data or JSON finds it called."""

    def refuse(*_args: Any, **_options: Any) -> Any:
        raise LookupError(name)

    monkeypatch.setattr(owner, name, refuse)
    with pytest.raises(LookupError, match=name):
        read(post_parts(Request))


def test_steps_of_a_subclass_are_used() -> None:
    """A subclass may override each step, and is asked for it."""

    class Typed(Request):
        mimetype = "application/json"  # pyright: ignore[reportAssignmentType, reportIncompatibleMethodOverride]  # a property is overridden

    class Streamed(Request):
        stream = BytesIO(b"a=2")  # pyright: ignore[reportAssignmentType, reportIncompatibleMethodOverride]  # a property is overridden

    class Parsed(Request):
        def _load_form_data(self) -> None:
            super()._load_form_data()
            self.__dict__["form"] = {"own": "form"}

    assert [1] == post(Typed, b"[1]").get_json()
    assert ({}, b"a=1") == (dict(post(Typed).form), post(Typed).get_data())
    assert "2" == post(Streamed).form["a"]
    assert {"own": "form"} == post(Parsed).form


def test_headers_that_were_replaced_are_used() -> None:
    """The headers of a request may be replaced, and say then what its content type and its cookies are."""
    one, other = post(Request), post(Request, b"[1]")
    one.headers = {"Content-Type": "text/plain"}
    other.headers = WerkzeugRequest({"CONTENT_TYPE": "application/json", "HTTP_COOKIE": "k=w"}).headers
    assert ("text/plain", 0) == (one.mimetype, len(one.form))
    assert ([1], "w") == (other.get_json(), other.cookies["k"])


def test_the_stream_can_be_deleted() -> None:
    """It is made anew after it was deleted; what was not made cannot be."""
    for cls in (Request, WerkzeugRequest):
        request = post(cls)
        with pytest.raises(KeyError):
            del request.stream
        assert "1" == request.form["a"]
        del request.stream
        with pytest.raises(ClientDisconnected):
            request.stream.read()


def test_json_that_cannot_be_read_is_given_to_the_method_for_it() -> None:
    """``on_json_loading_failed`` gets the error, and what it gives counts until the end of the request."""
    errors: list[object] = []

    class Own(Request):
        def on_json_loading_failed(self, e: ValueError | None) -> Any:
            errors.append(type(e).__name__)
            return "failed"

    request = post(Own, b"[", "application/json")
    assert ["failed", "failed", None] == [
        request.get_json(),
        request.get_json(),
        request.get_json(silent=True),
    ]
    assert ["JSONDecodeError"] == errors


def test_limits_of_the_application_count() -> None:
    """The three limits are those of the configuration, unless the request has others."""
    app = Flask("app", root_path="/")
    app.config.update(MAX_CONTENT_LENGTH=len(PARTS) - 1, MAX_FORM_MEMORY_SIZE=1, MAX_FORM_PARTS=1)
    refusals: list[int | None] = []
    limits: dict[str, int]
    for limits in (
        {},
        {"max_content_length": 1000},
        {"max_content_length": 1000, "max_form_memory_size": 1000},
    ):
        with app.test_request_context(
            method="POST", data=PARTS, content_type="multipart/form-data; boundary=edge"
        ) as ctx:
            for name, value in limits.items():
                setattr(ctx.request, name, value)
            with pytest.raises(RequestEntityTooLarge) as refused:
                ctx.request.form  # it is read now
            refusals.append(refused.value.code)
            ctx.request.max_form_parts, ctx.request.max_form_memory_size, ctx.request.max_content_length = (
                2,
                1000,
                1000,
            )
    assert [413] * 3 == refusals
