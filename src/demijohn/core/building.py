"""Decides which URL stands for an endpoint and its values.

1. The routes of an endpoint are tried in order: canonical before aliases, then those with more variables, then those
   with more defaults; first with the adapter's own method, then with any.
2. A route suits if its method does, if it has a value or a default for each variable, and if no value differs from
   a default.
3. What is no variable of the route becomes the query; a URL is external only if it has to be. What the core writes
   at once, without asking a converter, is what it writes in the long way too; ``ASKING`` asks for more than a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, cast, final
from urllib.parse import quote, urlencode

from demijohn.core import hosts
from demijohn.core.hosts import Place
from demijohn.core.matching import RouteTable
from demijohn.core.rule import BAR, Route, Static, Token
from demijohn.core.value import Value

SAFE_IN_PATH: Final = "!$&'()*+,/:;=@"
"""What a segment of a path may hold as it is: https://url.spec.whatwg.org/#url-path-segment-string."""

SAFE_IN_QUERY: Final = "!$'()*,/:;?@"
# What is quoted in a path, and in a query.
_NOT_IN_PATH: Final = re.compile(f"[^{re.escape(SAFE_IN_PATH)}0-9A-Za-z._~-]")
_NOT_IN_QUERY: Final = re.compile(f"[^{re.escape(SAFE_IN_QUERY)}0-9A-Za-z._~-]")

SAFE_IN_ANCHOR: Final = "%!#$&'()*+,/:;=?@"

ASKING: Final = frozenset({"_anchor", "_external", "_method", "_scheme"})
"""What stands among the values of a URL and is none of them."""

QUOTED: Final = -1
"""How a text is written into the path; a number is written in as many digits as it has, or more."""

# Called so, a method for which there is no shorter way in the compiled build costs half.
_is_ascii: Final = str.isascii

# In the place of a URL, which is never empty.
_UNSUITED: Final = ""


@final
class Template(Value):
    """Literal texts with the names of variables between them: one literal more than names."""

    __match_args__ = ("literals", "names")
    __slots__ = __match_args__

    def __init__(self, literals: tuple[str, ...], names: tuple[str, ...]) -> None:
        self.literals: Final = literals
        self.names: Final = names


@final
class Plan(Value):
    """How the URLs of a route are written: its domain and its path. ``names`` are the variables of both, in order."""

    __match_args__ = ("domain", "path")
    __slots__ = ("domain", "names", "path")

    def __init__(self, domain: Template, path: Template) -> None:
        self.domain: Final = domain
        self.path: Final = path
        self.names: Final = domain.names + path.names


@final
class Built(Value):
    """The domain and the path, with its query, of a URL."""

    __match_args__ = ("domain", "path", "websocket")
    __slots__ = __match_args__

    def __init__(self, domain: str, path: str, websocket: bool) -> None:
        self.domain: Final = domain
        self.path: Final = path
        self.websocket: Final = websocket


@final
class Sketch(Value):
    """A route whose values the core writes by itself.

    ``opening`` is what stands before the first value; each later one follows in ``rest``. The ``widths`` are those of
    numbers, and ``QUOTED`` for texts.
    """

    __match_args__ = ("route", "domain", "opening", "names", "widths", "rest")
    __slots__ = __match_args__

    def __init__(
        self,
        route: Route,
        domain: str,
        opening: str,
        names: tuple[str, ...],
        widths: tuple[int, ...],
        rest: tuple[str, ...],
    ) -> None:
        self.route: Final = route
        self.domain: Final = domain
        self.opening: Final = opening
        self.names: Final = names
        self.widths: Final = widths
        self.rest: Final = rest


# --- Choosing a route ---------------------------------------------------------------------------------------


def rounds(method: str | None, default_method: str) -> tuple[str | None, ...]:
    """List the methods that routes are chosen for, one after another; ``None`` is any method."""
    return (default_method, None) if method is None else (method,)


def candidates(
    table: RouteTable, endpoint: object, values: dict[str, object], method: str | None
) -> list[Route]:
    """List the routes of an endpoint that suit the values, in the order in which they are tried."""
    return [route for route in table.endpoints.get(endpoint, ()) if suits(route, values, method)]


def suits(route: Route, values: dict[str, object], method: str | None) -> bool:
    """Tell whether a route can be built from these values for a method."""
    if method is not None and route.methods is not None and method not in route.methods:
        return False
    defaults = route.defaults
    for name in route.arguments:
        if name not in values and name not in defaults:
            return False
    for name, default in defaults.items():
        if name in values and default != values[name]:
            return False
    return True


def at_home(built: Built, place: Place) -> bool:
    """Tell whether a URL needs no better candidate: under host matching, one of the host that is bound."""
    return not place.host_matching or built.domain == place.server_name


# --- Values -------------------------------------------------------------------------------------------------


def given(values: dict[str, object]) -> dict[str, object]:
    """Leave out the values that are ``None``."""
    return {name: value for name, value in values.items() if value is not None}


def text_of(value: object) -> str:
    """Write a value as the path has it, if its converter does nothing of its own."""
    # Not the value itself if that is a string: an enumeration's member writes its name.
    text = str(value)
    if text.isalnum() and _is_ascii(text):  # as most are
        return text
    return text if _NOT_IN_PATH.search(text) is None else quote(text, safe=SAFE_IN_PATH)


def folded(lists: list[tuple[str, list[object]]]) -> dict[str, object]:
    """Take lists of values, as a query has them, by name: a lone value stands for itself."""
    return {name: values[0] if len(values) == 1 else values for name, values in lists if values}


def left_over(route: Route, values: dict[str, object]) -> list[tuple[str, object]]:
    """List the values that are no variables of a route; several for one name come one by one."""
    items: list[tuple[str, object]] = []
    for name, value in values.items():
        if name in route.arguments:
            continue
        if isinstance(value, (list, tuple, set)):
            # The check narrows to collections of unknown things, and anything may be in them.
            items.extend([(name, each) for each in cast("Iterable[object]", value)])
        else:
            items.append((name, value))
    return items


def encode_query(items: list[tuple[str, object]]) -> str:
    """Write a query; what is ``None`` is left out."""
    plain: list[str] = []
    for name, value in items:
        text = value if type(value) is str else str(value) if type(value) is int else None
        if text is None or type(name) is not str or _NOT_IN_QUERY.search(f"{name}{text}") is not None:
            return urlencode([item for item in items if item[1] is not None], safe=SAFE_IN_QUERY)
        plain.append(f"{name}={text}")
    return "&".join(plain)


# --- Writing at once ----------------------------------------------------------------------------------------


def sketch(route: Route, widths: dict[str, int]) -> Sketch | None:
    """Sketch a route, or give ``None`` if it takes more: widths are given of those variables that the core writes."""
    whole = plan(route)
    # The names are those that were given with the widths: in them values are found by identity, which is faster.
    names = tuple([name for each in whole.path.names for name in widths if name == each])
    opening = whole.path.literals[0].lstrip("/")
    if route.websocket or whole.domain.names or len(names) < len(whole.path.names):
        return None
    if not ASKING.isdisjoint(names):
        return None
    found = tuple([widths[name] for name in names])
    return Sketch(route, whole.domain.literals[0], f"/{opening}", names, found, whole.path.literals[1:])


def at_once(
    sketches: tuple[Sketch, ...], values: dict[str, object], method: str, subdomain: str | None, root: str
) -> str | None:
    """Write the URL of the first route that suits, from the root of the site, or give ``None`` if it takes more.

    Args:
        sketches: All routes of the endpoint, in their order.
        values: The values, as they were given.
        method: The method that is tried before any.
        subdomain: The domain that the URL must have to be on this site.
        root: The path of the application.
    """
    url = _url_for_method(sketches, values, method, subdomain, root)
    return _url_for_method(sketches, values, None, subdomain, root) or None if url == _UNSUITED else url


def _url_for_method(
    sketches: tuple[Sketch, ...],
    values: dict[str, object],
    method: str | None,
    subdomain: str | None,
    root: str,
) -> str | None:
    """Write the URL of the first route that suits; ``_UNSUITED`` says that none does."""
    for sketch in sketches:
        route = sketch.route
        if method is not None and route.methods is not None and method not in route.methods:
            continue
        if route.defaults and not _keeps(route.defaults, values):
            continue
        path = _written(sketch, values)
        if path is None or (path != _UNSUITED and sketch.domain != subdomain):
            return None
        if path != _UNSUITED:
            return _finished(sketch, path, values, root)
    return _UNSUITED


def _written(sketch: Sketch, values: dict[str, object]) -> str | None:
    """Write the path of a route; ``_UNSUITED`` says that it lacks a value, and ``None`` that it takes more to write one."""
    rest, widths = sketch.rest, sketch.widths
    path = sketch.opening
    for place, name in enumerate(sketch.names):
        value, width = values.get(name), widths[place]
        if value is None:
            return _UNSUITED
        if width == QUOTED:
            path += text_of(value)
        elif type(value) is int:
            path += str(value).zfill(width) if width else str(value)
        else:
            return None if _has_all(sketch.names, values) else _UNSUITED
        if rest[place]:
            path += rest[place]
    return path


def _has_all(names: tuple[str, ...], values: dict[str, object]) -> bool:
    for name in names:
        if values.get(name) is None:
            return False
    return True


def _finished(sketch: Sketch, path: str, values: dict[str, object], root: str) -> str | None:
    if len(sketch.opening) == 1 and path.startswith(
        "//"
    ):  # the first value begins so, which would name a host
        path = f"/{path.lstrip('/')}"
    url = path if root == "/" else root.rstrip("/") + path
    if len(values) == len(sketch.widths):
        return url
    more = given(values)
    if not ASKING.isdisjoint(more):
        return None
    query = encode_query(left_over(sketch.route, more))
    return f"{url}?{query}" if query else url


def _keeps(defaults: dict[str, object], values: dict[str, object]) -> bool:
    """Tell whether no value differs from a default."""
    for name, default in defaults.items():
        value = values.get(name)
        if value is not None and default != value:
            return False
    return True


# --- Writing ------------------------------------------------------------------------------------------------


def plan(route: Route) -> Plan:
    """Work out how the URLs of a route are written."""
    bar = route.tokens.index(BAR)
    return Plan(_template(route.tokens[:bar], route.fills), _template(route.tokens[bar + 1 :], route.fills))


def fill(route: Route, plan: Plan, texts: list[str], query: str) -> Built:
    """Write the domain and the path of a route with the texts of its variables."""
    split = len(plan.domain.names)
    domain = filled(plan.domain.literals, texts[:split]) if split else plan.domain.literals[0]
    path = filled(plan.path.literals, texts[split:] if split else texts)
    return Built(domain, f"{path}?{query}" if query else path, route.websocket)


def write(built: Built, place: Place, scheme: str | None, external: bool) -> str:
    """Write the URL, external if asked for, on another host, or for a websocket (browsers need it whole)."""
    secure = hosts.is_secure(place.scheme if scheme is None else scheme)
    named = bool(place.scheme if scheme is None else scheme)
    path = built.path.lstrip("/")
    if not (external or built.websocket) and _is_here(built, place):
        return f"{place.script_name.rstrip('/')}/{path}"
    if built.websocket:
        prefix = "wss:" if secure else "ws:"
    elif named:
        prefix = "https:" if secure else "http:"
    else:
        prefix = ""
    return f"{prefix}//{hosts.host_of(place, built.domain)}{place.script_name[:-1]}/{path}"


def filled(literals: tuple[str, ...], texts: list[str]) -> str:
    """Write texts between literals, of which there is one more."""
    written = literals[0]
    for place, text in enumerate(texts):
        written += text + literals[place + 1]
    return written


def leaves_site(in_request: bool, scheme: object, external: object) -> bool:
    """Say whether a URL has scheme and host: outside a request and with a scheme it has, unless told otherwise."""
    if external is not None:
        return bool(external)
    return scheme is not None or not in_request


def with_anchor(url: str, anchor: str | None) -> str:
    """Append an anchor, in which what is quoted already stays so."""
    return url if anchor is None else f"{url}#{quote(anchor, safe=SAFE_IN_ANCHOR)}"


def _is_here(built: Built, place: Place) -> bool:
    return built.domain == (place.server_name if place.host_matching else place.subdomain)


def _template(tokens: tuple[Token, ...], fills: dict[str, str]) -> Template:
    literals = [""]
    names: list[str] = []
    for token in tokens:
        if isinstance(token, Static):
            literals[-1] += quote(token.text, safe=SAFE_IN_PATH)
        elif token.name in fills:
            literals[-1] += fills[token.name]
        else:
            names.append(token.name)
            literals.append("")
    return Template(tuple(literals), tuple(names))
