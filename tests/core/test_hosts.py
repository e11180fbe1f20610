"""Which part of the web an application answers for."""

from __future__ import annotations

import pytest

from demijohn.core import hosts
from demijohn.core.hosts import Place, Seat, Wanted


@pytest.mark.parametrize(
    ("host", "scheme", "server_name", "subdomain", "host_matching", "seat"),
    [
        pytest.param("a.com", "http", None, None, False, Seat("a.com", ""), id="the host itself"),
        pytest.param("X.a.com", "http", "A.com", None, False, Seat("a.com", "x"), id="case is no matter"),
        pytest.param("x.y.a.com", "http", "a.com", None, False, Seat("a.com", "x.y"), id="two labels"),
        pytest.param("x..a.com", "http", "a.com", None, False, Seat("a.com", "x"), id="empty labels"),
        pytest.param("x.a.com", "https", "a.com:443", None, False, Seat("a.com", "x"), id="implied port"),
        pytest.param(
            "x.a.com",
            "http",
            "a.com:443",
            None,
            False,
            Seat("a.com:443", "<invalid>", stray=True),
            id="other port",
        ),
        pytest.param(
            "b.com", "http", "a.com", None, False, Seat("a.com", "<invalid>", stray=True), id="stray"
        ),
        pytest.param(
            "com", "http", "a.com", None, False, Seat("a.com", "<invalid>", stray=True), id="shorter"
        ),
        pytest.param("b.com", "http", "a.com", "", False, Seat("a.com", ""), id="a subdomain is asked for"),
        pytest.param("x.a.com", "http", None, None, True, Seat("x.a.com", None), id="host matching"),
    ],
)
def test_a_request_has_a_seat(
    host: str, scheme: str, server_name: str | None, subdomain: str | None, host_matching: bool, seat: Seat
) -> None:
    """The subdomain is what stands before the server name; a stray host gets one that matches nothing."""
    assert seat == hosts.seat(host, scheme, server_name, subdomain, host_matching)


@pytest.mark.parametrize(
    ("configured", "host_matching", "subdomain_matching", "default", "wanted"),
    [
        pytest.param("a.com", True, True, "w", Wanted(None, None), id="host matching"),
        pytest.param("a.com", False, True, "w", Wanted("a.com", None), id="subdomain matching"),
        pytest.param("a.com", False, False, "w", Wanted("a.com", "w"), id="neither"),
        pytest.param(None, False, False, "", Wanted(None, ""), id="nothing configured"),
    ],
)
def test_an_application_asks_for_a_server_name_and_a_subdomain(
    configured: str | None, host_matching: bool, subdomain_matching: bool, default: str, wanted: Wanted
) -> None:
    """Without subdomain matching the default one is forced; host matching looks at the host alone."""
    assert wanted == hosts.wanted(configured, host_matching, subdomain_matching, default)


@pytest.mark.parametrize(
    ("name", "scheme", "bare"),
    [
        ("a:80", "http", "a"),
        ("a:80", "ws", "a"),
        ("a:443", "wss", "a"),
        ("a:80", "https", "a:80"),
        ("a:80", "ftp", "a:80"),
        ("a", "http", "a"),
    ],
)
def test_an_implied_port_is_dropped(name: str, scheme: str, bare: str) -> None:
    """Only the port that belongs to the scheme."""
    assert bare == hosts.without_implied_port(name, scheme)


@pytest.mark.parametrize(
    ("name", "encoded"),
    [
        ("a.com:81", "a.com:81"),
        ("ü.de:80", "xn--tda.de:80"),
        ("a." * 40 + "b", "a." * 40 + "b"),
        ("", ""),
        (".a", None),
        ("a..b", None),
        ("x" * 64, None),
        ("x" * 63 + ":443", "x" * 63 + ":443"),
    ],
)
def test_a_name_is_encoded_for_the_wire(name: str, encoded: str | None) -> None:
    """A port is left as it is, and what cannot be a name is refused."""
    assert encoded == hosts.ascii_name(name)


@pytest.mark.parametrize(
    ("scheme", "connection", "upgrade", "found"),
    [
        pytest.param("http", "", "", "http", id="plain"),
        pytest.param("http", "keep-alive, Upgrade", "WebSocket", "ws", id="upgrade"),
        pytest.param("https", "upgrade", "websocket", "wss", id="secure upgrade"),
        pytest.param("http", "upgrade", "h2c", "http", id="to something else"),
        pytest.param("http", "keep-alive", "websocket", "http", id="not asked for"),
    ],
)
def test_headers_turn_a_request_into_a_websocket(
    scheme: str, connection: str, upgrade: str, found: str
) -> None:
    """Both headers have to say so."""
    assert found == hosts.request_scheme(scheme, connection, upgrade)


@pytest.mark.parametrize("scheme", ["http", "https", "ws", "wss", ""])
def test_schemes_are_secure_or_websocket(scheme: str) -> None:
    """``wss`` is both, and no scheme is neither."""
    assert (scheme in {"https", "wss"}, scheme in {"ws", "wss"}) == (
        hosts.is_secure(scheme),
        hosts.is_websocket(scheme),
    )


@pytest.mark.parametrize(
    ("subdomain", "host_matching", "domain"),
    [("x", False, "x"), ("", False, ""), (None, False, "a.com"), (None, True, "a.com"), ("x", True, "a.com")],
)
def test_the_domain_is_the_subdomain_or_the_host(
    subdomain: str | None, host_matching: bool, domain: str
) -> None:
    """What a rule's domain is compared with."""
    assert domain == hosts.domain("a.com", subdomain, host_matching)


@pytest.mark.parametrize(
    ("subdomain", "host_matching", "asked", "host"),
    [
        pytest.param("x", False, None, "x.a.com", id="the bound subdomain"),
        pytest.param("x", False, "y", "y.a.com", id="another subdomain"),
        pytest.param("x", False, "", "a.com", id="no subdomain"),
        pytest.param(None, False, None, "a.com", id="none is bound"),
        pytest.param(None, True, None, "a.com", id="the bound host"),
        pytest.param(None, True, "b.com", "b.com", id="another host"),
    ],
)
def test_the_host_of_a_domain(
    subdomain: str | None, host_matching: bool, asked: str | None, host: str
) -> None:
    """A subdomain is put before the server name; under host matching the domain is the host."""
    assert host == hosts.host_of(Place("http", "a.com", "/", subdomain, host_matching), asked)


@pytest.mark.parametrize(
    ("subdomain", "server_name", "host"),
    [
        pytest.param(None, None, "localhost", id="nothing"),
        pytest.param(None, "shop.example:81", "shop.example:81", id="server-name"),
        pytest.param("jars", "shop.example", "jars.shop.example", id="both"),
        pytest.param("jars", None, "jars.localhost", id="subdomain"),
        pytest.param("", "", "localhost", id="empty"),
    ],
)
def test_a_request_that_names_no_host_has_one(
    subdomain: str | None, server_name: str | None, host: str
) -> None:
    """It is the server name below the subdomain, and without a server name this machine."""
    assert host == hosts.default_host(subdomain, server_name)


@pytest.mark.parametrize(
    ("root", "url"),
    [("/", "http://a/"), ("", "http://a/"), ("/shop", "http://a/shop"), ("//x/", "http://a/x/")],
)
def test_an_application_is_served_under_a_url(root: str, url: str) -> None:
    """One slash stands between the host and the root, however the root is written."""
    assert url == hosts.base_url("http", "a", root)


@pytest.mark.parametrize(
    ("server_name", "host", "port", "address"),
    [
        pytest.param("", None, None, ("127.0.0.1", 5000), id="nothing"),
        pytest.param("shop.example:81", None, None, ("shop.example", 81), id="server-name"),
        pytest.param("shop.example", "", "", ("shop.example", 5000), id="server-name-without-port"),
        pytest.param("shop.example:81", "0.0.0.0", 0, ("0.0.0.0", 0), id="both-given"),
        pytest.param(":81", None, "82", ("127.0.0.1", 82), id="port-as-text"),
    ],
)
def test_the_development_server_listens_somewhere(
    server_name: str, host: str | None, port: str | int | None, address: tuple[str, int]
) -> None:
    """What is given goes before the server name, and that before the server's own; port 0 is one that is given."""
    assert address == hosts.listening_address(server_name, host, port)
