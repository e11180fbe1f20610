"""The short way to a URL: when it is taken."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false
# What is put in the place of a method has no types of its own.

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.routing import PathConverter, Rule

from demijohn import Flask, _links
from demijohn._untouched import ALLOWED
from demijohn.globals import request_ctx

pytestmark = pytest.mark.skipif(not ALLOWED, reason="every URL goes through all steps in this run")


@pytest.fixture
def app() -> Flask:
    """An application with some rules."""
    made = Flask("shop", root_path="/shop", static_folder=None)
    made.add_url_rule("/item/<int:number>", "item", lambda number: _asked())
    made.add_url_rule("/page/<path:name>", "page", lambda name: "page")
    made.add_url_rule("/weight/<float:weight>", "weight", lambda weight: "weight")
    return made


def _asked() -> str:
    """Tell what the short way gives."""
    return _links.build_active("page", {"name": "a/b"}) or "nothing"


def test_urls_of_the_site_are_written_at_once(app: Flask) -> None:
    """In a request, and in one that a test makes, with the root of the application before them."""
    client = app.test_client()
    assert [client.get("/item/1").text, client.get("/item/1", base_url="http://x.test/r").text] == [
        "/page/a/b",
        "/r/page/a/b",
    ]
    with app.test_request_context(base_url="http://x.test/r"):
        assert _asked() == "/r/page/a/b"


def test_outside_of_a_request_there_is_no_short_way(app: Flask) -> None:
    """There the URL has a host, which is not known, or none at all."""
    assert _asked() == "nothing"
    with app.app_context():
        assert _asked() == "nothing"


# Any: what is put in the place of a member has no type of its own.
def own_url_for(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """Replace a method of the application."""
    patch.setattr(app, "url_for", lambda *args: "own")


def own_inject(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """Replace the other one."""
    patch.setattr(app, "inject_url_defaults", lambda *args: None)


def patched_class(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """Replace a method of the class."""
    patch.setattr(Flask, "url_for", lambda *args: "own")


def own_defaults(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """Register a function for defaults."""
    patch.setitem(app.url_default_functions, None, [lambda endpoint, values: None])


def patched_converter(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """Let a converter do something of its own."""
    patch.setattr(PathConverter, "to_url", lambda converter, value: "own", raising=False)


def own_build(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """Replace ``build`` of the context's adapter."""
    patch.setattr(request_ctx.url_adapter, "build", lambda *args: "own")


def other_adapter(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """Replace the context's adapter by none."""
    patch.setattr(request_ctx, "url_adapter", None)


def other_rule(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """Add a rule to the endpoint that takes more."""
    app.url_map.add(Rule("/<float:name>", endpoint="page"))


def sorts(app: Flask, patch: pytest.MonkeyPatch) -> None:
    """Let the map sort queries."""
    app.url_map.sort_parameters = True


@pytest.mark.parametrize(
    "replace",
    [
        own_url_for,
        own_inject,
        patched_class,
        own_defaults,
        patched_converter,
        own_build,
        other_adapter,
        other_rule,
        sorts,
    ],
)
def test_replacing_a_step_closes_the_short_way(
    app: Flask,
    replace: Any,
    monkeypatch: pytest.MonkeyPatch,  # Any: a function of this table
) -> None:
    """What stands in the place of a step has to be called, so the documented steps are taken."""
    with app.test_request_context():
        before = _asked()
        with monkeypatch.context() as patch:
            replace(app, patch)
            after = _asked()
    assert (before, after) == ("/page/a/b", "nothing")


def test_a_number_with_a_point_takes_the_long_way(app: Flask) -> None:
    """Its converter decides how it is written."""
    with app.test_request_context():
        assert _links.build_active("weight", {"weight": 0.5}) is None
        assert app.url_for("weight", weight=0.5) == "/weight/0.5"


def test_values_are_written_as_the_environment_was_read(app: Flask) -> None:
    """Inside of a request it makes no difference whether somebody has looked at the adapter."""
    found: list[str | None] = []

    def ask(number: int) -> str:
        found.append(_links.build_active("item", {"number": number, "q": None}))
        request_ctx.url_adapter  # it is made now
        found.append(_links.build_active("item", {"number": number, "q": None}))
        return "asked"

    app.view_functions["item"] = ask
    app.test_client().get("/item/3", base_url="http://x.test/é")
    assert found == ["/é/item/3", "/é/item/3"]
