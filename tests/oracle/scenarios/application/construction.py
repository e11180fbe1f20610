"""The application object: defaults, options, attributes."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import sys
import types
from datetime import timedelta
from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


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
def unimportable_name(lab: Lab) -> None:
    """A name that leads to no file, or to a folder without ``__init__.py``, stands for the working directory."""
    lab.attempt(lambda: lab.flask.Flask("no_such_module_here").root_path)
    lab.monkeypatch.setitem(sys.modules, "made_by_hand", types.ModuleType("made_by_hand"))
    lab.attempt(lambda: lab.flask.Flask("made_by_hand").root_path)
    lab.attempt(lambda: lab.flask.Blueprint("shop", "made_by_hand").root_path)
    lab.file("space/module.py", "")
    lab.monkeypatch.syspath_prepend(str(lab.folder))
    lab.attempt(lambda: lab.flask.Flask("space").root_path)
    lab.attempt(lambda: lab.flask.Blueprint("shop", "space").root_path)
    lab.attempt(lambda: lab.flask.Flask("space", root_path="/here", instance_path="/there").root_path)


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
def applications_share_nothing(lab: Lab) -> None:
    """What is set and registered on one application is there, and on another one it is not."""
    one, two = lab.app(), lab.app()
    one.config["X"] = 1
    one.testing = one.debug = True
    one.before_request(len)
    one.extensions["x"] = 1
    one.jinja_env.globals["x"] = 1
    for app in (one, two):
        lab.note(
            "X" in app.config, app.testing, app.debug, list(app.before_request_funcs), dict(app.extensions)
        )
        lab.note("x" in app.jinja_env.globals)


@scenario
def make_shell_context(lab: Lab) -> None:
    """The shell's names are the application, ``g``, and what the processors add, in their order."""
    app = lab.app()
    app.shell_context_processor(lambda: {"a": 1, "app": "mine"})
    app.shell_context_processor(lambda: {"a": 2})
    with app.app_context():
        names = app.make_shell_context()
        lab.note(sorted(names), names["a"], names["app"])
