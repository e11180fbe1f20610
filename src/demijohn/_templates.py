"""How an application sets up its templates: the Jinja environment, and what is registered on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from werkzeug.utils import cached_property

from ._derived import live
from ._later import Imported
from ._setup import Setup
from .core.hooks import Kind
from .ctx import _default_template_ctx_processor
from .globals import _cv_request, g, request, session
from .helpers import get_flashed_messages
from .scaffold import setupmethod

if TYPE_CHECKING:
    from .templating import DispatchingJinjaLoader, Environment
    from .typing import TemplateFilterCallable, TemplateGlobalCallable, TemplateTestCallable

# ``Any`` in this module: what a template can see is the user's to choose.
T_template_filter = TypeVar("T_template_filter", bound="TemplateFilterCallable")
T_template_global = TypeVar("T_template_global", bound="TemplateGlobalCallable")
T_template_test = TypeVar("T_template_test", bound="TemplateTestCallable")

_USUAL: Final = (_default_template_ctx_processor,)
"""The context processors of an application that has none of its own."""

ESCAPED = (".html", ".htm", ".xml", ".xhtml", ".svg")


class TemplateSetup(Setup):
    """An application with templates."""

    if TYPE_CHECKING:
        jinja_environment: type[Environment] = Environment
    else:
        jinja_environment = Imported("demijohn.templating", "Environment")

    jinja_options: dict[str, Any] = {}  # noqa: RUF012  # Documented as a dict that can be edited.

    @cached_property
    def jinja_env(self) -> Environment:
        """The Jinja environment, which is made when it is first looked at."""
        return self.create_jinja_environment()

    def create_jinja_environment(self) -> Environment:
        """Make the Jinja environment from ``jinja_options``, with the framework's globals."""
        options = dict(self.jinja_options)
        options.setdefault("autoescape", self.select_jinja_autoescape)
        if "auto_reload" not in options:
            reload = self.config["TEMPLATES_AUTO_RELOAD"]
            options["auto_reload"] = self.debug if reload is None else reload
        environment = self.jinja_environment(self._app, **options)
        # ``Any``: Jinja's stub would have only what it puts in itself.
        variables: dict[str, Any] = environment.globals
        variables.update(
            url_for=self._app.url_for,
            get_flashed_messages=get_flashed_messages,
            config=self.config,
            # The proxies serve templates that are imported without a context.
            request=request,
            session=session,
            g=g,
        )
        environment.policies["json.dumps_function"] = self.json.dumps
        return environment

    def create_global_jinja_loader(self) -> DispatchingJinjaLoader:
        """Make the loader that asks the application's and each blueprint's loader in turn."""
        from .templating import DispatchingJinjaLoader

        return DispatchingJinjaLoader(self._app)

    def select_jinja_autoescape(self, filename: str | None) -> bool:
        """Say whether a template is escaped; a string without a file is."""
        return filename is None or filename.endswith(ESCAPED)

    def update_template_context(self, context: dict[str, Any]) -> None:
        """Add what the context processors give, in place, without changing what is there already."""
        request_ctx = _cv_request.get(None)
        chain = () if request_ctx is None else request_ctx._chain()
        turns = self._derived.plan(self, chain).context
        if len(turns) == 1 and turns[0].hooks == _USUAL and self._syncs_as_written():
            for name, value in _default_template_ctx_processor().items():
                context.setdefault(name, value)
            return
        original = context.copy()
        for scope in self._derived.scopes(self, Kind.CONTEXT_PROCESSOR, chain):
            for processor in live(self.template_context_processors, Kind.CONTEXT_PROCESSOR, scope):
                context.update(self.ensure_sync(processor)())
        context.update(original)

    def _syncs_as_written(self) -> bool:
        return type(self).ensure_sync is Setup.ensure_sync and "ensure_sync" not in vars(self)

    def _reload_templates(self, value: bool) -> None:
        self.jinja_env.auto_reload = value

    @setupmethod
    def template_filter(self, name: str | None = None) -> Callable[[T_template_filter], T_template_filter]:
        """Register the decorated function as a template filter, by a name or by its own."""

        def register(f: T_template_filter) -> T_template_filter:
            self.add_template_filter(f, name=name)
            return f

        return register

    @setupmethod
    def add_template_filter(self, f: TemplateFilterCallable, name: str | None = None) -> None:
        """Register a template filter, by a name or by its own."""
        self.jinja_env.filters[name or f.__name__] = f

    @setupmethod
    def template_test(self, name: str | None = None) -> Callable[[T_template_test], T_template_test]:
        """Register the decorated function as a template test, by a name or by its own."""

        def register(f: T_template_test) -> T_template_test:
            self.add_template_test(f, name=name)
            return f

        return register

    @setupmethod
    def add_template_test(self, f: TemplateTestCallable, name: str | None = None) -> None:
        """Register a template test, by a name or by its own."""
        self.jinja_env.tests[name or f.__name__] = f

    @setupmethod
    def template_global(self, name: str | None = None) -> Callable[[T_template_global], T_template_global]:
        """Register the decorated function as a template global function, by a name or by its own."""

        def register(f: T_template_global) -> T_template_global:
            self.add_template_global(f, name=name)
            return f

        return register

    @setupmethod
    def add_template_global(self, f: TemplateGlobalCallable, name: str | None = None) -> None:
        """Register a template global function, by a name or by its own."""
        self.jinja_env.globals[name or f.__name__] = f
