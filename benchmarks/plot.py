"""Draws what `benchmarks.compare` found: a row for each workload, a mark for each package, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from math import log10
from typing import Any, Final

LEFT: Final = 130
WIDTH: Final = 640
ROW: Final = 24
TOP: Final = 56
FROM, TO = 0.25, 100.0
TICKS: Final = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100)
COLOURS: Final = {
    "demijohn": "#1b7f5c",
    "falcon": "#c2571a",
    "bottle": "#7a4fbf",
    "wheezy": "#b8860b",
    "pyramid": "#c0392b",
    "django": "#2c6fbb",
}


# ``Any``: the table as it is read from JSON.
def drawn(result: Mapping[str, Any]) -> str:
    """Draw the table of a result as an SVG document."""
    rows: dict[str, Any] = result["workloads"]
    packages = [name for name in COLOURS if any(name in row for row in rows.values())]
    height = TOP + ROW * len(rows) + 12
    body = [*_legend(packages), *_grid(height), *_rows(rows, packages)]
    title = f"Times as fast as Flask, demijohn ({result['build']}), Python {result['python']}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 30} {height}" '
        'font-family="sans-serif" font-size="12">\n'
        f'<title>{escape(title)}</title>\n<rect width="100%" height="100%" fill="white"/>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _place(value: float) -> float:
    """Turn a ratio into a place from left to right; what lies beyond the scale is drawn on its edge."""
    share = log10(min(max(value, FROM), TO) / FROM) / log10(TO / FROM)
    return round(LEFT + WIDTH * share, 1)


def _legend(packages: list[str]) -> Iterator[str]:
    for number, name in enumerate(packages):
        place = LEFT + number * 84
        yield f'<circle cx="{place}" cy="14" r="5" fill="{COLOURS[name]}"/><text x="{place + 9}" y="18">{name}</text>'
    place = LEFT + len(packages) * 84
    yield f'<path d="M{place} 8v12" stroke="black" stroke-width="2"/><text x="{place + 9}" y="18">wanted</text>'


def _grid(height: int) -> Iterator[str]:
    for tick in TICKS:
        place, stroke = _place(tick), "#888" if tick == 1 else "#ddd"
        yield f'<path d="M{place} {TOP - 12}V{height - 8}" stroke="{stroke}"/>'
        yield f'<text x="{place}" y="{TOP - 18}" text-anchor="middle" fill="#555">{tick}&#215;</text>'


def _rows(rows: Mapping[str, Any], packages: list[str]) -> Iterator[str]:
    for number, (name, row) in enumerate(rows.items()):
        middle = TOP + ROW * number + ROW // 2 - 4
        yield f'<text x="{LEFT - 12}" y="{middle + 4}" text-anchor="end">{escape(name)}</text>'
        yield f'<path d="M{_place(row["wanted"])} {middle - 7}v14" stroke="black" stroke-width="2"/>'
        for package in reversed(packages):  # demijohn last, on top
            if package in row:
                radius = 5 if package == "demijohn" else 3.5
                place = _place(row[package]["times_flask"])
                yield f'<circle cx="{place}" cy="{middle}" r="{radius}" fill="{COLOURS[package]}"/>'
