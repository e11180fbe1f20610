"""Flask-Limiter: how often a view may be asked for, by whom, and what is answered afterwards."""

from __future__ import annotations

import logging
import time
from typing import Any, Final

from flask import Blueprint, Flask, Response, g, jsonify, make_response, request
from flask.cli import FlaskGroup
from flask.views import MethodView
from flask_limiter import ExemptionScope, Limiter, RateLimitExceeded, RequestLimit
from flask_limiter.util import get_remote_address

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-Limiter",)


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self, lab: Lab) -> None:
        self.now = 1_700_000_000.0
        lab.monkeypatch.setattr(time, "time", self.read)

    def read(self) -> float:
        """Tell the time."""
        return self.now


def make_app(lab: Lab, **settings: object) -> Flask:
    """Make an application whose limits are counted in memory."""
    app = Flask("shop", root_path=str(lab.folder))
    app.config.from_mapping(RATELIMIT_STORAGE_URI="memory://", **settings)
    return app


def visit(lab: Lab, app: Flask, *paths: str, **options: Any) -> None:
    """Get pages one after the other."""
    client = app.test_client()
    for path in paths:
        lab.answer(client.get(path, **options))


def scenario_default_limits(lab: Lab) -> None:
    """Default limits hold for each view, with headers that count down, until the window has passed."""
    clock = Clock(lab)
    app = make_app(lab)
    limiter = Limiter(
        get_remote_address, app=app, default_limits=["2 per minute", "4/hour"], headers_enabled=True
    )
    app.add_url_rule("/", "index", lambda: "index")
    app.add_url_rule("/other", "other", lambda: "other")

    @app.route("/open")
    @limiter.exempt
    def opened() -> str:
        return "open"

    visit(
        lab,
        app,
        "/",
        "/",
        "/",
        "/other",
        "/open",
        "/open",
        "/open",
        "/nowhere",
        "/static/none",
        "/static/none",
    )
    visit(lab, app, "/", environ_base={"REMOTE_ADDR": "10.0.0.1"})
    clock.now += 61
    visit(lab, app, "/", "/", "/")
    limiter.reset()
    visit(lab, app, "/")
    limiter.enabled = False
    visit(lab, app, "/", "/", "/")


def scenario_decorated_views(lab: Lab) -> None:
    """Views have their own limits: by method, by a key, at a cost, deducted on condition, exempt on condition."""
    Clock(lab)
    app = make_app(lab)
    limiter = Limiter(get_remote_address, app=app, default_limits=["1/minute"], headers_enabled=True)

    @app.route("/own", methods=["GET", "POST"])
    @limiter.limit("2/minute", methods=["POST"], error_message="too many posts")
    def own() -> str:
        return "own"

    @app.route("/user")
    @limiter.limit("1/minute", key_func=lambda: request.args.get("user", ""))
    @limiter.limit("3/minute", override_defaults=False)
    def user() -> str:
        return request.args.get("user", "")

    @app.route("/cost")
    @limiter.limit("5/minute", cost=lambda: int(request.args.get("cost", 1)))
    def cost() -> str:
        return "cost"

    @app.route("/failing")
    @limiter.limit("1/minute", deduct_when=lambda response: response.status_code >= 400)
    def failing() -> tuple[str, int]:
        return "", int(request.args["code"])

    @app.route("/staff")
    @limiter.limit(lambda: "1/minute", exempt_when=lambda: "staff" in request.args)
    def staff() -> str:
        return "staff"

    client = app.test_client()
    for _ in range(3):
        lab.answer(client.post("/own"))
    visit(lab, app, "/own", "/user?user=a", "/user?user=a", "/user?user=b", "/user?user=c")
    visit(lab, app, "/cost?cost=3", "/cost?cost=3", "/cost?cost=2", "/cost")
    visit(lab, app, *[f"/failing?code={code}" for code in (200, 200, 400, 200)])
    visit(lab, app, "/staff?staff", "/staff", "/staff", "/staff?staff")


def scenario_answers(lab: Lab) -> None:
    """What is answered is the handler's, the callback's, or that of the extension, and hooks go on running."""
    Clock(lab)
    app = make_app(lab, RATELIMIT_HEADERS_ENABLED=True, RATELIMIT_HEADER_RETRY_AFTER_VALUE="delta-seconds")
    breached: list[RequestLimit] = []
    limiter = Limiter(get_remote_address, app=app, on_breach=breached.append)

    @app.errorhandler(429)
    def handled(error: RateLimitExceeded) -> tuple[Response, int]:
        lab.note("handler", type(error).__name__, error.description, str(error.limit.limit), request.endpoint)
        return jsonify(error=f"limit: {error.description}"), 429

    @app.before_request
    def before() -> None:
        g.noted = "yes"
        lab.note("before", request.path)

    @app.after_request
    def after(response: Response) -> Response:
        lab.note("after", g.get("noted"), response.status_code, limiter.current_limit is not None)
        return response

    @app.route("/handled")
    @limiter.limit("1/minute")
    def one() -> str:
        return "one"

    @app.route("/answered")
    @limiter.limit("1/minute", on_breach=lambda limit: make_response(f"breached {limit.limit}", 503))
    def two() -> str:
        return "two"

    @app.route("/inside")
    def inside() -> str:
        for number in range(3):
            with limiter.limit("2/minute", scope="inside"):
                lab.note("inside", number)
        return "not reached"

    visit(lab, app, "/handled", "/handled", "/answered", "/answered", "/inside")
    lab.note([(str(limit.limit), limit.key, limit.breached, limit.remaining) for limit in breached])


def scenario_blueprints_and_classes(lab: Lab) -> None:
    """Limits are shared by views, held by whole blueprints, nested ones and classes, or lifted from them."""
    Clock(lab)
    app = make_app(lab)
    limiter = Limiter(get_remote_address, default_limits=["2/minute"], application_limits=["14/minute"])
    outer = Blueprint("outer", "shop", url_prefix="/outer")
    inner = Blueprint("inner", "shop", url_prefix="/inner")
    free = Blueprint("free", "shop", url_prefix="/free")
    shared = limiter.shared_limit("2/minute", scope="together")

    class Jars(MethodView):
        decorators = (limiter.limit("1/minute"),)

        def get(self) -> str:
            return "get"

        def post(self) -> str:
            return "post"

    for blueprint in [outer, inner, free]:
        blueprint.add_url_rule("/", "list", lambda: str(request.blueprint))
    app.add_url_rule("/a", "a", shared(lambda: "a"))
    app.add_url_rule("/b", "b", shared(lambda: "b"))
    app.add_url_rule("/jars", view_func=Jars.as_view("jars"))
    limiter.limit("1/minute")(outer)
    limiter.exempt(
        free, flags=ExemptionScope.DEFAULT | ExemptionScope.APPLICATION | ExemptionScope.DESCENDENTS
    )
    limiter.init_app(app)
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    app.register_blueprint(free)
    visit(
        lab, app, "/a", "/b", "/a", "/jars", "/jars", "/outer/", "/outer/", "/outer/inner/", "/outer/inner/"
    )
    visit(lab, app, "/free/", "/free/", "/free/")
    lab.answer(app.test_client().post("/jars"))
    visit(lab, app, *["/nowhere", "/a"] * 6)


def scenario_settings_and_commands(lab: Lab) -> None:
    """Settings give limits and strategy; hooks exempt requests; the commands show and clear what is there."""
    Clock(lab)
    app = make_app(
        lab,
        RATELIMIT_DEFAULT="2/minute",
        RATELIMIT_STRATEGY="moving-window",
        RATELIMIT_KEY_PREFIX="shop",
        RATELIMIT_HEADERS_ENABLED=True,
        RATELIMIT_META="3/hour",
    )
    limiter = Limiter(get_remote_address, app=app)
    app.add_url_rule("/", "index", lambda: "index")

    @limiter.request_filter
    def friendly() -> bool:
        return request.headers.get("X-Friend") == "yes"

    visit(lab, app, "/", headers={"X-Friend": "yes"})
    visit(lab, app, *["/"] * 7)
    commands = FlaskGroup(create_app=lambda: app)
    for arguments in [
        ["config"],
        ["limits", "--path", "/"],
        ["limits", "--endpoint", "index", "--key", "127.0.0.1"],
        ["limits"],
        ["clear", "--key", "127.0.0.1", "-y"],
        ["nonsense"],
    ]:
        lab.command(app, "limiter", *arguments, cli=commands)
    visit(lab, app, "/")


def scenario_broken_storage(lab: Lab) -> None:
    """When the storage fails, the error is told, swallowed, or another storage takes over."""
    Clock(lab)

    def fail(*args: object, **kwargs: object) -> Any:
        raise OSError("no storage")

    for options in [{}, {"swallow_errors": True}, {"in_memory_fallback": ["1/minute"]}]:
        app = make_app(lab)
        app.logger.setLevel(logging.CRITICAL + 1)
        limiter = Limiter(get_remote_address, app=app, default_limits=["5/minute"], **options)
        app.add_url_rule("/", "index", lambda: "index")
        lab.monkeypatch.setattr(limiter.storage, "incr", fail)
        lab.monkeypatch.setattr(limiter.storage, "check", lambda: False)
        lab.note(options)
        visit(lab, app, "/", "/")
    lab.refused(Limiter, get_remote_address, app=make_app(lab, RATELIMIT_STRATEGY="nonsense"))
    lab.refused(Limiter, get_remote_address, app=Flask("plain"), storage_uri="nonsense://")
    wrong = make_app(lab)
    Limiter(get_remote_address, app=wrong, default_limits=["nonsense"])
    wrong.add_url_rule("/", "index", lambda: "index")
    visit(lab, wrong, "/")
