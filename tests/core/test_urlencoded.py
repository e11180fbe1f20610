"""Which values an encoded form gives to which names."""

from __future__ import annotations

import pytest

from demijohn.core import urlencoded


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", {}, id="nothing"),
        pytest.param(b"a=1&b=2&a=3", {"a": ["1", "3"], "b": ["2"]}, id="a name twice"),
        pytest.param(b"&&a&=&", {"a": [""], "": [""]}, id="empty pairs are passed over"),
        pytest.param(b"a=b=c", {"a": ["b=c"]}, id="the first equals sign counts"),
        pytest.param(b"a+b=c+d", {"a b": ["c d"]}, id="plus is a space"),
        pytest.param(b"%61=%26%2B", {"a": ["&+"]}, id="escapes"),
        pytest.param(b"a=%C3%a9%zz%", {"a": ["\u00e9%zz%"]}, id="percent signs that escape nothing"),
        pytest.param(b"a=%ff%c3", {"a": ["%FF%C3"]}, id="escaped bytes that are no UTF-8"),
        pytest.param(b"a=%25%FF", {"a": ["%%FF"]}, id="a percent sign before such a byte"),
        pytest.param(b"a=\xc3\xa9", {"a": ["\u00e9"]}, id="bytes as they are"),
        pytest.param(b"a=\xff", None, id="bytes that are no UTF-8"),
    ],
)
def test_values(data: bytes, expected: dict[str, list[str]] | None) -> None:
    """Pairs, escapes and bytes are read in this way."""
    assert expected == urlencoded.values(data)


def test_names_keep_their_order() -> None:
    """Names stand in the order in which they first came."""
    assert ["b", "a"] == list(urlencoded.values(b"b=1&a=2&b=3") or ())
