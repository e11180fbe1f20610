"""Which error handler answers an exception, and what a handler can be registered for."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from demijohn.core import handlers, problem
from demijohn.core.handlers import Found, HandlerTable, Key
from demijohn.core.problem import Problem


class Http(Exception):
    """Stands for the class of all exceptions that have a status code."""

    code: int | None = None


class Missing(Http):
    """The known exception for 404."""

    code = 404


class Forbidden(Http):
    """The known exception for 403."""

    code = 403


class MissingPage(Missing):
    """Inherits its code."""


class Codeless(Http):
    """Has no code."""


class Variable(Http):
    """Leaves its code to its instances."""

    @property
    def code(self) -> int:  # type: ignore[override]  # Programs do this, whatever the checker says.
        """A code that only an instance has."""
        raise NotImplementedError


class Zero(Http):
    """Has a code that is false."""

    code = 0


class Fault(Exception):
    """Has no code, and an attribute of that name which means something else."""

    code = "E42"


class Stop(BaseException):
    """No exception that a program should handle."""


KNOWN: dict[int, type[Exception]] = {403: Forbidden, 404: Missing}

TABLE = HandlerTable(
    {
        None: {
            404: {Missing: "app 404", MissingPage: None},
            None: {Exception: "app any", Http: "app http", LookupError: "app lookup"},
        },
        "a": {None: {Http: "a http", KeyError: "a key"}, 403: {}},
        "a.b": {404: {Http: "a.b http with a code"}, 0: {Zero: "a.b zero"}},
    }
)


@pytest.mark.parametrize(
    ("chain", "raised", "expected"),
    [
        pytest.param((), Missing, Found("app 404", None, 404, Missing), id="code"),
        pytest.param((), MissingPage, Found("app 404", None, 404, Missing), id="none-is-no-handler"),
        pytest.param((), Forbidden, Found("app http", None, None, Http), id="no-handler-for-the-code"),
        pytest.param((), Codeless, Found("app http", None, None, Http), id="no-code"),
        pytest.param((), KeyError, Found("app lookup", None, None, LookupError), id="nearest-class"),
        pytest.param((), ValueError, Found("app any", None, None, Exception), id="furthest-class"),
        pytest.param((), Stop, None, id="no-handler"),
        pytest.param(("a",), Missing, Found("app 404", None, 404, Missing), id="code-before-scope"),
        pytest.param(("a",), Forbidden, Found("a http", "a", None, Http), id="empty-code-is-passed-over"),
        pytest.param(("a",), KeyError, Found("a key", "a", None, KeyError), id="blueprint"),
        pytest.param(("a",), IndexError, Found("app lookup", None, None, LookupError), id="falls-to-the-app"),
        pytest.param(
            ("a.b", "a"), Missing, Found("a.b http with a code", "a.b", 404, Http), id="scope-before-class"
        ),
        pytest.param(("a.b", "a"), KeyError, Found("a key", "a", None, KeyError), id="outer-blueprint"),
        pytest.param(("a.b", "a"), Zero, Found("a.b zero", "a.b", 0, Zero), id="code-zero"),
        pytest.param(("z",), Zero, Found("app http", None, None, Http), id="unknown-scope"),
    ],
)
def test_the_handler_is_found_by_code_then_scope_then_class(
    chain: tuple[str, ...], raised: type[BaseException], expected: Found | None
) -> None:
    """A code comes before no code, then an inner scope before an outer one, then a near class before a far one."""
    code: int | None = getattr(raised, "code", None)
    assert expected == handlers.find(TABLE, chain, code, raised.__mro__)


def test_an_empty_table_has_no_handler() -> None:
    """Without handlers nothing is found."""
    assert handlers.find(HandlerTable({}), ("a",), 404, Missing.__mro__) is None


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(404, Key(Missing, 404), id="code"),
        pytest.param(HTTPStatus.FORBIDDEN, Key(Forbidden, 403), id="enum-code"),
        pytest.param(Missing, Key(Missing, 404), id="class-with-code"),
        pytest.param(MissingPage, Key(MissingPage, 404), id="inherited-code"),
        pytest.param(Codeless, Key(Codeless, None), id="class-without-code"),
        pytest.param(Variable, Key(Variable, None), id="code-of-instances"),
        pytest.param(Http, Key(Http, None), id="all-http"),
        pytest.param(KeyError, Key(KeyError, None), id="other-class"),
        pytest.param(Fault, Key(Fault, None), id="attribute-of-another-sort"),
        pytest.param(Exception, Key(Exception, None), id="all"),
    ],
)
def test_a_handler_is_registered_for_a_class_and_its_code(asked: object, expected: Key) -> None:
    """A status code stands for its exception class, and a class brings the code that it declares."""
    assert expected == handlers.key(asked, KNOWN, Http)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(299, problem.HandlerForUnknownCode("299", "app.py:7"), id="unknown-code"),
        pytest.param(-1, problem.HandlerForUnknownCode("-1", "app.py:7"), id="negative-code"),
        pytest.param(True, problem.HandlerForUnknownCode("True", "app.py:7"), id="truth-value"),
        pytest.param(
            KeyError("k"), problem.HandlerForInstance("KeyError('k')", "KeyError", "app.py:7"), id="instance"
        ),
        pytest.param(
            Missing(), problem.HandlerForInstance("Missing()", "Missing", "app.py:7"), id="http-instance"
        ),
        pytest.param(Stop, problem.HandlerForOtherClass("Stop", "app.py:7"), id="no-exception-class"),
        pytest.param(dict, problem.HandlerForOtherClass("dict", "app.py:7"), id="other-class"),
        pytest.param(Stop(), problem.HandlerForNonsense("Stop()", "app.py:7"), id="no-exception"),
        pytest.param("404", problem.HandlerForNonsense("'404'", "app.py:7"), id="text"),
        pytest.param(404.0, problem.HandlerForNonsense("404.0", "app.py:7"), id="float"),
        pytest.param(None, problem.HandlerForNonsense("None", "app.py:7"), id="none"),
    ],
)
def test_a_handler_for_anything_else_is_refused(asked: object, expected: Problem) -> None:
    """What is neither an exception class nor a known status code is refused, with what was found and where."""
    assert expected == handlers.key(asked, KNOWN, Http, "app.py:7")


def test_the_place_of_a_refusal_may_be_unknown() -> None:
    """A refusal whose place is not known says nothing of it."""
    assert handlers.key(299, KNOWN, Http) == problem.HandlerForUnknownCode("299", None)
