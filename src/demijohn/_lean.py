"""Werkzeug without its development server and its test client, and what else serving an application does not need.

Werkzeug's package imports both before anything else of it can be had, and its modules import others for one function
each. Here all of these are there, but their own code runs only when somebody asks for a name that it defines.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import RLock, get_ident
from types import ModuleType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.abc import Loader  # which takes tempfile with it


def put_off(name: str) -> None:
    """Make a module that runs its own code when somebody asks for what that defines; one that is there stays as it is."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    PutOff(module, spec.loader)
    sys.modules[name] = module
    around, _, last = name.rpartition(".")
    if around:
        setattr(sys.modules[around], last, module)


class PutOff:
    """What stands in a module for the names that its code defines, until somebody asks for one.

    Args:
        module: The module, which gets the hooks that Python asks for what is missing.
        loader: Runs its code.
    """

    def __init__(self, module: ModuleType, loader: Loader) -> None:
        self.module: Final = module
        self.loader: Final = loader
        self.hooks: Final[dict[str, Callable[..., object]]] = {
            "__getattr__": self.find,
            "__dir__": self.list_all,
        }
        self.running: Final = set[int]()
        self.turn: Final = RLock()
        vars(module).update(self.hooks)
        self.before: Final = {*vars(module)}

    def find(self, asked: str) -> object:
        """Find a module of a package, or else what the code defines."""
        inner = f"{self.module.__name__}.{asked}"
        if "__path__" in self.before and (inner in sys.modules or find_spec(inner) is not None):
            return import_module(inner)
        if get_ident() in self.running:
            raise AttributeError(f"module {self.module.__name__!r} has no attribute {asked!r}")
        self.run()
        return getattr(self.module, asked)

    def list_all(self) -> list[str]:
        """List what there is when the code has run."""
        if get_ident() not in self.running:
            self.run()
        return sorted(vars(self.module))

    def run(self) -> None:
        """Run the code, unless another thread was first."""
        space = vars(self.module)
        with self.turn:
            if space.get("__getattr__") is not self.hooks["__getattr__"]:
                return
            # What has been set meanwhile stays. A module is another matter: a package may give its name a new meaning.
            kept = {
                name: value
                for name, value in space.items()
                if name not in self.before and not isinstance(value, ModuleType)
            }
            self.running.add(get_ident())
            try:
                self.loader.exec_module(self.module)
            finally:
                self.running.remove(get_ident())
                self.before.update(space)
            space.update(kept)
            for hook, ours in self.hooks.items():
                if space.get(hook) is ours:  # The module may have brought one of its own.
                    del space[hook]


put_off("werkzeug")

# What Werkzeug and the standard library import for one function of theirs, each with all that it takes itself.
for _name in ("difflib", "email.utils", "ipaddress", "pkgutil", "shutil"):
    put_off(_name)
