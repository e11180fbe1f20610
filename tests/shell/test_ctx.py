"""The contexts, and what is looked at through them."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest
from blinker import NamedSignal
from werkzeug.exceptions import NotFound

import demijohn
from demijohn import current_app, g, request, session
from demijohn.ctx import AppContext, RequestContext
from demijohn.globals import _cv_app, _cv_request, app_ctx, request_ctx


def say(n: int) -> str:
    """Say a number."""
    return str(n)


@pytest.fixture
def app() -> demijohn.Flask:
    """Make an application with a view and a key."""
    app = demijohn.Flask("shop", root_path="/")
    app.secret_key = "key"
    app.add_url_rule("/x/<int:n>", "x", say)
    return app


@pytest.mark.parametrize(
    ("proxy", "head"),
    [
        pytest.param(current_app, "Working outside of application context.", id="current_app"),
        pytest.param(g, "Working outside of application context.", id="g"),
        pytest.param(app_ctx, "Working outside of application context.", id="app_ctx"),
        pytest.param(request, "Working outside of request context.", id="request"),
        pytest.param(session, "Working outside of request context.", id="session"),
        pytest.param(request_ctx, "Working outside of request context.", id="request_ctx"),
    ],
)
def test_a_proxy_outside_its_context_says_what_to_do(proxy: object, head: str) -> None:
    """A proxy without a context raises with the head that programs know, and names a way out."""
    with pytest.raises(RuntimeError) as caught:
        _ = proxy.anything  # type: ignore[attr-defined]  # that it cannot be looked up is what is tested
    first, *others = str(caught.value).splitlines()
    assert head == first
    assert any("with app." in line for line in others)


def test_a_request_context_brings_its_application_context(app: demijohn.Flask) -> None:
    """Pushing a request makes its application current too, and popping takes both away."""
    with app.test_request_context("/x/3") as ctx:
        assert (app, ctx, ctx.request) == (
            current_app._get_current_object(),
            request_ctx._get_current_object(),
            request._get_current_object(),
        )
        assert (True, True) == (demijohn.has_app_context(), demijohn.has_request_context())
        assert ({"n": 3}, "x") == (request.view_args, request.endpoint)
    assert (None, None) == (_cv_app.get(None), _cv_request.get(None))


def test_a_request_uses_the_context_of_its_application_if_that_is_current(app: demijohn.Flask) -> None:
    """A request inside a context of the same application shares its ``g``; in one of another it does not."""
    other = demijohn.Flask("other", root_path="/")
    with app.app_context():
        g.mark = 1
        with app.test_request_context():
            assert "mark" in g
        with other.test_request_context():
            assert ("mark" in g, current_app.name) == (False, "other")


def test_popping_in_another_order_is_refused(app: demijohn.Flask) -> None:
    """A context that is not the current one refuses to be popped, and says which one is."""
    outer, inner = app.app_context(), app.app_context()
    outer.push()
    inner.push()
    with pytest.raises(AssertionError, match="Popped wrong app context") as caught:
        outer.pop()
    assert repr(inner) in str(caught.value)
    # ``outer`` gave back the place that was taken when it was pushed, before which there was nothing.
    assert _cv_app.get(None) is None


def test_a_context_may_be_pushed_several_times(app: demijohn.Flask) -> None:
    """Only the last pop of a context that is pushed twice tears it down."""
    torn: list[object] = []
    app.teardown_appcontext(torn.append)
    ctx = app.app_context()
    ctx.push()
    ctx.push()
    ctx.pop()
    assert [] == torn
    ctx.pop()
    assert [None] == torn


def test_leaving_by_an_exception_hands_it_to_the_teardown(app: demijohn.Flask) -> None:
    """The exception that leaves a ``with`` block reaches both teardown functions, request first."""
    torn: list[tuple[str, object]] = []

    @app.teardown_request
    def request_ends(error: BaseException | None) -> None:
        torn.append(("request", error))

    @app.teardown_appcontext
    def app_ends(error: BaseException | None) -> None:
        torn.append(("app", error))

    error = ValueError("left")
    with pytest.raises(ValueError, match="left"), app.test_request_context():
        raise error
    assert [("request", error), ("app", error)] == torn


def test_the_active_exception_is_found_when_none_is_given(app: demijohn.Flask) -> None:
    """``pop`` without an argument takes the exception that is being handled."""
    torn: list[object] = []
    app.teardown_request(torn.append)
    ctx = app.test_request_context()
    ctx.push()
    error = ValueError("active")
    try:
        raise error
    except ValueError:
        ctx.pop()
    assert [error] == torn


def test_a_request_that_matches_nothing_keeps_the_reason(app: demijohn.Flask) -> None:
    """A request context can be pushed for any URL; what routing found is kept for later."""
    with app.test_request_context("/nothing"):
        assert (None, NotFound) == (request.url_rule, type(request.routing_exception))


def test_matching_that_is_overridden_is_used(app: demijohn.Flask) -> None:
    """An adapter whose ``match`` is replaced is asked in the documented way."""
    ctx = app.test_request_context("/x/3")
    assert ctx.url_adapter is not None
    rule = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "x")
    ctx.url_adapter.match = lambda *a, **k: (rule, {"n": 7})  # type: ignore[method-assign]  # as extensions do
    with ctx:
        assert {"n": 7} == request.view_args


def test_a_copy_shares_request_and_session(app: demijohn.Flask) -> None:
    """A copied context has the same request and session objects, and its own place in the order."""
    with app.test_request_context("/x/3") as ctx:
        session["a"] = 1
        copy = ctx.copy()
        assert (ctx.request, ctx.session, RequestContext) == (copy.request, copy.session, type(copy))


def test_a_copied_function_runs_in_its_request(app: demijohn.Flask) -> None:
    """A function made with ``copy_current_request_context`` sees the request after it has ended."""
    with app.test_request_context("/x/3"):

        @demijohn.copy_current_request_context
        def path() -> str:
            return request.path

    assert ("/x/3", "path") == (path(), path.__name__)


@pytest.mark.parametrize(
    "function",
    [demijohn.after_this_request, demijohn.copy_current_request_context],
    ids=["after_this_request", "copy_current_request_context"],
)
def test_functions_of_a_request_need_one(function: object) -> None:
    """Outside a request these functions refuse, by their own name."""
    assert callable(function)
    with pytest.raises(
        RuntimeError, match=f"'{getattr(function, '__name__', '')}' can only be used when a request"
    ):
        function(say)


def test_the_session_is_not_there_before_the_push(app: demijohn.Flask) -> None:
    """Looking at the session of a context that was not pushed is refused; looking later counts as access."""
    ctx = app.test_request_context()
    with pytest.raises(AssertionError, match="The session has not yet been opened"):
        _ = ctx.session
    with ctx:
        assert ctx._session is not None
        before = ctx._session.accessed
        assert (False, True) == (before, ctx.session.accessed)


def test_a_null_session_stands_in_when_none_is_opened() -> None:
    """Without a key the session can be read, and writing is refused with what to do."""
    app = demijohn.Flask("shop", root_path="/")
    with app.test_request_context():
        assert None is session.get("a")
        with pytest.raises(RuntimeError, match="no secret key was set"):
            session["a"] = 1


def test_g_is_a_namespace(app: demijohn.Flask) -> None:
    """``g`` has attributes, and can be asked like a dict."""
    with app.app_context():
        g.a = 1
        assert (1, None, 5, 2) == (g.get("a"), g.get("b"), g.get("b", 5), g.setdefault("c", 2))
        assert (["a", "c"], True, 1, "no") == (list(g), "a" in g, g.pop("a"), g.pop("a", "no"))
        assert "<flask.g of 'shop'>" == repr(g)
        with pytest.raises(KeyError, match="a"):
            g.pop("a")
        with pytest.raises(AttributeError, match="a"):
            _ = g.a
        with pytest.raises(AttributeError, match="a"):
            del g.a
        del g.c
        assert [] == list(g)


def test_g_without_a_context_shows_itself_plainly(app: demijohn.Flask) -> None:
    """The form of ``g`` names the application only while there is one."""
    assert "_AppCtxGlobals object at" in repr(app.app_ctx_globals_class())


def test_signals_of_a_context_are_sent_only_to_those_who_listen(app: demijohn.Flask) -> None:
    """Push and pop are told to receivers with the application as the sender, and to nobody else."""
    told: list[tuple[str, object]] = []

    def listen(signal: NamedSignal) -> AbstractContextManager[None]:
        def receive(sender: object, **facts: object) -> None:
            told.append((signal.name, sender))

        return signal.connected_to(receive, app)

    with (
        listen(demijohn.appcontext_pushed),
        listen(demijohn.appcontext_tearing_down),
        listen(demijohn.appcontext_popped),
        app.app_context(),
    ):
        assert [("appcontext-pushed", app)] == told
    assert [("appcontext-pushed", app), ("appcontext-tearing-down", app), ("appcontext-popped", app)] == told
    assert isinstance(app.app_context(), AppContext)
