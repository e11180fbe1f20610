"""A visit to what only the public blog has: its API, and how it answers browsers and other sites."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from tests.served.reader import HOST, Reader
from tests.served.visit import SAMPLE, Meet

PROXY: Final[Mapping[str, str]] = MappingProxyType(
    {"X_Forwarded_Proto": "https", "Referer": f"https://{HOST}/"}
)
JSON: Final = {"Content-Type": "application/json"}
POST: Final = "/api/posts/plums-pears"


def use(meet: Meet) -> None:
    """Do all of it; who is met writes it down."""
    read(meet("program"))
    send(meet("ada"))
    ask_across(meet("other site"))
    compress(meet("browser"))
    come_without_proxy(meet("plain"))


def read(program: Reader) -> None:
    """Read lists and posts, also of what is not there."""
    for path in ("", "?page=2", "?words=pears", "?page=99", "?page=x", "/plums-pears", "/none", "/"):
        program.get(f"/api/posts{path}")
        program.get(f"/api/posts{path}")
    program.get("/api/nowhere")
    for method in ("HEAD", "OPTIONS", "PUT"):
        for path in ("/api/posts", POST, f"{POST}/comments"):
            program.send(method, path)
    program.send("POST", f"{POST}/comments", b'{"body": "x"}', JSON)


def send(ada: Reader) -> None:
    """Send a comment as JSON, and what is none; from an address each, for it depends on the worker what is too much."""
    ada.log_in("ada", SAMPLE)
    path = f"{POST}/comments"
    for number, body in enumerate(
        (b'{"body": "By a program"}', b'{"body": "", "id": 1, "x": null}', b"[]", b"{}")
    ):
        ada.send("POST", path, body, {**JSON, "X-Forwarded-For": f"192.0.2.{number}"})
    ada.get(POST)
    for number, body in enumerate((b"", b"{", b"null", b"[1]", b"\xff")):
        address = {"X-Forwarded-For": f"198.51.100.{number}"}
        ada.send("POST", path, body, {**JSON, **address})
        ada.send("POST", path, body, address)
    ada.send("POST", "/api/posts/none/comments", b"{}", {**JSON, "X-Forwarded-For": "203.0.113.1"})


def ask_across(site: Reader) -> None:
    """Ask as a browser does for pages of other sites."""
    for origin in ("https://reader.example", "https://other.example", "null", ""):
        for path in ("/api/posts", "/", "/api/nowhere"):
            site.get(path, Origin=origin)
            asked = {"Origin": origin, "Access-Control-Request-Method": "POST"}
            site.send("OPTIONS", path, headers={**asked, "Access-Control-Request-Headers": "content-type, x"})


def compress(browser: Reader) -> None:
    """Take pages, files and lists in each encoding."""
    for encoding in ("gzip", "br", "deflate", "zstd", "gzip;q=0", "*", "br;q=0.5, gzip", "nonsense"):
        for path in ("/tags/wood", "/static/blog.css", "/api/posts", "/auth/logout"):
            browser.get(path, Accept_Encoding=encoding)


def come_without_proxy(plain: Reader) -> None:
    """Come over plain HTTP, and be sent to the other one."""
    for path in ("/", "/auth/login?next=/", "/api/posts", "/static/blog.css", "/nowhere"):
        plain.get(path, X_Forwarded_Proto="http")
    plain.send("POST", "/auth/login", b"name=x", {"X-Forwarded-Proto": "http"})
