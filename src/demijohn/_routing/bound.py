"""A rule that is in a map: its route in the core, and the converters that read and write its variables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from sys import intern
from typing import Any, Final, TypeAlias, final

from werkzeug.routing import (
    BaseConverter,
    IntegerConverter,
    Map,
    PathConverter,
    Rule,
    UnicodeConverter,
    ValidationError,
)

from demijohn.core import building, rule as grammar

from . import late

# The values of a match are whatever the converters made, which only a view's signature knows.
Arguments: TypeAlias = "dict[str, Any]"
Read: TypeAlias = "Callable[[str], object]"
Write: TypeAlias = "Callable[[object], str]"

# What a subclass of Rule may define and still be matched and built as a rule is.
_HARMLESS: Final = frozenset(
    {"__init__", "get_converter", "get_empty_kwargs", "empty", "__repr__", "__str__"}
)
_DECIDING: Final = frozenset([name for name, member in vars(Rule).items() if callable(member)]) - _HARMLESS
# How Werkzeug's own converters write a text; a program may replace it.
_WRITES_TEXT: Final = BaseConverter.to_url
_QUOTING: Final = (UnicodeConverter, PathConverter)

_READ_NUMBER: Final = IntegerConverter.to_python


@final
class BoundRule:
    """A rule of a map, its route in the core, and the converters that read and write its variables."""

    __slots__ = ("converters", "plan", "readers", "route", "rule", "writers")

    def __init__(self, rule: Rule, route: grammar.Route, converters: dict[str, BaseConverter]) -> None:
        self.rule = rule
        self.route = route
        self.converters = converters
        # An application has many rules, and most serve no request and no URL for long: these wait until they do.
        self.readers: tuple[tuple[str, Read | None], ...] | None = None
        self.writers: dict[str, Write] | None = None
        self.plan: building.Plan | None = None


class Recorder:
    """Keeps the converters that a rule asks for while it is bound, each made once as the rule makes it."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._make = rule.get_converter
        self._own = "get_converter" in vars(rule)
        self.converters: dict[str, BaseConverter] = {}

    def __enter__(self) -> None:
        # `get_converter` is Rule's documented hook, and reached through the instance.
        vars(self._rule)["get_converter"] = self._record

    def __exit__(self, *_: object) -> None:
        if self._own:
            vars(self._rule)["get_converter"] = self._make
        else:
            del vars(self._rule)["get_converter"]

    def _record(
        self,
        variable_name: str,
        converter_name: str,
        # Arguments of a converter, as the rule's text has them.
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> BaseConverter:
        made = self._make(variable_name, converter_name, args, kwargs)
        self.converters[variable_name] = made
        return made


def is_usual(rule: Rule) -> bool:
    """Tell whether a rule is matched and built as Werkzeug's own class does it."""
    if not _DECIDING.isdisjoint(vars(rule)):
        return False
    kind = type(rule)
    if kind is late.Rule or kind is Rule:
        return True
    known = late.Rule if issubclass(kind, late.Rule) else Rule
    return all(getattr(kind, name) is getattr(known, name) for name in _DECIDING)


def bind(rule: Rule, map: Map, tokens: tuple[grammar.Token, ...]) -> dict[str, BaseConverter]:
    """Bind a rule to its map, and give the converters of its variables, each made once."""
    if type(rule) is not late.Rule:
        recorder = Recorder(rule)
        with recorder:
            rule.bind(map)
        return recorder.converters
    rule.bind(map)
    for token in tokens:
        if isinstance(token, grammar.Variable):
            given = token.arguments
            made = rule.get_converter(token.name, token.converter, given.positional, given.named)
            rule.made[token.name] = made
    arguments_of(rule).update(rule.made)
    return rule.made


def arguments_of(rule: Rule) -> set[str]:
    """Give the names of a rule's variables and defaults, which have no type of their own there."""
    arguments: set[str] = vars(rule)["arguments"]
    return arguments


def facts(converter: BaseConverter) -> grammar.Converter:
    return grammar.Converter(converter.regex, converter.weight, bool(converter.part_isolating))


def converted(bound: BoundRule, texts: tuple[str, ...]) -> Arguments | None:
    """Run the converters of a rule, or give ``None`` if one refuses its text."""
    arguments: Arguments = {}
    if not texts:
        arguments.update(bound.route.defaults)
        return arguments
    try:
        for (name, read), text in zip(bound.readers or readers_of(bound), texts, strict=True):
            arguments[name] = text if read is None else read(text)
    except ValidationError:
        return None
    arguments.update(bound.route.defaults)
    return arguments


def readers_of(bound: BoundRule) -> tuple[tuple[str, Read | None], ...]:
    """Give what reads the texts of a rule's variables, in their order."""
    found = bound.readers
    if found is None:
        found = bound.readers = tuple([(name, _reader(each)) for name, each in bound.converters.items()])
    return found


def writers(bound: BoundRule) -> dict[str, Write]:
    """Give what writes the values of a rule's variables, by name."""
    found = bound.writers
    if found is None:
        found = bound.writers = {name: _writer(each) for name, each in bound.converters.items()}
    return found


def text_of(converter: BaseConverter, value: object) -> str:
    # ``Any``: a converter of one's own may give back a number; it is written as it would be in a format string.
    written: Any = converter.to_url(value)
    return written if issubclass(type(written), str) else format(written)


def _reader(converter: BaseConverter) -> Read | None:
    """Give what reads a text, or ``None`` if the text is the value."""
    if "to_python" in vars(converter):
        return converter.to_python
    if type(converter).to_python is BaseConverter.to_python:
        return None
    return int if _is_plain_int(converter) else converter.to_python


def _is_plain_int(converter: BaseConverter) -> bool:
    """Tell whether a converter only makes an integer of its text."""
    return (
        isinstance(converter, IntegerConverter)
        and type(converter) is IntegerConverter
        and converter.num_convert is int
        and IntegerConverter.to_python is _READ_NUMBER
        and not converter.fixed_digits
        and converter.min is None
        and converter.max is None
    )


def _writer(converter: BaseConverter) -> Write:
    """Give what writes a value: the core itself, while the converter has nothing of its own to say."""

    def write(value: object) -> str:
        if type(converter).to_url is _WRITES_TEXT and "to_url" not in vars(converter):
            return building.text_of(value)
        return text_of(converter, value)

    return write


def widths(converters: dict[str, BaseConverter]) -> dict[str, int]:
    """Tell how values are written by those converters that are Werkzeug's own, if nobody has replaced how they do it."""
    found = {intern(name): _width(each) for name, each in converters.items() if "to_url" not in vars(each)}
    return {name: width for name, width in found.items() if width is not None}


def _width(converter: BaseConverter) -> int | None:
    if type(converter) in _QUOTING:
        return building.QUOTED
    return converter.fixed_digits if type(converter) is IntegerConverter else None
