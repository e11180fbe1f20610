"""A blog to look at: the same each time, so that pictures and tests can rely on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from .extensions import db
from .models import Account, Comment
from .posts import queries

PASSWORD: Final = "sample-sample"
NAMES: Final = ("ada", "bert")
_FIRST: Final = datetime(2026, 1, 1, 9, 0)  # noqa: DTZ001  # in UTC, as the database keeps it
_SUBJECTS: Final = (
    ("Bread without kneading", "baking, kitchen", "Flour, water, salt and a day of patience."),
    ("A shelf for the hall", "wood", "Two boards, six screws, and one of them crooked.\n\nIt holds."),
    ("Plums & pears", "garden, kitchen", "What to do with forty pounds of fruit <before> it is too late."),
    ("Walking along the river", "outside", "Eleven kilometres, two herons, no rain."),
)
_REMARKS: Final = ("I have tried it, and it works.", "Mine looks different.\nBut I like it.", "Thank you!")


def fill(count: int) -> tuple[str, ...]:
    """Add two authors, posts and comments, and return the names of the authors."""
    authors = [_author(name) for name in NAMES]
    for number in range(count):
        title, tags, body = _SUBJECTS[number % len(_SUBJECTS)]
        post = queries.add(authors[number % 2], title, body, tags.split(", "), is_draft=number % 5 == 4)
        post.written = _FIRST + timedelta(days=number)
        for place in range(number % 3):
            moment = post.written + timedelta(hours=place + 1)
            comment = Comment(author_id=authors[place % 2].id, body=_REMARKS[place], written=moment)
            post.comments.append(comment)
    db.session.commit()
    return NAMES


def _author(name: str) -> Account:
    account = db.session.scalar(select(Account).where(Account.name == name))
    if account is None:
        account = Account(name=name)
        account.set_password(PASSWORD)
        db.session.add(account)
        db.session.flush()
    return account
