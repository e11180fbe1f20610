"""What extensions and monitoring tools do to applications, requests and classes; each is tried with Flask too."""

# pyright: reportUnknownLambdaType=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# mypy: allow-subclassing-any, allow-untyped-decorators
# The views, hooks and classes of a package that is a value here have no types.

from __future__ import annotations

import copy
import functools
import gc
import importlib
import pickle
import types
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = str(Path(__file__).parent)

# Any: two packages, one source, and things are replaced here that no type allows to be replaced.


@pytest.fixture(params=["flask", "demijohn"])
def flask(request: pytest.FixtureRequest) -> Any:
    """The package."""
    return importlib.import_module(str(request.param))


@pytest.fixture
def app(flask: Any) -> Any:
    """An application with a view that answers and one that fails."""
    return make(flask)


def module(flask: Any, name: str) -> Any:
    """Import a module of the package."""
    return importlib.import_module(f"{flask.__name__}.{name}")


def make(flask: Any, cls: Any = None) -> Any:
    """Make an application of a class, with a view that answers and one that fails."""
    made = (cls or flask.Flask)("shop", root_path=FOLDER, static_folder=None)
    made.add_url_rule("/", "index", lambda: "index")
    made.add_url_rule("/fail", "fail", fail)
    made.add_url_rule("/<int:number>", "number", str_of)
    return made


def fail() -> str:
    raise ZeroDivisionError


def str_of(number: object) -> str:
    return str(number)


def get(app: Any, path: str = "/") -> tuple[int, str]:
    """The status and the body that a client gets."""
    answer = app.test_client().get(path)
    return answer.status_code, answer.text


def noted(notes: list[str], name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a function so that its calls are noted."""

    @functools.wraps(call)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        notes.append(name)
        return call(*args, **kwargs)

    return wrapper


# --- Methods that are replaced ------------------------------------------------------------------------------

STEPS = [
    "wsgi_app",
    "request_context",
    "app_context",
    "create_url_adapter",
    "full_dispatch_request",
    "preprocess_request",
    "dispatch_request",
    "handle_user_exception",
    "handle_exception",
    "log_exception",
    "finalize_request",
    "make_response",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
    "should_ignore_error",
    "ensure_sync",
    "_find_error_handler",
]


@pytest.mark.parametrize("name", STEPS)
def test_a_step_can_be_replaced_on_an_application(app: Any, name: str) -> None:
    """A method that is set on an application is called in place of the class's."""
    notes: list[str] = []
    setattr(app, name, noted(notes, name, getattr(app, name)))
    assert 500 == get(app, "/fail")[0]
    assert {name} == {*notes}


@pytest.mark.parametrize("name", ["__call__", *STEPS])
def test_a_step_can_be_replaced_on_the_class(
    flask: Any, app: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A method that is replaced on the class counts for applications that are there already, as monitoring needs."""
    notes: list[str] = []
    monkeypatch.setattr(flask.Flask, name, noted(notes, name, getattr(flask.Flask, name)))
    assert 500 == get(app, "/fail")[0]
    assert {name} == {*notes}


def test_rules_can_be_watched_on_an_application(flask: Any, app: Any) -> None:
    """``app.add_url_rule`` that is replaced sees the rules of the application and of its blueprints."""
    rules: list[str] = []
    add = app.add_url_rule

    def add_url_rule(rule: str, *args: Any, **kwargs: Any) -> None:
        rules.append(rule)
        add(f"/v1{rule}", *args, **kwargs)

    app.add_url_rule = add_url_rule
    part = flask.Blueprint("part", "part", root_path=FOLDER, url_prefix="/part")
    part.add_url_rule("/a", "a", lambda: "a")
    app.register_blueprint(part)
    app.route("/b")(lambda: "b")
    assert ["/part/a", "/b"] == rules
    assert (200, "a") == get(app, "/v1/part/a")
    assert (200, "b") == get(app, "/v1/b")


def test_rules_can_be_watched_on_the_class(flask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """``Flask.add_url_rule`` and ``Blueprint.add_url_rule`` that are replaced see every view function."""
    views: list[str] = []

    def watch(cls: Any) -> None:
        add = cls.add_url_rule

        def add_url_rule(
            self: Any, rule: str, endpoint: Any = None, view_func: Any = None, **options: Any
        ) -> Any:
            views.append(f"{cls.__name__} {rule}")
            return add(self, rule, endpoint, view_func, **options)

        monkeypatch.setattr(cls, "add_url_rule", add_url_rule)

    watch(flask.Flask)
    watch(flask.Blueprint)
    part = flask.Blueprint("part", "part", root_path=FOLDER)
    part.get("/a")(lambda: "a")
    app = make(flask)
    app.register_blueprint(part)
    assert ["Blueprint /a", "Flask /", "Flask /fail", "Flask /<int:number>", "Flask /a"] == views


@pytest.mark.parametrize("name", ["register_blueprint", "register_error_handler", "before_request"])
def test_a_registration_can_be_replaced_on_the_class(
    flask: Any, app: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Registrations that are replaced on the class are what applications call."""
    notes: list[str] = []
    monkeypatch.setattr(flask.Flask, name, noted(notes, name, getattr(flask.Flask, name)))
    app.before_request(lambda: None)
    app.errorhandler(404)(lambda error: "missing")
    app.register_blueprint(flask.Blueprint("part", "part", root_path=FOLDER))
    assert [name] == notes


def test_middleware_is_set_and_wrapped_again(app: Any) -> None:
    """``app.wsgi_app`` may be wrapped several times, by functions and by objects; the last is the outermost."""
    notes: list[str] = []

    class Middleware:
        def __init__(self, inner: Any, name: str) -> None:
            self.inner, self.name = inner, name

        def __call__(self, environ: Any, start_response: Any) -> Any:
            notes.append(self.name)
            return self.inner(environ, start_response)

    app.wsgi_app = Middleware(app.wsgi_app, "first")
    app.wsgi_app = Middleware(app.wsgi_app, "second")
    assert (200, "index") == get(app)
    assert ["second", "first"] == notes


def test_views_are_wrapped_in_place(app: Any) -> None:
    """Each view in ``app.view_functions`` may be replaced, also after requests, and the new one is called."""
    notes: list[str] = []
    assert (200, "index") == get(app)
    for endpoint, view in list(app.view_functions.items()):
        app.view_functions[endpoint] = noted(notes, endpoint, view)
    assert [(200, "index"), (200, "7")] == [get(app), get(app, "/7")]
    assert ["index", "number"] == notes


def test_names_of_the_module_can_be_replaced(flask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """``flask.Flask`` may be replaced by a subclass; programs which import it then get that."""

    class Watched(flask.Flask):
        pass

    monkeypatch.setattr(flask, "Flask", Watched)
    program: dict[str, Any] = {}
    exec(f"from {flask.__name__} import Flask", program)
    made = make(flask, program["Flask"])
    assert (Watched, (200, "index")) == (type(made), get(made))


@pytest.mark.parametrize("name", ["render_template", "render_template_string", "_render"])
def test_rendering_can_be_replaced(flask: Any, app: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A function of the module ``templating`` that is replaced is what the module goes through."""
    templating = module(flask, "templating")
    notes: list[str] = []
    monkeypatch.setattr(templating, name, noted(notes, name, getattr(templating, name)))
    app.add_url_rule("/text", "text", lambda: templating.render_template_string("{{ 1 + 1 }}"))
    assert (200, "2") == get(app, "/text")
    assert ([] if name == "render_template" else [name]) == notes


# --- Attributes that are set --------------------------------------------------------------------------------


def test_anything_can_be_set_on_what_a_request_has(flask: Any, app: Any) -> None:
    """Applications, blueprints, requests, responses, contexts and ``g`` take attributes of any name."""
    flask_globals = module(flask, "globals")
    kept: list[object] = []

    def view() -> Any:
        response = flask.make_response("text")
        request_ctx = flask_globals.request_ctx._get_current_object()
        app_ctx = flask_globals.app_ctx._get_current_object()
        things = [
            flask.current_app,
            app,
            flask.request,
            response,
            request_ctx,
            app_ctx,
            flask.g,
            flask.session,
        ]
        for thing in things[:-1]:
            thing._of_an_extension = 1
            thing.of_an_extension = 2
            kept.append((thing._of_an_extension, thing.of_an_extension))
            del thing._of_an_extension
        return response

    app.add_url_rule("/set", "set", view)
    part = flask.Blueprint("part", "part", root_path=FOLDER)
    part.of_an_extension = 2
    assert (200, "text") == get(app, "/set")
    assert ([(1, 2)] * 7, 2, 2) == (kept, app.of_an_extension, part.of_an_extension)


def test_a_scope_can_go_by_the_identity_of_the_context(flask: Any, app: Any) -> None:
    """``id(app_ctx._get_current_object())`` is one number for a whole request, and another in another context."""
    app_ctx = module(flask, "globals").app_ctx
    seen: list[int] = []

    def look(*args: object) -> None:
        seen.append(id(app_ctx._get_current_object()))

    app.before_request(look)
    app.teardown_request(look)
    app.teardown_appcontext(look)
    with app.app_context():
        outer = id(app_ctx._get_current_object())
        with app.app_context():
            assert outer != id(app_ctx._get_current_object())
    seen.clear()
    get(app)
    assert (3, 1) == (len(seen), len({*seen}))


def test_applications_and_contexts_can_be_held_weakly(flask: Any) -> None:
    """An application is a key of a ``WeakKeyDictionary``; contexts, requests and blueprints can be referred to weakly."""
    app = make(flask)
    held: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary({app: "engines"})
    context = app.test_request_context()
    part = flask.Blueprint("part", "part", root_path=FOLDER)
    weak = [weakref.ref(thing) for thing in (context, context.request, part, app.app_context())]
    assert [True, True, True, False] == [ref() is not None for ref in weak]
    with context:
        assert "engines" == held[flask.current_app._get_current_object()]
    del app, context, part
    gc.collect()
    assert ([None] * 4, []) == ([ref() for ref in weak], list(held))


# --- Classes that are inherited from ------------------------------------------------------------------------

CLASSES = [
    "Flask",
    "Blueprint",
    "Request",
    "Response",
    "Config",
    "blueprints.BlueprintSetupState",
    "cli.AppGroup",
    "cli.FlaskGroup",
    "cli.ScriptInfo",
    "config.ConfigAttribute",
    "ctx.AppContext",
    "ctx.RequestContext",
    "ctx._AppCtxGlobals",
    "json.provider.DefaultJSONProvider",
    "json.provider.JSONProvider",
    "json.tag.JSONTag",
    "json.tag.TaggedJSONSerializer",
    "sessions.NullSession",
    "sessions.SecureCookieSession",
    "sessions.SecureCookieSessionInterface",
    "sessions.SessionInterface",
    "templating.DispatchingJinjaLoader",
    "templating.Environment",
    "testing.EnvironBuilder",
    "testing.FlaskClient",
    "testing.FlaskCliRunner",
    "views.MethodView",
    "views.View",
]


@pytest.mark.parametrize("name", CLASSES)
def test_a_mixin_may_stand_first(flask: Any, name: str) -> None:
    """A public class can be inherited from with a mixin before it, whose attributes win, and with slots or without."""
    path, _, cls = f"{flask.__name__}.{name}".rpartition(".")
    parent = getattr(importlib.import_module(path), cls)

    class Mixin:
        of_an_extension = 1

        def __init_subclass__(cls, **kwargs: Any) -> None:
            super().__init_subclass__(**kwargs)
            cls.of_an_extension = cls.of_an_extension + 1

    child: Any = types.new_class("Child", (Mixin, parent))
    grandchild: Any = types.new_class("Grandchild", (child,))
    assert (2, 3) == (child.of_an_extension, grandchild.of_an_extension)
    assert parent in grandchild.__mro__


def test_an_application_may_be_made_of_mixins(flask: Any) -> None:
    """A mixin before ``Flask`` takes part in the constructor, the request and the classes that are used."""
    notes: list[str] = []

    class Mixin:
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            notes.append("made")
            super().__init__(*args, **kwargs)

        def dispatch_request(self) -> Any:
            notes.append("dispatched")
            parent: Any = super()
            return parent.dispatch_request()

    class Request(flask.Request):
        @property
        def user(self) -> str:
            return "ann"

    class Shop(Mixin, flask.Flask):
        request_class = Request

    shop = make(flask, Shop)
    shop.add_url_rule("/user", "user", lambda: flask.request.user)
    assert ((200, "ann"), ["made", "dispatched"]) == (get(shop, "/user"), notes)


def test_other_classes_can_be_put_in_their_places(flask: Any) -> None:
    """The classes that an application names are the ones that it uses."""
    used: list[str] = []

    def note(cls: Any) -> Any:
        def init(self: Any, *args: Any, **kwargs: Any) -> None:
            used.append(cls.__name__)
            cls.__init__(self, *args, **kwargs)

        return type(cls.__name__, (cls,), {"__init__": init})

    class Shop(flask.Flask):
        request_class = note(flask.Request)
        response_class = note(flask.Response)
        config_class = note(flask.Config)
        json_provider_class = note(module(flask, "json.provider").DefaultJSONProvider)
        jinja_environment = note(module(flask, "templating").Environment)
        app_ctx_globals_class = note(module(flask, "ctx")._AppCtxGlobals)
        test_client_class = note(module(flask, "testing").FlaskClient)

    shop = make(flask, Shop)
    shop.add_url_rule("/text", "text", lambda: flask.render_template_string("text"))
    assert (200, "text") == get(shop, "/text")
    assert [
        "Config",
        "DefaultJSONProvider",
        "Environment",
        "FlaskClient",
        "Request",
        "Response",
        "_AppCtxGlobals",
    ] == sorted({*used})


# --- Setup states -------------------------------------------------------------------------------------------


def test_a_state_can_be_of_another_class(flask: Any, app: Any) -> None:
    """``make_setup_state`` may give a subclass, through which all rules of the blueprint go."""

    class State(flask.blueprints.BlueprintSetupState):
        def add_url_rule(self, rule: str, *args: Any, **kwargs: Any) -> None:
            super().add_url_rule(f"/v2{rule}", *args, **kwargs)

    class Part(flask.Blueprint):
        def make_setup_state(self, app: Any, options: Any, first_registration: bool = False) -> Any:
            return State(self, app, options, first_registration)

    part = Part("part", "part", root_path=FOLDER, url_prefix="/part")
    part.get("/a", endpoint="a")(lambda: "a")
    app.register_blueprint(part)
    assert [(200, "a"), 404] == [get(app, "/part/v2/a"), get(app, "/part/a")[0]]


def test_a_states_way_of_adding_rules_can_be_replaced(flask: Any, app: Any) -> None:
    """A recorded function may replace ``state.add_url_rule`` for what is recorded after it."""

    def record(state: Any) -> None:
        add = state.add_url_rule

        def add_url_rule(rule: str, *args: Any, **kwargs: Any) -> None:
            add(f"/api{rule}", *args, **kwargs)

        state.add_url_rule = add_url_rule

    part = flask.Blueprint("part", "part", root_path=FOLDER)
    part.get("/before", endpoint="before")(lambda: "before")
    part.record(record)
    part.get("/after", endpoint="after")(lambda: "after")
    app.register_blueprint(part)
    assert [(200, "before"), (200, "after"), 404] == [
        get(app, "/before"),
        get(app, "/api/after"),
        get(app, "/after")[0],
    ]


def test_a_partial_can_be_recorded(flask: Any, app: Any) -> None:
    """A ``functools.partial`` takes part in a registration, and may be a view and a hook, if it is given a name."""
    hooks: list[str] = []
    part = flask.Blueprint("part", "part", root_path=FOLDER)

    def add(state: Any, rule: str, text: str) -> None:
        state.add_url_rule(rule, text, functools.partial(str_of, number=text))

    part.record(functools.partial(add, rule="/a", text="a"))
    part.record_once(functools.partial(add, rule="/b", text="b"))
    part.before_request(functools.partial(hooks.append, "before"))
    app.register_blueprint(part)
    app.register_blueprint(part, name="again", url_prefix="/again")
    assert [(200, "a"), (200, "b"), (200, "a"), 404] == [
        get(app, "/a"),
        get(app, "/b"),
        get(app, "/again/a"),
        get(app, "/again/b")[0],
    ]
    assert ["before"] * 3 == hooks


def test_deferred_functions_can_be_read_and_changed(flask: Any, app: Any) -> None:
    """``deferred_functions`` is a list of calls with the state, which may be called, left out or added to."""
    part = flask.Blueprint("part", "part", root_path=FOLDER)
    part.get("/a", endpoint="a")(lambda: "a")
    part.get("/b", endpoint="b")(lambda: "b")
    seen: list[str] = []
    del part.deferred_functions[0]
    part.deferred_functions.append(lambda state: seen.append(state.blueprint.name))
    app.register_blueprint(part)
    assert ([404, 200], ["part"]) == ([get(app, "/a")[0], get(app, "/b")[0]], seen)


# --- What lies inside ---------------------------------------------------------------------------------------


def test_the_inside_of_the_map_can_be_read(app: Any) -> None:
    """``url_map._rules`` and ``_rules_by_endpoint`` list the rules, as tools that document an API read them."""
    assert ["/", "/fail", "/<int:number>"] == [rule.rule for rule in app.url_map._rules]
    assert {"index": ["/"], "fail": ["/fail"], "number": ["/<int:number>"]} == {
        endpoint: [rule.rule for rule in rules] for endpoint, rules in app.url_map._rules_by_endpoint.items()
    }


def test_the_first_request_is_noted(app: Any) -> None:
    """``_got_first_request`` becomes true with the first request, and may be set back to register more."""
    before = app._got_first_request
    get(app)
    after = app._got_first_request
    app._got_first_request = False
    app.add_url_rule("/late", "late", lambda: "late")
    assert (False, True, (200, "late")) == (before, after, get(app, "/late"))


def test_setup_can_be_left_open(flask: Any) -> None:
    """A subclass whose ``_check_setup_finished`` does nothing can be set up at any time."""

    class Open(flask.Flask):
        def _check_setup_finished(self, f_name: str) -> None:
            pass

    app = make(flask, Open)
    get(app)
    app.add_url_rule("/late", "late", lambda: "late")
    assert (200, "late") == get(app, "/late")


def test_a_decorator_of_ones_own_can_ask_whether_setup_is_over(flask: Any) -> None:
    """``setupmethod`` works on methods of subclasses."""
    scaffold: Any = importlib.import_module(
        "flask.sansio.scaffold" if flask.__name__ == "flask" else "demijohn._sansio.scaffold"
    )

    class Shop(flask.Flask):
        @scaffold.setupmethod
        def add_shelf(self, name: str) -> str:
            return name

    app = make(flask, Shop)
    before = app.add_shelf("books")
    get(app)
    with pytest.raises(AssertionError, match="The setup method 'add_shelf' can no longer be called"):
        app.add_shelf("games")
    assert "books" == before


def test_the_handler_of_an_error_can_be_found(app: Any) -> None:
    """``_find_error_handler`` gives the handler that would answer an exception."""
    app.register_error_handler(ArithmeticError, str_of)
    assert [str_of, None] == [
        app._find_error_handler(error, []) for error in (ZeroDivisionError(), KeyError())
    ]


def test_shortcuts_go_through_one_method(flask: Any) -> None:
    """``get``, ``post`` and the others go through ``_method_route``, which a subclass may extend."""
    rules: list[str] = []

    class Shop(flask.Flask):
        def _method_route(self, method: str, rule: str, options: Any) -> Any:
            rules.append(f"{method} {rule}")
            return super()._method_route(method, f"/v1{rule}", options)

    app = make(flask, Shop)
    app.get("/a", endpoint="a")(lambda: "a")
    app.post("/b", endpoint="b")(lambda: "b")
    assert (["GET /a", "POST /b"], (200, "a")) == (rules, get(app, "/v1/a"))


def test_a_context_variable_can_be_set_by_hand(flask: Any, app: Any) -> None:
    """``_cv_app`` and ``_cv_request`` are context variables that tools set and reset without pushing."""
    inside = module(flask, "globals")
    context = app.test_request_context("/7")
    app_token, token = inside._cv_app.set(app.app_context()), inside._cv_request.set(context)
    try:
        assert ("/7", "shop", True) == (
            flask.request.path,
            flask.current_app.name,
            flask.has_request_context(),
        )
    finally:
        inside._cv_request.reset(token)
        inside._cv_app.reset(app_token)
    assert not flask.has_app_context()


def test_extension_state_is_kept(app: Any) -> None:
    """``app.extensions`` keeps the state of extensions, by the key that each chooses, of any type."""
    state = object()
    app.extensions["shelf"] = state
    app.extensions[test_extension_state_is_kept] = state
    assert [state, state] == list(app.extensions.values())


# --- Copies -------------------------------------------------------------------------------------------------


def test_copies_and_pickles_are_equal(flask: Any) -> None:
    """Configurations and sessions can be copied; configurations can be pickled."""
    sessions = module(flask, "sessions")
    config = flask.Config(FOLDER, {"A": [1]})
    session = sessions.SecureCookieSession({"a": [1]})
    assert [config] * 3 == [copy.copy(config), copy.deepcopy(config), pickle.loads(pickle.dumps(config))]
    assert (session, {"a": [1]}) == (copy.copy(session), dict(copy.copy(session)))


def test_an_application_can_be_copied_by_reference(flask: Any, app: Any) -> None:
    """A shallow copy of an application or a blueprint shares its tables with the first."""
    app.config["A"] = 1
    other = copy.copy(app)
    part = flask.Blueprint("part", "part", root_path=FOLDER)
    assert (True, True) == (other.view_functions is app.view_functions, other.config is app.config)
    assert "part" == copy.copy(part).name
    assert (200, "index") == get(other)


def test_a_request_context_copies_itself(flask: Any, app: Any) -> None:
    """``copy()`` of a request context keeps the request object, and the class that it is of."""
    context = app.test_request_context("/7")
    other = context.copy()
    assert (type(context), True) == (type(other), other.request is context.request)
