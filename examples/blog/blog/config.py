"""Settings, as they are unless somebody says otherwise."""

from __future__ import annotations

from typing import Final


class Defaults:
    SECRET_KEY = "dev"  # Set BLOG_SECRET_KEY where other people can reach the blog.
    SQLALCHEMY_DATABASE_URI = "sqlite:///blog.sqlite"  # In the instance folder.
    SESSION_COOKIE_SAMESITE = "Lax"
    REMEMBER_COOKIE_SAMESITE = "Lax"
    REMEMBER_COOKIE_HTTPONLY = True
    REMEMBER_COOKIE_DURATION = 30 * 24 * 60 * 60
    MAX_CONTENT_LENGTH = 1_000_000
    PASSWORD_METHOD = "scrypt"
    POSTS_PER_PAGE = 5
    BABEL_DEFAULT_LOCALE = "en"


LANGUAGES: Final = {"en": "English", "de": "Deutsch", "fr": "Français"}
