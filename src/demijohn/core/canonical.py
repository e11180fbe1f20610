"""Decides, once the converters ran, whether a URL is served as it is, and else where its canonical form is.

1. An alias gives way to its endpoint's own rule, a value that is a default to the rule that leaves it out, and a rule
   with ``redirect_to`` to its target: in this order.
2. A redirect keeps the query, and the scheme and host of the request unless the canonical rule has another domain.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, TypeAlias, final
from urllib.parse import quote, urljoin, urlunsplit

from demijohn.core import building, hosts, matching
from demijohn.core.hosts import Place
from demijohn.core.rule import Route
from demijohn.core.value import Value


class Verdict(Enum):
    """What to do with a request whose answer carries no more data."""

    MATCHED = "call the view"
    NOT_FOUND = "answer 404"
    WRONG_PROTOCOL = "HTTP where a websocket is, or the other way round"


@final
class NotAllowed(Value):
    """Answer 405 with these methods."""

    __match_args__ = ("methods",)
    __slots__ = __match_args__

    def __init__(self, methods: tuple[str, ...]) -> None:
        self.methods: Final = methods


@final
class ToPath(Value):
    """Redirect to another spelling of the path, which is quoted already."""

    __match_args__ = ("path",)
    __slots__ = __match_args__

    def __init__(self, path: str) -> None:
        self.path: Final = path


@final
class ToEndpoint(Value):
    """Redirect to the URL that is built for the endpoint of an alias."""

    __match_args__ = ("route",)
    __slots__ = __match_args__

    def __init__(self, route: Route) -> None:
        self.route: Final = route


@final
class ToRoute(Value):
    """Redirect to another route of the endpoint, which has the given values as defaults."""

    __match_args__ = ("route",)
    __slots__ = __match_args__

    def __init__(self, route: Route) -> None:
        self.route: Final = route


@final
class ToTemplate(Value):
    """Redirect to a text with variables between its literals."""

    __match_args__ = ("literals", "names")
    __slots__ = __match_args__

    def __init__(self, literals: tuple[str, ...], names: tuple[str, ...]) -> None:
        self.literals: Final = literals
        self.names: Final = names


@final
class ToAnswer(Value):
    """Redirect to what a callable of the user answers."""

    __match_args__ = ("target",)
    __slots__ = __match_args__

    def __init__(self, target: object) -> None:
        self.target: Final[object] = target


Settled: TypeAlias = Verdict | NotAllowed | ToPath | ToEndpoint | ToRoute | ToTemplate | ToAnswer


def settle(
    table: matching.RouteTable,
    outcome: matching.Outcome,
    arguments: dict[str, object] | None,
    method: str,
    redirects: bool,
) -> Settled:
    """Decide about a request that was matched.

    ``arguments`` are the converted ones and the defaults, or ``None`` if a converter refused its text; ``redirects``
    says whether aliases and defaults are redirected.
    """
    if isinstance(outcome, matching.Hit):
        if arguments is None:
            return missed(outcome.passed)
        return _hit(table, outcome.route, arguments, method, redirects)
    if isinstance(outcome, matching.Spelling):
        return ToPath(quote(outcome.path, safe=building.SAFE_IN_PATH))
    return missed(outcome)


def missed(miss: matching.Miss) -> Settled:
    """Decide about a request that no route serves."""
    if miss.methods:
        return NotAllowed(miss.methods)
    return Verdict.WRONG_PROTOCOL if miss.websocket else Verdict.NOT_FOUND


def better(
    table: matching.RouteTable, route: Route, arguments: dict[str, object], method: str | None
) -> Route | None:
    """Find the route of the same endpoint whose defaults these arguments are."""
    for rival in table.rivals.get(route.number, ()):
        if building.suits(rival, arguments, method):
            return rival
    return None


def address(place: Place, path: str, query: str | None, domain: str | None) -> str:
    """Write the URL of a redirect to a path."""
    host = hosts.host_of(place, domain)
    full = "/".join((place.script_name.strip("/"), path.lstrip("/")))
    return urlunsplit((place.scheme or "http", host, full, query, None))


def join(place: Place, target: str) -> str:
    """Write the URL of a redirect to the target of a rule, which may be relative to the application."""
    host = f"{place.subdomain}.{place.server_name}" if place.subdomain else place.server_name
    return urljoin(f"{place.scheme or 'http'}://{host}{place.script_name}", target)


def template(text: str) -> ToTemplate:
    """Read the target of a rule, in which ``<name>`` is the text of a variable."""
    parts = _HOLE.split(text)
    return ToTemplate(tuple(parts[::2]), tuple(parts[1::2]))


def _hit(
    table: matching.RouteTable, route: Route, arguments: dict[str, object], method: str, redirects: bool
) -> Settled:
    if redirects:
        if route.alias:
            return ToEndpoint(route)
        if route.number in table.rivals:
            rival = better(table, route, arguments, method)
            if rival is not None:
                return ToRoute(rival)
    target = route.redirect_to
    if target is None:
        return Verdict.MATCHED
    return template(target) if isinstance(target, str) else ToAnswer(target)


_HOLE: Final = re.compile(r"<([^>]+)>")
