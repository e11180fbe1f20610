"""A blog to be tested, and somebody in front of a browser, as far as tests need one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from flask import Flask
from werkzeug.test import TestResponse

from blog import create_app

PASSWORD: Final = "correct horse"
SETTINGS: Final = {
    "TESTING": True,
    "SECRET_KEY": "of the tests",
    "PASSWORD_METHOD": "pbkdf2:sha256:1",
    "POSTS_PER_PAGE": 3,
    "MAX_CONTENT_LENGTH": 50_000,
}
_TOKEN: Final = re.compile(r'name="csrf_token" type="hidden" value="([^"]+)"')
_MESSAGE: Final = re.compile(r'<p class="message \w+" role="status">(.*?)</p>')
_WRONG: Final = re.compile(r'<(?:span|p) class="wrong">(.*?)</')


def make(database: Path) -> Flask:
    """Return a blog with a database of its own, short pages, and passwords that are quick to hash."""
    return create_app({**SETTINGS, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}"})


class Visitor:
    """A client with cookies that sends forms the way the pages do."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=sent, buffered=True)

    def submit(self, path: str, **fields: object) -> TestResponse:
        """Send a form with the secret of the session; redirects are not followed."""
        return self.client.post(path, data={"csrf_token": self.secret(), **fields})

    def secret(self) -> str:
        for page in ("/auth/login", "/auth/settings"):
            found = _TOKEN.search(self.get(page).text)
            if found is not None:
                return found[1]
        raise AssertionError("no page has a form")

    def register(self, name: str) -> Visitor:
        answer = self.submit("/auth/register", name=name, password=PASSWORD, repeated=PASSWORD)
        assert answer.status_code == 302
        return self

    def log_in(self, name: str, path: str = "/auth/login", **fields: str) -> TestResponse:
        return self.submit(path, **{"name": name, "password": PASSWORD, **fields})

    def write(self, title: str, **fields: str) -> str:
        """Write a post and return its path."""
        answer = self.submit("/posts/new", **{"title": title, "body": "Some text.", **fields})
        assert answer.status_code == 302
        return answer.location

    def messages(self) -> list[str]:
        """Read what the next page says."""
        return _MESSAGE.findall(self.get("/").text)


def complaints(answer: TestResponse) -> list[str]:
    """Read what a form says about its fields."""
    return _WRONG.findall(answer.text)
