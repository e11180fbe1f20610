"""What debug mode says of files, forms and templates."""

from __future__ import annotations

import logging
from typing import Any

import jinja2
import pytest
from werkzeug.routing import RequestRedirect

from demijohn.app import Flask
from demijohn.blueprints import Blueprint
from demijohn.debughelpers import (
    DebugFilesKeyError,
    FormDataRoutingRedirect,
    UnexpectedUnicodeError,
    attach_enctype_error_multidict,
    explain_template_loading_attempts,
)


@pytest.fixture
def app() -> Flask:
    return Flask("app", root_path="/")


def test_the_errors_are_what_programs_catch() -> None:
    """Each error is the class that programs catch without knowing it."""
    assert (KeyError, AssertionError) == DebugFilesKeyError.__bases__
    assert (AssertionError,) == FormDataRoutingRedirect.__bases__
    assert (AssertionError, UnicodeError) == UnexpectedUnicodeError.__bases__


def test_a_missing_file_names_what_was_sent(app: Flask) -> None:
    """The text says how the form was sent, what came instead, and what to write."""
    with app.test_request_context(method="POST", data={"photo": ["a.png", "b.png"]}) as context:
        error = DebugFilesKeyError(context.request, "photo")
    expected = """\
You tried to access the file 'photo' in the request.files dictionary but it does not exist.
The form was sent as 'application/x-www-form-urlencoded', which carries no files.
In their place it sent: 'a.png', 'b.png'
Write the form with: enctype="multipart/form-data"."""
    assert expected == str(error)


def test_the_explaining_files_are_otherwise_the_same(app: Flask) -> None:
    """The class of the files changes only in how it misses a key."""
    with app.test_request_context(method="POST", data={"photo": "a.png"}) as context:
        files = context.request.files
        before = type(files).__name__
        attach_enctype_error_multidict(context.request)
        assert (before, files, []) == (type(files).__name__, context.request.files, files.getlist("photo"))
        with pytest.raises(DebugFilesKeyError):
            files["photo"]
        with pytest.raises(KeyError) as caught:
            files["other"]
    assert not isinstance(caught.value, DebugFilesKeyError)


def test_a_lost_form_names_both_urls(app: Flask) -> None:
    """The text says where the form was sent and where it has to go."""
    with app.test_request_context("/form?a=1", method="POST") as context:
        context.request.routing_exception = RequestRedirect("http://localhost/form/?a=1")
        error = FormDataRoutingRedirect(context.request)
    assert str(error).startswith(
        "A request was sent to 'http://localhost/form?a=1', but routing issued a redirect to the canonical URL"
        " 'http://localhost/form/?a=1'."
    )


class Loader(jinja2.BaseLoader):
    """A loader with attributes of all sorts."""

    def __init__(self) -> None:
        self.text = "text"
        self.number = 1.5
        self.names = ("a", "b")
        self.mixed = ["a", 1]
        self.other = {"a": 1}
        self._hidden = "hidden"


@pytest.mark.parametrize(
    ("found", "end"),
    [
        pytest.param(None, "Error: the template could not be found.", id="none"),
        pytest.param(("source", None, None), "-> found ('<string>')", id="one"),
    ],
)
def test_the_search_is_told_with_the_loader(
    app: Flask, caplog: pytest.LogCaptureFixture, found: tuple[str, None, None] | None, end: str
) -> None:
    """The log shows each loader's class and its plain attributes."""
    with caplog.at_level(logging.INFO, "app"):
        explain_template_loading_attempts(app, "t.html", [(Loader(), app, found)])
    text = caplog.messages[0]
    expected = f"""\
Locating template 't.html':
    1: trying loader of application 'app'
       class: {__name__}.Loader
       names:
         - a
         - b
       number: 1.5
       text: 'text'
"""
    assert text.startswith(expected)
    assert text.endswith(end)


def test_the_search_names_the_blueprint_of_the_request(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """If nothing is found for a view of a blueprint, the log says which one it is."""
    blueprint = Blueprint("shop", "app", root_path="/")

    def view() -> str:
        explain_template_loading_attempts(app, "t.html", [])
        return ""

    blueprint.add_url_rule("/", view_func=view)
    app.register_blueprint(blueprint)
    with caplog.at_level(logging.INFO, "app"):
        app.test_client().get("/")
    assert "belongs to the blueprint 'shop'" in caplog.messages[0]


def test_any_owner_of_a_loader_is_named(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """Whose a loader is is said even if it is neither an application nor a blueprint."""
    # Any: the type allows owners of the two sorts only.
    owner: Any = "somebody"
    with caplog.at_level(logging.INFO, "app"):
        explain_template_loading_attempts(app, "t.html", [(jinja2.DictLoader({}), owner, None)])
    assert "    1: trying loader of 'somebody'" == caplog.messages[0].splitlines()[1]
