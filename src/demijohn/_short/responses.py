"""Responses, made of what views return and given to the server, as Werkzeug's classes do it with more looking."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import GeneratorType
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from werkzeug.datastructures import Headers
from werkzeug.wsgi import FileWrapper

from demijohn._native import attributes, make, parts
from demijohn.core import sending
from demijohn.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

    from demijohn.app import Flask

    from .lanes import Lanes

_HTML: Final = ("Content-Type", "text/html; charset=utf-8")
_JSON: Final = ("Content-Type", "application/json")
_OK: Final = "200 OK"
# What is bound here is not looked for in the module's dict for each request.
_make: Final[Any] = make
_attributes: Final[Any] = attributes
_parts: Final[Any] = parts
_Headers: Final[Any] = Headers
_FileWrapper: Final[Any] = FileWrapper
_Response: Final[Any] = Response
_Iterator: Final[Any] = Iterator
_CLOSE: Final[Any] = Response.close
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
Plain: TypeAlias = "tuple[str, list[tuple[str, str]], Any]"
"""An answer that nobody needs a response for: status, headers, and a body that is all of it or gives its parts."""
NOT_PLAIN: Final[Plain] = ("", [], None)
"""Stands for an answer that is of no kind which needs no response; it has no status."""


def plain(lanes: Lanes, rv: object) -> Plain:
    """Write an answer without a response, if it is of a kind that can be, or give ``NOT_PLAIN``."""
    cls = type(rv)
    given: Any = rv
    if cls is str:
        text: str = given
        body = text.encode()
        return _OK, [_HTML, ("Content-Length", str(len(body)))], body
    if cls is tuple:
        pair: tuple[Any, ...] = given
        return _plain_pair(lanes, pair[0], pair[1]) if len(pair) == 2 else NOT_PLAIN
    if (cls is dict or cls is list) and lanes.writer is not None:
        written = lanes.writer.write(given)
        if written is not None:
            return _whole(_OK, _JSON, f"{written}\n".encode())
    return NOT_PLAIN


def _plain_pair(lanes: Lanes, body: Any, more: object) -> Plain:
    kind = type(more)
    given: Any = more
    if kind is int and type(body) is str and _has_body(given):
        text: str = body
        return _whole(lanes.status(given), _HTML, text.encode())
    return _plain_with_headers(body, given) if kind is dict else NOT_PLAIN


def of_json(app: Flask, provider: object, data: Any) -> Response | None:
    """Make the response of data that a provider is to write, if it is the application's, and as documented."""
    own: dict[str, Any] = app.__dict__
    lanes: Lanes | None = own["_derived"].lanes
    if lanes is None or lanes.writer is None or own.get("json") is not provider:
        return None
    if not lanes.is_open or not lanes.has_usual_response or lanes.look(app, own) is not True:
        return None
    text = lanes.writer.write(data)
    return None if text is None else of(_whole(_OK, _JSON, f"{text}\n".encode()))


def _whole(status: str, content_type: tuple[str, str], body: bytes) -> Plain:
    return status, [content_type, ("Content-Length", str(len(body)))], body


def _plain_with_headers(body: Any, given: dict[Any, Any]) -> Plain:
    pairs = _pairs(given)
    if pairs is None or not sending.as_it_is(200, pairs, False) or _varies(pairs):
        return NOT_PLAIN
    if type(body) is str:
        encoded = body.encode()
        pairs.append(("Content-Length", str(len(encoded))))
        return _OK, pairs, encoded
    return (_OK, pairs, body) if _is_stream(body) else NOT_PLAIN


def streamed(body: Any) -> Iterable[bytes]:
    """Give the parts of the body of an answer that has no response."""
    parts: Iterable[bytes] = _parts(body, body, close_body)
    return parts


def of(written: Plain) -> Response:
    """Make the response of an answer that was written already."""
    status, headers, body = written
    return _made(status, int(status[:3]), headers, [body] if type(body) is bytes else body)


def add(response: Any, added: list[tuple[str, str]]) -> bool:
    """Add the headers that save a session to a response, unless that takes looking at those which it has."""
    if type(response) is not Response or len(response.__dict__) != _ATTRIBUTES:
        return False
    headers = response.__dict__["headers"]
    if type(headers) is not Headers:
        return False
    pairs: list[Any] = headers.__dict__["_list"]
    if _varies(pairs):
        return False
    pairs.extend(added)
    return True


def _varies(pairs: list[Any]) -> bool:
    """Tell whether there is a header to which a session adds what it depends on, or one whose name is no text."""
    for name, _ in pairs:
        if not isinstance(name, str) or (len(name) == 4 and name.lower() == "vary"):
            return True
    return False


def quick(lanes: Lanes, rv: object) -> Response | None:
    """Make the response of a returned value, if it is of a kind that is made by putting its parts together."""
    cls = type(rv)
    given: Any = rv
    if cls is _Response:
        response: Response = given
        return response
    if cls is str:
        return _response(_OK, 200, [_HTML], given.encode())
    if cls is tuple and len(given) == 2:
        body, more = given
        kind = cast("type[object]", type(more))  # of ``Any``, this is a class of nothing known
        if kind is int:
            if type(body) is str and _has_body(more):
                return _response(lanes.status(more), more, [_HTML], body.encode())
        elif kind is dict:
            return _with_headers(body, more)
    return None


def _with_headers(body: Any, given: dict[Any, Any]) -> Response | None:
    pairs = _pairs(given)
    if pairs is None:
        return None
    if type(body) is str:
        return _response(_OK, 200, pairs, body.encode())
    return _made(_OK, 200, pairs, body) if _is_stream(body) else None


def _pairs(given: dict[Any, Any]) -> list[tuple[str, str]] | None:
    """List headers as a view gave them, if nothing has to be done about them."""
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
    return pairs


def _is_stream(body: Any) -> bool:
    return type(body) is GeneratorType or isinstance(body, _Iterator)


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


def send(response: Any, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes] | None:
    """Give a response to the server, as ``Response.__call__`` describes it, or give ``None`` if that is to be called."""
    if type(response) is _Response:
        own: dict[str, Any] = _attributes(response)
        headers = own["headers"]
        content: object = own["response"]
        if len(own) == _ATTRIBUTES and type(headers) is _Headers and environ["REQUEST_METHOD"] != "HEAD":
            kind = type(content)
            body: Any = content
            is_list = kind is list
            pairs: list[tuple[str, str]] = _attributes(headers)["_list"]
            if (is_list or kind is _FileWrapper or _is_stream(body)) and sending.as_it_is(
                own["_status_code"], pairs, is_list
            ):
                start_response(own["_status"], pairs[:])
                return _give(response, own, body, is_list)
    return None


def _give(response: Any, own: dict[str, Any], body: Any, is_list: bool) -> Iterable[bytes]:
    """Give the body of a response to the server."""
    if own["direct_passthrough"] or (
        is_list and len(body) == 1 and type(body[0]) is bytes and not own["_on_close"]
    ):
        as_it_is: Iterable[bytes] = body
        return as_it_is
    streamed: Iterable[bytes] = _parts(body, response, close)
    return streamed


def close(response: Any) -> None:
    """Close a response whose body was given part by part."""
    own: dict[str, Any] = response.__dict__
    if type(response) is not _Response or _Response.close is not _CLOSE or "close" in own:
        response.close()
        return
    close_body(own["response"])
    functions: list[Callable[[], object]] = own["_on_close"]
    for function in functions:
        function()


def close_body(body: Any) -> None:
    """Close what gave the parts of a body, if it can be closed."""
    if type(body) is GeneratorType or hasattr(body, "close"):
        body.close()


def _has_body(code: int) -> bool:
    return 200 <= code < 1000 and code not in sending.BODILESS
