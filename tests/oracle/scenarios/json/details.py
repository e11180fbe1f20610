"""JSON in detail: each tag, each class that the provider knows, each switch, each function."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import dataclasses
import decimal
import enum
import io
import uuid
from datetime import date, datetime, timedelta, timezone
from typing import Any

from markupsafe import Markup

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@dataclasses.dataclass
class Jar:
    """A dataclass within a dataclass."""

    size: int
    label: str = "é"
    inner: Jar | None = None
    filled: date = date(2020, 1, 2)


class Colour(str, enum.Enum):
    """A text with a name."""

    RED = "red"


class Plain(enum.Enum):
    """No text."""

    ONE = 1


class HasHtml:
    """Something with a markup of its own."""

    def __html__(self) -> str:
        return "<b>html</b>"


EAST = timezone(timedelta(hours=2))
VALUES: dict[str, Any] = {
    "dataclass": Jar(1), "nested dataclass": [Jar(1, inner=Jar(2, "in"))], "dataclass itself": Jar, "decimal": decimal.Decimal("1.50"),
    "decimal nan": decimal.Decimal("NaN"), "uuid": uuid.UUID(int=5), "date": date(1999, 12, 31), "time": datetime(2020, 2, 29, 23, 59, 59, 999, timezone.utc),
    "time elsewhere": datetime(2020, 1, 1, 1, tzinfo=EAST), "naive time": datetime(2020, 1, 1),  # noqa: DTZ001  # a time without a zone is the case
    "markup": Markup("<i>"), "html": HasHtml(), "text enum": Colour.RED, "enum": Plain.ONE, "bytes": b"x", "set": {1}, "complex": 1j, "delta": timedelta(1),
    "tuple": (1, (2,)), "range": range(2), "generator": (n for n in (1, 2)), "infinity": float("inf"), "surrogate": "\ud800", "separator": "\u2028",
    "slash": "</script>", "keys": {True: 1, None: 2, 1.5: 3}, "decimal key": {decimal.Decimal(1): 1}, "tuple key": {(1,): 1}, "class": int, "none": None,
}  # fmt: skip


@table(VALUES)
def classes_that_json_knows(lab: Lab, value: Any) -> None:  # anything
    """A few more classes than JSON has are written, the same by every way; the others are refused by name."""
    fl = lab.flask
    app = lab.app()
    app.json.sort_keys = False
    with app.test_request_context():
        lab.attempt(fl.json.dumps, value)
        lab.attempt(app.json.dumps, value, indent=1)
        lab.attempt(lambda: fl.jsonify(value).get_data())
        lab.attempt(fl.render_template_string, "{{ value|tojson }}", value=value)
    lab.attempt(fl.json.dumps, value)


TAGGED: dict[str, Any] = {
    "tuple": (1, "a"), "empty tuple": (), "nested": [(1, [b"x", {"a": (Markup("<b>"),)}])], "bytes": b"\x00\xff", "empty bytes": b"", "markup": Markup("<b>"),
    "html": HasHtml(), "uuid": uuid.UUID(int=7), "time": datetime(2021, 2, 3, 4, 5, 6, 7, timezone.utc), "time elsewhere": datetime(2020, 1, 1, 1, tzinfo=EAST),
    "dict": {"a": 1}, "one key like a tag": {" t": [1]}, "one key like a tag, escaped": {" t__": 1}, "tag in two keys": {" t": 1, "b": (2,)},
    "list": [1, (2,)], "text": "a", "none": None, "number": 1.5, "date": date(2020, 1, 1), "set": {1}, "decimal": decimal.Decimal(1), "int key": {1: (2,)},
    "unknown tag": {" zz": 1}, "own text": Colour.RED, "bool": True,
}  # fmt: skip


@table(TAGGED)
def tagging(lab: Lab, value: Any) -> None:  # anything
    """Each tag writes its class down so that it comes back the same; whatever looks like a tag is escaped."""
    serializer = lab.module("json.tag").TaggedJSONSerializer()
    text = lab.attempt(serializer.dumps, value)
    lab.attempt(serializer.tag, value)
    lab.note([tag.key for tag in serializer.order if tag.check(value)])
    if text is not None:
        back = serializer.loads(text)
        lab.note(type(back), back)


@table({
    "unknown": {" zz": 1}, "bad uuid": {" u": "x"}, "bad bytes": {" b": "%%%"}, "bad time": {" d": "yesterday"}, "time without zone": {" d": "Fri, 01 Jan 2021 00:00:00 GMT"},
    "tuple of text": {" t": "ab"}, "two keys": {" t": [1], " b": "eA=="}, "tag within": {"a": {" t": [{" m": "<b>"}]}}, "escaped": {" di": {" t__": 1}}, "empty": {},
    "not escaped": {" di": {"x": 1}}, "number of a tag": {" t": 5},
})  # fmt: skip
def untagging(lab: Lab, value: Any) -> None:  # JSON
    """What was not written by the serializer is read in the same way, or fails in the same way."""
    serializer = lab.module("json.tag").TaggedJSONSerializer()
    lab.attempt(serializer.loads, lab.flask.json.dumps(value))
    lab.attempt(serializer.untag, value)


@scenario
def tags_one_by_one(lab: Lab) -> None:
    """Each tag is a class with a key, and says what it takes, how it writes, and how it reads."""
    tag = lab.module("json.tag")
    serializer = tag.TaggedJSONSerializer()
    samples: dict[str, tuple[Any, Any]] = {
        "TagDict": ({" t": 1}, {" t__": 1}), "PassDict": ({"a": 1}, {"a": 1}), "TagTuple": ((1,), [1]), "PassList": ([1], [1]), "TagBytes": (b"x", "eA=="),
        "TagMarkup": (Markup("<b>"), "<b>"), "TagUUID": (uuid.UUID(int=1), "00000000000000000000000000000001"),
        "TagDateTime": (datetime(2020, 1, 1, tzinfo=timezone.utc), "Wed, 01 Jan 2020 00:00:00 GMT"),
    }  # fmt: skip
    for name, (value, written) in samples.items():
        one = getattr(tag, name)(serializer)
        lab.note(name, one.key, one.check(value), one.check(object()), one.to_json(value), one.tag(value))
        lab.attempt(one.to_python, written)
        lab.note(
            issubclass(type(one), tag.JSONTag),
            one.serializer is serializer,
            getattr(type(one), "__slots__", None) == (),
        )
    lab.note(list(serializer.tags), [type(one) for one in serializer.order], list(serializer.default_tags))
    base = tag.JSONTag(serializer)
    lab.refused(base.check, 1)
    lab.refused(base.to_json, 1)
    lab.refused(base.to_python, 1)
    lab.note(base.key)


@scenario
def registering_tags(lab: Lab) -> None:
    """A tag of one's own goes to the end or to a place, with or without a key, and replaces another only by force."""
    tag = lab.module("json.tag")

    def made(name: str, key: str | None) -> Any:  # a class of tags
        body = {
            "__slots__": (), "key": key, "check": lambda self, value: isinstance(value, complex),
            "to_json": lambda self, value: [name, value.real, value.imag], "to_python": lambda self, value: complex(*value[1:]),
            "tag": lambda self, value: {key: self.to_json(value)} if key else self.to_json(value),
        }  # fmt: skip
        return type(name, (tag.JSONTag,), body)

    for key, options in (
        (" c", {}),
        (" c", {"index": 0}),
        (None, {"index": 0}),
        (None, {}),
        (" b", {}),
        (" b", {"force": True}),
        (" b", {"force": True, "index": 0}),
    ):
        serializer = tag.TaggedJSONSerializer()
        lab.attempt(serializer.register, made("Complex", key), **options)
        lab.note([type(one).__name__ for one in serializer.order], list(serializer.tags))
        lab.attempt(lambda serializer=serializer: serializer.loads(serializer.dumps([1j, b"x"])))


SWITCHES: dict[str, dict[str, Any]] = {
    "as it is": {}, "not sorted": {"sort_keys": False}, "wide": {"compact": False}, "narrow": {"compact": True}, "not ascii": {"ensure_ascii": False},
    "type": {"mimetype": "application/x"}, "all": {"sort_keys": False, "compact": False, "ensure_ascii": False},
    "default": {"default": staticmethod(lambda o: f"<{type(o).__name__}>")},
}  # fmt: skip


@table(SWITCHES)
def switches_of_the_provider(lab: Lab, switches: dict[str, Any]) -> None:
    """Each switch counts on the instance and on a subclass, in debug mode and out of it, and not for ``dumps`` if it is of answers."""
    fl = lab.flask
    provider = lab.module("json.provider")
    own = type("Own", (provider.DefaultJSONProvider,), dict(switches))
    value = {"b": ["é", {"d": 1, "c": None}], "a": 1 + 2j if "default" in switches else 1}
    for debug in (False, True):
        app = lab.app()
        app.debug = debug
        app.json = own(app)
        app.add_url_rule("/", "index", lambda: value)
        app.add_url_rule("/jsonify", "jsonify", lambda: fl.jsonify(value))
        lab.send(app)
        lab.send(app, "/jsonify")
        with app.app_context():
            lab.note(fl.json.dumps(value), app.json.dumps(value, separators=(",", ":"), sort_keys=True))
        other = lab.app()
        for name, setting in switches.items():
            setattr(other.json, name, setting.__func__ if name == "default" else setting)
        other.debug = debug
        other.add_url_rule("/", "index", lambda: value)
        lab.send(other)


@scenario
def least_provider(lab: Lab) -> None:
    """A provider needs ``dumps`` and ``loads``; everything else is made of them."""
    fl = lab.flask
    provider = lab.module("json.provider")

    class Least(provider.JSONProvider):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def dumps(self, obj: object, **kwargs: object) -> str:
            return f"D{obj!r}{kwargs}"

        def loads(self, s: str | bytes, **kwargs: object) -> object:
            return ["L", s if isinstance(s, str) else s.decode(), kwargs]

    class Own(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        json_provider_class = Least

    app = Own("lab", root_path=str(lab.folder))
    app.add_url_rule("/", "index", lambda: {"a": fl.request.get_json()}, methods=["POST"])
    app.add_url_rule("/many", "many", lambda: fl.jsonify(1, 2))
    app.add_url_rule("/keys", "keys", lambda: fl.jsonify(a=1))
    app.add_url_rule("/template", "template", lambda: fl.render_template_string("{{ [1]|tojson }}"))
    lab.send(app, "/", "POST", data="[1]", content_type="application/json")
    for path in ("/many", "/keys", "/template"):
        lab.send(app, path)
    with app.app_context():
        text, binary = io.StringIO(), io.BytesIO(b"in")
        fl.json.dump([1], text, indent=2)
        lab.note(
            text.getvalue(), fl.json.load(binary), fl.json.load(io.StringIO("t"), a=1), fl.json.loads(b"x")
        )
    bare = provider.JSONProvider(app)
    lab.refused(bare.dumps, 1)
    lab.refused(bare.loads, "1")
    lab.refused(app.json.response, 1, a=2)


@scenario
def files_of_json(lab: Lab) -> None:
    """``dump`` and ``load`` take text, and ``load`` bytes as well; options are those of the standard library."""
    fl = lab.flask
    for context in (lab.app().app_context(), None):
        if context is not None:
            context.push()
        text = io.StringIO()
        lab.attempt(fl.json.dump, {"b": 1, "a": "é"}, text, indent=2, ensure_ascii=False)
        lab.note(text.getvalue())
        lab.refused(fl.json.dump, {"a": 1}, io.BytesIO())
        lab.attempt(fl.json.load, io.BytesIO("\ufeff[1]".encode("utf-16")))
        lab.attempt(fl.json.load, io.StringIO('{"a": 1.5}'), parse_float=str)
        lab.attempt(fl.json.loads, '{"a": 1}', object_pairs_hook=list)
        lab.attempt(fl.json.loads, b'"\xc3\xa9"')
        lab.refused(fl.json.loads, "")
        lab.refused(fl.json.loads, None)
        lab.attempt(fl.json.dumps, {"b": 1, "a": 2}, sort_keys=False)
        lab.attempt(fl.json.dumps, [1j], default=str)
        if context is not None:
            context.pop()


@scenario
def responses_of_json(lab: Lab) -> None:
    """``jsonify`` and ``app.json.response`` make the application's response of nothing, one value, several, or keywords."""
    fl = lab.flask
    app = lab.app()
    app.response_class = type("Own", (fl.Response,), {"extra": 1})
    with app.app_context():
        for make in (fl.jsonify, app.json.response):
            for args, kwargs in (
                ((), {}),
                ((None,), {}),
                (({},), {}),
                ((1, 2), {}),
                (([],), {}),
                ((), {"b": 1, "a": 2}),
            ):
                response = make(*args, **kwargs)
                lab.note(
                    type(response), response.mimetype, response.get_data(), response.json, response.is_json
                )


@scenario
def json_in_templates(lab: Lab) -> None:
    """``tojson`` is safe in scripts and attributes, and follows the provider's switches."""
    fl = lab.flask
    app = lab.app()
    value = {"b": "<script>&'\"", "a": [Jar(1), decimal.Decimal("1.0")]}
    for setting in (True, False):
        app.json.sort_keys = setting
        with app.test_request_context():
            lab.attempt(
                fl.render_template_string, "{{ v|tojson }}|{{ v|tojson(2) }}|<a x='{{ v|tojson }}'>", v=value
            )
            lab.attempt(
                fl.render_template_string, "{% autoescape false %}{{ v|tojson }}{% endautoescape %}", v=value
            )


@scenario
def json_of_requests_and_responses(lab: Lab) -> None:
    """What was read is kept, unless it is asked not to be; a response reads its own JSON by the provider's rules."""
    fl = lab.flask
    app = lab.app()
    with app.test_request_context("/", method="POST", data='{"a": [1]}', content_type="application/json"):
        one = fl.request.get_json()
        lab.note(
            one is fl.request.get_json(),
            one is fl.request.json,
            fl.request.get_json(force=True) is one,
            fl.request.get_json(silent=True) is one,
        )
    with app.test_request_context("/", method="POST", data='{"a": 1}', content_type="application/json"):
        lab.note(fl.request.get_json(cache=False))
        lab.refused(fl.request.get_json)
    with app.test_request_context("/", method="POST", data="{", content_type="application/json"):
        lab.note(fl.request.get_json(silent=True))
        lab.refused(fl.request.get_json)
    with app.app_context():
        for response in (
            fl.Response("[1]", mimetype="application/json"),
            fl.Response("[1]"),
            fl.Response("{", mimetype="application/x+json"),
        ):
            lab.note(
                response.is_json, response.get_json(silent=True), response.get_json(force=True, silent=True)
            )
            lab.attempt(lambda response=response: response.json)
