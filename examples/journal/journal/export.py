"""A user's entries as a table of comma-separated values, sent while they are read."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

from demijohn import Response, stream_with_context

from . import entries
from .models import Query, User

COLUMNS: Final = ("written", "title", "visibility", "body")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def response(user: User) -> Response:
    """Return a streaming response with all entries of the user."""
    sent = Response(stream_with_context(lines(user)), mimetype="text/csv")
    sent.headers.set("Content-Disposition", "attachment", filename=f"journal-{user.name}.csv")
    return sent


def lines(user: User) -> Iterator[str]:
    """Yield the head of the table and then one line for an entry.

    The entries are asked for here and not in the view: the view's connection is closed before the first line is sent,
    and the one that is opened here is closed after the last.
    """
    yield _line(COLUMNS)
    for entry in entries.every(user, Query(author=user.name)):
        draft = entry.draft
        yield _line((entry.written.isoformat(), draft.title, draft.visibility.value, draft.body))


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(_harmless(cell) for cell in cells)
    return buffer.getvalue()


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking text for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
