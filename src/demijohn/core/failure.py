"""Decides what becomes of an exception: whether it is handled, answered as it is, or let through.

1. An HTTP exception is answered by its handler or by itself, unless a setting traps it as if it were an error
   of the program.
2. A routing exception, or one without a status code, is its own answer: no handler sees it.
3. A setting that is ``None`` is left open, and the debug and testing modes then decide; of any other only its
   truth counts.
"""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """The way that an exception takes."""

    HTTP = "it is an HTTP exception and is handled as one"
    CUSTOM = "a handler for its class answers, and without one it is raised again"
    ANSWER_AS_IS = "it is the response, and no handler is asked"
    LOOK_UP = "a handler for its code or class answers, and without one it is the response"


def user_verdict(is_http: bool, trapped: bool) -> Verdict:
    """Decide how an exception that came out of user code is handled."""
    if is_http and not trapped:
        return Verdict.HTTP
    return Verdict.CUSTOM


def http_verdict(code: object, is_routing: bool) -> Verdict:
    """Decide how an HTTP exception is answered.

    Args:
        code: The status code that the exception *object* has; without one it carries a response of its own.
        is_routing: Whether routing raised it to steer the request, as for a redirect.
    """
    if code is None or is_routing:
        return Verdict.ANSWER_AS_IS
    return Verdict.LOOK_UP


def traps(
    trap_all: object, trap_bad_requests: object, debug: bool, is_bad_request: bool, is_bad_request_key: bool
) -> bool:
    """Say whether an HTTP exception is treated like any other, so that it shows up while developing.

    Args:
        trap_all: The setting ``TRAP_HTTP_EXCEPTIONS``.
        trap_bad_requests: The setting ``TRAP_BAD_REQUEST_ERRORS``.
        debug: Whether the application is in debug mode.
        is_bad_request: Whether the exception is a bad request.
        is_bad_request_key: Whether the exception tells of a missing key in the request's data.
    """
    if trap_all:
        return True
    if trap_bad_requests is None:
        return debug and is_bad_request_key
    return bool(trap_bad_requests) and is_bad_request


def reveals_key(trap_bad_requests: object, debug: bool) -> bool:
    """Say whether the answer to a bad request names the key that was missing."""
    return debug or bool(trap_bad_requests)


def propagates(setting: object, testing: bool, debug: bool) -> bool:
    """Say whether an unhandled exception goes on to the server, and is not logged and answered with 500.

    Args:
        setting: The setting ``PROPAGATE_EXCEPTIONS``.
        testing: Whether the application is in testing mode.
        debug: Whether the application is in debug mode.
    """
    if setting is None:
        return testing or debug
    return bool(setting)
