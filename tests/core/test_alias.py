"""Which module of ours stands for which of Flask's."""

from __future__ import annotations

import pytest

from demijohn.core import alias

PAIRS = [
    pytest.param("flask", "demijohn", id="package"),
    pytest.param("flask.app", "demijohn.app", id="module"),
    pytest.param("flask.json.tag", "demijohn.json.tag", id="module in a package"),
    pytest.param("flask.sansio", "demijohn._sansio", id="room"),
    pytest.param("flask.sansio.app", "demijohn._sansio.app", id="module in a room"),
    pytest.param("flask.json.sansio", "demijohn.json.sansio", id="only the first name is a room"),
]


@pytest.mark.parametrize(("theirs", "ours"), PAIRS)
def test_a_module_of_flask_has_one_of_ours(theirs: str, ours: str) -> None:
    """Each of Flask's names stands for one of ours."""
    assert ours == alias.find_ours(theirs)


@pytest.mark.parametrize(("theirs", "ours"), PAIRS)
def test_the_way_back_is_the_same(theirs: str, ours: str) -> None:
    """Each of our names that stands for one of Flask's leads back to it."""
    assert theirs == alias.find_theirs(ours)


@pytest.mark.parametrize("name", ["", "flask_login", "flasks.app", "my.flask", "werkzeug", "demijohn.app"])
def test_other_names_are_left_alone(name: str) -> None:
    """A name that only resembles Flask's is not ours."""
    assert alias.find_ours(name) is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param(None, True, id="all"),
        pytest.param("flask", True, id="import name"),
        pytest.param("Flask", True, id="name on the index"),
        pytest.param("Flask-Login", False, id="extension"),
    ],
)
def test_the_distribution_goes_by_flasks_name(name: str | None, found: bool) -> None:
    """A search for Flask, in any case of letters, and one for everything find it."""
    assert found == alias.is_flask(name)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        pytest.param("METADATA", alias.METADATA, id="metadata"),
        pytest.param("top_level.txt", "flask\n", id="import names"),
        pytest.param("RECORD", None, id="no files of its own"),
    ],
)
def test_the_distribution_has_metadata_and_an_import_name(file: str, text: str | None) -> None:
    """The distribution says what it is and what it is imported as, and has nothing else."""
    assert text == alias.read_metadata(file)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        pytest.param([], None, id="unknown"),
        pytest.param(["shop"], "'shop'", id="one"),
        pytest.param(["b", "a"], "'a', 'b'", id="sorted"),
        pytest.param([*"gfedcba"], "'a', 'b', 'c', 'd', 'e' and 2 more", id="many"),
    ],
)
def test_importers_are_named_up_to_five(names: list[str], words: str | None) -> None:
    """Five importers are named, the rest is counted."""
    assert words == alias.list_importers(names)
