"""Writes the results of the benchmarks into `docs/performance.md`, between its two marks, and draws its plot."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks import plot
from benchmarks.peers import PEERS

DOCS: Final = Path(__file__).parents[1] / "docs"
PAGE: Final = DOCS / "performance.md"
PLOT: Final = DOCS / "performance.svg"
BEGIN: Final = "<!-- measured: from here on, `python -m benchmarks.publish` writes -->\n"
END: Final = "<!-- measured: up to here -->\n"
# ``Any`` in this file: results as they are read from JSON.


def write(results: Path) -> None:
    """Write page and plot anew."""
    found = read(results)
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")
    if "compare-compiled" in found:
        PLOT.write_text(plot.drawn(found["compare-compiled"]), encoding="utf-8")


def read(results: Path) -> dict[str, Any]:
    """Read every result that is kept, by its name."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(results.glob("*.json"))
    }


def filled(page: str, found: Mapping[str, Any]) -> str:
    """Put the results between the marks of a page.

    Raises:
        ValueError: If it has no such marks.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page has no place for the results, between {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n{chr(10).join(sections(found))}\n{END}{after}"


def sections(found: Mapping[str, Any]) -> Iterator[str]:
    """Give the lines of every result that there is."""
    for build in ("compiled", "pure"):
        if f"compare-{build}" in found:
            yield from compared(found[f"compare-{build}"])
    if "compare-compiled" in found:
        yield from scaled(found["compare-compiled"]["scaling"])
    for name, lines in (
        ("instructions", counted),
        ("startup", started),
        ("served", served),
        ("growth", grown),
    ):
        if name in found:
            yield from lines(found[name])


def compared(result: Mapping[str, Any]) -> Iterator[str]:
    peers = [name for name in PEERS if name in result["geometric_mean"]]
    titles = [PEERS[name].title for name in peers]
    yield from heading(f"The {result['build']} build", result)
    yield f"{result['rounds']} rounds of {result['requests']} requests. The last columns are multiples of Flask's speed.\n"
    yield from header(["workload", "Flask, µs", "demijohn, µs", "demijohn", "wanted", *titles])
    for name, row in result["workloads"].items():
        times = [f"{row[who]['microseconds']:.1f}" for who in ("flask", "demijohn")]
        wanted = f"{row['wanted']:g}" if result["build"] == "compiled" else ""
        yield cells([name, *times, bold(row["demijohn"]), wanted, *[ratio(row.get(peer)) for peer in peers]])
    mean = result["geometric_mean"]
    means = [f"**{mean['demijohn']:.2f}**", f"{mean['wanted']:g}", *[f"{mean[peer]:.2f}" for peer in peers]]
    yield cells(["geometric mean", "", "", *means]) + "\n"


def scaled(rows: Mapping[str, Any]) -> Iterator[str]:
    yield "## Large applications\n"
    yield "The time of a request in the larger application over that in the smaller one.\n"
    yield from header(["", "Flask", "demijohn", "wanted, at most"])
    for name, row in rows.items():
        yield cells([name, f"{row['flask']:.2f}", f"**{row['demijohn']:.2f}**", f"{row['wanted']:g}"])
    yield ""


def counted(result: Mapping[str, Any]) -> Iterator[str]:
    yield from heading("Instructions for a request", result)
    yield from header(["workload", "Flask", "demijohn", "times fewer"])
    for name, row in result["workloads"].items():
        fewer = row["flask"] / row["demijohn"]
        yield cells([name, f"{row['flask']:,}", f"**{row['demijohn']:,}**", f"{fewer:.1f}"])
    yield ""


def started(result: Mapping[str, Any]) -> Iterator[str]:
    yield from heading("Start", result)
    yield from header(["", "Flask", "demijohn", "judged", "wanted, at most"])
    for name, row in result["rows"].items():
        yield cells(
            [name, *[f"{row[key]:.2f}" for key in ("flask", "demijohn", "judged")], f"{row['wanted']:g}"]
        )
    yield ""


def served(result: Mapping[str, Any]) -> Iterator[str]:
    yield from heading("Behind a server", result)
    yield "Hello, and Flask's, beside a bare WSGI callable with the same answer; one worker on one core.\n"
    yield from header(
        ["", "bare, 1/s", "Flask, 1/s", "hello, 1/s", "Flask's share", "share", "wanted, at least"]
    )
    for name, row in result["rows"].items():
        speeds = [f"{row[key]:,.0f}" for key in ("bare", "flask_hello", "hello")]
        shares = [f"{row['flask_ratio']:.1%}", f"**{row['ratio']:.1%}**", f"{row['wanted']:.1%}"]
        yield cells([f"{name} {result['versions'][name]}", *speeds, *shares])
    yield ""


def grown(result: Mapping[str, Any]) -> Iterator[str]:
    first, last = result["readings"][0], result["readings"][-1]
    yield from heading("Memory", result)
    yield (
        f"{result['requests']:,} mixed requests, no two alike: {first:.1f} MiB resident before them, {last:.1f} MiB after"
        f" them. After the first tenth, in which caches fill, it grew by {result['grown']:.2f} MiB; {result['bound']:g} MiB"
        " are allowed.\n"
    )


def heading(title: str, result: Mapping[str, Any]) -> Iterator[str]:
    """Begin a section with what was measured, and on what."""
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    yield f"## {title}\n"
    yield f"{result['date']}, Python {result['python']}, {result['machine']}; {versions}.\n"


def header(titles: Iterable[str]) -> Iterator[str]:
    titles = list(titles)
    yield cells(titles)
    yield cells(["---", *["---:"] * (len(titles) - 1)])


def cells(texts: Iterable[str]) -> str:
    return f"| {' | '.join(texts)} |"


def bold(row: Mapping[str, float]) -> str:
    return f"**{ratio(row)}**"


def ratio(row: Mapping[str, float] | None) -> str:
    return "-" if row is None else f"{row['times_flask']:.2f}"
