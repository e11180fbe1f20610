"""What C does in the compiled build, and Python in the pure one: with the same outcome."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.local import LocalProxy

from demijohn._native import make, parts, places
from demijohn.core import multipart


class Plain:
    """A class that keeps its attributes wherever Python keeps them."""

    def __init__(self) -> None:
        self.first = 0
        self.second = 0


def test_an_object_is_made_with_its_dict() -> None:
    """Its attributes are the items of the dict, which stays the object's own."""
    Plain()  # Python remembers where the attributes of such objects stand
    attributes: dict[str, object] = {"first": 1}
    made = make(Plain, attributes)
    made.second = 2
    assert (1, 2, True) == (made.first, made.second, vars(made) is attributes)
    del made.first
    assert {"second": 2} == attributes


@pytest.mark.parametrize("delimiter", [b"--", b"--e", b"--edge", b"------", b"--" + b"-a" * 30])
def test_the_places_of_a_delimiter(delimiter: bytes) -> None:
    """They are those that Python finds, wherever they lie; the pure build leaves it to the core."""
    rng = random.Random(20261125)
    bodies = [b"", delimiter, delimiter[:-1], delimiter * 40, b"-" * 1000]
    for _ in range(200):
        drawn = b"".join(
            rng.choices([delimiter, delimiter[:-1], b"-", b"edge", b"x" * 50], k=rng.randrange(40))
        )
        bodies.append(b"\0" * rng.randrange(200) + drawn)
    expected = [multipart.find_places(body, delimiter) for body in bodies]
    found = [places(body, delimiter) for body in bodies]
    assert found in (expected, [None] * len(bodies))


def test_parts_are_bytes_and_closed_with_what_they_belong_to() -> None:
    """Text is encoded, also what a proxy stands for; anything else stays what it is."""
    closed: list[str] = []

    def body() -> Iterator[object]:
        yield "é"
        yield b"bytes"
        yield proxy
        yield 3

    proxy = LocalProxy(lambda: "behind")
    # ``Any``: an iterator that can be closed has no name among the types.
    given: Any = parts(body(), "response", closed.append)
    assert [["é".encode(), b"bytes", b"behind", 3], []] == [list(given), list(given)]
    given.close()
    assert ["response"] == closed
