"""Where the time of a request goes: by function of C, in instructions, or by function of Python, in seconds.

Run it as ``python -m benchmarks.profile [--python] [--package flask] WORKLOAD``. In the compiled build the functions of
the core are functions of C, whose names begin with `CPyDef`; the first form needs Valgrind.
"""

from __future__ import annotations

import cProfile
import pstats
import re
from argparse import ArgumentParser
from collections import Counter
from importlib import import_module
from typing import Final

from benchmarks.instructions import COUNTED, part_of_requests
from benchmarks.sides import Side
from benchmarks.workloads import WORKLOADS

SHOWN: Final = 40
REQUESTS: Final = 5000
_COST: Final = re.compile(r"[0-9+*-]+ (\d+)")


def main() -> None:
    """Print a table of one sort or the other."""
    parser = ArgumentParser(description="Show where the time of a request goes.")
    parser.add_argument("workload", choices=list(WORKLOADS))
    parser.add_argument("--package", default="demijohn", choices=["demijohn", "flask"])
    parser.add_argument(
        "--python", action="store_true", help="by functions of Python, which the pure build shows whole"
    )
    asked = parser.parse_args()
    if asked.python:
        by_python_function(asked.package, asked.workload)
        return
    costs = own_costs(part_of_requests(asked.package, asked.workload))
    print(f"{'instructions':>12}  of {sum(costs.values()) // COUNTED:,} for a request")
    for function, cost in costs.most_common(SHOWN):
        print(f"{cost // COUNTED:>12,}  {function}")


def own_costs(part: str) -> Counter[str]:
    """Add up what each function took itself, out of what callgrind wrote with its strings in full."""
    costs: Counter[str] = Counter()
    function, called = "", False
    for line in part.splitlines():
        if line.startswith("fn="):
            function = line[3:].partition("'")[0]  # the depth of a recursion
        elif line.startswith("calls="):
            called = True  # the next line has what the call took, which is the other function's
        elif found := _COST.fullmatch(line):
            costs[function] += 0 if called else int(found[1])
            called = False
    return costs


def by_python_function(package: str, name: str) -> None:
    """Answer requests under Python's own profiler, and print its table."""
    workload = WORKLOADS[name]
    side = Side(workload.make(import_module(package)), workload)
    side.seconds(100)
    with cProfile.Profile() as profile:
        side.seconds(REQUESTS)
    pstats.Stats(profile).sort_stats("tottime").print_stats(SHOWN)


if __name__ == "__main__":
    main()
