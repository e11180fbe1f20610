"""Decides which scopes stand around a blueprint or an endpoint.

1. A scope is a registered blueprint's dotted name, or ``None`` for the application.
2. A chain runs from the innermost scope outwards and leaves the application out.
3. An endpoint that starts with a dot is relative to the blueprint that serves the request.
"""

from __future__ import annotations


def chain(name: str | None) -> tuple[str, ...]:
    """List a blueprint's own name and the names around it: ``a.b.c`` gives ``a.b.c``, ``a.b``, ``a``."""
    if name is None:
        return ()
    names = [name]
    while "." in name:
        name = name.rpartition(".")[0]
        names.append(name)
    return tuple(names)


def owner(endpoint: str | None) -> str | None:
    """Name the blueprint that an endpoint belongs to, or ``None`` for the application's own."""
    if endpoint is None or "." not in endpoint:
        return None
    return endpoint.rpartition(".")[0]


def of_endpoint(endpoint: str) -> tuple[str, ...]:
    """List the scopes whose URL defaults apply to an endpoint, from the innermost outwards."""
    return chain(owner(endpoint))


def is_relative(endpoint: str) -> bool:
    """Tell whether an endpoint is relative to the blueprint that serves the request."""
    return endpoint.startswith(".")


def absolute(endpoint: str, blueprint: str | None) -> str:
    """Resolve an endpoint that may be relative to the blueprint which serves the request."""
    if not is_relative(endpoint):
        return endpoint
    if blueprint is None:
        return endpoint[1:]
    return blueprint + endpoint
