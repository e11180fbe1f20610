"""Flask-DebugToolbar: a toolbar in every page, made of panels that look at the request, its templates and its queries."""

from __future__ import annotations

import gzip
import logging
import re
from typing import Final

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    copy_current_request_context,
    g,
    make_response,
    redirect,
    render_template,
    render_template_string,
    request,
    session,
    url_for,
)
from flask_debugtoolbar import DebugToolbarExtension
from flask_debugtoolbar.panels import DebugPanel, sqlalchemy, template
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, Integer, String

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-DebugToolbar",)

# Their views have to be there before the first toolbar is made.
WITH_VIEWS: Final = (sqlalchemy, template)
PANELS: Final = "flask_debugtoolbar.panels"
PAGE: Final = "<!doctype html><html><body>%s</body></html>"


def make_app(lab: Lab, *panels: str, **settings: object) -> Flask:
    """Make an application with a toolbar of some panels."""
    # Measured times, and sizes which depend on them.
    lab.mask(r"\d+\.\d+ ?(ms\b|msec)", "<time> ms")
    app = Flask("shop", root_path=str(lab.folder))
    app.config.update(
        {
            "SECRET_KEY": "shop",
            "DEBUG_TB_ENABLED": True,
            "DEBUG_TB_PANELS": [f"{PANELS}.{panel}" for panel in panels],
        }
    )
    app.config.update(settings)
    DebugToolbarExtension(app)

    @app.get("/page")
    def page() -> str:
        return PAGE % "page"

    return app


def scenario_insertion(lab: Lab) -> None:
    """The toolbar goes into pages alone: not into JSON, streams, other codes or halves of pages; zipped pages stay zipped."""
    app = make_app(lab, "g.GDebugPanel")

    @app.get("/json")
    def json() -> dict[str, int]:
        return {"a": 1}

    @app.get("/half")
    def half() -> str:
        return "<p>half</p>"

    @app.get("/stream")
    def stream() -> Response:
        return Response(iter([PAGE % "streamed"]), mimetype="text/html")

    @app.get("/zipped")
    def zipped() -> Response:
        return Response(
            gzip.compress((PAGE % "zipped").encode()),
            headers={"Content-Encoding": "gzip"},
            mimetype="text/html",
        )

    @app.get("/missing")
    def missing() -> str:
        abort(404)

    @app.get("/teapot")
    def teapot() -> str:
        abort(418)

    @app.errorhandler(404)
    def tell(error: Exception) -> tuple[str, int]:
        return PAGE % "nothing", 404

    client = app.test_client()
    for path in ("/page", "/json", "/half", "/stream", "/missing", "/teapot", "/none"):
        lab.answer(client.get(path))
    response = client.get("/zipped")
    length = response.content_length == len(response.data)
    lab.note(
        response.status,
        response.headers["Content-Encoding"],
        length,
        b"flDebug" in gzip.decompress(response.data),
    )
    lab.answer(client.head("/page"))
    lab.answer(client.options("/page"))
    lab.answer(client.post("/page"))
    script = client.get("/_debug_toolbar/static/js/toolbar.js")
    lab.note(script.status, script.content_type, script.content_length == len(script.data))
    lab.answer(client.get("/_debug_toolbar/static/none.js"))


def scenario_panels_of_a_request(lab: Lab) -> None:
    """Panels show what the request, its session, its context and the routes hold."""
    names = (
        "versions.VersionDebugPanel",
        "headers.HeaderDebugPanel",
        "request_vars.RequestVarsDebugPanel",
        "g.GDebugPanel",
        "route_list.RouteListDebugPanel",
    )
    app = make_app(lab, *names)
    shop = Blueprint("shop", __name__, url_prefix="/shop")

    @shop.route("/<int:number>", methods=["GET", "POST"])
    def show(number: int) -> str:
        session["number"] = number
        g.shown = [number]
        return PAGE % f"{request.endpoint} {g.debug_toolbar.__class__.__name__}"

    app.register_blueprint(shop)
    client = app.test_client()
    client.set_cookie("crumb", "bread")
    lab.answer(client.get("/shop/3?a=1&a=2"))
    lab.answer(client.post("/shop/4", data={"b": "1"}))
    lab.answer(client.get("/shop/x"))


def scenario_panels_of_templates_and_logs(lab: Lab) -> None:
    """Panels show the templates with what they were given, edit them, and show lines of logs and the configuration."""
    lab.file("templates/base.html", "<!doctype html><html><body>{% block body %}{% endblock %}</body></html>")
    lab.file(
        "templates/page.html",
        "{% extends 'base.html' %}{% block body %}{{ name }} {% include 'part.html' %}{% endblock %}",
    )
    lab.file("templates/part.html", "part of {{ name }}")
    app = make_app(
        lab,
        "template.TemplateDebugPanel",
        "logger.LoggingPanel",
        "config_vars.ConfigVarsDebugPanel",
        DEBUG_TB_TEMPLATE_EDITOR_ENABLED=True,
    )
    app.logger.setLevel(logging.INFO)

    @app.context_processor
    def add() -> dict[str, str]:
        return {"added": "by a processor"}

    @app.get("/")
    def index() -> str:
        app.logger.info("shown to %s", request.args.get("name"))
        return render_template("page.html", name=request.args.get("name"))

    lab.mask(r"\d\d:\d\d:\d\d(\.\d+)?", "<time>")
    lab.mask(r"(template/|key=)[0-9a-f-]{36}", r"\1<key>")
    lab.mask(r"Content-Length: \d+", "Content-Length: <length>")
    client = app.test_client()
    page = lab.answer(client.get("/?name=ada"))
    key = re.search(r"/_debug_toolbar/views/template/([0-9a-f-]{36})", page.text)
    assert key is not None
    edit = f"/_debug_toolbar/views/template/{key.group(1)}"
    lab.answer(client.get(edit))
    lab.answer(client.post(edit, data={"content": "new {{ name }} {{ added }}"}))
    lab.answer(client.post(f"{edit}/save", data={"content": "saved {{ name }}"}))
    lab.answer(client.get("/?name=bo"))


def scenario_queries(lab: Lab) -> None:
    """A panel shows the queries of a request with links to run and explain them, and refuses forged ones."""
    app = make_app(
        lab,
        "sqlalchemy.SQLAlchemyDebugPanel",
        SQLALCHEMY_DATABASE_URI="sqlite://",
        SQLALCHEMY_RECORD_QUERIES=True,
    )
    database = SQLAlchemy(app)

    class Wine(database.Model):
        id = Column(Integer, primary_key=True)
        name = Column(String(20))

    @app.get("/wines")
    def wines() -> str:
        return render_template_string(
            PAGE % "{{ wines|join(' ', 'name') }}", wines=Wine.query.filter(Wine.id > 0).all()
        )

    with app.app_context():
        database.create_all()
        database.session.add(Wine(name="Rioja"))
        database.session.commit()
    lab.mask(r"<td>\d+\.\d{4}</td>", "<td><time></td>")
    lab.mask(r"duration=[\de.-]+", "duration=<time>")
    lab.mask(r"Content-Length: \d+", "Content-Length: <length>")
    client = app.test_client()
    page = lab.answer(client.get("/wines"))
    lab.answer(client.get("/page"))
    links = re.findall(r"/_debug_toolbar/views/sqlalchemy/sql_\w+[^\"'<\s]+", page.text)
    lab.note(len(links))
    for link in links:
        # The extension runs them by a method which SQLAlchemy has dropped.
        lab.answer(client.get(link.replace("&amp;", "&")))
        lab.answer(client.get(link.replace("&amp;", "&").replace("query=", "query=x")))


class Counting(DebugPanel):
    """A panel of the application's own."""

    name = "Counting"
    has_content = True
    counted: Final[list[str]] = []

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.is_active = True

    def nav_title(self) -> str:
        """The title in the bar."""
        return "Counting"

    def title(self) -> str:
        """The title of the panel."""
        return "What was counted"

    def url(self) -> str:
        """No page of its own."""
        return ""

    def content(self) -> str:
        """What was counted."""
        return f"<p>{self.counted}</p>"

    def process_request(self, request: object) -> None:
        """Count requests."""
        self.counted.append("request")

    def process_view(self, request: object, view_func: object, view_kwargs: dict[str, object]) -> object:
        """Count views, and wrap them."""
        self.counted.append(f"view {view_kwargs}")

        def wrapped(**kwargs: object) -> object:
            answer = make_response(view_func(**kwargs))
            answer.headers["X-Counted"] = str(len(self.counted))
            return answer

        return wrapped

    def process_response(self, request: object, response: Response) -> None:
        """Count responses."""
        self.counted.append(f"response {response.status_code}")


def scenario_own_panel(lab: Lab) -> None:
    """A panel sees request, view and response, may wrap the view, and survives nested requests, errors and coroutines."""
    app = make_app(lab, DEBUG_TB_PANELS=[f"{__name__}.Counting"])
    Counting.counted.clear()

    @app.get("/nested/<int:depth>")
    def nested(depth: int) -> str:
        inner = app.test_client().get(f"/nested/{depth - 1}").status if depth else "none"
        return PAGE % f"{depth}: {inner}"

    @app.get("/broken")
    def broken() -> str:
        raise LookupError("broken")

    @app.get("/copied")
    def copied() -> str:
        @copy_current_request_context
        def inner() -> str:
            return url_for("page")

        return PAGE % inner()

    @app.teardown_request
    def leave(error: BaseException | None) -> None:
        lab.note("teardown", request.path, repr(error), len(Counting.counted))

    client = app.test_client()
    for path in ("/page", "/nested/2", "/broken", "/copied", "/none"):
        lab.answer(client.get(path))
    lab.note(Counting.counted)
    with client:
        client.get("/page")
        lab.note(request.path, type(g.debug_toolbar).__name__)


def scenario_redirects_and_visitors(lab: Lab) -> None:
    """Redirects are stopped and shown, unless that is turned off; visitors from other addresses see no toolbar."""
    app = make_app(lab, "g.GDebugPanel", DEBUG_TB_HOSTS=["127.0.0.1"])

    @app.get("/go/<int:code>")
    def go(code: int) -> Response:
        return redirect(url_for("page", a="<b>"), code)

    client = app.test_client()
    for code in (301, 302, 307):
        lab.answer(client.get(f"/go/{code}"))
    lab.answer(client.get("/page", environ_overrides={"REMOTE_ADDR": "10.0.0.1"}))
    lab.answer(client.get("/go/302", environ_overrides={"REMOTE_ADDR": "10.0.0.1"}))
    app.config["DEBUG_TB_INTERCEPT_REDIRECTS"] = False
    lab.answer(client.get("/go/302"))


def scenario_set_up(lab: Lab) -> None:
    """The toolbar is off without debugging, wants a key, has hosts for its files, and is profiled when that is asked for."""
    off = Flask("off", root_path=str(lab.folder))
    DebugToolbarExtension(off)
    off.add_url_rule("/", "index", lambda: PAGE % "off")
    lab.answer(off.test_client().get("/"))
    lab.note(
        sorted(key for key in off.config if key.startswith("DEBUG_TB")), off.dispatch_request.__qualname__
    )
    keyless = Flask("keyless", root_path=str(lab.folder))
    keyless.debug = True
    lab.refused(DebugToolbarExtension, keyless)
    lab.refused(make_app, lab, DEBUG_TB_ROUTES_HOST="*")
    lab.attempt(lambda: len(make_app(lab, "none.Panel").view_functions))
    for host in ("*", "tools.test", None, "<x>"):
        app = Flask("hosts", host_matching=True, static_host="static.test", root_path=str(lab.folder))
        app.config.update(
            SECRET_KEY="hosts",
            DEBUG_TB_ENABLED=True,
            DEBUG_TB_ROUTES_HOST=host,
            DEBUG_TB_PANELS=[f"{PANELS}.g.GDebugPanel"],
        )
        app.add_url_rule("/", "index", lambda: PAGE % "here", host="<name>.test", defaults={})
        app.view_functions["index"] = lambda name: PAGE % name
        lab.attempt(lambda app=app: type(DebugToolbarExtension(app)).__name__)
        if host != "<x>":
            lab.answer(app.test_client().get("/", base_url="http://shop.test"))
            lab.note(sorted(f"{rule.host} {rule.rule} {rule.endpoint}" for rule in app.url_map.iter_rules()))
    profiled = make_app(
        lab, "profiler.ProfilerDebugPanel", "timer.TimerDebugPanel", DEBUG_TB_PROFILER_ENABLED=True
    )
    page = profiled.test_client().get("/page")
    lab.note(page.status, "Calls" in page.text, "CPU" in page.text, "flask_debugtoolbar.py" in page.text)
