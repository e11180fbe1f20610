"""Which value and which parameters a header has."""

from __future__ import annotations

import pytest

from demijohn.core import parameters

NONE: dict[str, str] = {}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param("", ("", NONE), id="nothing"),
        pytest.param(" text/HTML ", ("text/HTML", NONE), id="a value alone"),
        pytest.param("; a=b", ("", NONE), id="parameters alone"),
        pytest.param("a; B=c;d=e", ("a", {"b": "c", "d": "e"}), id="names in small letters"),
        pytest.param("a; b=; c; d =e; =f", ("a", NONE), id="what is no parameter"),
        pytest.param(r'a; b="c;\"d\\%22"; e=f', ("a", {"b": 'c;"d\\"', "e": "f"}), id="quotes"),
        pytest.param('a; b="c; d=e', ("a", NONE), id="quotes that do not end"),
        pytest.param("a; b*=UTF-8'en'%C3%A9", ("a", {"b": "\u00e9"}), id="a charset"),
        pytest.param("a; b*=utf-7''%C3", ("a", {"b": "%C3"}), id="a charset that is not read"),
        pytest.param('a; b*0="c d"; b*1*=e%20', ("a", {"b": "c de%20"}), id="parts"),
        pytest.param("a; b*0*=utf-8''%C3; b*1*=%20", ("a", {"b": "\ufffd "}), id="parts of one charset"),
        pytest.param("a; b*0=c; b=d", ("a", {"b": "d"}), id="the later of two forms counts"),
        pytest.param("a; b=c; b*0=d", ("a", {"b": "d"}), id="and so the other way round"),
    ],
)
def test_parse(header: str, expected: tuple[str, dict[str, str]]) -> None:
    """Values, quotes, charsets and parts are read in this way."""
    assert expected == parameters.parse(header)
