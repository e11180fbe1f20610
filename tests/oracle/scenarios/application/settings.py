"""Configuration: where it comes from, and the logger that follows from it."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from datetime import timedelta

from tests.oracle.collect import scenario
from tests.oracle.lab import Lab


@scenario
def config_defaults(lab: Lab) -> None:
    """Every documented key has its documented default."""
    for key, value in sorted(lab.app().config.items()):
        lab.note(key, value)


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
def logging_helpers(lab: Lab) -> None:
    """The helpers of logging find out whether a handler is there."""
    import logging

    module = lab.module("logging")
    logger = logging.getLogger("lab_logging")
    lab.monkeypatch.setattr(logging.getLogger(), "handlers", [])
    lab.note(module.has_level_handler(logger), type(module.default_handler))
    logger.addHandler(logging.NullHandler())
    lab.note(module.has_level_handler(logger))
    app = lab.app("lab_logging")
    lab.note([type(h) for h in app.logger.handlers])


@scenario
def config_corners(lab: Lab) -> None:
    """A configuration file may be read as text or bytes, and a broken one says where it broke."""
    import json

    app = lab.app()
    lab.file("c.json", '{"A": 1}')
    lab.file("broken.cfg", "A = \n")
    lab.file("raising.cfg", "1 / 0\n")
    path = str(lab.folder / "c.json")
    lab.attempt(app.config.from_file, path, load=json.load, text=False)
    lab.attempt(app.config.from_file, path, load=lambda f: {"KIND": type(f.read()).__name__}, text=False)
    lab.note(app.config["KIND"], app.config["A"], repr(app.config)[:8], type(app.config.copy()))
    for name in ("broken.cfg", "raising.cfg"):
        lab.refused(app.config.from_pyfile, str(lab.folder / name))
    lab.attempt(app.config.from_object, "json.decoder")
    lab.note("JSON" in app.config, app.config.get_namespace("SESSION_COOKIE_")["name"])
