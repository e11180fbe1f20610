"""What `benchmarks.served` serves: the smallest application, Flask's, and a bare WSGI callable with the same answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import flask

from demijohn import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

hello = Flask(__name__, root_path=".")
hello.add_url_rule("/", "hello", lambda: "Hello, World!")

flask_hello = flask.Flask(__name__, root_path=".")
flask_hello.add_url_rule("/", "hello", lambda: "Hello, World!")


def bare(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "13")])
    return [b"Hello, World!"]
