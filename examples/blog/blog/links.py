"""Where to go next, without leaving the blog."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request, url_for


def next_page() -> str:
    """Return the page that `next` names, if it is one of ours, and the front page otherwise."""
    target = request.args.get("next", "")
    return target if is_ours(target) else url_for("posts.index")


def is_ours(target: str) -> bool:
    # Browsers take a backslash for a slash, and `//elsewhere` for another host.
    if not target.startswith("/") or target[1:2] in {"/", "\\"} or not target.isprintable():
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc
