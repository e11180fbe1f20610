"""Which fields and files a form in parts holds."""

from __future__ import annotations

import pytest

from demijohn.core import multipart
from demijohn.core.multipart import CHUNK, File, Form, Refusal

FIELD = b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
FILE = b'--edge\r\nContent-Disposition: form-data; name="b"; filename="c.txt"\r\nX: y\r\n\r\n'
END = b"\r\n--edge--\r\n"
DISPOSITION = ("Content-Disposition", 'form-data; name="b"; filename="c.txt"')


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(FIELD + b"1" + END, Form({"a": ["1"]}, []), id="a field"),
        pytest.param(
            FIELD + b"1\r\n" + FIELD + b"2" + END, Form({"a": ["1", "2"]}, []), id="two of one name"
        ),
        pytest.param(
            FILE + b"12" + END,
            Form({}, [File("b", "c.txt", [DISPOSITION, ("X", "y")], len(FILE), len(FILE) + 2)]),
            id="a file",
        ),
        pytest.param(b"--edge--", Form({}, []), id="no part"),
        pytest.param((FIELD + b"1" + END).replace(b"\r", b""), Form({"a": ["1"]}, []), id="line feeds alone"),
        pytest.param(FIELD + b"\r\n--edgex" + END, Form({"a": ["\r\n--edgex"]}, []), id="nearly a boundary"),
        pytest.param(FIELD + b"1", Refusal.MALFORMED, id="no end"),
        pytest.param(b"--edge\r\nX: y\r\n\r\n" + END, Refusal.MALFORMED, id="no disposition"),
        pytest.param(b"--edge\r\nX: \xff\r\n\r\n" + END, Refusal.MALFORMED, id="a header that is no UTF-8"),
        pytest.param(b"", Refusal.MALFORMED, id="nothing"),
    ],
)
def test_read(body: bytes, expected: Form | Refusal) -> None:
    """Parts, their headers and their ends are read in this way."""
    assert expected == multipart.read(body, b"edge", None, None)


@pytest.mark.parametrize(
    ("body", "memory", "parts", "expected"),
    [
        pytest.param(FIELD + b"1" + END, 100, 1, Form({"a": ["1"]}, []), id="within the limits"),
        pytest.param(FIELD + b"1" + END, 10, None, Refusal.TOO_LARGE, id="more than may wait"),
        pytest.param(FIELD + b"1\r\n" + FIELD + b"1" + END, None, 1, Refusal.TOO_LARGE, id="too many parts"),
        pytest.param(FIELD + b"1" * CHUNK + END, CHUNK - 1, None, Refusal.TOO_LARGE, id="a long field"),
        pytest.param(FIELD + b"1" * 2 * CHUNK + END, CHUNK, None, Refusal.TOO_LARGE, id="over two chunks"),
    ],
)
def test_limits(body: bytes, memory: int | None, parts: int | None, expected: Form | Refusal) -> None:
    """What goes beyond a limit is refused."""
    assert expected == multipart.read(body, b"edge", memory, parts)


def test_files_may_be_long() -> None:
    """What a file holds needs no memory while it is read, and so only fields have that limit."""
    size = 3 * CHUNK + 1
    form = multipart.read(FILE + b"1" * size + END, b"edge", CHUNK, None)
    assert isinstance(form, Form)
    assert [(len(FILE), len(FILE) + size)] == [(file.start, file.end) for file in form.files]


def test_places_that_are_known_are_gone_by() -> None:
    """Where the boundary stands is not looked for again."""
    body = FIELD + b"1" + END
    places = multipart.find_places(body, b"--edge")
    assert [0, len(FIELD) + 3] == places
    assert [Form({"a": ["1"]}, []), Refusal.MALFORMED] == [
        multipart.read(body, b"edge", None, None, known) for known in (places, places[:1])
    ]
