"""The blog is checked against demijohn's types, with typed extensions, where the stubs of the drop-in are installed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import files
from pathlib import Path
from typing import Final

import pytest

from tests.served.sides import BLOG

# Every line is right but those that say that they are wrong. Flask's own types accept wrong handlers in decorators.
MORE: Final = """\
from collections.abc import Callable

import flask
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from marshmallow import ValidationError
from werkzeug.exceptions import Forbidden, NotFound

import demijohn
from blog.extensions import db
from public.api import api
from public.errors import show_invalid, show_limit
from public.extensions import compress, limiter

app = demijohn.Flask(__name__)
same: flask.Flask = app
db.init_app(app)
limiter.init_app(app)
compress.init_app(app)
db.init_app(api)  # WRONG
limiter.init_app("blog")  # WRONG
app.register_error_handler(ValidationError, show_invalid)
app.register_error_handler(CSRFError, show_invalid)  # WRONG
app.register_error_handler(NotFound, show_limit)  # WRONG


@api.errorhandler(Forbidden)
def show_forbidden(error: Forbidden) -> ResponseReturnValue:
    return {"error": error.name}, 403


@api.errorhandler(Forbidden)  # WRONG
def show_missing(error: NotFound) -> ResponseReturnValue:
    return {"error": error.name}, 404


@app.get("/limited")
@limiter.limit("1 per day")
def limited() -> ResponseReturnValue:
    return "once"


@app.get("/nothing")  # WRONG
@limiter.limit("1 per day")
def nothing() -> None:
    return None


kept: Callable[[], ResponseReturnValue] = limited
"""
WRONG: Final = [number for number, line in enumerate(MORE.splitlines(), 1) if line.endswith("# WRONG")]


@pytest.fixture(scope="module")
def blog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the blog with one module more; both checkers are told all else by its own settings."""
    folder = tmp_path_factory.mktemp("types") / "blog"
    shutil.copytree(BLOG, folder, ignore=shutil.ignore_patterns("__pycache__", "instance", ".*"))
    (folder / "public" / "more.py").write_text(MORE)
    return folder


def check(folder: Path, *command: str) -> str:
    """Return what a checker says about the blog."""
    environ = {name: value for name, value in os.environ.items() if name not in {"MYPYPATH", "PYTHONPATH"}}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_the_stubs_are_installed() -> None:
    """What the checkers find is the distribution, installed as a user installs it."""
    found = [str(file) for file in files("demijohn-flask-stubs") or () if file.name == "__init__.pyi"]
    assert [
        "flask-stubs/__init__.pyi",
        "flask-stubs/json/__init__.pyi",
        "flask-stubs/sansio/__init__.pyi",
    ] == found


def test_mypy_rejects_what_is_wrong(blog: Path) -> None:
    """Strict mypy finds the wrong lines, and nothing else in the blog."""
    said = check(blog, "mypy")
    found = re.findall(r"^(\S+):(\d+): error", said, re.MULTILINE)
    assert [("public/more.py", str(number)) for number in WRONG] == found, said


def test_pyright_rejects_what_is_wrong(blog: Path) -> None:
    """Strict pyright finds the wrong lines, and nothing else in the blog."""
    said = check(blog, "pyright", "--pythonpath", sys.executable, "--outputjson")
    problems = json.loads(said[said.index("{") :])["generalDiagnostics"]
    found = {(Path(problem["file"]).name, problem["range"]["start"]["line"] + 1) for problem in problems}
    assert {("more.py", number) for number in WRONG} == found, said
