"""Pages that are rendered several times: what they print, where their variables come from, and what is replaced."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.

from __future__ import annotations

import enum
import os
import traceback
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import jinja2
import markupsafe
from jinja2.nativetypes import NativeEnvironment
from markupsafe import Markup

from tests.oracle.collect import scenario, table
from tests.oracle.lab import NOON, Lab


class Shouted(str):
    """A text with a form of its own."""

    __slots__ = ()

    def __str__(self) -> str:
        return "<shouted>"


class Marked:
    """Knows its form as HTML."""

    def __html__(self) -> str:
        return "<b>marked</b>"


class Broken:
    """Has no form."""

    def __str__(self) -> str:
        raise ArithmeticError("no form")


class Level(enum.IntEnum):
    """A number with a name."""

    LOW = 1


PRINTED: dict[str, Any] = {
    "text": "plain",
    "signs": "<a href=\"x\">'&amp;'</a>",
    "empty": "",
    "letters": "üñ٣",
    "number": 5,
    "negative": -7,
    "yes": True,
    "nothing": None,
    "point": 0.5,
    "exact": Decimal("1.50"),
    "list": ["<", Markup("<")],
    "markup": Markup("<i>"),
    "marked": Marked(),
    "shouted": Shouted("plain"),
    "level": Level.LOW,
    "bytes": b"<",
    "broken": Broken(),
}

PAGE = """{% extends 'layout.html' %}{% from 'macros.html' import cell with context %}{% import 'macros.html' as m %}
{% block main %}{{ value }}|{{ value ~ '<' }}|{{ [value, 1]|join('<') }}|{{ cell(value) }}|{{ m.cell(value) }}|{{ value|e }}
{% set kept %}{{ value }}<{% endset %}{{ kept }}{% filter upper %}{{ value }}{% endfilter %}{{ super() }}
{% for each in [value, 2] %}{{ loop.index }}{{ each }}{% endfor %}{% include 'part.html' %}{{ late|default('no late') }}
{% autoescape false %}{{ value }}{% endautoescape %}{{ self.title() }}{{ request.path }}{{ g.kept|default('-') }}{{ session.get('x') }}
{% endblock %}{% block title %}{{ value }}{% endblock %}"""


# ``Any`` below: an application of either package, and what stands in the place of its members.
def furnish(lab: Lab) -> Any:
    """Make an application whose page extends, imports and includes others."""
    lab.file("templates/page.html", PAGE)
    lab.file(
        "templates/layout.html",
        "<title>{% block title %}{% endblock %}</title>{% block main %}<{{ value }}>{% endblock %}",
    )
    lab.file(
        "templates/macros.html", "{% macro cell(v) %}<td>{{ v }}{{ value|default('none') }}{% endmacro %}"
    )
    lab.file("templates/part.html", "(part {{ value }})")
    lab.file("templates/page.txt", "{{ value }}|{{ request.path }}|{{ late }}")
    app = lab.app()
    app.secret_key = "a key"
    render = lab.flask.render_template

    def page(name: str) -> Any:
        return render("page.html", value=PRINTED[name])

    app.add_url_rule("/page/<name>", "page", page)
    app.add_url_rule("/text/<name>", "text", lambda name: render("page.txt", value=PRINTED[name]))
    app.add_url_rule("/parts/<name>", "parts", lambda name: _parts(lab, PRINTED[name]))
    return app


def _parts(lab: Lab, value: Any) -> str:
    """Tell the types of what a streamed page consists of."""
    parts = list(lab.flask.stream_template("part.html", value=value))
    return " ".join([f"{type(part).__name__}:{part}" for part in parts])


def visit(lab: Lab, app: Any) -> None:
    """Ask for the pages."""
    for way in ("page", "text", "parts"):
        for name in ("text", "signs", "number", "marked"):
            lab.send(app, f"/{way}/{name}")


@table({name: name for name in PRINTED})
def printed(lab: Lab, name: str) -> None:
    """Values of all sorts are printed, and escaped where that is due."""
    app = furnish(lab)
    for way in ("page", "text", "parts"):
        lab.send(app, f"/{way}/{name}")
        lab.send(app, f"/{way}/{name}")


def own_processor(lab: Lab, app: Any) -> None:
    """Register a context processor, which does not change what the view gave."""
    app.context_processor(lambda: {"late": "<processed>", "value": "never"})


def processor_of_request(lab: Lab, app: Any) -> None:
    """Let a context processor give other things for the names that there are."""
    app.template_context_processors[None].append(lambda: {"request": {"path": "/own"}, "g": {"kept": 1}})


def no_processors(lab: Lab, app: Any) -> None:
    """Take out the default processor."""
    app.template_context_processors[None].clear()


def numbers_for_names(lab: Lab, app: Any) -> None:
    """Let a context processor give a name that is none."""
    app.template_context_processors[None].append(lambda: {1: 2})


def own_update(lab: Lab, app: Any) -> None:
    """Replace what adds to the context."""
    app.update_template_context = lambda context: context.update(late=sorted(context))


def own_syncing(lab: Lab, app: Any) -> None:
    """Replace what makes functions ready to be called."""
    ensure = app.ensure_sync

    def ensure_sync(function: Any) -> Any:
        lab.note("sync", getattr(function, "__name__", ""))
        return ensure(function)

    app.ensure_sync = ensure_sync


def own_globals(lab: Lab, app: Any) -> None:
    """Add globals to the environment and to one template after it was loaded."""
    app.jinja_env.globals["late"] = "<global>"
    app.jinja_env.get_template("page.html", globals={"g": {"kept": "of the template"}, "late": "its own"})


def own_escape(lab: Lab, app: Any) -> None:
    """Let a filter of one's own do what another did."""
    app.jinja_env.filters["e"] = lambda value: f"e({value})"
    app.jinja_env.cache.clear()


def finalizes(lab: Lab, app: Any) -> None:
    """Let the environment change all that is printed."""
    app.jinja_env.finalize = lambda value: "none" if value is None else value
    app.jinja_env.cache.clear()


def own_class(lab: Lab, app: Any) -> None:
    """Let templates be of a class that renders in its own way."""

    class Own(jinja2.Template):
        def render(self, *args: Any, **kwargs: Any) -> str:
            return f"rendered {self.name} {sorted(args[0])}"

    app.jinja_env.template_class = Own
    app.jinja_env.cache.clear()


def own_generate(lab: Lab, app: Any) -> None:
    """Let templates be of a class that streams in its own way."""

    class Own(jinja2.Template):
        def generate(self, *args: Any, **kwargs: Any) -> Any:
            yield f"generated {self.name} {sorted(args[0])}"

    app.jinja_env.template_class = Own
    app.jinja_env.cache.clear()


def own_new_context(lab: Lab, app: Any) -> None:
    """Let templates be of a class that makes contexts in its own way."""

    class Own(jinja2.Template):
        def new_context(self, vars: Any = None, shared: bool = False, locals: Any = None) -> Any:
            lab.note("new context", sorted(vars or {}), shared)
            return super().new_context(vars, shared, locals)

    app.jinja_env.template_class = Own
    app.jinja_env.cache.clear()


def patched_render(lab: Lab, app: Any) -> None:
    """Patch how templates are rendered."""
    lab.monkeypatch.setattr(jinja2.Template, "render", lambda template, *_, **__: f"patched {template.name}")


def own_context_class(lab: Lab, app: Any) -> None:
    """Let contexts resolve names in their own way."""

    class Own(jinja2.runtime.Context):
        def resolve_or_missing(self, key: str) -> Any:
            return "late!" if key == "late" else super().resolve_or_missing(key)

    app.jinja_env.context_class = Own


def own_concat(lab: Lab, app: Any) -> None:
    """Put the parts together in another way."""
    app.jinja_env.concat = "_".join


def native(lab: Lab, app: Any) -> None:
    """Replace the environment by one that gives values of Python."""
    app.jinja_env = NativeEnvironment(loader=app.jinja_loader)


def runs_async(lab: Lab, app: Any) -> None:
    """Let templates be rendered by coroutines."""
    app.jinja_env = jinja2.Environment(loader=app.jinja_loader, enable_async=True, autoescape=True)


def listeners(lab: Lab, app: Any) -> None:
    """Listen to what is rendered, and change the context before."""

    def before(sender: Any, template: Any, context: dict[str, Any], **_: Any) -> None:
        lab.note("before", template.name, list(context))
        context["late"] = "<heard>"

    def after(sender: Any, template: Any, context: dict[str, Any], **_: Any) -> None:
        lab.note("after", template.name, list(context), type(template).__name__)

    lab.flask.before_render_template.connect(before, app)
    lab.flask.template_rendered.connect(after, app)
    app.extensions["receivers"] = (before, after)


def changed_file(lab: Lab, app: Any) -> None:
    """Change a template, which is seen only if the application reloads."""
    lab.file("templates/part.html", "(changed {{ value }} {{ late }})")
    os.utime(lab.folder / "templates" / "part.html", (NOON + 60, NOON + 60))


def reloads(lab: Lab, app: Any) -> None:
    """Change a template of an application that reloads."""
    app.jinja_env.auto_reload = True
    changed_file(lab, app)


def patched_escape(lab: Lab, app: Any) -> None:
    """Patch what escapes, which templates that are loaded do not see."""
    lab.monkeypatch.setattr(markupsafe, "escape", lambda value: Markup("patched"))


REPLACEMENTS: dict[str, Callable[[Lab, Any], None]] = {
    each.__name__: each
    for each in (
        own_processor,
        processor_of_request,
        no_processors,
        numbers_for_names,
        own_update,
        own_syncing,
        own_globals,
        own_escape,
        finalizes,
        own_class,
        own_generate,
        own_new_context,
        patched_render,
        own_context_class,
        own_concat,
        native,
        runs_async,
        listeners,
        changed_file,
        reloads,
        patched_escape,
    )
}


@table(REPLACEMENTS)
def replaced(lab: Lab, replace: Callable[[Lab, Any], None]) -> None:
    """A step that is replaced before the first request acts, and so does one that is replaced later."""
    app = furnish(lab)
    replace(lab, app)
    visit(lab, app)
    app = furnish(lab)
    with app.test_request_context():  # loaded, but no request has been handled
        app.jinja_env.get_template("page.html").render(value=1)
    replace(lab, app)
    visit(lab, app)


@scenario
def errors_name_the_line(lab: Lab) -> None:
    """An exception in a template comes out as it is, and its traceback names the template's line."""
    lab.file("templates/broken.html", "one\n{{ 1 // nought }}\n")
    lab.file("templates/lacking.html", "{{ nothing.at.all }}")
    lab.file("templates/outer.html", "\n\n{% include 'broken.html' %}")
    lab.file("templates/wrong.html", "\n{% if %}")
    app = lab.app()
    with app.test_request_context():
        for name in ("broken.html", "lacking.html", "outer.html", "wrong.html", "nowhere.html"):
            _note_places(lab, lambda each: lab.flask.render_template(each, nought=0), name)
            _note_places(lab, lambda each: "".join(lab.flask.stream_template(each, nought=0)), name)


def _note_places(lab: Lab, render: Callable[[str], str], name: str) -> None:
    """Note an exception, and where in templates it was raised."""
    try:
        render(name)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        places = [
            (os.path.basename(frame.filename), frame.lineno, frame.name)
            for frame in frames
            if "templates" in frame.filename
        ]
        lab.note(type(error), str(error), places)


@scenario
def without_a_request(lab: Lab) -> None:
    """A page is rendered in an application's context as well, without a request."""
    app = furnish(lab)
    lab.refused(lab.flask.render_template, "part.html", value=1)
    with app.app_context():
        lab.attempt(lab.flask.render_template, "part.html", value="<")
        lab.attempt(lab.flask.render_template, ["nowhere.html", "page.txt"], value="<")
        lab.attempt(
            lab.flask.render_template, app.jinja_env.from_string("{{ value }}{{ g }}"), value="<", g=1
        )
        context = {"value": 1, "g": 2}
        app.update_template_context(context)
        lab.note(context)
    with app.test_request_context("/x"):
        context = {"request": 5}
        app.update_template_context(context)
        lab.note(list(context), context["request"])
        module = app.jinja_env.get_template("macros.html").module
        lab.note(type(module.cell("<")), module.cell("<"))
        lab.note(lab.flask.get_template_attribute("macros.html", "cell")("<"))
