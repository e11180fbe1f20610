"""Refusals of URL rules, and of URLs that cannot be built.

1. A refused rule is named with its text as it was written.
2. What cannot be built is named with its endpoint.
"""

from __future__ import annotations

from typing import ClassVar, Final, final

from demijohn.core.problem.kind import Problem

# Rules and URLs


@final
class RuleWithoutSlash(Problem):
    """A rule does not start with a slash."""

    __match_args__ = ("rule", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, rule: str, place: str | None = None) -> None:
        self.rule: Final = rule
        self.place: Final = place


@final
class RuleMalformed(Problem):
    """A rule's text does not follow the grammar."""

    __match_args__ = ("rule", "position", "reason", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

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
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, rule: str, variable: str, place: str | None = None) -> None:
        self.rule: Final = rule
        self.variable: Final = variable
        self.place: Final = place


@final
class ConverterUnknown(Problem):
    """A rule names a converter that the map does not have."""

    __match_args__ = ("converter", "rule", "known", "place")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = LookupError

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
    error: ClassVar[type[Exception]] = RuntimeError

    def __init__(self, subdomain: str, server_name: str) -> None:
        self.subdomain: Final = subdomain
        self.server_name: Final = server_name


@final
class NoServerName(Problem):
    """A URL is built outside a request, and no server name is configured."""

    __match_args__ = ("endpoint",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError

    def __init__(self, endpoint: str) -> None:
        self.endpoint: Final = endpoint


@final
class HostNotTrusted(Problem):
    """A URL is built in a request whose host was refused."""

    __match_args__ = ("endpoint",)
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = RuntimeError

    def __init__(self, endpoint: str) -> None:
        self.endpoint: Final = endpoint


@final
class SchemeNeedsExternal(Problem):
    """A scheme was given for a URL that is not external."""

    __match_args__ = ("endpoint", "scheme")
    __slots__ = __match_args__
    error: ClassVar[type[Exception]] = ValueError

    def __init__(self, endpoint: str, scheme: str) -> None:
        self.endpoint: Final = endpoint
        self.scheme: Final = scheme
