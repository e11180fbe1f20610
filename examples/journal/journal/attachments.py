"""Files that belong to entries: a row in the database, and a file in the folder of uploads."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from werkzeug.datastructures import FileStorage
from werkzeug.utils import secure_filename

from demijohn import current_app

from .database import connection
from .models import Attachment, Entry


class Refused(Exception):
    """An upload that is not kept; the text says why."""


def folder(entry: Entry) -> Path:
    """Return where the files of an entry are kept."""
    return Path(current_app.config["UPLOADS"]) / str(entry.id)


def of(entry: Entry) -> tuple[Attachment, ...]:
    """Return the files of an entry, by name."""
    rows = connection().execute(
        "SELECT name, size FROM attachment WHERE entry_id = ? ORDER BY name", (entry.id,)
    )
    return tuple(Attachment(entry.id, row["name"], row["size"]) for row in rows)


def add(entry: Entry, upload: FileStorage | None) -> Attachment:
    """Keep an uploaded file under a safe form of its name.

    Raises:
        Refused: there is no file, it is empty, of a kind that is not kept, or has the name of another one.
    """
    name = _checked_name(upload)
    assert upload is not None
    size = upload.stream.seek(0, 2)
    upload.stream.seek(0)
    if size == 0:
        raise Refused("The file is empty.")
    db = connection()
    try:
        db.execute("INSERT INTO attachment (entry_id, name, size) VALUES (?, ?, ?)", (entry.id, name, size))
    except sqlite3.IntegrityError as error:
        raise Refused(f"This entry has a file named {name} already.") from error
    folder(entry).mkdir(parents=True, exist_ok=True)
    upload.save(folder(entry) / name)
    db.commit()
    return Attachment(entry.id, name, size)


def remove(entry: Entry, name: str) -> bool:
    """Delete a file of an entry; tell whether there was one."""
    db = connection()
    cursor = db.execute("DELETE FROM attachment WHERE entry_id = ? AND name = ?", (entry.id, name))
    if cursor.rowcount == 0:
        return False
    (folder(entry) / name).unlink(missing_ok=True)
    db.commit()
    return True


def remove_all(entry: Entry) -> None:
    """Delete the files of an entry; their rows go when the entry goes."""
    shutil.rmtree(folder(entry), ignore_errors=True)


def _checked_name(upload: FileStorage | None) -> str:
    if upload is None or not upload.filename:
        raise Refused("Choose a file first.")
    name = secure_filename(upload.filename)
    kinds: list[str] = current_app.config["UPLOAD_EXTENSIONS"]
    if not Path(name).stem or Path(name).suffix.lower().removeprefix(".") not in kinds:
        raise Refused(f"Only files of these kinds are kept: {', '.join(kinds)}.")
    return name
