"""Somebody in front of a browser, as far as tests need one."""

from __future__ import annotations

import re
from typing import Final

from werkzeug.test import TestResponse

from demijohn import Flask

PASSWORD: Final = "correct horse"
_TOKEN: Final = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """A client with cookies that sends forms the way the pages do."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        return self.client.get(
            path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def submit(self, path: str, **fields: object) -> TestResponse:
        """Send a form with the secret of the session, and do not follow redirects."""
        return self.client.post(path, data={"csrf_token": self.secret(), **fields})

    def secret(self) -> str:
        """Read the session's secret off a form."""
        found = _TOKEN.search(self.get("/auth/register").text)
        assert found is not None
        return found[1]

    def register(self, name: str) -> Visitor:
        """Register and be logged in."""
        answer = self.submit("/auth/register", name=name, password=PASSWORD, repeated=PASSWORD)
        assert answer.status_code == 302
        return self

    def write(self, title: str, visibility: str = "public", body: str = "Some text.") -> str:
        """Write an entry and return its path."""
        answer = self.submit("/entries/new", title=title, body=body, visibility=visibility)
        assert answer.status_code == 302
        return answer.location
