"""Law: forms, query strings, cookies and headers are read as Werkzeug reads them, however broken they are.

A million inputs are tried, here and in the law about requests, by ``DEMIJOHN_PARSED=1000000 pytest -s tests/laws -k werkzeug``.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Final, TypeVar

import pytest
from werkzeug.datastructures import EnvironHeaders, FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header
from werkzeug.sansio.request import Request as PlainRequest

from demijohn._native import places
from demijohn.core import cookie_header, multipart, parameters, urlencoded
from demijohn.core.multipart import CHUNK, Refusal
from tests.laws import budget, wire
from tests.laws.wire import Multipart

Drawn = TypeVar("Drawn")
# What was read, and its kind, by which the cases are counted.
Answer = tuple[str, object]

TOO_LARGE: Final = ("too large", None)
MALFORMED: Final = ("malformed", None)
EMPTY: Final = ("nothing", None)


def tell(capsys: pytest.CaptureFixture[str], kinds: Counter[str]) -> set[str]:
    """Print how many inputs agree, and name their kinds."""
    with capsys.disabled():
        print(f"\n  {sum(kinds.values()):,} inputs agree: {dict(kinds)}")  # noqa: T201  # the count is what the law is worth
    return set(kinds)


def compare(
    hundredths: int,
    draw: Callable[[random.Random], Drawn],
    theirs: Callable[[Drawn], Answer],
    ours: Callable[[Drawn], Answer],
) -> Counter[str]:
    """Draw this part of the inputs, read each in both ways, compare, and count the kinds of what there was."""
    rng = random.Random(20261126)
    kinds: Counter[str] = Counter()
    for _ in range(budget.parsed(hundredths)):
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


def encoded_by_core(body: bytes) -> Answer:
    found = urlencoded.values(body)
    return MALFORMED if found is None else values(found.items())


def cookies_by_werkzeug(header: str) -> Answer:
    headers = EnvironHeaders({"HTTP_COOKIE": header})
    return values(PlainRequest("GET", "http", None, "", "/", b"", headers, None).cookies.lists())


def cookies_by_core(header: str) -> Answer:
    return values(cookie_header.values(header).items())


def options_by_werkzeug(header: str) -> Answer:
    value, options = parse_options_header(header)
    return ("options" if options else "no options"), (value, options)


def options_by_core(header: str) -> Answer:
    value, options = parameters.parse(header)
    return ("options" if options else "no options"), (value, options)


def multipart_by_werkzeug(sent: Multipart) -> Answer:
    parser = FormDataParser(open_in_memory, sent.memory, silent=False, max_form_parts=sent.parts)
    options = {"boundary": sent.boundary}
    try:
        _, form, files = parser.parse(BytesIO(sent.body), "multipart/form-data", len(sent.body), options)
    except RequestEntityTooLarge:
        return TOO_LARGE
    except ValueError:
        return MALFORMED
    return form_answer(list(form.lists()), [describe(*item) for item in files.items(multi=True)])


def open_in_memory(*_args: object, **_options: object) -> BytesIO:
    """Open a file that need not be closed, whatever becomes of the form."""
    return BytesIO()


def describe(key: str | None, file: FileStorage) -> tuple[object, ...]:
    """Tell what a file is, and close it."""
    told = key, file.name, file.filename, list(file.headers), file.read()
    file.close()
    return told


def multipart_by_core(sent: Multipart) -> Answer:
    boundary = sent.boundary.encode()
    found_places = places(sent.body, b"--" + boundary)  # which C lists, in the compiled build
    form = multipart.read(sent.body, boundary, sent.memory, sent.parts, found_places)
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


# --- The law ------------------------------------------------------------------------------------------------


def test_encoded_forms_agree(capsys: pytest.CaptureFixture[str]) -> None:
    """Of encoded forms the values and their order are Werkzeug's, and those that are no UTF-8 are refused."""
    kinds = compare(25, wire.draw_encoded, encoded_by_werkzeug, encoded_by_core)
    assert {"values", "nothing", "malformed"} == tell(capsys, kinds)


def test_cookies_agree(capsys: pytest.CaptureFixture[str]) -> None:
    """Of ``Cookie`` headers the values and their order are Werkzeug's."""
    kinds = compare(20, wire.draw_cookie, cookies_by_werkzeug, cookies_by_core)
    assert {"values", "nothing"} == tell(capsys, kinds)


def test_options_agree(capsys: pytest.CaptureFixture[str]) -> None:
    """Of headers with parameters the value, the parameters and their order are Werkzeug's."""
    kinds = compare(20, wire.draw_options, options_by_werkzeug, options_by_core)
    assert {"options", "no options"} == tell(capsys, kinds)


def test_forms_in_parts_agree(capsys: pytest.CaptureFixture[str]) -> None:
    """Of forms in parts the fields, the files and what is refused, and for which reason, are Werkzeug's."""
    kinds = compare(20, wire.draw_multipart, multipart_by_werkzeug, multipart_by_core)
    assert PARTED == tell(capsys, kinds)


def test_long_forms_in_parts_agree(capsys: pytest.CaptureFixture[str]) -> None:
    """The same holds where a chunk ends within a line, a header or a boundary."""
    kinds = compare(1, draw_long_multipart, multipart_by_werkzeug, multipart_by_core)
    assert {"too large", "malformed"} < tell(capsys, kinds)


def draw_long_multipart(rng: random.Random) -> Multipart:
    return wire.draw_long_multipart(rng, CHUNK)


PARTED: Final = {"an empty form", "fields", "files", "fields and files", "too large", "malformed"}
