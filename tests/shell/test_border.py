"""Values of unusual types on their way into the core, which checks types when it is compiled."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from werkzeug.local import LocalProxy
from werkzeug.routing import BaseConverter, Rule

from demijohn import Blueprint, Flask, Response, session, url_for
from demijohn.helpers import get_load_dotenv


@pytest.fixture
def app() -> Flask:
    """Return an application with one page."""
    made = Flask(__name__)
    made.secret_key = "key"
    made.add_url_rule("/page", "page", lambda: "")
    return made


def test_an_endpoint_may_be_a_proxy(app: Flask) -> None:
    """A proxy of a string is taken for the string, with and without a request."""
    endpoint: Any = LocalProxy(lambda: "page")
    with app.test_request_context():
        assert url_for(endpoint) == "/page"
    app.config["SERVER_NAME"] = "a.example"
    with app.app_context():
        assert url_for(endpoint) == "http://a.example/page"


def test_parts_of_a_url_may_be_proxies(app: Flask) -> None:
    """So may anchor, scheme and method."""
    parts: dict[str, Any] = {
        "_anchor": LocalProxy(lambda: "top"),
        "_scheme": LocalProxy(lambda: "https"),
        "_method": LocalProxy(lambda: "GET"),
    }
    with app.test_request_context():
        assert url_for("page", **parts) == "https://localhost/page#top"


@pytest.mark.parametrize(
    ("external", "expected"), [(1, "http://localhost/page"), ("yes", "http://localhost/page"), (0, "/page")]
)
def test_whether_a_url_is_external_may_be_any_truth_value(app: Flask, external: Any, expected: str) -> None:
    """Whatever is true makes an external URL."""
    with app.test_request_context():
        assert url_for("page", _external=external) == expected


def test_the_cookie_path_may_be_false(app: Flask) -> None:
    """``False`` counts as no path, as ``None`` does."""

    def keep() -> str:
        session["kept"] = 1
        return ""

    app.add_url_rule("/keep", view_func=keep)
    app.config["SESSION_COOKIE_PATH"] = False
    assert "; Path=/" in app.test_client().get("/keep").headers["Set-Cookie"]


class Size(str, Enum):
    """Names of jars, as applications have them: each is a string, and is written in a way of its own."""

    LARGE = "demijohn"


# Any: what is registered here is of the wrong type, or of none that a checker could know.
Wrong = Any
Register = Callable[[Wrong], object]


def proxy(text: str) -> Wrong:
    return LocalProxy(lambda: text)


def blueprint(name: Wrong = "jars", **options: Wrong) -> Wrong:
    made = Blueprint(name, __name__, **options)
    made.add_url_rule("/one", "one", lambda: "")
    return made


KNOWN = ("page", "static")


def served(app: Flask) -> list[tuple[str, str]]:
    return [(rule.rule, rule.endpoint) for rule in app.url_map.iter_rules() if rule.endpoint not in KNOWN]


def nested(outer: Wrong, inner: Wrong) -> Wrong:
    around = Blueprint("cellar", __name__, url_prefix=outer)
    around.register_blueprint(blueprint(), url_prefix=inner)
    return around


def moved(**changes: Wrong) -> Wrong:
    made = Blueprint("jars", __name__, url_prefix="/shelf")

    def change(state: Wrong) -> None:
        for name, value in changes.items():
            setattr(state, name, value)

    made.record(change)
    made.add_url_rule("/one", "one", lambda: "")
    return made


REGISTERED: dict[str, tuple[Register, tuple[str, str]]] = {
    "endpoint": (lambda app: app.add_url_rule("/one", proxy("one")), ("/one", "one")),
    "prefix": (
        lambda app: app.register_blueprint(blueprint(url_prefix=proxy("/shelf"))),
        ("/shelf/one", "jars.one"),
    ),
    "prefix-of-a-registration": (
        lambda app: app.register_blueprint(blueprint(), url_prefix=proxy("/shelf")),
        ("/shelf/one", "jars.one"),
    ),
    "prefixes-of-nested-blueprints": (
        lambda app: app.register_blueprint(nested(proxy("/house"), proxy("/shelf"))),
        ("/house/shelf/one", "cellar.jars.one"),
    ),
    "what-a-record-callback-changed": (
        lambda app: app.register_blueprint(moved(url_prefix=proxy("/attic"), name=proxy("pots"))),
        ("/attic/one", "pots.one"),
    ),
    "no-defaults": (
        lambda app: app.register_blueprint(moved(url_defaults=None)),
        ("/shelf/one", "jars.one"),
    ),
}


@pytest.mark.parametrize(("register", "expected"), REGISTERED.values(), ids=REGISTERED)
def test_what_is_registered_may_be_proxies(app: Flask, register: Register, expected: tuple[str, str]) -> None:
    """Endpoints, prefixes and names may be proxies of strings."""
    register(app)
    assert [expected] == served(app)


def test_methods_may_be_proxies(app: Flask) -> None:
    """Each method may be one."""
    app.add_url_rule("/put", "put", lambda: "", methods=[proxy("put")])
    assert app.test_client().put("/put").status_code == 200


def test_a_nameless_module_may_be_the_import_name() -> None:
    """With a root path, the import name of a blueprint may be anything."""
    module: Wrong = None
    assert Blueprint("jars", module, root_path="/").import_name is None


def test_a_mark_may_be_the_group_of_commands(app: Flask) -> None:
    """A bare object, declared or given to the registration, says nothing: the group is named after the blueprint."""
    mark: Wrong = object()
    for name, declared, given in (("one", mark, {}), ("two", "group", {"cli_group": mark})):
        made = Blueprint(name, __name__, cli_group=declared)
        assert declared is made.cli_group
        made.cli.command("fill")(len)
        app.register_blueprint(made, **given)
    assert ["one", "two"] == sorted(app.cli.commands)


REFUSED: dict[str, tuple[Register, str]] = {
    "endpoint": (lambda app: app.add_url_rule("/one", 5, len), "'endpoint' must be a string: found 5."),
    "rule": (
        lambda app: app.add_url_rule(b"/one", "one", len),
        "'rule' must be a string: found b'/one'.",
    ),
    "rule-without-a-slash": (
        lambda app: app.add_url_rule("one", "one", len),
        "URL rule 'one' must start with a slash.",
    ),
    "methods": (
        lambda app: app.add_url_rule("/one", "one", len, methods=[b"PUT"]),
        "The rule '/one' was given [b'PUT'].",
    ),
    "name": (lambda app: blueprint(5), "'name' must be a string: found 5."),
    "group": (lambda app: blueprint(cli_group=False), "'cli_group' must be a string: found False."),
    "endpoint-of-a-blueprint": (
        lambda app: blueprint().add_url_rule("/two", 5, len),
        "'endpoint' must be a string: found 5.",
    ),
    "prefix": (
        lambda app: app.register_blueprint(blueprint(url_prefix=Path("/shelf"))),
        "'url_prefix' must be a string: found PosixPath('/shelf').",
    ),
    "subdomain-of-a-registration": (
        lambda app: app.register_blueprint(blueprint(), subdomain=5),
        "'subdomain' must be a string: found 5.",
    ),
    "prefix-of-a-nesting": (lambda app: nested("/house", 5), "'url_prefix' must be a string: found 5."),
    "what-a-record-callback-changed": (
        lambda app: app.register_blueprint(moved(url_prefix=5)),
        "'url_prefix' must be a string: found 5.",
    ),
}


@pytest.mark.parametrize(("register", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_string_is_refused_at_its_place(app: Flask, register: Register, said: str) -> None:
    """A clear text says what was found and on which line, and nothing is registered."""
    with pytest.raises((TypeError, ValueError)) as caught:
        register(app)
    lines = str(caught.value).splitlines()
    assert (True, True, []) == (said in lines, "test_border.py:" in str(caught.value), served(app))


def test_a_rule_class_of_ones_own_may_do_without_a_slash() -> None:
    """Only Werkzeug's own class is known to want a slash."""

    class Slashed(Rule):
        def __init__(self, string: str, **options: Wrong) -> None:
            super().__init__("/" + string, **options)

    app = Flask(__name__, static_folder=None)
    app.url_rule_class = Slashed
    app.add_url_rule("one", "one", lambda: "")
    assert [("/one", "one")] == served(app)


def test_a_member_of_an_enumeration_is_written_as_by_python(app: Flask) -> None:
    """In a URL it is what ``str`` gives; what a converter gives is taken as it is."""

    class Plain(BaseConverter):
        def to_url(self, value: Wrong) -> str:
            text: str = value
            return text

    app.url_map.converters["plain"] = Plain
    app.add_url_rule("/size/<size>", "size")
    app.add_url_rule("/plain/<plain:size>", "plain")
    with app.test_request_context():
        urls = url_for("size", size=Size.LARGE), url_for("plain", size=Size.LARGE)
    assert (f"/size/{Size.LARGE!s}", "/plain/demijohn") == urls


@pytest.mark.parametrize("wanted", [1, "yes", 0, None])
def test_whether_dotenv_files_are_read_may_be_any_truth_value(wanted: Wrong) -> None:
    """The default is taken by its truth."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FLASK_SKIP_DOTENV", raising=False)
        patch.delenv("DEMIJOHN_SKIP_DOTENV", raising=False)
        assert get_load_dotenv(wanted) is bool(wanted)


def test_a_refused_scheme_may_be_a_proxy(app: Flask) -> None:
    """It is named in the refusal as the string that it stands for."""
    with app.test_request_context(), pytest.raises(ValueError, match="and the scheme 'https'"):
        url_for("page", _scheme=proxy("https"), _external=False)


def test_the_name_of_a_header_may_be_a_proxy(app: Flask) -> None:
    """It is sent as what it stands for."""

    def answer() -> Response:
        response = Response("body")
        name: Any = LocalProxy(lambda: "X-A")
        response.headers.add(name, "1")
        return response

    app.add_url_rule("/named", view_func=answer)

    assert "1" == app.test_client().get("/named").headers["X-A"]
