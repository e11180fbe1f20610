"""The blog is the same under Flask and under demijohn: its commands, and all that it answers over HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.e2e.serving import Server
from tests.served.conftest import BUILD, OTHERS, Instances, Said
from tests.served.diary import differences, keep_diary, read_log, unvisited
from tests.served.reader import Reader, signatures
from tests.served.sides import BLOG, FLASK, OURS, Side
from tests.served.visit import SAMPLE

# Help and usage name the program.
_PROGRAM: Final = re.compile(r"python -m (?:flask|demijohn(?:\.as_flask)?)|\b(?:flask|demijohn)\b")


def plain(said: Said) -> Said:
    """Take out of what a command said how the command was called."""
    code, out, err = said
    return code, _PROGRAM.sub("(program)", out), _PROGRAM.sub("(program)", err)


def test_the_blog_knows_nothing_of_demijohn() -> None:
    """Modules and templates of the blog are written for Flask: they name nothing else."""
    files = [path for part in ("blog", "public", "tests") for path in (BLOG / part).rglob("*.*[yl]")]
    assert {"__init__.py", "base.html", "feed.xml"} <= {path.name for path in files}
    assert [] == [path for path in files if "demijohn" in path.read_text(encoding="utf-8")]


def test_setting_up_is_the_same(instances: Instances) -> None:
    """Migrations, translations, an account and posts to look at are made by the same commands, which say the same."""
    expected, actual = (instances.set_up(side) for side in (FLASK, OURS["module"]))
    assert expected == actual


def test_commands_are_the_same(instances: Instances) -> None:
    """Every other command has the same code and says the same, also when it was typed badly."""
    sides = {
        side: instances.copy(side, f"commands-{number}")
        for number, side in enumerate((FLASK, OURS["module"]))
    }
    expected, actual = (
        {name: plain(side.run(folder, *command)) for name, command in OTHERS.items()}
        for side, folder in sides.items()
    )
    assert expected == actual


def test_every_way_has_the_commands(instances: Instances, ours: Side, request: pytest.FixtureRequest) -> None:
    """The blog's commands are there whichever way demijohn stands for Flask."""
    folder = instances.copy(FLASK, request.node.name)
    assert (0, "ada\nbert\nroot admin\n", "") == ours.run(folder, "accounts", "list")


@pytest.fixture(scope="module")
def theirs(instances: Instances) -> Iterator[Server]:
    """Serve the blog with Flask."""
    with FLASK.develop(instances.copy(FLASK, "visited-flask")) as server:
        yield server


@pytest.fixture(scope="module")
def served(instances: Instances) -> Iterator[Server]:
    """Serve the blog with demijohn."""
    side = OURS["option"]
    with side.develop(instances.copy(OURS["module"], "visited-ours")) as server:
        yield server


def test_visit_is_the_same(theirs: Server, served: Server) -> None:
    """Every page, and every mistake, is answered with the same status, headers and body."""
    (expected, guests), (actual, others) = (keep_diary(server.port) for server in (theirs, served))
    assert [] == differences(expected, actual)
    assert {("flask.app", "none")} == signatures(guests)
    assert {("demijohn.app", BUILD)} == signatures(others)
    assert [] == unvisited(theirs.port, actual)
    assert read_log(theirs) == read_log(served)


def test_cookies_are_good_for_both(theirs: Server, served: Server) -> None:
    """A session that one of them has opened, and a remembered login, go on with the other."""
    for here, there in ((theirs, served), (served, theirs)):
        bert = Reader(here.port, "bert", [])
        assert bert.log_in("bert", SAMPLE, remember="y").status == 302
        for name in ("session", "remember_token"):
            visitor = Reader(there.port, "bert", [])
            visitor.cookies[name] = bert.cookies[name]
            assert 'href="/authors/bert">bert</a>' in visitor.get("/").text
