"""Law: an error handler is registered and found exactly as Flask registers and finds it.

Flask itself is asked: each world is a real application with nested blueprints, exception classes with random
bases and codes, and random registrations at every scope. The full number is 50,000 lookups
(``DEMIJOHN_LAWS=full``); a tenth of them is enough while working.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import flask
from werkzeug import exceptions
from werkzeug.routing import RequestRedirect

from demijohn.core import handlers, scope
from demijohn.core.handlers import HandlerTable, Key
from tests.laws import budget

WORLDS = 1_000 if budget.FULL else 100
LOOKUPS = 50

ROOTS: tuple[type[Exception], ...] = (
    Exception,
    ValueError,
    LookupError,
    KeyError,
    exceptions.HTTPException,
    exceptions.BadRequest,
    exceptions.BadRequestKeyError,
    exceptions.NotFound,
    exceptions.InternalServerError,
    RequestRedirect,
)
CODES = (404, 400, 418, 500)
ODD_CODES = (*CODES, 0, 799, None)
KNOWN: dict[int, type[Exception]] = dict(exceptions.default_exceptions)

Handler = Callable[[Exception], str]
Registration = tuple[str | None, int | type[Exception], Handler]


@dataclass
class World:
    """A Flask application, and what was registered on it in which scope."""

    app: flask.Flask
    classes: list[type[Exception]]
    scopes: list[str]
    registrations: list[Registration]


def test_every_lookup_finds_what_flask_finds() -> None:
    """The same handlers stand under the same keys, and every lookup finds the one that Flask finds."""
    chance = random.Random(20_261_123)
    differences: list[str] = []
    ways: Counter[str] = Counter()
    for number in range(WORLDS):
        world = make_world(chance)
        table = register(world.registrations)
        assert table.entries == without_empty(world.app.error_handler_spec), f"world {number}"
        spoil(chance, world.app, table)
        for _ in range(LOOKUPS):
            way, difference = compare(chance, world, table)
            ways[way] += 1
            differences += difference
    assert (differences, ways.total()) == ([], WORLDS * LOOKUPS)
    # A law that only ever sees easy cases proves little: each way of finding a handler has its share.
    assert all(ways[way] >= WORLDS for way in WAYS), ways


WAYS = (
    "nothing",
    "by code in the app",
    "by code in a blueprint",
    "by class in the app",
    "by class in a blueprint",
)


def compare(chance: random.Random, world: World, table: HandlerTable) -> tuple[str, list[str]]:
    """Look up one random exception in one random chain, here and in Flask; tell the way and what differs."""
    raised = chance.choice(world.classes)
    chain = random_chain(chance, world.scopes)
    error = raised.__new__(raised)
    if isinstance(error, exceptions.HTTPException) and chance.random() < 0.2:
        error.code = chance.choice(ODD_CODES)  # Flask looks at the class, whatever the object says.
    theirs: object = world.app._find_error_handler(error, list(chain))
    code = handlers.class_code(raised, exceptions.HTTPException)
    found = handlers.find(table, chain, code, raised.__mro__)
    if found is None:
        return "nothing", [] if theirs is None else [f"{raised.__mro__} in {chain}: nothing, not {theirs}"]
    way = "by class" if found.code is None else "by code"
    place = "in the app" if found.scope is None else "in a blueprint"
    stands_there = table.entries[found.scope][found.code][found.registered_for] is found.handler
    same = found.handler is theirs and stands_there
    return f"{way} {place}", [] if same else [f"{raised.__mro__} in {chain}: {found}, not {theirs}"]


def make_world(chance: random.Random) -> World:
    """Make an application with blueprints, exception classes and handlers."""
    app = flask.Flask(__name__, static_folder=None)
    world = World(app, random_classes(chance), [], [])
    register_some(chance, world, app, None)
    for name in ("a", "b")[: chance.randint(1, 2)]:
        app.register_blueprint(random_blueprint(chance, world, name, name, depth=chance.randint(0, 2)))
    return world


def random_blueprint(
    chance: random.Random, world: World, name: str, full_name: str, depth: int
) -> flask.Blueprint:
    """Make a blueprint with handlers of its own, handlers for all, and others nested in it."""
    blueprint = flask.Blueprint(name, __name__)
    world.scopes.append(full_name)
    register_some(chance, world, blueprint, full_name)
    for inner in ("c", "d")[: depth and chance.randint(1, 2)]:
        blueprint.register_blueprint(
            random_blueprint(chance, world, inner, f"{full_name}.{inner}", depth - 1)
        )
    return blueprint


def register_some(
    chance: random.Random, world: World, owner: flask.Flask | flask.Blueprint, full_name: str | None
) -> None:
    """Register handlers on an application or a blueprint, and note them."""
    for _ in range(chance.randint(0, 6)):
        choices: list[int | type[Exception]] = [*world.classes, *CODES, *CODES]
        asked = chance.choice(choices)
        handler = new_handler()
        owner.register_error_handler(asked, handler)
        world.registrations.append((full_name, asked, handler))


def new_handler() -> Handler:
    """Make a handler that is no other handler."""

    def handler(error: Exception) -> str:
        return str(error)

    return handler


def random_classes(chance: random.Random) -> list[type[Exception]]:
    """Derive exception classes from one or more others, some with a code of their own."""
    classes = list(ROOTS)
    while len(classes) < 24:
        bases = tuple(chance.sample(classes, chance.choice((1, 1, 2, 3))))
        body: dict[str, object] = {"code": chance.choice(ODD_CODES)} if chance.random() < 0.4 else {}
        try:
            classes.append(type(f"Error{len(classes)}", bases, body))
        except TypeError:
            continue  # These bases have no common order of resolution.
    return classes


def random_chain(chance: random.Random, scopes: list[str]) -> tuple[str, ...]:
    """Choose the chain of a blueprint, of none, of one that nobody knows, or any scopes in any order."""
    if chance.random() < 0.1:
        return tuple(chance.sample(scopes, chance.randint(0, len(scopes))))
    return scope.chain(chance.choice([None, "nobody", *scopes, *scopes]))


def register(registrations: list[Registration]) -> HandlerTable:
    """Build the table of handlers as the core keys them."""
    entries: dict[str | None, dict[int | None, dict[type, object]]] = {}
    for full_name, asked, handler in registrations:
        key = handlers.key(asked, KNOWN, exceptions.HTTPException)
        assert isinstance(key, Key)
        entries.setdefault(full_name, {}).setdefault(key.code, {})[key.registered_for] = handler
    return HandlerTable(entries)


def spoil(chance: random.Random, app: flask.Flask, table: HandlerTable) -> None:
    """Put ``None`` for a handler here and there, as a program may that edits the tables."""
    # The types of Flask do not allow it, and its lookup passes over it.
    spec = cast("dict[str | None, dict[int | None, dict[type, object]]]", app.error_handler_spec)
    for full_name, by_code in table.entries.items():
        for code, by_class in by_code.items():
            for cls in by_class:
                if chance.random() < 0.05:
                    by_class[cls] = None
                    spec[full_name][code][cls] = None


def without_empty(
    spec: Mapping[str | None, Mapping[int | None, Mapping[type[Exception], object]]],
) -> dict[str | None, dict[int | None, dict[type, object]]]:
    """Copy Flask's table without the empty entries that only looking leaves behind."""
    copied: dict[str | None, dict[int | None, dict[type, object]]] = {}
    for full_name, by_code in spec.items():
        filled = {
            code: dict[type, object](by_class.items()) for code, by_class in by_code.items() if by_class
        }
        if filled:
            copied[full_name] = filled
    return copied
