"""Connections to the journal: kept, cut off, many at once; what is streamed over them; and their end."""

from __future__ import annotations

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.e2e.browser import Browser
from tests.e2e.serving import COMMANDS, Server, run, serving

ENTRY = {"title": "From a program", "body": "Text.", "visibility": "public"}


def test_connections_are_kept(server: Server, ada: Browser) -> None:
    """Gunicorn answers many requests on one connection; the development server closes and says so."""
    paths = ["/", "/nowhere", "/api/v1/entries", "/static/journal.css", "/statistics"]
    with closing(ada.connect()) as connection:
        sockets: set[object] = set()
        for path in paths:
            response = ada.start(connection, "GET", path)
            response.read()
            sockets.add(connection.sock)
            closes = response.headers.get("Connection") == "close"
            assert closes is (server.kind == "development")
    assert (len(sockets - {None}), None in sockets) == (
        (1, False) if server.kind == "gunicorn" else (0, True)
    )


def test_export_in_chunks(ada: Browser) -> None:
    """The table arrives piece by piece, without a length, and is complete."""
    for number in range(30):
        ada.call(
            "POST", "/entries", {"title": f"Number {number}", "body": "x" * 15_000, "visibility": "private"}
        )
    with closing(ada.connect()) as connection:
        response = ada.start(connection, "GET", "/export.csv")
        assert (response.headers["Content-Length"], response.headers["Transfer-Encoding"]) == (
            None,
            "chunked",
        )
        chunks = list(iter(lambda: response.read1(4096), b""))
    rows = list(csv.DictReader(io.StringIO(b"".join(chunks).decode(), newline="")))
    assert len(chunks) > 30
    assert [row["title"] for row in rows] == [f"Number {29 - number}" for number in range(30)]


def test_export_that_nobody_reads_to_its_end(ada: Browser, guest: Browser) -> None:
    """A client that goes away in the middle disturbs nobody."""
    for _ in range(30):
        ada.call("POST", "/entries", {**ENTRY, "body": "x" * 15_000, "visibility": "private"})
    with closing(ada.connect()) as connection:
        assert len(ada.start(connection, "GET", "/export.csv").read(5000)) == 5000
    assert guest.get("/").status == 200


def test_two_users_at_once(ada: Browser, bob: Browser) -> None:
    """Requests at the same time keep their users apart."""

    def work(user: Browser) -> list[tuple[int, bool]]:
        found: list[tuple[int, bool]] = []
        for number in range(8):
            path = user.write(f"Private {number}", "private")
            answer = user.get(path)
            found.append((answer.status, f"Private {number}" in answer.text))
        return found

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(work, (ada, bob)))
    assert results == [[(200, True)] * 8] * 2
    titles = [re.findall(r"Private \d", user.get("/?words=Private").text) for user in (ada, bob)]
    assert [sorted(found) for found in titles] == [[f"Private {number}" for number in range(8)]] * 2


def test_many_readers_at_once(guest: Browser) -> None:
    """Forty requests from eight threads, of all kinds, are all answered."""
    paths = ["/", "/entries/1", "/statistics", "/static/journal.css", "/api/v1/entries"] * 8
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guest.get, paths))
    assert [answer.status for answer in answers] == [200] * len(paths)


@pytest.mark.parametrize("kind", list(COMMANDS))
def test_clean_shutdown(kind: str, tmp_path: Path) -> None:
    """A server that is asked to stop does, with a kept connection open, and leaves no process."""
    run(tmp_path, "-m", "demijohn", "--app", "journal", "init-db")
    with serving(kind, tmp_path) as server, closing(Browser(server.port).connect()) as kept:
        response = Browser(server.port).start(kept, "GET", "/")
        assert (response.status, response.read().endswith(b"</html>")) == (200, True)
        assert (server.stop(), server.has_processes()) == (0, False)
        assert "Traceback" not in server.log
