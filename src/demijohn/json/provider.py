"""How an application reads and writes JSON.

Subclass ``JSONProvider`` to use another library; set ``Flask.json_provider_class`` or ``Flask.json`` to use it.
"""

from __future__ import annotations

import dataclasses
import decimal
import json
import uuid
import weakref
from collections.abc import Callable
from datetime import date
from typing import IO, TYPE_CHECKING, Any, Final, cast

from werkzeug.http import http_date

from demijohn.core import explain, problem

if TYPE_CHECKING:
    from demijohn.app import Flask
    from demijohn.wrappers import Response

# ``Any`` below: JSON data has no narrower type, and keywords go to whatever library a provider uses.


class JSONProvider:
    """What an application asks to read and write JSON.

    A subclass must define ``dumps`` and ``loads``; the other methods use those two.

    Args:
        app: The application; it is kept as a weak proxy.
    """

    def __init__(self, app: Flask) -> None:
        self._app = cast("Flask", weakref.proxy(app))  # a proxy is used as what it stands for

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Write data as JSON text.

        Args:
            obj: The data.
            kwargs: Options of the JSON library.
        """
        raise NotImplementedError(f"'{type(self).__name__}' must define 'dumps'.")

    def dump(self, obj: Any, fp: IO[str], **kwargs: Any) -> None:
        """Write data as JSON text to a file.

        Args:
            obj: The data.
            fp: A file open for text in UTF-8.
            kwargs: Options of the JSON library.
        """
        fp.write(self.dumps(obj, **kwargs))

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON text.

        Args:
            s: The text, or its UTF-8 bytes.
            kwargs: Options of the JSON library.
        """
        raise NotImplementedError(f"'{type(self).__name__}' must define 'loads'.")

    def load(self, fp: IO[str] | IO[bytes], **kwargs: Any) -> Any:
        """Read JSON text from a file.

        Args:
            fp: A file open for text or UTF-8 bytes.
            kwargs: Options of the JSON library.
        """
        return self.loads(fp.read(), **kwargs)

    def _prepare_response_obj(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if args and kwargs:
            raise explain.error(problem.JSONArgsMixed(len(args), ", ".join(map(repr, kwargs))))
        if not args and not kwargs:
            return None
        if len(args) == 1:
            return args[0]
        return args or kwargs

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Make a response of JSON data.

        Args:
            args: One value is written as it is, several as a list, none as ``null``.
            kwargs: Written as an object; not to be mixed with positional values.

        Raises:
            TypeError: If both positional and keyword values are given.
        """
        data = self._prepare_response_obj(args, kwargs)
        return self._app.response_class(self.dumps(data), mimetype="application/json")


def _default(o: Any) -> Any:
    """Give the JSON form of an object that the standard library cannot write."""
    if isinstance(o, date):
        return http_date(o)
    if isinstance(o, (decimal.Decimal, uuid.UUID)):
        return str(o)
    # A dataclass itself, the class, is not data; ``asdict`` refuses it.
    if dataclasses.is_dataclass(o):
        return dataclasses.asdict(o)  # type: ignore[arg-type]  # it says best what is wrong with a class
    if hasattr(o, "__html__"):
        return str(o.__html__())
    raise TypeError(f"Object of type {type(o).__name__} is not JSON serializable")


_encoders: dict[tuple[bool, bool, tuple[str, str] | None], json.JSONEncoder] = {}
"""The encoders that ``json.dumps`` would make anew for each text, by their settings."""

_SETTINGS: Final = {"default", "ensure_ascii", "sort_keys", "separators"}
_SEPARATORS: Final = (None, (",", ":"))
_DUMPS: Final = json.dumps
"""What the encoders stand for; a program that replaces it is to see every call."""


def _encoder(kwargs: dict[str, Any]) -> json.JSONEncoder | None:
    """Give the encoder for some keywords of ``json.dumps``, or ``None`` if they are not the usual ones."""
    separators = kwargs.get("separators")
    if json.dumps is not _DUMPS:
        return None
    if kwargs["default"] is not _default or separators not in _SEPARATORS or not kwargs.keys() <= _SETTINGS:
        return None
    key = (bool(kwargs["ensure_ascii"]), bool(kwargs["sort_keys"]), separators)
    found = _encoders.get(key)
    if found is None:
        found = _encoders[key] = json.JSONEncoder(
            default=_default, ensure_ascii=key[0], sort_keys=key[1], separators=separators
        )
    return found


_READING: Final = (json.loads, json.JSONDecoder.decode, json.JSONDecoder.raw_decode)
"""What reading stands for; a program that replaces one of them is to see every call."""

try:
    from demijohn._json import read as _read_usual
except ImportError:

    def _read_usual(text: object, /) -> Any:
        """Leave a text to the standard library, as the pure build does with each."""
        return NotImplemented


_OPENING: Final = ("{", "[")
# ``Any``: typeshed has no name for what reads for a decoder.
_scan: Final[Callable[[str, int], tuple[Any, int]]] = vars(json.JSONDecoder())["scan_once"]


# ``object``: a caller may hand in what the types do not allow, and is to get the error that it always got.
def _read(s: object) -> Any:
    """Read an object or an array, or give ``NotImplemented`` if ``json.loads`` has to read the text, or to refuse it."""
    if (json.loads, json.JSONDecoder.decode, json.JSONDecoder.raw_decode) != _READING:
        return NotImplemented
    value = _read_usual(s)
    if value is not NotImplemented:
        return value
    try:
        text = s.decode() if isinstance(s, bytes) else s
        if not isinstance(text, str) or text[:1] not in _OPENING or "\0" in text[:4]:
            return NotImplemented
        value, end = _scan(text, 0)
    except (StopIteration, ValueError):
        return NotImplemented
    return value if end == len(text) or not text[end:].strip(" \t\n\r") else NotImplemented


class DefaultJSONProvider(JSONProvider):
    """JSON from the standard library, with some more types.

    Dates become the form that HTTP uses (RFC 9110, section 5.6.7), ``Decimal`` and ``UUID`` strings, dataclasses
    objects; of an object with ``__html__`` it is that method's text.
    """

    default: Callable[[Any], Any] = staticmethod(_default)
    """Called with what the library cannot write: gives something it can, or raises ``TypeError``."""

    ensure_ascii = True
    """Whether characters outside ASCII are written as escapes."""

    sort_keys = True
    """Whether an object's keys are sorted; keys of several types cannot be."""

    compact: bool | None = None
    """Whether ``response`` leaves out spaces and line breaks; ``None`` means unless in debug mode."""

    mimetype = "application/json"
    """The type of what ``response`` makes."""

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """Write data as JSON text.

        Args:
            obj: The data.
            kwargs: Goes to ``json.dumps``, over the defaults set as attributes.
        """
        kwargs.setdefault("default", self.default)
        kwargs.setdefault("ensure_ascii", self.ensure_ascii)
        kwargs.setdefault("sort_keys", self.sort_keys)
        encoder = _encoder(kwargs)
        return json.dumps(obj, **kwargs) if encoder is None else encoder.encode(obj)

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Read JSON text.

        Args:
            s: The text, or its UTF-8 bytes.
            kwargs: Goes to ``json.loads``.
        """
        value = NotImplemented if kwargs else _read(s)
        return json.loads(s, **kwargs) if value is NotImplemented else value

    def response(self, *args: Any, **kwargs: Any) -> Response:
        """Make a response of JSON data, indented in debug mode, that ends with a line break.

        Args:
            args: One value is written as it is, several as a list, none as ``null``.
            kwargs: Written as an object; not to be mixed with positional values.

        Raises:
            TypeError: If both positional and keyword values are given.
        """
        data = self._prepare_response_obj(args, kwargs)
        text = self.dumps(data, **self._layout())
        return self._app.response_class(f"{text}\n", mimetype=self.mimetype)

    def _layout(self) -> dict[str, Any]:
        compact = self.compact
        if compact is None:
            compact = not self._app.debug
        return {"separators": (",", ":")} if compact else {"indent": 2}
