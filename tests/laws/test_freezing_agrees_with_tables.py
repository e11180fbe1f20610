"""Law: a registry has what the tables had when it was frozen, and keeps it whatever happens to them later."""

from __future__ import annotations

import copy
from collections import defaultdict
from typing import cast

from hypothesis import given, strategies as st

from demijohn.core import registry
from demijohn.core.hooks import HookTables, Kind
from demijohn.core.registry import Mark, Origin
from demijohn.core.value import contents
from tests.laws import budget

HookLists = dict[str | None, list[object]]
HandlerSpec = dict[str | None, dict[int | None, dict[type[Exception], object]]]

SCOPES = st.none() | st.sampled_from(["a", "a.b", "b", ""])
OBJECTS: st.SearchStrategy[object] = st.none() | st.integers()
CLASSES: st.SearchStrategy[type[Exception]] = st.sampled_from([Exception, ValueError, KeyError])
BY_CLASS = st.dictionaries(CLASSES, OBJECTS)
BY_CODE = st.dictionaries(st.none() | st.sampled_from([0, 404, 500]), BY_CLASS)
LISTS = st.dictionaries(SCOPES, st.lists(OBJECTS, max_size=3))
VIEWS = st.dictionaries(st.text(max_size=3), OBJECTS)
NAMES = st.lists(st.sampled_from(["a", "a.b", "b"]), unique=True)
ORIGINS = st.dictionaries(
    st.builds(registry.rule_mark, st.text(max_size=3), st.text(max_size=3), st.none()),
    st.builds(Origin, st.just("app.py"), st.integers(1, 9), SCOPES),
)


@budget.cases(500)
@given(tables=st.lists(LISTS, min_size=len(Kind), max_size=len(Kind)))
def test_frozen_hooks_are_the_tables(tables: list[HookLists]) -> None:
    """Every kind has the hooks of its table in their order, and later changes of the table change nothing."""
    drafts = [defaultdict[str | None, list[object]](list, table) for table in tables]
    frozen = registry.freeze_hooks(*drafts)
    before = [[(name, list(found)) for name, found in table.items()] for table in drafts]
    assert before == read_hooks(frozen)
    for table in drafts:
        for found in table.values():
            found.insert(0, "late")
        table["late"].append("late")
        table.pop(None, None)
    assert before == read_hooks(frozen)


@budget.cases(500)
@given(spec=st.dictionaries(SCOPES, BY_CODE))
def test_frozen_handlers_are_the_table(spec: HandlerSpec) -> None:
    """Every scope, code and class is kept with its handler, and later changes at any level change nothing."""
    frozen = registry.freeze_handlers(spec)
    before = copy.deepcopy(spec)
    assert before == frozen.entries
    for by_code in spec.values():
        for by_class in by_code.values():
            by_class[TypeError] = "late"
            by_class.pop(Exception, None)
        by_code[599] = {Exception: "late"}
        by_code.pop(None, None)
    spec["late"] = {}
    spec.pop(None, None)
    assert before == frozen.entries


@budget.cases(500)
@given(views=VIEWS, names=NAMES, origins=ORIGINS)
def test_a_frozen_whole_is_its_parts(
    views: dict[str, object], names: list[str], origins: dict[Mark, Origin]
) -> None:
    """Views, blueprints and origins are kept in their order, and later changes change nothing."""
    hooks = registry.freeze_hooks({}, {}, {}, {}, {}, {})
    handlers = registry.freeze_handlers({})
    frozen = registry.freeze(hooks, handlers, views, names, None, origins)
    before = (list(views.items()), tuple(names), list(origins.items()))
    assert before == (list(frozen.views.items()), frozen.blueprints, list(frozen.origins.items()))
    views["late"] = "late"
    names.append("late")
    origins[registry.rule_mark("late", "/late", None)] = Origin("late.py", 1, None)
    assert before == (list(frozen.views.items()), frozen.blueprints, list(frozen.origins.items()))


def read_hooks(frozen: HookTables) -> list[list[tuple[str | None, list[object]]]]:
    """Write frozen hooks out again, table by table."""
    # The cast says what the fields are declared as.
    tables = cast("tuple[dict[str | None, tuple[object, ...]], ...]", contents(frozen))
    return [[(name, list(found)) for name, found in table.items()] for table in tables]
