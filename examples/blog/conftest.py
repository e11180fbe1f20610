"""The blog under test: a fresh one in a temporary folder, and its visitors."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask

from blog.commands import translations
from blog.extensions import db
from blog.models import Account
from visitor import PASSWORD, Visitor, make


@pytest.fixture(scope="session")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database that has been through all migrations, and compile the translations."""
    database = tmp_path_factory.mktemp("upgraded") / "blog.sqlite"
    app = make(database)
    assert app.test_cli_runner().invoke(translations, ["compile"]).exit_code == 0
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return database


@pytest.fixture
def app(upgraded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setenv("BLOG_INSTANCE", str(tmp_path / "instance"))
    made = make(Path(shutil.copy(upgraded, tmp_path)))
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def guest(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def ada(app: Flask) -> Visitor:
    return Visitor(app).register("ada")


@pytest.fixture
def bert(app: Flask) -> Visitor:
    return Visitor(app).register("bert")


@pytest.fixture
def admin(app: Flask) -> Visitor:
    with app.app_context():
        account = Account(name="root", is_admin=True)
        account.set_password(PASSWORD)
        db.session.add(account)
        db.session.commit()
    visitor = Visitor(app)
    assert visitor.log_in("root").status_code == 302
    return visitor
