"""Which headers can go out as they are."""

from __future__ import annotations

import pytest

from demijohn.core import sending

TEXT = ("Content-Type", "text/plain")
LENGTH = ("content-LENGTH", "3")


@pytest.mark.parametrize(
    ("status", "headers", "measured", "expected"),
    [
        pytest.param(200, [TEXT, LENGTH], True, True, id="a body with its length"),
        pytest.param(200, [TEXT], True, False, id="a length is missing"),
        pytest.param(200, [TEXT], False, True, id="a stream has no length"),
        pytest.param(200, [], False, True, id="no headers at all"),
        pytest.param(103, [LENGTH], False, False, id="information has no body"),
        pytest.param(204, [LENGTH], False, False, id="no content"),
        pytest.param(304, [LENGTH], False, False, id="not modified"),
        pytest.param(404, [LENGTH], True, True, id="an error has a body"),
        pytest.param(302, [LENGTH, ("LOCATION", "/")], False, False, id="a location"),
        pytest.param(200, [(5, "3"), LENGTH], True, False, id="a name that is no string"),
        pytest.param(200, [("Content-Location", "/"), LENGTH], False, False, id="a location of the content"),
    ],
)
def test_headers_go_out_as_they_are(
    status: int, headers: list[tuple[object, str]], measured: bool, expected: bool
) -> None:
    """Headers without URLs, of a status with a body, go out unchanged once the length is known."""
    assert expected is sending.as_it_is(status, headers, measured)
