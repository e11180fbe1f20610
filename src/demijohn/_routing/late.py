"""A rule that Werkzeug compiles only when somebody looks at what that gives: compiling is the dearest part of a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from werkzeug import routing

if TYPE_CHECKING:
    from werkzeug.routing import BaseConverter

# Names that Python refuses in the functions which Werkzeug writes to build URLs, and two that those have already.
_REFUSED: Final = frozenset({"None", "True", "False", "__debug__", ".self", ".kwargs"})
_private: Final = {name for name in vars(routing.Rule("/")) if name.startswith("_")}
"""The names of what Werkzeug keeps for itself on a rule, as far as they have been seen."""


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
        for name in _private:
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
        _private.update(parts)
        vars(self).update(parts)
        self.put_off = False

    # ``Any``: what Werkzeug keeps for itself is of no type that we know.
    def __getattr__(self, name: str) -> Any:
        # Only what is missing comes here, as all names do of a rule that is being copied.
        if not name.startswith("_") or name.startswith("__") or not getattr(self, "put_off", False):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        self.compile_now()
        return object.__getattribute__(self, name)

    def __eq__(self, other: object) -> bool:
        # Werkzeug compares rules of one class, and nobody need know that this class is not that one.
        # (A subclass is asked first, whichever side it stands on: so Werkzeug's class is asked by its name.)
        return routing.Rule.__eq__(other, self) if type(other) is routing.Rule else super().__eq__(other)

    __hash__ = None  # As in Werkzeug: a rule may be changed.


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
