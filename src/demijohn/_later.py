"""Attributes that are worked out, and names that are imported, when somebody looks at them first."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final


class Later:
    """An attribute which an object gets when it is first looked at; one that is set by then is left alone.

    Args:
        make: Gives the value, of the object.
    """

    # ``Any``: the class that has the attribute declares its type to the type checkers.
    def __init__(self, make: Callable[[Any], Any]) -> None:
        self.make: Final = make
        self.name = ""

    def __set_name__(self, owner: type[object], name: str) -> None:
        self.name = name

    def __get__(self, obj: object | None, owner: type[object]) -> Any:
        if obj is None:
            return self
        # One value for all, if several threads look at the same time.
        return obj.__dict__.setdefault(self.name, self.make(obj))


class Imported:
    """An attribute of a class which its module is imported for when it is first looked at; it then is what it stands for.

    Args:
        module: The module that has it.
        name: Its name there.
    """

    def __init__(self, module: str, name: str) -> None:
        self.module: Final = module
        self.name: Final = name

    # ``Any``: the class that has the attribute declares its type to the type checkers.
    def __get__(self, obj: object | None, owner: type[object]) -> Any:
        found = getattr(import_module(self.module), self.name)
        for cls in owner.__mro__:
            for name, member in list(vars(cls).items()):
                if member is self:
                    setattr(cls, name, found)
        return found


# ``Any``: a name may stand for anything; the module declares the types of all of them to the type checkers.
def names(module: str, homes: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Make the ``__getattr__`` and ``__dir__`` of a module that has some names whose modules are not imported yet.

    Args:
        module: The module's own name.
        homes: For each of these names the module to import; the name may be that of the module itself.
    """

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        home = import_module(homes[name])
        found = home if homes[name] == f"{module}.{name}" else getattr(home, name)
        vars(sys.modules[module])[name] = found
        return found

    def list_all() -> list[str]:
        return sorted({*vars(sys.modules[module]), *homes})

    return find, list_all


def is_a(value: object, module: str, name: str) -> bool:
    """Tell whether a value is of a class whose module is not imported for that: who has such a value has imported it.

    Args:
        value: The value.
        module: The module of the class.
        name: The name that the class has there.
    """
    # A module that is just being imported may not have it yet.
    kind = getattr(sys.modules.get(module), name, None)
    return isinstance(kind, type) and isinstance(value, kind)
