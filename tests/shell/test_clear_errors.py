"""Wrong use gets a clear error: Flask's sentence first, then what was found, where, and what to do."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from demijohn import Blueprint, Flask, session
from tests.oracle.transcript import head

HERE = __file__


def line(offset: int = 1) -> str:
    """The place of the line that stands `offset` lines below the call."""
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return f"{HERE}:{frame.f_back.f_lineno + offset}"


def application(package: str = "demijohn") -> Any:  # an application of either package
    """An application without folders, whose exceptions come out."""
    app = importlib.import_module(package).Flask("shop", root_path=str(Path(HERE).parent), static_folder=None)
    app.testing = True
    return app


def refusal(call: Callable[[], object]) -> tuple[str, list[str]]:
    """The class and the lines of what a call raises."""
    with pytest.raises(Exception) as caught:  # the class and the whole text are compared
        call()
    return type(caught.value).__name__, str(caught.value.args[0]).splitlines()


def text_view() -> str:
    """A view that answers."""
    return "text"


def other_view() -> str:
    """Another view that answers."""
    return "other"


def silent_view() -> None:
    """A view that forgets to answer."""


def test_unknown_converter() -> None:
    """An unknown converter is named with its rule, the converters that there are, and the rule's place."""
    app = application()
    place = line()
    found = refusal(lambda: app.add_url_rule("/<colour:x>", "x", text_view))
    expected = [
        "the converter 'colour' does not exist",
        "The rule '/<colour:x>' names it, and the map has: any, default, float, int, path, string, uuid.",
        f"It is registered at {place}.",
        "Add it to 'app.url_map.converters' before the rule.",
    ]
    assert ("LookupError", expected) == found


def test_unknown_converter_of_a_blueprint() -> None:
    """A rule of a blueprint is reported at the line that declared it, not at the registration of the blueprint."""
    bp = Blueprint("jars", __name__)
    place = line()
    bp.add_url_rule("/<colour:x>", "x", text_view)
    _, found = refusal(lambda: application().register_blueprint(bp))
    assert f"It is registered at {place}." == found[2]


def test_duplicate_endpoint() -> None:
    """A duplicate endpoint is reported with both functions and both places."""
    app = application()
    first = line()
    app.add_url_rule("/", "index", text_view)
    second = line()
    found = refusal(lambda: app.add_url_rule("/other", "index", other_view))
    expected = [
        "View function mapping is overwriting an existing endpoint function: index",
        f"The endpoint belongs to '{__name__}.text_view' and was now given '{__name__}.other_view'.",
        f"It was first registered at {first}.",
        f"The second registration is at {second}.",
        "Give one of the two another 'endpoint=', or another function name; a decorator may need 'functools.wraps'.",
    ]
    assert ("AssertionError", expected) == found


def test_view_that_returns_none() -> None:
    """A view that returned nothing is named with its endpoint and the place of its rule."""
    app = application()
    place = line()
    app.add_url_rule("/", "index", silent_view)
    found = refusal(lambda: app.test_client().get("/"))
    expected = [
        "The view function for 'index' did not return a valid response. The function either returned None or ended without a return statement.",
        "The function is 'silent_view'.",
        f"Its rule is registered at {place}.",
        "Return a string, a dict, a list, a response or a tuple on every path through it; an empty body is ''.",
    ]
    assert ("TypeError", expected) == found


def test_missing_secret_key() -> None:
    """Writing to a session without a secret key tells of the application and of the line that wrote."""
    places: list[str] = []

    def write() -> str:
        places.append(line())
        session["user"] = "ada"
        return "never"

    app = application()
    app.add_url_rule("/", "index", write)
    found = refusal(lambda: app.test_client().get("/"))
    expected = [
        "The session is unavailable because no secret key was set.  Set the secret_key on the application to something unique and secret.",
        "The application is 'shop'.",
        f"The session was written at {places[0]}.",
        'Make a key with: python -c "import secrets; print(secrets.token_hex())", and keep it out of the source.',
    ]
    assert ("RuntimeError", expected) == found


def test_late_registration_on_the_application() -> None:
    """A set-up method that is called after the first request is named with the place of the call."""
    app = application()
    app.add_url_rule("/", "index", text_view)
    app.test_client().get("/")
    place = line()
    found = refusal(lambda: app.before_request(text_view))
    expected = [
        "The setup method 'before_request' can no longer be called on the application. It has already handled its first request, any changes will not be applied consistently.",
        f"The late call is at {place}.",
        "Move it to where the application is made, before it is served or tested.",
    ]
    assert ("AssertionError", expected) == found


def test_late_registration_on_a_blueprint() -> None:
    """A blueprint that is registered names the method and the place of the late call."""
    bp = Blueprint("jars", __name__)
    application().register_blueprint(bp)
    place = line()
    found = refusal(lambda: bp.add_url_rule("/", "index", text_view))
    expected = [
        "The setup method 'add_url_rule' can no longer be called on the blueprint 'jars'. It has already been registered at least once, any changes will not be applied consistently.",
        f"The late call is at {place}.",
        "Move it before the call of 'register_blueprint', or import the module that makes it earlier.",
    ]
    assert ("AssertionError", expected) == found


def unknown_converter(app: Any) -> None:  # in these five: an application of either package
    app.add_url_rule("/<colour:x>", "x", text_view)


def duplicate_endpoint(app: Any) -> None:
    app.add_url_rule("/", "index", text_view)
    app.add_url_rule("/other", "index", other_view)


def view_returning_none(app: Any) -> None:
    app.add_url_rule("/", "index", silent_view)
    app.test_client().get("/")


def missing_secret_key(app: Any) -> None:
    with app.test_request_context() as ctx:
        ctx.session["user"] = "ada"


def late_registration(app: Any) -> None:
    app.add_url_rule("/", "index", text_view)
    app.test_client().get("/")
    app.add_url_rule("/late", "late", text_view)


@pytest.mark.parametrize(
    "misuse",
    [unknown_converter, duplicate_endpoint, view_returning_none, missing_secret_key, late_registration],
)
def test_error_opens_as_flasks_does(misuse: Callable[[Any], None]) -> None:
    """Class and first sentence are Flask's, so that programs which match on them go on working; three lines follow."""
    flask_class, flask_lines = refusal(lambda: misuse(application("flask")))
    our_class, our_lines = refusal(lambda: misuse(application()))
    assert flask_class == our_class
    assert our_lines[0].startswith(head(flask_lines[0]))
    assert len(our_lines) >= 3
    assert any(HERE in text for text in our_lines)


def test_refused_registration_leaves_no_trace() -> None:
    """After a refusal the application is as it was: its rules, its views and its table of blueprints."""
    app = application()
    app.add_url_rule("/", "index", text_view)
    bp = Blueprint("jars", __name__)
    bp.before_request(other_view)
    bp.add_url_rule("/jar", "jar", text_view)
    bp.add_url_rule("/<colour:x>", "x", text_view)
    refusal(lambda: app.register_blueprint(bp))
    refusal(lambda: app.add_url_rule("/other", "index", other_view))
    assert ["/"] == [rule.rule for rule in app.url_map.iter_rules()]
    assert {"index": text_view} == dict(app.view_functions)
    assert {} == dict(app.blueprints)
    assert {} == dict(app.before_request_funcs)


def test_flask_is_imported_by_its_name() -> None:
    """The tests above run on the package that is installed under its own name."""
    assert "demijohn.app" == Flask.__module__
