"""The functions that views call."""

from __future__ import annotations

import io
import os
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from werkzeug.exceptions import Aborter, HTTPException, ImATeapot, NotFound
from werkzeug.routing import BuildError
from werkzeug.sansio.response import Response as SansIOResponse
from werkzeug.wrappers import Response as BaseResponse

from demijohn import helpers
from demijohn.app import Flask
from demijohn.blueprints import Blueprint
from demijohn.globals import current_app, g, request, session
from demijohn.signals import message_flashed
from demijohn.wrappers import Response


def seven(item: int) -> str:
    return helpers.url_for(".item", item=7)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    app = Flask("app", root_path=str(tmp_path))
    app.secret_key = "key"
    blueprint = Blueprint("shop", "app", root_path=str(tmp_path))
    app.add_url_rule("/", endpoint="index", view_func=lambda: "index")
    blueprint.add_url_rule("/<int:item>", endpoint="item", view_func=seven)
    app.register_blueprint(blueprint, url_prefix="/shop")
    return app


URLS: dict[str, tuple[Callable[[], str], str]] = {
    "path": (lambda: helpers.url_for("index"), "/"),
    "variable": (lambda: helpers.url_for("shop.item", item=3), "/shop/3"),
    "query": (lambda: helpers.url_for("index", a="b c"), "/?a=b+c"),
    "anchor": (lambda: helpers.url_for("index", _anchor="a b"), "/#a%20b"),
    "external": (lambda: helpers.url_for("index", _external=True), "http://localhost/"),
    "scheme": (lambda: helpers.url_for("index", _scheme="https"), "https://localhost/"),
}


@pytest.mark.parametrize(("build", "url"), URLS.values(), ids=URLS)
def test_urls_are_built_in_a_request(app: Flask, build: Callable[[], str], url: str) -> None:
    """In a request URLs are paths, unless something asks for more."""
    with app.test_request_context():
        assert url == build()


def test_an_endpoint_may_be_relative(app: Flask) -> None:
    """A dot in front means the blueprint that serves the request."""
    assert "/shop/7" == app.test_client().get("/shop/1").text


def test_urls_outside_a_request_are_external(app: Flask) -> None:
    """Outside a request URLs need a server name, and have it."""
    with (
        app.app_context(),
        pytest.raises(RuntimeError, match="Unable to build URLs outside an active request"),
    ):
        helpers.url_for("index")
    app.config["SERVER_NAME"] = "example.com"
    with app.app_context():
        found = helpers.url_for("index"), helpers.url_for("index", _external=False)
    assert ("http://example.com/", "/") == found


def test_an_unknown_endpoint_cannot_be_built(app: Flask) -> None:
    """An endpoint that is not there is a build error."""
    with app.test_request_context(), pytest.raises(BuildError):
        helpers.url_for("nowhere")


class Overriding(Flask):
    def url_for(self, endpoint: str, **kwargs: Any) -> str:
        return f"{endpoint} {sorted(kwargs)}"

    def redirect(self, location: str, code: int = 302) -> Response:
        return Response(f"{location} {code}")


def test_url_for_asks_the_application() -> None:
    """The function calls the application's method with all keywords."""
    with Overriding("app", root_path="/").app_context():
        assert "x ['_anchor', '_external', '_method', '_scheme', 'a']" == helpers.url_for("x", a=1)


def test_redirect_asks_the_application() -> None:
    """Inside an application its method makes the response."""
    with Overriding("app", root_path="/").app_context():
        assert "/x 301" == helpers.redirect("/x", 301).get_data(as_text=True)


def test_redirect_works_outside_an_application() -> None:
    """Outside an application the response is of the class that is given."""
    plain = helpers.redirect("/x")
    own = helpers.redirect("/x", code=308, Response=Response)
    assert (BaseResponse, "/x", 302) == (type(plain), plain.location, plain.status_code)
    assert (Response, 308) == (type(own), own.status_code)


def test_redirects_inside_an_application_are_of_its_class(app: Flask) -> None:
    """Inside an application its own class is always used."""
    with app.app_context():
        assert Response is type(helpers.redirect("/x", Response=BaseResponse))


def test_abort_raises_the_exception_of_a_code() -> None:
    """A code becomes its exception, also outside an application."""
    with pytest.raises(NotFound, match="gone"):
        helpers.abort(404, "gone")
    with pytest.raises(ImATeapot):
        helpers.abort(418)
    with pytest.raises(LookupError):
        helpers.abort(299)


def test_abort_takes_a_response() -> None:
    """A response is raised as it is."""
    response = Response("x")
    with pytest.raises(HTTPException) as caught:
        helpers.abort(response)
    assert response is caught.value.response


def test_abort_asks_the_application() -> None:
    """Inside an application its aborter raises."""

    class Own(Aborter):
        def __call__(self, code: int | SansIOResponse, *args: Any, **kwargs: Any) -> NoReturn:
            raise KeyError(code, args, kwargs)

    class App(Flask):
        aborter_class = Own

    with App("app", root_path="/").app_context(), pytest.raises(KeyError) as caught:
        helpers.abort(500, "x", a=1)
    assert (500, ("x",), {"a": 1}) == caught.value.args


@pytest.mark.parametrize(
    ("args", "status", "body"),
    [
        pytest.param((), 200, b"", id="nothing"),
        pytest.param(("x",), 200, b"x", id="value"),
        pytest.param(("x", 404), 404, b"x", id="values"),
        pytest.param((("x", 201),), 201, b"x", id="tuple"),
        pytest.param(({"a": 1},), 200, b'{"a":1}\n', id="dict"),
    ],
)
def test_make_response_takes_what_views_return(
    app: Flask, args: tuple[Any, ...], status: int, body: bytes
) -> None:
    """What a view could return becomes a response."""
    with app.test_request_context():
        response = helpers.make_response(*args)
    assert (Response, status, body) == (type(response), response.status_code, response.data)


def test_flashed_messages_are_taken_once(app: Flask) -> None:
    """Messages wait in the session, and within one request they can be asked for again."""
    with app.test_request_context():
        helpers.flash("a")
        helpers.flash("b", "error")
        assert {"_flashes": [("message", "a"), ("error", "b")]} == dict(session)
        first, again = helpers.get_flashed_messages(), helpers.get_flashed_messages(with_categories=True)
        helpers.flash("later")
        assert {"_flashes": [("message", "later")]} == dict(session)
    assert (["a", "b"], [("message", "a"), ("error", "b")]) == (first, again)


@pytest.mark.parametrize(
    ("categories", "found"),
    [(["error"], ["b"]), (("none",), []), ((), ["a", "b"]), (["message", "error"], ["a", "b"])],
)
def test_flashed_messages_can_be_filtered(app: Flask, categories: list[str], found: list[str]) -> None:
    """Only messages of the categories are given; no category means all."""
    with app.test_request_context():
        helpers.flash("a")
        helpers.flash("b", "error")
        assert found == helpers.get_flashed_messages(category_filter=categories)


def test_a_flashed_message_is_signalled(app: Flask) -> None:
    """Each message is told to those who listen."""
    heard: list[tuple[object, dict[str, object]]] = []

    def listen(sender: object, **values: object) -> None:
        heard.append((sender, values))

    with app.test_request_context(), message_flashed.connected_to(listen):
        helpers.flash("a", "error")
    assert [(app, {"message": "a", "category": "error"})] == heard


def test_messages_need_a_request() -> None:
    """Outside a request there are no messages."""
    with pytest.raises(RuntimeError, match="Working outside of request context"):
        helpers.get_flashed_messages()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    file = folder / "a.txt"
    file.write_text("hello")
    os.utime(file, (1e9, 1e9))
    (tmp_path / "secret.txt").write_text("secret")
    return file


def body(response: Response) -> bytes:
    response.direct_passthrough = False
    data = response.get_data()
    response.close()
    return data


def test_a_file_is_sent(app: Flask, file: Path) -> None:
    """A path is relative to the application's root, and the file's facts become headers."""
    with app.test_request_context():
        response = helpers.send_file("folder/a.txt")
        assert (Response, b"hello", "text/plain") == (type(response), body(response), response.mimetype)
    assert "Sun, 09 Sep 2001 01:46:40 GMT" == response.headers["Last-Modified"]
    assert "no-cache" == response.headers["Cache-Control"]


def test_an_open_file_is_sent(app: Flask) -> None:
    """A file that is open for bytes can be sent, with a type or a name."""
    with app.test_request_context():
        response = helpers.send_file(io.BytesIO(b"x"), mimetype="a/b")
        assert (b"x", "a/b") == (body(response), response.mimetype)
        with pytest.raises(TypeError, match="MIME type"):
            helpers.send_file(io.BytesIO(b"x"))


def test_a_file_can_be_named_and_kept(app: Flask, file: Path) -> None:
    """A file may be an attachment of another name, kept for some time."""
    with app.test_request_context():
        response = helpers.send_file(file, as_attachment=True, download_name="b.txt", max_age=5, etag="tag")
        response.close()
    headers = response.headers
    assert "attachment; filename=b.txt" == headers["Content-Disposition"]
    assert ("public, max-age=5", '"tag"') == (headers["Cache-Control"], headers["ETag"])


def test_the_application_says_how_long_files_are_kept(file: Path, tmp_path: Path) -> None:
    """Without an age the application is asked, with the whole path."""
    asked: list[str | None] = []

    class App(Flask):
        def get_send_file_max_age(self, filename: str | None) -> int | None:
            asked.append(filename)
            return 9

    with App("app", root_path=str(tmp_path)).test_request_context():
        helpers.send_file("folder/a.txt").close()
        helpers.send_from_directory("folder", "a.txt").close()
        helpers.send_from_directory("folder", "a.txt", max_age=None).close()
    assert [str(file)] * 3 == asked


def test_a_range_is_answered(app: Flask, file: Path) -> None:
    """A conditional answer may be a part of the file."""
    with app.test_request_context(headers={"Range": "bytes=0-1"}):
        response = helpers.send_file(file)
        assert (206, b"he") == (response.status_code, body(response))


def test_a_file_is_sent_from_a_directory(app: Flask, file: Path) -> None:
    """A file inside the directory is sent."""
    with app.test_request_context():
        assert b"hello" == body(helpers.send_from_directory("folder", "a.txt"))
        assert b"hello" == body(helpers.send_from_directory(file.parent, Path("a.txt")))


@pytest.mark.parametrize("path", ["b.txt", "../secret.txt", "", "/secret.txt"])
def test_nothing_else_is_sent_from_a_directory(app: Flask, file: Path, path: str) -> None:
    """What is missing or outside of the directory is not found."""
    with app.test_request_context(), pytest.raises(NotFound):
        helpers.send_from_directory("folder", path)


def test_the_server_may_send_the_file(app: Flask, file: Path) -> None:
    """With ``USE_X_SENDFILE`` the server is told the path."""
    app.config["USE_X_SENDFILE"] = True
    with app.test_request_context():
        response = helpers.send_file(file)
        response.close()
    assert str(file) == response.headers["X-Sendfile"]


class Parts:
    """Two parts, and a count of how often they were closed."""

    def __init__(self) -> None:
        self.left = iter("ab")
        self.closed = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self.left)

    def close(self) -> None:
        self.closed += 1


def test_a_stream_keeps_the_request(app: Flask) -> None:
    """The parts are made in the request's context, after it has ended."""

    def parts() -> Iterator[str]:
        yield request.path
        yield g.value

    with app.test_request_context("/path"):
        g.value = "value"
        stream = helpers.stream_with_context(parts())
    assert not request
    assert ["/path", "value"] == list(stream)
    assert not request


def test_a_function_can_be_decorated(app: Flask) -> None:
    """A function that makes parts keeps its name, and makes them in the request's context."""

    @helpers.stream_with_context
    def parts(end: str) -> Iterator[str]:
        yield request.path + end

    with app.test_request_context("/path"):
        stream = parts("!")
    assert ("parts", ["/path!"]) == (parts.__name__, list(stream))


def test_parts_are_closed(app: Flask) -> None:
    """The parts are closed when they are done, and not before they began."""
    with app.test_request_context():
        done, unused = Parts(), Parts()
        finished = helpers.stream_with_context(done)
        untouched: Any = helpers.stream_with_context(unused)
    list(finished)
    untouched.close()
    assert (1, 0) == (done.closed, unused.closed)


def test_a_stream_needs_a_request(app: Flask) -> None:
    """There must be a request whose context is kept."""
    with app.app_context(), pytest.raises(RuntimeError, match="'stream_with_context' can only be used when"):
        helpers.stream_with_context(iter("ab"))


def test_a_template_attribute_is_taken(app: Flask, tmp_path: Path) -> None:
    """A macro or a variable of a template can be used in code."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "m.html").write_text(
        "{% macro hi(n) %}Hi {{ n }}{% endmacro %}{% set five = 5 %}"
    )
    with app.app_context():
        macro = helpers.get_template_attribute("m.html", "hi")
        assert ("Hi you", 5) == (macro("you"), helpers.get_template_attribute("m.html", "five"))
        with pytest.raises(AttributeError):
            helpers.get_template_attribute("m.html", "missing")


@pytest.mark.parametrize(
    ("value", "debug", "dotenv", "no_dotenv"),
    [
        (None, False, True, False),
        ("", False, True, False),
        ("0", False, True, True),
        ("False", False, True, True),
        ("NO", False, True, True),
        ("1", True, False, False),
        ("off", True, False, False),
    ],
)
@pytest.mark.parametrize("prefix", ["FLASK", "DEMIJOHN"])
def test_switches_are_read(
    monkeypatch: pytest.MonkeyPatch,
    prefix: str,
    value: str | None,
    debug: bool,
    dotenv: bool,
    no_dotenv: bool,
) -> None:
    """Both prefixes are read; only some words turn a switch off."""
    for name in ("DEBUG", "SKIP_DOTENV"):
        for one in ("FLASK", "DEMIJOHN"):
            monkeypatch.delenv(f"{one}_{name}", raising=False)
        if value is not None:
            monkeypatch.setenv(f"{prefix}_{name}", value)
    found = helpers.get_debug_flag(), helpers.get_load_dotenv(), helpers.get_load_dotenv(default=False)
    assert (debug, dotenv, no_dotenv) == found


def test_the_own_prefix_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """``DEMIJOHN_DEBUG`` goes before ``FLASK_DEBUG``."""
    monkeypatch.setenv("FLASK_DEBUG", "1")
    monkeypatch.setenv("DEMIJOHN_DEBUG", "0")
    assert helpers.get_debug_flag() is False


def test_the_root_of_a_module_is_its_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A module's folder is found whether it is imported or not."""
    (tmp_path / "not_imported.py").touch()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert str(tmp_path) == helpers.get_root_path("not_imported")
    assert str(Path(os.__file__).parent) == helpers.get_root_path("os")


@pytest.mark.parametrize("name", ["no_such_module", "no_such.module"])
def test_without_a_module_the_root_is_here(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """A module that is not there belongs to an interactive session in the working directory."""
    monkeypatch.chdir(tmp_path)
    assert str(tmp_path) == helpers.get_root_path(name)


def test_a_module_without_a_spec_is_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A module that was made in code belongs to the working directory, unless it names a file."""
    module = types.ModuleType("made_in_code")
    monkeypatch.setitem(sys.modules, "made_in_code", module)
    monkeypatch.chdir(tmp_path)
    without = helpers.get_root_path("made_in_code")
    module.__file__ = "/some/where/file.py"
    assert (str(tmp_path), "/some/where") == (without, helpers.get_root_path("made_in_code"))


def test_a_module_without_a_file_has_no_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A built-in module and an imported namespace package have no folder."""
    (tmp_path / "a_namespace").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    __import__("a_namespace")
    for name in ("sys", "a_namespace"):
        with pytest.raises(RuntimeError, match="No root path can be found for the provided module"):
            helpers.get_root_path(name)
    sys.modules.pop("a_namespace")


def test_the_current_application_is_not_needed_for_abort() -> None:
    """No application is left over from the tests above."""
    assert not current_app
