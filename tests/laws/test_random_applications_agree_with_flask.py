"""An application made at random, visited at random, does the same under both packages."""
# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false
# The package under test is a value here, so that its decorators and what views are given have no types.

from __future__ import annotations

import random
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from werkzeug.exceptions import Forbidden, HTTPException, NotFound

from tests.laws.budget import count
from tests.oracle.lab import FLASK, Lab, run
from tests.oracle.transcript import differences

APPLICATIONS: Final = 500
HOOKS: Final = (
    "before_request",
    "after_request",
    "teardown_request",
    "url_value_preprocessor",
    "url_defaults",
    "context_processor",
)
RULES: Final = (
    "/",
    "/leaf",
    "/branch/",
    "/<x>",
    "/<int:x>",
    "/p/<path:x>",
    "/<x>/deep/",
    "/<x>.<int:y>",
    "/two//slashes",
    "/<float:x>/f",
)
PATHS: Final = ("", "/", "/leaf", "/leaf/", "/branch", "/branch/", "/word", "/5", "/-5", "/p/a/b", "/p/a//b", "/w/deep", "/w/deep/", "/a.5", "/a.b.5",
                "//leaf", "/two//slashes", "/two/slashes", "/1.5/f", "/é", "/%2F", "/leaf?q=1", "/none/at/all")  # fmt: skip
METHODS: Final = ("GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "DELETE")
ERRORS: Final[tuple[Any, ...]] = (
    404,
    405,
    500,
    HTTPException,
    NotFound,
    Forbidden,
    Exception,
    LookupError,
    KeyError,
    ZeroDivisionError,
)
SIGNALS: Final = ("request_started", "request_finished", "got_request_exception", "request_tearing_down", "appcontext_pushed",
                  "appcontext_popped", "appcontext_tearing_down", "before_render_template", "template_rendered")  # fmt: skip
TEXT: Final = (
    "{{ a }}{{ b }}{{ shared }} {{ request.endpoint }} {{ g.get('hook') }} {{ session.get('n') }} {{ '<' }}"
)


def act(lab: Lab, what: str, values: dict[str, Any]) -> object:
    """What a view or a hook does: answer in some way, use the session, build URLs, or fail."""
    fl = lab.flask
    lab.note(
        what, fl.request.endpoint, fl.request.blueprints, {key: repr(value) for key, value in values.items()}
    )
    actions: dict[str, Any] = {
        "text": lambda: what, "status": lambda: (what, 299), "json": lambda: {"v": sorted(values)}, "headers": lambda: (what, {"X-A": "1"}),
        "template": lambda: fl.render_template_string(TEXT, a="given"), "session": lambda: str(fl.session.setdefault("n", 1)),
        "count": lambda: _count(fl.session), "clear": lambda: str(fl.session.clear()),
        "permanent": lambda: _set(fl.session, "permanent", True), "flash": lambda: str(fl.flash(what)),
        "flashed": fl.get_flashed_messages, "url": lambda: fl.url_for(fl.request.endpoint, _external=True, **values),
        "sibling": lambda: fl.url_for(".v0", **values), "g": lambda: _set(fl.g, "hook", what), "redirect": lambda: fl.redirect("/leaf"),
        "stream": lambda: fl.stream_with_context(iter([what, fl.request.path])), "abort": lambda: fl.abort(403), "missing": lambda: fl.abort(404),
        "key": lambda: fl.current_app.extensions[what], "zero": lambda: 1 / 0, "none": lambda: None, "number": lambda: 5, "later": lambda: _later(lab),
    }  # fmt: skip
    return actions[what]()


ACTIONS: Final = ("text", "text", "text", "status", "json", "headers", "template", "session", "count", "clear", "permanent", "flash", "flashed", "url",
                  "sibling", "g", "redirect", "stream", "abort", "missing", "key", "zero", "none", "number", "later")  # fmt: skip


def _count(session: Any) -> str:  # a session of either package
    session["n"] = session.get("n", 0) + 1
    return str(session["n"])


def _set(target: Any, name: str, value: object) -> str:  # `g` or a session of either package
    setattr(target, name, value)
    return name


def _later(lab: Lab) -> str:
    lab.flask.after_this_request(lab.passing("later"))
    return "later"


def furnish(
    lab: Lab, chance: random.Random, owner: Any, label: str
) -> None:  # an application or a blueprint of either package
    """Give rules, hooks and handlers to an application or a blueprint."""
    for number, rule in enumerate(chance.sample(RULES, chance.randint(1, 4))):
        options: dict[str, Any] = chance.choice(
            [{}, {}, {"methods": ["GET", "POST"]}, {"methods": ["DELETE"]}, {"strict_slashes": False}]
        )
        what = chance.choice(ACTIONS)
        owner.add_url_rule(rule, f"v{number}", partial(_view, lab, what), **options)
    for _ in range(chance.randint(0, 5)):
        kind = chance.choice(HOOKS)
        getattr(owner, kind)(_hook(lab, chance, kind, f"{label} {kind}"))
    for error in chance.sample(ERRORS, chance.randint(0, 3)):
        what = chance.choice(("text", "status", "template", "session", "count", "zero", "abort"))
        owner.register_error_handler(error, partial(_handler, lab, what, f"{label} handler"))


def _view(lab: Lab, what: str, **values: Any) -> object:
    return act(lab, what, values)


def _handler(lab: Lab, what: str, label: str, error: Exception) -> object:
    lab.note(label, type(error))
    return act(lab, what, {})


def _hook(lab: Lab, chance: random.Random, kind: str, label: str) -> Any:  # a hook of any kind
    if kind == "after_request":
        return lab.passing(label)
    if kind == "context_processor":
        return lab.noting(label, {chance.choice("ab"): label, "shared": label})
    if kind == "before_request" and chance.random() < 0.4:
        what = chance.choice(("g", "count", "zero", "abort", "text", "later"))
        return partial(_before, lab, what)
    if kind == "teardown_request":
        return lambda error: lab.note(label, type(error))
    return lab.noting(label)


def _before(lab: Lab, what: str) -> str | None:
    return "answered" if act(lab, what, {}) == "text" else None


def visit(lab: Lab, seed: int) -> None:
    """Make the application of this number, and send it requests."""
    chance = random.Random(seed)
    app = lab.app(static_folder=None)
    app.secret_key = chance.choice(["key", "key", None])
    app.config.update(
        chance.choice(
            [
                {},
                {},
                {"DEBUG": True, "PROPAGATE_EXCEPTIONS": False},
                {"TRAP_HTTP_EXCEPTIONS": True},
                {"TESTING": True},
            ]
        )
    )
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = chance.random() < 0.9
    furnish(lab, chance, app, "app")
    blueprints = [
        lab.blueprint(f"bp{number}", url_prefix=chance.choice([None, f"/b{number}"]))
        for number in range(chance.randint(0, 3))
    ]
    prefixes = ["", *{bp.url_prefix or "" for bp in blueprints}]
    for bp in blueprints:
        furnish(lab, chance, bp, bp.name)
        if chance.random() < 0.3:
            bp.before_app_request(lab.noting(f"{bp.name} for all"))
    for outer, inner in reversed(list(pairwise(blueprints))):
        lab.attempt(chance.choice([outer, outer, app]).register_blueprint, inner)
    if blueprints:
        lab.attempt(app.register_blueprint, blueprints[0])
    kept = lab.listen(app, *chance.sample(SIGNALS, chance.randint(0, 4)))
    browser = lab.browser(app)
    for _ in range(chance.randint(3, 8)):
        prefix = "".join(chance.sample(prefixes, chance.randint(1, len(prefixes))))
        lab.send(browser, prefix + chance.choice(PATHS), chance.choice(METHODS))
    lab.note(len(kept))


def test_random_applications_agree_with_flask(tmp_path: Path) -> None:
    """Hooks, views, handlers, sessions, signals, redirects, answers and exceptions are Flask's, in the same order."""
    for seed in range(count(APPLICATIONS)):
        expected = run(partial(visit, seed=seed), FLASK, tmp_path / "lab")
        found = differences(expected, run(partial(visit, seed=seed), "demijohn", tmp_path / "lab"))
        assert not found, f"the application of seed {seed}: {found}"
