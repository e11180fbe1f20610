"""Test an application without a server: a client for requests, a runner for commands."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from copy import copy
from functools import cache
from importlib import metadata
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import werkzeug.test
from click.testing import CliRunner
from werkzeug.test import Client
from werkzeug.wrappers import Request as BaseRequest

from .cli import ScriptInfo
from .core import explain, hosts, problem
from .sessions import SessionMixin as SessionMixin  # noqa: PLC0414  # Imported from here too, as from Flask's.

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from click import Command
    from click.testing import Result
    from typing_extensions import Unpack
    from werkzeug.test import TestResponse

    from .app import Flask
    from .typing import ClientOptions, EnvironOptions

# ``Any`` below: what Werkzeug's builder takes for forms and JSON, and the environment's values, have no narrower type.


@cache
def _werkzeug_version() -> str:
    return metadata.version("werkzeug")


class EnvironBuilder(werkzeug.test.EnvironBuilder):
    """Describes a request, with defaults from an application's configuration.

    Args:
        app: The application.
        path: The path, or a whole URL.
        base_url: Where the application is served. By default it is put together from ``PREFERRED_URL_SCHEME``,
            ``subdomain``, ``SERVER_NAME`` and ``APPLICATION_ROOT``.
        subdomain: Put before ``SERVER_NAME``.
        url_scheme: The scheme in place of ``PREFERRED_URL_SCHEME``.
        args: Goes to Werkzeug's builder.
        kwargs: Goes to Werkzeug's builder.

    Raises:
        AssertionError: If ``base_url`` is given with ``subdomain`` or ``url_scheme``.
    """

    def __init__(
        self,
        app: Flask,
        path: str = "/",
        base_url: str | None = None,
        subdomain: str | None = None,
        url_scheme: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if base_url is None:
            path, base_url = _split_url(app, path, subdomain, url_scheme)
        elif subdomain or url_scheme:
            raise explain.error(problem.BaseURLNotAlone(base_url, subdomain, url_scheme))
        self.app = app
        super().__init__(path, base_url, *args, **kwargs)

    def json_dumps(self, obj: Any, **kwargs: Any) -> str:  # Werkzeug's is static
        """Write JSON as the application does."""
        return self.app.json.dumps(obj, **kwargs)


def _split_url(app: Flask, url: str, subdomain: str | None, url_scheme: str | None) -> tuple[str, str]:
    """Split a path or URL into the path and the base; what the URL does not say, the configuration does."""
    parts = urlsplit(url)
    base = hosts.base_url(
        parts.scheme or url_scheme or app.config["PREFERRED_URL_SCHEME"],
        parts.netloc or hosts.default_host(subdomain, app.config.get("SERVER_NAME")),
        app.config["APPLICATION_ROOT"],
    )
    return f"{parts.path}?{parts.query}" if parts.query else parts.path, base


class FlaskClient(Client):
    """Sends requests to an application and keeps its cookies.

    In a ``with`` block the context of the last request stays, so that ``request`` and ``session`` can be looked at.

    Args:
        args: Goes to Werkzeug's client, the application first.
        kwargs: Goes to Werkzeug's client.
    """

    application: Flask

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preserve_context: bool = False
        self._new_contexts: list[AbstractContextManager[object]] = []
        self._context_stack = ExitStack()
        # What every request's environment starts with; it can be changed.
        self.environ_base: dict[str, Any] = {
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_USER_AGENT": f"Werkzeug/{_werkzeug_version()}",
        }

    @contextmanager
    def session_transaction(
        self, *args: Any, **kwargs: Unpack[EnvironOptions]
    ) -> Generator[SessionMixin, None, None]:
        """Open the session that the next request will get, to look at it or to change it.

            with client.session_transaction() as session:
                session["user"] = 1

        Args:
            args: Goes to ``app.test_request_context``.
            kwargs: Goes to ``app.test_request_context``.

        Raises:
            TypeError: If the client keeps no cookies.
            RuntimeError: If the session interface opens no session.
        """
        self._require_cookies()
        app = self.application
        context = app.test_request_context(*args, **kwargs)
        environ = context.request.environ
        # The client fills in the cookies that this address would get.
        self._run_once(environ, app.response_class())
        with context:
            session = app.session_interface.open_session(app, context.request)
        if session is None:
            raise explain.error(problem.SessionNotOpened(type(app.session_interface).__name__))
        yield session
        if app.session_interface.is_null_session(session):
            return
        response = app.response_class()
        with context:
            app.session_interface.save_session(app, session, response)
        self._run_once(environ, response)

    def _require_cookies(self) -> None:
        try:
            self.get_cookie("session")
        except TypeError:
            raise explain.error(problem.CookiesDisabled()) from None

    def _run_once(self, environ: WSGIEnvironment, answer: Callable[..., Iterable[bytes]]) -> None:
        """Exchange cookies as for a request that something else than the application answers."""
        application = self.application
        self.application = cast("Flask", answer)  # for this one exchange any WSGI application will do
        try:
            self.run_wsgi_app(environ, buffered=True)
        finally:
            self.application = application

    def _copy_environ(self, other: Mapping[str, Any]) -> WSGIEnvironment:
        environ = {**self.environ_base, **other}
        if self.preserve_context:
            # The application hands its contexts over here when it has answered.
            environ["werkzeug.debug.preserve_context"] = self._new_contexts.append
        return environ

    def _request_from_builder_args(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> BaseRequest:
        kwargs["environ_base"] = self._copy_environ(kwargs.get("environ_base") or {})
        builder = EnvironBuilder(self.application, *args, **kwargs)
        try:
            return builder.get_request()
        finally:
            builder.close()

    def _make_request(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> BaseRequest:
        given: Any = args[0] if args else None
        if isinstance(given, werkzeug.test.EnvironBuilder):
            builder = copy(given)
            builder.environ_base = self._copy_environ(builder.environ_base or {})
            return builder.get_request()
        if isinstance(given, dict):
            environ = cast("WSGIEnvironment", given)  # a dict that is no builder is an environment
            base = self._copy_environ({})
            return EnvironBuilder.from_environ(environ, app=self.application, environ_base=base).get_request()
        if isinstance(given, BaseRequest):
            request = copy(given)
            request.environ = self._copy_environ(request.environ)
            return request
        return self._request_from_builder_args(args, kwargs)

    def open(  # type: ignore[override]  # the keywords are spelled out
        self,
        *args: Any,
        buffered: bool = False,
        follow_redirects: bool = False,
        **kwargs: Unpack[EnvironOptions],
    ) -> TestResponse:
        """Send a request.

        Args:
            args: A path and what else ``EnvironBuilder`` takes; or a builder, an environment or a request.
            buffered: Read the whole body at once and close the response.
            follow_redirects: Follow redirects, and keep the responses before the last in its ``history``.
            kwargs: Goes to ``EnvironBuilder``.
        """
        request = self._make_request(args, {**kwargs})
        # The context of the request before this one ends here.
        self._context_stack.close()
        response = super().open(request, buffered=buffered, follow_redirects=follow_redirects)
        response.json_module = self.application.json  # type: ignore[assignment]  # a provider has ``loads`` too
        while self._new_contexts:
            # The application's context comes first: the request's lives inside it.
            self._context_stack.enter_context(self._new_contexts.pop(0))
        return response

    def __enter__(self) -> FlaskClient:
        if self.preserve_context:
            raise explain.error(problem.ClientNested())
        self.preserve_context = True
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.preserve_context = False
        self._context_stack.close()

    if TYPE_CHECKING:
        # At run time these are Werkzeug's, which pass everything on to ``open``; here their keywords are spelled out.
        def get(self, *args: Any, **kw: Unpack[ClientOptions]) -> TestResponse: ...  # noqa: D102
        def patch(self, *args: Any, **kw: Unpack[ClientOptions]) -> TestResponse: ...  # noqa: D102
        def post(self, *args: Any, **kw: Unpack[ClientOptions]) -> TestResponse: ...  # noqa: D102
        def head(self, *args: Any, **kw: Unpack[ClientOptions]) -> TestResponse: ...  # noqa: D102
        def put(self, *args: Any, **kw: Unpack[ClientOptions]) -> TestResponse: ...  # noqa: D102
        def delete(self, *args: Any, **kw: Unpack[ClientOptions]) -> TestResponse: ...  # noqa: D102
        def options(self, *args: Any, **kw: Unpack[ClientOptions]) -> TestResponse: ...  # noqa: D102
        def trace(self, *args: Any, **kw: Unpack[ClientOptions]) -> TestResponse: ...  # noqa: D102


class FlaskCliRunner(CliRunner):
    """Runs the commands of an application.

    Args:
        app: The application.
        kwargs: Goes to Click's runner.
    """

    def __init__(self, app: Flask, **kwargs: Any) -> None:
        self.app = app
        super().__init__(**kwargs)

    def invoke(self, cli: Any = None, args: Any = None, **kwargs: Any) -> Result:  # type: ignore[override]  # Flask's own signature
        """Run a command, by default one of ``app.cli``.

        Args:
            cli: The command.
            args: Its arguments, as a list or as one text.
            kwargs: Goes to Click's runner.
        """
        command: Command = self.app.cli if cli is None else cli
        if "obj" not in kwargs:
            kwargs["obj"] = ScriptInfo(create_app=lambda: self.app)
        return super().invoke(command, args, **kwargs)
