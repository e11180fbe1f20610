"""Random maps, and random requests that nearly match them, for the laws about routing.

Everything is drawn from a seeded ``random.Random``, so that a case is named by its seed alone.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from werkzeug.routing import BaseConverter, Map, MapAdapter, Rule, ValidationError

from demijohn._routing import RouteMap


class Pair(BaseConverter):
    """Two segments in one variable."""

    regex = r"[a-z]+/\d+"


class Everything(BaseConverter):
    """Whatever is left, or nothing."""

    regex = ".*"
    part_isolating = False
    weight = 250


class Loose(BaseConverter):
    """A segment by a regex that could take more."""

    regex = ".+"


class Light(BaseConverter):
    """The default regex, tried before the default converter."""

    regex = "[^/]+"
    weight = 10


class Heavy(BaseConverter):
    """A weight that is no whole number, and a regex with groups and alternatives."""

    regex = "(a|ab)+|b"
    weight = 120.5  # type: ignore[assignment]  # the declared int is too narrow: any number compares


class Digits(BaseConverter):
    """A number, or nothing at all."""

    regex = r"\d*"

    def to_python(self, value: str) -> str | int:
        return int(value) if value else ""


class Refusing(BaseConverter):
    """Refuses some texts when it reads, and some values when it writes."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        if "b" in value:
            raise ValidationError
        return value.upper()

    def to_url(self, value: object) -> str:
        if str(value).startswith("C"):
            raise ValidationError
        return super().to_url(str(value).lower())


class Listed(BaseConverter):
    """A list in one segment, sometimes across slashes by its argument."""

    def __init__(self, map: Map, separator: str = "+") -> None:
        super().__init__(map)
        self.separator = separator

    def to_python(self, value: str) -> list[str]:
        return value.split(self.separator)

    def to_url(self, value: object) -> str:
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        return self.separator.join([super(Listed, self).to_url(item) for item in items])


class Ahead(BaseConverter):
    """A regex that looks at what comes after it."""

    regex = "a(?=b|$)"


CONVERTERS: dict[str, type[BaseConverter]] = {
    "pair": Pair,
    "everything": Everything,
    "loose": Loose,
    "light": Light,
    "heavy": Heavy,
    "digits": Digits,
    "refusing": Refusing,
    "listed": Listed,
    "ahead": Ahead,
}

TEXTS = [
    "a",
    "b",
    "ab",
    "a-b",
    "1",
    "12",
    "ä",
    "a b",
    "a%20",
    "x\ny",
    "-1",
    ".",
    "A",
    "a.b",
    "+",
    "1.5",
    "a|b",
    ">",
]

# The converter as a rule spells it, texts that it takes and texts that it just does not, values to build it from.
VARIABLES: list[tuple[str, list[str], list[object]]] = [
    ("", ["a", "b", "ab", "ä b", "12", "x\ny", "a%2Fb", "."], ["a", "ä/b", "a b?", "%", 3]),
    ("string", ["a", "ab"], ["a"]),
    ("string(minlength=2)", ["ab", "abc", "a"], ["ab"]),
    ("string(maxlength=2)", ["a", "ab", "abc"], ["ab"]),
    ("string(minlength=2, maxlength=3)", ["a", "ab", "abc", "abcd"], ["ab"]),
    ("string(length=2)", ["a", "ab", "abc"], ["ab"]),
    ("string(minlength=0)", ["", "a"], ["", "a"]),
    ("int", ["1", "12", "007", "-1", "١٢", "²", "a", "1\n"], [1, 12, "7", True]),
    ("int(min=2)", ["2", "1", "30"], [1, 2]),
    ("int(max=20)", ["1", "20", "21"], [1, 21]),
    ("int(min=2, max=20)", ["2", "1", "20", "21"], [2]),
    ("int(fixed_digits=3)", ["001", "1", "0001"], [1, 1000]),
    ("int(signed=True)", ["1", "-1", "--1", "-", "+1"], [-1, 1]),
    ("float", ["1.5", "1", "1.", ".5", "-1.5"], [1.5, 2]),
    ("float(signed=True, min=0.5)", ["1.5", "-1.5", "0.1"], [1.5, -2]),
    ("float(max=2)", ["1.5", "2.5"], [1.5]),
    ("any(a, ab)", ["a", "ab", "b"], ["a", "ab", "b"]),
    ("any('a b', \"a-b\", 1)", ["a b", "a-b", "1"], ["a b", 1, "c"]),
    ("path", ["a", "a/b", "a//b", "/a", "a/", "\na", "a\nb", "a/b/1"], ["a/b", "a//b", "ä"]),
    ("uuid", [str(uuid.UUID(int=7)), "ABCDEFAB-0000-1111-2222-abcdefabcdef", "1"], [uuid.UUID(int=9), "x"]),
    ("pair", ["a/1", "ab/12", "a", "a/b"], ["a/1"]),
    ("everything", ["", "a", "a/b/", "/", "a\nb"], ["", "a/b"]),
    ("loose", ["a", "a b", "x\ny"], ["a"]),
    ("light", ["a", "b", "x\ny"], ["a"]),
    ("heavy", ["a", "ab", "abab", "b", "c"], ["ab"]),
    ("digits", ["", "1", "a"], ["", 1]),
    ("refusing", ["a", "b", "cab", "c"], ["A", "CA", "b"]),
    ("listed", ["a", "a+b", "+"], [["a", "b"], "a"]),
    ("listed('-')", ["a-b", "a"], [["a", "ä b"]]),
    ("ahead", ["a", "ab"], ["a"]),
]

NAMES = ["x", "y", "z", "page"]
METHODS: list[list[str] | None] = [
    None,
    None,
    None,
    ["GET"],
    ["POST"],
    ["GET", "POST"],
    ["PUT", "DELETE"],
    [],
]


def target(adapter: MapAdapter, **values: object) -> str:
    """Answer where a rule redirects to, by the values and the adapter that it was matched on."""
    return f"to/{adapter.subdomain}/{sorted(values)}"


@dataclass(frozen=True)
class Piece:
    """A part of a rule: its spelling, texts of URLs for it, and values to build it from."""

    spelling: str
    texts: list[str]
    name: str | None = None
    values: tuple[object, ...] = ()


@dataclass(frozen=True)
class RuleSpec:
    """One rule, from which any number of ``Rule`` objects can be made."""

    path: tuple[Piece, ...]
    domain: tuple[Piece, ...]
    options: dict[str, Any]  # as the keywords of ``Rule`` are

    def make(self, host_matching: bool) -> Rule:
        spelling = "".join([piece.spelling for piece in self.domain])
        domain: dict[str, Any] = {}  # as the keywords of ``Rule`` are
        if self.domain:
            domain["host" if host_matching else "subdomain"] = spelling
        return Rule("".join([piece.spelling for piece in self.path]), **domain, **self.options)

    @property
    def variables(self) -> list[Piece]:
        return [piece for piece in (*self.domain, *self.path) if piece.name is not None]


@dataclass(frozen=True)
class MapSpec:
    """A map, from which one of any class can be made."""

    rules: tuple[RuleSpec, ...]
    options: dict[str, Any]  # as the keywords of ``Map`` are

    @property
    def host_matching(self) -> bool:
        return bool(self.options["host_matching"])

    def make(self, kind: Callable[..., Map]) -> tuple[Map, dict[int, int]]:
        """Make a map, and tell the place of each of its rules by identity."""
        made = kind(converters=CONVERTERS, **self.options)
        places: dict[int, int] = {}
        for place, spec in enumerate(self.rules):
            rule = spec.make(self.host_matching)
            made.add(rule)
            places[id(rule)] = place
        return made, places

    def without(self, place: int) -> MapSpec:
        return replace(self, rules=self.rules[:place] + self.rules[place + 1 :])


def draw_map(rng: random.Random) -> MapSpec:
    """Draw a map of rules that are in each other's way."""
    host_matching = rng.random() < 0.2
    options = {
        "host_matching": host_matching,
        "strict_slashes": rng.random() < 0.7,
        "merge_slashes": rng.random() < 0.7,
        "redirect_defaults": rng.random() < 0.8,
        "default_subdomain": rng.choice(["", "", "a"]),
        "sort_parameters": rng.random() < 0.3,
    }
    with_domains = host_matching or rng.random() < 0.3
    rules = [draw_rule(rng, with_domains) for _ in range(rng.randint(1, 8))]
    for _ in range(rng.randint(0, 3)):
        rules.append(draw_relative(rng, rng.choice(rules)))
    return MapSpec(tuple(rules), options)


def draw_rule(rng: random.Random, with_domains: bool) -> RuleSpec:
    """Draw a rule of no to four segments."""
    names = NAMES.copy()
    rng.shuffle(names)
    domain: list[Piece] = []
    if with_domains and rng.random() < 0.8:
        domain = draw_segment(rng, names)
        if rng.random() < 0.5:
            domain.append(Piece(".b", [".b"]))
    path = [Piece("/", ["/"])]
    count = rng.choice([0, 1, 1, 2, 2, 2, 3, 4])
    for place in range(count):
        path += draw_segment(rng, names)
        if place < count - 1 or rng.random() < 0.4:
            path.append(Piece("/", ["/"]))
        if rng.random() < 0.05:
            path.append(Piece("//", ["//", "/"]))
    return RuleSpec(
        tuple(path), tuple(domain), draw_options(rng, [p.name for p in (*domain, *path) if p.name])
    )


def draw_segment(rng: random.Random, names: list[str]) -> list[Piece]:
    """Draw static text, a variable, or both in turn."""
    if rng.random() < 0.4 or not names:
        text = rng.choice(TEXTS[:8] if rng.random() < 0.8 else TEXTS)
        return [Piece(text, [text])]
    pieces: list[Piece] = []
    if rng.random() < 0.2:
        pieces.append(Piece("a", ["a"]))
    pieces.append(draw_variable(rng, names.pop()))
    if rng.random() < 0.15:
        pieces.append(Piece("b", ["b"]))
    if names and rng.random() < 0.15:
        pieces += [Piece("-", ["-"]), draw_variable(rng, names.pop())]
    return pieces


def draw_variable(rng: random.Random, name: str) -> Piece:
    """Draw a converter for a name; half of them are the everyday ones."""
    everyday = [VARIABLES[0], VARIABLES[7], VARIABLES[18]]
    converter, texts, values = rng.choice(everyday if rng.random() < 0.5 else VARIABLES)
    return Piece(f"<{converter}:{name}>" if converter else f"<{name}>", texts, name, tuple(values))


def draw_options(rng: random.Random, names: list[str]) -> dict[str, Any]:  # the keywords of ``Rule``
    """Draw the rest of a rule."""
    options: dict[str, Any] = {"endpoint": rng.choice("efgh"), "methods": rng.choice(METHODS)}
    if rng.random() < 0.15:
        options["strict_slashes"] = rng.random() < 0.5
    if rng.random() < 0.15:
        options["merge_slashes"] = rng.random() < 0.5
    if rng.random() < 0.08 and set(options["methods"] or []) <= {"GET"}:
        options["websocket"] = True
    if rng.random() < 0.05:
        options["build_only"] = True
    if rng.random() < 0.05:
        options["alias"] = True
    if rng.random() < 0.08:
        options["redirect_to"] = rng.choice(["/t", target, *[f"t/<{name}>/u" for name in names]])
    if rng.random() < 0.15:
        options["defaults"] = {rng.choice([*names, "page"]): rng.choice([1, "a", "ab"])}
    return options


def draw_relative(rng: random.Random, other: RuleSpec) -> RuleSpec:
    """Draw a rule next to another: the same again, or the same with a variable left to a default, or an alias."""
    options = {**other.options, "methods": rng.choice(METHODS[:5])}
    options.pop("websocket", None)
    path = list(other.path)
    named = [place for place, piece in enumerate(path) if piece.name is not None]
    if named and rng.random() < 0.6:
        place = rng.choice(named)
        options["defaults"] = {path[place].name: rng.choice([1, "a", *path[place].values[:1]])}
        if rng.random() < 0.8:
            path[place] = Piece("q", ["q"]) if rng.random() < 0.5 else Piece("", [""])
            if place + 1 < len(path) and path[place].spelling == "":
                del path[place + 1]
    elif rng.random() < 0.5:
        path = [*path, Piece("q", ["q"])]
        options["alias"] = True
    else:
        options["strict_slashes"] = rng.random() < 0.5
    if path[0].spelling[:1] != "/":
        path.insert(0, Piece("/", ["/"]))
    names = {piece.name for piece in path}
    if isinstance(options.get("redirect_to"), str) and not all(name in names for name in NAMES):
        options["redirect_to"] = "/other"
    return RuleSpec(tuple(path), other.domain, options)


@dataclass(frozen=True)
class Request:
    """What an adapter is asked."""

    bound: str
    subdomain: str | None
    script_name: str
    scheme: str
    path: str
    method: str
    websocket: bool
    query: str | None

    def bind(self, map: Map) -> MapAdapter:
        return map.bind(self.bound, self.script_name, self.subdomain, self.scheme, path_info="/")


def draw_request(rng: random.Random, spec: MapSpec) -> Request:
    """Draw a request that a rule of the map would serve, or nearly so; every third is as the rule has it."""
    rule = rng.choice(spec.rules)
    exact = rng.random() < 0.35
    domain = "".join([draw_text(rng, piece, exact) for piece in rule.domain])
    if not exact and rng.random() < 0.1:
        domain = rng.choice(["", "a", "a.b", "b"])
    path = "".join([draw_text(rng, piece, exact) for piece in rule.path])
    default = not rule.domain or (not exact and rng.random() < 0.1)
    methods = rule.options["methods"] or ["GET"]
    return Request(
        bound=usable_host(domain) if spec.host_matching else "example.org",
        subdomain=None if spec.host_matching or default else domain,
        script_name=rng.choice(["/", "/", "/app", "/a b/"]),
        scheme=rng.choice(["http", "http", "https", "ws", "wss", ""]),
        path=path if exact else mutate(rng, path),
        method=rng.choice(methods if exact else ["GET", "GET", "GET", "POST", "POST", "HEAD", "PUT", "get"]),
        websocket="websocket" in rule.options if exact else rng.random() < 0.1,
        query=rng.choice([None, None, "", "q=1", "q=ä b"]),
    )


def draw_text(rng: random.Random, piece: Piece, exact: bool) -> str:
    """Draw the text of a piece; the first one is always taken by its converter."""
    return piece.texts[0] if exact or rng.random() < 0.6 else rng.choice(piece.texts)


def usable_host(text: str) -> str:
    """Keep of a host what can be bound."""
    kept = "".join([each for each in text if each.isascii() and (each.isalnum() or each in ".-")])
    return ".".join([label[:60] for label in kept.split(".") if label]) or "b"


def mutate(rng: random.Random, path: str) -> str:
    """Change a path a little, or not at all."""
    for _ in range(rng.choice([0, 0, 0, 0, 1, 1, 2])):
        place = rng.randint(0, len(path))
        change = rng.choice([0, 0, 1, 2, 3, 3, 4, 5, 6])
        if change == 0:
            path += "/"
        elif change == 1:
            path = path[:-1]
        elif change == 2:
            path = path[:place] + "/" + path[place:]
        elif change == 3:
            path = path.replace("/", "//" if rng.random() < 0.5 else "///", 1 if rng.random() < 0.5 else -1)
        elif change == 4:
            path = (
                path[:place] + rng.choice(["a", "b", "1", "\n", "ä", "%", "-", " ", "?", "|"]) + path[place:]
            )
        elif change == 5:
            path = path[:place] + path[place + 1 :]
        else:
            path = path.lstrip("/")
    return path


def make_both(spec: MapSpec) -> tuple[tuple[Map, dict[int, int]], tuple[Map, dict[int, int]]] | None:
    """Make the map as Werkzeug's and as ours, or ``None`` if Werkzeug refuses its rules."""
    try:
        plain = spec.make(Map)
    except Exception:
        return None
    return plain, spec.make(RouteMap)
