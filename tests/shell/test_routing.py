"""The map and the adapter that the application binds to: Werkzeug's, but decided in the core."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadHost, Gone, HTTPException, MethodNotAllowed, NotFound
from werkzeug.routing import (
    BaseConverter,
    BuildError,
    EndpointPrefix,
    Map,
    MapAdapter,
    RequestRedirect,
    Rule,
    Submount,
    ValidationError,
    WebsocketMismatch,
)
from werkzeug.test import create_environ
from werkzeug.wrappers import Request, Response

from demijohn._routing import RouteAdapter, RouteMap


def bound(*rules: Rule, **options: Any) -> RouteAdapter:  # as the keywords of ``Map`` are
    return RouteMap(rules, **options).bind("example.org")


class Counted(BaseConverter):
    """Counts how often it is made."""

    made = 0

    def __init__(self, map: Map) -> None:
        super().__init__(map)
        type(self).made += 1


class Gate(BaseConverter):
    """Raises what its text asks for."""

    def to_python(self, value: str) -> str:
        if value == "gone":
            raise Gone
        if value == "broken":
            raise KeyError(value)
        if value == "refused":
            raise ValidationError
        return value

    def to_url(self, value: object) -> str:
        if value == "shy":
            raise ValidationError
        return super().to_url(value)


class Open(Rule):
    """A subclass that only changes how rules are made."""

    def __init__(self, string: str, **options: Any) -> None:  # as the keywords of ``Rule`` are
        options.setdefault("strict_slashes", False)
        super().__init__(string, **options)

    def get_converter(
        self, variable_name: str, converter_name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> BaseConverter:
        assert self.map is not None
        return (
            Gate(self.map)
            if converter_name == "default"
            else super().get_converter(variable_name, converter_name, args, kwargs)
        )


class Shouting(Rule):
    """A subclass that builds its own URLs."""

    def build(self, values: Mapping[str, Any], append_unknown: bool = True) -> tuple[str, str] | None:
        built = super().build(values, append_unknown)
        return built and (built[0], built[1].upper())


# --- Registration


@pytest.mark.parametrize(
    ("rule", "error", "head"),
    [
        pytest.param("/<x", ValueError, "malformed url rule: '/<x'", id="malformed"),
        pytest.param("/<x>/<x>", ValueError, "variable name 'x' used twice.", id="twice"),
        pytest.param("/<odd:x>", LookupError, "the converter 'odd' does not exist", id="unknown converter"),
    ],
)
def test_a_refused_rule_leaves_no_trace(rule: str, error: type[Exception], head: str) -> None:
    """The rule stays unbound, and the map as it was."""
    made = Rule(rule, endpoint="e")
    map = RouteMap([Rule("/a", endpoint="a")])
    with pytest.raises(error) as caught:
        map.add(made)
    assert str(caught.value.args[0]).splitlines()[0] == head
    assert [vars(made)["map"], [rule.endpoint for rule in map.iter_rules()]] == [None, ["a"]]


def test_a_malformed_domain_is_refused() -> None:
    """The domain is a rule too."""
    with pytest.raises(ValueError, match="malformed url rule: '<x'"):
        RouteMap([Rule("/", subdomain="<x", endpoint="e")])


def test_the_place_of_a_refused_rule_is_told() -> None:
    """An origin is written into the refusal."""
    with pytest.raises(ValueError, match=r"It is registered at app\.py:3\."):
        RouteMap().add(Rule("/<x", endpoint="e"), origin="app.py:3")


def test_an_origin_is_kept_on_the_route() -> None:
    """Where a rule was registered is known to its route, and nobody looks at it."""
    map = RouteMap()
    map.add(Rule("/a", endpoint="a"), origin="app.py:3")
    table = map.table()
    assert table is not None
    assert [route.origin for route in table.routes] == ["app.py:3"]


def test_factories_add_their_rules() -> None:
    """What a factory gives is bound like a rule."""
    map = RouteMap([Submount("/in", [EndpointPrefix("p.", [Rule("/a", endpoint="a")])])])
    assert map.bind("example.org").match("/in/a") == ("p.a", {})


def test_converters_are_made_once() -> None:
    """The rule makes them, and the map only listens."""
    Counted.made = 0
    rule = Rule("/<counted:x>", endpoint="e")
    RouteMap([rule], converters={"counted": Counted})
    assert (Counted.made, "get_converter" in vars(rule)) == (1, False)


def test_an_instance_may_make_its_own_converters() -> None:
    """``get_converter`` is reached through the instance, and stays there."""
    rule = Rule("/<x>", endpoint="e")

    map = RouteMap()

    def make(*_: object) -> BaseConverter:
        return Gate(map)

    vars(rule)["get_converter"] = make
    map.add(rule)
    assert isinstance(map.bind("example.org").route("/gone"), Gone)
    assert vars(rule)["get_converter"] is make


def test_a_rule_is_bound_once() -> None:
    """As in Werkzeug, a rule belongs to one map."""
    rule = Rule("/a", endpoint="a")
    RouteMap([rule])
    with pytest.raises(RuntimeError, match="already bound"):
        RouteMap([rule])


def test_rules_can_be_added_at_any_time() -> None:
    """The table is frozen anew, and only then."""
    map = RouteMap([Rule("/a", endpoint="a")])
    first = map.table()
    assert map.table() is first
    adapter = map.bind("example.org")
    assert isinstance(adapter.route("/b"), NotFound)
    map.add(Rule("/b", endpoint="b"))
    assert adapter.match("/b") == ("b", {})
    assert map.table() is not first


def test_merging_slashes_can_be_changed_at_any_time() -> None:
    """The table follows the map's attribute."""
    map = RouteMap([Rule("/a/b", endpoint="a")])
    adapter = map.bind("example.org")
    assert isinstance(adapter.route("/a//b"), RequestRedirect)
    map.merge_slashes = False
    assert isinstance(adapter.route("/a//b"), NotFound)


def test_the_map_can_be_asked_about_its_rules() -> None:
    """What Werkzeug's map knows stays known."""
    map = RouteMap([Rule("/<x>", endpoint="e"), Rule("/a", endpoint="e", defaults={"x": "a"})])
    assert [rule.rule for rule in map.iter_rules("e")] == ["/a", "/<x>"]
    assert (map.is_endpoint_expecting("e", "x"), map.is_endpoint_expecting("e", "y")) == (True, False)
    assert map.bound_rule(Rule("/<x>")) is None


def test_a_map_can_forget_what_was_added_last() -> None:
    """Rules, origins, converters and options from before the checkpoint stay."""
    map = RouteMap(converters={"gate": Gate})
    map.add(Rule("/a/<gate:x>", endpoint="a"), origin="app.py:3")
    checkpoint, adapter = map.checkpoint(), map.bind("example.org")
    map.restore(checkpoint)
    first = map.table()
    map.add(Rule("/b", endpoint="b"))
    map.restore(checkpoint)
    table = map.table()
    assert table is not None
    assert table is not first
    assert [(route.endpoint, route.origin) for route in table.routes] == [("a", "app.py:3")]
    assert [rule.endpoint for rule in map.iter_rules()] == ["a"]
    assert adapter.match("/a/1") == ("a", {"x": "1"})
    assert isinstance(adapter.route("/b"), NotFound)


# --- What only Werkzeug's own matcher knows


def test_a_subclass_that_makes_rules_its_own_way_is_usual() -> None:
    """Its options and converters are taken from it."""
    map = RouteMap([Open("/<x>/", endpoint="e")])
    assert map.table() is not None
    assert map.bind("example.org").match("/a") == ("e", {"x": "a"})
    assert isinstance(map.bind("example.org").route("/gone"), Gone)


def test_a_subclass_that_builds_its_own_way_is_left_to_werkzeug() -> None:
    """Then the whole map is, because rules compete with each other."""
    map = RouteMap(
        [
            Rule("/a", endpoint="a"),
            Shouting("/<x>", endpoint="e"),
            Rule("/q", endpoint="e", defaults={"x": "q"}),
        ]
    )
    adapter = map.bind("example.org")
    assert map.table() is None
    assert (adapter.build("e", {"x": "b"}), adapter.match("/b")) == ("/B", ("e", {"x": "b"}))
    assert (isinstance(adapter.route("/b/c"), NotFound), adapter.test("/a")) == (True, True)
    redirect = adapter.route("/q", query_args={"k": "v"})
    assert not isinstance(redirect, HTTPException)
    rule = next(iter(map.iter_rules("a")))
    assert adapter.get_default_redirect(rule, "GET", {}, {}) is None


def test_an_instance_that_decides_for_itself_is_left_to_werkzeug() -> None:
    """A method that is replaced on one rule counts like one of a subclass."""

    def never(*_: object) -> bool:
        return False

    rule = Rule("/a", endpoint="a")
    vars(rule)["suitable_for"] = never
    map = RouteMap([rule])
    assert map.table() is None
    with pytest.raises(BuildError):
        map.bind("example.org").build("a")


def test_truth_is_enough_for_a_flag() -> None:
    """Flags may be any objects, and the scheme may be missing, as in Werkzeug."""
    flags: dict[str, Any] = {"websocket": 0, "build_only": None, "alias": ""}  # as programs give them
    options: dict[str, Any] = {"host_matching": 0, "redirect_defaults": 1, "merge_slashes": "yes"}
    map = RouteMap([Rule("/a", endpoint="a", **flags)], **options)
    adapter = map.bind("example.org")
    vars(adapter)["url_scheme"] = None
    assert adapter.match("/a") == ("a", {})
    assert adapter.build("a", force_external=True) == "//example.org/a"


def test_a_rule_that_is_too_deep_is_left_to_werkzeug() -> None:
    """The core's search is as deep as the deepest rule."""
    map = RouteMap([Rule("/a" * 300, endpoint="deep")])
    assert map.table() is None
    assert map.bind("example.org").match("/a" * 300) == ("deep", {})


def test_a_broken_regex_fails_when_it_is_matched() -> None:
    """As in Werkzeug: adding the rule does not fail, coming to it does."""

    class Broken(BaseConverter):
        regex = "("

    map = RouteMap(
        [Rule("/a", endpoint="a"), Rule("/b/<broken:x>", endpoint="b")], converters={"broken": Broken}
    )
    assert map.table() is None
    assert map.bind("example.org").match("/a") == ("a", {})
    with pytest.raises(Exception, match="missing \\)"):
        map.bind("example.org").match("/b/c")


# --- Binding


def outside(adapter: MapAdapter) -> dict[str, object]:
    """Give what an adapter is bound to."""
    kept = dict(vars(adapter))
    kept.pop("map")
    kept.pop("routes", None)
    return kept


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"server_name": "EXAMPLE.org"}, id="name"),
        pytest.param({"server_name": "ü.de:81", "script_name": "app"}, id="international name"),
        pytest.param({"server_name": "a", "path_info": "", "query_args": {}}, id="empty"),
        pytest.param({"server_name": "a", "subdomain": "w", "url_scheme": "wss"}, id="subdomain"),
        pytest.param({"server_name": "a", "default_method": "POST", "script_name": ""}, id="method"),
    ],
)
def test_binding_is_werkzeugs(options: dict[str, Any]) -> None:
    """Names are lowered and encoded, and what is left out has its default."""
    assert outside(Map().bind(**options)) == outside(RouteMap().bind(**options))


def test_a_default_subdomain_is_bound() -> None:
    """Unless the map matches whole hosts."""
    found = [
        RouteMap(default_subdomain="w", host_matching=hosts).bind("a").subdomain for hosts in (False, True)
    ]
    assert found == ["w", None]


def test_what_cannot_be_bound_is_refused() -> None:
    """A name that is none, and a subdomain where hosts are matched."""
    with pytest.raises(BadHost):
        RouteMap().bind("a..b")
    with pytest.raises(RuntimeError, match="host matching enabled and a subdomain was provided"):
        RouteMap(host_matching=True).bind("a", subdomain="")


ENVIRONS: list[tuple[str, dict[str, str]]] = [
    ("plain", {}),
    ("port", {"HTTP_HOST": "w.example.org:80"}),
    ("host", {"HTTP_HOST": "other.net"}),
    ("websocket", {"HTTP_CONNECTION": "Upgrade", "HTTP_UPGRADE": "websocket"}),
    ("bytes", {"SCRIPT_NAME": "/\xc3\xa4\xff", "PATH_INFO": "/\xff", "QUERY_STRING": "a=\xc3\xa4"}),
    ("empty", {"SCRIPT_NAME": "", "PATH_INFO": "", "HTTP_HOST": ""}),
    ("method", {"REQUEST_METHOD": "PUT"}),
]


@pytest.mark.parametrize("changes", [changes for _, changes in ENVIRONS], ids=[name for name, _ in ENVIRONS])
@pytest.mark.parametrize(
    ("server_name", "subdomain", "host_matching"),
    [
        (None, None, False),
        ("Example.org:80", None, False),
        ("example.org", "x", False),
        ("example.org", None, True),
    ],
    ids=["host", "server name", "subdomain", "host matching"],
)
def test_binding_to_a_request_is_werkzeugs(
    changes: dict[str, str], server_name: str | None, subdomain: str | None, host_matching: bool
) -> None:
    """Host, scheme and paths are read alike, and a stray host is warned of alike."""
    environ = {**create_environ("/a?b=c", "http://w.example.org"), **changes}

    def bind(kind: Callable[..., Map]) -> tuple[dict[str, object], list[tuple[str, str]]]:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            adapter = kind(host_matching=host_matching).bind_to_environ(environ, server_name, subdomain)
        return outside(adapter), [(str(each.message), each.filename) for each in caught]

    assert bind(Map) == bind(RouteMap)


def test_binding_takes_a_request_and_needs_no_paths() -> None:
    """A request stands for its environment, in which the paths may be missing."""
    environ = create_environ("/a")
    assert RouteMap([Rule("/a", endpoint="a")]).bind_to_environ(Request(environ)).match() == ("a", {})
    for name in ("SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"):
        del environ[name]
    assert outside(RouteMap().bind_to_environ(environ)) == outside(Map().bind_to_environ(environ))


# --- Matching


def test_a_match_gives_the_endpoint_or_the_rule() -> None:
    """With converted arguments and the rule's defaults."""
    adapter = bound(Rule("/<int:x>", endpoint="e", defaults={"y": "z"}))
    rule, arguments = adapter.match("/7", return_rule=True)
    assert (rule.rule, arguments, adapter.match("/7")) == (
        "/<int:x>",
        {"x": 7, "y": "z"},
        ("e", {"x": 7, "y": "z"}),
    )
    assert adapter.route("/7") == (rule, {"x": 7, "y": "z"})


def test_arguments_are_the_callers_own() -> None:
    """Changing them changes no other match."""
    adapter = bound(Rule("/a", endpoint="e", defaults={"y": "z"}))
    _, arguments = adapter.match("/a")
    assert isinstance(arguments, dict)
    arguments.clear()
    assert adapter.match("/a") == ("e", {"y": "z"})


def test_the_adapter_knows_what_it_is_bound_to() -> None:
    """Path, method, query and protocol are taken from it when they are not given."""
    map = RouteMap([Rule("/a/", endpoint="a", methods=["POST"]), Rule("/w", endpoint="w", websocket=True)])
    adapter = map.bind("example.org", default_method="POST", path_info="/a", query_args="q=1")
    outcome = adapter.route()
    assert isinstance(outcome, RequestRedirect)
    assert outcome.new_url == "http://example.org/a/?q=1"
    assert map.bind("example.org", url_scheme="ws", path_info="/w").match() == ("w", {})


@pytest.mark.parametrize(
    ("path", "method", "error"),
    [
        pytest.param("/a", "POST", MethodNotAllowed, id="method"),
        pytest.param("/b", "GET", NotFound, id="path"),
        pytest.param("/w", "GET", WebsocketMismatch, id="protocol"),
        pytest.param("/c", "GET", RequestRedirect, id="slash"),
        pytest.param("/g/gone", "GET", Gone, id="raised by a converter"),
        pytest.param("/g/refused", "GET", NotFound, id="refused by a converter"),
    ],
)
def test_a_miss_is_given_back_or_raised(path: str, method: str, error: type[HTTPException]) -> None:
    """``route`` gives what ``match`` raises."""
    adapter = bound(
        Rule("/a", endpoint="a", methods=["GET"]),
        Rule("/w", endpoint="w", websocket=True),
        Rule("/c/", endpoint="c"),
        Rule("/g/<gate:x>", endpoint="g"),
        converters={"gate": Gate},
    )
    assert type(adapter.route(path, method)) is error
    with pytest.raises(error):
        adapter.match(path, method)


def test_other_exceptions_of_a_converter_are_raised() -> None:
    """A fault is no answer."""
    with pytest.raises(KeyError):
        bound(Rule("/<gate:x>", endpoint="g"), converters={"gate": Gate}).route("/broken")


def test_a_method_that_is_not_allowed_tells_which_are() -> None:
    """In their alphabetical order."""
    adapter = bound(
        Rule("/a", endpoint="a", methods=["POST", "GET"]), Rule("/a", endpoint="b", methods=["DELETE"])
    )
    outcome = adapter.route("/a", "PUT")
    assert isinstance(outcome, MethodNotAllowed)
    assert outcome.valid_methods == ["DELETE", "GET", "HEAD", "POST"]
    assert sorted(adapter.allowed_methods("/a")) == ["DELETE", "GET", "HEAD", "POST"]


def test_what_builds_upon_match_goes_on_working() -> None:
    """``test`` and ``dispatch`` ask it."""
    adapter = bound(Rule("/a", endpoint="a"))

    def view(endpoint: str, arguments: Mapping[str, Any]) -> Response:
        return Response(f"{endpoint} {dict(arguments)}")

    served = adapter.dispatch(view, "/a")
    assert isinstance(served, Response)
    assert (served.get_data(as_text=True), adapter.test("/a"), adapter.test("/b")) == ("a {}", True, False)
    assert isinstance(adapter.dispatch(view, "/b", catch_http_exceptions=True), NotFound)


def redirected(adapter: RouteAdapter, path: str) -> str:
    outcome = adapter.route(path)
    assert isinstance(outcome, RequestRedirect)
    return outcome.new_url


def test_defaults_aliases_and_targets_are_redirected() -> None:
    """Each to its canonical URL, with the query where Werkzeug keeps it."""

    def target(adapter: MapAdapter, x: str) -> str:
        return f"to/{x}/{adapter.server_name}"

    map = RouteMap(
        [
            Rule("/all", endpoint="e", defaults={"x": "1"}),
            Rule("/<x>", endpoint="e"),
            Rule("/old/<x>", endpoint="e", alias=True),
            Rule("/t/<x>", endpoint="t", redirect_to="<x>/new"),
            Rule("/c/<x>", endpoint="c", redirect_to=target),
        ]
    )
    adapter = map.bind("example.org", "/app", query_args={"q": "ä"})
    assert [redirected(adapter, path) for path in ("/1", "/old/2", "/t/3 4", "/c/5")] == [
        "http://example.org/app/all?q=%C3%A4",
        "http://example.org/app/2?q=%C3%A4",
        "http://example.org/app/3%204/new",
        "http://example.org/app/to/5/example.org",
    ]


def test_a_redirect_that_cannot_be_written_is_not_made() -> None:
    """If a converter refuses to write the better URL, the request is served where it is, or sent to its target."""

    def rules(**options: Any) -> RouteAdapter:  # as the keywords of ``Rule`` are
        return bound(
            Rule("/all/<gate:y>", endpoint="e", defaults={"x": "1"}),
            Rule("/<x>/of/<gate:y>", endpoint="e", **options),
            converters={"gate": Gate},
        )

    assert rules().match("/1/of/shy") == ("e", {"x": "1", "y": "shy"})
    assert redirected(rules(redirect_to="/t"), "/1/of/shy") == "http://example.org/t"


def test_the_default_redirect_of_a_rule_can_be_asked_for() -> None:
    """It is a public step of Werkzeug's adapter."""
    better, plain = Rule("/all", endpoint="e", defaults={"x": "1"}), Rule("/<x>", endpoint="e")
    adapter = bound(better, plain)
    assert adapter.get_default_redirect(plain, "GET", {"x": "1"}, {}) == "http://example.org/all"
    assert adapter.get_default_redirect(plain, "GET", {"x": "2"}, {}) is None


@pytest.mark.parametrize("domain", [None, "", "w"])
@pytest.mark.parametrize("host_matching", [False, True])
def test_hosts_and_redirects_are_written_as_werkzeug_writes_them(
    domain: str | None, host_matching: bool
) -> None:
    """The public steps for it are there, and agree."""
    adapters = [kind(host_matching=host_matching).bind("a.com", "/app", None, "") for kind in (Map, RouteMap)]
    plain, ours = [
        (
            each.get_host(domain),
            each.make_redirect_url("/x", {"q": "1"}, domain),
            each.make_redirect_url("//x"),
        )
        for each in adapters
    ]
    assert plain == ours


# --- Building


@pytest.mark.parametrize(
    ("values", "url"),
    [
        pytest.param({"x": 1, "q": None}, "/1", id="none"),
        pytest.param({"x": 1, "b": [2, 1], "a": "z"}, "/1?a=z&b=1&b=2", id="sorted"),
        pytest.param(MultiDict([("x", 1), ("q", 2), ("q", 3)]), "/1?q=2&q=3", id="several"),
        pytest.param(None, "/none", id="nothing"),
        pytest.param({}, "/none", id="empty"),
        pytest.param(MappingProxyType({"x": "ä/b"}), "/%C3%A4/b", id="another mapping"),
    ],
)
def test_values_are_taken_as_werkzeug_takes_them(values: Mapping[str, object] | None, url: str) -> None:
    """Missing ones are left out, several make several parameters."""
    map = RouteMap([Rule("/<x>", endpoint="e"), Rule("/none", endpoint="e")], sort_parameters=True)
    assert map.bind("example.org").build("e", values) == url


def test_parameters_are_sorted_by_the_maps_own_key() -> None:
    """The key sees a name and a value."""

    def backwards(item: tuple[str, int]) -> int:
        return -item[1]

    map = RouteMap([Rule("/", endpoint="e")], sort_parameters=True, sort_key=backwards)
    assert map.bind("example.org").build("e", {"a": 1, "b": 2}) == "/?b=2&a=1"


def test_unknown_values_are_left_out_if_asked() -> None:
    """Then there is no query."""
    assert bound(Rule("/", endpoint="e")).build("e", {"a": 1}, append_unknown=False) == "/"


def test_a_converter_may_write_anything() -> None:
    """What it gives back is formatted as text."""

    class Number(BaseConverter):
        def to_url(self, value: object) -> Any:  # a converter's own mistake, which Werkzeug forgives
            return 7

    assert bound(Rule("/<n:x>/", endpoint="e"), converters={"n": Number}).build("e", {"x": 1}) == "/7/"


def test_a_refused_value_tries_the_next_rule() -> None:
    """A rule whose converter refuses is no candidate any more."""
    adapter = bound(
        Rule("/a/<gate:x>", endpoint="e"), Rule("/b/<x>", endpoint="e"), converters={"gate": Gate}
    )
    assert [adapter.build("e", {"x": value}) for value in ("open", "shy")] == ["/a/open", "/b/shy"]


def test_host_matching_prefers_the_own_host() -> None:
    """The first rule is taken only if no other is on the bound host."""
    map = RouteMap(
        [Rule("/a", endpoint="e", host="a.com"), Rule("/b", endpoint="e", host="b.com")], host_matching=True
    )
    assert [map.bind(host).build("e") for host in ("a.com", "b.com", "c.com")] == [
        "/a",
        "/b",
        "http://a.com/a",
    ]


def test_a_url_that_cannot_be_built_says_why() -> None:
    """The exception is Werkzeug's, with the values, and the rule that was probably meant."""
    adapter = bound(Rule("/a/<x>", endpoint="page"), Rule("/b", endpoint="form", methods=["POST"]))
    with pytest.raises(BuildError) as caught:
        adapter.build("page", {"y": 1, "z": None})
    error = caught.value
    assert (error.endpoint, error.values, error.method, error.adapter) == ("page", {"y": 1}, None, adapter)
    assert (
        str(error)
        == "Could not build url for endpoint 'page' with values ['y']. Did you forget to specify values ['x']?"
    )
    with pytest.raises(BuildError, match="Did you mean 'page' instead"):
        adapter.build("pages")
