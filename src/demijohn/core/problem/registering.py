"""Refusals while an application and its blueprints are set up.

1. Each carries where the refused thing stands, and where the one it collides with was registered first.
2. Nothing has changed when one of these is met: a refused registration leaves no trace.
"""

from __future__ import annotations

from typing import ClassVar, Final, final

from demijohn.core.problem.kind import Problem

# Setup and registration


@final
class LateAppSetup(Problem):
    """A setup method was called after the application's first request."""

    __match_args__ = ("method", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = AssertionError

    def __init__(self, method: str, place: str | None = None) -> None:
        self.method: Final = method
        self.place: Final = place


@final
class LateBlueprintSetup(Problem):
    """A setup method was called after the blueprint was registered."""

    __match_args__ = ("method", "blueprint", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = AssertionError

    def __init__(self, method: str, blueprint: str, place: str | None = None) -> None:
        self.method: Final = method
        self.blueprint: Final = blueprint
        self.place: Final = place


@final
class EndpointTaken(Problem):
    """An endpoint already has another view function."""

    __match_args__ = ("endpoint", "existing", "offered", "first_place", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = AssertionError

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
class TextExpected(Problem):
    """Something is registered under a name, or at a prefix, that is no string."""

    __match_args__ = ("name", "found", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = TypeError

    def __init__(self, name: str, found: str, place: str | None = None) -> None:
        self.name: Final = name
        self.found: Final = found
        self.place: Final = place


@final
class MethodsNotList(Problem):
    """The methods of a rule were given as one string, or are no strings; ``methods`` is what was found."""

    __match_args__ = ("methods", "rule", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = TypeError

    def __init__(self, methods: str, rule: str, place: str | None = None) -> None:
        self.methods: Final = methods
        self.rule: Final = rule
        self.place: Final = place


@final
class MethodsOnShortcut(Problem):
    """A method shortcut such as ``get`` was given methods."""

    __match_args__ = ("shortcut", "rule")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = TypeError

    def __init__(self, shortcut: str, rule: str) -> None:
        self.shortcut: Final = shortcut
        self.rule: Final = rule


@final
class NoViewNoEndpoint(Problem):
    """A rule has neither a view function nor an endpoint."""

    __match_args__ = ("rule", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = AssertionError

    def __init__(self, rule: str, place: str | None = None) -> None:
        self.rule: Final = rule
        self.place: Final = place


@final
class StaticHostMismatch(Problem):
    """``static_host`` and ``host_matching`` were not given together."""

    __match_args__ = ("static_host", "host_matching")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = AssertionError

    def __init__(self, static_host: str, host_matching: bool) -> None:
        self.static_host: Final = static_host
        self.host_matching: Final = host_matching


@final
class InstancePathRelative(Problem):
    """An instance path is not absolute."""

    __match_args__ = ("path",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, path: str) -> None:
        self.path: Final = path


@final
class RootPathUnknown(Problem):
    """The folder of a module cannot be found."""

    __match_args__ = ("module",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError

    def __init__(self, module: str) -> None:
        self.module: Final = module


# Blueprints


@final
class BlueprintNameEmpty(Problem):
    """A blueprint has no name."""

    __match_args__ = ("import_name",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, import_name: str) -> None:
        self.import_name: Final = import_name


@final
class BlueprintNameDotted(Problem):
    """A blueprint's name has a dot."""

    __match_args__ = ("name",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, name: str) -> None:
        self.name: Final = name


@final
class EndpointDotted(Problem):
    """An endpoint given to a blueprint has a dot."""

    __match_args__ = ("endpoint", "blueprint", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, endpoint: str, blueprint: str, place: str | None = None) -> None:
        self.endpoint: Final = endpoint
        self.blueprint: Final = blueprint
        self.place: Final = place


@final
class ViewNameDotted(Problem):
    """The name of a view function given to a blueprint has a dot."""

    __match_args__ = ("view", "blueprint", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, view: str, blueprint: str, place: str | None = None) -> None:
        self.view: Final = view
        self.blueprint: Final = blueprint
        self.place: Final = place


@final
class BlueprintNameTaken(Problem):
    """A name is registered for another blueprint; of a nested one, the full name is known too."""

    __match_args__ = ("name", "full_name", "first_place", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(
        self,
        name: str,
        full_name: str | None = None,
        first_place: str | None = None,
        place: str | None = None,
    ) -> None:
        self.name: Final = name
        self.full_name: Final = full_name
        self.first_place: Final = first_place
        self.place: Final = place


@final
class BlueprintRepeated(Problem):
    """A blueprint is registered twice under one name; if it is nested, its full name is known too."""

    __match_args__ = ("name", "full_name", "first_place", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(
        self,
        name: str,
        full_name: str | None = None,
        first_place: str | None = None,
        place: str | None = None,
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
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, name: str) -> None:
        self.name: Final = name


# Error handlers


@final
class HandlerForInstance(Problem):
    """An error handler was given for an exception object."""

    __match_args__ = ("found", "class_name", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = TypeError

    def __init__(self, found: str, class_name: str, place: str | None = None) -> None:
        self.found: Final = found
        self.class_name: Final = class_name
        self.place: Final = place


@final
class HandlerForOtherClass(Problem):
    """An error handler was given for a class that is no exception."""

    __match_args__ = ("class_name", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, class_name: str, place: str | None = None) -> None:
        self.class_name: Final = class_name
        self.place: Final = place


@final
class HandlerForNonsense(Problem):
    """An error handler was given for something that is neither class nor code."""

    __match_args__ = ("found", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = TypeError

    def __init__(self, found: str, place: str | None = None) -> None:
        self.found: Final = found
        self.place: Final = place


@final
class HandlerForUnknownCode(Problem):
    """An error handler was given for a code that has no exception."""

    __match_args__ = ("code", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, code: str, place: str | None = None) -> None:
        self.code: Final = code
        self.place: Final = place
