"""Users in the database."""

from __future__ import annotations

import sqlite3

from werkzeug.security import check_password_hash, generate_password_hash

from demijohn import current_app

from .database import connection
from .models import User


class NameTaken(Exception):
    """Somebody has registered this name already."""


def register(name: str, password: str) -> User:
    """Add a user.

    Raises:
        NameTaken: the name is in use; upper and lower case count as the same.
    """
    db = connection()
    hashed = generate_password_hash(password, current_app.config["PASSWORD_METHOD"])
    try:
        cursor = db.execute("INSERT INTO account (name, password) VALUES (?, ?)", (name, hashed))
    except sqlite3.IntegrityError as error:
        raise NameTaken(name) from error
    db.commit()
    assert cursor.lastrowid is not None
    return User(cursor.lastrowid, name)


def find(user_id: int) -> User | None:
    """Return the user with this number."""
    return _one("SELECT id, name FROM account WHERE id = ?", user_id)


def named(name: str) -> User | None:
    """Return the user with this name."""
    return _one("SELECT id, name FROM account WHERE name = ?", name)


def authenticate(name: str, password: str) -> User | None:
    """Return the user if the password is theirs."""
    row = connection().execute("SELECT id, name, password FROM account WHERE name = ?", (name,)).fetchone()
    if row is None:
        # An unknown name takes as long as a wrong password, so that the time does not tell who has registered.
        generate_password_hash(password, current_app.config["PASSWORD_METHOD"])
        return None
    return User(row["id"], row["name"]) if check_password_hash(row["password"], password) else None


def _one(query: str, value: object) -> User | None:
    row = connection().execute(query, (value,)).fetchone()
    return None if row is None else User(row["id"], row["name"])
