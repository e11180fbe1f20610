"""Templates, signals, views, helpers, streaming, async views, the test client, and debug help."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

import importlib
import inspect
import io
from collections.abc import Iterator
from types import ModuleType
from typing import Any, TypeVar

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab
from tests.oracle.transcript import header_lines


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


ALL_SIGNALS = ("appcontext_pushed", "request_started", "before_render_template", "template_rendered", "request_finished",
               "got_request_exception", "request_tearing_down", "appcontext_tearing_down", "appcontext_popped", "message_flashed")  # fmt: skip


@table({
    "text": "/text", "template": "/template", "error": "/error", "handled": "/handled", "missing": "/missing", "abort": "/abort",
    "stream": "/stream", "flash": "/flash",
})  # fmt: skip
def signals(lab: Lab, path: str) -> None:
    """Signals are sent in the same order among the hooks, with the same arguments."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    nothing: dict[str, str] = {}
    views: dict[str, Any] = {
        "text": lambda: "ok", "template": lambda: fl.render_template_string("t"), "error": lambda: 1 / 0, "handled": lambda: nothing["x"],
        "abort": lambda: fl.abort(409), "stream": lambda: fl.stream_template_string("s"), "flash": lambda: fl.flash("m", "c") or "f",
    }  # fmt: skip
    for name, view in views.items():
        app.add_url_rule(f"/{name}", name, view)
    app.register_error_handler(KeyError, lambda e: "handled")
    app.before_request(lab.noting("before"))
    app.after_request(lab.passing("after"))
    app.teardown_request(lab.noting("teardown"))
    app.teardown_appcontext(lab.noting("teardown app"))
    app.context_processor(lab.noting("processor", {}))
    kept = lab.listen(app, *ALL_SIGNALS)
    lab.send(app, path)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    lab.send(app, path, "HEAD")
    lab.note(len(kept))


@scenario
def signal_receivers_come_and_go(lab: Lab) -> None:
    """A receiver that is connected between requests is heard, and not after it is gone."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/", "index", lambda: "ok")
    lab.send(app)
    with fl.request_started.connected_to(lambda sender, **kw: lab.note("any", sender.name)):
        lab.send(app)
    with fl.request_finished.connected_to(
        lambda sender, **kw: lab.note("finished", kw["response"].status), app
    ):
        lab.send(app)
    lab.send(app)
    lab.note([getattr(fl.signals, name).name for name in ALL_SIGNALS])


@scenario
def failing_receiver(lab: Lab) -> None:
    """An exception of a receiver is an exception of the request."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/", "index", lambda: "ok")

    def fail(sender: object, **arguments: object) -> None:
        raise ValueError("receiver")

    app.register_error_handler(ValueError, lambda e: f"handled {e}")
    for name in ("request_started", "request_finished"):
        with getattr(fl, name).connected_to(fail, app):
            lab.send(app)


@scenario
def class_views(lab: Lab) -> None:
    """A view class makes an instance for each request, or one for all, with its arguments and decorators."""
    views = lab.module("views")

    class Counter(views.View):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        methods = ["GET", "PUT"]

        def __init__(self, start: int = 0) -> None:
            self.count = start

        def dispatch_request(self, **kwargs: object) -> object:
            self.count += 1
            return {"count": self.count, **kwargs}

    class Single(Counter):
        init_every_request = False
        decorators = [lab.passing("decorated"), lab.passing("decorated again")]

    app = lab.app()
    app.add_url_rule("/c/<x>", view_func=Counter.as_view("counter", 5))
    app.add_url_rule("/s", view_func=Single.as_view("single", start=7))
    for path in ("/c/1", "/c/1", "/s", "/s"):
        lab.send(app, path)
        lab.send(app, path, "PUT")
        lab.send(app, path, "POST")
    view = app.view_functions["counter"]
    lab.note(
        view.__name__,
        view.view_class,
        view.methods,
        view.provide_automatic_options,
        view.__module__ == __name__,
    )
    lab.refused(lambda: views.View().dispatch_request())


@scenario
def method_views(lab: Lab) -> None:
    """A method view calls the method's function; HEAD falls back to GET; the methods are collected over bases."""
    views = lab.module("views")

    class Reads(views.MethodView):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def get(self, x: str = "none") -> str:
            return "get " + x

    class Writes(Reads):
        def post(self) -> str:
            return "post"

        def propfind(self) -> str:
            return "no"

    class Explicit(Reads):
        methods = ["GET", "POST"]

    class WithHead(Reads):
        def head(self) -> object:
            return "", 204, {"X-Head": "1"}

    app = lab.app()
    for cls in (Reads, Writes, Explicit, WithHead):
        app.add_url_rule(f"/{cls.__name__}", view_func=cls.as_view(cls.__name__))
        lab.note(cls.__name__, set(cls.methods))
    for cls in (Reads, Writes, Explicit, WithHead):
        for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT"):
            lab.send(app, f"/{cls.__name__}", method)
    app.testing = True
    lab.send(app, "/Explicit", "POST")


@table({
    "file": {"path_or_file": "data/a.txt"}, "attachment": {"path_or_file": "data/a.txt", "as_attachment": True},
    "name": {"path_or_file": "data/a.txt", "as_attachment": True, "download_name": "é.txt"}, "type": {"path_or_file": "data/a.txt", "mimetype": "x/y"},
    "no etag": {"path_or_file": "data/a.txt", "etag": False}, "own etag": {"path_or_file": "data/a.txt", "etag": "mine"},
    "age": {"path_or_file": "data/a.txt", "max_age": 10}, "age function": {"path_or_file": "data/a.txt", "max_age": len},
    "not conditional": {"path_or_file": "data/a.txt", "conditional": False}, "modified": {"path_or_file": "data/a.txt", "last_modified": 5},
    "bytes": {"path_or_file": io.BytesIO(b"raw")}, "bytes named": {"path_or_file": io.BytesIO(b"raw"), "download_name": "x.bin"},
    "text": {"path_or_file": io.StringIO("raw"), "mimetype": "text/plain"}, "missing": {"path_or_file": "data/b.txt"},
    "unknown type": {"path_or_file": "data/x.zzz"},
})  # fmt: skip
def send_file(lab: Lab, options: dict[str, Any]) -> None:
    """Files are sent with type, length, date and etag, in whole or in part."""
    lab.file("data/a.txt", "0123456789")
    lab.file("data/x.zzz", "z")
    app = lab.app()
    app.testing = True

    def index() -> object:
        given = options["path_or_file"]
        if isinstance(given, io.BytesIO):
            given = io.BytesIO(given.getvalue())
        return lab.flask.send_file(**{**options, "path_or_file": given})

    app.add_url_rule("/", "index", index)
    lab.send(app)
    lab.send(app, headers={"Range": "bytes=2-4"})
    lab.send(app, headers={"If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT"})
    lab.send(app, "/", "HEAD")
    app.config["USE_X_SENDFILE"] = app.use_x_sendfile = not isinstance(options["path_or_file"], io.IOBase)
    lab.send(app)


@scenario
def send_from_directory(lab: Lab) -> None:
    """Only files below the directory are sent."""
    lab.file("data/a.txt", "a")
    lab.file("secret.txt", "s")
    app = lab.app()
    app.add_url_rule(
        "/<path:name>",
        "f",
        lambda name: lab.flask.send_from_directory("data", name, as_attachment="x" in lab.flask.request.args),
    )
    for path in ("/a.txt", "/a.txt?x=1", "/b.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/sub/..%2Fa.txt"):
        lab.send(app, path)


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


@scenario
def streaming(lab: Lab) -> None:
    """A streamed body loses the context, unless it was kept."""
    fl = lab.flask
    app = lab.app()
    app.testing = True
    app.teardown_request(lab.noting("teardown"))

    def body() -> Iterator[str]:
        lab.note("started")
        yield "Hello "
        yield fl.request.args["name"] if fl.has_request_context() else "nobody"
        lab.note("done")

    @fl.stream_with_context
    def decorated() -> Iterator[str]:
        yield fl.request.args["name"]

    app.add_url_rule("/plain", "plain", body)
    app.add_url_rule("/kept", "kept", lambda: fl.stream_with_context(body()))
    app.add_url_rule("/decorated", "decorated", lambda: decorated())
    app.add_url_rule(
        "/response", "response", lambda: fl.Response(fl.stream_with_context(body()), mimetype="text/x")
    )
    for path in ("/plain", "/kept", "/decorated", "/response"):
        lab.send(app, path + "?name=you")


@scenario
def stream_closed_early(lab: Lab) -> None:
    """A body that is not read to its end is closed."""
    fl = lab.flask
    app = lab.app()
    app.teardown_request(lab.noting("teardown"))

    def body() -> Iterator[str]:
        try:
            yield "a"
            yield "b"
        finally:
            lab.note("closed", fl.has_request_context())

    app.add_url_rule("/", "index", lambda: fl.stream_with_context(body()))
    response = app.test_client().get("/", buffered=False)
    lab.note(next(iter(response.response)))
    response.close()
    lab.note(fl.has_request_context())


@scenario
def async_views(lab: Lab) -> None:
    """Views, hooks and handlers may be coroutines."""
    fl = lab.flask
    views = lab.module("views")
    app = lab.app()

    async def index() -> str:
        return f"async {fl.request.path}"

    async def fail() -> str:
        raise KeyError("async")

    async def before() -> None:
        lab.note("before")

    async def after(response: Any) -> Any:  # a response of either package
        lab.note("after")
        return response

    async def teardown(error: BaseException | None) -> None:
        lab.note("teardown", error)

    async def handler(error: KeyError) -> object:
        return f"handled {error}", 290

    class Method(views.MethodView):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        async def get(self) -> str:
            return "async get"

    app.add_url_rule("/", view_func=index)
    app.add_url_rule("/fail", view_func=fail)
    app.add_url_rule("/method", view_func=Method.as_view("method"))
    app.before_request(before)
    app.after_request(after)
    app.teardown_request(teardown)
    app.teardown_appcontext(teardown)
    app.register_error_handler(KeyError, handler)
    for path in ("/", "/fail", "/method", "/missing"):
        lab.send(app, path)
    lab.note(app.ensure_sync(len) is len, app.async_to_sync(index) is not index)


@scenario
def client_options(lab: Lab) -> None:
    """The test client knows the application's name, root and scheme, and keeps what it is told."""
    fl = lab.flask
    app = lab.app()
    app.config.update(SERVER_NAME="shop.test", APPLICATION_ROOT="/r", PREFERRED_URL_SCHEME="https")
    app.add_url_rule(
        "/x",
        "x",
        lambda: [fl.request.url, dict(fl.request.headers), fl.request.method, fl.request.environ.get("OWN")],
    )
    client = app.test_client()
    lab.note(type(client), client.application is app)
    response = client.get("/x?a=1", headers={"X-A": "1"}, environ_overrides={"OWN": "o"})
    body = response.json[1]
    body["User-Agent"] = "agent"
    lab.note(response.json[0], body, response.json[2:], response.status)
    client.environ_base["OWN"] = "base"
    lab.note(client.post("/x").status, client.get("/x").json[3], client.get("http://else.test/r/x").status)
    lab.note(client.environ_base["REMOTE_ADDR"], sorted(client.environ_base))
    lab.note(client.get("/x", base_url="http://shop.test/r").json[0])


@scenario
def client_keeps_the_context(lab: Lab) -> None:
    """Within ``with client``, the last request's context stays until the next request or the end."""
    fl = lab.flask
    app = lab.app()
    app.teardown_request(lab.noting("teardown request"))
    app.teardown_appcontext(lab.noting("teardown app"))
    app.add_url_rule("/<x>", "x", lambda x: fl.g.setdefault("x", x))
    with app.test_client() as client:
        client.get("/one?a=1")
        lab.note(fl.request.args, fl.g.x, fl.current_app.name)
        client.get("/two")
        lab.note(fl.request.path, fl.g.x)
        lab.refused(client.__enter__)
    lab.note(fl.has_request_context(), fl.has_app_context())


@scenario
def client_session_transaction(lab: Lab) -> None:
    """A transaction opens the client's session, and stores what was changed."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/", "index", lambda: dict(fl.session))
    lab.refused(lambda: app.test_client().session_transaction().__enter__())
    app.secret_key = "k"
    client = app.test_client()
    with client.session_transaction() as session:
        session["a"] = 1
        lab.note(type(session), session.new)
    lab.note(client.get("/").json)
    with client.session_transaction("/", base_url="http://localhost") as session:
        lab.note(dict(session))
        del session["a"]
    lab.note(client.get("/").json)
    lab.refused(lambda: app.test_client(use_cookies=False).session_transaction().__enter__())


@scenario
def own_client_classes(lab: Lab) -> None:
    """An application's own classes of client and runner are used, with their arguments."""
    testing = lab.module("testing")

    class Own(testing.FlaskClient):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # what the base takes
            self.token = kwargs.pop("token")
            super().__init__(*args, **kwargs)

        def open(self, *args: Any, **kwargs: Any) -> Any:  # what the base takes and returns
            lab.note("open", self.token, args)
            return super().open(*args, **kwargs)

    app = lab.app()
    app.test_client_class = Own
    app.add_url_rule("/", "index", lambda: "ok")
    lab.note(app.test_client(token="t").get("/").get_data(), type(app.test_client(token="t")))
    builder = testing.EnvironBuilder(app, "/x", json={"b": 1, "a": 2})
    lab.note(builder.get_environ()["wsgi.input"].read(), builder.app is app)


@scenario
def cli_runner(lab: Lab) -> None:
    """The runner invokes the application's commands with an application context."""
    import click

    fl = lab.flask
    app = lab.app()

    @app.cli.command("hello")
    @click.argument("name")
    def hello(name: str) -> None:
        click.echo(f"hello {name} from {fl.current_app.name}")

    @app.cli.command("bare", with_appcontext=False)
    def bare() -> None:
        click.echo(str(fl.has_app_context()))

    runner = app.test_cli_runner()
    lab.note(type(runner))
    for args in (["hello", "you"], ["bare"], ["hello"]):
        result = runner.invoke(args=args)
        lab.note(result.exit_code, result.output)
    result = runner.invoke(hello, ["direct"])
    lab.note(result.exit_code, result.output)


@scenario
def debug_help_for_files(lab: Lab) -> None:
    """In debug mode a form without its encoding type explains itself."""
    fl = lab.flask
    app = lab.app()
    app.debug = True
    app.add_url_rule("/", "index", lambda: fl.request.files["photo"].filename, methods=["POST"])
    lab.send(app, "/", "POST", data={"photo": "x.jpg"})
    lab.send(app, "/", "POST", data={"other": "x.jpg"})
    lab.send(app, "/", "POST", data={"photo": (io.BytesIO(b"x"), "x.jpg")})
    app.debug = False
    lab.send(app, "/", "POST", data={"photo": "x.jpg"})


@scenario
def wsgi_surface(lab: Lab) -> None:
    """The application is a WSGI callable: it starts the response once and returns an iterable."""
    app = lab.app()
    app.add_url_rule("/", "index", lambda: ("body", 201, {"X-A": "1"}))
    calls: list[Any] = []  # the arguments of start_response
    environ = {"REQUEST_METHOD": "GET", "SERVER_NAME": "localhost", "SERVER_PORT": "80", "PATH_INFO": "/", "wsgi.url_scheme": "http",
               "wsgi.input": io.BytesIO(), "wsgi.errors": io.StringIO()}  # fmt: skip
    for method in ("GET", "HEAD", "POST"):
        body = app({**environ, "REQUEST_METHOD": method}, lambda *args: calls.append(args))
        status, headers = calls.pop()
        lab.note(method, b"".join(body), status, header_lines(headers))
        getattr(body, "close", lambda: None)()


@table({
    "app": "Flask", "blueprint": "Blueprint", "request": "Request", "response": "Response", "config": "Config",
})  # fmt: skip
def members(lab: Lab, name: str) -> None:
    """The documented classes have every public member that Flask's have."""
    flask = importlib.import_module("flask")
    cls = getattr(lab.flask, name)
    lab.note(
        "missing:",
        [
            member
            for member in dir(getattr(flask, name))
            if not member.startswith("_") and not hasattr(cls, member)
        ],
    )


@table({
    "app": "app", "blueprints": "blueprints", "ctx": "ctx", "globals": "globals", "helpers": "helpers", "wrappers": "wrappers",
    "config": "config", "sessions": "sessions", "templating": "templating", "views": "views", "signals": "signals", "logging": "logging",
    "debughelpers": "debughelpers", "cli": "cli", "testing": "testing", "typing": "typing", "json": "json", "json.provider": "json.provider",
    "json.tag": "json.tag", "top": "",
})  # fmt: skip
def names_and_signatures(lab: Lab, name: str) -> None:
    """The documented modules have Flask's names, and every call that fits Flask's parameters fits ours."""
    reference = importlib.import_module(f"flask.{name}" if name else "flask")
    ours = lab.module(name) if name else lab.flask
    lab.note("missing or narrower:", name)
    for key, value in sorted(vars(reference).items()):
        if (
            key.startswith("_")
            or isinstance(value, (ModuleType, TypeVar))
            or (name and not _defined_in(reference, value))
        ):
            continue
        if not hasattr(ours, key):
            lab.note(key, "is missing")
        elif inspect.isclass(value):
            _compare_members(lab, key, value, getattr(ours, key))
        elif inspect.isfunction(value):
            _compare(lab, key, value, getattr(ours, key))


def _defined_in(module: ModuleType, value: object) -> bool:
    return getattr(value, "__module__", None) == module.__name__


def _compare_members(lab: Lab, name: str, reference: type, ours: type) -> None:
    for key in sorted(dir(reference)):
        theirs = inspect.getattr_static(reference, key)
        home = getattr(inspect.unwrap(theirs), "__module__", None) or ""
        if (key.startswith("_") and key != "__init__") or not home.startswith("flask"):
            continue
        if not hasattr(ours, key):
            lab.note(f"{name}.{key}", "is missing")
        elif inspect.isfunction(theirs) or isinstance(theirs, (classmethod, staticmethod)):
            _compare(lab, f"{name}.{key}", getattr(reference, key), getattr(ours, key))


def _compare(lab: Lab, name: str, reference: Any, ours: Any) -> None:  # any callables
    wanted, found = inspect.signature(reference).parameters, inspect.signature(ours).parameters
    for key, parameter in wanted.items():
        twin = found.get(key)
        if twin is None and parameter.kind is parameter.VAR_KEYWORD:
            twin = next((p for p in found.values() if p.kind in {p.VAR_KEYWORD, p.KEYWORD_ONLY}), None)
        if twin is None and parameter.kind is parameter.VAR_POSITIONAL:
            twin = next((p for p in found.values() if p.kind is p.VAR_POSITIONAL), None)
        if parameter.kind is parameter.VAR_KEYWORD and twin is not None:
            continue
        if twin is None or (parameter.default is parameter.empty) != (twin.default is twin.empty):
            lab.note(name, "differs in", key)
    taken = {
        p.name
        for p in found.values()
        if p.default is p.empty and p.kind not in {p.VAR_KEYWORD, p.VAR_POSITIONAL}
    }
    if taken - set(wanted):
        lab.note(name, "wants more", sorted(taken - set(wanted)))
    order = [key for key, p in wanted.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    mine = [key for key, p in found.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    if mine[: len(order)] != order:
        lab.note(name, "takes in another order", mine)
