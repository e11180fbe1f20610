"""Views written as classes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from .core import explain, problem
from .globals import current_app, request

if TYPE_CHECKING:
    from typing_extensions import ParamSpec

    from .typing import ResponseReturnValue, RouteCallable

    P = ParamSpec("P")

F = TypeVar("F", bound=Callable[..., Any])  # Any: a decorator takes any function

http_method_funcs: frozenset[str] = frozenset(
    ["get", "post", "head", "options", "delete", "put", "trace", "patch"]
)
"""The names of methods that a ``MethodView`` answers requests with."""


class View:
    """A view whose ``dispatch_request`` answers; ``as_view`` makes a view function of the class."""

    methods: ClassVar[Collection[str] | None] = None
    """The methods that the view's rules answer by default."""

    provide_automatic_options: ClassVar[bool | None] = None
    """Whether ``OPTIONS`` is answered automatically, by default."""

    # Any: a decorator may take and give any function.
    decorators: ClassVar[list[Callable[..., Any]]] = []
    """Applied to the view function that ``as_view`` makes, the first one first."""

    init_every_request: ClassVar[bool] = True
    """Whether each request has an instance of its own; if not, ``self`` is shared between requests."""

    # Any: an override takes the arguments of its own rules.
    def dispatch_request(
        self, *args: Any, **kwargs: Any
    ) -> ResponseReturnValue | Awaitable[ResponseReturnValue]:
        """Answer a request; a subclass must define it, with the arguments that its rules take from URLs."""
        raise NotImplementedError(f"'{type(self).__name__}' must define 'dispatch_request'.")

    @classmethod  # pyright: ignore[reportArgumentType]  # it wants a class; the constructor says more
    def as_view(
        cls: Callable[P, View],  # typed so that the arguments are those of this class
        name: str,
        *class_args: P.args,
        **class_kwargs: P.kwargs,
    ) -> RouteCallable:
        """Make a view function of the class, for ``add_url_rule``.

        Args:
            name: The function's name, and by default its endpoint.
            class_args: Goes to the class.
            class_kwargs: Goes to the class.
        """
        # Any: ``cls`` is typed by its constructor only, and the function gets attributes of its own.
        view_class: Any = cls
        shared = None if view_class.init_every_request else view_class(*class_args, **class_kwargs)

        def answer(**kwargs: Any) -> Any:
            # ``view`` is the decorated function, whose class may have been replaced since.
            own = view.view_class(*class_args, **class_kwargs) if shared is None else shared
            return current_app.ensure_sync(own.dispatch_request)(**kwargs)

        view: Any = answer
        view.__name__ = name
        view.__module__ = view_class.__module__
        for decorator in view_class.decorators:
            view = decorator(view)
        view.view_class = view_class
        view.__name__ = name
        view.__doc__ = view_class.__doc__
        view.__module__ = view_class.__module__
        view.methods = view_class.methods
        view.provide_automatic_options = view_class.provide_automatic_options
        made: RouteCallable = view
        return made


class MethodView(View):
    """A view that answers each HTTP method with the method of that name, in lower case.

    ``methods`` is set to those that the class and the classes it inherits from have.
    """

    methods: ClassVar[Collection[str] | None]

    def __init_subclass__(cls, **kwargs: Any) -> None:  # Any: keywords of other classes
        super().__init_subclass__(**kwargs)
        if "methods" in cls.__dict__:
            return
        methods = {name.upper() for name in http_method_funcs if hasattr(cls, name)}
        for parent in cls.__bases__:
            methods.update(getattr(parent, "methods", None) or ())
        if methods:
            cls.methods = methods

    def dispatch_request(
        self, **kwargs: Any
    ) -> ResponseReturnValue | Awaitable[ResponseReturnValue]:  # Any: as for ``View``
        """Call the method named like the request's; ``HEAD`` falls back to ``get``.

        Raises:
            AssertionError: If the class has no such method.
        """
        method = getattr(self, request.method.lower(), None)
        if method is None and request.method == "HEAD":
            method = getattr(self, "get", None)
        if method is None:
            raise explain.error(problem.ViewLacksMethod(request.method, type(self).__name__))
        answer: ResponseReturnValue = current_app.ensure_sync(method)(**kwargs)
        return answer
