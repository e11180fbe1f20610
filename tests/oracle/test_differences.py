"""Every difference on purpose between demijohn and Flask, shown on both sides; docs/differences.md gives the reasons."""

# pyright: reportUnknownLambdaType=false
# Views and handlers of a package that is a value here have no types.

from __future__ import annotations

import collections
import importlib
import importlib.util
import json
import os
import re
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from unittest import mock

import click
import pytest
from click.testing import CliRunner
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import BaseConverter, ValidationError
from werkzeug.wrappers import Response as BaseResponse

from demijohn import _memory
from demijohn._untouched import ALLOWED
from demijohn.core import compiled
from tests.oracle.transcript import head

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "differences.md"


class Side:
    """One of the two packages, and an application of it."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.flask: Any = importlib.import_module(package)  # two packages, one source: no common type
        self.app = self.application()

    def application(self) -> Any:  # an application of either package
        """Another application without folders."""
        return self.flask.Flask("shop", root_path=str(Path(__file__).parent), static_folder=None)

    def module(self, name: str) -> Any:  # a module of either package
        """A module of the package."""
        return importlib.import_module(f"{self.package}.{name}")


def outcome(call: Callable[[], object]) -> str:
    """The name of the exception that a call raises, or what it returns."""
    try:
        return str(call())
    except Exception as error:
        return type(error).__name__


def both(call: Callable[[Side], object]) -> tuple[object, object]:
    """What happens under Flask, and what happens under demijohn."""
    return call(Side("flask")), call(Side("demijohn"))


def test_messages_go_on() -> None:
    """The first sentence of a message is Flask's; what follows says more: the place, and what to do."""

    def message(side: Side) -> str:
        side.app.add_url_rule("/", "index", len)
        with pytest.raises(AssertionError) as caught:
            side.app.add_url_rule("/other", "index", str)
        return str(caught.value)

    flask, demijohn = both(message)
    assert head(str(flask)) == head(str(demijohn))
    assert (1, 5) == (len(str(flask).splitlines()), len(str(demijohn).splitlines()))


def test_refused_rule_leaves_no_trace() -> None:
    """After a refused endpoint, Flask keeps the rule without its view; demijohn has no such rule."""

    def rules(side: Side) -> object:
        side.app.add_url_rule("/", "index", len)
        outcome(lambda: side.app.add_url_rule("/other", "index", str))
        return [rule.rule for rule in side.app.url_map.iter_rules()]

    assert (["/", "/other"], ["/"]) == both(rules)


def test_refused_blueprint_leaves_no_trace() -> None:
    """A blueprint that is refused half way stays registered by half with Flask, and not at all with demijohn."""

    def rest(side: Side) -> object:
        bp = side.flask.Blueprint("jars", "shop", root_path=".")
        bp.before_app_request(len)
        bp.add_url_rule("/a", "a", len)
        bp.add_url_rule("/b", "a", str)
        outcome(lambda: side.app.register_blueprint(bp))
        return (
            list(side.app.blueprints),
            dict(side.app.before_request_funcs),
            len(list(side.app.url_map.iter_rules())),
        )

    assert ((["jars"], {None: [len]}, 2), ([], {}, 0)) == both(rest)


def test_repeated_variable_is_a_value_error() -> None:
    """A variable that stands twice in a rule is a SyntaxError of generated code, or a ValueError that names it."""
    found = both(lambda side: outcome(lambda: side.app.add_url_rule("/<x>/<x>", "x", len)))
    assert ("SyntaxError", "ValueError") == found


def test_names_that_are_no_strings_are_refused() -> None:
    """What is no string is taken by Flask as an endpoint, or fails on an attribute of strings; demijohn says what is wrong."""

    def tried(side: Side) -> object:
        def blueprint(**options: object) -> object:
            return side.flask.Blueprint("jars", "shop", root_path=".", **options)

        return (
            outcome(lambda: side.app.add_url_rule("/", ("in", "dex"), len)),
            outcome(lambda: side.app.add_url_rule(5, "index", len)),
            outcome(lambda: side.app.add_url_rule("/", "index", len, methods=[5])),
            outcome(lambda: side.app.register_blueprint(blueprint(url_prefix=Path("/jars")))),
            outcome(lambda: side.app.register_blueprint(blueprint(subdomain=0), name="jars")),
        )

    assert (
        ("None", "AttributeError", "AttributeError", "None", "ValueError"),
        ("TypeError", "TypeError", "TypeError", "TypeError", "TypeError"),
    ) == both(tried)


def test_mark_as_a_group_of_commands_says_nothing() -> None:
    """Flask names the group by the object itself, and then fails to list commands; demijohn names it after the blueprint."""

    def tried(side: Side) -> object:
        mark = object()
        jars = side.flask.Blueprint("jars", "shop", root_path=".", cli_group=mark)
        jars.cli.command("fill")(lambda: print("filled"))  # noqa: T201  # it is the command's output
        side.app.register_blueprint(jars)
        invoke = side.app.test_cli_runner().invoke
        return (
            jars.cli_group is mark,
            isinstance(invoke(args=["--help"]).exception, TypeError),
            invoke(args=["jars", "fill"]).exit_code,
        )

    assert ((True, True, 1), (True, False, 0)) == both(tried)


def test_class_whose_code_is_a_property_has_none() -> None:
    """By the property, Flask takes the application's handler; demijohn the blueprint's for any HTTP error."""

    class Spilt(HTTPException):
        @property
        def code(self) -> int:  # type: ignore[override]  # that is the point
            return 418

    def answered(side: Side) -> object:
        bp = side.flask.Blueprint("jars", "shop", root_path=".")

        def spill() -> None:
            raise Spilt

        bp.add_url_rule("/", "spill", spill)
        bp.register_error_handler(HTTPException, lambda e: "the blueprint's")
        side.app.register_error_handler(Spilt, lambda e: "the application's")
        side.app.register_blueprint(bp)
        return side.app.test_client().get("/").text

    assert ("the application's", "the blueprint's") == both(answered)


def test_plain_handler_table_needs_no_code() -> None:
    """A handlers' table replaced by plain dicts may lack a code: Flask fails with a KeyError, demijohn finds no handler."""

    def answered(side: Side) -> object:
        side.app.add_url_rule("/", "index", lambda: side.flask.abort(404))
        side.app.error_handler_spec = {None: {None: {NotFound: lambda e: ("handled", 290)}}}
        return outcome(lambda: side.app.test_client().get("/").status_code)

    assert ("KeyError", "290") == both(answered)


def test_plain_hook_table_takes_a_blueprint() -> None:
    """A hook table replaced by a plain dict takes the hooks of a blueprint; Flask fails with a KeyError."""

    def answered(side: Side) -> object:
        side.app.after_request_funcs = {}
        blueprint = side.flask.Blueprint("jars", "shop", root_path=".")
        blueprint.add_url_rule("/", "index", lambda: "plain")

        def add(response: Any) -> Any:  # A response of either package.
            return side.flask.Response(response.get_data(as_text=True) + ", and after")

        blueprint.after_request(add)

        def register_and_ask() -> str:
            side.app.register_blueprint(blueprint)
            return str(side.app.test_client().get("/").text)

        return outcome(register_and_ask)

    assert ("KeyError", "plain, and after") == both(answered)


def test_tables_are_dicts_that_are_observed() -> None:
    """The documented tables behave as default dicts, but are of another subclass of dict."""
    found = both(lambda side: isinstance(side.app.before_request_funcs, collections.defaultdict))
    assert (True, False) == found
    assert (True, True) == both(lambda side: isinstance(side.app.before_request_funcs, dict))


def test_list_of_blueprints_is_new_each_time() -> None:
    """``request.blueprints`` is one cached list for Flask, which every reader shares; demijohn makes one for each reader."""

    def shared(side: Side) -> object:
        bp = side.flask.Blueprint("jars", "shop", root_path=".")
        bp.add_url_rule("/", "index", len)
        side.app.register_blueprint(bp)
        with side.app.test_request_context("/") as ctx:
            return ctx.request.blueprints, ctx.request.blueprints is ctx.request.blueprints

    assert ((["jars"], True), (["jars"], False)) == both(shared)


def test_allowed_methods_are_sorted() -> None:
    """The order of ``Allow`` is that of a set in Flask, so it changes from run to run; demijohn sorts."""

    def allowed(side: Side) -> object:
        side.app.add_url_rule("/", "index", lambda: "text", methods=["PUT", "GET", "DELETE"])
        client = side.app.test_client()
        return [
            client.open("/", method=method).headers["Allow"].split(", ") for method in ("OPTIONS", "POST")
        ]

    flask, demijohn = both(allowed)
    assert [["DELETE", "GET", "HEAD", "OPTIONS", "PUT"]] * 2 == demijohn
    assert [sorted(methods) for methods in flask] == demijohn  # type: ignore[attr-defined]  # lists, as returned above


def test_lost_secret_key_is_named() -> None:
    """When the key is taken away before a changed session is saved, Flask trips over ``None``; demijohn says what is missing."""

    def saved(side: Side) -> object:
        def index() -> str:
            side.flask.session["user"] = "ada"
            side.app.secret_key = None
            return "text"

        side.app.secret_key, side.app.testing = "key", True
        side.app.add_url_rule("/", "index", index)
        return outcome(lambda: side.app.test_client().get("/"))

    assert ("AttributeError", "RuntimeError") == both(saved)


def test_building_for_an_untrusted_host_is_refused_in_words() -> None:
    """In a request for a host that is not trusted, ``url_for`` trips over ``None`` in Flask; demijohn says that it cannot build."""

    def built(side: Side) -> object:
        side.app.config["TRUSTED_HOSTS"] = ["shop.test"]
        side.app.add_url_rule("/", "index", len)
        with side.app.test_request_context("/", base_url="http://evil.test"):
            return outcome(lambda: side.flask.url_for("index")), outcome(
                lambda: side.flask.url_for("index", _scheme="ftp", _external=False)
            )

    assert (("AttributeError", "ValueError"), ("RuntimeError", "ValueError")) == both(built)


def test_base_classes_say_what_to_write() -> None:
    """A method that a subclass must write raises NotImplementedError in both; demijohn's names the class and the method."""

    def text(side: Side) -> str:
        with pytest.raises(NotImplementedError) as caught:
            side.module("views").View().dispatch_request()
        return str(caught.value)

    flask, demijohn = both(text)
    assert "" == flask
    assert "dispatch_request" in str(demijohn)


def test_the_command_line_can_stand_for_flask() -> None:
    """``--as-flask`` is an option of demijohn's command alone, and of no group that a program makes."""

    def options(side: Side) -> object:
        cli = side.module("cli")
        return ["as_flask" in [param.name for param in group.params] for group in (cli.cli, cli.FlaskGroup())]

    assert ([False, False], [True, False]) == both(options)


def test_commands_of_extensions_have_a_group_of_their_own() -> None:
    """Extensions offer commands in the entry-point group ``flask.commands``, for demijohn in ``demijohn.commands`` too."""

    def asked(side: Side) -> object:
        groups: list[object] = []

        def entry_points(**selection: object) -> list[object]:
            groups.append(selection["group"])
            return []

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("importlib.metadata.entry_points", entry_points)
            CliRunner().invoke(side.module("cli").FlaskGroup(create_app=lambda: side.app), ["routes"])
        return sorted(set(map(str, groups)))

    assert (["flask.commands"], ["demijohn.commands", "flask.commands"]) == both(asked)


def test_own_variables_of_the_environment_win() -> None:
    """``DEMIJOHN_DEBUG`` goes before ``FLASK_DEBUG``; Flask knows the second only."""

    def debug(side: Side) -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("FLASK_DEBUG", "0")
            patch.setenv("DEMIJOHN_DEBUG", "1")
            return side.application().debug

    assert (False, True) == both(debug)


def say_what_is_served(host: str, port: int, app: object, **options: object) -> None:
    click.echo(f"serves {host} {port}")


def typed(
    side: Side,
    *args: str,
    environ: dict[str, str] | None = None,
    files: dict[str, str] | None = None,
    serve: Callable[..., None] = say_what_is_served,
) -> tuple[int, str]:
    """The code that the command line ends with, and what it prints, in a folder of its own."""
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory() as folder,
        mock.patch.dict(os.environ),  # takes back what the command itself sets
        mock.patch.dict(sys.modules),  # and what it imports
    ):
        for name in [name for name in os.environ if name.startswith(("FLASK_", "DEMIJOHN_"))]:
            del os.environ[name]
        os.environ.update(environ or {})
        patch.chdir(folder)
        patch.setattr(sys, "path", [folder, *sys.path])
        patch.setattr(side.module("cli"), "run_simple", serve)
        for name, text in {"shop.py": SHOP, **(files or {})}.items():
            Path(folder, name).write_text(text.replace("PACKAGE", side.package))
        result = CliRunner().invoke(side.module("cli").FlaskGroup(), list(args))
    return result.exit_code, result.output


SHOP: Final = """
import os
from PACKAGE import Flask

app = Flask("shop", static_folder=None)
app.add_url_rule("/", "index", len, methods=["GET"])

@app.cli.command()
def size():
    print(os.environ.get("SIZE"))

def create_app(size):
    return app
"""


def test_every_option_of_run_has_a_variable_of_our_name() -> None:
    """``DEMIJOHN_APP`` and ``DEMIJOHN_RUN_…`` go before Flask's variables, which Flask alone knows."""
    environ = {
        "FLASK_APP": "shop",
        "DEMIJOHN_APP": "shop:app",
        "FLASK_RUN_PORT": "1",
        "DEMIJOHN_RUN_PORT": "2",
        "FLASK_RUN_HOST": "theirs",
    }
    flask, demijohn = both(lambda side: typed(side, "run", environ=environ)[1].splitlines()[-1])
    assert ("serves theirs 1", "serves theirs 2") == (flask, demijohn)


def test_environment_file_of_our_name_is_read() -> None:
    """``.demijohnenv`` is read after ``.env`` and before ``.flaskenv``; the first that sets a variable wins."""
    ours = {".demijohnenv": "SIZE=ours\n", ".flaskenv": "SIZE=theirs\n"}
    first = {**ours, ".env": "SIZE=first\n"}

    def sizes(side: Side) -> object:
        return [typed(side, "--app", "shop", "size", files=files)[1] for files in (ours, first)]

    assert (["theirs\n", "first\n"], ["ours\n", "first\n"]) == both(sizes)


def test_routes_can_be_printed_as_json() -> None:
    """``routes --json`` prints a list for other programs; Flask has no such option."""
    flask, demijohn = both(lambda side: typed(side, "--app", "shop", "routes", "--json"))
    assert (2, True) == (flask[0], "No such option" in flask[1])  # type: ignore[index]  # code and output
    row = {"endpoint": "index", "methods": ["GET"], "subdomain": "", "rule": "/"}
    assert (0, [row]) == (demijohn[0], json.loads(demijohn[1]))  # type: ignore[index]  # the same


def test_keywords_of_a_factory_may_stand_in_a_dict() -> None:
    """``create_app(**{...})`` is a call with literal arguments; Flask cannot make it."""
    call = "shop:create_app(**{'size': 1})"
    assert (2, 0) == both(lambda side: typed(side, "--app", call, "routes")[0])


def test_broken_command_of_an_extension_is_told() -> None:
    """An extension's command that cannot be loaded ends every command of Flask; with demijohn all others work."""

    class Entry:
        name, value, group = "broken", "extension:broken", "flask.commands"

        def load(self) -> object:
            raise ImportError("no extension")

    def entry_points(group: str) -> list[Entry]:
        return [Entry()] if group == "flask.commands" else []

    def listed(side: Side) -> object:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("importlib.metadata.entry_points", entry_points)
            code, output = typed(side, "--app", "shop", "routes")
        return code, "ImportError: no extension" in output, "index" in output

    assert ((1, False, False), (0, True, True)) == both(listed)


def test_certificate_that_cannot_be_used_is_explained() -> None:
    """Files that are no certificate end Flask with a traceback, and demijohn with what is wrong and what to do."""

    def serve(*args: object, ssl_context: tuple[str, str], **options: object) -> None:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*ssl_context)

    def refused(side: Side) -> object:
        files = {"cert.pem": "no certificate", "key.pem": "no key"}
        options = ("--cert", "cert.pem", "--key", "key.pem")
        code, output = typed(side, "--app", "shop", "run", *options, files=files, serve=serve)
        return code, "must be in PEM format" in output

    assert ((1, False), (2, True)) == both(refused)


def test_version_names_demijohn() -> None:
    """``--version`` names the framework that runs; there is no deprecated ``__version__``."""

    def version(side: Side) -> object:
        result = CliRunner().invoke(side.module("cli").FlaskGroup(), ["--version"])
        return [line.split()[0] for line in result.output.splitlines()], "__version__" in dir(side.flask)

    flask, demijohn = both(version)
    assert ["Python", "Flask", "Werkzeug"] == flask[0]  # type: ignore[index]  # a pair, as returned above
    assert (["Python", "Demijohn", "Werkzeug"], False) == demijohn


def test_no_sansio_modules() -> None:
    """The undocumented ``sansio`` package, from which Flask's classes inherit, does not exist."""
    found = both(lambda side: importlib.util.find_spec(f"{side.package}.sansio") is not None)
    assert (True, False) == found


def test_methods_of_a_rule_are_fixed_when_it_is_served() -> None:
    """A method put into ``rule.methods`` after the first request counts for Werkzeug's map, not for a frozen table."""

    def answered(side: Side) -> object:
        side.app.add_url_rule("/", "index", lambda: "text")
        client = side.app.test_client()
        client.get("/")
        next(side.app.url_map.iter_rules("index")).methods.add("PUT")
        return client.put("/").status_code

    assert (200, 405) == both(answered)


def test_default_that_a_converter_refuses_is_served() -> None:
    """Where a converter refuses to write a redirect's URL, Werkzeug fails with a TypeError; demijohn serves the request."""

    class Refusing(BaseConverter):
        def to_python(self, value: str) -> str:
            return value

        def to_url(self, value: str) -> str:
            raise ValidationError

    def answered(side: Side) -> object:
        side.app.testing = True
        side.app.url_map.converters["refusing"] = Refusing
        side.app.add_url_rule("/<refusing:x>/", "x", lambda x, n: f"{x}{n}", defaults={"n": 1})
        side.app.add_url_rule("/<refusing:x>/<int:n>", "x")
        return outcome(lambda: side.app.test_client().get("/a/1").get_data(as_text=True))

    assert ("TypeError", "a1") == both(answered)


def test_path_of_a_file_is_made_whole() -> None:
    """A path with dots is sent as it is spelled by Flask, and by demijohn without the dots, with one ETag for the file."""

    def sent(side: Side) -> object:
        side.app.config["USE_X_SENDFILE"] = True
        with side.app.test_request_context():
            plain = side.flask.send_file("README.md")
            dotted = side.flask.send_file("../oracle/README.md")
            below = side.flask.send_from_directory("./scenarios/..", "README.md")
        paths = [Path(response.headers["X-Sendfile"]).parts for response in (dotted, below)]
        return [".." in parts for parts in paths], len({r.get_etag() for r in (plain, dotted, below)})

    assert (([True, True], 3), ([False, False], 1)) == both(sent)


LOOKING_LATE: Final = """
import sys
web = __import__(sys.argv[1])
app = web.Flask("shop", root_path="/shop", static_folder=None)
def view():
    web.request.environ["PATH_INFO"] = "/changed"
    return web.request.path
app.add_url_rule("/", "index", view)
print(app.test_client().get("/").text)
"""


def test_what_nobody_looks_at_is_not_made() -> None:
    """A request's path is read when it is looked at first: Flask has read it before the view runs."""
    # In a process of its own, because what other tests have left replaced or listening would be seen.
    env = {name: value for name, value in os.environ.items() if name != "DEMIJOHN_STEPS"}
    found = [
        subprocess.run(
            [sys.executable, "-c", LOOKING_LATE, package], env=env, capture_output=True, text=True, check=True
        ).stdout
        for package in ("flask", "demijohn")
    ]
    assert ["/\n", "/changed\n"] == found


SETTING_LATE = """
import sys
from importlib import import_module

web = import_module(sys.argv[1])
app = web.Flask("late")

@app.before_request
def change():
    app.secret_key = "key"

@app.route("/")
def index():
    return type(web.session._get_current_object()).__name__

print([app.test_client().get("/").text for app.secret_key in (None, None)])
"""


def test_session_is_opened_when_it_is_looked_at() -> None:
    """A key that a hook sets counts for the session of its request, which Flask opened before, without a key."""
    env = {name: value for name, value in os.environ.items() if name != "DEMIJOHN_STEPS"}
    found = [
        subprocess.run(
            [sys.executable, "-c", SETTING_LATE, package], env=env, capture_output=True, text=True, check=True
        ).stdout
        for package in ("flask", "demijohn")
    ]
    kinds = [["NullSession"] * 2, ["SecureCookieSession"] * 2]
    assert [f"{each}\n" for each in kinds] == found


IMPLIED = """
import sys
from contextvars import copy_context
from importlib import import_module

package = sys.argv[1]
web, copies = import_module(package), []
app = web.Flask("implied")

@app.route("/")
def keep():
    copies.append(copy_context())
    return "kept"

for _ in range(3):
    app.test_client().get("/")
find = web.current_app._get_current_object
for copy in copies[1:]:
    print(f"{package}.app_ctx" in [variable.name for variable in copy], copy.run(find) is app)
"""


def test_application_context_of_a_request_is_implied() -> None:
    """A copy of the context of a request has Flask's variable in it; in both the names find the same there."""
    # In a process of its own, so that no other test has left anything in the context.
    found = {
        package: subprocess.run(
            [sys.executable, "-c", IMPLIED, package], capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for package in ("flask", "demijohn")
    }
    assert found == {"flask": ["True True"] * 2, "demijohn": [f"{not ALLOWED} True"] * 2}


HEIRS = """
import sys
from importlib import import_module

web = import_module(sys.argv[1])
app = web.Flask("heirs")
for _ in range(2):
    app.test_client().get("/")
print({cls.__name__ for cls in web.Request.__subclasses__()})
"""


def test_pure_build_makes_classes_below_others() -> None:
    """What lists the subclasses of a class finds more where nothing is compiled, which are below all that are looked at."""
    found = [
        subprocess.run(
            [sys.executable, "-c", HEIRS, package], capture_output=True, text=True, check=True
        ).stdout.strip()
        for package in ("flask", "demijohn")
    ]
    is_read = not compiled and _memory._find_places() is not None
    # There is one for each selection of classes, as an application has several guards.
    assert ["set()", str({"_Heir"} if is_read else set[str]())] == found


REFUSED = """
import sys
from importlib import import_module

app = import_module(sys.argv[1]).Flask("refused")

@app.errorhandler(404)
def missing(error):
    print(error.__traceback__ is None, sys.exc_info()[1] is error)
    try:
        raise
    except Exception as again:
        return str(again is error)

client = app.test_client()
print([client.get("/nothing").text for _ in range(2)])
"""


def test_what_routing_refuses_is_not_raised() -> None:
    """A handler for 404 gets an exception without a traceback, which is being handled all the same."""
    env = {name: value for name, value in os.environ.items() if name != "DEMIJOHN_STEPS"}
    found = [
        subprocess.run(
            [sys.executable, "-c", REFUSED, package], env=env, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for package in ("flask", "demijohn")
    ]
    flask = ["False True", "False True", "['True', 'True']"]
    # The first request for a host is routed by the documented steps.
    assert [flask, ["False True", "True True", "['True', 'True']"]] == found


def test_signing_serializer_is_kept() -> None:
    """Two calls give two serializers under Flask, and one under demijohn, until a key or a part changes."""

    def kept(side: Side) -> list[bool]:
        app, interface = side.app, side.app.session_interface
        app.secret_key = "key"
        first = interface.get_signing_serializer(app)
        again = interface.get_signing_serializer(app) is first
        app.secret_key = "other"
        return [again, interface.get_signing_serializer(app) is first]

    assert ([False, False], [True, False]) == both(kept)


def test_response_has_steps_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replaced on the response class first and on Werkzeug's afterwards, `__call__` runs once or twice."""

    def calls(side: Side) -> int:
        seen: list[str] = []

        def replace(cls: Any, name: str) -> None:  # a class of either package
            original = cls.__call__

            def replaced(self: object, *arguments: object) -> object:
                seen.append(name)
                return original(self, *arguments)

            monkeypatch.setattr(cls, "__call__", replaced)

        replace(side.flask.Response, "own")
        replace(BaseResponse, "werkzeug")
        side.app.add_url_rule("/", "index", lambda: "text")
        side.app.test_client().get("/")
        monkeypatch.undo()
        return len(seen)

    assert (1, 2) == both(calls)


def test_every_difference_is_documented() -> None:
    """The document names every test of this file that shows a difference, and no other."""
    shown = {name for name in globals() if name.startswith("test_")} - {"test_every_difference_is_documented"}
    named = set(re.findall(r"tests/oracle/test_differences\.py::(test_\w+)", DOCUMENT.read_text()))
    assert shown == named
