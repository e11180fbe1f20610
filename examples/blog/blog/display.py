"""How things look in templates."""

from __future__ import annotations

import re
from typing import Final

from flask import Flask, request, url_for
from markupsafe import Markup, escape

_BLANK_LINES: Final = re.compile(r"(?:\r?\n[ \t]*){2,}")


def init_app(app: Flask) -> None:
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.add_template_filter(paragraphs)
    app.add_template_global(this_page_at)


def paragraphs(text: str) -> Markup:
    """Turn blank lines into paragraphs, and keep the other line ends."""
    parts = (part.strip() for part in _BLANK_LINES.split(text))
    lines = (Markup("<br>\n").join(escape(part).splitlines()) for part in parts if part)
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)


def this_page_at(number: int) -> str:
    """Return the address of another page of the list that is shown."""
    assert request.endpoint is not None
    return url_for(
        request.endpoint, **(request.view_args or {}), words=request.args.get("words"), page=number
    )
