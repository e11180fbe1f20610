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
