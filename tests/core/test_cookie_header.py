"""Which values a ``Cookie`` header gives to which names."""

from __future__ import annotations

import pytest

from demijohn.core import cookie_header


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param("", {}, id="nothing"),
        pytest.param("a=1; b=2;a=3", {"a": ["1", "3"], "b": ["2"]}, id="a name twice"),
        pytest.param(" a = 1 ;;b", {"a": ["1"], "b": [""]}, id="blanks around, and no value"),
        pytest.param("=1; a b=1; c=1 2", {}, id="no name, and blanks within"),
        pytest.param('a="b;c"; d=1', {"a": ["b;c"], "d": ["1"]}, id="a semicolon in quotes"),
        pytest.param(r'a="\"\\\101\303\251"', {"a": ['"\\A\u00e9']}, id="escapes in quotes"),
        pytest.param(r'a="\377\9"', {"a": ["\ufffd9"]}, id="a byte that is no UTF-8"),
        pytest.param('a="b; c=1', {"c": ["1"]}, id="quotes that do not end"),
        pytest.param('a="b"c; d=1', {"d": ["1"]}, id="text behind quotes"),
        pytest.param('a=b"c"; "d"=1', {}, id="quotes within"),
        pytest.param('a="b\\\nc"; d=1', {"d": ["1"]}, id="a line that ends behind a backslash"),
    ],
)
def test_values(header: str, expected: dict[str, list[str]]) -> None:
    """Cookies, quotes and escapes are read in this way."""
    assert expected == cookie_header.values(header)
