"""The journal under test: a fresh one in a temporary folder, and its visitors."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from demijohn import Flask
from journal import create_app, database
from visitor import Visitor

CONFIG: Final = {
    "TESTING": True,
    "PASSWORD_METHOD": "pbkdf2:sha256:1",
    "ENTRIES_PER_PAGE": 3,
    "MAX_CONTENT_LENGTH": 50_000,
}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    """Return a journal with an empty database, with short pages, and with passwords that are quick to hash."""
    made = create_app(CONFIG, str(tmp_path / "instance"))
    with made.app_context():
        database.create_tables()
    return made


@pytest.fixture
def guest(app: Flask) -> Visitor:
    """Return somebody who is not logged in."""
    return Visitor(app)


@pytest.fixture
def ada(app: Flask) -> Visitor:
    """Return a user."""
    return Visitor(app).register("ada")


@pytest.fixture
def bob(app: Flask) -> Visitor:
    """Return another user."""
    return Visitor(app).register("bob")
