"""Draws what clients send: query strings, forms, cookies and headers, many of them broken in one way or another.

Each is a chain of pieces, drawn with weights, so that most have some form and few are only noise.
"""

from __future__ import annotations

import random
from itertools import accumulate
from typing import Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Pieces(Generic[T]):
    """Pieces to draw from, each as often as its weight says."""

    def __init__(self, weighted: dict[T, int]) -> None:
        self.pieces: Final = list(weighted)
        self.bounds: Final = list(accumulate(weighted.values()))

    def draw(self, rng: random.Random, most: int) -> list[T]:
        """Draw up to so many pieces."""
        return rng.choices(self.pieces, cum_weights=self.bounds, k=int(rng.random() * (most + 1)))


class Multipart(NamedTuple):
    """A body in parts, its boundary, and the limits under which it is read."""

    body: bytes
    boundary: str
    memory: int | None
    parts: int | None


ENCODED: Final = Pieces({
    b"a": 8, b"name": 6, b"=": 14, b"&": 14, b"+": 5, b"%26": 3, b"%3D": 2, b"%2": 1, b"%": 2, b"%zz": 1, b"%%": 1, b"%C3%A9": 3,
    b"%c3": 2, b"%A9": 1, b"%E2%82%AC": 2, b"%E2%82": 1, b"%F0%9F%8D%B7": 1, b"%F0%9F": 1, b"%ff": 1, b"%00": 1, b"%0d%0A": 1,
    b"%ED%B2%80": 1, b"%C0%AF": 1, b"%F5": 1, b"\xc3\xa9": 2, b"\xe2\x82\xac": 1, b"\xf0\x9f\x8d\xb7": 1, b"%\xc3\xa9": 1,
    b";": 1, b"\r\n": 1, b" ": 1, b"%2B": 1, b"%EF%BF%BD": 1, b"\xed\xb2\x80": 1, b"\xff": 1, b"\xc3": 1, b"1": 2, b"\x00": 1,
})  # fmt: skip
"""What query strings and encoded forms are made of."""

COOKIE: Final = Pieces({
    "a": 9, "session": 3, "=": 14, ";": 8, "; ": 10, " ": 4, "\t": 2, '"': 10, '="': 5, '";': 4, "\\": 3, '\\"': 2, "\\\\": 2, "\\101": 2,
    "\\303\\251": 2, "\\377": 1, "\\400": 1, "\\08": 1, "\\12": 1, "\\;": 1, "\\\n": 1, "\\\u00e9": 1, "\n": 1, "\r": 1, "\u00e9": 2, "\xa0": 1,
    "\xc3\xa9": 1, ",": 2, "1.2": 2, "%20": 1, "\x00": 1, "\x0b": 1, "/": 1, "{": 1, "\u20ac": 1,
})  # fmt: skip
"""What ``Cookie`` headers are made of."""

OPTIONS: Final = Pieces({
    '; name="a"': 6, '; filename="b.txt"': 5, "; name=a": 4, ";charset=utf-8": 3, "; Name=A": 2, "; boundary=----Edge": 2, "; name*=": 3,
    "; filename*=UTF-8''%C3%A9": 3, "; name*0=a": 3, "; name*1*=%e9": 2, "; name*0*=utf-8''a%C3": 2, '; name*2="b c"': 2, '; name*="q"': 1,
    "; name": 2, "; x*01=y": 1, "; *=z": 1, "; *0=z": 1, "; a**=b": 1, "; a*0**=b": 1, "; x*\u0661=y": 1, "; name=": 2, '; name="': 3, '"': 5,
    "=": 3, ";": 3, "; ": 3, '\\"': 2, "\\\\": 2, "\\": 2, "\\n": 1, "%22": 2, "'": 2, "utf-8'en'": 2, "iso-8859-1''": 2, "ascii''": 1, "latin1''": 1,
    "%C3%A9": 2, "%e9": 1, "a": 3, "\u00e9": 2, "\u20ac": 1, " ": 3, "\t": 2, "/": 1, ",": 1, "@": 1, "*": 2, "\n": 1,
})  # fmt: skip
"""What stands behind the value of a header with parameters."""

HEADER: Final = Pieces({
    b'Content-Disposition: form-data; name="a"': 14, b'content-disposition:form-data; name="b"; filename="b.txt"': 8,
    b'Content-Disposition: form-data; name=""; filename=""': 2, b"Content-Disposition: form-data": 1, b"Content-Disposition:": 1,
    b"Content-Disposition: form-data; name*=UTF-8''%C3%A9; filename*=utf-8''%E2%82%AC": 2,
    b'Content-Disposition: form-data; name="q\\"u\\\\o"; filename="c:\\\\d%22.txt"': 2,
    b'Content-Disposition: form-data; filename*0="long"; filename*1=er; name=a': 1,
    b'Content-Disposition: form-data;\r\n name="c"': 2, b'Content-Disposition: form-data;\n\tname="c"': 1,
    b'Content-Disposition: form-data; name="\xc3\xa9"': 2, b'Content-Disposition: form-data; name="\xff"': 1,
    b"Content-Type: text/plain": 5, b"Content-Type: text/plain; charset=iso-8859-1": 3, b"Content-Type: text/plain; charset=ASCII": 1,
    b"Content-Type: text/plain; charset=utf-7": 1, b"Content-Length: 5": 1, b"Content-Length: x": 1, b"X-Long: " + b"x" * 1200: 1, b"X": 1,
    b": y": 1, b"": 1, b" ": 1, b"\t x": 1, b"X:\r y": 1, b"X: \x0b\x0c\x85": 1,
})  # fmt: skip
"""The lines of a part's headers."""

CONTENT: Final = Pieces({
    b"x": 10, b"value": 6, b"\xc3\xa9": 2, b"\xff": 2, b"\r": 3, b"\n": 3, b"\r\n": 5, b"--": 3, b"--edge": 2, b"\r\n--edge": 2, b"\n--edge-": 1,
    b"\r\n--edgex\r\n": 1, b"edge": 2, b" ": 1, b"\x00": 1, b"-": 1, b"\r\r": 1, b"\n\n": 1, b"y" * 200: 1,
})  # fmt: skip
"""What a part has in it."""

BOUNDARIES: Final = ("edge", "-", "----WebKitFormBoundaryAbC123", "e.+(*", "'edge edge'", "--edge", "x")
BREAKS: Final = (b"\r\n",) * 12 + (b"\n", b"\r", b"", b"\r\n\r\n", b"\n\r", b" \t\r\n", b"\x0b\n", b"\r\r\n")
MUTATIONS: Final = (
    b"",
    b"\r",
    b"\n",
    b"-",
    b"--",
    b"\r\n",
    b"--edge",
    b"--edge--",
    b"\x00",
    b":",
    b" ",
    b"\xff",
)


def draw_encoded(rng: random.Random) -> bytes:
    """Draw a query string or an encoded form."""
    return b"".join(ENCODED.draw(rng, 12))


def draw_cookie(rng: random.Random) -> str:
    """Draw a ``Cookie`` header."""
    return "".join(COOKIE.draw(rng, 14))


def draw_options(rng: random.Random) -> str:
    """Draw a header with parameters."""
    return rng.choice(("form-data", "form-data", "form-data", " text/HTML ", "", "a;")) + "".join(
        OPTIONS.draw(rng, 6)
    )


def draw_multipart(rng: random.Random) -> Multipart:
    """Draw a body in parts, and the limits."""
    boundary = rng.choice(BOUNDARIES) if rng.random() < 0.4 else "edge"
    body = _draw_body(rng, b"--" + boundary.encode())
    while rng.random() < 0.3:
        place = rng.randrange(len(body) + 1)
        body = body[:place] + rng.choice(MUTATIONS) + body[place + rng.choice((0, 0, 0, 1, 2, 20)) :]
    memory = rng.choice(
        (None, None, None, None, None, 500_000, len(body), len(body) - 1, rng.randrange(len(body) + 2))
    )
    return Multipart(body, boundary, memory, rng.choice((None, None, None, None, 1000, 0, 1, 2)))


def draw_long_multipart(rng: random.Random, chunk: int) -> Multipart:
    """Draw a body in which something lies where a chunk ends, and the limits."""
    first, boundary = _draw_part(rng), b"--edge"
    start = boundary + b"\r\n" + first
    filling = rng.choice((b"x", b"x\r", b"\n", b"-", b"\r\n--edge"))
    missing = chunk * rng.choice((1, 1, 2)) - len(start) - rng.randrange(60)
    body = start + (filling * missing)[:missing] + b"\r\n" + _draw_body(rng, boundary)
    memory = rng.choice((None, 500_000, chunk, chunk + rng.randrange(200), len(body), missing))
    return Multipart(body, "edge", memory, rng.choice((None, 1, 2, 1000)))


def _draw_body(rng: random.Random, delimiter: bytes) -> bytes:
    lines = [b"preamble" + rng.choice(BREAKS)] if rng.random() < 0.1 else []
    for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 4))):
        lines += [delimiter, rng.choice(BREAKS), _draw_part(rng), rng.choice(BREAKS)]
    if rng.random() < 0.9:
        lines += [delimiter, b"--", rng.choice(BREAKS), rng.choice((b"", b"", b"", b"epilogue"))]
    return b"".join(lines)


def _draw_part(rng: random.Random) -> bytes:
    end = rng.choice(BREAKS)
    headers = [rng.choice(HEADER.pieces[:2])] if rng.random() < 0.8 else []
    headers += HEADER.draw(rng, 3)
    if rng.random() < 0.2:
        rng.shuffle(headers)
    return end.join(headers) + end + rng.choice((end, end, b"\r\n")) + b"".join(CONTENT.draw(rng, 4))
