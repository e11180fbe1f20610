"""Decides what the list of routes shows: which methods, in which order, and in which columns.

1. HEAD and OPTIONS are left out unless all methods are asked for; methods stand in alphabetical order.
2. Sorting is stable, so that routes alike stay in the order in which they are tried; ``match`` is that order.
3. The column of the domain is there if one route has a domain.
"""

from __future__ import annotations

from typing import Final, final

from demijohn.core.value import Value

SORTS: Final = ("endpoint", "methods", "domain", "rule", "match")
"""What routes can be sorted by."""

HIDDEN: Final = frozenset(("HEAD", "OPTIONS"))
"""The methods that are answered for every route, or nearly."""


@final
class Row(Value):
    """One route: its endpoint, the methods to show, its host or subdomain, and its rule."""

    __match_args__ = ("endpoint", "methods", "domain", "rule")
    __slots__ = __match_args__

    def __init__(self, endpoint: str, methods: tuple[str, ...], domain: str, rule: str) -> None:
        self.endpoint: Final = endpoint
        self.methods: Final = methods
        self.domain: Final = domain
        self.rule: Final = rule


def row(endpoint: str, methods: set[str], domain: str, rule: str, all_methods: bool) -> Row:
    """Describe a route.

    Args:
        endpoint: Its endpoint.
        methods: All methods that it answers.
        domain: Its host, or its subdomain; empty for none.
        rule: Its rule.
        all_methods: Whether HEAD and OPTIONS are shown.
    """
    shown = methods if all_methods else methods - HIDDEN
    return Row(endpoint, tuple(sorted(shown)), domain, rule)


def arrange(rows: list[Row], sort: str) -> list[Row]:
    """Put routes, which come in the order in which they are tried, into the order that was asked for."""
    if sort == "match":
        return list(rows)
    place = SORTS.index(sort)
    return sorted(rows, key=lambda each: _cells(each)[place])


def table(rows: list[Row], domain_title: str) -> list[str]:
    """Lay routes out in columns, as lines.

    Args:
        rows: The routes in their order, at least one.
        domain_title: What the column of the domain is called.
    """
    lines = [("Endpoint", "Methods", domain_title, "Rule"), *[_cells(each) for each in rows]]
    if not any([each.domain for each in rows]):
        lines = [(line[0], line[1], "", line[3]) for line in lines]
    widths = [max([len(line[column]) for line in lines]) for column in range(4)]
    rule_off = ("-" * widths[0], "-" * widths[1], "-" * widths[2], "-" * widths[3])
    return [_join(line, widths) for line in (lines[0], rule_off, *lines[1:])]


def _cells(each: Row) -> tuple[str, str, str, str]:
    return each.endpoint, ", ".join(each.methods), each.domain, each.rule


def _join(line: tuple[str, str, str, str], widths: list[int]) -> str:
    return "  ".join([line[column].ljust(widths[column]) for column in range(4) if widths[column]])
