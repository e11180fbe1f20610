"""A blog for several authors."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from . import commands, config, display, errors, extensions, languages
from .admin import admin
from .auth import auth
from .comments import comments
from .posts import posts

__all__ = ["create_app"]


def create_app(settings: Mapping[str, object] | None = None) -> Flask:
    """Build the application.

    Settings come from `config.Defaults`, then `config.py` in the instance folder, then environment variables
    that begin with `BLOG_`, and at last from the argument.
    """
    folder = os.environ.get("BLOG_INSTANCE")
    app = Flask(
        __name__, instance_path=folder and str(Path(folder).absolute()), instance_relative_config=True
    )
    app.config.from_object(config.Defaults)
    app.config.from_pyfile("config.py", silent=True)
    app.config.from_prefixed_env("BLOG")
    app.config.from_mapping(settings or {})

    for part in (display, extensions, languages, errors, commands):
        part.init_app(app)
    for blueprint in (auth, posts, comments, admin):
        app.register_blueprint(blueprint)
    return app
