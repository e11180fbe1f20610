"""What is done with a request once it was routed."""

from __future__ import annotations

import pytest

from demijohn.core import dispatch
from demijohn.core.dispatch import Methods, Step

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW")
WITH_DATA = ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"]


@pytest.mark.parametrize(
    ("routing_failed", "automatic_options", "method", "expected"),
    [
        pytest.param(False, True, "GET", Step.CALL_VIEW, id="get"),
        pytest.param(False, True, "OPTIONS", Step.ANSWER_OPTIONS, id="options"),
        pytest.param(False, False, "OPTIONS", Step.CALL_VIEW, id="options-of-the-view"),
        pytest.param(False, False, "POST", Step.CALL_VIEW, id="post"),
        pytest.param(True, True, "OPTIONS", Step.RAISE, id="failed-options"),
        pytest.param(True, False, "GET", Step.RAISE, id="failed-get"),
    ],
)
def test_failure_comes_first_then_options_then_the_view(
    routing_failed: bool, automatic_options: bool, method: str, expected: Step
) -> None:
    """A routing failure is raised; ``OPTIONS`` is answered if the rule says so; else the view is called."""
    assert expected is dispatch.next_step(routing_failed, automatic_options, method)


@pytest.mark.parametrize(
    ("debug", "is_redirect", "code", "expected"),
    [
        pytest.param(True, True, 301, WITH_DATA, id="moved"),
        pytest.param(True, True, 302, WITH_DATA, id="found"),
        pytest.param(True, True, 303, WITH_DATA, id="see-other"),
        pytest.param(True, True, 307, [], id="temporary"),
        pytest.param(True, True, 308, [], id="permanent"),
        pytest.param(True, False, 404, [], id="no-redirect"),
        pytest.param(True, False, None, [], id="no-code"),
        pytest.param(False, True, 301, [], id="not-in-debug"),
    ],
)
def test_a_redirect_loses_the_form_when_the_method_changes(
    debug: bool, is_redirect: bool, code: int | None, expected: list[str]
) -> None:
    """Debug mode refuses a redirect that makes a browser ask again without the data of the form."""
    losing = [method for method in METHODS if dispatch.loses_form_data(debug, is_redirect, code, method)]
    assert expected == losing


@pytest.mark.parametrize(
    ("given", "required", "automatic", "by_default", "expected"),
    [
        pytest.param(None, (), None, True, Methods(frozenset({"GET", "OPTIONS"}), True), id="nothing said"),
        pytest.param(None, (), None, False, Methods(frozenset({"GET"}), False), id="not by default"),
        pytest.param(
            None, (), True, True, Methods(frozenset({"GET"}), True), id="automatic, but not a method"
        ),
        pytest.param(None, (), False, True, Methods(frozenset({"GET"}), False), id="not automatic"),
        pytest.param((), (), None, True, Methods(frozenset({"OPTIONS"}), True), id="no methods"),
        pytest.param(
            ("post",),
            ("put",),
            None,
            True,
            Methods(frozenset({"POST", "put", "OPTIONS"}), True),
            id="required",
        ),
        pytest.param(("options",), (), None, True, Methods(frozenset({"OPTIONS"}), False), id="own options"),
    ],
)
def test_methods_of_a_rule(
    given: tuple[str, ...] | None,
    required: tuple[str, ...],
    automatic: bool | None,
    by_default: bool,
    expected: Methods,
) -> None:
    """A rule answers what it says or GET, what its view requires, and OPTIONS unless that is its own."""
    assert expected == dispatch.choose_methods(given, required, automatic, by_default)
