"""Where the settings come from: defaults, `instance/config.py`, the environment, the caller."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from demijohn import Flask

DEFAULTS: Final[Mapping[str, object]] = {
    "SESSION_COOKIE_NAME": "journal",
    "SESSION_COOKIE_SAMESITE": "Lax",
    "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 256 * 1024,
    "PASSWORD_METHOD": "scrypt",
    "ENTRIES_PER_PAGE": 10,
    "UPLOAD_EXTENSIONS": ["gif", "jpg", "jpeg", "md", "pdf", "png", "txt", "webp"],
    "TOKEN_SECONDS": 3600,
}


def load(app: Flask, overrides: Mapping[str, object]) -> None:
    """Fill the application's configuration, the most particular source last."""
    app.config.from_mapping(DEFAULTS)
    app.config.from_pyfile("config.py", silent=True)
    app.config.from_prefixed_env("JOURNAL")
    app.config.from_mapping(overrides)
    instance = Path(app.instance_path)
    instance.mkdir(parents=True, exist_ok=True)
    app.config.setdefault("DATABASE", str(instance / "journal.sqlite"))
    app.config.setdefault("UPLOADS", str(instance / "uploads"))
    if app.secret_key is None:
        app.secret_key = _instance_key(instance / "secret.key")


def _instance_key(path: Path) -> str:
    """Return the key kept in the instance folder; all workers of a server must share one, so the first makes it.

    The key is written aside and then linked into place: a worker that starts at the same moment finds the whole key
    or none, never the beginning of one.
    """
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # Another worker was first, and its key is as good.
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
