"""Compare demijohn with Flask on the smallest requests, in one process, by turns.

Run it as ``python benchmarks/hello.py [ROUNDS]``.

Both serve the same views through their plain WSGI entry. A round times each side on each case, one right after the
other, and what changes the machine's speed changes it for both; the ratio of a case is the median of its rounds.
Needs Flask 3.1.3 beside demijohn.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

import flask
from werkzeug.test import EnvironBuilder

import demijohn
from demijohn.core import compiled

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

REQUESTS = 500
CASES = {
    "text": "/",
    "a variable in the path": "/users/42",
    "JSON": "/json",
    "no such page": "/nothing",
}


def hello() -> str:
    return "Hello, World!"


def user(number: int) -> str:
    return str(number)


def data() -> dict[str, int]:
    return {"answer": 42}


def fill(app: demijohn.Flask | flask.Flask) -> WSGIApplication:
    """Add the views under test to an application of one framework or the other."""
    app.add_url_rule("/", view_func=hello)
    app.add_url_rule("/users/<int:number>", view_func=user)
    app.add_url_rule("/json", view_func=data)
    return app.wsgi_app


def seconds(application: WSGIApplication, environ: dict[str, Any]) -> float:
    """Time a number of requests."""
    began = perf_counter()
    for _ in range(REQUESTS):
        body = application(environ.copy(), _start)
        for _ in body:
            pass
    return perf_counter() - began


def _start(_status: str, _headers: object, _error: object = None, /) -> Callable[[bytes], object]:
    return bytes


def main(rounds: int) -> None:
    """Measure and print."""
    ours, theirs = fill(demijohn.Flask("hello")), fill(flask.Flask("hello"))
    build_name = "compiled" if compiled else "pure"
    print(
        f"demijohn ({build_name}) and Flask on Python {sys.version.split()[0]}, {rounds} rounds of {REQUESTS} requests"
    )
    print(f"{'case':<24}{'Flask, µs':>12}{'demijohn, µs':>14}{'ratio':>8}")
    for name, path in CASES.items():
        environ = EnvironBuilder(path).get_environ()
        for side in (ours, theirs):  # caches fill before the clock runs
            seconds(side, environ)
        pairs = [(seconds(theirs, environ), seconds(ours, environ)) for _ in range(rounds)]
        flask_time, our_time = (median(times) / REQUESTS * 1e6 for times in zip(*pairs, strict=True))
        ratio = median(theirs_took / ours_took for theirs_took, ours_took in pairs)
        print(f"{name:<24}{flask_time:>12.1f}{our_time:>14.1f}{ratio:>8.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
