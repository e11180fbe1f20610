"""Refusals while requests are served, tested, or answered from files and settings.

1. What a view or a caller did is named with its endpoint or function.
2. Each says which setting, context or argument was missing.
"""

from __future__ import annotations

from typing import ClassVar, Final, final

from demijohn.core.problem.kind import Problem

# Return values


@final
class ViewReturnedNone(Problem):
    """A view function returned nothing."""

    __match_args__ = ("endpoint", "view", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = TypeError

    def __init__(self, endpoint: str | None, view: str | None = None, place: str | None = None) -> None:
        self.endpoint: Final = endpoint
        self.view: Final = view
        self.place: Final = place


@final
class ViewReturnedOther(Problem):
    """A view function returned something that is no response."""

    __match_args__ = ("cause", "type_name", "endpoint", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = TypeError

    def __init__(
        self, cause: str | None, type_name: str, endpoint: str | None, place: str | None = None
    ) -> None:
        self.cause: Final = cause
        self.type_name: Final = type_name
        self.endpoint: Final = endpoint
        self.place: Final = place


@final
class ViewReturnedBadTuple(Problem):
    """A view function returned a tuple of a wrong form."""

    __match_args__ = ("length", "endpoint", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = TypeError

    def __init__(self, length: int, endpoint: str | None, place: str | None = None) -> None:
        self.length: Final = length
        self.endpoint: Final = endpoint
        self.place: Final = place


# Contexts and sessions


@final
class OutsideRequest(Problem):
    """Something that needs a request was used outside one."""

    __match_args__ = ()
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError


@final
class OutsideApp(Problem):
    """Something that needs an application was used outside its context."""

    __match_args__ = ()
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError


@final
class NeedsRequestContext(Problem):
    """A function that works on the running request was called outside one."""

    __match_args__ = ("function",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError

    def __init__(self, function: str) -> None:
        self.function: Final = function


@final
class WrongContextPopped(Problem):
    """Contexts were not popped in the reverse order of their pushes."""

    __match_args__ = ("kind", "active", "popped")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = AssertionError

    def __init__(self, kind: str, active: str, popped: str) -> None:
        self.kind: Final = kind
        self.active: Final = active
        self.popped: Final = popped


@final
class SecretKeyMissing(Problem):
    """The session was written, and no secret key is configured."""

    __match_args__ = ("app", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError

    def __init__(self, app: str | None = None, place: str | None = None) -> None:
        self.app: Final = app
        self.place: Final = place


@final
class SessionNotOpened(Problem):
    """The session interface opened no session for the test client."""

    __match_args__ = ("interface",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError

    def __init__(self, interface: str) -> None:
        self.interface: Final = interface


@final
class CookiesDisabled(Problem):
    """A session transaction was opened on a client without cookies."""

    __match_args__ = ()
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = TypeError


@final
class AsyncUnavailable(Problem):
    """An async function was given, and asgiref is not installed."""

    __match_args__ = ("function",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError

    def __init__(self, function: str | None = None) -> None:
        self.function: Final = function


# Files and configuration


@final
class StaticFolderMissing(Problem):
    """A static file was asked for, and there is no static folder."""

    __match_args__ = ("owner",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError

    def __init__(self, owner: str | None = None) -> None:
        self.owner: Final = owner


@final
class ResourceNotReadMode(Problem):
    """A resource was to be opened for something but reading."""

    __match_args__ = ("resource", "mode")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, resource: str, mode: str) -> None:
        self.resource: Final = resource
        self.mode: Final = mode


@final
class EnvVarUnset(Problem):
    """The environment variable that names a configuration file is not set."""

    __match_args__ = ("variable",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError

    def __init__(self, variable: str) -> None:
        self.variable: Final = variable


@final
class SettingInTheWay(Problem):
    """A nested key from the environment leads through a value that has no keys."""

    __match_args__ = ("key", "blocked", "type_name")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = TypeError

    def __init__(self, key: str, blocked: str, type_name: str) -> None:
        self.key: Final = key
        self.blocked: Final = blocked
        self.type_name: Final = type_name


# Forms, JSON, views and the test client


@final
class FilesWithoutEnctype(Problem):
    """A file was looked up that the form sent only by name."""

    __match_args__ = ("key", "mimetype", "submitted")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = KeyError

    def __init__(self, key: str, mimetype: str, submitted: str | None = None) -> None:
        self.key: Final = key
        self.mimetype: Final = mimetype
        self.submitted: Final = submitted


@final
class RedirectDropsForm(Problem):
    """Routing redirects a request whose form data browsers would not send again."""

    __match_args__ = ("url", "target", "method")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = AssertionError

    def __init__(self, url: str, target: str, method: str) -> None:
        self.url: Final = url
        self.target: Final = target
        self.method: Final = method


@final
class JSONArgsMixed(Problem):
    """A JSON response was given both positional and keyword values."""

    __match_args__ = ("positional", "keywords")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = TypeError

    def __init__(self, positional: int, keywords: str) -> None:
        self.positional: Final = positional
        self.keywords: Final = keywords


@final
class TagTaken(Problem):
    """A JSON tag's key is already registered."""

    __match_args__ = ("key", "existing", "offered")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = KeyError

    def __init__(self, key: str, existing: str, offered: str) -> None:
        self.key: Final = key
        self.existing: Final = existing
        self.offered: Final = offered


@final
class ViewLacksMethod(Problem):
    """A view class was asked for an HTTP method that it does not define."""

    __match_args__ = ("method", "view")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = AssertionError

    def __init__(self, method: str, view: str) -> None:
        self.method: Final = method
        self.view: Final = view


@final
class BaseURLNotAlone(Problem):
    """A test request was given both a base URL and a part of one."""

    __match_args__ = ("base_url", "subdomain", "url_scheme")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = AssertionError

    def __init__(self, base_url: str, subdomain: str | None, url_scheme: str | None) -> None:
        self.base_url: Final = base_url
        self.subdomain: Final = subdomain
        self.url_scheme: Final = url_scheme


@final
class ClientNested(Problem):
    """A test client was entered a second time."""

    __match_args__ = ()
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError
