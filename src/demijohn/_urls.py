"""Where URLs are built from: the request that is active, or the configured server name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from werkzeug.wsgi import get_host

from . import _active
from ._border import plain
from ._routing import request_host
from .core import building, explain, hosts, problem, scope
from .globals import _cv_request

if TYPE_CHECKING:
    from werkzeug.routing import MapAdapter

    from .app import Flask
    from .wrappers import Request


class Place(NamedTuple):
    """What a URL is built with."""

    adapter: MapAdapter
    endpoint: str
    external: bool


def adapter(app: Flask, request: Request | None) -> MapAdapter | None:
    """Bind the URL map of an application to a request, or without one to the configured server name."""
    server_name: str | None = app.config["SERVER_NAME"]
    if request is None:
        if server_name is None:
            return None
        return app.url_map.bind(
            server_name,
            script_name=app.config["APPLICATION_ROOT"],
            url_scheme=app.config["PREFERRED_URL_SCHEME"],
        )
    _check_host(app, request)
    url_map = app.url_map
    wanted = hosts.wanted(
        server_name, url_map.host_matching, bool(app.subdomain_matching), url_map.default_subdomain or ""
    )
    return url_map.bind_to_environ(
        request.environ, server_name=wanted.server_name, subdomain=wanted.subdomain
    )


def _check_host(app: Flask, request: Request) -> None:
    trusted: list[str] | None = app.config["TRUSTED_HOSTS"]
    if trusted is not None:
        request.trusted_hosts = trusted
    # The host is worked out now, so that one which is not trusted is refused before anything else happens.
    trusted = request.trusted_hosts
    environ = request.environ
    request.host = get_host(environ, trusted) if trusted else request_host(environ)  # pyright: ignore[reportAttributeAccessIssue]  # A cached property can be set.


def place(app: Flask, endpoint: str, scheme: str | None, external: bool | None) -> Place:
    """Find what a URL is built with.

    Raises:
        RuntimeError: If there is neither a request nor a server name, or the request's host is not trusted.
        ValueError: If a scheme is given for a URL that is not external.
    """
    endpoint = plain(endpoint)
    ctx = _cv_request.get(None)
    if ctx is not None:
        found = ctx.url_adapter
        if scope.is_relative(endpoint):
            endpoint = scope.absolute(endpoint, ctx.request.blueprint)
    else:
        app_ctx = _active.app_ctx()
        found = app.create_url_adapter(None) if app_ctx is None else app_ctx.url_adapter
        if found is None:
            raise explain.error(problem.NoServerName(endpoint))
    leaves = building.leaves_site(ctx is not None, scheme, external)
    if scheme is not None and not leaves:
        raise explain.error(problem.SchemeNeedsExternal(endpoint, plain(scheme)))
    if found is None:
        raise explain.error(problem.HostNotTrusted(endpoint))
    return Place(found, endpoint, leaves)
