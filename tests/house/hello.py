"""The smallest application, which says which build serves it."""

from __future__ import annotations

from demijohn import Flask
from demijohn.core import compiled

app = Flask(__name__)


@app.route("/")
def hello() -> str:
    """Greet."""
    return f"Hello from the {'compiled' if compiled else 'pure'} core."
