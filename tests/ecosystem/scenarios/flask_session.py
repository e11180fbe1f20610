"""Flask-Session: sessions on the server, in files, in a cache and in a database, in the place of Flask's own."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa
from cachelib import FileSystemCache, SimpleCache
from flask import Flask, abort, flash, redirect, render_template_string, request, session, url_for
from flask_session import Session
from flask_sqlalchemy import SQLAlchemy

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-Session",)
FLASHED: Final = (
    "{% for kind, m in get_flashed_messages(with_categories=true) %}{{ kind }}={{ m }};{% endfor %}"
)


def make_app(lab: Lab, **settings: object) -> Flask:
    """Make an application that works with its session in every way."""
    lab.mask(r"session=(?!;)[A-Za-z0-9_.-]{20,}", "session=<chance>")
    app = Flask("shop", root_path=str(lab.folder))
    app.config.from_mapping(settings)
    app.add_url_rule("/set/<key>/<value>", "set", put)
    app.add_url_rule("/get", "get", lambda: {key: repr(session[key]) for key in sorted(session)})
    app.add_url_rule("/clear", "clear", session_clear)
    app.add_url_rule("/nothing", "nothing", lambda: "the session is not looked at")
    app.add_url_rule("/flash", "flash", flashing)
    app.add_url_rule("/flashed", "flashed", lambda: render_template_string(FLASHED))
    app.add_url_rule("/fail", "fail", failing)
    app.add_url_rule("/stop", "stop", stopping)
    return app


def put(key: str, value: str) -> str:
    """Put something into the session."""
    session[key] = value
    session.permanent = "permanent" in request.args
    return f"new={session.new} modified={session.modified} accessed={session.accessed}"


def session_clear() -> str:
    """Empty the session."""
    session.clear()
    return "cleared"


def flashing() -> Any:
    """Flash twice and go on."""
    flash("first")
    flash("<second>", "warning")
    return redirect(url_for("flashed"))


def failing() -> str:
    """Change the session, and fail."""
    session["failed"] = "yes"
    raise ZeroDivisionError


def stopping() -> str:
    """Change the session, and stop."""
    session["stopped"] = "yes"
    abort(403)


def visit(lab: Lab, client: Any, *paths: str, **options: Any) -> None:
    """Get pages one after the other with one client."""
    for path in paths:
        lab.answer(client.get(path, **options))


def make_tour(lab: Lab, app: Flask) -> None:
    """Visit every page with one client, and then with another."""
    client = app.test_client()
    visit(
        lab,
        client,
        "/nothing",
        "/get",
        "/set/a/1",
        "/get",
        "/set/b/2?permanent",
        "/get",
        "/fail",
        "/get",
        "/stop",
    )
    lab.answer(client.get("/flash", follow_redirects=True))
    visit(lab, client, "/flashed", "/clear", "/get")
    visit(lab, app.test_client(), "/get", "/nothing")


def scenario_cache(lab: Lab) -> None:
    """Sessions are kept in a cache in memory; a changed identifier keeps the data."""
    cache = SimpleCache()
    app = make_app(lab, SESSION_TYPE="cachelib", SESSION_CACHELIB=cache, SESSION_SERIALIZATION_FORMAT="json")
    Session(app)

    @app.route("/regenerate")
    def regenerate() -> str:
        before = session.sid
        app.session_interface.regenerate(session)
        return f"{before == session.sid} {len(session.sid)}"

    make_tour(lab, app)
    client = app.test_client()
    visit(lab, client, "/set/a/1", "/regenerate", "/get")
    lab.note(type(app.session_interface).__name__, len(cache._cache))
    with client.session_transaction() as kept:
        lab.note(type(kept).__name__, dict(kept), kept.permanent, kept.new)
        kept["from"] = "a test"
    visit(lab, client, "/get")
    client.set_cookie("session", "made-up")
    visit(lab, client, "/get")


def scenario_files(lab: Lab) -> None:
    """Sessions are kept in files, with cookies as they are configured, and a signed identifier."""
    app = make_app(
        lab,
        SECRET_KEY="a key",
        SESSION_TYPE="cachelib",
        SESSION_CACHELIB=FileSystemCache(cache_dir=str(lab.folder / "kept"), threshold=20),
        SESSION_USE_SIGNER=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_SECURE=True,
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_ID_LENGTH=16,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=1),
    )
    Session(app)
    make_tour(lab, app)
    client = app.test_client()
    visit(lab, client, "/set/a/1?permanent", "/get", "/clear", base_url="https://localhost")
    lab.note(len(list((lab.folder / "kept").iterdir())) > 0)


def scenario_deprecated_files(lab: Lab) -> None:
    """The older interface for files goes on, with a warning."""
    app = make_app(
        lab, SESSION_TYPE="filesystem", SESSION_FILE_DIR=str(lab.folder / "kept"), SESSION_PERMANENT=False
    )
    session_files = Session()
    session_files.init_app(app)
    make_tour(lab, app)


def scenario_database(lab: Lab) -> None:
    """Sessions are rows, beside the application's own tables and session; a command removes those that expired."""
    app = make_app(
        lab, SESSION_TYPE="sqlalchemy", SQLALCHEMY_DATABASE_URI="sqlite://", SESSION_KEY_PREFIX="shop:"
    )
    db = SQLAlchemy(app)
    app.config["SESSION_SQLALCHEMY"] = db
    app.config["SESSION_SQLALCHEMY_TABLE"] = "kept"
    with app.app_context():
        Session(app)
        db.create_all()
    make_tour(lab, app)
    visit(lab, app.test_client(), "/set/a/1")
    with app.app_context():
        rows = db.session.execute(sa.text("select session_id from kept")).scalars().all()
        lab.note(len(rows), {row[:5] for row in rows})
        db.session.execute(sa.text("update kept set expiry = '2001-01-01 00:00:00'"))
        db.session.commit()
    visit(lab, app.test_client(), "/set/a/1")
    lab.command(app, "session_cleanup")
    with app.app_context():
        lab.note(db.session.execute(sa.text("select count(*) from kept")).scalar())


def scenario_absent_and_wrong(lab: Lab) -> None:
    """Without a type nothing is kept on the server; unknown types and broken stores are told."""
    keyless = make_app(lab)
    lab.attempt(Session, keyless)
    lab.attempt(Session, make_app(lab, SESSION_TYPE="nonsense"))
    lab.attempt(Session, make_app(lab, SESSION_TYPE="redis"))
    lab.attempt(Session, make_app(lab, SESSION_TYPE="cachelib", SESSION_ID_LENGTH="x"))

    class Broken(SimpleCache):
        def set(self, key: str, value: Any, timeout: int | None = None) -> bool:
            raise OSError("full")

    app = make_app(lab, SESSION_TYPE="cachelib", SESSION_CACHELIB=Broken())
    Session(app)
    app.logger.setLevel(logging.CRITICAL + 1)
    visit(lab, app.test_client(), "/nothing", "/get", "/set/a/1", "/get")
    app.testing = True
    lab.attempt(app.test_client().get, "/set/a/1")
    null = make_app(lab, SESSION_TYPE=None)
    lab.attempt(Session, null)
    visit(lab, null.test_client(), "/nothing", "/get", "/set/a/1")
