"""Law: hooks may change the tables of hooks while they run, and then the same ones run as in Flask.

Both frameworks run the same random programs: hooks of every kind and scope, of which many add hooks, take
themselves out, or empty, replace and drop the lists, their own or others', in the middle of a request.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from typing import Any

import flask
import pytest

import demijohn
from tests.laws import budget

TABLES = (
    "url_value_preprocessors",
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "template_context_processors",
)
SCOPES = (None, "a", "a.b")
ENOUGH = 60
"""A program whose hooks add to the list that runs might not end: after so many runs they only look on."""

# ``Any``, here and for ``framework`` and ``app`` below: the hooks are of five kinds, and the modules,
# applications and tables of two frameworks, which have no type in common.
Hook = Callable[..., Any]
Table = dict[str | None, list[Hook]]
Change = Callable[[Table, Hook, str | None, str | None, Hook], object]


def leave(*_: object) -> None:
    """Change nothing."""


def take_out(table: Table, hook: Hook, scope: str | None, _: str | None, __: Hook) -> None:
    """Take the running hook out of its list, as a hook does that runs once."""
    found = table.get(scope, [])
    if hook in found:
        found.remove(hook)


CHANGES: dict[str, Change] = {
    "leave": leave,
    "take out": take_out,
    "append": lambda table, _, __, target, new: table.setdefault(target, []).append(new),
    "put first": lambda table, _, __, target, new: table.setdefault(target, []).insert(0, new),
    "empty": lambda table, _, __, target, ___: table.get(target, []).clear(),
    "replace": lambda table, _, __, target, new: table.update({target: [new]}),
    "drop": lambda table, _, __, target, ___: table.pop(target, None),
    "make": lambda table, _, __, target, ___: table.setdefault(target, []),
}


@pytest.mark.usefixtures("quiet")
def test_hooks_that_change_the_tables_run_as_in_flask() -> None:
    """Every program notes the same runs and the same answers, request after request."""
    programs = budget.count(1_000)
    seeds = range(programs)
    different = [seed for seed in seeds if run_program(flask, seed) != run_program(demijohn, seed)]
    assert different == []


@pytest.fixture
def quiet() -> Iterator[None]:
    """Keep the log of the errors that the programs make on purpose to itself."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def run_program(framework: Any, seed: int) -> list[str]:
    """Run four requests against the random program of a seed, and give back what it noted."""
    return Program(framework, random.Random(seed)).run()


class Program:
    """An application with two nested blueprints, and hooks that change tables."""

    def __init__(self, framework: Any, chance: random.Random) -> None:
        self.chance = chance
        self.noted: list[str] = []
        self.runs = 0
        self.app: Any = framework.Flask(__name__, static_folder=None)
        outer, inner = framework.Blueprint("a", __name__), framework.Blueprint("b", __name__)
        inner.add_url_rule("/", "page", lambda: framework.render_template_string("page"))
        inner.add_url_rule("/fault", "fault", lambda: 1 / 0)
        outer.register_blueprint(inner)
        self.app.register_blueprint(outer)
        for table in TABLES:
            for scope in SCOPES:
                for number in range(chance.randint(0, 2)):
                    hook = self.changing_hook(table, scope, f"{table} of {scope}, {number}")
                    getattr(self.app, table).setdefault(scope, []).append(hook)

    def run(self) -> list[str]:
        """Ask for a page twice, for an error, and for the page again: earlier changes stay."""
        for path in ("/", "/", "/fault", "/"):
            self.runs = 0
            self.noted.append(str(self.app.test_client().get(path).status))
        return self.noted

    def changing_hook(self, table: str, scope: str | None, name: str) -> Hook:
        """Make a hook that notes its name and changes its own table or another."""
        change = self.chance.choice(list(CHANGES))
        changed = self.chance.choice((table, table, self.chance.choice(TABLES)))
        target = self.chance.choice((scope, *SCOPES))

        def run() -> None:
            self.runs += 1
            if self.runs > ENOUGH:
                return
            self.noted.append(name)
            new = self.hook(changed, lambda: self.noted.append(f"new by {name}"))
            CHANGES[change](getattr(self.app, changed), hook, scope, target, new)

        hook = self.hook(table, run)
        return hook

    def hook(self, table: str, run: Callable[[], None]) -> Hook:
        """Give a hook the form that its table wants."""

        def before(*_: object) -> None:
            run()

        def after(response: object) -> object:
            run()
            return response

        def context() -> dict[str, object]:
            run()
            return {}

        forms: dict[str, Hook] = {"after_request_funcs": after, "template_context_processors": context}
        return forms.get(table, before)
