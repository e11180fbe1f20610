"""Finding the application that a command is for: import its module, take it from there, or call its factory."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, NoReturn

import click

from .core import explain, problem, reference
from .core.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from .app import Flask


class NoAppException(click.UsageError):
    """No application could be found or loaded."""


def refuse(refusal: Problem) -> NoReturn:
    """Raise the command line's error for a refusal."""
    raise NoAppException(explain.text(refusal))


def find_best_app(module: ModuleType) -> Flask:
    """Find the application in a module, or make it with the module's factory.

    Args:
        module: The module.

    Raises:
        NoAppException: If there is none, or it is not clear which one is meant.
    """
    from .app import Flask

    apps = {name: value for name, value in vars(module).items() if isinstance(value, Flask)}
    chosen = reference.choose(tuple(apps))
    if chosen is not None:
        return apps[chosen]
    if apps:
        refuse(problem.AppsAmbiguous(module.__name__, ", ".join(apps)))
    for name in reference.FACTORY_NAMES:
        factory = getattr(module, name, None)
        if callable(factory):
            made = _try_factory(factory, name, module)
            if isinstance(made, Flask):
                return made
    refuse(problem.NoAppInModule(module.__name__, _find_foreign(module)))


def _find_foreign(module: ModuleType) -> str | None:
    """Find an application of the other framework, which somebody who moves over may have left."""
    for name, value in vars(module).items():
        if any(f"{cls.__module__}.{cls.__qualname__}" == "flask.app.Flask" for cls in type(value).__mro__):
            return name
    return None


def _try_factory(factory: Callable[[], object], name: str, module: ModuleType) -> object:
    try:
        return factory()
    except TypeError as error:
        if not _called_with_wrong_args(factory):
            _note(error, name, module)
            raise
        refusal = problem.FactoryNeedsArguments(name, module.__name__)
        raise NoAppException(explain.text(refusal)) from error
    except Exception as error:
        _note(error, name, module)
        raise


def _note(error: Exception, factory: str, module: ModuleType) -> None:
    """Say below the traceback who called the factory, where Python can (from 3.11 on)."""
    add_note = getattr(error, "add_note", None)
    if add_note is not None:
        add_note(explain.text(problem.FactoryRaised(factory, module.__name__)))


def _called_with_wrong_args(function: object) -> bool:
    """Say whether the error that is handled was raised by the call of a function, and not inside it."""
    code = getattr(function, "__code__", None)
    trace = sys.exc_info()[2]
    while trace is not None:
        if trace.tb_frame.f_code is code:
            return False
        trace = trace.tb_next
    return True


def find_app_by_string(module: ModuleType, app_name: str) -> Flask:
    """Find the application by its name in a module, or by the call of a factory there.

    Args:
        module: The module.
        app_name: A name, or a call with literal arguments.

    Raises:
        NoAppException: If the text cannot be read, or what it names is no application.
    """
    from .app import Flask

    parsed = reference.parse(app_name)
    if not isinstance(parsed, reference.Reference):
        refuse(parsed)
    try:
        found = getattr(module, parsed.name)
    except AttributeError as error:
        refusal = problem.AppAttributeMissing(parsed.name, module.__name__)
        raise NoAppException(explain.text(refusal)) from error
    # A function is a factory whether it is called in the text or only named; nothing else is called.
    app = _call(found, parsed, module, app_name) if isinstance(found, FunctionType) else found
    if not isinstance(app, Flask):
        refuse(problem.NotAnApplication(module.__name__, app_name, _class_name(app)))
    return app


def _class_name(found: object) -> str:
    cls = type(found)
    return cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"


def _call(factory: FunctionType, parsed: reference.Reference, module: ModuleType, app_name: str) -> object:
    try:
        return factory(*parsed.args, **parsed.kwargs)
    except TypeError as error:
        if not _called_with_wrong_args(factory):
            _note(error, parsed.name, module)
            raise
        refusal = problem.FactoryRefusedArguments(app_name, module.__name__, str(error))
        raise NoAppException(explain.text(refusal)) from error
    except Exception as error:
        _note(error, parsed.name, module)
        raise


def prepare_import(path: str) -> str:
    """Turn the path of a file or package into the name to import it by, and make the import find it.

    Args:
        path: The path, or a dotted name as it is.

    Returns:
        The dotted name. The folder above the outermost package comes first on ``sys.path`` now.
    """
    location = Path(os.path.realpath(path))
    if location.suffix == ".py":
        location = location.with_suffix("")
    if location.name == "__init__":
        location = location.parent
    names = [location.name]
    folder = location.parent
    while (folder / "__init__.py").exists():
        names.insert(0, folder.name)
        folder = folder.parent
    if sys.path[0] != str(folder):
        sys.path.insert(0, str(folder))
    return ".".join(names)


def locate_app(module_name: str, app_name: str | None, raise_if_not_found: bool = True) -> Flask | None:
    """Import a module and find the application in it.

    Args:
        module_name: The module's dotted name.
        app_name: What names the application in it; by default the usual names are tried.
        raise_if_not_found: Give ``None`` for a missing module if this is ``False``.

    Raises:
        NoAppException: If there is no such module, its import fails, or it holds no application.
    """
    try:
        __import__(module_name)
    except ImportError:
        _explain_import_error(module_name, raise_if_not_found)
        return None
    module = sys.modules[module_name]
    return find_best_app(module) if app_name is None else find_app_by_string(module, app_name)


def _explain_import_error(module_name: str, raise_if_missing: bool) -> None:
    """Tell an import that failed inside the module from a module that is not there, which may be silenced."""
    trace = sys.exc_info()[2]
    if trace is not None and trace.tb_next is not None:
        refusal: Problem = problem.ModuleBroken(module_name, traceback.format_exc())
        raise NoAppException(explain.text(refusal)) from None
    if raise_if_missing:
        refusal = problem.ModuleMissing(module_name, sys.path[0])
        raise NoAppException(explain.text(refusal)) from None
