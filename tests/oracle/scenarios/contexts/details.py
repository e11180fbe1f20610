"""Contexts in detail: pushing and popping in every order, copies, the namespace, proxies, and what is kept."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


def _state(lab: Lab) -> object:
    fl = lab.flask
    return [fl.has_app_context() and fl.current_app.name, fl.has_request_context() and fl.request.path]


ORDERS: dict[str, str] = {
    "one": "+a -a", "twice": "+a +a -a -a", "app in app": "+a +b -b -a", "request": "+r -r", "request in app": "+a +r -r -a", "app in request": "+r +a -a -r",
    "request in another": "+b +r -r -b", "another in request": "+r +b -b -r", "request in request": "+r +s -s -r", "request twice": "+r +r -r -r", "wrong app": "+a +b -a", "wrong request": "+r +s -r",
    "app before its request": "+a +r -a", "never pushed": "-a", "request never pushed": "-r", "popped twice": "+a -a -a", "request popped twice": "+r -r -r",
    "pushed again": "+a -a +a -a", "request pushed again": "+r -r +r -r", "all of them": "+a +r +b +s -s -b -r -a",
}  # fmt: skip


@table(ORDERS)
def orders_of_pushing(lab: Lab, steps: str) -> None:
    """Contexts are pushed and popped in any order that nests; another is refused; teardown comes with the last pop of each."""
    one, two = lab.app("lab"), lab.app("lab_two")
    for app in (one, two):
        app.teardown_request(lab.noting(f"teardown request {app.name}"))
        app.teardown_appcontext(lab.noting(f"teardown {app.name}"))
    contexts = {
        "a": one.app_context(),
        "b": two.app_context(),
        "r": one.test_request_context("/r"),
        "s": two.test_request_context("/s"),
    }
    kept = lab.listen(one, "appcontext_pushed", "appcontext_popped")
    for step in steps.split():
        act = contexts[step[1]].push if step[0] == "+" else contexts[step[1]].pop
        lab.note(step)
        lab.attempt(act)
        lab.note(_state(lab))
    lab.note(len(kept))


@scenario
def exceptions_of_popping(lab: Lab) -> None:
    """Teardown functions get the exception that is told, or that leaves the block, or nothing."""
    app = lab.app()
    app.teardown_request(lab.noting("request"))
    app.teardown_appcontext(lab.noting("app"))
    for make in (app.app_context, app.test_request_context):
        for error in (None, ValueError("told"), KeyboardInterrupt()):
            ctx = make()
            ctx.push()
            ctx.pop(error)
        ctx = make()
        ctx.push()
        try:
            raise LookupError("being handled")  # noqa: TRY301  # whether a pop sees it is the question
        except LookupError:
            ctx.pop()
        lab.refused(_fail_within, make())


def _fail_within(context: Any) -> None:  # a context of either package
    with context:
        raise ValueError("left the block")


@scenario
def order_of_teardown(lab: Lab) -> None:
    """Functions for the request run before those for the application, blueprints first, the last one first, and an exception stops them."""
    fl = lab.flask
    app, bp = lab.app(), lab.blueprint(url_prefix="/bp")
    for number in (1, 2):
        app.teardown_request(lab.noting(f"request {number}"))
        bp.teardown_request(lab.noting(f"blueprint {number}"))
        bp.teardown_app_request(lab.noting(f"for all {number}"))
        app.teardown_appcontext(lab.noting(f"context {number}"))
    bp.add_url_rule("/", "v", lambda: "v")
    bp.add_url_rule("/fail", "fail", lambda: 1 / 0)
    app.register_blueprint(bp)
    for path in ("/bp/", "/bp/fail", "/none"):
        lab.send(app, path)
    with app.test_request_context("/bp/"):
        lab.note("in the block")
    app.teardown_request_funcs["shop"].append(lambda error: 1 / 0)
    lab.send(app, "/bp/")
    lab.note(fl.has_request_context(), fl.has_app_context())


@scenario
def copies_of_a_request_context(lab: Lab) -> None:
    """A copy has the same request and session, and an application context of its own."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.teardown_request(lab.noting("teardown request"))
    app.teardown_appcontext(lab.noting("teardown app"))
    with app.test_request_context("/x?a=1") as ctx:
        fl.g.x, fl.session["a"] = 1, 1
        copied = ctx.copy()
        lab.note(copied is ctx, copied.request is ctx.request, copied.session is ctx.session, type(copied))
        with copied:
            lab.note(fl.request.args, fl.session.get("a"), fl.g.get("x"))
            fl.session["b"] = 2
        lab.note(dict(fl.session), fl.g.x)
    with copied:
        lab.note(_state(lab), dict(fl.session))


@scenario
def functions_with_a_copied_context(lab: Lab) -> None:
    """A function with a copied context keeps its name, arguments and result, runs anywhere, and raises as it would."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.teardown_request(lab.noting("teardown"))
    found: list[object] = []

    def work(a: int, *, b: int = 2) -> object:
        """Work."""
        found.append([fl.request.path, fl.session.get("s"), fl.g.get("x"), a, b])
        if a < 0:
            raise ValueError("negative")
        return a + b

    with app.test_request_context("/x"):
        fl.session["s"], fl.g.x = "kept", "lost"
        copied = fl.copy_current_request_context(work)
        lab.note(copied.__name__, copied.__doc__, copied(1), copied(1, b=5))
    thread = threading.Thread(target=copied, args=(7,))
    thread.start()
    thread.join()
    lab.attempt(copied, 3, b=4)
    lab.refused(copied, -1)
    lab.note(found, fl.has_request_context())


@scenario
def coroutines_with_a_copied_context(lab: Lab) -> None:
    """A coroutine function is copied as a coroutine function would be."""
    import asyncio

    fl = lab.flask
    app = lab.app()

    async def work() -> object:
        return fl.request.path

    with app.test_request_context("/x"):
        copied = fl.copy_current_request_context(work)
        lab.note(type(result := copied()).__name__)
        lab.attempt(asyncio.run, result)


@scenario
def functions_after_this_request(lab: Lab) -> None:
    """Functions after this request run in their order, before all others; what they return goes on; they come back from the decorator."""
    fl = lab.flask
    app = lab.app()
    app.after_request(lab.passing("after all"))

    @app.route("/<kind>")
    def index(kind: str) -> object:
        first = lab.passing("first")
        lab.note(fl.after_this_request(first) is first)
        fl.after_this_request(
            lambda response: lab.giving(fl.make_response(response.get_data() + b"!", 299), "second")
        )
        if kind == "fail":
            fl.after_this_request(lambda response: 1 / 0)
        if kind == "raise":
            raise ValueError(kind)
        return kind

    for path in ("/x", "/fail", "/raise", "/x"):
        lab.send(app, path)
    with app.test_request_context():
        fl.after_this_request(lab.passing("by hand"))
        lab.note(app.process_response(fl.Response("p")).status)
    with app.app_context():
        lab.refused(fl.after_this_request, len)


@scenario
def namespace_class(lab: Lab) -> None:
    """The class of ``g`` is a namespace with the methods of a dict, and may be another."""
    ctx = lab.module("ctx")
    g = ctx._AppCtxGlobals()
    g.a = 1
    uses: dict[str, Any] = {
        "get": lambda: [g.get("a"), g.get("b"), g.get("b", 5)], "pop": lambda: [g.pop("a"), g.pop("a", 6)], "pop missing": lambda: g.pop("a"), "setdefault": lambda: [g.setdefault("c", 7), g.c],
        "setdefault none": lambda: g.setdefault("d"), "in": lambda: ["c" in g, "zz" in g], "iter": lambda: sorted(g), "len": lambda: len(g), "item": lambda: g["c"], "repr": lambda: [repr(g)],
        "read missing": lambda: g.missing, "delete": lambda: delattr(g, "c"), "delete missing": lambda: delattr(g, "c"), "dict": lambda: vars(g), "get with keyword": lambda: g.get("q", default=8),
        "equal": lambda: g == ctx._AppCtxGlobals(),
    }  # fmt: skip
    for name, use in uses.items():
        lab.note(name)
        lab.attempt(use)

    class Own(ctx._AppCtxGlobals):  # type: ignore[name-defined,misc]  # chosen at run time
        colour = "red"

        def __getattr__(self, name: str) -> str:
            return f"no {name}"

    app = lab.app()
    app.app_ctx_globals_class = Own
    with app.app_context():
        fl = lab.flask
        fl.g.x = 1
        lab.note(fl.g.x, fl.g.colour, fl.g.y, "colour" in fl.g, type(fl.g._get_current_object()), repr(fl.g))


PROXIES: dict[str, Any] = {
    "current_app": lambda fl: fl.current_app, "g": lambda fl: fl.g, "request": lambda fl: fl.request, "session": lambda fl: fl.session,
}  # fmt: skip


@table(PROXIES)
def proxies_in_and_out(lab: Lab, proxy: Any) -> None:  # rows are lambdas of the package
    """A proxy does everything that its object does, and says which context it lacks when there is none."""
    fl = lab.flask
    uses: dict[str, Any] = {
        "object": lambda p: type(p._get_current_object()), "type": lambda p: type(p), "class": lambda p: p.__class__, "bool": lambda p: bool(p), "repr": lambda p: repr(p), "str": lambda p: str(p)[:9],
        "dir": lambda p: len(dir(p)) > 5, "equal": lambda p: [p == p._get_current_object(), p == 1], "hash": lambda p: hash(p) == hash(p._get_current_object()), "in": lambda p: "a" in p,
        "iter": lambda p: list(p), "len": lambda p: len(p), "read": lambda p: p.no_such_name, "write": lambda p: setattr(p, "written", 1), "written": lambda p: p.written,
        "delete": lambda p: delattr(p, "written"), "call": lambda p: p(), "wrapped": lambda p: p.__wrapped__ is not None, "name": lambda p: p.__name__, "doc": lambda p: bool(p.__doc__),
        "isinstance": lambda p: isinstance(p, (fl.Flask, fl.Request, dict)),
    }  # fmt: skip
    app = lab.app()
    app.secret_key = "k"
    one = proxy(fl)
    for name, use in uses.items():
        lab.note(name)
        lab.attempt(use, one)
    with app.test_request_context("/p"):
        for name, use in uses.items():
            lab.note(name)
            lab.attempt(use, one)


@scenario
def streams_with_their_context(lab: Lab) -> None:
    """``stream_with_context`` takes a generator, an iterator or a function; the context stays until it is read or closed."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.teardown_request(lab.noting("teardown request"))
    app.teardown_appcontext(lab.noting("teardown app"))

    def body(n: int = 2) -> Iterator[str]:
        try:
            for i in range(n):
                lab.note("part", i)
                yield f"{fl.request.args.get('a')}{fl.g.get('x')}{fl.session.get('s')};"
        finally:
            lab.note("closing", _state(lab))

    @app.route("/<kind>")
    def index(kind: str) -> object:
        fl.g.x, fl.session["s"] = "gx", "ss"
        kinds: dict[str, Any] = {
            "generator": lambda: fl.stream_with_context(body()), "function": lambda: fl.stream_with_context(body)(1), "list": lambda: fl.stream_with_context(["a", "b"]),
            "iterator": lambda: fl.stream_with_context(iter(["a"])), "nothing": lambda: fl.stream_with_context(iter(())), "number": lambda: fl.stream_with_context(5),
            "plain": lambda: body(),
        }  # fmt: skip
        return kinds[kind]()

    for kind in ("generator", "function", "list", "iterator", "nothing", "number"):
        lab.send(app, f"/{kind}?a=1")
    response = app.test_client().get("/generator?a=2", buffered=False)
    lab.note(next(iter(response.response)), _state(lab))
    response.close()
    lab.note(_state(lab))


@scenario
def what_a_client_keeps(lab: Lab) -> None:
    """Within ``with client`` the contexts of the last request stay, teardown waits, and ``g`` and the session can be looked at."""
    fl = lab.flask
    app = lab.app()
    app.secret_key = "k"
    app.teardown_request(lab.noting("teardown request"))
    app.teardown_appcontext(lab.noting("teardown app"))

    @app.route("/<x>")
    def index(x: str) -> object:
        fl.g.x, fl.session["x"] = x, x
        return x

    with app.test_client() as client:
        lab.note(_state(lab))
        for path in ("/one", "/two/none", "/three"):
            client.get(path)
            lab.note(_state(lab), fl.g.get("x"), fl.session.get("x"), fl.request.endpoint)
        with app.app_context():
            lab.note("an application context within", fl.g.get("x"))
        fl.g.x = "changed"
        lab.note(fl.g.x, fl.url_for("index", x="y"))
    lab.note(_state(lab))
    client.get("/four")
    lab.note("without with", _state(lab))
    lab.refused(_fail_in_client, app)
    lab.note(_state(lab))


def _fail_in_client(app: Any) -> None:  # an application of either package
    with app.test_client() as client:
        client.get("/five")
        raise ValueError("in the block")


@scenario
def which_context_is_there(lab: Lab) -> None:
    """``has_request_context`` and ``has_app_context`` answer in hooks, views, templates, streams and threads."""
    fl = lab.flask
    app = lab.app()
    app.before_request(lambda: lab.note("before", _state(lab)))
    app.after_request(lambda response: lab.giving(response, "after", _state(lab)))
    app.teardown_request(lambda error: lab.note("teardown request", _state(lab)))
    app.teardown_appcontext(lambda error: lab.note("teardown app", _state(lab)))
    app.jinja_env.globals["state"] = lambda: str(_state(lab))

    @app.route("/view")
    def view() -> object:
        found: list[object] = []
        thread = threading.Thread(target=lambda: found.append(_state(lab)))
        thread.start()
        thread.join()
        return fl.render_template_string("{{ state() }}") + str(found)

    app.add_url_rule("/stream", "stream", lambda: (str(_state(lab)) for _ in (1,)))
    for path in ("/view", "/stream"):
        lab.send(app, path)
