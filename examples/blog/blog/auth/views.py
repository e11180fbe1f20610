from __future__ import annotations

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _, lazy_gettext as _l
from flask_login import current_user, login_required, login_user, logout_user, user_logged_in
from sqlalchemy import select

from blog import links
from blog.extensions import db, login_manager
from blog.models import Account, utc_now

from .forms import LoginForm, RegistrationForm, SettingsForm

auth = Blueprint("auth", __name__, url_prefix="/auth")

login_manager.login_view = "auth.login"
login_manager.login_message = _l("Please log in first.")
login_manager.login_message_category = "note"


@login_manager.user_loader
def load_account(identifier: str) -> Account | None:
    account = db.session.get(Account, int(identifier))
    return account if account is not None and account.is_active else None


@user_logged_in.connect
def note_visit(sender: Flask, user: Account) -> None:
    user.last_seen = utc_now()
    db.session.commit()


@auth.route("/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("posts.index"))
    form = RegistrationForm()
    if form.validate_on_submit():
        account = Account(name=form.name.data)
        account.set_password(form.password.data or "")
        db.session.add(account)
        db.session.commit()
        login_user(account)
        current_app.logger.info("%s has registered", account.name)
        flash(_("Welcome, %(name)s!", name=account.name), "good")
        return redirect(url_for("posts.index"))
    return render_template("auth/register.html", form=form), 422 if form.errors else 200


@auth.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(links.next_page())
    form = LoginForm()
    if form.validate_on_submit():
        account = db.session.scalar(select(Account).where(Account.name == form.name.data))
        if account is None or not account.has_password(form.password.data or ""):
            form.form_errors.append(_("Name or password is wrong."))
        elif not login_user(account, remember=form.remember.data):
            form.form_errors.append(_("This account has been blocked."))
        else:
            flash(_("Welcome back, %(name)s!", name=account.name), "good")
            return redirect(links.next_page())
    return render_template("auth/login.html", form=form), 422 if form.errors else 200


@auth.post("/logout")
@login_required
def logout() -> ResponseReturnValue:
    logout_user()
    session.pop("language", None)
    flash(_("You are logged out."), "good")
    return redirect(url_for("posts.index"))


@auth.route("/settings", methods=["GET", "POST"])
@login_required
def settings() -> ResponseReturnValue:
    form = SettingsForm(obj=current_user)
    if form.validate_on_submit():
        current_user.language = form.language.data or None
        session.pop("language", None)
        if form.password.data:
            current_user.set_password(form.password.data)
        db.session.commit()
        flash(_("Your settings are saved."), "good")
        return redirect(url_for(".settings"))
    return render_template("auth/settings.html", form=form), 422 if form.errors else 200
