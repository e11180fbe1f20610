"""What becomes of an exception."""

from __future__ import annotations

import pytest

from demijohn.core import failure
from demijohn.core.failure import Verdict


@pytest.mark.parametrize(
    ("is_http", "trapped", "expected"),
    [
        pytest.param(True, False, Verdict.HTTP, id="http"),
        pytest.param(True, True, Verdict.CUSTOM, id="trapped-http"),
        pytest.param(False, False, Verdict.CUSTOM, id="other"),
        pytest.param(False, True, Verdict.CUSTOM, id="trapped-other"),
    ],
)
def test_only_an_http_exception_that_is_not_trapped_is_handled_as_one(
    is_http: bool, trapped: bool, expected: Verdict
) -> None:
    """An HTTP exception is handled as such, unless it is trapped; then it is like any other."""
    assert expected is failure.user_verdict(is_http, trapped)


@pytest.mark.parametrize(
    ("code", "is_routing", "expected"),
    [
        pytest.param(404, False, Verdict.LOOK_UP, id="code"),
        pytest.param(0, False, Verdict.LOOK_UP, id="code-zero"),
        pytest.param(None, False, Verdict.ANSWER_AS_IS, id="no-code"),
        pytest.param(308, True, Verdict.ANSWER_AS_IS, id="routing"),
        pytest.param(None, True, Verdict.ANSWER_AS_IS, id="routing-without-code"),
    ],
)
def test_routing_exceptions_and_those_without_a_code_are_their_own_answer(
    code: int | None, is_routing: bool, expected: Verdict
) -> None:
    """A handler is looked up for an exception with a code that routing did not raise."""
    assert expected is failure.http_verdict(code, is_routing)


PLAIN, BAD, KEY = (False, False), (True, False), (True, True)


@pytest.mark.parametrize(
    ("trap_all", "trap_bad_requests", "debug", "trapped"),
    [
        pytest.param(False, None, False, [], id="defaults"),
        pytest.param(False, None, True, [KEY], id="debug"),
        pytest.param(False, True, False, [BAD, KEY], id="bad-requests"),
        pytest.param(False, True, True, [BAD, KEY], id="bad-requests-in-debug"),
        pytest.param(False, False, False, [], id="no-bad-requests"),
        pytest.param(False, False, True, [], id="no-bad-requests-in-debug"),
        pytest.param(True, None, False, [PLAIN, BAD, KEY], id="all"),
        pytest.param(True, False, False, [PLAIN, BAD, KEY], id="all-before-no-bad-requests"),
        pytest.param(True, False, True, [PLAIN, BAD, KEY], id="all-in-debug"),
        pytest.param("yes", None, False, [PLAIN, BAD, KEY], id="all-by-a-true-value"),
        pytest.param(0, 1, False, [BAD, KEY], id="bad-requests-by-a-true-value"),
        pytest.param(0, 0, True, [], id="no-bad-requests-by-a-false-value"),
        pytest.param(None, None, False, [], id="unset"),
    ],
)
def test_settings_trap_http_exceptions(
    trap_all: object, trap_bad_requests: object, debug: bool, trapped: list[tuple[bool, bool]]
) -> None:
    """One setting traps all, another bad requests; left open, it traps missing keys in debug mode."""
    sorts = (PLAIN, BAD, KEY)
    assert [sort for sort in sorts if failure.traps(trap_all, trap_bad_requests, debug, *sort)] == trapped


@pytest.mark.parametrize(
    ("trap_bad_requests", "debug", "expected"),
    [
        pytest.param(None, False, False, id="defaults"),
        pytest.param(None, True, True, id="debug"),
        pytest.param(False, False, False, id="not-trapped"),
        pytest.param(False, True, True, id="not-trapped-in-debug"),
        pytest.param(True, False, True, id="trapped"),
        pytest.param(True, True, True, id="trapped-in-debug"),
        pytest.param(1, False, True, id="trapped-by-a-true-value"),
    ],
)
def test_debug_mode_and_trapping_reveal_the_missing_key(
    trap_bad_requests: object, debug: bool, expected: bool
) -> None:
    """The missing key is named in debug mode, and when bad requests are trapped."""
    assert expected is failure.reveals_key(trap_bad_requests, debug)


@pytest.mark.parametrize(
    ("setting", "testing", "debug", "expected"),
    [
        pytest.param(None, False, False, False, id="open"),
        pytest.param(None, True, False, True, id="open-testing"),
        pytest.param(None, False, True, True, id="open-debug"),
        pytest.param(None, True, True, True, id="open-both"),
        pytest.param(True, False, False, True, id="on"),
        pytest.param(True, True, True, True, id="on-both"),
        pytest.param(False, True, False, False, id="off-testing"),
        pytest.param(False, False, True, False, id="off-debug"),
        pytest.param(0, True, True, False, id="off-by-a-false-value"),
        pytest.param("yes", False, False, True, id="on-by-a-true-value"),
    ],
)
def test_the_setting_or_else_a_mode_lets_exceptions_through(
    setting: object, testing: bool, debug: bool, expected: bool
) -> None:
    """The setting decides whether an exception goes on to the server; left open, the two modes do."""
    assert expected is failure.propagates(setting, testing, debug)
