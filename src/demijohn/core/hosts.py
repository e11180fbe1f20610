"""Decides which part of the web an application answers for: server name, subdomain, scheme.

1. With host matching a rule's domain is the whole host; without it, what stands before the server name.
2. The port that a scheme implies is never part of a name.
3. A host outside the server name gets a subdomain that no rule can have, so that nothing matches.
"""

from __future__ import annotations

from typing import Final, final

from demijohn.core.value import Value

INVALID_SUBDOMAIN: Final = "<invalid>"

_IMPLIED_PORT: Final[dict[str, str]] = {"http": ":80", "ws": ":80", "https": ":443", "wss": ":443"}
_SECURE: Final = frozenset({"https", "wss"})
_WEBSOCKET: Final = frozenset({"ws", "wss"})


@final
class Place(Value):
    """Where an adapter is bound: what is needed to write the address of a path."""

    __match_args__ = ("scheme", "server_name", "script_name", "subdomain", "host_matching")
    __slots__ = __match_args__

    def __init__(
        self, scheme: str, server_name: str, script_name: str, subdomain: str | None, host_matching: bool
    ) -> None:
        self.scheme: Final = scheme
        self.server_name: Final = server_name
        self.script_name: Final = script_name
        self.subdomain: Final = subdomain
        self.host_matching: Final = host_matching


@final
class Seat(Value):
    """The server name and subdomain of a request. ``stray`` says that its host is outside the server name."""

    __match_args__ = ("server_name", "subdomain", "stray")
    __slots__ = __match_args__

    def __init__(self, server_name: str, subdomain: str | None, stray: bool = False) -> None:
        self.server_name: Final = server_name
        self.subdomain: Final = subdomain
        self.stray: Final = stray


@final
class Wanted(Value):
    """The server name and subdomain to bind a request to; ``None`` leaves it to the request's host."""

    __match_args__ = ("server_name", "subdomain")
    __slots__ = __match_args__

    def __init__(self, server_name: str | None, subdomain: str | None) -> None:
        self.server_name: Final = server_name
        self.subdomain: Final = subdomain


def wanted(
    configured: str | None, host_matching: bool, subdomain_matching: bool, default_subdomain: str
) -> Wanted:
    """Decide what an application asks of its map for a request.

    Under host matching the configured name is left out, for it would hide the host that has to be matched.
    """
    if host_matching:
        return Wanted(None, None)
    return Wanted(configured, None if subdomain_matching else default_subdomain)


def seat(host: str, scheme: str, server_name: str | None, subdomain: str | None, host_matching: bool) -> Seat:
    """Find the subdomain that a request's host (without an implied port) has under a server name."""
    host = host.lower()
    name = host if server_name is None else without_implied_port(server_name.lower(), scheme)
    if subdomain is not None or host_matching:
        return Seat(name, subdomain)
    labels = host.split(".")
    split = len(labels) - len(name.split("."))
    if split < 0 or labels[split:] != name.split("."):
        return Seat(name, INVALID_SUBDOMAIN, stray=True)
    return Seat(name, ".".join([label for label in labels[:split] if label]))


def without_implied_port(name: str, scheme: str) -> str:
    """Drop the port that the scheme implies."""
    port = _IMPLIED_PORT.get(scheme)
    return name[: -len(port)] if port is not None and name.endswith(port) else name


def ascii_name(name: str) -> str | None:
    """Encode a host name for the wire, or ``None`` if it is none; a port is no part of the name."""
    bare, colon, port = name.partition(":")
    if (
        bare.isascii() and len(bare) < 64 and not bare.startswith(".") and ".." not in bare
    ):  # as nearly all are
        return name
    try:
        return bare.encode("idna").decode("ascii") + colon + port
    except UnicodeError:
        return None


def request_scheme(scheme: str, connection: str, upgrade: str) -> str:
    """Decide the scheme of a request, which its headers may turn into a websocket's."""
    if upgrade.lower() != "websocket":
        return scheme
    if "upgrade" not in [word.strip() for word in connection.lower().split(",")]:
        return scheme
    return "wss" if scheme == "https" else "ws"


def is_secure(scheme: str) -> bool:
    """Tell whether a scheme is an encrypted one."""
    return scheme in _SECURE


def is_websocket(scheme: str) -> bool:
    """Tell whether a scheme is a websocket's."""
    return scheme in _WEBSOCKET


def domain(server_name: str, subdomain: str | None, host_matching: bool) -> str:
    """Give the text that the domain of a rule is compared with."""
    return server_name if host_matching or subdomain is None else subdomain


def default_host(subdomain: object, server_name: object) -> str:
    """Write the host of a request that names none; either part may be missing, and only its truth says so."""
    name = server_name or "localhost"
    return f"{subdomain}.{name}" if subdomain else f"{name}"


def base_url(scheme: object, host: str, root: str) -> str:
    """Write the URL that an application is served under."""
    return f"{scheme}://{host}/{root.lstrip('/')}"


def listening_address(server_name: str, host: str | None, port: str | int | None) -> tuple[str, int]:
    """Choose where the development server listens; an unset host or port is the server name's, or else its own.

    Raises:
        ValueError: If the port is no number.
    """
    name, _, number = server_name.partition(":")
    if port is None or port == "":
        port = number or 5000
    return host or name or "127.0.0.1", int(port)


def host_of(place: Place, domain_part: str | None) -> str:
    """Write the host of a rule's domain; without one, the host that is bound."""
    if place.host_matching:
        return place.server_name if domain_part is None else domain_part
    subdomain = place.subdomain if domain_part is None else domain_part
    return f"{subdomain}.{place.server_name}" if subdomain else place.server_name
