"""Hosts, subdomains, prefixes and the building of URLs, in applications made at random, are Flask's."""
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false
# The package under test is a value here, so that what it gives has no types.

from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.laws.budget import count
from tests.oracle.lab import FLASK, Lab, run
from tests.oracle.transcript import differences

APPLICATIONS: Final = 500
HOSTS: Final = ("shop.test", "shop.test", "www.shop.test", "api.shop.test:8080", "shop.test:80", "SHOP.test", "localhost", "localhost",
                "a.b.shop.test", "other.test")  # fmt: skip
BASES: Final = ("http://localhost/", "https://localhost/", "http://localhost/sub/")
RULES: Final = ("/", "/x", "/x/", "/<a>", "/<int:a>/y", "/<path:a>/z/", "/<a>/<int:b>", "/q.<a>")
PATHS: Final = (
    "/",
    "/x",
    "/x/",
    "/v",
    "/5/y",
    "/p/q/z",
    "/p/q/z/",
    "/v/3",
    "//x",
    "/q.w",
    "/5",
    "/none/a/b/c",
)
VALUES: Final = ("v", "a b", "é/x", 3, -2, None, ["l", "m"], 1.5)
BUILD_OPTIONS: Final[dict[str, tuple[object, ...]]] = {
    "_external": (True, False, None), "_scheme": ("https", "", "ws", None), "_anchor": ("a", "é b", ""), "_method": ("GET", "POST", "PUT"),
}  # fmt: skip


def configure(chance: random.Random, app: Any) -> None:  # an application of either package
    """Set what decides about hosts and slashes."""
    app.config["SERVER_NAME"] = chance.choice(
        [None, "shop.test", "shop.test:8080", "localhost", "www.shop.test"]
    )
    app.config["APPLICATION_ROOT"] = chance.choice(["/", "/root", "/root/"])
    app.config["PREFERRED_URL_SCHEME"] = chance.choice(["http", "https"])
    for name, value in (
        ("default_subdomain", "www"),
        ("strict_slashes", False),
        ("merge_slashes", False),
        ("redirect_defaults", False),
    ):
        if chance.random() < 0.2:
            setattr(app.url_map, name, value)


def rule_options(chance: random.Random, by_host: bool) -> dict[str, Any]:
    """Draw the options of a rule."""
    options: dict[str, Any] = {}
    if by_host:
        options["host"] = chance.choice(["shop.test", "<sub>.shop.test", "localhost", "api.shop.test:8080"])
    elif chance.random() < 0.5:
        options["subdomain"] = chance.choice(["", "www", "<sub>", "api", "<int:num>"])
    if chance.random() < 0.3:
        options["methods"] = chance.choice([["GET"], ["POST"], ["PUT", "GET"]])
    if chance.random() < 0.2:
        options["defaults"] = {chance.choice("ab"): chance.choice([1, "d"])}
    if chance.random() < 0.1:
        options["redirect_to"] = chance.choice(["x", "/x", "http://else.test/"])
    return options


def build(lab: Lab, chance: random.Random, endpoints: list[str]) -> None:
    """Build some URLs, or be refused."""
    for _ in range(5):
        values = {
            name: chance.choice(VALUES)
            for name in chance.sample(["a", "b", "sub", "num", "q", "host"], chance.randint(0, 4))
        }
        options = {
            name: chance.choice(choices) for name, choices in BUILD_OPTIONS.items() if chance.random() < 0.25
        }
        lab.attempt(lab.flask.url_for, chance.choice([*endpoints, "nothing"]), **options, **values)


def visit(lab: Lab, seed: int) -> None:
    """Make the application of this number, send it requests, and build URLs in each sort of context."""
    chance = random.Random(seed)
    request = lab.flask.request
    by_host = chance.random() < 0.25
    app = lab.app(
        static_folder=None, host_matching=by_host, subdomain_matching=not by_host and chance.random() < 0.5
    )
    configure(chance, app)
    endpoints = [chance.choice(["e0", "e1", f"e{number}"]) for number in range(chance.randint(2, 6))]
    for endpoint in endpoints:
        app.view_functions.setdefault(
            endpoint,
            lambda **values: [request.endpoint, {k: str(v) for k, v in values.items()}, request.root_path],
        )
        lab.attempt(app.add_url_rule, chance.choice(RULES), endpoint, **rule_options(chance, by_host))
    for _ in range(6):
        where: dict[str, Any] = {"headers": {"Host": chance.choice(HOSTS)}, "base_url": chance.choice(BASES)}
        lab.send(
            app,
            chance.choice(PATHS),
            chance.choice(["GET", "GET", "POST", "HEAD", "OPTIONS"]),
            query_string=chance.choice(["", "a=1"]),
            **where,
        )
    with app.app_context():
        build(lab, chance, endpoints)
    for _ in range(2):
        with app.test_request_context(
            chance.choice(PATHS), headers={"Host": chance.choice(HOSTS)}, base_url=chance.choice(BASES)
        ):
            lab.note(request.endpoint, request.view_args, type(request.routing_exception))
            build(lab, chance, endpoints)


def test_hosts_and_urls_agree_with_flask(tmp_path: Path) -> None:
    """Which rule a host sees, where it is redirected, and which URLs are built or refused, is the same."""
    for seed in range(count(APPLICATIONS)):
        expected = run(partial(visit, seed=seed), FLASK, tmp_path / "lab")
        found = differences(expected, run(partial(visit, seed=seed), "demijohn", tmp_path / "lab"))
        assert not found, f"the application of seed {seed}: {found}"
