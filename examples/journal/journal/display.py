"""What the templates need: filters, and names that every page knows."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from markupsafe import Markup, escape

from demijohn import Flask, request, url_for

from .identity import current_user
from .models import User, Visibility

LIST_ARGUMENTS: Final = ("words", "per_page")
_BLANK_LINES: Final = re.compile(r"\n[ \t]*\n\s*")


def init_app(app: Flask) -> None:
    """Register the filters and the names, and let tags stand on lines of their own."""
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.add_template_filter(paragraphs)
    app.add_template_filter(moment)
    app.add_template_filter(count)
    app.add_template_global(page_url)
    app.context_processor(common_names)


def common_names() -> dict[str, object]:
    """Return what every template may use."""
    user: User | None = current_user()
    return {"current_user": user, "visibilities": tuple(Visibility)}


def paragraphs(text: str) -> Markup:
    """Turn plain text into HTML: a blank line parts paragraphs, a line break stays one."""
    parts = _BLANK_LINES.split(text.replace("\r\n", "\n").strip())
    lines = (Markup("<br>\n").join(escape(line) for line in part.split("\n")) for part in parts)
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)


def moment(value: datetime) -> Markup:
    """Show when something happened, to readers and to programs."""
    readable = f"{value.day} {value:%B %Y, %H:%M}"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), readable)


def count(number: int, one: str, many: str | None = None) -> str:
    """Show a number with its noun: `1 entry`, `2 entries`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def page_url(number: int) -> str:
    """Return the URL of another page of the list that is being shown."""
    asked = {name: request.args[name] for name in LIST_ARGUMENTS if name in request.args}
    values: dict[str, Any] = {**asked, **(request.view_args or {})}  # Converters make any sort of value.
    return url_for(str(request.endpoint), **values, page=number)
