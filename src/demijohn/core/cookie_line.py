"""Decides how a ``Set-Cookie`` header is written that has nothing in it to be quoted, reckoned or refused.

1. Name, value and path have to be plain ASCII; flags are ``True`` or ``False``, and ``SameSite`` is written as in the standard.
2. The order of the attributes is that of Werkzeug.
"""

from __future__ import annotations

from typing import Final


def plain(
    name: object, value: object, path: object, secure: object, http_only: object, same_site: object
) -> str | None:
    """Write the header of a session cookie; ``None`` if that is not done here."""
    if type(name) is not str or type(value) is not str or not name.isascii():
        return None
    if not (value.isascii() and value.isalnum()) and value.strip(_IN_VALUES):
        return None
    written = f"{name}={value}"
    if secure is True:
        written += "; Secure"
    elif secure is not False:
        return None
    if http_only is True:
        written += "; HttpOnly"
    elif http_only is not False:
        return None
    if type(path) is str and (path == "/" or not path.strip(_IN_PATHS)):
        written += f"; Path={path}"
    elif path is not None:
        return None
    if same_site is None:
        return written
    return f"{written}; SameSite={same_site}" if same_site in _SAME_SITE else None


_WORD: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_IN_VALUES: Final = _WORD + "!#$%&'()*+-./:<=>?@[]^`{|}~"
_IN_PATHS: Final = _WORD + "-.~%!$&'()*+,/:=@"
_SAME_SITE: Final = ("Strict", "Lax", "None")
