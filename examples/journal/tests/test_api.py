"""The JSON API."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from demijohn import Flask
from demijohn.testing import FlaskClient
from visitor import PASSWORD, Visitor

ENTRY = {"title": "From a program", "body": "Text.", "visibility": "public"}


class Program:
    """A client with a token and without cookies."""

    def __init__(self, app: Flask, name: str | None = None) -> None:
        self.client: FlaskClient = app.test_client(use_cookies=False)
        self.headers: dict[str, str] = {}
        if name is not None:
            Visitor(app).register(name)
            answer = self.send("POST", "/tokens", json={"name": name, "password": PASSWORD})
            assert answer.status_code == 201
            self.headers["Authorization"] = f"Bearer {answer.get_json()['token']}"

    def send(
        self, method: str, path: str, json: object = None, headers: dict[str, str] | None = None
    ) -> TestResponse:
        """Send a JSON value, if there is one."""
        all_headers = {**self.headers, **(headers or {})}
        if json is None:
            return self.client.open(f"/api/v1{path}", method=method, headers=all_headers)
        return self.client.open(f"/api/v1{path}", method=method, headers=all_headers, json=json)


@pytest.fixture
def ada(app: Flask) -> Program:
    """Return a program of the user ada."""
    return Program(app, "ada")


def test_create_read_change_delete(ada: Program) -> None:
    """An entry goes through its life."""
    made = ada.send("POST", "/entries", ENTRY)
    assert made.status_code == 201
    assert made.location == made.get_json()["url"] == "http://localhost/api/v1/entries/1"
    shown = ada.send("GET", "/entries/1").get_json()
    written = shown.pop("written")
    assert shown == {"id": 1, "url": made.location, "author": "ada", "files": [], **ENTRY}
    changed = ada.send("PATCH", "/entries/1", {"title": "Patched"}).get_json()
    assert changed == {
        "id": 1,
        "url": made.location,
        "author": "ada",
        "written": written,
        **ENTRY,
        "title": "Patched",
    }
    put = ada.send("PUT", "/entries/1", {"title": "Put", "body": "New.", "visibility": "private"}).get_json()
    assert (put["title"], put["body"], put["visibility"]) == ("Put", "New.", "private")
    gone = ada.send("DELETE", "/entries/1")
    assert (gone.status_code, gone.data) == (204, b"")
    assert ada.send("GET", "/entries/1").status_code == 404


def test_list(app: Flask, ada: Program) -> None:
    """Lists come in pages, with the URL of the next one, and hold what the caller may read."""
    for visibility in ("private", "members", "public"):
        ada.send("POST", "/entries", {**ENTRY, "visibility": visibility})
    first = ada.send("GET", "/entries?per_page=2&author=ada").get_json()
    following = "http://localhost/api/v1/entries?author=ada&per_page=2&page=2"
    assert ([item["id"] for item in first.pop("items")], first) == (
        [3, 2],
        {"page": 1, "pages": 2, "total": 3, "next": following},
    )
    last = ada.send("GET", "/entries?author=ada&per_page=2&page=2").get_json()
    assert ([item["id"] for item in last["items"]], last["next"]) == ([1], None)
    totals = [Program(app, name).send("GET", "/entries").get_json()["total"] for name in ("bob", None)]
    assert totals == [2, 1]


def test_conditional_read(ada: Program) -> None:
    """Who has the entry already gets 304 without a body."""
    ada.send("POST", "/entries", ENTRY)
    tag = ada.send("GET", "/entries/1").headers["ETag"]
    again = ada.send("GET", "/entries/1", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_no_form_secret_is_needed(ada: Program) -> None:
    """The token in a header stands for the secret in a form."""
    assert ada.send("POST", "/entries", ENTRY).status_code == 201


@pytest.mark.parametrize(
    ("json", "fields"),
    [
        ({}, ["body", "title"]),
        ({**ENTRY, "title": 5}, ["title"]),
        ({**ENTRY, "title": "\ud800"}, ["title"]),
        ({**ENTRY, "visibility": "all"}, ["visibility"]),
    ],
    ids=["empty", "a number", "half a character", "visibility"],
)
def test_invalid_fields(ada: Program, json: object, fields: list[str]) -> None:
    """A well-formed object with bad fields is answered with 422 and their names."""
    answer = ada.send("POST", "/entries", json)
    error = answer.get_json()["error"]
    assert (answer.status_code, error["code"], error["name"], sorted(error["fields"])) == (
        422,
        422,
        "Unprocessable Entity",
        fields,
    )


@pytest.mark.parametrize(
    ("content_type", "data", "code"),
    [
        ("application/json", b"{", 400),
        ("application/json", b"[1]", 400),
        ("application/json", b"\xff", 400),
        ("application/json", b"", 400),
        ("application/json", b"[" * 40_000, 400),
        ("text/plain", b"{}", 415),
        ("application/x-www-form-urlencoded", b"a=b", 415),
    ],
    ids=["cut off", "no object", "no text", "nothing", "deep", "media type", "form"],
)
def test_malformed_bodies(ada: Program, content_type: str, data: bytes, code: int) -> None:
    """What is no JSON object is answered with 400, and another media type with 415, both in JSON."""
    answer = ada.client.post("/api/v1/entries", data=data, content_type=content_type, headers=ada.headers)
    assert (answer.status_code, answer.mimetype, answer.get_json()["error"]["code"]) == (
        code,
        "application/json",
        code,
    )


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/entries/99", 404),
        ("GET", f"/entries/{10**30}", 404),
        ("GET", "/entries?page=9", 404),
        ("GET", "/nowhere", 404),
        ("POST", "/entries/1", 405),
        ("DELETE", "/entries", 405),
    ],
)
def test_errors_are_json(ada: Program, method: str, path: str, code: int) -> None:
    """Every error below /api is an object, whether a rule matched or not."""
    answer = ada.send(method, path)
    assert (answer.status_code, answer.mimetype, answer.get_json()["error"]["code"]) == (
        code,
        "application/json",
        code,
    )


def test_wrong_method_names_the_right_ones(ada: Program) -> None:
    """The headers of an error stay when its body becomes JSON."""
    answer = ada.send("POST", "/entries/1")
    assert sorted(answer.headers["Allow"].split(", ")) == ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT"]


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer nonsense", "Basic YTpi", "Digest x=y"])
def test_bad_tokens(app: Flask, header: str | None) -> None:
    """Without a good token nothing can be written, and the answer names the scheme."""
    answer = Program(app).send(
        "POST", "/entries", ENTRY, headers={} if header is None else {"Authorization": header}
    )
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer realm=journal")


def test_expired_token(app: Flask, ada: Program) -> None:
    """A token that is too old is refused."""
    app.config["TOKEN_SECONDS"] = -1
    assert ada.send("GET", "/entries").status_code == 401


def test_token_needs_the_password(app: Flask, ada: Program) -> None:
    """A wrong password, or none, gives no token."""
    sent: list[dict[str, object]] = [
        {"name": "ada", "password": "wrong"},
        {"name": "ada"},
        {"name": ["ada"], "password": {}},
    ]
    assert [Program(app).send("POST", "/tokens", json).status_code for json in sent] == [422, 422, 422]


def test_only_the_author_changes(app: Flask, ada: Program) -> None:
    """Another user gets 403 for an entry that they can read, and 404 for one that they cannot."""
    ada.send("POST", "/entries", ENTRY)
    ada.send("POST", "/entries", {**ENTRY, "visibility": "private"})
    bob = Program(app, "bob")
    codes = [
        bob.send(method, f"/entries/{n}", ENTRY).status_code for method in ("PUT", "DELETE") for n in (1, 2)
    ]
    assert codes == [403, 404, 403, 404]
