"""Templates: Jinja's environment, set up for an application and its blueprints."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, MutableMapping
from typing import TYPE_CHECKING, Any, Final, cast

from jinja2 import BaseLoader, Environment as BaseEnvironment, Template, TemplateNotFound
from jinja2.runtime import Context

from . import _escaping
from ._untouched import ALLOWED
from .ctx import _default_template_ctx_processor as _default_template_ctx_processor  # noqa: PLC0414  # As those below.
from .globals import (
    _active_app,
    _cv_app as _cv_app,  # noqa: PLC0414  # Imported from here too, as from Flask's.
    _cv_request,
    current_app as current_app,  # noqa: PLC0414  # Imported from here too, as from Flask's.
    request as request,  # noqa: PLC0414  # Imported from here too, as from Flask's.
)
from .helpers import stream_with_context
from .signals import before_render_template, template_rendered

if TYPE_CHECKING:
    from .app import Flask
    from .scaffold import Scaffold

    TemplateSource = tuple[str, str | None, Callable[[], bool] | None]

# ``Any`` below: the variables of a template are the user's own.


class Environment(BaseEnvironment):
    """Jinja's environment, which knows its application and finds the templates of blueprints.

    Args:
        app: The application.
        options: Goes to Jinja's environment; the loader is by default ``app.create_global_jinja_loader()``.
    """

    def __init__(self, app: Flask, **options: Any) -> None:
        if "loader" not in options:
            options["loader"] = app.create_global_jinja_loader()
        super().__init__(**options)
        self.app = app


class DispatchingJinjaLoader(BaseLoader):
    """Looks for templates with the application's loader, then with those of its blueprints.

    Args:
        app: The application.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app

    def get_source(self, environment: BaseEnvironment, template: str) -> TemplateSource:
        """Find a template; with ``EXPLAIN_TEMPLATE_LOADING`` every loader is asked, and the log says what it gave.

        Raises:
            TemplateNotFound: If no loader has it.
        """
        if self.app.config["EXPLAIN_TEMPLATE_LOADING"]:
            return self._get_source_explained(environment, template)
        return self._get_source_fast(environment, template)

    def _get_source_explained(self, environment: BaseEnvironment, template: str) -> TemplateSource:
        from .debughelpers import explain_template_loading_attempts

        attempts = [
            (loader, owner, _try_source(loader, environment, template))
            for owner, loader in self._iter_loaders(template)
        ]
        explain_template_loading_attempts(self.app, template, attempts)
        for _, _, source in attempts:
            if source is not None:
                return source
        raise TemplateNotFound(template)

    def _get_source_fast(self, environment: BaseEnvironment, template: str) -> TemplateSource:
        for _, loader in self._iter_loaders(template):
            source = _try_source(loader, environment, template)
            if source is not None:
                return source
        raise TemplateNotFound(template)

    def _iter_loaders(self, template: str) -> Iterator[tuple[Scaffold, BaseLoader]]:
        loader = self.app.jinja_loader
        if loader is not None:
            yield self.app, loader
        for blueprint in self.app.iter_blueprints():
            loader = blueprint.jinja_loader
            if loader is not None:
                yield blueprint, loader

    def load(
        self, environment: BaseEnvironment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """Load a template; what it prints is escaped by the compiled function.

        Raises:
            TemplateNotFound: If no loader has it.
        """
        template = super().load(environment, name, globals)
        _escaping.lighten(getattr(template.root_render_func, "__globals__", {}))
        return template

    def list_templates(self) -> list[str]:
        """List the templates of all loaders, each once."""
        found: set[str] = set()
        for _, loader in self._iter_loaders(""):
            found.update(loader.list_templates())
        return list(found)


def _try_source(loader: BaseLoader, environment: BaseEnvironment, template: str) -> TemplateSource | None:
    try:
        return loader.get_source(environment, template)
    except TemplateNotFound:
        return None


_WRITTEN: Final = (Template.render, Template.generate, Template.new_context)
_OWN: Final = frozenset({"render", "generate", "new_context"})
"""How Jinja renders; programs may use a class of templates of their own."""


def _begun(template: Template, context: dict[str, Any]) -> Context | None:
    """Make the context that a template is rendered with, or give ``None`` if it renders in a way of its own.

    The globals are copied at once, and not one by one through Jinja's chain of them.
    """
    cls, variables = (
        type(template),
        cast("ChainMap[str, Any]", template.globals),
    )  # which the next lines check
    if (cls.render, cls.generate, cls.new_context) != _WRITTEN or not ALLOWED:
        return None
    if (
        template.environment.is_async
        or type(variables) is not ChainMap
        or not _OWN.isdisjoint(vars(template))
    ):
        return None
    parent: dict[str, Any] = {}
    for each in reversed(variables.maps):
        parent.update(each)
    environment, seen = template.environment, dict(parent, **context)
    if environment.context_class is not Context:
        return template.new_context(seen, shared=True)
    # It asks the globals for their names alone, which a chain is slow to list.
    return Context(environment, seen, template.name, template.blocks, globals=parent)


def _filled(template: Template, context: dict[str, Any]) -> str:
    begun = _begun(template, context)
    if begun is None:
        return template.render(context)
    try:
        return template.environment.concat(template.root_render_func(begun))
    except Exception:
        template.environment.handle_exception()


def _render(app: Flask, template: Template, context: dict[str, Any]) -> str:
    app.update_template_context(context)
    if before_render_template.receivers:
        before_render_template.send(app, _async_wrapper=app.ensure_sync, template=template, context=context)
    text = _filled(template, context)
    if template_rendered.receivers:
        template_rendered.send(app, _async_wrapper=app.ensure_sync, template=template, context=context)
    return text


def render_template(template_name_or_list: str | Template | list[str | Template], **context: Any) -> str:
    """Render a template.

    Args:
        template_name_or_list: The template's name, or several of which the first that exists is taken.
        context: The variables.
    """
    app = _active_app()
    return _render(app, app.jinja_env.get_or_select_template(template_name_or_list), context)


def render_template_string(source: str, **context: Any) -> str:
    """Render a template given as text; what it prints is escaped as in HTML.

    Args:
        source: The template's text.
        context: The variables.
    """
    app = _active_app()
    return _render(app, app.jinja_env.from_string(source), context)


def _stream(app: Flask, template: Template, context: dict[str, Any]) -> Iterator[str]:
    app.update_template_context(context)
    if before_render_template.receivers:
        before_render_template.send(app, _async_wrapper=app.ensure_sync, template=template, context=context)
    parts = _generate(app, template, context)
    # A request's context is kept until the last part is made; without a request there is none to keep.
    return parts if _cv_request.get(None) is None else stream_with_context(parts)


def _generate(app: Flask, template: Template, context: dict[str, Any]) -> Iterator[str]:
    yield from _parts(template, context)
    if template_rendered.receivers:
        template_rendered.send(app, _async_wrapper=app.ensure_sync, template=template, context=context)


def _parts(template: Template, context: dict[str, Any]) -> Iterator[str]:
    begun = _begun(template, context)
    if begun is None:
        yield from template.generate(context)
        return
    try:
        yield from template.root_render_func(begun)
    except Exception:
        template.environment.handle_exception()


def stream_template(
    template_name_or_list: str | Template | list[str | Template], **context: Any
) -> Iterator[str]:
    """Render a template part by part, for a response that is streamed.

    Args:
        template_name_or_list: The template's name, or several of which the first that exists is taken.
        context: The variables.
    """
    app = _active_app()
    return _stream(app, app.jinja_env.get_or_select_template(template_name_or_list), context)


def stream_template_string(source: str, **context: Any) -> Iterator[str]:
    """Render a template given as text part by part, for a response that is streamed.

    Args:
        source: The template's text.
        context: The variables.
    """
    app = _active_app()
    return _stream(app, app.jinja_env.from_string(source), context)
