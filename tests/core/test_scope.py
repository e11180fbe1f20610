"""Which scopes stand around a blueprint or an endpoint."""

from __future__ import annotations

import pytest

from demijohn.core import scope


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(None, (), id="application"),
        pytest.param("a", ("a",), id="single"),
        pytest.param("a.b", ("a.b", "a"), id="nested"),
        pytest.param("a.b.c", ("a.b.c", "a.b", "a"), id="nested-twice"),
        pytest.param("", ("",), id="empty-name"),
        pytest.param("a.", ("a.", "a"), id="empty-inner-name"),
        pytest.param(".a", (".a", ""), id="empty-outer-name"),
    ],
)
def test_a_chain_runs_outwards(name: str | None, expected: tuple[str, ...]) -> None:
    """A chain begins with the blueprint's own name and drops one part after the other."""
    assert expected == scope.chain(name)


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        pytest.param(None, None, id="no-endpoint"),
        pytest.param("index", None, id="application"),
        pytest.param("a.index", "a", id="blueprint"),
        pytest.param("a.b.index", "a.b", id="nested"),
        pytest.param(".index", "", id="empty-blueprint"),
    ],
)
def test_the_owner_is_what_stands_before_the_last_dot(endpoint: str | None, expected: str | None) -> None:
    """An endpoint belongs to the blueprint that its last dot follows, or to the application."""
    assert expected == scope.owner(endpoint)


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        pytest.param("index", (), id="application"),
        pytest.param("a.index", ("a",), id="blueprint"),
        pytest.param("a.b.index", ("a.b", "a"), id="nested"),
    ],
)
def test_the_scopes_of_an_endpoint_are_its_owners_chain(endpoint: str, expected: tuple[str, ...]) -> None:
    """The scopes of an endpoint are the blueprints around it, the innermost first."""
    assert expected == scope.of_endpoint(endpoint)


@pytest.mark.parametrize(
    ("endpoint", "blueprint", "expected"),
    [
        pytest.param("index", None, "index", id="absolute-in-application"),
        pytest.param("index", "a", "index", id="absolute-in-blueprint"),
        pytest.param("b.index", "a", "b.index", id="absolute-elsewhere"),
        pytest.param(".index", None, "index", id="relative-in-application"),
        pytest.param(".index", "a", "a.index", id="relative-in-blueprint"),
        pytest.param(".b.index", "a", "a.b.index", id="relative-inwards"),
        pytest.param("..index", None, ".index", id="two-dots-in-application"),
        pytest.param("..index", "a", "a..index", id="two-dots-in-blueprint"),
    ],
)
def test_a_leading_dot_stands_for_the_blueprint(endpoint: str, blueprint: str | None, expected: str) -> None:
    """One dot before an endpoint is filled with the blueprint that serves the request."""
    assert expected == scope.absolute(endpoint, blueprint)
