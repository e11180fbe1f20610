"""Refusals while the command line looks for an application.

1. Each names what was looked for, as the user wrote it.
2. The command line prints the text and leaves the rest of the program alone.
"""

from __future__ import annotations

from typing import Final, final

from demijohn.core.problem.kind import Problem


@final
class NoAppNamed(Problem):
    """No application was named, and there is no file that usually holds one."""

    __match_args__ = ("directory",)
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, directory: str) -> None:
        self.directory: Final = directory


@final
class ModuleMissing(Problem):
    """The module that should hold the application cannot be found."""

    __match_args__ = ("module",)
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, module: str) -> None:
        self.module: Final = module


@final
class ModuleBroken(Problem):
    """The module that should hold the application raised an error while it was imported."""

    __match_args__ = ("module", "trace")
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, module: str, trace: str) -> None:
        self.module: Final = module
        self.trace: Final = trace


@final
class AppsAmbiguous(Problem):
    """A module holds several applications."""

    __match_args__ = ("module", "found")
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, module: str, found: str) -> None:
        self.module: Final = module
        self.found: Final = found


@final
class NoAppInModule(Problem):
    """A module holds neither an application nor a factory."""

    __match_args__ = ("module",)
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, module: str) -> None:
        self.module: Final = module


@final
class FactoryNeedsArguments(Problem):
    """A factory that was found cannot be called without arguments."""

    __match_args__ = ("factory", "module")
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, factory: str, module: str) -> None:
        self.factory: Final = factory
        self.module: Final = module


@final
class AppNameMalformed(Problem):
    """The name of an application is neither a name nor a call."""

    __match_args__ = ("name",)
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, name: str) -> None:
        self.name: Final = name


@final
class FactoryNameNotSimple(Problem):
    """The factory in a call is not a plain name."""

    __match_args__ = ("name",)
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, name: str) -> None:
        self.name: Final = name


@final
class FactoryArgumentsNotLiteral(Problem):
    """The arguments of a factory are not literals."""

    __match_args__ = ("name",)
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, name: str) -> None:
        self.name: Final = name


@final
class AppAttributeMissing(Problem):
    """A module has no attribute of the name that was given."""

    __match_args__ = ("name", "module")
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, name: str, module: str) -> None:
        self.name: Final = name
        self.module: Final = module


@final
class FactoryRefusedArguments(Problem):
    """A factory does not take the arguments that were given."""

    __match_args__ = ("name", "module", "reason")
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, name: str, module: str, reason: str) -> None:
        self.name: Final = name
        self.module: Final = module
        self.reason: Final = reason


@final
class NotAnApplication(Problem):
    """What was named is no application."""

    __match_args__ = ("module", "name", "found")
    __slots__ = __match_args__
    error = LookupError

    def __init__(self, module: str, name: str, found: str) -> None:
        self.module: Final = module
        self.name: Final = name
        self.found: Final = found
