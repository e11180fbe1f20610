"""Blueprints in detail: depth, names, joining, folders, commands, and the setup state as a point of extension."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

import itertools
from typing import Any

import click
from werkzeug.exceptions import HTTPException

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _rules(lab: Lab, app: Any) -> None:  # an application of either package
    lab.note([(r.rule, r.endpoint, r.subdomain, r.host, r.defaults) for r in app.url_map.iter_rules()])


@table({"one": 1, "two": 2, "five": 5, "nine": 9})
def depth(lab: Lab, levels: int) -> None:
    """Blueprints nest to any depth: names are joined by dots, prefixes by slashes; hooks, handlers and defaults add up."""
    fl = lab.flask
    app = lab.app(static_folder=None)
    made = [lab.blueprint(f"b{n}", url_prefix=f"/p{n}") for n in range(levels)]
    for n, bp in enumerate(made):
        bp.before_request(lab.noting(f"before {n}"))
        bp.teardown_request(lab.noting(f"teardown {n}"))
        bp.url_defaults(lambda endpoint, values, n=n: values.setdefault(f"d{n}", n))
        bp.context_processor(lambda n=n: {"deepest": n})
        bp.register_error_handler(404 if n % 2 else 410, lambda e, n=n: (f"{e.code} at {n}", e.code))
        bp.add_url_rule(
            "/v",
            "v",
            lambda: fl.render_template_string(
                "{{ deepest }} {{ url_for('.v') }} {{ request.blueprints|join(',') }}"
            ),
        )
        bp.add_url_rule("/fail/<int:code>", "fail", lambda code: fl.abort(code))
    for outer, inner in reversed(list(itertools.pairwise(made))):
        outer.register_blueprint(inner)
    app.register_blueprint(made[0])
    lab.note(list(app.blueprints))
    _rules(lab, app)
    path = "".join(f"/p{n}" for n in range(levels))
    for end in ("/v", "/fail/404", "/fail/410", "/none"):
        lab.send(app, path + end)


@scenario
def one_blueprint_many_times(lab: Lab) -> None:
    """A blueprint may be registered many times under other names: each has rules, hooks, handlers and templates of its own name."""
    fl = lab.flask
    app = lab.app(static_folder=None)
    bp, outer = lab.blueprint("bp", url_prefix="/bp"), lab.blueprint("outer", url_prefix="/outer")
    bp.before_request(lambda: lab.note("before", fl.request.blueprint))
    bp.register_error_handler(404, lambda e: (f"404 in {fl.request.blueprint}", 404))
    bp.add_url_rule("/", "v", lambda: fl.url_for(".v"))
    bp.add_url_rule("/fail", "fail", lambda: fl.abort(404))
    bp.record_once(lambda state: lab.note("once", state.name, state.first_registration))
    bp.record(lambda state: lab.note("each", state.name, state.first_registration))
    app.register_blueprint(bp)
    app.register_blueprint(bp, name="two", url_prefix="/two")
    outer.register_blueprint(bp, name="three", url_prefix="/three")
    outer.register_blueprint(bp, url_prefix="/four")
    app.register_blueprint(outer)
    app.register_blueprint(outer, name="other", url_prefix="/other")
    lab.refused(app.register_blueprint, bp, name="two")
    lab.refused(app.register_blueprint, lab.blueprint("two"))
    lab.attempt(app.register_blueprint, bp, name="a.b")
    lab.note(list(app.blueprints))
    for path in (
        "/bp/",
        "/two/",
        "/outer/three/",
        "/outer/four/",
        "/other/three/",
        "/two/fail",
        "/other/four/fail",
    ):
        lab.send(app, path)


@table({
    "both": ("/a", "/b"), "slashes": ("/a/", "/b/"), "no slash within": ("/a", "b"), "none outside": (None, "/b"), "none within": ("/a", None), "neither": (None, None),
    "empty outside": ("", "/b"), "empty within": ("/a", ""), "root": ("/", "/"), "variables": ("/<lang>", "/<int:n>"), "double": ("/a//", "//b"), "no slash outside": ("a", "/b"),
})  # fmt: skip
def joining_of_prefixes(lab: Lab, row: tuple[str | None, str | None]) -> None:
    """Prefixes and rules are joined with one slash; the option of the registration replaces that of the blueprint."""
    for options in ({}, {"url_prefix": "/given"}, {"url_prefix": ""}):
        app = lab.app(static_folder=None)
        outer, inner = lab.blueprint("outer", url_prefix=row[0]), lab.blueprint("inner", url_prefix=row[1])
        for rule in ("/", "/x", *([""] if row[1] is not None else [])):
            inner.add_url_rule(rule, f"v{rule[1:]}{len(rule)}", lambda **kw: kw)
        lab.attempt(lambda outer=outer, inner=inner: outer.register_blueprint(inner))
        lab.attempt(lambda app=app, outer=outer, options=options: app.register_blueprint(outer, **options))
        _rules(lab, app)


@table({
    "both": ("eu", "api"), "outside": ("eu", None), "within": (None, "api"), "neither": (None, None), "empty within": ("eu", ""), "variable": ("<lang>", "api"),
})  # fmt: skip
def joining_of_subdomains(lab: Lab, row: tuple[str | None, str | None]) -> None:
    """Subdomains are joined with a dot, the inner one first; the option of the registration replaces the blueprint's."""
    for options in ({}, {"subdomain": "given"}):
        app = lab.app(static_folder=None, subdomain_matching=True)
        app.config["SERVER_NAME"] = "shop.test"
        outer, inner = lab.blueprint("outer", subdomain=row[0]), lab.blueprint("inner", subdomain=row[1])
        inner.add_url_rule("/x", "x", lambda **kw: kw)
        inner.add_url_rule("/own", "own", lambda **kw: kw, subdomain="rule")
        outer.register_blueprint(inner)
        app.register_blueprint(outer, **options)
        _rules(lab, app)
        for host in (
            "shop.test",
            "eu.shop.test",
            "api.eu.shop.test",
            "api.shop.test",
            "given.shop.test",
            "rule.shop.test",
        ):
            lab.send(app, "/x", base_url=f"http://{host}")


@scenario
def defaults_of_urls(lab: Lab) -> None:
    """``url_defaults`` of blueprint, registration and rule add up, the nearer one wins, and the view gets them."""
    app = lab.app(static_folder=None)
    outer = lab.blueprint("outer", url_defaults={"a": "outer", "b": "outer"}, url_prefix="/o")
    inner = lab.blueprint("inner", url_defaults={"b": "inner", "c": "inner"}, url_prefix="/i")
    inner.add_url_rule("/", "v", lambda **kw: dict(sorted(kw.items())), defaults={"c": "rule", "d": "rule"})
    inner.add_url_rule("/<a>", "w", lambda **kw: dict(sorted(kw.items())))
    outer.register_blueprint(inner, url_defaults={"e": "nested"})
    outer.add_url_rule("/", "v", lambda **kw: dict(sorted(kw.items())))
    app.register_blueprint(outer, url_defaults={"a": "given", "f": "given"})
    _rules(lab, app)
    for path in ("/o/", "/o/i/", "/o/i/x"):
        lab.send(app, path)


@table({
    "with prefix": {"url_prefix": "/bp", "static_folder": "files"}, "without prefix": {"static_folder": "files"}, "own path": {"url_prefix": "/bp", "static_folder": "files", "static_url_path": "/assets"},
    "own path without prefix": {"static_folder": "files", "static_url_path": "/assets"}, "empty path": {"url_prefix": "/bp", "static_folder": "files", "static_url_path": ""},
    "absolute folder": {"url_prefix": "/bp", "static_folder": "ABSOLUTE"}, "missing folder": {"url_prefix": "/bp", "static_folder": "nowhere"}, "subdomain": {"subdomain": "cdn", "static_folder": "files"},
})  # fmt: skip
def static_files_of_a_blueprint(lab: Lab, options: dict[str, Any]) -> None:
    """A blueprint's static files are below its prefix; without one the application's static folder comes first."""
    fl = lab.flask
    lab.file("static/a.css", "app")
    lab.file("files/a.css", "bp")
    given = {
        key: str(lab.folder / "files") if value == "ABSOLUTE" else value for key, value in options.items()
    }
    app = lab.app(subdomain_matching="subdomain" in options)
    app.config["SERVER_NAME"] = "shop.test" if "subdomain" in options else None
    bp = lab.blueprint(**given)
    bp.add_url_rule(
        "/url",
        "url",
        lambda: [fl.url_for(".static", filename="a.css"), fl.url_for("static", filename="a.css")],
    )
    app.register_blueprint(bp)
    lab.note(bp.has_static_folder, bp.static_url_path, str(bp.static_folder).replace(str(lab.folder), "ROOT"))
    _rules(lab, app)
    base = "http://cdn.shop.test" if "subdomain" in options else "http://localhost"
    for path in (
        "/static/a.css",
        "/files/a.css",
        "/bp/files/a.css",
        "/bp/static/a.css",
        "/assets/a.css",
        "/bp/assets/a.css",
        "/bp/a.css",
        "/bp/url",
        "/url",
    ):
        lab.send(app, path, base_url=base)
    with app.test_request_context():
        lab.attempt(lambda: bp.send_static_file("a.css").get_data())


@scenario
def folders_of_templates(lab: Lab) -> None:
    """Of blueprints with templates of the same name, the application wins, then the one that was registered first."""
    fl = lab.flask
    for folder in ("templates", "one", "two"):
        lab.file(f"{folder}/{folder}.html", f"own of {folder}")
        lab.file(f"{folder}/shared.html", f"shared of {folder}")
    lab.file("two/both.html", "two {% include 'shared.html' %}")
    lab.file("one/both.html", "one")
    app = lab.app()
    one = lab.blueprint("one", template_folder="one", url_prefix="/one")
    two = lab.blueprint("two", template_folder=str(lab.folder / "two"), url_prefix="/two")
    for bp in (two, one):
        bp.add_url_rule("/<name>", "show", lambda name: fl.render_template(name))
        app.register_blueprint(bp)
    for path in (
        "/one/one.html",
        "/one/two.html",
        "/one/templates.html",
        "/two/shared.html",
        "/two/both.html",
        "/one/both.html",
        "/one/none.html",
    ):
        lab.send(app, path)
    lab.note(one.jinja_loader.list_templates(), lab.blueprint("three").jinja_loader)


@scenario
def commands_of_a_blueprint(lab: Lab) -> None:
    """Commands run with the application, in a group of the blueprint's name, in another, or among the application's."""
    fl = lab.flask
    app = lab.app()
    for name, made, given in (
        ("plain", {}, {}),
        ("grouped", {"cli_group": "group"}, {}),
        ("open", {"cli_group": None}, {}),
        ("late", {}, {"cli_group": "later"}),
        ("nested", {}, {}),
    ):
        bp = lab.blueprint(name, **made)

        @bp.cli.command(f"do-{name}")
        @click.option("--n", default=1)
        def do(n: int) -> None:
            click.echo([fl.current_app.name, n, sorted(fl.current_app.blueprints)])

        if name == "nested":
            inner = lab.blueprint("inner")
            inner.cli.command("deep")(lambda: click.echo("deep"))
            bp.register_blueprint(inner)
        app.register_blueprint(bp, **given)
    runner = app.test_cli_runner()
    for args in (
        ["plain", "do-plain", "--n", "2"],
        ["group", "do-grouped"],
        ["do-open"],
        ["later", "do-late"],
        ["late", "do-late"],
        ["nested", "do-nested"],
        ["inner", "deep"],
        ["nested", "inner", "deep"],
    ):
        result = runner.invoke(args=args)
        lab.note(
            args, result.exit_code, result.output if result.exit_code == 0 else result.output.splitlines()[-1]
        )


@scenario
def recorded_functions(lab: Lab) -> None:
    """``record`` and ``record_once`` run when the blueprint is registered, in their order among rules and hooks."""
    app = lab.app(static_folder=None)
    bp = lab.blueprint(url_prefix="/p")
    bp.record(lambda state: lab.note("first", [r.endpoint for r in state.app.url_map.iter_rules()]))
    bp.add_url_rule("/a", "a", len)
    bp.record(lambda state: lab.note("second", [r.endpoint for r in state.app.url_map.iter_rules()]))
    bp.record_once(
        lambda state: state.add_url_rule("/recorded", "recorded", lambda: "recorded", methods=["GET", "PUT"])
    )
    bp.record(lambda state: state.app.add_url_rule("/outside", f"{state.name}_outside", len))
    lab.note(len(bp.deferred_functions), bp._got_registered_once)
    app.register_blueprint(bp)
    lab.note(bp._got_registered_once)
    lab.refused(_failing_record, lab, app)
    _rules(lab, app)
    lab.send(app, "/p/recorded", "PUT")


def _failing_record(lab: Lab, app: Any) -> None:  # an application of either package
    bp = lab.blueprint("failing")
    bp.record(lambda state: 1 / 0)
    app.register_blueprint(bp)


@scenario
def setup_states(lab: Lab) -> None:
    """A setup state has the documented attributes, made of the blueprint and the options, and adds rules below its prefix."""
    blueprints = lab.module("blueprints")
    app = lab.app(static_folder=None)
    bp = lab.blueprint(url_prefix="/own", subdomain="sub", url_defaults={"a": 1})
    for options, first in (({}, True), ({"url_prefix": "/given", "subdomain": "x", "url_defaults": {"b": 2}}, False), ({"name": "other", "name_prefix": "outer"}, False),
                           ({"url_prefix": None, "subdomain": None, "more": 5}, True)):  # fmt: skip
        for state in (
            blueprints.BlueprintSetupState(bp, app, dict(options), first),
            bp.make_setup_state(app, dict(options), first),
        ):
            lab.note(
                type(state),
                state.app is app,
                state.blueprint is bp,
                state.first_registration,
                dict(state.options),
            )
            lab.note(state.subdomain, state.url_prefix, state.name, state.name_prefix, state.url_defaults)
    state = bp.make_setup_state(app, {"name_prefix": "outer", "url_prefix": "/p", "subdomain": ""}, True)
    state.add_url_rule("/x", "x", len)
    state.add_url_rule("", None, lab.noting("named"), methods=["PUT"])
    state.add_url_rule("rel", "rel", len, defaults={"a": 2}, subdomain="own")
    lab.refused(state.add_url_rule, "/y")
    _rules(lab, app)
    lab.note(sorted(app.view_functions), list(app.blueprints))


@scenario
def state_of_ones_own(lab: Lab) -> None:
    """A state may change prefix, name and options of the registration, and what its rules become."""
    blueprints = lab.module("blueprints")

    class State(blueprints.BlueprintSetupState):  # type: ignore[name-defined,misc]  # chosen at run time
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # what the base takes
            super().__init__(*args, **kwargs)
            lab.note("state", self.name, self.url_prefix, self.first_registration)
            self.url_prefix: str | None = f"/v1{self.url_prefix or ''}"

        def add_url_rule(
            self, rule: str, endpoint: str | None = None, view_func: Any = None, **options: Any
        ) -> None:  # what the base takes
            options.setdefault("strict_slashes", False)
            super().add_url_rule(
                rule, endpoint, (lambda **kw: f"wrapped {view_func(**kw)}") if view_func else None, **options
            )

    class Own(lab.flask.Blueprint):  # type: ignore[name-defined,misc]  # chosen at run time
        def make_setup_state(
            self, app: Any, options: dict[str, Any], first_registration: bool = False
        ) -> State:
            lab.note("making", sorted(options), first_registration)
            return State(self, app, options, first_registration)

    app = lab.app(static_folder=None)
    outer, inner = (
        Own("outer", "lab", root_path=str(lab.folder), url_prefix="/o"),
        lab.blueprint("inner", url_prefix="/i"),
    )
    outer.add_url_rule("/x/", "x", lambda: "x")
    inner.add_url_rule("/y/", "y", lambda: "y")
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    app.register_blueprint(outer, name="again", url_prefix="/p")
    _rules(lab, app)
    for path in ("/v1/o/x", "/v1/o/i/y", "/v1/o/i/y/", "/v1/p/x/"):
        lab.send(app, path)


@scenario
def handlers_of_scopes(lab: Lab) -> None:
    """The innermost scope with a handler answers, by code before by class; the router's own errors are the application's."""
    fl = lab.flask
    app = lab.app()
    outer, inner = lab.blueprint("outer", url_prefix="/o"), lab.blueprint("inner", url_prefix="/i")

    def handler(label: str) -> Any:  # a handler
        return lambda error: (f"{label} {type(error).__name__}", 290)

    app.register_error_handler(Exception, handler("app Exception"))
    outer.register_error_handler(LookupError, handler("outer LookupError"))
    outer.register_error_handler(404, handler("outer 404"))
    inner.register_error_handler(HTTPException, handler("inner HTTPException"))
    inner.register_error_handler(KeyError, handler("inner KeyError"))
    raising: dict[str, Any] = {
        "key": lambda: {"a": 1}["k"],
        "index": lambda: [].pop(),
        "value": lambda: int("x"),
        "404": lambda: fl.abort(404),
        "409": lambda: fl.abort(409),
    }
    for owner in (app, outer, inner):
        owner.add_url_rule("/<kind>", "fail", lambda kind: raising[kind]())
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    for kind in raising:
        for prefix in ("", "/o", "/o/i"):
            lab.send(app, f"{prefix}/{kind}")
    for method, path in (("GET", "/o/i/x/y"), ("PUT", "/o/i/key"), ("PUT", "/o/key")):
        lab.send(app, path, method)
