"""Extensions for Flask do with demijohn, under Flask's name, what they do with Flask."""

from __future__ import annotations

from typing import Final

import pytest

from tests.ecosystem import table
from tests.ecosystem.sides import find_keys, list_scenarios, run_both

CASES: Final = [(key, name) for key in find_keys() for name in list_scenarios(key)]


@pytest.mark.parametrize(("key", "name"), CASES, ids=str)
def test_an_extension_does_what_it_does_with_flask(key: str, name: str) -> None:
    """The scenario runs to its end with Flask, and the transcript with demijohn is the same."""
    sides = run_both(key)
    expected = sides.flask.outcomes[name]
    assert expected.unexpected is None, expected.unexpected
    assert expected.entries, "a scenario that notes nothing compares nothing"
    assert not sides.compare(name), sides.compare(name)


@pytest.mark.parametrize("key", find_keys())
def test_what_is_listed_is_what_ran(key: str) -> None:
    """Both sides ran all the scenarios that are written, with the same versions of the extension."""
    sides = run_both(key)
    assert list_scenarios(key) == list(sides.flask.outcomes)
    assert list_scenarios(key) == list(sides.demijohn.outcomes)
    assert sides.flask.versions == sides.demijohn.versions


def test_the_page_is_true() -> None:
    """docs/extensions.md names the extensions, versions, numbers of scenarios and results that were found."""
    found = table.render({key: run_both(key) for key in find_keys()})
    assert found == table.PAGE.read_text(encoding="utf-8"), "write it anew: python -m tests.ecosystem.table"
