"""Classes without numbers to go by: their members, and the items of dicts, are compared."""

# ``Any`` in this file: what is put in the place of a member is of any type.

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from demijohn import _native
from demijohn._untouched import ALLOWED, Guarded, Untouched, Watched


class Tagless:
    """A guard that found nothing to go by."""

    def __init__(self, *_: object) -> None:
        pass

    def has_tags(self) -> bool:
        """Say that there is nothing."""
        return False


class Thing:
    """A class of which two members count."""

    limit = 1

    def step(self) -> str:
        """Do what counts."""
        return "written"


class Other(Thing):
    """A class that an object may turn into."""


MEMBERS: Final = Untouched(Thing, "step", "limit")


@pytest.fixture(autouse=True)
def _without_tags(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_native, "Guard", Tagless)


def test_a_member_that_is_replaced_is_seen_until_it_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is watched is as it was written before and after, and not in between."""
    watched = Watched(((Thing, MEMBERS),))
    before = watched.are_untouched()
    with monkeypatch.context() as patched:
        patched.setattr(Thing, "limit", 2)
        between = watched.are_untouched()
    assert (ALLOWED, False, ALLOWED) == (before, between, watched.are_untouched())


Change = Callable[[Any, dict[str, Any], dict[str, Any]], object]
CHANGES: Final[dict[str, tuple[bool | None, Change]]] = {
    "nothing": (True, lambda thing, settings, heard: thing.step()),
    "what is skipped": (True, lambda thing, settings, heard: setattr(thing, "skipped", 1)),
    "an attribute": (None, lambda thing, settings, heard: setattr(thing, "name", "another")),
    "the class": (None, lambda thing, settings, heard: setattr(thing, "__class__", Other)),
    "an item": (None, lambda thing, settings, heard: settings.update(a=True)),
    "a listener": (False, lambda thing, settings, heard: heard.update(a=1)),
}


@pytest.mark.parametrize(("state", "change"), list(CHANGES.values()), ids=list(CHANGES))
def test_changes_are_seen(state: bool | None, change: Change) -> None:
    """An attribute, the class and the items count, ``1`` is not ``True``, and a listener is no change."""
    thing = Thing()
    settings: dict[str, Any] = {"a": 1}
    heard: dict[str, Any] = {}
    vars(thing).update(name="thing", skipped=0)
    guarded = Guarded(vars(thing), ((Thing, MEMBERS),), (settings,), "skipped", (heard,))
    before = guarded.state(guarded.guard, thing, vars(thing))
    change(thing, settings, heard)
    assert (True, state) == (before, guarded.state(guarded.guard, thing, vars(thing)))
