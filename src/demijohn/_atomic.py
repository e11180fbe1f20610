"""Registrations that leave no trace when they are refused."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

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
        self._tables = {name: getattr(app, name) for name in app._tables}
        self._contents = [
            found
            for name, table in app._tables.items()
            for found in _contents(self._tables[name], table.depth)
        ]
        self._origins = app._draft.origins.copy()
        self._places = app._draft.places.copy()
        self._commands = dict(app.cli.commands) if app._has_cli() else {}
        # The environment is made when it is first needed, which may be while this blueprint is registered.
        self._has_templates = "jinja_env" in vars(app)
        if self._has_templates:
            self._contents += [found for table in _templates(app) for found in _contents(table, 1)]
        self._rules = app.url_map.checkpoint() if isinstance(app.url_map, RouteMap) else None
        self._family = [(one, one._got_registered_once, _group_of(one)) for one in _family(blueprint)]

    def restore(self) -> None:
        """Put everything back, into the very tables that the application has."""
        app = self._app
        for name, table in self._tables.items():
            if getattr(app, name) is not table:
                setattr(app, name, table)
        for container, content in self._contents:
            _refill(container, content)
        app._draft.origins = self._origins
        app._draft.places = self._places
        if app._has_cli():
            app.cli.commands.clear()
            app.cli.commands.update(self._commands)
        if not self._has_templates:
            vars(app).pop("jinja_env", None)
        if self._rules is not None and isinstance(app.url_map, RouteMap):
            app.url_map.restore(self._rules)
        for one, was_registered, group in self._family:
            one._got_registered_once = was_registered
            if one._has_cli():
                one.cli.name = group


# ``Any`` below: tables hold different things, and all are copied alike.
def _contents(table: Any, depth: int) -> Iterator[tuple[Any, Any]]:
    """Give a table and those inside, each with a copy of what it holds."""
    if depth == 0 or not isinstance(table, (dict, list)):
        return
    found = cast("dict[object, object] | list[object]", table)
    # A plain copy: one that is observed takes much longer.
    yield found, dict(found) if isinstance(found, dict) else list(found)
    if isinstance(found, dict) and depth > 1:
        for inner in found.values():
            yield from _contents(inner, depth - 1)


def _refill(container: Any, content: Any) -> None:
    """Make a table hold what it held; the tables inside are put back as the objects that they are."""
    if isinstance(container, list):
        container[:] = content
    else:
        container.clear()
        container.update(content)


def _templates(app: Flask) -> list[dict[str, Any]]:
    environment = app.jinja_env
    return [environment.filters, environment.tests, environment.globals]


def _group_of(blueprint: Blueprint) -> str | None:
    """Name the group of a blueprint's commands, also if it has none yet."""
    return blueprint.cli.name if blueprint._has_cli() else blueprint._cli_name


def _family(blueprint: Blueprint) -> list[Blueprint]:
    found: list[Blueprint] = []
    pending = [blueprint]
    while pending:
        one = pending.pop()
        if all(one is not known for known in found):
            found.append(one)
            pending.extend(child for child, _ in one._blueprints)
    return found
