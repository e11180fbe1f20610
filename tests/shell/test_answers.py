"""How a return value becomes a response, where no request is running."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demijohn import Flask


@pytest.fixture
def app() -> Iterator[Flask]:
    made = Flask("shop", root_path="/")
    with made.app_context():
        yield made


@pytest.mark.parametrize(
    ("returned", "head"),
    [
        pytest.param(1, "The view function did not return a valid response. ", id="other"),
        pytest.param(("a",), "The view function did not return a valid response tuple. ", id="tuple"),
    ],
)
def test_a_wrong_value_is_refused_outside_of_a_request_too(app: Flask, returned: object, head: str) -> None:
    """The refusal of a value needs no request; it just cannot name an endpoint."""
    with pytest.raises(TypeError) as raised:
        app.make_response(returned)  # type: ignore[arg-type]  # what is refused is no return value by its type
    assert head == str(raised.value)[: len(head)]


def test_nothing_is_refused_with_the_name_of_its_endpoint(app: Flask) -> None:
    """The refusal of ``None`` names the endpoint, and so it needs a request."""
    with pytest.raises(RuntimeError) as raised:
        app.make_response(None)  # type: ignore[arg-type]  # as above
    assert "Working outside of request context." == str(raised.value).splitlines()[0]
