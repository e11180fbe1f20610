"""JSON that keeps some types which JSON does not have: each becomes an object with one marked key.

The signed session cookie is written so. A further type is registered with a tag of one's own:

    class TagSet(JSONTag):
        key = " s"

        def check(self, value: object) -> bool:
            return isinstance(value, set)

        def to_json(self, value: set[object]) -> list[object]:
            return list(value)

        def to_python(self, value: list[object]) -> set[object]:
            return set(value)

    app.session_interface.serializer.register(TagSet)
"""

# ruff: noqa: D102  # what the methods of each tag do is said once, in JSONTag

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from markupsafe import Markup
from werkzeug.http import http_date, parse_date

from demijohn import _later
from demijohn._untouched import Untouched
from demijohn.core import explain, problem, tagging
from demijohn.json import dumps, loads

if TYPE_CHECKING:
    from uuid import UUID

# ``Any`` below: a tag's two methods take what ``check`` accepted and what ``to_json`` wrote, so that each tag can
# name its own types; the data itself is any data.


class JSONTag:
    """How one type is written and read.

    Args:
        serializer: The serializer that the tag is registered with; it tags what is inside.
    """

    __slots__ = ("serializer",)

    key: str = ""
    """What marks a value of the type. A tag without one is only asked when writing."""

    def __init__(self, serializer: TaggedJSONSerializer) -> None:
        self.serializer: TaggedJSONSerializer = serializer

    def check(self, value: Any) -> bool:
        """Say whether a value is to be written with this tag."""
        raise NotImplementedError(f"'{type(self).__name__}' must define 'check'.")

    def to_json(self, value: Any) -> Any:
        """Turn a value into something JSON can hold, without the tag."""
        raise NotImplementedError(f"'{type(self).__name__}' must define 'to_json'.")

    def to_python(self, value: Any) -> Any:
        """Turn what ``to_json`` gave back into a value."""
        raise NotImplementedError(f"'{type(self).__name__}' must define 'to_python'.")

    def tag(self, value: Any) -> Any:
        """Turn a value into something JSON can hold, inside the tag."""
        return {self.key: self.to_json(value)}


class TagDict(JSONTag):
    """Guards a ``dict`` that looks like a tag: one key, and that key is registered."""

    __slots__ = ()
    key = " di"
    _guard = "__"

    def check(self, value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        content = cast("dict[object, object]", value)  # of whatever
        return len(content) == 1 and next(iter(content)) in self.serializer.tags

    def to_json(self, value: dict[str, Any]) -> dict[str, Any]:
        key, content = next(iter(value.items()))
        return {f"{key}{self._guard}": self.serializer.tag(content)}

    def to_python(self, value: Mapping[str, Any]) -> dict[str, Any]:
        key = next(iter(value))
        return {key[: -len(self._guard)]: value[key]}


class PassDict(JSONTag):
    """Writes a ``dict`` as an object and tags what is inside."""

    __slots__ = ()

    def check(self, value: Any) -> bool:
        return isinstance(value, dict)

    def to_json(self, value: dict[str, Any]) -> dict[str, Any]:
        return {key: self.serializer.tag(item) for key, item in value.items()}

    def tag(self, value: dict[str, Any]) -> dict[str, Any]:
        return self.to_json(value)


class TagTuple(JSONTag):
    """Tells a ``tuple`` from a list."""

    __slots__ = ()
    key = " t"

    def check(self, value: Any) -> bool:
        return isinstance(value, tuple)

    def to_json(self, value: tuple[Any, ...]) -> list[Any]:
        return [self.serializer.tag(item) for item in value]

    def to_python(self, value: list[Any]) -> tuple[Any, ...]:
        return tuple(value)


class PassList(JSONTag):
    """Writes a ``list`` as an array and tags what is inside."""

    __slots__ = ()

    def check(self, value: Any) -> bool:
        return isinstance(value, list)

    def to_json(self, value: list[Any]) -> list[Any]:
        return [self.serializer.tag(item) for item in value]

    def tag(self, value: list[Any]) -> list[Any]:
        return self.to_json(value)


class TagBytes(JSONTag):
    """Writes ``bytes`` in Base64 (RFC 4648, section 4)."""

    __slots__ = ()
    key = " b"

    def check(self, value: Any) -> bool:
        return isinstance(value, bytes)

    def to_json(self, value: bytes) -> str:
        return b64encode(value).decode("ascii")

    def to_python(self, value: str) -> bytes:
        return b64decode(value)


class TagMarkup(JSONTag):
    """Writes what has ``__html__`` as its text, and reads it as ``Markup``."""

    __slots__ = ()
    key = " m"

    def check(self, value: Any) -> bool:
        return callable(getattr(value, "__html__", None))

    def to_json(self, value: Any) -> str:
        return str(value.__html__())

    def to_python(self, value: str) -> Markup:
        return Markup(value)  # noqa: S704  # it was marked as safe when it was written, and the cookie is signed


class TagUUID(JSONTag):
    """Writes a ``UUID`` as 32 hexadecimal digits."""

    __slots__ = ()
    key = " u"

    def check(self, value: Any) -> bool:
        return _later.is_a(value, "uuid", "UUID")

    def to_json(self, value: UUID) -> str:
        return value.hex

    def to_python(self, value: str) -> UUID:
        from uuid import UUID  # which takes long to import

        return UUID(value)


class TagDateTime(JSONTag):
    """Writes a ``datetime`` as HTTP does: in UTC and to the second."""

    __slots__ = ()
    key = " d"

    def check(self, value: Any) -> bool:
        return isinstance(value, datetime)

    def to_json(self, value: datetime) -> str:
        return http_date(value)

    def to_python(self, value: str) -> datetime | None:
        return parse_date(value)


class TaggedJSONSerializer:
    """Writes and reads compact JSON in which registered types are tagged."""

    __slots__ = ("order", "tags")

    default_tags: ClassVar[list[type[JSONTag]]] = [
        TagDict,
        PassDict,
        TagTuple,
        PassList,
        TagBytes,
        TagMarkup,
        TagUUID,
        TagDateTime,
    ]
    """The tags that a new serializer registers, in this order."""

    def __init__(self) -> None:
        self.tags: dict[str, JSONTag] = {}
        self.order: list[JSONTag] = []
        for tag_class in self.default_tags:
            self.register(tag_class)

    def register(self, tag_class: type[JSONTag], force: bool = False, index: int | None = None) -> None:
        """Add a tag.

        Args:
            tag_class: The tag's class; it is called with the serializer.
            force: Take the place of a tag with the same key.
            index: Where to put it in the order in which tags are asked, for instance before the tag of a base
                class; ``None`` and ``-1`` are the end and the place before the last, as for ``list.insert``.

        Raises:
            KeyError: If the key is taken and ``force`` is not given.
        """
        tag = tag_class(self)
        if tag.key and not force and tag.key in self.tags:
            raise explain.error(
                problem.TagTaken(tag.key, type(self.tags[tag.key]).__name__, tag_class.__name__)
            )
        if tag.key:
            self.tags[tag.key] = tag
        self.order.insert(len(self.order) if index is None else index, tag)

    def tag(self, value: Any) -> Any:
        """Turn a value into something JSON can hold: the first tag that accepts it does this."""
        for tag in self.order:
            if tag.check(value):
                return tag.tag(value)
        return value

    def untag(self, value: dict[str, Any]) -> Any:
        """Turn an object that is a tag back into its value; give any other as it is."""
        if len(value) != 1:
            return value
        key = next(iter(value))
        if key not in self.tags:
            return value
        return self.tags[key].to_python(value[key])

    def _untag_scan(self, value: Any) -> Any:
        if isinstance(value, dict):
            content = cast("dict[str, Any]", value)  # JSON has no other keys
            return self.untag({key: self._untag_scan(item) for key, item in content.items()})
        if isinstance(value, list):
            items = cast("list[object]", value)  # of whatever
            return [self._untag_scan(item) for item in items]
        return value

    def dumps(self, value: Any) -> str:
        """Tag a value and write it as compact JSON."""
        content = tagging.marked(value) if self._is_as_written() else tagging.Unknown.CONTENT
        if content is tagging.Unknown.CONTENT:
            content = self.tag(value)
        return dumps(content, separators=(",", ":"))

    def loads(self, value: str) -> Any:
        """Read JSON and turn its tags back, from the inside out."""
        content = loads(value)
        if type(value) is str and self._is_as_written():
            if not tagging.may_be_marked(value):
                return content
            restored = tagging.restored(content)
            if restored is not tagging.Unknown.CONTENT:
                return restored
        return self._untag_scan(content)

    def _is_as_written(self) -> bool:
        return _has_usual_tags(self) and _tags_are_untouched()


def _has_usual_tags(serializer: TaggedJSONSerializer) -> bool:
    """Tell whether a serializer has the documented tags and no others, in the documented order."""
    if type(serializer) is not TaggedJSONSerializer or serializer.tags.keys() != tagging.KEYS:
        return False
    order = serializer.order
    if [type(tag) for tag in order] != _USUAL:
        return False
    return list(serializer.tags.values()) == [order[0], order[2], *order[4:]]


def _tags_are_untouched() -> bool:
    """Tell whether nobody has replaced what the documented tags do."""
    return all([each.by(each.cls) for each in _TAGS])


_USUAL: Final = list(TaggedJSONSerializer.default_tags)
_TAGS: Final = (
    Untouched(TaggedJSONSerializer, "tag", "untag", "_untag_scan"),
    *[Untouched(tag, "check", "key", "tag", "to_json", "to_python") for tag in _USUAL],
)
"""What the documented tags do. That they are asked at all is seen from the serializer."""
