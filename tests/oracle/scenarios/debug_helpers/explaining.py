"""Errors that explain themselves to a developer."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import io
import logging
from typing import Any

from werkzeug import exceptions

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@table(
    {
        "plain": {},
        "debug": {"DEBUG": True},
        "trap": {"TRAP_BAD_REQUEST_ERRORS": True, "PROPAGATE_EXCEPTIONS": False},
    }
)
def missing_form_key(lab: Lab, config: dict[str, Any]) -> None:
    """A missing key of a form is a 400, which names the key only for developers."""
    app = lab.app()
    app.config.update(config)
    app.logger.addHandler(logging.NullHandler())
    app.register_error_handler(
        exceptions.BadRequestKeyError, lambda e: (f"{e.description}|{e.args}|{e.show_exception}", 400)
    )
    request = lab.flask.request
    app.add_url_rule("/", "index", lambda: request.args["name"])
    lab.send(app)
    other = lab.app()
    other.config.update(config)
    other.logger.addHandler(logging.NullHandler())
    other.add_url_rule("/", "index", lambda: request.args["name"])
    lab.send(other)


def _echo(
    lab: Lab, app: Any, *rules: Any
) -> None:  # an application of either package; rules and their options
    """Views that tell what was matched."""
    for number, rule in enumerate(rules):
        path, options = rule if isinstance(rule, tuple) else (rule, {})
        app.add_url_rule(
            path, f"e{number}", lambda _n=number, **kw: [_n, {k: repr(v) for k, v in kw.items()}], **options
        )


@scenario
def debug_redirect_of_a_form(lab: Lab) -> None:
    """In debug mode, a redirect that would lose a form's data is an error that explains itself."""
    app = lab.app()
    app.debug = True
    _echo(
        lab,
        app,
        ("/branch/", {"methods": ["GET", "POST"]}),
        ("/d", {"defaults": {"x": 1}, "methods": ["GET", "POST"]}),
    )
    app.add_url_rule("/d/<int:x>", "e1", methods=["GET", "POST"])
    app.add_url_rule("/old", "old", redirect_to="branch/", methods=["GET", "POST"])
    for method in ("GET", "POST", "HEAD", "OPTIONS"):
        lab.send(app, "/branch", method)
        lab.send(app, "/d/1", method)
        lab.send(app, "/old", method)


@scenario
def debug_help_for_files(lab: Lab) -> None:
    """In debug mode a form without its encoding type explains itself."""
    fl = lab.flask
    app = lab.app()
    app.debug = True
    app.add_url_rule("/", "index", lambda: fl.request.files["photo"].filename, methods=["POST"])
    lab.send(app, "/", "POST", data={"photo": "x.jpg"})
    lab.send(app, "/", "POST", data={"other": "x.jpg"})
    lab.send(app, "/", "POST", data={"photo": (io.BytesIO(b"x"), "x.jpg")})
    app.debug = False
    lab.send(app, "/", "POST", data={"photo": "x.jpg"})
