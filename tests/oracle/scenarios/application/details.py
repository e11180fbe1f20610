"""The application in detail: where it finds itself, how it makes its parts, and its methods called by hand."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

import importlib
import sys
import traceback
from typing import Any

from werkzeug.exceptions import BadRequest, BadRequestKeyError, Forbidden, NotFound
from werkzeug.routing import BuildError

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@table(
    {
        "package": "shop",
        "module": "single",
        "module of a package": "shop.views",
        "package in a package": "shop.admin",
        "namespace": "space",
        "in a namespace": "space.part",
    }
)
def where_an_application_is(lab: Lab, name: str) -> None:
    """Root, instance path, name and templates follow from the import name: of a package, a module, or parts of them."""
    for path in ("shop/__init__.py", "shop/views.py", "shop/admin/__init__.py", "single.py", "space/part.py"):
        lab.file(path, "")
    lab.monkeypatch.syspath_prepend(str(lab.folder))
    lab.attempt(lambda: importlib.import_module(name).__name__)

    def place(path: str | None) -> str:
        return str(path).replace(str(lab.folder), "ROOT")

    for options in (
        {},
        {"root_path": str(lab.folder / "given")},
        {"instance_path": str(lab.folder / "inst")},
        {"instance_relative_config": True},
    ):
        app = lab.attempt(lambda options=options: lab.flask.Flask(name, **options))
        if app is not None:
            lab.note(
                app.name,
                app.import_name,
                place(app.root_path),
                place(app.instance_path),
                place(app.config.root_path),
                place(app.static_folder),
            )
    bp = lab.attempt(lambda: lab.flask.Blueprint("bp", name, template_folder="t"))
    if bp is not None:
        lab.note(place(bp.root_path), place(bp.jinja_loader.searchpath[0]))


@scenario
def installed_application(lab: Lab) -> None:
    """The instance folder of an installed package is below the prefix of the environment."""
    site = lab.folder / "venv" / "lib" / "python3" / "site-packages"
    lab.file("venv/lib/python3/site-packages/installed_shop/__init__.py", "")
    lab.monkeypatch.setattr(sys, "prefix", str(lab.folder / "venv"))
    lab.monkeypatch.syspath_prepend(str(site))
    importlib.import_module("installed_shop")
    app = lab.flask.Flask("installed_shop")
    lab.note(
        app.instance_path.replace(str(lab.folder), "ROOT"), app.auto_find_instance_path() == app.instance_path
    )


@table({
    "host and folder": {"host_matching": True, "static_host": "cdn.test"}, "subdomains": {"subdomain_matching": True}, "both": {"subdomain_matching": True, "host_matching": True, "static_folder": None},
    "neither": {},
})  # fmt: skip
def matching_by_constructor(lab: Lab, options: dict[str, Any]) -> None:
    """Hosts and subdomains count for matching and for static files, as the constructor says."""
    fl = lab.flask
    lab.file("static/a.txt", "a")
    app = lab.app(**options)
    app.config["SERVER_NAME"] = "shop.test"
    place = {"host": "<h>.shop.test"} if options.get("host_matching") else {"subdomain": "<h>"}
    app.add_url_rule("/", "any", lambda h="none": [h, fl.url_for("any", h=h)], **place)
    lab.note(app.url_map.host_matching, app.subdomain_matching, app.url_map.default_subdomain)
    for host in ("shop.test", "api.shop.test", "cdn.test", "else.test"):
        lab.send(app, "/", base_url=f"http://{host}")
        lab.send(app, "/static/a.txt", base_url=f"http://{host}")


@scenario
def resources(lab: Lab) -> None:
    """Resources are read as bytes or text in any encoding; those of the instance folder may be written."""
    lab.file("r.txt", "é".encode("latin-1"))
    app = lab.app()
    for args, kwargs in (((), {}), (("rb",), {}), (("rt",), {"encoding": "latin-1"}), (("r",), {"encoding": "latin-1"}), (("rt", "latin-1"), {}), (("rb",), {"encoding": "latin-1"}),
                         (("r",), {}), (("w",), {}), (("r+",), {}), (("x",), {}), ((), {"mode": "a"})):  # fmt: skip
        lab.attempt(_read, app.open_resource, "r.txt", *args, **kwargs)
        lab.attempt(_read, lab.blueprint().open_resource, "r.txt", *args, **kwargs)
    lab.refused(app.open_resource, "missing.txt")
    lab.refused(app.open_instance_resource, "x.txt", "w")
    lab.file("instance/i.txt", "é".encode("latin-1"))
    for args, kwargs in (
        ((), {}),
        (("rt",), {"encoding": "latin-1"}),
        (("r", "latin-1"), {}),
        (("rt",), {}),
        (("rb",), {"encoding": "latin-1"}),
    ):
        lab.attempt(_read, app.open_instance_resource, "i.txt", *args, **kwargs)
    for mode, content in (("w", "ü"), ("a", "+"), ("wb", b"\xff"), ("x", "")):
        lab.attempt(_write, app.open_instance_resource, mode, content)
        lab.note((lab.folder / "instance" / "i.txt").read_bytes())
    lab.attempt(_read, app.open_instance_resource, str(lab.folder / "r.txt"))


def _read(opened: Any, *args: object, **kwargs: object) -> object:  # a method that opens
    with opened(*args, **kwargs) as file:
        return [file.read(), getattr(file, "encoding", "bytes")]


def _write(opened: Any, mode: str, content: Any) -> None:  # a method that opens, and text or bytes
    with opened("i.txt", mode) as file:
        file.write(content)


@scenario
def makers_of_parts(lab: Lab) -> None:
    """``make_config`` and ``make_aborter`` make the application's parts of the classes that it names."""
    fl = lab.flask

    class Config(fl.Config):  # type: ignore[name-defined,misc]  # chosen at run time
        def __getitem__(self, key: str) -> Any:  # whatever was configured
            return f"<{super().__getitem__(key)}>" if key == "COLOUR" else super().__getitem__(key)

    class Aborter:
        def __call__(self, code: int) -> object:
            raise Forbidden(f"aborted {code}")

    class Own(fl.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        config_class = Config
        aborter_class = Aborter
        default_config = {**fl.Flask.default_config, "COLOUR": "red"}

    app = Own("lab", root_path=str(lab.folder), instance_path=str(lab.folder / "instance"))
    app.add_url_rule("/", "index", lambda: fl.abort(404))
    lab.note(app.config["COLOUR"], type(app.config), type(app.aborter), type(app.make_aborter()))
    for relative in (False, True):
        made = app.make_config(relative)
        lab.note(
            type(made),
            made.root_path.replace(str(lab.folder), "ROOT"),
            made["DEBUG"],
            made["COLOUR"],
            made is app.config,
        )
    lab.send(app)


@table({
    "no request": (None, {}, {}), "no request, name": (None, {}, {"SERVER_NAME": "shop.test:81", "APPLICATION_ROOT": "/r", "PREFERRED_URL_SCHEME": "https"}),
    "request": ("http://here.test:82/base", {}, {}), "request, name": ("http://here.test/base", {}, {"SERVER_NAME": "shop.test"}),
    "request, subdomains": ("http://a.shop.test/", {"subdomain_matching": True}, {"SERVER_NAME": "shop.test"}),
    "request, foreign host": ("http://else.test/", {"subdomain_matching": True}, {"SERVER_NAME": "shop.test"}),
    "request, hosts": ("http://else.test/", {"host_matching": True, "static_folder": None}, {"SERVER_NAME": "shop.test"}),
    "trusted": ("http://shop.test/", {}, {"TRUSTED_HOSTS": [".shop.test"]}), "not trusted": ("http://evil.test/", {}, {"TRUSTED_HOSTS": [".shop.test"]}),
})  # fmt: skip
def adapters(lab: Lab, row: tuple[str | None, dict[str, Any], dict[str, Any]]) -> None:
    """``create_url_adapter`` binds the map to the request, or to the configuration; or to nothing."""
    base, options, config = row
    app = lab.app(**options)
    app.config.update(config)
    app.add_url_rule("/x", "x", len)
    request = None
    if base is not None:
        from werkzeug.test import create_environ

        request = lab.flask.Request(create_environ("/x?a=1", base))
    made: list[Any] = []  # adapters
    lab.attempt(lambda: made.append(app.create_url_adapter(request)))
    lab.note([adapter is not None for adapter in made])
    for adapter in filter(None, made):
        lab.note(
            [
                getattr(adapter, name)
                for name in (
                    "server_name",
                    "script_name",
                    "subdomain",
                    "url_scheme",
                    "path_info",
                    "default_method",
                    "query_args",
                )
            ]
        )
        lab.attempt(adapter.build, "x", force_external=True)
        lab.attempt(adapter.match, "/x")


@scenario
def coroutines_and_functions(lab: Lab) -> None:
    """``ensure_sync`` leaves functions alone and runs coroutines; ``async_to_sync`` needs a library, and says which."""
    app = lab.app()

    async def later(x: int) -> int:
        return x + 1

    def plain(x: int) -> int:
        return x + 2

    lab.note(
        app.ensure_sync(plain) is plain,
        app.ensure_sync(later) is later,
        app.ensure_sync(later)(1),
        app.async_to_sync(later)(2),
    )
    lab.monkeypatch.setitem(sys.modules, "asgiref.sync", None)
    lab.monkeypatch.setitem(sys.modules, "asgiref", None)
    lab.note(app.ensure_sync(plain)(1))
    lab.refused(app.ensure_sync, later)
    lab.refused(app.async_to_sync, later)
    app.add_url_rule("/<int:x>", "later", later)
    app.testing = True
    lab.send(app, "/1")


@scenario
def own_way_of_coroutines(lab: Lab) -> None:
    """``async_to_sync`` may be overridden, and then runs every coroutine of a request."""
    import asyncio

    class Own(lab.flask.Flask):  # type: ignore[name-defined,misc]  # chosen at run time
        def async_to_sync(self, func: Any) -> Any:  # a function that makes coroutines
            lab.note("to sync", func.__name__)
            return lambda *args, **kwargs: asyncio.run(func(*args, **kwargs))

    app = Own("lab", root_path=str(lab.folder))

    async def view() -> str:
        return "view"

    async def before() -> None:
        lab.note("before runs")

    app.add_url_rule("/", view_func=view)
    app.before_request(before)
    lab.send(app)


ERRORS: dict[str, Any] = {
    "404": lambda: NotFound(), "400": lambda: BadRequest(), "key": lambda: BadRequestKeyError("k"), "403": lambda: Forbidden(), "value": lambda: ValueError("v"),
}  # fmt: skip


@table({
    "plain": {}, "debug": {"DEBUG": True}, "trap http": {"TRAP_HTTP_EXCEPTIONS": True}, "trap bad": {"TRAP_BAD_REQUEST_ERRORS": True},
    "no trap in debug": {"DEBUG": True, "TRAP_BAD_REQUEST_ERRORS": False}, "testing": {"TESTING": True},
})  # fmt: skip
def what_is_trapped(lab: Lab, config: dict[str, Any]) -> None:
    """``trap_http_exception`` and ``should_ignore_error`` answer from the configuration."""
    app = lab.app()
    app.config.update(config)
    lab.note(
        {
            name: [app.trap_http_exception(make()), app.should_ignore_error(make())]
            for name, make in ERRORS.items()
        },
        app.should_ignore_error(None),
    )


@table({
    "default": {}, "testing": {"TESTING": True}, "debug": {"DEBUG": True}, "on": {"PROPAGATE_EXCEPTIONS": True}, "off": {"PROPAGATE_EXCEPTIONS": False},
    "off while testing": {"PROPAGATE_EXCEPTIONS": False, "TESTING": True}, "off in debug": {"PROPAGATE_EXCEPTIONS": False, "DEBUG": True}, "none": {"PROPAGATE_EXCEPTIONS": None, "TESTING": True},
})  # fmt: skip
def what_is_propagated(lab: Lab, config: dict[str, Any]) -> None:
    """Whether an unhandled exception comes out, is decided by one key, or else by testing and debug mode; signals and logs as well."""
    app = lab.app()
    app.config.update(config)
    lab.monkeypatch.setattr(app, "log_exception", lab.noting("logged"))
    app.add_url_rule("/", "index", lambda: 1 / 0)
    kept = lab.listen(app, "got_request_exception")
    lab.send(app)
    app.error_handler_spec[None][500][NotFound] = lambda e: "never"
    app.error_handler_spec[None][None][ArithmeticError] = lambda e: ("handled", 290)
    lab.send(app)
    lab.note(len(kept))
    with app.test_request_context():
        lab.attempt(lambda: app.handle_exception(ValueError("by hand")).status)


@scenario
def url_defaults_by_hand(lab: Lab) -> None:
    """``inject_url_defaults`` asks the functions of the application and of the endpoint's blueprints."""
    app = lab.app()
    outer, inner = lab.blueprint("outer"), lab.blueprint("inner")
    app.url_defaults(lambda endpoint, values: values.setdefault("app", endpoint))
    outer.url_defaults(lambda endpoint, values: values.setdefault("outer", endpoint))
    inner.url_defaults(lambda endpoint, values: values.update(inner=len(values)))
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    for endpoint in ("x", "outer.x", "outer.inner.x", "inner.x", "nothing.x", "static"):
        values: dict[str, object] = {"given": 1}
        lab.note(app.inject_url_defaults(endpoint, values), endpoint, values)


@scenario
def handlers_of_failed_urls(lab: Lab) -> None:
    """A URL that cannot be built goes through the handlers one by one; the last word is the error's own."""
    app = lab.app()

    def raising(error: Exception, endpoint: str, values: dict[str, object]) -> str | None:
        lab.note("first", endpoint, values)
        raise BuildError("another", {}, None)

    app.url_build_error_handlers.append(raising)
    app.url_build_error_handlers.append(lambda error, endpoint, values: lab.note("second", type(error)))
    with app.test_request_context():
        lab.refused(app.url_for, "nothing", a=1)
        app.url_build_error_handlers.append(
            lambda error, endpoint, values: "" if endpoint == "empty" else f"third {values}"
        )
        lab.attempt(app.url_for, "nothing", a=1, _external=True, _method="PUT", _scheme="ftp", _anchor="x")
        lab.attempt(app.url_for, "empty")
        try:
            raise ValueError("outside")  # noqa: TRY301  # another exception is being handled
        except ValueError:
            lab.attempt(app.handle_url_build_error, BuildError("by hand", {}, None), "nothing", {"a": 1})


@scenario
def names_for_a_shell(lab: Lab) -> None:
    """The names of a shell are the application and ``g``; processors add theirs in their order, and cannot take those two."""
    app = lab.app()
    app.shell_context_processor(lambda: {"a": 1, "g": "mine"})
    app.shell_context_processor(lambda: {"a": 2, "b": 3})
    lab.note(list(app.shell_context_processors), app.make_shell_context()["app"] is app)
    names = app.make_shell_context()
    lab.note({key: value for key, value in names.items() if key not in {"app", "g"}}, names["g"])
    app.shell_context_processor(lambda: None)
    lab.refused(app.make_shell_context)


@scenario
def logger_of_an_application(lab: Lab) -> None:
    """The logger has the application's name, a handler only if nobody else has one, and DEBUG in debug mode."""
    import logging

    names = ("lab_one", "lab_two", "lab_handled")
    logging.getLogger("lab_handled").addHandler(logging.NullHandler())
    logging.getLogger("lab_handled").setLevel(logging.ERROR)
    for level in (logging.WARNING, logging.NOTSET):
        for name in names:
            app = lab.app(name)
            app.debug = name == "lab_two"
            lab.monkeypatch.setattr(logging.getLogger(), "handlers", [logging.NullHandler()] if level else [])
            logger = app.logger
            lab.note(
                name,
                logger.name,
                logger.level,
                [type(handler) for handler in logger.handlers],
                logger is app.logger,
                logger.getEffectiveLevel() <= 10,
            )


@scenario
def logged_exceptions(lab: Lab) -> None:
    """``log_exception`` writes method, path and traceback; it may be overridden."""
    import io
    import logging

    app = lab.app()
    stream = io.StringIO()
    app.logger.addHandler(logging.StreamHandler(stream))
    app.add_url_rule("/a/<x>", "x", lambda x: 1 / 0, methods=["GET", "POST"])
    lab.send(app, "/a/b?c=d", "POST")
    lines = stream.getvalue().splitlines()
    lab.note(lines[0], lines[1], lines[-1])
    with app.test_request_context("/by/hand"):
        try:
            raise ValueError("told")  # noqa: TRY301  # an exception with a traceback is needed
        except ValueError:
            app.log_exception(sys.exc_info())
    lab.note(
        [line for line in stream.getvalue().splitlines() if "by/hand" in line or "told" in line],
        traceback.format_exc() != "",
    )


@scenario
def clients_and_runners(lab: Lab) -> None:
    """``test_client`` and ``test_cli_runner`` make objects of the application's classes, with what they are given."""
    fl, testing = lab.flask, lab.module("testing")
    from werkzeug.wrappers import Response

    app = lab.app()
    app.add_url_rule("/", "index", lambda: fl.request.cookies.get("a", "no cookie"))
    client = app.test_client()
    lab.note(
        type(client),
        client.application is app,
        client.response_wrapper.__mro__[1:3],
        isinstance(client.get("/"), Response),
    )
    client.set_cookie("a", "1")
    lab.note(
        client.get("/").text,
        app.test_client().get("/").text,
        app.test_client(use_cookies=False).get("/").text,
    )
    lab.refused(app.test_client, no_such_option=1)

    class Own(testing.FlaskClient):  # type: ignore[name-defined,misc]  # chosen at run time
        def __init__(self, *args: Any, **kwargs: Any) -> None:  # what the base takes
            self.extra = kwargs.pop("extra", None)
            super().__init__(*args, **kwargs)

    app.test_client_class = Own
    lab.note(app.test_client(extra=5).extra, type(app.test_client()))
    runner = app.test_cli_runner(charset="latin-1", echo_stdin=True)
    lab.note(type(runner), runner.app is app, runner.charset, runner.echo_stdin)
    lab.note(app.test_client_class, app.test_cli_runner_class)


@scenario
def settings_that_reach_the_parts(lab: Lab) -> None:
    """Each key of the configuration is read where it counts, when it counts."""
    fl = lab.flask
    app = lab.app()
    app.config.update(MAX_COOKIE_SIZE=10, USE_X_SENDFILE=True, TEMPLATES_AUTO_RELOAD=True, SEND_FILE_MAX_AGE_DEFAULT=9, TRUSTED_HOSTS=["localhost"],
                      PROVIDE_AUTOMATIC_OPTIONS=False, SECRET_KEY="k", SESSION_COOKIE_PARTITIONED=True, SESSION_COOKIE_SECURE=True)  # fmt: skip
    lab.file("static/a.txt", "a")
    app.add_url_rule("/", "index", lambda: fl.session.setdefault("a", 1) and fl.make_response("x"))
    app.add_url_rule("/own", "own", lambda: "x", provide_automatic_options=True)
    for method, path in (("GET", "/"), ("OPTIONS", "/"), ("OPTIONS", "/own"), ("GET", "/static/a.txt")):
        lab.send(app, path, method)
    lab.send(app, "/", base_url="http://evil.test")
    with app.app_context():
        lab.note(app.jinja_env.auto_reload, app.get_send_file_max_age("x"))


@scenario
def iterating_blueprints(lab: Lab) -> None:
    """``blueprints`` has every registration by name, ``iter_blueprints`` the blueprints in that order."""
    app = lab.app()
    one, two, inner = lab.blueprint("one"), lab.blueprint("two"), lab.blueprint("inner")
    two.register_blueprint(inner)
    for bp, options in ((two, {}), (one, {}), (one, {"name": "again"})):
        app.register_blueprint(bp, **options)
    lab.note(list(app.blueprints), [bp.name for bp in app.iter_blueprints()], app.blueprints["again"] is one)
