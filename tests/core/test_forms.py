"""Which bodies are read at once, and which form such a body holds."""

from __future__ import annotations

import pytest

from demijohn.core import forms
from demijohn.core.forms import LARGE, LEFT
from demijohn.core.multipart import Form, Refusal


@pytest.mark.parametrize(
    ("told", "limit", "expected"),
    [
        pytest.param("0", None, 0, id="nothing"),
        pytest.param("12", 12, 12, id="as much as may be"),
        pytest.param("13", 12, LEFT, id="too much"),
        pytest.param("12", 12.5, LEFT, id="a limit that is no whole number"),
        pytest.param(str(LARGE - 1), None, LARGE - 1, id="not yet large"),
        pytest.param(str(LARGE), None, LEFT, id="large"),
        pytest.param("0000001", None, LEFT, id="many digits"),
        pytest.param("+1", None, LEFT, id="a sign"),
        pytest.param("\u0661", None, LEFT, id="other digits"),
        pytest.param(None, None, LEFT, id="unknown"),
    ],
)
def test_length(told: object, limit: object, expected: int) -> None:
    """A body of a known length within its limit is read at once, unless it is large."""
    assert expected == forms.length(told, limit)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param("12", 12, id="a number"),
        pytest.param("-3", -3, id="a sign"),
        pytest.param("--3", 0, id="two signs"),
        pytest.param("\u0661", 0, id="other digits"),
        pytest.param("1" * 5000, 0, id="too many digits"),
        pytest.param(None, 0, id="unknown"),
    ],
)
def test_stated(told: str | None, expected: int) -> None:
    """A part may say how long it is."""
    assert expected == forms.stated(told)


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/json", True),
        ("application/ld+json", True),
        ("text/ld+json", False),
        ("application/jsonl", False),
        ("", False),
    ],
)
def test_is_json(media_type: str, expected: bool) -> None:
    """JSON has a type of its own, and stands behind a plus sign in others."""
    assert expected is forms.is_json(media_type)


@pytest.mark.parametrize(
    ("media_type", "options", "expected"),
    [
        pytest.param("application/x-www-form-urlencoded", {"boundary": "a"}, b"", id="encoded"),
        pytest.param("multipart/form-data", {"boundary": "a"}, b"a", id="in parts"),
        pytest.param("multipart/form-data", {"boundary": ""}, None, id="an empty boundary"),
        pytest.param("multipart/form-data", {}, None, id="no boundary"),
        pytest.param("multipart/form-data", {"boundary": "\u00e9"}, None, id="a boundary that is not ASCII"),
        pytest.param("text/plain", {"boundary": "a"}, None, id="no form"),
    ],
)
def test_boundary(media_type: str, options: dict[str, str], expected: bytes | None) -> None:
    """The content type tells what stands between the parts."""
    assert expected == forms.boundary(media_type, options)


@pytest.mark.parametrize(
    ("body", "boundary", "memory", "parts", "expected"),
    [
        pytest.param(b"a=1", b"", None, None, Form({"a": ["1"]}, []), id="encoded"),
        pytest.param(b"\xff", b"", None, None, Refusal.MALFORMED, id="no UTF-8"),
        pytest.param(b"--a--", b"a", 5, 1, Form({}, []), id="in parts"),
        pytest.param(b"--a--", b"a", 4, 1, Refusal.TOO_LARGE, id="too large"),
        pytest.param(b"--a--", b"a", 5.0, 1, None, id="a size that is no whole number"),
        pytest.param(b"--a--", b"a", 5, 1.0, None, id="a number that is no whole number"),
    ],
)
def test_read(
    body: bytes, boundary: bytes, memory: object, parts: object, expected: Form | Refusal | None
) -> None:
    """Both sorts of forms are read, within limits that are whole numbers."""
    assert expected == forms.read(body, boundary, memory, parts)
