"""Decides nothing: it has all that an application needs of the core from its start imported at once.

1. A module that a compiled module imports is found where both lie; for each that Python imports, another file is opened.
2. What only commands ask for is left out.
"""

from __future__ import annotations

from typing import Final

from demijohn.core import (
    building,
    canonical,
    cookie_line,
    cookies,
    dispatch,
    explain,
    failure,
    handlers,
    hooks,
    hosts,
    matching,
    mounting,
    problem,
    registry,
    returns,
    rule,
    scope,
    sending,
    settings,
    signing,
    tagging,
    value,
)

__all__: Final = [
    "building",
    "canonical",
    "cookie_line",
    "cookies",
    "dispatch",
    "explain",
    "failure",
    "handlers",
    "hooks",
    "hosts",
    "matching",
    "mounting",
    "problem",
    "registry",
    "returns",
    "rule",
    "scope",
    "sending",
    "settings",
    "signing",
    "tagging",
    "value",
]
