"""The pure core: functions over frozen values which decide what the shell then does.

``compiled`` says which build this is. Both give the same answers.
"""

from __future__ import annotations

from typing import Final

from demijohn.core import whole

# This file itself is never compiled (a compiled package would import itself without end), so it asks a neighbour.
compiled: Final[bool] = not whole.__file__.endswith((".py", ".pyc"))
