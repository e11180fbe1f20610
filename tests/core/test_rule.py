"""What the text of a rule says: tokens, arguments, segments and their weights."""

from __future__ import annotations

import math
import pickle

import pytest

from demijohn.core import rule
from demijohn.core.problem import ConverterUnknown, Problem, RuleMalformed, VariableRepeated
from demijohn.core.rule import WEIGHTLESS, Arguments, Converter, Segment, Static, Token, Variable
from tests.core.routes import CONVERTERS, read, route

NO_ARGUMENTS = Arguments((), {})


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("", (), id="nothing"),
        pytest.param("/", (Static("/"),), id="root"),
        pytest.param("/a b", (Static("/"), Static("a b")), id="static"),
        pytest.param("//x>", (Static("/"), Static("/"), Static("x>")), id="each slash is a token"),
        pytest.param("/<x>", (Static("/"), Variable("x", "default", NO_ARGUMENTS)), id="default converter"),
        pytest.param(
            "a<int:x>b<_y1>",
            (
                Static("a"),
                Variable("x", "int", NO_ARGUMENTS),
                Static("b"),
                Variable("_y1", "default", NO_ARGUMENTS),
            ),
            id="text around variables",
        ),
        pytest.param("<f():x>", (Variable("x", "f", NO_ARGUMENTS),), id="empty parentheses"),
        pytest.param(
            "<any(a, ')', \"b,c\"):x>",
            (Variable("x", "any", Arguments(("a", ")", "b,c"), {})),),
            id="quoted arguments",
        ),
        pytest.param(
            "<int(min=1, max=20):x>",
            (Variable("x", "int", Arguments((), {"min": 1, "max": 20})),),
            id="named arguments",
        ),
    ],
)
def test_a_rule_is_read_into_tokens(text: str, tokens: tuple[Token, ...]) -> None:
    """Slashes, texts and variables are told apart."""
    assert tokens == rule.parse(text)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        pytest.param("/<x", 1, id="not closed"),
        pytest.param("/<>", 1, id="no name"),
        pytest.param("/a/<1x>", 3, id="name starts with a digit"),
        pytest.param("/<x >", 1, id="space in a name"),
        pytest.param("/<ä>", 1, id="name is not ASCII"),
        pytest.param("/<int(min=1:x>", 1, id="parenthesis not closed"),
        pytest.param("/<any(a):x><>/<any(a|b):y>", 11, id="before arguments that cannot be read"),
    ],
)
def test_what_is_no_variable_is_refused(text: str, position: int) -> None:
    """A malformed rule says where it goes wrong."""
    assert RuleMalformed(text, position, "this is no variable", "app.py:3") == rule.parse(text, "app.py:3")


def test_an_argument_that_cannot_be_read_is_refused() -> None:
    """The refusal quotes the text and points at the parentheses."""
    refusal = RuleMalformed("/<any(a|b):x>", 6, "Cannot parse converter argument 'a|'", None)
    assert refusal == rule.parse("/<any(a|b):x>")


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        pytest.param("", NO_ARGUMENTS, id="nothing"),
        pytest.param("1, 1.5, 1., .5, 1e3, 1_0", Arguments((1, 1.5, 1.0, 0.5, 1000.0, 10), {}), id="numbers"),
        pytest.param("True, False, None, true", Arguments((True, False, None, "true"), {}), id="constants"),
        pytest.param("a, a.b, 1a, é", Arguments(("a", "a.b", "1a", "é"), {}), id="words"),
        pytest.param("'', \"a'b\", u'c', r\"1\"", Arguments(("", "a'b", "c", "1"), {}), id="quoted"),
        pytest.param("a,b=2, c = 'd'", Arguments(("a",), {"b": 2, "c": "d"}), id="named"),
        pytest.param("1,2,3", Arguments(("1,2", 3), {}), id="a number and what follows it"),
        pytest.param("1=", Arguments(("1=",), {}), id="a number and a sign"),
        pytest.param("a,", Arguments(("a",), {}), id="trailing comma"),
        pytest.param("-", NO_ARGUMENTS, id="what nothing readable follows is passed over"),
        pytest.param("-1", "-", id="sign"),
        pytest.param("a b", "a", id="two words"),
        pytest.param("a=b=c", "a=", id="two equals signs"),
        pytest.param("a,,b", ",", id="empty"),
    ],
)
def test_arguments_are_read_as_python_writes_them(text: str, arguments: Arguments | str) -> None:
    """Numbers, constants, words and quoted texts are told apart; what cannot be read is given back."""
    assert arguments == rule.parse_arguments(text)


def test_a_word_that_python_takes_for_a_number_is_one() -> None:
    """``nan`` and ``inf`` are floats, as the built-in function reads them."""
    arguments = rule.parse_arguments("nan, inf")
    assert isinstance(arguments, Arguments)
    not_a_number, infinite = arguments.positional
    assert isinstance(not_a_number, float)
    assert math.isnan(not_a_number)
    assert infinite == math.inf


@pytest.mark.parametrize(
    ("text", "merged"),
    [("/a/b", "/a/b"), ("//", "/"), ("///a////b//", "/a/b/"), ("", "")],
)
def test_slashes_in_a_row_are_merged_into_one(text: str, merged: str) -> None:
    """However many there are, and wherever."""
    assert merged == rule.merge_slashes(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param("/a/<x>/<int:y>", None, id="nothing"),
        pytest.param("/<x>/<int:x>", VariableRepeated("/<x>/<int:x>", "x", "app.py:3"), id="twice"),
        pytest.param(
            "/<odd:x>", ConverterUnknown("odd", "/<odd:x>", "default, int", "app.py:3"), id="unknown"
        ),
    ],
)
def test_variables_are_checked(text: str, problem: Problem | None) -> None:
    """A converter has to be known, and a name can be used once."""
    assert problem == rule.check(text, read(text), ("int", "default"), "app.py:3")


def test_variables_are_listed_in_their_order() -> None:
    """Static text is left out."""
    assert rule.variables(read("/<b>/x/<int:a>-<c>")) == ("b", "a", "c")


def steps(text: str) -> tuple[Segment, ...]:
    tokens = read(text)
    facts = {token.name: CONVERTERS[token.converter] for token in tokens if isinstance(token, Variable)}
    return rule.segments(tokens, facts)


def static(text: str) -> Segment:
    return Segment((text,), (), final=False, suffixed=False, weight=WEIGHTLESS)


DEFAULT, INT, PATH = "[^/]{1,}", r"\d+", "[^/].*?"


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        pytest.param("", (static(""),), id="nothing is one empty segment"),
        pytest.param("/", (static(""), static("")), id="a slash ends a segment"),
        pytest.param("/ab//", (static(""), static("ab"), static(""), static("")), id="static"),
        pytest.param(
            "/a<x>-<int:y>",
            (
                static(""),
                Segment(
                    ("a", "-", ""),
                    (DEFAULT, INT),
                    final=False,
                    suffixed=False,
                    weight=(-2, ((0, -1), (1, -1)), -2, (100, 50)),
                ),
            ),
            id="variables with text around",
        ),
        pytest.param(
            "/<path:p>/e",
            (
                static(""),
                Segment(("", "/e"), (PATH,), final=True, suffixed=False, weight=(-1, ((0, -1),), -1, (200,))),
            ),
            id="a path takes the rest",
        ),
        pytest.param(
            "/<path:p>/",
            (
                static(""),
                Segment(("", ""), (PATH,), final=True, suffixed=True, weight=(0, (), -1, (200,))),
                static(""),
            ),
            id="a last slash after a path is a segment of its own",
        ),
    ],
)
def test_a_rule_is_cut_into_segments(text: str, segments: tuple[Segment, ...]) -> None:
    """Each has its texts and regexes, and one with variables the weight by which it is tried."""
    assert segments == steps(text)


def test_rules_of_a_map_share_what_they_have_in_common() -> None:
    """Words, segments and sets of names are the same objects from rule to rule, but for arguments, which are kept by converters."""
    shared = rule.Shared()
    facts = {"x": CONVERTERS["int"], "y": CONVERTERS["int"]}
    first, second = (rule.parse("/a/<int:x>/<int(max=2):y>", None, shared) for _ in range(2))
    assert not isinstance(first, Problem)
    assert not isinstance(second, Problem)
    assert [True] * 5 + [False] == [one is other for one, other in zip(first, second, strict=True)]
    assert first == second == read("/a/<int:x>/<int(max=2):y>")
    cut = [rule.segments(tokens, facts, shared) for tokens in (first, second)]
    assert [True] * 4 == [one is other for one, other in zip(*cut, strict=True)]
    assert cut[0] == rule.segments(first, facts)
    assert shared.set_of(frozenset({"x", "y"})) is shared.set_of(frozenset({"y", "x"}))


def test_segments_are_ordered_by_their_weight() -> None:
    """More text first, then longer text, then fewer variables, then lighter converters."""
    texts = ["aa<x>b", "a<x>b", "aa<x>", "a<x>", "<int:x>", "<x>", "<path:x>"]
    drawn = [(steps(text)[-1].weight, text) for text in reversed(texts)]
    assert [text for _, text in sorted(drawn)] == [
        "aa<x>b",
        "a<x>b",
        "aa<x>",
        "a<x>",
        "<int:x>",
        "<x>",
        "<path:x>",
    ]


def test_the_spelling_of_a_route_leaves_its_converters_out() -> None:
    """Two routes that differ in converters only are spelled alike."""
    spelling = ((False, "|"), (False, "/"), (True, "x"))
    assert (spelling, spelling) == (route("/<x>").spelling, route("/<int:x>").spelling)


@pytest.mark.parametrize(
    "made",
    [Converter("a", 1, isolating=True), Variable("x", "int", NO_ARGUMENTS), static("a"), route("/<x>")],
    ids=["converter", "variable", "segment", "route"],
)
def test_values_survive_pickling(made: object) -> None:
    """What is frozen can be sent elsewhere."""
    assert made == pickle.loads(pickle.dumps(made))


@pytest.mark.parametrize(("text", "starts"), [("/jars", True), ("/", True), ("jars", False), ("", False)])
def test_a_rule_starts_with_a_slash(text: str, starts: bool) -> None:
    """A path begins with one; any other text is no path, an empty one neither."""
    assert starts is rule.starts_path(text)
