"""What Werkzeug makes of rules and maps only when somebody looks at it: compiling is the dearest part of a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from werkzeug import routing

if TYPE_CHECKING:
    from werkzeug.routing import BaseConverter

T = TypeVar("T")

# Names that Python refuses in the functions which Werkzeug writes to build URLs, and two that those have already.
_REFUSED: Final = frozenset({"None", "True", "False", "__debug__", ".self", ".kwargs"})


class Part:
    """An attribute that a class of Werkzeug's keeps for itself; who asks for one that is missing has all of them made."""

    # ``Any`` in this class: what Werkzeug keeps for itself is of no type that we know.
    def __init__(self, name: str, make: Callable[[Any], None]) -> None:
        self.name: Final = name
        self.make: Final = make

    # Not ``__getattr__`` in the class: that would make each attribute of an object slower to read.
    def __get__(self, obj: object | None, owner: type[object]) -> Any:
        if obj is None:
            raise AttributeError(f"type object {owner.__name__!r} has no attribute {self.name!r}")
        # An object that is being copied has nothing yet.
        if getattr(obj, "put_off", False):
            self.make(obj)
        if self.name in vars(obj):
            return vars(obj)[self.name]
        raise AttributeError(f"{owner.__name__!r} object has no attribute {self.name!r}")


def parts_of(theirs: type[object]) -> frozenset[str]:
    """Name the attributes that a class keeps for itself: those that its methods speak of and the class has not."""
    methods = [member for member in vars(theirs).values() if isinstance(member, FunctionType)]
    spoken = {
        name for method in methods for name in method.__code__.co_names if name not in method.__globals__
    }
    private = [name for name in spoken if name.startswith("_") and not name.startswith("__")]
    return frozenset([name for name in private if not hasattr(theirs, name)])


def hide(cls: type[T], names: Iterable[str], make: Callable[[T], None]) -> None:
    """Let the objects of a class have such attributes made when they are asked for."""
    for name in names:
        setattr(cls, name, Part(name, make))


class Rule(routing.Rule):
    """A rule whose private parts are missing until one of them is asked for.

    It has the name of Werkzeug's class because its ``repr`` begins with that.
    """

    __slots__ = ("made", "put_off")
    # The converters that the map had made of its variables: compiling takes them instead of making others.
    made: dict[str, BaseConverter]
    put_off: bool

    def compile(self) -> None:
        """Put it off: take away what is private, so that whoever asks for it is noticed."""
        if type(self) is not Rule:  # a subclass may have its own way
            super().compile()
            return
        parts = vars(self)
        for name in _PARTS:
            parts.pop(name, None)
        self.made = {}
        self.put_off = True

    def compile_now(self) -> None:
        """Compile the rule, aside: another thread may ask for its parts at the same time, and is to get all or none."""
        twin = _Twin.__new__(_Twin)
        vars(twin).update(vars(self))
        twin.made = self.made
        twin.compile()
        parts = {name: part for name, part in vars(twin).items() if name not in vars(self)}
        vars(self).update(parts)
        self.put_off = False

    def __eq__(self, other: object) -> bool:
        # Werkzeug compares rules of one class, and nobody need know that this class is not that one.
        # (A subclass is asked first, whichever side it stands on: so Werkzeug's class is asked by its name.)
        return routing.Rule.__eq__(other, self) if type(other) is routing.Rule else super().__eq__(other)

    __hash__ = None  # As in Werkzeug: a rule may be changed.


_PARTS: Final = parts_of(routing.Rule)
hide(Rule, _PARTS, Rule.compile_now)


class _Twin(routing.Rule):
    """A rule while it is compiled."""

    __slots__ = ("made",)
    made: dict[str, BaseConverter]

    def get_converter(
        self,
        variable_name: str,
        converter_name: str,
        # ``Any``: the arguments of a converter, as the rule's text has them.
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> BaseConverter:
        made = self.made.get(variable_name)
        return super().get_converter(variable_name, converter_name, args, kwargs) if made is None else made


def compile_all(rules: Iterable[routing.Rule]) -> None:
    """Compile what has been put off."""
    for rule in rules:
        if getattr(rule, "put_off", False):
            cast("Rule", rule).compile_now()


def is_sure_to_compile(texts: Iterable[object], fills: Mapping[str, object]) -> bool:
    """Tell whether compiling a rule cannot fail; one that may is compiled at once, where it is registered.

    Args:
        texts: Its domain, its path, and the names of its variables and its defaults.
        fills: Its variables that have a default, for compiling writes their values.
    """
    for text in texts:
        if type(text) is not str or not text.isascii() or text in _REFUSED:
            return False
    return not fills
