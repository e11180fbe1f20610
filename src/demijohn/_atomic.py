"""Registrations that leave no trace when they are refused."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from ._draft import Table
from ._routing import RouteMap

if TYPE_CHECKING:
    from .app import Flask
    from .blueprints import Blueprint


@contextmanager
def unless_refused(app: Flask, blueprint: Blueprint) -> Generator[None, None, None]:
    """Take back what was registered on an application inside, if an exception comes out of it.

    Only the outermost registration takes back; those of nested blueprints are part of it.
    """
    if app._registering:
        yield
        return
    app._registering = True
    before = Snapshot(app, blueprint)
    try:
        yield
    except BaseException:
        before.restore()
        raise
    finally:
        app._registering = False


class Snapshot:
    """What a registration can change, as it was before."""

    def __init__(self, app: Flask, blueprint: Blueprint) -> None:
        self._app = app
        self._tables = {name: _copy(getattr(app, name)) for name in _table_names(type(app))}
        self._origins = app._draft.origins.copy()
        self._places = app._draft.places.copy()
        self._commands = dict(app.cli.commands)
        # The environment is made when it is first needed, which may be while this blueprint is registered.
        self._templates = [_copy(table) for table in _templates(app)] if "jinja_env" in vars(app) else None
        self._rules = app.url_map.checkpoint() if isinstance(app.url_map, RouteMap) else None
        self._family = [(one, one._got_registered_once, one.cli.name) for one in _family(blueprint)]

    def restore(self) -> None:
        """Put everything back, into the very tables that the application has."""
        app = self._app
        for name, content in self._tables.items():
            _put_back(getattr(app, name), content)
        app._draft.origins = self._origins
        app._draft.places = self._places
        app.cli.commands.clear()
        app.cli.commands.update(self._commands)
        if self._templates is None:
            vars(app).pop("jinja_env", None)
        else:
            for table, content in zip(_templates(app), self._templates, strict=True):
                _put_back(table, content)
        if self._rules is not None and isinstance(app.url_map, RouteMap):
            app.url_map.restore(self._rules)
        for one, was_registered, group in self._family:
            one._got_registered_once = was_registered
            one.cli.name = group


# ``Any`` below: tables hold different things, and all are copied alike.
def _table_names(cls: type[object]) -> list[str]:
    return [name for owner in cls.__mro__ for name, found in vars(owner).items() if isinstance(found, Table)]


def _copy(table: Any) -> Any:
    if isinstance(table, dict):
        content = cast("dict[object, object]", table)
        return {key: _copy(value) for key, value in content.items()}
    return cast("list[object]", table).copy() if isinstance(table, list) else table


def _put_back(table: Any, content: Any) -> None:
    """Make a table what it was, and keep the identity of every list and dict inside that is still there."""
    if isinstance(table, list):
        if table != content:
            table[:] = content
        return
    for key in [key for key in table if key not in content]:
        del table[key]
    for key, value in content.items():
        if key in table and isinstance(table[key], (dict, list)) and isinstance(value, (dict, list)):
            _put_back(table[key], value)
        elif key not in table:
            table.setdefault(key, value)
        elif table[key] is not value:
            table[key] = value


def _templates(app: Flask) -> list[dict[str, Any]]:
    environment = app.jinja_env
    return [environment.filters, environment.tests, environment.globals]


def _family(blueprint: Blueprint) -> list[Blueprint]:
    found: list[Blueprint] = []
    pending = [blueprint]
    while pending:
        one = pending.pop()
        if all(one is not known for known in found):
            found.append(one)
            pending.extend(child for child, _ in one._blueprints)
    return found
