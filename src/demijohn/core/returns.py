"""Decides what a view returned: its parts, and the kind of its body.

1. A tuple has two or three parts; of two, the second is headers when it has a type of headers, and a status otherwise.
2. The kinds of body are tried in the order of ``BodyKind``: the first that fits is it.
3. A status of text is a whole status line, any other is a code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final, cast, final

from demijohn.core.value import Value


@final
class Parts(Value):
    """A returned value taken apart; ``None`` stands for a part that was not given."""

    __match_args__ = ("body", "status", "headers")
    __slots__ = __match_args__

    def __init__(self, body: object, status: object, headers: object) -> None:
        self.body: Final = body
        self.status: Final = status
        self.headers: Final = headers


@final
class WrongLength(Value):
    """A returned tuple has neither two nor three parts."""

    __match_args__ = ("length",)
    __slots__ = __match_args__

    def __init__(self, length: int) -> None:
        self.length: Final = length


class BodyKind(Enum):
    """What a body is, and so how a response is made of it, in the order in which the kinds are tried."""

    NOTHING = "None: refused"
    OWN = "a response of the application's class: taken as it is"
    TEXT = "text or bytes: given to the response class together with status and headers"
    STREAM = "an iterator: given to the response class together with status and headers"
    JSON = "a dict or a list: given to the JSON provider"
    FOREIGN = "another response or a WSGI application: converted to the response class"
    OTHER = "anything else: refused"


class StatusKind(Enum):
    """How a status is set on a response that exists already."""

    ABSENT = "not at all"
    LINE = "as the whole status line"
    CODE = "as the status code"


def split(returned: object, headers_types: tuple[type, ...]) -> Parts | WrongLength:
    """Take a returned value apart.

    Args:
        returned: What the view returned.
        headers_types: The classes that stand for headers, besides dict, list and tuple.
    """
    if not isinstance(returned, _TUPLE):
        return Parts(returned, None, None)
    # This is a tuple, or a proxy of one, which a narrowed type would not let through the compiled build.
    parts = cast("Sequence[object]", returned)
    length = len(parts)
    if length == 3:
        return Parts(parts[0], parts[1], parts[2])
    if length != 2:
        return WrongLength(length)
    if _are_headers(parts[1], headers_types):
        return Parts(parts[0], None, parts[1])
    return Parts(parts[0], parts[1], None)


def body_kind(body: object, own: type, foreign: type) -> BodyKind:
    """Tell what a body is.

    Args:
        body: The body part of what the view returned.
        own: The application's response class.
        foreign: The class of which every response is, whatever the application.
    """
    if body is None:
        return BodyKind.NOTHING
    if isinstance(body, own):
        return BodyKind.OWN
    if isinstance(body, _TEXT):
        return BodyKind.TEXT
    if isinstance(body, Iterator):
        return BodyKind.STREAM
    if isinstance(body, _JSON):
        return BodyKind.JSON
    if isinstance(body, foreign) or callable(body):
        return BodyKind.FOREIGN
    return BodyKind.OTHER


def status_kind(status: object) -> StatusKind:
    """Tell how a status is set."""
    if status is None:
        return StatusKind.ABSENT
    if isinstance(status, _TEXT):
        return StatusKind.LINE
    return StatusKind.CODE


def _are_headers(part: object, headers_types: tuple[type, ...]) -> bool:
    if isinstance(part, _PLAIN_HEADERS):
        return True
    return isinstance(part, headers_types)


# These are variables and not written into the tests above, because a compiled test for a class that is known when
# compiling looks at the object's real class only: a proxy of a string would no longer count as a string.
_TUPLE: Final[tuple[type, ...]] = (tuple,)
_TEXT: Final[tuple[type, ...]] = (str, bytes, bytearray)
_JSON: Final[tuple[type, ...]] = (dict, list)
_PLAIN_HEADERS: Final[tuple[type, ...]] = (dict, list, tuple)
