"""Blueprints nested to any depth land where Flask puts them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import flask
from hypothesis import given, strategies as st

from demijohn.core import explain, mounting, problem
from demijohn.core.mounting import Declared
from demijohn.core.problem import Problem
from tests.laws.budget import cases

# A rule, its endpoint, its subdomain and its defaults in their order.
Rule = tuple[str, str, str, tuple[tuple[str, object], ...]]
# As programs give them: an option that is missing is another thing than one that is None.
Options = dict[str, Any]  # Any: so that the same dictionary can be spread over Flask's keywords


@dataclass(frozen=True)
class Route:
    rule: str
    endpoint: str
    options: Options


@dataclass(frozen=True)
class Design:
    """A blueprint as it is written down: what it says, its rules, and which later designs nest in it."""

    declared: Declared
    routes: list[Route]
    children: list[tuple[int, Options]]


@dataclass
class Landed:
    """Everything that can be seen of the blueprints on an application."""

    rules: Counter[Rule] = field(default_factory=Counter[Rule])
    scopes: dict[str, int] = field(default_factory=dict[str, int])
    firsts: list[bool] = field(default_factory=list[bool])
    hooks: list[str | None] = field(default_factory=list[str | None])
    refusal: str | None = None


class RefusedError(Exception):
    """The core refused a registration."""


def view() -> str:
    return ""


def some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Options]:  # Any: as in Options
    return st.fixed_dictionaries({}, optional=fields)


PREFIXES = st.sampled_from([None, None, "", "/", "/p", "/p/q/", "//p", "p/"])
SUBDOMAINS = st.sampled_from([None, None, "", "s", "s.t"])
VALUES = st.dictionaries(st.sampled_from("abc"), st.integers(0, 9), max_size=3)
ROUTES = st.builds(
    Route,
    st.sampled_from(["/", "/r", "/r/", "//r", "/r/<x>", "r", ""]),
    st.sampled_from(["index", "show", ""]),
    some(defaults=VALUES, subdomain=SUBDOMAINS),
)
REGISTRATIONS = some(
    url_prefix=PREFIXES,
    subdomain=SUBDOMAINS,
    url_defaults=VALUES,
    name=st.sampled_from(["a", "n", "n.m", ".n", ""]),
    name_prefix=st.sampled_from(["a", "up", "a.b", ""]),
    colour=st.just("green"),
)
DECLARED = st.builds(Declared, st.sampled_from("abcdef"), PREFIXES, SUBDOMAINS, VALUES)


@st.composite
def forests(draw: st.DrawFn) -> tuple[list[Design], list[tuple[int, Options]]]:
    """Draw designs, each nesting some of the later ones, and what of them is registered on the application."""
    size = draw(st.integers(1, 6))
    designs: list[Design] = []
    for index in range(size):
        later = st.tuples(st.integers(index + 1, max(index + 1, size - 1)), REGISTRATIONS)
        children = draw(st.lists(later, max_size=2 if index + 1 < size else 0))
        designs.append(Design(draw(DECLARED), draw(st.lists(ROUTES, max_size=2)), children))
    on_app = st.lists(st.tuples(st.integers(0, size - 1), REGISTRATIONS), min_size=1, max_size=3)
    return designs, draw(on_app)


def by_flask(designs: list[Design], on_app: list[tuple[int, Options]]) -> Landed:
    """Register everything on a Flask application, and look at it."""
    landed = Landed()
    app = flask.Flask("app", root_path="/", static_folder=None)
    blueprints = [blueprint_of(design, landed) for design in designs]
    for design, blueprint in zip(designs, blueprints, strict=True):
        for child, options in design.children:
            blueprint.register_blueprint(blueprints[child], **options)
    try:
        for index, options in on_app:
            app.register_blueprint(blueprints[index], **options)
    except ValueError as refusal:
        landed.refusal = str(refusal)
    for rule in app.url_map.iter_rules():
        defaults = tuple((rule.defaults or {}).items())
        landed.rules[rule.rule, rule.endpoint, rule.subdomain or "", defaults] += 1
    owners = {id(blueprint): index for index, blueprint in enumerate(blueprints)}
    landed.scopes = {scope: owners[id(blueprint)] for scope, blueprint in app.blueprints.items()}
    landed.hooks = list(app.before_request_funcs)
    return landed


def blueprint_of(design: Design, landed: Landed) -> flask.Blueprint:
    declared = design.declared
    blueprint = flask.Blueprint(
        declared.name,
        "module",
        root_path="/",
        url_prefix=declared.url_prefix,
        subdomain=declared.subdomain,
        url_defaults=declared.url_defaults,
    )
    blueprint.before_request_funcs[None].append(view)
    blueprint.before_request_funcs["key"].append(view)
    blueprint.record(lambda state: landed.firsts.append(state.first_registration))
    for route in design.routes:
        blueprint.add_url_rule(route.rule, route.endpoint, view, **route.options)
    return blueprint


def by_core(designs: list[Design], on_app: list[tuple[int, Options]]) -> Landed:
    """Ask the core where everything lands."""
    landed = Landed()
    try:
        for index, options in on_app:
            register(designs, index, options, landed)
    except RefusedError as refusal:
        landed.refusal = str(refusal)
    return landed


def register(designs: list[Design], index: int, options: Options, landed: Landed) -> None:
    design = designs[index]
    registered = {scope: owner == index for scope, owner in landed.scopes.items()}
    mount = mounting.mount(design.declared, options, registered)
    if isinstance(mount, Problem):
        raise RefusedError(explain.text(mount))
    landed.scopes[mount.scope] = index
    landed.hooks += [mounting.scope_key(mount.scope, None), mounting.scope_key(mount.scope, "key")]
    landed.firsts.append(mounting.is_first(registered))
    for route in design.routes:
        add_rule(route, mount, landed)
    for child, child_options in design.children:
        said = designs[child].declared
        nested = mounting.nest(mount.scope, mount.url_prefix, mount.subdomain, said, child_options)
        register(designs, child, nested, landed)


def add_rule(route: Route, mount: mounting.Mount, landed: Landed) -> None:
    path = mounting.rule_path(mount.url_prefix, route.rule)
    endpoint = mounting.endpoint(mount.name_prefix, mount.name, route.endpoint)
    defaults = mounting.rule_defaults(mount.url_defaults, route.options.get("defaults", {}))
    subdomain = route.options.get("subdomain", mount.subdomain) or ""
    if not path.startswith("/"):
        raise RefusedError(explain.text(problem.RuleWithoutSlash(path)).splitlines()[0])
    landed.rules[path, endpoint, subdomain, tuple(defaults.items())] += 1


@cases(2_000)
@given(forests())
def test_mounting_agrees_with_flask(forest: tuple[list[Design], list[tuple[int, Options]]]) -> None:
    """Rules, endpoints, subdomains, defaults, scopes, firstness, tables and refusals are those of Flask."""
    designs, on_app = forest
    assert by_flask(designs, on_app) == by_core(designs, on_app)
