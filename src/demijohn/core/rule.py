"""Decides what the text of a URL rule says.

1. A rule is static text, slashes and variables: ``<name>``, ``<converter:name>``, ``<converter(arguments):name>``.
2. A slash ends a segment, unless a converter before it may span slashes: then the segment is the rest of the rule.
3. Of two segments the lighter is tried first: more static text, then fewer variables, then lighter converters.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias, final

from demijohn.core.problem import ConverterUnknown, Problem, RuleMalformed, VariableRepeated
from demijohn.core.value import Value

Weight: TypeAlias = tuple[int, tuple[tuple[int, int], ...], int, tuple[float, ...]]

WEIGHTLESS: Final[Weight] = (0, (), 0, ())
DEFAULT_CONVERTER: Final = "default"


@final
class Arguments(Value):
    """What stands between the parentheses of a converter."""

    __match_args__ = ("positional", "named")
    __slots__ = __match_args__

    def __init__(self, positional: tuple[object, ...], named: dict[str, object]) -> None:
        self.positional: Final = positional
        self.named: Final = named


@final
class Static(Value):
    """Text that a URL has to repeat; a slash is always a token of its own."""

    __match_args__ = ("text",)
    __slots__ = __match_args__

    def __init__(self, text: str) -> None:
        self.text: Final = text


@final
class Variable(Value):
    """A place that a converter reads and writes."""

    __match_args__ = ("name", "converter", "arguments")
    __slots__ = __match_args__

    def __init__(self, name: str, converter: str, arguments: Arguments) -> None:
        self.name: Final = name
        self.converter: Final = converter
        self.arguments: Final = arguments


Token: TypeAlias = Static | Variable

SLASH: Final = Static("/")
BAR: Final = Static("|")
"""What stands between the domain and the path of a route."""


@final
class Converter(Value):
    """What matching needs to know of a converter."""

    __match_args__ = ("regex", "weight", "isolating")
    __slots__ = __match_args__

    def __init__(self, regex: str, weight: float, isolating: bool) -> None:
        self.regex: Final = regex
        self.weight: Final = weight
        self.isolating: Final = isolating


@final
class Segment(Value):
    """One step of a rule: static text, or pieces of static text (escaped by nobody yet) around regexes.

    ``pieces`` has one more entry than ``regexes``. A ``final`` segment takes all that is left of the path; a
    ``suffixed`` one leaves a last slash to the segment after it. Static text is found as it is, and weighs nothing.
    """

    __match_args__ = ("pieces", "regexes", "final", "suffixed", "weight")
    __slots__ = __match_args__

    def __init__(
        self,
        pieces: tuple[str, ...],
        regexes: tuple[str, ...],
        final: bool,
        suffixed: bool,
        weight: Weight,
    ) -> None:
        self.pieces: Final = pieces
        self.regexes: Final = regexes
        self.final: Final = final
        self.suffixed: Final = suffixed
        self.weight: Final = weight

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Segment) and (
            self.pieces == other.pieces
            and self.regexes == other.regexes
            and self.final == other.final
            and self.suffixed == other.suffixed
            and self.weight == other.weight
        )

    def __hash__(self) -> int:
        # Tables are made by their segments, and this tells nearly all of them apart.
        return hash((self.pieces, self.regexes))


@final
class Route(Value):
    """One rule, ready to be put into a table. ``handle`` and ``origin`` are the shell's own and never looked at.

    ``number`` is its place among the rules of the map, ``tokens`` spell its domain, a bar and its path; ``fills``
    are the texts of those variables that have a default.
    """

    __match_args__ = (
        "number",
        "endpoint",
        "tokens",
        "segments",
        "names",
        "arguments",
        "defaults",
        "fills",
        "methods",
        "websocket",
        "strict",
        "merges",
        "build_only",
        "alias",
        "redirect_to",
        "handle",
        "origin",
    )
    __slots__ = __match_args__

    def __init__(
        self,
        number: int,
        endpoint: object,
        tokens: tuple[Token, ...],
        segments: tuple[Segment, ...],
        names: tuple[str, ...] = (),
        arguments: frozenset[str] = frozenset(),
        defaults: dict[str, object] | None = None,
        fills: dict[str, str] | None = None,
        methods: frozenset[str] | None = None,
        websocket: bool = False,
        strict: bool = True,
        merges: bool = True,
        build_only: bool = False,
        alias: bool = False,
        redirect_to: object = None,
        handle: object = None,
        origin: object = None,
    ) -> None:
        self.number: Final = number
        self.endpoint: Final[object] = endpoint
        self.tokens: Final = tokens
        self.segments: Final = segments
        self.names: Final = names
        self.arguments: Final = arguments
        self.defaults: Final[dict[str, object]] = {} if defaults is None else defaults
        self.fills: Final[dict[str, str]] = {} if fills is None else fills
        self.methods: Final = methods
        self.websocket: Final = websocket
        self.strict: Final = strict
        self.merges: Final = merges
        self.build_only: Final = build_only
        self.alias: Final = alias
        self.redirect_to: Final[object] = redirect_to
        self.handle: Final[object] = handle
        self.origin: Final[object] = origin

    @property
    def spelling(self) -> tuple[tuple[bool, str], ...]:
        """What a rule is, whatever its converters: its texts and the names of its variables."""
        return tuple(
            [
                (False, token.text) if isinstance(token, Static) else (True, token.name)
                for token in self.tokens
            ]
        )


@final
class Shared:
    """What the rules of a map have in common, made once for all of them: it takes less room, and less of the collector's time."""

    def __init__(self) -> None:
        self.tokens: Final[dict[str, Token]] = {}
        self.segments: Final[dict[Segment, Segment]] = {}
        self.texts: Final[dict[str, Segment]] = {}
        self.names: Final[dict[frozenset[str], frozenset[str]]] = {}

    def set_of(self, names: frozenset[str]) -> frozenset[str]:
        """Give a set of names as it was given before."""
        return self.names.setdefault(names, names)


def merge_slashes(text: str) -> str:
    """Write every run of slashes as one."""
    return _SLASHES.sub("/", text) if "//" in text else text


def starts_path(text: str) -> bool:
    """Tell whether the text of a rule begins as a path does: with a slash."""
    return text.startswith("/")


def parse(text: str, place: str | None = None, shared: Shared | None = None) -> tuple[Token, ...] | Problem:
    """Read the text of a rule, or of a domain, into tokens."""
    known: dict[str, Token] = {} if shared is None else shared.tokens
    tokens: list[Token] = []
    length = 0
    found: list[tuple[str, str, str, str]] = _WORD.findall(text)
    for word, converter, arguments, name in found:
        token = known.get(word)
        if token is None:
            token = _token(word, converter, arguments, name)
            if token is None:
                return _refusal(text, place)
            # What stands in parentheses is handed to converters, which may keep it.
            if isinstance(token, Static) or token.arguments is _NO_ARGUMENTS:
                known[word] = token
        tokens.append(token)
        length += len(word)
    return tuple(tokens) if length == len(text) else _refusal(text, place)


def parse_arguments(text: str) -> Arguments | str:
    """Read the arguments of a converter; a text that cannot be read is given back alone.

    Numbers, ``True``, ``False`` and ``None`` are read as in Python, and any other word as a string.
    """
    positional: list[object] = []
    named: dict[str, object] = {}
    position = 0
    listed = text + ","
    for found in re.finditer(_ARGUMENT, listed, re.VERBOSE):
        if found.start() != position:
            return listed[position : found.start()]
        position = found.end()
        name = found.group("name")
        worth = _worth(found.group("word"), found.group("quoted"))
        if name is None:
            positional.append(worth)
        else:
            named[name] = worth
    return Arguments(tuple(positional), named)


def check(
    text: str, tokens: tuple[Token, ...], known: tuple[str, ...], place: str | None = None
) -> Problem | None:
    """Say what is wrong with the variables of a rule, if anything is."""
    seen: set[str] = set()
    for token in tokens:
        if isinstance(token, Static):
            continue
        if token.converter not in known:
            return ConverterUnknown(token.converter, text, ", ".join(sorted(known)), place)
        if token.name in seen:
            return VariableRepeated(text, token.name, place)
        seen.add(token.name)
    return None


def variables(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """List the names of the variables in their order."""
    return tuple([token.name for token in tokens if isinstance(token, Variable)])


def segments(
    tokens: tuple[Token, ...], converters: dict[str, Converter], shared: Shared | None = None
) -> tuple[Segment, ...]:
    """Cut a rule, or a domain, into the steps that matching takes."""
    if not tokens:
        return _NOTHING
    known = Shared() if shared is None else shared
    steps: list[Segment] = []
    text = ""
    draft: _Draft | None = None
    for token in tokens:
        if isinstance(token, Variable):
            if draft is None:
                draft = _Draft(text)
            draft.add_variable(converters[token.name])
        elif draft is None:
            if token.text == "/":
                steps.append(_static(text, known))
                text = ""
            else:
                text += token.text
        elif token.text != "/":
            draft.add_text(token.text)
        elif draft.final:
            draft.extend("/")
        else:
            steps.append(draft.segment(False, known))
            draft, text = None, ""
    steps.extend([_static(text, known)] if draft is None else draft.last(known))
    return tuple(steps)


@final
class _Draft:
    """A segment with variables while it is read; it begins with static text."""

    def __init__(self, text: str) -> None:
        self.pieces: list[str] = [text]
        self.regexes: list[str] = []
        self.final: bool = False
        self.static_weights: list[tuple[int, int]] = [(0, -len(text))] if text else []
        self.weights: list[float] = []

    def add_text(self, text: str) -> bool:
        self.static_weights.append((len(self.static_weights), -len(text)))
        return self.extend(text)

    def extend(self, text: str) -> bool:
        self.pieces[-1] += text
        return True

    def add_variable(self, converter: Converter) -> bool:
        self.regexes.append(converter.regex)
        self.pieces.append("")
        self.weights.append(converter.weight)
        self.final = self.final or not converter.isolating
        return self.final

    def weight(self) -> Weight:
        return (
            -len(self.static_weights),
            tuple(self.static_weights),
            -len(self.weights),
            tuple(self.weights),
        )

    def segment(self, suffixed: bool, known: Shared) -> Segment:
        pieces = (*self.pieces[:-1], self.pieces[-1][:-1]) if suffixed else tuple(self.pieces)
        made = Segment(pieces, tuple(self.regexes), self.final, suffixed, self.weight())
        return known.segments.setdefault(made, made)

    def last(self, known: Shared) -> list[Segment]:
        """Give the segments that a rule ends with: a last slash which it could take is one of its own."""
        suffixed = self.final and self.pieces[-1].endswith("/")
        found = self.segment(suffixed, known)
        return [found, _EMPTY] if suffixed else [found]


def _static(text: str, known: Shared) -> Segment:
    if not text:
        return _EMPTY
    found = known.texts.get(text)
    if found is None:
        found = known.texts[text] = Segment((text,), (), False, False, WEIGHTLESS)
    return found


def _token(word: str, converter: str, listed: str, name: str) -> Token | None:
    """Read a word of a rule, unless the arguments in it cannot be read."""
    if not name:
        return SLASH if word == "/" else Static(word)
    arguments = parse_arguments(listed) if listed else _NO_ARGUMENTS
    return None if isinstance(arguments, str) else Variable(name, converter or DEFAULT_CONVERTER, arguments)


def _refusal(text: str, place: str | None) -> RuleMalformed:
    """Say where a rule goes wrong, of one that does."""
    position = 0
    while True:
        found = _WORD.match(text, position)
        if found is None:
            return RuleMalformed(text, position, "this is no variable", place)
        listed = found.group("arguments")
        arguments = parse_arguments(listed) if listed else _NO_ARGUMENTS
        if isinstance(arguments, str):
            reason = f"Cannot parse converter argument {arguments!r}"
            return RuleMalformed(text, found.start("arguments"), reason, place)
        position = found.end()


def _worth(word: str | None, quoted: str | None) -> object:
    if word is None:
        return "" if quoted is None else quoted[1:-1]
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    for number in (int, float):
        try:
            return number(word)
        except ValueError:  # no number of this sort, and there are only two
            continue
    return word


_EMPTY: Final = Segment(("",), (), final=False, suffixed=False, weight=WEIGHTLESS)
_NOTHING: Final = (_EMPTY,)
_NO_ARGUMENTS: Final = Arguments((), {})
_CONSTANTS: Final[dict[str, object]] = {"None": None, "True": True, "False": False}
_SLASHES: Final = re.compile(r"/{2,}")
_WORD: Final = re.compile(
    r"""
    ( / | [^</]+
    | < (?: (?P<converter> [a-zA-Z_] [a-zA-Z0-9_]* ) (?: \( (?P<arguments> .*? ) \) )? : )?
        (?P<name> [a-zA-Z_] [a-zA-Z0-9_]* ) > )
    """,
    re.VERBOSE,
)
# Any one character may stand after digits, so that `1,2` is one text: Werkzeug reads it so, and rules depend on it.
# It is compiled, and kept by its module, when a rule has arguments: few have.
_ARGUMENT: Final = r"""
    \s* (?: (?P<name> \w+ ) \s* = \s* )?
    (?: (?P<word> \d+.\d+ | \d+. | [\w.]+ ) | [urUR]? (?P<quoted> "[^"]*" | '[^']*' ) )
    \s* ,
"""
