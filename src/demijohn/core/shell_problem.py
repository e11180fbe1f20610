"""Refusals of what stands around a request: forms, JSON, view classes, the test client, finding an application.

1. As in ``problem``: plain facts, the class of the exception to raise, and the text in ``explain``.
"""

from __future__ import annotations

from typing import Final, final

from demijohn.core.problem import Problem


@final
class FilesWithoutEnctype(Problem):
    """A file was looked up that the form sent only by name."""

    __match_args__ = ("key", "mimetype", "submitted")
    __slots__ = __match_args__
    error = KeyError

    def __init__(self, key: str, mimetype: str, submitted: str | None = None) -> None:
        self.key: Final = key
        self.mimetype: Final = mimetype
        self.submitted: Final = submitted


@final
class RedirectDropsForm(Problem):
    """Routing redirects a request whose form data browsers would not send again."""

    __match_args__ = ("url", "target", "method")
    __slots__ = __match_args__
    error = AssertionError

    def __init__(self, url: str, target: str, method: str) -> None:
        self.url: Final = url
        self.target: Final = target
        self.method: Final = method


@final
class JSONArgsMixed(Problem):
    """A JSON response was given both positional and keyword values."""

    __match_args__ = ("positional", "keywords")
    __slots__ = __match_args__
    error = TypeError

    def __init__(self, positional: int, keywords: str) -> None:
        self.positional: Final = positional
        self.keywords: Final = keywords


@final
class TagTaken(Problem):
    """A JSON tag's key is already registered."""

    __match_args__ = ("key", "existing", "offered")
    __slots__ = __match_args__
    error = KeyError

    def __init__(self, key: str, existing: str, offered: str) -> None:
        self.key: Final = key
        self.existing: Final = existing
        self.offered: Final = offered


@final
class ViewLacksMethod(Problem):
    """A view class was asked for an HTTP method that it does not define."""

    __match_args__ = ("method", "view")
    __slots__ = __match_args__
    error = AssertionError

    def __init__(self, method: str, view: str) -> None:
        self.method: Final = method
        self.view: Final = view


@final
class BaseURLNotAlone(Problem):
    """A test request was given both a base URL and a part of one."""

    __match_args__ = ("base_url", "subdomain", "url_scheme")
    __slots__ = __match_args__
    error = AssertionError

    def __init__(self, base_url: str, subdomain: str | None, url_scheme: str | None) -> None:
        self.base_url: Final = base_url
        self.subdomain: Final = subdomain
        self.url_scheme: Final = url_scheme


@final
class ClientNested(Problem):
    """A test client was entered a second time."""

    __match_args__ = ()
    __slots__ = __match_args__
    error = RuntimeError


# Finding the application


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
