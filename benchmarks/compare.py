"""Compare demijohn with Flask and with other packages on every workload, in one process, by turns.

Run it as ``python -m benchmarks.compare [--peers NAMES] [--rounds N] [--json FILE] [--plot FILE] [WORKLOAD ...]``.

All serve the same request with the same answer, through what a server calls. A round times each of them, one right
after the other and in an order that goes round, so that what changes the machine's speed changes it for all. A ratio is
the median of its rounds' ratios. Needs Flask 3.1.3 beside demijohn; the other packages are the dependency group `bench`.
"""

from __future__ import annotations

import gc
import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path
from statistics import geometric_mean, median
from typing import Final, NamedTuple

import flask

import demijohn
from benchmarks import machine, plot, scaling
from benchmarks.peers import PEERS, makers
from benchmarks.sides import Side
from benchmarks.workloads import WORKLOADS, Workload

MEAN_WANTED: Final = {"compiled": 12.0, "pure": 8.0}
WARMING: Final = 20
"""How many requests go before those of a turn: the turn before has filled the processor's caches with what is its own."""


class Measured(NamedTuple):
    """How long one package takes for one request, and how many times as fast as Flask that is."""

    microseconds: float
    times_flask: float


def main() -> None:
    """Measure, print the table, and write it as JSON and as a plot if that is asked for."""
    parser = _parser()
    asked = parser.parse_args()
    unknown = sorted(set(asked.workloads) - set(WORKLOADS))
    if unknown:
        parser.error(f"there is no workload {', '.join(unknown)}")
    machine.check_build(parser, asked.build)
    result = compare(asked, chosen(parser, asked.peers))
    if asked.json is not None:
        asked.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    if asked.plot is not None:
        asked.plot.write_text(plot.drawn(result), encoding="utf-8")


def _parser() -> ArgumentParser:
    parser = ArgumentParser(description="Compare demijohn with Flask and other packages, by turns.")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"of {', '.join(WORKLOADS)}")
    parser.add_argument(
        "--peers",
        metavar="NAMES",
        help=f"all, none, or names with commas between them, of {', '.join(PEERS)} (default: what is installed)",
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--requests", type=int, default=100, help="in each round, of each package")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the table is written too")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="where it is drawn, as SVG")
    machine.expect_build(parser)
    return parser


def chosen(parser: ArgumentParser, names: str | None) -> tuple[str, ...]:
    """Say which peers are measured: those that are asked for, or those that are there."""
    if names is None:
        return tuple(name for name, peer in PEERS.items() if peer.installed())
    if names in {"all", "none"}:
        return tuple(PEERS) if names == "all" else ()
    listed = tuple(names.split(","))
    unknown = [name for name in listed if name not in PEERS]
    if unknown:
        parser.error(f"there is no peer {', '.join(unknown)}; there are {', '.join(PEERS)}")
    return listed


def compare(asked: Namespace, peers: tuple[str, ...]) -> dict[str, object]:
    """Measure every workload that is asked for, print a line for each, and return all that was found."""
    for peer in peers:
        makers(peer)  # what is missing is missed before anything is measured
    about = machine.facts(PEERS[peer].distribution for peer in peers)
    print(
        f"demijohn ({machine.BUILD}) on Python {about['python']}: {asked.rounds} rounds of {asked.requests} requests"
    )
    print("µs for a request, then how many times as fast as Flask each package is")
    print(
        _row(
            [
                "workload",
                "Flask µs",
                "demijohn µs",
                "demijohn",
                "wanted",
                *[PEERS[peer].title for peer in peers],
            ]
        )
    )
    gc.disable()  # a collection would fall upon one side or the other by chance
    found: dict[str, dict[str, Measured]] = {}
    for name in asked.workloads or WORKLOADS:
        found[name] = measured = measure(name, peers, asked.rounds, asked.requests)
        gc.collect()
        ours = measured["demijohn"]
        cells = [measured["flask"].microseconds, ours.microseconds, ours.times_flask, WORKLOADS[name].wanted]
        others = [measured[peer].times_flask if peer in measured else None for peer in peers]
        print(_row([name, *[_number(cell) for cell in [*cells, *others]]]), flush=True)
    means = {package: mean(found, package) for package in ("demijohn", *peers)}
    overall = [means["demijohn"], MEAN_WANTED[machine.BUILD], *[means[peer] for peer in peers]]
    print(_row(["geometric mean", "", "", *map(_number, overall)]))
    return {
        **about,
        "rounds": asked.rounds,
        "requests": asked.requests,
        "workloads": {
            name: {"wanted": WORKLOADS[name].wanted, **{who: one._asdict() for who, one in measured.items()}}
            for name, measured in found.items()
        },
        "geometric_mean": {"wanted": MEAN_WANTED[machine.BUILD], **means},
        "scaling": {} if asked.workloads else scaling.measured(asked.rounds, asked.requests),
    }


def measure(name: str, peers: Iterable[str], rounds: int, requests: int) -> dict[str, Measured]:
    """Time one workload with every package that has it."""
    workload = WORKLOADS[name]
    sides = {
        "flask": Side(workload.make(flask), workload),
        "demijohn": Side(workload.make(demijohn), workload),
    }
    for peer in peers:
        if name in makers(peer):
            sides[peer] = Side(makers(peer)[name](), workload)
    check(name, workload, sides)
    times = by_turns(sides, rounds, requests)
    return {
        package: Measured(
            median(taken) / requests * 1e6,
            median(theirs / ours for theirs, ours in zip(times["flask"], taken, strict=True)),
        )
        for package, taken in times.items()
    }


def by_turns(sides: dict[str, Side], rounds: int, requests: int) -> dict[str, list[float]]:
    """Time each side once in every round, and begin every round with another one."""
    times: dict[str, list[float]] = {package: [] for package in sides}
    order = list(sides)
    for number in range(rounds):
        first = number % len(order)
        for package in order[first:] + order[:first]:
            sides[package].seconds(WARMING)
            times[package].append(sides[package].seconds(requests))
    return times


def check(name: str, workload: Workload, sides: dict[str, Side]) -> None:
    """Make sure that all do the work: Flask and demijohn alike to the last header, the others by status and body.

    Raises:
        SystemExit: If one of them does not.
    """
    for _ in range(2):
        answers = {package: side.answer() for package, side in sides.items()}
        theirs, signed = answers["flask"], workload.sign is not None
        if theirs.status != workload.status:
            raise SystemExit(f"{name}: Flask answered {theirs.status}, not {workload.status}")
        ours = answers["demijohn"]
        if (ours.lasting(signed), ours.body) != (theirs.lasting(signed), theirs.body):
            raise SystemExit(f"{name}: the answers differ:\n{ours}\n{theirs}")
        for package, answer in answers.items():
            if (answer.status, workload.read(answer.body)) != (theirs.status, workload.read(theirs.body)):
                raise SystemExit(f"{name}: {package} and Flask differ:\n{answer}\n{theirs}")


def mean(found: dict[str, dict[str, Measured]], package: str) -> float | None:
    """Take the geometric mean of what a package was measured with, if there was anything."""
    ratios = [measured[package].times_flask for measured in found.values() if package in measured]
    return geometric_mean(ratios) if ratios else None


def _row(cells: list[str]) -> str:
    return f"{cells[0]:<16}" + "".join(f"{cell:>12}" for cell in cells[1:])


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}" if value < 100 else f"{value:.1f}"


if __name__ == "__main__":
    main()
