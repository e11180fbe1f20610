"""Input from people and programs, checked: either a good value, or what is wrong with which field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .models import Draft, Visibility

TITLE_LENGTH: Final = 120
BODY_LENGTH: Final = 20_000
PASSWORD_LENGTH: Final = 8
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,29}", re.ASCII)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")

Errors = dict[str, str]


@dataclass(frozen=True)
class Credentials:
    """A name and a password that may be registered."""

    name: str
    password: str


def check_entry(fields: Mapping[str, object]) -> Draft | Errors:
    """Check the fields `title`, `body` and `visibility` of a form or of a JSON object."""
    title, body = text(fields, "title").strip(), text(fields, "body").strip()
    visibility = text(fields, "visibility") or Visibility.PRIVATE.value
    errors: Errors = {}
    if not title or len(title) > TITLE_LENGTH:
        errors["title"] = f"A title has 1 to {TITLE_LENGTH} characters."
    if not body or len(body) > BODY_LENGTH:
        errors["body"] = f"The text has 1 to {BODY_LENGTH} characters."
    if visibility not in {choice.value for choice in Visibility}:
        errors["visibility"] = "Choose private, members or public."
    return errors or Draft(title, body, Visibility(visibility))


def check_credentials(fields: Mapping[str, object]) -> Credentials | Errors:
    """Check the fields `name`, `password` and `repeated` of the registration form."""
    name, password = text(fields, "name").strip(), text(fields, "password")
    errors: Errors = {}
    if not _NAME.fullmatch(name):
        errors["name"] = (
            "A name has 2 to 30 letters, digits, hyphens or underscores, and begins with a letter."
        )
    if len(password) < PASSWORD_LENGTH:
        errors["password"] = f"A password has at least {PASSWORD_LENGTH} characters."
    elif password != text(fields, "repeated"):
        errors["repeated"] = "The two passwords differ."
    return errors or Credentials(name, password)


def text(fields: Mapping[str, object], name: str) -> str:
    """Return a field as text.

    JSON may hold anything, even halves of characters; what is no text that can be written down counts as missing.
    """
    value = fields.get(name)
    return value if isinstance(value, str) and not _SURROGATE.search(value) else ""
