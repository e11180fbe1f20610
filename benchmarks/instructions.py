"""Count the processor's instructions for one request, which do not depend on what else the machine does.

Run it as ``python -m benchmarks.instructions [--json FILE] [WORKLOAD ...]``; it needs Valgrind.

Each workload runs twice under callgrind, with few requests and with more; what the additional ones took, divided by
their number, is the price of one.
"""

from __future__ import annotations

import gc
import json
import os
import re
import subprocess
import sys
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks.compare import Side
from benchmarks.workloads import WORKLOADS

USUAL: Final = ("hello", "json", "param", "session_read")
FEW: Final = 50
MORE: Final = 350
_TOTAL: Final = re.compile(r"Collected\s*:\s*([0-9]+)")


def serve(package: str, name: str, requests: int) -> None:
    """Answer a number of requests; this is what runs under callgrind."""
    workload = WORKLOADS[name]
    side = Side(workload.make(import_module(package)), workload)
    gc.disable()
    side.seconds(requests)


def total(package: str, name: str, requests: int) -> int:
    """Count all instructions of one run.

    Raises:
        SystemExit: If Valgrind does not say how many there were.
    """
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable]
    run = subprocess.run(
        [*command, "-m", "benchmarks.instructions", "--serve", package, name, str(requests)],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=True,
    )
    found = _TOTAL.search(run.stderr)
    if found is None:
        raise SystemExit(f"callgrind counted nothing:\n{run.stderr}")
    return int(found.group(1))


def instructions(package: str, name: str) -> int:
    """Count the instructions of one request."""
    return (total(package, name, MORE) - total(package, name, FEW)) // (MORE - FEW)


def main() -> None:
    """Count, print the table, and write it as JSON if that is asked for."""
    parser = ArgumentParser(description="Count the instructions for one request.")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", default=USUAL)
    parser.add_argument("--json", type=Path, help="where the table is written too")
    parser.add_argument(
        "--serve", nargs=3, metavar=("PACKAGE", "WORKLOAD", "REQUESTS"), help="only answer requests"
    )
    asked = parser.parse_args()
    if asked.serve is not None:
        package, name, requests = asked.serve
        serve(package, name, int(requests))
        return
    print(f"{'workload':<15}{'Flask':>12}{'demijohn':>12}{'ratio':>8}")
    found: dict[str, dict[str, int]] = {}
    for name in asked.workloads:
        found[name] = counts = {package: instructions(package, name) for package in ("flask", "demijohn")}
        ratio = counts["flask"] / counts["demijohn"]
        print(f"{name:<15}{counts['flask']:>12,}{counts['demijohn']:>12,}{ratio:>8.2f}", flush=True)
    if asked.json is not None:
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
