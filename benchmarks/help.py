"""How long ``demijohn --help`` takes, as a ratio to ``flask --help``, each with an application that has a command.

Both are started by turns, so that what else the machine does falls on both. Processor time is what is judged; the
time on the clock stands beside it.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

WANTED: Final = 1.3
APPLICATION: Final = """
from {package} import Flask

app = Flask(__name__)


@app.cli.command()
def fill():
    "Fill the jar."
"""


def main() -> int:
    """Measure, print, and fail if the ratio is not the wanted one."""
    options = argparse.ArgumentParser(description="Time demijohn --help beside flask --help.")
    options.add_argument("--rounds", type=int, default=30)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        for package in ("flask", "demijohn"):
            Path(folder, f"of_{package}.py").write_text(APPLICATION.format(package=package))
            ask(package, folder)  # the first one compiles its modules
        taken = [(ask("flask", folder), ask("demijohn", folder)) for _ in range(rounds)]
    flask, demijohn = zip(*taken, strict=True)
    ratio = report("processor", [cpu for cpu, _ in flask], [cpu for cpu, _ in demijohn])
    report("clock", [clock for _, clock in flask], [clock for _, clock in demijohn])
    print(f"wanted: under {WANTED}")
    return 0 if ratio < WANTED else 1


def ask(package: str, folder: str) -> tuple[float, float]:
    """Ask a package's command line for help: the seconds of the processor, and of the clock."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "-m", package, "--app", f"{folder}/of_{package}.py", "--help"]
    # Both find their modules compiled to bytecode, as an installation leaves them.
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}
    shown = subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout
    clock = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if "Fill the jar." not in shown:
        raise SystemExit(f"The help of {package} does not list the application's command:\n{shown}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, clock


def report(what: str, flask: list[float], demijohn: list[float]) -> float:
    """Print the medians of one sort of time and their ratio, and return it."""
    one, other = statistics.median(flask), statistics.median(demijohn)
    print(f"{what:10} flask {one:.3f} s   demijohn {other:.3f} s   ratio {other / one:.2f}")
    return other / one


if __name__ == "__main__":
    raise SystemExit(main())
