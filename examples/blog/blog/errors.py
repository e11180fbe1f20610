"""Pages for errors."""

from __future__ import annotations

from flask import Flask, render_template
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from .extensions import db


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(RequestEntityTooLarge, show_too_large)
    app.register_error_handler(500, show_failure)


def show_error(error: HTTPException) -> tuple[str, int] | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return render_template("error.html", title=error.name, text=error.description), error.code


def show_expired_form(error: CSRFError) -> tuple[str, int]:
    text = _("The form has expired. Go back, load the page again, and send it once more.")
    return render_template("error.html", title=_("Expired form"), text=text, detail=error.description), 400


def show_too_large(error: RequestEntityTooLarge) -> tuple[str, int]:
    text = _("What you sent is larger than this blog takes.")
    return render_template("error.html", title=_("Too large"), text=text), 413


def show_failure(error: InternalServerError) -> tuple[str, int]:
    db.session.rollback()
    text = _("Something is broken here. It has been written down, and will be looked at.")
    return render_template("error.html", title=_("A fault of ours"), text=text), 500
