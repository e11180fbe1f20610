"""Posts as a JSON document, out of the blog and into it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TypedDict, TypeGuard

from flask_login import current_user
from sqlalchemy import select

from blog.extensions import db
from blog.models import Post
from blog.posts import queries


class Record(TypedDict):
    title: str
    body: str
    tags: list[str]
    is_draft: bool


class RefusedError(Exception):
    """What was sent is not what `write` writes."""


def write() -> Iterator[str]:
    """Yield the document piece by piece, so that no blog is too large for it."""
    yield "[\n"
    for number, post in enumerate(db.session.scalars(select(Post).order_by(Post.id))):
        record = Record(
            title=post.title, body=post.body, tags=[tag.name for tag in post.tags], is_draft=post.is_draft
        )
        yield ",\n" * bool(number) + json.dumps(record, ensure_ascii=False)
    yield "\n]\n"


def read(document: bytes) -> int:
    """Add the posts of a document, and return how many there are."""
    try:
        records: object = json.loads(document)
    except ValueError as error:
        raise RefusedError(str(error)) from error
    if not is_list(records):
        raise RefusedError("not a list")
    for number, record in enumerate(records, 1):
        if not is_record(record):
            raise RefusedError(f"no post at place {number}")
        queries.add(
            current_user, record["title"], record["body"], record["tags"], is_draft=record["is_draft"]
        )
    db.session.commit()
    return len(records)


def is_record(value: object) -> TypeGuard[Record]:
    if not is_object(value) or value.keys() != Record.__annotations__.keys():
        return False
    tags = value["tags"]
    if not is_list(tags) or not isinstance(value["is_draft"], bool):
        return False
    return all(isinstance(text, str) for text in (value["title"], value["body"], *tags))


def is_object(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
