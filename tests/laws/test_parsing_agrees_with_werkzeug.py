"""Law: forms, query strings, cookies and headers are read as Werkzeug reads them, however broken they are."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Final, TypeVar

import pytest
from werkzeug.datastructures import FileStorage, Headers, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header
from werkzeug.sansio.request import Request as PlainRequest
from werkzeug.wrappers import Request as WerkzeugRequest

from demijohn.core import cookie_header, multipart, parameters, urlencoded
from demijohn.core.multipart import Refusal
from demijohn.wrappers import Request
from tests.laws import budget, wire
from tests.laws.wire import Multipart, Sent

Drawn = TypeVar("Drawn")
# What was read, and its kind, by which the cases are counted.
Answer = tuple[str, object]

TOO_LARGE: Final = ("too large", None)
MALFORMED: Final = ("malformed", None)
EMPTY: Final = ("nothing", None)


def compare(
    full: int,
    draw: Callable[[random.Random], Drawn],
    theirs: Callable[[Drawn], Answer],
    ours: Callable[[Drawn], Answer],
) -> Counter[str]:
    """Draw, read in both ways, compare, and count the kinds of what there was."""
    rng = random.Random(20261126)
    kinds: Counter[str] = Counter()
    for _ in range(budget.count(full)):
        drawn = draw(rng)
        expected, found = theirs(drawn), ours(drawn)
        if expected != found:
            pytest.fail(f"{drawn!r}\nWerkzeug: {expected!r}\nours:     {found!r}")
        kinds[expected[0]] += 1
    return kinds


def values(lists: Iterable[tuple[str | None, list[str]]]) -> Answer:
    """Tell the values of each name, in the order of the names."""
    listed = list(lists)
    return ("values", listed) if listed else EMPTY


# --- The core against Werkzeug's parsers --------------------------------------------------------------------


def encoded_by_werkzeug(body: bytes) -> Answer:
    parser = FormDataParser(silent=False)
    try:
        _, form, _ = parser.parse(BytesIO(body), "application/x-www-form-urlencoded", len(body))
    except ValueError:
        return MALFORMED
    return values(form.lists())


def query_by_werkzeug(query: bytes) -> Answer:
    try:
        return values(plain_request(query, Headers()).args.lists())
    except ValueError:
        return MALFORMED


def encoded_by_core(body: bytes) -> Answer:
    found = urlencoded.values(body)
    return MALFORMED if found is None else values(found.items())


def cookies_by_werkzeug(header: str) -> Answer:
    return values(plain_request(b"", Headers([("Cookie", header.replace("\n", ""))])).cookies.lists())


def plain_request(query: bytes, headers: Headers) -> PlainRequest:
    """Make a request of what has a part in it."""
    return PlainRequest("GET", "http", None, "", "/", query, headers, None)


def cookies_by_core(header: str) -> Answer:
    return values(cookie_header.values(header).items())


def options_by_werkzeug(header: str) -> Answer:
    value, options = parse_options_header(header)
    return ("options" if options else "no options"), (value, options)


def options_by_core(header: str) -> Answer:
    value, options = parameters.parse(header)
    return ("options" if options else "no options"), (value, options)


def multipart_by_werkzeug(sent: Multipart) -> Answer:
    parser = FormDataParser(silent=False, max_form_memory_size=sent.memory, max_form_parts=sent.parts)
    options = {"boundary": sent.boundary}
    try:
        _, form, files = parser.parse(BytesIO(sent.body), "multipart/form-data", len(sent.body), options)
    except RequestEntityTooLarge:
        return TOO_LARGE
    except ValueError:
        return MALFORMED
    return form_answer(list(form.lists()), [describe(*item) for item in files.items(multi=True)])


def describe(key: str | None, file: FileStorage) -> tuple[object, ...]:
    """Tell what a file is, and close it."""
    told = key, file.name, file.filename, list(file.headers), file.read()
    file.close()
    return told


def multipart_by_core(sent: Multipart) -> Answer:
    form = multipart.read(sent.body, sent.boundary.encode(), sent.memory, sent.parts)
    if isinstance(form, Refusal):
        return TOO_LARGE if form is Refusal.TOO_LARGE else MALFORMED
    found: MultiDict[str | None, tuple[object, ...]] = MultiDict()
    for file in form.files:
        content = sent.body[file.start : file.end]
        found.add(file.name, (file.name, file.name, file.filename, file.headers, content))
    return form_answer(list(form.fields.items()), [told for _, told in found.items(multi=True)])


def form_answer(fields: list[object], files: list[tuple[object, ...]]) -> Answer:
    kind = "fields" * bool(fields) + " and " * bool(fields and files) + "files" * bool(files)
    return kind or "an empty form", (fields, files)
