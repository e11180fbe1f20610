"""What the request and response classes add to Werkzeug's."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.routing import Rule

from demijohn.app import Flask
from demijohn.debughelpers import DebugFilesKeyError
from demijohn.wrappers import Request, Response


def post(body: bytes, content_type: str) -> Request:
    """Make a request outside any application."""
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    return Request(environ)


@pytest.fixture
def app() -> Flask:
    return Flask("app", root_path="/")


def limits(request: Request) -> tuple[int | None, int | None, int | None]:
    return request.max_content_length, request.max_form_memory_size, request.max_form_parts


def test_limits_have_defaults_outside_an_application() -> None:
    """Outside an application the limits are Werkzeug's."""
    assert (None, 500_000, 1_000) == limits(post(b"", ""))


def test_limits_come_from_the_configuration(app: Flask) -> None:
    """Inside an application its configuration sets the limits, also after the request was made."""
    request = post(b"", "")
    with app.app_context():
        app.config.update(MAX_CONTENT_LENGTH=1, MAX_FORM_MEMORY_SIZE=2, MAX_FORM_PARTS=None)
        assert (1, 2, None) == limits(request)


def test_limits_of_one_request_go_first(app: Flask) -> None:
    """A limit that is set on the request goes before the configuration, also if it is zero."""
    request = post(b"", "")
    request.max_content_length = 0
    request.max_form_memory_size = 5
    request.max_form_parts = 6
    with app.app_context():
        app.config["MAX_CONTENT_LENGTH"] = 9
        assert (0, 5, 6) == limits(request)


def test_a_limit_set_to_none_is_the_configured_one(app: Flask) -> None:
    """``None`` on the request means that the configuration decides."""
    request = post(b"", "")
    request.max_content_length = 1
    request.max_content_length = None
    with app.app_context():
        app.config["MAX_CONTENT_LENGTH"] = 7
        assert 7 == request.max_content_length


@pytest.mark.parametrize(
    ("endpoint", "blueprint", "blueprints"),
    [
        pytest.param("index", None, [], id="application"),
        pytest.param("a.index", "a", ["a"], id="blueprint"),
        pytest.param("a.b.index", "a.b", ["a.b", "a"], id="nested"),
        pytest.param(".index", "", [""], id="empty name"),
    ],
)
def test_the_endpoint_names_the_blueprints(
    endpoint: str, blueprint: str | None, blueprints: list[str]
) -> None:
    """The endpoint's prefix is the blueprint, and its prefixes the blueprints around it."""
    request = post(b"", "")
    request.url_rule = Rule("/", endpoint=endpoint)
    assert (endpoint, blueprint, blueprints) == (request.endpoint, request.blueprint, request.blueprints)


def test_a_request_that_was_not_routed_has_no_endpoint() -> None:
    """Without a rule there are neither endpoint nor blueprints."""
    request = post(b"", "")
    assert (None, None, []) == (request.endpoint, request.blueprint, request.blueprints)


def test_bad_json_is_refused_without_the_reason(app: Flask) -> None:
    """Outside debug mode a client is not told what is wrong with its JSON."""
    with app.app_context(), pytest.raises(BadRequest) as caught:
        post(b"{bad", "application/json").get_json()
    assert BadRequest.description == caught.value.description
    assert isinstance(caught.value.__cause__, BadRequest)


def test_bad_json_is_explained_in_debug_mode(app: Flask) -> None:
    """Debug mode tells what is wrong with the JSON."""
    app.debug = True
    with app.app_context(), pytest.raises(BadRequest) as caught:
        post(b"{bad", "application/json").get_json()
    assert str(caught.value.description).startswith("Failed to decode JSON object: ")


def test_another_content_type_is_always_named(app: Flask) -> None:
    """A body that is not sent as JSON is answered with 415, whose text is always shown."""
    with app.app_context(), pytest.raises(UnsupportedMediaType) as caught:
        post(b"x", "text/plain").get_json()
    assert str(caught.value.description).startswith("Did not attempt to load JSON data")


def test_json_of_requests_is_read_by_the_provider(app: Flask) -> None:
    """The application's provider reads the body."""

    class Provider(app.json_provider_class):  # type: ignore[misc,name-defined]  # the class is an attribute
        def loads(self, s: str | bytes, **kwargs: object) -> object:
            return ["provider", s]

    app.json = Provider(app)
    with app.app_context():
        assert ["provider", b"1"] == post(b"1", "application/json").get_json()


def test_a_missing_file_says_what_the_form_lacks_in_debug_mode(app: Flask) -> None:
    """Debug mode explains a file that was sent by name only."""
    app.debug = True
    with app.app_context():
        request = post(b"photo=me.png", "application/x-www-form-urlencoded")
        with pytest.raises(DebugFilesKeyError) as caught:
            request.files["photo"]
    assert str(caught.value).startswith(
        "You tried to access the file 'photo' in the request.files dictionary but it does not exist."
    )
    assert "'me.png'" in str(caught.value)


def test_a_file_of_an_unknown_name_is_a_plain_key_error(app: Flask) -> None:
    """A name that the form does not have at all gets the usual answer."""
    app.debug = True
    with app.app_context():
        request = post(b"photo=me.png", "application/x-www-form-urlencoded")
        with pytest.raises(BadRequest):
            request.files["other"]
        assert request.files.get("photo") is None


def test_files_are_plain_outside_debug_mode(app: Flask) -> None:
    """Outside debug mode ``files`` is what Werkzeug makes."""
    with app.app_context():
        request = post(b"photo=me.png", "application/x-www-form-urlencoded")
        assert ImmutableMultiDict is type(request.files)
        assert request.files is request.files


def test_files_can_be_set() -> None:
    """``files`` can be replaced, as middleware and tests do."""
    request = post(b"", "")
    files: ImmutableMultiDict[str, object] = ImmutableMultiDict([("a", 1)])
    request.files = files  # type: ignore[assignment]  # any multi dict will do here
    assert files is request.files


def test_responses_are_html(app: Flask) -> None:
    """A response is HTML unless something else is said."""
    assert "text/html" == Response("x").mimetype


def test_the_cookie_size_comes_from_the_configuration(app: Flask) -> None:
    """The size that draws a warning is configured, with Werkzeug's default outside an application."""
    response = Response()
    outside = response.max_cookie_size
    app.config["MAX_COOKIE_SIZE"] = 100
    with app.app_context():
        assert (4093, 100) == (outside, response.max_cookie_size)


def test_the_cookie_size_cannot_be_set() -> None:
    """The size belongs to the configuration."""
    with pytest.raises(AttributeError):
        setattr(Response(), "max_cookie_size", 1)  # noqa: B010  # the checkers refuse the plain form
