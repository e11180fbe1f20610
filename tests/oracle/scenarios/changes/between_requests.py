"""Changes between two requests: nothing that is frozen, cached or precomputed may be seen to be."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import hashlib
from typing import Any

from werkzeug.routing import BaseConverter, Rule

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


class Upper(BaseConverter):
    """A converter that is put in the place of another."""

    def to_python(self, value: str) -> str:
        return value.upper()


def _other_interface(app: Any) -> object:
    return type(
        "Other",
        (type(app.session_interface),),
        {"salt": "other", "get_cookie_path": lambda self, app: "/other"},
    )()


def _drop_options(app: Any) -> None:
    next(app.url_map.iter_rules("n")).provide_automatic_options = False


def _rename(app: Any) -> None:
    app.name = "renamed"


def _set_up_again(app: Any) -> None:
    # Some test suites in the wild write to this private name, to go on with the set-up after a request.
    app._got_first_request = False
    app.add_url_rule("/fixed", "fixed", lambda: "fixed")


CHANGES: dict[str, Any] = {
    "json sorting": lambda lab, app: setattr(app.json, "sort_keys", False),
    "json spaces": lambda lab, app: setattr(app.json, "compact", False),
    "json ascii": lambda lab, app: setattr(app.json, "ensure_ascii", False),
    "json type": lambda lab, app: setattr(app.json, "mimetype", "application/x"),
    "json default": lambda lab, app: setattr(app.json, "default", lambda o: f"own {type(o).__name__}"),
    "debug": lambda lab, app: setattr(app, "debug", True),
    "secret key": lambda lab, app: setattr(app, "secret_key", "another"),
    "secret key in config": lambda lab, app: app.config.update(SECRET_KEY="another"),
    "no secret key": lambda lab, app: setattr(app, "secret_key", None),
    "salt": lambda lab, app: lab.monkeypatch.setattr(app.session_interface, "salt", "another"),
    "digest": lambda lab, app: lab.monkeypatch.setattr(app.session_interface, "digest_method", hashlib.sha256),
    "cookie name": lambda lab, app: app.config.update(SESSION_COOKIE_NAME="another"),
    "cookie path": lambda lab, app: app.config.update(SESSION_COOKIE_PATH="/p"),
    "session interface": lambda lab, app: setattr(app, "session_interface", _other_interface(app)),
    "response class": lambda lab, app: setattr(app, "response_class", type("Own", (app.response_class,), {"default_mimetype": "text/x"})),
    "request class": lambda lab, app: setattr(app, "request_class", type("Own", (app.request_class,), {"path": property(lambda self: "/own", lambda self, value: None)})),
    "response mimetype": lambda lab, app: lab.monkeypatch.setattr(app.response_class, "default_mimetype", "text/y"),
    "response charset": lambda lab, app: lab.monkeypatch.setattr(app.response_class, "default_status", 207),
    "converter": lambda lab, app: app.url_map.converters.update(default=Upper),
    "strict slashes": lambda lab, app: setattr(app.url_map, "strict_slashes", False),
    "merge slashes": lambda lab, app: setattr(app.url_map, "merge_slashes", False),
    "rule options": lambda lab, app: _drop_options(app),
    "server name": lambda lab, app: app.config.update(SERVER_NAME="other.test"),
    "trusted hosts": lambda lab, app: app.config.update(TRUSTED_HOSTS=["other.test"]),
    "application root": lambda lab, app: app.config.update(APPLICATION_ROOT="/root"),
    "scheme": lambda lab, app: app.config.update(PREFERRED_URL_SCHEME="https"),
    "propagate": lambda lab, app: app.config.update(PROPAGATE_EXCEPTIONS=True),
    "trap http": lambda lab, app: app.config.update(TRAP_HTTP_EXCEPTIONS=True),
    "name": lambda lab, app: _rename(app),
    "dispatch": lambda lab, app: setattr(app, "dispatch_request", lambda: "patched"),
    "dispatch on the class": lambda lab, app: lab.monkeypatch.setattr(type(app), "dispatch_request", lambda self: "patched"),
    "make_response": lambda lab, app: setattr(app, "make_response", lambda rv: app.response_class(f"made {rv}")),
    "process_response": lambda lab, app: setattr(app, "process_response", lambda r: app.response_class("processed")),
    "preprocess": lambda lab, app: setattr(app, "preprocess_request", lambda: "preprocessed"),
    "finalize": lambda lab, app: setattr(app, "finalize_request", lambda rv, from_error_handler=False: app.response_class("final")),
    "full dispatch": lambda lab, app: setattr(app, "full_dispatch_request", lambda: app.response_class("full")),
    "ensure_sync": lambda lab, app: setattr(app, "ensure_sync", lambda f: lambda *a, **k: f"sync {f(*a, **k)}" if not a else f(*a, **k)),
    "raise routing": lambda lab, app: setattr(app, "raise_routing_exception", lambda request: {"a": 1}[request.path]),
    "handle http": lambda lab, app: setattr(app, "handle_http_exception", lambda e: (f"http {e.code}", 200)),
    "handle user": lambda lab, app: setattr(app, "handle_user_exception", lambda e: (f"user {e}", 200)),
    "handle": lambda lab, app: setattr(app, "handle_exception", lambda e: app.response_class(f"handled {e}")),
    "options": lambda lab, app: setattr(app, "make_default_options_response", lambda: app.response_class("options")),
    "url adapter": lambda lab, app: setattr(app, "create_url_adapter", lambda request: app.url_map.bind("patched.test", path_info="/1")),
    "request context": lambda lab, app: setattr(app, "request_context", lambda environ, old=app.request_context: old({**environ, "PATH_INFO": "/2"})),
    "app context": lambda lab, app: setattr(app, "app_context", lambda old=app.app_context: lab.note("app_context") or old()),
    "teardown": lambda lab, app: setattr(app, "do_teardown_request", lambda exc=None: lab.note("patched teardown")),
    "app teardown": lambda lab, app: setattr(app, "do_teardown_appcontext", lambda exc=None: lab.note("patched app teardown")),
    "wsgi": lambda lab, app: setattr(app, "wsgi_app", lambda e, s, old=app.wsgi_app: old({**e, "PATH_INFO": "/3"}, s)),
    "globals class": lambda lab, app: setattr(app, "app_ctx_globals_class", type("G", (app.app_ctx_globals_class,), {"color": "red"})),
    "request open": lambda lab, app: lab.monkeypatch.setattr(app.session_interface, "open_session", lambda a, r: None),
    "session save": lambda lab, app: lab.monkeypatch.setattr(app.session_interface, "save_session", lambda a, s, r: lab.note("save")),
    "response call": lambda lab, app: lab.monkeypatch.setattr(app.response_class, "get_wsgi_headers", lambda self, environ: self.headers),
    "inject defaults": lambda lab, app: setattr(app, "inject_url_defaults", lambda endpoint, values: values.update(q="injected")),
    "url_for": lambda lab, app: setattr(app, "url_for", lambda endpoint, **values: f"url of {endpoint}"),
    "rule added": lambda lab, app: app.url_map.add(Rule("/fixed", endpoint="n", defaults={"n": 7})),
    "view": lambda lab, app: app.view_functions.update(n=lambda n: f"new {n}"),
    "got first request": lambda lab, app: _set_up_again(app),
}  # fmt: skip


def _within_a_context(fl: Any, app: Any) -> object:  # a package, and an application of it
    with app.test_request_context("/1"):
        return fl.request.url


@table(CHANGES)
def between_requests(
    lab: Lab, change: Any
) -> None:  # rows are lambdas of the lab and an application of either package
    """A change after the first request holds from the second on, whatever was prepared for the first."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.add_url_rule(
        "/<int:n>",
        "n",
        lambda n: f"{n} {fl.url_for('n', n=n)} {fl.current_app.name} {getattr(fl.g, 'color', None)}",
        strict_slashes=None,
    )
    app.add_url_rule("/text/<x>/", "text", lambda x: f"{x} {fl.request.path}")
    app.add_url_rule("/json", "json", lambda: {"b": "é", "a": [1]})
    app.add_url_rule("/set", "set", lambda: fl.session.setdefault("a", "text"))
    app.add_url_rule("/get", "get", lambda: str(fl.session.get("a")))
    app.add_url_rule("/error", "error", lambda: fl.current_app.extensions["x"])
    app.add_url_rule("/object", "object", lambda: fl.jsonify(3j))
    browser = lab.browser(app)
    for _ in range(2):
        lab.attempt(_within_a_context, fl, app)
        lab.send(app, "/set")
        for path in (
            "/1",
            "/text/y/",
            "/text/y",
            "/text//y/",
            "/json",
            "/set",
            "/get",
            "/error",
            "/object",
            "/fixed",
        ):
            lab.send(browser, path)
        lab.send(browser, "/1", "PUT")
        lab.send(browser, "/1", "OPTIONS")
        lab.send(browser, "/1", "HEAD")
        lab.attempt(lambda: change(lab, app) and None)


@scenario
def fallback_keys_grow(lab: Lab) -> None:
    """A list of fallback keys that is changed in place is read anew."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "old"
    app.add_url_rule("/set", "set", lambda: fl.session.setdefault("a", "text"))
    app.add_url_rule("/get", "get", lambda: str(fl.session.get("a")))
    browser = lab.browser(app)
    lab.send(browser, "/set")
    app.secret_key = "new"
    app.config["SECRET_KEY_FALLBACKS"] = []
    lab.send(browser, "/get")
    app.config["SECRET_KEY_FALLBACKS"].append("old")
    lab.send(browser, "/get")


@scenario
def templates_edited(lab: Lab) -> None:
    """A template that changes on disk is read anew only if reloading is on."""
    import os

    fl = lab.flask
    for reload in (True, False):
        lab.file("templates/t.html", "one")
        app = lab.app()
        app.config["TEMPLATES_AUTO_RELOAD"] = reload
        app.add_url_rule("/", "index", lambda: fl.render_template("t.html"))
        lab.send(app)
        path = lab.file("templates/t.html", "two")
        os.utime(path, (2_000_000_000, 2_000_000_000))
        lab.send(app)


@scenario
def processors_change(lab: Lab) -> None:
    """Context processors and URL defaults that come and go are seen at once."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/", "index", lambda: fl.render_template_string("{{ a }} {{ url_for('index') }}"))
    lab.send(app)
    app.template_context_processors[None].append(lambda: {"a": 1})
    app.url_default_functions.setdefault(None, []).append(lambda endpoint, values: values.update(q=1))
    lab.send(app)
    app.template_context_processors[None].pop()
    app.url_default_functions[None].clear()
    lab.send(app)
    app.url_build_error_handlers.append(lambda error, endpoint, values: "built")
    app.teardown_appcontext_funcs.append(lab.noting("teardown"))
    lab.send(app)
    app.teardown_appcontext_funcs.clear()
    lab.send(app)
