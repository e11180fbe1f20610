"""JSON in and out, through the provider of the current application.

Outside an application the functions use the standard library, and write the same extra types.
"""

from __future__ import annotations

import json as _json
from typing import IO, TYPE_CHECKING, Any

from demijohn import _active
from demijohn.globals import _active_app, current_app
from demijohn.json.provider import _default

if TYPE_CHECKING:
    from demijohn.wrappers import Response

# ``Any`` below: JSON data has no narrower type, and keywords go to whatever library a provider uses.


def dumps(obj: Any, **kwargs: Any) -> str:
    """Write data as JSON text.

    Args:
        obj: The data.
        kwargs: Goes to ``app.json.dumps``.
    """
    app = _active.app()
    if app is not None:
        return app.json.dumps(obj, **kwargs)
    kwargs.setdefault("default", _default)
    return _json.dumps(obj, **kwargs)


def dump(obj: Any, fp: IO[str], **kwargs: Any) -> None:
    """Write data as JSON text to a file.

    Args:
        obj: The data.
        fp: A file open for text.
        kwargs: Goes to ``app.json.dump``.
    """
    if current_app:
        current_app.json.dump(obj, fp, **kwargs)
    else:
        kwargs.setdefault("default", _default)
        _json.dump(obj, fp, **kwargs)


def loads(s: str | bytes, **kwargs: Any) -> Any:
    """Read JSON text.

    Args:
        s: The text, or its UTF-8 bytes.
        kwargs: Goes to ``app.json.loads``.
    """
    app = _active.app()
    if app is not None:
        return app.json.loads(s, **kwargs)
    return _json.loads(s, **kwargs)


def load(fp: IO[str] | IO[bytes], **kwargs: Any) -> Any:
    """Read JSON text from a file.

    Args:
        fp: A file open for text or UTF-8 bytes.
        kwargs: Goes to ``app.json.load``.
    """
    if current_app:
        return current_app.json.load(fp, **kwargs)
    return _json.load(fp, **kwargs)


def jsonify(*args: Any, **kwargs: Any) -> Response:
    """Make a JSON response with ``app.json.response``.

    Args:
        args: One value is written as it is, several as a list, none as ``null``.
        kwargs: Written as an object; not to be mixed with positional values.
    """
    return _active_app().json.response(*args, **kwargs)
