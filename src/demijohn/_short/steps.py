"""The steps that the short way does itself or leaves out, by the class that describes each."""

from __future__ import annotations

import json
from typing import Final

from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Request as RequestBase, Response as ResponseBase

from demijohn._routing import RouteAdapter, RouteMap
from demijohn._untouched import Untouched
from demijohn.ctx import AppContext, RequestContext
from demijohn.json.provider import DefaultJSONProvider
from demijohn.json.tag import TaggedJSONSerializer
from demijohn.sessions import SecureCookieSessionInterface
from demijohn.signals import (
    appcontext_popped,
    appcontext_pushed,
    appcontext_tearing_down,
    request_finished,
    request_started,
    request_tearing_down,
)
from demijohn.wrappers import Request, Response

APPLICATION: Final = (
    "app_context",
    "app_ctx_globals_class",
    "create_url_adapter",
    "debug",
    "dispatch_request",
    "do_teardown_appcontext",
    "do_teardown_request",
    "ensure_sync",
    "finalize_request",
    "full_dispatch_request",
    "make_default_options_response",
    "make_response",
    "permanent_session_lifetime",
    "preprocess_request",
    "process_response",
    "raise_routing_exception",
    "request_class",
    "request_context",
    "response_class",
    "secret_key",
    "session_interface",
)
"""The members of an application whose work is done here."""

ERRORS: Final = (
    "_find_error_handler",
    "handle_http_exception",
    "handle_user_exception",
    "trap_http_exception",
)
"""The members of an application that choose the handler of an error."""

ENTRY: Final = ("__call__", "wsgi_app")
"""The members of an application that a server calls, and that programs put others around."""

CHOSEN: Final = ("app_ctx_globals_class", "request_class", "response_class", "session_interface")
"""Those among them that are values, which an application may have of its own."""

CLASSES: Final[tuple[Untouched, ...]] = (
    Untouched(RequestContext, "__init__", "push", "pop", "match_request", "copy", "session"),
    Untouched(AppContext, "__init__", "push", "pop"),
    Untouched(
        Request,
        *("__init__", "__new__", "blueprint", "blueprints", "close", "endpoint", "host", "trusted_hosts"),
    ),
    Untouched(
        Response,
        *("__init__", "__new__", "__call__", "automatically_set_content_length", "calculate_content_length"),
        *("close", "default_mimetype", "default_status", "get_app_iter", "get_wsgi_headers"),
        *("get_wsgi_response", "is_sequence", "iter_encoded", "set_data", "status", "status_code"),
    ),
    Untouched(RequestBase, "__init__", "close"),
    Untouched(ResponseBase, "__init__", "__call__"),
    Untouched(Headers, "__init__", "__iter__", "__setitem__", "to_wsgi_list"),
    Untouched(NotFound, "__init__", "__new__", "code"),
    Untouched(RouteMap, "bind", "bind_to_environ", "table"),
    Untouched(RouteAdapter, "__init__", "match", "route"),
    Untouched(
        DefaultJSONProvider,
        *("dumps", "response", "_layout", "_prepare_response_obj"),
        *("compact", "default", "ensure_ascii", "mimetype", "sort_keys"),
    ),
    Untouched(json.JSONEncoder, "__init__", "encode", "iterencode"),
    Untouched(TaggedJSONSerializer, "dumps", "loads", "tag", "untag"),
    Untouched(
        SecureCookieSessionInterface,
        *("get_cookie_domain", "get_cookie_httponly", "get_cookie_name", "get_cookie_partitioned"),
        *("get_cookie_path", "get_cookie_samesite", "get_cookie_secure", "get_expiration_time"),
        *("get_signing_serializer", "is_null_session", "make_null_session", "null_session_class"),
        *("open_session", "save_session", "session_class", "should_set_cookie"),
    ),
)
"""The other classes whose work is done here, or left out because it would come to nothing."""

HEARD: Final = (
    request_started.receivers,
    request_finished.receivers,
    request_tearing_down.receivers,
    appcontext_pushed.receivers,
    appcontext_tearing_down.receivers,
    appcontext_popped.receivers,
)
"""Who listens to the signals around a request."""
