"""Names, members and signatures of the documented modules and classes."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import importlib
import inspect
from types import ModuleType
from typing import Any, TypeVar

from tests.oracle.collect import table
from tests.oracle.lab import Lab


@table({
    "app": "Flask", "blueprint": "Blueprint", "request": "Request", "response": "Response", "config": "Config",
})  # fmt: skip
def members(lab: Lab, name: str) -> None:
    """The documented classes have every public member that Flask's have."""
    flask = importlib.import_module("flask")
    cls = getattr(lab.flask, name)
    lab.note(
        "missing:",
        [
            member
            for member in dir(getattr(flask, name))
            if not member.startswith("_") and not hasattr(cls, member)
        ],
    )


@table({
    "app": "app", "blueprints": "blueprints", "ctx": "ctx", "globals": "globals", "helpers": "helpers", "wrappers": "wrappers",
    "config": "config", "sessions": "sessions", "templating": "templating", "views": "views", "signals": "signals", "logging": "logging",
    "debughelpers": "debughelpers", "cli": "cli", "testing": "testing", "typing": "typing", "json": "json", "json.provider": "json.provider",
    "json.tag": "json.tag", "top": "",
})  # fmt: skip
def names_and_signatures(lab: Lab, name: str) -> None:
    """The documented modules have Flask's names, and every call that fits Flask's parameters fits ours."""
    reference = importlib.import_module(f"flask.{name}" if name else "flask")
    ours = lab.module(name) if name else lab.flask
    lab.note("missing or narrower:", name)
    for key, value in sorted(vars(reference).items()):
        if (
            key.startswith("_")
            or isinstance(value, (ModuleType, TypeVar))
            or (name and not _defined_in(reference, value))
        ):
            continue
        if not hasattr(ours, key):
            lab.note(key, "is missing")
        elif inspect.isclass(value):
            _compare_members(lab, key, value, getattr(ours, key))
        elif inspect.isfunction(value):
            _compare(lab, key, value, getattr(ours, key))


def _defined_in(module: ModuleType, value: object) -> bool:
    return getattr(value, "__module__", None) == module.__name__


def _compare_members(lab: Lab, name: str, reference: type, ours: type) -> None:
    for key in sorted(dir(reference)):
        theirs = inspect.getattr_static(reference, key)
        home = getattr(inspect.unwrap(theirs), "__module__", None) or ""
        if (key.startswith("_") and key != "__init__") or not home.startswith("flask"):
            continue
        if not hasattr(ours, key):
            lab.note(f"{name}.{key}", "is missing")
        elif inspect.isfunction(theirs) or isinstance(theirs, (classmethod, staticmethod)):
            _compare(lab, f"{name}.{key}", getattr(reference, key), getattr(ours, key))


def _compare(lab: Lab, name: str, reference: Any, ours: Any) -> None:  # any callables
    wanted, found = inspect.signature(reference).parameters, inspect.signature(ours).parameters
    for key, parameter in wanted.items():
        twin = found.get(key)
        if twin is None and parameter.kind is parameter.VAR_KEYWORD:
            twin = next((p for p in found.values() if p.kind in {p.VAR_KEYWORD, p.KEYWORD_ONLY}), None)
        if twin is None and parameter.kind is parameter.VAR_POSITIONAL:
            twin = next((p for p in found.values() if p.kind is p.VAR_POSITIONAL), None)
        if parameter.kind is parameter.VAR_KEYWORD and twin is not None:
            continue
        if twin is None or (parameter.default is parameter.empty) != (twin.default is twin.empty):
            lab.note(name, "differs in", key)
    taken = {
        p.name
        for p in found.values()
        if p.default is p.empty and p.kind not in {p.VAR_KEYWORD, p.VAR_POSITIONAL}
    }
    if taken - set(wanted):
        lab.note(name, "wants more", sorted(taken - set(wanted)))
    order = [key for key, p in wanted.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    mine = [key for key, p in found.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    if mine[: len(order)] != order:
        lab.note(name, "takes in another order", mine)
