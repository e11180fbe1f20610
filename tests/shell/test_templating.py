"""Templates: where they are found, what they know, and who is told."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest

from demijohn.app import Flask
from demijohn.blueprints import Blueprint
from demijohn.globals import g, request
from demijohn.signals import before_render_template, template_rendered
from demijohn.templating import (
    DispatchingJinjaLoader,
    Environment,
    render_template,
    render_template_string,
    stream_template,
    stream_template_string,
)


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    for folder, files in {
        "templates": {"a.html": "app {{ x }}", "both.html": "app", "a.txt": "{{ x }}"},
        "shop": {"shop.html": "shop {{ x }}", "both.html": "shop"},
    }.items():
        (tmp_path / folder).mkdir()
        for name, text in files.items():
            (tmp_path / folder / name).write_text(text)
    app = Flask("app", root_path=str(tmp_path))
    app.secret_key = "key"
    app.register_blueprint(Blueprint("shop", "app", template_folder="shop", root_path=str(tmp_path)))
    return app


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.html", "app &lt;", id="application"),
        pytest.param("shop.html", "shop &lt;", id="blueprint"),
        pytest.param("both.html", "app", id="application first"),
        pytest.param("a.txt", "<", id="no escaping"),
    ],
)
def test_a_template_is_found_and_rendered(app: Flask, name: str, text: str) -> None:
    """The application's folder goes before those of blueprints, and HTML is escaped."""
    with app.app_context():
        assert text == render_template(name, x="<")


def test_the_first_template_that_exists_is_taken(app: Flask) -> None:
    """Of several names the first that exists counts; a template may stand for its name."""
    with app.app_context():
        template = app.jinja_env.get_template("a.txt")
        found = render_template(["missing", "a.html"], x=1), render_template(template, x=2)
    assert ("app 1", "2") == found


def test_a_missing_template_is_named(app: Flask) -> None:
    """The error names the template."""
    with app.app_context(), pytest.raises(jinja2.TemplateNotFound, match=r"^missing$"):
        render_template("missing")


def test_text_is_a_template_too(app: Flask) -> None:
    """A template may be given as text, and escapes as HTML does."""
    with app.app_context():
        assert "&lt;" == render_template_string("{{ x }}", x="<")


def test_templates_need_an_application() -> None:
    """Without an application there are no templates."""
    with pytest.raises(RuntimeError, match="Working outside of application context"):
        render_template("a.html")


def test_templates_know_the_request(app: Flask) -> None:
    """The request, the session, ``g`` and the configuration are there, and helpers too."""
    source = "{{ request.path }} {{ session.user }} {{ g.value }} {{ config.DEBUG }} {{ url_for('static', filename='x') }}"
    with app.test_request_context("/path"):
        g.value = "value"
        assert "/path  value False /static/x" == render_template_string(source)


def test_variables_go_before_context_processors(app: Flask) -> None:
    """What the caller gives goes before what processors add."""
    app.context_processor(lambda: {"x": "processor", "y": "processor"})
    with app.test_request_context():
        assert "own processor own" == render_template_string(
            "{{ x }} {{ y }} {{ request }}", x="own", request="own"
        )


def test_rendering_does_not_look_at_the_session(app: Flask) -> None:
    """A template that does not use the session leaves it unread."""
    app.add_url_rule("/", view_func=lambda: render_template("a.html", x=1))
    app.add_url_rule(
        "/session", endpoint="session", view_func=lambda: render_template_string("{{ session.user }}")
    )
    client = app.test_client()
    assert (None, "Cookie") == (
        client.get("/").headers.get("Vary"),
        client.get("/session").headers.get("Vary"),
    )


@pytest.fixture
def heard(app: Flask) -> Iterator[list[tuple[str, str | None, list[str]]]]:
    """Collect what is signalled: when, the template, and its variables."""
    log: list[tuple[str, str | None, list[str]]] = []

    def before(sender: Flask, template: jinja2.Template, context: dict[str, object]) -> None:
        log.append(("before", template.name, sorted(context)))

    def after(sender: Flask, template: jinja2.Template, context: dict[str, object]) -> None:
        log.append(("after", template.name, sorted(context)))

    with before_render_template.connected_to(before, app), template_rendered.connected_to(after, app):
        yield log


def test_rendering_is_signalled(app: Flask, heard: list[tuple[str, str | None, list[str]]]) -> None:
    """Listeners hear before and after, with the variables of the default processor."""
    with app.app_context():
        render_template("a.html", x=1)
    with app.test_request_context():
        render_template_string("", x=1)
    expected = [
        ("before", "a.html", ["g", "x"]),
        ("after", "a.html", ["g", "x"]),
        ("before", None, ["g", "request", "x"]),
        ("after", None, ["g", "request", "x"]),
    ]
    assert expected == heard


def test_streaming_is_signalled_at_its_ends(
    app: Flask, heard: list[tuple[str, str | None, list[str]]]
) -> None:
    """A stream is told of when it is made and when it is done."""
    with app.test_request_context():
        stream = stream_template("a.html", x=1)
        first = [when for when, _, _ in heard]
        text = "".join(stream)
    assert (["before"], "app 1", ["before", "after"]) == (first, text, [when for when, _, _ in heard])


def test_a_stream_keeps_the_request(app: Flask) -> None:
    """The parts are rendered in the request's context, after it has ended."""
    with app.test_request_context("/path"):
        stream = stream_template_string("{{ request.path }}")
    assert not request
    assert "/path" == "".join(stream)


def test_a_stream_needs_no_request(app: Flask) -> None:
    """Outside a request the parts need the application only."""
    with app.app_context():
        assert "1" == "".join(stream_template_string("{{ x }}", x=1))


def test_the_environment_knows_its_application(app: Flask) -> None:
    """The environment has the application's loader unless it is given another."""
    usual = Environment(app)
    own = Environment(app, loader=jinja2.DictLoader({"q": "own"}))
    assert (app, DispatchingJinjaLoader, "own") == (
        usual.app,
        type(usual.loader),
        own.get_template("q").render(),
    )


def test_all_templates_are_listed_once(app: Flask) -> None:
    """The loader lists the templates of all folders, each once."""
    assert ["a.html", "a.txt", "both.html", "shop.html"] == sorted(
        DispatchingJinjaLoader(app).list_templates()
    )


def test_loading_is_explained(app: Flask, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """With ``EXPLAIN_TEMPLATE_LOADING`` the log says where a template was looked for."""
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    with app.app_context(), caplog.at_level(logging.INFO, "app"):
        assert "app" == render_template("both.html")
        with pytest.raises(jinja2.TemplateNotFound):
            render_template("missing")
    found, missing = caplog.messages
    expected = f"""\
Locating template 'both.html':
    1: trying loader of application 'app'
       class: jinja2.loaders.FileSystemLoader
       encoding: 'utf-8'
       followlinks: False
       searchpath:
         - {tmp_path}/templates
       -> found ('{tmp_path}/templates/both.html')
    2: trying loader of blueprint 'shop' (app)
       class: jinja2.loaders.FileSystemLoader
       encoding: 'utf-8'
       followlinks: False
       searchpath:
         - {tmp_path}/shop
       -> found ('{tmp_path}/shop/both.html')
Warning: multiple loaders returned a match for the template."""
    assert expected == found
    assert missing.endswith("-> no match\nError: the template could not be found.")
