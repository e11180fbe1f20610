"""How much of a server's speed is left with demijohn in it: its hello and Flask's beside a bare WSGI callable, by turns.

Run it as ``python -m benchmarks.served [--server NAME] [--rounds N] [--seconds N] [--json FILE]``. One worker of
gunicorn, with threads, and one of granian each serve all three on 127.0.0.1; a second process asks over connections that
stay open. Both servers are in the dependency group `bench`.

A turn lasts a second or so, since shorter ones are mostly noise. The servers have one core, and the one that asks has
another, so that neither takes the processor from the other. A server that was not busy waited for the one that asks.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Generator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from signal import SIGKILL, SIGTERM
from statistics import median
from typing import Final

from benchmarks import machine
from benchmarks.load import LoadError, load

WANTED: Final = 0.95
PATIENCE: Final = 30.0
CONNECTIONS: Final = 8
SIDES: Final = ("bare", "hello", "flask_hello")
ROOT: Final = Path(__file__).parents[1]
SERVERS: Final[Mapping[str, tuple[str, ...]]] = {
    "gunicorn": (
        *("gunicorn", "--workers", "1", "--worker-class", "gthread", "--threads", "2", "--keep-alive", "20"),
        *(
            "--no-control-socket",
            "--log-level",
            "warning",
            "--bind",
            "127.0.0.1:{port}",
            "benchmarks.greeting:{name}",
        ),
    ),
    "granian": (
        *(
            "granian",
            "--interface",
            "wsgi",
            "--workers",
            "1",
            "--blocking-threads",
            "1",
            "--no-ws",
            "--no-log",
        ),
        *("--host", "127.0.0.1", "--port", "{port}", "benchmarks.greeting:{name}"),
    ),
}


class Served:
    """A running server, by its port and its process group; it has one core for itself and its threads."""

    def __init__(self, server: str, name: str, core: int) -> None:
        self.port = free_port()
        command = [part.format(port=self.port, name=name) for part in SERVERS[server]]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True
        )
        os.sched_setaffinity(self.process.pid, {core})

    def wait(self) -> None:
        """Wait until it answers.

        Raises:
            SystemExit: If it ends before that, or does not answer in time.
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                load(self.port, 1, 1)
            except (OSError, LoadError):
                time.sleep(0.05)
            else:
                return
        raise SystemExit(f"{' '.join(map(str, self.process.args))} did not answer")  # type: ignore[arg-type]  # it is the list of strings given above

    def per_second(self, requests: int) -> tuple[float, float]:
        """Ask from another process: the requests in a second, and the seconds of the processor that each took."""
        before = self._busy()
        command = [sys.executable, "-m", "benchmarks.load", str(self.port), str(CONNECTIONS), str(requests)]
        told = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
        ).stdout
        seconds = float(told)
        return requests / seconds, (self._busy() - before) / requests

    def _busy(self) -> float:
        """Add up the processor's seconds of every process in the group."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:  # it has just ended
                continue
            if int(fields[2]) == self.process.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End it, with all that it started."""
        self.process.send_signal(SIGTERM)
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, SIGKILL)
            self.process.wait(PATIENCE)


def free_port() -> int:
    """Find a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(server: str, name: str, core: int) -> Generator[Served]:
    """Serve one application, and leave no process behind."""
    served = Served(server, name, core)
    try:
        served.wait()
        yield served
    finally:
        served.stop()


def main() -> int:
    """Measure each server, print, and return 1 if it is not what is wanted."""
    parser = ArgumentParser(description="Serve hello, Flask's and a bare WSGI callable by turns.")
    parser.add_argument("--server", choices=list(SERVERS), help="(default: both)")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=1.0, help="in each round, for each")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the table is written too")
    machine.expect_build(parser)
    asked = parser.parse_args()
    machine.check_build(parser, asked.build)
    print(
        f"demijohn ({machine.BUILD}): {asked.rounds} rounds of {asked.seconds:g} s for each, {CONNECTIONS} connections"
    )
    print(f"{'':<10}{'bare, 1/s':>12}{'hello, 1/s':>12}{'ratio':>8}{'wanted':>8}{'Flask':>8}{'busy':>8}")
    rows = {server: measured(server, asked) for server in ([asked.server] if asked.server else SERVERS)}
    if asked.json is not None:
        found = {**machine.facts(("gunicorn", "granian")), "rows": rows}
        asked.json.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return 1 if any(row["ratio"] < WANTED for row in rows.values()) else 0


def measured(server: str, asked: Namespace) -> dict[str, float]:
    """Load the applications by turns in a server, and print a line."""
    with ExitStack() as stack:
        core = stack.enter_context(another_core())
        sides = {name: stack.enter_context(running(server, name, core)) for name in SIDES}
        # Caches fill before the clock runs, and each side tells how many requests a turn of it has.
        requests = {name: round(side.per_second(1000)[0] * asked.seconds) + 1 for name, side in sides.items()}
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
        for number in range(asked.rounds):
            for name in SIDES[:: -1 if number % 2 else 1]:
                found[name].append(sides[name].per_second(requests[name]))
    row = {
        **{name: median(speed for speed, _ in found[name]) for name in SIDES},
        "ratio": share(found["bare"], found["hello"]),
        "wanted": WANTED,
        "flask_ratio": share(found["bare"], found["flask_hello"]),
        "busy": min(speed * cost for taken in found.values() for speed, cost in taken),
    }
    print(
        f"{server:<10}{row['bare']:>12,.0f}{row['hello']:>12,.0f}{row['ratio']:>8.3f}{WANTED:>8}"
        f"{row['flask_ratio']:>8.3f}{row['busy']:>8.0%}",
        flush=True,
    )
    return row


def share(bare: list[tuple[float, float]], others: list[tuple[float, float]]) -> float:
    """Say how much of the bare callable's speed another application has, as the median of the rounds."""
    return median(other[0] / alone[0] for alone, other in zip(bare, others, strict=True))


@contextmanager
def another_core() -> Generator[int]:
    """Stay on one core of this machine, with what is started to ask, and give another one, if there is one."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield min(cores)
    finally:
        os.sched_setaffinity(0, cores)


if __name__ == "__main__":
    raise SystemExit(main())
