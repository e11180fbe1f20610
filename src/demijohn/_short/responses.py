"""Responses, made of what views return and given to the server, as Werkzeug's classes do it with more looking."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import GeneratorType
from typing import TYPE_CHECKING, Any, Final, cast, final

from werkzeug.datastructures import Headers

from demijohn._native import make
from demijohn.core import sending
from demijohn.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

    from .lanes import Lanes

_HTML: Final = ("Content-Type", "text/html; charset=utf-8")
_JSON: Final = ("Content-Type", "application/json")
_OK: Final = "200 OK"
# What is bound here is not looked for in the module's dict for each request.
_make: Final[Any] = make
_Headers: Final[Any] = Headers
_Response: Final[Any] = Response
_Iterator: Final[Any] = Iterator
_BLANK: Final[dict[str, Any]] = {
    "headers": None,
    "_status": _OK,
    "_status_code": 200,
    "direct_passthrough": False,
    "_on_close": None,
    "response": None,
}
_ATTRIBUTES: Final = 6
"""How many attributes a response has of its own that nobody has given more."""

# ``Any`` in this module: what views return, and the attributes of a response.


@final
class Plain:
    """An answer that nobody needs a response for."""

    __slots__ = ("body", "headers", "status")

    def __init__(self, status: str, content_type: tuple[str, str], body: bytes) -> None:
        self.status: Final = status
        self.headers: Final = [content_type, ("Content-Length", str(len(body)))]
        self.body: Final = body


@final
class Parts:
    """The parts of a streamed body, as bytes; closing it closes the response."""

    __slots__ = ("_parts", "_response")

    def __init__(self, parts: Iterator[Any], response: Any) -> None:
        self._parts: Final = parts
        self._response: Final = response

    def __iter__(self) -> Parts:
        return self

    # ``Any``: what is no text is passed on as it is.
    def __next__(self) -> Any:
        for part in self._parts:
            if isinstance(part, str):
                text: str = part
                return text.encode()
            return part
        raise StopIteration

    def close(self) -> None:
        """Close the response."""
        self._response.close()


def plain(lanes: Lanes, rv: Any) -> Plain | None:
    """Write an answer without a response, if it is of a kind that can be."""
    cls = cast("type[object]", type(rv))  # of ``Any``, this is a class of nothing known
    if cls is str:
        text: str = rv
        return Plain(_OK, _HTML, text.encode())
    if cls is tuple:
        pair: tuple[Any, ...] = rv
        if len(pair) == 2 and type(pair[0]) is str:
            body: str = pair[0]
            code = pair[1]
            kind = cast(
                "type[object]", type(code)
            )  # as above, and a code that is known for an integer is copied
            if kind is int and _has_body(code):
                return Plain(lanes.status(code), _HTML, body.encode())
        return None
    if (cls is dict or cls is list) and lanes.writer is not None:
        written = lanes.writer.write(rv)
        if written is not None:
            return Plain(_OK, _JSON, f"{written}\n".encode())
    return None


def of(written: Plain) -> Response:
    """Make the response of an answer that was written already."""
    return _made(written.status, int(written.status[:3]), written.headers, [written.body])


def add(response: Any, added: list[tuple[str, str]]) -> bool:
    """Add the headers that save a session to a response, unless that takes looking at those which it has."""
    if type(response) is not Response or len(response.__dict__) != _ATTRIBUTES:
        return False
    headers = response.__dict__["headers"]
    if type(headers) is not Headers:
        return False
    pairs: list[tuple[object, object]] = headers.__dict__["_list"]
    for name, _ in pairs:
        if not isinstance(name, str) or (len(name) == 4 and name.lower() == "vary"):
            return False
    pairs.extend(added)
    return True


def quick(lanes: Lanes, rv: Any) -> Response | None:
    """Make the response of a returned value, if it is of a kind that is made by putting its parts together."""
    cls = cast("type[object]", type(rv))  # of ``Any``, this is a class of nothing known
    if cls is str:
        return _response(_OK, 200, [_HTML], rv.encode())
    if cls is _Response:
        response: Response = rv
        return response
    if cls is tuple and len(rv) == 2:
        body, more = rv
        kind = cast("type[object]", type(more))  # as above
        if kind is int:
            if type(body) is str and _has_body(more):
                return _response(lanes.status(more), more, [_HTML], body.encode())
        elif kind is dict:
            return _with_headers(body, more)
    return None


def _with_headers(body: Any, given: dict[Any, Any]) -> Response | None:
    pairs: list[tuple[str, str]] = []
    has_type = False
    for name, value in given.items():
        if type(name) is not str or type(value) is not str or "\n" in value or "\r" in value:
            return None
        has_type = has_type or (len(name) == 12 and name.lower() == "content-type")
        if len(name) == 14 and name.lower() == "content-length":
            return None
        pairs.append((name, value))
    if not has_type:
        pairs.append(_HTML)
    if type(body) is str:
        return _response(_OK, 200, pairs, body.encode())
    if type(body) is GeneratorType or isinstance(body, _Iterator):
        return _made(_OK, 200, pairs, body)
    return None


def _response(line: str, code: int, pairs: list[tuple[str, str]], body: bytes) -> Response:
    pairs.append(("Content-Length", str(len(body))))
    return _made(line, code, pairs, [body])


def _made(line: str, code: int, pairs: list[tuple[str, str]], body: Any) -> Response:
    attributes = _BLANK.copy()
    attributes["headers"] = _make(_Headers, {"_list": pairs})
    if code != 200:
        attributes["_status"], attributes["_status_code"] = line, code
    attributes["_on_close"] = []
    attributes["response"] = body
    response: Response = _make(_Response, attributes)
    return response


def send(response: Any, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Give a response to the server, as ``Response.__call__`` describes it."""
    if type(response) is _Response:
        own: dict[str, Any] = response.__dict__
        headers = own["headers"]
        body = own["response"]
        if (
            len(own) == _ATTRIBUTES
            and type(headers) is _Headers
            and environ["REQUEST_METHOD"] != "HEAD"
            and not own["direct_passthrough"]
        ):
            kind = cast("type[object]", type(body))  # of ``Any``, this is a class of nothing known
            is_list = kind is list
            pairs: list[tuple[str, str]] = headers.__dict__["_list"]
            if (is_list or kind is GeneratorType or isinstance(body, _Iterator)) and sending.as_it_is(
                own["_status_code"], pairs, is_list
            ):
                start_response(own["_status"], pairs[:])
                if is_list and len(body) == 1 and type(body[0]) is bytes and not own["_on_close"]:
                    parts: list[bytes] = body
                    return parts
                return Parts(iter(body), response)
    answer: Iterable[bytes] = response(environ, start_response)
    return answer


def _has_body(code: int) -> bool:
    return 200 <= code < 1000 and code not in sending.BODILESS
