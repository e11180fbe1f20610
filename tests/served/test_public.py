"""Twelve extensions at once, in gunicorn's workers: the public blog is the same under Flask and under demijohn."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import repeat
from typing import Final

import pytest

from tests.e2e.browser import Answer
from tests.e2e.serving import Server
from tests.served.conftest import BUILD, Instances
from tests.served.diary import differences, keep_diary, read_log, unvisited
from tests.served.reader import HOST, Exchange, Reader, signatures
from tests.served.sides import FLASK, OURS
from tests.served.visit import SAMPLE
from tests.served.visit_public import PROXY

MODULE: Final = OURS["module"]


@pytest.fixture(scope="module")
def theirs(instances: Instances) -> Iterator[Server]:
    """Serve the public blog with Flask."""
    with FLASK.gunicorn(instances.copy(FLASK, "public-flask")) as server:
        yield server


@pytest.fixture(scope="module")
def served(instances: Instances) -> Iterator[Server]:
    """Serve the public blog with demijohn, and look at the end that the server stops as it should."""
    with MODULE.gunicorn(instances.copy(MODULE, "public-ours")) as server:
        yield server
        assert server.stop() == 0


def test_visit_is_the_same(theirs: Server, served: Server) -> None:
    """Every page, the API, and every mistake are answered with the same status, headers and body."""
    (expected, guests), (actual, others) = (
        keep_diary(server.port, is_public=True) for server in (theirs, served)
    )
    assert [] == differences(expected, actual)
    assert {("flask.app", "none")} == signatures(guests)
    assert {("demijohn.app", BUILD)} == signatures(others)
    assert [] == unvisited(served.port, actual, is_public=True)
    assert read_log(theirs) == read_log(served)


def workers(server: Server) -> list[int]:
    """Return the processes that answer."""
    return [int(number) for number in re.findall(r"Booting worker with pid: (\d+)", server.log)]


@contextmanager
def resting(worker: int) -> Generator[None]:
    """Let a worker take no connections, so that another one has to."""
    os.kill(worker, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(worker, signal.SIGCONT)


def test_workers_share_the_blog(served: Server) -> None:
    """Both workers run this build of demijohn, and what one of them keeps, the other one finds."""
    first, second = workers(served)
    ada = Reader(served.port, "ada", [], **PROXY)
    guest = Reader(served.port, "guest", [], **PROXY)
    with resting(second):
        assert ada.log_in("ada", SAMPLE).status == 302
        listed = guest.get("/api/posts?words=shared")
    with resting(first):
        path = ada.post("Shared words")
        assert listed.body == guest.get("/api/posts?words=shared").body
    with resting(second):
        assert "<h1>Shared words</h1>" in ada.get(path).text
    answers = [*ada.answered, *guest.answered]
    assert {str(first), str(second)} == {answer.headers["X-Process"] for answer in answers}
    assert {("demijohn.app", BUILD)} == signatures([ada, guest])


def test_many_at_once(theirs: Server, served: Server) -> None:
    """Eight authors write at the same time, four in German and four in French, and each four are answered alike."""
    stories: list[list[Exchange]] = []
    for server in (theirs, served):
        with ThreadPoolExecutor(8) as pool:
            stories += pool.map(write_story, repeat(server.port), range(8))
    assert stories[:2] * 8 == stories


def write_story(port: int, number: int) -> list[Exchange]:
    """Register, write and read as an author of one's own; return what was answered, without the author's name."""
    diary: list[Exchange] = []
    name = f"author{number}"
    author = Reader(port, "author", diary, **PROXY, X_Forwarded_For=f"203.0.113.{number}")
    author.get("/language/de" if number % 2 else "/language/fr")
    author.register(name)
    path = author.post(f"The story of {name}", body=name * 50, tags=name)
    for _ in range(3):
        author.submit(f"{path}/comments/", body=f"I am {name}.")
        author.get(f"/tags/{name}")
        author.get(f"/authors/{name}")
        author.get(f"/api{path}")
    return [anonymous(exchange, name) for exchange in diary]


def anonymous(exchange: Exchange, name: str) -> Exchange:
    """Take out of an exchange the author's name, and the numbers of comments, which all authors share."""
    return replace(
        exchange,
        path=_plain(exchange.path, name),
        headers=tuple(_plain(header, name) for header in exchange.headers),
        body=_plain(exchange.body, name),
    )


def _plain(text: str, name: str) -> str:
    text = re.sub(r"comment-\d+", "comment-n", text.replace(name, "author"))
    return re.sub(r"comments/\d+/|\"id\":\d+", "(number)", text)


def test_limits_count(theirs: Server, served: Server) -> None:
    """Of one address's tries the eleventh is refused, and each answer says how many are left."""
    expected, actual = (try_passwords(server) for server in (theirs, served))
    assert expected == actual
    assert [422] * 10 + [429] == [status for status, _ in actual]


def try_passwords(server: Server) -> list[tuple[int, str | None]]:
    """Try passwords on one connection, which one worker keeps; return each status, and how many tries are left."""
    reader = Reader(server.port, "thief", [], **PROXY, X_Forwarded_For="198.51.100.99")
    form = {"Content-Type": "application/x-www-form-urlencoded", **reader.headers}
    with closing(reader.connect()) as connection:
        answers: list[Answer] = []
        body = f"csrf_token={reader.secret()}&name=ada&password=wrong".encode()
        for _ in range(11):
            response = reader.start(connection, "POST", "/auth/login", body, form)
            answers.append(Answer(response.status, response.headers, response.read()))
    assert 1 == len({answer.headers["X-Process"] for answer in answers})
    return [(answer.status, answer.headers["X-RateLimit-Remaining"]) for answer in answers]


def test_addresses_are_those_of_the_proxy(served: Server) -> None:
    """Addresses in answers have the scheme and the host that the reader used."""
    reader = Reader(served.port, "reader", [], **PROXY)
    assert f"https://{HOST}/posts/" in reader.get("/feed.xml").text
