"""Law: the text of a rule says what Werkzeug reads in it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

from werkzeug.routing import BaseConverter, Map, Rule

from demijohn.core import rule as grammar
from demijohn.core.problem import Problem, RuleMalformed, VariableRepeated
from tests.laws import budget

FRAGMENTS = [
    *[
        "/",
        "//",
        "a",
        "ä b",
        ">",
        "<",
        "<x>",
        "<y>",
        "<int:z>",
        "<f(",
        "):x>",
        ")",
        "(",
        ":",
        "<f():y>",
        "\n",
        "|",
    ],
    *[
        "<f(1):x>",
        "<f(a=1, b='c d'):y>",
        "<f(True, None):z>",
        "<f(-1):x>",
        "<f(1.5, .5, 1e3, 1_0):y>",
        "x>",
        "<x >",
    ],
]
ARGUMENTS = [
    "1",
    "1.5",
    "a",
    "é",
    "True",
    "None",
    "inf",
    "'b c'",
    '"d,e"',
    "u'f'",
    "=",
    ",",
    " ",
    "-",
    ")",
    "n=2",
    "''",
    "12",
]

Read = list[tuple[str, str, tuple[object, ...], dict[str, object]]]


class Listening(Rule):
    """Notes the converters that it is asked for."""

    asked: Read

    def get_converter(
        self, variable_name: str, converter_name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> BaseConverter:
        self.asked.append((variable_name, converter_name, args, dict(kwargs)))
        assert self.map is not None
        return BaseConverter(self.map)


def theirs(text: str) -> Read | str:
    """Read a rule with Werkzeug; a refusal is its class."""
    rule = Listening(text, endpoint="e")
    rule.asked = []
    try:
        Map([rule])
    except ValueError:
        return "malformed"
    except SyntaxError:
        return "repeated"
    return rule.asked


def ours(text: str) -> Read | str:
    """Read a rule with the core; a refusal is its class."""
    tokens = grammar.parse(grammar.merge_slashes(text))
    if isinstance(tokens, RuleMalformed):
        return "malformed"
    assert not isinstance(tokens, Problem)
    variables = [token for token in tokens if isinstance(token, grammar.Variable)]
    if isinstance(
        grammar.check(text, tokens, tuple([each.converter for each in variables])), VariableRepeated
    ):
        return "repeated"
    return [
        (each.name, each.converter, each.arguments.positional, each.arguments.named) for each in variables
    ]


def test_reading_agrees_with_werkzeug() -> None:
    """Variables, converters and their arguments are the same, and so are the texts that are refused."""
    rng = random.Random(20261125)
    wanted = budget.count(10_000)
    read = 0
    for case in range(wanted):
        text = "/" + "".join(rng.choices(FRAGMENTS, k=rng.randint(0, 5)))
        if case % 2:
            text = f"/<f({''.join(rng.choices(ARGUMENTS, k=rng.randint(0, 6)))}):x>"
        expected = theirs(text)
        assert expected == ours(text), text
        read += isinstance(expected, list)
    assert wanted * 0.3 < read < wanted * 0.9
