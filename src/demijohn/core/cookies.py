"""Decides what becomes of the session cookie of one response.

1. A session that was changed and is now empty deletes its cookie; one that is empty and unchanged leaves it alone.
2. For any other session, ``should_set_cookie`` is asked, and its answer alone counts.
3. The response varies with the cookie when the session was looked at, or when the cookie is written or deleted.
4. Of several cookies of one name a browser means the first. One that is quoted, or stands after one, is not looked for here.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, final

from demijohn.core.value import Value


class Action(Enum):
    """What to do with the cookie."""

    LEAVE = "neither write nor delete it"
    DELETE = "tell the browser to forget it"
    ASK = "ask should_set_cookie, and give the answer to answer()"
    WRITE = "sign the session and send it"


class Unclear(Enum):
    """Says that only a whole parser knows a cookie's value."""

    VALUE = "something is quoted, or not in ASCII"


@final
class CookiePlan(Value):
    """What to do with the cookie, and whether ``Vary`` names it already."""

    __match_args__ = ("action", "vary")
    __slots__ = __match_args__

    def __init__(self, action: Action, vary: bool) -> None:
        self.action: Final = action
        self.vary: Final = vary


def decide(accessed: object, modified: object, empty: object) -> CookiePlan:
    """Say what to do with the cookie, as far as the session alone can tell.

    Args:
        accessed: Whether the session was looked at, read before anything else here looks at it. Of this flag as of
            every other here, only the truth counts, because sessions and answers may be anybody's.
        modified: Whether the session was changed.
        empty: Whether the session has no content now.
    """
    if not empty:
        return _ASK_AND_VARY if accessed else _ASK
    if modified:
        return _DELETE
    return _LEAVE_AND_VARY if accessed else _LEAVE


def answer(accessed: object, wanted: object) -> CookiePlan:
    """Say what to do once ``should_set_cookie`` has answered.

    Args:
        accessed: As it was given to ``decide``.
        wanted: The answer.
    """
    if wanted:
        return _WRITE
    return _LEAVE_AND_VARY if accessed else _LEAVE


def wants_cookie(modified: object, permanent: object, refresh: object) -> bool:
    """Answer for ``should_set_cookie``: a changed session, or a permanent one that each request refreshes.

    Args:
        modified: The session's flag.
        permanent: The session's flag.
        refresh: The setting ``SESSION_REFRESH_EACH_REQUEST``.
    """
    return bool(modified) or (bool(permanent) and bool(refresh))


def cookie_path(session_path: object, application_root: object) -> object:
    """Choose the path that the cookie is for: its own setting if that says something (not None or False), else the root."""
    return session_path or application_root


_BLANK: Final = " \t"
_LEAVE: Final = CookiePlan(Action.LEAVE, False)
_LEAVE_AND_VARY: Final = CookiePlan(Action.LEAVE, True)
_ASK: Final = CookiePlan(Action.ASK, False)
_ASK_AND_VARY: Final = CookiePlan(Action.ASK, True)
_DELETE: Final = CookiePlan(Action.DELETE, True)
_WRITE: Final = CookiePlan(Action.WRITE, True)


def sent(header: str, name: str) -> str | Unclear:
    """Find the first cookie of a name among those of a request; it is empty if there is none.

    Args:
        header: What the request says, all of it.
        name: The name.
    """
    end = header.find("=")
    if (
        end == len(name) > 0
        and header.startswith(name)
        and ";" not in header
        and header.isascii()
        and _is_simple(header)
    ):
        # Most often it is the only one.
        return header[end + 1 :]
    if not name or not header.isascii() or not _is_simple(name):
        return Unclear.VALUE
    for pair in header.split(";"):
        key, _, value = pair.partition("=")
        key = key.strip(_BLANK)
        if key == name:
            value = value.strip(_BLANK)
            return value if _is_simple(value) else Unclear.VALUE
        if '"' in pair:
            # What is quoted may hold whatever else ends or begins a cookie.
            return Unclear.VALUE
    return ""


def _is_simple(text: str) -> bool:
    """Tell whether a name or a value ends where it seems to, and is read as it is written."""
    return '"' not in text and " " not in text and "\t" not in text
