"""Sessions: what an application remembers of a browser, by default in a signed cookie.

Set ``Flask.session_interface`` to keep them elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Final, NoReturn

from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import CallbackDict
from werkzeug.datastructures.mixins import UpdateDictMixin

from . import _active, _signed
from ._draft import caller
from ._signed import _lazy_sha1
from .core import cookies, explain, problem
from .json.provider import DefaultJSONProvider, _writes_as_usual
from .json.tag import TaggedJSONSerializer, _tags_are_untouched

if TYPE_CHECKING:
    from ._signed import KeptSerializer
    from .app import Flask
    from .wrappers import Request, Response

# ``Any`` below: the values of a session are the user's own.


class SessionMixin(MutableMapping[str, Any]):
    """What a session has beside the methods of a ``dict``."""

    @property
    def permanent(self) -> bool:
        """Whether the session outlives the browser's; it is kept in the session as ``_permanent``."""
        return self.get("_permanent", False)  # type: ignore[no-any-return]  # whatever was stored there

    @permanent.setter
    def permanent(self, value: bool) -> None:
        self["_permanent"] = bool(value)

    new = False
    """Whether the session was made for this request; not every interface can tell."""

    modified = True
    """Whether the session was changed; an interface that cannot tell leaves this ``True``."""

    accessed = False
    """Whether the running request looked at the session."""


# The two bases type ``update`` each in its own way; what they do is the same.
class SecureCookieSession(CallbackDict[str, Any], SessionMixin):  # pyright: ignore[reportIncompatibleMethodOverride]  # see above
    """The session of signed cookies: it notices changes of its own items, not of what is inside them.

    Args:
        initial: What the cookie held.
    """

    modified: bool = False
    """Whether an item was set or removed. Set it after a change inside an item, such as ``append``."""

    def __init__(self, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(initial, _note_change)

    def __setitem__(self, key: str, value: Any) -> None:
        if self.on_update is _note_change:
            # As the mixin does it, without its wrapper around each step.
            super(UpdateDictMixin, self).__setitem__(key, value)
            self.modified = True
        else:
            super().__setitem__(key, value)


def _note_change(session: SecureCookieSession) -> None:
    """Note that an item of a session was set or removed."""
    session.modified = True


class NullSession(SecureCookieSession):
    """The session of an application without a secret key: it can be read, and a change says what is missing."""

    def _fail(self, *args: Any, **kwargs: Any) -> NoReturn:
        ctx = _active.app_ctx()
        name = None if ctx is None else ctx.app.name
        raise explain.error(problem.SecretKeyMissing(name, str(caller())))

    if not TYPE_CHECKING:  # To a type checker it is a session like any other: the application may get a key.
        __setitem__ = __delitem__ = clear = pop = popitem = update = setdefault = _fail


class SessionInterface:
    """What an application asks to open and save sessions.

    A subclass must define ``open_session`` and ``save_session``. What it opens must be a mapping with the attributes
    of ``SessionMixin``. Several requests with one session may run at once.
    """

    null_session_class: type[NullSession] = NullSession
    """What ``make_null_session`` makes, and ``is_null_session`` looks for."""

    pickle_based = False
    """Whether sessions are pickled; extensions ask this."""

    def make_null_session(self, app: Flask) -> NullSession:
        """Make the session for a request for which ``open_session`` gave none."""
        return self.null_session_class()

    def is_null_session(self, obj: object) -> bool:
        """Say whether a session is a null session, which is never saved."""
        # Sessions are of an abstract class, which makes ``isinstance`` slow.
        return type(obj) is self.null_session_class or isinstance(obj, self.null_session_class)

    def get_cookie_name(self, app: Flask) -> str:
        """Give the cookie's name: ``SESSION_COOKIE_NAME``."""
        return app.config["SESSION_COOKIE_NAME"]

    def get_cookie_domain(self, app: Flask) -> str | None:
        """Give the cookie's domain, ``SESSION_COOKIE_DOMAIN``; without one only the host itself gets it back."""
        return app.config["SESSION_COOKIE_DOMAIN"]

    def get_cookie_path(self, app: Flask) -> str:
        """Give the cookie's path: ``SESSION_COOKIE_PATH``, or else ``APPLICATION_ROOT``."""
        return cookies.cookie_path(app.config["SESSION_COOKIE_PATH"], app.config["APPLICATION_ROOT"])  # type: ignore[return-value]  # None only if it is configured so

    def get_cookie_httponly(self, app: Flask) -> bool:
        """Say whether scripts may not read the cookie: ``SESSION_COOKIE_HTTPONLY``."""
        return app.config["SESSION_COOKIE_HTTPONLY"]

    def get_cookie_secure(self, app: Flask) -> bool:
        """Say whether the cookie is for HTTPS only: ``SESSION_COOKIE_SECURE``."""
        return app.config["SESSION_COOKIE_SECURE"]

    def get_cookie_samesite(self, app: Flask) -> str | None:
        """Give ``Strict`` or ``Lax`` if the cookie is not for requests from elsewhere: ``SESSION_COOKIE_SAMESITE``."""
        return app.config["SESSION_COOKIE_SAMESITE"]

    def get_cookie_partitioned(self, app: Flask) -> bool:
        """Say whether browsers keep the cookie apart for each site around it: ``SESSION_COOKIE_PARTITIONED``."""
        return app.config["SESSION_COOKIE_PARTITIONED"]

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        """Give the moment at which a permanent session ends, ``None`` for one that ends with the browser's."""
        if session.permanent:
            return datetime.now(timezone.utc) + app.permanent_session_lifetime
        return None

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Say whether a session that is not empty is to be sent with this response.

        By default: if it was changed, or if it is permanent and ``SESSION_REFRESH_EACH_REQUEST`` is on.
        """
        modified, permanent = session.modified, session.permanent
        if cookies.wants_cookie(modified, permanent, refresh=False):
            return True
        # The setting is asked for only where it decides.
        return cookies.wants_cookie(modified, permanent, refresh=True) and bool(
            app.config["SESSION_REFRESH_EACH_REQUEST"]
        )

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:
        """Open the session of a request, before it is routed.

        Returns:
            The session, or ``None`` if there can be none: then ``make_null_session`` is asked.
        """
        raise NotImplementedError(f"'{type(self).__name__}' must define 'open_session'.")

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save the session of a request when its response is made; null sessions are not saved."""
        raise NotImplementedError(f"'{type(self).__name__}' must define 'save_session'.")


session_json_serializer: TaggedJSONSerializer = TaggedJSONSerializer()
"""Writes session cookies; register tags here for further types."""


# Any: itsdangerous takes text and bytes mixed, but is typed for one of them.
def _keys(app: Flask) -> list[Any]:
    # itsdangerous wants the signing key last.
    return [*(app.config["SECRET_KEY_FALLBACKS"] or ()), app.secret_key]


def _is_usual(serializer: object, app: Flask, settings: tuple[object, ...]) -> bool:
    """Tell whether making a serializer, which writes something to try it, runs no code of the user's."""
    provider = app.json
    return (
        type(serializer) is TaggedJSONSerializer
        and type(provider) is DefaultJSONProvider
        and "dumps" not in vars(provider)
        and (TaggedJSONSerializer.dumps, DefaultJSONProvider.dumps) == _TRIED
        and _tags_are_untouched()
        and _writes_as_usual()
        # What is tried is an empty ``dict``, which the second of the usual tags takes.
        and [type(tag) for tag in serializer.order[:2]] == TaggedJSONSerializer.default_tags[:2]
        and all(type(setting) is str or type(setting) is bytes for setting in settings)
    )


_TRIED: Final = (TaggedJSONSerializer.dumps, DefaultJSONProvider.dumps)


class SecureCookieSessionInterface(SessionInterface):
    """Keeps sessions in cookies that are signed, not encrypted: the browser can read them but not change them."""

    salt = "cookie-session"
    """Mixed into the secret key, so that nothing else signed with it is taken for a session."""

    # Any: as for ``_lazy_sha1``.
    digest_method: Callable[[bytes], Any] = staticmethod(_lazy_sha1)
    """The hash of the signature."""

    key_derivation = "hmac"
    """How itsdangerous makes the signing key from the secret key and the salt."""

    serializer = session_json_serializer
    """Turns the session into text and back."""

    session_class: type[SecureCookieSession] = SecureCookieSession
    """What ``open_session`` makes."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Make what signs cookies and checks them, or give ``None`` without a secret key.

        The secret key signs; ``SECRET_KEY_FALLBACKS`` still check.
        """
        kept = self._kept_serializer(app)
        if kept is not None or not app.secret_key:
            return kept
        return URLSafeTimedSerializer(
            _keys(app),
            salt=self.salt,
            serializer=self.serializer,
            signer_kwargs={"key_derivation": self.key_derivation, "digest_method": self.digest_method},
        )

    def _kept_serializer(self, app: Flask) -> KeptSerializer | None:
        """Give the serializer that is kept for an application's key, if it is a usual one."""
        if not app.secret_key or self.digest_method is not _lazy_sha1:
            return None
        keys = _keys(app)
        if not _is_usual(self.serializer, app, (*keys, self.salt, self.key_derivation)):
            return None
        return _signed.keep(keys, self.salt, self.key_derivation, self.serializer)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the session from the cookie; one that is missing, forged or too old gives an empty session."""
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            return None
        value = request.cookies.get(self.get_cookie_name(app))
        if not value:
            return self.session_class()
        max_age = int(app.permanent_session_lifetime.total_seconds())
        try:
            return self.session_class(serializer.loads(value, max_age=max_age))
        except BadSignature:
            return self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the session into a cookie, delete the cookie, or leave it as it is; ``Vary`` says so."""
        name = self.get_cookie_name(app)
        scope: dict[str, Any] = {
            "domain": self.get_cookie_domain(app),
            "path": self.get_cookie_path(app),
            "secure": self.get_cookie_secure(app),
            "partitioned": self.get_cookie_partitioned(app),
            "samesite": self.get_cookie_samesite(app),
            "httponly": self.get_cookie_httponly(app),
        }
        # This flag is read before anything else here looks at the session, which might set it.
        accessed = session.accessed
        plan = cookies.decide(accessed, session.modified, not session)
        if plan.action is cookies.Action.ASK:
            plan = cookies.answer(accessed, self.should_set_cookie(app, session))
        if accessed:
            # The plan says so too; known this early, it goes before the cookie.
            response.vary.add("Cookie")
        if plan.action is cookies.Action.DELETE:
            response.delete_cookie(name, **scope)
        elif plan.action is cookies.Action.WRITE:
            self._write_cookie(app, session, response, name, scope)
        if plan.vary and not accessed:
            response.vary.add("Cookie")

    def _write_cookie(
        self, app: Flask, session: SessionMixin, response: Response, name: str, scope: dict[str, Any]
    ) -> None:
        expires = self.get_expiration_time(app, session)
        serializer = self.get_signing_serializer(app)
        if serializer is None:
            raise explain.error(problem.SecretKeyMissing(app.name))
        response.set_cookie(name, serializer.dumps(dict(session)), expires=expires, **scope)
