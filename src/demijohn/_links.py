"""The short way to a URL of the site itself, taken while nobody has replaced a step that it leaves out.

1. Inside of a request, a URL that asks for nothing more than an endpoint and its values is written at once.
2. A hook for URL defaults, a replaced method, an adapter or a converter of the user's own: it is for the long way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, final

from werkzeug.routing import IntegerConverter, PathConverter, UnicodeConverter

from . import _active
from ._native import attributes
from ._routing import RouteAdapter, RouteMap
from ._untouched import Untouched, Watched
from .core import building, matching, scope

if TYPE_CHECKING:
    from .app import Flask

_CLASSES: Final[tuple[tuple[type[object], Untouched], ...]] = (
    (RouteAdapter, Untouched(RouteAdapter, "build", "__init__")),
    (UnicodeConverter, Untouched(UnicodeConverter, "to_url", "__init__")),
    (PathConverter, Untouched(PathConverter, "to_url", "__init__")),
    (IntegerConverter, Untouched(IntegerConverter, "to_url", "num_convert")),
)
"""The classes whose work is done here."""

# What is imported from modules that are not compiled is looked up at each use, unless it has a name of its own here.
_attributes: Final[Any] = attributes
_active_request: Final[Any] = _active.cv_request.get
_entered: Final[Any] = _active.entered_app.get
_Adapter: Final[Any] = RouteAdapter
_Map: Final[Any] = RouteMap

STEPS: Final = ("url_for", "inject_url_defaults")
"""The methods of an application that are left out."""


# ``Any`` below: the values of a URL, of which each converter takes its own type, and the attributes of objects.


@final
class Links:
    """What the short way of one application goes by: its class, and whether nobody has replaced what is left out."""

    __slots__ = ("cls", "watched")

    def __init__(self, app: Flask) -> None:
        self.cls: Final[type[object]] = type(app)
        self.watched: Final = Watched(((self.cls, app._url_steps), *_CLASSES))


@final
class Place:
    """Where the URLs of one request are built, while nobody has looked at its adapter: it would be the usual one."""

    __slots__ = ("app", "facts", "is_implied", "links", "method", "own", "root", "routes", "subdomain")

    def __init__(self, app: Flask, links: Links, own: dict[str, Any], made: dict[str, Any]) -> None:
        self.app: Final = app
        # Whether this is the application that is active just because the request is.
        self.is_implied: Final[bool] = made["_asked"].implies_app and made["app"] is app
        self.links: Final = links
        self.own: Final = own
        environ: dict[str, Any] = made["_asked"].environ
        # The adapter is that of the request's own application, whichever builds the URL.
        self.routes: Final[Any] = made["app"].url_map
        self.facts: Final[dict[str, Any]] = self.routes.__dict__
        root: str = environ.get("SCRIPT_NAME") or "/"
        self.root: Final[str] = root if root == "/" else matching.decoded(root)
        self.method: Final[str] = environ["REQUEST_METHOD"]
        self.subdomain: Final[str] = self.routes.default_subdomain or ""


def build_active(endpoint: object, values: dict[str, Any]) -> str | None:
    """Build a URL of the application that is active, or give ``None`` if that takes any of the documented steps."""
    ctx = _active_request(None)
    if ctx is None:
        return None
    made: dict[str, Any] = _attributes(ctx)
    place: Place | None = made.get("_place")
    if place is not None and place.is_implied and "_implied" not in made and _entered(None) is None:
        return _build(place.app, ctx, made, place, endpoint, values)
    app = _active.app()
    return None if app is None else _build(app, ctx, made, place, endpoint, values)


def build(app: Flask, endpoint: object, values: dict[str, Any]) -> str | None:
    """Build a URL of the request that is active, or give ``None`` if that takes any of the documented steps."""
    ctx = _active_request(None)
    if ctx is None:
        return None
    made: dict[str, Any] = ctx.__dict__
    return _build(app, ctx, made, made.get("_place"), endpoint, values)


def _build(
    app: Flask, ctx: Any, made: dict[str, Any], place: Place | None, endpoint: object, values: dict[str, Any]
) -> str | None:
    if type(endpoint) is not str:
        return None
    if place is None or place.app is not app:
        own: dict[str, Any] = app.__dict__
        links = _links_of(app, own)
        place = None
    else:
        own, links = place.own, place.links
    if own["url_default_functions"] or "url_for" in own or "inject_url_defaults" in own:
        return None
    if not links.watched.are_untouched():
        return None
    if scope.is_relative(endpoint):
        endpoint = scope.absolute(endpoint, _blueprint(ctx, made))
    if "url_adapter" in made:
        return _build_by(made["url_adapter"], endpoint, values)
    if place is None:
        if "_asked" not in made or type(made["app"].url_map) is not _Map:
            return None
        place = made["_place"] = Place(app, links, own, made)
    sketches = _sketches(place.routes, place.facts, endpoint)
    return building.at_once(sketches, values, place.method, place.subdomain, place.root)


def _build_by(adapter: object, endpoint: str, values: dict[str, Any]) -> str | None:
    """Build what an adapter would, if it is as it was written."""
    if type(adapter) is not _Adapter:
        return None
    facts: dict[str, Any] = adapter.__dict__
    if "build" in facts:
        return None
    routes: Any = facts["routes"]
    sketches = _sketches(routes, routes.__dict__, endpoint)
    return building.at_once(
        sketches, values, facts["default_method"], facts["subdomain"], facts["script_name"]
    )


def _links_of(app: Flask, own: dict[str, Any]) -> Links:
    derived = own["_derived"]
    links: Links | None = derived.links
    if links is None or links.cls is not type(app):
        links = derived.links = Links(app)
    return links


def _sketches(routes: Any, facts: dict[str, Any], endpoint: str) -> tuple[building.Sketch, ...]:
    """Give the sketches that a map has of an endpoint's rules; none says that they take more, or are not there."""
    kept: dict[str, tuple[building.Sketch, ...]] = facts["sketched"]
    sketches = kept.get(endpoint)
    if sketches is None:
        sketches = routes.sketches(endpoint)
    return sketches


def _blueprint(ctx: Any, made: dict[str, Any]) -> str | None:
    if "request" in made:
        blueprint: str | None = ctx.request.blueprint
        return blueprint
    rule = ctx._asked.rule
    return None if rule is None else scope.owner(rule.endpoint)
