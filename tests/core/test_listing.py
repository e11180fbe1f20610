"""What the list of routes shows."""

from __future__ import annotations

import pytest

from demijohn.core import listing
from demijohn.core.listing import Row

FIRST = Row("shop.jar", ("GET", "POST"), "", "/jar/<int:n>")
SECOND = Row("index", ("GET",), "", "/")
THIRD = Row("index", ("DELETE",), "api", "/all")
ROWS = [FIRST, SECOND, THIRD]


@pytest.mark.parametrize(
    ("all_methods", "shown"),
    [
        pytest.param(False, ("GET", "POST"), id="usual"),
        pytest.param(True, ("GET", "HEAD", "OPTIONS", "POST"), id="all"),
    ],
)
def test_methods_are_sorted_and_some_hidden(all_methods: bool, shown: tuple[str, ...]) -> None:
    """Methods stand in alphabetical order; HEAD and OPTIONS only when all are asked for."""
    methods = {"POST", "OPTIONS", "HEAD", "GET"}
    assert Row("e", shown, "d", "/r") == listing.row("e", methods, "d", "/r", all_methods)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        pytest.param("endpoint", [SECOND, THIRD, FIRST], id="endpoint, equal ones as tried"),
        pytest.param("methods", [THIRD, SECOND, FIRST], id="methods"),
        pytest.param("domain", [FIRST, SECOND, THIRD], id="domain"),
        pytest.param("rule", [SECOND, THIRD, FIRST], id="rule"),
        pytest.param("match", [FIRST, SECOND, THIRD], id="match"),
    ],
)
def test_routes_are_sorted_as_asked(sort: str, order: list[Row]) -> None:
    """Each way of sorting has its order, and the given list stays as it is."""
    given = list(ROWS)
    assert (order, ROWS) == (listing.arrange(given, sort), given)


def test_columns_are_as_wide_as_their_cells() -> None:
    """Cells are filled up to the widest one of their column, the title included."""
    expected = [
        "Endpoint  Methods    Subdomain  Rule        ",
        "--------  ---------  ---------  ------------",
        "shop.jar  GET, POST             /jar/<int:n>",
        "index     GET                   /           ",
        "index     DELETE     api        /all        ",
    ]
    assert expected == listing.table(ROWS, "Subdomain")


def test_no_domain_has_no_column() -> None:
    """Where no route has a domain its column is left out."""
    expected = ["Endpoint  Methods  Rule", "--------  -------  ----", "index     GET      /   "]
    assert expected == listing.table([SECOND], "Host")
