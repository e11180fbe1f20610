"""What a view returned, taken apart and told by kind."""

from __future__ import annotations

import io
from collections import OrderedDict, UserDict, UserString
from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

import pytest
from werkzeug.datastructures import Headers
from werkzeug.local import LocalProxy

from demijohn.core import returns
from demijohn.core.returns import BodyKind, Parts, StatusKind, WrongLength


class Foreign:
    """Stands for the class of which every response is."""


class Own(Foreign):
    """Stands for the application's response class."""


class OwnIterator(Own):
    """A response of the application that is an iterator as well."""

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        raise StopIteration


class Endless:
    """An iterator that is no generator."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return "again"


class CallableEndless(Endless):
    """An iterator that could also be called."""

    def __call__(self) -> str:
        return "called"


class CallableDict(dict[str, int]):
    """A dict that could also be called."""

    def __call__(self) -> str:
        return "called"


class Iterable:
    """Something to iterate over that is no iterator."""

    def __iter__(self) -> Iterator[str]:
        return iter("again")


class Pair(NamedTuple):
    """A tuple subclass."""

    body: str
    status: int


HEADERS = Headers([("X-A", "1")])
NOTES: OrderedDict[str, str] = OrderedDict(a="1")
EMPTY: dict[str, str] = {}
GENERATOR = (part for part in "ab")
PAIRS = {("X-A", "1")}


@pytest.mark.parametrize(
    ("returned", "parts"),
    [
        pytest.param("body", Parts("body", None, None), id="no-tuple"),
        pytest.param(None, Parts(None, None, None), id="nothing"),
        pytest.param(["body", 201], Parts(["body", 201], None, None), id="a-list-is-a-body"),
        pytest.param(("body", 201), Parts("body", 201, None), id="status"),
        pytest.param(("body", "201 Made"), Parts("body", "201 Made", None), id="status-line"),
        pytest.param(("body", None), Parts("body", None, None), id="no-status"),
        pytest.param(("body", ""), Parts("body", "", None), id="an-empty-text-is-a-status"),
        pytest.param(("body", {"X-A": "1"}), Parts("body", None, {"X-A": "1"}), id="dict"),
        pytest.param(("body", EMPTY), Parts("body", None, EMPTY), id="empty-dict"),
        pytest.param(("body", NOTES), Parts("body", None, NOTES), id="dict-subclass"),
        pytest.param(("body", [("X-A", "1")]), Parts("body", None, [("X-A", "1")]), id="list"),
        pytest.param(("body", (("X-A", "1"),)), Parts("body", None, (("X-A", "1"),)), id="tuple"),
        pytest.param(("body", HEADERS), Parts("body", None, HEADERS), id="headers-object"),
        pytest.param(("body", PAIRS), Parts("body", PAIRS, None), id="a-set-is-a-status"),
        pytest.param(("body", 201, {"X-A": "1"}), Parts("body", 201, {"X-A": "1"}), id="three"),
        pytest.param(
            ("body", {"X-A": "1"}, 201), Parts("body", {"X-A": "1"}, 201), id="three-are-not-sorted"
        ),
        pytest.param(("body", None, None), Parts("body", None, None), id="three-with-nothing"),
        pytest.param((None, 201), Parts(None, 201, None), id="a-body-of-nothing"),
        pytest.param((("body", 201), 202), Parts(("body", 201), 202, None), id="a-tuple-inside-stays"),
        pytest.param(Pair("body", 201), Parts("body", 201, None), id="named-tuple"),
        pytest.param(LocalProxy(lambda: ("body", 201)), Parts("body", 201, None), id="proxy"),
        pytest.param(
            ("body", LocalProxy(lambda: {"X-A": "1"})),
            Parts("body", None, {"X-A": "1"}),
            id="proxy-of-headers",
        ),
        pytest.param((), WrongLength(0), id="empty"),
        pytest.param(("body",), WrongLength(1), id="one"),
        pytest.param(("body", 201, EMPTY, 4), WrongLength(4), id="four"),
    ],
)
def test_a_returned_value_is_taken_apart(returned: object, parts: Parts | WrongLength) -> None:
    """A tuple of two or three is taken apart, another tuple is refused, and any other value is a body."""
    assert parts == returns.split(returned, (Headers,))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(None, BodyKind.NOTHING, id="none"),
        pytest.param(Own(), BodyKind.OWN, id="own"),
        pytest.param(OwnIterator(), BodyKind.OWN, id="own-before-iterator"),
        pytest.param(LocalProxy(Own), BodyKind.OWN, id="proxy-of-own"),
        pytest.param("text", BodyKind.TEXT, id="str"),
        pytest.param("", BodyKind.TEXT, id="empty-str"),
        pytest.param(b"text", BodyKind.TEXT, id="bytes"),
        pytest.param(bytearray(b"text"), BodyKind.TEXT, id="bytearray"),
        pytest.param(LocalProxy(lambda: "text"), BodyKind.TEXT, id="proxy-of-text-before-iterator"),
        pytest.param(GENERATOR, BodyKind.STREAM, id="generator"),
        pytest.param(iter("ab"), BodyKind.STREAM, id="iterator"),
        pytest.param(io.BytesIO(), BodyKind.STREAM, id="file"),
        pytest.param(CallableEndless(), BodyKind.STREAM, id="iterator-before-callable"),
        pytest.param(LocalProxy(lambda: {"a": 1}), BodyKind.STREAM, id="a-proxy-has-a-next"),
        pytest.param({"a": 1}, BodyKind.JSON, id="dict"),
        pytest.param(NOTES, BodyKind.JSON, id="dict-subclass"),
        pytest.param([], BodyKind.JSON, id="list"),
        pytest.param(CallableDict(), BodyKind.JSON, id="dict-before-callable"),
        pytest.param(Foreign(), BodyKind.FOREIGN, id="foreign"),
        pytest.param(print, BodyKind.FOREIGN, id="function"),
        pytest.param(Iterable, BodyKind.FOREIGN, id="class"),
        pytest.param(7, BodyKind.OTHER, id="int"),
        pytest.param(False, BodyKind.OTHER, id="bool"),
        pytest.param(1.5, BodyKind.OTHER, id="float"),
        pytest.param({"a"}, BodyKind.OTHER, id="set"),
        pytest.param(("a", 1), BodyKind.OTHER, id="tuple"),
        pytest.param(range(3), BodyKind.OTHER, id="range"),
        pytest.param(Iterable(), BodyKind.OTHER, id="iterable"),
        pytest.param(memoryview(b"a"), BodyKind.OTHER, id="memoryview"),
        pytest.param(UserDict(a=1), BodyKind.OTHER, id="other-mapping"),
        pytest.param(MappingProxyType({"a": 1}), BodyKind.OTHER, id="mapping-proxy"),
        pytest.param(UserString("a"), BodyKind.OTHER, id="other-string"),
        pytest.param(ValueError("a"), BodyKind.OTHER, id="exception"),
    ],
)
def test_the_kind_of_a_body_is_the_first_that_fits(body: object, kind: BodyKind) -> None:
    """A body is of the first kind that fits, and a proxy counts as what it stands for."""
    assert kind is returns.body_kind(body, Own, Foreign)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        pytest.param(None, StatusKind.ABSENT, id="none"),
        pytest.param("404 Gone fishing", StatusKind.LINE, id="str"),
        pytest.param("", StatusKind.LINE, id="empty-str"),
        pytest.param(b"404", StatusKind.LINE, id="bytes"),
        pytest.param(bytearray(b"404"), StatusKind.LINE, id="bytearray"),
        pytest.param(LocalProxy(lambda: "404"), StatusKind.LINE, id="proxy"),
        pytest.param(404, StatusKind.CODE, id="int"),
        pytest.param(0, StatusKind.CODE, id="zero"),
        pytest.param(True, StatusKind.CODE, id="bool"),
        pytest.param(2.5, StatusKind.CODE, id="float"),
    ],
)
def test_a_status_of_text_is_a_line(status: object, kind: StatusKind) -> None:
    """Text is the whole status line, and anything else but nothing is a code."""
    assert kind is returns.status_kind(status)
