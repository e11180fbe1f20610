"""Which contents are marked and restored without asking any tag; that Flask agrees is a law."""

from __future__ import annotations

import pytest

from demijohn.core import tagging
from demijohn.core.tagging import Unknown


class Text(str):
    """Text of somebody's own class, which a tag may be for."""

    __slots__ = ()


MARKED: dict[str, tuple[object, object]] = {
    "what JSON has": ({"a": [1, 1.5, "x", None, True, False]}, {"a": [1, 1.5, "x", None, True, False]}),
    "a tuple": ((1, (2,)), {" t": [1, {" t": [2]}]}),
    "bytes": (b"\x00\xff\x01\x02", {" b": "AP8BAg=="}),
    "what looks like a mark": ({" t": [1]}, {" di": {" t__": [1]}}),
    "what looks like a guard": ({" di": {" t__": [1]}}, {" di": {" di__": {" t__": [1]}}}),
    "two keys are no mark": ({" t": [1], "a": b""}, {" t": [1], "a": {" b": ""}}),
    "a key that is no text": ({1: (2,)}, {1: {" t": [2]}}),
    "nothing": ({}, {}),
}


@pytest.mark.parametrize(("content", "marked"), MARKED.values(), ids=MARKED)
def test_contents_are_marked(content: object, marked: object) -> None:
    """Tuples, bytes and what looks like a mark get one."""
    assert marked == tagging.marked(content)


@pytest.mark.parametrize(
    ("content", "marked"),
    [item for name, item in MARKED.items() if name != "a key that is no text"],
    ids=[name for name in MARKED if name != "a key that is no text"],
)
def test_contents_are_restored(content: object, marked: object) -> None:
    """What was marked comes back as it was, classes and all."""
    assert repr(content) == repr(tagging.restored(marked))


@pytest.mark.parametrize("content", [Text("x"), {1}, [Text("x")], (Text("x"),), {"a": Text("x")}, 1j])
def test_other_classes_are_not_known(content: object) -> None:
    """Whatever is of no class that is known here is left to the tags, and all that it is in."""
    assert tagging.marked(content) is Unknown.CONTENT


@pytest.mark.parametrize(
    "value",
    [
        {" m": "<b>"},
        [{" u": "0"}],
        {"a": {" d": "now"}},
        {" t": "ab"},
        {" t": None},
        {" di": {}},
        {" di": 1},
        {" b": 1},
        {" b": "é"},
        {" b": "A"},
    ],
)
def test_other_marks_are_not_known(value: object) -> None:
    """Marks of other classes are left to the tags, and so is what nobody can have written."""
    assert tagging.restored(value) is Unknown.CONTENT


def nested(depth: int, inner: object) -> object:
    for _ in range(depth):
        inner = [inner]
    return inner


@pytest.mark.parametrize("inner", [[], {}, ()], ids=["list", "dict", "tuple"])
def test_what_is_too_deep_is_not_known(inner: object) -> None:
    """As deep as anybody nests a session, contents are known, and no deeper."""
    deepest, deeper = nested(tagging.DEEPEST, inner), nested(tagging.DEEPEST + 1, inner)
    assert (False, True) == (
        tagging.marked(deepest) is Unknown.CONTENT,
        tagging.marked(deeper) is Unknown.CONTENT,
    )
    if not isinstance(inner, tuple):
        assert (deepest, Unknown.CONTENT) == (tagging.restored(deepest), tagging.restored(deeper))


@pytest.mark.parametrize(
    ("text", "expected"),
    [('{"a":" t"}', True), ('{" t":[]}', True), (r'{"\u0020t":[]}', True), ('{"a":[1,"b c"]}', False)],
)
def test_which_texts_may_be_marked(text: str, expected: bool) -> None:
    """Only a text that holds no string with a space in front is known to have no mark."""
    assert expected is tagging.may_be_marked(text)
