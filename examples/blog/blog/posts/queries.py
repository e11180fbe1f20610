"""Posts in the database, and who may see them.

Everybody sees posts that are published; a draft is seen by its author, and by administrators.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from flask import abort, current_app, request
from flask_login import current_user
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import ColumnElement, Row, Select, func, or_, select, true

from blog.extensions import db
from blog.models import Account, Post, Tag, post_tag

MOST_PAGES: Final = 10**9  # SQLite counts no further than 2**63.


def find(slug: str) -> Post:
    """Return a post that the reader may see, or abort with 404."""
    post = db.session.scalar(select(Post).where(Post.slug == slug, visible()))
    if post is None:
        abort(404)
    return post


def find_own(slug: str) -> Post:
    """Return a post that the reader may change, or abort with 404 or 403."""
    post = find(slug)
    if not current_user.may_change(post):
        abort(403)
    return post


def visible() -> ColumnElement[bool]:
    if not current_user.is_authenticated:
        return Post.is_draft.is_(False)
    if current_user.is_admin:
        return true()
    return or_(Post.is_draft.is_(False), Post.author_id == current_user.id)


def newest_first() -> Select[tuple[Post]]:
    return select(Post).where(visible()).order_by(Post.written.desc(), Post.id.desc())


def page(wanted: Select[tuple[Post]]) -> Pagination:
    """Return the page of a list that the address asks for; 404 if there is none."""
    if request.args.get("page", 1, type=int) > MOST_PAGES:
        abort(404)
    return db.paginate(wanted, per_page=current_app.config["POSTS_PER_PAGE"], max_per_page=50)


def containing(words: str) -> Select[tuple[Post]]:
    found = newest_first()
    for word in words.split():
        found = found.where(
            or_(Post.title.icontains(word, autoescape=True), Post.body.icontains(word, autoescape=True))
        )
    return found


def tagged(name: str) -> Select[tuple[Post]]:
    return newest_first().where(Post.tags.any(Tag.name == name))


def by(author: Account) -> Select[tuple[Post]]:
    return newest_first().where(Post.author_id == author.id)


def count_tags() -> list[Row[tuple[str, int]]]:
    """Return each tag of published posts and how many have it."""
    counted = func.count(Post.id)
    query = select(Tag.name, counted).join(post_tag, post_tag.c.tag_id == Tag.id).join(Post)
    return list(
        db.session.execute(query.where(Post.is_draft.is_(False)).group_by(Tag.name).order_by(Tag.name))
    )


def add(author: Account, title: str, body: str, tags: list[str], *, is_draft: bool = False) -> Post:
    """Write a post, which becomes part of the blog with the next commit."""
    # First what asks the database: a post that is half made must not be written.
    slug, found = free_slug(title), take_tags(tags)
    post = Post(author_id=author.id, slug=slug, title=title, body=body, tags=found, is_draft=is_draft)
    db.session.add(post)
    db.session.flush()
    return post


def take_tags(names: list[str]) -> list[Tag]:
    """Return the tags of these names; new ones are made."""
    known = {tag.name: tag for tag in db.session.scalars(select(Tag).where(Tag.name.in_(names)))}
    return [known.get(name) or Tag(name=name) for name in names]


def free_slug(title: str) -> str:
    """Make the last part of a post's address out of its title."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:70] or "post"
    taken = set(db.session.scalars(select(Post.slug).where(Post.slug.startswith(slug, autoescape=True))))
    number = 2
    while slug in taken:
        slug, number = f"{slug.removesuffix(f'-{number - 1}')}-{number}", number + 1
    return slug
