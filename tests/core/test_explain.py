"""The text of every refusal, whole, against its golden file."""

from __future__ import annotations

from pathlib import Path

import pytest

from demijohn.core import explain, problem
from demijohn.core.problem import Problem
from demijohn.core.value import contents

GOLDEN = Path(__file__).parents[1] / "golden"

# One refusal of every class, with all its facts.
EXAMPLES: list[Problem] = [
    problem.LateAppSetup("before_request", "shop/views.py:12"),
    problem.LateBlueprintSetup("before_request", "shop", "shop/views.py:12"),
    problem.EndpointTaken("index", "shop.index", "shop.admin.index", "shop/views.py:12", "shop/admin.py:7"),
    problem.TextExpected("endpoint", "5", "shop/views.py:12"),
    problem.MethodsNotList("'POST'", "/orders", "shop/views.py:12"),
    problem.MethodsOnShortcut("get", "/orders"),
    problem.NoViewNoEndpoint("/orders", "shop/views.py:12"),
    problem.StaticHostMismatch("'static.example'", False),
    problem.InstancePathRelative("instance"),
    problem.RootPathUnknown("shop"),
    problem.BlueprintNameEmpty("shop.views"),
    problem.BlueprintNameDotted("shop.admin"),
    problem.EndpointDotted("shop.index", "shop", "shop/views.py:12"),
    problem.ViewNameDotted("shop.index", "shop", "shop/views.py:12"),
    problem.BlueprintNameTaken("shop", "site.shop", "site.py:3", "site.py:4"),
    problem.BlueprintRepeated("shop", "site.shop", "site.py:3", "site.py:4"),
    problem.BlueprintOnItself("shop"),
    problem.HandlerForInstance("KeyError('id')", "KeyError", "shop/views.py:12"),
    problem.HandlerForOtherClass("str", "shop/views.py:12"),
    problem.HandlerForNonsense("'404'", "shop/views.py:12"),
    problem.HandlerForUnknownCode("499", "shop/views.py:12"),
    problem.RuleWithoutSlash("orders", "shop/views.py:12"),
    problem.RuleMalformed("/orders/<id", 8, "the variable is not closed", "shop/views.py:12"),
    problem.VariableRepeated("/<id>/<id>", "id", "shop/views.py:12"),
    problem.ConverterUnknown("money", "/<money:sum>", "default, int, string", "shop/views.py:12"),
    problem.SubdomainUnderHostMatching("admin", "shop.example"),
    problem.NoServerName("index"),
    problem.HostNotTrusted("index"),
    problem.SchemeNeedsExternal("index", "https"),
    problem.ViewReturnedNone("shop.index", "shop.views.index", "shop/views.py:12"),
    problem.ViewReturnedOther(
        "index() takes 0 positional arguments but 2 were given", "function", "shop.index", "shop/views.py:12"
    ),
    problem.ViewReturnedBadTuple(4, "shop.index", "shop/views.py:12"),
    problem.OutsideRequest(),
    problem.OutsideApp(),
    problem.NeedsRequestContext("copy_current_request_context"),
    problem.WrongContextPopped("app", "<AppContext of 'a'>", "<AppContext of 'b'>"),
    problem.SecretKeyMissing("shop", "shop/views.py:12"),
    problem.SessionNotOpened("RedisSessionInterface"),
    problem.CookiesDisabled(),
    problem.AsyncUnavailable("shop.views.index"),
    problem.StaticFolderMissing("shop"),
    problem.ResourceNotReadMode("schema.sql", "w"),
    problem.EnvVarUnset("SHOP_SETTINGS"),
    problem.SettingInTheWay("DATABASE__host", "DATABASE", "str"),
    problem.FilesWithoutEnctype("photo", "application/x-www-form-urlencoded", "'me.png'"),
    problem.RedirectDropsForm("http://localhost/orders", "http://localhost/orders/", "POST"),
    problem.JSONArgsMixed(2, "'total'"),
    problem.TagTaken(" d", "TagDateTime", "TagDecimal"),
    problem.ViewLacksMethod("POST", "Orders"),
    problem.BaseURLNotAlone("http://shop.example", "admin", "https"),
    problem.ClientNested(),
    problem.NoAppNamed("/home/ann/shop"),
    problem.ModuleMissing("shop", "/home/ann"),
    problem.ModuleBroken("shop", "ImportError: no module named 'prices'"),
    problem.AppsAmbiguous("shop", "app, admin"),
    problem.NoAppInModule("shop", "app"),
    problem.FactoryNeedsArguments("create_app", "shop"),
    problem.AppNameMalformed("create_app("),
    problem.FactoryNameNotSimple("make.app()"),
    problem.FactoryArgumentsNotLiteral("create_app(x)"),
    problem.AppAttributeMissing("web", "shop"),
    problem.FactoryRefusedArguments("create_app", "shop", "create_app() takes 0 positional arguments"),
    problem.NotAnApplication("shop", "web", "str"),
    problem.FactoryRaised("create_app", "shop"),
    problem.DotenvUnavailable(".flaskenv, .env"),
    problem.FlaskImported("/site-packages/flask/__init__.py", "'shop', 'shop.views'"),
    problem.PluginBroken("db", "shop_db.cli:db", "flask.commands", "ImportError: no module named 'prices'"),
    problem.AddressRefused("127.0.0.1", 5000, "Address already in use"),
    problem.CertificateUnknown("File 'cert.pem' does not exist.", "cert.pem", "/home/ann/shop"),
    problem.CertificateRefused("/home/ann/cert.pem", "/home/ann/key.pem", "[SSL] PEM lib"),
]


def name(refusal: Problem) -> str:
    return type(refusal).__name__


def test_every_problem_has_a_text_and_an_example() -> None:
    """Each class of problem is built above, once, and has lines of text; nothing else has."""
    classes = {cls.__name__ for cls in Problem.__subclasses__()}
    assert sorted(classes) == sorted([name(refusal) for refusal in EXAMPLES])
    assert classes == {cls.__name__ for cls in explain.LINES}


@pytest.mark.parametrize("refusal", EXAMPLES, ids=name)
def test_an_example_knows_every_fact(refusal: Problem) -> None:
    """No fact of an example is unknown, so that its golden file shows every line."""
    assert None not in contents(refusal)


def test_every_golden_file_is_of_a_problem() -> None:
    """The folder of golden files holds one for each problem and none besides."""
    assert sorted([f"{name(refusal)}.txt" for refusal in EXAMPLES]) == sorted(
        [path.name for path in GOLDEN.iterdir()]
    )


@pytest.mark.parametrize("refusal", EXAMPLES, ids=name)
def test_a_text_is_as_in_its_golden_file(refusal: Problem) -> None:
    """The whole text is what the golden file says, and the exception is of the problem's class."""
    golden = (GOLDEN / f"{name(refusal)}.txt").read_text(encoding="utf-8")
    error = explain.error(refusal)
    assert (refusal.error, (golden.removesuffix("\n"),)) == (type(error), error.args)


@pytest.mark.parametrize(
    ("refusal", "text"),
    [
        pytest.param(
            problem.LateAppSetup("route"),
            "The setup method 'route' can no longer be called on the application. It has already handled its first"
            " request, any changes will not be applied consistently.\n"
            "Move it to where the application is made, before it is served or tested.",
            id="a-place",
        ),
        pytest.param(
            problem.BlueprintRepeated("shop"),
            "The name 'shop' is already registered for this blueprint. Use 'name=' to provide a unique name.",
            id="both-places-and-the-full-name",
        ),
        pytest.param(
            problem.ViewReturnedNone(None),
            "The view function for None did not return a valid response. The function either returned None or"
            " ended without a return statement.\n"
            "Return a string, a dict, a list, a response or a tuple on every path through it; an empty body is ''.",
            id="an-endpoint-in-the-head-stays",
        ),
        pytest.param(
            problem.ViewReturnedOther(None, "int", None),
            "The view function did not return a valid response. The return type must be a string, dict, list,"
            " tuple with headers or status, Response instance, or WSGI callable, but it was a int.\n"
            "Convert the value first, for example with 'str' or 'jsonify'.",
            id="a-cause-in-front",
        ),
        pytest.param(
            problem.RuleWithoutSlash("{place}", "{rule}"),
            "URL rule '{place}' must start with a slash.\nIt is registered at {rule}.\nWrite '/{place}'.",
            id="braces-in-a-fact-are-text",
        ),
    ],
)
def test_a_line_about_an_unknown_fact_is_left_out(refusal: Problem, text: str) -> None:
    """Nothing is said about what is not known, and what is known is shown as it is."""
    assert text == explain.text(refusal)
