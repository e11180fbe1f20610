"""Law: JSON that is written here is that of the standard library, byte for byte."""

from __future__ import annotations

import json

from hypothesis import given, strategies as st

from demijohn._short.json_text import Pen
from tests.laws.budget import cases

CHARACTERS = st.sampled_from('aA0~ \x7f\x1f\x00\n\t"\\/<é€ \ud800\U0001f377')
TEXTS = st.text(st.one_of(CHARACTERS, st.characters()), max_size=12)
NUMBERS = st.one_of(st.integers(), st.integers(-2, 300), st.floats())
LEAVES = st.one_of(st.none(), st.booleans(), TEXTS, NUMBERS)
KEYS = st.one_of(st.sampled_from(["", "a", "b", "é", '"']), TEXTS)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.lists(inner, max_size=5).map(tuple),
        st.dictionaries(KEYS, inner, max_size=5),
    ),
    max_leaves=20,
)
PENS = {(plain, ordered): Pen(plain, ordered) for plain in (True, False) for ordered in (True, False)}
"""What writes, kept from case to case, so that it meets the same keys again."""


@cases(20_000)
@given(VALUES, st.booleans(), st.booleans())
def test_json_is_written_as_by_the_standard_library(value: object, plain: bool, ordered: bool) -> None:
    """Whatever JSON has is written the same, with every setting."""
    expected = json.dumps(value, separators=(",", ":"), ensure_ascii=plain, sort_keys=ordered)
    assert expected == PENS[plain, ordered].written(value)
