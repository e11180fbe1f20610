"""Error pages."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from blog.extensions import db
from visitor import Visitor


@pytest.mark.parametrize(
    ("method", "path", "code", "name"),
    [
        ("GET", "/nowhere", 404, "Not Found"),
        ("GET", "/posts/none", 404, "Not Found"),
        ("GET", "/authors/nobody", 404, "Not Found"),
        ("GET", "/static/../config.py", 404, "Not Found"),
        ("PUT", "/", 405, "Method Not Allowed"),
        ("POST", "/auth/login", 400, "Expired form"),
    ],
)
def test_error_page(guest: Visitor, method: str, path: str, code: int, name: str) -> None:
    """An error has a page like the others."""
    answer = guest.client.open(path, method=method)
    assert (answer.status_code, f"<h1>{name}</h1>" in answer.text) == (code, True)
    assert 'href="/auth/login"' in answer.text


def test_description(guest: Visitor) -> None:
    """A page that is not there says what is missing, in the reader's language."""
    assert "Nobody here has this name." in guest.get("/authors/nobody").text
    assert "So heißt hier niemand." in guest.get("/authors/nobody", Accept_Language="de").text


@pytest.mark.parametrize("token", ["", "wrong", "a.b.c", "\udcff"])
def test_forged_form(ada: Visitor, token: str) -> None:
    """A form without the session's secret is refused, and nothing happens."""
    answer = ada.client.post("/auth/logout", data={"csrf_token": token.encode("utf-8", "surrogateescape")})
    assert (answer.status_code, "The form has expired." in answer.text) == (400, True)
    assert ada.get("/posts/new").status_code == 200


def test_too_large(ada: Visitor) -> None:
    """More than the blog takes is refused with a page."""
    answer = ada.submit("/posts/new", title="Large", body="x" * 60_000)
    assert (answer.status_code, "<h1>Too large</h1>" in answer.text) == (413, True)


def test_fault(app: Flask, guest: Visitor) -> None:
    """A fault is answered with a page, when it is not to be seen by the tests."""
    with app.app_context():
        db.session.execute(text("DROP TABLE post"))
        db.session.commit()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = guest.get("/")
    assert (answer.status_code, "<h1>A fault of ours</h1>" in answer.text) == (500, True)
