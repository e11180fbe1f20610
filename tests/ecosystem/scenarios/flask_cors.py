"""Flask-CORS: headers for other origins, for an application, for some paths, a blueprint or one view."""

from __future__ import annotations

import logging
from typing import Any, Final

from flask import Blueprint, Flask, Response, abort, jsonify, session
from flask_cors import CORS, cross_origin

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-CORS",)
HERE: Final = {"Origin": "https://here.test"}
OTHER: Final = {"Origin": "https://other.test"}
ASKING: Final = {
    **HERE,
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "X-Own, Content-Type",
}


def make_app(lab: Lab) -> Flask:
    """Make an application with views that answer, refuse and fail."""
    app = Flask("shop", root_path=str(lab.folder))
    app.secret_key = "a key"
    app.add_url_rule("/", "index", lambda: "index")
    app.add_url_rule("/api/jars", "jars", lambda: jsonify([1]), methods=["GET", "PUT"])
    app.add_url_rule("/api/refuse", "refuse", lambda: abort(403))
    app.add_url_rule("/api/fail", "fail", fail)
    app.add_url_rule("/api/user", "user", remember)
    return app


def fail() -> str:
    """Fail."""
    raise ZeroDivisionError


def remember() -> str:
    """Write the session."""
    session["user"] = "ada"
    return "remembered"


def ask(lab: Lab, app: Flask, *paths: str, headers: Any = HERE) -> None:
    """Ask as a browser does: first whether it may, and then for the page."""
    client = app.test_client()
    for path in paths:
        lab.answer(client.options(path, headers={**ASKING, **headers}))
        lab.answer(client.get(path, headers=headers))


def scenario_everything_open(lab: Lab) -> None:
    """By default every origin may read everything, also errors and what is not there."""
    app = make_app(lab)
    CORS(app)
    ask(lab, app, "/", "/api/jars", "/api/refuse", "/api/fail", "/nowhere", "/static/none.css")
    lab.answer(app.test_client().get("/"))
    lab.answer(app.test_client().post("/", headers=HERE))
    lab.answer(app.test_client().options("/", headers=HERE))


def scenario_resources(lab: Lab) -> None:
    """Some paths are open to some origins, by name or by pattern, with their own headers and methods."""
    app = make_app(lab)
    resources = {
        r"/api/user": {"origins": "https://here.test", "supports_credentials": True, "max_age": 600},
        r"/api/*": {
            "origins": ["https://here.test", r"https://.*\.test"],
            "methods": ["GET", "PUT"],
            "allow_headers": ["X-Own"],
            "expose_headers": ["X-Count", "X-More"],
        },
    }
    CORS(app, resources=resources, vary_header=True, send_wildcard=False)
    for headers in [HERE, OTHER, {"Origin": "https://elsewhere.example"}]:
        ask(lab, app, "/", "/api/jars", "/api/user", headers=headers)


def scenario_settings(lab: Lab) -> None:
    """Settings of the application say the same, and arguments stand before them."""
    app = make_app(lab)
    app.config.from_mapping(
        CORS_ORIGINS="https://here.test",
        CORS_MAX_AGE=60,
        CORS_EXPOSE_HEADERS="X-Count",
        CORS_ALWAYS_SEND=False,
        CORS_SUPPORTS_CREDENTIALS=True,
    )
    cors = CORS()
    cors.init_app(app, max_age=120)
    ask(lab, app, "/", headers=HERE)
    ask(lab, app, "/", headers=OTHER)
    lab.answer(app.test_client().get("/"))
    wrong = make_app(lab)
    lab.refused(CORS, wrong, origins="*", supports_credentials=True, send_wildcard=True)
    lab.refused(CORS, wrong, origins="*://broken")
    ask(lab, wrong, "/")
    private = make_app(lab)
    CORS(private, allow_private_network=True, intercept_exceptions=False)
    ask(lab, private, "/", "/api/fail", headers={**HERE, "Access-Control-Request-Private-Network": "true"})


def scenario_one_view(lab: Lab) -> None:
    """A decorator opens one view, answers its OPTIONS or leaves them to it, and goes with other decorators."""
    app = make_app(lab)

    @app.route("/one")
    @cross_origin()
    def one() -> str:
        return "one"

    @app.route("/two", methods=["GET", "POST", "OPTIONS"])
    @cross_origin(origins=["https://here.test"], automatic_options=False, methods=["POST"])
    def two() -> tuple[str, int, dict[str, str]]:
        return "two", 201, {"X-Own": "yes"}

    @app.route("/three")
    @cross_origin(origin="https://other.test", headers=["X-Own"])
    def three() -> Response:
        return Response(
            "three", headers={"Access-Control-Allow-Origin": "https://set.test", "Vary": "Cookie"}
        )

    lab.note(
        one.__name__, getattr(one, "required_methods", None), getattr(one, "provide_automatic_options", None)
    )
    lab.note(
        two.__name__, getattr(two, "required_methods", None), getattr(two, "provide_automatic_options", None)
    )
    for headers in [HERE, OTHER]:
        ask(lab, app, "/", "/one", "/two", "/three", headers=headers)


def scenario_blueprint(lab: Lab) -> None:
    """A blueprint is open by itself, beside an application that is open in another way, with hooks and a logger."""
    app = make_app(lab)
    pages = Blueprint("pages", "shop", url_prefix="/pages")
    pages.add_url_rule("/", "list", lambda: "list")
    pages.add_url_rule("/refuse", "refuse", lambda: abort(410))
    CORS(pages, origins="https://here.test", expose_headers=["X-Pages"])

    @pages.after_request
    def after(response: Response) -> Response:
        lab.note("after", "Access-Control-Allow-Origin" in response.headers)
        return response

    @app.errorhandler(410)
    def gone(error: Exception) -> tuple[str, int]:
        return "gone", 410

    app.register_blueprint(pages)
    app.register_blueprint(pages, name="again", url_prefix="/again")
    logger = logging.getLogger("flask_cors")
    lab.note(logger.level, len(logger.handlers))
    ask(lab, app, "/", "/pages/", "/pages/refuse", "/again/", "/pages/none")
    ask(lab, app, "/pages/", headers=OTHER)
