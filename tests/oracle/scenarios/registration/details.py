"""Registration in detail: methods of rules, stacked decorators, every hook in every scope, and refusals without a trace."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from typing import Any

from werkzeug.exceptions import Forbidden, HTTPException, NotFound

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _rules(lab: Lab, app: Any) -> None:  # an application of either package
    lab.note(
        [
            (r.rule, r.endpoint, r.methods, r.provide_automatic_options, r.defaults)
            for r in app.url_map.iter_rules()
        ]
    )


@scenario
def stacked_decorators(lab: Lab) -> None:
    """Several routes on one function share its endpoint, unless one is given; the innermost is registered first."""
    for owner in (lab.app(static_folder=None), lab.blueprint(url_prefix="/bp")):

        @owner.route("/three", endpoint="other", methods=["PUT"])
        @owner.post("/two")
        @owner.get("/one/<int:n>", defaults={"m": 5})
        @owner.get("/one", defaults={"n": 1, "m": 6})
        def view(n: int = 0, m: int = 0) -> object:
            return [n, m, lab.flask.request.endpoint]

        app = owner if hasattr(owner, "url_map") else lab.app(static_folder=None)
        if app is not owner:
            app.register_blueprint(owner)
        _rules(lab, app)
        prefix = "/bp" if app is not owner else ""
        for method, path in (
            ("GET", "/one"),
            ("GET", "/one/1"),
            ("GET", "/one/2"),
            ("POST", "/two"),
            ("PUT", "/three"),
            ("GET", "/three"),
        ):
            lab.send(app, prefix + path, method)


@table({
    "option": ({"methods": ["POST"]}, {}), "attribute": ({}, {"methods": ["PUT"]}), "option wins": ({"methods": ["POST"]}, {"methods": ["PUT"]}),
    "required": ({}, {"required_methods": ["PATCH"]}), "required and option": ({"methods": ["GET"]}, {"required_methods": {"PATCH", "OPTIONS"}}),
    "automatic off": ({"provide_automatic_options": False}, {}), "automatic off by attribute": ({}, {"provide_automatic_options": False}),
    "automatic on": ({"provide_automatic_options": True, "methods": ["OPTIONS", "GET"]}, {}), "options listed": ({"methods": ["OPTIONS", "GET"]}, {}),
    "small letters": ({"methods": ["get", "Put"]}, {}), "set": ({"methods": {"GET"}}, {}), "tuple": ({"methods": ("GET", "GET")}, {}), "empty": ({"methods": []}, {}),
    "keys of a dict": ({"methods": {"DELETE": 1}.keys()}, {}), "text": ({"methods": "GET"}, {}), "text as attribute": ({}, {"methods": "GET"}),
})  # fmt: skip
def methods_of_rules(lab: Lab, row: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """A rule's methods are those of the option, else of the view, else GET; the required ones and OPTIONS are added."""
    options, attributes = row

    def view() -> object:
        return lab.flask.request.method

    for name, value in attributes.items():
        setattr(view, name, value)
    app = lab.app(static_folder=None)
    lab.attempt(lambda: app.add_url_rule("/", view_func=view, **options))
    lab.attempt(lambda: app.add_url_rule("/no-view", "no-view", methods=["GET"]))
    _rules(lab, app)
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        lab.send(app, "/", method)


KINDS: dict[str, tuple[str, str | None]] = {
    "before": ("before_request", "before_app_request"), "after": ("after_request", "after_app_request"), "teardown": ("teardown_request", "teardown_app_request"),
    "values": ("url_value_preprocessor", "app_url_value_preprocessor"), "defaults": ("url_defaults", "app_url_defaults"), "context": ("context_processor", "app_context_processor"),
    "app teardown": ("teardown_appcontext", None),
}  # fmt: skip


@table(KINDS)
def hooks_in_every_scope(lab: Lab, row: tuple[str, str | None]) -> None:
    """Each kind of hook runs for the scope that it was registered in, and in the order of its kind."""
    name, app_name = row
    fl = lab.flask

    def hook(label: str) -> Any:  # a hook of any kind
        if name == "context_processor":
            return lambda: lab.giving({}, label)
        return lab.passing(label) if name == "after_request" else lab.noting(label)

    app = lab.app()
    outer, inner, other = (
        lab.blueprint("outer", url_prefix="/o"),
        lab.blueprint("inner", url_prefix="/i"),
        lab.blueprint("other", url_prefix="/x"),
    )
    for label, owner in (("app", app), ("outer", outer), ("inner", inner), ("other", other)):
        for number in (1, 2):
            if hasattr(owner, name):
                decorated = hook(f"{label} {number}")
                lab.note(getattr(owner, name)(decorated) is decorated)
            if app_name and owner is not app:
                decorated = hook(f"{label} for all {number}")
                lab.note(getattr(owner, app_name)(decorated) is decorated)
        owner.add_url_rule("/", "v", lambda: fl.render_template_string("{{ url_for(request.endpoint) }}"))
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    app.register_blueprint(other)
    for path in ("/", "/o/", "/o/i/", "/x/", "/none"):
        lab.send(app, path)


@scenario
def handlers_of_errors(lab: Lab) -> None:
    """Handlers are registered by code and by class, by decorator and by method, for application, blueprint and all."""
    fl = lab.flask

    class Own(Exception):
        pass

    class Special(Own):
        pass

    class Payment(HTTPException):
        code = 402

    raising: dict[str, Any] = {
        "own": Own("o"),
        "special": Special("s"),
        "404": NotFound(),
        "403": Forbidden(),
        "402": Payment("p"),
        "key": KeyError("k"),
    }

    def fail(kind: str) -> object:
        raise raising[kind]

    def handler(label: str) -> Any:  # a handler
        return lambda error: (f"{label}: {type(error).__name__}", 290)

    app, bp = lab.app(), lab.blueprint(url_prefix="/bp")
    returned = [
        app.errorhandler(404)(handler("app 404")), app.errorhandler(Own)(handler("app own")), bp.errorhandler(403)(handler("bp 403")), bp.errorhandler(Special)(handler("bp special")),
        bp.app_errorhandler(403)(handler("all 403")), bp.app_errorhandler(LookupError)(handler("all lookup")), bp.errorhandler(Payment)(handler("bp payment")),
    ]  # fmt: skip
    app.register_error_handler(Forbidden, handler("app forbidden"))
    bp.register_error_handler(404, handler("bp 404"))
    bp.register_error_handler(HTTPException, handler("bp http"))
    lab.note([callable(function) for function in returned])
    for owner in (app, bp):
        owner.add_url_rule("/<kind>", "fail", fail)
    app.register_blueprint(bp)
    for kind in raising:
        lab.send(app, f"/{kind}")
        lab.send(app, f"/bp/{kind}")
    lab.send(app, "/bp/none/there")
    lab.note(
        sorted(str(scope) for scope in app.error_handler_spec),
        sorted(map(str, app.error_handler_spec["shop"])),
    )
    with app.test_request_context():
        lab.attempt(lambda: fl.current_app.handle_user_exception(Special("x")))


SETUP: dict[str, Any] = {
    "get": lambda app, f: app.get("/late")(f), "post": lambda app, f: app.post("/late")(f), "put": lambda app, f: app.put("/late")(f), "patch": lambda app, f: app.patch("/late")(f),
    "delete": lambda app, f: app.delete("/late")(f), "add_template_filter": lambda app, f: app.add_template_filter(f), "add_template_test": lambda app, f: app.add_template_test(f),
    "add_template_global": lambda app, f: app.add_template_global(f), "add_url_rule": lambda app, f: app.add_url_rule("/late", view_func=f),
    "url_map": lambda app, f: app.url_map.add(app.url_rule_class("/late", endpoint="index")), "cli": lambda app, f: app.cli.command("late")(f),
    "extension": lambda app, f: app.extensions.update(late=f), "config": lambda app, f: app.config.update(LATE=1), "jinja": lambda app, f: app.jinja_env.filters.update(late=f),
    "hooks list": lambda app, f: app.before_request_funcs[None].append(f), "url defaults": lambda app, f: app.url_defaults(f), "blueprint": lambda app, f: app.register_blueprint(None),
}  # fmt: skip


@table(SETUP)
def setup_after_the_first_request(
    lab: Lab, set_up: Any
) -> None:  # rows are lambdas of an application and a function
    """Setup methods are refused after the first request, whatever their arguments; tables and parts stay open."""
    app = lab.app(static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    lab.send(app)

    def hook(*args: object) -> None:
        lab.note("hook")

    lab.attempt(lambda: set_up(app, hook) and None)
    lab.note(sorted(app.view_functions), [r.rule for r in app.url_map.iter_rules()], sorted(app.extensions))
    lab.send(app)
    lab.send(app, "/late")


@scenario
def what_counts_as_the_first_request(lab: Lab) -> None:
    """Contexts, clients and shells are no request; one that fails or finds nothing is."""
    fl = lab.flask
    acts: list[Any] = [  # lambdas of an application
        lambda app: app.app_context().push(),
        lambda app: app.test_request_context().push(),
        lambda app: app.test_client(),
        lambda app: app.make_shell_context(),
        lambda app: app.test_request_context("/none").push() or app.full_dispatch_request(),
        lambda app: app.test_client().get("/none"),
        lambda app: app.test_client().options("/"),
    ]
    for act in acts:
        app = lab.app()
        app.add_url_rule("/", "index", lambda: "x")
        act(app)
        lab.attempt(app.before_request, len)
        while fl.has_app_context():
            globals_ = lab.module("globals")
            (globals_._cv_request.get(None) or globals_._cv_app.get()).pop()


REFUSED: dict[str, Any] = {
    "methods as text": lambda app, bp: app.add_url_rule("/x", "x", len, methods="GET"), "unknown option": lambda app, bp: app.add_url_rule("/x", "x", len, colour=1),
    "no slash": lambda app, bp: app.add_url_rule("x", "x", len), "unknown converter": lambda app, bp: app.add_url_rule("/<nope:x>", "x", len),
    "bad converter": lambda app, bp: app.add_url_rule("/<int(nope=1):x>", "x", len), "no endpoint": lambda app, bp: app.add_url_rule("/x"),
    "shortcut with methods": lambda app, bp: app.get("/x", methods=["POST"]), "handler for an instance": lambda app, bp: app.register_error_handler(NotFound(), len),
    "handler for a code": lambda app, bp: app.register_error_handler(999, len), "handler for no exception": lambda app, bp: app.register_error_handler(int, len),
    "name taken": lambda app, bp: app.register_blueprint(bp), "dotted name": lambda app, bp: type(bp)("a.b", "lab"),
    "empty name": lambda app, bp: type(bp)("", "lab"), "dotted endpoint": lambda app, bp: type(bp)("b", "lab").add_url_rule("/x", "a.b", len),
    "on itself": lambda app, bp: type(bp).register_blueprint(bp, bp), "not a blueprint": lambda app, bp: app.register_blueprint("shop"),
    "filter without name": lambda app, bp: app.add_template_filter(5),
}  # fmt: skip


@table(REFUSED)
def refused_without_a_trace(
    lab: Lab, register: Any
) -> None:  # rows are lambdas of an application and a blueprint
    """What is refused is as if it had never been asked for: rules, tables, names, and what the application answers."""
    app, bp = lab.app(static_folder=None), lab.blueprint(url_prefix="/bp")
    app.add_url_rule("/", "index", lambda: "index")
    bp.add_url_rule("/", "shop", lambda: "shop")
    app.register_blueprint(bp)
    lab.refused(register, app, bp)
    _rules(lab, app)
    lab.note(
        sorted(app.view_functions),
        list(app.blueprints),
        app.error_handler_spec[None].get(999, {}),
        len(app.before_request_funcs),
        app.template_context_processors.keys(),
    )
    for path in ("/", "/bp/", "/x", "/bp/x"):
        lab.send(app, path)
