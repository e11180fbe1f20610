"""Values of unusual types on their way into the core, which checks types when it is compiled."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.local import LocalProxy

from demijohn import Flask, session, url_for


@pytest.fixture
def app() -> Flask:
    """Return an application with one page."""
    made = Flask(__name__)
    made.secret_key = "key"
    made.add_url_rule("/page", "page", lambda: "")
    return made


def test_an_endpoint_may_be_a_proxy(app: Flask) -> None:
    """A proxy of a string is taken for the string, with and without a request."""
    endpoint: Any = LocalProxy(lambda: "page")
    with app.test_request_context():
        assert url_for(endpoint) == "/page"
    app.config["SERVER_NAME"] = "a.example"
    with app.app_context():
        assert url_for(endpoint) == "http://a.example/page"


def test_parts_of_a_url_may_be_proxies(app: Flask) -> None:
    """So may anchor, scheme and method."""
    parts: dict[str, Any] = {
        "_anchor": LocalProxy(lambda: "top"),
        "_scheme": LocalProxy(lambda: "https"),
        "_method": LocalProxy(lambda: "GET"),
    }
    with app.test_request_context():
        assert url_for("page", **parts) == "https://localhost/page#top"


@pytest.mark.parametrize(
    ("external", "expected"), [(1, "http://localhost/page"), ("yes", "http://localhost/page"), (0, "/page")]
)
def test_whether_a_url_is_external_may_be_any_truth_value(app: Flask, external: Any, expected: str) -> None:
    """Whatever is true makes an external URL."""
    with app.test_request_context():
        assert url_for("page", _external=external) == expected


def test_the_cookie_path_may_be_false(app: Flask) -> None:
    """``False`` counts as no path, as ``None`` does."""

    def keep() -> str:
        session["kept"] = 1
        return ""

    app.add_url_rule("/keep", view_func=keep)
    app.config["SESSION_COOKIE_PATH"] = False
    assert "; Path=/" in app.test_client().get("/keep").headers["Set-Cookie"]
