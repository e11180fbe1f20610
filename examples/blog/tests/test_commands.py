"""The blog's own commands, and its migrations."""

from __future__ import annotations

from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import inspect

from blog.extensions import db
from visitor import Visitor, make


def run(app: Flask, *arguments: str, typed: str | None = None) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=arguments, input=typed)
    return result.exit_code, result.output


def test_accounts(app: Flask) -> None:
    """Accounts are made and listed; a name is given once."""
    assert run(app, "accounts", "create", "zoe", "--password", "correct horse", "--admin") == (
        0,
        "zoe can log in now.\n",
    )
    code, said = run(app, "accounts", "create", "ada", typed="correct horse\ncorrect horse\n")
    assert (code, said.splitlines()[-1]) == (0, "ada can log in now.")
    code, said = run(app, "accounts", "create", "ada", "--password", "x")
    assert (code, said) == (1, "Error: There is an account of the name 'ada' already.\n")
    assert run(app, "accounts", "list") == (0, "ada\nzoe admin\n")
    assert Visitor(app).log_in("zoe").status_code == 302


def test_compile_translations(app: Flask) -> None:
    """Both catalogues are compiled."""
    assert run(app, "translations", "compile") == (0, "de: 75 messages\nfr: 75 messages\n")


def test_fill(app: Flask, guest: Visitor) -> None:
    """There is something to look at, as often as one wants."""
    said = "7 posts by ada and bert; the password of both is 'sample-sample'.\n"
    assert [run(app, "fill", "--posts", "7") for _ in range(2)] == [(0, said)] * 2
    assert "<p>12 posts</p>" in guest.get("/").text
    assert guest.log_in("bert", password="sample-sample").status_code == 302


def test_migrations_make_the_models(app: Flask) -> None:
    """After the last migration the database is what the models say."""
    assert run(app, "db", "check")[0] == 0


def test_migrations_both_ways(tmp_path: Path) -> None:
    """Each migration can be taken back and done again, and keeps the accounts that there are."""
    app = make(tmp_path / "blog.sqlite")
    with app.app_context():
        flask_migrate.upgrade()
        assert run(app, "accounts", "create", "ada", "--password", "x")[0] == 0
        flask_migrate.downgrade(revision="0001")
        assert sorted(inspect(db.engine).get_table_names()) == ["account", "alembic_version", "post"]
        flask_migrate.upgrade()
        assert run(app, "accounts", "list") == (0, "ada\n")
        flask_migrate.downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
    with app.app_context():
        db.engine.dispose()
