"""Write ``docs/extensions.md``: which extensions are tried, in which versions, and with what result.

``python -m tests.ecosystem.table`` writes it where the extensions are installed.
"""

from __future__ import annotations

from typing import Final

from tests.ecosystem.sides import ROOT, Sides, find_keys, run_both

PAGE: Final = ROOT / "docs" / "extensions.md"
_OPENING: Final = """\
# Extensions

These extensions are run as their documentation shows, unchanged, in small applications: once with Flask 3.1.3, and once
with demijohn under its name ([drop-in](dropin.md)). Everything that can be seen is compared: answers with their headers and
cookies, exceptions, warnings, the order of hooks and signals, output of commands. A scenario is *equal* when both transcripts are.

`tests/ecosystem/scenarios` has the applications. `make test SESSION=ecosystem` runs them all, and holds this page to what it finds;
`python -m tests.ecosystem.table` writes it anew.

| extension | version | scenarios | with Flask | with demijohn |
|---|---|---|---|---|
"""


def main() -> None:
    """Run everything and write the page."""
    PAGE.write_text(render({key: run_both(key) for key in find_keys()}), encoding="utf-8")


def render(found: dict[str, Sides]) -> str:
    """Write the page as text."""
    rows = sorted((_row(sides) for sides in found.values()), key=str.lower)
    return _OPENING + "".join(f"{row}\n" for row in rows)


def _row(sides: Sides) -> str:
    outcomes = sides.flask.outcomes
    ran = sum(outcome.unexpected is None for outcome in outcomes.values())
    equal = sum(not sides.compare(name) for name in outcomes)
    names, versions = ", ".join(sides.flask.versions), ", ".join(sides.flask.versions.values())
    return f"| {names} | {versions} | {len(outcomes)} | {_count(ran, 'run')} | {_count(equal, 'equal')} |"


def _count(number: int, what: str) -> str:
    return f"{number} {what}"


if __name__ == "__main__":
    main()
