"""Law: the hooks around a request are shaped like an onion, as in Flask.

What opens a request runs from the outside in, what closes it runs from the inside out; so the closing half of
a plan is the mirror of the opening half, whatever was registered.
"""

from __future__ import annotations

import random

import flask
from hypothesis import given, strategies as st

from demijohn.core import hooks, registry, scope
from demijohn.core.hooks import HookTables, Kind, Plan, Turn
from tests.laws import budget

NAMES = st.sampled_from(["a", "a.b", "a.b.a", "a.b.c", "b"])
HOOKS = st.lists(st.integers(), max_size=4).map(tuple)
TABLES = st.dictionaries(st.none() | NAMES, HOOKS, max_size=6)
CHAINS = (st.none() | NAMES).map(scope.chain)

OPENING = (Kind.URL_VALUE_PREPROCESSOR, Kind.BEFORE_REQUEST, Kind.CONTEXT_PROCESSOR, Kind.URL_DEFAULT)
CLOSING = (Kind.AFTER_REQUEST, Kind.TEARDOWN_REQUEST)


@budget.cases(500)
@given(table=TABLES, chain=CHAINS)
def test_the_closing_half_mirrors_the_opening_half(
    table: dict[str | None, tuple[object, ...]], chain: tuple[str, ...]
) -> None:
    """With equal tables for all kinds, every closing kind runs the hooks of every opening kind backwards."""
    tables = HookTables(table, table, table, table, table, table)
    opening = {kind: in_a_row(hooks.turns(tables, kind, chain)) for kind in OPENING}
    closing = {kind: in_a_row(hooks.turns(tables, kind, chain))[::-1] for kind in CLOSING}
    straight = [(name, hook) for name in (None, *reversed(chain)) for hook in table.get(name, ())]
    assert (dict.fromkeys(OPENING, straight), dict.fromkeys(CLOSING, straight)) == (opening, closing)


@budget.cases(500)
@given(tables=st.builds(HookTables, TABLES, TABLES, TABLES, TABLES, TABLES, TABLES), chain=CHAINS)
def test_a_plan_runs_each_hook_of_its_scopes_once_and_no_other(
    tables: HookTables, chain: tuple[str, ...]
) -> None:
    """A plan has the hooks of the chain and the application, each once, and no empty turn."""
    plan = hooks.plan(tables, chain)
    laid_out = (plan.preprocess, plan.before, plan.after, plan.teardown, plan.context)
    given_tables = (
        tables.url_value_preprocessor,
        tables.before_request,
        tables.after_request,
        tables.teardown_request,
        tables.context_processor,
    )
    scopes = {None, *chain}
    for turns, table in zip(laid_out, given_tables, strict=True):
        expected = {name: sorted(map(repr, table[name])) for name in scopes & table.keys() if table[name]}
        assert expected == {turn.scope: sorted(map(repr, turn.hooks)) for turn in turns}
        assert len(turns) == len(expected)


def test_a_plan_runs_as_flask_runs() -> None:
    """In real applications with nested blueprints, Flask calls the hooks in the order of the plan."""
    chance = random.Random(20_261_123)
    applications = budget.count(1_000)
    requests = 0
    for _ in range(applications):
        ran: list[str] = []
        app = random_application(chance, ran)
        tables = registry.freeze_hooks(
            app.url_value_preprocessors,
            app.before_request_funcs,
            app.after_request_funcs,
            app.teardown_request_funcs,
            app.template_context_processors,
            app.url_default_functions,
        )
        endpoints = [rule.endpoint for rule in app.url_map.iter_rules()]
        for endpoint in endpoints:
            ran.clear()
            app.test_client().get(f"/{endpoint}")
            assert in_running_order(tables, endpoint) == ran
            requests += 1
    assert requests >= applications


def in_a_row(turns: tuple[Turn, ...]) -> list[tuple[str | None, object]]:
    """Write out the hooks of all turns, each with its scope."""
    return [(turn.scope, hook) for turn in turns for hook in turn.hooks]


def in_running_order(tables: HookTables, endpoint: str) -> list[str]:
    """Name the noting hooks that a request runs whose view renders a template and then builds a URL."""
    chain = scope.of_endpoint(endpoint)
    plan: Plan = hooks.plan(tables, chain)
    turns = (
        *plan.preprocess,
        *plan.before,
        *plan.context,
        *hooks.url_defaults(tables, chain),
        *plan.after,
        *plan.teardown,
    )
    # Flask has a hook of its own in each scope, which hands ``request`` and ``g`` to templates.
    return [hook.__name__ for turn in turns for hook in turn.hooks if isinstance(hook, Noting)]


def random_application(chance: random.Random, ran: list[str]) -> flask.Flask:
    """Make an application with hooks and nested blueprints, in which each owner has one route."""
    app = flask.Flask(__name__, static_folder=None)
    furnish(chance, app, "app", ran)
    add_route(app, "page")
    for name in ("a", "b")[: chance.randint(0, 2)]:
        app.register_blueprint(random_blueprint(chance, name, ran, depth=chance.randint(0, 2)))
    return app


def random_blueprint(chance: random.Random, full_name: str, ran: list[str], depth: int) -> flask.Blueprint:
    """Make a blueprint with hooks, some of them for the whole application, and others nested in it."""
    blueprint = flask.Blueprint(full_name.rpartition(".")[2], __name__)
    furnish(chance, blueprint, full_name, ran)
    add_route(blueprint, f"{full_name}.page")
    for inner in ("a", "c")[: depth and chance.randint(1, 2)]:
        blueprint.register_blueprint(random_blueprint(chance, f"{full_name}.{inner}", ran, depth - 1))
    return blueprint


def add_route(owner: flask.Flask | flask.Blueprint, endpoint: str) -> None:
    """Add the view that renders a template and builds its own URL."""

    def page() -> str:
        return flask.render_template_string("page") + flask.url_for(endpoint)

    owner.add_url_rule(f"/{endpoint}", view_func=page)


def furnish(chance: random.Random, owner: flask.Flask | flask.Blueprint, name: str, ran: list[str]) -> None:
    """Register up to two hooks of every kind, each of which notes that it ran."""
    for number in range(chance.randint(0, 2)):
        owner.url_value_preprocessor(NotingHook(ran, f"preprocess {name} {number}"))
    for number in range(chance.randint(0, 2)):
        owner.before_request(NotingHook(ran, f"before {name} {number}"))
    for number in range(chance.randint(0, 2)):
        owner.after_request(NotingResponse(ran, f"after {name} {number}"))
    for number in range(chance.randint(0, 2)):
        owner.teardown_request(NotingHook(ran, f"teardown {name} {number}"))
    for number in range(chance.randint(0, 2)):
        owner.context_processor(NotingContext(ran, f"context {name} {number}"))
    for number in range(chance.randint(0, 2)):
        owner.url_defaults(NotingHook(ran, f"default {name} {number}"))
    if isinstance(owner, flask.Blueprint) and chance.random() < 0.3:
        owner.before_app_request(NotingHook(ran, f"before app by {name}"))
        owner.after_app_request(NotingResponse(ran, f"after app by {name}"))
        owner.teardown_app_request(NotingHook(ran, f"teardown app by {name}"))


class Noting:
    """Something that notes its name."""

    def __init__(self, ran: list[str], name: str) -> None:
        self.ran = ran
        self.__name__ = name


class NotingHook(Noting):
    """A hook that notes its name, and returns nothing."""

    def __call__(self, *_: object) -> None:
        self.ran.append(self.__name__)


class NotingResponse(Noting):
    """A hook that notes its name, and returns the response that it is given."""

    def __call__(self, response: flask.Response) -> flask.Response:
        self.ran.append(self.__name__)
        return response


class NotingContext(Noting):
    """A hook that notes its name, and adds nothing to a template."""

    def __call__(self) -> dict[str, object]:
        self.ran.append(self.__name__)
        return {}
