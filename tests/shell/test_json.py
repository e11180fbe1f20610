"""JSON: the provider, the module's functions, and the tags of sessions."""

from __future__ import annotations

import dataclasses
import decimal
import io
import uuid
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from markupsafe import Markup

from demijohn import json
from demijohn.app import Flask
from demijohn.json.provider import DefaultJSONProvider, JSONProvider
from demijohn.json.tag import JSONTag, PassDict, TagDict, TaggedJSONSerializer


@pytest.fixture
def app() -> Flask:
    return Flask("app", root_path="/")


@dataclasses.dataclass
class Point:
    x: int
    inner: object = None


class Page:
    def __html__(self) -> str:
        return "<b>"


EAST = timezone(timedelta(hours=2))

WRITTEN: dict[str, tuple[object, str]] = {
    "naive datetime": (datetime(2020, 1, 2, 3, 4, 5), '"Thu, 02 Jan 2020 03:04:05 GMT"'),  # noqa: DTZ001  # it is the case
    "datetime with zone": (datetime(2020, 1, 2, 3, 4, 5, tzinfo=EAST), '"Thu, 02 Jan 2020 01:04:05 GMT"'),
    "date": (date(2020, 1, 2), '"Thu, 02 Jan 2020 00:00:00 GMT"'),
    "decimal": (decimal.Decimal("1.50"), '"1.50"'),
    "uuid": (uuid.UUID(int=5), '"00000000-0000-0000-0000-000000000005"'),
    "dataclass": (Point(1, [Point(2)]), '{"inner": [{"inner": null, "x": 2}], "x": 1}'),
    "markup": (Markup("<x>"), '"<x>"'),
    "html": (Page(), '"<b>"'),
    "sorted keys": ({"b": 1, "a": "é"}, '{"a": "\\u00e9", "b": 1}'),
    "tuple": ((1, 2), "[1, 2]"),
}


@pytest.mark.parametrize(("value", "text"), WRITTEN.values(), ids=WRITTEN)
def test_the_provider_writes_more_types(app: Flask, value: object, text: str) -> None:
    """The default provider has a form for dates, numbers, ids, dataclasses and HTML."""
    assert text == app.json.dumps(value)


@pytest.mark.parametrize("value", [object(), {1}, b"x", timedelta(1), Point], ids=repr)
def test_the_provider_refuses_other_types(app: Flask, value: object) -> None:
    """What has no form is refused as the standard library does."""
    with pytest.raises(TypeError):
        app.json.dumps(value)


def test_a_replaced_writer_sees_every_call(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider writes through ``json.dumps``, also when a program has put its own in the place of it."""

    def replaced(*_args: object, **_kwargs: object) -> str:
        return "replaced"

    before = app.json.dumps([1])
    monkeypatch.setattr("json.dumps", replaced)
    assert ("[1]", "replaced") == (before, app.json.dumps([1]))


def test_keywords_go_before_the_attributes(app: Flask) -> None:
    """What is given to one call goes before the provider's defaults."""
    text = app.json.dumps({"b": {1}, "a": "é"}, sort_keys=False, ensure_ascii=False, default=repr)
    assert '{"b": "{1}", "a": "é"}' == text


RESPONSES: dict[str, tuple[tuple[Any, ...], dict[str, Any], bytes, bytes]] = {
    "nothing": ((), {}, b"null\n", b"null\n"),
    "none": ((None,), {}, b"null\n", b"null\n"),
    "value": ((1,), {}, b"1\n", b"1\n"),
    "values": ((1, 2), {}, b"[1,2]\n", b"[\n  1,\n  2\n]\n"),
    "keywords": ((), {"b": 1, "a": 2}, b'{"a":2,"b":1}\n', b'{\n  "a": 2,\n  "b": 1\n}\n'),
}


@pytest.mark.parametrize(("args", "kwargs", "compact", "indented"), RESPONSES.values(), ids=RESPONSES)
def test_responses_are_compact_unless_in_debug_mode(
    app: Flask, args: tuple[Any, ...], kwargs: dict[str, Any], compact: bytes, indented: bytes
) -> None:
    """A response is written compactly, and with line breaks in debug mode; it ends with one."""
    plain = app.json.response(*args, **kwargs)
    app.debug = True
    debug = app.json.response(*args, **kwargs)
    assert (compact, indented, "application/json") == (plain.data, debug.data, plain.mimetype)


def test_compact_can_be_chosen(app: Flask) -> None:
    """The provider's attributes decide the form of responses."""
    provider = DefaultJSONProvider(app)
    provider.compact = False
    provider.mimetype = "text/x"
    provider.ensure_ascii = False
    response = provider.response(["é"])
    assert ('[\n  "é"\n]\n'.encode(), "text/x") == (response.data, response.mimetype)


def test_positional_and_keyword_values_do_not_mix(app: Flask) -> None:
    """A response is either values or keywords."""
    with pytest.raises(TypeError) as caught:
        app.json.response(1, a=2)
    assert str(caught.value).startswith("app.json.response() takes either args or kwargs, not both")


def test_a_provider_needs_two_methods(app: Flask) -> None:
    """The other methods of a provider use ``dumps`` and ``loads``."""

    class Provider(JSONProvider):
        def dumps(self, obj: Any, **kwargs: Any) -> str:
            return f"D{obj}{kwargs}"

        def loads(self, s: str | bytes, **kwargs: Any) -> Any:
            return s, kwargs

    provider = Provider(app)
    file = io.StringIO()
    provider.dump(1, file, a=2)
    loaded = provider.load(io.StringIO("text"), b=3)
    response = provider.response([1])
    assert ("D1{'a': 2}", ("text", {"b": 3}), b"D[1]{}") == (file.getvalue(), loaded, response.data)


def test_the_base_provider_defines_neither(app: Flask) -> None:
    """The base class says which methods a subclass lacks."""
    with pytest.raises(NotImplementedError, match="dumps"):
        JSONProvider(app).dumps(1)
    with pytest.raises(NotImplementedError, match="loads"):
        JSONProvider(app).loads("1")


def test_the_functions_use_the_current_provider(app: Flask) -> None:
    """Inside an application the module's functions are the provider's."""

    class Provider(DefaultJSONProvider):
        def dumps(self, obj: Any, **kwargs: Any) -> str:
            return "dumped"

        def loads(self, s: str | bytes, **kwargs: Any) -> Any:
            return "loaded"

    app.json = Provider(app)
    file = io.StringIO()
    with app.app_context():
        json.dump(1, file)
        found = json.dumps(1), json.loads("1"), json.load(io.StringIO("1")), json.jsonify(1).data
    assert ("dumped", "loaded", "loaded", b"dumped\n", "dumped") == (*found, file.getvalue())


def test_the_functions_work_outside_an_application() -> None:
    """Outside an application the functions are the standard library's, with the extra types."""
    file = io.StringIO()
    json.dump({"b": date(2020, 1, 2), "a": 1}, file)
    found = json.dumps(Point(1)), json.loads(b"[1]"), json.load(io.BytesIO(b"[2]"))
    assert ('{"x": 1, "inner": null}', [1], [2]) == found
    assert '{"b": "Thu, 02 Jan 2020 00:00:00 GMT", "a": 1}' == file.getvalue()


def test_jsonify_needs_an_application() -> None:
    """There is no response without an application."""
    with pytest.raises(RuntimeError, match="Working outside of application context"):
        json.jsonify(1)


TAGGED: dict[str, tuple[object, str]] = {
    "tuple": ((1, 2), '{" t":[1,2]}'),
    "bytes": (b"x\xff", '{" b":"eP8="}'),
    "uuid": (uuid.UUID(int=5), '{" u":"00000000000000000000000000000005"}'),
    "markup": (Markup("<x>"), '{" m":"<x>"}'),
    "datetime": (
        datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone.utc),
        '{" d":"Thu, 02 Jan 2020 03:04:05 GMT"}',
    ),
    "like a tag": ({" t": 1}, '{" di":{" t__":1}}'),
    "like a guarded tag": ({" di": 1}, '{" di":{" di__":1}}'),
    "two keys": ({" t": 1, "b": 2}, '{" t":1,"b":2}'),
    "unknown tag": ({" zz": 1}, '{" zz":1}'),
    "nested": ({"a": [(1, {"b": b"x"})]}, '{"a":[{" t":[1,{"b":{" b":"eA=="}}]}]}'),
    "guarded content": ({" t": (1,)}, '{" di":{" t__":{" t":[1]}}}'),
    "plain": ([1.5, None, True, "é"], '[1.5,null,true,"\\u00e9"]'),
}


@pytest.mark.parametrize(("value", "text"), TAGGED.values(), ids=TAGGED)
def test_tagged_values_are_read_back(value: object, text: str) -> None:
    """Each tagged type has its form, and comes back as it was."""
    serializer = TaggedJSONSerializer()
    assert (text, value) == (serializer.dumps(value), serializer.loads(text))


def test_html_comes_back_as_markup() -> None:
    """What has ``__html__`` comes back as safe markup."""
    serializer = TaggedJSONSerializer()
    assert Markup("<b>") == serializer.loads(serializer.dumps(Page()))


class TagSet(JSONTag):
    key = " s"

    def check(self, value: Any) -> bool:
        return isinstance(value, set)

    def to_json(self, value: set[int]) -> list[int]:
        return sorted(value)

    def to_python(self, value: list[int]) -> set[int]:
        return set(value)


def test_a_tag_can_be_registered() -> None:
    """A further tag is asked after the others, and its type comes back."""
    serializer = TaggedJSONSerializer()
    serializer.register(TagSet)
    assert ('{" s":[1,2]}', {1, 2}) == (serializer.dumps({1, 2}), serializer.loads('{" s":[1,2]}'))
    assert TagSet is type(serializer.order[-1])


def test_a_key_is_not_taken_twice() -> None:
    """A second tag with a key is refused, and replaces the first when forced to."""
    serializer = TaggedJSONSerializer()
    serializer.register(TagSet)
    order = list(serializer.order)
    with pytest.raises(KeyError, match="Tag ' s' is already registered"):
        serializer.register(TagSet)
    assert order == serializer.order
    serializer.register(TagSet, force=True)
    assert serializer.order[-1] is serializer.tags[" s"]


@pytest.mark.parametrize(("index", "place"), [(0, 0), (-1, 7), (None, 8)])
def test_a_tag_has_its_place_in_the_order(index: int | None, place: int) -> None:
    """The index says before which tag the new one is asked."""
    serializer = TaggedJSONSerializer()
    serializer.register(TagSet, index=index)
    assert place == [type(tag) for tag in serializer.order].index(TagSet)


def test_a_tag_without_a_key_only_writes() -> None:
    """A tag without a key is not looked for when reading."""
    serializer = TaggedJSONSerializer()
    assert {" di", " t", " b", " m", " u", " d"} == set(serializer.tags)
    assert "" == PassDict(serializer).key


def test_the_guard_knows_registered_keys_only() -> None:
    """Only a dict whose single key is registered is guarded."""
    tag = TagDict(TaggedJSONSerializer())
    assert (True, False, False) == (tag.check({" t": 1}), tag.check({" q": 1}), tag.check({}))


@pytest.mark.parametrize("method", ["check", "to_json", "to_python", "tag"])
def test_a_tag_must_define_its_methods(method: str) -> None:
    """The base tag says which methods a subclass lacks."""
    with pytest.raises(NotImplementedError, match="must define"):
        getattr(JSONTag(TaggedJSONSerializer()), method)(1)
