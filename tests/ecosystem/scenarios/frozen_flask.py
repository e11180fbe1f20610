"""Frozen-Flask: an application written down as static files, through its own test client and URL building."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from flask import (
    Blueprint,
    Flask,
    abort,
    redirect,
    render_template_string,
    request,
    send_from_directory,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_frozen import Freezer, relative_url_for, walk_directory

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Frozen-Flask",)

PAGE: Final = """\
<a href="{{ url_for('index') }}">home</a>
<img src="{{ url_for('static', filename='img/a.svg') }}">
{% for name in names %}<a href="{{ url_for('flask_page', name=name) }}#top">{{ name }}</a>{% endfor %}
<a href="{{ url_for('index', _external=True) }}">out</a>
"""


def make_app(lab: Lab) -> Flask:
    """An application with pages that link to each other, static files, and a blueprint with files of its own."""
    lab.file("static/style.css", "p { margin: 0 }")
    lab.file("static/img/a.svg", "<svg/>")
    lab.file("shop/static/shop.js", "1")
    app = Flask("cellar", root_path=str(lab.folder))
    shop = Blueprint(
        "shop", "cellar", root_path=str(lab.folder / "shop"), static_folder="static", url_prefix="/shop"
    )

    @app.route("/")
    def index() -> str:
        return render_template_string(PAGE, names=["florence", "büchner flask"])

    @app.route("/flasks/<name>/")
    def flask_page(name: str) -> str:
        return render_template_string(PAGE, names=[]) + f"<h1>{name}</h1>"

    @app.post("/orders")
    def order() -> str:
        return "ordered"

    @shop.route("/list.json")
    def listing() -> ResponseReturnValue:
        return {"script": url_for(".static", filename="shop.js"), "root": request.script_root}

    app.register_blueprint(shop)
    return app


def list_files(lab: Lab, folder: Path) -> None:
    """Note every file below a folder, with its content."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            lab.note(path.relative_to(folder).as_posix(), path.read_text())


def freeze(lab: Lab, freezer: Freezer) -> list[str]:
    """Freeze, and note warnings word by word, since they name endpoints in the order of a set."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            return sorted(freezer.freeze())
        finally:
            for warning in caught:
                lab.note("warning", warning.category, sorted(re.findall(r"[\w.]*\w", str(warning.message))))


def scenario_freezing(lab: Lab) -> None:
    """Pages without arguments, static files and all that is linked to are written as files, each once."""
    app = make_app(lab)
    freezer = Freezer(app)
    lab.note(sorted(freezer.freeze()))
    list_files(lab, freezer.root)
    lab.note(sorted((page.url, str(page.path)) for page in freezer.freeze_yield()))
    lab.note(sorted(walk_directory(freezer.root, ignore=["*.svg", "/shop"])))
    lab.note(sorted(key for key in app.config if key.startswith("FREEZER_")))


def scenario_generators(lab: Lab) -> None:
    """Generators name pages by URL, by arguments, and by endpoint; what nothing leads to is warned of."""
    app = make_app(lab)
    app.config.update(FREEZER_DESTINATION=str(lab.folder / "out"), FREEZER_REMOVE_EXTRA_FILES=True)
    freezer = Freezer(with_no_argument_rules=False, with_static_files=False, log_url_for=False)
    freezer.init_app(app)
    lab.note(freeze(lab, freezer))

    @freezer.register_generator
    def flask_page() -> Iterator[dict[str, str]]:
        yield {"name": "retort"}
        yield {"name": "dewar/vacuum"}

    @freezer.register_generator
    def others() -> Iterator[object]:
        yield "/shop/list.json?page=2#top"
        yield "static", {"filename": "style.css"}
        yield "shop.listing", {}, datetime.now() - timedelta(days=1)  # noqa: DTZ005  # the extension compares so

    lab.note(list(freezer.all_urls()))
    lab.attempt(freeze, lab, freezer)
    flask_page_of_one = iter(["retort"])
    freezer.url_generators = [lambda: (("flask_page", {"name": name}) for name in flask_page_of_one), others]
    (lab.folder / "out" / "old.html").write_text("from an earlier build")
    lab.note(freeze(lab, freezer))
    list_files(lab, freezer.root)
    freezer.register_generator(lambda: ["http://elsewhere.example/"])
    lab.attempt(freeze, lab, freezer)
    freezer.url_generators = [lambda: [("no_endpoint", {})]]
    lab.attempt(freeze, lab, freezer)


def scenario_relative_urls(lab: Lab) -> None:
    """Templates get relative URLs while an application is frozen, below a base URL as well, and their own afterwards."""
    app = make_app(lab)
    app.config.update(FREEZER_RELATIVE_URLS=True, FREEZER_BASE_URL="https://example.com/deep/site/")
    freezer = Freezer(app)
    lab.note(sorted(freezer.freeze()))
    list_files(lab, freezer.root)
    lab.note(app.jinja_env.globals["url_for"] == app.url_for)
    with app.test_request_context("/flasks/retort/"):
        lab.note(
            relative_url_for("index"), relative_url_for("static", filename="style.css", v=1, _anchor="x")
        )
        lab.note(relative_url_for("index", _external=True))
        lab.note(render_template_string("{{ url_for('index') }}"))


def scenario_answers_that_are_no_pages(lab: Lab) -> None:
    """Redirects are followed or not, errors end the build unless they are to be left out, and hooks run for each page."""
    app = Flask("cellar", root_path=str(lab.folder))
    app.add_url_rule("/", "index", lambda: redirect(url_for("target")))
    app.add_url_rule("/target.html", "target", lambda: f"target by {request.user_agent}")
    app.before_request(lambda: lab.note("asked for", request.path, request.host_url))
    app.teardown_request(lambda error: lab.note("torn down", request.path))
    freezer = Freezer(app)
    lab.note(sorted(freezer.freeze()))
    list_files(lab, freezer.root)
    for policy in ("ignore", "error"):
        app.config["FREEZER_REDIRECT_POLICY"] = policy
        lab.attempt(freezer.freeze)
    app = Flask("cellar", root_path=str(lab.folder))
    app.add_url_rule("/gone.html", "gone", lambda: abort(404))
    app.add_url_rule("/data.bin", "data", lambda: "text")
    app.errorhandler(404)(lambda error: ("nothing here", 404))
    freezer = Freezer(app)
    lab.attempt(freezer.freeze)
    app.config["FREEZER_IGNORE_404_NOT_FOUND"] = True
    lab.attempt(freezer.freeze)
    app.config["FREEZER_IGNORE_MIMETYPE_WARNINGS"] = True
    lab.attempt(freezer.freeze)


def scenario_views_that_fail(lab: Lab) -> None:
    """A view that fails ends the build with its exception when testing, and with its answer otherwise."""
    for testing in (True, False):
        app = Flask("cellar", root_path=str(lab.folder))
        app.testing = testing
        app.add_url_rule("/bug.html", "bug", lambda: str(1 // 0))
        lab.attempt(Freezer(app).freeze)


def scenario_serving_the_result(lab: Lab) -> None:
    """What was written is served by an application whose dispatching is replaced, without any route."""
    app = make_app(lab)
    freezer = Freezer(app)
    freezer.freeze()
    frozen = freezer.make_static_app()
    lab.note(type(frozen) is Flask, frozen.name, [rule.rule for rule in frozen.url_map.iter_rules()])
    client = frozen.test_client()
    lab.mask(r"Last-Modified: .*", "Last-Modified: <then>")
    lab.mask(r'ETag: "[^"]+"', 'ETag: "<tag>"')
    for path in ("/", "/flasks/florence/", "/static/style.css", "/shop/list.json", "/missing", "/../x"):
        lab.answer(client.get(path))
    lab.answer(client.post("/"))


def scenario_skipping(lab: Lab) -> None:
    """Files that are there already are kept, when that is asked for, by a flag or a function."""
    app = make_app(lab)
    counter = iter(range(100))
    app.add_url_rule("/count.txt", "count", lambda: (f"{next(counter)}", {"Content-Type": "text/plain"}))
    app.add_url_rule(
        "/files/<path:name>", "file", lambda name: send_from_directory(lab.folder / "static", name)
    )
    freezer = Freezer(app)

    @freezer.register_generator
    def file() -> Iterator[dict[str, str]]:
        yield {"name": "img/a.svg"}

    for skip in (False, True, lambda url, path: url != "/count.txt"):
        app.config["FREEZER_SKIP_EXISTING"] = skip
        freezer.freeze()
        lab.note((freezer.root / "count.txt").read_text(), (freezer.root / "files/img/a.svg").read_text())
