"""Redirects, by the function and by the application's own method."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@table({"302": 302, "301": 301, "303": 303, "307": 307, "308": 308, "305": 305, "200": 200, "404": 404})
def redirects(lab: Lab, code: int) -> None:
    """Redirects take a code and quote their target."""
    fl = lab.flask
    app = lab.app()
    for number, target in enumerate(("/x", "http://else.test/é?a=b c", "relative", "", "//evil", '/a<b>&"')):
        app.add_url_rule(f"/{number}", f"r{number}", lambda target=target: fl.redirect(target, code))
    for number in range(6):
        lab.send(app, f"/{number}")
    with app.app_context():
        lab.note(type(fl.redirect("/x")), type(app.redirect("/x")))
    lab.note(type(fl.redirect("/x")), type(fl.redirect("/x", Response=fl.Response)))


@scenario
def own_redirect(lab: Lab) -> None:
    """An application's own ``redirect`` is the one that is used."""
    fl = lab.flask
    app = lab.app()
    app.redirect = lambda location, code=302: fl.Response(f"to {location} with {code}")
    app.add_url_rule("/", "index", lambda: fl.redirect("/x", code=301))
    lab.send(app)
