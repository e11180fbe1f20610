"""What a client sent, read through the core at once, when and only when nobody has replaced a step of Werkzeug's way.

1. A body of unknown length, a large one, one in odd pieces, and one that somebody began to read is left to Werkzeug.
2. So is a form that is malformed or beyond a limit: Werkzeug refuses it in its own way.
3. What was read is left where Werkzeug leaves it, and is found there by Werkzeug's own methods.
"""

from __future__ import annotations

from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, cast, final

import werkzeug.formparser
import werkzeug.wrappers.request
from werkzeug.datastructures import EnvironHeaders, FileStorage, Headers, ImmutableMultiDict
from werkzeug.formparser import FormDataParser, MultiPartParser, default_stream_factory
from werkzeug.sansio import request as requests
from werkzeug.sansio.http import parse_cookie
from werkzeug.sansio.multipart import MultipartDecoder
from werkzeug.sansio.request import Request as PlainRequest
from werkzeug.wrappers import Request as RequestBase
from werkzeug.wsgi import LimitedStream

from ._native import make, places
from ._untouched import Untouched, Watched
from .core import cookie_header, forms, multipart, parameters, urlencoded

# ``Any`` in this file: a request, of whichever class, what it has in its dict, and streams of every sort.

_ANYWHERE: Final = (
    "_parse_content_type",
    "args",
    "content_length",
    "cookies",
    "is_json",
    "mimetype",
    "mimetype_params",
)
_WITH_BODY: Final = (
    *("_get_file_stream", "_get_stream_for_parsing", "_load_form_data", "files", "form", "get_data"),
    *("get_json", "make_form_data_parser", "stream", "want_form_data_parsed"),
)
_STEPS: Final = (
    *_ANYWHERE,
    *_WITH_BODY,
    "headers",
    *("dict_storage_class", "form_data_parser_class", "parameter_storage_class"),
)
"""The members of a request whose work is done here."""

_OF_A_FORM: Final = (
    *("_get_file_stream", "_get_stream_for_parsing", "_load_form_data", "_parse_content_type"),
    *("form_data_parser_class", "make_form_data_parser", "parameter_storage_class"),
)
"""Those that a single request may have of its own, to read a form in its own way."""

_OTHERS: Final[tuple[Untouched, ...]] = (
    Untouched(RequestBase, *_ANYWHERE, *_WITH_BODY),
    Untouched(PlainRequest, *_ANYWHERE),
    Untouched(FormDataParser, "__init__", "parse", "_parse_multipart", "_parse_urlencoded"),
    Untouched(MultiPartParser, "__init__", "parse", "get_part_charset", "start_file_streaming"),
    Untouched(MultipartDecoder, "__init__", "receive_data", "next_event", "_parse_headers", "_parse_data"),
    Untouched(LimitedStream, "__init__", "read", "readall", "readinto", "on_disconnect", "on_exhausted"),
    Untouched(ImmutableMultiDict, "__init__", "__new__"),
    Untouched(EnvironHeaders, "__init__", "__getitem__", "get", "getlist"),
    Untouched(Headers, "__init__", "__new__", "add"),
    Untouched(FileStorage, "__init__", "__new__"),
    Untouched(SpooledTemporaryFile, "__init__", "__new__", "seek", "write"),
)
"""The other classes whose work is done here."""

_REST: Final = tuple([(each.cls, each) for each in _OTHERS])
# The module whose functions a program may replace.
_REQUESTS: Final = vars(requests)
_MOST: Final = 100


@final
class Steps:
    """The steps of a class of requests, as they were written, and whether they are still that.

    Args:
        cls: The class; requests of its subclasses are looked at as well.
    """

    __slots__ = ("_members", "_reading", "_watched")

    def __init__(self, cls: type[object]) -> None:
        self._members: Final = Untouched(cls, *_STEPS)
        mro = cls.__mro__
        self._reading: Final[type[object]] = mro[mro.index(RequestBase) - 1]
        self._watched: Final[dict[type[object], Watched]] = {}

    def are_usual(self, request: object) -> bool:
        """Tell whether nobody has replaced a step, for all requests or for those of a class."""
        cls = type(request)
        watched = self._watched.get(cls)
        if watched is None:
            watched = Watched(((cls, self._members), *_REST))
            if len(self._watched) >= _MOST:  # programs may make classes without end
                self._watched.clear()
            self._watched[cls] = watched
        return watched.are_untouched()

    def above(self, request: Any) -> Any:
        """Give the request as Werkzeug's class sees it."""
        return cast("Any", super(self._reading, request))  # which class that is, is only known when it runs


def args(request: Any) -> Any:
    """Read the query string."""
    known: dict[str, Any] = request.__dict__
    steps: Steps = request._steps
    if steps.are_usual(request) and "parameter_storage_class" not in known:
        query = request.query_string
        values = urlencoded.values(query) if type(query) is bytes else None
        if values is not None:
            return _multi_dict(values)
    return steps.above(request).args


def cookies(request: Any) -> Any:
    """Read the cookies."""
    known: dict[str, Any] = request.__dict__
    steps: Steps = request._steps
    if steps.are_usual(request) and _has_usual_headers(known) and "dict_storage_class" not in known:
        header = known["environ"].get("HTTP_COOKIE", "")
        if type(header) is str and _REQUESTS["parse_cookie"] is parse_cookie:
            return _multi_dict(cookie_header.values(header))
    return steps.above(request).cookies


def headers(request: Any) -> Any:
    """Give the headers, which are read off the environment."""
    environ = request.environ
    if _EnvironHeaders.__init__ is not _BEGIN:
        return _EnvironHeaders(environ)
    pairs: list[tuple[str, str]] = []
    return _make(EnvironHeaders, {"_list": pairs, "environ": environ})


def form(request: Any) -> Any:
    """Read the form, for its fields."""
    return request.__dict__["form"] if load_form(request) else request._steps.above(request).form


def files(request: Any) -> Any:
    """Read the form, for its files, unless it has been read."""
    found = request.__dict__.get("files")
    if found is not None:
        return found
    return request.__dict__["files"] if load_form(request) else request._steps.above(request).files


def load_form(request: Any) -> bool:
    """Read the form, and tell whether that could be done."""
    known: dict[str, Any] = request.__dict__
    steps: Steps = request._steps
    return steps.are_usual(request) and "form" not in known and _is_unread(known) and _load(request, known)


def parse_content_type(request: Any) -> bool:
    """Parse the content type, and tell whether that could be done."""
    steps: Steps = request._steps
    return steps.are_usual(request) and _parse_content_type(request.__dict__) is not None


def read(request: Any, keep: bool) -> bytes | None:
    """Read the body; ``None`` if Werkzeug has to read it."""
    known: dict[str, Any] = request.__dict__
    steps: Steps = request._steps
    body = _take(request, known) if _is_unread(known) and steps.are_usual(request) else None
    if body is not None and keep:
        known["_cached_data"] = body
    return body


def json(request: Any, otherwise: object) -> Any:
    """Read the body as JSON; give what was passed if Werkzeug has to read it, or to refuse it."""
    known: dict[str, Any] = request.__dict__
    steps: Steps = request._steps
    if (
        "_cached_json" in known
        or "get_data" in known
        or not _is_unread(known)
        or not steps.are_usual(request)
    ):
        return otherwise
    parsed = None if "_parse_content_type" in known else _parse_content_type(known)
    body = _take(request, known) if parsed is not None and forms.is_json(parsed[0].lower()) else None
    if body is None:
        return otherwise
    known["_cached_data"] = body
    try:
        value = request.json_module.loads(body)
    except ValueError as error:
        value = request.on_json_loading_failed(error)
        known["_cached_json"] = (value, Ellipsis)
    else:
        known["_cached_json"] = (value, value)
    return value


def _load(request: Any, known: dict[str, Any]) -> bool:
    for name in _OF_A_FORM:
        if name in known:
            return False
    parsed = _parse_content_type(known)
    boundary = None if parsed is None else forms.boundary(parsed[0].lower(), parsed[1])
    body = _take(request, known) if boundary is not None and known["environ"].get("CONTENT_TYPE") else None
    if boundary is None or body is None:
        return False
    found: object
    if boundary:
        memory, parts = request.max_form_memory_size, request.max_form_parts
        found = forms.read(body, boundary, memory, parts, places(body, b"--" + boundary))
    else:
        # It has no limit but that of the whole body.
        found = forms.read(body, boundary, None, None)
    if not isinstance(found, multipart.Form):
        known["stream"] = LimitedStream(BytesIO(body), len(body))
        return False
    known["form"] = _multi_dict(found.fields)
    known["files"] = _multi_dict(_open(request, found.files, body) if found.files else _NO_FILES)
    return True


def _is_unread(known: dict[str, Any]) -> bool:
    return "stream" not in known and "_cached_data" not in known and "_taken" not in known


def _has_usual_headers(known: dict[str, Any]) -> bool:
    """Tell whether the headers are those of the environment, or will be."""
    headers = known.get("headers")
    return headers is None or (type(headers) is EnvironHeaders and headers.environ is known["environ"])


def _parse_content_type(known: dict[str, Any]) -> tuple[str, dict[str, str]] | None:
    """Give the content type and its options; ``None`` if Werkzeug has to."""
    parsed: tuple[str, dict[str, str]] | None = known.get("_parsed_content_type")
    if parsed is None and _has_usual_headers(known):
        header = known["environ"].get("CONTENT_TYPE", "")
        if type(header) is str:
            parsed = known["_parsed_content_type"] = parameters.parse(header)
    return parsed


def _take(request: Any, known: dict[str, Any]) -> bytes | None:
    """Read the body at once; ``None`` if Werkzeug has to read it."""
    environ: dict[str, Any] = known["environ"]
    if request.shallow or "wsgi.input_terminated" in environ or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    length = forms.length(environ.get("CONTENT_LENGTH"), request.max_content_length)
    if length == forms.LEFT or "wsgi.input" not in environ:
        return None
    body: Any = b""
    if length:
        source = environ["wsgi.input"]
        try:
            body = source.read(length)
        except (OSError, ValueError) as error:
            body = error
        if type(body) is not bytes or len(body) != length:
            # It comes in pieces, or breaks off. Where its pieces end may show in what becomes of it.
            known["stream"] = LimitedStream(
                cast("IO[bytes]", _Again(body, source)), length
            )  # it is enough of one
            return None
    known["_taken"] = length
    taken: bytes = body
    return taken


class _Again:
    """Gives once more what a source gave, or raised, when it was asked for too much, and then what it gives."""

    def __init__(self, given: Any, source: Any) -> None:
        self._given = given
        self._source: Final = source
        self._is_cut = False

    def read(self, size: int) -> Any:
        """Read so many bytes, or fewer where the source gave fewer."""
        given, self._given = self._given, None
        if given is None:
            return self._source.read(size)
        if isinstance(given, Exception):
            raise given
        if len(given) > size:
            self._given, self._is_cut = given[size:], True
            return given[:size]
        # If the source had been asked for less each time, no piece would end here.
        return given + self._source.read(size - len(given)) if self._is_cut and len(given) < size else given


def _multi_dict(values: Any) -> Any:
    """Make the documented dict of lists of values, without taking it apart as its own ``__init__`` does."""
    made = _new(ImmutableMultiDict)
    if values:
        _update(made, values)
    return made


_dict: Final[Any] = dict
_new: Final[Any] = _dict.__new__
_update: Final[Any] = _dict.update
_NO_FILES: Final[dict[str | None, list[Any]]] = {}


_make: Final[Any] = make
_EnvironHeaders: Final[Any] = EnvironHeaders
_BEGIN: Final[Any] = EnvironHeaders.__init__
_Stream: Final[Any] = SpooledTemporaryFile
# The modules whose stream of a file a program may replace.
_STREAMS: Final = (vars(werkzeug.wrappers.request), vars(werkzeug.formparser))
_CLOSED: Final[Any] = default_stream_factory(0, None, None)
_CLOSED.close()
_MODEL: Final[dict[str, Any]] = _CLOSED.__dict__
_HELD: Final = tuple([name for name, value in _MODEL.items() if type(value) is BytesIO])
"""Where the stream of a file that was sent keeps it until it is too large: one name, or no stream is made here."""


def _open(request: Any, files: list[multipart.File], body: bytes) -> dict[str | None, list[Any]]:
    opened: dict[str | None, list[Any]] = {}
    is_usual = _has_usual_streams()
    for file in files:
        headers = _make(Headers, {"_list": file.headers})
        storage: Any
        if is_usual:
            stream = _stream(body[file.start : file.end])
            attributes = {"name": file.name, "stream": stream, "filename": file.filename, "headers": headers}
            storage = _make(FileStorage, attributes)
        else:
            stream = _ask_for_stream(request, file, body)
            storage = FileStorage(stream, file.filename, file.name, headers=headers)
        opened.setdefault(file.name, []).append(storage)
    return opened


def _has_usual_streams() -> bool:
    asking, making = _STREAMS
    return (
        len(_HELD) == 1
        and asking["default_stream_factory"] is default_stream_factory
        and making["SpooledTemporaryFile"] is SpooledTemporaryFile
    )


def _stream(content: bytes) -> Any:
    """Make the usual stream of a file; reading it whole gives these very bytes."""
    stream = _Stream.__new__(_Stream)
    attributes: dict[str, Any] = stream.__dict__
    attributes.update(_MODEL)
    attributes[_HELD[0]] = BytesIO(content)
    return stream


def _ask_for_stream(request: Any, file: multipart.File, body: bytes) -> Any:
    stream = request._get_file_stream(
        total_content_length=len(body),
        filename=file.filename,
        content_type=multipart.find_header(file.headers, "content-type"),
        content_length=forms.stated(multipart.find_header(file.headers, "content-length")),
    )
    stream.write(body[file.start : file.end])
    stream.seek(0)
    return stream
