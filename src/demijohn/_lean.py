"""Werkzeug without its development server and its test client, and what else serving an application does not need.

Werkzeug's package imports both before anything else of it can be had: here the package is there, but its own code runs
only when somebody asks for a name that it defines. And its modules, and some of the standard library, import others
for one function of theirs: until that is called, they have something else under that name.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import Lock, RLock, get_ident
from types import ModuleType
from typing import Any, Final


def put_off(name: str) -> None:
    """Make a package that runs its own code when somebody asks for what that defines; one that is there stays as it is."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.loader is None:
        return
    package, loader = module_from_spec(spec), spec.loader
    running: set[int] = set()
    turn = RLock()

    def run() -> None:
        with turn:
            if vars(package).get("__getattr__") is not hooks["__getattr__"]:
                return  # another thread was first, and has run it
            running.add(get_ident())
            try:
                loader.exec_module(package)
            finally:
                running.remove(get_ident())
            for hook, ours in hooks.items():
                if vars(package).get(hook) is ours:  # The package may have brought one of its own.
                    del vars(package)[hook]

    def __getattr__(asked: str) -> object:  # noqa: N807  # the name that a module's hook has
        inner = f"{name}.{asked}"
        if inner in sys.modules or find_spec(inner) is not None:
            return import_module(inner)
        if get_ident() in running:
            raise AttributeError(f"module {name!r} has no attribute {asked!r}")
        run()
        return getattr(package, asked)

    def __dir__() -> list[str]:  # noqa: N807  # as above
        if get_ident() not in running:
            run()
        return sorted(vars(package))

    hooks = {"__getattr__": __getattr__, "__dir__": __dir__}
    vars(package).update(hooks)
    sys.modules[name] = package


class StandIn(ModuleType):
    """What a module has in the place of another, which is imported when something of it is looked at."""

    # ``Any``: what is in a module is of any type.
    def __getattr__(self, name: str) -> Any:
        self.leave()
        return getattr(import_module(self.__name__), name)

    def enter(self) -> None:
        """Be what others import by this name."""
        sys.modules[self.__name__] = self
        around, _, last = self.__name__.rpartition(".")
        if around:  # Who has imported both looks for the one in the other.
            setattr(import_module(around), last, self)

    def leave(self) -> None:
        """Let others import the module itself again."""
        with _TURN:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]


_TURN: Final = Lock()


def import_without(others: tuple[str, ...], *names: str) -> None:
    """Import modules that import others as a whole, and look at them later; these are not imported before that.

    Args:
        others: The names of the others; one that is there already is given to whoever imports it.
        names: The names of the modules.
    """
    stand_ins = [StandIn(name) for name in others if name not in sys.modules]
    for stand_in in stand_ins:
        stand_in.enter()
    try:
        for name in names:
            import_module(name)
    finally:
        for stand_in in stand_ins:
            stand_in.leave()


put_off("werkzeug")
import_without(
    ("difflib", "email.utils", "ipaddress", "pkgutil", "shutil", "unicodedata", "uuid"),
    "werkzeug.routing",
    "werkzeug.wrappers",
)
