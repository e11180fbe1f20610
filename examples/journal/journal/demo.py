"""A user and some entries to look at."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Final

from . import accounts, entries
from .models import Draft, Visibility

NAME: Final = "demo"
PASSWORD: Final = "demo-demo"
_TEXTS: Final = (
    (
        "A glass flask in a wicker shell",
        "The wine does not care for wicker.\n\nThe cart does.",
        Visibility.PUBLIC,
    ),
    ("Rain", "It rained on the orchard from four until seven.\nNobody minded.", Visibility.PUBLIC),
    ("The committee", "We agreed on everything but the day of the next meeting.", Visibility.MEMBERS),
    ("Not for others", "I have hidden the good pears behind the flour.", Visibility.PRIVATE),
)


def fill() -> str:
    """Add the user `demo` with two dozen entries, unless there is one, and say so."""
    if accounts.named(NAME) is not None:
        return f"The user {NAME!r} is there already."
    user = accounts.register(NAME, PASSWORD)
    now = datetime.now(timezone.utc)
    for age in range(24, 0, -1):
        title, body, visibility = _TEXTS[age % len(_TEXTS)]
        entries.add(user, Draft(f"{title} ({25 - age})", body, visibility), now - timedelta(hours=7 * age))
    return f"Log in as {NAME!r} with the password {PASSWORD!r}."
