"""What is written as JSON without the standard library's encoder; that both write the same is a law."""

from __future__ import annotations

import json
import sys
from collections import OrderedDict, UserDict
from collections.abc import Callable
from decimal import Decimal
from enum import Enum, IntEnum
from itertools import permutations
from typing import Any, NamedTuple

import pytest

import demijohn
from demijohn import Flask
from demijohn._short.json_text import DEEPEST, LONGEST, MOST, Pen
from demijohn.json.provider import DefaultJSONProvider

# ``Any`` in this file: what is written is any data.


class Text(str):
    """Text of somebody's own class."""

    __slots__ = ()


class Pair(NamedTuple):
    """A tuple of somebody's own class."""

    first: int
    second: int


Level = IntEnum("Level", "LOW HIGH")
Colour = Enum("Colour", "RED", type=str)
OTHERS: tuple[object, ...] = (
    *(Text("x"), Pair(1, 2), Level.LOW, Colour.RED, OrderedDict[str, int](a=1), UserDict(a=1), Decimal(1)),
    *({1: 1}, {None: 1}, {"a": 1, 1: 1}, {Text("a"): 1}, b"x", {1}, 1j, object()),
)
AROUND: dict[str, Callable[[object], object]] = {
    "alone": lambda other: other,
    "in a list": lambda other: [1, other],
    "in a tuple": lambda other: (other,),
    "in an object": lambda other: {"a": other},
}


@pytest.mark.parametrize("other", OTHERS, ids=[type(other).__name__ for other in OTHERS])
@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_other_classes_are_not_written(other: object, around: Callable[[object], object]) -> None:
    """What is of no class of JSON is left to the encoder, with all that it is in."""
    assert Pen(True, True).written(around(other)) is None


def nested(depth: int) -> object:
    value: object = []
    for _ in range(depth):
        value = [value]
    return value


def test_what_is_too_deep_is_not_written() -> None:
    """So is what is deeper than anybody's data, and what holds itself."""
    ring: list[Any] = []
    ring.append({"a": (ring,)})
    pen = Pen(True, True)
    assert [json.dumps(nested(DEEPEST)), None, None] == list(
        map(pen.written, (nested(DEEPEST), nested(DEEPEST + 1), ring))
    )


def test_keys_are_written_in_their_order() -> None:
    """The keys of each object stand as its own order has it, or sorted, however often they came in another order."""
    orders = list(permutations("bca"))
    contents = [dict.fromkeys(order, 0) for order in orders] * 2
    as_they_are = [json.dumps(content, separators=(",", ":")) for content in contents]
    pen, sorting = Pen(True, False), Pen(True, True)
    assert as_they_are == [pen.written(content) for content in contents]
    assert {'{"a":0,"b":0,"c":0}'} == {sorting.written(content) for content in contents}


def test_any_number_of_keys_is_written() -> None:
    """What is kept of keys is begun anew, and of many keys nothing is kept."""
    pen = Pen(True, True)
    few = [{f"key {number}": number} for number in range(MOST * 2 + 1)] * 2
    many = {"k" * (LONGEST // 4) + str(number): number for number in range(9)}
    contents = [*few, many, many]
    assert [json.dumps(each, separators=(",", ":")) for each in contents] == list(map(pen.written, contents))


def test_a_number_with_too_many_digits_is_refused() -> None:
    """A number that Python does not turn into text is refused in the words of the standard library."""
    number = 10 ** (sys.get_int_max_str_digits() + 1)
    with pytest.raises(ValueError, match="Exceeds the limit") as expected:
        json.dumps([number])
    with pytest.raises(ValueError, match="Exceeds the limit") as refusal:
        Pen(True, True).written([number])
    assert str(expected.value) == str(refusal.value)


def answer(app: Flask) -> bytes:
    data: bytes = app.test_client().get("/").data
    return data


def app_with(value: dict[str, str]) -> Flask:
    app = demijohn.Flask("app", root_path="/", static_folder=None)
    app.add_url_rule("/", "index", lambda: value)
    return app


def test_what_was_replaced_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that replaces how the standard library writes text sees every text of a new application."""

    def shout(text: str) -> str:
        return f'"{text.upper()}"'

    value = {"a": "b"}
    assert b'{"a":"b"}\n' == answer(app_with(value))
    monkeypatch.setattr("json.encoder.encode_basestring_ascii", shout)
    monkeypatch.setattr("demijohn.json.provider._kept", {})
    assert b'{"A":"B"}\n' == answer(app_with(value))


def change_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave all as it is."""


def indent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have JSON written for people."""
    app.json.compact = False  # type: ignore[attr-defined]  # the documented provider has it


def debug(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn on debug mode, in which JSON is written for people."""
    app.debug = True


def rename(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have JSON sent as something else."""
    app.json.mimetype = "application/x"  # type: ignore[attr-defined]  # as above


def replace_response(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have responses of another class."""

    class Loud(demijohn.Response):
        default_status = 201

    app.response_class = Loud


def replace_layout(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have JSON laid out in another way."""

    def lay_out(provider: DefaultJSONProvider) -> dict[str, object]:
        return {"separators": ("/", "=")}

    monkeypatch.setattr(DefaultJSONProvider, "_layout", lay_out)


def replace_provider(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have JSON written by somebody else."""

    class Shouting(DefaultJSONProvider):
        def dumps(self, obj: Any, **kwargs: Any) -> str:
            return super().dumps(obj, **kwargs).upper()

    app.json = Shouting(app)


def replace_dumps(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have JSON written by another function."""

    def show(obj: object, **kwargs: object) -> str:
        return repr(obj)

    monkeypatch.setattr(json, "dumps", show)


COMPACT, SPACED = b'{"a":[1,"b"]}\n', b'{\n  "a": [\n    1,\n    "b"\n  ]\n}\n'
RESPONSES: dict[str, tuple[Callable[[Flask, pytest.MonkeyPatch], None], tuple[int, str, bytes]]] = {
    "as it is": (change_nothing, (200, "application/json", COMPACT)),
    "indented": (indent, (200, "application/json", SPACED)),
    "in debug mode": (debug, (200, "application/json", SPACED)),
    "of another type": (rename, (200, "application/x", COMPACT)),
    "of another class": (replace_response, (201, "application/json", COMPACT)),
    "laid out otherwise": (replace_layout, (200, "application/json", b'{"a"=[1/"b"]}\n')),
    "by another provider": (replace_provider, (200, "application/json", COMPACT.upper())),
    "by another function": (replace_dumps, (200, "application/json", b"{'a': [1, 'b']}\n")),
}


@pytest.mark.parametrize(("change", "expected"), RESPONSES.values(), ids=RESPONSES)
def test_a_response_of_json_is_made_as_documented(
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Flask, pytest.MonkeyPatch], None],
    expected: tuple[int, str, bytes],
) -> None:
    """What is replaced after the first request counts in the next one."""
    app = demijohn.Flask("app", root_path="/", static_folder=None)
    app.add_url_rule("/", "index", lambda: demijohn.jsonify(a=[1, "b"]))
    client = app.test_client()
    before = client.get("/")
    change(app, monkeypatch)
    after = client.get("/")
    assert [(200, "application/json", COMPACT), expected] == [
        (each.status_code, each.headers["Content-Type"], each.data) for each in (before, after)
    ]


def test_a_response_of_json_is_the_same_at_any_time() -> None:
    """In the first request, when nothing is laid out, and in the next one, the response has the same attributes."""
    seen: list[dict[str, Any]] = []
    app = demijohn.Flask("app", root_path="/", static_folder=None)

    @app.route("/")
    def index() -> demijohn.Response:
        response = demijohn.jsonify({"é": [None, 1.5]})
        seen.append({**vars(response), "headers": list(response.headers)})
        return response

    assert [answer(app)] * 2 == [answer(app), b'{"\\u00e9":[null,1.5]}\n']
    assert seen[0] == seen[1]


def test_a_provider_that_is_not_the_applications_writes_by_its_own_settings() -> None:
    """A second provider of an application does not write as the first does."""
    app = demijohn.Flask("app", root_path="/", static_folder=None)
    other = DefaultJSONProvider(app)
    other.sort_keys = False
    app.add_url_rule("/", "index", lambda: other.response(b=1, a=2))
    assert [b'{"b":1,"a":2}\n'] * 2 == [answer(app), answer(app)]


def test_what_cannot_be_written_is_refused() -> None:
    """An object that is no JSON is refused in the same words, in the first request and in those after it."""
    app = demijohn.Flask("app", root_path="/", static_folder=None)
    app.testing = True
    app.add_url_rule("/", "index", lambda: demijohn.jsonify({"a": {1}}))
    for _ in range(2):
        with pytest.raises(TypeError, match=r"^Object of type set is not JSON serializable$"):
            app.test_client().get("/")
