"""The map of an application: notes what is added to it, and freezes it into the core's table."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from werkzeug.exceptions import BadHost
from werkzeug.routing import BaseConverter, Map, Rule, RuleFactory
from werkzeug.wsgi import get_host

from demijohn.core import building, explain, hosts, matching, problem, rule as grammar

from .adapter import QueryArguments, RouteAdapter
from .bound import BoundRule, Recorder, facts, is_usual, text_of, widths

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.wrappers import Request


ENOUGH: Final = 500
"""How many hosts are kept before it is begun anew: a client may name as many as it likes."""

_FLAGS: Final = frozenset({"host_matching", "redirect_defaults"})
_FROZEN: Final = frozenset({"merge_slashes", "host_matching", "default_subdomain", "sort_parameters"})
"""The attributes of a map that something is made with which is kept: its table, and the lanes of an application."""


class RouteMap(Map):
    """The rules of an application; matching and building are decided on a frozen table of them."""

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
        self.clock = 0
        self.bound: list[BoundRule] = []
        self.added: list[Rule] = []
        self._usual = True
        self._frozen: tuple[int, matching.RouteTable | None] = (-1, None)
        # The sketches of endpoints, as long as no rule comes and nothing else changes.
        self.sketched: dict[str, tuple[building.Sketch, ...]] = {}
        super().__init__(
            rules,
            default_subdomain,
            strict_slashes,
            merge_slashes,
            redirect_defaults,
            converters,
            sort_parameters,
            sort_key,
            host_matching,
        )

    def __setattr__(self, name: str, value: object) -> None:
        # The compiled core takes no other truth values, and asking for them here spares each request the trouble.
        super().__setattr__(name, bool(value) if name in _FLAGS else value)
        if name in _FROZEN:
            self._tick()

    def add(self, rulefactory: RuleFactory, origin: object = None) -> None:
        """Add a rule, or the rules of a factory, and keep where they were registered.

        Raises:
            ValueError: If a rule is malformed, or names a variable twice.
            LookupError: If a rule names a converter that the map does not have.
        """
        for rule in rulefactory.get_rules(self):
            self._add(rule, origin)

    def table(self) -> matching.RouteTable | None:
        """Give the frozen table of the rules, or ``None`` if only Werkzeug's own matcher knows what they do."""
        clock = self.clock
        frozen_at, table = self._frozen
        if frozen_at == clock:
            return table
        table = self._freeze()
        self._frozen = (clock, table)
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

        Werkzeug's map cannot forget, so the map is made anew in its place and given the older rules again.
        """
        kept = self.added[:checkpoint]
        if len(kept) == len(self.added):
            return
        clock, converters = self.clock, self.converters
        origins = {id(each.rule): each.route.origin for each in self.bound}
        RouteMap.__init__(
            self,
            None,
            self.default_subdomain,
            self.strict_slashes,
            self.merge_slashes,
            self.redirect_defaults,
            None,
            self.sort_parameters,
            self.sort_key,
            self.host_matching,
        )
        self.clock, self.converters = clock + 1, converters
        for rule in kept:
            rule.map = None  # type: ignore[assignment]  # It is bound to no map while it is not in this one.
            self._add(rule, origins.get(id(rule)))

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
        self.clock += 1
        self.sketched = {}

    def _add(self, rule: Rule, origin: object) -> None:
        if not is_usual(rule):
            super().add(rule)
            self.added.append(rule)
            self._usual = False
            self._tick()
            return
        domain, path = self._tokens(rule, None if origin is None else str(origin))
        made = Recorder(rule)
        with made:
            super().add(rule)
        converters = made.converters
        tokens = (*domain, grammar.BAR, *path)
        known = {name: facts(each) for name, each in converters.items()}
        segments = (*grammar.segments(domain, known), *grammar.segments(path, known))
        if matching.too_deep(segments):
            self._usual = False
        defaults: dict[str, object] = dict(rule.defaults or {})
        route = grammar.Route(
            len(self.bound),
            rule.endpoint,
            tokens,
            segments,
            tuple(converters),
            frozenset([*converters, *defaults]),
            defaults,
            {name: text_of(converters[name], defaults[name]) for name in converters if name in defaults},
            None if rule.methods is None else frozenset(rule.methods),
            bool(rule.websocket),
            bool(rule.strict_slashes),
            bool(rule.merge_slashes),
            bool(rule.build_only),
            bool(rule.alias),
            rule.redirect_to,
            rule,
            origin,
        )
        self.added.append(rule)
        self.bound.append(BoundRule(rule, route, converters))
        self._tick()

    def _tokens(
        self, rule: Rule, place: str | None
    ) -> tuple[tuple[grammar.Token, ...], tuple[grammar.Token, ...]]:
        """Read a rule before Werkzeug does, so that a refused one leaves no trace."""
        subdomain = self.default_subdomain if rule.subdomain is None else rule.subdomain
        domain = grammar.parse((rule.host if self.host_matching else subdomain) or "", place)
        if isinstance(domain, problem.Problem):
            raise explain.error(domain)
        merges = self.merge_slashes if rule.merge_slashes is None else rule.merge_slashes
        path = grammar.parse(grammar.merge_slashes(rule.rule) if merges else rule.rule, place)
        if isinstance(path, problem.Problem):
            raise explain.error(path)
        refusal = grammar.check(rule.rule, (*domain, *path), tuple(self.converters), place)
        if refusal is not None:
            raise explain.error(refusal)
        return domain, path

    def _freeze(self) -> matching.RouteTable | None:
        if not self._usual:
            return None
        try:
            # Werkzeug's map keeps what it was made with, which may be any truth value.
            return matching.freeze(tuple([each.route for each in self.bound]), bool(self.merge_slashes))
        except re.error:  # Werkzeug will say so when it comes to this rule, and not before.
            return None


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
    return None if text is None else decoded(text)


def decoded(text: str) -> str:
    """Decode a string of the WSGI environment, which holds bytes as Latin-1."""
    return text if text.isascii() else text.encode("latin-1").decode(errors="replace")
