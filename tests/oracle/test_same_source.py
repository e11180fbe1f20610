"""The same source of an application, under both packages, answers every request with the same bytes."""

from __future__ import annotations

import sys
import types
from pathlib import Path
from typing import Any, Final

import pytest
from werkzeug.test import Client

from tests.oracle.lab import CANDIDATE, FLASK, stop_the_clock
from tests.oracle.transcript import header_lines

SOURCE: Final = Path(__file__).parent / "same_source" / "application.py"
NAME: Final = "same_source_application"
JSON: Final = {"headers": {"Accept": "application/json"}}

# One visitor's way through the application, with cookies: method, path, options of the request.
REQUESTS: Final[list[tuple[str, str, dict[str, Any]]]] = [
    ("GET", "/", {}),
    ("HEAD", "/", {}),
    ("OPTIONS", "/", {}),
    ("POST", "/", {}),
    ("GET", "/?q=1", JSON),
    ("GET", "/login/ada", {}),
    ("GET", "/", {}),
    ("GET", "/", {}),
    ("POST", "/login/<b>", {}),
    ("HEAD", "/", {}),
    ("PUT", "/login/ada", {}),
    ("OPTIONS", "/login/ada", {}),
    ("GET", "/nowhere", {}),
    ("HEAD", "/nowhere", {}),
    ("POST", "/nowhere", {"data": {"a": "b"}}),
    ("GET", "/break/404", {}),
    ("GET", "/break/403", {}),
    ("GET", "/break/418", {}),
    ("GET", "/break/500", {}),
    ("GET", "/break/0", {}),
    ("HEAD", "/break/0", {}),
    ("GET", "/break/x", {}),
    ("GET", "/break/999", {}),
    ("GET", "/shop/jar", {}),
    ("GET", "/shop/jar/", {}),
    ("GET", "/shop/jar/1", {}),
    ("GET", "/shop/jar/2", {}),
    ("GET", "/shop//jar/2", {}),
    ("GET", "/shop/j%C3%A4r/3?x=%20", {}),
    ("GET", "/shop/<script>/2", {}),
    ("GET", "/shop/demijohn/", {}),
    ("GET", "/shop/demijohn/x", {}),
    ("POST", "/shop/jar/", {}),
    ("OPTIONS", "/shop/jar/5", {}),
    ("GET", "/shop/admin/stock", {}),
    ("HEAD", "/shop/admin/stock", {}),
    ("OPTIONS", "/shop/admin/stock", {}),
    ("GET", "/login/root", {}),
    ("GET", "/shop/admin/stock", {}),
    ("GET", "/shop/admin/stock", {"base_url": "https://localhost:8443/below/"}),
    ("GET", "/shop/admin/nothing", {}),
    ("DELETE", "/shop/admin/stock", {}),
    ("GET", "/assets/shop.css", {}),
    ("GET", "/assets/shop.css", {"headers": {"Range": "bytes=0-3"}}),
    ("HEAD", "/assets/shop.css", {}),
    ("GET", "/assets/none.css", {}),
    ("GET", "/assets/../application.py", {}),
    ("GET", "/logout", {}),
    ("GET", "/", {}),
    ("GET", "/logout", {}),
    ("GET", "/shop/admin/stock", {}),
    ("GET", "/", {"headers": {"Cookie": "session=tampered"}}),
    ("GET", "/", {"headers": {"Host": "other.test"}}),
]


def load(package: str, monkeypatch: pytest.MonkeyPatch) -> Any:  # an application of either package
    """Run the source with the import replaced, and return its application."""
    source = SOURCE.read_text().replace("from flask import", f"from {package} import")
    module = types.ModuleType(NAME)
    module.__file__ = str(SOURCE)
    monkeypatch.setitem(sys.modules, NAME, module)
    exec(compile(source, SOURCE, "exec"), module.__dict__)  # running the source is the test
    return module.__dict__["app"]


def answers(
    package: str, debug: bool, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, str, list[str], bytes]]:
    """What the application under `package` answers: request, status, headers and body of each."""
    app = load(package, monkeypatch)
    app.debug = debug
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client = Client(app)
    found: list[tuple[str, str, list[str], bytes]] = []
    for method, path, options in REQUESTS:
        response = client.open(path, method=method, **options)
        found.append(
            (f"{method} {path}", response.status, header_lines(response.headers), response.get_data())
        )
        response.close()
    return found


@pytest.mark.parametrize("debug", [False, True], ids=["production", "debug"])
def test_same_source_gives_the_same_bytes(debug: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Status, headers (dates and the order of Allow aside) and body are Flask's for every request of a visit."""
    stop_the_clock(monkeypatch)
    expected = answers(FLASK, debug, monkeypatch)
    actual = answers(CANDIDATE, debug, monkeypatch)
    for flask, demijohn in zip(expected, actual, strict=True):
        assert flask == demijohn


def test_visit_reaches_every_kind_of_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The visit is worth comparing: it meets every status, and the session cookie is set, kept and deleted."""
    found = answers(FLASK, False, monkeypatch)
    statuses = {status.split()[0] for _, status, _, _ in found}
    assert {"200", "206", "302", "303", "308", "403", "404", "405", "410", "418", "500"} == statuses
    cookies = [line for _, _, headers, _ in found for line in headers if "Set-Cookie: session=" in line]
    assert any("session=;" in line for line in cookies)
    assert any("session=." in line or "session=ey" in line for line in cookies)
