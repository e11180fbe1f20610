"""The application's logger, and the handler it gets if nobody set up logging."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any, TextIO, cast

from werkzeug.local import LocalProxy

from .globals import request

if TYPE_CHECKING:
    from .app import Flask


def _errors_stream() -> TextIO:
    # Any: the values of a WSGI environment have no types.
    stream: Any = request.environ["wsgi.errors"] if request else sys.stderr
    return cast(TextIO, stream)  # PEP 3333 asks for a text stream there


# The proxy is typed as what it stands for, as the proxies in ``globals`` are.
wsgi_errors_stream: TextIO = cast(TextIO, LocalProxy(_errors_stream))
"""The server's error stream while a request is handled, ``sys.stderr`` otherwise."""

default_handler: logging.StreamHandler[TextIO] = logging.StreamHandler(wsgi_errors_stream)
"""Writes to ``wsgi_errors_stream``; remove it from ``app.logger`` to set up your own."""
default_handler.setFormatter(logging.Formatter("[%(asctime)s] %(levelname)s in %(module)s: %(message)s"))


def has_level_handler(logger: logging.Logger) -> bool:
    """Say whether a handler on the way from a logger to the root accepts the logger's level."""
    level = logger.getEffectiveLevel()
    current: logging.Logger | None = logger
    while current is not None:
        if any(handler.level <= level for handler in current.handlers):
            return True
        current = current.parent if current.propagate else None
    return False


def create_logger(app: Flask) -> logging.Logger:
    """Get the logger of an application's name and make sure it is heard.

    In debug mode its level becomes ``DEBUG`` unless it has one. If no handler accepts its level, it gets
    ``default_handler``.
    """
    logger = logging.getLogger(app.name)
    if app.debug and not logger.level:
        logger.setLevel(logging.DEBUG)
    if not has_level_handler(logger):
        logger.addHandler(default_handler)
    return logger
