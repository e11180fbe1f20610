"""Decides what is done with a request once it was routed.

1. A request that routing refused raises what routing found, before anything else.
2. ``OPTIONS`` is answered without the view when the rule says so.
3. In debug mode, a redirect that would lose the data of a form is an error.
4. A rule answers ``GET`` unless it says otherwise, and ``OPTIONS`` by itself unless it has a view for that.
"""

from __future__ import annotations

from enum import Enum
from typing import Final, final

from demijohn.core.value import Value


class Step(Enum):
    """What is done with a routed request."""

    RAISE = "raise the exception that routing found"
    ANSWER_OPTIONS = "answer with the methods that the URL allows"
    CALL_VIEW = "call the view function"


KEEPS_METHOD: Final = (307, 308)
"""The redirects after which a browser sends the same method and data again (RFC 9110, 15.4.8 and 15.4.9)."""

DEFAULT_METHODS: Final = ("GET",)
"""The methods of a rule which says nothing about them."""

WITHOUT_DATA: Final = ("GET", "HEAD", "OPTIONS")
"""The methods whose requests have no form to lose."""


@final
class Methods(Value):
    """The methods that a rule answers, in upper case, and whether ``OPTIONS`` is answered without the view."""

    __match_args__ = ("methods", "automatic_options")
    __slots__ = __match_args__

    def __init__(self, methods: frozenset[str], automatic_options: bool) -> None:
        self.methods: Final = methods
        self.automatic_options: Final = automatic_options


def choose_methods(
    given: tuple[str, ...] | None,
    required: tuple[str, ...],
    automatic: bool | None,
    by_default: bool,
) -> Methods:
    """Choose the methods of a rule.

    Args:
        given: What the rule or else its view says; ``None`` stands for ``GET``.
        required: What the view needs besides.
        automatic: Whether ``OPTIONS`` is answered without the view, if the rule or its view says so.
        by_default: The setting ``PROVIDE_AUTOMATIC_OPTIONS``, for rules which say nothing.
    """
    chosen = frozenset([method.upper() for method in (DEFAULT_METHODS if given is None else given)])
    if automatic is not None:
        return Methods(chosen | frozenset(required), automatic)
    if "OPTIONS" in chosen or not by_default:
        return Methods(chosen | frozenset(required), False)
    return Methods(chosen | frozenset(required) | {"OPTIONS"}, True)


def next_step(routing_failed: bool, automatic_options: bool, method: str) -> Step:
    """Decide what is done with a request.

    Args:
        routing_failed: Whether routing found an exception instead of a rule.
        automatic_options: Whether the rule lets the framework answer ``OPTIONS``.
        method: The request's method, in upper case.
    """
    if routing_failed:
        return Step.RAISE
    if automatic_options and method == "OPTIONS":
        return Step.ANSWER_OPTIONS
    return Step.CALL_VIEW


def loses_form_data(debug: bool, is_redirect: bool, code: object, method: str) -> bool:
    """Say whether a routing exception is a redirect that debug mode turns into an error.

    Args:
        debug: Whether the application is in debug mode.
        is_redirect: Whether routing answers with a redirect.
        code: The status code of that redirect.
        method: The request's method, in upper case.
    """
    return debug and is_redirect and code not in KEEPS_METHOD and method not in WITHOUT_DATA
