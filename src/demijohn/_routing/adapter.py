"""A map bound to one place: gathers the facts of a match or a URL, asks the core, and runs what the user wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast, overload

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import BuildError, MapAdapter, RequestRedirect, Rule, ValidationError, WebsocketMismatch

from demijohn.core import building, canonical, hosts, matching, rule as grammar

from .bound import Arguments, BoundRule, converted

if TYPE_CHECKING:
    from .map import RouteMap

Routed: TypeAlias = "tuple[Rule, Arguments]"
QueryArguments: TypeAlias = "Mapping[str, Any] | str"


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
            table, domain, path, method, self.websocket if websocket is None else bool(websocket)
        )
        bound: BoundRule | None = None
        arguments: Arguments | None = None
        if isinstance(outcome, matching.Hit):
            bound = routes.bound[outcome.route.number]
            arguments = converted(bound, outcome.texts)
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
        return _refusal(settled)

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
            first: building.Built | None = None
            for route in building.candidates(table, endpoint, given, asked):
                built = self._built(route, given, append_unknown)
                if built is not None and building.at_home(built, place):
                    return building.write(built, place, url_scheme, bool(force_external))
                first = first or built
            if first is not None:
                return building.write(first, place, url_scheme, bool(force_external))
        # The error looks for the closest rule, and takes the first of several in the order of building.
        self.routes.update()
        raise BuildError(endpoint, given, method, self)

    def _built(self, route: grammar.Route, values: Arguments, append_unknown: bool) -> building.Built | None:
        """Write a route with these values, or give ``None`` if a converter refuses one."""
        bound = self.routes.bound[route.number]
        plan = bound.plan
        if plan is None:
            plan = bound.plan = building.plan(route)
        items = building.left_over(route, values) if values and append_unknown else None
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
            self.url_scheme or "",
            self.server_name,
            self.script_name,
            self.subdomain,
            self.routes.host_matching,
        )


def refusal_of(miss: matching.Miss) -> HTTPException:
    """Make the exception of a request that no rule serves."""
    return _refusal(canonical.missed(miss))


def _refusal(settled: canonical.Settled) -> HTTPException:
    if isinstance(settled, canonical.NotAllowed):
        return MethodNotAllowed(valid_methods=list(settled.methods))
    return WebsocketMismatch() if settled is canonical.Verdict.WRONG_PROTOCOL else NotFound()


def _given(values: Mapping[str, Any] | None) -> Arguments:
    if not values:
        return {}
    if isinstance(values, MultiDict):
        return building.folded(list(values.lists()))
    return building.given(values if isinstance(values, dict) else dict(values))
