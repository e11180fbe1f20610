"""Werkzeug's Map and Rule, and the core that decides for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter, Rule, RuleFactory

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.wrappers import Request

# The values of a match are whatever the converters made, which only a view's signature knows.
Routed: TypeAlias = "tuple[Rule, Mapping[str, Any]]"
QueryArguments: TypeAlias = "Mapping[str, Any] | str"


class RouteMap(Map):
    """The rules of an application, which notes what is added to it."""

    clock: int = 0

    def add(self, rulefactory: RuleFactory, origin: object = None) -> None:
        """Add a rule, or the rules of a factory, and note where they were registered."""
        super().add(rulefactory)
        self.clock += 1

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
        """Bind the map to a place in the web that it serves."""
        return _adapter(
            super().bind(
                server_name, script_name, subdomain, url_scheme, default_method, path_info, query_args
            )
        )

    def bind_to_environ(
        self,
        environ: WSGIEnvironment | Request,
        server_name: str | None = None,
        subdomain: str | None = None,
    ) -> RouteAdapter:
        """Bind the map to the request that a WSGI environment describes."""
        return _adapter(super().bind_to_environ(environ, server_name, subdomain))


class RouteAdapter(MapAdapter):
    """A map bound to one place, and often to one request."""

    def route(
        self,
        path_info: str | None = None,
        method: str | None = None,
        query_args: QueryArguments | None = None,
        websocket: bool | None = None,
    ) -> Routed | HTTPException:
        """Match a request and give back the exception that :meth:`match` would raise."""
        try:
            return self.match(path_info, method, True, query_args, websocket)
        except HTTPException as error:
            return error


def _adapter(plain: MapAdapter) -> RouteAdapter:
    """Bind to the place that a plain adapter stands for."""
    return RouteAdapter(
        plain.map,
        plain.server_name,
        plain.script_name,
        plain.subdomain,
        plain.url_scheme,
        plain.path_info,
        plain.default_method,
        plain.query_args,
    )
