"""Templates: what they see, how they are found, escaped, extended and streamed."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@scenario
def render(lab: Lab) -> None:
    """Templates see the request, the session, ``g``, the configuration and the usual functions."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    lab.file(
        "templates/page.html",
        "{{ request.path }} {{ session.a }} {{ g.x }} {{ config.DEBUG }} {{ own }} {{ url_for('index') }}<br>{{ '<' }}",
    )
    lab.file("templates/page.txt", "{{ '<' }} {{ get_flashed_messages() }}")

    @app.route("/")
    def index() -> object:
        fl.session["a"], fl.g.x = "sa", "gx"
        return fl.render_template("page.html", own="<own>") + fl.render_template("page.txt")

    lab.send(app)
    with app.app_context():
        lab.refused(fl.render_template, "page.html")
        lab.attempt(fl.render_template_string, "{{ g.x }} {{ config.TESTING }} {{ x }}", x=1)


@table({
    "html": "x.html", "htm": "x.htm", "xml": "x.xml", "xhtml": "x.xhtml", "svg": "x.svg", "txt": "x.txt", "none": None, "upper": "X.HTML",
    "dotted": "x.html.txt",
})  # fmt: skip
def autoescape(lab: Lab, name: str | None) -> None:
    """Which templates are escaped depends on the ending of their name."""
    app = lab.app()
    lab.note(app.select_jinja_autoescape(name))
    if name is not None:
        lab.file(f"templates/{name}", "{{ '<' }}{% autoescape false %}{{ '<' }}{% endautoescape %}")
        with app.test_request_context():
            lab.attempt(lab.flask.render_template, name)


@scenario
def missing_templates(lab: Lab) -> None:
    """A template that is not there is an error; of several the first that is there is taken."""
    fl = lab.flask
    lab.file("templates/there.html", "there {{ self._TemplateReference__context.name }}")
    app = lab.app()
    with app.test_request_context():
        lab.refused(fl.render_template, "missing.html")
        lab.refused(fl.render_template, ["a.html", "b.html"])
        lab.attempt(fl.render_template, ["a.html", "there.html"])
        lab.attempt(fl.render_template, app.jinja_env.from_string("object {{ x }}"), x=1)
        lab.refused(fl.render_template_string, "{% if %}")
        lab.refused(fl.render_template_string, "{{ nothing.x }}")


@scenario
def explained_template_loading(lab: Lab) -> None:
    """The loading of templates can be explained in the log."""
    app = lab.app()
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    lab.file("templates/x.html", "x")
    records: list[str] = []
    app.logger.info = lambda message, *args: records.append(
        str(message % args if args else message).replace(str(lab.folder), "ROOT")
    )
    bp = lab.blueprint(template_folder="bp_templates")
    app.register_blueprint(bp)
    with app.test_request_context():
        lab.attempt(lab.flask.render_template, "x.html")
        lab.refused(lab.flask.render_template, "nothing.html")
    lab.note(len(records), [record.splitlines()[0] for record in records])


@scenario
def filters_tests_globals(lab: Lab) -> None:
    """Filters, tests and globals are registered by decorator, with or without a name, or directly."""
    app = lab.app()
    app.template_filter()(lab.noting("shout", "SHOUT"))
    app.template_filter("named")(lab.noting("other", "NAMED"))
    app.template_test("always")(lab.noting("test", True))
    app.template_global()(lab.noting("now", "NOW"))
    app.add_template_filter(lab.noting("added", "ADDED"), name="plus")
    app.add_template_test(lab.noting("never", False))
    app.add_template_global(lab.noting("then", "THEN"), "later")
    text = (
        "{{ 'a'|shout }}{{ 'b'|named }}{{ 1 is always }}{{ now() }}{{ 2|plus }}{{ 3 is never }}{{ later() }}"
    )
    with app.test_request_context():
        lab.attempt(lab.flask.render_template_string, text)
    lab.attempt(lambda: app.template_filter(lab.noting("bare")) and None)


@scenario
def context_processors(lab: Lab) -> None:
    """Context processors add names, explicit values win, and macros are reachable."""
    fl = lab.flask
    app = lab.app()
    app.context_processor(lambda: {"a": 1, "b": 2, "request": "mine"})
    app.context_processor(lambda: {"b": 3})
    lab.file("templates/macro.html", "{% macro hello(x) %}hello {{ x }}{% endmacro %}{% set word = 'w' %}")
    with app.test_request_context("/p"):
        lab.attempt(fl.render_template_string, "{{ a }}{{ b }}{{ c }}{{ request }}", c=4, a=5)
        lab.note(
            fl.get_template_attribute("macro.html", "hello")("you"),
            fl.get_template_attribute("macro.html", "word"),
        )
        lab.refused(fl.get_template_attribute, "macro.html", "nothing")
        context: dict[str, object] = {"b": "kept"}
        app.update_template_context(context)
        lab.note(sorted(context), context["b"], context["a"])
    with app.app_context():
        other: dict[str, object] = {}
        app.update_template_context(other)
        lab.note(sorted(other))


@scenario
def streamed_templates(lab: Lab) -> None:
    """A streamed template keeps the request's context while it is read."""
    fl = lab.flask
    app = lab.app()
    lab.file("templates/s.html", "{{ request.path }} {{ x }}")
    app.teardown_request(lab.noting("teardown"))
    app.add_url_rule("/a", "a", lambda: fl.stream_template("s.html", x=1))
    app.add_url_rule("/b", "b", lambda: fl.stream_template_string("{{ request.path }} {{ x }}", x=2))
    kept = lab.listen(app, "before_render_template", "template_rendered")
    lab.send(app, "/a")
    lab.send(app, "/b")
    lab.note(len(kept))


@scenario
def jinja_environment(lab: Lab) -> None:
    """The environment is made once, with the application's options and additions."""
    app = lab.app()
    app.jinja_options = {"line_statement_prefix": "%", "trim_blocks": True}
    lab.note(
        app.jinja_env is app.jinja_env,
        type(app.jinja_env),
        app.jinja_env.line_statement_prefix,
        app.jinja_env.auto_reload,
    )
    lab.note(
        sorted(
            set(app.jinja_env.globals)
            & {"url_for", "get_flashed_messages", "config", "request", "session", "g", "range"}
        )
    )
    lab.note(
        app.jinja_env.policies["json.dumps_function"] == app.json.dumps,
        app.jinja_env.is_async,
        type(app.jinja_env.loader),
    )
    for config in (
        {"TEMPLATES_AUTO_RELOAD": True},
        {"TEMPLATES_AUTO_RELOAD": False, "DEBUG": True},
        {"DEBUG": True},
    ):
        other = lab.app()
        other.config.update(config)
        lab.note(other.jinja_env.auto_reload)
    with app.test_request_context():
        lab.attempt(lab.flask.render_template_string, "{{ {'b': '</script>', 'a': 1}|tojson }}")


@scenario
def includes_and_imports(lab: Lab) -> None:
    """Included templates and imports see the request, the session and ``g``; context processors only with context."""
    fl = lab.flask
    lab.file(
        "templates/m.html",
        "{% macro m() %}{{ request.path }} {{ g.x }} {{ session.get('a') }} {{ config.DEBUG }} {{ p }}{% endmacro %}",
    )
    lab.file("templates/inc.html", "{{ p }} {{ local }} {{ request.path }}")
    lab.file(
        "templates/page.html",
        "{% import 'm.html' as a %}{% import 'm.html' as b with context %}{% set local = 5 %}{{ a.m() }}|{{ b.m() }}|{% include 'inc.html' %}|{% include 'inc.html' without context %}",
    )
    app = lab.app()
    app.context_processor(lambda: {"p": "processed"})
    app.before_request(lambda: setattr(fl.g, "x", "gx"))
    app.add_url_rule("/p", "p", lambda: fl.render_template("page.html"))
    lab.send(app, "/p")


@scenario
def context_processor_that_returns_nothing(lab: Lab) -> None:
    """A context processor must return a dict."""
    app = lab.app()
    app.context_processor(lambda: None)
    with app.test_request_context():
        lab.refused(lab.flask.render_template_string, "x")
