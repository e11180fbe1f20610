"""A request that reads its forms, query string, cookies and body through the core instead of Werkzeug's parsers.

Werkzeug's way is taken wherever somebody replaced a part of it, on a class, on an instance or on Werkzeug's own, and
for each body that is unusual: of unknown length, large, read already, or no form after all.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any, Final, Literal, cast, overload

from werkzeug.datastructures import EnvironHeaders, FileStorage, Headers, ImmutableMultiDict, MultiDict
from werkzeug.formparser import FormDataParser, MultiPartParser, default_stream_factory
from werkzeug.sansio.request import Request as PlainRequest
from werkzeug.utils import cached_property
from werkzeug.wrappers import Request as RequestBase
from werkzeug.wsgi import LimitedStream

from .core import cookie_header, forms, multipart, parameters, urlencoded


class ReadingRequest(RequestBase):
    """Werkzeug's request, faster at reading what most clients send."""

    _media: tuple[str, dict[str, str]] | None = None
    """The content type and its options, once they were asked for."""

    _taken: int | None = None
    """The length of the body, once it was read at once."""

    @property
    def mimetype(self) -> str:
        """The content type in small letters, without its options."""
        media = self._find_media()
        return super().mimetype if media is None else media[0]

    @property
    def mimetype_params(self) -> dict[str, str]:
        """The options of the content type, such as its charset."""
        media = self._find_media()
        return super().mimetype_params if media is None else media[1]

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The values in the query string."""
        if self.parameter_storage_class is ImmutableMultiDict and _is_original("args"):
            values = urlencoded.values(self.query_string)
            if values is not None:
                return _multi_dict(values)
        return super().args

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The values of the cookies that were sent."""
        if (
            self.dict_storage_class is ImmutableMultiDict
            and type(self.headers) is EnvironHeaders
            and _is_original("cookies")
        ):
            header = self.headers.environ.get("HTTP_COOKIE", "")
            if type(header) is str:
                return _multi_dict(cookie_header.values(header))
        return super().cookies

    @property
    def stream(self) -> IO[bytes]:
        """The body as far as it was not read yet; it ends where the content length says."""
        if self._taken is not None and "stream" not in self.__dict__:
            read = LimitedStream(BytesIO(bytes(self._taken)), self._taken)
            read.exhaust()
            self.__dict__["stream"] = read
        return super().stream

    @stream.setter
    def stream(  # pyright: ignore[reportIncompatibleVariableOverride]  # it can be set, as a cached property can
        self, value: IO[bytes]
    ) -> None:
        self.__dict__["stream"] = value

    @stream.deleter
    def stream(self) -> None:
        if self._taken is None or "stream" in self.__dict__:
            del self.__dict__["stream"]
        self._taken = None

    @overload
    def get_data(  # pyright: ignore[reportOverlappingOverload]  # they overlap in Werkzeug too, in what nobody writes
        self, cache: bool = True, as_text: Literal[False] = False, parse_form_data: bool = False
    ) -> bytes: ...

    @overload
    def get_data(
        self, cache: bool = True, as_text: Literal[True] = ..., parse_form_data: bool = False
    ) -> str: ...

    def get_data(
        self, cache: bool = True, as_text: bool = False, parse_form_data: bool = False
    ) -> bytes | str:
        """Read the whole body.

        Args:
            cache: Whether it is kept, so that it can be read again.
            as_text: Whether it is given as text.
            parse_form_data: Whether a form is parsed first, which leaves nothing to be read here.
        """
        body = None if parse_form_data or not self._is_unread() else self._take()
        if body is None:
            data = super().get_data(cache, parse_form_data=parse_form_data)
        else:
            # Werkzeug keeps it, where others look for it.
            self.__dict__["stream"] = BytesIO(body)
            data = super().get_data(cache)
            del self.__dict__["stream"]
        return data.decode(errors="replace") if as_text else data

    def _load_form_data(self) -> None:
        if not self._load_at_once():
            super()._load_form_data()

    def _load_at_once(self) -> bool:
        """Read the form, and tell whether that could be done."""
        media = self._find_media() if self._is_unread() and _parses_as_documented(self) else None
        boundary = None if media is None else forms.boundary(*media)
        body = None if boundary is None or not self.want_form_data_parsed else self._take()
        if boundary is None or body is None:
            return False
        # An encoded form has no limit but that of the whole body.
        limits = (self.max_form_memory_size, self.max_form_parts) if boundary else (None, None)
        form = forms.read(body, boundary, *limits)
        known = self.__dict__
        if not isinstance(form, multipart.Form):
            # Werkzeug refuses it in its own way, and leaves of it what it leaves.
            known["stream"] = LimitedStream(BytesIO(body), len(body))
            return False
        known["form"] = _multi_dict(form.fields)
        known["files"] = _multi_dict(_open(form.files, body) if form.files else {})
        return True

    def _is_unread(self) -> bool:
        known = self.__dict__
        return (
            self._taken is None
            and "stream" not in known
            and "_cached_data" not in known
            and type(self).stream is ReadingRequest.stream
            and _OF_WERKZEUG["stream"] is _STREAM
        )

    def _find_media(self) -> tuple[str, dict[str, str]] | None:
        """Parse the content type; ``None`` where Werkzeug has to."""
        if (
            self._media is None
            and type(self.headers) is EnvironHeaders
            and _is_original("mimetype")
            and _is_original("mimetype_params")
        ):
            header = self.headers.environ.get("CONTENT_TYPE", "")
            if type(header) is str:
                value, options = parameters.parse(header)
                self._media = value.lower(), options
        return self._media

    def _take(self) -> bytes | None:
        """Read the body at once; ``None`` if Werkzeug has to read it."""
        environ = self.environ
        if self.shallow or "wsgi.input_terminated" in environ or "HTTP_TRANSFER_ENCODING" in environ:
            return None
        length = forms.length(environ.get("CONTENT_LENGTH"), self.max_content_length)
        if length == forms.LEFT or "wsgi.input" not in environ:
            return None
        source: IO[bytes] = environ["wsgi.input"]
        parts: list[bytes] = []
        missing = length
        while missing:
            wanted = min(missing, multipart.CHUNK)
            last: bytes | Exception
            try:
                last = source.read(wanted)
            except (OSError, ValueError) as error:
                last = error
            if type(last) is not bytes or len(last) != wanted:
                # It is read as it comes, or breaks off; where its pieces end may show in what becomes of it.
                again = cast("IO[bytes]", _Again([*parts, last], source))  # it has all that is needed here
                self.__dict__["stream"] = LimitedStream(again, length)
                return None
            parts.append(last)
            missing -= wanted
        self._taken = length
        return b"".join(parts)


class _Again:
    """Gives once more what a source gave, pieces that are no larger than they were asked for, and then the rest."""

    def __init__(self, parts: list[bytes | Exception], source: IO[bytes]) -> None:
        self._parts: Final = parts[::-1]
        self._source: Final = source

    def read(self, size: int) -> bytes:
        if not self._parts:
            return self._source.read(size)
        part = self._parts.pop()
        if isinstance(part, Exception):
            raise part
        if len(part) > size:
            self._parts.append(part[size:])
        return part[:size]


_OF_WERKZEUG: Final = RequestBase.__dict__
_OF_ANY_SERVER: Final = PlainRequest.__dict__
"""What Werkzeug's two classes of requests define, as it is now: programs may replace each part."""

_ORIGINAL: Final = {**_OF_ANY_SERVER, **_OF_WERKZEUG}


def _is_original(name: str) -> bool:
    """Tell whether a property of Werkzeug's request which does not need a server is still Werkzeug's."""
    return _OF_ANY_SERVER[name] is _ORIGINAL[name] and name not in _OF_WERKZEUG


_STREAM: Final = _ORIGINAL["stream"]


def _steps(cls: type[RequestBase]) -> tuple[object, ...]:
    """List the steps of parsing a form."""
    return (
        cls.make_form_data_parser,
        cls._get_stream_for_parsing,
        cls._get_file_stream,
        cls.mimetype,
        cls.mimetype_params,
        RequestBase._load_form_data,
        FormDataParser.parse,
        MultiPartParser.parse,
    )


_STEPS: Final = _steps(ReadingRequest)


def _parses_as_documented(request: ReadingRequest) -> bool:
    known = request.__dict__
    return (
        request.form_data_parser_class is FormDataParser
        and request.parameter_storage_class is ImmutableMultiDict
        and "make_form_data_parser" not in known
        and "_get_stream_for_parsing" not in known
        and "_get_file_stream" not in known
        and _steps(type(request)) == _STEPS
    )


# Any: the values are text or files.
def _multi_dict(values: Any) -> ImmutableMultiDict[str, Any]:
    """Make the documented dict of lists of values, without taking it apart as its own ``__init__`` does."""
    made: ImmutableMultiDict[str, Any] = _new(ImmutableMultiDict)
    _update(made, values)
    return made


# Any: as above; and what is in such a dict is not what its type says, which is the first of its values.
_new: Final[Any] = dict.__new__
_update: Final = dict[str, Any].update


def _open(files: list[multipart.File], body: bytes) -> dict[str | None, list[FileStorage]]:
    opened: dict[str | None, list[FileStorage]] = {}
    for file in files:
        stream = default_stream_factory(len(body), None, file.filename)
        stream.write(body[file.start : file.end])
        stream.seek(0)
        headers = Headers()
        for name, value in file.headers:
            headers.add(name, value)
        opened.setdefault(file.name, []).append(
            FileStorage(stream, file.filename, file.name, headers=headers)
        )
    return opened
