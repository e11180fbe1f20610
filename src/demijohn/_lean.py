"""Werkzeug without its development server and its test client, which serving an application does not need.

The package imports both before anything else of it can be had, and with them two thirds of what it would take to start.
Here the package is there, but its own code runs only when somebody asks for a name that it defines.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import RLock, get_ident


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


put_off("werkzeug")
