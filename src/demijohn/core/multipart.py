"""Decides which fields and files a ``multipart/form-data`` body holds, reading it as if it came in chunks.

1. A part goes from one line with the boundary to the next; lines may end in CR LF, LF or CR.
2. Each part needs a ``Content-Disposition``; one with a filename is a file, any other is a field.
3. More parts, a longer field, or more bytes that have to be kept until more arrive, than the limits allow, are too much.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final, TypeAlias, final

from demijohn.core import parameters
from demijohn.core.value import Value

Fields: TypeAlias = "dict[str, list[str]] | dict[str | None, list[str]]"
"""The values of each name, in the order in which the names first came; a part may lack a name."""

CHUNK: Final = 64 * 1024
"""How much is read at once. Where a chunk ends shows: in what has to be kept, and in how a torn line is read."""


class Refusal(Enum):
    """Why a body is no form."""

    TOO_LARGE = "it goes beyond a limit"
    MALFORMED = "it ends within a part, or a part has headers that cannot be read"


@final
class File(Value):
    """A file in the body: what its headers say, and where its content starts and ends."""

    __match_args__ = ("name", "filename", "headers", "start", "end")
    __slots__ = __match_args__

    def __init__(
        self, name: str | None, filename: str, headers: list[tuple[str, str]], start: int, end: int
    ) -> None:
        self.name: Final = name
        self.filename: Final = filename
        self.headers: Final = headers
        self.start: Final = start
        self.end: Final = end


@final
class Form(Value):
    """The fields of a body by their names, and its files in their order."""

    __match_args__ = ("fields", "files")
    __slots__ = __match_args__

    def __init__(self, fields: Fields, files: list[File]) -> None:
        self.fields: Final = fields
        self.files: Final = files


def read(
    body: bytes, boundary: bytes, memory: int | None, parts: int | None, places: list[int] | None = None
) -> Form | Refusal:
    """Read a body.

    Args:
        body: All of it.
        boundary: What stands between its parts, without the two dashes.
        memory: The most bytes that a field may have, and that may wait for the end of what they belong to.
        parts: The most parts that there may be.
        places: Where the boundary stands with its two dashes, if somebody has looked for that.
    """
    delimiter = b"--" + boundary
    if places is None:
        places = find_places(body, delimiter)
    reader = _Reader(body, places, len(delimiter), memory, parts)
    size = len(body)
    while reader.end < size:
        chunk = min(CHUNK, size - reader.end)
        if memory is not None and reader.end - reader.start + chunk > memory:
            return Refusal.TOO_LARGE
        reader.end += chunk
        refusal = reader.go_on()
        if refusal is not None:
            return refusal
    return Form(reader.fields, reader.files) if reader.state == _EPILOGUE else Refusal.MALFORMED


def find_places(body: bytes, delimiter: bytes) -> list[int]:
    """List where a delimiter stands."""
    places: list[int] = []
    place = body.find(delimiter)
    while place >= 0:
        places.append(place)
        place = body.find(delimiter, place + 1)
    return places


def find_header(headers: list[tuple[str, str]], wanted: str) -> str | None:
    """Find the first value of a header, whose name is in small letters."""
    for name, value in headers:
        if name.lower() == wanted:
            return value
    return None


@final
class _Reader:
    """What is known of a body while it is read; it is made by ``read`` and seen by nobody else.

    What arrived and was not dealt with yet lies between ``start`` and ``end``; the search goes on at ``looked``, and among
    the places of the delimiter at ``at``.
    """

    def __init__(
        self, body: bytes, places: list[int], width: int, memory: int | None, parts: int | None
    ) -> None:
        self.body: Final = body
        self.places: Final = places
        self.width: Final = width
        self.memory: Final = memory
        self.parts: Final = parts
        self.fields: dict[str | None, list[str]] = {}
        self.files: list[File] = []
        self.state = _PREAMBLE
        self.waits = False
        self.start = self.end = self.looked = self.count = self.at = 0
        # The part that is being read, and where its content starts, which is nowhere until it is looked at.
        self.headers: list[tuple[str, str]] = []
        self.name: str | None = None
        self.filename: str | None = None
        self.content = _NOWHERE
        # The line with a boundary that was found last.
        self.line_start = self.line_end = 0
        self.line_is_last = False

    def go_on(self) -> Refusal | None:
        """Read as far as what arrived allows."""
        self.waits = False
        refusal: Refusal | None = None
        while refusal is None and not self.waits:
            if self.state == _PREAMBLE:
                refusal = self._pass_preamble()
            elif self.state == _HEADERS:
                refusal = self._read_headers()
            elif self.state == _CONTENT:
                refusal = self._read_content()
            else:
                self.waits = True
        return refusal

    def _pass_preamble(self) -> Refusal | None:
        if self._find_line(self.looked, 0):
            self._pass_line()
        else:
            self.waits = True
            self.looked = max(self.start, self.end - self.width - _KEPT + 2)
        return None

    def _read_headers(self) -> Refusal | None:
        blank = self._find_blank()
        if blank < 0:
            self.waits = True
            self.looked = max(self.start, self.end - _KEPT)
            return None
        headers = _parse_headers(self.body[self.start : blank])
        disposition = None if headers is None else find_header(headers, "content-disposition")
        if headers is None or disposition is None:
            return Refusal.MALFORMED
        options = parameters.parse(disposition)[1]
        self.headers = headers
        self.name, self.filename = options.get("name"), options.get("filename")
        self.state, self.content = _CONTENT, _NOWHERE
        # The second line break of the blank line belongs to the content.
        self.start = blank + (2 if self.body[blank + 1] == _LF and self.body[blank] == _CR else 1)
        self.count += 1
        return Refusal.TOO_LARGE if self.parts is not None and self.count > self.parts else None

    def _read_content(self) -> Refusal | None:
        start, is_new = self.start, self.content == _NOWHERE
        if is_new:
            self.content = start = self._pass_break(start)
        is_whole = self._find_line(self.start, 1)
        self.start = end = self.line_start if is_whole else self._first_kept(start)
        if self.filename is None and self.memory is not None and end - self.content > self.memory:
            return Refusal.TOO_LARGE
        if is_whole:
            self._finish_part(max(self.content, end))
            self._pass_line()
        else:
            self.waits = end == start and not is_new
        return None

    def _finish_part(self, end: int) -> bool:
        if self.filename is not None:
            self.files.append(File(self.name, self.filename, self.headers, self.content, end))
            return True
        text = self.body[self.content : end].decode(_find_charset(self.headers), "replace")
        known = self.fields.get(self.name)
        if known is None:
            self.fields[self.name] = [text]
        else:
            known.append(text)
        return False

    def _pass_line(self) -> int:
        """Go on behind the line with a boundary that was found."""
        self.state = _EPILOGUE if self.line_is_last else _HEADERS
        self.start = self.looked = self.line_end
        return self.start

    def _find_line(self, place: int, breaks: int) -> bool:
        """Find the next line with a boundary, before which there have to be this many line breaks, none or one."""
        places, at, width = self.places, self.at, self.width
        while at < len(places) and places[at] < place:
            at += 1
        self.at = at
        while at < len(places) and places[at] + width <= self.end:
            place = places[at]
            start = self._before_break(place)
            if place - start >= breaks and self._ends_line(place + width):
                self.line_start = start
                return True
            at += 1
        return False

    def _ends_line(self, place: int) -> bool:
        """Tell whether a boundary ends its line here, or is the last one."""
        body, end = self.body, self.end
        self.line_is_last = body[place : min(place + 2, end)] == b"--"
        if self.line_is_last:
            place += 2
        while place < end and body[place] in _BLANKS:
            place += 1
        self.line_end = self._pass_break(place)
        return self.line_is_last or self.line_end > place

    def _pass_break(self, place: int) -> int:
        """Go past the line break that is here, if there is one."""
        if place >= self.end or self.body[place] not in (_CR, _LF):
            return place
        is_pair = self.body[place] == _CR and place + 1 < self.end and self.body[place + 1] == _LF
        return place + (2 if is_pair else 1)

    def _before_break(self, place: int) -> int:
        """Go before the line break that ends here, if there is one."""
        if place == self.start or self.body[place - 1] not in (_CR, _LF):
            return place
        is_pair = self.body[place - 1] == _LF and place - 2 >= self.start and self.body[place - 2] == _CR
        return place - (2 if is_pair else 1)

    def _find_blank(self) -> int:
        """Find the first two line breaks of one sort in a row; -1 if there are none."""
        near = min(self.looked + _NEAR, self.end)
        found = self._find_pair(near)
        return self._find_pair(self.end) if found < 0 and near < self.end else found

    def _find_pair(self, end: int) -> int:
        body, looked = self.body, self.looked
        found = body.find(b"\r\n\r\n", looked, end)
        for pair in _PAIRS:
            other = body.find(pair, looked, end if found < 0 else found + 1)
            if other >= 0:
                found = other
        return found

    def _first_kept(self, start: int) -> int:
        """Find where a line break could begin that a boundary may follow, of which not all has arrived."""
        start = max(start, self.end - self.width - 2)
        feed, back = self.body.rfind(b"\n", start, self.end), self.body.rfind(b"\r", start, self.end)
        if feed < 0 or back < 0:
            found = max(feed, back)
            return self.end if found < 0 else found
        return min(feed, back)


_PREAMBLE: Final = 0
_HEADERS: Final = 1
_CONTENT: Final = 2
_EPILOGUE: Final = 3

_NOWHERE: Final = -1
_KEPT: Final = 8
"""How much of what was searched is searched again when more has arrived."""

_NEAR: Final = 1024
"""How far headers usually go: as far the end of them is looked for first, of whichever sort its line breaks are."""

_CR: Final = 13
_LF: Final = 10
_PAIRS: Final = (b"\n\n", b"\r\r")
_BLANKS: Final = frozenset(b" \t\f\v")
_CONTINUED: Final = re.compile(r"(?:\r\n?|\n)[ \t]")


def _parse_headers(data: bytes) -> list[tuple[str, str]] | None:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    if "\n " in text or "\n\t" in text or "\r " in text or "\r\t" in text:
        text = _CONTINUED.sub(" ", text)
    headers: list[tuple[str, str]] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        name, colon, value = line.partition(":")
        name = name.strip(parameters.BLANKS)
        if name or colon:
            headers.append((name, value.strip(parameters.BLANKS)))
    return headers


def _find_charset(headers: list[tuple[str, str]]) -> str:
    content_type = find_header(headers, "content-type")
    if content_type:
        charset = parameters.parse(content_type)[1].get("charset", "").lower()
        if charset in parameters.CHARSETS:
            return charset
    return "utf-8"
