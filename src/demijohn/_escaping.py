"""How templates escape what they print: as MarkupSafe does, and faster for texts and numbers.

1. Other values, which may know how they look as HTML, are handed to MarkupSafe.
"""

from __future__ import annotations

from typing import Any, Final

import markupsafe
from markupsafe import Markup

# What is imported from modules that are not compiled is looked up at each use, unless it has a name of its own here.
_documented: Final = markupsafe.escape
_as_markup: Final[Any] = str.__new__
_markup: Final[Any] = Markup


# ``Any``: whatever a template prints, and what the code of a template is: names of functions and other things.
def escape(value: Any) -> Any:
    """Give a value as text that is safe in HTML."""
    if type(value) is str:
        return _as_markup(_markup, escaped(value))
    if type(value) is int:
        return _as_markup(_markup, str(value))
    return _documented(value)


def escaped(text: str) -> str:
    """Replace what has a meaning in HTML."""
    if text.isalnum():  # as many texts are
        return text
    text = text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


def lighten(code: dict[str, Any]) -> None:
    """Let the code of a template escape with this function, if it does with MarkupSafe's."""
    if code.get("escape") is _documented:
        code["escape"] = escape
