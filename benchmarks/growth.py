"""Serve a million mixed requests in one process, and see whether it keeps any of them.

Run it as ``python -m benchmarks.growth [--requests N]``, on Linux. It prints the resident set at intervals, and fails
if it grew by more than `BOUND` after the first tenth, in which caches fill. No two requests are the same: paths, values,
sessions, forms and files have the number of the request in them, so that a cache without a bound is seen as well.
"""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from benchmarks import machine
from benchmarks.sides import ask, environ, session_cookie
from benchmarks.workloads import FILES, ROWS
from demijohn import (
    Flask,
    Response,
    abort,
    flash,
    get_flashed_messages,
    render_template,
    request,
    session,
    url_for,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

BOUND: Final = 2.0
"""MiB by which the resident set may grow after the first tenth."""

READINGS: Final = 20
MIB: Final = 1 << 20


class Kind(NamedTuple):
    """One sort of request: what it is made of, what is another in each, and the status of its answer."""

    status: int
    environ: WSGIEnvironment
    vary: Callable[[WSGIEnvironment, int], object]

    def numbered(self, number: int) -> WSGIEnvironment:
        """Make the request of a number."""
        made = self.environ.copy()
        body: bytes = made.pop("body")
        if body:
            body = body.replace(b"NUMBER", b"%06d" % (number % 1_000_000))
        made["wsgi.input"] = BytesIO(body)
        self.vary(made, number)
        return made


def main() -> int:
    """Serve, print what is resident, and return 1 if it grew."""
    parser = ArgumentParser(description="See whether a million mixed requests leave anything behind.")
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument(
        "--leak", type=int, metavar="BYTES", default=0, help="keep so many of each, to see it fail"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="where the readings are written too")
    machine.expect_build(parser)
    asked = parser.parse_args()
    machine.check_build(parser, asked.build)
    if not Path("/proc/self/statm").exists():
        parser.error("the resident set is read from /proc, as Linux has it")
    print(f"demijohn ({machine.BUILD}): {asked.requests:,} mixed requests")
    readings: list[float] = []
    for done, reading in served(asked.requests, asked.leak):
        readings.append(reading)
        print(f"{done:>12,} requests {reading:>9.2f} MiB", flush=True)
    grown = growth(readings)
    print(f"grew by {grown:.2f} MiB after the first tenth; at most {BOUND} are allowed")
    if asked.json is not None:
        found = {"requests": asked.requests, "readings": readings, "grown": grown, "bound": BOUND}
        asked.json.write_text(json.dumps({**machine.facts(), **found}, indent=2) + "\n", encoding="utf-8")
    return 1 if grown > BOUND else 0


def growth(readings: Sequence[float]) -> float:
    """Say by how much the resident set rose above what it was after the first tenth of the readings."""
    warm = max(1, len(readings) // 10)
    return max(readings[warm:]) - readings[warm]


def served(requests: int, leak: int) -> Iterator[tuple[int, float]]:
    """Serve the kinds one after the other, and read what is resident at the start and at regular intervals."""
    app = application()
    kinds = list_kinds(app)
    for kind in kinds:
        status = ask(app, kind.numbered(0)).status
        if status != kind.status:
            raise SystemExit(
                f"{kind.environ['PATH_INFO']} was to answer {kind.status}, and answered {status}"
            )
    kept: list[bytes] = []
    interval = max(1, requests // READINGS)
    yield 0, resident()
    for number in range(1, requests + 1):
        ask(app, kinds[number % len(kinds)].numbered(number))
        if leak:
            kept.append(bytes(leak))
        if number % interval == 0:
            yield number, resident()


def resident() -> float:
    """Read how many MiB of this process are resident."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


class DamagedError(Exception):
    """What has a handler."""


class SpoiltError(DamagedError):
    """What a view raises; its handler is that of the class above."""


def application() -> Flask:
    """Make an application with a view for each kind of request."""
    app = Flask(__name__, root_path=str(FILES))
    app.secret_key = "a key"
    app.before_request(lambda: None)
    app.teardown_request(forget)
    app.add_url_rule("/", "hello", lambda: "Hello, World!")
    app.add_url_rule("/user/<int:id>/<name>", view_func=user)
    app.add_url_rule("/page/<title>", view_func=page)
    app.add_url_rule("/url/<int:id>", view_func=url)
    app.add_url_rule("/session/<name>", view_func=remember)
    app.add_url_rule("/form", "form", lambda: request.form["name"], methods=["POST"])
    app.add_url_rule("/json", view_func=json_back, methods=["POST"])
    app.add_url_rule("/upload", "upload", lambda: str(len(request.files["file"].read())), methods=["POST"])
    app.add_url_rule("/stream/<name>", view_func=stream)
    app.add_url_rule("/spoilt/<name>", view_func=spoil)
    app.add_url_rule("/gone/<name>", view_func=gone)
    app.register_error_handler(DamagedError, lambda error: (f"{error}", 409))
    app.register_error_handler(404, lambda error: (f"{error}", 404))
    return app


def forget(error: BaseException | None) -> None:
    """Do nothing, at the end of each."""


def user(id: int, name: str) -> dict[str, int | str]:
    return {"id": id, "name": name}


def page(title: str) -> str:
    return render_template("page.html", title=title, rows=ROWS)


def url(id: int) -> str:
    return url_for("user", id=id, name=f"name {id}")


def json_back() -> Any:  # whatever JSON holds
    return request.get_json()


def remember(name: str) -> str:
    """Keep a name in the session, and tell what was flashed before."""
    session["name"] = name
    told = ", ".join(f"{message}" for message in get_flashed_messages())
    flash(name)
    return told


def stream(name: str) -> Response:
    return Response(iter([name] * 10))


def spoil(name: str) -> str:
    raise SpoiltError(name)


def gone(name: str) -> str:
    abort(410, name)


def list_kinds(app: Flask) -> list[Kind]:
    """List the kinds: hits, misses, errors, sessions, forms, uploads."""
    cookie = session_cookie(app, "/session/first")
    post = {"method": "POST"}
    form = {**post, "data": {"name": "NUMBER", "note": "first & foremost"}}
    sent = {**post, "data": b'{"name": "NUMBER", "numbers": [1, 2, 3]}', "content_type": "application/json"}
    file = {
        **post,
        "content_type": "multipart/form-data; boundary=edge",
        "data": b'--edge\r\nContent-Disposition: form-data; name="file"; filename="NUMBER.bin"\r\n\r\n'
        + bytes(range(250)) * 20
        + b"\r\n--edge--\r\n",
    }
    return [
        Kind(200, environ({"path": "/"}), _query),
        Kind(200, environ({"path": "/user"}), _path("/user/{0}/name{0}")),
        Kind(200, environ({"path": "/page"}), _path("/page/{0}")),
        Kind(200, environ({"path": "/url"}), _path("/url/{0}")),
        Kind(200, environ({"path": "/session", "headers": {"Cookie": cookie}}), _path("/session/name{0}")),
        Kind(200, environ({"path": "/session"}), _path("/session/new{0}")),
        Kind(200, environ({"path": "/form", **form}), _query),
        Kind(200, environ({"path": "/json", **sent}), _query),
        Kind(200, environ({"path": "/upload", **file}), _query),
        Kind(200, environ({"path": "/stream"}), _path("/stream/{0}")),
        Kind(200, environ({"path": "/static/numbers.txt"}), _query),
        Kind(404, environ({"path": "/nothing"}), _path("/nothing/{0}")),
        Kind(404, environ({"path": "/static"}), _path("/static/{0}.txt")),
        Kind(405, environ({"path": "/form"}), _query),
        Kind(400, environ({"path": "/form", **post, "data": {"note": "NUMBER"}}), _query),
        Kind(409, environ({"path": "/spoilt"}), _path("/spoilt/{0}")),
        Kind(410, environ({"path": "/gone"}), _path("/gone/{0}")),
    ]


def _path(pattern: str) -> Callable[[WSGIEnvironment, int], object]:
    def vary(environ: WSGIEnvironment, number: int) -> None:
        environ["PATH_INFO"] = pattern.format(number)

    return vary


def _query(environ: WSGIEnvironment, number: int) -> None:
    environ["QUERY_STRING"] = f"number={number}"


if __name__ == "__main__":
    raise SystemExit(main())
