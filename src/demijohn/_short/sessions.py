"""The sessions of the documented interface, opened and saved in one step while nobody has replaced one.

What stands in ``SecureCookieSessionInterface`` and itsdangerous is done here by the core, without request or response.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, cast, final

from itsdangerous import HMACAlgorithm, Signer, TimestampSigner, URLSafeTimedSerializer, timed
from itsdangerous.serializer import Serializer
from werkzeug.datastructures import CallbackDict
from werkzeug.http import dump_cookie, http_date
from werkzeug.sansio import request as requests, response as responses
from werkzeug.sansio.http import parse_cookie

from demijohn._signed import KeptSerializer
from demijohn._untouched import Guarded, Untouched
from demijohn.core import cookies, signing, tagging
from demijohn.json.provider import DefaultJSONProvider
from demijohn.json.tag import _TAGS, TaggedJSONSerializer, _has_usual_tags
from demijohn.sessions import (
    NullSession,
    SecureCookieSession,
    SecureCookieSessionInterface,
    SessionInterface,
    _note_change,
)
from demijohn.wrappers import Request, Response

from .writing import Writer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from demijohn.app import Flask

_CLASSES: Final = (
    Untouched(
        SecureCookieSessionInterface,
        *("digest_method", "get_cookie_domain", "get_cookie_httponly", "get_cookie_name"),
        *("get_cookie_partitioned", "get_cookie_path", "get_cookie_samesite", "get_cookie_secure"),
        *("get_expiration_time", "get_signing_serializer", "is_null_session", "key_derivation"),
        *("make_null_session", "null_session_class", "open_session", "salt", "save_session"),
        *("serializer", "session_class", "should_set_cookie"),
    ),
    Untouched(SecureCookieSession, "__init__", "__new__", "__setattr__", "get", "permanent"),
    Untouched(CallbackDict, "__init__", "on_update"),
    Untouched(Request, "cookies", "dict_storage_class"),
    Untouched(Response, "delete_cookie", "max_cookie_size", "set_cookie", "vary"),
    Untouched(DefaultJSONProvider, "dumps", "loads"),
    *_TAGS,
    Untouched(json.JSONEncoder, "__init__", "encode", "iterencode"),
    Untouched(json.JSONDecoder, "__init__", "decode", "raw_decode"),
    Untouched(URLSafeTimedSerializer, "dump_payload", "dumps", "load_payload", "loads", "make_signer"),
    Untouched(Serializer, "dump_payload", "load_payload"),
    Untouched(TimestampSigner, "get_timestamp", "sign", "timestamp_to_datetime", "unsign"),
    Untouched(Signer, "derive_key", "get_signature", "sign", "unsign", "verify_signature"),
    Untouched(HMACAlgorithm, "get_signature", "verify_signature"),
)
"""What is left out; a hook may have replaced it since the request began."""

# The functions of modules that are replaced there, and what they are when nobody did that.
_JSON: Final = vars(json)
_REQUESTS: Final = vars(requests)
_RESPONSES: Final = vars(responses)
_TIME: Final = vars(time)
_TIMED: Final = vars(timed)
_LOADS: Final = json.loads
_SCAN: Final[Callable[[str, int], tuple[Any, int]]] = vars(json.JSONDecoder())["scan_once"]
_VARY: Final = ("Vary", "Cookie")
# ``Any`` below: settings may be anything, and so may be what sessions hold.
_UPDATE: Final[Callable[[Any, dict[str, Any]], None]] = dict[str, Any].update
# What is bound here is not looked for in the module's dict for each request.
_new: Final[Any] = dict.__new__
_Session: Final[Any] = SecureCookieSession
_Null: Final[Any] = NullSession
_note: Final[Any] = _note_change
_parse_cookie: Final[Any] = parse_cookie
_dump_cookie: Final[Any] = dump_cookie
_time: Final[Any] = time
_DATE: Final = "DATE"
_NAME: Final = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)

_SETTINGS: Final[Callable[[Any], tuple[Any, ...]]] = itemgetter(
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "PERMANENT_SESSION_LIFETIME",
    "SESSION_REFRESH_EACH_REQUEST",
    "MAX_COOKIE_SIZE",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_DOMAIN",
    "SESSION_COOKIE_PATH",
    "APPLICATION_ROOT",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_PARTITIONED",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_HTTPONLY",
)
_TEXT_OR_NOT: Final = (str, type(None))
_TYPES: Final = (
    (str, bytes),
    (list, tuple, type(None)),
    (timedelta, int),
    (bool,),
    (int,),
    (str,),
    _TEXT_OR_NOT,
    _TEXT_OR_NOT,
    (str,),
    (bool,),
    (bool,),
    _TEXT_OR_NOT,
    (bool,),
)
"""The types that each of the settings usually has."""


@final
class Jar:
    """Holds what the sessions of an application are opened and saved with, while its settings stay as they are.

    Args:
        interface: The interface of the application, of the documented class.
        writer: Writes JSON as its provider does, of the documented class too.
    """

    __slots__ = (
        "_guard",
        "_interface",
        "_is_made",
        "_is_null",
        "_is_untouched",
        "_kept",
        "_state",
        "_writer",
    )

    def __init__(self, interface: SessionInterface, writer: Writer) -> None:
        self._interface: Final[Any] = interface
        self._writer: Final = writer
        self._guard: Any = None
        self._state: Any = None
        self._is_untouched = False
        self._is_made = False
        self._is_null = False
        self._kept: Kept | None = None
        self._look()

    def open(self, app: Flask, environ: WSGIEnvironment) -> SecureCookieSession | None:
        """Open a session, or give ``None`` if only the interface can."""
        kept = self._find(app)
        if kept is None:
            return NullSession() if self._is_null else None
        if _JSON["loads"] is not _LOADS or _REQUESTS["parse_cookie"] is not _parse_cookie:
            return None
        header: str = environ.get("HTTP_COOKIE", "")
        value = cookies.sent(header, kept.name) if header else ""
        if isinstance(value, cookies.Unclear):
            return None
        return kept.read(value) if value else _made({})

    def save(self, app: Flask, session: object) -> list[tuple[str, str]] | None:
        """Give the headers that saving a session adds to a response, or ``None`` if only the interface can tell."""
        cls = type(session)
        if cls is _Null:
            return []
        kept = self._find(app) if cls is _Session else None
        # Of a replaced ``json.dumps`` the writer knows.
        if kept is None or _RESPONSES["dump_cookie"] is not _dump_cookie:
            return None
        return kept.headers(cast("SecureCookieSession", session), self._writer)

    def _find(self, app: Flask) -> Kept | None:
        """Give what is kept for the settings of an application, if they are usual ones and all is as it was written."""
        if self._state(self._guard, self._interface, self._interface.__dict__) is None:
            self._look()
        if not self._is_untouched:
            return None
        if not self._is_made:
            self._is_made = True
            self._is_null = not app.secret_key
            self._kept = _make_kept(app, self._interface._kept_serializer(app))
        kept = self._kept
        return kept if kept is not None and kept.is_as_it_was() else None

    def _look(self) -> None:
        """Look at the classes anew, and let what is kept be made anew."""
        serializer = self._interface.serializer
        dicts = (serializer.tags,) if type(serializer) is TaggedJSONSerializer else ()
        members = tuple([(each.cls, each) for each in _CLASSES])
        own: dict[str, Any] = self._interface.__dict__
        guarded = Guarded(own, members, dicts, "", ())
        self._guard, self._state = guarded.guard, guarded.state
        self._is_untouched = guarded.all_are_untouched and not vars(self._interface)
        self._is_made = self._is_null = False
        self._kept = None


@final
class Kept:
    """What cookies are read and written with, while the settings stay as they are."""

    __slots__ = (
        "_after",
        "_before",
        "_clock",
        "_copied",
        "_fallbacks",
        "_keys",
        "_largest",
        "_lifetime",
        "_max_age",
        "_order",
        "_refreshes",
        "_serializer",
        "_stamp",
        "_tags",
        "_tail",
        "name",
    )

    def __init__(self, found: tuple[Any, ...], lifetime: timedelta, serializer: Any) -> None:
        self._keys: Final[list[signing.Key]] = serializer.derived
        self._serializer: Final[Any] = serializer.serializer
        self._order: Final[list[Any]] = list(self._serializer.order)
        self._tags: Final[dict[str, Any]] = self._serializer.tags
        self._clock: Final[Any] = serializer.clock
        self._stamp = (0, signing.stamp(0))
        self._lifetime: Final[Any] = lifetime
        self._max_age: Final = int(lifetime.total_seconds())
        self._fallbacks: Final[Any] = found[1]
        self._copied: Final[list[Any]] = list(found[1] or ())
        self._refreshes: Final[bool] = found[3]
        self._largest: Final[int] = found[4]
        self.name: Final[str] = found[5]
        scope: dict[str, Any] = {
            "domain": found[6],
            "path": cookies.cookie_path(found[7], found[8]),
            "secure": found[9],
            "partitioned": found[10],
            "samesite": found[11],
            "httponly": found[12],
        }
        self._tail: Final[str] = dump_cookie(self.name, **scope).removeprefix(f"{self.name}=")
        dated: str = dump_cookie(self.name, expires=_DATE, **scope).removeprefix(f"{self.name}=")
        before, _, after = dated.partition(_DATE)
        self._before: Final = before
        self._after: Final = after

    def is_as_it_was(self) -> bool:
        """Tell whether the fallbacks and the order of the tags, which can be changed where they are, are what they were."""
        serializer = self._serializer
        return (
            serializer.order == self._order
            and serializer.tags is self._tags
            and (not self._fallbacks or list(self._fallbacks) == self._copied)
        )

    def read(self, value: str) -> SecureCookieSession | None:
        """Make the session of a cookie, or give ``None`` if it cannot be trusted or read here."""
        content = signing.trusted(self._keys, value, self._now(), self._max_age)
        unpacked = None if content is None else signing.unpacked(content)
        if unpacked is None:
            return None
        try:
            text = unpacked.decode()
            found, end = _SCAN(text, 0)
        except (StopIteration, ValueError):
            return None
        if end != len(text):
            return None
        if tagging.may_be_marked(text):
            found = tagging.restored(found)
            if found is tagging.Unknown.CONTENT:
                return None
        # As an object of JSON it has no other keys.
        return _made(cast("dict[str, Any]", found)) if type(found) is dict else None

    def headers(self, session: SecureCookieSession, writer: Writer) -> list[tuple[str, str]] | None:
        """Give the headers that saving a session adds, or ``None`` if only the interface can tell."""
        accessed: object = session.accessed
        modified: object = session.modified
        content = dict(session)
        is_permanent: object = content.get("_permanent", False)
        plan = cookies.decide(accessed, modified, not content)
        if plan.action is cookies.Action.ASK:
            wanted = cookies.wants_cookie(modified, is_permanent, self._refreshes)
            plan = cookies.answer(accessed, wanted)
        if plan.action is cookies.Action.LEAVE:
            return [_VARY] if plan.vary else []
        cookie = None
        if plan.action is cookies.Action.WRITE:
            cookie = self._cookie(content, bool(is_permanent), writer)
        if cookie is None:
            return None
        return [_VARY, ("Set-Cookie", cookie)] if accessed else [("Set-Cookie", cookie), _VARY]

    def _cookie(self, session: dict[str, Any], is_permanent: bool, writer: Writer) -> str | None:
        content = tagging.marked(session)
        text = None if content is tagging.Unknown.CONTENT else writer.write(content)
        if text is None:
            return None
        packed = signing.packed(text.encode())
        value = signing.sign_at(self._keys[0], packed, self._written_now()).decode("ascii")
        if is_permanent:
            expires: str = http_date(datetime.now(timezone.utc) + self._lifetime)
            written = f"{self.name}={value}{self._before}{expires}{self._after}"
        else:
            written = f"{self.name}={value}{self._tail}"
        # Of one that is too large the response warns.
        return None if self._largest and len(written) > self._largest else written

    def _now(self) -> int:
        """Tell the time as the signer does, and ask it where somebody replaced the clock that it looks at."""
        if _TIMED.get("time") is not _time:
            moment: int = self._clock.get_timestamp()
            return moment
        return int(_TIME["time"]())

    def _written_now(self) -> bytes:
        """Write the time for a signature, once a second."""
        now, kept = self._now(), self._stamp
        if kept[0] == now:
            return kept[1]
        written = signing.stamp(now)
        self._stamp = (now, written)
        return written


def _made(content: dict[str, Any]) -> SecureCookieSession:
    """Make a session as its class does it."""
    session: SecureCookieSession = _new(_Session)
    _UPDATE(session, content)
    session.on_update = _note
    return session


def _make_kept(app: Flask, serializer: Any) -> Kept | None:
    if not isinstance(serializer, KeptSerializer) or serializer.derived is None:
        return None
    tagged: Any = serializer.serializer
    if not _has_usual_tags(tagged):
        return None
    try:
        found = _SETTINGS(app.config)
    except KeyError:  # a setting was removed
        return None
    for setting, types in zip(found, _TYPES, strict=True):
        if type(setting) not in types:
            return None
    if _NAME.fullmatch(found[5]) is None:
        return None
    try:
        return Kept(found, app.permanent_session_lifetime, serializer)
    except ValueError:  # a domain or a value of SameSite that cannot be; who writes the cookie says so
        return None
