"""The map of an application: notes what is added to it, and freezes it into the core's table."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from werkzeug.exceptions import BadHost
from werkzeug.routing import BaseConverter, Map, Rule, RuleFactory
from werkzeug.wsgi import get_host

from demijohn._clock import Clock
from demijohn.core import building, explain, hosts, matching, problem, rule as grammar

from . import late
from .adapter import QueryArguments, RouteAdapter
from .bound import BoundRule, arguments_of, bind, facts, is_usual, text_of, widths

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.wrappers import Request


ENOUGH: Final = 500
"""How many hosts are kept before it is begun anew: a client may name as many as it likes."""

_FLAGS: Final = frozenset({"host_matching", "redirect_defaults"})
_FROZEN: Final = frozenset({"merge_slashes", "host_matching", "default_subdomain", "sort_parameters"})
"""The attributes of a map that something is made with which is kept: its table, and the lanes of an application."""

_CATCHING_UP: Final = RLock()


class RouteMap(Map):
    """The rules of an application; matching and building are decided on a frozen table of them.

    What Werkzeug's map keeps for itself is missing until somebody asks for it: its matcher takes long to make, and is
    needed for unusual rules only.
    """

    def __init__(
        self,
        rules: Iterable[RuleFactory] | None = None,
        default_subdomain: str = "",
        strict_slashes: bool = True,
        merge_slashes: bool = True,
        redirect_defaults: bool = True,
        converters: Mapping[str, type[BaseConverter]] | None = None,
        sort_parameters: bool = False,
        # The key of a sort takes and gives back anything, as the built-in one does.
        sort_key: Callable[[Any], Any] | None = None,
        host_matching: bool = False,
    ) -> None:
        self.put_off = False
        self.clock = Clock()
        self.added: list[Rule] = []
        self.bound: list[BoundRule] = []
        self.strange: list[Rule] = []
        self.shared = grammar.Shared()
        self.merges = merge_slashes
        self.frozen: tuple[int, matching.RouteTable | None] = (-1, None)
        self.grouped: tuple[int, dict[object, list[Rule]]] = (-1, {})
        # The sketches of endpoints, as long as no rule comes and nothing else changes.
        self.sketched: dict[str, tuple[building.Sketch, ...]] = {}
        super().__init__(
            None,
            default_subdomain,
            strict_slashes,
            merge_slashes,
            redirect_defaults,
            converters,
            sort_parameters,
            sort_key,
            host_matching,
        )
        self._put_off()
        for factory in rules or ():
            self.add(factory)

    def __setattr__(self, name: str, value: object) -> None:
        if name == "host_matching":  # Rules that are here already are compiled as they were meant.
            late.compile_all(self.added)
        # The compiled core takes no other truth values, and asking for them here spares each request the trouble.
        super().__setattr__(name, bool(value) if name in _FLAGS else value)
        if name in _FROZEN:
            self._tick()

    @property
    def merge_slashes(self) -> bool:
        """Whether slashes in a row count as one."""
        return self.merges

    @merge_slashes.setter
    def merge_slashes(self, value: bool) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]  # a property there too
        self.merges = value
        self._put_off()  # Werkzeug's matcher is made with it.

    def add(self, rulefactory: RuleFactory, origin: object = None) -> None:
        """Add a rule, or the rules of a factory, and keep where they were registered.

        Raises:
            ValueError: If a rule is malformed, or names a variable twice.
            LookupError: If a rule names a converter that the map does not have.
        """
        for rule in rulefactory.get_rules(self):
            self._add(rule, origin)

    def update(self) -> None:
        """Put the rules into the order in which they are tried, if that has to be done."""
        if self.put_off:
            self._groups()
        else:
            super().update()

    # ``Any`` in the next two: an endpoint is any hashable object, and Werkzeug declares it so.
    def iter_rules(self, endpoint: Any | None = None) -> Iterator[Rule]:
        """Iterate over the rules, or over those of an endpoint.

        Raises:
            KeyError: If there is no such endpoint.
        """
        if not self.put_off:
            return super().iter_rules(endpoint)
        groups = self._groups()
        return iter(groups[endpoint]) if endpoint is not None else chain.from_iterable(groups.values())

    def is_endpoint_expecting(self, endpoint: Any, *arguments: str) -> bool:
        """Tell whether a rule of an endpoint has all these variables.

        Raises:
            KeyError: If there is no such endpoint.
        """
        if not self.put_off:
            return super().is_endpoint_expecting(endpoint, *arguments)
        asked = set(arguments)
        return any(asked.issubset(arguments_of(rule)) for rule in self._groups()[endpoint])

    def table(self) -> matching.RouteTable | None:
        """Give the frozen table of the rules, or ``None`` if only Werkzeug's own matcher knows what they do."""
        clock = self.clock.time
        frozen_at, table = self.frozen
        if frozen_at == clock:
            return table
        table = self._freeze()
        self.frozen = (clock, table)
        return table

    def sketches(self, endpoint: str) -> tuple[building.Sketch, ...]:
        """Give the sketches of an endpoint's rules, or none if they take more than a sketch."""
        kept = self.sketched
        found = kept.get(endpoint)
        if found is None:
            found = self._sketch(endpoint)
            if found:  # the names that are no endpoints may be without end
                kept[endpoint] = found
        return found

    def _sketch(self, endpoint: str) -> tuple[building.Sketch, ...]:
        table = self.table()
        if table is None or self.host_matching or self.sort_parameters:
            return ()
        found: list[building.Sketch] = []
        for route in table.endpoints.get(endpoint, ()):
            sketch = building.sketch(route, widths(self.bound[route.number].converters))
            if sketch is None:
                return ()
            found.append(sketch)
        return tuple(found)

    def checkpoint(self) -> int:
        """Tell how many rules there are, for :meth:`restore`."""
        return len(self.added)

    def restore(self, checkpoint: int) -> None:
        """Forget the rules that were added since a checkpoint.

        Werkzeug's map cannot forget, so what it keeps for itself is made anew when it is asked for.
        """
        gone = {id(rule) for rule in self.added[checkpoint:]}
        if not gone:
            return
        del self.added[checkpoint:]
        self.bound = [each for each in self.bound if id(each.rule) not in gone]
        self.strange = [rule for rule in self.strange if id(rule) not in gone]
        self._tick()
        self._put_off()

    def bound_rule(self, rule: Rule) -> BoundRule | None:
        """Find what is kept of a rule; a rule is told from others by its identity."""
        for each in self.bound:
            if each.rule is rule:
                return each
        return None

    def bind(
        self,
        server_name: str,
        script_name: str | None = None,
        subdomain: str | None = None,
        url_scheme: str = "http",
        default_method: str = "GET",
        path_info: str | None = None,
        query_args: QueryArguments | None = None,
    ) -> RouteAdapter:
        """Bind the map to a place in the web.

        Raises:
            BadHost: If the server name is no host name.
            RuntimeError: If a subdomain is given to a map that matches whole hosts.
        """
        server_name = server_name.lower()
        if self.host_matching:
            if subdomain is not None:
                raise explain.error(problem.SubdomainUnderHostMatching(subdomain, server_name))
        elif subdomain is None:
            subdomain = self.default_subdomain
        encoded = hosts.ascii_name(server_name)
        if encoded is None:
            raise BadHost
        return RouteAdapter(
            self,
            encoded,
            "/" if script_name is None else script_name,
            subdomain,
            url_scheme,
            "/" if path_info is None else path_info,
            default_method,
            query_args,
        )

    def bind_to_environ(
        self,
        environ: WSGIEnvironment | Request,
        server_name: str | None = None,
        subdomain: str | None = None,
    ) -> RouteAdapter:
        """Bind the map to the request that a WSGI environment describes.

        A host outside the server name is warned of, and gets a subdomain that matches nothing.
        """
        env = environ if isinstance(environ, dict) else environ.environ
        scheme = hosts.request_scheme(
            env["wsgi.url_scheme"], env.get("HTTP_CONNECTION", ""), env.get("HTTP_UPGRADE", "")
        )
        host = request_host(env).lower()
        seat = hosts.seat(host, scheme, server_name, subdomain, self.host_matching)
        if seat.stray:
            warnings.warn(
                f"Current server name {host!r} doesn't match configured server name {seat.server_name!r}",
                stacklevel=2,
            )
        return self.bind(
            seat.server_name,
            _decoded(env, "SCRIPT_NAME"),
            seat.subdomain,
            scheme,
            env["REQUEST_METHOD"],
            _decoded(env, "PATH_INFO"),
            _decoded(env, "QUERY_STRING"),
        )

    def _tick(self) -> None:
        self.clock.tick()
        vars(self)["sketched"] = {}  # which is what assigning it comes to

    def _add(self, rule: Rule, origin: object) -> None:
        if is_usual(rule):
            self._add_usual(rule, origin)
        else:
            rule.bind(self)
            self.strange.append(rule)
        with _CATCHING_UP:
            self.added.append(rule)
            self._tick()
            if not self.put_off:
                _hand_over(rule, super().add)

    def _add_usual(self, rule: Rule, origin: object) -> None:
        domain, path = self._tokens(rule, None if origin is None else str(origin))
        converters = bind(rule, self, domain + path)
        known = {name: facts(each) for name, each in converters.items()}
        shared = self.shared
        segments = grammar.segments(domain, known, shared) + grammar.segments(path, known, shared)
        if matching.too_deep(segments):
            self.strange.append(rule)
        defaults: dict[str, object] = dict(rule.defaults or {})
        filled = [name for name in converters if name in defaults] if defaults else ()
        fills = {name: text_of(converters[name], defaults[name]) for name in filled}
        route = grammar.Route(
            len(self.bound),
            rule.endpoint,
            (*domain, grammar.BAR, *path),
            segments,
            tuple(converters),
            shared.set_of(frozenset([*converters, *defaults])),
            defaults,
            fills,
            None if rule.methods is None else shared.set_of(frozenset(rule.methods)),
            bool(rule.websocket),
            bool(rule.strict_slashes),
            bool(rule.merge_slashes),
            bool(rule.build_only),
            bool(rule.alias),
            rule.redirect_to,
            rule,
            origin,
        )
        texts = (rule.rule, rule.host or "", rule.subdomain or "", *route.arguments)
        if isinstance(rule, late.Rule) and not late.is_sure_to_compile(texts, fills):
            rule.compile_now()
        self.bound.append(BoundRule(rule, route, converters))

    def _tokens(
        self, rule: Rule, place: str | None
    ) -> tuple[tuple[grammar.Token, ...], tuple[grammar.Token, ...]]:
        """Read a rule before Werkzeug does, so that a refused one leaves no trace."""
        subdomain = self.default_subdomain if rule.subdomain is None else rule.subdomain
        domain = grammar.parse((rule.host if self.host_matching else subdomain) or "", place, self.shared)
        if isinstance(domain, problem.Problem):
            raise explain.error(domain)
        merges = self.merge_slashes if rule.merge_slashes is None else rule.merge_slashes
        path = grammar.parse(grammar.merge_slashes(rule.rule) if merges else rule.rule, place, self.shared)
        if isinstance(path, problem.Problem):
            raise explain.error(path)
        refusal = grammar.check(rule.rule, (*domain, *path), tuple(self.converters), place)
        if refusal is not None:
            raise explain.error(refusal)
        return domain, path

    def _put_off(self) -> None:
        for name in _PARTS:
            vars(self).pop(name, None)
        self.put_off = True

    def catch_up(self) -> None:
        """Make what Werkzeug's map keeps for itself."""
        with _CATCHING_UP:
            if self.put_off:
                self._catch_up()

    def _catch_up(self) -> None:
        # Aside: other threads are to find all of it, or nothing.
        made = Map.__new__(Map)
        vars(made)["lock_class"] = self.lock_class
        Map.__init__(made, merge_slashes=self.merges)
        for rule in self.added:
            _hand_over(rule, made.add)
        if self.grouped[0] == self.clock.time:
            made.update()
        vars(self).update({name: part for name, part in vars(made).items() if name in _PARTS})
        self.put_off = False

    def _groups(self) -> dict[object, list[Rule]]:
        """Give the rules by endpoint, each group in the order in which its rules are tried for building."""
        clock = self.clock.time
        grouped_at, groups = self.grouped
        if grouped_at != clock:
            groups = _group(self.added)
            self.grouped = (clock, groups)
        return groups

    def _freeze(self) -> matching.RouteTable | None:
        if self.strange:
            return None
        try:
            # Werkzeug's map keeps what it was made with, which may be any truth value.
            return matching.freeze(tuple([each.route for each in self.bound]), bool(self.merge_slashes))
        except re.error:  # Werkzeug will say so when it comes to this rule, and not before.
            return None


_PARTS: Final = late.parts_of(Map)
late.hide(RouteMap, _PARTS, RouteMap.catch_up)


def _group(rules: list[Rule]) -> dict[object, list[Rule]]:
    groups: dict[object, list[Rule]] = {}
    for rule in rules:
        endpoint: object = rule.endpoint
        groups.setdefault(endpoint, []).append(rule)
    for group in groups.values():
        group.sort(key=lambda rule: rule.build_compare_key())
    return groups


def _hand_over(rule: Rule, add: Callable[[Rule], None]) -> None:
    """Give a rule to a map of Werkzeug's that is not to bind it: it is bound already."""
    own = vars(rule).get("bind")
    vars(rule)["bind"] = _stay
    try:
        add(rule)
    finally:
        del vars(rule)["bind"]
        if own is not None:
            vars(rule)["bind"] = own


def _stay(map: Map, rebind: bool = False) -> None:
    """Leave a rule bound as it is."""


_hosts: Final[dict[tuple[object, ...], str]] = {}
"""The hosts of requests, by the facts that they follow from: most requests are for a few hosts."""


def request_host(environ: WSGIEnvironment) -> str:
    """Give the host of a request, whichever it is; one with characters that no host has is the empty text."""
    told = environ.get("HTTP_HOST"), environ.get("SERVER_NAME"), environ.get("SERVER_PORT")
    key = (environ["wsgi.url_scheme"], *told)
    host = _hosts.get(key)
    if host is None:
        host = get_host(environ)
        if len(_hosts) >= ENOUGH:
            _hosts.clear()
        _hosts[key] = host
    return host


def _decoded(environ: WSGIEnvironment, name: str) -> str | None:
    text: str | None = environ.get(name)
    return None if text is None else matching.decoded(text)
