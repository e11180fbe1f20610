"""The application object: defaults, options, attributes, registration."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@scenario
def config_defaults(lab: Lab) -> None:
    """Every documented key has its documented default."""
    for key, value in sorted(lab.app().config.items()):
        lab.note(key, value)


@scenario
def attributes(lab: Lab) -> None:
    """A new application has the documented attributes."""
    app = lab.app()
    for name in (
        "name", "import_name", "debug", "testing", "secret_key", "permanent_session_lifetime", "static_url_path",
        "has_static_folder", "subdomain_matching", "extensions", "blueprints", "before_request_funcs",
        "after_request_funcs", "teardown_request_funcs", "url_value_preprocessors", "url_default_functions",
        "teardown_appcontext_funcs", "shell_context_processors", "url_build_error_handlers", "error_handler_spec",
        "jinja_options", "template_folder",
    ):  # fmt: skip
        lab.note(name, getattr(app, name))
    lab.note(sorted(app.template_context_processors, key=str), len(app.template_context_processors[None]))
    lab.note(app, app.logger.name, app.cli.name, app.url_map.host_matching)


@scenario
def class_attributes(lab: Lab) -> None:
    """Every class that an application builds its parts from can be looked up on the application's class."""
    for name in (
        "app_ctx_globals_class", "config_class", "json_provider_class", "request_class", "response_class",
        "aborter_class", "jinja_environment", "session_interface", "url_rule_class", "url_map_class",
        "test_client_class", "test_cli_runner_class", "default_config", "jinja_options",
    ):  # fmt: skip
        value = getattr(lab.flask.Flask, name)
        if name == "url_map_class":
            from werkzeug.routing import Map

            lab.note(name, issubclass(value, Map))
        elif name == "session_interface":
            lab.note(name, type(value))
        else:
            lab.note(name, value)


@scenario
def main_gets_the_name_of_its_file(lab: Lab) -> None:
    """An application of ``__main__`` takes its name from the file that is run."""
    import sys
    import types

    main = types.ModuleType("__main__")
    main.__file__ = str(lab.file("shopfront.py", ""))
    lab.monkeypatch.setitem(sys.modules, "__main__", main)
    app = lab.flask.Flask("__main__")
    lab.note(app.name, app.import_name, app.logger.name, app.root_path, app.instance_path)


@scenario
def relative_instance_path_is_refused(lab: Lab) -> None:
    """An instance path must be absolute."""
    lab.refused(lab.app, instance_path="instance")


@scenario
def unimportable_name_needs_a_root_path(lab: Lab) -> None:
    """Without a root path, the import name must lead to a file."""
    lab.attempt(lambda: lab.flask.Flask("no_such_module_here").root_path)


@scenario
def instance_relative_config(lab: Lab) -> None:
    """Configuration files are looked for in the instance folder when asked."""
    lab.file("instance/settings.cfg", "COLOUR = 'green'\nlower = 1\n")
    lab.file("settings.cfg", "COLOUR = 'red'\n")
    for relative in (True, False):
        app = lab.app(instance_relative_config=relative)
        lab.attempt(app.config.from_pyfile, "settings.cfg")
        lab.note(app.config["COLOUR"], "lower" in app.config)
        lab.attempt(app.config.from_pyfile, "missing.cfg", silent=True)
        lab.refused(app.config.from_pyfile, "missing.cfg")


@scenario
def config_loaders(lab: Lab) -> None:
    """Objects, mappings, files, environment variables and prefixes fill the configuration."""

    class Settings:
        COLOUR = "blue"
        hidden = True

    app = lab.app()
    app.config.from_object(Settings)
    lab.attempt(app.config.from_mapping, {"A": 1, "b": 2}, C=3)
    lab.refused(app.config.from_mapping, {}, {})
    lab.file("settings.json", '{"FROM_FILE": [1], "small": 2}')
    import json

    lab.attempt(app.config.from_file, str(lab.folder / "settings.json"), load=json.load)
    lab.attempt(app.config.from_file, "nothing.json", load=json.load, silent=True)
    lab.setenv("LAB_SETTINGS", str(lab.file("more.cfg", "MORE = 1")))
    lab.attempt(app.config.from_envvar, "LAB_SETTINGS")
    lab.refused(app.config.from_envvar, "LAB_NOTHING")
    lab.attempt(app.config.from_envvar, "LAB_NOTHING", silent=True)
    lab.note(
        sorted(
            k for k in app.config if k in {"COLOUR", "A", "b", "C", "FROM_FILE", "small", "MORE", "hidden"}
        )
    )
    app.config.from_mapping(IMAGE_STORE_TYPE="fs", IMAGE_STORE_PATH="/x")
    lab.note(app.config.get_namespace("IMAGE_STORE_"))
    lab.note(app.config.get_namespace("IMAGE_", lowercase=False, trim_namespace=False))
    lab.refused(app.config.from_object, "no.such.module")


@scenario
def prefixed_environment(lab: Lab) -> None:
    """Values of prefixed variables are JSON where they can be, and double underscores nest."""
    app = lab.app()
    app.config["KEPT"] = {"old": 1}
    for name, value in {
        "LAB_NUMBER": "3", "LAB_TEXT": "word", "LAB_LIST": "[1, 2]", "LAB_DB__HOST": "here", "LAB_DB__PORT": "54",
        "LAB_KEPT__new": "true", "LAB_A__b__C": "null", "OTHER_X": "1",
    }.items():  # fmt: skip
        lab.setenv(name, value)
    lab.attempt(app.config.from_prefixed_env, "LAB")
    lab.note({key: app.config.get(key) for key in ("NUMBER", "TEXT", "LIST", "DB", "KEPT", "A", "X")})
    lab.setenv("FLASK_SECRET", "1")
    lab.attempt(app.config.from_prefixed_env, loads=str.upper)
    lab.note(app.config["SECRET"])


@scenario
def configuration_attributes_forward(lab: Lab) -> None:
    """Attributes that stand for a key read and write the configuration."""
    app = lab.app()
    app.secret_key = "k"
    app.testing = True
    app.permanent_session_lifetime = timedelta(days=2)
    lab.note(app.config["SECRET_KEY"], app.config["TESTING"], app.config["PERMANENT_SESSION_LIFETIME"])
    app.config["PERMANENT_SESSION_LIFETIME"] = 90
    lab.note(app.permanent_session_lifetime)
    app.debug = True
    lab.note(app.config["DEBUG"], app.debug, app.jinja_env.auto_reload)


@scenario
def debug_from_the_environment(lab: Lab) -> None:
    """The debug flag of a new application comes from the environment."""
    for value in ("1", "true", "0", "no", "False", "", "yes"):
        lab.setenv("FLASK_DEBUG", value)
        lab.note(value, lab.app().debug)


@scenario
def static_files(lab: Lab) -> None:
    """A static folder is served below its own path, with its rule registered first."""
    lab.file("static/site.css", "body {}")
    app = lab.app()
    lab.note([(r.rule, r.endpoint, r.methods) for r in app.url_map.iter_rules()])
    lab.send(app, "/static/site.css")
    lab.send(app, "/static/site.css", "HEAD")
    lab.send(app, "/static/missing.css")
    lab.send(app, "/static/../lab.py")
    with app.test_request_context():
        lab.note(lab.flask.url_for("static", filename="site.css"))
    lab.attempt(app.send_static_file, "site.css")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 60
    lab.send(app, "/static/site.css")
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(minutes=2)
    lab.send(app, "/static/site.css")


@table({
    "another path": {"static_url_path": "/assets/"}, "root": {"static_url_path": "", "static_folder": "static"},
    "another folder": {"static_folder": "public/"}, "no folder": {"static_folder": None},
    "a host": {"static_host": "cdn.test", "host_matching": True},
    "host without matching": {"static_host": "cdn.test"}, "matching without host": {"host_matching": True},
    "matching, no folder": {"host_matching": True, "static_folder": None},
})  # fmt: skip
def static_options(lab: Lab, options: dict[str, Any]) -> None:
    """The static options decide the folder, the path and the rule, or are refused."""
    app = lab.attempt(lambda: lab.app(**options))
    if app is None:
        return
    lab.note(
        app.static_url_path, app.has_static_folder, str(app.static_folder).replace(str(lab.folder), "ROOT")
    )
    lab.note([(r.rule, r.endpoint, r.host, r.defaults) for r in app.url_map.iter_rules()])


@scenario
def static_without_folder(lab: Lab) -> None:
    """Sending a static file needs a static folder."""
    app = lab.app(static_folder=None)
    with app.test_request_context():
        lab.refused(app.send_static_file, "x.css")


@scenario
def open_resource(lab: Lab) -> None:
    """Resources are opened below the root path, for reading only; instance resources for writing too."""
    lab.file("data/words.txt", "één\n")
    app = lab.app()
    with app.open_resource("data/words.txt") as f:
        lab.note(f.read())
    with app.open_resource("data/words.txt", "r") as f:
        lab.note(f.read())
    with app.open_resource("data/words.txt", "rt", encoding="latin-1") as f:
        lab.note(f.read())
    lab.refused(app.open_resource, "data/words.txt", "w")
    lab.file("instance/x", "")
    with app.open_instance_resource("x", "w") as f:
        f.write("kept")
    with app.open_instance_resource("x") as f:
        lab.note(f.read())


@scenario
def rules_and_methods(lab: Lab) -> None:
    """A rule's methods come from the option, the view's attribute, or are GET; HEAD and OPTIONS are added."""
    app = lab.app(static_folder=None)

    def view() -> str:
        return "view"

    view.methods = ["PUT"]  # type: ignore[attr-defined]  # a documented attribute of a view function
    view.required_methods = {"PATCH"}  # type: ignore[attr-defined]  # a documented attribute of a view function

    def plain() -> str:
        return "plain"

    app.add_url_rule("/a", view_func=view)
    app.add_url_rule("/b", "b", view, methods=["post"])
    app.add_url_rule("/c", view_func=plain)
    app.add_url_rule("/d", "d", plain, methods=["OPTIONS"])
    app.add_url_rule("/e", "e", plain, provide_automatic_options=False)
    app.add_url_rule("/f", "f", plain, methods=())
    lab.note([(r.rule, r.endpoint, r.methods, r.provide_automatic_options) for r in app.url_map.iter_rules()])
    for path in ["/a", "/b", "/c", "/d", "/e", "/f"]:
        lab.send(app, path, "OPTIONS")
        lab.send(app, path, "TRACE")
        lab.send(app, path)
    other = lab.app()
    other.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    other.add_url_rule("/g", "g", plain)
    lab.send(other, "/g", "OPTIONS")


@scenario
def view_attribute_for_options(lab: Lab) -> None:
    """A view may say itself whether OPTIONS is answered for it."""
    app = lab.app()

    def view() -> str:
        return "own"

    view.provide_automatic_options = False  # type: ignore[attr-defined]  # a documented attribute
    app.add_url_rule("/", view_func=view, methods=["GET", "OPTIONS"])
    lab.send(app, "/", "OPTIONS")


@scenario
def method_shortcuts(lab: Lab) -> None:
    """``get``, ``post`` and the rest register one method each, and refuse to be told another."""
    app = lab.app(static_folder=None)
    for name in ("get", "post", "put", "patch", "delete"):
        getattr(app, name)(f"/{name}", endpoint=name)(lab.noting(name, name))
    lab.note([(r.rule, r.methods) for r in app.url_map.iter_rules()])
    for name in ("get", "post", "put", "patch", "delete"):
        lab.send(app, f"/{name}", name.upper())
        lab.send(app, f"/{name}", "POST" if name != "post" else "GET")
    lab.refused(app.get, "/x", methods=["POST"])


@table({
    "string methods": lambda app, view: app.add_url_rule("/", view_func=view, methods="GET"),
    "no endpoint": lambda app, view: app.add_url_rule("/"),
    "no slash": lambda app, view: app.add_url_rule("index", view_func=view),
    "unknown option": lambda app, view: app.add_url_rule("/", view_func=view, colour=1),
    "unknown converter": lambda app, view: app.add_url_rule("/<nosuch:x>", view_func=view),
    "malformed": lambda app, view: app.add_url_rule("/<x", view_func=view),
})  # fmt: skip
def refused_rules(lab: Lab, register: Any) -> None:  # rows are lambdas of two untyped arguments
    """A rule that makes no sense is refused when it is registered, and leaves no endpoint behind."""
    app = lab.app(static_folder=None)
    lab.refused(register, app, lab.noting("view", "x"))
    lab.note([r.rule for r in app.url_map.iter_rules()])


@scenario
def overwriting_an_endpoint(lab: Lab) -> None:
    """Two views cannot share an endpoint; one view can be registered twice."""
    app = lab.app()
    one, two = lab.noting("index", "1"), lab.noting("index", "2")
    app.add_url_rule("/a", view_func=one)
    app.add_url_rule("/b", view_func=one)
    lab.refused(app.add_url_rule, "/c", view_func=two)
    lab.send(app, "/b")


@scenario
def endpoint_decorator(lab: Lab) -> None:
    """A rule without a view gets one through ``endpoint``; until then a request for it fails."""
    app = lab.app()
    app.add_url_rule("/late", endpoint="late")
    app.testing = True
    lab.send(app, "/late")
    lab.note(app.view_functions.get("late"))
    app2 = lab.app()
    app2.add_url_rule("/late", endpoint="late")
    view = lab.noting("view", "found")
    lab.note(app2.endpoint("late")(view) is view)
    lab.send(app2, "/late")


@table({
    name: name
    for name in (
        "before_request", "after_request", "teardown_request", "context_processor", "url_value_preprocessor",
        "url_defaults", "teardown_appcontext", "shell_context_processor", "template_filter", "template_test",
        "template_global", "add_url_rule", "route", "errorhandler", "register_error_handler", "register_blueprint",
        "endpoint",
    )
})  # fmt: skip
def late_registration(lab: Lab, name: str) -> None:
    """After its first request an application refuses to be set up further."""
    app = lab.app()
    app.add_url_rule("/", view_func=lab.noting("index", "x"))
    lab.send(app)
    arguments: dict[str, tuple[object, ...]] = {
        "template_filter": ("f",), "template_test": ("t",), "template_global": ("g",), "add_url_rule": ("/late", "late"),
        "route": ("/late",), "errorhandler": (404,), "register_error_handler": (404, len),
        "register_blueprint": (lab.blueprint(),), "endpoint": ("late",),
    }  # fmt: skip
    lab.attempt(lambda: getattr(app, name)(*arguments.get(name, (len,))) and None)


@scenario
def views_table_can_be_changed(lab: Lab) -> None:
    """Replacing a function in ``view_functions`` replaces the view, also between requests."""
    app = lab.app()
    app.add_url_rule("/", "index", lab.noting("one", "one"))
    lab.send(app)
    app.view_functions["index"] = lab.noting("two", "two")
    lab.send(app)
    app.view_functions = {"index": lab.noting("three", "three")}
    lab.send(app)


@scenario
def testing_and_debug_do_not_leak(lab: Lab) -> None:
    """Two applications share nothing."""
    one, two = lab.app(), lab.app()
    one.config["X"] = 1
    one.before_request(len)
    one.extensions["x"] = 1
    one.jinja_env.globals["x"] = 1
    lab.note("X" in two.config, two.before_request_funcs, two.extensions, "x" in two.jinja_env.globals)


@scenario
def make_shell_context(lab: Lab) -> None:
    """The shell's names are the application, ``g``, and what the processors add, in their order."""
    app = lab.app()
    app.shell_context_processor(lambda: {"a": 1, "app": "mine"})
    app.shell_context_processor(lambda: {"a": 2})
    with app.app_context():
        names = app.make_shell_context()
        lab.note(sorted(names), names["a"], names["app"])


@scenario
def middleware(lab: Lab) -> None:
    """``wsgi_app`` can be wrapped, and the application stays the application."""
    app = lab.app()
    app.add_url_rule("/", view_func=lambda: lab.flask.request.environ["wrapped"], endpoint="index")
    inner = app.wsgi_app

    def middleware(environ: Any, start_response: Any) -> Any:  # WSGI values of either package
        environ["wrapped"] = "yes"
        return inner(environ, start_response)

    app.wsgi_app = middleware
    lab.send(app)


@scenario
def overridden_on_the_instance(lab: Lab) -> None:
    """Documented methods may be replaced on the instance, as extensions do."""
    app = lab.app()
    app.add_url_rule("/", view_func=lab.noting("index", "index"))
    for name in (
        "full_dispatch_request", "preprocess_request", "dispatch_request", "finalize_request", "process_response",
        "make_response", "do_teardown_request", "do_teardown_appcontext", "create_url_adapter", "ensure_sync",
        "handle_user_exception", "handle_http_exception", "handle_exception", "log_exception", "make_default_options_response",
    ):  # fmt: skip
        _wrap(lab, app, name)
    lab.send(app)
    lab.send(app, "/missing")
    lab.send(app, "/", "OPTIONS")


def _wrap(lab: Lab, app: Any, name: str) -> None:  # an application of either package
    original = getattr(app, name)

    def replacement(*args: object, **kwargs: object) -> object:
        lab.note("->", name)
        result = original(*args, **kwargs)
        lab.note("<-", name)
        return result

    setattr(app, name, replacement)


@scenario
def overridden_in_a_subclass(lab: Lab) -> None:
    """Documented methods may be overridden in a subclass."""

    class Own(lab.flask.Flask):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def dispatch_request(self) -> object:
            lab.note("dispatch")
            return super().dispatch_request()

        def make_response(self, rv: object) -> object:
            lab.note("make", rv)
            return super().make_response(f"[{rv}]")

        def should_ignore_error(self, error: BaseException | None) -> bool:
            lab.note("ignore?", error)
            return False

    app = Own("lab", root_path=str(lab.folder), instance_path=str(lab.folder / "instance"))
    app.add_url_rule("/", view_func=lab.noting("index", "index"))
    lab.send(app)
    lab.send(app, "/nothing")


@scenario
def custom_request_and_response(lab: Lab) -> None:
    """An application's own request and response classes are used."""

    class OwnRequest(lab.flask.Request):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        flavour = "plum"

    class OwnResponse(lab.flask.Response):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        default_mimetype = "text/plain"

    app = lab.app()
    app.request_class, app.response_class = OwnRequest, OwnResponse
    app.add_url_rule("/", view_func=lambda: lab.flask.request.flavour, endpoint="index")
    app.add_url_rule("/json", view_func=lambda: {"a": 1}, endpoint="json")

    @app.after_request
    def after(response: object) -> object:
        lab.note(type(response))
        return response

    lab.send(app)
    lab.send(app, "/json")
    lab.send(app, "/none")


@scenario
def own_url_converter(lab: Lab) -> None:
    """A converter registered on the map converts both ways."""
    from werkzeug.routing import BaseConverter

    class Words(BaseConverter):
        def to_python(self, value: str) -> list[str]:
            return value.split("+")

        def to_url(self, value: list[str]) -> str:
            return "+".join(super(Words, self).to_url(word) for word in value)

    app = lab.app()
    app.url_map.converters["words"] = Words
    app.add_url_rule("/<words:w>", "w", lambda w: {"w": w})
    lab.send(app, "/a+b%20c")
    with app.test_request_context():
        lab.note(lab.flask.url_for("w", w=["x", "y z"]))
