"""A day in a URL."""

from __future__ import annotations

from datetime import date
from typing import Any

from werkzeug.routing import BaseConverter, ValidationError


class DayConverter(BaseConverter):
    """Match `2026-11-23` and hand the view a date. A day that no calendar has is no match."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """Return the date."""
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError from error

    def to_url(self, value: Any) -> str:  # The base class takes anything, and so must this one.
        """Return the date as it stands in a URL."""
        return super().to_url(value.isoformat() if isinstance(value, date) else value)
