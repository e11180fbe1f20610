"""Why a route does not serve a request."""

from __future__ import annotations

from demijohn.core import rejection
from demijohn.core.rejection import Reason, Rejection
from tests.core.routes import route, table


def test_each_rejection_has_its_reason() -> None:
    """Every route that does not serve a request says why; one that would is left out."""
    routes = table(
        route("/a", domain="www"),
        route("/<x>", domain="<y>s"),
        route("/b"),
        route("/a", methods=frozenset({"POST"})),
        route("/a", websocket=True),
        route("/a/"),
        route("/a", build_only=True),
        route("/a"),
        route("/b/<x>", domain="<z>"),
    )
    reasons = [
        Reason.DOMAIN,
        Reason.DOMAIN,
        Reason.PATH,
        Reason.METHOD,
        Reason.PROTOCOL,
        Reason.SPELLING,
        Reason.BUILD_ONLY,
        Reason.DOMAIN,
    ]
    rejected = [*routes.routes[:7], routes.routes[8]]
    assert rejection.why(routes, "", "/a", "GET", websocket=False) == tuple(
        [Rejection(each, reason) for each, reason in zip(rejected, reasons, strict=True)]
    )


def test_a_variable_domain_that_is_entered_makes_it_the_path() -> None:
    """The reason is the path, once the domain was taken."""
    routes = table(route("/b", domain="<int:x>"))
    reasons = [
        each.reason for domain in ("1", "a") for each in rejection.why(routes, domain, "/a", "GET", False)
    ]
    assert reasons == [Reason.PATH, Reason.DOMAIN]
