"""The journal, served once by each server, and its users."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.e2e.browser import Browser
from tests.e2e.serving import COMMANDS, Server, run, serving


@pytest.fixture(scope="session", params=list(COMMANDS))
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a journal with the demo's user and entries; at the end its log must hold no fault and no warning."""
    instance = tmp_path_factory.mktemp("instance")
    run(instance, "-m", "demijohn", "--app", "journal", "init-db", "--demo")
    with serving(request.param, instance) as started:
        yield started
        served = started.log
        assert started.stop() == 0
        assert re.findall(r"Traceback.*|.*Exception on.*", started.log) == []
        assert (
            re.findall(r".*\w+Warning: .*", served) == []
        )  # What gunicorn leaves open at its end is its own.


@pytest.fixture
def guest(server: Server) -> Browser:
    """Return somebody who is not logged in."""
    return Browser(server.port)


@pytest.fixture
def ada(server: Server, request: pytest.FixtureRequest) -> Browser:
    """Return a user with a name of their own."""
    return Browser(server.port).register(a_name("ada", request))


@pytest.fixture
def bob(server: Server, request: pytest.FixtureRequest) -> Browser:
    """Return another user."""
    return Browser(server.port).register(a_name("bob", request))


def a_name(person: str, request: pytest.FixtureRequest) -> str:
    """Return a name that no other test of the same server registers."""
    return f"{person}{abs(hash(request.node.nodeid)) % 10**12}"
