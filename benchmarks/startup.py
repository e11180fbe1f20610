"""How long an application takes until it has answered for the first time, beside Flask, in fresh processes by turns.

Run it as ``python -m benchmarks.startup [--rounds N] [--json FILE]``. The times are the processor's, so that what else
the machine does counts for little; each is the median of its rounds, and a ratio is that of the medians.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from benchmarks import machine

IMPORT_WANTED: Final = 0.65
"""The time of `import demijohn` over that of `import flask`."""

RESIDENT_WANTED: Final = 27.0
"""MiB of a process that has imported demijohn."""

BUILD_WANTED: Final = 45.0
"""Milliseconds to build an application of 1,000 routes in 50 blueprints, and to answer its first request."""

BLUEPRINTS: Final = 50
ROUTES: Final = 20
"""Routes of each blueprint."""

# What a fresh process does. Only demijohn or Flask, and what is loaded at any start, is imported before it measures.
CHILD: Final = f"""
import sys
from time import process_time

began = process_time()
import PACKAGE as web
imported = process_time() - began
with open("/proc/self/statm") as statm:
    resident = int(statm.read().split()[1])

def start_response(status, headers, error=None):
    assert status == "200 OK", status

environ = {{
    "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/group49/page19/7", "QUERY_STRING": "", "SERVER_NAME": "localhost",
    "SERVER_PORT": "80", "HTTP_HOST": "localhost", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
    "wsgi.input": None, "wsgi.errors": sys.stderr, "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
}}
began = process_time()
app = web.Flask("startup", root_path=".")
for group in range({BLUEPRINTS}):
    owner = web.Blueprint(f"group{{group}}", "startup", url_prefix=f"/group{{group}}", root_path=".")
    for number in range({ROUTES}):
        owner.add_url_rule(f"/page{{number}}/<int:item>", f"page{{number}}", lambda item: "page")
    app.register_blueprint(owner)
body = b"".join(app(environ, start_response))
built = process_time() - began
assert body == b"page", body
print(imported * 1000, resident, built * 1000)
"""


class Start(NamedTuple):
    """The milliseconds of the import, what was resident after it in MiB, and those of building and a first request."""

    imported: float
    resident: float
    built: float


def main() -> int:
    """Measure, print, and return 1 if it is not what is wanted."""
    parser = ArgumentParser(description="Time the start of an application beside Flask.")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the table is written too")
    machine.expect_build(parser)
    asked = parser.parse_args()
    machine.check_build(parser, asked.build)
    if not Path("/proc/self/statm").exists():
        parser.error("the resident set is read from /proc, as Linux has it")
    flask, ours = by_turns(asked.rounds)
    found = {
        "import, times Flask": (flask.imported, ours.imported, ours.imported / flask.imported, IMPORT_WANTED),
        "resident after import, MiB": (flask.resident, ours.resident, ours.resident, RESIDENT_WANTED),
        "1,000 routes, first answer, ms": (flask.built, ours.built, ours.built, BUILD_WANTED),
    }
    print(f"demijohn ({machine.BUILD}) and Flask: {asked.rounds} fresh processes each, by turns")
    print(f"{'':<32}{'Flask':>10}{'demijohn':>10}{'judged':>10}{'wanted':>10}")
    for name, cells in found.items():
        print(f"{name:<32}" + "".join(f"{cell:>10.2f}" for cell in cells))
    if asked.json is not None:
        keys = ("flask", "demijohn", "judged", "wanted")
        rows = {name: dict(zip(keys, cells, strict=True)) for name, cells in found.items()}
        asked.json.write_text(
            json.dumps({**machine.facts(), "rows": rows}, indent=2) + "\n", encoding="utf-8"
        )
    return 1 if any(judged > wanted for _, _, judged, wanted in found.values()) else 0


def by_turns(rounds: int) -> tuple[Start, Start]:
    """Start Flask and demijohn by turns, and take the medians of each."""
    taken: dict[str, list[Start]] = {"flask": [], "demijohn": []}
    with tempfile.TemporaryDirectory() as folder:
        for package in taken:
            start(package, folder)  # the first one compiles its modules
        for number in range(rounds):
            for package in ("flask", "demijohn") if number % 2 else ("demijohn", "flask"):
                taken[package].append(start(package, folder))
    flask, ours = (Start(*map(median, zip(*starts, strict=True))) for starts in taken.values())
    return flask, ours


def start(package: str, folder: str) -> Start:
    """Start one process, and read what it measured."""
    # Both find their modules compiled to bytecode, as an installation leaves them.
    environ = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}
    command = [sys.executable, "-c", CHILD.replace("PACKAGE", package)]
    shown = subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout
    imported, pages, built = map(float, shown.split())
    return Start(imported, pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20), built)


if __name__ == "__main__":
    raise SystemExit(main())
