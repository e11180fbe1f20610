"""The blog as one would show it to the world: with an API, a cache, limits, and what browsers want to be told.

It takes it that one proxy stands before it, which speaks HTTPS.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import blog

from . import errors, extensions
from .api import api

__all__ = ["create_app"]


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """Build the blog, and add what the public needs."""
    app = blog.create_app(settings)
    for name, value in defaults(Path(app.instance_path)).items():
        app.config.setdefault(name, value)
    app.wsgi_app = ProxyFix(app.wsgi_app)
    extensions.init_app(app)
    errors.init_app(app)
    app.register_blueprint(api)
    return app


def defaults(instance: Path) -> dict[str, object]:
    """Return the settings of the seven extensions; what several processes share is in the instance folder."""
    return {
        "CACHE_TYPE": "FileSystemCache",
        "CACHE_DIR": str(instance / "cache"),
        "CACHE_DEFAULT_TIMEOUT": 60,
        "COMPRESS_MIN_SIZE": 500,
        "CORS_ORIGINS": ["https://reader.example"],
        "RATELIMIT_STORAGE_URI": "memory://",
        "RATELIMIT_STRATEGY": "moving-window",
        "RATELIMIT_HEADERS_ENABLED": True,
        "SESSIONS": str(instance / "sessions"),
    }
