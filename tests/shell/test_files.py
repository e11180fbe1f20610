"""The short way to the response with a file: when it is taken, and what is new each time."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from demijohn import Flask, Response, _files, request, send_from_directory
from demijohn._untouched import ALLOWED

pytestmark = pytest.mark.skipif(not ALLOWED, reason="every file goes through all steps in this run")

NOON: Final = 1_700_000_000


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application with a file, in a request for it."""
    tmp_path.joinpath("a.txt").write_text("basil", encoding="utf-8")
    _files._kept.clear()
    app = Flask("shop", root_path=str(tmp_path), static_folder=None)
    with app.test_request_context("/"):
        yield app


# Any: options are of many types.
def again(app: Flask, **options: Any) -> Response | None:
    """Ask for what the short way gives."""
    return _files.again(app, request.environ, ".", "a.txt", {"max_age": None, **options})


def told(response: Response | None) -> tuple[str, bytes] | None:
    """Read a response to its end, as a server does."""
    if response is None:
        return None
    status = response.status
    body = b"".join(response.response)  # type: ignore[arg-type]  # A file gives bytes.
    response.close()
    return status, body


def test_a_file_that_was_sent_is_sent_again(app: Flask) -> None:
    """The first time there is nothing to go by."""
    before = told(again(app))
    send_from_directory(".", "a.txt").close()
    assert [None, ("200 OK", b"basil")] == [before, told(again(app))]


def test_another_order_is_another_thing(app: Flask) -> None:
    """What was given for one order says nothing about others."""
    send_from_directory(".", "a.txt").close()
    found = [again(app, mimetype="text/x"), again(app, as_attachment=True), again(app, etag=False)]
    assert [None] * 3 == found


def test_each_response_has_headers_and_functions_of_its_own(app: Flask) -> None:
    """What a program does to one response does not show in the next."""
    send_from_directory(".", "a.txt").close()
    first = again(app)
    assert first is not None
    first.headers["X-Own"] = "yes"
    first.call_on_close(lambda: None)
    first.close()
    second = again(app)
    assert second is not None
    with second:
        assert "X-Own" not in second.headers
        assert first.headers != second.headers


def test_dates_are_those_of_now(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The date of a response, and until when it may be kept, follow the clock."""
    send_from_directory(".", "a.txt", max_age=60).close()
    monkeypatch.setattr(time, "time", lambda: NOON + 0.75)
    response = again(app, max_age=60)
    assert response is not None
    with response:
        expected = ("Tue, 14 Nov 2023 22:13:20 GMT", "Tue, 14 Nov 2023 22:14:20 GMT", "public, max-age=60")
        assert expected == tuple(response.headers[name] for name in ("Date", "Expires", "Cache-Control"))


def test_an_unchanged_file_is_not_sent(app: Flask) -> None:
    """A client that has it, and names its tag, is told so."""
    with send_from_directory(".", "a.txt") as sent:
        request.environ["HTTP_IF_NONE_MATCH"] = sent.headers["ETag"]
    response = again(app)
    assert response is not None
    with response:
        assert (304, sent.headers["ETag"]) == (response.status_code, response.headers["ETag"])


def test_what_is_kept_is_bounded(app: Flask) -> None:
    """Programs may order files under names without end."""
    for number in range(_files.ENOUGH + 2):
        send_from_directory(".", "a.txt", download_name=f"{number}.txt").close()
    assert len(_files._kept) == 2
