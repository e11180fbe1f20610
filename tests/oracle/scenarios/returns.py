"""Return values: what a view may return, and what becomes of it."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import decimal
import enum
import uuid
from datetime import date, datetime, timezone
from http import HTTPStatus
from typing import Any

import attrs
from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as BareResponse

from tests.oracle.collect import scenario, table
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


@table({
    "keys": lambda fl: fl.jsonify(b=1, a=2), "one": lambda fl: fl.jsonify([1]), "two": lambda fl: fl.jsonify(1, "é"),
    "none": lambda fl: fl.jsonify(), "null": lambda fl: fl.jsonify(None), "text": lambda fl: fl.jsonify("a<b>&'"),
    "both": lambda fl: fl.jsonify(1, a=1), "date": lambda fl: fl.jsonify(date(2020, 1, 2)),
    "time": lambda fl: fl.jsonify(datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone.utc)),
    "naive time": lambda fl: fl.jsonify(datetime(2020, 1, 2, 3, 4, 5)),  # noqa: DTZ001  # a time without a zone is the case
    "uuid": lambda fl: fl.jsonify(uuid.UUID(int=5)), "decimal": lambda fl: fl.jsonify(decimal.Decimal("1.50")),
    "attrs": lambda fl: fl.jsonify(Point(1, 2)), "html": lambda fl: fl.jsonify(HasHtml()), "set": lambda fl: fl.jsonify({1}),
    "bytes": lambda fl: fl.jsonify(b"x"), "tuple": lambda fl: fl.jsonify((1, 2)), "int key": lambda fl: fl.jsonify({1: 2}),
    "mixed keys": lambda fl: fl.jsonify({1: 2, "a": 3}), "nan": lambda fl: fl.jsonify(float("nan")), "enum": lambda fl: fl.jsonify(Status.TEAPOT),
    "deep": lambda fl: fl.jsonify({"a": {"c": [{"z": 1, "b": None}]}}), "huge": lambda fl: fl.jsonify(10**30),
})  # fmt: skip
def jsonify(lab: Lab, make: Any) -> None:  # rows are lambdas of the package
    """JSON answers: sorted keys, compact outside of debug mode, dates and a few classes as text."""
    for debug in (False, True):
        app = lab.app()
        app.testing, app.debug = True, debug
        app.add_url_rule("/", "index", lambda: make(lab.flask))
        lab.send(app)


@attrs.frozen
class Point:
    """No dataclass."""

    x: int
    y: int


class HasHtml:
    """Something with a markup of its own."""

    def __html__(self) -> str:
        return "<b>html</b>"


@scenario
def json_provider(lab: Lab) -> None:
    """The provider's attributes change what it writes; another provider may be put in its place."""
    fl = lab.flask
    app = lab.app()
    app.json.sort_keys, app.json.ensure_ascii, app.json.compact, app.json.mimetype = (
        False,
        False,
        False,
        "application/x",
    )
    app.add_url_rule("/", "index", lambda: {"b": "é", "a": [1, {"c": 2}]})
    lab.send(app)
    provider = lab.module("json.provider")

    class Own(provider.DefaultJSONProvider):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def dumps(self, obj: object, **kwargs: object) -> str:
            lab.note("dumps", obj, kwargs)
            return f"<{obj}>"

        def loads(self, s: str | bytes, **kwargs: object) -> object:
            lab.note("loads", s, kwargs)
            return s

    app.json = Own(app)
    lab.send(app)
    with app.test_request_context("/", method="POST", data="[1]", content_type="application/json"):
        lab.note(fl.request.json, fl.json.dumps(1, indent=3), app.json.response([2]).get_data())
    lab.note(type(lab.app().json), lab.app().json.mimetype)


@scenario
def json_functions(lab: Lab) -> None:
    """``flask.json`` has the functions of the standard library, with the application's provider behind them."""
    import io

    json = lab.flask.json
    app = lab.app()
    with app.app_context():
        lab.note(json.dumps({"b": date(2020, 1, 1), "a": "é"}), json.loads('{"a": 1}'), json.loads(b"[1]"))
        text, binary = io.StringIO(), io.BytesIO(b'{"x": 1}')
        json.dump({"b": 1, "a": 2}, text, indent=1)
        lab.note(text.getvalue(), json.load(binary), json.load(io.StringIO("[1]")))
        lab.refused(json.dumps, object())
        lab.refused(json.loads, "{")
    lab.note(json.dumps({"b": 1, "a": "é"}, sort_keys=True))
    lab.refused(json.dumps, date(2020, 1, 1))


@table({
    "good": {"data": '{"a": 1}', "content_type": "application/json"}, "charset": {"data": b"[1]", "content_type": "application/json; charset=utf-8"},
    "vendor": {"data": "[1]", "content_type": "application/vnd.api+json"}, "wrong type": {"data": "[1]", "content_type": "text/plain"},
    "broken": {"data": "{", "content_type": "application/json"}, "empty": {"data": "", "content_type": "application/json"},
    "no type": {"data": "[1]"}, "latin": {"data": '"\xe9"'.encode("latin-1"), "content_type": "application/json"},
})  # fmt: skip
def request_json(lab: Lab, request: dict[str, Any]) -> None:
    """A request's JSON is read, or answered with 400 or 415, in words that depend on the debug mode."""
    fl = lab.flask
    for debug in (False, True):
        app = lab.app()
        app.debug = debug
        app.add_url_rule("/json", "json", lambda: [fl.request.json, fl.request.is_json], methods=["POST"])
        app.add_url_rule("/silent", "silent", lambda: [fl.request.get_json(silent=True)], methods=["POST"])
        app.add_url_rule("/force", "force", lambda: [fl.request.get_json(force=True)], methods=["POST"])
        for path in ("/json", "/silent", "/force"):
            lab.send(app, path, "POST", **request)


@scenario
def request_limits(lab: Lab) -> None:
    """The configured limits of a request's body are kept; a request may have its own."""
    fl = lab.flask
    app = lab.app()
    app.config.update(MAX_CONTENT_LENGTH=20, MAX_FORM_MEMORY_SIZE=10, MAX_FORM_PARTS=1)

    @app.route("/", methods=["POST"])
    def index() -> object:
        request = fl.request
        if "own" in request.args:
            request.max_content_length = 500
            request.max_form_memory_size = None
            request.max_form_parts = 10
        lab.note(request.max_content_length, request.max_form_memory_size, request.max_form_parts)
        return dict(request.form)

    for data in ({"a": "b"}, {"a": "b" * 30}, {"a": "1", "b": "2", "c": "3"}):
        for query in ("", "?own"):
            lab.send(app, "/" + query, "POST", data=data)
            lab.send(app, "/" + query, "POST", data=data, content_type="multipart/form-data")
    with app.app_context():
        lab.note(fl.Request({}).max_content_length, fl.Request({}).max_form_parts)
    lab.note(
        fl.Request({}).max_content_length, fl.Request({}).max_form_memory_size, fl.Request({}).max_form_parts
    )


@scenario
def cookies_and_headers_of_a_response(lab: Lab) -> None:
    """A response sets and deletes cookies and carries the application's cookie size."""
    fl = lab.flask
    app = lab.app()

    @app.route("/")
    def index() -> object:
        response = fl.make_response("x")
        response.set_cookie(
            "a", "1", max_age=5, httponly=True, samesite="Lax", secure=True, path="/p", domain="x.test"
        )
        response.delete_cookie("b")
        response.headers["X-A"] = "é"
        lab.note(
            response.max_cookie_size,
            response.default_mimetype,
            response.is_json,
            response.json_module is not None,
        )
        return response

    lab.send(app)
    lab.note(fl.Response().max_cookie_size, fl.Response().autocorrect_location_header)


@scenario
def big_cookie_warns(lab: Lab) -> None:
    """A cookie that a browser would drop is warned about."""
    app = lab.app()
    app.config["MAX_COOKIE_SIZE"] = 50

    @app.route("/")
    def index() -> object:
        response = lab.flask.make_response("x")
        response.set_cookie("a", "b" * 60)
        return response

    lab.send(app)
    app.config["MAX_COOKIE_SIZE"] = 0
    lab.send(app)


@scenario
def conditional_and_head(lab: Lab) -> None:
    """Etags and HEAD work on an ordinary response."""
    fl = lab.flask
    app = lab.app()

    @app.route("/")
    def index() -> object:
        response = fl.make_response("body")
        response.add_etag()
        return response.make_conditional(fl.request)

    lab.send(app)
    lab.send(app, "/", "HEAD")
    lab.send(app, "/", headers={"If-None-Match": '"841a2d689ad86bd1611447453c22c6fc"'})
