"""Entries in the database, and who may see them.

1. An author sees and changes their own entries.
2. Everybody who is logged in reads entries for members; everybody reads public ones.
3. An entry that one may not see is answered like one that is not there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from typing import Final

from demijohn import abort

from .database import connection
from .models import Draft, Entry, Page, Query, User, Visibility

_COLUMNS: Final = """
    SELECT entry.id, author_id, account.name AS author, written, title, body, visibility
    FROM entry JOIN account ON account.id = author_id
"""
_COUNT: Final = "SELECT count(*) FROM entry JOIN account ON account.id = author_id"
_LARGEST_NUMBER: Final = 2**63 - 1  # SQLite counts no further.
_NEWEST_FIRST: Final = "ORDER BY written DESC, entry.id DESC"


def fetch(viewer: User | None, entry_id: int) -> Entry:
    """Return an entry that the viewer may read; abort with 404 otherwise."""
    if entry_id > _LARGEST_NUMBER:
        abort(404)
    where, values = _conditions(viewer, Query())
    row = connection().execute(f"{_COLUMNS} WHERE {where} AND entry.id = ?", (*values, entry_id)).fetchone()
    if row is None:
        abort(404, "There is no such entry, or it is not for you to read.")
    return _entry(row)


def fetch_own(author: User, entry_id: int) -> Entry:
    """Return an entry that the author may change; abort with 404 or 403 otherwise."""
    entry = fetch(author, entry_id)
    if entry.author.id != author.id:
        abort(403, "Only its author may change an entry.")
    return entry


def page(viewer: User | None, query: Query, number: int, size: int) -> Page[Entry]:
    """Return one page of the entries that the viewer may read, the newest first; 404 past the last page."""
    where, values = _conditions(viewer, query)
    db = connection()
    counted = db.execute(f"{_COUNT} WHERE {where}", values).fetchone()
    empty: Page[Entry] = Page((), number, size, counted[0])
    if number > empty.pages:
        abort(404, f"There is no page {number}: the last one is {empty.pages}.")
    rows = db.execute(
        f"{_COLUMNS} WHERE {where} {_NEWEST_FIRST} LIMIT ? OFFSET ?", (*values, size, (number - 1) * size)
    )
    return replace(empty, items=tuple(map(_entry, rows)))


def every(viewer: User, query: Query) -> Iterator[Entry]:
    """Yield all entries that the viewer may read, without holding them in memory together."""
    where, values = _conditions(viewer, query)
    return map(_entry, connection().execute(f"{_COLUMNS} WHERE {where} {_NEWEST_FIRST}", values))


def add(author: User, draft: Draft, written: datetime | None = None) -> Entry:
    """Add an entry."""
    moment = (written or datetime.now(timezone.utc)).replace(microsecond=0)
    db = connection()
    cursor = db.execute(
        "INSERT INTO entry (author_id, written, title, body, visibility) VALUES (?, ?, ?, ?, ?)",
        (author.id, moment.isoformat(), draft.title, draft.body, draft.visibility.value),
    )
    db.commit()
    assert cursor.lastrowid is not None
    return Entry(cursor.lastrowid, author, moment, draft)


def change(entry: Entry, draft: Draft) -> Entry:
    """Replace what the author decides about an entry."""
    db = connection()
    db.execute(
        "UPDATE entry SET title = ?, body = ?, visibility = ? WHERE id = ?",
        (draft.title, draft.body, draft.visibility.value, entry.id),
    )
    db.commit()
    return Entry(entry.id, entry.author, entry.written, draft)


def remove(entry: Entry) -> None:
    """Delete an entry; the rows of its attachments go with it."""
    db = connection()
    db.execute("DELETE FROM entry WHERE id = ?", (entry.id,))
    db.commit()


def _conditions(viewer: User | None, query: Query) -> tuple[str, tuple[object, ...]]:
    """Return the SQL condition for what the viewer may read of what was asked for."""
    found: list[tuple[str, tuple[object, ...]]] = [_readable(viewer)]
    if query.author is not None:
        found.append(("account.name = ?", (query.author,)))
    if query.day is not None:
        found.append(("substr(written, 1, 10) = ?", (query.day,)))
    if query.words:
        found.append(("instr(lower(title || ' ' || body), lower(?)) > 0", (query.words,)))
    return " AND ".join(text for text, _ in found), tuple(value for _, values in found for value in values)


def _readable(viewer: User | None) -> tuple[str, tuple[object, ...]]:
    if viewer is None:
        return "visibility = 'public'", ()
    return "(visibility != 'private' OR author_id = ?)", (viewer.id,)


def _entry(row: sqlite3.Row) -> Entry:
    draft = Draft(row["title"], row["body"], Visibility(row["visibility"]))
    return Entry(
        row["id"], User(row["author_id"], row["author"]), datetime.fromisoformat(row["written"]), draft
    )
