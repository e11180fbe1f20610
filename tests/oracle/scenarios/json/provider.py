"""JSON: answers, the provider, the functions, and a request's JSON."""

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
from typing import Any

import attrs

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


class Status(enum.IntEnum):
    """An integer with a name."""

    TEAPOT = 418


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
    lab.attempt(json.dumps, date(2020, 1, 1))
    lab.refused(json.dumps, {1})


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
