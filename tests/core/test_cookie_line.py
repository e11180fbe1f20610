"""How a plain ``Set-Cookie`` header is written."""

from __future__ import annotations

import pytest

from demijohn.core import cookie_line


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [
        pytest.param(("a", "b", "/", False, False, None), "a=b; Path=/", id="the usual"),
        pytest.param(("a", "", None, False, False, None), "a=", id="nothing"),
        pytest.param(
            ("a", "b=", "/c%20d", True, True, "Lax"),
            "a=b=; Secure; HttpOnly; Path=/c%20d; SameSite=Lax",
            id="everything",
        ),
        pytest.param(("\u00e9", "b", "/", False, False, None), None, id="a name that is not ASCII"),
        pytest.param((b"a", "b", "/", False, False, None), None, id="a name that is no text"),
        pytest.param(("a", 1, "/", False, False, None), None, id="a value that is no text"),
        pytest.param(("a", "b c", "/", False, False, None), None, id="a value to be quoted"),
        pytest.param(("a", "b", "/c d", False, False, None), None, id="a path to be quoted"),
        pytest.param(("a", "b", 1, False, False, None), None, id="a path that is no text"),
        pytest.param(("a", "b", "/", 1, False, None), None, id="a flag that is a number"),
        pytest.param(("a", "b", "/", False, None, None), None, id="a flag that is nothing"),
        pytest.param(("a", "b", "/", False, False, "lax"), None, id="in small letters"),
    ],
)
def test_plain(cookie: tuple[object, object, object, object, object, object], expected: str | None) -> None:
    """A plain cookie is written here, and any other is not."""
    assert expected == cookie_line.plain(*cookie)
