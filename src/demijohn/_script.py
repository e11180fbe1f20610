"""What the command line hands to each command: how to load the application, and a context to run in."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ._locating import locate_app, prepare_import, refuse
from .core import problem, reference
from .globals import current_app
from .helpers import get_debug_flag, get_load_dotenv

if TYPE_CHECKING:
    from typing import Concatenate, Protocol

    from typing_extensions import ParamSpec

    from .app import Flask

    P = ParamSpec("P")
    R = TypeVar("R")

    class PassScriptInfo(Protocol):
        """Hands the :class:`ScriptInfo` to a function as its first argument."""

        def __call__(self, f: Callable[Concatenate[ScriptInfo, P], R], /) -> Callable[P, R]: ...


F = TypeVar("F", bound=Callable[..., Any])  # Any: a command takes any options


class ScriptInfo:
    """Loads the application when a command asks for it, once.

    Args:
        app_import_path: What names the application: ``module``, ``module:name``, ``module:factory(arguments)`` or
            the path of a file.
        create_app: Makes the application, in place of a name.
        set_debug_flag: Set the application's debug mode from the environment.
        load_dotenv_defaults: Read ``.env`` and ``.flaskenv``.
    """

    def __init__(
        self,
        app_import_path: str | None = None,
        create_app: Callable[..., Flask] | None = None,
        set_debug_flag: bool = True,
        load_dotenv_defaults: bool = True,
    ) -> None:
        self.app_import_path = app_import_path
        self.create_app = create_app
        # Any: a place for commands to leave what they like for each other.
        self.data: dict[Any, Any] = {}
        self.set_debug_flag = set_debug_flag
        self.load_dotenv_defaults: bool = get_load_dotenv(load_dotenv_defaults)
        self._loaded_app: Flask | None = None

    def load_app(self) -> Flask:
        """Load the application.

        Raises:
            NoAppException: If none is named and none is found, or it cannot be loaded.
        """
        if self._loaded_app is not None:
            return self._loaded_app
        app = self._find_app()
        if app is None:
            refuse(problem.NoAppNamed(os.getcwd()))  # text to show
        if self.set_debug_flag:
            app.debug = get_debug_flag()
        self._loaded_app = app
        return app

    def _find_app(self) -> Flask | None:
        if self.create_app is not None:
            return self.create_app()
        if self.app_import_path:
            path, name = reference.split(self.app_import_path)
            return locate_app(prepare_import(path), name)
        for file in reference.FILES:
            app = locate_app(prepare_import(file), None, raise_if_not_found=False)
            if app is not None:
                return app
        return None


pass_script_info: PassScriptInfo = click.make_pass_decorator(ScriptInfo, ensure=True)


def with_appcontext(f: F) -> F:
    """Run a command in a context of the application, which is loaded for it.

    Commands of ``app.cli`` and of blueprints are wrapped so already.
    """

    @click.pass_context
    def in_context(ctx: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        if not current_app:
            app = ctx.ensure_object(ScriptInfo).load_app()
            ctx.with_resource(app.app_context())
        return ctx.invoke(f, *args, **kwargs)

    return update_wrapper(in_context, f)  # type: ignore[return-value]  # Click calls it with the same options


class AppGroup(click.Group):
    """A group whose commands run in a context of the application."""

    # Any below: these decorators pass on whatever Click's take.

    def command(  # type: ignore[override]  # Click's overloads also allow it without parentheses
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Command]:
        """Add a command; ``with_appcontext=False`` leaves the context out."""
        wraps = kwargs.pop("with_appcontext", True)

        def decorator(f: Callable[..., Any]) -> click.Command:
            made: click.Command = super(AppGroup, self).command(*args, **kwargs)(
                with_appcontext(f) if wraps else f
            )
            return made

        return decorator

    def group(  # type: ignore[override]  # as for ``command``
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Group]:
        """Add a group that is an ``AppGroup`` too."""
        kwargs.setdefault("cls", AppGroup)
        made: Callable[[Callable[..., Any]], click.Group] = super().group(*args, **kwargs)
        return made
