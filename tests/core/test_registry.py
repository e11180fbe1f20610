"""How the tables that user code fills become the registry."""

from __future__ import annotations

from collections import defaultdict
from typing import cast

import pytest

from demijohn.core import matching, registry
from demijohn.core.handlers import HandlerTable
from demijohn.core.hooks import HookTables, Kind
from demijohn.core.registry import Itself, Mark, Origin, Registry, Sort

HOOKS = HookTables({}, {None: ("open",)}, {}, {}, {}, {})
HANDLERS = HandlerTable({None: {404: {LookupError: "page"}}})
MARK = registry.rule_mark("index", "/", None)
ORIGIN = Origin("app.py", 7, None)
ROUTES = matching.freeze((), merges=True)


def test_freezing_puts_the_parts_together() -> None:
    """A registry holds its parts, with tables copied and names as a tuple."""
    frozen = registry.freeze(HOOKS, HANDLERS, {"index": "view"}, ["a", "a.b"], ROUTES, {MARK: ORIGIN})
    assert frozen == Registry(
        hooks=HOOKS,
        handlers=HANDLERS,
        views={"index": "view"},
        blueprints=("a", "a.b"),
        routes=ROUTES,
        origins={MARK: ORIGIN},
    )


def test_frozen_parts_are_not_copied_again() -> None:
    """A part that was frozen before is taken as it is, so that one change freezes one part."""
    frozen = registry.freeze(HOOKS, HANDLERS, {}, (), None, {})
    assert (frozen.hooks is HOOKS, frozen.handlers is HANDLERS, frozen.routes) == (True, True, None)


def test_each_table_of_hooks_is_frozen_under_its_kind() -> None:
    """Every kind keeps its own table, with a tuple for each list, also for an empty one."""
    tables: list[dict[str | None, list[object]]] = [{None: [kind], "a": []} for kind in Kind]
    frozen = registry.freeze_hooks(*tables)
    expected: list[dict[str | None, tuple[object, ...]]] = [{None: (kind,), "a": ()} for kind in Kind]
    assert frozen == HookTables(*expected)


def test_handlers_are_frozen_at_every_level() -> None:
    """The table of handlers is copied with all that is in it, and no default value is left in the copies."""
    by_class: dict[type[Exception], object] = {KeyError: "key", Exception: "any"}
    spec: dict[str | None, dict[int | None, dict[type[Exception], object]]] = defaultdict(dict)
    spec[None] = defaultdict(dict, {None: by_class, 404: {}})
    spec["a"] = {}
    frozen = registry.freeze_handlers(spec)
    assert frozen == HandlerTable(
        {None: {None: {KeyError: "key", Exception: "any"}, 404: {}}, "a": {}},
    )
    assert (type(frozen.entries), type(frozen.entries[None])) == (dict, dict)


# The types allow no such keys; a program that nobody checks may have them all the same.
ODD_KEYS = cast("list[str | None]", [5, ("a",), 4.5])
ODD_CODES = cast("list[int | None]", ["404", 404.5])


def test_keys_of_any_type_are_frozen() -> None:
    """A key that can serve nothing is kept like any other, in the compiled build too."""
    frozen_hooks = registry.freeze_hooks(*[{key: ["hook"] for key in ODD_KEYS} for _ in Kind])
    expected: list[dict[str | None, tuple[object, ...]]] = [dict.fromkeys(ODD_KEYS, ("hook",)) for _ in Kind]
    by_code: dict[int | None, dict[type[Exception], object]] = {code: {KeyError: "key"} for code in ODD_CODES}
    frozen_handlers = registry.freeze_handlers(dict.fromkeys(ODD_KEYS, by_code))
    assert (HookTables(*expected), dict.fromkeys(ODD_KEYS, by_code)) == (
        frozen_hooks,
        frozen_handlers.entries,
    )


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        pytest.param(
            registry.rule_mark("index", "/", {"POST", "GET"}),
            (Sort.RULE, ("index", "/", ("GET", "POST"))),
            id="rule",
        ),
        pytest.param(
            registry.rule_mark("index", "/", None), (Sort.RULE, ("index", "/", None)), id="any-method"
        ),
        pytest.param(
            registry.hook_mark(Kind.BEFORE_REQUEST, "a", len),
            (Sort.HOOK, (Kind.BEFORE_REQUEST, "a", Itself(len))),
            id="hook",
        ),
        pytest.param(
            registry.handler_mark(None, 404, LookupError),
            (Sort.HANDLER, (None, 404, LookupError)),
            id="handler",
        ),
    ],
)
def test_a_mark_names_what_was_registered(mark: Mark, expected: Mark) -> None:
    """A mark is made of what tells a registration from others of its sort."""
    assert (mark, hash(mark)) == (expected, hash(expected))


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        pytest.param(
            registry.hook_mark(Kind.AFTER_REQUEST, None, len),
            registry.hook_mark(Kind.AFTER_REQUEST, "a.b", len),
            id="hook",
        ),
        pytest.param(
            registry.hook_mark(Kind.AFTER_REQUEST, "c", len),
            registry.hook_mark(Kind.AFTER_REQUEST, "a.b.c", len),
            id="hook-of-an-inner-scope",
        ),
        pytest.param(
            registry.handler_mark(None, 404, LookupError),
            registry.handler_mark("a.b", 404, LookupError),
            id="handler",
        ),
        pytest.param(
            registry.handler_mark("c", None, LookupError),
            registry.handler_mark("a.b.c", None, LookupError),
            id="handler-of-an-inner-scope",
        ),
        pytest.param(MARK, MARK, id="rule"),
    ],
)
def test_a_mark_moves_with_its_blueprint(mark: Mark, expected: Mark) -> None:
    """Hooks and handlers of a registered blueprint stand under its full name; a rule keeps its mark."""
    assert expected == registry.within(mark, "a.b")


def test_equal_hooks_have_two_marks() -> None:
    """A hook that cannot be hashed has a mark, and an equal one has another."""
    one: list[int] = []
    other: list[int] = []
    mark = registry.hook_mark(Kind.BEFORE_REQUEST, None, one)
    origins = {mark: ORIGIN}
    found = origins.get(registry.hook_mark(Kind.BEFORE_REQUEST, None, other))
    again = origins.get(registry.hook_mark(Kind.BEFORE_REQUEST, None, one))
    assert (found, again) == (None, ORIGIN)


def test_identity_is_not_shared_with_other_values() -> None:
    """The stand-in for an object is not equal to the object."""
    assert (Itself(len) == Itself(len), Itself(len) == Itself(abs), Itself(len) == len) == (
        True,
        False,
        False,
    )
