"""Deferred operations of blueprints."""

from __future__ import annotations

from copy import copy, deepcopy

from werkzeug.exceptions import NotFound

import demijohn
from demijohn._draft import Place
from demijohn._ops import AddErrorHandler, AddHook, AddRule, AddToTemplates, Once
from demijohn.core.hooks import Kind

PLACE = Place("app.py", 3)


def view() -> str:
    """Answer."""
    return "ok"


def hook() -> None:
    """Do nothing."""


def handler(error: Exception) -> str:
    """Answer an error."""
    return "handled"


def test_a_blueprint_keeps_its_operations_as_values() -> None:
    """What is declared on a blueprint is a list of values: comparable, and readable before it happens."""
    bp = demijohn.Blueprint("bp", __name__)
    bp.add_url_rule("/x", view_func=view, methods=["PUT"])
    bp.before_app_request(hook)
    bp.app_errorhandler(404)(handler)
    bp.app_template_filter("shout")(str.upper)
    places = [op.place for op in bp.deferred_functions if isinstance(op, AddRule | AddHook | AddErrorHandler)]
    assert [
        AddRule("/x", None, view, None, {"methods": ["PUT"]}, places[0]),
        AddHook(Kind.BEFORE_REQUEST, hook, places[1]),
        AddErrorHandler(404, handler, places[2]),
        AddToTemplates("filters", "shout", str.upper),
    ] == bp.deferred_functions
    assert [__file__] * 3 == [place.file for place in places]


def test_operations_are_values() -> None:
    """An operation equals another of its class with equal fields, hashes like it, survives copying, and reads well."""
    op = AddHook(Kind.BEFORE_REQUEST, hook, PLACE)
    others: list[object] = [
        AddHook(Kind.AFTER_REQUEST, hook, PLACE),
        Once(print),
        tuple(op.__match_args__),
        hook,
    ]
    assert [False] * 4 == [op == other for other in others]
    same = AddHook(Kind.BEFORE_REQUEST, hook, Place("app.py", 3)), copy(op), deepcopy(op)
    assert [(op, hash(op))] * 3 == [(made, hash(made)) for made in same]
    assert f"AddHook({Kind.BEFORE_REQUEST!r}, {hook!r}, {PLACE!r})" == repr(op)


def test_operations_of_the_application_happen_once() -> None:
    """Hooks, handlers, template functions and ``record_once`` count for the first registration only."""
    calls: list[bool] = []
    bp = demijohn.Blueprint("bp", __name__)
    bp.before_app_request(hook)
    bp.app_errorhandler(404)(handler)
    bp.app_template_test("odd")(bool)
    bp.record_once(lambda state: calls.append(state.first_registration))
    app = demijohn.Flask(__name__)
    app.register_blueprint(bp)
    app.error_handler_spec[None][404].clear()
    del app.jinja_env.tests["odd"]
    app.register_blueprint(bp, name="again")
    assert ([True], [hook], {}) == (calls, app.before_request_funcs[None], app.error_handler_spec[None][404])
    assert "odd" not in app.jinja_env.tests


def test_an_operation_goes_through_the_methods_of_the_application() -> None:
    """Rules and handlers reach the application through its own methods, which may be overridden."""
    seen: list[str] = []

    class App(demijohn.Flask):
        # ``Any`` would say no more: the arguments are passed on as they are.
        def add_url_rule(self, rule: str, *args: object, **kwargs: object) -> None:
            seen.append(rule)

        def register_error_handler(self, code_or_exception: object, f: object) -> None:
            seen.append(str(code_or_exception))

    bp = demijohn.Blueprint("bp", __name__, url_prefix="/bp")
    bp.get("/x")(view)
    bp.app_errorhandler(NotFound)(handler)
    App(__name__, static_folder=None).register_blueprint(bp)
    assert ["/bp/x", str(NotFound)] == seen


def test_a_function_of_the_users_is_called_once() -> None:
    """``Once`` passes the state on at the first registration, and nothing at a later one."""
    names: list[str] = []
    app = demijohn.Flask(__name__)
    bp = demijohn.Blueprint("bp", __name__)
    op = Once(lambda state: names.append(state.name))
    op(bp.make_setup_state(app, {}, first_registration=True))
    op(bp.make_setup_state(app, {}, first_registration=False))
    assert ["bp"] == names
