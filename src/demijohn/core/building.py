"""Decides which URL stands for an endpoint and its values.

1. The routes of an endpoint are tried in order: canonical before aliases, then those with more variables, then those
   with more defaults; first with the adapter's own method, then with any.
2. A route suits if its method does, if it has a value or a default for each variable, and if no value differs from
   a default.
3. What is no variable of the route becomes the query; a URL is external only if it has to be. What the core writes
   at once, without asking a converter, is what it writes in the long way too.
"""

from __future__ import annotations

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
# Nothing is left of a text of these alone when they are stripped from its ends, and most texts are such.
_UNRESERVED: Final = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"
_NEVER_QUOTED: Final = SAFE_IN_PATH + _UNRESERVED
_NEVER_QUOTED_IN_QUERY: Final = SAFE_IN_QUERY + _UNRESERVED

SAFE_IN_ANCHOR: Final = "%!#$&'()*+,/:;=?@"

QUOTED: Final = -1
"""How a text is written into the path; a number is written in as many digits as it has, or more."""


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
    """A route whose values the core writes by itself: the width of each, which is ``QUOTED`` or that of a number."""

    __match_args__ = ("route", "domain", "path", "widths")
    __slots__ = __match_args__

    def __init__(self, route: Route, domain: str, path: Template, widths: tuple[int, ...]) -> None:
        self.route: Final = route
        self.domain: Final = domain
        self.path: Final = path
        self.widths: Final = widths


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
    return quote(text, safe=SAFE_IN_PATH) if text.strip(_NEVER_QUOTED) else text


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
        if type(value) is int:
            text = str(value)
        elif type(value) is str and not value.strip(_NEVER_QUOTED_IN_QUERY):
            text = value
        else:
            break
        if type(name) is not str or name.strip(_NEVER_QUOTED_IN_QUERY):
            break
        plain.append(f"{name}={text}")
    else:
        return "&".join(plain)
    return urlencode([item for item in items if item[1] is not None], safe=SAFE_IN_QUERY)


# --- Writing at once ----------------------------------------------------------------------------------------


def sketch(route: Route, widths: dict[str, int]) -> Sketch | None:
    """Sketch a route, or give ``None`` if it takes more: widths are given of those variables that the core writes."""
    whole = plan(route)
    if route.websocket or whole.domain.names:
        return None
    found = [widths[name] for name in whole.path.names if name in widths]
    if len(found) < len(whole.path.names):
        return None
    return Sketch(route, whole.domain.literals[0], whole.path, tuple(found))


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
    for value in values.values():
        if value is None:
            return None
    found = _first(sketches, values, method) or _first(sketches, values, None)
    if found is None or found.domain != subdomain:
        return None
    path = _path(found, values)
    if path is None:
        return None
    items = left_over(found.route, values) if len(values) > len(found.widths) else None
    query = encode_query(items) if items else ""
    whole = f"{root.rstrip('/')}/{path.lstrip('/')}"
    return f"{whole}?{query}" if query else whole


def _first(sketches: tuple[Sketch, ...], values: dict[str, object], method: str | None) -> Sketch | None:
    for each in sketches:
        if suits(each.route, values, method):
            return each
    return None


def _path(sketch: Sketch, values: dict[str, object]) -> str | None:
    literals, widths = sketch.path.literals, sketch.widths
    written = literals[0]
    for place, name in enumerate(sketch.path.names):
        value = values[name]
        width = widths[place]
        if width == QUOTED:
            written += text_of(value)
        elif type(value) is int:
            written += str(value).zfill(width)
        else:
            return None
        written += literals[place + 1]
    return written


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
