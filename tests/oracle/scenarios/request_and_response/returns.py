"""Return values: what a view may return, and what becomes of it."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import enum
from http import HTTPStatus
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BareResponse

from tests.oracle.collect import table
from tests.oracle.lab import Lab


class Status(enum.IntEnum):
    """An integer with a name."""

    TEAPOT = 418


class Word(str):
    """A text of an own class."""

    __slots__ = ()


class Mapped(dict[str, object]):
    """A dict of an own class."""


class Iterates:
    """Something that can be iterated, but is no iterator."""

    def __iter__(self) -> Any:  # an iterator
        return iter(["a"])


def _wsgi(environ: dict[str, Any], start_response: Any) -> list[bytes]:  # values of WSGI
    start_response("203 Mine", [("X-Wsgi", "1")])
    return [b"from wsgi ", environ["PATH_INFO"].encode()]


@table({
    "text": lambda fl: "tëxt", "bytes": lambda fl: b"\xff\x00", "bytearray": lambda fl: bytearray(b"ba"),
    "own text": lambda fl: Word("w"), "empty": lambda fl: "", "dict": lambda fl: {"b": 1, "a": [None, True]},
    "own dict": lambda fl: Mapped(z=1), "empty dict": lambda fl: {}, "list": lambda fl: ["x", {"y": 1}],
    "empty list": lambda fl: [], "generator": lambda fl: (word for word in ("a", "b")),
    "iterator": lambda fl: iter([b"a", b"b"]), "map": lambda fl: map(str, [1, 2]),
    "response": lambda fl: fl.Response("own", 207, {"X-A": "1"}), "bare response": lambda fl: BareResponse("bare", 208),
    "wsgi": lambda fl: _wsgi, "http exception": lambda fl: NotFound("returned"), "redirect": lambda fl: fl.redirect("/x"),
    "jsonify": lambda fl: fl.jsonify(a=1), "make_response": lambda fl: fl.make_response("made", 209),
    "none": lambda fl: None, "number": lambda fl: 5, "true": lambda fl: True, "set": lambda fl: {"a"},
    "object": lambda fl: object(), "float": lambda fl: 1.5, "class": lambda fl: int, "iterable": lambda fl: Iterates(),
    "exception": lambda fl: ValueError("x"), "memoryview": lambda fl: memoryview(b"mv"), "lambda": lambda fl: lambda: "x",
    "tuple of one": lambda fl: ("a",), "empty tuple": lambda fl: (), "tuple of four": lambda fl: ("a", 1, {}, 2),
    "status": lambda fl: ("s", 201), "status text": lambda fl: ("s", "299 Odd"), "status number text": lambda fl: ("s", "202"),
    "HTTPStatus": lambda fl: ("s", HTTPStatus.ACCEPTED), "own enum": lambda fl: ("s", Status.TEAPOT),
    "status zero": lambda fl: ("s", 0), "status none": lambda fl: ("s", None), "status float": lambda fl: ("s", 201.5),
    "status empty text": lambda fl: ("s", ""), "status bytes": lambda fl: ("s", b"201"), "status bool": lambda fl: ("s", True),
    "headers dict": lambda fl: ("h", {"X-A": "1", "X-B": "2"}), "headers list": lambda fl: ("h", [("X-A", "1"), ("X-A", "2")]),
    "headers object": lambda fl: ("h", Headers([("X-A", "1")])), "headers tuple": lambda fl: ("h", (("X-A", "1"),)),
    "headers lists": lambda fl: ("h", {"X-A": ["1", "2"]}), "three": lambda fl: ("t", 201, {"X-A": "1"}),
    "three text": lambda fl: ("t", "201 Made", [("X-A", "1")]), "three none": lambda fl: ("t", None, None),
    "three headers none": lambda fl: ("t", 202, None), "content type": lambda fl: ("t", {"Content-Type": "text/x"}),
    "dict and status": lambda fl: ({"a": 1}, 201), "list and headers": lambda fl: ([1], {"X-A": "1"}),
    "response and status": lambda fl: (fl.Response("r", headers={"X-A": "old"}), 210, {"X-A": "new"}),
    "response and headers": lambda fl: (fl.Response("r"), {"Content-Type": "text/x"}),
    "response and text status": lambda fl: (fl.Response("r"), "211 Odd"),
    "bare and status": lambda fl: (BareResponse("r"), 212), "wsgi and status": lambda fl: (_wsgi, 213, {"X-B": "1"}),
    "none and status": lambda fl: (None, 201), "none and headers": lambda fl: (None, {"X": "1"}),
    "number and status": lambda fl: (5, 201), "generator and status": lambda fl: (iter("ab"), 214),
    "tuple in tuple": lambda fl: (("a", 201), 202), "exception and status": lambda fl: (NotFound("x"), 200),
    "empty and 204": lambda fl: ("", 204), "304": lambda fl: ("", 304), "dict and type": lambda fl: ({}, 200, {"Content-Type": "a/b"}),
    "status negative": lambda fl: ("s", -1), "status 600": lambda fl: ("s", 699), "headers empty": lambda fl: ("h", {}),
    "headers int value": lambda fl: ("h", {"X-A": 1}), "headers newline": lambda fl: ("h", {"X-A": "a\nb"}),
    "headers str": lambda fl: ("h", 200, "X-A: 1"),
})  # fmt: skip
def kinds(lab: Lab, make: Any) -> None:  # rows are lambdas of the package
    """Every kind of value is made into the same response, or is refused with the same words."""
    app = lab.app()
    app.testing = True
    app.add_url_rule("/view", "view_name", lambda: make(lab.flask))
    lab.send(app, "/view")
    lab.send(app, "/view", "HEAD")
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.before_request_funcs[None].append(lambda: make(lab.flask))
    lab.send(app, "/view")


@table({
    "nothing": (), "text": ("a",), "tuple": (("a", 201),), "two": ("a", 201), "three": ("a", 201, {"X-A": "1"}),
    "dict": ({"a": 1},), "none": (None,), "four": ("a", 1, {}, 2), "list": ([1],),
})  # fmt: skip
def make_response_helper(lab: Lab, args: tuple[object, ...]) -> None:
    """``make_response`` takes what a view may return, in one argument or several."""
    with lab.app().test_request_context():
        response = lab.attempt(lambda: lab.flask.make_response(*args))
        if response is not None:
            lab.note(response.status, list(response.headers), response.get_data(), type(response))
