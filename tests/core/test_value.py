"""What every decision of the core inherits."""

from __future__ import annotations

import pickle
from typing import NoReturn, cast

import pytest

from demijohn.core import hooks, problem, value

TURN = hooks.Turn("shop", ("first", "second"))


def test_values_with_equal_fields_are_equal() -> None:
    """Two values of one class are equal, and are one element of a set, when their fields are equal."""
    same = hooks.Turn("shop", ("first", "second"))
    assert (TURN == same, hash(TURN) == hash(same), len({TURN, same})) == (True, True, 1)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(hooks.Turn("blog", ("first", "second")), id="first-field-differs"),
        pytest.param(hooks.Turn("shop", ("second", "first")), id="last-field-differs"),
        pytest.param(("shop", ("first", "second")), id="tuple-of-the-fields"),
        pytest.param(None, id="none"),
    ],
)
def test_values_with_other_fields_differ(other: object) -> None:
    """A value differs from one with another field, and from anything that is no value."""
    assert (TURN == other, other != TURN) == (False, True)


def test_values_of_two_classes_differ() -> None:
    """Equal fields do not make values of two classes equal, nor their hashes."""
    dotted, nested = problem.BlueprintNameDotted("a.b"), problem.BlueprintOnItself("a.b")
    assert (dotted == nested, hash(dotted) == hash(nested)) == (False, False)


def test_a_value_reads_like_the_call_that_makes_it() -> None:
    """The readable form names the class and every field."""
    assert repr(TURN) == "Turn(scope='shop', hooks=('first', 'second'))"


def test_a_value_without_fields_reads_like_an_empty_call() -> None:
    """A value that has no field still has a readable form."""
    assert repr(problem.OutsideApp()) == "OutsideApp()"


def test_pickling_keeps_a_value() -> None:
    """A value that was pickled comes back equal, of the same class."""
    copy: object = pickle.loads(pickle.dumps(TURN))
    assert (copy, type(copy)) == (TURN, hooks.Turn)


def test_contents_are_the_fields_in_order() -> None:
    """The contents of a value are its fields, in the order of their names."""
    assert value.contents(TURN) == ("shop", ("first", "second"))


def test_a_value_takes_no_other_attribute() -> None:
    """A value has room for its fields alone."""
    with pytest.raises(AttributeError):
        TURN.colour = "green"  # type: ignore[attr-defined]  # That it is refused is the point.


def test_reaching_the_unreachable_names_the_case() -> None:
    """A case that a union should not have is named in the error."""
    with pytest.raises(AssertionError, match=r"^no case is left for 'left over'$"):
        value.unreachable(cast("NoReturn", "left over"))  # A cast, for no typed program can get here.
