"""Blueprints: registration, names, prefixes, nesting, scopes."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _rules(lab: Lab, app: Any) -> None:  # an application of either package
    lab.note([(r.rule, r.endpoint, r.subdomain, r.defaults) for r in app.url_map.iter_rules()])


@scenario
def blueprint_attributes(lab: Lab) -> None:
    """A new blueprint has the documented attributes."""
    bp = lab.blueprint(
        url_prefix="/x", subdomain="s", url_defaults={"a": 1}, cli_group="g", template_folder="t"
    )
    for name in ("name", "import_name", "url_prefix", "subdomain", "url_values_defaults", "cli_group",
                 "template_folder", "static_folder", "static_url_path", "has_static_folder", "deferred_functions",
                 "before_request_funcs", "error_handler_spec", "view_functions"):  # fmt: skip
        lab.note(name, getattr(bp, name))
    lab.note(bp.cli.name)


def _register_on_itself(lab: Lab) -> None:
    bp = lab.blueprint()
    bp.register_blueprint(bp)


@table({
    "dotted name": lambda lab: lab.blueprint("a.b"),
    "empty name": lambda lab: lab.blueprint(""),
    "dotted endpoint": lambda lab: lab.blueprint().add_url_rule("/", "a.b", len),
    "dotted view": lambda lab: lab.blueprint().add_url_rule("/", None, lab.noting("a.b")),
    "itself": lambda lab: _register_on_itself(lab),
})  # fmt: skip
def refused_blueprints(lab: Lab, attempt: Any) -> None:  # rows are lambdas
    """Names with dots, empty names and a blueprint within itself are refused."""
    lab.refused(lambda: attempt(lab))


@scenario
def rule_without_slash_in_blueprint(lab: Lab) -> None:
    """A blueprint's rule gets its slash from the prefix; without a prefix it is refused on registration."""
    bp = lab.blueprint()
    bp.add_url_rule("x", "x", lab.noting("x", "x"))
    app = lab.app(static_folder=None)
    lab.attempt(app.register_blueprint, bp, url_prefix="/p")
    lab.refused(lab.app().register_blueprint, bp)
    _rules(lab, app)


@scenario
def prefixes(lab: Lab) -> None:
    """The prefix and the rule are joined with one slash; an empty rule is the prefix itself."""
    app = lab.app(static_folder=None)
    for number, (prefix, rule) in enumerate(
        [
            ("/a", "/"),
            ("/a/", "/b"),
            ("/c", ""),
            ("/d/", "e"),
            (None, "/f"),
            ("", "/g"),
            ("/", "/h"),
            ("/i/", ""),
        ]
    ):
        bp = lab.blueprint(f"b{number}", url_prefix=prefix)
        bp.add_url_rule(rule, "v", lab.noting("v", "v"))
        lab.attempt(app.register_blueprint, bp)
    _rules(lab, app)
    for path in ("/a/", "/a", "/a/b", "/c", "/d/e", "/f", "/g", "/h", "/i/", "/i"):
        lab.send(app, path)


@scenario
def registration_options(lab: Lab) -> None:
    """Options of the registration win over those of the blueprint."""
    bp = lab.blueprint(url_prefix="/own", url_defaults={"a": 1, "b": 2})
    bp.add_url_rule("/x", "x", lambda **kw: kw)
    app = lab.app(static_folder=None)
    app.register_blueprint(bp)
    app.register_blueprint(bp, name="again", url_prefix="/given", url_defaults={"b": 3}, subdomain=None)
    _rules(lab, app)
    lab.send(app, "/own/x")
    lab.send(app, "/given/x")
    lab.note(list(app.blueprints), [b.name for b in app.iter_blueprints()])


@scenario
def name_clashes(lab: Lab) -> None:
    """A name can be taken once, by the same or by another blueprint."""
    app = lab.app()
    one = lab.blueprint()
    app.register_blueprint(one)
    lab.refused(app.register_blueprint, one)
    lab.refused(app.register_blueprint, lab.blueprint())
    lab.attempt(app.register_blueprint, one, name="other")
    lab.note(list(app.blueprints))


@scenario
def nesting(lab: Lab) -> None:
    """Names, prefixes and subdomains add up from the outside in."""
    app = lab.app(static_folder=None, subdomain_matching=True)
    app.config["SERVER_NAME"] = "shop.test"
    outer = lab.blueprint("outer", url_prefix="/o", subdomain="eu")
    middle = lab.blueprint("middle", url_prefix="/m")
    inner = lab.blueprint("inner", subdomain="api")
    for bp in (outer, middle, inner):
        bp.add_url_rule(f"/{bp.name}", "v", lambda: lab.flask.request.endpoint)
    middle.register_blueprint(inner)
    middle.register_blueprint(inner, name="twin", url_prefix="/t")
    outer.register_blueprint(middle)
    app.register_blueprint(outer)
    _rules(lab, app)
    lab.note(list(app.blueprints))
    lab.send(app, "/o/m/inner", base_url="http://api.eu.shop.test")
    lab.send(app, "/o/m/middle", base_url="http://eu.shop.test")
    lab.send(app, "/o/m/t/inner", base_url="http://api.eu.shop.test")


@scenario
def request_names_its_blueprints(lab: Lab) -> None:
    """``request.blueprint`` and ``blueprints`` name the scopes, innermost first."""
    fl = lab.flask
    outer, inner = lab.blueprint("outer", url_prefix="/o"), lab.blueprint("inner", url_prefix="/i")

    def show() -> object:
        return [fl.request.endpoint, fl.request.blueprint, fl.request.blueprints]

    outer.add_url_rule("/", "v", show)
    inner.add_url_rule("/", "v", show)
    outer.register_blueprint(inner)
    app = lab.app()
    app.register_blueprint(outer)
    app.add_url_rule("/", "v", show)
    for path in ("/", "/o/", "/o/i/"):
        lab.send(app, path)
    with app.test_request_context("/missing"):
        lab.note(fl.request.endpoint, fl.request.blueprint, fl.request.blueprints, fl.request.url_rule)


@scenario
def nested_hooks(lab: Lab) -> None:
    """Before hooks run from the outside in, after and teardown hooks from the inside out."""
    app = lab.app()
    outer, inner = lab.blueprint("outer", url_prefix="/o"), lab.blueprint("inner", url_prefix="/i")
    for name, owner in (("app", app), ("outer", outer), ("inner", inner)):
        for number in (1, 2):
            owner.before_request(lab.noting(f"{name} before {number}"))
            owner.after_request(lab.passing(f"{name} after {number}"))
            owner.teardown_request(lab.passing(f"{name} teardown {number}"))
            owner.url_value_preprocessor(lab.noting(f"{name} values {number}"))
    inner.add_url_rule("/<x>", "v", lab.noting("view", "ok"))
    outer.add_url_rule("/", "v", lab.noting("view", "ok"))
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    lab.send(app, "/o/i/7")
    lab.send(app, "/o/")
    lab.send(app, "/o/i/missing/too/deep")


@scenario
def application_wide_hooks(lab: Lab) -> None:
    """The ``app_`` forms reach every request, in the order in which blueprints were registered."""
    app = lab.app()
    app.add_url_rule("/", "index", lab.noting("view", "ok"))
    app.before_request(lab.noting("app before"))
    for name in ("b", "a"):
        bp = lab.blueprint(name)
        bp.before_app_request(lab.noting(f"{name} before"))
        bp.after_app_request(lab.passing(f"{name} after"))
        bp.teardown_app_request(lab.passing(f"{name} teardown"))
        bp.app_url_value_preprocessor(lab.noting(f"{name} values"))
        app.register_blueprint(bp)
    app.after_request(lab.passing("app after"))
    lab.send(app)


@scenario
def handlers_by_scope(lab: Lab) -> None:
    """The innermost blueprint with a fitting handler answers; a 404 of the router belongs to no blueprint."""
    app = lab.app()
    outer, inner = lab.blueprint("outer", url_prefix="/o"), lab.blueprint("inner", url_prefix="/i")
    outer.register_error_handler(404, lambda e: ("outer 404", 404))
    inner.register_error_handler(410, lambda e: ("inner 410", 410))
    app.register_error_handler(404, lambda e: ("app 404", 404))
    app.register_error_handler(410, lambda e: ("app 410", 410))
    inner.app_errorhandler(418)(lambda e: ("inner for all 418", 418))
    for owner in (app, outer, inner):
        owner.add_url_rule("/<int:code>", "fail", lambda code: lab.flask.abort(code))
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    for path in (
        "/404",
        "/o/404",
        "/o/i/404",
        "/410",
        "/o/410",
        "/o/i/410",
        "/o/i/x",
        "/418",
        "/o/418",
        "/o/i/500",
    ):
        lab.send(app, path)


@scenario
def once_and_always(lab: Lab) -> None:
    """``record`` runs for every registration, ``record_once`` for the first; the state tells which."""
    bp = lab.blueprint(url_prefix="/p")

    def always(state: Any) -> None:  # a setup state of either package
        lab.note(
            "always",
            state.first_registration,
            state.url_prefix,
            state.subdomain,
            state.name,
            sorted(state.options.items()),
        )
        lab.note(state.blueprint.name, state.app.name, state.url_defaults, state.name_prefix)

    bp.record(always)
    bp.record_once(lambda state: lab.note("once", state.name))
    app = lab.app()
    app.register_blueprint(bp)
    app.register_blueprint(bp, name="two", url_prefix="/q")
    other = lab.app()
    other.register_blueprint(bp)
    outer = lab.blueprint("outer", url_prefix="/o")
    outer.register_blueprint(bp, name="three")
    app.register_blueprint(outer)


@table({
    name: name
    for name in ("before_request", "after_request", "teardown_request", "context_processor", "url_defaults",
                 "url_value_preprocessor", "before_app_request", "app_context_processor", "record", "add_url_rule",
                 "register_blueprint", "app_template_filter", "errorhandler", "app_errorhandler", "register_error_handler")
})  # fmt: skip
def late_registration_on_a_blueprint(lab: Lab, name: str) -> None:
    """A blueprint that is registered refuses to be set up further."""
    bp = lab.blueprint()
    lab.app().register_blueprint(bp)
    arguments: dict[str, tuple[object, ...]] = {
        "app_template_filter": ("f",), "add_url_rule": ("/late", "late", len), "errorhandler": (404,),
        "app_errorhandler": (404,), "register_error_handler": (404, len), "register_blueprint": (lab.blueprint("x"),),
    }  # fmt: skip
    call = getattr(bp, name)
    lab.attempt(lambda: call(*arguments.get(name, (len,))) and None)


@scenario
def blueprint_static_and_templates(lab: Lab) -> None:
    """A blueprint brings files and templates; the application's templates win."""
    lab.file("bp/static/x.css", "x")
    lab.file("bp/templates/page.html", "bp page")
    lab.file("bp/templates/own.html", "bp own {{ url_for('.static', filename='x.css') }}")
    lab.file("templates/page.html", "app page")
    bp = lab.blueprint(root_path=str(lab.folder / "bp"), static_folder="static", template_folder="templates",
                       url_prefix="/bp")  # fmt: skip
    render = lab.flask.render_template
    bp.add_url_rule("/<name>", "page", lambda name: render(name))
    app = lab.app()
    app.register_blueprint(bp)
    for path in ("/bp/static/x.css", "/bp/page.html", "/bp/own.html"):
        lab.send(app, path)
    lab.note(sorted(app.jinja_env.list_templates()), app.select_jinja_autoescape("x.html"))
    _rules(lab, app)


@scenario
def template_additions(lab: Lab) -> None:
    """Filters, tests and globals of a blueprint reach every template."""
    bp = lab.blueprint()
    bp.app_template_filter()(lab.noting("shout", "SHOUT"))
    bp.app_template_filter("named")(lab.noting("other", "NAMED"))
    bp.app_template_test("always")(lab.noting("always", True))
    bp.app_template_global("now")(lab.noting("now", "NOW"))
    bp.add_app_template_filter(lab.noting("added", "ADDED"))
    app = lab.app()
    app.register_blueprint(bp)
    text = "{{ 'a'|shout }} {{ 'b'|named }} {{ 1 is always }} {{ now() }} {{ 2|added }}"
    app.add_url_rule("/", "index", lambda: lab.flask.render_template_string(text))
    lab.send(app)


@scenario
def context_processors_by_scope(lab: Lab) -> None:
    """Context processors of the blueprint run after those of the application; explicit values win."""
    app = lab.app()
    outer, inner = lab.blueprint("outer", url_prefix="/o"), lab.blueprint("inner", url_prefix="/i")
    text = "{{ who }} {{ a }}{{ b }}{{ c }}"
    for name, owner in (("a", app), ("b", outer), ("c", inner)):
        owner.context_processor(lab.noting(f"processor {name}", {"who": name, name: name}))
        owner.add_url_rule("/", "v", lambda: lab.flask.render_template_string(text))
        owner.add_url_rule("/given", "given", lambda: lab.flask.render_template_string(text, who="given"))
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    for path in ("/", "/o/", "/o/i/", "/o/i/given"):
        lab.send(app, path)


@scenario
def url_defaults_by_scope(lab: Lab) -> None:
    """URL defaults fill what a rule wants, the application's first, then outwards in."""
    app = lab.app()
    outer, inner = lab.blueprint("outer", url_prefix="/<lang>"), lab.blueprint("inner", url_prefix="/i")
    for name, owner in (("app", app), ("outer", outer), ("inner", inner)):
        owner.url_defaults(lab.noting(f"{name} defaults"))
    outer.url_defaults(lambda endpoint, values: values.setdefault("lang", "nl"))
    outer.url_value_preprocessor(lambda endpoint, values: lab.note("pulled", values.pop("lang", None)))
    url_for = lab.flask.url_for
    inner.add_url_rule("/", "v", lambda: [url_for(".v"), url_for(".v", lang="x")])
    outer.add_url_rule("/", "v", lambda: [url_for(".v"), url_for(".inner.v"), url_for("outer.inner.v")])
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    lab.send(app, "/de/")
    lab.send(app, "/de/i/")


@scenario
def tables_of_a_registered_blueprint(lab: Lab) -> None:
    """Registering copies a blueprint's tables into the application's, keyed by its dotted name."""
    app = lab.app()
    outer, inner = lab.blueprint("outer"), lab.blueprint("inner")
    inner.before_request(lab.noting("inner hook"))
    inner.register_error_handler(ValueError, lab.noting("handler"))
    inner.add_url_rule("/x", "x", lab.noting("x", "x"))
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    lab.note(app.before_request_funcs, app.error_handler_spec, sorted(app.view_functions))
    lab.note(inner.before_request_funcs, inner.view_functions, len(inner.deferred_functions))


@scenario
def blueprint_endpoint_decorator(lab: Lab) -> None:
    """A blueprint's ``endpoint`` takes the whole name; the short one names a view that no rule leads to."""
    bp = lab.blueprint()
    bp.add_url_rule("/x", endpoint="x")
    bp.add_url_rule("/y", endpoint="y")
    bp.endpoint("shop.x")(lab.noting("x", "found"))
    bp.endpoint("y")(lab.noting("y", "not found"))
    app = lab.app()
    app.testing = True
    app.register_blueprint(bp)
    lab.note(sorted(app.view_functions))
    lab.send(app, "/x")
    lab.send(app, "/y")


@scenario
def custom_setup_state(lab: Lab) -> None:
    """A blueprint may bring its own setup state, whose methods are used."""
    blueprints = lab.module("blueprints")

    class State(blueprints.BlueprintSetupState):  # type: ignore[name-defined,misc]  # chosen at run time
        def add_url_rule(
            self, rule: str, endpoint: object = None, view_func: object = None, **options: object
        ) -> None:
            lab.note("state", rule, endpoint)
            super().add_url_rule("/state" + rule, endpoint, view_func, **options)

    class Own(lab.flask.Blueprint):  # type: ignore[name-defined,misc]  # chosen at run time
        def make_setup_state(
            self, app: object, options: dict[str, Any], first_registration: bool = False
        ) -> State:
            return State(self, app, options, first_registration)

    bp = Own("own", "lab", root_path=str(lab.folder))
    bp.add_url_rule("/x", "x", lab.noting("x", "x"))
    app = lab.app(static_folder=None)
    app.register_blueprint(bp)
    _rules(lab, app)


@scenario
def cli_groups(lab: Lab) -> None:
    """Commands of a blueprint appear under its name, under another, or directly."""
    import click

    app = lab.app()
    for name, options in (("one", {}), ("two", {"cli_group": "deux"}), ("three", {"cli_group": None})):
        bp = lab.blueprint(name, **options)
        bp.cli.command(f"do-{name}")(click.pass_context(lambda ctx: None))
        app.register_blueprint(bp)
    four = lab.blueprint("four")
    four.cli.command("do-four")(lambda: None)
    app.register_blueprint(four, cli_group="quatre")
    lab.note({n: sorted(getattr(c, "commands", {})) for n, c in sorted(app.cli.commands.items())})


@scenario
def blueprint_resources(lab: Lab) -> None:
    """A blueprint opens resources and sends static files of its own folder."""
    lab.file("bp/data.txt", "data")
    lab.file("bp/files/x.css", "x")
    bp = lab.blueprint(
        root_path=str(lab.folder / "bp"),
        static_folder="files",
        static_url_path="/own-files",
        template_folder="none",
    )
    with bp.open_resource("data.txt") as f:
        lab.note(f.read())
    lab.refused(bp.open_resource, "data.txt", "a")
    lab.note(
        bp.static_url_path,
        bp.has_static_folder,
        bp.jinja_loader is not None,
        bp.static_folder.replace(str(lab.folder), "ROOT"),
    )
    app = lab.app(static_folder=None)
    app.register_blueprint(bp, url_prefix="/p")
    lab.send(app, "/p/own-files/x.css")
    with app.test_request_context():
        lab.note(
            bp.send_static_file("x.css").status,
            bp.get_send_file_max_age("x"),
            lab.flask.url_for("shop.static", filename="a"),
        )
    lab.note(lab.blueprint("without").jinja_loader)


@table({
    "dotted": {"name": "a.b"}, "empty": {"name": ""}, "none": {"name": None}, "prefix option": {"name_prefix": "pre"}, "empty prefix": {"url_prefix": ""},
    "slash": {"url_prefix": "/"}, "variable": {"url_prefix": "/<int:shop>"}, "unknown": {"colour": 1}, "defaults": {"url_defaults": {"shop": 1}},
})  # fmt: skip
def odd_registrations(lab: Lab, options: dict[str, Any]) -> None:
    """Odd options of a registration are taken or refused alike."""
    app = lab.app(static_folder=None)
    bp = lab.blueprint(url_prefix="/own")
    bp.add_url_rule("/x", "x", lambda **kw: kw)
    lab.attempt(lambda: app.register_blueprint(bp, **options))
    lab.note([(r.rule, r.endpoint, r.defaults) for r in app.url_map.iter_rules()], list(app.blueprints))
