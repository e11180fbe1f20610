"""What extensions do: replace classes and methods, patch instances, reach into contexts."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

from typing import Any

from werkzeug.exceptions import HTTPException, NotFound, Unauthorized
from werkzeug.routing import Map, MapAdapter

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _made(lab: Lab, cls: type) -> Any:  # an application of either package
    return cls("lab", root_path=str(lab.folder), instance_path=str(lab.folder / "instance"))


@scenario
def replaced_parts(lab: Lab) -> None:
    """Every class that an application makes its parts from may be replaced in a subclass."""
    fl = lab.flask
    ctx, provider = lab.module("ctx"), lab.module("json.provider")
    templating = lab.module("templating")

    class Config(fl.Config):  # type: ignore[name-defined,misc]  # chosen at run time
        pass

    class Globals(ctx._AppCtxGlobals):  # type: ignore[name-defined,misc]  # chosen at run time
        default = "from the class"

    class Provider(provider.DefaultJSONProvider):  # type: ignore[name-defined,misc]  # chosen at run time
        compact = False

    class Environment(templating.Environment):  # type: ignore[name-defined,misc]  # chosen at run time
        pass

    class Own(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        config_class = Config
        app_ctx_globals_class = Globals
        json_provider_class = Provider
        jinja_environment = Environment

        def make_config(self, instance_relative: bool = False) -> object:
            lab.note("make_config", instance_relative)
            return super().make_config(instance_relative)

        def make_aborter(self) -> object:
            lab.note("make_aborter")
            return super().make_aborter()

        def auto_find_instance_path(self) -> str:
            lab.note("auto_find_instance_path")
            return str(lab.folder / "found")

        def create_jinja_environment(self) -> object:
            lab.note("create_jinja_environment")
            return super().create_jinja_environment()

        def create_global_jinja_loader(self) -> object:
            lab.note("create_global_jinja_loader")
            return super().create_global_jinja_loader()

        def select_jinja_autoescape(self, filename: str | None) -> bool:
            lab.note("select_jinja_autoescape", filename)
            return False

        def create_url_adapter(self, request: object) -> object:
            lab.note("create_url_adapter", request is None)
            return super().create_url_adapter(request)

        def inject_url_defaults(self, endpoint: str, values: dict[str, object]) -> None:
            lab.note("inject_url_defaults", endpoint, values)
            super().inject_url_defaults(endpoint, values)

        def update_template_context(self, context: dict[str, object]) -> None:
            lab.note("update_template_context", sorted(context))
            super().update_template_context(context)

    app = Own("lab", root_path=str(lab.folder))
    lab.note(app.instance_path.replace(str(lab.folder), "ROOT"), type(app.config), type(app.json))
    app.add_url_rule(
        "/", "index", lambda: fl.render_template_string("{{ g.default }} {{ '<' }} {{ url_for('index') }}")
    )
    app.add_url_rule("/json", "json", lambda: {"b": 1, "a": 2})
    for path in ("/", "/json", "/"):
        lab.send(app, path)
    lab.note(type(app.jinja_env), type(app.aborter))


@scenario
def foreign_map_and_adapter(lab: Lab) -> None:
    """An application may bring a map class of its own, whose adapter is asked to match and to build."""

    class Adapter(MapAdapter):
        def match(self, *args: Any, **kwargs: Any) -> Any:  # what Werkzeug's takes and gives
            lab.note("match", args, kwargs)
            return super().match(*args, **kwargs)

        def build(self, *args: Any, **kwargs: Any) -> str:  # what Werkzeug's takes
            lab.note("build", args[:1])
            return super().build(*args, **kwargs)

    class OwnMap(Map):
        def bind_to_environ(self, *args: Any, **kwargs: Any) -> MapAdapter:  # what Werkzeug's takes
            lab.note("bind_to_environ", sorted(kwargs))
            adapter = super().bind_to_environ(*args, **kwargs)
            adapter.__class__ = Adapter
            return adapter

    class Own(lab.flask.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        url_map_class = OwnMap

    app = _made(lab, Own)
    app.add_url_rule("/<int:n>/", "n", lambda n: lab.flask.url_for("n", n=n + 1))
    for path in ("/1/", "/1", "/x", "/1/?q=1"):
        lab.send(app, path)
    lab.send(app, "/1/", "POST")


@scenario
def patched_adapter(lab: Lab) -> None:
    """An adapter that was patched on the instance is asked all the same."""
    app = lab.app()
    app.add_url_rule("/<int:n>", "n", lambda n: str(n))
    original = app.create_url_adapter

    def create(request: object) -> object:
        adapter = original(request)
        if adapter is not None:
            match = adapter.match

            def patched(*args: Any, **kwargs: Any) -> Any:  # what Werkzeug's takes and gives
                lab.note("patched match")
                return match(*args, **kwargs)

            adapter.match = patched
        return adapter

    app.create_url_adapter = create
    lab.send(app, "/5")
    lab.send(app, "/x")


@scenario
def login_extension(lab: Lab) -> None:
    """A login manager of the usual make: user in ``g``, a decorator, an unauthorized handler, a context processor."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.extensions["login"] = {"view": "login"}

    @app.before_request
    def load() -> None:
        fl.g.user = fl.session.get("user")

    def required(view: Any) -> Any:  # a view of any kind
        import functools

        @functools.wraps(view)
        def wrapped(*args: object, **kwargs: object) -> object:
            if fl.g.user is None:
                return fl.redirect(
                    fl.url_for(fl.current_app.extensions["login"]["view"], next=fl.request.full_path)
                )
            return fl.current_app.ensure_sync(view)(*args, **kwargs)

        return wrapped

    app.context_processor(lambda: {"user": fl.g.get("user")})
    app.add_url_rule("/secret", "secret", required(lambda: fl.render_template_string("{{ user }}")))
    app.add_url_rule(
        "/login", "login", lambda: fl.session.update(user="ada") or fl.redirect(fl.request.args["next"])
    )
    browser = lab.browser(app)
    for path in ("/secret?a=1", "/login?next=/secret", "/secret"):
        lab.send(browser, path)


@scenario
def cross_origin_extension(lab: Lab) -> None:
    """Headers added after every request reach errors, redirects and automatic answers too."""
    app = lab.app()

    def after(response: Any) -> Any:  # a response of either package
        response.headers.add("Access-Control-Allow-Origin", lab.flask.request.headers.get("Origin", "*"))
        response.vary.add("Origin")
        return response

    app.after_request(after)
    app.add_url_rule("/x/", "x", lambda: "x", methods=["GET", "POST"])
    for method, path in (
        ("GET", "/x/"),
        ("OPTIONS", "/x/"),
        ("GET", "/x"),
        ("GET", "/none"),
        ("PUT", "/x/"),
        ("HEAD", "/x/"),
    ):
        lab.send(app, path, method, headers={"Origin": "http://here.test"})


@scenario
def rest_extension(lab: Lab) -> None:
    """An API extension takes over the handling of exceptions for its own endpoints."""
    app = lab.app()
    app.add_url_rule("/api/<int:n>", "api", lambda n: lab.flask.abort(n))
    app.add_url_rule("/page/<int:n>", "page", lambda n: lab.flask.abort(n))
    original_user, original_http = app.handle_user_exception, app.handle_exception

    def handle(original: Any, error: Exception) -> Any:  # a bound method; what a handler returns
        if lab.flask.request.path.startswith("/api"):
            code = error.code if isinstance(error, HTTPException) else 500
            return lab.flask.jsonify(message=str(error), code=code), code
        return original(error)

    app.handle_user_exception = lambda e: handle(original_user, e)
    app.handle_exception = lambda e: handle(original_http, e)
    for path in ("/api/404", "/page/404", "/api/x", "/api/999", "/page/999"):
        lab.send(app, path)


@scenario
def wrapped_views(lab: Lab) -> None:
    """Views may be wrapped after they were registered, one by one or all."""
    app = lab.app()
    app.add_url_rule("/a", "a", lambda: "a")
    app.add_url_rule("/b", "b", lambda: "b")

    def wrap(view: Any) -> Any:  # a view
        return lambda **kw: f"[{view(**kw)}]"

    lab.send(app, "/a")
    for endpoint in ("a", "b"):
        app.view_functions[endpoint] = wrap(app.view_functions[endpoint])
    lab.send(app, "/a")
    app.view_functions.update(b=lambda: "updated")
    lab.send(app, "/b")
    app.view_functions.pop("a")
    app.testing = True
    lab.send(app, "/a")


@scenario
def patched_registration(lab: Lab) -> None:
    """``add_url_rule`` patched on the instance sees the rules of decorators and of blueprints."""
    app = lab.app()
    original = app.add_url_rule

    def add(
        rule: str, endpoint: str | None = None, view_func: object = None, *args: object, **options: object
    ) -> None:
        lab.note("add", rule, endpoint, sorted(options))
        original("/v1" + rule, endpoint, view_func, *args, **options)

    app.add_url_rule = add
    bp = lab.blueprint(url_prefix="/bp")
    bp.add_url_rule("/x", "x", lambda: "x")
    app.register_blueprint(bp)
    app.route("/y")(lab.noting("y", "y"))
    app.get("/z")(lab.noting("z", "z"))
    lab.note([rule.rule for rule in app.url_map.iter_rules()])
    lab.send(app, "/v1/bp/x")


@scenario
def patched_setup_state(lab: Lab) -> None:
    """A blueprint's ``record`` may patch the state, and later operations go through the patch."""
    bp = lab.blueprint()

    def patch(state: Any) -> None:  # a setup state of either package
        original = state.add_url_rule
        state.add_url_rule = lambda rule, *args, **kwargs: original("/patched" + rule, *args, **kwargs)

    bp.record(patch)
    bp.add_url_rule("/x", "x", lambda: "x")
    app = lab.app(static_folder=None)
    app.register_blueprint(bp)
    lab.note([rule.rule for rule in app.url_map.iter_rules()])


@scenario
def overridden_blueprint_methods(lab: Lab) -> None:
    """A blueprint class may override ``register``, ``add_url_rule`` and ``record``."""

    class Own(lab.flask.Blueprint):  # type: ignore[name-defined,misc]  # chosen at run time
        def register(self, app: object, options: dict[str, Any]) -> None:
            lab.note("register", sorted(options.items()))
            super().register(app, {**options, "url_prefix": "/forced"})

        def add_url_rule(self, rule: str, *args: Any, **options: Any) -> None:  # what the base takes
            lab.note("rule", rule)
            super().add_url_rule(rule, *args, **options)

        def record(self, func: object) -> None:
            lab.note("record")
            super().record(func)

    bp = Own("own", "lab", root_path=str(lab.folder))
    bp.route("/x")(lab.noting("x", "x"))
    bp.before_app_request(lab.noting("before"))
    app = lab.app(static_folder=None)
    app.register_blueprint(bp, url_prefix="/given")
    lab.send(app, "/forced/x")
    outer = lab.blueprint("outer", url_prefix="/outer")
    outer.register_blueprint(Own("inner", "lab", root_path=str(lab.folder)), url_defaults={"a": 1})
    app2 = lab.app()
    app2.register_blueprint(outer)


@scenario
def tables_by_hand(lab: Lab) -> None:
    """Extensions write scopes into the tables themselves."""
    app = lab.app()
    bp = lab.blueprint(url_prefix="/bp")
    bp.add_url_rule("/", "x", lab.noting("view", "x"))
    app.register_blueprint(bp)
    app.before_request_funcs.setdefault("shop", []).append(lab.noting("before shop"))
    app.after_request_funcs["shop"].append(lab.passing("after shop"))
    app.teardown_request_funcs.setdefault("shop", [lab.noting("teardown shop")])
    app.url_value_preprocessors["shop"] = [lab.noting("values shop")]
    app.error_handler_spec["shop"][401][Unauthorized] = lambda e: ("shop 401", 401)
    app.template_context_processors["shop"].append(lambda: {"who": "shop"})
    app.url_default_functions["shop"].append(lab.noting("defaults shop"))
    app.view_functions["shop.x"] = lambda: lab.flask.render_template_string("{{ who }} {{ url_for('.x') }}")
    lab.send(app, "/bp/")
    app.view_functions["shop.x"] = lambda: lab.flask.abort(401)
    lab.send(app, "/bp/")
    app.before_request_funcs["nobody"].append(len)
    lab.send(app, "/bp/")


@scenario
def reading_a_table_creates_a_scope(lab: Lab) -> None:
    """Reading a scope that is not there makes an empty one, as with any default dict."""
    app = lab.app()
    for name in ("before_request_funcs", "after_request_funcs", "teardown_request_funcs", "url_value_preprocessors",
                 "url_default_functions", "template_context_processors"):  # fmt: skip
        table = getattr(app, name)
        lab.note(
            name, table["x"], "x" in table, table.get("y"), "y" in table, isinstance(table, dict), len(table)
        )
        lab.note(
            list(table), list(table.keys()), list(table.values())[-1:], bool(table), table == dict(table)
        )
    spec = app.error_handler_spec
    lab.note(
        spec["x"], spec["x"][404], dict(spec["x"]), isinstance(spec, dict), isinstance(spec[None][404], dict)
    )


@scenario
def contexts_for_extensions(lab: Lab) -> None:
    """Context objects hold what extensions put on them, and ``globals`` has the names that they import."""
    fl = lab.flask
    globals_ = lab.module("globals")
    app = lab.app()
    with app.app_context() as app_ctx:
        app_ctx.db = "connection"
        lab.note(globals_.app_ctx.db, globals_._cv_app.get() is app_ctx, globals_._cv_request.get(None))
        lab.note(fl.current_app._get_current_object() is app, fl.g._get_current_object() is app_ctx.g)
        with app.test_request_context("/x") as request_ctx:
            request_ctx.user = "ada"
            lab.note(
                globals_.request_ctx.user,
                globals_._cv_request.get() is request_ctx,
                globals_._cv_app.get() is app_ctx,
            )
            lab.note(
                globals_.request_ctx.request is fl.request._get_current_object(),
                globals_.request_ctx.session is not None,
            )
    lab.note(
        sorted(
            n
            for n in dir(globals_)
            if n in {"current_app", "g", "request", "session", "app_ctx", "request_ctx"}
        )
    )


@scenario
def dispatch_by_hand(lab: Lab) -> None:
    """The steps of a request may be called one by one within a context."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.before_request(lab.noting("before"))
    app.after_request(lab.passing("after"))
    app.teardown_request(lab.noting("teardown"))
    app.add_url_rule("/<int:n>", "n", lambda n: (f"n={n}", 201))
    with app.test_request_context("/5"):
        lab.note(app.preprocess_request(), app.dispatch_request())
        response = app.full_dispatch_request()
        lab.note(response.status, response.get_data())
        lab.note(app.finalize_request("text").status, app.process_response(fl.Response("p")).get_data())
        fl.session["a"] = 1
        lab.note("Set-Cookie" in app.process_response(fl.Response("p")).headers)
        app.do_teardown_request()
        app.do_teardown_request(ValueError("by hand"))
        app.do_teardown_appcontext()
        lab.note(app.make_default_options_response().headers["Allow"].split(", ").__len__())
    with app.test_request_context("/x"):
        lab.refused(app.dispatch_request)
        lab.note(app.full_dispatch_request().status)
        lab.refused(app.raise_routing_exception, fl.request)


@scenario
def own_request_context(lab: Lab) -> None:
    """``request_context`` takes an environment; the request is of the application's class."""
    from werkzeug.test import create_environ

    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/x", "x", lambda: "x")
    with app.request_context(create_environ("/x", "http://here.test/")) as ctx:
        lab.note(
            fl.request.url,
            ctx.request.endpoint,
            type(fl.request._get_current_object()),
            fl.url_for("x", _external=True),
        )


@scenario
def exception_hooks(lab: Lab) -> None:
    """``log_exception``, ``should_ignore_error`` and ``handle_url_build_error`` may be overridden."""

    class Own(lab.flask.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        def log_exception(self, exc_info: Any) -> None:  # as of sys.exc_info
            lab.note("log", exc_info[0], exc_info[1])

        def should_ignore_error(self, error: BaseException | None) -> bool:
            return isinstance(error, KeyError)

        def handle_url_build_error(self, error: Exception, endpoint: str, values: dict[str, Any]) -> str:
            return f"no {endpoint}"

        def trap_http_exception(self, e: Exception) -> bool:
            return isinstance(e, Unauthorized)

    app = _made(lab, Own)
    raising = {"key": KeyError("k"), "value": ValueError("v"), "401": Unauthorized(), "404": NotFound()}

    @app.route("/<kind>")
    def fail(kind: str) -> object:
        raise raising[kind]

    app.add_url_rule("/build/it", "build", lambda: lab.flask.url_for("nothing"))
    app.teardown_request(lab.noting("teardown"))
    for path in ("/key", "/value", "/401", "/404", "/build/it"):
        lab.send(app, path)


@scenario
def teardown_of_a_failing_push(lab: Lab) -> None:
    """A session that cannot be opened is an unhandled exception, and the contexts are left."""
    fl = lab.flask
    sessions = lab.module("sessions")

    class Broken(sessions.SessionInterface):  # type: ignore[name-defined,misc]  # chosen at run time
        def open_session(self, app: object, request: object) -> object:
            raise OSError("no backend")

    app = lab.app()
    app.session_interface = Broken()
    app.add_url_rule("/", "index", lambda: "x")
    app.teardown_request(lab.noting("teardown"))
    lab.send(app)
    lab.note(fl.has_request_context(), fl.has_app_context())


@scenario
def failing_save(lab: Lab) -> None:
    """A session that cannot be saved is an unhandled exception."""
    sessions = lab.module("sessions")

    class Broken(sessions.SecureCookieSessionInterface):  # type: ignore[name-defined,misc]  # chosen at run time
        def save_session(self, app: object, session: object, response: object) -> None:
            lab.note("save")
            raise OSError("no backend")

    app = lab.app()
    app.secret_key = "k"
    app.session_interface = Broken()
    app.add_url_rule("/", "index", lambda: "x")
    app.after_request(lab.passing("after"))
    lab.send(app)


@table({
    "preprocessor": "url_value_preprocessor", "before": "before_request", "after": "after_request", "teardown": "teardown_request",
    "app teardown": "teardown_appcontext", "context processor": "context_processor", "url defaults": "url_defaults",
})  # fmt: skip
def exception_in_a_hook(lab: Lab, name: str) -> None:
    """An exception in any hook goes the same way: to a handler, to a 500, or out."""
    fl = lab.flask
    for handled in (False, True):
        app = lab.app()
        app.add_url_rule("/", "index", lambda: fl.render_template_string("{{ url_for('index') }}"))
        app.after_request(lab.passing("first after"))
        app.teardown_request(lab.noting("first teardown"))

        def fail(*args: object) -> object:
            raise LookupError("in the hook")

        getattr(app, name)(fail)
        app.after_request(lab.passing("last after"))
        app.teardown_request(lab.noting("last teardown"))
        if handled:
            app.register_error_handler(LookupError, lambda e: (f"handled {e}", 290))
        kept = lab.listen(
            app,
            "got_request_exception",
            "request_finished",
            "request_tearing_down",
            "appcontext_tearing_down",
        )
        lab.send(app)
        lab.note(fl.has_request_context(), fl.has_app_context(), len(kept))
