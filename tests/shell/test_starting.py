"""What importing the package imports, and what it leaves for later without anybody's noticing."""

from __future__ import annotations

import subprocess
import sys
from threading import Barrier, Thread
from typing import Any

import flask
import pytest

import demijohn
from demijohn import _later, _lean
from demijohn.cli import AppGroup

# ``Any`` in this file: either package is a value here, and what is in a module is of any type.
PACKAGES = pytest.mark.parametrize("package", [demijohn, flask], ids=lambda package: package.__name__)


def run(program: str) -> list[str]:
    """Run a program in a process of its own, and give the words it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout.split()


@pytest.mark.parametrize(
    "work",
    [
        pytest.param("", id="nothing"),
        pytest.param("app = demijohn.Flask('shop', root_path='/shop')", id="an application"),
        pytest.param(
            "app = demijohn.Flask('shop', root_path='/shop'); bp = demijohn.Blueprint('bp', 'bp', root_path='/bp');"
            " bp.add_url_rule('/<x>', 'x', str); app.register_blueprint(bp);"
            " environ = {'REQUEST_METHOD': 'GET', 'PATH_INFO': '/a', 'SERVER_NAME': 'a', 'SERVER_PORT': '80',"
            " 'wsgi.url_scheme': 'http'};"
            " assert list(app(environ, lambda *_: None)) == [b'a']".replace("str)", "lambda x: x)"),
            id="a request",
        ),
    ],
)
def test_what_is_not_needed_is_not_imported(work: str) -> None:
    """An application without templates and commands serves without Jinja, Click, a server and a client."""
    heavy = "_lzma attr attrs asyncio click decimal html http.client http.server importlib.metadata jinja2 platform shutil socketserver ssl werkzeug.serving werkzeug.test"
    assert [] == run(
        f"import demijohn, sys\n{work}\nprint(*[name for name in '{heavy}'.split() if name in sys.modules])"
    )


def test_every_name_of_the_package_is_there() -> None:
    """Names that are imported later are listed, are had by a star, and are those of their modules."""
    program = """
import demijohn
listed = dir(demijohn)
from demijohn import *
print(*["render_template" in listed, "cli" in listed, "templating" in listed])
print(*[render_template is templating.render_template is demijohn.render_template, cli is demijohn.cli])
print(*[name for name in dir(demijohn) if not hasattr(demijohn, name)])
"""
    assert ["True"] * 5 == run(program)


def test_a_star_gives_what_flask_gives() -> None:
    """``from demijohn import *`` has every public name of Flask, its modules among them, but two that are its own affair."""
    theirs, ours = (
        run(f"space = {{}}; exec('from {package} import *', space); print(*space)")
        for package in ("flask", "demijohn")
    )
    assert {"sansio", "t"} == {*theirs} - {*ours}


@pytest.mark.parametrize(
    ("module", "name"),
    [("demijohn", "nothing"), ("demijohn.app", "nothing"), ("demijohn.blueprints", "nothing")],
)
def test_a_name_that_nobody_has_is_missing(module: str, name: str) -> None:
    """The error is the one that Python raises for any module."""
    with pytest.raises(AttributeError, match=f"module '{module}' has no attribute '{name}'"):
        getattr(sys.modules[module], name)


def test_names_of_modules_can_be_replaced_and_removed() -> None:
    """A name that is found later acts like any other once it is there, and is found again when it was removed."""
    find, list_all = _later.names(__name__, {"Environment": "demijohn.templating"})
    assert "Environment" in list_all()
    found = find("Environment")
    assert vars(sys.modules[__name__]).pop("Environment") is found is demijohn.templating.Environment
    with pytest.raises(AttributeError):
        find("nothing")


def test_a_class_gets_what_stands_in_its_attribute() -> None:
    """The class of Jinja's environment is a class once somebody looks, wherever they look from; a subclass has its own."""

    class Upper:
        environment: Any = _later.Imported("demijohn.templating", "Environment")

    class Lower(Upper):
        pass

    class Other(Upper):
        environment = dict

    expected = demijohn.templating.Environment
    assert [dict, expected, expected] == [Other.environment, Lower().environment, vars(Upper)["environment"]]


# --- Commands


@PACKAGES
def test_an_application_and_a_blueprint_have_groups_of_commands(package: Any) -> None:
    """They are named after their owner as it was called when it was made, and are the same each time."""
    app = package.Flask("shop", root_path="/shop")
    blueprint = package.Blueprint("bp", "shop", root_path="/shop")
    app.name = blueprint.name = "other"
    assert [("shop", True), ("bp", True)] == [
        (owner.cli.name, owner.cli is owner.cli) for owner in (app, blueprint)
    ]


def test_threads_that_look_at_once_get_the_same_group() -> None:
    """The second to make one drops it for that of the first."""
    barrier = Barrier(2, timeout=60)

    class Slow(demijohn.Flask):
        def _make_cli(self) -> AppGroup:
            barrier.wait()
            return super()._make_cli()

    app = Slow("shop", root_path="/shop")
    found = list[AppGroup]()
    threads = [Thread(target=lambda: found.append(app.cli)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [app.cli] * 2 == found


@PACKAGES
def test_a_group_of_commands_can_be_set_and_removed(package: Any) -> None:
    """It is an attribute like any other."""
    app = package.Flask("shop", root_path="/shop")
    app.cli = made = AppGroup("own")
    assert (made, made) == (app.cli, vars(app)["cli"])
    del app.cli
    assert "cli" not in vars(app)


@PACKAGES
def test_a_subclass_with_an_attribute_of_that_name_has_a_group_too(package: Any) -> None:
    """What the constructor sets goes before what the class has; a property takes it."""

    class Plain(package.Flask):  # type: ignore[misc]  # either package
        cli = "mine"

    class Kept(package.Flask):  # type: ignore[misc]  # as above
        @property
        def cli(self) -> Any:
            return self.kept

        @cli.setter
        def cli(self, group: Any) -> None:
            self.kept = group

    apps: list[Any] = [cls("shop", root_path="/shop") for cls in (Plain, Kept)]
    assert ["shop", "shop"] == [app.cli.name for app in apps]


@PACKAGES
def test_commands_of_a_blueprint_reach_the_application(package: Any) -> None:
    """They come in the blueprint's group, in another, or among the application's own; without commands there is none."""
    app = package.Flask("shop", root_path="/shop")
    for name, group in (("a", "a"), ("b", "other"), ("c", None)):
        blueprint = package.Blueprint(name, "shop", root_path="/shop", cli_group=group)
        blueprint.cli.command(f"do-{name}")(lambda: None)
        app.register_blueprint(blueprint)
    app.register_blueprint(package.Blueprint("empty", "shop", root_path="/shop"))
    assert ["a", "do-c", "other"] == sorted(app.cli.commands)


def test_a_refused_registration_takes_its_commands_back() -> None:
    """Neither the application's group nor the names of the blueprints' groups keep a trace, made early or late."""

    def refuse(state: object) -> None:
        raise LookupError

    app = demijohn.Flask("shop", root_path="/shop")
    outer, inner = (demijohn.Blueprint(name, "shop", root_path="/shop", cli_group="own") for name in "ab")
    outer.cli.command("do")(print)
    inner.record(refuse)
    outer.register_blueprint(inner)
    with pytest.raises(LookupError):
        app.register_blueprint(outer)
    assert (False, "a", "b") == (inner._has_cli(), outer.cli.name, inner.cli.name)
    assert {} == app.cli.commands


# --- Werkzeug


def test_werkzeug_is_whole_to_whoever_looks() -> None:
    """Its package has its names, its modules and no others, in whichever way they are asked for."""
    program = """
import demijohn, sys, werkzeug
print("werkzeug.test" in sys.modules, hasattr(werkzeug, "nothing"), "__getattr__" in vars(werkzeug))
print(werkzeug.test.Client is werkzeug.Client, werkzeug.Request.__name__, werkzeug.serving.run_simple is werkzeug.run_simple)
"""
    assert ["False", "False", "False", "True", "Request", "True"] == run(program)


@pytest.mark.parametrize(
    "look",
    [
        "'Client' in dir(werkzeug)",
        "werkzeug.Client.__name__ == 'Client'",
        "werkzeug.test.Client.__name__ == 'Client'",
        "werkzeug.debug.DebuggedApplication.__name__ == 'DebuggedApplication'",
        "__import__('werkzeug', fromlist=['Client']).Client.__name__ == 'Client'",
        "not hasattr(werkzeug, '__all__')",
        "werkzeug.__spec__.name == werkzeug.__name__ == 'werkzeug'",
        "importlib.reload(werkzeug) is werkzeug and 'Client' in vars(werkzeug)",
        "(exec('from werkzeug import *', space) or 'Client' in space)",
    ],
)
def test_werkzeug_is_found_by_every_way(look: str) -> None:
    """Attributes, lists, stars, reloads: what looks first finds the package as it is with its own code run."""
    assert ["True"] == run(f"import demijohn, importlib, werkzeug; space = {{}}; print({look})")


def test_werkzeug_that_is_there_already_stays_as_it_is() -> None:
    """A program that imported it before has the ordinary package."""
    program = "import werkzeug, werkzeug.test; had = werkzeug; import demijohn; print(werkzeug is had, '__getattr__' in vars(had))"
    assert ["True", "False"] == run(program)


STOOD_IN = {
    "difflib": "werkzeug.routing.exceptions.difflib.SequenceMatcher",
    "email.utils": "werkzeug.http.email.utils.format_datetime",
    "pkgutil": "werkzeug.utils.pkgutil.iter_modules",
    "shutil": "tempfile._shutil.rmtree",
    "unicodedata": "werkzeug.utils.unicodedata.normalize",
    "uuid": "werkzeug.routing.converters.uuid.UUID",
}
"""Modules that are imported late, and a name of each where another module looks for it."""
if sys.version_info >= (3, 11):  # who looks for this one is newer
    STOOD_IN["ipaddress"] = "urllib.parse.ipaddress.ip_address"


@pytest.mark.parametrize("module", STOOD_IN)
@pytest.mark.parametrize("begin", ["", "import {module}; "], ids=["late", "early"])
def test_a_module_is_imported_when_one_that_stands_in_for_it_is_looked_at(module: str, begin: str) -> None:
    """What is found there is the module's own; whoever imports it gets the module, before and after."""
    wanted = STOOD_IN[module]
    program = f"""
import sys
assert "{module}" not in sys.modules
import demijohn, urllib.parse, tempfile, werkzeug.http, werkzeug.routing.exceptions, werkzeug.utils
print("{module}" in sys.modules)
{begin.format(module=module)}found = {wanted}
import {module}
print(found is {module}.{wanted.rpartition(".")[2]}, {module} is sys.modules["{module}"], {module}.__spec__.name == "{module}")
"""
    assert ["False", "True", "True", "True"] == run(program)


def test_a_module_that_was_there_is_given_to_all() -> None:
    """Nothing stands in for it."""
    program = "import uuid, demijohn; from werkzeug.routing import converters; print(converters.uuid is uuid)"
    assert ["True"] == run(program)


@pytest.fixture
def folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A folder that modules are imported from; what was imported from it is forgotten afterwards."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    yield tmp_path
    for path in tmp_path.glob("*.py"):
        sys.modules.pop(path.stem, None)


def test_a_module_that_is_looked_at_at_once_is_imported_at_once(folder: Any) -> None:
    """The others that import it meanwhile get the module, and one that fails to be imported leaves nothing behind."""
    (folder / "needed.py").write_text("VALUE = 5\n")
    (folder / "needs.py").write_text("import needed\nfrom needed import VALUE\nimport needed as again\n")
    (folder / "fails.py").write_text("import unneeded\n1 / 0\n")
    _lean.import_without(("needed",), "needs")
    needs: Any = sys.modules["needs"]
    assert (5, 5, True) == (needs.VALUE, needs.needed.VALUE, needs.again is sys.modules["needed"])
    with pytest.raises(ZeroDivisionError):
        _lean.import_without(("unneeded",), "fails")
    assert "unneeded" not in sys.modules


@pytest.fixture
def package(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A package that has been put off, with a module and code of its own."""
    folder = tmp_path / "thick"
    folder.mkdir()
    (folder / "__init__.py").write_text(
        "import thick\nfrom . import inner\nfrom .inner import weight\n"
        "has_runs = hasattr(thick, 'RUNS')\nRUNS = [*globals().get('RUNS', []), weight]\n"
    )
    (folder / "inner.py").write_text("weight = 5\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    _lean.put_off("thick")
    yield sys.modules["thick"]
    for name in [name for name in sys.modules if name.partition(".")[0] == "thick"]:
        del sys.modules[name]


def test_a_package_runs_its_code_when_a_name_of_it_is_asked_for(package: Any) -> None:
    """It runs once, its modules can be had without it, and a name that is looked for meanwhile is not there yet."""
    assert (package.inner.weight, {"RUNS", "weight"} & {*vars(package)}) == (5, set())
    assert (package.weight, package.RUNS, package.has_runs) == (5, [5], False)
    with pytest.raises(AttributeError, match="module 'thick' has no attribute 'nothing'"):
        package.nothing  # that it is missing is the point


def test_a_package_that_cannot_be_found_is_left_to_its_import() -> None:
    """Then importing it says so."""
    _lean.put_off("no_such_package")
    assert "no_such_package" not in sys.modules


def test_a_name_that_is_missing_is_missing_each_time(package: Any) -> None:
    """Asking for what is not there runs the code once, and not again."""
    assert [hasattr(package, "nothing"), hasattr(package, "nothing"), package.RUNS] == [False, False, [5]]


def test_hooks_of_a_packages_own_are_kept(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that finds names by itself goes on to do so, and lists what it likes, when its code has run."""
    (tmp_path / "odd.py").write_text(
        "real = 1\ndef __getattr__(name): return name.upper()\ndef __dir__(): return ['b', 'a']\n"
    )
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    _lean.put_off("odd")
    odd: Any = sys.modules.pop("odd")
    assert ("THING", 1, ["a", "b"], "OTHER") == (odd.thing, odd.real, dir(odd), odd.other)


def test_threads_that_look_at_once_find_the_same(package: Any) -> None:
    """Each finds the name, and the modules are the same."""
    barrier, found = Barrier(4), list[object]()

    def look() -> None:
        barrier.wait()
        found.append((package.weight, package.inner))

    threads = [Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(5, sys.modules["thick.inner"])] * 4 == found
