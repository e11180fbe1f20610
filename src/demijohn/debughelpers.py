"""What debug mode adds to an error or a log: why a file, a form or a template was not found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from werkzeug.routing import RequestRedirect

from .core import explain, problem
from .globals import request_ctx

if TYPE_CHECKING:
    from jinja2.loaders import BaseLoader
    from werkzeug.datastructures import FileStorage

    from .app import Flask
    from .scaffold import Scaffold
    from .wrappers import Request

    TemplateSource = tuple[str, str | None, Callable[[], bool] | None]


class UnexpectedUnicodeError(AssertionError, UnicodeError):
    """Text was found where bytes were expected, or the other way round."""


class DebugFilesKeyError(KeyError, AssertionError):
    """A file was looked up in ``request.files``, but the form did not send files.

    Args:
        request: The request whose ``files`` lack the key.
        key: The name that was looked up.
    """

    def __init__(self, request: Request, key: str) -> None:
        names = ", ".join(map(repr, request.form.getlist(key)))
        self.msg: str = explain.text(problem.FilesWithoutEnctype(key, request.mimetype, names or None))

    def __str__(self) -> str:
        return self.msg


class FormDataRoutingRedirect(AssertionError):
    """Routing redirects a request whose form data browsers would drop on the way.

    Args:
        request: The request whose ``routing_exception`` is the redirect.
    """

    def __init__(self, request: Request) -> None:
        redirect = request.routing_exception
        target = redirect.new_url if isinstance(redirect, RequestRedirect) else request.url
        super().__init__(explain.text(problem.RedirectDropsForm(request.url, target, request.method)))


def attach_enctype_error_multidict(request: Request) -> None:
    """Make ``request.files`` raise ``DebugFilesKeyError`` for a key that the form sent as text."""
    files = request.files

    class EnctypeErrorMultiDict(type(files)):  # type: ignore[misc]  # the class is known only now
        def __getitem__(self, key: str) -> FileStorage:
            try:
                found: FileStorage = super().__getitem__(key)
            except KeyError:
                if key not in request.form:
                    raise
                raise DebugFilesKeyError(request, key) from None
            else:
                return found

    _rename(EnctypeErrorMultiDict, type(files))
    files.__class__ = EnctypeErrorMultiDict


def _rename(new: type, old: type) -> None:
    new.__name__ = old.__name__
    new.__module__ = old.__module__


def explain_template_loading_attempts(
    app: Flask,
    template: str,
    attempts: list[tuple[BaseLoader, Scaffold, TemplateSource | None]],
) -> None:
    """Log, at level ``INFO``, where a template was looked for and what was found.

    Args:
        app: The application whose logger is written to.
        template: The template's name.
        attempts: Each loader that was asked, whose it is, and what it gave.
    """
    lines = [f"Locating template {template!r}:"]
    for number, (loader, owner, source) in enumerate(attempts, 1):
        lines.append(f"{number:5}: trying loader of {_name_owner(owner)}")
        lines.extend(f"       {line}" for line in _dump_loader_info(loader))
        lines.append(f"       -> {_name_source(source)}")
    found = sum(source is not None for _, _, source in attempts)
    lines.extend(_comment(found))
    app.logger.info("\n".join(lines))


def _name_owner(owner: object) -> str:
    # The two are above this module.
    from .app import Flask
    from .blueprints import Blueprint

    if isinstance(owner, Flask):
        return f"application {owner.import_name!r}"
    if isinstance(owner, Blueprint):
        return f"blueprint {owner.name!r} ({owner.import_name})"
    return repr(owner)


def _name_source(source: TemplateSource | None) -> str:
    if source is None:
        return "no match"
    return f"found ({source[1] or '<string>'!r})"


def _comment(found: int) -> Iterator[str]:
    if found == 1:
        return
    if found:
        yield "Warning: multiple loaders returned a match for the template."
    else:
        yield "Error: the template could not be found."
    blueprint = request_ctx.request.blueprint if request_ctx else None
    if blueprint is not None:
        yield f"  The view that serves this request belongs to the blueprint {blueprint!r}."
        yield "  The application's template folder is searched before those of blueprints: is the file in the"
        yield "  right one, below a folder with the blueprint's name?"


def _dump_loader_info(loader: BaseLoader) -> Iterator[str]:
    """Describe a loader by its class and its plain attributes."""
    yield f"class: {type(loader).__module__}.{type(loader).__name__}"
    attributes: dict[str, object] = vars(loader)
    for name, value in sorted(attributes.items()):
        if name.startswith("_"):
            continue
        if isinstance(value, (tuple, list)):
            yield from _dump_list(name, cast("list[object]", value))  # of whatever
        elif isinstance(value, (str, int, float)):
            yield f"{name}: {value!r}"


def _dump_list(name: str, values: list[object]) -> Iterator[str]:
    if all(isinstance(item, str) for item in values):
        yield f"{name}:"
        for item in values:
            yield f"  - {item}"
