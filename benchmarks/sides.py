"""An application of one package, with the request that it gets, and a clock."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from time import process_time
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from werkzeug.test import EnvironBuilder

from benchmarks.workloads import Workload

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

TIMED: Final = frozenset({"Date", "Expires"})
"""Headers that may differ from one second to the next."""


class Answer(NamedTuple):
    """What an application gave the server."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def lasting(self, signed: bool) -> list[tuple[str, str]]:
        """List the headers that do not depend on the time; a signed cookie holds the time too."""
        left_out = {*TIMED, "Set-Cookie"} if signed else TIMED
        return [header for header in self.headers if header[0] not in left_out]


class Side:
    """One package's application, and the request that it gets."""

    def __init__(self, application: WSGIApplication, workload: Workload) -> None:
        self.application = application
        # The arguments of a request are those of `EnvironBuilder`, of many types.
        arguments: dict[str, Any] = workload.request
        if workload.sign is not None:
            cookie = session_cookie(application, workload.sign)
            arguments = {**arguments, "headers": {"Cookie": cookie}}
        self.environ = environ(arguments)

    def answer(self) -> Answer:
        """Send the request once."""
        return ask(self.application, fresh(self.environ))

    def seconds(self, requests: int, mark: Callable[[], object] | None = None) -> float:
        """Time a number of requests, and mark their beginning and their end for somebody who looks on."""
        environs = [fresh(self.environ) for _ in range(requests)]
        application = self.application
        if mark is not None:
            mark()
        began = process_time()
        for each in environs:
            parts = application(each, _start)
            for _ in parts:
                pass
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        took = process_time() - began
        if mark is not None:
            mark()
        return took


def ask(application: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Send one request, and give the whole answer."""
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start(
        status: str, headers: list[tuple[str, str]], _error: object = None, /
    ) -> Callable[[bytes], object]:
        told.append((status, headers))
        return bytes

    parts = application(environ, start)
    body = b"".join(parts)
    close = getattr(parts, "close", None)
    if close is not None:
        close()
    status, headers = told[-1]
    return Answer(int(status[:3]), list(headers), body)


def session_cookie(application: WSGIApplication, path: str) -> str:
    """Let an application sign a session, and take its cookie.

    Raises:
        SystemExit: If there is none.
    """
    answer = ask(application, fresh(environ({"path": path})))
    for name, value in answer.headers:
        if name.lower() == "set-cookie":
            return value.partition(";")[0]
    raise SystemExit(
        f"{path} was to set a session cookie, and answered {answer.status} with {answer.headers}"
    )


# ``Any`` below: the arguments of `EnvironBuilder` are of many types.
def environ(arguments: dict[str, Any]) -> WSGIEnvironment:
    """Make the environment of a request, with its body as bytes."""
    made: WSGIEnvironment = EnvironBuilder(**arguments).get_environ()
    made["body"] = made.pop("wsgi.input").read()
    return made


def fresh(environ: WSGIEnvironment) -> WSGIEnvironment:
    """Copy an environment for one more request, with a body that nobody has read."""
    copy = environ.copy()
    copy["wsgi.input"] = BytesIO(copy.pop("body"))
    return copy


def _start(_status: str, _headers: object, _error: object = None, /) -> Callable[[bytes], object]:
    return bytes
