"""What a blog consists of."""

from __future__ import annotations

from datetime import datetime, timezone

from flask import current_app
from flask_login import UserMixin
from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from werkzeug.security import check_password_hash, generate_password_hash

from .extensions import Base


def utc_now() -> datetime:
    """Return the time as the database keeps it: in UTC, to the second, without a time zone."""
    return datetime.now(timezone.utc).replace(microsecond=0, tzinfo=None)


post_tag = Table(
    "post_tag",
    Base.metadata,
    Column("post_id", Integer, ForeignKey("post.id"), primary_key=True),
    Column("tag_id", Integer, ForeignKey("tag.id"), primary_key=True),
)


class Account(Base, UserMixin):
    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    joined: Mapped[datetime] = mapped_column(default=utc_now)
    last_seen: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(5))
    is_admin: Mapped[bool] = mapped_column(default=False)
    is_blocked: Mapped[bool] = mapped_column(default=False)

    posts: Mapped[list[Post]] = relationship(back_populates="author", cascade="all, delete-orphan")
    comments: Mapped[list[Comment]] = relationship(back_populates="author", cascade="all, delete-orphan")

    @property
    def is_active(self) -> bool:
        return not self.is_blocked

    def set_password(self, password: str) -> None:
        self.password_hash = generate_password_hash(password, current_app.config["PASSWORD_METHOD"])

    def has_password(self, password: str) -> bool:
        return check_password_hash(self.password_hash, password)

    def may_change(self, thing: Post | Comment) -> bool:
        """Tell whether a post or a comment may be changed or removed: by its author, and by administrators."""
        return self.is_admin or thing.author_id == self.id


class Post(Base):
    __tablename__ = "post"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    written: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    is_draft: Mapped[bool] = mapped_column(default=False)

    author: Mapped[Account] = relationship(back_populates="posts")
    comments: Mapped[list[Comment]] = relationship(
        back_populates="post", cascade="all, delete-orphan", order_by="Comment.id"
    )
    tags: Mapped[list[Tag]] = relationship(secondary=post_tag, back_populates="posts", order_by="Tag.name")


class Tag(Base):
    __tablename__ = "tag"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30), unique=True)

    posts: Mapped[list[Post]] = relationship(secondary=post_tag, back_populates="tags")


class Comment(Base):
    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    written: Mapped[datetime] = mapped_column(default=utc_now)

    post: Mapped[Post] = relationship(back_populates="comments")
    author: Mapped[Account] = relationship(back_populates="comments")
