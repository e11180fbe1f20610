"""Measure everything with the build that is installed, keep the results, and write them into `docs/performance.md`.

Run it as ``python -m benchmarks.publish [--quick]``, or for both builds, with all that they need, as
``make test SESSION="wheels performance"``. The pure build is only compared; the rest is measured with the compiled one.
"""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Final

from benchmarks import document, machine

RESULTS: Final = Path(__file__).parent / "results"
QUICK: Final = {
    "compare": ("--rounds", "3", "--requests", "20"),
    "startup": ("--rounds", "3"),
    "served": ("--rounds", "2", "--seconds", "0.1"),
    "growth": ("--requests", "20000"),
    "instructions": ("hello",),
}
"""What makes each of them short, to see that it runs; such numbers are worth nothing."""


def main() -> int:
    """Run the commands that suit the build, one after the other, and write the page anew."""
    parser = ArgumentParser(description="Measure everything, and write it into docs/performance.md.")
    parser.add_argument("--quick", action="store_true", help="only see that everything runs")
    parser.add_argument(
        "--document", action="store_true", help="only write the page anew, out of the results"
    )
    machine.expect_build(parser)
    asked = parser.parse_args()
    machine.check_build(parser, asked.build)
    if not asked.document:
        commands = ["compare"] if machine.BUILD == "pure" else list(QUICK)
        for command in commands:
            measure(command, QUICK[command] if asked.quick else ())
    document.write(RESULTS)
    print(f"written: {document.PAGE}")
    return 0


def measure(command: str, quick: tuple[str, ...]) -> None:
    """Run one command, which may miss its goal, but has to find something.

    Raises:
        SystemExit: If it found nothing.
    """
    file = RESULTS / (f"compare-{machine.BUILD}.json" if command == "compare" else f"{command}.json")
    file.unlink(missing_ok=True)
    options = ["--json", str(file), f"--{machine.BUILD}", *quick]
    if command == "compare":
        options += ["--peers", "all"]
    print(f"\n== {command}", flush=True)
    subprocess.run([sys.executable, "-m", f"benchmarks.{command}", *options], check=False)
    if not file.exists():
        raise SystemExit(f"benchmarks.{command} found nothing")


if __name__ == "__main__":
    raise SystemExit(main())
