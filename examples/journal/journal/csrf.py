"""Forms that only the journal's own pages can send: a secret in the session, repeated in each form.

The JSON API is left out, because it takes a token in a header and no cookie.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Final

from werkzeug.exceptions import BadRequest

from demijohn import Flask, request, session

_KEY: Final = "csrf"
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class CsrfError(BadRequest):
    """A form came without the session's secret."""

    description = "The form has expired or was sent by another page. Go back, reload it and try again."


def init_app(app: Flask) -> None:
    """Check every form, and let templates write the secret with `csrf_token()`."""
    app.before_request(check)
    app.add_template_global(token, "csrf_token")


def token() -> str:
    """Return the session's secret; the first call makes it."""
    if _KEY not in session:
        session[_KEY] = secrets.token_urlsafe(16)
    return str(session[_KEY])


def check() -> None:
    """Refuse a form without the session's secret.

    Raises:
        CsrfError: the field is missing, or holds something else.
    """
    if request.method in _SAFE or request.endpoint is None or request.blueprints[-1:] == ["api"]:
        return
    sent = request.form.get("csrf_token", "")
    if not hmac.compare_digest(sent.encode(), str(session.get(_KEY, "")).encode()) or not sent:
        raise CsrfError
