"""What views, hooks and handlers take and give, for annotations."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, Union

if TYPE_CHECKING:
    from _collections_abc import dict_items
    from _typeshed.wsgi import WSGIApplication
    from typing_extensions import TypedDict
    from werkzeug.datastructures import Headers
    from werkzeug.sansio.response import Response


class DictBody(Protocol):
    """A ``dict`` or ``TypedDict``: the only mappings which become a JSON body.

    Other mappings are refused at run time, and ``dict_items`` is what tells them apart in types.
    """

    def items(self) -> dict_items[str, object]:
        """Give the items as a ``dict`` does."""
        ...


# ``Any`` in a list body: each JSON provider chooses which objects it can write.
ResponseValue = Union[
    "Response",
    str,
    bytes,
    bytearray,
    list[Any],
    DictBody,
    Iterator[str],
    Iterator[bytes],
    AsyncIterable[str],
    AsyncIterable[bytes],
]

HeaderValue = Union[str, list[str], tuple[str, ...]]

HeadersValue = Union["Headers", Mapping[str, HeaderValue], Sequence[tuple[str, HeaderValue]]]

StatusValue = Union[int, str]

ResponseReturnValue = Union[
    ResponseValue,
    tuple[ResponseValue, HeadersValue],
    tuple[ResponseValue, StatusValue],
    tuple[ResponseValue, StatusValue, HeadersValue],
    "WSGIApplication",
]

ResponseClass = TypeVar("ResponseClass", bound="Response")

AppOrBlueprintKey = Union[str, None]
"""The scope of a table: a registered blueprint's name, or ``None`` for the application."""

AfterRequestCallable = Union[
    Callable[[ResponseClass], ResponseClass],
    Callable[[ResponseClass], Awaitable[ResponseClass]],
]
BeforeFirstRequestCallable = Union[Callable[[], None], Callable[[], Awaitable[None]]]
BeforeRequestCallable = Union[
    Callable[[], Union[ResponseReturnValue, None]],
    Callable[[], Awaitable[Union[ResponseReturnValue, None]]],
]
# ``Any`` stands for the variables of a shell or a template, which are the user's to choose.
ShellContextProcessorCallable = Callable[[], dict[str, Any]]
TeardownCallable = Union[
    Callable[[Union[BaseException, None]], None],
    Callable[[Union[BaseException, None]], Awaitable[None]],
]
TemplateContextProcessorCallable = Union[
    Callable[[], dict[str, Any]],
    Callable[[], Awaitable[dict[str, Any]]],
]
TemplateFilterCallable = Callable[..., Any]
TemplateGlobalCallable = Callable[..., Any]
TemplateTestCallable = Callable[..., bool]
# ``Any`` stands for URL values, whose types the converters of each rule decide.
URLDefaultCallable = Callable[[str, dict[str, Any]], None]
URLValuePreprocessorCallable = Callable[[Union[str, None], Union[dict[str, Any], None]], None]
# ``Any`` in the argument: parameters are contravariant, and a handler takes the class it is registered for.
ErrorHandlerCallable = Union[
    Callable[[Any], ResponseReturnValue],
    Callable[[Any], Awaitable[ResponseReturnValue]],
]
RouteCallable = Union[
    Callable[..., ResponseReturnValue],
    Callable[..., Awaitable[ResponseReturnValue]],
]

if TYPE_CHECKING:
    # The names of methods in any collection but a bare string, which would be read letter by letter.
    Methods = Union[list[str], tuple[str, ...], set[str], frozenset[str]]

    class ShortcutOptions(TypedDict, total=False):
        """The keywords of ``get``, ``post``, ``put``, ``delete`` and ``patch``."""

        endpoint: str | None
        provide_automatic_options: bool | None
        defaults: Mapping[str, Any] | None
        subdomain: str | None
        build_only: bool
        strict_slashes: bool | None
        merge_slashes: bool | None
        redirect_to: str | Callable[..., str] | None
        alias: bool
        host: str | None
        websocket: bool

    class RouteOptions(ShortcutOptions, total=False):
        """The keywords of ``route``."""

        methods: Methods | None

    class RuleOptions(TypedDict, total=False):
        """The keywords of ``add_url_rule`` beside its parameters: what a rule takes."""

        defaults: Mapping[str, Any] | None
        subdomain: str | None
        methods: Methods | None
        build_only: bool
        strict_slashes: bool | None
        merge_slashes: bool | None
        redirect_to: str | Callable[..., str] | None
        alias: bool
        host: str | None
        websocket: bool

    class BlueprintOptions(TypedDict, total=False):
        """The keywords of ``register_blueprint``."""

        name: str
        url_prefix: str | None
        subdomain: str | None
        url_defaults: dict[str, Any] | None
        cli_group: str | None
