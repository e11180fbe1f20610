"""Signals: when each is sent, with which arguments, and what a receiver may do."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@scenario
def signals_heard_late(lab: Lab) -> None:
    """Receivers for any sender, for one sender, and none at all, in turn."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/", "index", lambda: "x")

    def hear(sender: Any, **arguments: object) -> None:  # an application of either package
        lab.note("heard", sender.name, sorted(arguments))

    for name in (
        "request_started",
        "request_finished",
        "request_tearing_down",
        "appcontext_pushed",
        "appcontext_popped",
    ):
        signal = getattr(fl, name)
        lab.send(app)
        signal.connect(hear)
        lab.send(app)
        signal.disconnect(hear)
        signal.connect(hear, sender=app)
        lab.send(app)
        signal.disconnect(hear, sender=app)
        lab.send(app)


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
def signal_changes_the_context(lab: Lab) -> None:
    """A receiver of ``before_render_template`` may add to the context."""
    fl = lab.flask
    app = lab.app()

    def add(sender: object, template: Any, context: dict[str, object], **extra: object) -> None:
        context["added"] = f"by signal to {template.name}"

    with fl.before_render_template.connected_to(add, app), app.test_request_context():
        lab.attempt(fl.render_template_string, "{{ added }}")
