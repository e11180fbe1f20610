"""What user code hands in, made into what the core takes: a compiled core checks the types of its arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .core import explain, problem

if TYPE_CHECKING:
    from ._draft import Draft

# ``Any``: the options of a registration may be the caller's own.
TEXTS = ("url_prefix", "subdomain", "cli_group")
"""The options of a registration which are text or ``None``."""


def plain(text: str) -> str:
    """Give the string that a proxy or a lazy string stands for, because the core takes nothing else."""
    return text if type(text) is str else text[:]


def text(value: object, name: str, draft: Draft) -> str:
    """Give a string, or what a proxy of one stands for.

    Args:
        value: What was handed in.
        name: What it is, for the text of a refusal.
        draft: What knows where it is registered.

    Raises:
        TypeError: If it is anything else.
    """
    kind: type[object] = type(value)
    if isinstance(value, str):
        # An instance of a subclass stays one, for it may be written in a way of its own; a proxy only says it is one.
        return value if issubclass(kind, str) else plain(value)
    raise explain.error(problem.TextExpected(name, repr(value), str(draft.here())))


def optional_text(value: object, name: str, draft: Draft) -> str | None:
    """Give a string as :func:`text` does, or ``None``."""
    return None if value is None else text(value, name, draft)


def is_mark(name: str, value: object) -> bool:
    """Tell whether a value for `cli_group` is a mark that says nothing: extensions have a bare ``object()`` as its default."""
    return name == "cli_group" and type(value) is object


def options(given: dict[str, Any], draft: Draft) -> dict[str, Any]:
    """Give the options of a blueprint's registration, in which each text is one."""
    return {
        name: optional_text(value, name, draft) if name in TEXTS and not is_mark(name, value) else value
        for name, value in given.items()
    }
