"""Every refusal as data: what was asked for, and the facts that make it impossible.

1. A problem carries plain facts and the class of the exception that the shell raises for it; its text is in ``explain``.
2. A fact that is not known is ``None``; a ``place`` is where user code registered something, as ``file:line``.
"""

from __future__ import annotations

from typing import ClassVar, Final, final

from demijohn.core.value import Value


class Problem(Value):
    """Something that cannot be done, and why."""

    __slots__ = ()
    error: ClassVar[type[Exception]] = Exception


# Setup and registration


@final
class LateAppSetup(Problem):
    """A setup method was called after the application's first request."""

    __match_args__ = ("method", "place")
    __slots__ = __match_args__
    error = AssertionError

    def __init__(self, method: str, place: str | None = None) -> None:
        self.method: Final = method
        self.place: Final = place


@final
class LateBlueprintSetup(Problem):
    """A setup method was called after the blueprint was registered."""

    __match_args__ = ("method", "blueprint", "place")
    __slots__ = __match_args__
    error = AssertionError

    def __init__(self, method: str, blueprint: str, place: str | None = None) -> None:
        self.method: Final = method
        self.blueprint: Final = blueprint
        self.place: Final = place


@final
class EndpointTaken(Problem):
    """An endpoint already has another view function."""

    __match_args__ = ("endpoint", "existing", "offered", "first_place", "place")
    __slots__ = __match_args__
    error = AssertionError

    def __init__(
        self,
        endpoint: str,
        existing: str,
        offered: str,
        first_place: str | None = None,
        place: str | None = None,
    ) -> None:
        self.endpoint: Final = endpoint
        self.existing: Final = existing
        self.offered: Final = offered
        self.first_place: Final = first_place
        self.place: Final = place


@final
class MethodsNotList(Problem):
    """The methods of a rule were given as one string."""

    __match_args__ = ("methods", "rule", "place")
    __slots__ = __match_args__
    error = TypeError

    def __init__(self, methods: str, rule: str, place: str | None = None) -> None:
        self.methods: Final = methods
        self.rule: Final = rule
        self.place: Final = place


@final
class MethodsOnShortcut(Problem):
    """A method shortcut such as ``get`` was given methods."""

    __match_args__ = ("shortcut", "rule")
    __slots__ = __match_args__
    error = TypeError

    def __init__(self, shortcut: str, rule: str) -> None:
        self.shortcut: Final = shortcut
        self.rule: Final = rule


@final
class NoViewNoEndpoint(Problem):
    """A rule has neither a view function nor an endpoint."""

    __match_args__ = ("rule", "place")
    __slots__ = __match_args__
    error = AssertionError

    def __init__(self, rule: str, place: str | None = None) -> None:
        self.rule: Final = rule
        self.place: Final = place


@final
class StaticHostMismatch(Problem):
    """``static_host`` and ``host_matching`` were not given together."""

    __match_args__ = ("static_host", "host_matching")
    __slots__ = __match_args__
    error = AssertionError

    def __init__(self, static_host: str, host_matching: bool) -> None:
        self.static_host: Final = static_host
        self.host_matching: Final = host_matching


@final
class InstancePathRelative(Problem):
    """An instance path is not absolute."""

    __match_args__ = ("path",)
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, path: str) -> None:
        self.path: Final = path


@final
class RootPathUnknown(Problem):
    """The folder of a module cannot be found."""

    __match_args__ = ("module",)
    __slots__ = __match_args__
    error = RuntimeError

    def __init__(self, module: str) -> None:
        self.module: Final = module


# Blueprints


@final
class BlueprintNameEmpty(Problem):
    """A blueprint has no name."""

    __match_args__ = ("import_name",)
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, import_name: str) -> None:
        self.import_name: Final = import_name


@final
class BlueprintNameDotted(Problem):
    """A blueprint's name has a dot."""

    __match_args__ = ("name",)
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, name: str) -> None:
        self.name: Final = name


@final
class EndpointDotted(Problem):
    """An endpoint given to a blueprint has a dot."""

    __match_args__ = ("endpoint", "blueprint", "place")
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, endpoint: str, blueprint: str, place: str | None = None) -> None:
        self.endpoint: Final = endpoint
        self.blueprint: Final = blueprint
        self.place: Final = place


@final
class ViewNameDotted(Problem):
    """The name of a view function given to a blueprint has a dot."""

    __match_args__ = ("view", "blueprint", "place")
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, view: str, blueprint: str, place: str | None = None) -> None:
        self.view: Final = view
        self.blueprint: Final = blueprint
        self.place: Final = place


@final
class BlueprintNameTaken(Problem):
    """A name is registered for another blueprint."""

    __match_args__ = ("name", "full_name", "first_place", "place")
    __slots__ = __match_args__
    error = ValueError

    def __init__(
        self, name: str, full_name: str, first_place: str | None = None, place: str | None = None
    ) -> None:
        self.name: Final = name
        self.full_name: Final = full_name
        self.first_place: Final = first_place
        self.place: Final = place


@final
class BlueprintRepeated(Problem):
    """A blueprint is registered twice under one name."""

    __match_args__ = ("name", "full_name", "first_place", "place")
    __slots__ = __match_args__
    error = ValueError

    def __init__(
        self, name: str, full_name: str, first_place: str | None = None, place: str | None = None
    ) -> None:
        self.name: Final = name
        self.full_name: Final = full_name
        self.first_place: Final = first_place
        self.place: Final = place


@final
class BlueprintOnItself(Problem):
    """A blueprint was registered on itself."""

    __match_args__ = ("name",)
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, name: str) -> None:
        self.name: Final = name


# Error handlers


@final
class HandlerForInstance(Problem):
    """An error handler was given for an exception object."""

    __match_args__ = ("found", "class_name", "place")
    __slots__ = __match_args__
    error = TypeError

    def __init__(self, found: str, class_name: str, place: str | None = None) -> None:
        self.found: Final = found
        self.class_name: Final = class_name
        self.place: Final = place


@final
class HandlerForOtherClass(Problem):
    """An error handler was given for a class that is no exception."""

    __match_args__ = ("class_name", "place")
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, class_name: str, place: str | None = None) -> None:
        self.class_name: Final = class_name
        self.place: Final = place


@final
class HandlerForNonsense(Problem):
    """An error handler was given for something that is neither class nor code."""

    __match_args__ = ("found", "place")
    __slots__ = __match_args__
    error = TypeError

    def __init__(self, found: str, place: str | None = None) -> None:
        self.found: Final = found
        self.place: Final = place


@final
class HandlerForUnknownCode(Problem):
    """An error handler was given for a code that has no exception."""

    __match_args__ = ("code", "place")
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, code: str, place: str | None = None) -> None:
        self.code: Final = code
        self.place: Final = place


# Rules and URLs


@final
class RuleWithoutSlash(Problem):
    """A rule does not start with a slash."""

    __match_args__ = ("rule", "place")
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, rule: str, place: str | None = None) -> None:
        self.rule: Final = rule
        self.place: Final = place


@final
class RuleMalformed(Problem):
    """A rule's text does not follow the grammar."""

    __match_args__ = ("rule", "position", "reason", "place")
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, rule: str, position: int, reason: str, place: str | None = None) -> None:
        self.rule: Final = rule
        self.position: Final = position
        self.reason: Final = reason
        self.place: Final = place


@final
class VariableRepeated(Problem):
    """A rule names a variable twice."""

    __match_args__ = ("rule", "variable", "place")
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, rule: str, variable: str, place: str | None = None) -> None:
        self.rule: Final = rule
        self.variable: Final = variable
        self.place: Final = place


@final
class ConverterUnknown(Problem):
    """A rule names a converter that the map does not have."""

    __match_args__ = ("converter", "rule", "known", "place")
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, converter: str, rule: str, known: str, place: str | None = None) -> None:
        self.converter: Final = converter
        self.rule: Final = rule
        self.known: Final = known
        self.place: Final = place


@final
class SubdomainUnderHostMatching(Problem):
    """A map that matches whole hosts was bound to a subdomain."""

    __match_args__ = ("subdomain", "server_name")
    __slots__ = __match_args__
    error = RuntimeError

    def __init__(self, subdomain: str, server_name: str) -> None:
        self.subdomain: Final = subdomain
        self.server_name: Final = server_name


@final
class NoServerName(Problem):
    """A URL is built outside a request, and no server name is configured."""

    __match_args__ = ("endpoint",)
    __slots__ = __match_args__
    error = RuntimeError

    def __init__(self, endpoint: str) -> None:
        self.endpoint: Final = endpoint


@final
class SchemeNeedsExternal(Problem):
    """A scheme was given for a URL that is not external."""

    __match_args__ = ("endpoint", "scheme")
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, endpoint: str, scheme: str) -> None:
        self.endpoint: Final = endpoint
        self.scheme: Final = scheme


# Return values


@final
class ViewReturnedNone(Problem):
    """A view function returned nothing."""

    __match_args__ = ("endpoint", "view", "place")
    __slots__ = __match_args__
    error = TypeError

    def __init__(self, endpoint: str | None, view: str | None = None, place: str | None = None) -> None:
        self.endpoint: Final = endpoint
        self.view: Final = view
        self.place: Final = place


@final
class ViewReturnedOther(Problem):
    """A view function returned something that is no response."""

    __match_args__ = ("cause", "type_name", "endpoint", "place")
    __slots__ = __match_args__
    error = TypeError

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
    error = TypeError

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
    error = RuntimeError


@final
class OutsideApp(Problem):
    """Something that needs an application was used outside its context."""

    __match_args__ = ()
    __slots__ = __match_args__
    error = RuntimeError


@final
class NeedsRequestContext(Problem):
    """A function that works on the running request was called outside one."""

    __match_args__ = ("function",)
    __slots__ = __match_args__
    error = RuntimeError

    def __init__(self, function: str) -> None:
        self.function: Final = function


@final
class WrongContextPopped(Problem):
    """Contexts were not popped in the reverse order of their pushes."""

    __match_args__ = ("kind", "active", "popped")
    __slots__ = __match_args__
    error = AssertionError

    def __init__(self, kind: str, active: str, popped: str) -> None:
        self.kind: Final = kind
        self.active: Final = active
        self.popped: Final = popped


@final
class SecretKeyMissing(Problem):
    """The session was written, and no secret key is configured."""

    __match_args__ = ("app", "place")
    __slots__ = __match_args__
    error = RuntimeError

    def __init__(self, app: str | None = None, place: str | None = None) -> None:
        self.app: Final = app
        self.place: Final = place


@final
class SessionNotOpened(Problem):
    """The session interface opened no session for the test client."""

    __match_args__ = ("interface",)
    __slots__ = __match_args__
    error = RuntimeError

    def __init__(self, interface: str) -> None:
        self.interface: Final = interface


@final
class CookiesDisabled(Problem):
    """A session transaction was opened on a client without cookies."""

    __match_args__ = ()
    __slots__ = __match_args__
    error = TypeError


@final
class AsyncUnavailable(Problem):
    """An async function was given, and asgiref is not installed."""

    __match_args__ = ("function",)
    __slots__ = __match_args__
    error = RuntimeError

    def __init__(self, function: str | None = None) -> None:
        self.function: Final = function


# Files and configuration


@final
class StaticFolderMissing(Problem):
    """A static file was asked for, and there is no static folder."""

    __match_args__ = ("owner",)
    __slots__ = __match_args__
    error = RuntimeError

    def __init__(self, owner: str | None = None) -> None:
        self.owner: Final = owner


@final
class ResourceNotReadMode(Problem):
    """A resource was to be opened for something but reading."""

    __match_args__ = ("resource", "mode")
    __slots__ = __match_args__
    error = ValueError

    def __init__(self, resource: str, mode: str) -> None:
        self.resource: Final = resource
        self.mode: Final = mode


@final
class EnvVarUnset(Problem):
    """The environment variable that names a configuration file is not set."""

    __match_args__ = ("variable",)
    __slots__ = __match_args__
    error = RuntimeError

    def __init__(self, variable: str) -> None:
        self.variable: Final = variable


@final
class SettingInTheWay(Problem):
    """A nested key from the environment leads through a value that has no keys."""

    __match_args__ = ("key", "blocked", "type_name")
    __slots__ = __match_args__
    error = TypeError

    def __init__(self, key: str, blocked: str, type_name: str) -> None:
        self.key: Final = key
        self.blocked: Final = blocked
        self.type_name: Final = type_name
