"""Demijohn offers what Flask offers, name by name and signature by signature."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from tests.oracle.surface import MODULES, Call, Fact, surface

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "differences.md"
FLASK: Final = surface("flask")
DEMIJOHN: Final = surface("demijohn")


def excepted() -> list[str]:
    """The names that the document leaves out, each in a row with its reason."""
    section = re.search(r"^## Surface$(.*?)^## ", DOCUMENT.read_text(), re.MULTILINE | re.DOTALL)
    assert section is not None
    return re.findall(r"^\| `([\w.]+)` \| \S", section[1], re.MULTILINE)


def is_within(name: str, outer: str) -> bool:
    """Whether a name is another, or a member of it."""
    return name == outer or name.startswith(f"{outer}.")


def test_nothing_is_missing() -> None:
    """Every name of Flask, and every member of a class and of an object of it, is there."""
    missing = [name for name in FLASK if name not in DEMIJOHN]
    assert [] == [name for name in missing if not any(is_within(name, outer) for outer in excepted())]


def test_nothing_is_different() -> None:
    """What is there is of the same sort, takes the same calls and has the same plain value."""
    both = [(name, fact, DEMIJOHN[name]) for name, fact in FLASK.items() if name in DEMIJOHN]
    assert [] == [found for found in both if not found[2].agrees(found[1])]


def test_every_exception_is_needed() -> None:
    """The document lists no name as left out which is there."""
    assert [] == [name for name in excepted() if name not in FLASK or name in DEMIJOHN]


@pytest.mark.parametrize("module", MODULES, ids=lambda name: name or "top level")
def test_every_module_is_looked_at(module: str) -> None:
    """The comparison finds names in every documented module, so that it cannot pass by finding none."""
    assert [name for name in FLASK if is_within(name, module) or not module]


@pytest.mark.parametrize(
    "name",
    [
        "app.SessionInterface",
        "blueprints.SansioBlueprint",
        "testing.SessionMixin",
        "app.T_teardown",
        "app.Flask.route",
        "Flask().config",
        "Blueprint().deferred_functions",
        "RequestContext().url_adapter",
        "Request().blueprint",
        "views.View.<bases>",
        "sessions.SessionMixin.modified",
        "config.Config.from_envvar",
        "globals._cv_app",
    ],
)
def test_names_are_among_the_facts(name: str) -> None:
    """Names that programs use are found: imported ones, members, attributes of objects, bases, plain values."""
    assert name in FLASK


NAME: Final = ("name", "POSITIONAL_OR_KEYWORD", "")
OPTIONS: Final = ("options", "VAR_KEYWORD", "")


@pytest.mark.parametrize(
    ("ours", "is_taken"),
    [
        ((NAME, OPTIONS), True),
        ((NAME, ("methods", "KEYWORD_ONLY", "None"), OPTIONS), True),
        ((NAME, ("methods", "KEYWORD_ONLY", ""), OPTIONS), False),
        ((NAME,), False),
        ((NAME, ("methods", "POSITIONAL_OR_KEYWORD", "None"), OPTIONS), False),
        ((("name", "POSITIONAL_ONLY", ""), OPTIONS), False),
        ((("name", "POSITIONAL_OR_KEYWORD", "None"), OPTIONS), False),
        ((("title", "POSITIONAL_OR_KEYWORD", ""), OPTIONS), False),
    ],
    ids=["same", "keyword spelled out", "keyword required", "keywords refused", "other order", "other kind",
         "other default", "other name"],
)  # fmt: skip
def test_signatures_are_held_to(ours: tuple[tuple[str, str, str], ...], is_taken: bool) -> None:
    """A signature agrees only if every call that Flask takes is taken, with the same meaning."""
    theirs = Fact("method", call=Call((NAME, OPTIONS)))
    assert is_taken is Fact("method", call=Call(ours)).agrees(theirs)


def test_keywords_are_spelled_out_only_for_options() -> None:
    """Where Flask takes no further keywords, none may be added."""
    wider = Fact("method", call=Call((NAME, ("methods", "KEYWORD_ONLY", "None"))))
    assert not wider.agrees(Fact("method", call=Call((NAME,))))
