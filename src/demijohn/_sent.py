"""What a response is given, put in its place at once, when and only when nobody has replaced a step of Werkzeug's way."""

from __future__ import annotations

from typing import Any, Final

from werkzeug.datastructures import Headers
from werkzeug.sansio import response as responses
from werkzeug.wrappers import Response as ResponseBase

from .core import cookie_line

# ``Any`` in this file: a response, of whichever class, and what it is given.
_Base: Final[Any] = ResponseBase
_Headers: Final[Any] = Headers
_MODULE: Final = vars(responses)
_SET: Final[Any] = ResponseBase.set_cookie
_DUMP: Final[Any] = _MODULE["dump_cookie"]
_ADD: Final[Any] = Headers.add


def set_cookie(
    response: Any, key: Any, value: Any, path: Any, secure: Any, http_only: Any, same_site: Any
) -> bool:
    """Set a cookie that lasts until the browser is closed, and tell whether that could be done."""
    if _Base.set_cookie is not _SET or _MODULE["dump_cookie"] is not _DUMP:
        return False
    line = cookie_line.plain(key, value, path, secure, http_only, same_site)
    if line is None:
        return False
    limit = response.max_cookie_size
    if limit and len(line) > limit:
        return False
    headers = response.headers
    if type(headers) is _Headers and _Headers.add is _ADD and "\n" not in line and "\r" not in line:
        pairs: list[tuple[str, str]] = headers.__dict__["_list"]
        pairs.append(("Set-Cookie", line))
    else:
        headers.add("Set-Cookie", line)
    return True
