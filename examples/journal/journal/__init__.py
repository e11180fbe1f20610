"""A small journal that several people write together.

`create_app` builds the application; every other module of the package is one subject of it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from demijohn import Flask

from . import api, auth, commands, csrf, database, display, errors, headers, identity, pages, settings
from .converters import DayConverter

__all__ = ["create_app"]


def create_app(config: Mapping[str, object] | None = None, instance_path: str | None = None) -> Flask:
    """Build the journal.

    Args:
        config: settings that win over the defaults, the instance's `config.py` and the environment.
        instance_path: the folder of the database, the uploads and the secret key. The environment variable
            `JOURNAL_INSTANCE` is asked next, and the default is `instance` beside the package.
    """
    where = instance_path or os.environ.get("JOURNAL_INSTANCE")
    app = Flask(__name__, instance_path=where and str(Path(where).absolute()), instance_relative_config=True)
    settings.load(app, config or {})
    app.url_map.converters["day"] = DayConverter
    for part in (database, commands, identity, csrf, display, errors, headers):
        part.init_app(app)
    for blueprint in (auth.auth, pages.pages, api.api):
        app.register_blueprint(blueprint)
    return app
