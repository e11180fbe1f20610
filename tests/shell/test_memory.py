"""What guards a short way where there is no C: it notices every change of classes and dicts, and nothing else."""

# pyright: reportPrivateUsage=false
# ``Any`` in this file: what is put in the place of a value is of any type.

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final, cast

import pytest

from demijohn import _memory
from demijohn._memory import Guard, state

PLACES: Final = _memory._find_places()


class Base:
    """A class that another one inherits from."""

    step = "base"


class Mixed:
    """A class that is put among the bases of another one."""


class Thing(Base):
    """The class of the object that is guarded."""

    def __init__(self) -> None:
        self.first: Any = 1
        self.second: Any = []
        self.derived: Any = None


class Equal:
    """Equal to whatever it is compared with."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]  # so that it is nobody's key


class Guarded:
    """An object behind a guard, with a dict of settings and one of listeners."""

    def __init__(self) -> None:
        self.base = type("Base", (Base,), {"step": "base"})
        self.cls: Any = type("Thing", (self.base, Thing), {"own": "thing"})
        self.other: Any = type("Other", (), {"step": "other"})
        self.thing: Any = self.cls()
        self.settings: dict[str, Any] = {"a": None, "b": None}
        self.heard: dict[str, Any] = {}
        for cls in (self.cls, self.base, self.other):
            assert hasattr(cls, "step")
        classes = (self.cls, self.base, self.other)
        self.guard = Guard(classes, (self.settings,), self.own(), "derived", (self.heard,))

    def own(self) -> dict[str, Any]:
        """Give the attributes of the object."""
        return cast("dict[str, Any]", self.thing.__dict__)

    def state(self) -> bool | None:
        """Ask the guard."""
        return state(self.guard, self.thing, self.own())


@pytest.fixture(
    params=[
        pytest.param(True, id="numbers of dicts"),
        pytest.param(False, id="copies of dicts"),
    ]
)
def guarded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Guarded:
    """An object behind a guard that goes by the numbers of dicts, or by their items."""
    if PLACES is None:
        pytest.skip("this Python has no such numbers")
    if not request.param:
        places = PLACES._replace(of_dict=None)
        monkeypatch.setattr(_memory, "_find_places", lambda: places)
    found = Guarded()
    assert found.guard.has_tags()
    return found


def test_numbers_are_found_where_they_are_known_to_be() -> None:
    """The numbers of classes and of dicts are found in every CPython that is supported."""
    is_known = sys.implementation.name == "cpython" and sys.maxsize > 2**32
    found = (PLACES is not None, PLACES is not None and PLACES.of_dict is not None)
    assert (is_known, is_known) == found


def test_attributes_count_until_values_stand_in_objects() -> None:
    """From Python 3.13 on, the number of a dict is not gone by while its values stand in an object."""
    if PLACES is None:
        pytest.skip("this Python has no numbers")
    found = (PLACES.counts_all, PLACES.word({}) is not None, PLACES.word(vars(Thing())) is not None)
    counts_all = sys.version_info < (3, 13)
    assert (counts_all, True, counts_all) == found


def _set_last_base(guarded: Guarded) -> None:
    guarded.cls.__bases__ = (guarded.base, Thing, Mixed)


def _delete_attribute(guarded: Guarded) -> None:
    del guarded.thing.first


def _delete_member(guarded: Guarded) -> None:
    del guarded.cls.own


def _rename_key(guarded: Guarded) -> None:
    guarded.settings["c"] = guarded.settings.pop("b")


CHANGES: Final[dict[str, Callable[[Guarded], object]]] = {
    "a member": lambda guarded: setattr(guarded.cls, "own", "another"),
    "a member of a base": lambda guarded: setattr(guarded.base, "step", "another"),
    "a member of another class": lambda guarded: setattr(guarded.other, "step", "another"),
    "a member that hides another": lambda guarded: setattr(guarded.cls, "step", "another"),
    "a member that is taken away": _delete_member,
    "a base": _set_last_base,
    "the class": lambda guarded: setattr(guarded.thing, "__class__", Thing),
    "the dict": lambda guarded: setattr(guarded.thing, "__dict__", dict(guarded.own())),
    "an attribute": lambda guarded: setattr(guarded.thing, "first", 2),
    "an attribute to what is equal": lambda guarded: setattr(guarded.thing, "second", Equal()),
    "an attribute by its item": lambda guarded: guarded.own().update(first=2),
    "an attribute that is new": lambda guarded: setattr(guarded.thing, "third", 3),
    "an attribute that is taken away": _delete_attribute,
    "an item": lambda guarded: guarded.settings.update(a=1),
    "an item to what is equal": lambda guarded: guarded.settings.update(b=Equal()),
    "an item that is new": lambda guarded: guarded.settings.setdefault("c", 3),
    "an item that is taken away": lambda guarded: guarded.settings.popitem(),
    "a key": _rename_key,
    "all items": lambda guarded: guarded.settings.clear(),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_noticed(guarded: Guarded, name: str) -> None:
    """A guard does not hold any more once a class, a base, an attribute or an item is another one."""
    before = guarded.state()
    CHANGES[name](guarded)
    assert (True, None) == (before, guarded.state())


def test_looking_is_no_change(guarded: Guarded) -> None:
    """Reading members, attributes and items, and making objects and subclasses, leaves a guard as it is."""
    subclass: Any = type("Sub", (guarded.cls,), {})
    subclass.own = "another"
    read = (guarded.thing.first, guarded.cls.own, guarded.settings["a"], guarded.cls().step)
    assert (1, "thing", None, "base") == read
    assert guarded.state() is True


def test_a_listener_is_told_from_a_change(guarded: Guarded) -> None:
    """Something in a dict that should be empty is no change of what is guarded."""
    guarded.heard["listener"] = print
    with_listener = guarded.state()
    guarded.heard.clear()
    assert (False, True) == (with_listener, guarded.state())


def test_what_is_skipped_is_no_change_where_items_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """The attribute that a guard skips may be set again."""
    if PLACES is None:
        pytest.skip("this Python has no numbers")
    places = PLACES._replace(of_dict=None)
    monkeypatch.setattr(_memory, "_find_places", lambda: places)
    guarded = Guarded()
    guarded.thing.derived = "worked out"
    assert guarded.state() is True


def _hide_addresses(patched: pytest.MonkeyPatch) -> None:
    patched.setattr(_memory, "_HAS_ADDRESSES", False)


def _hide_ctypes(patched: pytest.MonkeyPatch) -> None:
    patched.setitem(sys.modules, "ctypes", None)


@pytest.mark.parametrize("hide", [_hide_addresses, _hide_ctypes])
def test_without_numbers_there_are_no_tags(
    monkeypatch: pytest.MonkeyPatch, hide: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """A guard says so when there is nothing that it could go by."""
    monkeypatch.setattr(_memory, "_find_places", _memory._find_places.__wrapped__)
    hide(monkeypatch)
    assert not Guarded().guard.has_tags()


def test_one_heir_is_read_in_place_of_its_bases() -> None:
    """Classes of a library, laid out alike, have an heir that loses its number with any of them; others are read themselves."""
    if PLACES is None:
        pytest.skip("this Python has no numbers")

    def made(name: str, module: str, bases: tuple[type, ...] = ()) -> type:
        cls = type(name, bases, {"__module__": module, "step": name})
        assert hasattr(cls, "step")
        return cls

    thing, own, *ours = (
        made("Thing", "demijohn"),
        made("Own", "of_a_user"),
        made("A", "werkzeug"),
        made("B", "demijohn"),
    )
    special = made("Special", "werkzeug.exceptions", (ValueError,))
    obj: Any = thing()
    attributes: dict[str, Any] = obj.__dict__
    heir, *others = _memory._lowest((thing, own, *ours, special))
    for cls in (own, *ours, special):
        guard = Guard((thing, own, *ours, special), (), attributes, "", ())
        found = [guard.has_tags(), state(guard, obj, attributes)]
        type.__setattr__(cls, "step", "replaced")
        assert [True, True, None] == [*found, state(guard, obj, attributes)]
        assert hasattr(cls, "step")
    assert ((*ours, object), [thing, own, special]) == (heir.__mro__[1:], others)


def test_classes_that_cannot_have_an_heir_are_read_themselves() -> None:
    """Two classes whose bases contradict each other have no heir, nor has a class alone."""
    first, last = type("First", (), {"__module__": "json"}), type("Last", (), {"__module__": "json"})
    one = type("One", (first, last), {"__module__": "json"})
    other = type("Other", (last, first), {"__module__": "json"})
    assert [[Thing, one, other], [Thing, one]] == [
        _memory._lowest((Thing, one, other)),
        _memory._lowest((Thing, one)),
    ]
