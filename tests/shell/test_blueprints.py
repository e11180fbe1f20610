"""Blueprints on applications."""

from __future__ import annotations

import pytest

import demijohn
from demijohn.blueprints import BlueprintSetupState
from demijohn.core import registry
from demijohn.core.hooks import Kind


def view() -> str:
    """Answer with the endpoint."""
    return str(demijohn.request.endpoint)


def hook() -> None:
    """Do nothing."""


def answer(error: Exception) -> str:
    """Answer an error."""
    return "answered"


def pass_on(response: demijohn.Response) -> demijohn.Response:
    """Give the response back as it is."""
    return response


@pytest.fixture
def app() -> demijohn.Flask:
    """Make an application without anything."""
    return demijohn.Flask("shop", root_path="/", static_folder=None)


@pytest.fixture
def bp() -> demijohn.Blueprint:
    """Make a blueprint with a view at its root."""
    bp = demijohn.Blueprint("bp", __name__, url_prefix="/bp")
    bp.add_url_rule("/", view_func=view)
    return bp


def rules(app: demijohn.Flask) -> dict[str, str]:
    """Give the rules of an application, by endpoint."""
    return {rule.endpoint: rule.rule for rule in app.url_map.iter_rules()}


def everything(app: demijohn.Flask) -> object:
    """Give all that a registration can change, as plain values."""
    return (
        dict(app.blueprints),
        dict(app.view_functions),
        {scope: list(found) for scope, found in app.before_request_funcs.items()},
        {scope: list(found) for scope, found in app.template_context_processors.items()},
        {
            scope: {code: dict(found) for code, found in by.items()}
            for scope, by in app.error_handler_spec.items()
        },
        rules(app),
        dict(app.cli.commands),
        dict(app.extensions),
        set(app._draft.origins),
        dict(app._draft.places),
    )


def test_a_blueprint_can_be_registered_under_several_names(
    app: demijohn.Flask, bp: demijohn.Blueprint
) -> None:
    """Each registration has its own name and prefix, and the same blueprint."""
    app.register_blueprint(bp)
    app.register_blueprint(bp, name="again", url_prefix="/again")
    assert {"bp.view": "/bp/", "again.view": "/again/"} == rules(app)
    assert {"bp": bp, "again": bp} == app.blueprints
    assert [bp, bp] == list(app.iter_blueprints())
    assert ("bp.view", "again.view") == tuple(app.test_client().get(url).text for url in ("/bp/", "/again/"))


def test_nested_blueprints_have_dotted_names_and_joined_prefixes(
    app: demijohn.Flask, bp: demijohn.Blueprint
) -> None:
    """A nested blueprint lands below the name, the prefix and the subdomain of the one around it."""
    outer = demijohn.Blueprint("outer", __name__, url_prefix="/outer/", subdomain="a")
    bp.subdomain = "b"
    outer.register_blueprint(bp)
    app.register_blueprint(outer, name="top")
    (rule,) = app.url_map.iter_rules()
    assert ("top.bp.view", "/outer/bp/", "b.a") == (rule.endpoint, rule.rule, rule.subdomain)
    assert ["top", "top.bp"] == list(app.blueprints)


def test_hooks_of_a_blueprint_run_for_its_requests_only(app: demijohn.Flask, bp: demijohn.Blueprint) -> None:
    """A blueprint's hook is entered under its scope, and one for the application under ``None``."""
    bp.before_request(hook)
    bp.before_app_request(hook)
    app.register_blueprint(bp)
    assert {"bp": [hook], None: [hook]} == app.before_request_funcs


def test_a_setup_state_can_be_replaced(app: demijohn.Flask) -> None:
    """A subclass gives its own state, through which its rules then go."""

    class State(BlueprintSetupState):
        # ``object``: the arguments are passed on as they are.
        def add_url_rule(self, rule: str, *args: object, **options: object) -> None:
            super().add_url_rule("/v1" + rule, *args, **options)  # type: ignore[arg-type]  # as above

    class Versioned(demijohn.Blueprint):
        def make_setup_state(
            self, app: demijohn.Flask, options: dict[str, object], first_registration: bool = False
        ) -> BlueprintSetupState:
            return State(self, app, options, first_registration)

    bp = Versioned("bp", __name__)
    bp.add_url_rule("/x", view_func=view)
    app.register_blueprint(bp)
    assert {"bp.view": "/v1/x"} == rules(app)


def test_a_record_may_replace_how_rules_are_added(app: demijohn.Flask, bp: demijohn.Blueprint) -> None:
    """A method assigned on the state itself is the one that later operations use."""
    added: list[str] = []

    def replace(state: BlueprintSetupState) -> None:
        state.add_url_rule = lambda rule, *args, **options: added.append(rule)  # type: ignore[method-assign]  # as extensions do

    bp.record(replace)
    bp.add_url_rule("/later", view_func=view)
    app.register_blueprint(bp)
    assert (["/later"], {"bp.view": "/bp/"}) == (added, rules(app))


@pytest.mark.parametrize("depth", [1, 2])
def test_a_refused_registration_leaves_no_trace(
    app: demijohn.Flask, bp: demijohn.Blueprint, depth: int
) -> None:
    """When something refuses, however deep it is nested, the application and the blueprints are as before."""

    def refuse(state: BlueprintSetupState) -> None:
        state.app.extensions["left"] = 1
        raise ValueError("refused")

    app.before_request(hook)
    app.add_url_rule("/<int:n>", "n", view)
    kept = app.before_request_funcs[None]
    bp.before_request(hook)
    bp.before_app_request(hook)
    bp.app_errorhandler(404)(answer)
    bp.app_template_filter("shout")(str.upper)
    bp.cli.command("go")(lambda: None)
    family = [bp]
    for number in range(1, depth):
        family.append(demijohn.Blueprint(f"nested{number}", __name__))
        family[-2].register_blueprint(family[-1])
    family[-1].record(refuse)
    before, url_map = everything(app), app.url_map
    with pytest.raises(ValueError, match="refused"):
        app.register_blueprint(bp)
    assert before == everything(app)
    assert "jinja_env" not in vars(app)
    assert (url_map, kept) == (app.url_map, app.before_request_funcs[None])
    assert kept is app.before_request_funcs[None]
    assert [False] * depth == [one._got_registered_once for one in family]
    family[-1].deferred_functions.remove(refuse)
    app.register_blueprint(bp)
    assert {"n": "/<int:n>", "bp.view": "/bp/"} == rules(app)
    assert "shout" in app.jinja_env.filters


def test_a_refusal_takes_template_functions_back_too(app: demijohn.Flask, bp: demijohn.Blueprint) -> None:
    """Filters that came with a refused blueprint are gone from an environment that was there before."""

    def refuse(state: BlueprintSetupState) -> None:
        raise ValueError("refused")

    environment = app.jinja_env
    bp.app_template_filter("shout")(str.upper)
    bp.record(refuse)
    with pytest.raises(ValueError, match="refused"):
        app.register_blueprint(bp)
    assert (environment, False) == (app.jinja_env, "shout" in app.jinja_env.filters)


def test_a_name_that_is_taken_is_refused_with_the_first_place(
    app: demijohn.Flask, bp: demijohn.Blueprint
) -> None:
    """The refusal of a name says where it was registered first, and where now."""
    app.register_blueprint(bp)
    with pytest.raises(ValueError, match="The name 'bp' is already registered for this blueprint") as caught:
        app.register_blueprint(bp)
    assert 2 == str(caught.value).count(__file__)
    other = demijohn.Blueprint("bp", __name__)
    with pytest.raises(ValueError, match="for a different blueprint"):
        app.register_blueprint(other)
    assert {"bp": bp} == app.blueprints


def test_a_blueprint_cannot_hold_itself(bp: demijohn.Blueprint) -> None:
    """A blueprint that is registered on itself is refused."""
    with pytest.raises(ValueError, match="Cannot register a blueprint on itself"):
        bp.register_blueprint(bp)


@pytest.mark.parametrize(
    ("name", "head"),
    [("", "'name' may not be empty."), ("a.b", "'name' may not contain a dot '.' character.")],
    ids=["empty", "dotted"],
)
def test_names_are_checked(name: str, head: str) -> None:
    """A blueprint's name has at least one character, and no dot."""
    with pytest.raises(ValueError) as caught:
        demijohn.Blueprint(name, __name__)
    assert head == str(caught.value).splitlines()[0]


def test_late_setup_says_where_the_late_call_is(app: demijohn.Flask, bp: demijohn.Blueprint) -> None:
    """A setup method that comes after the registration is refused with its name and its place."""
    app.register_blueprint(bp)
    with pytest.raises(AssertionError, match="The setup method 'before_request' can no longer") as caught:
        bp.before_request(hook)
    assert __file__ in str(caught.value)


def test_the_registry_knows_where_and_by_whom_each_thing_was_declared(
    app: demijohn.Flask, bp: demijohn.Blueprint
) -> None:
    """Rules, hooks and handlers of a blueprint have an origin in the frozen registry: file, line and scope."""
    bp.before_request(hook)
    bp.after_app_request(pass_on)
    bp.register_error_handler(ValueError, answer)
    outer = demijohn.Blueprint("outer", __name__)
    outer.register_blueprint(bp)
    app.register_blueprint(outer)
    origins = app._registry().origins
    found = [
        origins[registry.rule_mark("outer.bp.view", "/bp/", {"GET", "HEAD", "OPTIONS"})],
        origins[registry.hook_mark(Kind.BEFORE_REQUEST, "outer.bp", hook)],
        origins[registry.handler_mark("outer.bp", None, ValueError)],
        origins[registry.hook_mark(Kind.AFTER_REQUEST, None, app.after_request_funcs[None][0])],
    ]
    assert [(__file__, "outer.bp")] * 4 == [(origin.file, origin.scope) for origin in found]
    assert 4 == len({origin.line for origin in found})


def test_commands_go_where_the_blueprint_says(app: demijohn.Flask) -> None:
    """Commands land in a group of the blueprint's name, in a group of another name, or among the others."""
    for name, group in (("own", ...), ("named", "group"), ("merged", None)):
        bp = (
            demijohn.Blueprint(name, __name__)
            if group is ...
            else demijohn.Blueprint(name, __name__, cli_group=None if group is None else str(group))
        )
        bp.cli.command(f"{name}-command")(lambda: None)
        app.register_blueprint(bp)
    assert {"own", "group", "merged-command"} == set(app.cli.commands)


def test_static_files_of_a_blueprint_have_their_rule(app: demijohn.Flask) -> None:
    """A blueprint with a static folder serves it below its prefix, as its endpoint ``static``."""
    app.register_blueprint(demijohn.Blueprint("bp", __name__, static_folder="files", url_prefix="/bp"))
    assert {"bp.static": "/bp/files/<path:filename>"} == rules(app)
