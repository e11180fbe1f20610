"""What templates print is escaped as MarkupSafe does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import markupsafe
from hypothesis import given, strategies as st
from markupsafe import Markup

from demijohn import Flask, _escaping
from tests.laws.budget import cases

TEXTS = st.text(st.sampled_from("&<>'\"aZ9 ;#ü\u0663\x00") | st.characters())


# Any: a template prints anything.
@cases(1_000)
@given(TEXTS | st.integers() | st.booleans() | st.none() | st.floats() | TEXTS.map(Markup) | st.lists(TEXTS))
def test_escaping_agrees_with_markupsafe(value: Any) -> None:
    """Text and class are the same, whatever is printed."""
    expected = markupsafe.escape(value)
    actual = _escaping.escape(value)
    assert (expected, Markup) == (actual, type(actual))


def test_loaded_templates_escape_so(tmp_path: Path) -> None:
    """A template that an application loads has this function in the place of MarkupSafe's."""
    tmp_path.joinpath("page.html").write_text("{{ value }}", encoding="utf-8")
    app = Flask("shop", root_path=str(tmp_path), template_folder=".")
    template = app.jinja_env.get_template("page.html")
    assert template.root_render_func.__globals__["escape"] is _escaping.escape
    assert template.render(value="<") == "&lt;"
