"""URLs within a request, of which the steps are replaced while the application runs."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from werkzeug.routing import (
    BaseConverter,
    IntegerConverter,
    Map,
    MapAdapter,
    Rule,
    UnicodeConverter,
    ValidationError,
)

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab

ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("item", {"number": 3, "name": "a b"}),
    ("item", {"number": "3", "name": "x"}),
    ("item", {"number": None, "name": "x"}),
    ("item", {"number": True, "name": "é/ü", "q": ["1", "2"], "page": 2}),
    ("page", {"name": "//evil.test"}),
    ("page", {"name": "rosemary", "q": "a&b c"}),
    ("page", {"name": ""}),
    ("padded", {"number": 7}),
    ("padded", {"number": -7}),
    ("first", {}),
    ("first", {"page": 1}),
    ("first", {"page": 2}),
    ("form", {}),
    (".here", {"q": None}),
    ("shop.here", {}),
    ("nowhere", {}),
)


# ``Any`` below: an application of either package, and what stands in the place of its members.
def furnish(lab: Lab) -> Any:
    """Make an application whose views tell many URLs."""
    app = lab.app(static_folder=None)

    def links(**_: object) -> str:
        lines: list[str] = []
        for endpoint, values in ASKED:
            for ask in (lab.flask.url_for, app.url_for):
                try:
                    lines.append(ask(endpoint, **values))
                except Exception as error:  # Whatever is raised is compared.
                    lines.append(f"{type(error).__name__}: {str(error).splitlines()[0]}")
        return "\n".join(lines)

    shop = lab.blueprint(url_prefix="/shop")
    shop.add_url_rule("/here", "here", links)
    app.register_blueprint(shop)
    app.add_url_rule("/", "index", links)
    app.add_url_rule("/item/<int:number>/<name>", "item", links)
    app.add_url_rule("/<path:name>", "page", links)
    app.add_url_rule("/padded/<int(fixed_digits=3, signed=True):number>", "padded", links)
    app.add_url_rule("/first/", "first", links, defaults={"page": 1})
    app.add_url_rule("/first/<int:page>", "first", links)
    app.add_url_rule("/form", "form", links, methods=["POST"])
    app.add_url_rule("/form/read", "form", links, methods=["GET"])
    return app


def visit(lab: Lab, app: Any) -> None:
    """Ask for the URLs in two places."""
    lab.send(app, "/")
    lab.send(app, "/shop/here", environ_overrides={"SCRIPT_NAME": "/röt/".encode().decode("latin-1")})


class Shouting(UnicodeConverter):
    """Writes in capitals."""

    def to_url(self, value: object) -> str:
        """Write a value."""
        return super().to_url(value).upper()


def own_method(lab: Lab, app: Any) -> None:
    """Replace ``url_for`` of the application."""
    app.url_for = lambda endpoint, **values: f"<{endpoint} {sorted(values)}>"


def own_defaults(lab: Lab, app: Any) -> None:
    """Replace what injects defaults."""
    app.inject_url_defaults = lambda endpoint, values: values.update(q="injected")


def defaults(lab: Lab, app: Any) -> None:
    """Register a function for defaults."""
    app.url_default_functions.setdefault(None, []).append(
        lambda endpoint, values: values.setdefault("language", endpoint)
    )


def defaults_of_blueprint(lab: Lab, app: Any) -> None:
    """Register a function for the defaults of a blueprint's URLs."""
    app.url_default_functions["shop"] = [lambda endpoint, values: values.setdefault("of", "shop")]


def handlers(lab: Lab, app: Any) -> None:
    """Register a handler of build errors."""
    app.url_build_error_handlers.append(lambda error, endpoint, values: f"?{endpoint}")


def own_handling(lab: Lab, app: Any) -> None:
    """Replace what handles build errors."""
    app.handle_url_build_error = lambda error, endpoint, values: f"!{endpoint}{sorted(values)}"


def own_adapter(lab: Lab, app: Any) -> None:
    """Replace what makes the adapter."""
    made = app.create_url_adapter

    def create(request: object) -> Any:
        adapter = made(request)
        adapter.script_name = "/elsewhere/"
        return adapter

    app.create_url_adapter = create


def adapter_in_context(lab: Lab, app: Any) -> None:
    """Replace the adapter in a context before the view runs."""

    def replace() -> None:
        context = lab.module("globals").request_ctx
        context.url_adapter = Map([Rule("/other/<name>", endpoint="page")]).bind("other.test", "/o")

    app.before_request_funcs.setdefault(None, []).append(replace)


def adapter_changed(lab: Lab, app: Any) -> None:
    """Change the adapter of a context before the view runs."""

    def change() -> None:
        adapter = lab.module("globals").request_ctx.url_adapter
        adapter.script_name, adapter.default_method = "/changed", "POST"

    app.before_request_funcs.setdefault(None, []).append(change)


def build_of_one(lab: Lab, app: Any) -> None:
    """Replace ``build`` of a context's adapter."""

    def replace() -> None:
        adapter = lab.module("globals").request_ctx.url_adapter
        adapter.build = lambda endpoint, values=None, *rest, **more: f"built {endpoint}"

    app.before_request_funcs.setdefault(None, []).append(replace)


def other_map(lab: Lab, app: Any) -> None:
    """Replace the map by one of Werkzeug's own."""
    app.url_map = Map([Rule("/", endpoint="index"), Rule("/mapped/<name>", endpoint="page")])


def later_rule(lab: Lab, app: Any) -> None:
    """Add a rule for an endpoint that has one."""
    app.url_map.add(Rule("/item/<int:number>", endpoint="item"))
    app.url_map.add(Rule("/nowhere", endpoint="nowhere"))


def own_converter(lab: Lab, app: Any) -> None:
    """Register a converter in the place of the usual one, and a rule that has it."""
    app.url_map.converters["default"] = Shouting
    app.url_map.add(Rule("/loud/<name>", endpoint="nowhere", defaults={"number": 1}))
    app.url_map.add(Rule("/louder/<name>", endpoint="padded"))


def patched_converter(lab: Lab, app: Any) -> None:
    """Patch how texts are written."""
    lab.monkeypatch.setattr(UnicodeConverter, "to_url", lambda converter, value: f"={value}", raising=False)


def patched_base(lab: Lab, app: Any) -> None:
    """Patch how the class of all converters writes."""
    lab.monkeypatch.setattr(BaseConverter, "to_url", lambda converter, value: f"~{value}")


def refusing(lab: Lab, app: Any) -> None:
    """Let numbers refuse to be written."""

    def refuse(converter: object, value: object) -> str:
        raise ValidationError

    lab.monkeypatch.setattr(IntegerConverter, "to_url", refuse)


def sorted_query(lab: Lab, app: Any) -> None:
    """Sort the parameters of queries."""
    app.url_map.sort_parameters = True


def other_subdomain(lab: Lab, app: Any) -> None:
    """Give the map a default subdomain, which only later rules have."""
    app.url_map.default_subdomain = "www"


def proxied(lab: Lab, app: Any) -> None:
    """Ask for URLs with an application's context around them that is of another one."""
    other = lab.app("other", static_folder=None)
    view = app.view_functions["index"]

    def inside(**values: object) -> str:
        with other.app_context():
            return str(view(**values))

    app.view_functions["index"] = app.view_functions["shop.here"] = inside


REPLACEMENTS: dict[str, Callable[[Lab, Any], None]] = {
    each.__name__: each
    for each in (
        own_method,
        own_defaults,
        defaults,
        defaults_of_blueprint,
        handlers,
        own_handling,
        own_adapter,
        adapter_in_context,
        adapter_changed,
        build_of_one,
        other_map,
        later_rule,
        own_converter,
        patched_converter,
        patched_base,
        refusing,
        sorted_query,
        other_subdomain,
        proxied,
    )
}


@table(REPLACEMENTS)
def replaced_between_requests(lab: Lab, replace: Callable[[Lab, Any], None]) -> None:
    """A step that is replaced after some requests acts from then on."""
    app = furnish(lab)
    visit(lab, app)
    replace(lab, app)
    visit(lab, app)


@table(REPLACEMENTS)
def replaced_in_a_request(lab: Lab, replace: Callable[[Lab, Any], None]) -> None:
    """A step that is replaced within a request acts as it does then, after URLs have been built."""
    app = furnish(lab)
    view = app.view_functions["index"]
    done: list[bool] = []

    def replacing(**values: object) -> str:
        first = view()
        if not done:
            done.append(True)
            replace(lab, app)
        return f"{first}\n--\n{view()}"

    app.view_functions["index"] = replacing
    visit(lab, app)
    visit(lab, app)


@table({"method": "url_for", "defaults": "inject_url_defaults", "errors": "handle_url_build_error", "adapter": "create_url_adapter"})  # fmt: skip
def overridden_in_a_class(lab: Lab, name: str) -> None:
    """A method of a subclass is called in the place of the usual one, and may call it."""

    class Own(lab.flask.Flask):  # type: ignore[misc, name-defined]  # The base is a value.
        pass

    def override(self: Any, *args: Any, **values: Any) -> Any:
        lab.note(name, len(args))
        return getattr(super(Own, self), name)(*args, **values)

    lab.monkeypatch.setattr(lab, "flask", SimpleNamespace(**{**vars(lab.flask), "Flask": Own}))
    app = furnish(lab)
    visit(lab, app)
    setattr(Own, name, override)
    visit(lab, app)


@scenario
def within_contexts_of_tests(lab: Lab) -> None:
    """URLs within a context that a test makes, and in one application's request of another application."""
    app, other = furnish(lab), lab.app("other")
    with app.test_request_context("/shop/here", base_url="http://x.test/root/"):
        lab.note(app.view_functions["index"]())
        lab.attempt(other.url_for, "static", filename="a")
        with other.app_context():
            lab.attempt(lab.flask.url_for, "item", number=1, name="b")
        adapter = lab.module("globals").request_ctx.url_adapter
        lab.note(isinstance(adapter, MapAdapter), adapter.script_name)


@scenario
def wrong_calls(lab: Lab) -> None:
    """A call that lacks the endpoint, gives it twice, or gives two positional arguments is refused."""
    app = furnish(lab)
    with app.test_request_context("/"):
        lab.refused(lab.flask.url_for)
        lab.refused(lab.flask.url_for, "item", "more")
        lab.attempt(lab.flask.url_for, endpoint="item", number=1, name="b")
        lab.refused(lab.flask.url_for, "item", endpoint="item")
        lab.refused(lab.flask.url_for, None)
        lab.refused(lab.flask.url_for, 5)
        lab.attempt(lab.flask.url_for, "form", _method="POST", _anchor="a b", _external=True, _scheme="https")
