"""What every refusal is: data with the class of an exception.

1. A problem carries plain facts and the class of the exception that the shell raises for it; its text is in ``explain``.
2. A fact that is not known is ``None``; a ``place`` is where user code registered something, as ``file:line``.
"""

from __future__ import annotations

from typing import ClassVar

from demijohn.core.value import Value


class Problem(Value):
    """Something that cannot be done, and why."""

    __slots__ = ()
    error: ClassVar[type[Exception]] = Exception
