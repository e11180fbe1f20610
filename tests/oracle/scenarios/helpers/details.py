"""Helpers: conditional and partial files, categories of flashes, macros, and helpers that go through the application."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone
from typing import Any

from markupsafe import Markup

from tests.oracle.collect import scenario, table
from tests.oracle.lab import NOON, Lab


@table({
    "first": {"Range": "bytes=0-0"}, "middle": {"Range": "bytes=2-4"}, "open": {"Range": "bytes=7-"}, "suffix": {"Range": "bytes=-3"},
    "too long": {"Range": "bytes=8-99"}, "beyond": {"Range": "bytes=10-"}, "backwards": {"Range": "bytes=5-2"}, "several": {"Range": "bytes=0-1,4-5"},
    "other unit": {"Range": "lines=0-1"}, "rubbish": {"Range": "bytes"}, "empty suffix": {"Range": "bytes=-0"},
    "same etag": {"If-None-Match": '"own"'}, "weak etag": {"If-None-Match": 'W/"own"'}, "any etag": {"If-None-Match": "*"},
    "other etag": {"If-None-Match": '"other"'}, "etag wins": {"If-None-Match": '"other"', "If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT"},
    "older": {"If-Modified-Since": "Tue, 14 Nov 2023 22:13:19 GMT"}, "same date": {"If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT"},
    "bad date": {"If-Modified-Since": "yesterday"}, "match": {"If-Match": '"own"'}, "no match": {"If-Match": '"other"'},
    "if range same": {"Range": "bytes=2-4", "If-Range": '"own"'}, "if range other": {"Range": "bytes=2-4", "If-Range": '"other"'},
    "if range date": {"Range": "bytes=2-4", "If-Range": "Tue, 14 Nov 2023 22:13:20 GMT"},
    "if range older": {"Range": "bytes=2-4", "If-Range": "Tue, 14 Nov 2023 22:13:19 GMT"},
    "unmodified": {"If-Unmodified-Since": "Tue, 14 Nov 2023 22:13:19 GMT"},
})  # fmt: skip
def conditions_of_files(lab: Lab, headers: dict[str, str]) -> None:
    """A file is sent whole, in part, or not at all, as the conditions of the request ask."""
    fl = lab.flask
    lab.file("a.txt", "0123456789")
    app = lab.app()
    app.add_url_rule("/path", "path", lambda: fl.send_file("a.txt", etag="own"))
    app.add_url_rule("/plain", "plain", lambda: fl.send_file("a.txt", conditional=False))
    app.add_url_rule(
        "/bytes",
        "bytes",
        lambda: fl.send_file(io.BytesIO(b"0123456789"), "text/plain", etag="own", last_modified=NOON),
    )
    for path in ("/path", "/plain", "/bytes"):
        lab.send(app, path, headers=headers)
        lab.send(app, path, "HEAD", headers=headers)


@table({
    "plain": "a.txt", "unicode": "é \u4e2d.txt", "quotes": 'a"b.txt', "slash": "sub/a.txt", "newline": "a\nb.txt", "long": "x" * 100 + ".pdf",
    "no type": "x.unknown-type", "compressed": "x.tar.gz", "empty": "",
})  # fmt: skip
def names_of_downloads(lab: Lab, name: str) -> None:
    """The name of a download is quoted for every browser, and tells the type."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule(
        "/save", "save", lambda: fl.send_file(io.BytesIO(b"x"), as_attachment=True, download_name=name)
    )
    app.add_url_rule("/show", "show", lambda: fl.send_file(io.BytesIO(b"x"), "a/b", download_name=name))
    for path in ("/save", "/show"):
        lab.send(app, path)


@table({"nothing": None, "seconds": 5, "zero": 0, "delta": timedelta(hours=1)})
def age_of_files(lab: Lab, age: Any) -> None:  # what the configuration takes
    """How long a file may be kept comes from the call, the method of the application or blueprint, or the configuration."""
    fl = lab.flask
    lab.file("static/a.txt", "a")
    lab.file("bp/b.txt", "b")

    class Own(fl.Blueprint):  # type: ignore[name-defined,misc]  # chosen at run time
        def get_send_file_max_age(self, filename: str | None) -> int | None:
            lab.note("asked", None if filename is None else filename.rpartition("/")[2])
            return 77

    bp = Own("shop", "lab", root_path=str(lab.folder), static_folder="bp", url_prefix="/shop")
    app = lab.app()
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = age
    app.register_blueprint(bp)
    app.add_url_rule("/call", "call", lambda: fl.send_file("static/a.txt"))
    app.add_url_rule("/told", "told", lambda: fl.send_file("static/a.txt", max_age=9))
    app.add_url_rule("/directory", "directory", lambda: fl.send_from_directory("static", "a.txt"))
    lab.attempt(app.get_send_file_max_age, "a.txt")
    for path in (
        "/static/a.txt",
        "/shop/static/b.txt",
        "/shop/b.txt",
        "/bp/b.txt",
        "/call",
        "/told",
        "/directory",
    ):
        lab.send(app, path)


@table({
    "inside": "a.txt", "below": "sub/b.txt", "above": "../secret.txt", "around": "sub/../a.txt", "absolute": str(__file__), "folder": "sub",
    "missing": "nothing.txt", "empty": "", "dot": ".", "dots": "..", "backslash": "sub\\b.txt", "null": "a\0.txt", "device": "NUL",
})  # fmt: skip
def files_of_a_directory(lab: Lab, name: str) -> None:
    """Only files below the directory are sent, whatever their name looks like; everything else is a 404."""
    fl = lab.flask
    for path in ("data/a.txt", "data/sub/b.txt", "secret.txt"):
        lab.file(path, path)
    app = lab.app()
    app.add_url_rule("/relative", "relative", lambda: fl.send_from_directory("data", name))
    app.add_url_rule(
        "/absolute",
        "absolute",
        lambda: fl.send_from_directory(lab.folder / "data", name, mimetype="x/y", as_attachment=True),
    )
    for path in ("/relative", "/absolute"):
        lab.send(app, path)


@scenario
def paths_are_relative_to_the_application(lab: Lab) -> None:
    """A relative path is below the application's root, wherever the process is, for a blueprint too."""
    fl = lab.flask
    lab.file("root/a.txt", "of the root")
    lab.file("root/sub/a.txt", "below the root")
    lab.file("a.txt", "of the working directory")
    app = lab.app(root_path=str(lab.folder / "root"))
    bp = lab.blueprint(url_prefix="/bp", root_path=str(lab.folder))
    bp.add_url_rule("/", "file", lambda: fl.send_file("a.txt"))
    app.register_blueprint(bp)
    directories = ("sub", "sub/", lab.folder, str(lab.folder / "root" / "sub"))
    app.add_url_rule("/<int:n>", "directory", lambda n: fl.send_from_directory(directories[n], "a.txt"))
    for path in ("/bp/", *(f"/{n}" for n in range(len(directories)))):
        lab.send(app, path)
    app.config["USE_X_SENDFILE"] = True
    for path in ("/bp/", "/0", "/2"):
        lab.send(app, path)


@scenario
def dates_of_files(lab: Lab) -> None:
    """A date may be told as a number, a moment in time or a date of the day."""
    fl = lab.flask
    lab.file("a.txt", "a")
    moments: list[Any] = [NOON - 60, float(NOON), datetime(2020, 1, 2, 3, 4, 5, tzinfo=timezone.utc), None]
    app = lab.app()
    app.add_url_rule("/<int:n>", "date", lambda n: fl.send_file("a.txt", last_modified=moments[n]))
    for n in range(len(moments)):
        lab.send(app, f"/{n}")


@table({
    "all": {}, "with categories": {"with_categories": True}, "one": {"category_filter": ["error"]}, "two": {"category_filter": ["error", "info"]},
    "none of them": {"category_filter": ["nothing"]}, "empty filter": {"category_filter": []},
    "filtered with categories": {"with_categories": True, "category_filter": ["info", "message"]}, "text as filter": {"category_filter": "error"},
})  # fmt: skip
def categories_of_flashes(lab: Lab, options: dict[str, Any]) -> None:
    """Messages are filtered by category and keep their order; those that were filtered out are gone as well."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"

    @app.route("/flash")
    def flash() -> object:
        for message, category in (("one", "message"), ("two", "error"), ("three", "info"), ("four", "error")):
            fl.flash(message, category)
        return "flashed"

    app.add_url_rule("/show", "show", lambda: [fl.get_flashed_messages(**options), fl.get_flashed_messages()])
    browser = lab.browser(app)
    for path in ("/flash", "/flash", "/show", "/show"):
        lab.send(browser, path)


@scenario
def what_can_be_flashed(lab: Lab) -> None:
    """A message may be whatever a session holds; markup stays markup; anything else fails when the session is saved."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.testing = True
    messages: list[Any] = ["<b>", Markup("<b>"), ("a", 1), {"x": [1]}, None, 5, object()]
    app.add_url_rule("/flash/<int:n>", "flash", lambda n: fl.flash(messages[n]) or "ok")
    template = "{% for m in get_flashed_messages() %}{{ m }}{% else %}none{% endfor %}"
    app.add_url_rule("/show", "show", lambda: fl.render_template_string(template))
    for n in range(len(messages)):
        browser = lab.browser(app)
        lab.send(browser, f"/flash/{n}")
        lab.send(browser, "/show")


@scenario
def flashed_in_the_same_request(lab: Lab) -> None:
    """A message is there for the request that flashed it, and then for no other; taken messages stay for the request."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"

    @app.route("/")
    def index() -> object:
        before = fl.get_flashed_messages()
        fl.flash("late")
        return [before, fl.get_flashed_messages(), "_flashes" in fl.session]

    @app.route("/now")
    def now() -> object:
        fl.flash("early")
        return [fl.get_flashed_messages(with_categories=True), "_flashes" in fl.session]

    browser = lab.browser(app)
    for path in ("/", "/now", "/", "/now"):
        lab.send(browser, path)


@scenario
def attributes_of_templates(lab: Lab) -> None:
    """Macros and variables of a template are reached from Python, without the context of a request."""
    fl = lab.flask
    lab.file(
        "templates/m.html",
        "{% macro hello(x, y='!') %}<b>{{ x }}</b>{{ y }}{% endmacro %}{% set a = [1, 2] %}{% set _b = 3 %}",
    )
    lab.file(
        "templates/uses.html",
        "{% macro who() %}{{ config.DEBUG }}{{ g is defined }}{{ request is defined }}{{ p }}{% endmacro %}",
    )
    app = lab.app()
    app.context_processor(lambda: {"p": "processed"})
    with app.test_request_context():
        hello = fl.get_template_attribute("m.html", "hello")
        lab.note(
            type(hello), hello("<x>"), hello(Markup("<i>"), y="?"), fl.get_template_attribute("m.html", "a")
        )
        lab.refused(fl.get_template_attribute, "m.html", "_b")
        lab.refused(fl.get_template_attribute, "none.html", "hello")
        lab.note(fl.get_template_attribute("uses.html", "who")())
    with app.app_context():
        lab.note(fl.get_template_attribute("m.html", "hello")("y"))


@scenario
def aborting_through_the_application(lab: Lab) -> None:
    """``abort`` asks the application's aborter, also one of its own, with all of its arguments."""
    fl = lab.flask

    class Aborter:
        def __call__(self, code: object, *args: object, **kwargs: object) -> object:
            lab.note("aborting", code, args, kwargs)
            raise KeyError(code)

    class Own(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        def make_aborter(self) -> Aborter:
            return Aborter()

    app = Own("lab", root_path=str(lab.folder))
    app.register_error_handler(KeyError, lambda e: (f"aborted {e}", 290))
    app.add_url_rule("/", "index", lambda: fl.abort(404, "why", a=1))
    lab.send(app)
    with app.app_context():
        lab.refused(fl.abort, 500)
    lab.refused(fl.abort, 500, "outside of every application")


@scenario
def redirecting_through_the_application(lab: Lab) -> None:
    """``redirect`` asks the application's method where there is one, and makes its response of the application's class."""
    fl = lab.flask

    class OwnResponse(fl.Response):  # type: ignore[name-defined,misc]  # chosen at run time
        default_mimetype = "text/own"

    class Own(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        response_class = OwnResponse

        def redirect(self, location: str, code: int = 302) -> object:
            lab.note("redirecting", location, code)
            return super().redirect("/other" + location, code)

    app = Own("lab", root_path=str(lab.folder))
    app.add_url_rule("/", "index", lambda: fl.redirect("/x", 307))
    app.add_url_rule("/given", "given", lambda: fl.redirect("/x", 303, fl.Response))
    app.add_url_rule("/method", "method", lambda: fl.current_app.redirect("/y"))
    for path in ("/", "/given", "/method"):
        lab.send(app, path)
    with app.app_context():
        lab.note(type(fl.redirect("/x")))
    lab.note(type(fl.redirect("/x")))


@scenario
def urls_through_the_application(lab: Lab) -> None:
    """``url_for`` passes everything on to the application's method; templates have the same function."""
    fl = lab.flask

    class Own(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        def url_for(self, /, endpoint: str, **values: Any) -> str:  # values of a URL
            lab.note("asked", endpoint, dict(sorted(values.items(), key=str)))
            return f"+{super().url_for(endpoint, **values)}"

    app = Own("lab", root_path=str(lab.folder))
    app.add_url_rule("/x/<a>", "x", lambda a: fl.url_for("x", a=a, _anchor="z", _external=True, b=None))
    app.add_url_rule("/t", "t", lambda: fl.render_template_string("{{ url_for('x', a=1) }}"))
    for path in ("/x/1", "/t"):
        lab.send(app, path)


@scenario
def responses_through_the_application(lab: Lab) -> None:
    """``make_response`` asks the application, and takes one value, several as a tuple, or none."""
    fl = lab.flask

    class Own(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        def make_response(self, rv: object) -> object:
            lab.note("making", rv)
            return super().make_response(rv)

    app = Own("lab", root_path=str(lab.folder))
    with app.test_request_context():
        for args in ((), ("a",), ("a", 201), (("a", 202),), ("a", {"X": "1"}), ({"a": 1}, 203, [("X", "1")])):
            response = fl.make_response(*args)
            lab.note(response.status, response.headers.get("X"), response.get_data())


@scenario
def roots_and_flags(lab: Lab) -> None:
    """The smaller helpers: the root of a module, the debug flag, the switch for dotenv files."""
    helpers = lab.module("helpers")
    lab.note(
        helpers.get_root_path("json").rpartition("/")[2],
        helpers.get_root_path("no_such_module_here") == str(lab.folder),
    )
    lab.file("alone_in_the_lab.py", "")
    lab.monkeypatch.syspath_prepend(str(lab.folder))
    lab.note(helpers.get_root_path("alone_in_the_lab") == str(lab.folder))
    lab.note(helpers.get_debug_flag(), helpers.get_load_dotenv(), helpers.get_load_dotenv(False))
