"""Registration, login and logout."""

from __future__ import annotations

from demijohn import Blueprint, Response, flash, redirect, render_template, request, url_for

from . import accounts
from .forms import Credentials, check_credentials
from .identity import current_user, log_in, log_out

auth = Blueprint("auth", __name__, url_prefix="/auth")


@auth.get("/register")
def register() -> str:
    """Show the registration form."""
    return render_template("auth/register.html", fields={}, errors={})


@auth.post("/register")
def register_submit() -> Response | tuple[str, int]:
    """Add a user and log them in."""
    checked = check_credentials(request.form)
    if isinstance(checked, Credentials):
        try:
            log_in(accounts.register(checked.name, checked.password), remember=False)
        except accounts.NameTaken:
            checked = {"name": "Somebody has taken this name already."}
        else:
            flash(f"Welcome, {checked.name}. Your journal is open.", "success")
            return redirect(url_for("journal.index"))
    return render_template("auth/register.html", fields=request.form, errors=checked), 422


@auth.get("/login")
def login() -> str | Response:
    """Show the login form; who is logged in already goes on."""
    if current_user() is not None:
        return redirect(_target())
    return render_template("auth/login.html", name="")


@auth.post("/login")
def login_submit() -> Response | tuple[str, int]:
    """Begin a session for the user."""
    name = request.form.get("name", "").strip()
    user = accounts.authenticate(name, request.form.get("password", ""))
    if user is None:
        flash("The name or the password is wrong.", "error")
        return render_template("auth/login.html", name=name), 422
    log_in(user, remember="remember" in request.form)
    flash(f"Good to see you, {user.name}.", "success")
    return redirect(_target())


@auth.post("/logout")
def logout() -> Response:
    """End the session."""
    log_out()
    flash("You are logged out.", "info")
    return redirect(url_for("journal.index"))


def _target() -> str:
    """Return where to go after the login: a path of this site, whatever the query says."""
    target = request.args.get("next", "")
    printable = target.isprintable() and "\\" not in target
    return target if printable and target.startswith("/") and target[1:2] != "/" else url_for("journal.index")
