"""The blog with all its extensions, as the public sees it."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import public
from blog.extensions import db
from visitor import SETTINGS, Visitor

PROXY = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "192.0.2.1"}


@pytest.fixture
def app(upgraded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setenv("BLOG_INSTANCE", str(tmp_path / "instance"))
    database = shutil.copy(upgraded, tmp_path)
    made = public.create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}"})
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def guest(app: Flask) -> Visitor:
    visitor = Visitor(app)
    visitor.client.environ_base.update(PROXY)
    # Forms are sent over HTTPS from pages of the blog.
    visitor.client.environ_base["HTTP_REFERER"] = "https://localhost/"
    return visitor


@pytest.fixture
def ada(guest: Visitor) -> Visitor:
    return guest.register("ada")


def test_only_over_https(app: Flask, guest: Visitor) -> None:
    """Plain HTTP leads to HTTPS, where browsers are told to stay, and what to load."""
    answer = Visitor(app).get("/?page=1")
    assert (answer.status_code, answer.location) == (302, "https://localhost/?page=1")
    headers = guest.get("/").headers
    assert headers["Strict-Transport-Security"] == "max-age=31556926; includeSubDomains"
    assert (headers["Content-Security-Policy"], headers["X-Frame-Options"]) == ("default-src 'self'", "DENY")


def test_sessions_are_kept_here(ada: Visitor) -> None:
    """The cookie only names the session, and goes over HTTPS only."""
    cookie = ada.client.get_cookie("session", "localhost")
    assert cookie is not None
    assert (cookie.secure, cookie.http_only, "." in cookie.value) == (True, True, False)


def test_passwords_are_tried_ten_times(guest: Visitor) -> None:
    """The eleventh try of an hour is refused; reading goes on."""
    codes = [guest.log_in("ada", password="wrong").status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]
    assert guest.get("/auth/login").status_code == 200


def test_api(ada: Visitor) -> None:
    """Programs read lists and posts."""
    for number in range(4):
        ada.write(f"Post {number}", tags="some,more")
    listed = ada.get("/api/posts").get_json()
    assert listed["posts"][0] == {
        "slug": "post-3",
        "title": "Post 3",
        "author": "ada",
        "tags": ["more", "some"],
        "url": "https://localhost/posts/post-3",
    }
    assert (listed["total"], listed["next"]) == (4, "https://localhost/api/posts?page=2")
    assert ada.get("/api/posts/post-3").get_json()["comments"] == []
    assert ada.get("/api/posts/none").status_code == 404


def test_comments_of_programs(ada: Visitor, guest: Visitor) -> None:
    """A comment is written as JSON, and refused if it is none."""
    path = "/api" + ada.write("Post") + "/comments"
    answers = [ada.client.post(path, json=sent) for sent in ({"body": "Yes"}, {"body": "", "id": 7})]
    assert [answer.status_code for answer in answers] == [201, 422]
    assert (answers[0].location, answers[0].get_json()["author"]) == ("/api/posts/post", "ada")
    assert answers[1].get_json()["fields"] == {
        "body": ["Length must be between 1 and 2000."],
        "id": ["Unknown field."],
    }
    assert [ada.client.post(path, data=sent).status_code for sent in (b"{", b"{")] == [415, 429]


def test_list_is_kept(app: Flask, ada: Visitor) -> None:
    """Guests may see a list that is a minute old; authors see it as it is."""
    guest = Visitor(app)
    guest.client.environ_base.update(PROXY)
    totals = [guest.get("/api/posts").get_json()["total"]]
    ada.write("New")
    totals += [who.get("/api/posts").get_json()["total"] for who in (guest, ada)]
    assert totals == [0, 0, 1]


def test_other_sites(guest: Visitor) -> None:
    """Pages of the reader may use the API, other sites' may not; nobody's may use the rest."""
    asked = [
        guest.get(path, Origin=f"https://{site}.example").headers.get("Access-Control-Allow-Origin")
        for path in ("/api/posts", "/")
        for site in ("reader", "other")
    ]
    assert asked == ["https://reader.example", None, None, None]


def test_compression(guest: Visitor) -> None:
    """A page is compressed for a browser that can read it."""
    answer = guest.get("/", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == guest.get("/").data
