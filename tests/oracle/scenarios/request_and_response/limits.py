"""Limits of a request, cookies and conditions of a response."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from tests.oracle.collect import scenario
from tests.oracle.lab import Lab


@scenario
def request_limits(lab: Lab) -> None:
    """The configured limits of a request's body are kept; a request may have its own."""
    fl = lab.flask
    app = lab.app()
    app.config.update(MAX_CONTENT_LENGTH=20, MAX_FORM_MEMORY_SIZE=10, MAX_FORM_PARTS=1)

    @app.route("/", methods=["POST"])
    def index() -> object:
        request = fl.request
        if "own" in request.args:
            request.max_content_length = 500
            request.max_form_memory_size = None
            request.max_form_parts = 10
        lab.note(request.max_content_length, request.max_form_memory_size, request.max_form_parts)
        return dict(request.form)

    for data in ({"a": "b"}, {"a": "b" * 30}, {"a": "1", "b": "2", "c": "3"}):
        for query in ("", "?own"):
            lab.send(app, "/" + query, "POST", data=data)
            lab.send(app, "/" + query, "POST", data=data, content_type="multipart/form-data")
    with app.app_context():
        lab.note(fl.Request({}).max_content_length, fl.Request({}).max_form_parts)
    lab.note(
        fl.Request({}).max_content_length, fl.Request({}).max_form_memory_size, fl.Request({}).max_form_parts
    )


@scenario
def cookies_and_headers_of_a_response(lab: Lab) -> None:
    """A response sets and deletes cookies and carries the application's cookie size."""
    fl = lab.flask
    app = lab.app()

    @app.route("/")
    def index() -> object:
        response = fl.make_response("x")
        response.set_cookie(
            "a", "1", max_age=5, httponly=True, samesite="Lax", secure=True, path="/p", domain="x.test"
        )
        response.delete_cookie("b")
        response.headers["X-A"] = "é"
        lab.note(
            response.max_cookie_size,
            response.default_mimetype,
            response.is_json,
            response.json_module is not None,
        )
        return response

    lab.send(app)
    lab.note(fl.Response().max_cookie_size, fl.Response().autocorrect_location_header)


@scenario
def big_cookie_warns(lab: Lab) -> None:
    """A cookie that a browser would drop is warned about."""
    app = lab.app()
    app.config["MAX_COOKIE_SIZE"] = 50

    @app.route("/")
    def index() -> object:
        response = lab.flask.make_response("x")
        response.set_cookie("a", "b" * 60)
        return response

    lab.send(app)
    app.config["MAX_COOKIE_SIZE"] = 0
    lab.send(app)


@scenario
def conditional_and_head(lab: Lab) -> None:
    """Etags and HEAD work on an ordinary response."""
    fl = lab.flask
    app = lab.app()

    @app.route("/")
    def index() -> object:
        response = fl.make_response("body")
        response.add_etag()
        return response.make_conditional(fl.request)

    lab.send(app)
    lab.send(app, "/", "HEAD")
    lab.send(app, "/", headers={"If-None-Match": '"841a2d689ad86bd1611447453c22c6fc"'})
