"""Functions that views call: URLs, responses, flashed messages, files, streams."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import datetime
from functools import update_wrapper
from typing import IO, TYPE_CHECKING, Any, AnyStr, NoReturn, TypeVar, cast, overload

import werkzeug.utils
from werkzeug.exceptions import abort as _wz_abort
from werkzeug.utils import redirect as _wz_redirect
from werkzeug.wrappers import Response as BaseResponse

from . import _active, _files
from ._links import build_active
from .core import explain, problem, settings
from .globals import _active_app, _cv_app, _cv_request, current_app, request, request_ctx, session
from .signals import message_flashed

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Literal, TypeAlias

    from _typeshed.wsgi import WSGIEnvironment
    from typing_extensions import ParamSpec

    from .app import Flask
    from .ctx import AppContext, RequestContext
    from .wrappers import Response

    OwnResponse: TypeAlias = Response  # where a parameter has the name of the class

    P = ParamSpec("P")

_F = TypeVar("_F", bound=Callable[..., Any])  # Any: each function has its own parameters


def _read_env(name: str) -> str | None:
    """Read an environment variable of the framework: ``DEMIJOHN_`` and its name, or else ``FLASK_`` and its name."""
    return os.environ.get(f"DEMIJOHN_{name}") or os.environ.get(f"FLASK_{name}")


def get_debug_flag() -> bool:
    """Say whether debug mode is asked for: ``DEMIJOHN_DEBUG``, or else ``FLASK_DEBUG``, off by default."""
    return settings.is_on(_read_env("DEBUG"))


def get_load_dotenv(default: bool = True) -> bool:
    """Say whether dotenv files are to be read.

    Args:
        default: The answer if neither ``DEMIJOHN_SKIP_DOTENV`` nor ``FLASK_SKIP_DOTENV`` is set.
    """
    return settings.loads_dotenv(_read_env("SKIP_DOTENV"), bool(default))


@overload
def stream_with_context(generator_or_function: Iterator[AnyStr]) -> Iterator[AnyStr]: ...


@overload
def stream_with_context(
    generator_or_function: Callable[P, Iterator[AnyStr]],
) -> Callable[P, Iterator[AnyStr]]: ...


def stream_with_context(
    generator_or_function: Iterator[AnyStr] | Callable[P, Iterator[AnyStr]],
) -> Iterator[AnyStr] | Callable[P, Iterator[AnyStr]]:
    """Keep the request context while a response is streamed, after the view has returned.

    Args:
        generator_or_function: What gives the parts, or a function to decorate that makes it.

    Raises:
        RuntimeError: If no request is being handled.
    """
    try:
        parts = iter(cast("Iterator[AnyStr]", generator_or_function))  # a function is found out by the error
    except TypeError:
        return _decorate_stream(
            cast("Callable[P, Iterator[AnyStr]]", generator_or_function)
        )  # and this is one
    context = _cv_request.get(None)
    if context is None:
        raise explain.error(problem.NeedsRequestContext("stream_with_context"))
    return _stream_in(_cv_app.get(), context, parts)


def _decorate_stream(function: Callable[P, Iterator[AnyStr]]) -> Callable[P, Iterator[AnyStr]]:
    def decorated(*args: P.args, **kwargs: P.kwargs) -> Iterator[AnyStr]:
        return stream_with_context(function(*args, **kwargs))

    return update_wrapper(decorated, function)


def _stream_in(
    app_context: AppContext, context: RequestContext, parts: Iterator[AnyStr]
) -> Generator[AnyStr, None, None]:
    # The contexts are pushed when the first part is asked for, and popped after the last. The application's is pushed
    # too, although the request would bring one, because the parts may need what the view has put into its ``g``.
    with app_context, context:
        try:
            yield from parts
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()


def make_response(*args: Any) -> Response:  # Any: whatever a view may return
    """Make a response of what a view could return, for instance to set headers on it.

    Args:
        args: Nothing for an empty response, one value, or the parts of a tuple.
    """
    if not args:
        return _active_app().response_class()
    return _active_app().make_response(args[0] if len(args) == 1 else args)


# Any: an endpoint, and the values of a URL, of which each converter takes its own type.
def _shortened(documented: _F) -> _F:
    """Try the short way first; with no names of its own among the keywords, a function is called faster."""

    def url_for(*given: Any, **values: Any) -> str:
        if len(given) == 1:
            at_once = build_active(given[0], values)
            if at_once is not None:
                return at_once
        url: str = documented(*given, **values)
        return url

    return cast("_F", update_wrapper(url_for, documented))  # It takes and gives what the function does.


@_shortened
def url_for(
    endpoint: str,
    *,
    _anchor: str | None = None,
    _method: str | None = None,
    _scheme: str | None = None,
    _external: bool | None = None,
    **values: Any,  # Any: each converter takes its own type
) -> str:
    """Build the URL of an endpoint, with ``current_app.url_for``.

    Args:
        endpoint: The endpoint; one that starts with a dot belongs to the current blueprint.
        _anchor: What follows ``#``.
        _method: The method of the rule to take, if rules differ by it.
        _scheme: The scheme; the URL must be external then.
        _external: Whether the URL has scheme and host; by default only outside a request.
        values: The rule's variables; what is no variable becomes the query.

    Raises:
        BuildError: If no rule has this endpoint and these variables.
        RuntimeError: If there is no request and no ``SERVER_NAME``.
    """
    return _active_app().url_for(
        endpoint, _anchor=_anchor, _method=_method, _scheme=_scheme, _external=_external, **values
    )


def redirect(location: str, code: int = 302, Response: type[BaseResponse] | None = None) -> OwnResponse:  # noqa: N803  # documented name
    """Make a response that redirects, with ``current_app.redirect`` if there is an application.

    Args:
        location: The URL to go to.
        code: The status code.
        Response: The class of the response outside an application.
    """
    app = _active.app()
    if app is not None:
        return app.redirect(location, code=code)
    # Outside an application there is only Werkzeug's; inside it is always the application's class.
    return cast("OwnResponse", _wz_redirect(location, code=code, Response=Response))


def abort(code: int | BaseResponse, *args: Any, **kwargs: Any) -> NoReturn:  # Any: each exception has its own
    """Raise the HTTP exception of a status code, with ``current_app.aborter`` if there is an application.

    Args:
        code: The status code, or a response to answer with.
        args: Goes to the exception.
        kwargs: Goes to the exception.
    """
    app = _active.app()
    if app is not None:
        app.aborter(code, *args, **kwargs)
    _wz_abort(code, *args, **kwargs)


def get_template_attribute(template_name: str, attribute: str) -> Any:  # Any: a macro, or any value
    """Get a macro or a variable that a template exports.

    Args:
        template_name: The template.
        attribute: The name of the macro or variable.
    """
    return getattr(current_app.jinja_env.get_template(template_name).module, attribute)


def flash(message: str, category: str = "message") -> None:
    """Keep a message in the session for the next request that asks for it.

    Args:
        message: The message.
        category: Its kind, such as ``error`` or ``info``.
    """
    # The list is stored again, because a change inside it does not mark the session as modified.
    flashes = session.get("_flashes", [])
    flashes.append((category, message))
    session["_flashes"] = flashes
    app = _active_app()
    if message_flashed.receivers:
        message_flashed.send(app, _async_wrapper=app.ensure_sync, message=message, category=category)


@overload
def get_flashed_messages(
    with_categories: Literal[False] = False, category_filter: Iterable[str] = ()
) -> list[str]: ...


@overload
def get_flashed_messages(
    with_categories: Literal[True], category_filter: Iterable[str] = ()
) -> list[tuple[str, str]]: ...


@overload
def get_flashed_messages(
    with_categories: bool = False, category_filter: Iterable[str] = ()
) -> list[str] | list[tuple[str, str]]: ...


def get_flashed_messages(
    with_categories: bool = False, category_filter: Iterable[str] = ()
) -> list[str] | list[tuple[str, str]]:
    """Take the flashed messages out of the session; within one request they can be asked for again.

    Args:
        with_categories: Give pairs of category and message.
        category_filter: Give only messages of these categories.
    """
    flashes = request_ctx.flashes
    if flashes is None:
        empty: list[tuple[str, str]] = []
        flashes = session.pop("_flashes") if "_flashes" in session else empty
        request_ctx.flashes = flashes
    if category_filter:
        flashes = [flash for flash in flashes if flash[0] in category_filter]
    if with_categories:
        return flashes
    return [flash[1] for flash in flashes]


def send_file(
    path_or_file: os.PathLike[AnyStr] | str | IO[bytes],
    mimetype: str | None = None,
    as_attachment: bool = False,
    download_name: str | None = None,
    conditional: bool = True,
    etag: bool | str = True,
    last_modified: datetime | float | None = None,
    max_age: int | Callable[[str | None], int | None] | None = None,
) -> Response:
    """Send a file; never give it a path that a client chose, ``send_from_directory`` is for that.

    Args:
        path_or_file: A path, relative to the application's root, or a file open for bytes.
        mimetype: The type; by default it is guessed from the name.
        as_attachment: Ask the browser to save the file, not to show it.
        download_name: The name to save it under; by default the file's own.
        conditional: Answer conditional and range requests.
        etag: Compute an ETag, or the ETag itself.
        last_modified: When the file was changed; by default the file system is asked.
        max_age: How many seconds browsers may keep it, or a function of the path that says so; by default
            ``app.get_send_file_max_age``.
    """
    # First of all, so that outside of a request the message speaks of one.
    environ = _files.active_environ() or request.environ
    app = _active_app()
    options: dict[str, Any] = {  # Any: each has its own type
        "mimetype": mimetype,
        "as_attachment": as_attachment,
        "download_name": download_name,
        "conditional": conditional,
        "etag": etag,
        "last_modified": last_modified,
        "max_age": app.get_send_file_max_age if max_age is None else max_age,
    }
    again = _files.again(app, environ, None, path_or_file, options)
    if again is not None:
        return again
    response = werkzeug.utils.send_file(_rooted(app, path_or_file), **options, **_fixed(app, environ))
    _files.keep(app, environ, None, path_or_file, options, response)
    return cast("Response", response)  # it is of ``response_class``


# Any: each keyword has its own type.
def _fixed(app: Flask, environ: WSGIEnvironment) -> dict[str, Any]:
    return {
        "environ": environ,
        "use_x_sendfile": app.config["USE_X_SENDFILE"],
        "response_class": app.response_class,
    }


def _rooted(app: Flask, path_or_file: os.PathLike[AnyStr] | str | IO[bytes]) -> Path | IO[bytes]:
    if isinstance(path_or_file, (str, os.PathLike)):
        from pathlib import Path

        # Any: a path of bytes is one to ``fsdecode`` too, which the checkers cannot tell for a type variable.
        path: Any = path_or_file
        return Path(app.root_path, os.fsdecode(path))
    return path_or_file


def send_from_directory(
    directory: os.PathLike[str] | str,
    path: os.PathLike[str] | str,
    **kwargs: Any,  # Any: each keyword of ``send_file`` has its own type
) -> Response:
    """Send a file from inside a directory, wherever the path that a client chose tries to lead.

    Args:
        directory: The directory, relative to the application's root.
        path: The file, relative to the directory.
        kwargs: Goes to ``send_file``.

    Raises:
        NotFound: If the path leads out of the directory, or to no file.
    """
    app = _active_app()
    if kwargs.get("max_age") is None:
        kwargs["max_age"] = app.get_send_file_max_age
    environ = _files.active_environ() or request.environ
    again = _files.again(app, environ, directory, path, kwargs)
    if again is not None:
        return again
    from pathlib import Path

    response = werkzeug.utils.send_from_directory(
        Path(app.root_path, directory), path, **{**kwargs, **_fixed(app, environ)}
    )
    _files.keep(app, environ, directory, path, kwargs, response)
    return cast("Response", response)  # it is of ``response_class``


def get_root_path(import_name: str) -> str:
    """Find the folder of a module or package; without one, as in an interactive session, the working directory.

    Args:
        import_name: The name of the module.

    Raises:
        RuntimeError: If the module has no file, as a namespace package has none.
    """
    imported = sys.modules.get(import_name)
    file = getattr(imported, "__file__", None)
    if file is None:
        file = _find_module_file(import_name)
    return (
        os.getcwd() if file is None else os.path.dirname(os.path.abspath(file))
    )  # strings are the documented type


def _find_module_file(import_name: str) -> str | None:
    """Ask the import system for a module's file; ``None`` if there is no such module."""
    try:
        spec = importlib.util.find_spec(import_name)
    except (ImportError, ValueError):
        # Its parent cannot be imported, or it is ``__main__`` of an interactive session.
        return None
    if spec is None or spec.loader is None:
        return None
    # Any: only some loaders have this method.
    loader: Any = spec.loader
    if hasattr(loader, "get_filename"):
        filename: str = loader.get_filename(import_name)
        return filename
    file: str | None = getattr(importlib.import_module(import_name), "__file__", None)
    if file is None:
        raise explain.error(problem.RootPathUnknown(import_name))
    return file
