"""The application: the way of a request, and what can be put in its place."""

from __future__ import annotations

import gc
import logging
import os
import weakref
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError, NotFound
from werkzeug.routing import BuildError, Map
from werkzeug.test import EnvironBuilder, run_wsgi_app

import demijohn
from demijohn import g, request
from demijohn.core import registry


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep errors that are meant out of the log."""
    monkeypatch.setattr(logging.getLogger("shop"), "disabled", True)


@pytest.fixture
def app() -> demijohn.Flask:
    """Make an application with one view."""
    app = demijohn.Flask("shop", root_path="/", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    return app


STEPS = [
    "wsgi_app",
    "request_context",
    "create_url_adapter",
    "app_context",
    "create_url_adapter",
    "full_dispatch_request",
    "preprocess_request",
    "dispatch_request",
    "ensure_sync",
    "finalize_request",
    "make_response",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
]


# ``Any``: a step is passed on with whatever it takes and gives.
def note_steps(owner: Any, names: list[str], seen: list[str], *, is_class: bool) -> None:
    """Put a function around each step that notes its name."""

    def around(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*args: Any, **kwargs: Any) -> Any:
            seen.append(name)
            return step(*args, **kwargs)

        return noted

    for name in set(names):
        step = getattr(demijohn.Flask, name) if is_class else getattr(owner, name)
        setattr(owner, name, around(name, step))


@pytest.mark.parametrize("is_class", [True, False], ids=["a subclass", "the instance"])
def test_every_step_of_a_request_can_be_overridden(is_class: bool) -> None:
    """A request goes through the documented methods in their order, whoever overrides them."""
    seen: list[str] = []

    class App(demijohn.Flask):
        pass

    app = App("shop", root_path="/", static_folder=None)
    app.add_url_rule("/", "index", lambda: "index")
    note_steps(App if is_class else app, STEPS, seen, is_class=is_class)
    assert "index" == app.test_client().get("/").text
    assert STEPS == seen


@pytest.mark.parametrize(
    ("raised", "steps"),
    [
        pytest.param(
            NotFound(), ["handle_user_exception", "trap_http_exception", "handle_http_exception"], id="http"
        ),
        pytest.param(
            ValueError(),
            ["handle_user_exception", "handle_exception", "log_exception", "should_ignore_error"],
            id="other",
        ),
    ],
)
def test_every_step_of_an_error_can_be_overridden(
    app: demijohn.Flask, raised: Exception, steps: list[str]
) -> None:
    """An error goes through the documented methods, also where the instance has its own."""

    def fail() -> str:
        raise raised

    seen: list[str] = []
    app.add_url_rule("/fail", "fail", fail)
    note_steps(app, steps, seen, is_class=False)
    app.test_client().get("/fail")
    assert steps == seen


def test_hooks_run_from_the_application_inwards_and_back(app: demijohn.Flask) -> None:
    """Opening hooks run in the order of registration, closing ones the other way round."""
    seen: list[str] = []

    def note(name: str, value: Any = None) -> Callable[..., Any]:  # ``Any``: a hook of any kind
        def hook(*args: Any) -> Any:
            seen.append(name)
            return args[0] if value == "response" else None

        return hook

    bp = demijohn.Blueprint("bp", __name__)
    bp.add_url_rule("/bp", view_func=lambda: "bp", endpoint="view")
    for owner, name in ((bp, "bp"), (app, "app")):
        owner.url_value_preprocessor(note(f"{name} values"))
        owner.before_request(note(f"{name} before"))
        owner.after_request(note(f"{name} after 1", "response"))
        owner.after_request(note(f"{name} after 2", "response"))
        owner.teardown_request(note(f"{name} teardown"))
    app.register_blueprint(bp)
    app.test_client().get("/bp")
    assert [
        *("app values", "bp values", "app before", "bp before"),
        *("bp after 2", "bp after 1", "app after 2", "app after 1", "bp teardown", "app teardown"),
    ] == seen


def test_a_hook_that_takes_itself_out_makes_the_next_one_be_skipped(app: demijohn.Flask) -> None:
    """Hooks run over the live list, as they always did."""
    seen: list[str] = []

    def first() -> None:
        seen.append("first")
        app.before_request_funcs[None].remove(first)

    app.before_request(first)
    app.before_request(lambda: seen.append("second"))
    app.before_request(lambda: seen.append("third"))
    client = app.test_client()
    client.get("/")
    client.get("/")
    assert ["first", "third", "second", "third"] == seen


def test_a_hook_for_a_scope_that_is_still_to_come_runs_in_the_same_request(app: demijohn.Flask) -> None:
    """What a hook registers for an inner scope is seen when that scope's turn comes."""
    seen: list[str] = []
    bp = demijohn.Blueprint("bp", __name__)
    bp.add_url_rule("/bp", "view", lambda: "bp")
    app.register_blueprint(bp)
    app.before_request(lambda: app.before_request_funcs["bp"].append(lambda: seen.append("inner")))
    app.test_client().get("/bp")
    assert ["inner"] == seen


def test_a_list_that_user_code_keeps_stays_connected(app: demijohn.Flask) -> None:
    """A plain list that is assigned into a table is that list from then on, also while it is empty."""
    seen: list[str] = []
    mine: list[Any] = []  # ``Any``: hooks
    app.before_request_funcs[None] = mine
    client = app.test_client()
    client.get("/")
    mine.append(lambda: seen.append("mine"))
    client.get("/")
    mine.clear()
    client.get("/")
    assert (["mine"], True) == (seen, app.before_request_funcs[None] is mine)


def test_plans_are_kept_until_a_table_changes(app: demijohn.Flask) -> None:
    """Between two changes the frozen tables and their plans are the same objects; after one they are new."""
    client = app.test_client()
    client.get("/")
    kept = app._derived.hook_plans(app)
    client.get("/")
    assert kept is app._derived.hook_plans(app)
    app.before_request_funcs[None].append(lambda: None)
    assert kept is not app._derived.hook_plans(app)


def test_a_handler_is_found_anew_after_the_table_changed(app: demijohn.Flask) -> None:
    """What was found among the handlers is forgotten when they change, at whatever depth."""
    client = app.test_client()
    assert 404 == client.get("/nothing").status_code
    app.error_handler_spec[None][404][NotFound] = answer_any
    assert "any" == client.get("/nothing").text
    app.error_handler_spec[None][404].clear()
    assert 404 == client.get("/nothing").status_code
    app.error_handler_spec = {None: {None: {HTTPException: answer_any}}}
    assert "any" == client.get("/nothing").text


def test_views_may_be_exchanged_at_any_time(app: demijohn.Flask) -> None:
    """A view that is put into the table answers the next request."""
    client = app.test_client()
    assert "index" == client.get("/").text
    app.view_functions["index"] = lambda: "other"
    assert "other" == client.get("/").text


def test_a_dict_that_user_code_assigns_stays_connected(app: demijohn.Flask) -> None:
    """A dict of views or of extensions that is assigned is the table from then on."""
    views = dict(app.view_functions)
    extensions: dict[str, object] = {}
    app.view_functions, app.extensions = views, extensions
    views["index"] = lambda: "other"
    assert ("other", True, views) == (
        app.test_client().get("/").text,
        app.extensions is extensions,
        app._registry().views,
    )


def test_middleware_is_put_around_wsgi_app(app: demijohn.Flask) -> None:
    """``wsgi_app`` can be assigned to, and calling the application calls what is there."""
    inner = app.wsgi_app
    app.wsgi_app = lambda environ, start: inner({**environ, "PATH_INFO": "/"}, start)
    assert "index" == app.test_client().get("/elsewhere").text


def test_a_rule_that_is_refused_leaves_no_trace(app: demijohn.Flask) -> None:
    """A second view for an endpoint is refused before its rule is added, and both places are told."""
    before = [rule.rule for rule in app.url_map.iter_rules()]
    with pytest.raises(AssertionError, match="overwriting an existing endpoint function: index") as caught:
        app.add_url_rule("/second", "index", lambda: "second")
    assert before == [rule.rule for rule in app.url_map.iter_rules()]
    assert 2 == str(caught.value).count(__file__)


@pytest.mark.parametrize(
    ("arguments", "head"),
    [
        pytest.param({"rule": "x", "endpoint": "x"}, "URL rule 'x' must start with a slash.", id="slash"),
        pytest.param({"rule": "/<a:x>", "endpoint": "x"}, "the converter 'a' does not exist", id="converter"),
        pytest.param({"rule": "/x"}, "expected view func if endpoint is not provided.", id="no endpoint"),
        pytest.param(
            {"rule": "/x", "endpoint": "x", "methods": "GET"},
            "Allowed methods must be a list of strings",
            id="methods",
        ),
    ],
)
def test_a_wrong_rule_is_refused_with_its_place(
    app: demijohn.Flask, arguments: dict[str, Any], head: str
) -> None:
    """A wrong rule says what is wrong, where it is registered, and is not added."""
    with pytest.raises(Exception, match=head) as caught:
        app.add_url_rule(**arguments)
    assert head == str(caught.value)[: len(head)]
    assert ["/"] == [rule.rule for rule in app.url_map.iter_rules()]


def test_a_view_that_returns_nothing_is_named_with_its_place(app: demijohn.Flask) -> None:
    """The error for a view without a return value names endpoint, function and the place of its rule."""

    def forgetful() -> Any:  # ``Any``: what it returns is wrong, and that is the case
        return None

    app.add_url_rule("/none", view_func=forgetful)
    app.testing = True
    with pytest.raises(
        TypeError, match="The view function for 'forgetful' did not return a valid response"
    ) as caught:
        app.test_client().get("/none")
    assert (True, True) == (__file__ in str(caught.value), "forgetful'." in str(caught.value))


def test_setup_after_the_first_request_is_refused_with_its_place(app: demijohn.Flask) -> None:
    """A setup method that comes too late is refused by name and place."""
    app.test_client().get("/")
    with pytest.raises(
        AssertionError, match="The setup method 'add_url_rule' can no longer be called"
    ) as caught:
        app.add_url_rule("/late", "late", lambda: "late")
    assert __file__ in str(caught.value)


def test_handlers_for_what_is_no_error_are_refused(app: demijohn.Flask) -> None:
    """A handler is registered for an exception class or an error code."""
    with pytest.raises(ValueError, match="'999' is not a recognized HTTP error code") as caught:
        app.register_error_handler(999, answer_any)
    assert __file__ in str(caught.value)
    assert {} == app.error_handler_spec


def test_an_unhandled_error_reaches_the_handler_for_500(app: demijohn.Flask) -> None:
    """The handler for 500 gets an ``InternalServerError`` that carries the error."""

    def fail() -> str:
        raise ValueError("told")

    def answer(error: InternalServerError) -> tuple[str, int]:
        return repr(error.original_exception), 500

    app.add_url_rule("/fail", "fail", fail)
    app.register_error_handler(500, answer)
    assert "ValueError('told')" == app.test_client().get("/fail").text


def test_an_error_without_a_handler_is_the_same_object_outside(app: demijohn.Flask) -> None:
    """While testing, the very exception that a view raised comes out of the client."""
    error = ValueError("out")

    def fail() -> str:
        raise error

    app.testing = True
    app.add_url_rule("/fail", "fail", fail)
    with pytest.raises(ValueError, match="out") as caught:
        app.test_client().get("/fail")
    assert error is caught.value


def test_a_trapped_error_of_the_client_shows_up(app: demijohn.Flask) -> None:
    """With ``TRAP_BAD_REQUEST_ERRORS`` a bad request is raised like an error of the program."""

    def fail() -> str:
        raise BadRequest

    app.config.update(TESTING=True, TRAP_BAD_REQUEST_ERRORS=True)
    app.add_url_rule("/fail", "fail", fail)
    with pytest.raises(BadRequest):
        app.test_client().get("/fail")


def test_urls_are_built_for_the_request_or_the_configured_name(app: demijohn.Flask) -> None:
    """Inside a request a URL is a path; outside it is external and needs ``SERVER_NAME``."""

    @app.url_defaults
    def add_default(endpoint: str, values: dict[str, Any]) -> None:
        values.setdefault("q", "1")

    with app.test_request_context():
        assert "/?q=1#a%20b" == app.url_for("index", _anchor="a b")
        assert "https://localhost/?q=1" == app.url_for("index", _scheme="https")
        with pytest.raises(ValueError, match="'_external' must be True"):
            app.url_for("index", _scheme="https", _external=False)
    with pytest.raises(RuntimeError, match="Unable to build URLs outside an active request"):
        app.url_for("index")
    app.config["SERVER_NAME"] = "shop.test"
    assert "http://shop.test/?q=1" == app.url_for("index")
    with app.app_context():
        assert "http://shop.test/?q=2" == app.url_for("index", q="2")


def test_handlers_of_build_errors_are_asked_in_turn(app: demijohn.Flask) -> None:
    """A handler that gives nothing or raises a build error is passed over; the first URL counts."""

    def raises(error: Exception, endpoint: str, values: dict[str, Any]) -> str:
        assert isinstance(error, BuildError)
        raise BuildError(endpoint, values, "GET")

    def gives_nothing(error: Exception, endpoint: str, values: dict[str, Any]) -> None:
        """Give no URL."""

    def gives_url(error: Exception, endpoint: str, values: dict[str, Any]) -> str:
        return f"/built/{endpoint}"

    app.url_build_error_handlers.append(raises)
    with app.test_request_context():
        with pytest.raises(BuildError):
            app.url_for("nothing")
        app.url_build_error_handlers.append(gives_nothing)
        app.url_build_error_handlers.append(gives_url)
        assert "/built/nothing" == app.url_for("nothing")


def test_async_functions_run_to_their_end(app: demijohn.Flask) -> None:
    """Async views and hooks are run, and their results are used as those of plain ones."""
    pytest.importorskip("asgiref")

    async def before() -> None:
        g.before = True

    async def view() -> str:
        return str(g.before)

    app.before_request(before)
    app.add_url_rule("/async", view_func=view)
    assert "True" == app.test_client().get("/async").text


def test_signals_have_the_application_as_sender(app: demijohn.Flask) -> None:
    """The signals of a request are sent in order, by the application itself."""
    told: list[str] = []

    def listen(name: str) -> Callable[..., None]:
        def receive(sender: demijohn.Flask, **facts: Any) -> None:  # ``Any``: each signal has its own facts
            told.append(f"{name} {sender.name} {sorted(key for key in facts if not key.startswith('_'))}")

        return receive

    with (
        demijohn.request_started.connected_to(listen("started"), app),
        demijohn.request_finished.connected_to(listen("finished"), app),
        demijohn.request_tearing_down.connected_to(listen("tearing down"), app),
    ):
        app.test_client().get("/")
    assert ["started shop []", "finished shop ['response']", "tearing down shop ['exc']"] == told


def test_an_application_is_freed_when_nobody_needs_it() -> None:
    """An application that was only made and never served is in no reference cycle."""
    gc.disable()
    try:
        ref = weakref.ref(demijohn.Flask("shop", root_path="/"))
        assert None is ref()
    finally:
        gc.enable()


def test_static_files_are_served_from_the_static_folder(tmp_path: Path) -> None:
    """The static route serves the folder, with the age that the configuration gives."""
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "a.txt").write_text("content", encoding="utf-8")
    app = demijohn.Flask("shop", root_path=str(tmp_path))
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(seconds=60)
    response = app.test_client().get("/static/a.txt")
    assert ("content", 60) == (response.text, response.cache_control.max_age)
    response.close()
    assert 404 == app.test_client().get("/static/b.txt").status_code


@pytest.mark.parametrize(
    ("folder", "given", "expected"),
    [
        pytest.param("static", None, "/static", id="its name"),
        pytest.param("/a/b/", None, "/b", id="its last name"),
        pytest.param("", None, "", id="the root"),
        pytest.param("static", "/files/", "/files", id="given"),
        pytest.param(None, None, None, id="none"),
    ],
)
def test_static_url_path(folder: str | None, given: str | None, expected: str | None) -> None:
    """Static files are below the folder's name, unless a prefix is given."""
    app = demijohn.Flask("shop", root_path="/", static_folder=folder, static_url_path=given)
    assert (expected, folder is not None) == (app.static_url_path, app.has_static_folder)


@pytest.mark.parametrize(
    ("arguments", "error", "head"),
    [
        pytest.param(
            {"static_host": "a.test"}, AssertionError, "Invalid static_host/host_matching", id="host alone"
        ),
        pytest.param(
            {"host_matching": True}, AssertionError, "Invalid static_host/host_matching", id="matching alone"
        ),
        pytest.param(
            {"instance_path": "rel"}, ValueError, "If an instance path is provided it must be", id="relative"
        ),
    ],
)
def test_wrong_arguments_of_an_application(
    arguments: dict[str, Any], error: type[Exception], head: str
) -> None:
    """Arguments that do not go together are refused when the application is made."""
    with pytest.raises(error, match=head):
        demijohn.Flask("shop", root_path="/", **arguments)


def test_resources_are_opened_beside_the_module(tmp_path: Path) -> None:
    """A resource is read as bytes or text from the root path, and written only in the instance folder."""
    (tmp_path / "a.txt").write_text("é", encoding="utf-8")
    app = demijohn.Flask("shop", root_path=str(tmp_path), instance_path=str(tmp_path / "instance"))
    with app.open_resource("a.txt") as binary, app.open_resource("a.txt", "r", encoding="utf-8") as text:
        assert ("é".encode(), "é") == (binary.read(), text.read())
    with pytest.raises(ValueError, match="Resources can only be opened for reading"):
        app.open_resource("a.txt", "w")
    (tmp_path / "instance").mkdir()
    with app.open_instance_resource("b.txt", "w") as file:
        file.write("é")
    with app.open_instance_resource("b.txt") as file:
        assert "é".encode() == file.read()


def test_the_name_of_an_application_can_be_set(app: demijohn.Flask) -> None:
    """The name is the import name until it is set."""
    assert ("shop", "<Flask 'shop'>") == (app.name, repr(app))
    app.name = "other"
    assert "<Flask 'other'>" == repr(app)


def test_settings_can_be_reached_as_attributes(app: demijohn.Flask) -> None:
    """Some settings have an attribute, which reads and writes the configuration."""
    app.secret_key, app.testing, app.permanent_session_lifetime = "key", True, 60
    app.debug = True
    assert ("key", True, 60, True) == tuple(
        app.config[key] for key in ("SECRET_KEY", "TESTING", "PERMANENT_SESSION_LIFETIME", "DEBUG")
    )
    assert (timedelta(seconds=60), True) == (app.permanent_session_lifetime, app.jinja_env.auto_reload)


def test_template_functions_reach_the_environment(app: demijohn.Flask) -> None:
    """Filters, tests and globals are registered by their own name or by a given one."""
    app.template_filter()(view_name)
    app.template_test("long")(is_long)
    app.add_template_global(view_name, "named")
    template = app.jinja_env.from_string("{{ 'a'|view_name }} {{ 'abcd' is long }} {{ named('b') }}")
    assert "view a True view b" == template.render()


def answer_any(error: Exception) -> tuple[str, int]:
    """Answer any error."""
    return "any", 200


def say(n: int) -> str:
    """Say a number."""
    return str(n)


def is_long(text: str) -> bool:
    """Tell a long text."""
    return len(text) > 3


def view_name(text: str) -> str:
    """Say what a view is called."""
    return f"view {text}"


def test_context_processors_do_not_hide_what_the_view_gave(app: demijohn.Flask) -> None:
    """Processors add variables, and what the template was given stays."""
    app.context_processor(lambda: {"a": "processor", "b": "processor"})
    context: dict[str, Any] = {"a": "view"}
    with app.test_request_context():
        app.update_template_context(context)
        assert ("view", "processor", request) == (context["a"], context["b"], context["request"])


def test_the_shell_has_the_application_and_what_processors_add(app: demijohn.Flask) -> None:
    """The variables of the shell are ``app``, ``g`` and those of the processors."""
    app.shell_context_processor(lambda: {"extra": 1})
    made = app.make_shell_context()
    assert ({"app", "g", "extra"}, app, 1) == (set(made), made["app"], made["extra"])


def test_a_foreign_map_class_serves_too() -> None:
    """An application may use Werkzeug's own map: routing then is Werkzeug's."""

    class App(demijohn.Flask):
        url_map_class = Map

    app = App("shop", root_path="/", static_folder=None)
    app.add_url_rule("/<int:n>", "n", say)
    assert (Map, "7", None) == (type(app.url_map), app.test_client().get("/7").text, app._registry().routes)


def test_the_registry_is_all_that_is_registered(app: demijohn.Flask) -> None:
    """The frozen registry has the tables, the views and the routes of the moment."""

    def hook() -> None:
        """Do nothing."""

    app.before_request(hook)
    app.register_error_handler(404, answer_any)
    made = app._registry()
    assert (
        {None: (hook,)},
        {None: {404: {NotFound: answer_any}}},
        dict(app.view_functions),
        (),
    ) == (made.hooks.before_request, made.handlers.entries, made.views, made.blueprints)
    assert registry.Registry is type(made)
    assert made.routes is not None


def test_a_debugger_can_keep_the_contexts(app: demijohn.Flask) -> None:
    """A server that asks for it gets the contexts of a request before they are left, the application's first."""
    kept: list[object] = []
    environ = EnvironBuilder("/").get_environ()
    environ["werkzeug.debug.preserve_context"] = kept.append
    run_wsgi_app(app, environ)
    assert ["AppContext", "RequestContext"] == [type(ctx).__name__ for ctx in kept]


def test_the_server_is_asked_for_with_the_configured_address(
    app: demijohn.Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``run`` listens on what it is given, else on ``SERVER_NAME``, else on the usual address."""
    asked: list[tuple[object, ...]] = []

    def ask(host: str, port: int, application: object, **options: object) -> None:
        asked.append((host, port, options))

    def say_nothing(debug: bool, name: str) -> None:
        """Print no banner."""

    monkeypatch.delenv("FLASK_RUN_FROM_CLI", raising=False)
    monkeypatch.setattr("werkzeug.serving.run_simple", ask)
    monkeypatch.setattr("demijohn.cli.show_server_banner", say_nothing)
    options = {"use_reloader": False, "use_debugger": False, "threaded": True}
    app.run(load_dotenv=False)
    app.config["SERVER_NAME"] = "shop.test:81"
    app.run(load_dotenv=False)
    app.run("0.0.0.0", 0, load_dotenv=False, threaded=False)
    assert [
        ("127.0.0.1", 5000, options),
        ("shop.test", 81, options),
        ("0.0.0.0", 0, {**options, "threaded": False}),
    ] == asked


def test_run_is_ignored_under_the_command_line(
    app: demijohn.Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the command line serves, a call of ``run`` in the module says that it is ignored."""
    monkeypatch.setitem(os.environ, "FLASK_RUN_FROM_CLI", "true")
    app.run()
    assert "Ignoring a call to 'app.run()'" in capsys.readouterr().out
