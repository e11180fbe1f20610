"""JSON, written by what ``json.dumps`` would make anew for each text."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, final

from demijohn.json.provider import DefaultJSONProvider, JSONProvider, _default, _encoders

_JSON: Final = vars(json)
_DUMPS: Final = json.dumps

# ``Any`` in this module: what is written is any data.


@final
class Writer:
    """Writes JSON as a provider does while its settings stay as they are.

    Args:
        ensure_ascii: Whether characters outside ASCII are written as escapes.
        sort_keys: Whether keys are sorted.
    """

    __slots__ = ("_encode", "_write")

    def __init__(self, ensure_ascii: bool, sort_keys: bool) -> None:
        encoder, write = _encoders(ensure_ascii, sort_keys, True)
        self._encode: Final[Callable[[Any], str]] = encoder.encode
        self._write: Final[Any] = write

    def write(self, data: Any) -> str | None:
        """Write data without spaces, or give ``None`` if somebody replaced ``json.dumps``, who is to see the call."""
        if _JSON["dumps"] is not _DUMPS:
            return None
        try:
            chunks = self._write(data, 0)
        except RecursionError:  # the encoder tells whether something holds itself, or is only deep
            return self._encode(data)
        return "".join(chunks)


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
