"""What a streamed response finds around it after its view has returned."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from demijohn import Flask, Response, current_app, g, request, stream_with_context


@pytest.fixture
def log() -> list[str]:
    """Return a list to note events in."""
    return []


@pytest.fixture
def app(log: list[str]) -> Flask:
    """Return an application that notes its teardowns."""
    made = Flask(__name__)

    @made.teardown_request
    def end_request(error: BaseException | None) -> None:
        log.append(f"request {g.get('kept')}")

    @made.teardown_appcontext
    def end_application(error: BaseException | None) -> None:
        log.append(f"application {g.get('kept')}")

    return made


def test_a_stream_has_the_request_and_the_g_of_its_view(app: Flask) -> None:
    """The parts see the same request and the same ``g``, also what the view put there last."""

    def view() -> Response:
        def parts() -> Iterator[str]:
            yield request.args["q"]
            yield str(g.kept)

        response = Response(stream_with_context(parts()))
        g.kept = "kept"
        return response

    app.add_url_rule("/", view_func=view)
    assert app.test_client().get("/?q=asked,").text == "asked,kept"


def test_teardowns_run_before_and_after_a_stream(app: Flask, log: list[str]) -> None:
    """The functions run when the view's context ends, and once more after the last part."""

    def view() -> Response:
        def parts() -> Iterator[str]:
            yield "part"
            g.kept = "stream"

        g.kept = "view"
        return Response(stream_with_context(parts()))

    app.add_url_rule("/", view_func=view)
    assert app.test_client().get("/").text == "part"
    assert log == ["request view", "application view", "request stream", "application stream"]


def test_the_application_context_is_the_one_that_was_active(app: Flask) -> None:
    """A context that the view pushed itself counts, though it has ended when the parts are made."""

    def view() -> Response:
        with app.app_context():
            g.kept = "inner"
            inner = stream_with_context(str(g.kept) for _ in range(1))
        g.kept = "outer"
        return Response(inner)

    app.add_url_rule("/", view_func=view)
    assert app.test_client().get("/").text == "inner"


def test_a_stream_may_be_read_inside_its_view(app: Flask) -> None:
    """Nothing is torn down by it, and the contexts of the view are active afterwards."""

    def view() -> str:
        return "".join(stream_with_context(iter(["a", "b"]))) + current_app.name + request.path

    app.add_url_rule("/path", view_func=view)
    assert app.test_client().get("/path").text == f"ab{__name__}/path"


class Parts:
    """Gives two parts, and notes that it is closed."""

    def __init__(self, log: list[str]) -> None:
        self.log = log
        self.left = ["é", "2"]

    def __iter__(self) -> Parts:
        return self

    def __next__(self) -> str:
        if not self.left:
            raise StopIteration
        return self.left.pop(0)

    def close(self) -> None:
        """Note it."""
        self.log.append("closed")


@pytest.mark.parametrize("sees_response", [False, True])
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, [("Content-Type", "text/html; charset=utf-8")]),
        ({"content-type": "text/x"}, [("content-type", "text/x")]),
        ({"Location": "/é"}, [("Location", "/%C3%A9"), ("Content-Type", "text/html; charset=utf-8")]),
    ],
)
def test_what_gives_the_parts_is_closed_with_the_answer(
    log: list[str], headers: dict[str, str], expected: list[tuple[str, str]], sees_response: bool
) -> None:
    """Each part goes out as it comes, whether or not a hook looks at the response."""
    app = Flask(__name__)

    def see(response: Response) -> Response:
        return response

    if sees_response:
        app.after_request(see)
    app.add_url_rule("/", view_func=lambda: (Parts(log), headers))
    answer = app.test_client().get("/", buffered=False)
    assert [b"\xc3\xa9", b"2"] == list(answer.iter_encoded())
    assert (expected, []) == (list(answer.headers), log)
    answer.close()
    assert ["closed"] == log


def test_text_with_headers_needs_no_response() -> None:
    """Its length comes last, as in a response; a header with a URL is made fit."""
    app = Flask(__name__)

    @app.get("/<name>")
    def answer(name: str) -> tuple[str, dict[str, str]]:
        return "é", {name: "/é"}

    found = [list(app.test_client().get(f"/{name}").headers) for name in ("X-A", "Location")]
    rest = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "2")]
    assert [[("X-A", "/é"), *rest], [("Location", "/%C3%A9"), *rest]] == found
