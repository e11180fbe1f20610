"""What a view may return, and what becomes of it, is as in Flask."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Callable, Iterable
from typing import Any, cast

import flask
from hypothesis import given, strategies as st
from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response as BaseResponse

from demijohn.core import explain, problem, returns
from demijohn.core.returns import BodyKind, Parts, StatusKind
from tests.laws.budget import cases

# A response, a generator and headers can be used up: each side gets its own.
Maker = Callable[[], Any]  # Any: everything is tried, right or wrong
Outcome = tuple[object, ...]

APP = flask.Flask("app", root_path="/", static_folder=None)


class OwnResponse(flask.Response):
    """The application's response class, so that another response class is a foreign one."""


APP.response_class = OwnResponse


def application(
    environ: object, start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    """Answer as a WSGI application does."""
    start_response("206 Some", [("X-From", "application")])
    return [b"part"]


def no_application() -> str:
    return "a function that is no application"


def made(value: object) -> Maker:
    return lambda: value


def stream() -> Maker:
    return lambda: (part for part in ("a", "b"))


class Named(tuple[Any, ...]):  # Any: everything is tried
    """A tuple subclass."""

    __slots__ = ()


NO_HEADERS: dict[str, str] = {}
CONSTANTS: list[Maker] = [
    *map(
        made, [None, True, 0, 1.5, {1}, frozenset("a"), range(2), memoryview(b"a"), UserDict(a=1), object()]
    ),
    *map(made, [application, no_application, str, int, ValueError("a"), NotFound()]),
    lambda: iter(["a", "b"]),
    stream(),
    lambda: OwnResponse("own", headers={"X-A": "own"}),
    lambda: flask.Response("flask", status=203),
    lambda: BaseResponse("base", headers={"X-A": "base"}),
    lambda: LocalProxy(lambda: "proxied"),
    lambda: LocalProxy(lambda: {"a": 1}),
    lambda: LocalProxy(lambda: ("proxied", 201)),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
    max_leaves=4,
)
BODIES: st.SearchStrategy[Maker] = st.one_of(
    st.sampled_from(CONSTANTS),
    st.text(max_size=5).map(made),
    st.binary(max_size=5).map(made),
    st.binary(max_size=5).map(lambda body: made(bytearray(body))),
    JSON.map(made),
)
NAMES = st.sampled_from(["X-A", "X-B", "Content-Type"])
TEXTS = st.sampled_from(["1", "2", "text/plain"])
HEADERS: st.SearchStrategy[Maker] = st.one_of(
    st.dictionaries(NAMES, TEXTS | st.lists(TEXTS, max_size=2), max_size=2).map(made),
    st.lists(st.tuples(NAMES, TEXTS), max_size=3).map(made),
    st.lists(st.tuples(NAMES, TEXTS), max_size=3).map(lambda pairs: made(tuple(pairs))),
    st.lists(st.tuples(NAMES, TEXTS), max_size=3).map(lambda pairs: lambda: Headers(pairs)),
    st.sampled_from(
        [made(None), made(""), made("text"), made([1]), made(7), lambda: LocalProxy(lambda: NO_HEADERS)]
    ),
)
STATUSES: st.SearchStrategy[Maker] = st.one_of(
    st.integers(100, 599).map(made),
    st.sampled_from(
        [None, "", "201", "404 Gone fishing", "fine", b"200", bytearray(b"1"), 2.5, True, 0, 7]
    ).map(made),
)
REST = BODIES | HEADERS | STATUSES


def tuple_of(*makers: Maker) -> Maker:
    return lambda: tuple([maker() for maker in makers])


RETURNED: st.SearchStrategy[Maker] = st.one_of(
    BODIES,
    st.builds(tuple_of, BODIES, STATUSES),
    st.builds(tuple_of, BODIES, HEADERS),
    st.builds(tuple_of, BODIES, STATUSES, HEADERS),
    st.builds(tuple_of, BODIES, HEADERS, STATUSES),
    st.builds(tuple_of, BODIES, STATUSES, HEADERS).map(lambda maker: lambda: Named(maker())),
    st.lists(REST, max_size=5).map(lambda makers: tuple_of(*makers)),
)


def by_flask(returned: Any) -> Outcome:  # Any: everything is tried
    """See what Flask makes of a value."""
    try:
        return seen(APP.make_response(returned))
    except Exception as error:
        return type(error), str(error)


def by_core(returned: object) -> Outcome:
    """Do what the core says."""
    try:
        return seen(respond(returned))
    except Exception as error:
        return type(error), str(error)


def seen(response: BaseResponse) -> Outcome:
    return type(response), response.status, list(response.headers), response.get_data()


def respond(returned: object) -> BaseResponse:
    """Make a response as the shell does."""
    parts = returns.split(returned, (Headers,))
    if not isinstance(parts, Parts):
        raise explain.error(problem.ViewReturnedBadTuple(parts.length, None))
    kind = returns.body_kind(parts.body, OwnResponse, BaseResponse)
    # Any: what Werkzeug's own classes accept is tried, not declared.
    body, status, headers = cast("tuple[Any, Any, Any]", (parts.body, parts.status, parts.headers))
    if kind is BodyKind.NOTHING:
        raise explain.error(problem.ViewReturnedNone(flask.request.endpoint))
    if kind is BodyKind.OTHER:
        raise explain.error(problem.ViewReturnedOther(None, type(body).__name__, None))
    if kind in {BodyKind.TEXT, BodyKind.STREAM}:
        return OwnResponse(body, status=status, headers=headers)
    return dressed(response_of(body, kind), status, headers)


def response_of(body: Any, kind: BodyKind) -> BaseResponse:  # Any: as above
    if kind is BodyKind.OWN:
        return cast("OwnResponse", body)
    if kind is BodyKind.JSON:
        return cast("OwnResponse", APP.json.response(body))
    try:
        return OwnResponse.force_type(body, flask.request.environ)
    except TypeError as error:
        refusal = problem.ViewReturnedOther(str(error), type(body).__name__, None)
        raise explain.error(refusal) from None


def dressed(response: BaseResponse, status: Any, headers: Any) -> BaseResponse:  # Any: as above
    kind = returns.status_kind(status)
    if kind is StatusKind.LINE:
        response.status = status
    elif kind is StatusKind.CODE:
        response.status_code = status
    if headers:
        response.headers.update(headers)
    return response


@cases(2_000)
@given(RETURNED)
def test_return_values_agree_with_flask(returned: Maker) -> None:
    """The same response or the same error comes of every value, and our error begins with Flask's text."""
    with APP.test_request_context("/"):
        expected, actual = by_flask(returned()), by_core(returned())
    assert expected == headed(actual, expected)


def headed(actual: Outcome, expected: Outcome) -> Outcome:
    """Cut the text of an error to the length of the text that it must begin with."""
    if len(actual) != 2 or len(expected) != 2:
        return actual
    return actual[0], str(actual[1])[: len(str(expected[1]))]
