"""Which hooks run around a request, and in which order."""

from __future__ import annotations

import pytest

from demijohn.core import hooks
from demijohn.core.hooks import HookTables, Kind, Plan, Turn
from demijohn.core.value import fields

EMPTY = HookTables({}, {}, {}, {}, {}, {})
FULL = HookTables(
    url_value_preprocessor={None: ("u1", "u2"), "a": ("ua1", "ua2"), "a.b": ("uab",)},
    before_request={None: ("b1", "b2"), "a.b": ("bab1", "bab2"), "other": ("bo",)},
    after_request={None: ("f1", "f2"), "a": (), "a.b": ("fab1", "fab2")},
    teardown_request={"a": ("ta1", "ta2"), None: ("t1",)},
    context_processor={"a": ("ca",), "a.b": ("cab",)},
    url_default={None: ("d1", "d2"), "a": ("da",)},
)


@pytest.mark.parametrize(
    ("tables", "chain", "expected"),
    [
        pytest.param(EMPTY, (), Plan((), (), (), (), ()), id="no-hooks"),
        pytest.param(EMPTY, ("a.b", "a"), Plan((), (), (), (), ()), id="no-hooks-in-blueprint"),
        pytest.param(
            FULL,
            (),
            Plan(
                preprocess=(Turn(None, ("u1", "u2")),),
                before=(Turn(None, ("b1", "b2")),),
                after=(Turn(None, ("f2", "f1")),),
                teardown=(Turn(None, ("t1",)),),
                context=(),
            ),
            id="application",
        ),
        pytest.param(
            FULL,
            ("a.b", "a"),
            Plan(
                preprocess=(Turn(None, ("u1", "u2")), Turn("a", ("ua1", "ua2")), Turn("a.b", ("uab",))),
                before=(Turn(None, ("b1", "b2")), Turn("a.b", ("bab1", "bab2"))),
                after=(Turn("a.b", ("fab2", "fab1")), Turn(None, ("f2", "f1"))),
                teardown=(Turn("a", ("ta2", "ta1")), Turn(None, ("t1",))),
                context=(Turn("a", ("ca",)), Turn("a.b", ("cab",))),
            ),
            id="nested-blueprint",
        ),
        pytest.param(
            FULL,
            ("unknown",),
            Plan(
                preprocess=(Turn(None, ("u1", "u2")),),
                before=(Turn(None, ("b1", "b2")),),
                after=(Turn(None, ("f2", "f1")),),
                teardown=(Turn(None, ("t1",)),),
                context=(),
            ),
            id="blueprint-without-hooks",
        ),
    ],
)
def test_a_plan_lays_out_the_hooks_in_running_order(
    tables: HookTables, chain: tuple[str, ...], expected: Plan
) -> None:
    """A plan has a turn for every scope that has hooks, and each turn has its hooks in running order."""
    assert expected == hooks.plan(tables, chain)


@pytest.mark.parametrize(
    ("chain", "expected"),
    [
        pytest.param((), (Turn(None, ("d1", "d2")),), id="application"),
        pytest.param(("a.b", "a"), (Turn(None, ("d1", "d2")), Turn("a", ("da",))), id="nested-blueprint"),
    ],
)
def test_url_defaults_run_from_the_application_inwards(
    chain: tuple[str, ...], expected: tuple[Turn, ...]
) -> None:
    """The hooks that fill in a URL run in the order of those that open a request."""
    assert expected == hooks.url_defaults(FULL, chain)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        pytest.param(Kind.URL_VALUE_PREPROCESSOR, (None, "a", "a.b"), id="url-value-preprocessor"),
        pytest.param(Kind.BEFORE_REQUEST, (None, "a", "a.b"), id="before"),
        pytest.param(Kind.AFTER_REQUEST, ("a.b", "a", None), id="after"),
        pytest.param(Kind.TEARDOWN_REQUEST, ("a.b", "a", None), id="teardown"),
        pytest.param(Kind.CONTEXT_PROCESSOR, (None, "a", "a.b"), id="context"),
        pytest.param(Kind.URL_DEFAULT, (None, "a", "a.b"), id="url-default"),
    ],
)
def test_the_order_of_scopes_depends_on_the_kind(kind: Kind, expected: tuple[str | None, ...]) -> None:
    """Kinds that open a request start with the application, kinds that close it end with it."""
    assert expected == hooks.order(kind, ("a.b", "a"))


def test_two_kinds_run_the_last_registered_first() -> None:
    """The hooks after a request and at its teardown run in reverse, all others as registered."""
    assert {kind for kind in Kind if hooks.reverses(kind)} == {Kind.AFTER_REQUEST, Kind.TEARDOWN_REQUEST}


def test_a_kind_names_its_table() -> None:
    """Each kind of hook has the table that its value names, and there is no other table."""
    assert [kind.value for kind in Kind] == list(fields(EMPTY))
