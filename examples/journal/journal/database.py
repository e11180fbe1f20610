"""The SQLite database: one connection for an application context, and its tables."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from demijohn import Flask, current_app, g


def init_app(app: Flask) -> None:
    """Close connections when their context ends."""
    app.teardown_appcontext(close)


def open_connection(path: str) -> sqlite3.Connection:
    """Open the database the way every part of the journal expects it."""
    connection = sqlite3.connect(path, timeout=10)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def connection() -> sqlite3.Connection:
    """Return the connection of the current application context."""
    if "connection" not in g:
        g.connection = open_connection(current_app.config["DATABASE"])
    found = g.connection
    assert isinstance(found, sqlite3.Connection)
    return found


def close(error: BaseException | None = None) -> None:
    """Close the context's connection, if it has one; what was not committed is undone."""
    found = g.pop("connection", None)
    if isinstance(found, sqlite3.Connection):
        found.close()


def create_tables() -> None:
    """Make the tables and indexes that are missing."""
    db = connection()
    db.execute("PRAGMA journal_mode = WAL")  # Readers go on while a writer commits.
    with current_app.open_resource("schema.sql", "r") as schema:
        db.executescript(schema.read())
    db.commit()


def remove() -> None:
    """Delete the database and everything that was uploaded."""
    close()
    path = Path(current_app.config["DATABASE"])
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.rmtree(current_app.config["UPLOADS"], ignore_errors=True)
