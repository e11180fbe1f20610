"""Law: a response writes a cookie as Werkzeug's does, or refuses it, or warns, as that does."""

from __future__ import annotations

import random
import warnings
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import pytest
from werkzeug.wrappers import Response as WerkzeugResponse

from demijohn.wrappers import Response
from tests.laws import budget

# Any: arguments of each type that there is, and some that are wrong.
ARGUMENTS: Final[dict[str, tuple[Any, ...]]] = {
    "key": ("a", "session", "\u00e9", "", "a b", "a;", b"a"),
    "value": ("b", "", "a.b-c_d", "b c", '"q"', "\\", ";", "\u00e9", "\x00", "x" * 40, 1, None),
    "path": ("/", None, "/a/b", "/a b", "/%20", "/\u00e9", "", 1),
    "domain": (None, "", "example.org", ".example.org:80"),
    "max_age": (None, 0, 5),
    "expires": (None, 0, "never"),
    "secure": (False, True, 1, None, "x"),
    "httponly": (False, True, 0, None),
    "samesite": (None, "Lax", "lax", "Strict", "None", "Never", ""),
    "partitioned": (False, True, None),
}


def draw(rng: random.Random) -> dict[str, Any]:
    """Draw arguments, most of them usual ones."""
    drawn = {
        name: rng.choice(values[:3] if rng.random() < 0.8 else values) for name, values in ARGUMENTS.items()
    }
    return {name: value for name, value in drawn.items() if name in {"key", "value"} or rng.random() < 0.4}


def answer(response: WerkzeugResponse, arguments: Mapping[str, Any]) -> object:
    """Set the cookie, and tell the headers and the warnings, or the error's class."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            response.set_cookie(**arguments)
        except (TypeError, ValueError, AttributeError) as error:
            return type(error).__name__
    # An expiry that is reckoned from the time of day may differ by a second.
    headers = [value.partition("; Expires")[0] for value in response.headers.getlist("Set-Cookie")]
    return headers, [str(each.message) for each in heard]


class SmallResponse(Response):
    """A response that warns early."""

    max_cookie_size = 30  # pyright: ignore[reportAssignmentType, reportIncompatibleVariableOverride, reportIncompatibleMethodOverride]  # a property is overridden


class SmallWerkzeugResponse(WerkzeugResponse):
    """Werkzeug's, which does so as well."""

    max_cookie_size = 30


def test_cookies_are_written_as_by_werkzeug(capsys: pytest.CaptureFixture[str]) -> None:
    """Headers, warnings and errors are the same."""
    rng = random.Random(20261129)
    kinds: Counter[str] = Counter()
    for _ in range(budget.parsed(2)):
        arguments = draw(rng)
        pair = rng.choice(((WerkzeugResponse, Response), (SmallWerkzeugResponse, SmallResponse)))
        expected, found = [answer(cls(), arguments) for cls in pair]
        assert expected == found, arguments
        kinds[expected if isinstance(expected, str) else "written"] += 1
    with capsys.disabled():
        print(f"\n  {budget.parsed(2):,} cookies: {dict(kinds)}")  # noqa: T201  # the count is what the law is worth
    assert {"written", "TypeError"} <= set(kinds)
