"""A client on a real socket: cookies, forms with the journal's secret, uploads, JSON, connections that are kept."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage, HTTPResponse
from http.cookies import SimpleCookie
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlencode

from tests.e2e.serving import PATIENCE

PASSWORD: Final = "correct horse"
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_BOUNDARY: Final = "a-line-between-the-parts"
_SECRET: Final = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Answer:
    """What the server sent."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def location(self) -> str:
        """Where a redirect leads to."""
        return str(self.headers["Location"])

    def json(self) -> Any:  # JSON holds anything; the tests compare it whole.
        """Return the body as the JSON value that it is."""
        assert self.headers.get_content_type() == "application/json"
        return json.loads(self.body)


class Browser:
    """Somebody who uses the journal over the network."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token: str | None = None

    def connect(self) -> HTTPConnection:
        """Open a connection; who opens it closes it."""
        return HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def start(
        self,
        connection: HTTPConnection,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] = NOTHING,
    ) -> HTTPResponse:
        """Send a request with the cookies and the token, and return the response unread."""
        own = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if self.cookies:
            own["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, {**own, **headers})
        response = connection.getresponse()
        for line in response.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return response

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] = NOTHING
    ) -> Answer:
        """Send a request on a connection of its own and read the whole response."""
        with closing(self.connect()) as connection:
            response = self.start(connection, method, path, body, headers)
            return Answer(response.status, response.headers, response.read())

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return self.send(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    def submit(self, path: str, **fields: str) -> Answer:
        """Send a form with the session's secret; redirects are not followed."""
        body = urlencode({"csrf_token": self.secret(), **fields}).encode()
        return self.send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path: str, name: str, content: bytes) -> Answer:
        """Send a file in a form."""
        head = (
            f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self.secret()}\r\n'
        )
        file = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = f"{head}{file}".encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
        return self.send("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"})

    def call(self, method: str, path: str, value: object = None) -> Answer:
        """Send a JSON value to the API, if there is one."""
        body = None if value is None else json.dumps(value).encode()
        return self.send(
            method, f"/api/v1{path}", body, {"Content-Type": "application/json"} if body else NOTHING
        )

    def secret(self) -> str:
        """Read the session's secret off a form."""
        found = _SECRET.search(self.get("/auth/register").text)
        assert found is not None
        return found[1]

    def register(self, name: str) -> Browser:
        """Register, be logged in, and take a token for the API."""
        answer = self.submit("/auth/register", name=name, password=PASSWORD, repeated=PASSWORD)
        assert answer.status == 302
        given = self.call("POST", "/tokens", {"name": name, "password": PASSWORD})
        self.token = str(given.json()["token"])
        return self

    def write(self, title: str, visibility: str = "public", body: str = "Some text.") -> str:
        """Write an entry and return its path."""
        answer = self.submit("/entries/new", title=title, body=body, visibility=visibility)
        assert answer.status == 302
        return answer.location
