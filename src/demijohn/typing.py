"""What views, hooks and handlers take and give, for annotations."""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any, Literal, Protocol, TypeVar, Union, overload

if TYPE_CHECKING:
    from _collections_abc import dict_items

    from _typeshed.wsgi import WSGIApplication
    from typing_extensions import TypedDict
    from werkzeug import exceptions
    from werkzeug.datastructures import Authorization, Headers
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
# ``Any`` in the argument: parameters are contravariant, and a hook takes the response class of its application.
AnyAfterRequestCallable = Union[
    Callable[[Any], "Response"],
    Callable[[Any], Awaitable["Response"]],
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

    class RequestOptions(TypedDict, total=False):
        """The keywords that describe a request but for its method: those of ``EnvironBuilder``, and two of our own."""

        path: str
        base_url: str | None
        subdomain: str | None
        url_scheme: str | None
        query_string: Mapping[str, Any] | str | None
        input_stream: IO[bytes] | None
        content_type: str | None
        content_length: int | None
        errors_stream: IO[str] | None
        multithread: bool
        multiprocess: bool
        run_once: bool
        headers: Headers | Mapping[str, HeaderValue] | Iterable[tuple[str, str]] | None
        data: IO[bytes] | str | bytes | Mapping[str, Any] | None
        environ_base: Mapping[str, Any] | None
        environ_overrides: Mapping[str, Any] | None
        mimetype: str | None
        json: Any
        auth: Authorization | tuple[str, str] | None

    class EnvironOptions(RequestOptions, total=False):
        """The keywords that describe a request."""

        method: str

    class ClientOptions(RequestOptions, total=False):
        """The keywords of the test client's methods, each of which is a request method of its own."""

        buffered: bool
        follow_redirects: bool

    class BlueprintOptions(TypedDict, total=False):
        """The keywords of ``register_blueprint``."""

        name: str
        url_prefix: str | None
        subdomain: str | None
        url_defaults: dict[str, Any] | None
        cli_group: str | None


if TYPE_CHECKING:
    E = TypeVar("E", bound=Exception)
    E_co = TypeVar("E_co", bound=Exception, covariant=True)
    H = TypeVar("H", bound=exceptions.HTTPException)
    H_co = TypeVar("H_co", bound=exceptions.HTTPException, covariant=True)
    ErrorReturnValue = Union[ResponseReturnValue, Awaitable[ResponseReturnValue]]
    R = TypeVar("R", bound=ErrorReturnValue)
    AnyHandler = TypeVar(
        "AnyHandler",
        bound=Union[
            Callable[[Exception], ResponseReturnValue], Callable[[Exception], Awaitable[ResponseReturnValue]]
        ],
    )
    HTTPHandler = TypeVar(
        "HTTPHandler",
        bound=Union[
            Callable[[exceptions.HTTPException], ResponseReturnValue],
            Callable[[exceptions.HTTPException], Awaitable[ResponseReturnValue]],
        ],
    )

    class HandlerDecorator(Protocol[E_co]):
        """Registers a handler of one class of exceptions.

        A handler of every exception keeps its type. Another may take more than this class, so the type of what
        it takes is left open: then it can be registered for the next class too.
        """

        @overload
        def __call__(self, f: AnyHandler, /) -> AnyHandler: ...
        @overload
        def __call__(self, f: Callable[[E_co], R], /) -> Callable[[Any], R]: ...

    class HTTPHandlerDecorator(Protocol[H_co]):
        """Registers a handler of one class of HTTP exceptions; see :class:`HandlerDecorator`."""

        @overload
        def __call__(self, f: AnyHandler, /) -> AnyHandler: ...
        @overload
        def __call__(self, f: HTTPHandler, /) -> HTTPHandler: ...
        @overload
        def __call__(self, f: Callable[[H_co], R], /) -> Callable[[Any], R]: ...

    class ErrorHandlerRegistrar(Protocol):
        """The forms of ``errorhandler``: for a class, for a code whose class is known, and for any other code."""

        @overload
        def __call__(self, code_or_exception: type[H]) -> HTTPHandlerDecorator[H]: ...
        @overload
        def __call__(self, code_or_exception: type[E]) -> HandlerDecorator[E]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[400]
        ) -> HTTPHandlerDecorator[exceptions.BadRequest]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[401]
        ) -> HTTPHandlerDecorator[exceptions.Unauthorized]: ...
        @overload
        def __call__(self, code_or_exception: Literal[403]) -> HTTPHandlerDecorator[exceptions.Forbidden]: ...
        @overload
        def __call__(self, code_or_exception: Literal[404]) -> HTTPHandlerDecorator[exceptions.NotFound]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[405]
        ) -> HTTPHandlerDecorator[exceptions.MethodNotAllowed]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[406]
        ) -> HTTPHandlerDecorator[exceptions.NotAcceptable]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[408]
        ) -> HTTPHandlerDecorator[exceptions.RequestTimeout]: ...
        @overload
        def __call__(self, code_or_exception: Literal[409]) -> HTTPHandlerDecorator[exceptions.Conflict]: ...
        @overload
        def __call__(self, code_or_exception: Literal[410]) -> HTTPHandlerDecorator[exceptions.Gone]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[411]
        ) -> HTTPHandlerDecorator[exceptions.LengthRequired]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[412]
        ) -> HTTPHandlerDecorator[exceptions.PreconditionFailed]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[413]
        ) -> HTTPHandlerDecorator[exceptions.RequestEntityTooLarge]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[414]
        ) -> HTTPHandlerDecorator[exceptions.RequestURITooLarge]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[415]
        ) -> HTTPHandlerDecorator[exceptions.UnsupportedMediaType]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[416]
        ) -> HTTPHandlerDecorator[exceptions.RequestedRangeNotSatisfiable]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[417]
        ) -> HTTPHandlerDecorator[exceptions.ExpectationFailed]: ...
        @overload
        def __call__(self, code_or_exception: Literal[418]) -> HTTPHandlerDecorator[exceptions.ImATeapot]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[421]
        ) -> HTTPHandlerDecorator[exceptions.MisdirectedRequest]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[422]
        ) -> HTTPHandlerDecorator[exceptions.UnprocessableEntity]: ...
        @overload
        def __call__(self, code_or_exception: Literal[423]) -> HTTPHandlerDecorator[exceptions.Locked]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[424]
        ) -> HTTPHandlerDecorator[exceptions.FailedDependency]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[428]
        ) -> HTTPHandlerDecorator[exceptions.PreconditionRequired]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[429]
        ) -> HTTPHandlerDecorator[exceptions.TooManyRequests]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[431]
        ) -> HTTPHandlerDecorator[exceptions.RequestHeaderFieldsTooLarge]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[451]
        ) -> HTTPHandlerDecorator[exceptions.UnavailableForLegalReasons]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[500]
        ) -> HTTPHandlerDecorator[exceptions.InternalServerError]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[501]
        ) -> HTTPHandlerDecorator[exceptions.NotImplemented]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[502]
        ) -> HTTPHandlerDecorator[exceptions.BadGateway]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[503]
        ) -> HTTPHandlerDecorator[exceptions.ServiceUnavailable]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[504]
        ) -> HTTPHandlerDecorator[exceptions.GatewayTimeout]: ...
        @overload
        def __call__(
            self, code_or_exception: Literal[505]
        ) -> HTTPHandlerDecorator[exceptions.HTTPVersionNotSupported]: ...
        @overload
        def __call__(self, code_or_exception: int) -> HTTPHandlerDecorator[exceptions.HTTPException]: ...
