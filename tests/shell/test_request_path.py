"""The rarer ways that a request can take."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from werkzeug.test import EnvironBuilder

import demijohn
from demijohn.debughelpers import FormDataRoutingRedirect
from demijohn.testing import FlaskClient, FlaskCliRunner


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep errors that are meant out of the log."""
    monkeypatch.setattr(logging.getLogger("shop"), "disabled", True)


@pytest.fixture
def app() -> demijohn.Flask:
    """Make an application with a view."""
    app = demijohn.Flask("shop", root_path="/", static_folder=None)
    app.add_url_rule("/folder/", "folder", lambda: "folder")
    return app


def test_a_hook_before_the_view_may_answer(app: demijohn.Flask) -> None:
    """What a hook returns is the answer, unless it is ``None``; the view is not called."""
    app.before_request(lambda: ("answered", 202))
    response = app.test_client().get("/folder/")
    assert ("answered", 202) == (response.text, response.status_code)


def test_functions_for_this_request_run_before_the_other_hooks(app: demijohn.Flask) -> None:
    """What ``after_this_request`` was given runs once, before the hooks after every request."""
    seen: list[str] = []

    def note(name: str) -> Callable[[demijohn.Response], demijohn.Response]:
        def hook(response: demijohn.Response) -> demijohn.Response:
            seen.append(name)
            return response

        return hook

    def view() -> str:
        demijohn.after_this_request(note("this"))
        return "view"

    app.add_url_rule("/view", view_func=view)
    app.after_request(note("every"))
    client = app.test_client()
    client.get("/view")
    client.get("/folder/")
    assert ["this", "every", "every"] == seen


def test_options_are_answered_with_the_methods_of_the_url(app: demijohn.Flask) -> None:
    """``OPTIONS`` gives the methods of every rule for the URL, without calling a view."""
    app.add_url_rule("/folder/", "write", lambda: "write", methods=["POST"])
    response = app.test_client().options("/folder/")
    assert (b"", {"GET", "HEAD", "OPTIONS", "POST"}) == (response.data, set(response.allow))


def test_a_redirect_that_would_lose_a_form_is_an_error_in_debug_mode(app: demijohn.Flask) -> None:
    """In debug mode a slash redirect that keeps no method is raised for a request with a form."""
    app.debug = True
    app.add_url_rule("/form/", "form", lambda: "form", methods=["POST"])
    redirect = app.test_client().post("/form", data={"a": "b"})
    assert (308, True) == (redirect.status_code, str(redirect.location).endswith("/form/"))
    with app.test_request_context("/form", method="POST", data={"a": "b"}) as ctx:
        error = ctx.request.routing_exception
        assert error is not None
        error.code = 301
        with pytest.raises(FormDataRoutingRedirect):
            app.dispatch_request()


def test_an_interrupt_is_not_handled_but_tears_down(app: demijohn.Flask) -> None:
    """What is no ``Exception`` goes through, and the teardown functions see it."""
    torn: list[object] = []
    interrupt = KeyboardInterrupt()

    def view() -> str:
        raise interrupt

    app.add_url_rule("/view", view_func=view)
    app.teardown_request(torn.append)
    with pytest.raises(KeyboardInterrupt):
        app.test_client().get("/view")
    assert [interrupt] == torn


def test_an_error_may_be_kept_from_the_teardown(app: demijohn.Flask) -> None:
    """With ``should_ignore_error`` the teardown functions are spared an error."""
    torn: list[object] = []

    def view() -> str:
        raise ValueError

    app.should_ignore_error = lambda error: True  # type: ignore[method-assign]  # an instance may override it
    app.add_url_rule("/view", view_func=view)
    app.teardown_request(torn.append)
    app.test_client().get("/view")
    assert [None] == torn


def test_an_error_while_an_error_is_answered_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A hook that fails on the answer to an error changes nothing about the answer."""
    app = demijohn.Flask("logged", root_path="/", static_folder=None)
    app.add_url_rule("/folder/", "folder", lambda: "folder")

    def fail(response: demijohn.Response) -> demijohn.Response:
        raise ValueError("in a hook")

    app.after_request(fail)
    with caplog.at_level(logging.ERROR):
        assert 500 == app.test_client().get("/folder/").status_code
    assert [
        "Exception on /folder/ [GET]",
        "Request finalizing failed with an error while handling an error",
    ] == [record.getMessage() for record in caplog.records]


def test_the_signal_for_an_error_has_the_error(app: demijohn.Flask) -> None:
    """``got_request_exception`` is sent with the exception, before it is answered."""
    told: list[object] = []
    error = ValueError()

    def view() -> str:
        raise error

    def receive(sender: demijohn.Flask, exception: BaseException, **facts: object) -> None:
        told.append(exception)

    app.add_url_rule("/view", view_func=view)
    with demijohn.got_request_exception.connected_to(receive, app):
        app.test_client().get("/view")
    assert [error] == told


def test_a_missing_key_is_named_in_debug_mode(app: demijohn.Flask) -> None:
    """In debug mode the answer to a missing form field names it, and otherwise it does not."""

    def view() -> str:
        return demijohn.request.form["field"]

    app.add_url_rule("/view", view_func=view)
    app.config["TRAP_BAD_REQUEST_ERRORS"] = False
    hidden = app.test_client().get("/view").text
    app.debug = True
    shown = app.test_client().get("/view").text
    assert (False, True) == ("field" in hidden, "field" in shown)


@pytest.mark.parametrize(
    ("trusted", "status"),
    [(None, 200), (["localhost"], 200), (["shop.test"], 400)],
    ids=["all", "this", "another"],
)
def test_only_trusted_hosts_are_served(app: demijohn.Flask, trusted: list[str] | None, status: int) -> None:
    """With ``TRUSTED_HOSTS`` a request for another host is a bad request."""
    app.config["TRUSTED_HOSTS"] = trusted
    assert status == app.test_client().get("/folder/").status_code


def test_subdomains_are_matched_when_asked_for() -> None:
    """With subdomain matching, a rule of a subdomain answers on that subdomain only."""
    app = demijohn.Flask("shop", root_path="/", static_folder=None, subdomain_matching=True)
    app.config["SERVER_NAME"] = "shop.test"
    app.add_url_rule("/", "api", lambda: "api", subdomain="api")
    client = app.test_client()
    assert (200, 404) == tuple(
        client.get("/", base_url=f"http://{host}").status_code for host in ("api.shop.test", "shop.test")
    )


def test_hosts_are_matched_when_asked_for() -> None:
    """With host matching, each rule answers on its own host."""
    app = demijohn.Flask("shop", root_path="/", static_host="static.test", host_matching=True)
    app.config["SERVER_NAME"] = "shop.test"
    app.add_url_rule("/", "api", lambda: "api", host="api.test")
    client = app.test_client()
    assert (200, 404) == tuple(
        client.get("/", base_url=f"http://{host}").status_code for host in ("api.test", "shop.test")
    )


def test_the_classes_of_client_and_runner_can_be_replaced(app: demijohn.Flask) -> None:
    """The application makes clients and runners of its own classes, with what they are given."""

    class Client(FlaskClient):
        pass

    class Runner(FlaskCliRunner):
        pass

    assert (FlaskClient, FlaskCliRunner) == (type(app.test_client()), type(app.test_cli_runner()))
    app.test_client_class, app.test_cli_runner_class = Client, Runner
    assert (Client, Runner) == (type(app.test_client()), type(app.test_cli_runner()))


def test_the_classes_of_request_and_response_can_be_replaced(app: demijohn.Flask) -> None:
    """Requests and responses are of the application's own classes, redirects and errors too."""

    class Request(demijohn.Request):
        pass

    class Response(demijohn.Response):
        pass

    app.request_class, app.response_class = Request, Response
    seen: list[type[object]] = []
    app.before_request(lambda: seen.append(type(demijohn.request._get_current_object())))
    with app.request_context(EnvironBuilder("/nothing").get_environ()):
        seen.append(type(app.full_dispatch_request()))
    assert ([Request, Response], Response) == (seen, type(app.redirect("/")))
