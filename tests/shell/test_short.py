"""The short way of a request: when it is taken, and that it leaves everything as the documented steps do."""

# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false
# What is put in the place of a method has no types of its own.

from __future__ import annotations

import gc
import sys
import traceback
import weakref
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any, Final

import pytest
from werkzeug.exceptions import Gone, NotFound
from werkzeug.routing import BaseConverter, Rule, ValidationError
from werkzeug.test import EnvironBuilder, run_wsgi_app

from demijohn import Flask, Response, g, request, session, signals
from demijohn._short import routing, serving
from demijohn._short.contexts import Asked
from demijohn._untouched import ALLOWED
from demijohn.ctx import AppContext, RequestContext
from demijohn.globals import _cv_app, _cv_request
from demijohn.sessions import SecureCookieSessionInterface
from demijohn.wrappers import Request


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each request took the short way, in the order of the requests."""
    gc.collect()  # what other tests left in cycles listens to signals until then
    found: list[bool] = []

    # Any: these are passed on as they are.
    def call(*args: Any) -> Any:
        answer = serving.call(*args)
        if answer is not None:
            found.append(True)
        return answer

    def respond(*args: Any) -> Any:
        answer = serving.respond(*args)
        found.append(answer is not None)
        return answer

    monkeypatch.setattr(
        "demijohn.app.serving", SimpleNamespace(call=call, respond=respond, quick=serving.quick)
    )
    return found


@pytest.fixture
def app() -> Flask:
    """An application with a view."""
    made = Flask("shop", root_path="/shop", static_folder=None)
    made.add_url_rule("/", "index", lambda: "index")
    made.add_url_rule("/<int:number>", "number", str)
    return made


needs_short_way: Final = pytest.mark.skipif(
    not ALLOWED, reason="every request goes through all steps in this run"
)


def ask(app: Flask, path: str = "/", method: str = "GET") -> tuple[str, str, list[tuple[str, str]]]:
    """Send a request as a server does; give the body, the status and the headers."""
    parts, status, headers = run_wsgi_app(app, EnvironBuilder(path, method=method).get_environ())
    return b"".join(parts).decode(), status, list(headers)


@needs_short_way
def test_an_application_as_documented_takes_the_short_way(app: Flask, ways: list[bool]) -> None:
    """Where nobody has replaced anything, requests take the short way, and are answered all the same."""
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", "5")]
    assert ("index", "200 OK", headers) == ask(app)
    assert ("index", "200 OK", headers) == ask(app)
    assert [True, True] == ways


# Any: a wrapper takes and gives what the wrapped does.
def wrapped(original: Callable[..., Any]) -> Any:
    """Give a function of Python that does the same, as a program that watches calls puts it in their place."""

    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return original(*args, **kwargs)

    return wrapper


def replace_on_instance(app: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(app, "process_response", wrapped(app.process_response))


def replace_on_class(app: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Flask, "finalize_request", wrapped(Flask.finalize_request))


def replace_on_context(app: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(RequestContext, "push", wrapped(RequestContext.push))


def replace_on_response(app: Flask, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Response, "get_wsgi_headers", wrapped(Response.get_wsgi_headers))


def replace_request_class(app: Flask, patch: pytest.MonkeyPatch) -> None:
    app.request_class = type("Own", (Request,), {})


def change_class(app: Flask, patch: pytest.MonkeyPatch) -> None:
    app.__class__ = type("Own", (Flask,), {"make_response": wrapped(Flask.make_response)})


CHANGES: Final = [
    replace_on_instance,
    replace_on_class,
    replace_on_context,
    replace_on_response,
    replace_request_class,
    change_class,
]


def test_a_session_interface_whose_step_is_replaced_is_asked(app: Flask) -> None:
    """What is put on an instance of the interface opens and saves the session of each request."""
    ask(app)
    seen: list[str] = []
    interface = SecureCookieSessionInterface()
    vars(interface)["open_session"] = lambda *args: seen.append("open")
    vars(interface)["is_null_session"] = lambda *args: seen.append("is null")
    vars(interface)["save_session"] = lambda *args: seen.append("save")
    app.session_interface = interface
    assert ("index", "200 OK") == ask(app)[:2]
    assert ["open", "is null", "save"] == seen


@needs_short_way
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_what_is_replaced_between_requests_is_seen(
    app: Flask,
    ways: list[bool],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Flask, pytest.MonkeyPatch], None],
) -> None:
    """A step that is replaced after a request is taken by the next one."""
    before = ask(app)
    change(app, monkeypatch)
    assert before == ask(app)
    assert [True, False] == ways


@needs_short_way
def test_listeners_are_seen(app: Flask, ways: list[bool]) -> None:
    """A request that somebody listens to goes through every step, and the next one does not."""
    heard: list[str] = []
    with signals.request_finished.connected_to(lambda sender, response: heard.append(response.status), app):
        ask(app)
    ask(app)
    assert (["200 OK"], [False, True]) == (heard, ways)


def test_contexts_are_as_documented_while_a_view_runs() -> None:
    """Both contexts, and what they hold, are of the documented classes, and nothing of them is left afterwards."""
    app = Flask("shop", root_path="/shop", static_folder=None)
    app.secret_key = "key"
    found: list[object] = []

    @app.route("/<name>")
    def view(name: str) -> str:
        ctx = _cv_request.get()
        found.extend(
            [type(ctx), type(_cv_app.get()), ctx.app is app, ctx.flashes, ctx._after_request_functions]
        )
        found.extend(
            [
                type(ctx.request),
                request.method,
                request.path,
                request.view_args,
                request.endpoint,
                dict(session),
            ]
        )
        g.name = name
        found.append(g.name)
        return name

    assert "ada" == ask(app, "/ada")[0]
    expected = [
        RequestContext,
        AppContext,
        True,
        None,
        [],
        Request,
        "GET",
        "/ada",
        {"name": "ada"},
        "view",
        {},
        "ada",
    ]
    assert expected == found
    assert (None, None) == (_cv_request.get(None), _cv_app.get(None))


def test_a_begun_request_has_what_a_made_one_has(app: Flask) -> None:
    """Each attribute that a request reads from its environment is the same whether it was read at once or later."""
    names = ("method", "scheme", "server", "root_path", "path", "query_string", "remote_addr")
    environ = EnvironBuilder(
        "/a%20b", base_url="https://shop.test:81/root", query_string="x=1", method="PUT"
    ).get_environ()
    environ.update(SCRIPT_NAME="/root/", PATH_INFO="//a b", REMOTE_ADDR="192.0.2.1")
    for each in (
        environ,
        {**environ, "REQUEST_METHOD": "get", "SERVER_PORT": "x"},
        {"wsgi.url_scheme": "http"},
    ):
        made, begun = Request(dict(each)), Asked(dict(each), None).request(app)
        assert [getattr(made, name) for name in names] == [getattr(begun, name) for name in names]
        assert dict(made.headers) == dict(begun.headers)


def test_environment_is_left_as_documented(app: Flask) -> None:
    """The environment of a request that was answered holds no request any more."""
    environ = EnvironBuilder("/").get_environ()
    app(environ, lambda status, headers, error=None: lambda data: None)
    assert (True, None) == ("werkzeug.request" in environ, environ["werkzeug.request"])


def note_response(noted: list[str], response: Response) -> Response:
    """Note that a response came by."""
    noted.append("after")
    return response


@needs_short_way
def test_a_view_may_change_the_rest_of_its_request(app: Flask, ways: list[bool]) -> None:
    """A hook, a listener and a function for the response that a view registers count for this very request."""
    noted: list[str] = []

    def change() -> str:
        app.teardown_request_funcs[None] = [lambda error: noted.append("teardown")]
        app.after_request_funcs[None] = [partial(note_response, noted)]
        return "changed"

    app.add_url_rule("/change", "change", change)
    ask(app, "/change")
    assert (["after", "teardown"], [True]) == (noted, ways)


@needs_short_way
def test_hosts_are_forgotten_when_there_are_many(app: Flask) -> None:
    """A client that names ever new hosts does not fill the memory."""
    for number in range(routing._MOST_HOSTS + 1):
        app.test_client().get("/", base_url=f"http://host{number}.test")
    assert len(routing._hosts) <= routing._MOST_HOSTS


def test_a_miss_is_known_to_a_request_that_a_session_interface_has_read() -> None:
    """Where opening the session looks at the request, hooks and views find what routing found all the same."""

    class Reading(SecureCookieSessionInterface):
        def open_session(self, app: Flask, request: Request) -> None:
            request.cookies.get("session")

    app = Flask("shop", root_path="/shop", static_folder=None)
    app.session_interface = Reading()
    app.before_request(lambda: None)
    app.add_url_rule("/<int:number>", "number", str_of)
    paths = ("/1", "/none", "/1", "/none")
    assert ["1", "404", "1", "404"] == [
        answer[0] if answer[1] == "200 OK" else answer[1][:3] for answer in (ask(app, path) for path in paths)
    ]


def str_of(number: int) -> str:
    return str(number)


@needs_short_way
def test_what_clients_send_does_not_fill_the_memory(app: Flask) -> None:
    """Paths with more slashes and methods in other letters lead to one rule, and are kept for none."""
    app.url_map.add(Rule("/any", endpoint="index"))
    ask(app)
    for number in range(20):
        ask(app, "/" * number)
        ask(app, "/any", method=f"M{number}")
    lanes = app._derived.lanes
    assert lanes is not None
    assert ["/"] == list(lanes.by_path)


def test_a_converter_reads_its_text_once() -> None:
    """A converter that refuses its text, in either way, is asked once, and the answer follows from it."""
    read: list[str] = []

    class Picky(BaseConverter):
        def to_python(self, value: str) -> str:
            read.append(value)
            if value == "gone":
                raise Gone
            raise ValidationError

    app = Flask("shop", root_path="/shop", static_folder=None)
    app.url_map.converters["picky"] = Picky
    app.add_url_rule("/a/<picky:text>", "one", str)
    app.add_url_rule("/b/<picky:text>", "two", str)
    app.add_url_rule("/b/other", "three", str, methods=["POST"])
    ask(app, "/")
    statuses = [ask(app, path)[1] for path in ("/a/x", "/a/gone", "/b/other")]
    expected = ["404 NOT FOUND", "410 GONE", "405 METHOD NOT ALLOWED"]
    assert (expected, ["x", "gone", "other"]) == (statuses, read)


def test_lanes_keep_nothing_alive() -> None:
    """An application that has served a request is gone when nobody holds it any more, without a collection."""
    made = Flask("shop", root_path="/shop", static_folder=None)
    made.add_url_rule("/", "index", lambda: "index")
    ask(made)
    assert made._derived.lanes is not None
    kept = weakref.ref(made)
    gc.disable()
    try:
        del made
        assert kept() is None
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "text", ["0", "7", "007", "123456789012345678", "1234567890123456789", "9" * 60, "١٢", "1٢"]
)
def test_an_integer_is_read_as_python_reads_it(app: Flask, text: str) -> None:
    """However long it is, and in whichever script: the view gets what ``int`` makes of the text."""
    got: list[int] = []

    def note(number: int) -> str:
        got.append(number)
        return "noted"

    app.add_url_rule("/note/<int:number>", "note", note)
    ask(app)  # the first request to a host goes another way
    assert "noted" == ask(app, f"/note/{text}")[0]
    assert [int(text)] == got


def test_a_handler_sees_what_the_view_raised(app: Flask) -> None:
    """While it runs, that is the exception which is handled; its traceback ends in the view, and nothing came before it."""
    seen: list[object] = []

    def refuse() -> str:
        raise LookupError("refused")

    def note(error: LookupError) -> str:
        last = traceback.extract_tb(error.__traceback__)[-1]
        seen.append((sys.exc_info()[1] is error, sys.exc_info()[2] is not None, last.name, error.__context__))
        return str(error)

    app.add_url_rule("/refuse", "refuse", refuse)
    app.register_error_handler(LookupError, note)
    ask(app)
    assert "refused" == ask(app, "/refuse")[0]
    assert [(True, True, "refuse", None)] == seen
    assert (None, None, None) == sys.exc_info()


def test_a_handler_can_raise_again_what_the_view_raised(app: Flask) -> None:
    """It then goes on as if nobody had handled it, and is the cause of what the handler raises in its place."""

    def again(error: LookupError) -> str:
        if str(error) == "'a'":
            raise  # noqa: PLE0704  # the one that is being handled
        raise Gone

    def other(error: Exception) -> tuple[str, int]:
        return f"{type(error).__name__}, after {type(error.__context__).__name__}", 500

    def look(key: str) -> str:
        return {"index": "index"}[key]

    app.add_url_rule("/look/<key>", "look", look)
    app.register_error_handler(LookupError, again)
    app.register_error_handler(500, lambda error: other(error.original_exception))
    ask(app)
    assert "KeyError, after NoneType" == ask(app, "/look/a")[0]
    assert "Gone, after KeyError" == ask(app, "/look/b")[0]


def test_what_is_no_exception_of_a_program_is_not_handled(app: Flask) -> None:
    """It leaves the application, and with it the contexts."""

    def leave() -> str:
        raise SystemExit(3)

    app.add_url_rule("/leave", "leave", leave)
    ask(app)
    with pytest.raises(SystemExit):
        ask(app, "/leave")
    assert _cv_request.get(None) is None


def test_a_view_can_return_an_exception(app: Flask) -> None:
    """One of HTTP's is an answer like any other application, and no handler is asked."""
    app.add_url_rule("/gone", "gone", lambda: Gone("Sold."))
    app.register_error_handler(410, lambda _: "handled")
    ask(app)
    body, status, _ = ask(app, "/gone")
    assert ("410 GONE", True) == (status, "Sold." in body)


def test_another_code_of_not_found_is_honoured(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A class that has been given another code has the handlers of that code, here none."""
    app.register_error_handler(404, lambda _: ("Nothing is here.", 404))
    ask(app)
    assert "Nothing is here." == ask(app, "/nothing")[0]
    monkeypatch.setattr(NotFound, "code", 410)
    assert "410 GONE" == ask(app, "/nothing")[1]
