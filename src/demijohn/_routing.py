"""Werkzeug's Map and Rule, whose facts the core decides upon; converters and ``redirect_to`` callables run here."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, cast, final, overload

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadHost, HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import (
    BaseConverter,
    BuildError,
    Map,
    MapAdapter,
    RequestRedirect,
    Rule,
    RuleFactory,
    ValidationError,
    WebsocketMismatch,
)
from werkzeug.wsgi import get_host

from demijohn.core import building, canonical, explain, hosts, matching, problem
from demijohn.core import rule as grammar

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.wrappers import Request

# The values of a match are whatever the converters made, which only a view's signature knows.
Arguments: TypeAlias = "dict[str, Any]"
Routed: TypeAlias = "tuple[Rule, Arguments]"
QueryArguments: TypeAlias = "Mapping[str, Any] | str"
Read: TypeAlias = "Callable[[str], object]"
Write: TypeAlias = "Callable[[object], str]"

# What a subclass of Rule may define and still be matched and built as a rule is.
_HARMLESS: Final = frozenset(
    {"__init__", "get_converter", "get_empty_kwargs", "empty", "__repr__", "__str__"}
)


@final
class BoundRule:
    """A rule of a map, its route in the core, and the converters that read and write its variables."""

    __slots__ = ("converters", "plan", "readers", "route", "rule", "writers")

    def __init__(self, rule: Rule, route: grammar.Route, converters: dict[str, BaseConverter]) -> None:
        self.rule = rule
        self.route = route
        self.converters = converters
        self.readers = tuple([(name, _reader(each)) for name, each in converters.items()])
        self.writers = {name: _writer(each) for name, each in converters.items()}
        # Most rules are never built, so the plan waits until one is.
        self.plan: building.Plan | None = None


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
        host = get_host(env).lower()
        seat = hosts.seat(host, scheme, server_name, subdomain, self.host_matching)
        if seat.stray:
            warnings.warn(
                f"Current server name {host!r} doesn't match configured server name {seat.server_name!r}",
                stacklevel=2,
            )
        return self.bind(
            seat.server_name,
            _decoded(env.get("SCRIPT_NAME")),
            seat.subdomain,
            scheme,
            env["REQUEST_METHOD"],
            _decoded(env.get("PATH_INFO")),
            _decoded(env.get("QUERY_STRING")),
        )

    def _add(self, rule: Rule, origin: object) -> None:
        if not _is_usual(rule):
            super().add(rule)
            self.added.append(rule)
            self._usual = False
            self.clock += 1
            return
        domain, path = self._tokens(rule, None if origin is None else str(origin))
        made = _Recorder(rule)
        with made:
            super().add(rule)
        converters = made.converters
        tokens = (*domain, grammar.BAR, *path)
        facts = {name: _facts(each) for name, each in converters.items()}
        segments = (*grammar.segments(domain, facts), *grammar.segments(path, facts))
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
            {name: _text(converters[name], defaults[name]) for name in converters if name in defaults},
            None if rule.methods is None else frozenset(rule.methods),
            rule.websocket,
            bool(rule.strict_slashes),
            bool(rule.merge_slashes),
            rule.build_only,
            rule.alias,
            rule.redirect_to,
            rule,
            origin,
        )
        self.added.append(rule)
        self.bound.append(BoundRule(rule, route, converters))
        self.clock += 1

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
            return matching.freeze(tuple([each.route for each in self.bound]), self.merge_slashes)
        except re.error:  # Werkzeug will say so when it comes to this rule, and not before.
            return None


class RouteAdapter(MapAdapter):
    """A map bound to one place, and often to one request."""

    def __init__(
        self,
        map: RouteMap,
        server_name: str,
        script_name: str,
        subdomain: str | None,
        url_scheme: str,
        path_info: str,
        default_method: str,
        query_args: QueryArguments | None = None,
    ) -> None:
        self.routes = map
        super().__init__(
            map, server_name, script_name, subdomain, url_scheme, path_info, default_method, query_args
        )

    # --- Matching

    def route(
        self,
        path_info: str | None = None,
        method: str | None = None,
        query_args: QueryArguments | None = None,
        websocket: bool | None = None,
    ) -> Routed | HTTPException:
        """Match a request, and give back the exception that :meth:`match` would raise."""
        table = self.routes.table()
        try:
            if table is None:
                return self._plain_match(path_info, method, query_args, websocket)
            return self._route(table, path_info, method, query_args, websocket)
        except HTTPException as error:  # a converter or a `redirect_to` callable may raise one
            return error

    @overload
    def match(
        self,
        path_info: str | None = None,
        method: str | None = None,
        return_rule: Literal[False] = False,
        query_args: QueryArguments | None = None,
        websocket: bool | None = None,
    ) -> tuple[Any, Mapping[str, Any]]: ...

    @overload
    def match(
        self,
        path_info: str | None = None,
        method: str | None = None,
        return_rule: Literal[True] = True,
        query_args: QueryArguments | None = None,
        websocket: bool | None = None,
    ) -> tuple[Rule, Mapping[str, Any]]: ...

    def match(
        self,
        path_info: str | None = None,
        method: str | None = None,
        return_rule: bool = False,
        query_args: QueryArguments | None = None,
        websocket: bool | None = None,
        # An endpoint is any hashable object, and Werkzeug declares it so.
    ) -> tuple[Any | Rule, Mapping[str, Any]]:
        """Find the endpoint, or the rule, and the arguments of a request.

        Raises:
            RequestRedirect: If the canonical URL is another one.
            MethodNotAllowed: If the path is there, but not for this method.
            WebsocketMismatch: If the path is there, but for the other protocol.
            NotFound: If the path is not there.
        """
        routed = self.route(path_info, method, query_args, websocket)
        if isinstance(routed, HTTPException):
            raise routed
        return routed if return_rule else (routed[0].endpoint, routed[1])

    def get_default_redirect(
        self,
        rule: Rule,
        method: str,
        values: Mapping[str, Any],
        query_args: QueryArguments,
    ) -> str | None:
        """Give the URL of a better rule, which has these values as defaults, if there is one."""
        table = self.routes.table()
        bound = self.routes.bound_rule(rule)
        if table is None or bound is None:
            return super().get_default_redirect(rule, method, cast("Arguments", values), query_args)
        better = canonical.better(table, bound.route, cast("Arguments", values), method)
        if better is None:
            return None
        return self._default_redirect(better, cast("Arguments", values), query_args)

    def make_redirect_url(
        self,
        path_info: str,
        query_args: QueryArguments | None = None,
        domain_part: str | None = None,
    ) -> str:
        """Write the URL of a redirect to a path."""
        asked = self.query_args if query_args is None else query_args
        query = self.encode_query_args(asked) if asked else None
        return canonical.address(self._place(), path_info, query, domain_part)

    def get_host(self, domain_part: str | None) -> str:
        """Write the host of a rule's domain."""
        return hosts.host_of(self._place(), domain_part)

    def _plain_match(
        self,
        path_info: str | None,
        method: str | None,
        query_args: QueryArguments | None,
        websocket: bool | None,
    ) -> Routed:
        rule, arguments = super().match(path_info, method, True, query_args, websocket)
        return rule, cast("Arguments", arguments)  # it makes a dict of its own

    def _route(
        self,
        table: matching.RouteTable,
        path_info: str | None,
        method: str | None,
        query_args: QueryArguments | None,
        websocket: bool | None,
    ) -> Routed | HTTPException:
        routes = self.routes
        domain = hosts.domain(self.server_name, self.subdomain, routes.host_matching)
        path = self.path_info if path_info is None else path_info
        method = (method or self.default_method).upper()
        outcome = matching.match(
            table, domain, path, method, self.websocket if websocket is None else websocket
        )
        bound: BoundRule | None = None
        arguments: Arguments | None = None
        if isinstance(outcome, matching.Hit):
            bound = routes.bound[outcome.route.number]
            arguments = _converted(bound, outcome.texts)
        settled = canonical.settle(table, outcome, arguments, method, routes.redirect_defaults)
        if settled is canonical.Verdict.MATCHED and bound is not None and arguments is not None:
            return bound.rule, arguments
        query = (self.query_args or {}) if query_args is None else query_args
        if isinstance(settled, canonical.ToRoute) and arguments is not None:
            url = self._default_redirect(settled.route, arguments, query)
            if url is not None:
                return RequestRedirect(url)
            # A converter refused to write the better URL, so the request is served where it is.
            settled = canonical.settle(table, outcome, arguments, method, redirects=False)
            if settled is canonical.Verdict.MATCHED and bound is not None:
                return bound.rule, arguments
        return self._diverted(settled, arguments or {}, bound, f"{domain}|{path}", method, query)

    def _diverted(
        self,
        settled: canonical.Settled,
        arguments: Arguments,
        bound: BoundRule | None,
        path: str,
        method: str,
        query: QueryArguments,
    ) -> HTTPException:
        if isinstance(settled, canonical.NotAllowed):
            return MethodNotAllowed(valid_methods=list(settled.methods))
        if isinstance(settled, canonical.ToPath):
            return RequestRedirect(self.make_redirect_url(settled.path, query))
        if isinstance(settled, canonical.ToEndpoint):
            endpoint = settled.route.endpoint
            return RequestRedirect(self.make_alias_redirect_url(path, endpoint, arguments, method, query))
        if isinstance(settled, canonical.ToTemplate):
            return RequestRedirect(self._template_redirect(settled, arguments, bound))
        if isinstance(settled, canonical.ToAnswer):
            # The core keeps the callable as a plain object, because it calls nothing.
            target = cast("Callable[..., str]", settled.target)
            return RequestRedirect(canonical.join(self._place(), target(self, **arguments)))
        return WebsocketMismatch() if settled is canonical.Verdict.WRONG_PROTOCOL else NotFound()

    def _default_redirect(
        self, route: grammar.Route, arguments: Arguments, query: QueryArguments
    ) -> str | None:
        arguments.update(route.defaults)
        built = self._built(route, arguments, append_unknown=True)
        return None if built is None else self.make_redirect_url(built.path, query, built.domain)

    def _template_redirect(
        self, template: canonical.ToTemplate, arguments: Arguments, bound: BoundRule | None
    ) -> str:
        writers = {} if bound is None else bound.writers
        texts = [writers[name](arguments[name]) for name in template.names]
        return canonical.join(self._place(), building.filled(template.literals, texts))

    # --- Building

    def build(
        self,
        # An endpoint is any hashable object, and Werkzeug declares it so.
        endpoint: Any,
        values: Mapping[str, Any] | None = None,
        method: str | None = None,
        force_external: bool = False,
        append_unknown: bool = True,
        url_scheme: str | None = None,
    ) -> str:
        """Write the URL of an endpoint with these values; what is no variable of its rule becomes the query.

        Raises:
            BuildError: If the endpoint has no rule that suits the values and the method.
        """
        table = self.routes.table()
        if table is None:
            return super().build(endpoint, values, method, force_external, append_unknown, url_scheme)
        given = _given(values)
        place = self._place()
        for asked in building.rounds(method, self.default_method):
            built = self._first_built(
                building.candidates(table, endpoint, given, asked), given, append_unknown
            )
            if built is not None:
                return building.write(built, place, url_scheme, force_external)
        # The error looks for the closest rule, and takes the first of several in the order of building.
        self.routes.update()
        raise BuildError(endpoint, given, method, self)

    def _first_built(
        self, candidates: list[grammar.Route], values: Arguments, append_unknown: bool
    ) -> building.Built | None:
        first: building.Built | None = None
        for route in candidates:
            built = self._built(route, values, append_unknown)
            if built is None:
                continue
            if building.at_home(built, self.server_name, self.routes.host_matching):
                return built
            first = first or built
        return first

    def _built(self, route: grammar.Route, values: Arguments, append_unknown: bool) -> building.Built | None:
        """Write a route with these values, or give ``None`` if a converter refuses one."""
        bound = self.routes.bound[route.number]
        plan = bound.plan
        if plan is None:
            plan = bound.plan = building.plan(route)
        items = building.left_over(route, values) if append_unknown else None
        query = self._query(items) if items else ""
        writers = bound.writers
        try:
            texts = [writers[name](values[name]) for name in plan.names]
        except ValidationError:
            return None
        return building.fill(route, plan, texts, query)

    def _query(self, items: list[tuple[str, object]]) -> str:
        if self.routes.sort_parameters:
            items.sort(key=self.routes.sort_key)
        return building.encode_query(items)

    def _place(self) -> hosts.Place:
        return hosts.Place(
            self.url_scheme, self.server_name, self.script_name, self.subdomain, self.routes.host_matching
        )


class _Recorder:
    """Keeps the converters that a rule asks for while it is bound, each made once as the rule makes it."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._make = rule.get_converter
        self._own = "get_converter" in vars(rule)
        self.converters: dict[str, BaseConverter] = {}

    def __enter__(self) -> None:
        # `get_converter` is Rule's documented hook, and reached through the instance.
        vars(self._rule)["get_converter"] = self._record

    def __exit__(self, *_: object) -> None:
        if self._own:
            vars(self._rule)["get_converter"] = self._make
        else:
            del vars(self._rule)["get_converter"]

    def _record(
        self,
        variable_name: str,
        converter_name: str,
        # Arguments of a converter, as the rule's text has them.
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any],
    ) -> BaseConverter:
        made = self._make(variable_name, converter_name, args, kwargs)
        self.converters[variable_name] = made
        return made


def _is_usual(rule: Rule) -> bool:
    """Tell whether a rule is matched and built as Werkzeug's own class does it."""
    if type(rule) is Rule:
        return True
    own = set(vars(Rule)) - _HARMLESS - {"__module__", "__doc__", "__dict__", "__weakref__", "__hash__"}
    return all(getattr(type(rule), name) is getattr(Rule, name) for name in own)


def _facts(converter: BaseConverter) -> grammar.Converter:
    return grammar.Converter(converter.regex, converter.weight, bool(converter.part_isolating))


def _reader(converter: BaseConverter) -> Read | None:
    """Give what reads a text, or ``None`` if the text is the value."""
    inherited = type(converter).to_python is BaseConverter.to_python
    return None if inherited and "to_python" not in vars(converter) else converter.to_python


def _writer(converter: BaseConverter) -> Write:
    """Give what writes a value: the core itself, if the converter has nothing of its own to say."""
    inherited = type(converter).to_url is BaseConverter.to_url
    if inherited and "to_url" not in vars(converter):
        return building.text_of

    def write(value: object) -> str:
        return _text(converter, value)

    return write


def _converted(bound: BoundRule, texts: tuple[str, ...]) -> Arguments | None:
    """Run the converters of a rule, or give ``None`` if one refuses its text."""
    arguments: Arguments = {}
    if not texts:
        arguments.update(bound.route.defaults)
        return arguments
    try:
        for (name, read), text in zip(bound.readers, texts, strict=True):
            arguments[name] = text if read is None else read(text)
    except ValidationError:
        return None
    arguments.update(bound.route.defaults)
    return arguments


def _text(converter: BaseConverter, value: object) -> str:
    # A converter of one's own may give back a number; it is written as it would be in a format string.
    return format(converter.to_url(value))


def _given(values: Mapping[str, Any] | None) -> Arguments:
    if not values:
        return {}
    if isinstance(values, MultiDict):
        return building.folded(list(values.lists()))
    return building.given(values if isinstance(values, dict) else dict(values))


def _decoded(text: str | None) -> str | None:
    """Decode a string of the WSGI environment, which holds bytes as Latin-1."""
    return text if text is None or text.isascii() else text.encode("latin-1").decode(errors="replace")
