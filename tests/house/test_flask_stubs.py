"""The stubs by which type checkers take ``flask`` for demijohn."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
STUBS: Final = ROOT / "stubs" / "drop-in"
needs_checkers = pytest.mark.skipif(
    find_spec("mypy") is None or find_spec("pyright") is None, reason="the type checkers are not installed"
)

# A program in which every line is right but those that say what is wrong with them.
PROGRAM: Final = """\
import demijohn.as_flask
import flask
import flask.sansio.app
import flask.views
from flask import Blueprint, Flask, current_app, g, jsonify, request, session, url_for
from flask.globals import app_ctx, request_ctx
from flask.json.provider import DefaultJSONProvider
from flask.sansio.scaffold import setupmethod
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden, NotFound

import demijohn


class Shelf:
    def init_app(self, app: flask.Flask) -> None:
        app.extensions["shelf"] = self
        app.teardown_appcontext(self.close)

    def look(self, app: flask.sansio.app.App) -> str:
        return app.name

    def close(self, error: BaseException | None) -> None:
        g.pop("shelf", None)


class Shop(Flask):
    json_provider_class = DefaultJSONProvider

    @setupmethod
    def add_shelf(self, name: str) -> str:
        return name


class Item(flask.views.MethodView):
    def get(self, number: int) -> ResponseReturnValue:
        return {"number": number, "app": current_app.name, "same": app_ctx.app is request_ctx.app}


app = Shop(__name__)
part = Blueprint("part", __name__)
Shelf().init_app(app)
Shelf().look(app)
Shelf().init_app(demijohn.Flask(__name__))
ours: demijohn.Flask = app
answer: demijohn.Response = flask.make_response("")
app.add_url_rule("/<int:number>", view_func=Item.as_view("item"))
app.add_shelf("books")


@part.get("/")
def index() -> ResponseReturnValue:
    session["seen"] = request.args.get("seen")
    return jsonify(url_for(".index"))


@app.errorhandler(NotFound)
def missing(error: NotFound) -> tuple[str, int]:
    return error.name, 404


@app.errorhandler(NotFound)  # WRONG
def refused(error: Forbidden) -> str:
    return error.name


app.add_shelf(1)  # WRONG
Shelf().init_app(part)  # WRONG
app.register_blueprint(part)
"""
WRONG: Final = [number for number, line in enumerate(PROGRAM.splitlines(), 1) if line.endswith("# WRONG")]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a program that says ``flask``, and the stubs where both checkers look for stubs."""
    folder = tmp_path_factory.mktemp("shop")
    shutil.copytree(STUBS / "flask-stubs", folder / "stubs" / "flask")
    (folder / "shop.py").write_text(PROGRAM)
    settings = {
        "typeCheckingMode": "strict",
        "stubPath": "stubs",
        "extraPaths": [str(ROOT / "src")],
        "reportUnusedImport": False,
        "reportUnusedFunction": False,
        "include": ["shop.py"],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    return folder


def check(*command: str, folder: Path) -> str:
    """What a checker says about the program."""
    environ = {**os.environ, "MYPYPATH": f"{folder / 'stubs'}{os.pathsep}{ROOT / 'src'}"}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


@needs_checkers
def test_mypy_takes_flask_for_demijohn(shop: Path) -> None:
    """Strict mypy accepts the program but for the lines that are wrong."""
    said = check("mypy", "--config-file=", "--strict", "--cache-dir=cache", "shop.py", folder=shop)
    assert WRONG == [int(number) for number in re.findall(r"^shop\.py:(\d+): error", said, re.MULTILINE)], (
        said
    )


@needs_checkers
def test_pyright_takes_flask_for_demijohn(shop: Path) -> None:
    """Strict pyright accepts the program but for the lines that are wrong."""
    said = check("pyright", "--pythonpath", sys.executable, "--outputjson", folder=shop)
    found = json.loads(said[said.index("{") :])["generalDiagnostics"]
    lines = [problem["range"]["start"]["line"] + 1 for problem in found if problem["severity"] == "error"]
    assert WRONG == sorted({*lines}), said


def test_the_stubs_are_up_to_date() -> None:
    """The generated files are what the generator writes now."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "stubs" / "generate.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "") == (done.returncode, done.stderr)


def test_every_package_of_the_stubs_is_shipped() -> None:
    """The distribution of the stubs names each of its folders, and is no part of demijohn's own."""
    folders = {path.parent for path in (STUBS / "flask-stubs").rglob("*.pyi")}
    names = sorted(str(folder.relative_to(STUBS)).replace(os.sep, ".") for folder in folders)
    settings = (STUBS / "pyproject.toml").read_text()
    assert f"packages = {json.dumps(names)}" in settings
    assert 'where = ["src"]' in (ROOT / "pyproject.toml").read_text()
