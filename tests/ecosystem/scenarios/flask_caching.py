"""Flask-Caching: views, functions, parts of templates and values that are kept, by key, for a time."""

from __future__ import annotations

import itertools
from typing import Any, Final

from flask import Blueprint, Flask, Response, abort, g, make_response, render_template, request, url_for
from flask.views import View
from flask_caching import Cache, CachedResponse
from flask_caching.utils import make_template_fragment_key

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-Caching",)


def make_app(lab: Lab, kind: str = "SimpleCache", **settings: object) -> tuple[Flask, Cache, Any]:
    """Make an application with a cache and a counter that tells what ran anew."""
    app = Flask("shop", root_path=str(lab.folder))
    app.config.from_mapping(CACHE_TYPE=kind, CACHE_DEFAULT_TIMEOUT=300, **settings)
    cache = Cache()
    cache.init_app(app)
    counter = itertools.count(1)
    return app, cache, counter


def visit(lab: Lab, app: Flask, *paths: str, **options: Any) -> None:
    """Get pages one after the other."""
    client = app.test_client()
    for path in paths:
        lab.answer(client.get(path, **options))


def scenario_views(lab: Lab) -> None:
    """A view runs once for each path, query, or key of one's own, unless it is told not to be cached."""
    app, cache, counter = make_app(lab)

    @app.route("/path")
    @cache.cached(timeout=50)
    def by_path() -> str:
        return f"{next(counter)} {request.args.get('a')}"

    @app.route("/query")
    @cache.cached(query_string=True)
    def by_query() -> str:
        return f"{next(counter)} {request.args.get('a')} {request.args.get('b')}"

    @app.route("/key")
    @cache.cached(make_cache_key=lambda *args, **kwargs: request.headers.get("X-User", "nobody"))
    def by_key() -> str:
        return str(next(counter))

    @app.route("/unless")
    @cache.cached(unless=lambda: "fresh" in request.args, key_prefix="unless/%s")
    def unless() -> str:
        return str(next(counter))

    @app.route("/forced")
    @cache.cached(forced_update=lambda: "force" in request.args)
    def forced() -> str:
        return str(next(counter))

    @app.route("/jar/<int:number>")
    @cache.cached(source_check=True)
    def jar(number: int) -> str:
        if number > 2:
            abort(404)
        return f"{next(counter)} {number} {url_for('jar', number=number)}"

    visit(lab, app, "/path", "/path?a=1", "/query?a=1&b=2", "/query?b=2&a=1", "/query", "/query?a=2")
    visit(lab, app, "/key", "/key")
    visit(lab, app, "/key", headers={"X-User": "ada"})
    visit(lab, app, "/unless", "/unless?fresh", "/unless", "/forced", "/forced?force", "/forced")
    visit(lab, app, "/jar/1", "/jar/1", "/jar/2", "/jar/3", "/jar/3")
    lab.answer(app.test_client().head("/path"))
    with app.test_request_context("/path"):
        lab.note(
            by_path.make_cache_key(), by_path.uncached(), cache.get("view//path"), cache.delete("view//path")
        )
    visit(lab, app, "/path")


def scenario_responses(lab: Lab) -> None:
    """Whole responses are kept with status and headers, or not at all when a filter says so; hooks run every time."""
    app, cache, counter = make_app(lab)

    @app.route("/made")
    @cache.cached(response_filter=lambda response: response[1] < 400)
    def made() -> tuple[str, int, dict[str, str]]:
        return str(next(counter)), int(request.args.get("code", 201)), {"X-Own": "yes"}

    @app.route("/json")
    @cache.cached(response_hit_indication=True)
    def json() -> dict[str, int]:
        return {"count": next(counter)}

    @app.route("/timed")
    @cache.cached(timeout=0)
    def timed() -> Response:
        return CachedResponse(response=make_response((str(next(counter)), 202)), timeout=50)

    @app.before_request
    def before() -> None:
        g.path = request.path
        lab.note("before", g.path)

    @app.after_request
    def after(response: Response) -> Response:
        lab.note("after", g.path, response.status_code)
        response.headers["X-Hooked"] = "yes"
        return response

    visit(lab, app, "/made?code=500", "/made", "/made?code=500", "/json", "/json", "/timed", "/timed")


def scenario_functions(lab: Lab) -> None:
    """Functions and methods are memoized by their arguments, and forgotten one by one or all together."""
    app, cache, counter = make_app(lab)

    @cache.memoize(timeout=50)
    def add(a: int, b: int = 2, *rest: int, **more: int) -> str:
        return f"{a} {b} {rest} {more} #{next(counter)}"

    @cache.memoize(args_to_ignore=["b"])
    def ignoring(a: int, b: int) -> str:
        return f"{a} #{next(counter)}"

    class Shelf:
        def __init__(self, name: str) -> None:
            self.name = name

        def __repr__(self) -> str:
            return f"Shelf({self.name})"

        @cache.memoize()
        def count(self, what: str) -> str:
            return f"{self.name} {what} #{next(counter)}"

        @classmethod
        @cache.memoize()
        def kinds(cls) -> str:
            return f"{cls.__name__} #{next(counter)}"

    @cache.cached(key_prefix="all")
    def listed() -> list[int]:
        return [next(counter)]

    with app.app_context():
        lab.note(
            add(1), add(1, 2), add(1, b=2), add(2), add(1, 2, 3), add(1, c=3), ignoring(1, 1), ignoring(1, 2)
        )
        cache.delete_memoized(add, 1)
        lab.note(add(1), add(2))
        cache.delete_memoized(add)
        lab.note(add(1), add(2))
        one, two = Shelf("one"), Shelf("two")
        lab.note(one.count("a"), one.count("a"), two.count("a"), Shelf.kinds(), Shelf.kinds())
        cache.delete_memoized(one.count)
        lab.note(one.count("a"), two.count("a"))
        lab.note(listed(), listed(), cache.get("all"), cache.delete("all"), listed())
        lab.attempt(cache.delete_memoized, lambda: None)
    lab.attempt(add, 1)


def scenario_values_and_stores(lab: Lab) -> None:
    """Values are kept by key in memory, in files or nowhere; several applications share one object."""
    cache = Cache()
    for kind, settings in [
        ("SimpleCache", {"CACHE_KEY_PREFIX": "own:"}),
        ("FileSystemCache", {"CACHE_DIR": str(lab.folder / "kept")}),
        ("NullCache", {}),
        ("flask_caching.backends.SimpleCache", {}),
    ]:
        app = Flask(kind, root_path=str(lab.folder))
        cache.init_app(app, config={"CACHE_TYPE": kind, **settings})
        with app.app_context():
            lab.note(
                kind, type(cache.cache).__name__, cache.set("a", {"b": 1}), cache.get("a"), cache.add("a", 2)
            )
            lab.note(
                cache.set_many({"c": 3, "d": 4}), cache.get_many("a", "c", "x"), cache.get_dict("c", "x")
            )
            lab.note(
                cache.has("c"), cache.delete("c"), cache.has("c"), cache.delete_many("a", "x"), cache.clear()
            )
            lab.note(cache.get("d"))
    lab.attempt(lambda: cache.get("a"))
    for settings in [{"CACHE_TYPE": "nonsense.of.mine"}, {"CACHE_TYPE": "NoSuchCache"}, {}]:
        lab.attempt(Cache, Flask("wrong"), config=settings)
    lab.attempt(Cache, Flask("wrong"), config="text")


def scenario_templates(lab: Lab) -> None:
    """A block of a template is kept by its name and variables, and can be forgotten from Python."""
    app, cache, counter = make_app(lab)
    lab.file(
        "templates/page.html",
        "{% extends 'base.html' %}{% block body %}"
        "{% cache 60, 'kept', name %}{{ name }} #{{ count() }}{% endcache %} "
        "{% cache %}unnamed #{{ count() }}{% endcache %} #{{ count() }}{% endblock %}",
    )
    lab.file("templates/base.html", "<body>{% block body %}{% endblock %}</body>")

    @app.context_processor
    def counting() -> dict[str, Any]:
        return {"count": lambda: next(counter)}

    @app.route("/<name>")
    def page(name: str) -> str:
        return render_template("page.html", name=name)

    visit(lab, app, "/a", "/a", "/b", "/%3Cb%3E")
    key = make_template_fragment_key("kept", vary_on=["a"])
    with app.app_context():
        lab.note(key, cache.get(key), cache.delete(key))
    visit(lab, app, "/a")


def scenario_blueprints_and_classes(lab: Lab) -> None:
    """Views of blueprints and classes are cached, and with debugging on, a broken store is told."""
    app, cache, counter = make_app(lab)
    pages = Blueprint("pages", "shop", url_prefix="/pages")

    class Shown(View):
        decorators = (cache.cached(timeout=50),)

        def dispatch_request(self, name: str) -> str:
            return f"{name} #{next(counter)}"

    pages.add_url_rule("/<name>", view_func=Shown.as_view("shown"))
    app.register_blueprint(pages)
    app.register_blueprint(pages, name="again", url_prefix="/again")

    @app.errorhandler(OSError)
    def broken(error: OSError) -> tuple[str, int]:
        return f"broken: {error}", 503

    visit(lab, app, "/pages/a", "/pages/a", "/again/a", "/pages/b")

    def fail(key: str) -> None:
        raise OSError(f"no {key}")

    lab.monkeypatch.setattr(app.extensions["cache"][cache], "get", fail)
    visit(lab, app, "/pages/a")
    app.debug = True
    visit(lab, app, "/pages/a")
    lab.note(len(app.extensions["cache"]))
