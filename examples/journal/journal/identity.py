"""Who is making the request: the user in the session, and views that need one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from demijohn import Flask, Response, flash, g, redirect, request, session, url_for

from . import accounts
from .models import User

P = ParamSpec("P")
R = TypeVar("R")


def init_app(app: Flask) -> None:
    """Look up the user before every request."""
    app.before_request(load_user)


def load_user() -> None:
    """Keep the session's user for this request; files of the design need none."""
    if request.endpoint != "static" and "user_id" in session:
        g.user = accounts.find(session["user_id"])


def current_user() -> User | None:
    """Return the user who is logged in."""
    user = g.get("user")
    return user if isinstance(user, User) else None


def log_in(user: User, remember: bool) -> None:
    """Begin a session for the user; nothing of the session before is kept."""
    session.clear()
    session["user_id"] = user.id
    session.permanent = remember
    g.user = user


def log_out() -> None:
    """End the session."""
    session.clear()
    g.pop("user", None)


def login_required(view: Callable[Concatenate[User, P], R]) -> Callable[P, R | Response]:
    """Hand the user to a view as its first argument; send everybody else to the login page and back."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
        user = current_user()
        if user is None:
            flash("Please log in first.", "warning")
            target = request.full_path if request.method == "GET" else None
            return redirect(url_for("auth.login", next=target))
        return view(user, *args, **kwargs)

    return guarded
