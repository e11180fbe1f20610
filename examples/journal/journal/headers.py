"""Headers that tell browsers what the journal's pages never do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from demijohn import Flask, Response

from .identity import current_user

SECURITY: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def init_app(app: Flask) -> None:
    """Add the headers to every response."""
    app.after_request(secure)


def secure(response: Response) -> Response:
    """Add the headers that a view has not set itself; pages for one user stay out of shared caches."""
    for name, value in SECURITY.items():
        response.headers.setdefault(name, value)
    if current_user() is not None:
        response.cache_control.private = True
    return response
