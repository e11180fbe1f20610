"""Importing this makes ``flask``, and every module below it, ours.

Put ``import demijohn.as_flask`` in the first line of the module that a program starts with, or start a program that is
not to be changed with ``python -m demijohn.as_flask -m gunicorn shop:app`` or ``python -m demijohn.as_flask shop.py``.

``flask.app`` and ``demijohn.app`` are then one module object, so that classes, signals and proxies are the same
whichever name they are imported by. Nothing is written to disk, and :func:`uninstall` takes it back.
"""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module, metadata
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import BuiltinImporter, ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Final

from demijohn.core import alias, explain, problem

__all__ = ["install", "is_installed", "main", "uninstall"]

_USAGE: Final = """\
usage: python -m demijohn.as_flask -m MODULE [ARGUMENTS]
       python -m demijohn.as_flask SCRIPT [ARGUMENTS]

Runs a module or a script to which demijohn is Flask."""


class AliasLoader(InspectLoader):
    """Loads a module of Flask's by importing ours."""

    def __init__(self, name: str, ours: str) -> None:
        self.name = name
        self.ours = ours
        self._own_spec: ModuleSpec | None = None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Import our module."""
        module = import_module(self.ours)
        self._own_spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Leave the module as it is: it has been executed under its own name."""
        # The import system has just written the other spec into it, and reloading goes by the spec.
        module.__spec__ = self._own_spec
        if self.name == alias.THEIRS:
            _share_all()

    def is_package(self, fullname: str) -> bool:
        """Tell whether our module is a package."""
        return self._found().submodule_search_locations is not None

    def get_source(self, fullname: str) -> str | None:
        """Give the source of our module, if it has any."""
        loader = self._found().loader
        return loader.get_source(self.ours) if isinstance(loader, InspectLoader) else None

    def get_code(self, fullname: str) -> CodeType | None:
        """Give the code of our module, for ``python -m``."""
        loader = self._found().loader
        return loader.get_code(self.ours) if isinstance(loader, InspectLoader) else None

    def _found(self) -> ModuleSpec:
        spec = find_spec(self.ours)
        if spec is None:
            raise ModuleNotFoundError(f"No module named {self.name!r}", name=self.name)
        return spec


class AliasDistribution(metadata.Distribution):
    """What is installed as Flask, to a program that asks for its version."""

    def read_text(self, filename: str) -> str | None:
        """Give the text of a file of the metadata."""
        return alias.read_metadata(str(filename))

    def locate_file(self, path: object) -> Path:
        """Say where a file of the distribution lies."""
        return Path(__file__).parent.parent / str(path)


class AliasFinder(MetaPathFinder):
    """Finds our modules under Flask's names."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the module of ours that stands for one of Flask's."""
        ours = alias.find_ours(fullname)
        found = None if ours is None else find_spec(ours)
        if ours is None or found is None:
            return None
        spec = ModuleSpec(fullname, AliasLoader(fullname, ours), origin=found.origin)
        spec.submodule_search_locations = found.submodule_search_locations
        return spec

    def invalidate_caches(self) -> None:
        """Do nothing: nothing is cached."""

    def find_distributions(
        self, context: metadata.DistributionFinder.Context | None = None
    ) -> Iterator[metadata.Distribution]:
        """Find Flask among what is installed; a search in other folders than the usual ones is left alone."""
        context = metadata.DistributionFinder.Context() if context is None else context
        # A list of everything has the real one, if there is one, and no distribution twice.
        is_listed = context.name is None and _is_theirs_installed()
        if context.path is sys.path and alias.is_flask(context.name) and not is_listed:
            yield AliasDistribution()


def install() -> None:
    """Make ``flask`` ours; once is enough, and more do no harm.

    Raises:
        ImportError: If the real Flask has been imported already.
    """
    if is_installed():
        return
    there = sys.modules.get(alias.THEIRS)
    if there is not None and there is not _ourselves():
        file, importers = getattr(there, "__file__", None), alias.list_importers(_find_importers(there))
        raise explain.error(problem.FlaskImported(file, importers))
    # Before the finders of the standard library, and behind those of tools that watch imports.
    place = sys.meta_path.index(BuiltinImporter) if BuiltinImporter in sys.meta_path else 0
    sys.meta_path.insert(place, AliasFinder())
    # Programs that look at it want to know what they can expect of Flask.
    vars(_ourselves())["__version__"] = alias.VERSION


def uninstall() -> None:
    """Take it back: the next ``import flask`` finds the real one, if it is installed."""
    if not is_installed():
        return
    sys.meta_path[:] = [finder for finder in sys.meta_path if not _is_ours(finder)]
    for name in [name for name in sys.modules if alias.find_ours(name) is not None]:
        del sys.modules[name]
    for name in ("__version__", *alias.ROOMS):
        vars(_ourselves()).pop(name, None)


def is_installed() -> bool:
    """Tell whether ``flask`` is ours."""
    return any(_is_ours(finder) for finder in sys.meta_path)


def main(arguments: list[str]) -> None:
    """Run a module or a script to which ``flask`` is ours.

    Args:
        arguments: ``-m``, a module and its arguments, or a script and its arguments.
    """
    is_module = arguments[:1] == ["-m"]
    program = arguments[1:] if is_module else arguments
    if not program or (program[0].startswith("-") and not is_module):
        print(_USAGE, file=sys.stderr)  # noqa: T201  # a usage goes to the terminal
        raise SystemExit(2)
    install()
    sys.argv[:] = program
    if is_module:
        runpy.run_module(program[0], run_name="__main__", alter_sys=True)
        return
    # As Python does: a script finds what lies beside it, and not what lies in the current folder.
    if not getattr(sys.flags, "safe_path", False):
        sys.path[0] = str(Path(program[0]).resolve().parent)
    runpy.run_path(program[0], run_name="__main__")


def _ourselves() -> ModuleType:
    return sys.modules[alias.OURS]


def _is_ours(finder: object) -> bool:
    # By its name: after a reload of this module, the class is another one.
    cls = type(finder)
    return (cls.__module__, cls.__qualname__) == (__name__, AliasFinder.__qualname__)


def _is_theirs_installed() -> bool:
    found = metadata.distributions(name=alias.THEIRS)
    return any(not isinstance(distribution, AliasDistribution) for distribution in found)


def _share_all() -> None:
    """Give every module that is loaded its other name, as ``import flask`` loads all that Flask consists of."""
    for name in alias.ROOMS:
        import_module(f"{alias.THEIRS}.{name}")
    for ours, module in list(sys.modules.items()):
        theirs = alias.find_theirs(ours)
        if theirs is not None:
            sys.modules.setdefault(theirs, module)


def _find_importers(flask: ModuleType) -> list[str]:
    """Find the modules which hold the package or a public name of it."""
    held = {id(flask)} | {id(value) for name, value in vars(flask).items() if _is_own(flask, name, value)}
    return [
        name
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] != flask.__name__
        # Some programs put other things than modules there.
        and any(id(value) in held for value in list(getattr(module, "__dict__", {}).values()))
    ]


def _is_own(flask: ModuleType, name: str, value: object) -> bool:
    # By its exact type: a proxy would answer for what it stands for.
    if issubclass(type(value), ModuleType):
        return str(vars(value)["__name__"]).startswith(f"{flask.__name__}.")
    is_made_there = callable(value) or type(value).__module__ not in {"builtins", "__future__"}
    return is_made_there and not name.startswith("_")


if __name__ == "__main__":
    # This is another module object than the one that can be imported; that one has to keep the books.
    from demijohn.as_flask import main as run

    run(sys.argv[1:])
else:
    install()
