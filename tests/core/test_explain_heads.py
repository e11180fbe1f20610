"""The head of every refusal, against what Flask says when it is made to refuse the same."""

from __future__ import annotations

import asyncio
import contextvars
import sys
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, cast
from unittest import mock

import flask
import flask.cli
import flask.helpers
import flask.views
import pytest
import werkzeug.routing
from click import UsageError
from flask.json.tag import JSONTag, TaggedJSONSerializer
from flask.sessions import SessionInterface

from demijohn.core import explain, problem
from demijohn.core.problem import Problem
from tests.core.test_explain import EXAMPLES

EXAMPLE = {type(refusal): refusal for refusal in EXAMPLES}
# Refusals whose words are ours: with Flask, it is Python that stumbles, and its words change with its version.
OURS: set[type[Problem]] = {
    problem.HandlerForNonsense,
    problem.HostNotTrusted,
    problem.SettingInTheWay,
    problem.TextExpected,
    problem.VariableRepeated,
    # The command line's: compared with Flask in tests/oracle/scenarios/command_line/typed.py where it says something.
    problem.FactoryRaised,
    problem.DotenvUnavailable,
    problem.FlaskImported,
    problem.PluginBroken,
    problem.AddressRefused,
    problem.CertificateUnknown,
    problem.CertificateRefused,
}
# Where Flask's message goes on in words of its own, which nobody matches on.
GOES_ON: dict[type[Problem], str] = {
    problem.LateAppSetup: "\n",
    problem.LateBlueprintSetup: "\n",
    problem.OutsideRequest: "\n",
    problem.OutsideApp: "\n",
    problem.EnvVarUnset: " Set this",
    problem.RootPathUnknown: " This can happen",
    problem.FilesWithoutEnctype: " The mimetype",
    problem.RedirectDropsForm: " The URL was defined",
    problem.NoAppNamed: " Use the",
    problem.ModuleBroken: "\n",
}
# Any: what is tried here is wrong by its type as well.
Wrong = Any


def view() -> str:
    return ""


def make_app(**options: Wrong) -> flask.Flask:
    settings: dict[str, Wrong] = {"root_path": "/", "static_folder": None, **options}
    return flask.Flask("shop", **settings)


def make_blueprint(given: str = "shop", import_name: str = "shop.views") -> flask.Blueprint:
    return flask.Blueprint(given, import_name, root_path="/")


def with_rule(
    rule: str, endpoint: str | None = "index", function: Wrong = view, **options: Wrong
) -> flask.Flask:
    app = make_app()
    app.add_url_rule(rule, endpoint, function, **options)
    return app


def static_host_alone() -> object:
    return make_app(static_folder="static", static_host="static.example", host_matching=False)


@contextmanager
def folder(**files: str) -> Generator[Path, None, None]:
    """Make a folder of modules that can be imported while the test runs."""
    with tempfile.TemporaryDirectory() as name, mock.patch.dict(sys.modules):
        for file, content in files.items():
            Path(name, f"{file}.py").write_text(content, encoding="utf-8")
        with mock.patch.object(sys, "path", [name, *sys.path]):
            yield Path(name)


def root_of_a_module_without_file() -> object:
    # What the loader is does not matter, as long as it cannot name a file.
    spec = ModuleSpec("shop", cast("Loader", object()))
    with module(__spec__=spec):
        return flask.helpers.get_root_path("shop")


def import_broken_module() -> object:
    with folder(shop="import prices_that_are_not"):
        return flask.cli.locate_app("shop", None)


def late_app() -> object:
    app = make_app()
    app.test_client().get("/")
    return app.before_request(view)


def late_blueprint() -> object:
    shop = make_blueprint()
    make_app().register_blueprint(shop)
    return shop.before_request(view)


def endpoint_taken() -> object:
    return with_rule("/").add_url_rule("/", "index", lambda: "")


def dotted_view() -> object:
    def function() -> str:
        return ""

    function.__name__ = "shop.index"
    return make_blueprint().add_url_rule("/", view_func=function)


def nested_twice(*, same: bool) -> object:
    site, shop = make_blueprint("site"), make_blueprint()
    site.register_blueprint(shop)
    site.register_blueprint(shop if same else make_blueprint())
    return make_app().register_blueprint(site)


def on_itself() -> object:
    shop = make_blueprint()
    return shop.register_blueprint(shop)


def handle(asked: Wrong) -> object:
    return make_app().register_error_handler(asked, lambda error: "")


def under_host_matching() -> object:
    url_map = werkzeug.routing.Map(host_matching=True)
    return url_map.bind("shop.example", subdomain="admin")


def build_url(scheme: str | None = None) -> object:
    app = with_rule("/")
    if scheme is None:
        with app.app_context():
            return flask.url_for("index")
    with app.test_request_context():
        return flask.url_for("index", _scheme=scheme, _external=False)


def answer(value: object) -> object:
    app = with_rule("/", "shop.index", lambda: value)
    app.testing = True
    return app.test_client().get("/")


def function_that_is_no_application() -> Callable[[], str]:
    def index() -> str:
        return ""

    index.__qualname__ = "index"
    return index


def pop_the_wrong_one() -> object:
    def pop() -> None:
        first, second = make_app().app_context(), make_app().app_context()
        names = {id(first): "<AppContext of 'b'>", id(second): "<AppContext of 'a'>"}

        def shown(context: object) -> str:
            return names[id(context)]

        first.push()
        second.push()
        with mock.patch.object(type(first), "__repr__", shown):
            first.pop()

    # Nothing that is left behind is seen outside.
    return contextvars.copy_context().run(pop)


def write_session() -> object:
    with make_app().test_request_context():
        flask.session["a"] = 1
    return None


class Closed(SessionInterface):
    """Opens no session."""

    def open_session(self, app: flask.Flask, request: flask.Request) -> None:
        """Open none."""


def transact(app: flask.Flask, *, use_cookies: bool) -> object:
    with app.test_client(use_cookies=use_cookies).session_transaction():
        return None


def closed_app() -> flask.Flask:
    app = make_app()
    app.session_interface = Closed()
    return app


def run_async() -> object:
    async def function() -> str:
        return await asyncio.sleep(0, "")

    with mock.patch.dict(sys.modules, {"asgiref.sync": None}):
        return make_app().ensure_sync(function)


def files_in_debug() -> object:
    app = make_app()
    app.debug = True
    form = {"photo": "me.png"}
    with app.test_request_context("/", method="POST", data=form):
        return flask.request.files["photo"]


def redirect_in_debug() -> object:
    app = with_rule("/orders/", "orders", view, methods=["POST"])
    app.debug = True
    app.testing = True
    with mock.patch.object(werkzeug.routing.RequestRedirect, "code", 301):
        return app.test_client().post("/orders")


def mix_json_arguments() -> object:
    app = make_app()
    with app.app_context():
        return app.json.response(1, 2, total=3)


def register_tag() -> object:
    class TagDecimal(JSONTag):
        key = " d"

    TaggedJSONSerializer().register(TagDecimal)
    return None


def dispatch_unknown_method() -> object:
    class Orders(flask.views.MethodView):
        pass

    with make_app().test_request_context(method="POST"):
        return Orders().dispatch_request()


def base_url_not_alone() -> object:
    return make_app().test_request_context(
        base_url="http://shop.example", subdomain="admin", url_scheme="https"
    )


def nest_clients() -> object:
    client = make_app().test_client()
    with client, client:
        return None


def open_to_write() -> object:
    with make_app().open_resource("schema.sql", "w"):
        return None


@contextmanager
def module(**content: object) -> Generator[ModuleType, None, None]:
    """Make a module that can be imported while the test runs."""
    made = ModuleType("shop")
    vars(made).update(content)
    with mock.patch.dict(sys.modules, {"shop": made}):
        yield made


def find_best(**content: object) -> object:
    with module(**content) as found:
        return flask.cli.find_best_app(found)


def find(text: str, **content: object) -> object:
    with module(**content) as found:
        return flask.cli.find_app_by_string(found, text)


def nothing_named() -> object:
    return flask.cli.ScriptInfo().load_app()


def needs_an_argument(argument: object) -> object:
    return argument


PROVOKED: dict[type[Problem], Callable[[], object]] = {
    problem.LateAppSetup: late_app,
    problem.LateBlueprintSetup: late_blueprint,
    problem.EndpointTaken: endpoint_taken,
    problem.MethodsNotList: lambda: with_rule("/orders", methods="POST"),
    problem.MethodsOnShortcut: lambda: make_app().get("/orders", methods=["POST"]),
    problem.NoViewNoEndpoint: lambda: with_rule("/orders", None, None),
    problem.StaticHostMismatch: static_host_alone,
    problem.InstancePathRelative: lambda: make_app(instance_path="instance"),
    problem.RootPathUnknown: root_of_a_module_without_file,
    problem.BlueprintNameEmpty: lambda: make_blueprint(""),
    problem.BlueprintNameDotted: lambda: make_blueprint("shop.admin"),
    problem.EndpointDotted: lambda: make_blueprint().add_url_rule("/", "shop.index", view),
    problem.ViewNameDotted: dotted_view,
    problem.BlueprintNameTaken: lambda: nested_twice(same=False),
    problem.BlueprintRepeated: lambda: nested_twice(same=True),
    problem.BlueprintOnItself: on_itself,
    problem.HandlerForInstance: lambda: handle(KeyError("id")),
    problem.HandlerForOtherClass: lambda: handle(str),
    problem.HandlerForUnknownCode: lambda: handle(499),
    problem.RuleWithoutSlash: lambda: with_rule("orders"),
    problem.RuleMalformed: lambda: with_rule("/orders/<id"),
    problem.ConverterUnknown: lambda: with_rule("/<money:sum>"),
    problem.SubdomainUnderHostMatching: under_host_matching,
    problem.NoServerName: build_url,
    problem.SchemeNeedsExternal: lambda: build_url("https"),
    problem.ViewReturnedNone: lambda: answer(None),
    problem.ViewReturnedOther: lambda: answer(function_that_is_no_application()),
    problem.ViewReturnedBadTuple: lambda: answer((1, 2, 3, 4)),
    problem.OutsideRequest: lambda: flask.request.path,
    problem.OutsideApp: lambda: flask.current_app.name,
    problem.NeedsRequestContext: lambda: flask.copy_current_request_context(view),
    problem.WrongContextPopped: pop_the_wrong_one,
    problem.SecretKeyMissing: write_session,
    problem.SessionNotOpened: lambda: transact(closed_app(), use_cookies=True),
    problem.CookiesDisabled: lambda: transact(make_app(), use_cookies=False),
    problem.AsyncUnavailable: run_async,
    problem.StaticFolderMissing: lambda: make_app().send_static_file("shop.css"),
    problem.ResourceNotReadMode: open_to_write,
    problem.EnvVarUnset: lambda: make_app().config.from_envvar("SHOP_SETTINGS"),
    problem.FilesWithoutEnctype: files_in_debug,
    problem.RedirectDropsForm: redirect_in_debug,
    problem.JSONArgsMixed: mix_json_arguments,
    problem.TagTaken: register_tag,
    problem.ViewLacksMethod: dispatch_unknown_method,
    problem.BaseURLNotAlone: base_url_not_alone,
    problem.ClientNested: nest_clients,
    problem.NoAppNamed: nothing_named,
    problem.ModuleMissing: lambda: flask.cli.locate_app("shop", None),
    problem.ModuleBroken: import_broken_module,
    problem.AppsAmbiguous: lambda: find_best(web=make_app(), admin=make_app()),
    problem.NoAppInModule: find_best,
    problem.FactoryNeedsArguments: lambda: find_best(create_app=needs_an_argument),
    problem.AppNameMalformed: lambda: find("create_app("),
    problem.FactoryNameNotSimple: lambda: find("make.app()"),
    problem.FactoryArgumentsNotLiteral: lambda: find("create_app(x)"),
    problem.AppAttributeMissing: lambda: find("web"),
    problem.FactoryRefusedArguments: lambda: find("create_app", create_app=needs_an_argument),
    problem.NotAnApplication: lambda: find("web", web="text"),
}


def refused(provoke: Callable[[], object]) -> Exception:
    try:
        provoke()
    except Exception as error:
        return error
    pytest.fail("Flask did not refuse this")


def head(error: Exception, cut: str | None) -> str:
    """Take Flask's message up to where it goes on in words of its own."""
    # A KeyError shows its text in quotes.
    message = str(error.args[0]) if type(error) is KeyError else str(error)
    return message if cut is None else message.partition(cut)[0]


def on_one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("kind", PROVOKED, ids=lambda kind: kind.__name__)
def test_a_text_begins_with_what_flask_says(kind: type[Problem]) -> None:
    """After the same facts, our text begins with Flask's message, up to where that goes on in its own words."""
    refusal = EXAMPLE[kind]
    said = on_one_line(head(refused(PROVOKED[kind]), GOES_ON.get(kind)))
    assert said == on_one_line(explain.text(refusal))[: len(said)]


@pytest.mark.parametrize("kind", PROVOKED, ids=lambda kind: kind.__name__)
def test_an_error_is_of_the_class_that_flask_raises(kind: type[Problem]) -> None:
    """What Flask raises is of the problem's class; the command line has a class of its own for both."""
    error = refused(PROVOKED[kind])
    assert isinstance(error, (kind.error, UsageError))


def test_every_problem_is_refused_by_flask_or_is_ours() -> None:
    """Each class of problem has been held against Flask, but for a few that only we have."""
    assert set(explain.LINES) == {*PROVOKED, *OURS}
    assert set() == OURS & set(PROVOKED)
