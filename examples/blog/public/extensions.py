"""The extensions that the public blog has besides those of the blog."""

from __future__ import annotations

from cachelib.file import FileSystemCache
from flask import Flask, request
from flask_caching import Cache
from flask_compress import Compress
from flask_cors import CORS
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_marshmallow import Marshmallow
from flask_session import Session
from flask_talisman import Talisman

from blog.auth import views

cache = Cache()
compress = Compress()
cors = CORS(resources={r"/api/*": {"methods": ["GET", "POST"], "max_age": 600}})
limiter = Limiter(get_remote_address)
marshmallow = Marshmallow()
sessions = Session()
talisman = Talisman()


def init_app(app: Flask) -> None:
    app.config["SESSION_TYPE"] = "cachelib"
    app.config["SESSION_CACHELIB"] = FileSystemCache(app.config["SESSIONS"])
    sessions.init_app(app)
    cache.init_app(app)  # pyright: ignore[reportUnknownMemberType]  # its types leave the configuration open
    compress.init_app(app)
    cors.init_app(app)
    limiter.init_app(app)
    marshmallow.init_app(app)
    talisman.init_app(app, content_security_policy={"default-src": "'self'"}, frame_options="DENY")
    # A password can be tried so often, and no more.
    tries = limiter.limit("10 per hour", methods=["POST"])
    app.view_functions["auth.login"] = tries(views.login)
    app.view_functions["auth.register"] = tries(views.register)


def is_not_for_all() -> bool:
    """Tell whether an answer is for its reader only, and must not come out of the cache or go into it."""
    return bool(current_user.is_authenticated or "session" in request.cookies)
