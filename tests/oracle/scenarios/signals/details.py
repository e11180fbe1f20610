"""Signals in detail: senders, arguments, the exception, receivers by sender, and what they may do."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from typing import Any

from blinker import NamedSignal, Namespace

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _hearing(lab: Lab, name: str) -> Any:  # a receiver of any signal
    """A receiver that notes its sender's class, and each argument as it is."""

    def hear(sender: object, **arguments: object) -> None:
        lab.note("signal", name, type(sender), dict(sorted(arguments.items())))

    return hear


@scenario
def senders(lab: Lab) -> None:
    """Every signal of a request is sent by the application itself, never by its proxy."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"

    def hear(sender: object, **arguments: object) -> None:
        lab.note(sender is app, sorted(arguments))

    names = ("appcontext_pushed", "request_started", "before_render_template", "template_rendered", "message_flashed", "request_finished",
             "request_tearing_down", "appcontext_tearing_down", "appcontext_popped")  # fmt: skip
    for name in names:
        getattr(fl, name).connect(hear, app)
    app.add_url_rule("/", "index", lambda: fl.flash("m") or fl.render_template_string("t"))
    lab.send(app)


@scenario
def arguments_of_templates(lab: Lab) -> None:
    """Both signals of a template get the template and the whole context; what the first adds is seen by the second."""
    fl = lab.flask
    app = lab.app()
    lab.file("templates/t.html", "{{ a }}{{ added }}")
    app.context_processor(lambda: {"p": 1})

    def before(sender: object, template: Any, context: dict[str, object]) -> None:
        lab.note("before", template.name, sorted(context))
        context["added"] = "+"

    def after(sender: object, template: Any, context: dict[str, object]) -> None:
        lab.note("after", template.name, sorted(context), context["added"])

    fl.before_render_template.connect(before, app)
    fl.template_rendered.connect(after, app)
    with app.test_request_context():
        lab.attempt(fl.render_template, "t.html", a=1)
        lab.attempt(fl.render_template_string, "{{ a }}", a=2)
        lab.refused(fl.render_template, "t2.html")
        lab.refused(fl.render_template_string, "{{ 1 / 0 }}")
        lab.note("".join(fl.stream_template("t.html", a=3)))
    with app.app_context():
        lab.attempt(fl.render_template, "t.html", a=4)


@scenario
def arguments_of_a_flash(lab: Lab) -> None:
    """A flashed message is sent with its category, before it can be read."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    hear = _hearing(lab, "message_flashed")
    fl.message_flashed.connect(hear, app)
    with app.test_request_context():
        fl.flash("one")
        fl.flash("two", "error")
        fl.flash({"not": "text"}, category="odd")
        lab.note(fl.get_flashed_messages(with_categories=True))


@scenario
def response_of_the_finished_request(lab: Lab) -> None:
    """``request_finished`` carries the response that the after hooks have made, before it is sent."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/<int:code>", "x", lambda code: ("text", code))
    app.after_request(lambda response: response.headers.add("X-After", "1") or response)

    def hear(sender: object, response: Any) -> None:
        lab.note(type(response), response.status_code, response.headers.get("X-After"), fl.request.path)
        response.headers["X-Signal"] = "2"

    fl.request_finished.connect(hear, app)
    for path in ("/200", "/404", "/missing"):
        lab.send(app, path)


@table({
    "value": lambda fl: int("x"), "http": lambda fl: fl.abort(404), "500": lambda fl: fl.abort(500), "base": lambda fl: _exit(),
    "nothing": lambda fl: "fine", "bad answer": lambda fl: None,
})  # fmt: skip
def exceptions_in_signals(lab: Lab, act: Any) -> None:  # rows are lambdas of the package
    """Unhandled exceptions are sent once, as they are; teardown signals carry them, and nothing for a handled one."""
    fl = lab.flask
    for config in ({}, {"PROPAGATE_EXCEPTIONS": True}, {"TRAP_HTTP_EXCEPTIONS": True}):
        app = lab.app()
        app.config.update(config)
        app.add_url_rule("/", "index", lambda: act(fl))
        receivers = {name: _hearing(lab, name) for name in ("got_request_exception", "request_tearing_down", "appcontext_tearing_down",
                                                            "appcontext_popped")}  # fmt: skip
        for name, hear in receivers.items():
            getattr(fl, name).connect(hear, app)
        lab.attempt(lambda app=app: lab.send(app) and None)


def _exit() -> object:
    raise SystemExit(2)


@scenario
def handled_exceptions_are_not_sent(lab: Lab) -> None:
    """An exception with a handler is no ``got_request_exception``; one in a handler is."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/<kind>", "fail", lambda kind: {"a": 1}[kind] if kind != "value" else int(kind))
    app.register_error_handler(KeyError, lambda e: ("handled", 290))
    app.register_error_handler(ValueError, lambda e: 1 / 0)
    app.register_error_handler(500, lambda e: (f"500 for {type(e.original_exception).__name__}", 500))
    hear = _hearing(lab, "got_request_exception")
    fl.got_request_exception.connect(hear, app)
    lab.send(app, "/key")
    lab.send(app, "/value")


@scenario
def receivers_by_sender(lab: Lab) -> None:
    """A receiver of one application does not hear another; one of any sender hears all, in the order of connecting."""
    fl = lab.flask
    one, two = lab.app("lab"), lab.app("lab_two")
    for app in (one, two):
        app.add_url_rule("/", "index", lambda: "ok")
    hear_one, hear_two, hear_all = (_hearing(lab, label) for label in ("one", "two", "all"))
    fl.request_started.connect(hear_one, one)
    fl.request_started.connect(hear_two, two)
    with fl.request_started.connected_to(hear_all):
        lab.send(one)
        lab.send(two)
    fl.request_started.disconnect(hear_one, one)
    lab.send(one)
    lab.send(two)
    lab.note(bool(fl.request_started.has_receivers_for(one)), bool(fl.request_started.has_receivers_for(two)))


@scenario
def receivers_that_die(lab: Lab) -> None:
    """Receivers are held weakly unless asked otherwise."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/", "index", lambda: "ok")
    fl.request_started.connect(_hearing(lab, "weak"), app)
    strong = _hearing(lab, "strong")
    fl.request_finished.connect(strong, app, weak=False)
    del strong
    lab.send(app)
    (held,) = fl.request_finished.receivers_for(app)
    fl.request_finished.disconnect(held)


@scenario
def signals_of_contexts_by_hand(lab: Lab) -> None:
    """Contexts that are pushed and popped by hand send the signals of contexts, with the exception that is told."""
    fl = lab.flask
    app = lab.app()
    kept = [_hearing(lab, name) for name in ("pushed", "tearing request", "tearing app", "popped")]
    signals = (
        fl.appcontext_pushed,
        fl.request_tearing_down,
        fl.appcontext_tearing_down,
        fl.appcontext_popped,
    )
    for signal, hear in zip(signals, kept, strict=True):
        signal.connect(hear, app)
    ctx = app.app_context()
    ctx.push()
    ctx.push()
    ctx.pop()
    ctx.pop(ValueError("told"))
    request_ctx = app.test_request_context()
    request_ctx.push()
    request_ctx.pop(KeyError("told"))
    with app.app_context(), app.test_request_context():
        lab.note("both")
    lab.refused(_fail_within, app.app_context())
    lab.refused(_fail_within, app.test_request_context())


def _fail_within(context: Any) -> None:  # a context of either package
    with context:
        raise LookupError("inside")


@scenario
def the_context_while_signals_are_sent(lab: Lab) -> None:
    """What is current while each signal is heard."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/", "index", lambda: "ok")
    kept: list[Any] = []  # receivers, which are held weakly
    for name in (
        "appcontext_pushed",
        "request_started",
        "request_finished",
        "request_tearing_down",
        "appcontext_tearing_down",
        "appcontext_popped",
    ):

        def hear(sender: object, name: str = name, **arguments: object) -> None:
            lab.note(
                name,
                fl.has_app_context(),
                fl.has_request_context(),
                bool(fl.current_app),
                bool(fl.g is not None),
            )

        kept.append(hear)
        getattr(fl, name).connect(hear, app)
    lab.send(app)


@scenario
def signals_while_testing(lab: Lab) -> None:
    """With a kept context the signals of teardown are sent when the client's block ends, or with its next request."""
    app = lab.app()
    app.add_url_rule("/<x>", "x", lambda x: x)
    kept = lab.listen(
        app,
        "request_started",
        "request_finished",
        "request_tearing_down",
        "appcontext_tearing_down",
        "appcontext_popped",
    )
    with app.test_client() as client:
        client.get("/1")
        lab.note("between")
        client.get("/2")
        lab.note("before the end")
    lab.note("after", len(kept))


@scenario
def names_of_signals(lab: Lab) -> None:
    """The signals are there in the package and in its module, are the same, and have their names."""
    fl = lab.flask
    signals = lab.module("signals")
    for name in sorted(vars(signals)):
        value = getattr(signals, name)
        if isinstance(value, NamedSignal):
            lab.note(name, value.name, getattr(fl, name) is value)
    lab.note(hasattr(fl, "signals_available"), hasattr(signals, "signals_available"))


@scenario
def own_signals(lab: Lab) -> None:
    """An extension's signals of the same library mix with the application's, among its hooks."""
    saved = Namespace().signal("model-saved")
    app = lab.app()
    hear = _hearing(lab, "saved")
    saved.connect(hear, app)
    app.add_url_rule(
        "/", "index", lambda: str(len(saved.send(lab.flask.current_app._get_current_object(), n=5)))
    )
    app.before_request(lab.noting("before"))
    kept = lab.listen(app, "request_started", "request_finished")
    lab.send(app)
    lab.note(len(kept))
