"""The blog as it is served to these tests: every answer says which package, which build and which process gave it."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from flask import Flask, Response, jsonify, request

app: Flask = import_module(os.environ["SERVED"]).create_app()


def name_build() -> str:
    """Say what the decisions of this process are made with: nothing of demijohn's, or its core in one of two forms."""
    matching = sys.modules.get("demijohn.core.matching")
    if matching is None:
        return "none"
    is_compiled: bool = sys.modules["demijohn.core"].compiled
    suffix = Path(str(matching.__file__)).suffix
    return f"{'compiled' if is_compiled else 'pure'} {suffix}"


@app.after_request
def sign(response: Response) -> Response:
    response.headers["X-Package"] = Flask.__module__
    response.headers["X-Build"] = name_build()
    response.headers["X-Process"] = str(os.getpid())
    response.headers["X-Endpoint"] = request.endpoint or ""
    return response


@app.get("/_broken")
def broken() -> NoReturn:
    """Fail, as no page of the blog does."""
    raise RuntimeError("This page is broken on purpose.")


@app.get("/_routes")
def routes() -> Response:
    """List every rule's endpoint and methods."""
    rules = [[rule.endpoint, sorted(rule.methods or ())] for rule in app.url_map.iter_rules()]
    return jsonify(sorted(rules))
