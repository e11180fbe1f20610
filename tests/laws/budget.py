"""How many cases a law is tried with."""

from __future__ import annotations

import os

from hypothesis import settings

FULL = os.environ.get("DEMIJOHN_LAWS") == "full"


def cases(full: int) -> settings:
    """Try a law with this many cases in ``make test``, and with a two-hundredth of them (at least 100) at work."""
    return settings(max_examples=full if FULL else max(100, full // 200))


def count(full: int) -> int:
    """Scale any other number of cases, for a law that draws them by itself, in the same way."""
    return full if FULL else max(100, full // 200)


PARSED = int(os.environ.get("DEMIJOHN_PARSED", count(150_000)))
"""How many inputs the laws about what clients send try in all; a million is tried by setting the variable."""


def parsed(hundredths: int) -> int:
    """Give this part of those inputs."""
    return PARSED * hundredths // 100
