"""Flask-Login: users in the session, views for users only, remember cookies, loading from requests, signals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import flask_login
from flask import Blueprint, Flask, abort, g, redirect, render_template_string, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from flask.views import MethodView
from flask_login import (
    FlaskLoginClient,
    LoginManager,
    UserMixin,
    confirm_login,
    current_user,
    fresh_login_required,
    login_fresh,
    login_required,
    login_url,
    login_user,
    logout_user,
)

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-Login",)
SIGNALS: Final = (
    "user_logged_in",
    "user_logged_out",
    "user_loaded_from_cookie",
    "user_loaded_from_request",
    "user_login_confirmed",
    "user_unauthorized",
    "user_needs_refresh",
    "user_accessed",
    "session_protected",
)
WHO: Final = "{% if current_user.is_authenticated %}{{ current_user.id }}{% else %}nobody{% endif %}"


class User(UserMixin):
    """A user that is known by the name alone."""

    def __init__(self, name: str, active: bool = True) -> None:
        self.id = name
        self.active = active

    @property
    def is_active(self) -> bool:
        """Tell whether the account is open."""
        return self.active

    def __repr__(self) -> str:
        return f"<User {self.id}>"


KNOWN: Final = {"ada": User("ada"), "bob": User("bob"), "eve": User("eve", active=False)}


def make_app(lab: Lab, **settings: object) -> tuple[Flask, LoginManager]:
    """Make an application in which anybody may log in by name."""
    app = Flask("shop", root_path=str(lab.folder))
    app.config.from_mapping(SECRET_KEY="a key", **settings)
    manager = LoginManager(app)
    manager.user_loader(KNOWN.get)
    app.add_url_rule("/login/<name>", "login", login)
    app.add_url_rule("/logout", "logout", lambda: f"logged out: {logout_user()}")
    app.add_url_rule("/secret", "secret", login_required(lambda: f"for {current_user.id}"))
    app.add_url_rule("/fresh", "fresh", fresh_login_required(lambda: f"fresh for {current_user.id}"))
    app.add_url_rule("/confirm", "confirm", lambda: f"confirmed: {confirm_login()}")
    app.add_url_rule("/who", "who", who)
    return app, manager


def login(name: str) -> str:
    """Log in whoever is named."""
    done = login_user(KNOWN[name], remember="remember" in request.args, force="force" in request.args)
    return f"logged in: {done}"


def who() -> str:
    """Tell the user, as a template sees it."""
    return f"{render_template_string(WHO)} fresh: {login_fresh()} kept: {'_login_user' in g}"


def listen(lab: Lab, app: Flask) -> list[object]:
    """Note the signals of the extension; what is returned has to be kept."""

    def receiver(name: str) -> Callable[..., None]:
        def received(sender: Flask, **values: object) -> None:
            lab.note("signal", name, sender is app, {key: repr(value) for key, value in values.items()})

        return received

    receivers = [receiver(name) for name in SIGNALS]
    for name, receive in zip(SIGNALS, receivers, strict=True):
        getattr(flask_login, name).connect(receive, app)
    return list(receivers)


def visit(lab: Lab, client: Any, *paths: str, **options: Any) -> None:
    """Get pages one after the other with one client."""
    for path in paths:
        lab.answer(client.get(path, **options))


def scenario_session(lab: Lab) -> None:
    """Logging in and out, closed accounts, and the views, templates and signals that see the user."""
    app, _ = make_app(lab)
    _kept = listen(lab, app)
    client = app.test_client()
    visit(lab, client, "/who", "/secret", "/login/ada", "/who", "/secret", "/login/eve", "/who")
    visit(lab, client, "/login/eve?force", "/who", "/logout", "/who", "/secret", "/logout")


def scenario_remember_cookie(lab: Lab) -> None:
    """A remembered user comes back without a session, not fresh, until logging out or with a forged cookie."""
    lab.mask(r"remember_token=ada\|[0-9a-f]{128}", "remember_token=ada|<digest>")
    app, _ = make_app(
        lab, REMEMBER_COOKIE_DURATION=3600, REMEMBER_COOKIE_SAMESITE="Lax", REMEMBER_COOKIE_SECURE=False
    )
    _kept = listen(lab, app)
    client = app.test_client()
    visit(lab, client, "/login/ada?remember")
    token = client.get_cookie("remember_token").value
    lab.note(flask_login.decode_cookie(token, key="a key"))
    client.delete_cookie("session")
    visit(lab, client, "/who", "/secret", "/fresh", "/confirm", "/fresh", "/logout", "/who")
    client.set_cookie("remember_token", f"bob|{token.partition('|')[2]}")
    visit(lab, client, "/who")
    refreshing, _ = make_app(lab, REMEMBER_COOKIE_REFRESH_EACH_REQUEST=True, REMEMBER_COOKIE_NAME="kept")
    client = refreshing.test_client()
    lab.mask(r"kept=ada\|[0-9a-f]{128}", "kept=ada|<digest>")
    visit(lab, client, "/login/ada?remember", "/who")


def scenario_protection(lab: Lab) -> None:
    """A session that moves to another browser is made stale or thrown away, as it is configured."""
    for strength in ["basic", "strong", None]:
        app, manager = make_app(lab)
        manager.session_protection = strength
        _kept = listen(lab, app)
        client = app.test_client()
        lab.note("protection", strength)
        visit(lab, client, "/login/ada?remember", "/who", headers={"User-Agent": "first"})
        visit(lab, client, "/who", "/fresh", "/who", headers={"User-Agent": "second"})
        lab.note([client.get_cookie(name) is not None for name in ("session", "remember_token")])
    lab.mask(r"remember_token=ada\|[0-9a-f]{128}", "remember_token=ada|<digest>")


def scenario_going_to_the_login_page(lab: Lab) -> None:
    """Who is not logged in is sent to a page, the blueprint's own one if it has one, with a flashed message."""
    app, manager = make_app(lab, USE_SESSION_FOR_NEXT=False)
    pages = Blueprint("pages", "shop", url_prefix="/pages")
    api = Blueprint("api", "shop", url_prefix="/api")

    @pages.route("/login", methods=["GET", "POST"])
    def login_page() -> object:
        if request.method == "POST":
            login_user(KNOWN[request.form["name"]])
            return redirect(request.args.get("next") or url_for("who"))
        text = (
            "{% for kind, m in get_flashed_messages(with_categories=true) %}{{ kind }}: {{ m }}{% endfor %}"
        )
        return render_template_string(text)

    for blueprint in [pages, api]:
        blueprint.add_url_rule("/list", "list", login_required(lambda: f"list for {current_user.id}"))
    api.before_request(login_required(lambda: None))
    app.register_blueprint(pages)
    app.register_blueprint(api)
    app.add_url_rule("/api-login", "api_login", lambda: "log in to the API")
    manager.login_view = "pages.login_page"
    manager.login_message = "Who are you?"
    manager.login_message_category = "info"
    manager.blueprint_login_views = {"api": "api_login"}
    manager.refresh_view = "pages.login_page"
    client = app.test_client()
    visit(lab, client, "/secret", "/pages/login", "/pages/list?page=2", "/api/list", "/pages/login")
    lab.answer(client.post("/pages/login?next=/pages/list", data={"name": "ada"}, follow_redirects=True))
    visit(lab, client, "/pages/list", "/api/list")
    app.config["USE_SESSION_FOR_NEXT"] = True
    client = app.test_client()
    visit(lab, client, "/secret?a=b", "/pages/login")
    with client.session_transaction() as kept:
        lab.note({key: kept[key] for key in sorted(kept)})
    with app.test_request_context():
        lab.note(
            login_url("pages.login_page", next_url="http://localhost/x?y=z"),
            login_url("who", next_field="to"),
        )


def scenario_own_handlers(lab: Lab) -> None:
    """Handlers of the application's own decide what happens without a user, and errors have handlers too."""
    app, manager = make_app(lab)
    _kept = listen(lab, app)

    @manager.unauthorized_handler
    def unauthorized() -> object:
        lab.note("unauthorized", request.path, request.endpoint)
        return {"error": "log in"}, 401

    @manager.needs_refresh_handler
    def stale() -> object:
        abort(403, "stale")

    @app.errorhandler(403)
    def forbidden(error: Any) -> object:
        return {"error": error.description, "user": str(current_user.get_id())}, 403

    @app.errorhandler(401)
    def handled(error: Any) -> object:
        return f"handled: {error.description}", 401

    class Account(MethodView):
        decorators = (login_required,)

        def get(self) -> str:
            return f"get {current_user.id}"

        def post(self) -> str:
            return f"post {current_user.id}"

    app.add_url_rule("/account", view_func=Account.as_view("account"))
    app.add_url_rule("/stop", "stop", lambda: abort(401, "stop"))
    client = app.test_client()
    visit(lab, client, "/secret", "/account", "/stop")
    lab.answer(client.options("/account"))
    visit(lab, client, "/login/ada", "/account")
    lab.answer(client.post("/account"))
    with client.session_transaction() as kept:
        kept["_fresh"] = False
    visit(lab, client, "/fresh")
    manager.unauthorized_callback = None
    visit(lab, app.test_client(), "/secret")
    app.config["LOGIN_DISABLED"] = True
    lab.attempt(lambda: app.test_client().get("/secret").status)


def scenario_loading_from_requests(lab: Lab) -> None:
    """A user is found by a header, and then no session is written by an interface that is told so."""
    app, manager = make_app(lab)
    _kept = listen(lab, app)

    class Interface(SecureCookieSessionInterface):
        def save_session(self, app: Flask, session: Any, response: Any) -> None:
            if g.get("login_via_request"):
                lab.note("not saved")
                return
            super().save_session(app, session, response)

    app.session_interface = Interface()

    @flask_login.user_loaded_from_request.connect_via(app)
    def loaded(sender: Flask, user: User) -> None:
        g.login_via_request = True

    @manager.request_loader
    def load(request: Any) -> User | None:
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return KNOWN.get(key)

    @app.route("/keep")
    def keep() -> str:
        session["kept"] = current_user.get_id()
        return "kept"

    client = app.test_client()
    visit(lab, client, "/who", "/secret", "/keep", headers={"Authorization": "Bearer ada"})
    visit(lab, client, "/secret", "/keep", headers={"Authorization": "Bearer nobody"})
    lab.note(client.get_cookie("session") is not None)


def scenario_testing(lab: Lab) -> None:
    """Its test client starts with a user, contexts keep it, and outside of a request there is nobody."""
    app, manager = make_app(lab)
    app.test_client_class = FlaskLoginClient
    with app.test_client(user=KNOWN["ada"]) as client:
        visit(lab, client, "/secret", "/fresh")
        lab.note(current_user, session["_user_id"])
    with app.test_client(user=KNOWN["ada"], fresh_login=False) as client:
        visit(lab, client, "/fresh")
    with app.test_request_context("/who"):
        lab.note(current_user.is_anonymous, login_user(KNOWN["bob"]), current_user, dict(session)["_fresh"])
    lab.refused(lambda: current_user.id)
    lab.note(manager._load_user.__name__, app.login_manager is manager)
    bare = Flask("bare")
    bare.secret_key = "x"
    with bare.test_request_context():
        lab.attempt(lambda: bool(current_user))
        lab.refused(login_user, KNOWN["ada"])
    loaderless = Flask("loaderless")
    loaderless.secret_key = "x"
    LoginManager(loaderless)
    with loaderless.test_request_context():
        lab.refused(lambda: current_user.id)
