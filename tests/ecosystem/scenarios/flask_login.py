"""Flask-Login: users in the session, views for users only, remember cookies, loading from requests."""

from __future__ import annotations

from typing import Final

import flask_login
from flask import Flask, g, render_template_string
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-Login",)


class User(UserMixin):
    """A user that is known by the name alone."""

    def __init__(self, name: str, active: bool = True) -> None:
        self.id = name
        self.active = active

    @property
    def is_active(self) -> bool:
        """Tell whether the account is open."""
        return self.active


def make_app(lab: Lab) -> tuple[Flask, LoginManager]:
    """Make an application in which anybody may log in by name."""
    app = Flask("shop", root_path=str(lab.folder))
    app.secret_key = "a key"
    manager = LoginManager(app)
    known = {"ada": User("ada"), "eve": User("eve", active=False)}
    manager.user_loader(known.get)

    @app.route("/login/<name>")
    def login(name: str) -> str:
        done = login_user(known[name], remember="remember" in flask_login.utils.request.args)
        return f"logged in: {done}"

    @app.route("/logout")
    def logout() -> str:
        return f"logged out: {logout_user()}"

    @app.route("/secret")
    @login_required
    def secret() -> str:
        return f"for {current_user.id}"

    @app.route("/who")
    def who() -> str:
        text = "{% if current_user.is_authenticated %}{{ current_user.id }}{% else %}nobody{% endif %}"
        return render_template_string(text) + f" {'_login_user' in g}"

    return app, manager


def scenario_session(lab: Lab) -> None:
    """Logging in and out, and the views and templates that see the user."""
    app, _ = make_app(lab)
    client = app.test_client()
    for path in [
        "/who",
        "/secret",
        "/login/ada",
        "/who",
        "/secret",
        "/login/eve",
        "/logout",
        "/who",
        "/secret",
    ]:
        lab.answer(client.get(path))
