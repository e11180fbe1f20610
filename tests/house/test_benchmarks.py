"""The benchmarks measure what they say, and the page shows what they found."""

from __future__ import annotations

from argparse import ArgumentParser
from xml.etree import ElementTree as ET

import flask
import pytest

import demijohn
from benchmarks import compare, document, growth, load, plot
from benchmarks.peers import PEERS, PeerMissingError, makers
from benchmarks.profile import own_costs
from benchmarks.publish import RESULTS
from benchmarks.sides import Side
from benchmarks.workloads import WORKLOADS


@pytest.mark.parametrize("name", list(WORKLOADS))
def test_both_packages_do_the_work_alike(name: str) -> None:
    """Flask and demijohn give a workload's request the same answer, with the status that it is to have."""
    workload = WORKLOADS[name]
    sides = {web.__name__: Side(workload.make(web), workload) for web in (flask, demijohn)}

    theirs, ours = sides["flask"].answer(), sides["demijohn"].answer()

    signed = workload.sign is not None
    assert (workload.status, theirs.lasting(signed), theirs.body) == (
        ours.status,
        ours.lasting(signed),
        ours.body,
    )


def test_an_answer_that_differs_is_not_measured() -> None:
    """What answers something else stops the comparison, which says what came."""
    hello, data = WORKLOADS["hello"], WORKLOADS["json"]
    sides = {"flask": Side(hello.make(flask), hello), "demijohn": Side(data.make(demijohn), data)}

    with pytest.raises(SystemExit, match=r"hello: the answers differ:\nAnswer\(status=200,"):
        compare.check("hello", hello, sides)


def test_a_peer_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that was asked for and cannot be imported is an error that says what to do."""
    monkeypatch.setitem(PEERS, "falcon", PEERS["falcon"]._replace(module="benchmarks.peers.on_nothing"))
    assert ("falcon", "bottle") == compare.chosen(ArgumentParser(), "falcon,bottle")

    with pytest.raises(
        PeerMissingError,
        match=r"Falcon was to be measured, and cannot be imported: No module named '.*on_nothing'",
    ):
        makers("falcon")


def test_the_page_shows_the_results() -> None:
    """`docs/performance.md` and its plot are what the results that are kept make of them."""
    found = document.read(RESULTS)
    page = document.PAGE.read_text(encoding="utf-8")

    assert document.filled(page, found) == page
    assert plot.drawn(found["compare-compiled"]) == document.PLOT.read_text(encoding="utf-8")


def test_the_plot_has_a_mark_for_each_number() -> None:
    """The plot is XML, with a circle for every package of a row and of the legend."""
    row = {"wanted": 25, "demijohn": {"times_flask": 20.0}, "falcon": {"times_flask": 10.0}}
    drawn = plot.drawn(
        {"build": "pure", "python": "3.11", "workloads": {"a & b": row, "c": {**row, "wanted": 2}}}
    )

    root = ET.fromstring(drawn)

    svg = "{http://www.w3.org/2000/svg}"
    assert (6, ["demijohn", "falcon", "wanted"]) == (
        len(root.findall(f"{svg}circle")),
        [text.text for text in root.findall(f"{svg}text")][:3],
    )
    assert "a & b" in [text.text for text in root.findall(f"{svg}text")]


def test_growth_is_counted_after_the_first_tenth() -> None:
    """What is resident may rise while caches fill; after that, the highest reading counts."""
    assert pytest.approx(0.5) == growth.growth([10.0, 30.0, 40.0, *[40.2] * 8, 40.5, *[40.1] * 9])
    assert pytest.approx(18.0) == growth.growth([float(number) for number in range(21)])


def test_requests_of_growth_are_answered() -> None:
    """Every kind of request is answered as it should be, and what it keeps is seen."""
    readings = list(growth.served(40, 0))

    assert [0, *range(2, 42, 2)] == [done for done, _ in readings]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello, World!", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello", False),
        (b"HTTP/1.1 2", False),
    ],
)
def test_load_waits_for_the_whole_answer(answer: bytes, expected: bool) -> None:
    """An answer is whole when its body is."""
    assert expected is load.whole(answer)


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 500 INTERNAL SERVER ERROR\r\n"])
def test_load_refuses_another_answer(answer: bytes) -> None:
    """An error is not counted as an answer, nor is a connection that was closed."""
    with pytest.raises(load.LoadError, match="the connection was closed, or the answer is another one"):
        load.whole(answer)


def test_a_profile_counts_what_a_function_took_itself() -> None:
    """What a called function took belongs to that function, and a recursion to the one that recurs."""
    part = "fn=one\n12 5\ncfn=two\ncalls=1 7\n13 100\n+1 2\n\nfn=two\n7 60\n\nfn=two'2\n* 40\n\ntotals: 107\n"

    assert {"one": 7, "two": 100} == own_costs(part)
