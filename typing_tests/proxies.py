"""A proxy has the type that it stands for, and gives out its object; answers are of our own response class."""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true, reportPrivateUsage=false
# `_get_current_object` and `_AppCtxGlobals` are documented names, whatever their underscore says.

from __future__ import annotations

from typing_extensions import assert_type

from demijohn import (
    Flask,
    Request,
    Response,
    current_app,
    g,
    json,
    jsonify,
    make_response,
    redirect,
    request,
    send_file,
    session,
)
from demijohn.ctx import _AppCtxGlobals
from demijohn.json.provider import DefaultJSONProvider
from demijohn.sessions import SessionMixin
from demijohn.testing import FlaskClient, FlaskCliRunner

app = Flask(__name__)


def takes_app(app: Flask) -> None: ...


def takes_request(request: Request) -> None: ...


takes_app(current_app)
takes_request(request)
assert_type(current_app._get_current_object(), Flask)
assert_type(request._get_current_object(), Request)
assert_type(session._get_current_object(), SessionMixin)
assert_type(g._get_current_object(), _AppCtxGlobals)
assert_type(request.blueprint, str | None)
assert_type(request.blueprints, list[str])
assert_type(request.endpoint, str | None)
assert_type(request.max_content_length, int | None)
assert_type(current_app.name, str)
assert_type(session.permanent, bool)
assert_type(session.modified, bool)
g.anything = 1
session["a"] = g.anything

assert_type(redirect("/"), Response)
assert_type(jsonify(a=1), Response)
assert_type(make_response("x", 201), Response)
assert_type(send_file("x"), Response)
assert_type(DefaultJSONProvider(app).response(a=1), Response)
assert_type(app.json.response(1), Response)
assert_type(json.dumps(1), str)
assert_type(app.make_response("x"), Response)
assert_type(app.test_client(), FlaskClient)
assert_type(app.test_cli_runner(), FlaskCliRunner)

with app.test_client() as client, client.session_transaction() as stored:
    assert_type(client, FlaskClient)
    assert_type(stored, SessionMixin)
with app.app_context(), app.test_request_context() as ctx:
    assert_type(ctx.request, Request)
    assert_type(ctx.app, Flask)
with app.open_resource("x") as binary, app.open_resource("x", "r") as text:
    assert_type(binary.read(), bytes)
    assert_type(text.read(), str)

current_app.nothing_of_this_name  # type: ignore[attr-defined]
request.nothing_of_this_name  # type: ignore[attr-defined]
session.nothing_of_this_name  # type: ignore[attr-defined]
redirect(5)  # type: ignore[arg-type]
redirect("/", code="301")  # type: ignore[arg-type]
takes_request(current_app)  # type: ignore[arg-type]
jsonify(1).nothing_of_this_name  # type: ignore[attr-defined]
