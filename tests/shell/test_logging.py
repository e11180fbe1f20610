"""The application's logger."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator

import pytest

from demijohn.app import Flask
from demijohn.logging import create_logger, default_handler, has_level_handler, wsgi_errors_stream


class Silent(logging.Logger):
    """A topmost logger that nobody listens to; pytest listens to all that ``logging.getLogger`` makes."""

    def __init__(self) -> None:
        super().__init__("silent", logging.WARNING)
        self.propagate = False


@pytest.fixture
def parent() -> Silent:
    return Silent()


@pytest.fixture
def app(parent: Silent) -> Iterator[Flask]:
    app = Flask("logged_app", root_path="/")
    logger = logging.getLogger("logged_app")
    usual, logger.parent = logger.parent, parent
    yield app
    logger.parent = usual
    logger.handlers[:] = []
    logger.setLevel(logging.NOTSET)


def test_a_logger_without_handlers_gets_one(app: Flask) -> None:
    """If nobody listens, the default handler is added."""
    logger = create_logger(app)
    assert ("logged_app", [default_handler], logging.NOTSET) == (logger.name, logger.handlers, logger.level)


def test_a_listening_handler_is_enough(app: Flask, parent: Silent) -> None:
    """If a logger above listens, nothing is added."""
    parent.addHandler(logging.NullHandler())
    assert [] == create_logger(app).handlers


def test_a_handler_for_higher_levels_is_not_enough(app: Flask, parent: Silent) -> None:
    """A handler that would not hear the logger's level does not count."""
    handler = logging.NullHandler()
    handler.setLevel(logging.CRITICAL)
    parent.addHandler(handler)
    assert [default_handler] == create_logger(app).handlers


@pytest.mark.parametrize(
    ("level", "expected"), [(logging.NOTSET, logging.DEBUG), (logging.ERROR, logging.ERROR)]
)
def test_debug_mode_sets_a_level_that_is_not_set(app: Flask, level: int, expected: int) -> None:
    """In debug mode the level becomes ``DEBUG`` unless somebody chose one."""
    logging.getLogger("logged_app").setLevel(level)
    app.debug = True
    assert expected == create_logger(app).level


def test_a_logger_that_does_not_propagate_is_asked_alone(parent: Silent) -> None:
    """Handlers behind a logger that does not propagate are not heard."""
    parent.addHandler(logging.NullHandler())
    logger = Silent()
    logger.parent = parent
    logger.propagate = True
    before = has_level_handler(logger)
    logger.propagate = False
    assert (True, False) == (before, has_level_handler(logger))


def test_errors_go_to_the_server(app: Flask) -> None:
    """While a request is handled, errors go to the server's stream, and to standard error otherwise."""
    stream = io.StringIO()
    with app.test_request_context(errors_stream=stream):
        wsgi_errors_stream.write("in the request")
    outside = wsgi_errors_stream.fileno if hasattr(sys.stderr, "fileno") else None
    assert "in the request" == stream.getvalue()
    assert sys.stderr.fileno == outside


def test_the_default_format_names_the_module() -> None:
    """The default handler writes time, level, module and message."""
    record = logging.LogRecord("n", logging.ERROR, "/a/module.py", 1, "text", None, None)
    assert default_handler.format(record).endswith("] ERROR in module: text")
