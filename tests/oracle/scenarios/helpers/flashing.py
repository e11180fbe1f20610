"""Flashed messages."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from markupsafe import Markup

from tests.oracle.collect import scenario
from tests.oracle.lab import Lab


@scenario
def flashing(lab: Lab) -> None:
    """Flashed messages are shown once, with categories, filtered, and stay for the request that took them."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    get = fl.get_flashed_messages

    @app.route("/flash")
    def flash() -> object:
        fl.flash("one")
        fl.flash("two", "error")
        fl.flash(Markup("<b>three</b>"), category="info")
        return "ok"

    app.add_url_rule(
        "/show", "show", lambda: [get(), get(with_categories=True), get(category_filter=["error"])]
    )
    app.add_url_rule(
        "/filtered", "filtered", lambda: [get(with_categories=True, category_filter=("info", "error"))]
    )
    app.add_url_rule(
        "/page",
        "page",
        lambda: fl.render_template_string(
            "{% for c, m in get_flashed_messages(true) %}{{ c }}:{{ m }};{% endfor %}"
        ),
    )
    for path in ("/show", "/filtered", "/page"):
        browser = lab.browser(app)
        for step in ("/flash", path, path):
            lab.send(browser, step)
    kept = lab.listen(app, "message_flashed")
    lab.send(app, "/flash")
    lab.note(len(kept))
