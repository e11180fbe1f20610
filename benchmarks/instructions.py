"""Count the processor's instructions for one request, which do not depend on what else the machine does.

Run it as ``python -m benchmarks.instructions [--gate | --hold] [--json FILE] [WORKLOAD ...]``; it needs Valgrind.

The workloads run in one process under callgrind, which notes its counters when the process asks for its parent's id:
before the first request that counts, and after the last.
"""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks import budgets, machine
from benchmarks.sides import Side
from benchmarks.workloads import WORKLOADS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

BEFORE: Final = 50
COUNTED: Final = 300
SHIFTS: Final = (100, 391, 777)
"""Objects that are made first: where the rest lies in memory decides a little about what hashing by address takes."""

_SUMMARY: Final = re.compile(r"^summary: (\d+)", re.MULTILINE)


def main() -> int:
    """Count, and print the table; with a gate, return 1 if it is closed."""
    parser = _parser()
    asked = parser.parse_args()
    if asked.serve is not None:
        serve(asked.serve, asked.workloads, asked.planted, asked.shift)
        return 0
    held = budgets.read(asked.budgets)
    names = asked.workloads or list(held.workloads)
    unknown = sorted(set(names) - set(held.workloads if asked.gate or asked.hold else WORKLOADS))
    if unknown:
        parser.error(f"there is no workload, or no budget for it: {', '.join(unknown)}")
    machine.check_build(parser, "compiled" if asked.gate or asked.hold else asked.build)
    if asked.gate or asked.hold:
        return guard(asked, held, names)
    compare(asked, names)
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(description="Count the instructions for one request.")
    parser.add_argument(
        "workloads", nargs="*", metavar="WORKLOAD", help="(default: those that have a budget)"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the table is written too")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--gate", action="store_true", help="fail when a request takes more than its budget holds"
    )
    what.add_argument("--hold", action="store_true", help="lower the budgets to what is reached now")
    what.add_argument("--serve", metavar="PACKAGE", help="only answer requests, as is done under callgrind")
    parser.add_argument("--budgets", type=Path, metavar="FILE", default=budgets.BUDGETS)
    parser.add_argument(
        "--planted",
        type=int,
        metavar="TURNS",
        default=0,
        help="add a loop to each request, to see the gate close",
    )
    parser.add_argument("--starts", type=int, choices=range(1, len(SHIFTS) + 1), default=len(SHIFTS))
    parser.add_argument(
        "--shift", type=int, metavar="OBJECTS", default=0, help="what the memory of --serve begins with"
    )
    machine.expect_build(parser)
    return parser


def compare(asked: Namespace, names: Sequence[str]) -> None:
    """Count for both packages, print the table, and write it if that is asked for."""
    counts = {
        package: counted(package, names, asked.planted, asked.starts) for package in ("flask", "demijohn")
    }
    print(f"{'workload':<15}{'Flask':>12}{'demijohn':>12}{'ratio':>8}")
    for name in names:
        flask, ours = counts["flask"][name], counts["demijohn"][name]
        print(f"{name:<15}{flask:>12,}{ours:>12,}{flask / ours:>8.2f}", flush=True)
    if asked.json is not None:
        rows = {name: {package: found[name] for package, found in counts.items()} for name in names}
        asked.json.write_text(
            json.dumps({**machine.facts(), "workloads": rows}, indent=2) + "\n", encoding="utf-8"
        )


def guard(asked: Namespace, held: budgets.Budgets, names: Sequence[str]) -> int:
    """Compare demijohn with its budgets, and close the gate or lower them."""
    if held.interpreter != budgets.INTERPRETER:
        print(f"NOT HELD: the budgets are those of {held.interpreter}, and this is {budgets.INTERPRETER}.")
        return 0
    reached = counted("demijohn", names, asked.planted, asked.starts)
    print(f"{'workload':<15}{'reached':>10}{'held':>10}{'wanted':>10}")
    for name, count in reached.items():
        print(f"{name:<15}{count:>10,}{held.workloads[name].held:>10,}{held.workloads[name].wanted:>10,}")
    lower = budgets.lowered(held, reached)
    if asked.hold:
        budgets.write(asked.budgets, lower)
    elif lower != held:
        print("Less is reached than is held: `python -m benchmarks.instructions --hold` lowers the budgets.")
    too_many = [] if asked.hold else budgets.exceeded(held, reached)
    print(*too_many, sep="\n", end="\n" if too_many else "")
    return 1 if too_many else 0


def counted(package: str, names: Sequence[str], planted: int, number: int) -> dict[str, int]:
    """Count the instructions of one request of each workload: the fewest of several starts."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each start is a process of its own
        starts = pool.map(partial(counted_once, package, names, planted), SHIFTS[:number])
        return {name: min(counts) for name, *counts in zip(names, *starts, strict=True)}


def counted_once(package: str, names: Sequence[str], planted: int, shift: int) -> list[int]:
    """Count in one process."""
    with tempfile.TemporaryDirectory() as folder:
        parts = run(
            folder, [package, "--shift", str(shift), "--planted", str(planted), "--", *names], len(names)
        )
        return [summary(part) // COUNTED for part in parts]


def part_of_requests(package: str, name: str) -> str:
    """Run one workload, and give what callgrind wrote about the requests that count."""
    with tempfile.TemporaryDirectory() as folder:
        (part,) = run(folder, [package, "--", name], 1)
        return part.read_text(encoding="utf-8")


def run(folder: str, arguments: Sequence[str], workloads: int) -> list[Path]:
    """Serve under callgrind, and name the files that it wrote about the workloads' requests.

    Raises:
        SystemExit: If Valgrind is missing, or the requests do not run to their end.
    """
    if shutil.which("valgrind") is None:
        raise SystemExit(
            "Valgrind is not installed.\n  do: install it (on Debian, `apt-get install valgrind`)."
        )
    done = subprocess.run(
        [
            *("valgrind", "--tool=callgrind", "--dump-before=getppid", f"--callgrind-out-file={folder}/part"),
            *(
                "--compress-strings=no",
                sys.executable,
                "-m",
                "benchmarks.instructions",
                "--serve",
                *arguments,
            ),
        ],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    # The first part is the start; then come the requests of a workload and the start of the next one, by turns.
    parts = [Path(folder, f"part.{2 * number + 2}") for number in range(workloads)]
    if done.returncode or not all(part.exists() for part in parts):
        raise SystemExit(f"{' '.join(arguments)}: the requests did not run to their end:\n{done.stderr}")
    return parts


def summary(part: Path) -> int:
    """Read the number of instructions out of what callgrind wrote."""
    found = _SUMMARY.search(part.read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"callgrind wrote no summary into {part}")
    return int(found[1])


def serve(package: str, names: Iterable[str], planted: int, shift: int) -> None:
    """Answer the requests that are counted; this is what runs under callgrind."""
    before = [[{number}] for number in range(shift)]
    web = import_module(package)
    for name in names:
        workload = WORKLOADS[name]
        side = Side(workload.make(web), workload)
        if planted:
            side.application = dearer(side.application, planted)
        gc.disable()
        side.seconds(BEFORE)
        side.seconds(COUNTED, os.getppid)
    del before


def dearer(application: WSGIApplication, turns: int) -> WSGIApplication:
    """Put a loop that does nothing before each request."""

    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        for _ in range(turns):
            pass
        return application(environ, start_response)

    return wrapped


if __name__ == "__main__":
    raise SystemExit(main())
