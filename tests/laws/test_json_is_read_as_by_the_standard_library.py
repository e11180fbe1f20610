"""Law: an application reads JSON as the standard library does, and refuses with the same words what that refuses."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable

import pytest

from demijohn import Flask
from tests.laws import budget
from tests.laws.wire import Pieces

PIECES = Pieces({
    "{": 8, "}": 8, "[": 8, "]": 8, ",": 16, ":": 10, '"': 8, '"a":': 14, '"b": ': 8, '"c"': 10, "1": 8, "-": 3, "0": 5, ".": 4, "e": 2, "E+": 1,
    "12": 4, "123456789": 2, "true": 3, "false": 3, "null": 3, "tru": 1, " ": 4, "\n": 2, "\t": 1, "\r": 1, "\x0b": 1, "\u00e9": 2, "\\": 1, "\x00": 1,
    "\xa0": 1, "\u2028": 1, "\ud800": 1, "\U0001f377": 1, "NaN": 1, "1.5": 4, "-0": 2, "[1,2]": 3, '{"x":1}': 3, "Infinity": 1, "'": 1, "\ufeff": 1,
})  # fmt: skip
"""What texts are made of that may be JSON."""

ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8", "utf-16", "utf-16-le", "utf-32", "utf-8-sig")


def draw_value(rng: random.Random, depth: int) -> object:
    """Draw a value that JSON can hold."""
    kind = rng.randrange(9 if depth else 6)
    if kind > 6:
        return {
            rng.choice("abc\u00e9") * rng.randrange(3): draw_value(rng, depth - 1)
            for _ in range(rng.randrange(4))
        }
    if kind == 6:
        return [draw_value(rng, depth - 1) for _ in range(rng.randrange(4))]
    whole = rng.randrange(-(10 ** rng.randrange(1, 22)), 10 ** rng.randrange(1, 22))
    text = "".join(rng.choices('ab \u00e9\u20ac\x7f/"\n', k=rng.randrange(6)))
    return (None, True, whole, rng.random() * whole, text, rng.random() / 10**9)[kind]


def draw_text(rng: random.Random) -> str | bytes:
    """Draw a text that is JSON, or was before something happened to it, or never was; perhaps as bytes."""
    if rng.random() < 0.3:
        text = "".join(PIECES.draw(rng, 10))
    else:
        separators = rng.choice(((",", ":"), (" , ", ": "), None))
        indent = rng.choice((None, 2, 0))
        text = json.dumps(
            draw_value(rng, 3), ensure_ascii=rng.random() < 0.3, indent=indent, separators=separators
        )
    while rng.random() < 0.3:
        place = rng.randrange(len(text) + 1)
        text = text[:place] + rng.choice(PIECES.pieces) + text[place + rng.choice((0, 0, 1, 2)) :]
    return text if rng.random() < 0.3 else text.encode(rng.choice(ENCODINGS), "surrogatepass")


def answer(loads: Callable[[str | bytes], object], text: str | bytes) -> tuple[str, str]:
    """Tell what a text means, with all types and in its order, or what is wrong with it."""
    try:
        return "read", repr(loads(text))
    except ValueError as error:
        return type(error).__name__, str(error)


def test_json_is_read_as_by_the_standard_library(capsys: pytest.CaptureFixture[str]) -> None:
    """Values and refusals are the same."""
    rng, provider = random.Random(20261128), Flask("app", root_path="/").json
    kinds: Counter[str] = Counter()
    for _ in range(budget.parsed(20)):
        text = draw_text(rng)
        expected = answer(json.loads, text)
        assert expected == answer(provider.loads, text), text
        kinds[expected[0]] += 1
    with capsys.disabled():
        print(f"\n  {sum(kinds.values()):,} texts: {dict(kinds)}")  # noqa: T201  # the count is what the law is worth
    assert {"read", "JSONDecodeError"} <= set(kinds)


def test_a_replaced_reader_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that replaces ``json.loads`` sees every text."""
    provider = Flask("app", root_path="/").json
    monkeypatch.setattr(json, "loads", repr)
    assert "'[1]'" == provider.loads("[1]")
