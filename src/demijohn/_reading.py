"""A request that reads its forms, query string, cookies and body through the core instead of Werkzeug's parsers."""

from __future__ import annotations

from io import BytesIO
from typing import IO, TYPE_CHECKING, Any, Final, Literal, overload

from werkzeug.wrappers import Request as RequestBase
from werkzeug.wsgi import LimitedStream

from . import _received
from ._later import Later

_NOTHING: Final = object()


class ReadingRequest(RequestBase):
    """Werkzeug's request, faster at reading what most clients send."""

    _steps: _received.Steps
    """The steps of the class that applications use, by which it is seen whether one was replaced."""

    _taken: int | None = None
    """The length of the body, once it was read at once."""

    if not TYPE_CHECKING:
        args = Later(_received.args)
        cookies = Later(_received.cookies)
        form = Later(_received.form)

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
        known = self.__dict__
        if "stream" in known or known.pop("_taken", None) is None:
            del known["stream"]

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
        data = None if parse_form_data else _received.read(self, bool(cache))
        if data is None:
            data = super().get_data(cache, parse_form_data=parse_form_data)
        return data.decode(errors="replace") if as_text else data

    # Any: JSON data has no narrower type.
    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """Read the body as JSON.

        Args:
            force: Whether it is read whatever its content type says.
            silent: Whether ``None`` is given for what is no JSON, instead of an error.
            cache: Whether what was read is kept for the next time.
        """
        value = _NOTHING if force or silent or not cache else _received.json(self, _NOTHING)
        return super().get_json(force, silent, cache) if value is _NOTHING else value

    def _load_form_data(self) -> None:
        if not _received.load_form(self):
            super()._load_form_data()

    def _parse_content_type(self) -> None:
        if not _received.parse_content_type(self):
            super()._parse_content_type()
