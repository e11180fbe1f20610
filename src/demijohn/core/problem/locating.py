"""Refusals while the command line looks for an application, and of what its commands are told to do.

1. Each names what was looked for, as the user wrote it.
2. The command line prints the text and leaves the rest of the program alone.
"""

from __future__ import annotations

from typing import ClassVar, Final, final

from demijohn.core.problem.kind import Problem


@final
class NoAppNamed(Problem):
    """No application was named, and there is no file that usually holds one."""

    __match_args__ = ("directory",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, directory: str) -> None:
        self.directory: Final = directory


@final
class ModuleMissing(Problem):
    """The module that should hold the application cannot be found."""

    __match_args__ = ("module", "directory")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, module: str, directory: str | None = None) -> None:
        self.module: Final = module
        self.directory: Final = directory


@final
class ModuleBroken(Problem):
    """The module that should hold the application raised an error while it was imported."""

    __match_args__ = ("module", "trace")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, module: str, trace: str) -> None:
        self.module: Final = module
        self.trace: Final = trace


@final
class AppsAmbiguous(Problem):
    """A module holds several applications."""

    __match_args__ = ("module", "found")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, module: str, found: str) -> None:
        self.module: Final = module
        self.found: Final = found


@final
class NoAppInModule(Problem):
    """A module holds neither an application nor a factory; ``foreign`` is one of Flask's applications in it."""

    __match_args__ = ("module", "foreign")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, module: str, foreign: str | None = None) -> None:
        self.module: Final = module
        self.foreign: Final = foreign


@final
class FactoryNeedsArguments(Problem):
    """A factory that was found cannot be called without arguments."""

    __match_args__ = ("factory", "module")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, factory: str, module: str) -> None:
        self.factory: Final = factory
        self.module: Final = module


@final
class AppNameMalformed(Problem):
    """The name of an application is neither a name nor a call."""

    __match_args__ = ("name",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, name: str) -> None:
        self.name: Final = name


@final
class FactoryNameNotSimple(Problem):
    """The factory in a call is not a plain name."""

    __match_args__ = ("name",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, name: str) -> None:
        self.name: Final = name


@final
class FactoryArgumentsNotLiteral(Problem):
    """The arguments of a factory are not literals."""

    __match_args__ = ("name",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, name: str) -> None:
        self.name: Final = name


@final
class AppAttributeMissing(Problem):
    """A module has no attribute of the name that was given."""

    __match_args__ = ("name", "module")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, name: str, module: str) -> None:
        self.name: Final = name
        self.module: Final = module


@final
class FactoryRefusedArguments(Problem):
    """A factory does not take the arguments that were given."""

    __match_args__ = ("name", "module", "reason")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, name: str, module: str, reason: str) -> None:
        self.name: Final = name
        self.module: Final = module
        self.reason: Final = reason


@final
class NotAnApplication(Problem):
    """What was named is no application."""

    __match_args__ = ("module", "name", "found")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, module: str, name: str, found: str) -> None:
        self.module: Final = module
        self.name: Final = name
        self.found: Final = found


@final
class FactoryRaised(Problem):
    """A factory raised an error of its own."""

    __match_args__ = ("factory", "module")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, factory: str, module: str) -> None:
        self.factory: Final = factory
        self.module: Final = module


# The command line


@final
class DotenvUnavailable(Problem):
    """There are files of the environment, and not the library that reads them."""

    __match_args__ = ("files",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, files: str) -> None:
        self.files: Final = files


@final
class PluginBroken(Problem):
    """The command of an extension cannot be loaded."""

    __match_args__ = ("command", "source", "group", "trace")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, command: str, source: str, group: str, trace: str) -> None:
        self.command: Final = command
        self.source: Final = source
        self.group: Final = group
        self.trace: Final = trace


@final
class AddressRefused(Problem):
    """The development server cannot listen at its address."""

    __match_args__ = ("host", "port", "reason")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = OSError

    def __init__(self, host: str, port: int, reason: str) -> None:
        self.host: Final = host
        self.port: Final = port
        self.reason: Final = reason


@final
class CertificateUnknown(Problem):
    """What was given as a certificate is neither a file nor anything else that could be one."""

    __match_args__ = ("reason", "given", "directory")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

    def __init__(self, reason: str, given: str, directory: str) -> None:
        self.reason: Final = reason
        self.given: Final = given
        self.directory: Final = directory


@final
class CertificateRefused(Problem):
    """A certificate and its key cannot be used for TLS."""

    __match_args__ = ("certificate", "key", "reason")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, certificate: str, key: str, reason: str) -> None:
        self.certificate: Final = certificate
        self.key: Final = key
        self.reason: Final = reason


@final
class FlaskImported(Problem):
    """Demijohn cannot stand for Flask any more: the real one has been imported."""

    __match_args__ = ("file", "importers")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ImportError

    def __init__(self, file: str | None, importers: str | None) -> None:
        self.file: Final = file
        self.importers: Final = importers
