"""Routing seen from an application: slashes, methods, converters, hosts, subdomains, building URLs."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:
# ruff: noqa: PLW0108

from __future__ import annotations

from typing import Any

from werkzeug.routing import Rule

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@scenario
def own_url_converter(lab: Lab) -> None:
    """A converter registered on the map converts both ways."""
    from werkzeug.routing import BaseConverter

    class Words(BaseConverter):
        def to_python(self, value: str) -> list[str]:
            return value.split("+")

        def to_url(self, value: list[str]) -> str:
            return "+".join(super(Words, self).to_url(word) for word in value)

    app = lab.app()
    app.url_map.converters["words"] = Words
    app.add_url_rule("/<words:w>", "w", lambda w: {"w": w})
    lab.send(app, "/a+b%20c")
    with app.test_request_context():
        lab.note(lab.flask.url_for("w", w=["x", "y z"]))


def _echo(
    lab: Lab, app: Any, *rules: Any
) -> None:  # an application of either package; rules and their options
    """Views that tell what was matched."""
    for number, rule in enumerate(rules):
        path, options = rule if isinstance(rule, tuple) else (rule, {})
        app.add_url_rule(
            path, f"e{number}", lambda _n=number, **kw: [_n, {k: repr(v) for k, v in kw.items()}], **options
        )


METHODS = ("GET", "HEAD", "POST", "OPTIONS")


@table({
    "strict": {}, "not strict": {"strict_slashes": False}, "no merge": {"merge_slashes": False},
})  # fmt: skip
def slashes(lab: Lab, options: dict[str, Any]) -> None:
    """Missing, additional and double slashes are redirected, answered or refused."""
    app = lab.app()
    _echo(lab, app, ("/leaf", options), ("/branch/", options), ("/a/<x>/", options), ("/p/<path:x>", options))
    for path in (
        "/leaf",
        "/leaf/",
        "/branch",
        "/branch/",
        "/a/1",
        "/a/1/",
        "//leaf",
        "/a//1",
        "/a/1//",
        "/p/x//y",
        "/p//x",
        "//",
    ):
        lab.send(app, path)
    lab.send(app, "/branch?x=1&y=%20", "POST")
    lab.send(app, "/a/é%2Fb")


@scenario
def slashes_of_the_map(lab: Lab) -> None:
    """The map's own settings hold for every rule added later."""
    app = lab.app()
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False
    _echo(lab, app, "/branch/", ("/all", {"defaults": {"page": 1}}), "/all/<int:page>", "/p/<path:x>")
    for path in ("/branch", "/branch/", "//branch/", "/all", "/all/1", "/p/a//b"):
        lab.send(app, path)


@table({method: method for method in (*METHODS, "TRACE", "LOCK", "PUT")})
def methods(lab: Lab, method: str) -> None:
    """The rule for the method answers; where there is none the answer says which there are."""
    app = lab.app()
    _echo(lab, app, "/get", ("/post", {"methods": ["POST"]}), ("/both", {"methods": ["GET"]}), ("/both", {"methods": ["POST", "PUT"]}),
          ("/odd", {"methods": ["LOCK"]}), ("/branch/", {"methods": ["POST"]}))  # fmt: skip
    for path in ("/get", "/post", "/both", "/odd", "/branch", "/branch/"):
        lab.send(app, path, method)


@table({
    "string": ("/<x>", ["/a", "/a.b", "/%20", "/a%2Fb", "/a/b", "/é"]), "int": ("/<int:x>", ["/0", "/007", "/-1", "/a", "/1.0", "/٣"]),
    "signed": ("/<int(signed=True):x>", ["/-1", "/+1", "/5"]), "digits": ("/<int(fixed_digits=3):x>", ["/007", "/7", "/1234"]),
    "range": ("/<int(min=2, max=4):x>", ["/1", "/2", "/4", "/5"]), "float": ("/<float:x>", ["/1.5", "/1", "/-1.5", "/.5", "/1.5e3"]),
    "path": ("/<path:x>", ["/a/b/c", "/a/", "/a//b", "/.."]), "uuid": ("/<uuid:x>", ["/00000000-0000-0000-0000-000000000005", "/5"]),
    "any": ("/<any(a, 'b c', d.e):x>", ["/a", "/b%20c", "/d.e", "/c"]), "length": ("/<string(length=2):x>", ["/ab", "/abc"]),
    "minlength": ("/<string(minlength=2, maxlength=3):x>", ["/a", "/ab", "/abcd"]), "mixed": ("/<x>.<int:y>", ["/a.1", "/a.b.1", "/a.x"]),
    "parts": ("/u-<int:x>/<path:y>/edit", ["/u-1/a/b/edit", "/u-1/edit", "/u-x/a/edit"]), "two": ("/<a>-<b>", ["/1-2", "/1-2-3", "/1"]),
    "default": ("/<default:x>", ["/a"]), "escape": ("/<x>", ["/%E9", "/%C3%A9", "/a+b", "/a;b", "/a%00b"]),
})  # fmt: skip
def converters(lab: Lab, row: tuple[str, list[str]]) -> None:
    """Each converter accepts and converts the same texts."""
    app = lab.app(static_folder=None)
    _echo(lab, app, row[0])
    for path in row[1]:
        lab.send(app, path)


@scenario
def precedence(lab: Lab) -> None:
    """Of several rules that fit, the more special one answers, whatever the order of registration."""
    rules = (
        "/<path:p>",
        "/<x>",
        "/<int:x>",
        "/a",
        "/a/<y>",
        "/<x>/b",
        "/a/b",
        "/<int:x>/b",
        "/a/<path:z>",
        "/<x>/<y>",
        "/<x>.txt",
        "/a-<x>",
    )
    for ordered in (rules, rules[::-1]):
        app = lab.app(static_folder=None)
        _echo(lab, app, *ordered)
        for path in (
            "/a",
            "/b",
            "/1",
            "/a/b",
            "/a/c",
            "/1/b",
            "/a/b/c",
            "/x/y",
            "/x/b",
            "/x.txt",
            "/a-1",
            "/1.txt",
            "/",
        ):
            response = app.test_client().get(path)
            answer = response.json
            lab.note(path, ordered[answer[0]] if answer else response.status, answer and answer[1])


@scenario
def defaults_redirect(lab: Lab) -> None:
    """A URL that spells out a default is redirected to the shorter one."""
    app = lab.app()
    app.add_url_rule("/pages/", "pages", lambda page: str(page), defaults={"page": 1})
    app.add_url_rule("/pages/<int:page>", "pages")
    for path in ("/pages/", "/pages/1", "/pages/2", "/pages", "/pages/1?a=b"):
        lab.send(app, path)
    with app.test_request_context():
        lab.note(
            lab.flask.url_for("pages", page=1), lab.flask.url_for("pages", page=2), lab.flask.url_for("pages")
        )


@scenario
def redirect_to(lab: Lab) -> None:
    """``redirect_to`` sends on, by text or by function; an alias is redirected to its endpoint's main rule."""
    app = lab.app()
    _echo(
        lab,
        app,
        ("/old/<int:x>", {"redirect_to": "new/<x>"}),
        ("/fun/<x>", {"redirect_to": lambda adapter, x: f"new/{x}!"}),
    )
    app.add_url_rule("/main/<x>", "aliased", lambda x: x)
    app.add_url_rule("/alias/<x>", "aliased", alias=True)
    for path in ("/old/5", "/old/x", "/fun/y", "/alias/z", "/main/z", "/alias/z?q=1"):
        lab.send(app, path)


@scenario
def build_only_and_websocket(lab: Lab) -> None:
    """Rules for building only and rules for websockets answer no ordinary request."""
    app = lab.app()
    _echo(
        lab,
        app,
        ("/only", {"build_only": True}),
        ("/socket", {"websocket": True}),
        ("/socket", {"websocket": False}),
    )
    lab.send(app, "/only")
    lab.send(app, "/socket")
    lab.send(app, "/socket", headers={"Upgrade": "websocket", "Connection": "Upgrade"})
    with app.test_request_context():
        lab.note(lab.flask.url_for("e0"), lab.flask.url_for("e1"), lab.flask.url_for("e2"))


HOSTS = ("http://shop.test", "http://www.shop.test", "http://api.shop.test:80", "http://shop.test:8080", "https://shop.test",
         "http://other.test", "http://SHOP.test", "http://a.b.shop.test", "http://127.0.0.1")  # fmt: skip


@table({
    "no name": ({}, {}), "name": ({"SERVER_NAME": "shop.test"}, {}), "subdomains": ({"SERVER_NAME": "shop.test"}, {"subdomain_matching": True}),
    "subdomains and port": ({"SERVER_NAME": "shop.test:8080"}, {"subdomain_matching": True}),
    "subdomains without name": ({}, {"subdomain_matching": True}), "hosts": ({}, {"host_matching": True, "static_folder": None}),
    "hosts and name": ({"SERVER_NAME": "shop.test"}, {"host_matching": True, "static_folder": None}),
    "hosts and subdomains": ({"SERVER_NAME": "shop.test"}, {"host_matching": True, "subdomain_matching": True, "static_folder": None}),
})  # fmt: skip
def hosts(lab: Lab, row: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Which rules a host or a subdomain sees, and what is built there."""
    config, options = row
    fl = lab.flask
    app = lab.app(**options)
    app.config.update(config)
    if options.get("host_matching"):
        rules: list[Any] = [
            ("/", {"host": "shop.test"}),
            ("/", {"host": "<sub>.shop.test"}),
            ("/x", {"host": "www.shop.test"}),
        ]
    else:
        rules = ["/", ("/", {"subdomain": "<sub>"}), ("/x", {"subdomain": "www"})]
    for number, (path, rule_options) in enumerate(r if isinstance(r, tuple) else (r, {}) for r in rules):
        app.add_url_rule(
            path,
            f"e{number}",
            lambda _n=number, **kw: [_n, kw, fl.url_for(f"e{_n}", **kw), fl.url_for("e2")],
            **rule_options,
        )
    for host in HOSTS:
        lab.send(app, "/", base_url=host)
        lab.send(app, "/x", base_url=host)


@scenario
def default_subdomain(lab: Lab) -> None:
    """The map's default subdomain is that of rules without one."""
    app = lab.app(subdomain_matching=True)
    app.config["SERVER_NAME"] = "shop.test"
    app.url_map.default_subdomain = "www"
    _echo(lab, app, "/", ("/", {"subdomain": ""}))
    for host in ("http://www.shop.test", "http://shop.test"):
        lab.send(app, "/", base_url=host)


@table({
    "none": None, "one": ["shop.test"], "wildcard": [".shop.test"], "port": ["shop.test:8080"], "empty": [], "several": ["a.test", "localhost"],
})  # fmt: skip
def trusted_hosts(lab: Lab, trusted: list[str] | None) -> None:
    """A host that is not trusted is answered with 400 before anything is matched."""
    app = lab.app()
    app.config["TRUSTED_HOSTS"] = trusted
    app.before_request(lab.noting("before"))
    app.teardown_request(lab.noting("teardown"))
    app.register_error_handler(400, lambda e: (f"handled {type(e).__name__}", 400))
    _echo(lab, app, "/")
    for host in (*HOSTS, "http://localhost"):
        lab.send(app, "/", base_url=host)
    lab.send(app, "/", headers={"Host": "bad host"})
    lab.send(app, "/missing", base_url="http://evil.test")


@scenario
def script_name(lab: Lab) -> None:
    """An application below a prefix redirects and builds below it."""
    app = lab.app()
    app.add_url_rule(
        "/branch/",
        "b",
        lambda: [lab.flask.url_for("b"), lab.flask.url_for("b", _external=True), lab.flask.request.root_path],
    )
    for path in ("/branch", "/branch/"):
        lab.send(app, path, base_url="https://shop.test:444/base/")


@scenario
def odd_environments(lab: Lab) -> None:
    """Paths and hosts that no browser would send are answered all the same."""
    app = lab.app()
    _echo(lab, app, "/", "/x", "/<path:rest>")
    for path in ("", "x", "/x?", "/x#f", "/%", "/%zz", "/\\x", "/..", "/.", "/x/../y"):
        lab.send(app, "/", environ_overrides={"PATH_INFO": path, "QUERY_STRING": "a=1"})
    lab.send(app, "/", environ_overrides={"HTTP_HOST": "a:b:c"})
    lab.send(app, "/", environ_overrides={"HTTP_HOST": ""})
    lab.send(app, "/x", environ_overrides={"REQUEST_METHOD": "get"})
    lab.send(app, "/x", environ_overrides={"HTTP_HOST": "xn--mller-kva.test"})
    lab.send(app, "/x", environ_overrides={"PATH_INFO": "/\xc3\xa9\xff"})


@table({
    "plain": ("x", {}), "values": ("v", {"a": "b c", "n": 1}), "query": ("x", {"q": ["1", "2"], "z": "é&", "none": None}),
    "anchor": ("x", {"_anchor": "a b/é"}), "empty anchor": ("x", {"_anchor": ""}), "external": ("x", {"_external": True}),
    "scheme": ("x", {"_scheme": "https"}), "scheme not external": ("x", {"_scheme": "https", "_external": False}),
    "empty scheme": ("x", {"_scheme": "", "_external": True}), "method": ("x", {"_method": "POST"}), "bad method": ("v", {"_method": "POST", "a": 1, "n": 2}),
    "missing value": ("v", {"a": 1}), "bad value": ("v", {"a": "x", "n": "y"}), "unknown": ("nothing", {}), "nearly": ("xx", {}),
    "relative": (".x", {}), "static": ("static", {"filename": "a/b c.css"}), "path": ("p", {"x": "a/b c/é"}), "none value": ("v", {"a": None, "n": 1}),
    "not external": ("x", {"_external": False}), "list value": ("v", {"a": ["x", "y"], "n": 1}), "empty endpoint": ("", {}), "blueprint": ("shop.x", {}),
    "dict value": ("x", {"d": {"a": 1}}), "bool": ("x", {"b": True}), "same names": ("x", {"endpoint_": 1, "values": 2}),
})  # fmt: skip
def building(lab: Lab, row: tuple[str, dict[str, Any]]) -> None:
    """URLs are built, or refused with a helpful text, the same within a request, a blueprint and without one."""
    url_for = lab.flask.url_for
    endpoint, values = row
    for config in (
        {},
        {"SERVER_NAME": "shop.test", "PREFERRED_URL_SCHEME": "https", "APPLICATION_ROOT": "/r"},
    ):
        app = lab.app()
        app.config.update(config)
        bp = lab.blueprint(url_prefix="/bp")
        bp.add_url_rule("/x", "x", lambda: lab.attempt(lambda: url_for(endpoint, **values)) or "none")
        app.add_url_rule(
            "/x",
            "x",
            lambda: lab.attempt(lambda: url_for(endpoint, **values)) or "none",
            methods=["GET", "POST"],
        )
        app.add_url_rule("/v/<a>/<int:n>", "v", len)
        app.add_url_rule("/p/<path:x>", "p", len)
        app.register_blueprint(bp)
        client = app.test_client()
        client.get("/x")
        client.get("/bp/x")
        with app.app_context():
            lab.attempt(lambda: url_for(endpoint, **values))


@scenario
def build_error_handlers(lab: Lab) -> None:
    """Handlers of build errors are asked in turn; the first that answers wins."""
    fl = lab.flask
    app = lab.app()
    with app.test_request_context():
        lab.refused(fl.url_for, "nothing", a=1)

    def first(error: Exception, endpoint: str, values: dict[str, object]) -> str | None:
        lab.note("first", type(error), endpoint, values)
        return None

    def second(error: Exception, endpoint: str, values: dict[str, object]) -> str | None:
        lab.note("second")
        if endpoint == "raise":
            raise error
        return f"built:{endpoint}" if endpoint != "nothing" else None

    app.url_build_error_handlers.append(first)
    app.url_build_error_handlers.append(second)
    with app.test_request_context():
        lab.attempt(fl.url_for, "x", a=1, _external=True, _anchor="b")
        lab.refused(fl.url_for, "nothing")
        lab.refused(fl.url_for, "raise")


@scenario
def overridden_url_for(lab: Lab) -> None:
    """An application's own ``url_for`` is used by the function and by templates."""
    fl = lab.flask
    app = lab.app()
    app.add_url_rule(
        "/", "index", lambda: fl.render_template_string("{{ url_for('index', a=1) }}") + fl.url_for("index")
    )
    app.url_for = lambda endpoint, **values: f"[{endpoint} {values}]"
    app.jinja_env.globals["url_for"] = app.url_for
    lab.send(app)


@scenario
def rule_class_and_rule_objects(lab: Lab) -> None:
    """An application's rule class is used, and rules may be added to the map directly."""

    class Own(Rule):
        def __init__(self, string: str, **options: Any) -> None:  # Werkzeug checks the options
            super().__init__("/own" + string, **options)

    app = lab.app(static_folder=None)
    app.url_rule_class = Own
    _echo(lab, app, "/x")
    app.url_map.add(Rule("/direct/<int:n>", endpoint="direct"))
    app.view_functions["direct"] = lambda n: str(n)
    for path in ("/own/x", "/x", "/direct/5", "/direct/x"):
        lab.send(app, path)
    lab.note(
        [type(r).__name__ for r in app.url_map.iter_rules()], app.url_map.is_endpoint_expecting("direct", "n")
    )


@scenario
def rules_added_between_requests(lab: Lab) -> None:
    """A rule that is added to the map late is found with the next request."""
    app = lab.app()
    _echo(lab, app, "/x")
    lab.send(app, "/late")
    app.url_map.add(Rule("/late", endpoint="e0"))
    lab.send(app, "/late")


@scenario
def adapter_of_a_context(lab: Lab) -> None:
    """The context's URL adapter is a map adapter, and can be asked."""
    app = lab.app()
    app.config["SERVER_NAME"] = "shop.test"
    _echo(lab, app, "/x/<int:n>", ("/post", {"methods": ["POST"]}))
    with app.test_request_context("/x/5") as ctx:
        adapter = ctx.url_adapter
        lab.note(
            adapter.match(),
            adapter.match("/x/6"),
            adapter.test("/nothing"),
            sorted(adapter.allowed_methods("/post")),
        )
        lab.note(
            adapter.build("e0", {"n": 1}),
            adapter.match("/x/7", return_rule=True)[0].rule,
            adapter.server_name,
        )
        lab.refused(adapter.match, "/post")
        lab.refused(adapter.match, "/nothing")
    with app.app_context() as app_ctx:
        lab.note(app_ctx.url_adapter.build("e0", {"n": 1}))
    lab.note(lab.app().app_context().url_adapter, lab.app().create_url_adapter(None))
