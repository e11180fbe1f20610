"""How an application reads and writes JSON.

Subclass ``JSONProvider`` to use another library; set ``Flask.json_provider_class`` or ``Flask.json`` to use it.
"""

from __future__ import annotations

import dataclasses
import json
import weakref
from collections.abc import Callable
from datetime import date
from typing import IO, TYPE_CHECKING, Any, Final, TypeAlias, cast

from werkzeug.http import http_date

from demijohn import _later
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
    if _later.is_a(o, "uuid", "UUID") or _later.is_a(o, "decimal", "Decimal"):
        return str(o)
    # A dataclass itself, the class, is not data; ``asdict`` refuses it.
    if dataclasses.is_dataclass(o):
        return dataclasses.asdict(o)  # type: ignore[arg-type]  # it says best what is wrong with a class
    if hasattr(o, "__html__"):
        return str(o.__html__())
    raise TypeError(f"Object of type {type(o).__name__} is not JSON serializable")


# What writes a text with the accelerator written in C, if there is one. Any: of any data, by its depth.
_Write: TypeAlias = "Callable[[Any, int], tuple[str, ...]]"

_kept: dict[tuple[bool, bool, bool], tuple[json.JSONEncoder, _Write | None]] = {}
"""What ``json.dumps`` would make anew for each text, by its settings."""

_COMPACT: Final = (",", ":")
_STEPS: Final = (json.dumps, json.JSONEncoder.encode, json.JSONEncoder.iterencode)
"""What the encoders stand for; a program that replaces one of them is to see every call."""


def _writes_as_usual() -> bool:
    """Tell whether nobody has replaced how the standard library writes."""
    return (json.dumps, json.JSONEncoder.encode, json.JSONEncoder.iterencode) == _STEPS


def _encoders(ensure_ascii: bool, sort_keys: bool, compact: bool) -> tuple[json.JSONEncoder, _Write | None]:
    """Give the encoder for some settings, and what it makes for each text, but for the memory of what it is inside of."""
    key = (ensure_ascii, sort_keys, compact)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = _make_encoders(*key)
    return found


def _make_encoders(
    ensure_ascii: bool, sort_keys: bool, compact: bool
) -> tuple[json.JSONEncoder, _Write | None]:
    encoder = json.JSONEncoder(
        default=_default,
        ensure_ascii=ensure_ascii,
        sort_keys=sort_keys,
        separators=_COMPACT if compact else None,
    )
    make: Callable[..., _Write] | None = vars(json.encoder)["c_make_encoder"]
    if make is None:  # a Python without it
        return encoder, None
    write_text = json.encoder.encode_basestring_ascii if ensure_ascii else json.encoder.encode_basestring
    separators = (encoder.key_separator, encoder.item_separator)
    return encoder, make(None, _default, write_text, None, *separators, sort_keys, False, True)


# Any: as above.
def _write(provider: DefaultJSONProvider, obj: Any, compact: bool) -> str | None:
    """Write as ``json.dumps`` does for a provider, or give ``None`` if only that function knows how."""
    if provider.default is not _default or not _writes_as_usual():
        return None
    encoder, write = _encoders(bool(provider.ensure_ascii), bool(provider.sort_keys), compact)
    if write is None:
        return encoder.encode(obj)
    try:
        return "".join(write(obj, 0))
    except RecursionError:  # the encoder tells whether something holds itself, or is only deep
        return encoder.encode(obj)


_READING: Final = (json.loads, json.JSONDecoder.decode, json.JSONDecoder.raw_decode)
"""What reading stands for; a program that replaces one of them is to see every call."""

_OPENING: Final = ("{", "[")
# ``Any``: typeshed has no name for what reads for a decoder.
_scan: Final[Callable[[str, int], tuple[Any, int]]] = vars(json.JSONDecoder())["scan_once"]


# ``object``: a caller may hand in what the types do not allow, and is to get the error that it always got.
def _read(s: object) -> Any:
    """Read an object or an array, or give ``NotImplemented`` if ``json.loads`` has to read the text, or to refuse it."""
    if (json.loads, json.JSONDecoder.decode, json.JSONDecoder.raw_decode) != _READING:
        return NotImplemented
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
        if not kwargs or (len(kwargs) == 1 and kwargs.get("separators") == _COMPACT):
            written = _write(self, obj, compact=bool(kwargs))
            if written is not None:
                return written
        kwargs.setdefault("default", self.default)
        kwargs.setdefault("ensure_ascii", self.ensure_ascii)
        kwargs.setdefault("sort_keys", self.sort_keys)
        return json.dumps(obj, **kwargs)

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
        response = self._app._json_response(self, data)
        if response is not None:
            return response
        text = self.dumps(data, **self._layout())
        return self._app.response_class(f"{text}\n", mimetype=self.mimetype)

    def _layout(self) -> dict[str, Any]:
        compact = self.compact
        if compact is None:
            compact = not self._app.debug
        return {"separators": (",", ":")} if compact else {"indent": 2}
