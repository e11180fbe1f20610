"""The short way to the response with a file, taken while nobody has replaced a step that it leaves out.

1. The headers are those that the documented way gave the same file for the same order, as long as the file and what
   its type is guessed from do not change; dates are written anew.
2. The file is asked for its state and opened each time.
3. A request for a range, an order of another sort, a replaced function: it is for the documented way.
"""

from __future__ import annotations

import mimetypes
import os
import stat
import sys
import time
from typing import TYPE_CHECKING, Any, Final, final

import werkzeug.utils
from werkzeug.datastructures import Headers
from werkzeug.http import http_date
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as ResponseBase
from werkzeug.wsgi import wrap_file

from ._native import make
from ._untouched import Untouched, Watched
from .globals import _cv_request
from .wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from .app import Flask

_STEPS: Final = (
    Untouched(
        Response,
        "__init__",
        "__new__",
        "accept_ranges",
        "cache_control",
        "content_length",
        "default_status",
        "expires",
        "get_etag",
        "last_modified",
        "make_conditional",
        "set_etag",
        "status",
        "status_code",
    ),
    Untouched(ResponseBase, "__init__", "make_conditional"),
    Untouched(Headers, "__init__", "__setitem__", "set"),
)
_WATCHED: Final = Watched(tuple([(each.cls, each) for each in _STEPS]))
"""The classes whose work is done here."""

_WRITTEN: Final = (werkzeug.utils.send_file, werkzeug.utils.send_from_directory, mimetypes.guess_type)
_PAIRS: Final = tuple(vars(Headers()))
"""What headers keep their pairs under: one name, or the short way is not taken."""

_METHODS: Final = ("GET", "HEAD")
_PATH: Final = "WindowsPath" if os.name == "nt" else "PosixPath"
_DICTS: Final[tuple[type[object], ...]] = (dict,)
_LISTS: Final[tuple[type[object], ...]] = (list,)
_TEXTS: Final = (str, type(None))
_FIXED: Final[dict[str, object]] = {"conditional": True, "etag": True, "last_modified": None}
_OPTIONS: Final = frozenset({"max_age", "mimetype", "download_name", "as_attachment", *_FIXED})
ENOUGH: Final = 1000
"""How many orders are kept before it is begun anew."""

# What is imported from modules that are not compiled is looked up at each use, unless it has a name of its own here.
_active_request: Final = _cv_request.get
_wrap: Final = wrap_file
_usual_class: Final[Any] = Response

Key = tuple[object, ...]
# ``Any`` below: the options of an order, the attributes of a response, and the environment are of many types.


@final
class Kept:
    """A response as it was given: to which file, and with what headers."""

    __slots__ = (
        "attributes",
        "date_at",
        "etag",
        "expires_at",
        "lists",
        "max_age",
        "pairs",
        "path",
        "state",
        "suffix",
        "types",
    )

    def __init__(self, path: str, suffix: str, state: tuple[object, ...], response: Response) -> None:
        self.path: Final = path
        self.suffix: Final = suffix
        self.types: Final = _types(suffix)
        self.state: Final = state
        self.max_age: Final[object] = response.cache_control.max_age
        self.pairs: Final[list[tuple[str, str]]] = list(response.headers)
        names = [name for name, _ in self.pairs]
        self.date_at: Final[int] = names.index("Date") if "Date" in names else -1
        self.expires_at: Final[int] = names.index("Expires") if "Expires" in names else -1
        self.etag: Final[object] = response.headers.get("ETag")
        attributes: dict[str, Any] = vars(response)
        self.lists: Final = [name for name, value in attributes.items() if type(value) in _LISTS]
        self.attributes: Final = {
            name: value for name, value in attributes.items() if name not in ("headers", "response")
        }


@final
class Clock:
    """The date as headers have it, which is the same for a second."""

    __slots__ = ("second", "text")

    def __init__(self) -> None:
        self.second = 0
        self.text = ""

    def date(self) -> str:
        """Write the current time."""
        second = int(time.time())
        if second != self.second or not self.text:
            self.text = http_date(second)
            self.second = second
        return self.text


_kept: Final[dict[Key, Kept]] = {}
_clock: Final = Clock()


def active_environ() -> WSGIEnvironment | None:
    """Give the environment of the active request, if nobody has looked at that yet: it need not be made."""
    ctx = _active_request(None)
    made: dict[str, Any] = {} if ctx is None else ctx.__dict__
    if "request" in made or "_asked" not in made:
        return None
    environ: dict[str, Any] = made["_asked"].environ
    return environ


def again(
    app: Flask, environ: Any, directory: object, path: object, options: dict[str, Any]
) -> Response | None:
    """Answer with a file as it was answered with before, or give ``None`` if that takes the documented way.

    Args:
        app: The application.
        environ: The environment of the request.
        directory: The directory that the file has to be in, or ``None``.
        path: The file.
        options: The options of the order; a function for ``max_age`` is replaced by what it gave, if it was asked.
    """
    if type(environ) not in _DICTS:
        return None
    key = _key(app, directory, path, options)
    kept = None if key is None else _kept.get(key)
    if kept is None or not _is_as_written(app) or not _is_plain(environ, kept.etag):
        return None
    try:
        state = os.stat(kept.path)
    except OSError:
        return None
    if kept.state != _state(state) or kept.types != _types(kept.suffix):
        return None
    max_age: object = options["max_age"]
    if callable(max_age):
        max_age = options["max_age"] = max_age(kept.path)
    if max_age != kept.max_age or type(max_age) is not type(kept.max_age):
        return None
    return _respond(kept, environ)


def keep(
    app: Flask, environ: Any, directory: object, path: object, options: dict[str, Any], response: Any
) -> None:
    """Keep what the documented way gave, if it can be given again."""
    if type(environ) not in _DICTS or type(response) is not _usual_class:
        return
    key = _key(app, directory, path, options)
    if key is None or not _is_as_written(app) or not _is_plain(environ, None):
        return
    whole = _whole(app, directory, path)
    given: str | None = options.get("download_name")
    name = os.path.basename(whole) if given is None else given
    suffix = _suffix(name) if options.get("mimetype") is None else ""
    try:
        state = os.stat(whole)
    except OSError:
        return
    if suffix is None or _types(suffix)[0] or not _is_of(response, state):
        return
    if len(_kept) >= ENOUGH:
        _kept.clear()
    _kept[key] = Kept(whole, suffix, _state(state), response)


def _respond(kept: Kept, environ: dict[str, Any]) -> Response:
    pairs = list(kept.pairs)
    if kept.date_at >= 0:
        pairs[kept.date_at] = ("Date", _clock.date())
    if kept.expires_at >= 0:
        max_age: Any = kept.max_age
        pairs[kept.expires_at] = ("Expires", http_date(int(time.time() + max_age)))
    headers: dict[str, Any] = {_PAIRS[0]: pairs}
    made = kept.attributes.copy()
    for name in kept.lists:
        made[name] = []
    made["headers"] = make(Headers, headers)
    made["response"] = _wrap(environ, open(kept.path, "rb"))  # noqa: SIM115  # The server closes it.
    response = make(Response, made)
    if "HTTP_IF_NONE_MATCH" in environ:  # and it has been compared
        response.status_code = 304
    return response


def _key(app: Flask, directory: object, path: object, options: dict[str, Any]) -> Key | None:
    """Give all that an order depends on but for time and file, or ``None`` if it is of another sort."""
    root: object = app.root_path
    if type(root) is not str or not _is_path(path) or not (directory is None or _is_path(directory)):
        return None
    if len(options) == 1:  # which is ``max_age``
        return (root, directory, path)
    for name in options:
        if name not in _OPTIONS:
            return None
    for name, value in _FIXED.items():
        if options.get(name, value) is not value:
            return None
    mimetype, given = options.get("mimetype"), options.get("download_name")
    attached = options.get("as_attachment", False)
    if type(mimetype) not in _TEXTS or type(given) not in _TEXTS or type(attached) is not bool:
        return None
    return (root, directory, path, mimetype, given, attached)


def _is_path(value: object) -> bool:
    """Tell whether a value is a text or a path of pathlib's own; who has one of these has imported that."""
    return type(value) is str or type(value) is getattr(sys.modules.get("pathlib"), _PATH, None)


def _is_as_written(app: Flask) -> bool:
    if not _WATCHED.are_untouched() or len(_PAIRS) != 1:
        return False
    utils: Any = werkzeug.utils
    return (
        app.response_class is _usual_class
        and not app.config["USE_X_SENDFILE"]
        and (utils.send_file, utils.send_from_directory, mimetypes.guess_type) == _WRITTEN
    )


def _is_plain(environ: dict[str, Any], etag: object) -> bool:
    """Tell whether a request asks for a whole file, or for nothing if it still has this tag."""
    if environ["REQUEST_METHOD"] not in _METHODS or "HTTP_RANGE" in environ or "HTTP_IF_MATCH" in environ:
        return False
    if "HTTP_IF_NONE_MATCH" in environ:
        return etag is not None and environ["HTTP_IF_NONE_MATCH"] == etag
    return "HTTP_IF_MODIFIED_SINCE" not in environ


def _state(state: os.stat_result) -> tuple[object, ...]:
    return (state.st_mtime, state.st_size, stat.S_ISREG(state.st_mode))


def _is_of(response: Response, state: os.stat_result) -> bool:
    """Tell whether a response is whole, made of the file as it is now, and waited for by nobody."""
    return (
        response.status == "200 OK"
        and type(response.headers) is Headers
        and response.content_length == state.st_size
        and f"{state.st_mtime}-{state.st_size}-" in response.headers.get("ETag", "")
        and stat.S_ISREG(state.st_mode)
        and not any([value for value in vars(response).values() if type(value) in _LISTS])
    )


def _whole(app: Flask, directory: Any, path: Any) -> str:
    """Give the path that the documented way came to; an order whose path depends on the working directory has none."""
    if not os.path.isabs(app.root_path):
        return ""
    whole: str | None = os.path.join(app.root_path, path)
    if directory is not None:
        whole = safe_join(os.path.join(app.root_path, directory), str(path))
    return "" if whole is None else os.path.abspath(whole)


def _suffix(name: str) -> str | None:
    """Give the suffix that the type of a file follows from, or ``None`` if it takes more to guess that."""
    return None if ":" in name else os.path.splitext(name)[1]


def _types(suffix: str) -> tuple[object, ...]:
    """Give what the guess of a type looks at; there is more to see if the suffix stands for others or an encoding."""
    types: dict[str, str] = mimetypes.types_map
    more = suffix in mimetypes.suffix_map or suffix in mimetypes.encodings_map
    return (more, types.get(suffix), types.get(suffix.lower()))
