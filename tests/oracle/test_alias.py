"""Demijohn under Flask's name: programs which say ``flask``, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import demijohn

SOURCE = str(Path(demijohn.__file__).parents[1])


def execute(*arguments: str, folder: Path | None = None, **variables: str) -> str:
    """What a Python program prints; its errors too, if it fails."""
    path = os.pathsep.join([SOURCE, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    environ = {**os.environ, "PYTHONPATH": path, **variables}
    done = subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        capture_output=True,
        text=True,
        env=environ,
        cwd=folder,
        check=False,
    )
    return done.stdout if done.returncode == 0 else f"{done.returncode}: {done.stderr}"


def run(*lines: str, ours: bool = True) -> str:
    """What a program prints that begins by importing the alias, or does not."""
    first = ["import demijohn.as_flask"] if ours else []
    return execute("-c", "\n".join([*first, *lines]))


IMPORTS = {
    "package first": "import flask; import flask.app, flask.json.tag; from flask import views",
    "module first": "from flask.json.tag import TaggedJSONSerializer; import flask; import flask.views, flask.app",
    "ours first": "import demijohn.views, demijohn.json.tag; import flask.views, flask.json.tag, flask.app",
    "theirs first": "import flask.views, flask.json.tag, flask.app; import demijohn.views, demijohn.json.tag",
    "by function": "import importlib as i; [i.import_module('flask.' + m) for m in ('views', 'json.tag', 'app')]",
    "relative": "import importlib as i; i.import_module('.views', 'flask'); i.import_module('.json.tag', 'flask')",
    "by star": "from flask.views import *; from flask.json.tag import *; from flask.app import *",
}


@pytest.mark.parametrize("imports", IMPORTS.values(), ids=list(IMPORTS))
def test_modules_are_the_very_same_in_any_order(imports: str) -> None:
    """Whichever is imported first and however, both names lead to one module object, which keeps its own name."""
    look = (
        "import flask, demijohn, flask.views, flask.json.tag, flask.app, demijohn.views, demijohn.json.tag",
        "print(flask is demijohn, flask.views is demijohn.views, flask.json.tag is demijohn.json.tag)",
        "print(flask.app.__name__, flask.app.__spec__.name, flask.json.tag.__package__, flask.Flask.__module__)",
    )
    same = "True True True\ndemijohn.app demijohn.app demijohn.json demijohn.app\n"
    assert same == run(imports, *look)


def test_everything_that_flask_loads_is_loaded() -> None:
    """After ``import flask`` every module is in ``sys.modules``, and an attribute, that is there with the real one."""
    loaded = "import flask, sys; print(*sorted(m for m in sys.modules if m.partition('.')[0] == 'flask'))"
    reached = "import flask, operator, sys; print([operator.attrgetter(m.partition('.')[2])(flask) is sys.modules[m] for m in {}])"
    theirs = run(loaded, ours=False).split()

    assert len(theirs) > 20
    assert set(theirs) <= set(run(loaded).split())
    assert f"{[True] * (len(theirs) - 1)}\n" == run(reached.format(theirs[1:]))


NAMES = [
    "app.Flask._find_error_handler",
    "app.Flask._check_setup_finished",
    "app.Flask._method_route",
    "blueprints.BlueprintSetupState",
    "cli.AppGroup",
    "cli.FlaskGroup",
    "cli.ScriptInfo",
    "cli.with_appcontext",
    "cli.pass_script_info",
    "cli.load_dotenv",
    "cli.find_best_app",
    "cli.locate_app",
    "cli.prepare_import",
    "ctx._AppCtxGlobals",
    "globals._cv_app",
    "globals._cv_request",
    "globals.app_ctx",
    "globals.request_ctx",
    "helpers.get_debug_flag",
    "helpers.get_root_path",
    "json.provider._default",
    "json.provider.DefaultJSONProvider",
    "sansio.app.App",
    "sansio.blueprints.Blueprint",
    "sansio.blueprints.BlueprintSetupState",
    "sansio.scaffold.Scaffold",
    "sansio.scaffold._endpoint_from_view_func",
    "sansio.scaffold._sentinel",
    "sansio.scaffold.setupmethod",
    "sansio.scaffold.find_package",
    "sessions.SecureCookieSessionInterface",
    "sessions.session_json_serializer",
    "signals.request_started",
    "templating._default_template_ctx_processor",
    "templating._render",
    "views.http_method_funcs",
    "wrappers.Request",
]


@pytest.mark.parametrize("ours", [False, True], ids=["flask", "demijohn"])
def test_names_that_extensions_reach_for_are_there(ours: bool) -> None:
    """Names without documentation that extensions import are there, under Flask and under its alias."""
    found = (
        "import importlib, operator",
        f"for name in {NAMES}:",
        "    parts = name.split('.')",
        "    n = next(i for i, part in enumerate(parts) if part[0].isupper() or i == len(parts) - 1)",
        "    operator.attrgetter('.'.join(parts[n:]))(importlib.import_module('.'.join(['flask', *parts[:n]])))",
        "print('all')",
    )
    assert "all\n" == run(*found, ours=ours)


@pytest.mark.parametrize("ours", [False, True], ids=["flask", "demijohn"])
@pytest.mark.parametrize(
    "name", ["_request_ctx_stack", "_app_ctx_stack", "Markup", "escape", "globals._request_ctx_stack"]
)
def test_names_that_flask_has_dropped_stay_away(name: str, ours: bool) -> None:
    """An extension that looks whether an old name is there goes the new way, as under Flask."""
    module, _, name = f"flask.{name}".rpartition(".")
    tried = (
        "try:",
        f"    from {module} import {name}",
        "except ImportError as error:",
        "    print(type(error).__name__)",
    )
    assert "ImportError\n" == run(*tried, ours=ours)


CLASSES = """
import flask.sansio.app, flask.sansio.blueprints, flask.sansio.scaffold
app, part = flask.Flask('shop'), flask.Blueprint('part', 'shop')
print(isinstance(app, flask.sansio.app.App), isinstance(part, flask.sansio.blueprints.Blueprint))
print(isinstance(app, flask.sansio.scaffold.Scaffold), isinstance(part, flask.sansio.scaffold.Scaffold))
print(isinstance(part, flask.sansio.app.App), issubclass(flask.Flask, flask.sansio.app.App))
"""


@pytest.mark.parametrize("ours", [False, True], ids=["flask", "demijohn"])
def test_applications_are_what_sansio_says(ours: bool) -> None:
    """Applications and blueprints are instances of the classes in ``flask.sansio``."""
    assert "True True\nTrue True\nFalse True\n" == run("import flask", CLASSES, ours=ours)


RELOADS = """
import importlib, flask, flask.helpers, sys
before, count = flask.Flask, len(sys.modules)
print(importlib.reload(flask) is flask, importlib.reload(flask.helpers) is sys.modules['flask.helpers'])
print(flask.Flask is before, flask.helpers.url_for.__name__, importlib.import_module('flask') is flask)
"""


@pytest.mark.parametrize("ours", [False, True], ids=["flask", "demijohn"])
def test_modules_can_be_reloaded(ours: bool) -> None:
    """Reloading gives the same module objects, under Flask and under its alias."""
    assert "True True\nTrue url_for True\n" == run(RELOADS, ours=ours)


def test_the_alias_can_be_reloaded_and_installed_again() -> None:
    """More than one installation is one: one finder, one set of modules."""
    program = (
        "import importlib, sys, flask, demijohn.as_flask as a",
        "importlib.reload(a); a.install(); a.install()",
        "print(sum(type(f).__name__ == 'AliasFinder' for f in sys.meta_path), sys.modules['flask'] is flask)",
        "a.uninstall(); print(a.is_installed(), sum(type(f).__name__ == 'AliasFinder' for f in sys.meta_path))",
    )
    assert "1 True\nFalse 0\n" == run(*program)


PICKLES = """
import copy, pickle, flask, flask.sessions, flask.json.tag, flask.config
for cls in (flask.Flask, flask.Blueprint, flask.Request, flask.sessions.SecureCookieSession, flask.json.tag.TagDict):
    text = pickle.dumps(cls, protocol=0)
    print(pickle.loads(text) is cls, pickle.loads(text.replace(b'cdemijohn.', b'cflask.')) is cls)
config = flask.config.Config('/', {'A': 1})
session = flask.sessions.SecureCookieSession({'a': 1})
print(copy.copy(config) == config, pickle.loads(pickle.dumps(config)) == config, copy.deepcopy(config) == config)
print(copy.copy(session) == session)
"""


@pytest.mark.parametrize("ours", [False, True], ids=["flask", "demijohn"])
def test_classes_are_pickled_by_either_name(ours: bool) -> None:
    """A pickle that names Flask's module or ours gives the one class; what can be copied in Flask can be here."""
    assert "True True\n" * 5 + "True True True\nTrue\n" == run(PICKLES, ours=ours)


@pytest.mark.parametrize("ours", [False, True], ids=["flask", "demijohn"])
def test_the_version_is_that_of_flask(ours: bool) -> None:
    """A program that looks for the version of Flask finds the one whose behaviour it gets."""
    program = (
        "from importlib import metadata as m",
        "print(m.version('flask'), m.version('Flask'), m.metadata('flask')['Name'])",
        "print([d.metadata['Name'] for d in m.distributions(name='flask')][0])",
        "print(m.version('werkzeug'))",
    )
    assert "3.1.3 3.1.3 Flask\nFlask\n3.1.9\n" == run(*program, ours=ours)


@pytest.mark.parametrize("ours", [False, True], ids=["flask", "demijohn"])
def test_a_list_of_distributions_has_flask_once(ours: bool) -> None:
    """Where the real Flask is installed it is listed as it is, with its commands; nothing is listed twice."""
    program = (
        "from importlib import metadata as m",
        "print([(d.version, d.read_text('INSTALLER') is not None) for d in m.distributions() if d.metadata['Name'] == 'Flask'])",
        "print([e.value for e in m.entry_points(group='console_scripts') if e.name == 'flask'])",
    )
    assert "[('3.1.3', True)]\n['flask.cli:main']\n" == run(*program, ours=ours)


def test_the_version_is_there_without_flask() -> None:
    """Where no Flask is installed its version is found all the same, and so is the module's."""
    program = (
        "import sys; from importlib import metadata as m; import flask",
        "sys.path[:] = []",
        "print(m.version('flask'), flask.__version__)",
        "print(m.packages_distributions(), [d.metadata['Name'] for d in m.distributions(path=['/'])])",
    )
    assert "3.1.3 3.1.3\n{'flask': ['Flask']} []\n" == run(*program)


def test_the_package_can_be_walked() -> None:
    """``pkgutil`` and ``importlib.util`` find the package's modules, and each leads to ours."""
    program = (
        "import importlib.util, pkgutil, flask, demijohn.views",
        "names = [m.name for m in pkgutil.walk_packages(flask.__path__, 'flask.')]",
        "print({'flask.app', 'flask.json.provider', 'flask.views'} <= {*names})",
        "print(pkgutil.resolve_name('flask.views:View') is demijohn.views.View)",
        "spec = importlib.util.find_spec('flask.testing')",
        "print(spec.name, spec.loader.is_package(spec.name), 'FlaskClient' in spec.loader.get_source(spec.name))",
        "print(importlib.util.find_spec('flask.nothing'), importlib.util.find_spec('flask.json').submodule_search_locations == flask.json.__path__)",
    )
    assert "True\nTrue\nflask.testing False True\nNone True\n" == run(*program)


def test_a_missing_module_is_missing_under_the_name_that_was_asked_for() -> None:
    """An import of what is not there fails as it does for any package."""
    program = (
        "try:",
        "    import flask.ext.login",
        "except ModuleNotFoundError as error:",
        "    print(error.name, error)",
    )
    assert "flask.ext No module named 'flask.ext'\n" == run(*program)


def test_the_real_flask_must_not_be_there_yet() -> None:
    """Once the real Flask is imported the alias is refused; the error says by whom it is held and what to do."""
    program = (
        "import sys, types",
        "shop = sys.modules['shop'] = types.ModuleType('shop')",
        "exec('from flask import request', vars(shop))",
        "file = sys.modules['flask'].__file__",
        "try:",
        "    import demijohn.as_flask",
        "except ImportError as error:",
        "    print(str(error).replace(file, 'FILE'))",
        "print(sys.modules['flask'].__name__, [type(f).__name__ for f in sys.meta_path].count('AliasFinder'))",
    )
    said = (
        "Flask has already been imported, and demijohn can no longer stand for it.\n"
        "Flask was loaded from FILE.\n"
        "It is held by 'shop'.\n"
        "Import 'demijohn.as_flask' first, in the first line of the module that the program starts with, or start it"
        " with 'python -m demijohn.as_flask'.\n"
    )
    assert f"{said}flask 0\n" == run(*program, ours=False)


def test_taking_it_back_brings_the_real_one() -> None:
    """After ``uninstall`` no trace is left: the real Flask is imported, and ours has neither version nor ``sansio``."""
    program = (
        "import demijohn, flask, flask.sansio.app, sys",
        "before = flask",
        "demijohn.as_flask.uninstall(); demijohn.as_flask.uninstall()",
        "print([m for m in sys.modules if m.partition('.')[0] == 'flask'])",
        "print('__version__' in vars(demijohn), hasattr(demijohn, 'sansio'))",
        "import flask, flask.views, flask.sansio.app",
        "print(flask is before, flask.__name__, flask.views.__name__, flask.sansio.app.__name__)",
        "import demijohn.views; print(demijohn.views.__name__, demijohn.Flask is flask.Flask)",
    )
    assert "[]\nFalse False\nFalse flask flask.views flask.sansio.app\ndemijohn.views False\n" == run(
        *program
    )


PROGRAM = """
import sys
import flask
from flask import Flask, jsonify
import beside
print(__name__, Flask.__module__, flask.__name__, sys.argv[1:], beside.NAME)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a script that imports Flask and a module beside it."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "shop.py").write_text(PROGRAM)
    (tmp_path / "inner" / "beside.py").write_text("NAME = 'found'")
    return tmp_path


def test_a_script_is_run_unchanged(folder: Path) -> None:
    """``python -m demijohn.as_flask SCRIPT`` runs it as Python would: its name, its arguments, what lies beside it."""
    ran = execute("-m", "demijohn.as_flask", "inner/shop.py", "--port", "-m", folder=folder)
    assert "__main__ demijohn.app demijohn ['--port', '-m'] found\n" == ran


def test_a_module_is_run_unchanged(folder: Path) -> None:
    """``python -m demijohn.as_flask -m MODULE`` runs it as Python would, from the current folder."""
    ran = execute("-m", "demijohn.as_flask", "-m", "shop", "run", folder=folder / "inner")
    assert "__main__ demijohn.app demijohn ['run'] found\n" == ran


def test_flask_itself_can_be_run() -> None:
    """``-m flask`` is the command line of ours."""
    ran = execute("-m", "demijohn.as_flask", "-m", "flask", "--version")
    assert "Demijohn" == ran.splitlines()[1].split()[0]


def test_without_a_program_the_usage_is_told() -> None:
    """Without anything to run the command says how it is used."""
    ran = execute("-m", "demijohn.as_flask")
    assert "2: usage: python -m demijohn.as_flask -m MODULE [ARGUMENTS]" == ran.splitlines()[0]


SERVED = """
import flask
import click
from flask.cli import with_appcontext

app = flask.Flask(__name__)

@app.get("/")
def index():
    return flask.__name__

@app.cli.command()
@with_appcontext
def who():
    click.echo(f"{flask.current_app.name} {type(app).__module__}")
"""


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        pytest.param(["-m", "demijohn", "--as-flask", "--app", "served", "who"], {}, id="option"),
        pytest.param(["-m", "demijohn", "--app", "served", "--as-flask", "who"], {}, id="option at the end"),
        pytest.param(["-m", "demijohn", "--app", "served", "who"], {"DEMIJOHN_AS_FLASK": "1"}, id="variable"),
        pytest.param(["-m", "demijohn.as_flask", "-m", "flask", "--app", "served", "who"], {}, id="-m flask"),
    ],
)
def test_the_command_line_runs_an_application_of_flasks(
    tmp_path: Path, arguments: list[str], variables: dict[str, str]
) -> None:
    """``demijohn --as-flask`` loads an application that imports Flask, and runs its commands."""
    (tmp_path / "served.py").write_text(SERVED)
    assert "served demijohn.app\n" == execute(*arguments, folder=tmp_path, **variables)


@pytest.mark.parametrize(
    ("arguments", "variables"),
    [
        pytest.param(["--as-flask", "--app", "served", "--help"], {}, id="option"),
        pytest.param(["--help"], {"DEMIJOHN_AS_FLASK": "1", "DEMIJOHN_APP": "served"}, id="variable"),
    ],
)
def test_the_help_lists_commands_of_an_application_of_flasks(
    tmp_path: Path, arguments: list[str], variables: dict[str, str]
) -> None:
    """The help knows the application's commands, whichever way the alias is asked for."""
    (tmp_path / "served.py").write_text(SERVED)
    said = execute("-m", "demijohn", *arguments, folder=tmp_path, **variables)
    assert ["who"] == [line.split()[0] for line in said.splitlines() if line.strip().startswith("who")]


def test_the_command_line_refuses_when_flask_is_there(tmp_path: Path) -> None:
    """Where the real Flask has been imported before, ``--as-flask`` says so and stops."""
    program = "import flask; from demijohn.cli import cli; cli.main(['--as-flask', 'routes'])"
    said = execute("-c", program, folder=tmp_path)
    assert (True, True) == (
        said.startswith("2: Usage: "),
        "Error: Flask has already been imported, and demijohn can no longer stand for it." in said,
    )


PLUGIN = """
import click
import flask
from flask.cli import with_appcontext

@click.command()
@with_appcontext
def shelf():
    click.echo(f"shelf of {flask.current_app.name} {flask.__name__}")
"""


def test_commands_of_extensions_are_loaded_under_the_alias(tmp_path: Path) -> None:
    """An extension's entry point in ``flask.commands`` is imported with ``flask`` being ours."""
    (tmp_path / "served.py").write_text(SERVED)
    (tmp_path / "flask_shelf.py").write_text(PLUGIN)
    installed = tmp_path / "flask_shelf-1.0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: flask-shelf\nVersion: 1.0\n")
    (installed / "entry_points.txt").write_text("[flask.commands]\nshelf = flask_shelf:shelf\n")
    said = execute("-m", "demijohn", "--as-flask", "--app", "served", "shelf", folder=tmp_path)
    assert "shelf of served demijohn\n" == said


def test_nothing_is_written(folder: Path) -> None:
    """Running under the alias leaves no file behind but what Python caches of imported modules."""
    execute("-B", "-m", "demijohn.as_flask", "inner/shop.py", folder=folder)
    assert ["inner", "inner/beside.py", "inner/shop.py"] == sorted(
        str(path.relative_to(folder)) for path in folder.rglob("*")
    )
