"""Somebody who reads and writes a blog over the network, and writes down all that is answered."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tests.e2e.browser import NOTHING, PASSWORD, Answer, Browser

HOST: Final = "blog.example"
_TOKEN: Final = re.compile(r'(name="csrf_token" (?:type="hidden" )?value=")([^"]+)"')
_COOKIE: Final = re.compile(r"(\w+)=[^;]+(.*)")
_EXPIRES: Final = re.compile(r"Expires=[^;]+")
# Posts of the sample were written in January 2026; every other time is now.
_NOW: Final = (
    re.compile(r'<time datetime="(?!2026-01-)[^"]+">[^<]*</time>'),
    re.compile(r"<published>(?!2026-01-)[^<]+</published>"),
    re.compile(r'"written":"(?!2026-01-)[^"]+"'),
)
_VOLATILE: Final = {
    "date",
    "server",
    "connection",
    "x-ratelimit-reset",
    "x-ratelimit-remaining",
    "retry-after",
}
_OURS: Final = {"x-package", "x-build", "x-process", "x-endpoint"}


@dataclass(frozen=True)
class Exchange:
    """A request, and what was answered with all that changes from run to run taken out."""

    reader: str
    method: str
    path: str
    endpoint: str | None
    status: int
    headers: tuple[str, ...]
    body: str


class Reader(Browser):
    """A browser that speaks with a blog, as a rule through a proxy."""

    def __init__(self, port: int, name: str, diary: list[Exchange], **headers: str) -> None:
        super().__init__(port)
        self.name = name
        self.diary = diary
        self.headers = {"Host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        self.answered: list[Answer] = []

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = NOTHING
    ) -> Answer:
        """Send a request, and write down what is answered."""
        answer = super().send(method, path, body, {**self.headers, **headers})
        if method != "HEAD" and answer.status != 304 and "Content-Length" in answer.headers:
            assert int(answer.headers["Content-Length"]) == len(answer.body)
        self.cookies = {name: value for name, value in self.cookies.items() if value}
        self.answered.append(answer)
        self.diary.append(_mask(self.name, method, path, answer))
        return answer

    def secret(self) -> str:
        """Read the session's secret off a form: of a guest, or of somebody who is logged in."""
        for path in ("/auth/login", "/auth/settings"):
            found = _TOKEN.search(self.get(path).text)
            if found is not None:
                return found[2]
        raise AssertionError("no page has a form")

    def register(self, name: str) -> Reader:
        """Make an account, and be logged in."""
        answer = self.submit("/auth/register", name=name, password=PASSWORD, repeated=PASSWORD)
        assert answer.status == 302, answer.text
        return self

    def log_in(self, name: str, password: str, path: str = "/auth/login", **fields: str) -> Answer:
        """Send the form of the login."""
        return self.submit(path, **{"name": name, "password": password, **fields})

    def post(self, title: str, **fields: str) -> str:
        """Write a post, and return its path."""
        answer = self.submit("/posts/new", **{"title": title, "body": "Some text.", **fields})
        assert answer.status == 302, answer.text
        return answer.location


def _mask(reader: str, method: str, path: str, answer: Answer) -> Exchange:
    text = _read(answer)
    body = _TOKEN.sub(r'\1(secret)"', text)
    for pattern in _NOW:
        body = pattern.sub("(now)", body)
    # A head does not show whether the body that it is of changes.
    loose = {"content-length", "etag"} if body != text else {"etag"} if method == "HEAD" else set[str]()
    headers = tuple(
        f"{name}: {_mask_header(name.lower(), value, loose)}"
        for name, value in answer.headers.items()
        if name.lower() not in _VOLATILE | _OURS
    )
    return Exchange(reader, method, path, answer.headers["X-Endpoint"], answer.status, headers, body)


def _read(answer: Answer) -> str:
    encoding = answer.headers["Content-Encoding"]
    if encoding == "gzip" and answer.body:  # It holds the time when it was compressed.
        return gzip.decompress(answer.body).decode()
    return answer.text if encoding is None else repr(answer.body)


def _mask_header(name: str, value: str, loose: set[str]) -> str:
    if name in loose:
        return "(changes)"
    if name == "allow":
        return ", ".join(sorted(value.split(", ")))
    return _mask_cookie(value) if name == "set-cookie" else value


def _mask_cookie(value: str) -> str:
    # A cookie that is taken away has no value, and a date that never changes.
    found = _COOKIE.match(value)
    return value if found is None else f"{found[1]}=(value){_EXPIRES.sub('Expires=(later)', found[2])}"


def signatures(readers: Iterable[Reader]) -> set[tuple[str, str]]:
    """Collect which packages and builds have answered."""
    answers = [answer for reader in readers for answer in reader.answered]
    return {(answer.headers["X-Package"], answer.headers["X-Build"]) for answer in answers}
