"""Serve an application with the command line of the demijohn that is installed, and ask it one thing.

Run as ``python serving.py APP PATH TEXT``: it serves APP on a free port, fetches PATH, prints the answer, and fails
unless the answer is 200 and holds TEXT. It needs nothing but the standard library and demijohn.
"""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

ADDRESS = re.compile(r"Running on http://([\d.]+):(\d+)")


@contextmanager
def served(application: str) -> Generator[tuple[str, int], None, None]:
    """Run ``demijohn run`` until the block ends, and give the host and the port that it printed."""
    command = [sys.executable, "-m", "demijohn", "--app", application, "run", "--port", "0", "--no-reload"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            yield _address(server)
        finally:
            server.terminate()


def _address(server: subprocess.Popen[str]) -> tuple[str, int]:
    printed: list[str] = []
    for line in server.stdout or ():
        printed.append(line)
        found = ADDRESS.search(line)
        if found is not None:
            return found[1], int(found[2])
    raise SystemExit("the server ended without naming its address; it printed:\n" + "".join(printed))


def fetch(host: str, port: int, path: str) -> tuple[int, str]:
    """Ask for a path, and give the status and the body."""
    connection = HTTPConnection(host, port, timeout=30)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def main(application: str, path: str, text: str) -> None:
    """Serve, ask, compare."""
    with served(application) as (host, port):
        status, body = fetch(host, port, path)
    sys.stdout.write(f"{application}{path}: {status} {body[:200]!r}\n")
    if (status, text in body) != (200, True):
        raise SystemExit(f"200 and {text!r} were expected from {path}")


if __name__ == "__main__":
    main(*sys.argv[1:])
