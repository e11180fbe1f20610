"""The bench itself: it sees every sort of difference, and leaves out only what it says it leaves out."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest
from werkzeug.exceptions import NotFound

from tests.oracle.collect import scenario, table
from tests.oracle.lab import FLASK, Lab, run
from tests.oracle.transcript import Line, Raised, anonymous, differences, head, header_lines, raised, show


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ("It broke", "It broke.  Mend it."),
        ("It broke", "It broke.\nMend it."),
        ("It broke", "It broke:\n\n- here"),
        ("It broke", "It broke"),
        ("It broke", "  It broke!"),
        ("version 1.2 of 'a.b' broke", "version 1.2 of 'a.b' broke. Mend it"),
        ("", ""),
    ],
)
def test_head_is_the_first_sentence(expected: str, message: str) -> None:
    """The head of a message ends with its first sentence or line, without the closing mark."""
    assert expected == head(message)


@pytest.mark.parametrize(
    ("flask", "demijohn"),
    [
        (Line("a"), Line("b")),
        (Line("a"), Raised("a", "")),
        (Raised("KeyError", "It broke"), Raised("LookupError", "It broke")),
        (Raised("KeyError", "It broke. Mend it."), Raised("KeyError", "Mend it.")),
        (Raised("KeyError", "It broke"), Raised("KeyError", "Oh: it broke")),
    ],
    ids=["text", "kind", "class", "head", "beginning"],
)
def test_difference_shows_both_sides(flask: Line | Raised, demijohn: Line | Raised) -> None:
    """Another text, class or head of a message is a difference, and both sides are shown whole."""
    found = differences([Line("same"), flask], [Line("same"), demijohn])
    assert f"--- all of flask\nsame\n{flask.text}\n--- all of demijohn\nsame\n{demijohn.text}" in found


def test_missing_entry_is_a_difference() -> None:
    """A transcript that ends early, or goes on, or has another order, does not agree."""
    one, two = Line("1"), Line("2")
    assert all(
        map(
            bool,
            [
                differences([one, two], [one]),
                differences([one], [one, two]),
                differences([one, two], [two, one]),
            ],
        )
    )
    assert not differences([one, two], [one, two])


def test_longer_message_agrees() -> None:
    """A message may go on after Flask's first sentence."""
    flask = Raised("ValueError", "URL rule 'x' must start with a slash.")
    demijohn = Raised("ValueError", "URL rule 'x' must start with a slash.\nIt is registered at app.py:3.")
    assert not differences([flask], [demijohn])


def test_text_of_http_exceptions_counts_whole() -> None:
    """An HTTP exception is Werkzeug's own: all of its text is compared."""
    assert Line("raised NotFound: 404 Not Found: gone. Go.") == raised(NotFound("gone. Go."))
    assert Raised("KeyError", "x") == raised(KeyError("x"))


def test_headers_are_compared_but_for_dates() -> None:
    """Dates are left out and the methods of Allow are sorted; everything else stays, in its order."""
    headers = [
        ("X-B", "2"), ("X-A", "1"), ("Date", "now"), ("Expires", "later"), ("Allow", "POST, GET"), ("Last-Modified", "then"),
        ("Set-Cookie", "a=b; Expires=Mon, 1 Jan; Path=/"),
    ]  # fmt: skip
    expected = [
        "    X-B: 2", "    X-A: 1", "    Date: <date>", "    Expires: <date>", "    Allow: GET, POST", "    Last-Modified: then",
        "    Set-Cookie: a=b; Expires=<date>; Path=/",
    ]  # fmt: skip
    assert expected == header_lines(headers)


def test_values_are_shown_without_what_differs_by_chance() -> None:
    """Addresses, the order of a set and the package's name say nothing; classes and functions go by name."""
    assert "<x object at 0x>" == anonymous("<x object at 0x7f12ab34cd56>")
    assert "<package.g of 'a'>" == anonymous("<flask.g of 'a'>") == anonymous("<demijohn.g of 'a'>")
    value: Any = [{"b", "a"}, int, len, {"k": (1, ValueError("x"))}]
    assert "[{'a', 'b'}, <class int>, <function len>, {'k': (1, <ValueError: x>)}]" == show(value)


def test_transcript_has_everything_in_its_order(tmp_path: Path) -> None:
    """Notes, answers, exceptions and warnings are written down as they happen."""

    def scenario(lab: Lab) -> None:
        app = lab.app()
        app.add_url_rule("/", "index", lab.noting("view", ("ok", 201)))
        app.after_request(lab.passing("after"))
        kept = lab.listen(app, "request_started")
        lab.send(app)
        lab.refused(app.add_url_rule, "x")
        lab.attempt(len, kept)
        warnings.warn("careful. Really", UserWarning, stacklevel=1)

    entries = run(scenario, FLASK, tmp_path / "lab")
    answer = (
        "GET / -> 201 CREATED\n    Content-Type: text/html; charset=utf-8\n    Content-Length: 2\n    b'ok'"
    )
    refused = entries.pop(4)
    assert isinstance(refused, Raised)
    assert "AssertionError" == refused.name
    expected = [
        Line("signal request_started Flask {}"), Line("view"), Line("after"), Line(answer), Line("returned 1"),
        Raised("warning UserWarning", "careful. Really"),
    ]  # fmt: skip
    assert expected == entries


def test_refusal_must_be_one(tmp_path: Path) -> None:
    """A scenario that expects a refusal where Flask refuses nothing is broken, and says so."""

    def scenario(lab: Lab) -> None:
        lab.refused(len, [])

    with pytest.raises(AssertionError, match="Flask refused nothing"):
        run(scenario, FLASK, tmp_path / "lab")
    assert [Line("nothing was raised")] == run(scenario, "demijohn", tmp_path / "lab")


def test_side_starts_clean(tmp_path: Path) -> None:
    """Files, environment variables and contexts of one run are gone in the next."""
    found: list[object] = []

    def scenario(lab: Lab) -> None:
        found.append(
            [list(lab.folder.iterdir()), "LAB_X" in __import__("os").environ, lab.flask.has_app_context()]
        )
        lab.file("x", "x")
        lab.setenv("LAB_X", "1")
        lab.app().app_context().push()
        lab.note("done")

    for _ in range(2):
        run(scenario, FLASK, tmp_path / "lab")
    assert [[[], False, False]] * 2 == found


def test_names_are_unique_and_facts_are_stated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario that exists already, or that has no docstring, is not collected."""

    def told(lab: Lab) -> None:
        """State a fact."""

    def untold(lab: Lab, row: object) -> None: ...

    monkeypatch.setattr("tests.oracle.collect.SCENARIOS", {})
    scenario(told)
    with pytest.raises(ValueError, match=r"test_bench\.told is there twice"):
        scenario(told)
    with pytest.raises(ValueError, match="states no fact"):
        table({"row": 1})(untold)
