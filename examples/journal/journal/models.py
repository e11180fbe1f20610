"""What the journal is about: users, entries, attachments, and a page of many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Generic, TypeVar

T = TypeVar("T")


class Visibility(Enum):
    """Who may read an entry besides its author."""

    PRIVATE = "private"
    MEMBERS = "members"
    PUBLIC = "public"


@dataclass(frozen=True)
class User:
    """Somebody who has registered."""

    id: int
    name: str


@dataclass(frozen=True)
class Draft:
    """The part of an entry that its author decides, checked by `forms.check_entry`."""

    title: str
    body: str
    visibility: Visibility


@dataclass(frozen=True)
class Entry:
    """One entry, with its author's name."""

    id: int
    author: User
    written: datetime
    draft: Draft


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to an entry."""

    entry_id: int
    name: str
    size: int


@dataclass(frozen=True)
class Query:
    """Which entries to list."""

    author: str | None = None
    day: str | None = None
    words: str | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items out of many. Pages are counted from 1."""

    items: tuple[T, ...]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty list has one empty page."""
        return max(1, -(-self.total // self.size))

    @property
    def previous(self) -> int | None:
        """The number of the page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after, if there is one."""
        return self.number + 1 if self.number < self.pages else None
