"""The application: how it takes a request through its steps, and what stands around that."""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn, cast

from werkzeug.exceptions import BadRequest, BadRequestKeyError, HTTPException, InternalServerError
from werkzeug.routing import BuildError, MapAdapter, RequestRedirect, RoutingException
from werkzeug.utils import redirect as make_redirect

from . import _answers, _later, _links, _urls
from ._border import plain
from ._derived import live
from ._setup import T_shell_context_processor, T_teardown
from ._short import responses, serving, steps
from ._templates import T_template_filter, T_template_global, T_template_test, TemplateSetup
from ._untouched import Untouched
from .core import building, dispatch, explain, failure, problem, scope
from .core.dispatch import Step
from .core.failure import Verdict
from .core.hooks import Kind
from .ctx import AppContext, RequestContext, _or_active, _Unset, _unset
from .globals import _cv_app, _cv_request, current_app, g, request, request_ctx, session
from .helpers import get_debug_flag, get_flashed_messages, get_load_dotenv, send_from_directory
from .sessions import SecureCookieSessionInterface, SessionInterface
from .signals import (
    appcontext_tearing_down,
    got_request_exception,
    request_finished,
    request_started,
    request_tearing_down,
)
from .wrappers import Request, Response

if TYPE_CHECKING:
    from types import TracebackType
    from typing import TypeAlias

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from typing_extensions import Unpack

    from .sessions import SessionMixin
    from .templating import Environment
    from .testing import FlaskClient, FlaskCliRunner
    from .typing import EnvironOptions, ErrorHandlerCallable, ResponseReturnValue

    ExcInfo: TypeAlias = tuple[type, BaseException, TracebackType] | tuple[None, None, None]
else:
    __getattr__, __dir__ = _later.names(__name__, {"Environment": "demijohn.templating"})

# All but the application are written elsewhere; programs import them from here, as they do with Flask.
__all__ = [
    "App",
    "Environment",
    "Flask",
    "SecureCookieSessionInterface",
    "SessionInterface",
    "T_shell_context_processor",
    "T_teardown",
    "T_template_filter",
    "T_template_global",
    "T_template_test",
    "current_app",
    "g",
    "get_debug_flag",
    "get_flashed_messages",
    "get_load_dotenv",
    "request",
    "request_ctx",
    "send_from_directory",
    "session",
]


class Flask(TemplateSetup):
    """A WSGI application, and the place where its rules, hooks, templates and settings are registered.

    Args:
        import_name: The module or package of the application, usually ``__name__``; files are found beside it.
        static_url_path: The URL prefix of static files; the name of their folder, if it is not given.
        static_folder: The folder of static files, relative to ``root_path`` or absolute.
        static_host: The host that static files are served on, with ``host_matching``.
        host_matching: Whether rules are matched by host.
        subdomain_matching: Whether rules are matched by subdomain of ``SERVER_NAME``.
        template_folder: The folder of templates, relative to ``root_path`` or absolute.
        instance_path: The instance folder, if it is not to be found beside the package.
        instance_relative_config: Whether configuration files are found in the instance folder.
        root_path: The folder that relative paths start from, if it is not the module's.
    """

    def __init__(
        self,
        import_name: str,
        static_url_path: str | None = None,
        static_folder: str | os.PathLike[str] | None = "static",
        static_host: str | None = None,
        host_matching: bool = False,
        subdomain_matching: bool = False,
        template_folder: str | os.PathLike[str] | None = "templates",
        instance_path: str | None = None,
        instance_relative_config: bool = False,
        root_path: str | None = None,
    ) -> None:
        super().__init__(
            import_name=import_name,
            static_url_path=static_url_path,
            static_folder=static_folder,
            static_host=static_host,
            host_matching=host_matching,
            subdomain_matching=subdomain_matching,
            template_folder=template_folder,
            instance_path=instance_path,
            instance_relative_config=instance_relative_config,
            root_path=root_path,
        )
        self._begin_cli()
        if self.has_static_folder:
            self._add_static_rule(static_host, host_matching)

    def _add_static_rule(self, host: str | None, host_matching: bool) -> None:
        if bool(host) != host_matching:
            raise explain.error(problem.StaticHostMismatch(repr(host), host_matching))
        # The application holds its views: a view that held the application would keep it alive for ever.
        ref = weakref.ref(self)

        def send_static_file(filename: str) -> Response:
            app = ref()
            assert app is not None, "a view runs only while its application serves"
            return app.send_static_file(filename=filename)

        rule = f"{self.static_url_path}/<path:filename>"
        self.add_url_rule(rule, endpoint="static", host=host, view_func=send_static_file)

    # A request, step by step

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request of the server; middleware wraps :meth:`wsgi_app` instead of this."""
        answer = serving.call(self, environ, start_response, _STEPS)
        return self.wsgi_app(environ, start_response) if answer is None else answer

    if TYPE_CHECKING:
        # Middleware is set up by assigning to it.
        wsgi_app: WSGIApplication
    else:

        def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            """Answer a request.

            Args:
                environ: The WSGI environment.
                start_response: Takes the status, the headers and perhaps the error that is active.
            """
            answer = serving.respond(self, environ, start_response, _STEPS)
            if answer is not None:
                return answer
            ctx = self.request_context(environ)
            error: BaseException | None = None
            try:
                try:
                    ctx.push()
                    response = self.full_dispatch_request()
                except Exception as raised:
                    error = raised
                    response = self.handle_exception(raised)
                except BaseException as raised:
                    error = raised
                    raise
                return response(environ, start_response)
            finally:
                if "werkzeug.debug.preserve_context" in environ:
                    environ["werkzeug.debug.preserve_context"](_cv_app.get())
                    environ["werkzeug.debug.preserve_context"](_cv_request.get())
                if error is not None and self.should_ignore_error(error):
                    error = None
                ctx.pop(error)

    def full_dispatch_request(self) -> Response:
        """Take the current request from its hooks and its view, or an error of theirs, to a response."""
        self._got_first_request = True
        try:
            if request_started.receivers:
                request_started.send(self, _async_wrapper=self.ensure_sync)
            rv = self.preprocess_request()
            if rv is None:
                rv = self.dispatch_request()
        except Exception as error:
            rv = self.handle_user_exception(error)
        return self.finalize_request(rv)

    def preprocess_request(self) -> ResponseReturnValue | None:
        """Run the hooks before the view; what one returns, unless ``None``, is the answer."""
        ctx = _request_ctx()
        chain = ctx._chain()
        plan = self._derived.plan(self, chain)
        if not plan.preprocess and not plan.before:
            return None
        kind = Kind.URL_VALUE_PREPROCESSOR
        for name in self._derived.scopes(self, kind, chain):
            for preprocess in live(self.url_value_preprocessors, kind, name):
                preprocess(ctx.request.endpoint, ctx.request.view_args)
        kind = Kind.BEFORE_REQUEST
        for name in self._derived.scopes(self, kind, chain):
            for before in live(self.before_request_funcs, kind, name):
                rv: ResponseReturnValue | None = self.ensure_sync(before)()
                if rv is not None:
                    return rv
        return None

    def dispatch_request(self) -> ResponseReturnValue:
        """Call the view that the request was routed to, and give what it returns."""
        req = _request()
        rule = req.url_rule
        step = dispatch.next_step(
            req.routing_exception is not None,
            bool(getattr(rule, "provide_automatic_options", False)),
            req.method,
        )
        if step is Step.RAISE:
            self.raise_routing_exception(req)
        if step is Step.ANSWER_OPTIONS:
            return self.make_default_options_response()
        assert rule is not None, "a request without a rule has a routing exception"
        # Any: a hook that takes the arguments away gets the error of Python.
        view_args: Any = req.view_args
        answer: ResponseReturnValue = self.ensure_sync(self.view_functions[rule.endpoint])(**view_args)
        return answer

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """Raise what routing found instead of a rule.

        In debug mode, a redirect that would lose the data of a form is explained by another exception.
        """
        error = request.routing_exception
        assert error is not None, "this is called only when routing failed"
        if not dispatch.loses_form_data(
            bool(self.debug), isinstance(error, RequestRedirect), error.code, request.method
        ):
            raise error
        from .debughelpers import FormDataRoutingRedirect

        raise FormDataRoutingRedirect(request)

    def make_default_options_response(self) -> Response:
        """Make the answer to ``OPTIONS``: the methods that the URL allows."""
        adapter = _request_ctx().url_adapter
        assert adapter is not None, "a request that was routed has an adapter"
        response = self.response_class()
        response.allow.update(adapter.allowed_methods())
        return response

    def make_response(self, rv: ResponseReturnValue) -> Response:
        """Make a response of what a view returned.

        Raises:
            TypeError: If it is nothing that a view may return.
        """
        response = serving.quick(self, rv)
        return _answers.make(self, rv) if response is None else response

    def _json_response(self, provider: object, data: object) -> Response | None:
        return responses.of_json(self, provider, data)

    def finalize_request(
        self, rv: ResponseReturnValue | HTTPException, from_error_handler: bool = False
    ) -> Response:
        """Make the response and run what comes after the view.

        Args:
            rv: What the view or a handler returned.
            from_error_handler: Whether an unhandled error is answered; a further error is then only logged.
        """
        response = self.make_response(rv)
        try:
            response = self.process_response(response)
            if request_finished.receivers:
                request_finished.send(self, _async_wrapper=self.ensure_sync, response=response)
        except Exception:
            if not from_error_handler:
                raise
            self.logger.exception("Request finalizing failed with an error while handling an error")
        return response

    def process_response(self, response: Response) -> Response:
        """Run the hooks after the view, and save the session.

        Returns:
            The response, or the one that a hook gave instead.
        """
        ctx = _request_ctx()
        for after in ctx._after_request_functions:
            response = self.ensure_sync(after)(response)
        return self._close_response(ctx, response)

    def _close_response(self, ctx: RequestContext, response: Response) -> Response:
        kind, chain = Kind.AFTER_REQUEST, ctx._chain()
        if self._derived.plan(self, chain).after:
            for name in self._derived.scopes(self, kind, chain):
                for after in live(self.after_request_funcs, kind, name):
                    response = self.ensure_sync(after)(response)
        # The session is ``None`` if opening it failed; session interfaces answer for that themselves.
        opened = cast("SessionMixin", ctx._session)
        if not self.session_interface.is_null_session(opened):
            self.session_interface.save_session(self, opened, response)
        return response

    def do_teardown_request(self, exc: BaseException | _Unset | None = _unset) -> None:
        """Run the hooks of the request that is left.

        Args:
            exc: The exception that was not handled, if any; the one that is active, if it is not given.
        """
        error = _or_active(exc)
        kind, chain = Kind.TEARDOWN_REQUEST, _request_ctx()._chain()
        if self._derived.plan(self, chain).teardown:
            for name in self._derived.scopes(self, kind, chain):
                for teardown in live(self.teardown_request_funcs, kind, name):
                    self.ensure_sync(teardown)(error)
        if request_tearing_down.receivers:
            request_tearing_down.send(self, _async_wrapper=self.ensure_sync, exc=error)

    def do_teardown_appcontext(self, exc: BaseException | _Unset | None = _unset) -> None:
        """Run the hooks of the application context that is left.

        Args:
            exc: The exception that was not handled, if any; the one that is active, if it is not given.
        """
        error = _or_active(exc)
        for teardown in reversed(self.teardown_appcontext_funcs):
            self.ensure_sync(teardown)(error)
        if appcontext_tearing_down.receivers:
            appcontext_tearing_down.send(self, _async_wrapper=self.ensure_sync, exc=error)

    # Errors

    def handle_user_exception(self, e: Exception) -> HTTPException | ResponseReturnValue:
        """Answer an exception of a hook or a view with its handler, or raise it again."""
        if isinstance(e, BadRequestKeyError) and failure.reveals_key(
            self.config["TRAP_BAD_REQUEST_ERRORS"], bool(self.debug)
        ):
            e.show_exception = True
        if isinstance(e, HTTPException):
            if failure.user_verdict(True, self.trap_http_exception(e)) is Verdict.HTTP:
                return self.handle_http_exception(e)
        handler = self._find_error_handler(e, list(_request_ctx()._chain()))
        if handler is None:
            raise  # noqa: PLE0704  # The exception that is active, with its traceback as it is.
        answer: ResponseReturnValue = self.ensure_sync(handler)(e)
        return answer

    def handle_http_exception(self, e: HTTPException) -> HTTPException | ResponseReturnValue:
        """Answer an HTTP exception with its handler, or with itself."""
        if failure.http_verdict(e.code, isinstance(e, RoutingException)) is Verdict.ANSWER_AS_IS:
            return e
        handler = self._find_error_handler(e, list(_request_ctx()._chain()))
        if handler is None:
            return e
        answer: ResponseReturnValue = self.ensure_sync(handler)(e)
        return answer

    def handle_exception(self, e: Exception) -> Response:
        """Answer an exception that nothing handled: with the handler for 500, or with a plain 500.

        In testing and debug mode it goes on to the server instead.
        """
        exc_info = sys.exc_info()
        if got_request_exception.receivers:
            got_request_exception.send(self, _async_wrapper=self.ensure_sync, exception=e)
        if failure.propagates(self.config["PROPAGATE_EXCEPTIONS"], bool(self.testing), bool(self.debug)):
            # Raised bare while it is active, it keeps its traceback as it is.
            if exc_info[1] is e:
                raise  # noqa: PLE0704  # It is called from a handler.
            raise e
        self.log_exception(cast("ExcInfo", exc_info))
        error = InternalServerError(original_exception=e)
        rv: HTTPException | ResponseReturnValue = error
        handler = self._find_error_handler(error, list(_request_ctx()._chain()))
        if handler is not None:
            rv = self.ensure_sync(handler)(error)
        return self.finalize_request(rv, from_error_handler=True)

    def log_exception(self, exc_info: ExcInfo) -> None:
        """Log an exception that nothing handled, as an error of the application's logger."""
        req = _request()
        self.logger.error(f"Exception on {req.path} [{req.method}]", exc_info=exc_info)  # noqa: G004  # Log collectors group by this text.

    def trap_http_exception(self, e: Exception) -> bool:
        """Say whether an HTTP exception is treated as an error of the program, as two settings ask for."""
        return failure.traps(
            self.config["TRAP_HTTP_EXCEPTIONS"],
            self.config["TRAP_BAD_REQUEST_ERRORS"],
            bool(self.debug),
            isinstance(e, BadRequest),
            isinstance(e, BadRequestKeyError),
        )

    def should_ignore_error(self, error: BaseException | None) -> bool:
        """Say whether the teardown functions are spared an error; by default they see every one."""
        return False

    def _find_error_handler(self, e: Exception, blueprints: list[str]) -> ErrorHandlerCallable | None:
        found = self._derived.find_handler(self, e, tuple(blueprints))
        # To the core a handler is opaque; only handlers come into its table.
        return None if found is None else cast("ErrorHandlerCallable", found.handler)

    # Contexts

    def app_context(self) -> AppContext:
        """Make a context in which this application is current; use it with ``with``."""
        return AppContext(self)

    def request_context(self, environ: WSGIEnvironment) -> RequestContext:
        """Make the context of a request; use it with ``with``."""
        return RequestContext(self, environ)

    # ``Any``: the positional arguments of the environment builder, which checks them.
    def test_request_context(self, *args: Any, **kwargs: Unpack[EnvironOptions]) -> RequestContext:
        """Make the context of a request that is described by arguments, for tests and scripts.

        Args:
            args: As for Werkzeug's ``EnvironBuilder``: first the path.
            kwargs: As for ``EnvironBuilder``, and ``subdomain`` and ``url_scheme``.
        """
        from .testing import EnvironBuilder

        described: dict[str, Any] = {**kwargs}
        builder = EnvironBuilder(self, *args, **described)
        try:
            return self.request_context(builder.get_environ())
        finally:
            builder.close()

    # ``Any``: these are the arguments of ``test_client_class``, which is the user's.
    def test_client(self, use_cookies: bool = True, **kwargs: Any) -> FlaskClient:
        """Make a client that sends requests to this application without a server.

        Args:
            use_cookies: Whether it keeps cookies.
            kwargs: For ``test_client_class``.
        """
        cls = self.test_client_class
        if cls is None:
            from .testing import FlaskClient

            cls = FlaskClient
        return cls(self, self.response_class, use_cookies=use_cookies, **kwargs)

    def test_cli_runner(self, **kwargs: Any) -> FlaskCliRunner:
        """Make a runner for the application's commands.

        Args:
            kwargs: For ``test_cli_runner_class``.
        """
        cls = self.test_cli_runner_class
        if cls is None:
            from .testing import FlaskCliRunner

            cls = FlaskCliRunner
        return cls(self, **kwargs)

    def run(
        self,
        host: str | None = None,
        port: int | None = None,
        debug: bool | None = None,
        load_dotenv: bool = True,
        **options: Any,
    ) -> None:
        """Serve on the development server, which is not made for production.

        Args:
            host: The host name to listen on; that of ``SERVER_NAME`` or ``127.0.0.1``, if it is not given.
            port: The port; that of ``SERVER_NAME`` or 5000, if it is not given.
            debug: Whether to turn debug mode on or off.
            load_dotenv: Whether to read the nearest ``.env`` and ``.flaskenv`` files.
            options: For Werkzeug's ``run_simple``.
        """
        from . import _serving

        _serving.run(self, host, port, debug, load_dotenv, options)

    # URLs

    _url_steps: ClassVar[Untouched]
    """The steps of a URL, as they were written."""

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the URL map to a request, or without one to ``SERVER_NAME``, if that is set."""
        return _urls.adapter(self, request)

    def inject_url_defaults(self, endpoint: str, values: dict[str, Any]) -> None:
        """Let the hooks for URL defaults add to the values of a URL, in place."""
        if not self._derived.adds_url_defaults(self):
            return
        kind = Kind.URL_DEFAULT
        for name in self._derived.scopes(self, kind, scope.of_endpoint(endpoint)):
            for add_defaults in live(self.url_default_functions, kind, name):
                add_defaults(endpoint, values)

    def url_for(
        self,
        /,
        endpoint: str,
        *,
        _anchor: str | None = None,
        _method: str | None = None,
        _scheme: str | None = None,
        _external: bool | None = None,
        **values: Any,
    ) -> str:
        """Build the URL of an endpoint.

        Args:
            endpoint: The endpoint; with a leading dot, one of the blueprint that serves the request.
            _anchor: The anchor after ``#``.
            _method: The method whose rule is meant.
            _scheme: The scheme of an external URL.
            _external: Whether the URL has scheme and host; outside a request it has, unless told otherwise.
            values: The variables of the rule; others become the query string.

        Raises:
            BuildError: If no rule fits and no handler gave a URL.
            RuntimeError: If there is neither a request nor ``SERVER_NAME``.
        """
        if _anchor is None and _method is None and _scheme is None and _external is None:
            at_once = _links.build(self, endpoint, values)
            if at_once is not None:
                return at_once
        found = _urls.place(self, endpoint, _scheme, _external)
        self.inject_url_defaults(found.endpoint, values)
        try:
            url = found.adapter.build(
                found.endpoint,
                values,
                method=_method and plain(_method),
                url_scheme=_scheme and plain(_scheme),
                force_external=found.external,
            )
        except BuildError as error:
            values.update(_anchor=_anchor, _method=_method, _scheme=_scheme, _external=found.external)
            return self.handle_url_build_error(error, found.endpoint, values)
        return building.with_anchor(url, _anchor and plain(_anchor))

    def handle_url_build_error(self, error: BuildError, endpoint: str, values: dict[str, Any]) -> str:
        """Ask each of ``url_build_error_handlers`` for a URL that could not be built.

        Raises:
            BuildError: If none of them gives one.
        """
        for handler in self.url_build_error_handlers:
            try:
                url: str | None = handler(error, endpoint, values)
            except BuildError as raised:
                error = raised
            else:
                if url is not None:
                    return url
        # Raised bare while it is active, it keeps its traceback as it is.
        if error is sys.exc_info()[1]:
            raise  # noqa: PLE0704  # It is called from a handler.
        raise error

    def redirect(self, location: str, code: int = 302) -> Response:
        """Make a redirect.

        Args:
            location: Where to.
            code: The status code.
        """
        # It makes a response of the class that it is given.
        return cast("Response", make_redirect(location, code=code, Response=self.response_class))


def _request_ctx() -> RequestContext:
    """Give the active request context itself, without the proxy's price."""
    ctx = _cv_request.get(None)
    if ctx is None:
        raise explain.error(problem.OutsideRequest())
    return ctx


def _request() -> Request:
    return _request_ctx().request


_STEPS: Final = (
    Untouched(Flask, *steps.APPLICATION),
    Untouched(Flask, *steps.ERRORS),
    Untouched(Flask, *steps.ENTRY),
)
Flask._url_steps = Untouched(Flask, *_links.STEPS)

App = Flask
"""Flask writes its application in two classes, of which the one below has this name."""
