"""Draws whole requests, as servers hand them on: bodies, the headers that tell about them, and limits."""

from __future__ import annotations

import random
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple

from tests.laws import wire

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Source:
    """A body that comes in pieces, and may break off; servers need give it no other method.

    Args:
        body: All of it.
        size: The most bytes that come at once.
        end: Where it breaks off with an error, if it does.
    """

    def __init__(self, body: bytes, size: int, end: int | None) -> None:
        self.body, self.size, self.end = BytesIO(body), size, end

    def read(self, size: int = -1) -> bytes:
        """Read as much as comes at once."""
        if self.end is not None and self.body.tell() >= self.end:
            raise OSError
        return self.body.read(self.size if size < 0 else min(size, self.size))


class Sent(NamedTuple):
    """A request: its environment without the body, the body and how it comes, the limits, and what is asked for."""

    environ: dict[str, object]
    body: bytes
    piece: int
    end: int | None
    limits: tuple[int | None, int | None, int | None]
    looks: tuple[str, ...]

    def open(self) -> WSGIEnvironment:
        """Make the environment anew."""
        whole = self.piece == 0
        body = BytesIO(self.body) if whole else Source(self.body, self.piece, self.end)
        return {**self.environ, "wsgi.input": body}


TYPES: Final = wire.Pieces({
    "application/x-www-form-urlencoded": 12, "application/x-www-form-urlencoded; charset=latin1": 2, "multipart/form-data; boundary=edge": 12,
    'Multipart/Form-Data; charset=utf-8; boundary="edge"': 3, "multipart/form-data; boundary=": 1, "multipart/form-data": 1,
    "multipart/form-data; boundary=\u00e9": 1, "multipart/form-data; boundary*=utf-8''%C3%A9": 1, "multipart/mixed; boundary=edge": 1,
    "application/json": 8, "Application/LD+JSON; charset=utf-8": 2, "text/plain": 2, "": 1, " ": 1, ";": 1, "application/json;boundary=edge": 1,
})  # fmt: skip
"""What is said of the body."""

LOOKS: Final = (
    "form", "form", "form", "files", "files", "args", "cookies", "values", "data", "get_data", "get_data uncached", "get_data as text",
    "get_data after the form", "json", "json silently", "json by force", "json uncached", "read 3", "read 0", "read all", "readline",
    "exhausted", "mimetype", "mimetype_params", "content_type", "content_length", "is_json", "limit", "replace stream",
)  # fmt: skip
"""What is asked for."""

LENGTHS: Final = ("", "x", " 5 ", "+5", "-1", "\u0665", "5_0", "0", "00009", "1" * 30)
"""Lengths that are no lengths, or strange ones."""

BODIES: Final = (
    b"{}",
    b'{"a": [1, "\xc3\xa9"]}',
    b"[",
    b"\xff",
    b"null",
    b"",
    b'"\xed\xb2\x80"',
    b"\xef\xbb\xbf1",
)


def draw(rng: random.Random) -> Sent:
    """Draw a request."""
    kind = rng.choice(TYPES.draw(rng, 1) or ["application/x-www-form-urlencoded"])
    body, memory, parts = _draw_body(rng, kind)
    environ: dict[str, object] = {"REQUEST_METHOD": rng.choice(("POST", "POST", "PUT", "GET"))}
    _put(environ, "CONTENT_TYPE", kind if rng.random() < 0.95 else None)
    _put(environ, "CONTENT_LENGTH", _draw_length(rng, len(body)))
    _put(environ, "HTTP_TRANSFER_ENCODING", rng.choice((None,) * 12 + ("chunked", "gzip, Chunked", "gzip")))
    _put(environ, "wsgi.input_terminated", rng.choice((None,) * 9 + (True,)))
    _put(environ, "QUERY_STRING", wire.draw_encoded(rng).decode("latin1") if rng.random() < 0.9 else None)
    _put(environ, "HTTP_COOKIE", wire.draw_cookie(rng) if rng.random() < 0.5 else None)
    whole = rng.choice((None,) * 8 + (len(body), len(body) - 1, len(body) + 1, 0))
    piece = rng.choice((0, 0, 0, 0, 1, 7, 100, 10_000))
    end = rng.randrange(len(body) + 1) if piece and rng.random() < 0.2 else None
    looks = tuple(rng.choices(LOOKS, k=rng.choice((1, 1, 2, 2, 3, 5))))
    return Sent(environ, body, piece, end, (whole, memory, parts), looks)


def _draw_body(rng: random.Random, kind: str) -> tuple[bytes, int | None, int | None]:
    if "json" in kind and rng.random() < 0.9:
        return rng.choice(BODIES), None, None
    if "multipart" in kind.lower():
        drawn = wire.draw_multipart(rng)
        return drawn.body, drawn.memory, drawn.parts
    return wire.draw_encoded(rng), rng.choice((None, 0, 3)), rng.choice((None, 0, 1))


def _draw_length(rng: random.Random, size: int) -> str | None:
    if rng.random() < 0.8:
        return str(size)
    return rng.choice((*LENGTHS, None, str(size + rng.choice((-1, 1, 5))), str(max(0, size // 2))))


def _put(environ: dict[str, object], name: str, value: object) -> None:
    if value is not None:
        environ[name] = value
