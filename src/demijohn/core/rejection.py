"""Decides why a route does not serve a request.

1. Each route is asked as if it were alone.
2. A route that would serve the request has no reason, even if another one comes before it.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, final

from demijohn.core import matching
from demijohn.core.matching import RouteTable
from demijohn.core.rule import Route
from demijohn.core.value import Value


class Reason(Enum):
    """Why one route does not serve a request."""

    DOMAIN = "another domain"
    PATH = "another path"
    METHOD = "another method"
    PROTOCOL = "the other protocol, HTTP or websocket"
    SPELLING = "another spelling of the path"
    BUILD_ONLY = "only for building URLs"


@final
class Rejection(Value):
    """A route that does not serve a request, and why."""

    __match_args__ = ("route", "reason")
    __slots__ = __match_args__

    def __init__(self, route: Route, reason: Reason) -> None:
        self.route: Final = route
        self.reason: Final = reason


def why(table: RouteTable, domain: str, path: str, method: str, websocket: bool) -> tuple[Rejection, ...]:
    """Say of each route why it does not serve a request, in the order of their registration.

    A route that would serve it is left out.
    """
    rejections: list[Rejection] = []
    for route in table.routes:
        reason = _reason(table, route, domain, path, method, websocket)
        if reason is not None:
            rejections.append(Rejection(route, reason))
    return tuple(rejections)


def _reason(
    table: RouteTable, route: Route, domain: str, path: str, method: str, websocket: bool
) -> Reason | None:
    if route.build_only:
        return Reason.BUILD_ONLY
    alone = matching.freeze((route,), table.merges)
    outcome = matching.match(alone, domain, path, method, websocket)
    if isinstance(outcome, matching.Hit):
        return None
    if isinstance(outcome, matching.Spelling):
        return Reason.SPELLING
    if outcome.methods:
        return Reason.METHOD
    if outcome.websocket:
        return Reason.PROTOCOL
    return Reason.PATH if matching.enters(alone, domain) else Reason.DOMAIN
