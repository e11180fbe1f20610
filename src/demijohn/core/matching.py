"""Decides which route serves a domain, a path and a method.

1. Static text goes before variables, lighter segments before heavier ones, earlier rules before later ones; what
   does not lead to a rule is taken back.
2. A rule that ends in a slash is asked for with it: a path without it is another spelling, and so is a path with
   slashes in a row, unless the rule says otherwise.
3. A search visits each node of the tree at most once, and is as deep as the longest rule, whatever the path.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from typing import Final, TypeAlias, final

from demijohn.core.rule import Route, Segment, merge_slashes
from demijohn.core.value import Value

_SLASH: Final = ord("/")
DEEPEST: Final = 200
"""Rules with more segments are not put into a table: the search goes one call deeper with each."""


@final
class Miss(Value):
    """No route: the methods that the path has, and whether only the protocol was wrong."""

    __match_args__ = ("methods", "websocket")
    __slots__ = __match_args__

    def __init__(self, methods: tuple[str, ...] = (), websocket: bool = False) -> None:
        self.methods: Final = methods
        self.websocket: Final = websocket


@final
class Hit(Value):
    """A route, and the texts of its variables. ``passed`` is the miss if a converter refuses one of them."""

    __match_args__ = ("route", "texts", "passed")
    __slots__ = __match_args__

    def __init__(self, route: Route, texts: tuple[str, ...], passed: Miss) -> None:
        self.route: Final = route
        self.texts: Final = texts
        self.passed: Final = passed


@final
class Spelling(Value):
    """The path is there under another spelling."""

    __match_args__ = ("path",)
    __slots__ = __match_args__

    def __init__(self, path: str) -> None:
        self.path: Final = path


Outcome: TypeAlias = Hit | Spelling | Miss


class Shape(Enum):
    """How the text of a lone variable is tested; all but a pattern do without ``re``."""

    WITHIN = "text without a slash"
    DIGITS = "digits"
    SIGNED_DIGITS = "digits, perhaps after a minus"
    PATH = "text that may have slashes, but not first"
    PATTERN = "a regular expression"


@final
class Edge(Value):
    """A step over a segment with variables; a plain one is a lone variable, with no text around it."""

    __match_args__ = (
        "prefix",
        "suffix",
        "shape",
        "low",
        "high",
        "pattern",
        "order",
        "final",
        "suffixed",
        "plain",
        "node",
    )
    __slots__ = __match_args__

    def __init__(
        self,
        prefix: str,
        suffix: str,
        shape: Shape,
        low: int,
        high: int,
        pattern: re.Pattern[str] | None,
        order: tuple[str, ...],
        final: bool,
        suffixed: bool,
        plain: bool,
        node: Node,
    ) -> None:
        self.prefix: Final = prefix
        self.suffix: Final = suffix
        self.shape: Final = shape
        self.low: Final = low
        self.high: Final = high
        self.pattern: Final = pattern
        self.order: Final = order
        self.final: Final = final
        self.suffixed: Final = suffixed
        self.plain: Final = plain
        self.node: Final = node


@final
class Node(Value):
    """What may follow the segments so far, and the routes that end here."""

    __match_args__ = ("static", "edges", "routes")
    __slots__ = __match_args__

    def __init__(self, static: dict[str, Node], edges: tuple[Edge, ...], routes: tuple[Route, ...]) -> None:
        self.static: Final = static
        self.edges: Final = edges
        self.routes: Final = routes


@final
class RouteTable(Value):
    """All routes, frozen: an exact index by domain and path, and a tree for the rest.

    ``starts`` are the nodes behind the first slash, for each domain that no other one can be taken for.
    """

    __match_args__ = ("routes", "exact", "root", "starts", "merges", "endpoints", "rivals")
    __slots__ = __match_args__

    def __init__(
        self,
        routes: tuple[Route, ...],
        exact: dict[str, dict[str, tuple[Hit, ...]]],
        root: Node,
        starts: dict[str, Node],
        merges: bool,
        endpoints: dict[object, tuple[Route, ...]],
        rivals: dict[int, tuple[Route, ...]],
    ) -> None:
        self.routes: Final = routes
        self.exact: Final = exact
        self.root: Final = root
        self.starts: Final = starts
        self.merges: Final = merges
        self.endpoints: Final = endpoints
        self.rivals: Final = rivals


NOTHING: Final = Miss()


# --- Asking -------------------------------------------------------------------------------------------------


def match(table: RouteTable, domain: str, path: str, method: str, websocket: bool) -> Outcome:
    """Find the route of a request; ``path`` may be written with one slash in front, many, or none."""
    if len(path) < 2 or ord(path[0]) != _SLASH or ord(path[1]) == _SLASH:
        path = "/" + path.lstrip("/") if path else ""
    paths = table.exact.get(domain)
    if paths is not None:
        hits = paths.get(path)
        if hits is not None:
            for hit in hits:
                if _serves(hit.route, method, websocket):
                    return hit
    parts = path.split("/")
    start = table.starts.get(domain)
    if start is not None:
        found = _descend(start, parts, method, websocket)
        if found is not None and (found is not NOTHING or "//" not in path):
            return found
    return _search(table, domain, path, parts, method, websocket)


def enters(table: RouteTable, domain: str) -> bool:
    """Tell whether any route is of a domain."""
    if domain in table.root.static:
        return True
    for edge in table.root.edges:
        if _texts(edge, domain) is not None:
            return True
    return False


# --- Freezing -----------------------------------------------------------------------------------------------


def freeze(routes: tuple[Route, ...], merges: bool = True) -> RouteTable:
    """Make the table of some routes, given in the order of their registration.

    Raises:
        re.error: If the regexes of a segment's converters make no pattern together.
    """
    matched = [route for route in routes if not route.build_only]
    endpoints = _by_endpoint(routes)
    root = _grow(matched, 0)
    return RouteTable(routes, _exact(matched), root, _starts(root), merges, endpoints, _rivals(endpoints))


def too_deep(segments: tuple[Segment, ...]) -> bool:
    """Tell whether a rule has too many segments to be searched for."""
    return len(segments) > DEEPEST


def _grow(routes: list[Route], depth: int) -> Node:
    """Make the node that some routes reach after their first ``depth`` segments."""
    if len(routes) == 1:
        return _chain(routes[0], depth)
    ending: list[Route] = []
    static: dict[str, list[Route]] = {}
    dynamic: dict[Segment, list[Route]] = {}
    for route in routes:
        if len(route.segments) == depth:
            ending.append(route)
            continue
        segment = route.segments[depth]
        if segment.regexes:
            dynamic.setdefault(segment, []).append(route)
        else:
            static.setdefault(segment.pieces[0], []).append(route)
    return Node(
        {text: _grow(onward, depth + 1) for text, onward in static.items()},
        tuple(
            [
                _edge(segment, _grow(dynamic[segment], depth + 1))
                for segment in sorted(dynamic, key=lambda each: each.weight)
            ]
        ),
        tuple(ending),
    )


def _starts(root: Node) -> dict[str, Node]:
    """Find where the paths of each domain begin, which is always with a slash."""
    return {} if root.edges else {domain: node.static[""] for domain, node in root.static.items()}


def _chain(route: Route, depth: int) -> Node:
    """Make the nodes that one route alone leads over."""
    node = Node({}, (), (route,))
    for segment in reversed(route.segments[depth:]):
        if segment.regexes:
            node = Node({}, (_edge(segment, node),), ())
        else:
            node = Node({segment.pieces[0]: node}, (), ())
    return node


def _exact(routes: list[Route]) -> dict[str, dict[str, tuple[Hit, ...]]]:
    """List the domains and paths that are static text, with the routes that are found there."""
    exact: dict[str, dict[str, tuple[Hit, ...]]] = {}
    for route in routes:
        texts = [segment.pieces[0] for segment in route.segments if not segment.regexes]
        if len(texts) < len(route.segments):
            continue
        paths = exact.setdefault(texts[0], {})
        path = "/".join(texts[1:])
        paths[path] = (*paths.get(path, ()), Hit(route, (), NOTHING))
    return exact


def _edge(segment: Segment, node: Node) -> Edge:
    shape, low, high = Shape.PATTERN, 0, -1
    alone = len(segment.regexes) == 1
    if alone:
        shape, low, high = recognise(segment.regexes[0])
    return Edge(
        segment.pieces[0],
        segment.pieces[-1],
        shape,
        low,
        high,
        _pattern(segment) if shape is Shape.PATTERN else None,
        # The texts of a segment are taken in the alphabetical order of these names: the tenth comes second.
        _ALONE if alone else tuple(sorted([_group(number) for number in range(len(segment.regexes))])),
        segment.final,
        segment.suffixed,
        shape is not Shape.PATTERN and not segment.suffixed and segment.pieces == _NO_TEXT,
        node,
    )


def recognise(regex: str) -> tuple[Shape, int, int]:
    """Find the test that does what a regex does, with its least and its greatest length (-1 for any)."""
    shape = _SHAPES.get(regex)
    if shape is not None:
        return shape, 1, -1
    within = _WITHIN.fullmatch(regex)
    if within is None:
        return Shape.PATTERN, 0, -1
    low = int(within.group("low"))
    if within.group("comma") is None:
        return Shape.WITHIN, low, low
    high = within.group("high")
    if not high:
        return Shape.WITHIN, low, -1
    # `re` refuses such a length, and so must we: the pattern will.
    return (Shape.PATTERN, 0, -1) if int(high) < low else (Shape.WITHIN, low, int(high))


def _pattern(segment: Segment) -> re.Pattern[str]:
    source = re.escape(segment.pieces[0])
    for number, regex in enumerate(segment.regexes):
        source += f"(?P<{_group(number)}>{regex}){re.escape(segment.pieces[number + 1])}"
    # A last slash is left to the segment after this one, and only one can be.
    return re.compile(source + (r"(?<!/)/?\Z" if segment.suffixed else r"\Z"))


def _group(number: int) -> str:
    return f"_demijohn_{number}"


_ALONE: Final = (_group(0),)
_NO_TEXT: Final = ("", "")
_SHAPES: Final[dict[str, Shape]] = {
    r"[^/]{1,}": Shape.WITHIN,
    r"[^/]+": Shape.WITHIN,
    r"\d+": Shape.DIGITS,
    r"-?\d+": Shape.SIGNED_DIGITS,
    r"[^/].*?": Shape.PATH,
}
_WITHIN: Final = re.compile(r"\[\^/\]\{(?P<low>[0-9]{1,9})(?P<comma>,(?P<high>[0-9]{0,9}))?\}")


def _by_endpoint(routes: tuple[Route, ...]) -> dict[object, tuple[Route, ...]]:
    """Sort the routes of each endpoint as they are tried for building: canonical ones and more specific ones first."""
    groups: dict[object, list[Route]] = {}
    for route in routes:
        groups.setdefault(route.endpoint, []).append(route)
    return {
        endpoint: tuple(sorted(group, key=_precedence) if len(group) > 1 else group)
        for endpoint, group in groups.items()
    }


def _precedence(route: Route) -> tuple[bool, int, int]:
    return route.alias, -len(route.arguments), -len(route.defaults)


def _rivals(endpoints: dict[object, tuple[Route, ...]]) -> dict[int, tuple[Route, ...]]:
    """Find for each route the better ones of its endpoint which give some of its variables a default."""
    rivals: dict[int, tuple[Route, ...]] = {}
    for routes in endpoints.values():
        if len(routes) == 1:
            continue
        for place, route in enumerate(routes):
            better = tuple([each for each in routes[:place] if _defaults_for(each, route)])
            if better:
                rivals[route.number] = better
    return rivals


def _defaults_for(better: Route, route: Route) -> bool:
    if better.build_only or not better.defaults or better.arguments != route.arguments:
        return False
    return better.spelling != route.spelling


# --- Searching ----------------------------------------------------------------------------------------------


@final
class _Search:
    """One search under way: where it goes, and what it passed by."""

    __slots__ = ("method", "methods", "mismatch", "parts", "websocket")

    def __init__(self, parts: list[str], method: str, websocket: bool) -> None:
        self.parts = parts
        self.method = method
        self.websocket = websocket
        self.methods: set[str] | None = None
        self.mismatch = False


def decoded(text: str) -> str:
    """Decode a string of the WSGI environment, which holds bytes as Latin-1 (PEP 3333)."""
    return text if _is_ascii(text) else text.encode("latin-1").decode("utf-8", "replace")


def _descend(node: Node, parts: list[str], method: str, websocket: bool) -> Hit | Miss | None:
    """Search as long as there is one way on; give ``None`` where there is a choice left, or a slash may be wanting."""
    texts: tuple[str, ...] = ()
    has_choice = False
    for at in range(1, len(parts)):
        part = parts[at]
        onward = node.static.get(part) if node.static else None
        if onward is not None:
            has_choice = has_choice or len(node.edges) > 0
            node = onward
            continue
        edge, taken = _crossed(node, parts, at)
        if edge is None:
            return None if has_choice or part == "" else NOTHING
        has_choice = has_choice or edge is not node.edges[-1]
        texts = texts + taken if texts else taken
        node = edge.node
        if edge.final:
            break
    return Hit(node.routes[0], texts, NOTHING) if _serves_first(node, method, websocket) else None


def _crossed(node: Node, parts: list[str], at: int) -> tuple[Edge | None, tuple[str, ...]]:
    """Find the first edge that a part of the path passes, or all that is left of it, and what it takes."""
    part = parts[at]
    for edge in node.edges:
        if edge.shape is Shape.WITHIN and edge.plain and not edge.final:
            if _is_long_enough(edge, part):  # without a slash it is already
                return edge, (part,)
            continue
        taken = _texts(edge, "/".join(parts[at:]) if edge.final else part)
        if taken is not None:
            return edge, taken
    return None, ()


def _serves_first(node: Node, method: str, websocket: bool) -> bool:
    return len(node.routes) > 0 and _serves(node.routes[0], method, websocket)


def _search(
    table: RouteTable, domain: str, path: str, parts: list[str], method: str, websocket: bool
) -> Outcome:
    search = _Search([domain, *parts], method, websocket)
    found = _walk(search, table.root, 0, ())
    if found is not None:
        return Spelling(path + "/") if isinstance(found, Spelling) else found
    if not table.merges:
        return _passed(search)
    merged = merge_slashes(path)
    if merged == path:
        return _passed(search)
    search.parts = [domain, *merged.split("/")]
    found = _walk(search, table.root, 0, ())
    if isinstance(found, Spelling):
        return Spelling(merged + "/")
    if found is None or not found.route.merges:
        return _passed(search)
    return Spelling(merged)


def _walk(search: _Search, node: Node, at: int, texts: tuple[str, ...]) -> Hit | Spelling | None:
    """Go on from a node with the part that is next."""
    parts = search.parts
    if at == len(parts):
        return _arrive(search, node, texts)
    part = parts[at]
    onward = node.static.get(part)
    if onward is not None:
        found = _walk(search, onward, at + 1, texts)
        if found is not None:
            return found
    for edge in node.edges:
        found = _cross(search, edge, at, texts)
        if found is not None:
            return found
    if part == "" and at + 1 == len(parts):
        return _first(search, node.routes, texts, lenient=True)
    return None


def _cross(search: _Search, edge: Edge, at: int, texts: tuple[str, ...]) -> Hit | Spelling | None:
    """Go on over an edge, if the next part, or all that is left, passes its test."""
    parts = search.parts
    if not edge.final:
        taken = _texts(edge, parts[at])
        return None if taken is None else _walk(search, edge.node, at + 1, texts + taken)
    rest = "/".join(parts[at:])
    taken = _texts(edge, rest)
    if taken is None:
        return None
    left = 1 if edge.suffixed and rest.endswith("/") else 0
    return _walk(search, edge.node, len(parts) - left, texts + taken)


def _arrive(search: _Search, node: Node, texts: tuple[str, ...]) -> Hit | Spelling | None:
    """Choose at the end of the path: a route that ends here, or else one that wants a slash more."""
    hit = _first(search, node.routes, texts, lenient=False)
    if hit is not None:
        return hit
    slashed = node.static.get("")
    if slashed is None:
        return None
    for route in slashed.routes:
        if _serves(route, search.method, search.websocket):
            return _WANTS_SLASH if route.strict else Hit(route, texts, _passed(search))
    return None


def _first(search: _Search, routes: tuple[Route, ...], texts: tuple[str, ...], lenient: bool) -> Hit | None:
    """Take the first route that serves the method, and note what the others would have served."""
    for route in routes:
        if lenient and route.strict:
            continue
        if route.methods is not None and search.method not in route.methods:
            if search.methods is None:
                search.methods = set()
            search.methods |= route.methods
        elif route.websocket != search.websocket:
            search.mismatch = True
        else:
            return Hit(route, texts, _passed(search))
    return None


def _serves(route: Route, method: str, websocket: bool) -> bool:
    if route.websocket != websocket:
        return False
    return route.methods is None or method in route.methods


def _passed(search: _Search) -> Miss:
    if search.methods is None and not search.mismatch:
        return NOTHING
    return Miss(tuple(sorted(search.methods or ())), search.mismatch)


def _texts(edge: Edge, part: str) -> tuple[str, ...] | None:
    """Read the variables of an edge out of a part, or ``None`` if it does not pass the test."""
    if edge.plain:
        return (part,) if _fits(edge, part) else None
    if edge.pattern is not None:
        found = edge.pattern.match(part)
        return None if found is None else tuple([found.group(name) for name in edge.order])
    if edge.suffixed and part.endswith("/"):
        part = part[:-1]
        if part.endswith("/"):
            return None
    start = len(edge.prefix)
    end = len(part) - len(edge.suffix)
    if end < start or not part.startswith(edge.prefix) or not part.endswith(edge.suffix):
        return None
    text = part[start:end]
    return (text,) if _fits(edge, text) else None


def _fits(edge: Edge, text: str) -> bool:
    """Test the text of a lone variable."""
    shape = edge.shape
    if shape is Shape.WITHIN:
        return _is_long_enough(edge, text) and "/" not in text
    if shape is Shape.DIGITS:
        return _is_decimal(text)
    if shape is Shape.SIGNED_DIGITS:
        return _is_decimal(text) or (text.startswith("-") and _is_decimal(text[1:]))
    # A path: its dots match no line break, but its first character may be one.
    return text != "" and not text.startswith("/") and text.find("\n", 1) < 0


def _is_long_enough(edge: Edge, text: str) -> bool:
    size = len(text)
    return size >= edge.low and (edge.high < 0 or size <= edge.high)


_WANTS_SLASH: Final = Spelling("/")

# Bound once: compiled, a method that is looked up costs more than what it does.
_is_ascii: Final[Callable[[str], bool]] = str.isascii
_is_decimal: Final[Callable[[str], bool]] = str.isdecimal
