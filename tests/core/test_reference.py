"""What the text that names an application means."""

from __future__ import annotations

import pytest

from demijohn.core import reference
from demijohn.core.problem import AppNameMalformed, FactoryArgumentsNotLiteral, FactoryNameNotSimple
from demijohn.core.reference import Reference


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("module", ("module", None), id="module"),
        pytest.param("a.b:app", ("a.b", "app"), id="name"),
        pytest.param("module:", ("module", ""), id="empty name"),
        pytest.param("m:make('a:b')", ("m", "make('a:b')"), id="first colon"),
        pytest.param("C:\\site\\app.py", ("C:\\site\\app.py", None), id="drive"),
        pytest.param("C:/site/app.py:app", ("C:/site/app.py", "app"), id="drive and name"),
        pytest.param("", ("", None), id="nothing"),
    ],
)
def test_a_colon_parts_module_and_name(text: str, parts: tuple[str, str | None]) -> None:
    """The first colon that belongs to no drive parts the module from the name."""
    assert parts == reference.split(text)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        pytest.param("app", Reference("app", (), {}), id="name"),
        pytest.param(" app ", Reference("app", (), {}), id="spaces"),
        pytest.param("make()", Reference("make", (), {}), id="call"),
        pytest.param("make('x', -1)", Reference("make", ("x", -1), {}), id="arguments"),
        pytest.param(
            "make(k=[1, {'a': (2,)}])", Reference("make", (), {"k": [1, {"a": (2,)}]}), id="keyword"
        ),
        pytest.param("make(**{'k': 1})", Reference("make", (), {"k": 1}), id="double star"),
    ],
)
def test_a_name_or_call_is_read(text: str, meaning: Reference) -> None:
    """A plain name stands for itself, and a call for its name and literal arguments."""
    assert meaning == reference.parse(text)


@pytest.mark.parametrize("text", ["", "app;", "1 + 1", "a.b", "a[0]", "lambda: 1", "make(", "\0"])
def test_other_text_is_malformed(text: str) -> None:
    """What is neither a name nor a call is refused."""
    assert AppNameMalformed(text) == reference.parse(text)


def test_a_called_attribute_is_not_simple() -> None:
    """A call of something else than a name is refused."""
    assert FactoryNameNotSimple("a.b()") == reference.parse("a.b()")


@pytest.mark.parametrize(
    "text", ["make(x)", "make(*[1])", "make(k=x)", "make(**x)", "make(**1)", "make(f())"]
)
def test_arguments_must_be_literals(text: str) -> None:
    """An argument that would have to be evaluated is refused."""
    assert FactoryArgumentsNotLiteral(text) == reference.parse(text)


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        pytest.param((), None, id="none"),
        pytest.param(("site",), "site", id="the only one"),
        pytest.param(("a", "b"), None, id="ambiguous"),
        pytest.param(("a", "application", "app"), "app", id="usual name first"),
        pytest.param(("a", "application"), "application", id="second usual name"),
    ],
)
def test_the_usual_name_or_the_only_one_is_chosen(names: tuple[str, ...], chosen: str | None) -> None:
    """Among several applications only a usual name decides."""
    assert chosen == reference.choose(names)
