"""Finding the application: in a module, by a text, from a path."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from demijohn.app import Flask
from demijohn.cli import (
    NoAppException,
    ScriptInfo,
    find_app_by_string,
    find_best_app,
    locate_app,
    prepare_import,
)

SITE = """
from demijohn.app import Flask

app = Flask("site")
other = Flask("other")

def create_app(name="made"):
    return Flask(name)
"""


@pytest.fixture(autouse=True)
def site(apart: Path) -> None:
    (apart / "site_app.py").write_text(SITE)


def module(**names: object) -> ModuleType:
    """Make a module with these names."""
    made = ModuleType("module")
    vars(made).update(names)
    return made


def refuse_arguments(name: str) -> Flask:
    return Flask(name)


def fail_inside() -> Flask:
    raise TypeError("inside")


APP = Flask("app", root_path="/")
OTHER = Flask("other", root_path="/")


@pytest.mark.parametrize(
    "names",
    [
        pytest.param({"app": APP, "other": OTHER}, id="app"),
        pytest.param({"application": APP, "other": OTHER}, id="application"),
        pytest.param({"anything": APP}, id="only one"),
        pytest.param({"create_app": lambda: APP}, id="create_app"),
        pytest.param({"make_app": lambda: APP}, id="make_app"),
        pytest.param({"create_app": lambda: 5, "make_app": lambda: APP}, id="a factory of something else"),
        pytest.param({"app": 5, "site": APP}, id="a usual name for something else"),
    ],
)
def test_the_application_of_a_module_is_found(names: dict[str, object]) -> None:
    """The usual name, the only application, or a factory gives the application."""
    assert APP is find_best_app(module(**names))


@pytest.mark.parametrize(
    ("names", "head"),
    [
        pytest.param({}, "Failed to find Flask application or factory in module 'module'.", id="nothing"),
        pytest.param(
            {"a": APP, "b": OTHER}, "Detected multiple Flask applications in module 'module'.", id="two"
        ),
        pytest.param(
            {"create_app": refuse_arguments},
            "Detected factory 'create_app' in module 'module', but could not call it without arguments.",
            id="arguments",
        ),
    ],
)
def test_a_module_without_a_clear_application_is_refused(names: dict[str, object], head: str) -> None:
    """If it is not clear what is meant, the error says so."""
    with pytest.raises(NoAppException) as caught:
        find_best_app(module(**names))
    assert caught.value.message.startswith(head)


def test_an_error_inside_a_factory_is_its_own() -> None:
    """A ``TypeError`` that comes from inside a factory is not taken for wrong arguments."""
    with pytest.raises(TypeError, match="inside"):
        find_best_app(module(create_app=fail_inside))
    with pytest.raises(TypeError, match="inside"):
        find_app_by_string(module(fail=fail_inside), "fail()")


def make(name: str = "made", *, end: object = "") -> Flask:
    return Flask(f"{name}{end}", root_path="/")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("app", "app"),
        (" other ", "other"),
        ("make", "made"),
        ("make()", "made"),
        ("make('x', end=[1, (2,)])", "x[1, (2,)]"),
        ("make(**{'end': 5})", "made5"),
    ],
)
def test_an_application_is_found_by_its_text(text: str, name: str) -> None:
    """A name, a factory, or a call with literals names the application."""
    assert name == find_app_by_string(module(app=APP, other=OTHER, make=make), text).import_name


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("app.x", "Failed to parse 'app.x' as an attribute name or function call."),
        ("", "Failed to parse '' as an attribute name or function call."),
        ("a.b()", "Function reference must be a simple name: 'a.b()'."),
        ("make(x)", "Failed to parse arguments as literal values: 'make(x)'."),
        ("missing", "Failed to find attribute 'missing' in 'module'."),
        (
            "make(1, 2)",
            "The factory 'make(1, 2)' in module 'module' could not be called with the specified arguments.",
        ),
        ("needs", "The factory 'needs' in module 'module' could not be called with the specified arguments."),
        ("five", "A valid Flask application was not obtained from 'module:five'."),
    ],
)
def test_a_text_that_names_no_application_is_refused(text: str, head: str) -> None:
    """The error says what is wrong with the text, or with what it names."""
    with pytest.raises(NoAppException) as caught:
        find_app_by_string(module(app=APP, make=make, needs=refuse_arguments, five=5), text)
    assert caught.value.message.startswith(head)


@pytest.mark.parametrize(
    ("path", "name", "folder"),
    [
        ("site_app", "site_app", ""),
        ("site_app.py", "site_app", ""),
        ("./site_app.py", "site_app", ""),
        ("package/inner/file.py", "package.inner.file", ""),
        ("package/inner", "package.inner", ""),
        ("package/inner/__init__.py", "package.inner", ""),
        ("plain/file.py", "file", "plain"),
        ("a.b", "a.b", ""),
    ],
)
def test_a_path_becomes_a_module(tmp_path: Path, path: str, name: str, folder: str) -> None:
    """A file's name is dotted with its packages, and the folder above them is on the path."""
    for package in ("package", "package/inner"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    sys.path.insert(0, "elsewhere")
    assert (name, os.path.realpath(tmp_path / folder)) == (prepare_import(path), sys.path[0])


def test_a_missing_module_can_be_silenced() -> None:
    """A module that is not there gives nothing, if asked so."""
    assert locate_app("no_such_module", None, raise_if_not_found=False) is None
    with pytest.raises(NoAppException, match="Could not import 'no_such_module'"):
        locate_app("no_such_module", None)


def test_a_broken_module_is_never_silenced(tmp_path: Path) -> None:
    """A module whose own import fails shows where."""
    (tmp_path / "broken.py").write_text("import no_such_module")
    with pytest.raises(NoAppException) as caught:
        locate_app("broken", None, raise_if_not_found=False)
    assert caught.value.message.startswith("While importing 'broken', an ImportError was raised:")
    assert "No module named 'no_such_module'" in caught.value.message


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("site_app", "site"),
        ("site_app.py", "site"),
        ("site_app:other", "other"),
        ("site_app:create_app", "made"),
        ("site_app:create_app('x')", "x"),
    ],
)
def test_a_script_loads_what_is_named(text: str, name: str) -> None:
    """The text names module and application, and the application is loaded once."""
    info = ScriptInfo(text)
    app = info.load_app()
    assert (name, app) == (app.import_name, info.load_app())


@pytest.mark.parametrize(
    ("files", "name"), [(("wsgi.py",), "wsgi"), (("app.py",), "app"), (("app.py", "wsgi.py"), "wsgi")]
)
def test_a_script_finds_the_usual_files(tmp_path: Path, files: tuple[str, ...], name: str) -> None:
    """Without a name, ``wsgi.py`` and then ``app.py`` are looked at."""
    for file in files:
        (tmp_path / file).write_text("from demijohn.app import Flask\napp = Flask(__name__)")
    assert name == ScriptInfo().load_app().import_name


def test_a_script_without_an_application_says_how_to_name_one() -> None:
    """If nothing is named or found, the error says how to name it."""
    with pytest.raises(NoAppException) as caught:
        ScriptInfo().load_app()
    assert caught.value.message.startswith("Could not locate a Flask application.")


@pytest.mark.parametrize(("flag", "debug"), [(True, True), (False, False)])
def test_a_script_sets_the_debug_mode(monkeypatch: pytest.MonkeyPatch, flag: bool, debug: bool) -> None:
    """The environment's debug flag reaches the application, unless the script leaves it alone."""
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = Flask("app", root_path="/")
    app.debug = False
    loaded = ScriptInfo(create_app=lambda: app, set_debug_flag=flag).load_app()
    assert (app, debug) == (loaded, app.debug)
