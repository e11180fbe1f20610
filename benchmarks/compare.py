"""Compare demijohn with Flask on every workload, in one process, by turns.

Run it as ``python -m benchmarks.compare [--rounds N] [--requests N] [--json FILE] [WORKLOAD ...]``.

Both serve the same views through their plain WSGI entry. A round times each side, one right after the other and in
alternating order, so that what changes the machine's speed changes it for both; the ratio of a workload is the median
of its rounds' ratios. Needs Flask 3.1.3 beside demijohn.
"""

from __future__ import annotations

import gc
import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from statistics import geometric_mean, median
from time import process_time
from typing import Any, Final, NamedTuple

import flask

import demijohn
from benchmarks.workloads import WORKLOADS, Workload, environ, fresh
from demijohn.core import compiled

TIMED: Final = {"Date", "Set-Cookie"}


class Measured(NamedTuple):
    """Microseconds for one request of either side, their ratio, and the one that is wanted."""

    flask: float
    demijohn: float
    ratio: float
    wanted: float


# ``Any`` below: an application of either package, and the environment of a request.
class Side:
    """One package's application, and the request that it gets."""

    def __init__(self, app: Any, workload: Workload) -> None:
        self.app = app
        self.environ = environ(app, workload.request)

    def answer(self) -> tuple[str, list[tuple[str, str]], bytes]:
        """Send the request once, and give the whole answer."""
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _error: object = None, /) -> object:
            told.append((status, headers))
            return None

        parts = self.app.wsgi_app(fresh(self.environ), start)
        body = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        return told[0][0], told[0][1], body

    def seconds(self, requests: int) -> float:
        """Time a number of requests."""
        environs = [fresh(self.environ) for _ in range(requests)]
        application = self.app.wsgi_app
        began = process_time()
        for each in environs:
            parts = application(each, _start)
            for _ in parts:
                pass
            if hasattr(parts, "close"):
                parts.close()
        return process_time() - began


def _start(_status: str, _headers: object, _error: object = None, /) -> Callable[[bytes], object]:
    return bytes


def check(name: str, workload: Workload, ours: Side, theirs: Side) -> None:
    """Make sure that both sides do the work, and do it alike."""
    for _ in range(2):
        mine, wanted = ours.answer(), theirs.answer()
        if not wanted[0].startswith(workload.status):
            raise SystemExit(f"{name}: {wanted[0]} was answered, not {workload.status}")
        # A signature holds the time, as does the date: both may differ from one second to the next.
        plain = [[header for header in headers if header[0] not in TIMED] for _, headers, _ in (mine, wanted)]
        if (mine[0], plain[0], mine[2]) != (wanted[0], plain[1], wanted[2]):
            raise SystemExit(f"{name}: the answers differ:\n{mine}\n{wanted}")


def measure(name: str, rounds: int, requests: int) -> Measured:
    """Time one workload."""
    workload = WORKLOADS[name]
    ours, theirs = Side(workload.make(demijohn), workload), Side(workload.make(flask), workload)
    check(name, workload, ours, theirs)
    for side in (ours, theirs):  # caches fill before the clock runs
        side.seconds(20)
    pairs: list[tuple[float, float]] = []
    for number in range(rounds):
        if number % 2:
            pairs.append((theirs.seconds(requests), ours.seconds(requests)))
        else:
            mine = ours.seconds(requests)
            pairs.append((theirs.seconds(requests), mine))
    flask_took, we_took = (median(times) / requests * 1e6 for times in zip(*pairs, strict=True))
    return Measured(
        flask_took,
        we_took,
        median(theirs_took / ours_took for theirs_took, ours_took in pairs),
        workload.wanted,
    )


def main() -> None:
    """Measure, print the table, and write it as JSON if that is asked for."""
    parser = ArgumentParser(description="Compare demijohn with Flask, in one process, by turns.")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"of {', '.join(WORKLOADS)}")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--requests", type=int, default=100, help="in each round, of each side")
    parser.add_argument("--json", type=Path, help="where the table is written too")
    asked = parser.parse_args()
    unknown = sorted(set(asked.workloads) - set(WORKLOADS))
    if unknown:
        parser.error(f"there is no workload {', '.join(unknown)}")
    build = "compiled" if compiled else "pure"
    print(
        f"demijohn ({build}) and Flask on Python {sys.version.split()[0]}: {asked.rounds} rounds of {asked.requests}"
    )
    print(f"{'workload':<15}{'Flask, µs':>11}{'demijohn, µs':>14}{'ratio':>8}{'wanted':>8}")
    gc.disable()  # a collection would fall upon one side or the other by chance
    found: dict[str, Measured] = {}
    for name in asked.workloads or WORKLOADS:
        found[name] = measured = measure(name, asked.rounds, asked.requests)
        gc.collect()
        print(
            f"{name:<15}{measured.flask:>11.1f}{measured.demijohn:>14.1f}{measured.ratio:>8.2f}{measured.wanted:>8}"
        )
    mean = geometric_mean([each.ratio for each in found.values()])
    print(f"{'geometric mean':<40}{mean:>8.2f}{12:>8}")
    if asked.json is not None:
        table = {name: each._asdict() for name, each in found.items()}
        told = {"build": build, "python": sys.version.split()[0], "geometric_mean": mean, "workloads": table}
        asked.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
