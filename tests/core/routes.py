"""Routes for the tests of the core, made from texts as the shell makes them from rules."""

from __future__ import annotations

from demijohn.core import rule
from demijohn.core.matching import RouteTable, freeze
from demijohn.core.problem import Problem
from demijohn.core.rule import Converter, Route, Token

CONVERTERS = {
    "default": Converter("[^/]{1,}", 100, isolating=True),
    "two": Converter("[^/]{2}", 100, isolating=True),
    "short": Converter("[^/]{1,2}", 100, isolating=True),
    "int": Converter(r"\d+", 50, isolating=True),
    "signed": Converter(r"-?\d+", 50, isolating=True),
    "path": Converter("[^/].*?", 200, isolating=False),
    "word": Converter("[a-z]+", 100, isolating=True),
}


def read(text: str) -> tuple[Token, ...]:
    """Read a text that is known to be well formed."""
    tokens = rule.parse(text)
    assert not isinstance(tokens, Problem)
    return tokens


def route(
    path: str,
    domain: str = "",
    *,
    number: int = 0,
    endpoint: object = "e",
    defaults: dict[str, object] | None = None,
    methods: frozenset[str] | None = None,
    websocket: bool = False,
    strict: bool = True,
    merges: bool = True,
    build_only: bool = False,
    alias: bool = False,
    redirect_to: object = None,
) -> Route:
    """Make a route as the shell does, with the texts of its defaults for their fills."""
    before, after = read(domain), read(path)
    tokens = (*before, rule.BAR, *after)
    facts = {token.name: CONVERTERS[token.converter] for token in tokens if isinstance(token, rule.Variable)}
    names = rule.variables(tokens)
    return Route(
        number,
        endpoint,
        tokens,
        (*rule.segments(before, facts), *rule.segments(after, facts)),
        names,
        frozenset([*names, *(defaults or {})]),
        defaults,
        {name: str(value) for name, value in (defaults or {}).items() if name in names},
        methods,
        websocket,
        strict,
        merges,
        build_only,
        alias,
        redirect_to,
    )


def table(*routes: Route, merges: bool = True) -> RouteTable:
    """Freeze some routes."""
    return freeze(routes, merges)
