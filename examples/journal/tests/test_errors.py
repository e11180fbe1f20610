"""Error pages, security headers, and faults of the journal itself."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path

import pytest

from demijohn import Flask
from journal import create_app
from journal.headers import SECURITY
from visitor import Visitor


@pytest.fixture
def faulty(app: Flask) -> Flask:
    """Return a journal with two views that fail."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail() -> str:
        raise LookupError("a fault")

    app.add_url_rule("/fail", view_func=fail)
    app.add_url_rule("/api/fail", "api-fail", fail)
    return app


def test_fault_of_a_page(faulty: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """A fault is answered with the page for 500, logged, and not shown."""
    answer = Visitor(faulty).get("/fail")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "<h1>Internal Server Error</h1>" in answer.text
    assert "a fault" not in answer.text
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.ERROR, "Exception on /fail [GET]")
    ]


def test_fault_of_the_api(faulty: Flask) -> None:
    """A fault below /api is answered in JSON."""
    answer = Visitor(faulty).get("/api/fail")
    assert (answer.status_code, answer.get_json()["error"]["name"]) == (500, "Internal Server Error")


@pytest.mark.parametrize("path", ["/", "/nowhere", "/static/journal.css", "/api/v1/entries", "/entries/new"])
def test_security_headers(guest: Visitor, path: str) -> None:
    """Every response carries the headers, errors and files included."""
    answer = guest.get(path)
    assert {name: answer.headers.get(name) for name in SECURITY} == SECURITY
    answer.close()


def test_pages_of_a_user_are_private(ada: Visitor, guest: Visitor) -> None:
    """No shared cache keeps what one user sees."""
    assert [ada.get("/").cache_control.private, guest.get("/").cache_control.private] == [True, None]


def test_wrong_method(guest: Visitor) -> None:
    """The page for 405 names the methods that there are."""
    answer = guest.client.put("/auth/login")
    assert (answer.status_code, answer.mimetype) == (405, "text/html")
    assert sorted(answer.headers["Allow"].split(", ")) == ["GET", "HEAD", "OPTIONS", "POST"]


def test_options_and_head(guest: Visitor) -> None:
    """OPTIONS is answered for every rule, and HEAD has the headers of GET without the body."""
    options = guest.client.options("/")
    head, get = guest.client.head("/auth/login"), guest.get("/auth/login")
    assert (options.status_code, sorted(options.allow)) == (200, ["GET", "HEAD", "OPTIONS"])
    assert (head.status_code, head.data, head.content_length) == (200, b"", get.content_length)


def test_no_tables(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without tables the page says so, and the log says what to do."""
    answer = Visitor(create_app({}, str(tmp_path))).get("/")
    assert (answer.status_code, "has not been made yet" in answer.text) == (500, True)
    assert "demijohn --app journal init-db" in caplog.text


def test_other_database_errors_are_faults(app: Flask) -> None:
    """Only missing tables are explained."""

    def fail() -> str:
        raise sqlite3.OperationalError("disk I/O error")

    app.add_url_rule("/fail", view_func=fail)
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        Visitor(app).get("/fail")


def test_secret_key_is_made_once(tmp_path: Path) -> None:
    """Applications on one instance folder share its key, which only the owner can read; no draft stays."""
    first, second = create_app({}, str(tmp_path)), create_app({}, str(tmp_path))
    assert first.secret_key == second.secret_key
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_settings_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller wins over the environment, the environment over `config.py`, that over the defaults."""
    (tmp_path / "config.py").write_text("SECRET_KEY = 'file'\nTOKEN_SECONDS = 1\nENTRIES_PER_PAGE = 1\n")
    monkeypatch.setenv("JOURNAL_TOKEN_SECONDS", "2")
    monkeypatch.setenv("JOURNAL_ENTRIES_PER_PAGE", "2")
    app = create_app({"ENTRIES_PER_PAGE": 3}, str(tmp_path))
    assert [
        app.config[key] for key in ("SECRET_KEY", "TOKEN_SECONDS", "ENTRIES_PER_PAGE", "PASSWORD_METHOD")
    ] == [
        "file",
        2,
        3,
        "scrypt",
    ]


def test_instance_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`JOURNAL_INSTANCE` names the instance folder."""
    monkeypatch.setenv("JOURNAL_INSTANCE", str(tmp_path / "elsewhere"))
    assert create_app().config["DATABASE"] == str(tmp_path / "elsewhere" / "journal.sqlite")
