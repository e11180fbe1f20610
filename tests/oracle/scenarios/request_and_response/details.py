"""Request and response in detail: attributes, limits, bodies, subclasses, and what can be overridden."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

import io
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.test import create_environ, encode_multipart

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@scenario
def attributes_of_a_request(lab: Lab) -> None:
    """A request knows its rule, arguments, endpoint and blueprints from the moment it is matched."""
    request = lab.flask.request
    app = lab.app()
    outer, inner = lab.blueprint("outer", url_prefix="/o"), lab.blueprint("inner", url_prefix="/i")

    def show(**arguments: object) -> object:
        lab.note(
            request.url_rule and request.url_rule.rule,
            request.view_args,
            request.endpoint,
            request.blueprint,
            request.blueprints,
        )
        lab.note(
            request.routing_exception,
            request.max_content_length,
            request.max_form_memory_size,
            request.max_form_parts,
        )
        return "shown"

    for owner in (app, outer, inner):
        owner.add_url_rule("/<int:n>/<x>", "show", show)
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    app.register_error_handler(404, lambda error: show())
    app.register_error_handler(405, lambda error: show())
    for method, path in (
        ("GET", "/1/a"),
        ("GET", "/o/2/b"),
        ("GET", "/o/i/3/c"),
        ("GET", "/missing"),
        ("POST", "/1/a"),
    ):
        lab.send(app, path, method)


@scenario
def parts_of_a_request(lab: Lab) -> None:
    """What Werkzeug reads out of a request is read the same, through the proxy and through the object."""
    request = lab.flask.request
    app = lab.app()
    names = ("method", "scheme", "server", "root_path", "path", "query_string", "url", "base_url", "url_root", "host_url", "host", "full_path",
             "script_root", "remote_addr", "remote_user", "access_route", "content_length", "content_type", "mimetype", "mimetype_params", "is_json",
             "is_secure", "is_multithread", "is_multiprocess", "is_run_once", "args", "form", "values", "cookies", "accept_mimetypes", "accept_languages",
             "accept_encodings", "cache_control", "if_match", "if_none_match", "if_modified_since", "date", "range", "user_agent", "authorization", "referrer",
             "origin", "pragma", "max_forwards", "trusted_hosts", "want_form_data_parsed", "data")  # fmt: skip

    @app.route("/<path:x>", methods=["GET", "POST"])
    def index(x: str) -> object:
        for name in names:
            lab.note(name, getattr(request, name))
        lab.note(sorted(request.headers.items()))
        return "ok"

    headers = {"Accept": "text/html;q=0.5, application/json", "Accept-Language": "de, en;q=0.5", "Cookie": 'a=1; b="2"', "Range": "bytes=1-2",
               "Cache-Control": "no-cache, max-age=5", "If-None-Match": '"x"', "Authorization": "Basic YTpi", "Referer": "http://r.test/",
               "Origin": "http://o.test", "X-Forwarded-For": "1.1.1.1, 2.2.2.2", "Max-Forwards": "3", "Pragma": "p", "User-Agent": "agent/1"}  # fmt: skip
    lab.send(app, "/x/é?a=1&a=2&b=%20", base_url="https://shop.test:8443/root", headers=headers)
    lab.send(app, "/form?a=1", "POST", data={"a": ["2", "3"], "c": "é"})
    lab.send(app, "/text", "POST", data="plain", content_type="text/plain; charset=utf-8")


def _parts(*items: tuple[str, object]) -> dict[str, Any]:
    """A form in parts, whose boundary is not made by chance."""
    boundary, body = encode_multipart(MultiDict(items), boundary="boundary")
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def _file(content: bytes, name: str, mimetype: str = "text/plain") -> FileStorage:
    return FileStorage(io.BytesIO(content), name, content_type=mimetype)


@table({
    "form": {"data": {"a": ["1", "2"], "b": "é"}}, "files": _parts(("f", _file(b"content", "\u00e9.txt")), ("g", _file(b"1", "1")), ("g", _file(b"2", "2"))),
    "both": _parts(("a", "1"), ("f", _file(b"x", "x.bin", "a/b"))), "raw": {"data": b"\x00\xff"}, "json": {"json": {"a": 1}},
    "bad multipart": {"data": b"no parts", "content_type": "multipart/form-data; boundary=x"}, "no boundary": {"data": b"x", "content_type": "multipart/form-data"},
    "bad form": {"data": b"%zz&=&a", "content_type": "application/x-www-form-urlencoded"}, "empty": {},
    "chunked": {"input_stream": io.BytesIO(b"chunks"), "headers": {"Transfer-Encoding": "chunked"}, "environ_overrides": {"wsgi.input_terminated": True}},
    "no length": {"input_stream": io.BytesIO(b"stream")}, "bad length": {"data": b"abc", "headers": {"Content-Length": "x"}},
})  # fmt: skip
def bodies(lab: Lab, options: dict[str, Any]) -> None:
    """A body is a form with files, data, or a stream, whatever is asked for first."""
    request = lab.flask.request
    app = lab.app()
    reads: dict[str, Any] = {
        "form": lambda: dict(request.form.lists()), "data": lambda: request.data, "get_data": lambda: request.get_data(),
        "parsed": lambda: request.get_data(parse_form_data=True), "stream": lambda: request.stream.read(), "values": lambda: sorted(request.values),
        "files": lambda: [(k, f.filename, f.mimetype, f.read()) for k, fs in request.files.lists() for f in fs],
    }  # fmt: skip

    @app.route("/<first>", methods=["POST"])
    def index(first: str) -> object:
        for name in (first, *reads):
            lab.note(name, reads[name]())
        return "ok"

    for first in reads:
        fresh = {k: io.BytesIO(v.getvalue()) if isinstance(v, io.BytesIO) else v for k, v in options.items()}
        lab.send(app, f"/{first}", "POST", **fresh)


@table({
    "content": {"MAX_CONTENT_LENGTH": 10}, "content none": {"MAX_CONTENT_LENGTH": None}, "memory": {"MAX_FORM_MEMORY_SIZE": 5},
    "memory none": {"MAX_FORM_MEMORY_SIZE": None}, "parts": {"MAX_FORM_PARTS": 1}, "parts none": {"MAX_FORM_PARTS": None}, "zero": {"MAX_CONTENT_LENGTH": 0},
})  # fmt: skip
def limits(lab: Lab, config: dict[str, Any]) -> None:
    """Each limit has a default in the configuration; a body beyond it is a 413, wherever it is read first."""
    request = lab.flask.request
    app = lab.app()
    app.config.update(config)
    app.register_error_handler(413, lambda e: (f"too large: {type(e).__name__}", 413))
    app.add_url_rule("/form", "form", lambda: sorted(request.form.items()), methods=["POST"])
    app.add_url_rule("/data", "data", lambda: request.get_data(), methods=["POST"])
    app.add_url_rule("/files", "files", lambda: sorted(request.files), methods=["POST"])
    app.add_url_rule(
        "/unread",
        "unread",
        lambda: [request.max_content_length, request.max_form_memory_size, request.max_form_parts],
        methods=["POST"],
    )
    for path in ("/form", "/data", "/files", "/unread"):
        lab.send(app, path, "POST", data={"a": "1", "b": "2"})
        lab.send(app, path, "POST", data={"a": "1" * 8})
        lab.send(app, path, "POST", **_parts(("a", "1"), ("b", "2")))
        lab.send(app, path, "POST", **_parts(("f", _file(b"x" * 20, "f"))))


@scenario
def own_request_class(lab: Lab) -> None:
    """A request class may override how JSON fails, how big a body may be, and add what it likes; hooks see it."""
    fl = lab.flask

    class Own(fl.Request):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        max_content_length = 100
        max_form_parts = 2

        def on_json_loading_failed(self, e: ValueError | None) -> Any:  # what is taken for the JSON
            lab.note("failed", type(e))
            if self.args:
                return super().on_json_loading_failed(e)
            return {"replaced": True}

        @property
        def shop(self) -> object:
            return self.headers.get("X-Shop", "none")

    app = lab.app()
    app.request_class = Own
    app.before_request(
        lambda: lab.note(
            fl.request.shop,
            fl.request.max_content_length,
            fl.request.max_form_parts,
            fl.request.max_form_memory_size,
        )
    )
    app.add_url_rule("/", "index", lambda: fl.jsonify(fl.request.get_json()), methods=["POST"])
    for path in ("/", "/?x=1"):
        for options in ({"data": "{", "content_type": "application/json"}, {"data": "[]"}, {"json": [1]}):
            lab.send(app, path, "POST", headers={"X-Shop": "here"}, **options)


@scenario
def requests_by_hand(lab: Lab) -> None:
    """A request can be made from an environment without any application; what belongs to one is empty."""
    fl = lab.flask
    request = fl.Request(create_environ("/a?b=1", "http://here.test/"))
    lab.note(
        request.url,
        request.url_rule,
        request.view_args,
        request.endpoint,
        request.blueprint,
        request.blueprints,
        request.routing_exception,
    )
    lab.note(request.args, request.json_module is fl.json, request)
    lab.refused(request.get_json)
    lab.note(request.get_json(silent=True))
    request.max_content_length = 5
    lab.note(request.max_content_length)
    other = fl.Request(create_environ("/", method="POST", data=b"123456789"))
    other.max_content_length = 5
    lab.refused(other.get_data)


@scenario
def responses_by_hand(lab: Lab) -> None:
    """A response can be made without any application, of all that Werkzeug's takes."""
    fl = lab.flask
    for args, kwargs in (((), {}), (("x",), {}), ((b"x", 201), {}), ((["a", "b"],), {}), ((None, "204 Nothing"), {}), (("x",), {"mimetype": "a/b"}),
                         (("x",), {"content_type": "text/x; charset=y"}), (("x",), {"headers": {"X-A": "1", "Content-Type": "b/c"}}),
                         ((iter("ab"),), {"direct_passthrough": True}), (("é",), {"mimetype": "application/json"})):  # fmt: skip
        response = fl.Response(*args, **kwargs)
        lab.note(
            response,
            response.status,
            response.status_code,
            list(response.headers),
            response.mimetype,
            response.charset if hasattr(response, "charset") else "-",
        )
        lab.note(
            response.is_json,
            response.is_sequence,
            response.is_streamed,
            response.default_mimetype,
            response.max_cookie_size,
        )
    lab.note(
        fl.Response.default_status,
        fl.Response.default_mimetype,
        fl.Response.autocorrect_location_header,
        fl.Response.automatically_set_content_length,
    )


@scenario
def changes_to_a_response(lab: Lab) -> None:
    """Everything about a response can be changed before it is sent."""
    fl = lab.flask
    app = lab.app()

    def change(response: Any) -> None:  # a response of either package
        response.status_code = 202
        response.set_data("changed é")
        response.mimetype = "text/x"
        response.headers.extend([("X-A", "1"), ("X-A", "2")])
        response.headers.setdefault("X-B", "3")
        response.cache_control.max_age = 5
        response.vary.add("Cookie")
        response.content_language.add("de")
        response.location = "/somewhere"
        response.expires = None
        response.www_authenticate = None
        response.accept_ranges = "bytes"
        response.content_security_policy.default_src = "'self'"
        response.access_control_allow_origin = "*"
        response.cross_origin_opener_policy = fl.Response().cross_origin_opener_policy
        response.retry_after = 7
        response.age = 3

    @app.after_request
    def after(response: Any) -> Any:  # a response of either package
        if fl.request.path != "/plain":
            change(response)
        return response

    app.add_url_rule("/<x>", "x", lambda x: f"<{x}>")
    for path in ("/plain", "/changed", "/not/found"):
        lab.send(app, path)
        lab.send(app, path, "HEAD")


@table(
    {
        "200": 200,
        "201": 201,
        "204": 204,
        "205": 205,
        "206": 206,
        "304": 304,
        "404": 404,
        "500": 500,
        "100": 100,
        "299": 299,
    }
)
def headers_by_status(lab: Lab, status: int) -> None:
    """A status may forbid a body, and then its headers as well; HEAD has none either, with the length it would have."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule("/body", "body", lambda: ("body", status, {"Content-Language": "de", "ETag": '"x"'}))
    app.add_url_rule("/empty", "empty", lambda: ("", status))
    app.add_url_rule("/stream", "stream", lambda: (iter(["a", "b"]), status))
    app.add_url_rule("/located", "located", lambda: fl.Response("x", status, {"Location": "/é?a=b"}))
    for path in ("/body", "/empty", "/stream", "/located"):
        for method in ("GET", "HEAD"):
            lab.send(app, path, method)


@scenario
def cookies_in_detail(lab: Lab) -> None:
    """Cookies are written with every attribute, quoted, replaced and deleted; what is too big or wrong is told."""
    fl = lab.flask
    app = lab.app()
    cookies: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
        (("a",), {}), (("a", "b c;d,e"), {}), (("a", "é"), {}), (("a", "1"), {"max_age": 5}), (("a", "1"), {"expires": 0}), (("a", "1"), {"path": None}),
        (("a", "1"), {"domain": "shop.test", "secure": True, "httponly": True}), (("a", "1"), {"samesite": "strict"}), (("a", "1"), {"samesite": "x"}),
        (("a", "1"), {"partitioned": True}), (("a", "x" * 5000), {}),
    ]  # fmt: skip

    @app.route("/<int:n>")
    def index(n: int) -> object:
        response = fl.make_response("x")
        args, kwargs = cookies[n]
        response.set_cookie(*args, **kwargs)
        response.delete_cookie(
            args[0],
            path="/p",
            domain="shop.test",
            secure=True,
            httponly=True,
            samesite="Lax",
            partitioned=True,
        )
        return response

    app.testing = True
    for n in range(len(cookies)):
        lab.send(app, f"/{n}")


@scenario
def own_response_class(lab: Lab) -> None:
    """The application's response class makes every answer: of views, errors, redirects, options and JSON."""
    fl = lab.flask

    class Own(fl.Response):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        default_mimetype = "text/own"
        default_status = 207
        max_cookie_size = 0

        def __init__(self, *args: Any, **kwargs: Any) -> None:  # what the base takes
            super().__init__(*args, **kwargs)
            self.headers["X-Own"] = "1"

        @classmethod
        def force_type(cls, response: Any, environ: Any = None) -> Any:  # what the base takes and gives
            lab.note("forced", type(response))
            return super().force_type(response, environ)

    app = lab.app()
    app.response_class = Own
    views: dict[str, Any] = {
        "text": lambda: "x", "status": lambda: ("x", 201), "json": lambda: {"a": 1}, "redirect": lambda: fl.redirect("/x"), "plain": lambda: fl.Response("p"),
        "abort": lambda: fl.abort(404), "abort with": lambda: fl.abort(fl.Response("a", 410)), "error": lambda: BadRequest("b"), "stream": lambda: iter("ab"),
        "wsgi": lambda: BadRequest("w").get_response(),
    }  # fmt: skip
    app.add_url_rule("/<kind>", "kind", lambda kind: views[kind]())
    for kind in views:
        lab.send(app, f"/{kind}")
    lab.send(app, "/text", "OPTIONS")
    lab.send(app, "/text/none")


@scenario
def conditional_responses(lab: Lab) -> None:
    """A response with an etag or a date is made conditional against the request."""
    fl = lab.flask
    app = lab.app()

    @app.route("/<kind>", methods=["GET", "PUT"])
    def index(kind: str) -> object:
        response = fl.make_response("0123456789")
        if kind == "weak":
            response.add_etag(weak=True)
        elif kind == "dated":
            response.last_modified = 1_700_000_000
        else:
            response.set_etag("own")
        return response.make_conditional(fl.request, accept_ranges=True, complete_length=10)

    for kind in ("own", "weak", "dated"):
        for headers in ({}, {"If-None-Match": '"own"'}, {"If-None-Match": 'W/"own"'}, {"If-Match": '"x"'}, {"Range": "bytes=1-2"}, {"Range": "bytes=20-"},
                        {"If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT"}):  # fmt: skip
            lab.send(app, f"/{kind}", headers=headers)
        lab.send(app, f"/{kind}", "PUT", headers={"If-None-Match": '"own"'})
