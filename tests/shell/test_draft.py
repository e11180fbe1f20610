"""The observed tables: whatever changes one ticks its clock."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies as st

from demijohn import _draft
from demijohn._clock import Clock
from demijohn._draft import Draft, Drafted, ObservedDict, ObservedList, Place, Table

LIST_READERS = frozenset(
    {
        *("__add__", "__class_getitem__", "__contains__", "__doc__", "__eq__", "__ge__", "__getattribute__"),
        *(
            "__getitem__",
            "__gt__",
            "__hash__",
            "__iter__",
            "__le__",
            "__len__",
            "__lt__",
            "__mul__",
            "__ne__",
        ),
        *("__new__", "__repr__", "__reversed__", "__rmul__", "__sizeof__", "copy", "count", "index"),
    }
)
DICT_READERS = frozenset(
    {
        *(
            "__class_getitem__",
            "__contains__",
            "__doc__",
            "__eq__",
            "__ge__",
            "__getattribute__",
            "__getitem__",
        ),
        *("__gt__", "__hash__", "__iter__", "__le__", "__len__", "__lt__", "__ne__", "__new__", "__or__"),
        *("__repr__", "__reversed__", "__ror__", "__sizeof__", "copy", "get", "items", "keys", "values"),
    }
)

# ``Any``: the changes are tried on lists and dicts of every content.
LIST_CHANGES: dict[str, Callable[[list[Any]], object]] = {
    "append": lambda x: x.append(9),
    "extend": lambda x: x.extend([9]),
    "insert": lambda x: x.insert(0, 9),
    "remove": lambda x: x.remove(1),
    "pop": lambda x: x.pop(),
    "clear": lambda x: x.clear(),
    "reverse": lambda x: x.reverse(),
    "sort": lambda x: x.sort(reverse=True),
    "__setitem__": lambda x: x.__setitem__(0, 9),
    "__setitem__ slice": lambda x: x.__setitem__(slice(None), [9, 9]),
    "__delitem__": lambda x: x.__delitem__(0),
    "__iadd__": lambda x: x.__iadd__([9]),
    "__imul__": lambda x: x.__imul__(2),
}
DICT_CHANGES: dict[str, Callable[[dict[Any, Any]], object]] = {
    "__setitem__": lambda x: x.__setitem__("new", 1),
    "__delitem__": lambda x: x.__delitem__("a"),
    "setdefault": lambda x: x.setdefault("new", 1),
    "pop": lambda x: x.pop("a"),
    "popitem": lambda x: x.popitem(),
    "clear": lambda x: x.clear(),
    "update": lambda x: x.update({"a": 9}, new=1),
    "__ior__": lambda x: x.__ior__({"new": 1}),
}


def through_pickle(value: object) -> object:
    """Copy a value by pickling it."""
    return pickle.loads(pickle.dumps(value))


# ``Any``: as above.
COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": through_pickle,
    "method": lambda x: x.copy(),
    "union": lambda x: x | {},
    "union from the right": lambda x: {} | x,
}


class Owner(Drafted):
    """Something with a table of each form."""

    if TYPE_CHECKING:
        hooks: dict[str, Any]  # ``Any``: lists, and what user code puts in their place.
        items: list[object]
    else:
        hooks = Table(_draft.fresh_hooks, 2, "group")
        items = Table(_draft.fresh_list)

    def __init__(self) -> None:
        self._begin_draft()


def test_every_mutator_of_a_list_is_overridden() -> None:
    """Of all that ``list`` defines, what only reads is listed, and everything else is overridden."""
    assert set() == set(vars(list)) - LIST_READERS - set(vars(ObservedList))


def test_every_mutator_of_a_dict_is_overridden() -> None:
    """Of all that ``dict`` defines, what only reads is listed, and everything else is overridden."""
    assert set() == set(vars(dict)) - DICT_READERS - set(vars(ObservedDict))


@pytest.mark.parametrize("change", LIST_CHANGES.values(), ids=LIST_CHANGES)
def test_a_list_changes_as_a_list_does_and_ticks(change: Callable[[list[Any]], object]) -> None:
    """An observed list does what a list does, and its clock moves."""
    plain = [3, 1, 2]
    observed = ObservedList([3, 1, 2])
    before = observed.clock.time
    assert change(plain) == change(observed)
    assert plain == observed
    assert observed.clock.time > before


@pytest.mark.parametrize("change", DICT_CHANGES.values(), ids=DICT_CHANGES)
def test_a_dict_changes_as_a_dict_does_and_ticks(change: Callable[[dict[Any, Any]], object]) -> None:
    """An observed dict does what a dict does, and its clock moves."""
    plain = {"a": 1, "b": 2}
    observed = ObservedDict({"a": 1, "b": 2})
    before = observed.clock.time
    assert change(plain) == change(observed)
    assert list(plain.items()) == list(observed.items())
    assert observed.clock.time > before


@given(st.lists(st.sampled_from(sorted(LIST_CHANGES)), max_size=20))
def test_law_no_change_goes_unseen(names: list[str]) -> None:
    """Whenever the content of an observed list is another than before, so is the time of its clock."""
    observed = ObservedList([1, 2, 3])
    for name in names:
        content, time = list(observed), observed.clock.time
        try:
            LIST_CHANGES[name](observed)
        except (IndexError, ValueError):
            assert content == observed
        if content != observed:
            assert observed.clock.time > time
        del observed[8:]


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, through_pickle])
def test_a_copy_is_plain(duplicate: Callable[[object], object]) -> None:
    """Copies, deep copies and pickles of observed tables are plain lists and dicts."""
    assert (list, [1, 2]) == ((type(x := duplicate(ObservedList([1, 2])))), x)
    assert (dict, {"a": 1}) == ((type(x := duplicate(ObservedDict({"a": 1})))), x)


@pytest.mark.parametrize(
    "duplicate",
    COPIES.values(),
    ids=COPIES,
)
def test_a_copy_of_a_table_of_tables_goes_on_making_them(duplicate: Callable[[Any], Any]) -> None:
    """A copy of a table of hooks holds the same and belongs to nobody; a missing scope is made there, as in a defaultdict."""
    owner = Owner()
    owner.hooks["a"].append(1)
    copied = duplicate(owner.hooks)
    before = owner._draft.clock("group").time
    assert {"a": [1]} == copied
    copied["b"].append(2)
    assert {"a": [1], "b": [2]} == copied
    assert ({"a": [1]}, before) == (owner.hooks, owner._draft.clock("group").time)


def test_a_missing_key_of_a_plain_dict_is_an_error() -> None:
    """Without fresh values, an observed dict refuses a key that it does not have."""
    with pytest.raises(KeyError, match="nothing"):
        ObservedDict[str, int]()["nothing"]


def test_keys_alone_make_a_plain_dict() -> None:
    """``fromkeys`` has no table to observe, so it gives a plain dict."""
    assert (dict, {"a": 1}) == (type(made := ObservedDict.fromkeys(["a"], 1)), made)


def test_a_table_ticks_its_clock_and_its_group() -> None:
    """A change deep inside a table moves the table's clock and the clock of its group."""
    owner = Owner()
    times = owner._draft.clock("hooks").time, owner._draft.clock("group").time
    owner.hooks["a"].append(1)
    owner.hooks.setdefault("b", []).extend([2, 3])
    assert {"a": [1], "b": [2, 3]} == owner.hooks
    assert owner._draft.clock("hooks").time > times[0]
    assert owner._draft.clock("group").time > times[1]


def test_rebinding_a_table_ticks_and_keeps_the_new_one() -> None:
    """A dict that is assigned to the attribute is the table from then on, and its changes are unseen."""
    owner = Owner()
    mine = {"a": [1]}
    before = owner._draft.clock("group").time
    owner.hooks = mine
    assert owner.hooks is mine
    assert owner._draft.clock("group").time > before
    assert not owner._draft.clock("group").sees_all


def changed_parts(owner: Owner, change: Callable[[], object]) -> list[bool]:
    """Which of the unseen parts of the owner's hooks have changed after a change."""
    parts = list(vars(Owner)["hooks"].unseen(owner))
    change()
    return [part.has_changed() for part in parts]


def test_nothing_is_unseen_where_everything_is_observed() -> None:
    """A table in which all is observed has no part that has to be looked at."""
    owner = Owner()
    owner.hooks["a"].append(1)
    assert [] == changed_parts(owner, lambda: None)


def test_unseen_lists_are_compared_with_what_they_held() -> None:
    """Each list of the user's is looked at by itself: whether it holds the same objects in the same order."""
    owner = Owner()
    mine, other = [1, 2], [1, 2]
    owner.hooks["a"], owner.hooks["b"], owner.hooks["c"] = mine, other, (1, 2)
    assert [False, False] == changed_parts(owner, lambda: None)
    assert [False, True] == changed_parts(owner, lambda: other.append(3))
    assert [True, False] == changed_parts(owner, mine.reverse)


def test_equal_objects_are_no_same_objects() -> None:
    """A part has changed when another object stands in it, even one that says it is equal."""
    owner = Owner()
    mine: list[object] = [1.0]
    owner.hooks["a"] = mine
    assert [True] == changed_parts(owner, lambda: mine.__setitem__(0, 1))


def test_unseen_dicts_are_compared_with_what_they_held() -> None:
    """A dict of the user's has changed when it has another key or another value."""
    owner = Owner()
    mine: dict[str, Any] = {"a": [1], "b": [1]}  # ``Any``: as the table it becomes
    owner.hooks = mine
    assert [False, False, False] == changed_parts(owner, lambda: None)
    assert [True, False, False] == changed_parts(owner, lambda: mine.update(a=[1]))
    assert [True, False, False] == changed_parts(owner, lambda: mine.pop("b"))
    assert [False, True] == changed_parts(owner, lambda: mine["a"].append(2))


def test_what_may_be_used_up_is_never_read() -> None:
    """An iterator in the place of a list counts as changed, for looking at it would use it up."""
    owner = Owner()
    hooks = iter([1, 2])
    owner.hooks["a"] = hooks
    assert [True] == changed_parts(owner, lambda: None)
    assert [1, 2] == list(hooks)


@pytest.mark.parametrize("is_observed", [True, False])
def test_the_list_of_a_scope_is_made_where_there_is_none(is_observed: bool) -> None:
    """A scope gets its list when it is asked for, in a table of the user's as well."""
    table: dict[str, list[int]] = _draft.fresh_hooks(Clock(), ()) if is_observed else {}
    _draft.list_of(table, "a").append(1)
    assert _draft.list_of(table, "a") is table["a"]
    assert ({"a": [1]}, is_observed) == (table, isinstance(table["a"], ObservedList))


def test_a_table_that_belongs_here_is_kept_when_it_is_assigned_again() -> None:
    """Assigning a table to itself keeps the object."""
    owner = Owner()
    table = owner.hooks
    owner.hooks = table
    assert owner.hooks is table


@pytest.mark.parametrize(
    ("assigned", "sees_all"),
    [
        pytest.param([1], False, id="a list of somebody's"),
        pytest.param(ObservedList([1], Clock()), False, id="a list of another table"),
        pytest.param((1,), True, id="a tuple, which never changes"),
    ],
)
def test_a_list_of_somebody_is_kept_and_the_clock_knows(assigned: list[object], sees_all: bool) -> None:
    """What is put into a table stays that object; the clock knows whether it can see its changes."""
    owner = Owner()
    owner.hooks["a"] = assigned
    assert owner.hooks["a"] is assigned
    assert sees_all is owner._draft.clock("hooks").sees_all is owner._draft.clock("group").sees_all


def test_tables_are_there_and_observed_from_the_start() -> None:
    """An owner begins with empty tables, whose changes are seen."""
    owner = Owner()
    owner.items.append(1)
    owner.hooks["a"] = ()
    assert (1, 1, True) == (
        owner._draft.clock("items").time,
        owner._draft.clock("hooks").time,
        owner._draft.clock("items").sees_all,
    )
    assert isinstance(vars(Owner)["items"], Table)


def test_a_place_is_the_nearest_line_of_user_code() -> None:
    """The place of a registration is the line which called, and reads ``file:line``."""
    here = _draft.caller()
    assert (__file__, f"{__file__}:{here.line}") == (here.file, str(here))


def test_the_first_claim_of_a_name_is_kept() -> None:
    """A name that is claimed again keeps the place where it was claimed first."""
    draft = Draft()
    with draft.replaying(Place("a.py", 1), "scope"):
        draft.claim("endpoint", "x")
    draft.claim("endpoint", "x")
    assert ("a.py:1", None) == (draft.first("endpoint", "x"), draft.first("endpoint", "y"))
