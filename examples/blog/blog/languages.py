"""Which language a page is in.

A reader's choice counts most; then what the account says, then what the browser asks for.
"""

from __future__ import annotations

from flask import Blueprint, Flask, current_app, has_request_context, redirect, request, session
from flask_babel import get_locale
from flask_login import current_user
from werkzeug.wrappers import Response

from . import links
from .config import LANGUAGES

languages = Blueprint("languages", __name__, url_prefix="/language")


def init_app(app: Flask) -> None:
    app.register_blueprint(languages)
    app.context_processor(describe_languages)


def select_locale() -> str:
    default = str(current_app.config["BABEL_DEFAULT_LOCALE"])
    if not has_request_context():  # A command runs.
        return default
    for choice in (session.get("language"), getattr(current_user, "language", None)):
        if choice in LANGUAGES:
            return str(choice)
    return request.accept_languages.best_match(LANGUAGES, default) or default


def describe_languages() -> dict[str, object]:
    return {"languages": LANGUAGES, "language": str(get_locale())}


@languages.get("/<any(en, de, fr):code>")
def choose(code: str) -> Response:
    session["language"] = code
    return redirect(links.next_page())
