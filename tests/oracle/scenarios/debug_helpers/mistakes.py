"""Debug helpers: what a developer is told about redirects that lose a form, files that did not come, and missing keys."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# ruff: noqa: PLW0108

from __future__ import annotations

import io
import logging
from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _debugged(lab: Lab, **config: object) -> Any:  # an application of either package
    app = lab.app()
    app.config.update({"DEBUG": True, **config})
    app.logger.addHandler(logging.NullHandler())
    return app


@table({code: int(code) for code in ("301", "302", "303", "307", "308")})
def redirect_of_a_form_by_code(lab: Lab, code: int) -> None:
    """A router's redirect is explained if it would lose the form, and sent if its code keeps method and body."""
    from werkzeug.routing import RequestRedirect

    app = _debugged(lab)
    app.add_url_rule("/a/", "a", lambda: "a", methods=["GET", "POST", "PUT", "DELETE"])

    def send_on(request: Any) -> object:  # a request of either package
        error = RequestRedirect("http://localhost/a/?x=1")
        error.code = code
        request.routing_exception = error
        return original(request)

    original = app.raise_routing_exception
    app.raise_routing_exception = send_on
    for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"):
        lab.send(app, "/a", method)


@scenario
def redirect_of_a_form_explained(lab: Lab) -> None:
    """The explanation names the URL that was asked for, and the one that was meant."""
    debughelpers = lab.module("debughelpers")
    app = _debugged(lab)
    app.add_url_rule("/shop/", "shop", lambda: "shop", methods=["POST"])
    app.add_url_rule("/old", "old", redirect_to="shop/", methods=["POST"])
    for path in ("/shop?a=1", "/old"):
        lab.send(app, path, "POST", data={"a": "b"})
        with app.test_request_context(path, method="POST") as ctx:
            exception = ctx.request.routing_exception
            exception.code = 301
            error = debughelpers.FormDataRoutingRedirect(ctx.request)
            text = str(error)
            lab.note(type(error).__mro__[1], path, exception.new_url in text, ctx.request.base_url in text)


@scenario
def redirect_of_a_form_outside_of_debug(lab: Lab) -> None:
    """Outside of debug mode, and for requests without a body, the redirect is sent."""
    app = _debugged(lab, DEBUG=False)
    app.add_url_rule("/a/", "a", lambda: "a", methods=["GET", "POST"])
    for testing in (False, True):
        app.testing = testing
        lab.send(app, "/a", "POST", data={"a": "b"})
    app.debug = True
    lab.send(app, "/a")
    lab.send(app, "/a", "POST", data={"a": "b"})


USES: dict[str, Any] = {
    "item": lambda files: files["photo"], "get": lambda files: files.get("photo"), "list": lambda files: files.getlist("photo"),
    "in": lambda files: "photo" in files, "length": lambda files: len(files), "iterate": lambda files: list(files),
    "dict": lambda files: files.to_dict(), "default": lambda files: files.get("photo", "none"),
}  # fmt: skip


@table(USES)
def file_that_was_sent_as_text(lab: Lab, use: Any) -> None:  # rows are lambdas of the files
    """Only asking for a file that is in the form as text is explained; every other use is as always."""
    request = lab.flask.request
    app = _debugged(lab)
    app.add_url_rule("/", "index", lambda: str(use(request.files)), methods=["POST", "PUT"])
    for method in ("POST", "PUT"):
        lab.send(app, "/", method, data={"photo": "x.jpg"})
        lab.send(app, "/", method, data={"other": "x.jpg"})
        lab.send(app, "/", method, data="photo=x.jpg", content_type="text/plain")


@scenario
def files_without_hint(lab: Lab) -> None:
    """A form with the right type gets the usual error, in debug mode too; the hint comes once per request."""
    request = lab.flask.request
    app = _debugged(lab)

    @app.route("/", methods=["POST"])
    def index() -> object:
        lab.note(type(request.files).__mro__[-2], isinstance(request.files, dict))
        lab.note(request.files is request.files, sorted(request.form), sorted(request.files))
        return request.files["photo"].filename

    lab.send(app, "/", "POST", data={"photo": "x", "doc": (io.BytesIO(b"d"), "d.txt")})
    lab.send(app, "/", "POST", data={"photo": "x"}, content_type="multipart/form-data")


@scenario
def hint_names_what_was_sent(lab: Lab) -> None:
    """The hint names the key, the content type that came, the one that is needed, and the names of the files."""
    debughelpers = lab.module("debughelpers")
    app = _debugged(lab)
    with app.test_request_context("/", method="POST", data={"photo": ["a.jpg", "b.jpg"]}) as ctx:
        error = debughelpers.DebugFilesKeyError(ctx.request, "photo")
        text = str(error)
        parts = (
            "'photo'",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "enctype",
            "a.jpg",
            "b.jpg",
        )
        lab.note(type(error).__mro__[1:3], [part in text for part in parts])
    with app.test_request_context("/", method="POST", data={}) as ctx:
        lab.note("''" in str(debughelpers.DebugFilesKeyError(ctx.request, "photo")))


@table({
    "args": lambda request: request.args["name"], "form": lambda request: request.form["name"], "files": lambda request: request.files["name"],
    "values": lambda request: request.values["name"], "cookies": lambda request: request.cookies["name"],
    "headers": lambda request: request.headers["X-Name"], "json": lambda request: request.get_json()["name"],
})  # fmt: skip
def missing_keys(lab: Lab, use: Any) -> None:  # rows are lambdas of the request
    """A missing key is a 400, which names the key in debug mode, and comes out when it is trapped."""
    for config in ({}, {"DEBUG": True}, {"TRAP_BAD_REQUEST_ERRORS": True}, {"DEBUG": True, "TRAP_BAD_REQUEST_ERRORS": False},
                   {"TESTING": True}, {"DEBUG": True, "TRAP_HTTP_EXCEPTIONS": True}):  # fmt: skip
        app = _debugged(lab, **{"DEBUG": False, **config})
        app.add_url_rule("/", "index", lambda: str(use(lab.flask.request)), methods=["GET", "POST"])
        lab.note(config)
        lab.send(app, "/", "POST", json={})
        lab.send(app, "/?name=1", "GET")


@scenario
def missing_key_shown(lab: Lab) -> None:
    """Whether a missing key is named is decided per error; the message has two lines then."""
    fl = lab.flask
    for debug in (False, True):
        app = _debugged(lab, DEBUG=debug, TRAP_BAD_REQUEST_ERRORS=False)
        app.add_url_rule("/", "index", lambda: fl.request.form["name"])

        @app.errorhandler(400)
        def handle(error: Any) -> object:  # an error of Werkzeug
            lab.note(
                type(error), error.args, error.show_exception, error.get_description(), error.description
            )
            return error

        lab.send(app)


@scenario
def error_of_json_explained(lab: Lab) -> None:
    """In debug mode a body that is no JSON says what is wrong with it; otherwise that is left out."""
    fl = lab.flask
    for debug in (False, True):
        app = _debugged(lab, DEBUG=debug, TRAP_BAD_REQUEST_ERRORS=False)
        app.add_url_rule("/", "index", lambda: fl.request.get_json(), methods=["POST"])
        for body in ("{", "", "[1,]", "NaN "):
            lab.send(app, "/", "POST", data=body, content_type="application/json")
        lab.send(app, "/", "POST", data="{}")


@scenario
def explained_loading_in_full(lab: Lab) -> None:
    """The explanation lists each loader, where it looked, what it found, and hints at a blueprint's missing folder."""
    fl = lab.flask
    lab.file("templates/here.html", "app")
    lab.file("shop/here.html", "shop")
    records: list[str] = []

    def keep(message: object, *args: object) -> None:
        records.append(str(message) % args if args else str(message))

    app = lab.app()
    app.config["EXPLAIN_TEMPLATE_LOADING"] = True
    app.logger.info = keep
    bp = lab.blueprint("shop", template_folder="shop", url_prefix="/shop")
    bp.add_url_rule("/<name>", "show", lambda name: fl.render_template(name))
    app.register_blueprint(bp)
    app.register_blueprint(lab.blueprint("plain"))
    for name in ("here.html", "nothing.html"):
        records.clear()
        lab.send(app, f"/shop/{name}")
        text = "\n".join(records).replace(str(lab.folder), "ROOT")
        lines = [line.strip() for line in text.splitlines()]
        lab.note(len(records), [line for line in lines if "ROOT" in line])
        lab.note(
            [
                part in text
                for part in (
                    "application",
                    "blueprint 'shop'",
                    "no match",
                    "found",
                    "'plain'",
                    "Warning",
                    "Error",
                )
            ]
        )


@scenario
def unhandled_exception_in_debug(lab: Lab) -> None:
    """In debug mode an exception comes out of the application after its teardown; handlers that fit still answer."""
    app = _debugged(lab)
    app.add_url_rule("/<kind>", "fail", lambda kind: {"a": 1}[kind] if kind == "key" else int(kind))
    app.register_error_handler(ValueError, lambda e: (f"handled {e}", 290))
    app.teardown_request(lab.noting("teardown"))
    lab.send(app, "/key")
    lab.send(app, "/value")
    app.register_error_handler  # reading it after a request is allowed
    app.error_handler_spec[None][500][Exception] = lambda e: ("never", 500)
    lab.send(app, "/key")
