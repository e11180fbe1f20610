"""Templating in detail: folders and loaders, escaping, streaming, processors by scope, the environment."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from typing import Any

from jinja2 import DictLoader, StrictUndefined
from markupsafe import Markup

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@scenario
def order_of_loaders(lab: Lab) -> None:
    """The application's folder is looked through first, then those of blueprints in the order of registration."""
    fl = lab.flask
    for folder, names in {"templates": "a", "one": "abc", "two": "abcd", "inner": "abcde"}.items():
        for name in names:
            lab.file(f"{folder}/{name}.html", f"{folder}/{name}")
    app = lab.app()
    two, one = lab.blueprint("two", template_folder="two"), lab.blueprint("one", template_folder="one")
    inner = lab.blueprint("inner", template_folder="inner")
    one.register_blueprint(inner)
    app.register_blueprint(two)
    app.register_blueprint(one)
    app.register_blueprint(lab.blueprint("none"))
    with app.test_request_context():
        lab.note([fl.render_template(f"{name}.html") for name in "abcde"])
        lab.refused(fl.render_template, "f.html")
    lab.note(sorted(app.jinja_env.list_templates()), app.jinja_env.loader is app.jinja_env.loader)
    source, filename, fresh = app.jinja_env.loader.get_source(app.jinja_env, "b.html")
    lab.note(source, filename.replace(str(lab.folder), "ROOT"), callable(fresh))


@table(
    {
        "default": {},
        "another": {"template_folder": "pages"},
        "absolute": {"template_folder": "ABSOLUTE"},
        "none": {"template_folder": None},
        "missing": {"template_folder": "nowhere"},
    }
)
def folder_of_templates(lab: Lab, options: dict[str, Any]) -> None:
    """Templates are in the folder that the application or blueprint says, relative to its root or absolute."""
    fl = lab.flask
    for folder in ("templates", "pages", "elsewhere"):
        lab.file(f"{folder}/t.html", folder)
    given = {
        key: str(lab.folder / "elsewhere") if value == "ABSOLUTE" else value for key, value in options.items()
    }
    app = lab.app(**given)
    lab.note(str(app.template_folder).replace(str(lab.folder), "ROOT"), app.jinja_loader is None)
    with app.app_context():
        lab.attempt(fl.render_template, "t.html")
    other = lab.app(template_folder=None)
    bp = lab.blueprint("shop", **given)
    other.register_blueprint(bp)
    with other.app_context():
        lab.attempt(fl.render_template, "t.html")


@scenario
def loader_of_ones_own(lab: Lab) -> None:
    """An application or blueprint may bring a loader of its own, and the global loader may be another."""
    fl = lab.flask

    class Own(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        jinja_loader = DictLoader({"a": "app {{ x }}"})

    class Shop(fl.Blueprint):  # type: ignore[name-defined,misc]  # chosen at run time
        jinja_loader = DictLoader({"a": "shop a", "b": "shop b {{ x }}"})

    class Other(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        def create_global_jinja_loader(self) -> DictLoader:
            return DictLoader({"c": "global {{ x }}"})

    app = Own("lab", root_path=str(lab.folder))
    app.register_blueprint(Shop("shop", "lab"))
    with app.app_context():
        lab.note(fl.render_template("a", x=1), fl.render_template("b", x=2))
    other = Other("lab", root_path=str(lab.folder))
    with other.app_context():
        lab.note(fl.render_template("c", x=3))


@table({
    "a.html": "a.html", "a.htm": "a.htm", "a.xml": "a.xml", "a.xhtml": "a.xhtml", "a.svg": "a.svg", "a.HTML": "a.HTML", "a.txt": "a.txt", "a.js": "a.js",
    "a.html.jinja2": "a.html.jinja2", "a": "a", ".html": ".html", "dir.html/a": "dir.html/a", "a.json": "a.json",
})  # fmt: skip
def escaping_by_name(lab: Lab, name: str) -> None:
    """What is inserted into a template is escaped or not, by the ending of its name; markup and ``safe`` are not."""
    fl = lab.flask
    lab.file(
        f"templates/{name}",
        "{{ v }}{{ m }}{{ v|safe }}{{ v|e }}{{ g.missing }}{{ f() }}{% block b %}{{ v }}{% endblock %}",
    )
    lab.file(
        "templates/child.html",
        "{% extends parent %}{% block b %}[{{ v }}]{% include parent ignore missing %}{% endblock %}",
    )
    app = lab.app()
    values: dict[str, Any] = {"v": "<b>", "m": Markup("<i>"), "f": lambda: "<f>"}
    with app.test_request_context():
        lab.note(app.select_jinja_autoescape(name), app.jinja_env.autoescape == app.select_jinja_autoescape)
        lab.attempt(fl.render_template, name, **values)
        lab.attempt(lambda: "".join(fl.stream_template(name, **values)))
        lab.attempt(fl.render_template_string, "{{ v }}{{ m }}", **values)
        if name != "a":
            lab.file("templates/leaf.html", "{% extends parent %}{% block b %}[{{ v }}]{% endblock %}")
            lab.attempt(fl.render_template, "leaf.html", parent=name, **values)


@scenario
def escaping_of_ones_own(lab: Lab) -> None:
    """Which templates are escaped may be decided otherwise, for all or by name."""
    fl = lab.flask

    class Own(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        def select_jinja_autoescape(self, filename: str | None) -> bool:
            lab.note("asked", filename)
            return filename is not None and filename.endswith(".txt")

    for name in ("a.html", "a.txt"):
        lab.file(f"templates/{name}", "{{ '<' }}{{ v }}")
    app = Own("lab", root_path=str(lab.folder))
    with app.test_request_context():
        for name in ("a.html", "a.txt", "a.html"):
            lab.attempt(fl.render_template, name, v="<v>")
        lab.attempt(fl.render_template_string, "{{ v }}", v="<v>")


@scenario
def processors_by_scope(lab: Lab) -> None:
    """Processors of the application, then of the blueprints from the outside in, give names; later ones and the call win."""
    fl = lab.flask
    app = lab.app()
    outer, inner, other = (
        lab.blueprint("outer", url_prefix="/o"),
        lab.blueprint("inner", url_prefix="/i"),
        lab.blueprint("other", url_prefix="/x"),
    )
    for name, owner in (("app", app), ("outer", outer), ("inner", inner), ("other", other)):
        owner.context_processor(lambda name=name: lab.giving({"who": name, name: True}, "processor", name))
    other.app_context_processor(
        lambda: lab.giving({"who": "for all", "everywhere": True}, "processor", "for all")
    )
    text = "{{ who }} {{ app }} {{ outer }} {{ inner }} {{ other }} {{ everywhere }} {{ request.endpoint }} {{ given }}"
    for owner in (app, outer, inner, other):
        owner.add_url_rule(
            "/",
            "v",
            lambda: (
                fl.render_template_string(text, given=1) + fl.render_template_string("{{ who }}", who="call")
            ),
        )
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    app.register_blueprint(other)
    for path in ("/", "/o/", "/o/i/", "/x/"):
        lab.send(app, path)
    with app.app_context():
        lab.attempt(fl.render_template_string, text)
    app2 = lab.app()
    app2.register_error_handler(
        404, lambda e: fl.render_template_string("{{ error.code }}{{ request.blueprint }}", error=e)
    )
    lab.send(app2, "/none")


@scenario
def names_of_every_template(lab: Lab) -> None:
    """The usual names and functions are there, may be shadowed by the call, and depend on the context."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    text = "{{ config.TESTING }}|{{ request.path }}|{{ session.get('a') }}|{{ g.a }}|{{ url_for('static', filename='x') }}|{{ get_flashed_messages() }}"
    with app.test_request_context("/p"):
        fl.g.a = "ga"
        lab.attempt(fl.render_template_string, text)
        lab.attempt(
            fl.render_template_string,
            text,
            request={"path": "shadowed"},
            g={"a": "own"},
            session={"a": 2},
            config={"TESTING": "own"},
        )
        lab.attempt(
            fl.render_template_string,
            "{{ x.y }}{{ x }}|{{ range(3)|list }}{{ dict(a=1) }}{{ lipsum is defined }}{{ cycler is defined }}",
            x={"y": 1},
        )
        lab.attempt(fl.render_template_string, "{% from 'none.html' import x %}")
    with app.app_context():
        lab.attempt(fl.render_template_string, "{{ config.TESTING }}|{{ g.a }}|{{ request }}|{{ session }}")
        lab.attempt(
            fl.render_template_string,
            "{{ config.TESTING }}|{{ g.get('a') }}|{{ request is defined }}|{{ session is defined }}",
        )


@scenario
def streams_of_templates(lab: Lab) -> None:
    """A template is streamed part by part, with the context of its request until it ends, or is closed."""
    fl = lab.flask
    lab.file(
        "templates/s.html", "{% for n in numbers %}{{ note(n) }}{{ request.path }};{% endfor %}{{ '<' }}"
    )
    app = lab.app()
    app.teardown_request(lab.noting("teardown"))
    app.add_url_rule(
        "/all",
        "all",
        lambda: fl.stream_template("s.html", numbers=[1, 2], note=lambda n: lab.giving(n, "at", n)),
    )
    app.add_url_rule(
        "/list", "list", lambda: fl.stream_template(["none.html", "s.html"], numbers=[3], note=lambda n: n)
    )
    app.add_url_rule(
        "/text", "text", lambda: fl.stream_template_string("{{ session.get('a') }}{{ '<' }}{{ x }}", x="<x>")
    )
    app.add_url_rule("/missing", "missing", lambda: fl.stream_template("none.html"))
    app.add_url_rule(
        "/wrapped",
        "wrapped",
        lambda: fl.Response(fl.stream_template("s.html", numbers=[4], note=str), 202, mimetype="a/b"),
    )
    for path in ("/all", "/list", "/text", "/missing", "/wrapped"):
        lab.send(app, path)
        lab.send(app, path, "HEAD")
    with app.app_context():
        stream = fl.stream_template_string("{{ g.a }}{{ x }}", x=1)
        lab.note(type(stream), list(stream))
    lab.refused(fl.stream_template_string, "x")


@scenario
def options_of_the_environment(lab: Lab) -> None:
    """``jinja_options`` count until the environment is made; then the environment itself is changed."""
    fl = lab.flask

    class Own(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        jinja_options: dict[str, Any] = {
            "variable_start_string": "<<",
            "variable_end_string": ">>",
            "undefined": StrictUndefined,
            "extensions": ["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        }

    app = Own("lab", root_path=str(lab.folder))
    app.jinja_options["trim_blocks"] = True
    with app.test_request_context():
        lab.attempt(
            fl.render_template_string, "{% set a = [] %}\n{% do a.append(1) %}\n<<a>><<config.DEBUG>>"
        )
        lab.refused(fl.render_template_string, "<<nothing>>")
        app.jinja_options["variable_start_string"] = "[["
        app.jinja_env.filters["twice"] = lambda value: value * 2
        app.jinja_env.tests["big"] = lambda value: value > 5
        app.jinja_env.globals["two"] = 2
        app.jinja_env.add_extension("jinja2.ext.debug")
        lab.attempt(fl.render_template_string, "<<two|twice>><<two is big>>")
    lab.note(app.jinja_env.trim_blocks, type(app.jinja_env.undefined), sorted(lab.app().jinja_options))
    lab.refused(_bad_options, lab)


def _bad_options(lab: Lab) -> object:
    app = lab.app()
    app.jinja_options = {"no_such_option": 1}
    return app.jinja_env


@scenario
def environment_of_ones_own(lab: Lab) -> None:
    """Another class of environment is used for the application's templates; it is made with the application."""
    fl, templating = lab.flask, lab.module("templating")

    class Environment(templating.Environment):  # type: ignore[name-defined,misc]  # chosen at run time
        def getattr(self, obj: Any, attribute: str) -> Any:  # whatever a template reads
            value = super().getattr(obj, attribute)
            return value.upper() if isinstance(value, str) else value

    class Own(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        jinja_environment = Environment

        def create_jinja_environment(self) -> Any:  # an environment of either package
            lab.note("creating")
            env = super().create_jinja_environment()
            env.globals["added"] = "added"
            return env

    app = Own("lab", root_path=str(lab.folder))
    with app.test_request_context("/path"):
        lab.attempt(fl.render_template_string, "{{ request.path }}{{ added }}")
    lab.note(type(app.jinja_env), app.jinja_env.app is app, app.jinja_env is app.jinja_env)
    alone = templating.Environment(app)
    lab.note(alone.app is app, type(alone.loader), alone.from_string("{{ 1 }}").render())


@scenario
def additions_of_every_kind(lab: Lab) -> None:
    """Filters, tests and globals: by decorator with and without a name, by method, on the application and a blueprint."""
    fl = lab.flask
    app, bp = lab.app(), lab.blueprint()
    for kind in ("filter", "test", "global"):
        for prefix, owner in (("", app), ("app_", bp)):
            label = f"{kind}_{prefix}"
            getattr(owner, f"{prefix}template_{kind}")()(lab.noting(f"{label}bare", f"{label}bare"))
            getattr(owner, f"{prefix}template_{kind}")(f"{label}named")(lab.noting("x", f"{label}named"))
            getattr(owner, f"{prefix}template_{kind}")(name=f"{label}keyword")(
                lab.noting("y", f"{label}keyword")
            )
            getattr(owner, f"add_{prefix}template_{kind}")(lab.noting(f"{label}added", f"{label}added"))
            getattr(owner, f"add_{prefix}template_{kind}")(
                lab.noting("z", f"{label}given"), name=f"{label}given"
            )
    app.register_blueprint(bp)
    env = app.jinja_env
    lab.note(
        [
            sorted(name for name in table if name.startswith(("filter_", "test_", "global_")))
            for table in (env.filters, env.tests, env.globals)
        ]
    )
    with app.app_context():
        for name in ("bare", "named", "keyword", "added", "given"):
            for prefix in ("", "app_"):
                lab.attempt(
                    fl.render_template_string,
                    f"{{{{ 1|filter_{prefix}{name} }}}}{{{{ 1 is test_{prefix}{name} }}}}{{{{ global_{prefix}{name}() }}}}",
                )
    lab.refused(fl.render_template_string, "outside")


@scenario
def explained_in_order(lab: Lab) -> None:
    """With ``EXPLAIN_TEMPLATE_LOADING`` every loader is asked, though the first match is taken, and the log says so."""
    fl = lab.flask
    for folder in ("templates", "one", "two"):
        lab.file(f"{folder}/a.html", folder)
    records: list[str] = []
    app = lab.app()
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    app.logger.info = lambda message, *args: records.append(str(message) % args if args else str(message))
    app.register_blueprint(lab.blueprint("one", template_folder="one"))
    app.register_blueprint(lab.blueprint("two", template_folder="two"))
    with app.test_request_context():
        lab.attempt(fl.render_template, "a.html")
        lab.refused(fl.render_template, "b.html")
        lab.refused(fl.render_template, ["b.html", "c.html"])
    text = "\n".join(records)
    lab.note(
        len(records),
        [name in text for name in ("'a.html'", "'b.html'", "'c.html'")],
        text.count(str(lab.folder / "two")),
    )
