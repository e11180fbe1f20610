"""JSON, written by what ``json.dumps`` would make anew for each text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, final

from demijohn.core import compiled
from demijohn.json.provider import DefaultJSONProvider, JSONProvider, _default, _encoders

from .json_text import Pen

_JSON: Final = vars(json)
_DUMPS: Final = json.dumps
_ENCODER: Final = vars(json.encoder)
_MAKE: Final = _ENCODER["c_make_encoder"]

# ``Any`` in this module: what is written is any data.


@final
class Writer:
    """Writes JSON as a provider does while its settings stay as they are.

    Args:
        ascii_only: Whether characters outside ASCII are written as escapes.
        sort_keys: Whether keys are sorted.
    """

    __slots__ = ("_encode", "_pen", "_write")

    def __init__(self, ascii_only: bool, sort_keys: bool) -> None:
        encoder, write = _encoders(ascii_only, sort_keys, True)
        self._encode: Final[Callable[[Any], str]] = encoder.encode
        self._write: Final[Any] = write
        # What is not compiled is slower than the standard library's encoder, which is.
        self._pen: Final = Pen(ascii_only, sort_keys) if compiled and _quotes_as_usual() else None

    def write(self, data: Any) -> str | None:
        """Write data without spaces, or give ``None`` if somebody replaced ``json.dumps``, who is to see the call."""
        if _JSON["dumps"] is not _DUMPS:
            return None
        text = None if self._pen is None else self._pen.written(data)
        if text is not None:
            return text
        try:
            chunks = self._write(data, 0)
        except RecursionError:  # the encoder tells whether something holds itself, or is only deep
            return self._encode(data)
        return "".join(chunks)


def _quotes_as_usual() -> bool:
    """Tell whether nobody has replaced what the standard library's encoder is made of."""
    names = ("encode_basestring", "encode_basestring_ascii")
    return _ENCODER["c_make_encoder"] is _MAKE and all(
        [_ENCODER[each] is _ENCODER[f"c_{each}"] for each in names]
    )


def writer_of(provider: JSONProvider) -> Writer | None:
    """Make what writes without spaces for a provider of which nothing was replaced, or give ``None``."""
    if type(provider) is not DefaultJSONProvider or vars(provider).keys() & {"dumps", "loads"}:
        return None
    if provider.default is not _default:
        return None
    ensure_ascii, sort_keys = bool(provider.ensure_ascii), bool(provider.sort_keys)
    return None if _encoders(ensure_ascii, sort_keys, True)[1] is None else Writer(ensure_ascii, sort_keys)


def is_compact(provider: JSONProvider) -> bool:
    """Tell whether the responses of a provider have no spaces, and are what is documented."""
    return (
        type(provider) is DefaultJSONProvider
        and not vars(provider).keys() & {"response", "_layout", "_prepare_response_obj"}
        and provider.mimetype == "application/json"
        and "separators" in provider._layout()
    )
