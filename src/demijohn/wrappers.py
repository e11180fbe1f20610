"""The request and response classes that applications use by default."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, NoReturn

from werkzeug.datastructures import Headers
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.wrappers import Request as RequestBase, Response as ResponseBase

from . import _active, _received, _sent, json
from ._later import Later
from ._reading import ReadingRequest
from .core import scope, sending
from .globals import current_app as current_app  # noqa: PLC0414  # The second is imported from here too, as from Flask's.

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from _typeshed.wsgi import StartResponse, WSGIEnvironment
    from werkzeug.datastructures import FileStorage, ImmutableMultiDict
    from werkzeug.routing import Rule


class Request(ReadingRequest):
    """The request an application handles: Werkzeug's, and what routing found for it.

    Set ``Flask.request_class`` to a subclass to use another.
    """

    # Any: a module or any object with ``loads``; the base class leaves it open too.
    json_module: Any = json

    url_rule: Rule | None = None
    """The rule that matched, or ``None`` if none did."""

    # Any: what converters give is up to each converter.
    view_args: dict[str, Any] | None = None
    """The arguments that the rule took from the URL, or ``None`` if no rule matched."""

    routing_exception: HTTPException | None = None
    """What went wrong when no rule matched; it is raised when the request is dispatched."""

    _max_content_length: int | None = None
    _max_form_memory_size: int | None = None
    _max_form_parts: int | None = None
    _enctype_checked: bool = False

    if not TYPE_CHECKING:
        # The short way begins a request without these; they are read when somebody looks.
        method = Later(lambda request: request.environ.get("REQUEST_METHOD", "GET").upper())
        scheme = Later(lambda request: request.environ.get("wsgi.url_scheme", "http"))
        server = Later(lambda request: _whole(request).server)
        root_path = Later(lambda request: _whole(request).root_path)
        path = Later(lambda request: _whole(request).path)
        query_string = Later(lambda request: request.environ.get("QUERY_STRING", "").encode("latin1"))
        headers = Later(_received.headers)
        remote_addr = Later(lambda request: request.environ.get("REMOTE_ADDR"))

    @property
    def max_content_length(self) -> int | None:
        """The most bytes that are read of this request's body, ``None`` for no limit.

        It is ``MAX_CONTENT_LENGTH`` from the configuration unless it is set on the request. A larger body is
        answered with 413.
        """
        if self._max_content_length is not None:
            return self._max_content_length
        app = _active.app()
        if app is None:
            return super().max_content_length
        limit: int | None = app.config["MAX_CONTENT_LENGTH"]
        return limit

    @max_content_length.setter
    def max_content_length(  # pyright: ignore[reportIncompatibleVariableOverride]  # it can be set, as a variable can
        self, value: int | None
    ) -> None:
        self._max_content_length = value

    @property
    def max_form_memory_size(self) -> int | None:
        """The most bytes that one form field that is no file may have, ``None`` for no limit.

        It is ``MAX_FORM_MEMORY_SIZE`` from the configuration unless it is set on the request.
        """
        if self._max_form_memory_size is not None:
            return self._max_form_memory_size
        app = _active.app()
        if app is None:
            return super().max_form_memory_size
        limit: int | None = app.config["MAX_FORM_MEMORY_SIZE"]
        return limit

    @max_form_memory_size.setter
    def max_form_memory_size(  # pyright: ignore[reportIncompatibleVariableOverride]  # it can be set, as a variable can
        self, value: int | None
    ) -> None:
        self._max_form_memory_size = value

    @property  # type: ignore[override]  # ``None`` is the documented "no limit"
    def max_form_parts(self) -> int | None:
        """The most fields that a multipart form may have, ``None`` for no limit.

        It is ``MAX_FORM_PARTS`` from the configuration unless it is set on the request.
        """
        if self._max_form_parts is not None:
            return self._max_form_parts
        app = _active.app()
        if app is None:
            return super().max_form_parts
        limit: int | None = app.config["MAX_FORM_PARTS"]
        return limit

    @max_form_parts.setter
    def max_form_parts(self, value: int | None) -> None:
        self._max_form_parts = value

    @property
    def endpoint(self) -> str | None:
        """The endpoint of the rule that matched, or ``None`` if none did."""
        if self.url_rule is None:
            return None
        endpoint: str | None = self.url_rule.endpoint
        return endpoint

    @property
    def blueprint(self) -> str | None:
        """The dotted name that the endpoint's blueprint was registered with, or ``None``."""
        return scope.owner(self.endpoint)

    @property
    def blueprints(self) -> list[str]:
        """The names of the endpoint's blueprint and of all it is nested in, its own first."""
        blueprint = self.blueprint
        return [] if blueprint is None else list(scope.chain(blueprint))

    @property
    def files(self) -> ImmutableMultiDict[str, FileStorage]:
        """The uploaded files, by the name of their form field.

        In debug mode, asking for a file that the browser sent only by name says what the form lacks.
        """
        files: ImmutableMultiDict[str, FileStorage] = _received.files(self)
        if not self._enctype_checked:
            self._enctype_checked = True
            if not files:
                self._explain_missing_files()
        return files

    @files.setter
    def files(self, value: ImmutableMultiDict[str, FileStorage]) -> None:
        self.__dict__["files"] = value

    def _explain_missing_files(self) -> None:
        if self.mimetype != "multipart/form-data" and _is_debug():
            from .debughelpers import attach_enctype_error_multidict

            attach_enctype_error_multidict(self)

    # Any: an override may give a value in place of the body.
    def on_json_loading_failed(self, e: ValueError | None) -> Any:
        """Refuse a body that is not JSON; only debug mode tells the client why.

        Args:
            e: What the parser raised, or ``None`` if the content type is not JSON.

        Raises:
            BadRequest: If the body could not be parsed.
            UnsupportedMediaType: If the content type is not JSON.
        """
        try:
            return super().on_json_loading_failed(e)
        except BadRequest as refusal:
            _reveal_or_hide(refusal)


Request._steps = _received.Steps(Request)

_SCOPED: Final = (Request.endpoint, Request.blueprint, Request.blueprints)
"""What a request says of its scopes. A subclass may say it otherwise, and so may a program that patches the class."""


def _chain_of(request: Request) -> tuple[str, ...]:
    """List ``request.blueprints``; where all is as documented, they follow from the rule alone."""
    cls = type(request)
    if (cls.endpoint, cls.blueprint, cls.blueprints) != _SCOPED:
        return tuple(request.blueprints)
    rule = request.url_rule
    return () if rule is None else scope.chain(scope.owner(rule.endpoint))


def _whole(request: Request) -> RequestBase:
    """Make the request as Werkzeug does, for what takes some working out."""
    return RequestBase(request.environ, populate_request=False)


class Response(ResponseBase):
    """The response an application gives: Werkzeug's, with HTML as its default type.

    Set ``Flask.response_class`` to a subclass to use another.
    """

    default_mimetype: str | None = "text/html"
    json_module = json
    autocorrect_location_header = False

    # ``Any``: the base class checks what it is given, and has no names for the types of all of it.
    def __init__(
        self,
        response: Any = None,
        status: Any = None,
        headers: Any = None,
        mimetype: str | None = None,
        content_type: str | None = None,
        direct_passthrough: bool = False,
    ) -> None:
        if headers is None and mimetype is None and content_type is None:
            # It would come to this by itself, but looks for a type among the headers first, and that is slow.
            mimetype = self.default_mimetype
        super().__init__(response, status, headers, mimetype, content_type, direct_passthrough)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer the server; headers that nothing has to be done about are sent without copying them first."""
        if not _sends_as_documented(self):
            return super().__call__(environ, start_response)
        headers = list(self.headers)
        measured = bool(self.automatically_set_content_length) and self.is_sequence
        if not sending.as_it_is(self.status_code, headers, measured):
            return super().__call__(environ, start_response)
        parts = self.get_app_iter(environ)
        start_response(self.status, headers)
        return parts

    # The parameters have the types of the base class.
    def set_cookie(
        self,
        key: str,
        value: str = "",
        max_age: timedelta | int | None = None,
        expires: str | datetime | int | float | None = None,  # noqa: PYI041  # as the base class says it
        path: str | None = "/",
        domain: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        samesite: str | None = None,
        partitioned: bool = False,
    ) -> None:
        """Send a cookie.

        Args:
            key: Its name.
            value: Its value.
            max_age: How many seconds it lasts; without this and ``expires`` until the browser is closed.
            expires: When it ends.
            path: The path below which it is sent.
            domain: The domain for which it is sent, if not for this host alone.
            secure: Whether it is sent over HTTPS alone.
            httponly: Whether scripts in the browser do not see it.
            samesite: ``"Strict"``, ``"Lax"`` or ``"None"``: whether it is sent for requests from other sites.
            partitioned: Whether each site that embeds this one gets one of its own.
        """
        lasts = max_age is not None or expires is not None
        if (
            not lasts
            and domain is None
            and not partitioned
            and _sent.set_cookie(self, key, value, path, secure, httponly, samesite)
        ):
            return
        super().set_cookie(
            key, value, max_age, expires, path, domain, secure, httponly, samesite, partitioned
        )

    @property
    def max_cookie_size(self) -> int:  # type: ignore[override]  # read only: it is set in the configuration
        """The size from which a cookie draws a warning: ``MAX_COOKIE_SIZE`` from the configuration."""
        app = _active.app()
        if app is None:
            return super().max_cookie_size
        size: int = app.config["MAX_COOKIE_SIZE"]
        return size


_STEPS: Final = (ResponseBase.__call__, ResponseBase.get_wsgi_response, ResponseBase.get_wsgi_headers)
"""How Werkzeug sends a response. Programs may replace each of these, on a class, on an instance or on Werkzeug's."""


def _sends_as_documented(response: Response) -> bool:
    cls = type(response)
    return (
        cls.get_wsgi_headers is _STEPS[2]
        and cls.get_wsgi_response is _STEPS[1]
        and ResponseBase.__call__ is _STEPS[0]
        and type(response.headers) is Headers
        and "get_wsgi_headers" not in response.__dict__
        and "get_wsgi_response" not in response.__dict__
    )


def _reveal_or_hide(refusal: BadRequest) -> NoReturn:
    if _is_debug():
        raise refusal
    raise BadRequest from refusal


def _is_debug() -> bool:
    app = _active.app()
    return app is not None and bool(app.debug)
