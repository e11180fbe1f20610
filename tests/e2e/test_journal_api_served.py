"""The JSON API of the journal over the network, from the development server and from gunicorn."""

from __future__ import annotations

import pytest

from tests.e2e.browser import Browser

ENTRY = {"title": "From a program", "body": "Text.", "visibility": "public"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


def test_api(ada: Browser, bob: Browser) -> None:
    """An entry goes through its life in JSON, with a tag that saves sending it again."""
    ada.cookies.clear()
    made = ada.call("POST", "/entries", ENTRY)
    url = made.json()["url"]
    assert (made.status, made.location) == (201, url)
    path = url.partition("/api/v1")[2]
    read = ada.call("GET", path)
    assert {key: read.json()[key] for key in (*ENTRY, "files")} == {**ENTRY, "files": []}
    again = ada.get(f"/api/v1{path}", If_None_Match=read.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert ada.call("PATCH", path, {"title": "Patched"}).json()["title"] == "Patched"
    assert ada.call("PUT", path, {**ENTRY, "visibility": "private"}).json()["visibility"] == "private"
    assert [bob.call(method, path, ENTRY).status for method in ("GET", "PUT", "DELETE")] == [404, 404, 404]
    gone = ada.call("DELETE", path)
    assert (gone.status, gone.body) == (204, b"")
    assert ada.call("GET", path).status == 404


def test_api_pages(ada: Browser) -> None:
    """Following `next` visits every entry once."""
    made = {ada.call("POST", "/entries", {**ENTRY, "title": "Pear tree"}).json()["id"] for _ in range(5)}
    name = ada.call("GET", "/entries?words=pear+tree&per_page=1").json()["items"][0]["author"]
    seen: list[int] = []
    following: str | None = f"/entries?author={name}&per_page=2"
    while following:
        page = ada.call("GET", following.rpartition("/api/v1")[2]).json()
        seen += [item["id"] for item in page["items"]]
        following = page["next"]
    assert seen == sorted(made, reverse=True)


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", JSON, 400),
        (b"[]", JSON, 400),
        (b"", JSON, 400),
        (b"\xff\xfe", JSON, 400),
        (b"{}", {"Content-Type": "text/plain"}, 415),
        (b"title=a", FORM, 415),
        (b"{}", {}, 415),
        (b"{}", JSON, 422),
        (b'{"title": "\\ud800", "body": "x"}', JSON, 422),
        (b"[" * 100_000, JSON, 400),
        (b'{"title": "' + b"x" * 300_000, JSON, 413),
    ],
    ids=[
        "cut off",
        "list",
        "empty",
        "bytes",
        "text",
        "form",
        "untyped",
        "fields",
        "surrogate",
        "deep",
        "oversize",
    ],
)
def test_bad_json(ada: Browser, body: bytes, headers: dict[str, str], status: int) -> None:
    """Whatever is sent for an entry, the answer is an object that says what is wrong."""
    answer = ada.send("POST", "/api/v1/entries", body, headers)
    assert (answer.status, answer.json()["error"]["code"]) == (status, status)


@pytest.mark.parametrize("token", ["", "nonsense", "a.b.c"])
def test_bad_tokens(guest: Browser, token: str) -> None:
    """Without a good token the API keeps nothing."""
    guest.token = token
    answer = guest.call("POST", "/entries", ENTRY)
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer realm=journal")
