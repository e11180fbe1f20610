"""Visits from their beginning to their end, and what was answered."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import Final

from tests.e2e.serving import Server
from tests.served.reader import Exchange, Reader
from tests.served.visit import visit
from tests.served.visit_public import PROXY, use

# Two rules have this path, and the other one answers; the list of rules is no page of the blog.
_ANSWERED_BY_OTHERS: Final = {("admin.import_posts", "OPTIONS"), ("routes", "GET")}


def keep_diary(port: int, *, is_public: bool = False) -> tuple[list[Exchange], list[Reader]]:
    """Visit a blog, and return all that was answered, and to whom."""
    diary: list[Exchange] = []
    readers: list[Reader] = []

    def meet(name: str) -> Reader:
        # Behind the proxy each reader has an address of their own.
        headers = {**PROXY, "X_Forwarded_For": f"192.0.2.{len(readers)}"} if is_public else {}
        readers.append(Reader(port, name, diary, **headers))
        return readers[-1]

    visit(meet)
    if is_public:
        use(meet)
    return diary, readers


def differences(
    expected: list[Exchange], actual: list[Exchange]
) -> list[tuple[Exchange | None, Exchange | None]]:
    """List the exchanges that are not the same, in pairs."""
    return [pair for pair in zip_longest(expected, actual) if pair[0] != pair[1]]


def read_log(server: Server) -> tuple[list[str], set[str]]:
    """Return what an application has logged, and which warnings there were; those of gunicorn have another form."""
    # Files that an extension leaves open are warned of where the collector happens to find them, and as often.
    warnings = set(re.findall(r"\w+Warning: .*", server.log))
    return sorted(re.findall(r"(?:ERROR|WARNING|INFO) in .*", server.log)), warnings


def unvisited(port: int, diary: list[Exchange], *, is_public: bool = False) -> list[tuple[str, str]]:
    """List the rules' methods that nobody has asked for."""
    asked = {(exchange.endpoint, exchange.method) for exchange in diary}
    clerk = Reader(port, "clerk", [], **(PROXY if is_public else {}))
    rules: list[tuple[str, list[str]]] = clerk.get("/_routes").json()
    every = {(endpoint, method) for endpoint, methods in rules for method in methods}
    return sorted(every - asked - _ANSWERED_BY_OTHERS)
