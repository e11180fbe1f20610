"""Decides what configuration keys mean: the defaults, keys from the environment, namespaces, switches.

1. A name is a setting when it is in upper case; keys from the environment and from keyword access may be anything.
2. In an environment key two underscores step into a dictionary, from the left; keys are taken in sorted order.
3. A switch is off when it is empty, ``0``, ``false`` or ``no``, in any case, and on otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast, final

from demijohn.core.problem import SettingInTheWay
from demijohn.core.value import Value

DEFAULTS: Final[dict[str, object]] = {
    "DEBUG": None,
    "TESTING": False,
    "PROPAGATE_EXCEPTIONS": None,
    "SECRET_KEY": None,
    "SECRET_KEY_FALLBACKS": None,
    # In seconds: the class for a span of time comes with a clock, and so the shell puts it in.
    "PERMANENT_SESSION_LIFETIME": 31 * 24 * 60 * 60,
    "USE_X_SENDFILE": False,
    "TRUSTED_HOSTS": None,
    "SERVER_NAME": None,
    "APPLICATION_ROOT": "/",
    "SESSION_COOKIE_NAME": "session",
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_COOKIE_PATH": None,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SECURE": False,
    "SESSION_COOKIE_PARTITIONED": False,
    "SESSION_COOKIE_SAMESITE": None,
    "SESSION_REFRESH_EACH_REQUEST": True,
    "MAX_CONTENT_LENGTH": None,
    "MAX_FORM_MEMORY_SIZE": 500_000,
    "MAX_FORM_PARTS": 1_000,
    "SEND_FILE_MAX_AGE_DEFAULT": None,
    "TRAP_BAD_REQUEST_ERRORS": None,
    "TRAP_HTTP_EXCEPTIONS": False,
    "EXPLAIN_TEMPLATE_LOADING": False,
    "PREFERRED_URL_SCHEME": "http",
    "TEMPLATES_AUTO_RELOAD": None,
    "MAX_COOKIE_SIZE": 4093,
    "PROVIDE_AUTOMATIC_OPTIONS": True,
}

DOTENV_FILES: Final = (".flaskenv", ".demijohnenv", ".env")
"""The files of the environment; what a later one says goes before the earlier ones."""

OFF_WORDS: Final[tuple[str, ...]] = ("0", "false", "no")


@final
class Placement(Value):
    """Where a nested key lands: enter the ``existing`` mappings, make the ``fresh`` ones, set ``key`` in the last."""

    __match_args__ = ("existing", "fresh", "key")
    __slots__ = __match_args__

    def __init__(self, existing: tuple[str, ...], fresh: tuple[str, ...], key: str) -> None:
        self.existing: Final = existing
        self.fresh: Final = fresh
        self.key: Final = key


def is_setting(name: str) -> bool:
    """Tell whether a name from a module, a class or a file is a setting."""
    return name.isupper()


def select_env(environ: dict[str, str], prefix: str) -> tuple[tuple[str, str], ...]:
    """Select the environment variables of a prefix as pairs of key and raw text, in the order of assignment.

    Args:
        environ: The environment.
        prefix: What the variables start with, without the underscore that follows it.
    """
    start = f"{prefix}_"
    names = sorted([name for name in environ if name.startswith(start)])
    return tuple([(name[len(start) :], environ[name]) for name in names])


def nest(key: str) -> tuple[str, ...]:
    """Split an environment key into the keys on the way to its value."""
    return tuple(key.split("__"))


def place(settings: Mapping[str, object], path: tuple[str, ...]) -> Placement | SettingInTheWay:
    """Find where a nested key lands among the settings that exist.

    Args:
        settings: The configuration, which stays as it is.
        path: The keys on the way, as ``nest`` gives them.
    """
    inside = settings
    last = len(path) - 1
    for depth in range(last):
        if path[depth] not in inside:
            return Placement(path[:depth], path[depth:last], path[last])
        found = inside[path[depth]]
        if isinstance(found, _PLAIN):
            return SettingInTheWay("__".join(path), "__".join(path[: depth + 1]), type(found).__name__)
        # Only plain values are known to have no keys: any other object is entered, also one that is no Mapping.
        inside = cast("Mapping[str, object]", found)
    return Placement(path[:last], (), path[last])


def namespace(settings: Mapping[str, object], prefix: str, lowercase: bool, trim: bool) -> dict[str, object]:
    """Collect the settings whose names start with a prefix.

    Args:
        settings: The configuration.
        prefix: What the names start with.
        lowercase: Whether the names are put into lower case.
        trim: Whether the prefix is taken off.
    """
    found: dict[str, object] = {}
    for name, value in settings.items():
        if not name.startswith(prefix):
            continue
        shown = name[len(prefix) :] if trim else name
        found[shown.lower() if lowercase else shown] = value
    return found


def own_variable(name: str) -> str | None:
    """Give our name for one of Flask's environment variables, or ``None`` for any other."""
    return f"DEMIJOHN_{name[6:]}" if name.startswith("FLASK_") else None


def is_on(raw: str | None) -> bool:
    """Read a switch from the environment, such as ``FLASK_DEBUG``."""
    return bool(raw) and not _says_off(raw)


def loads_dotenv(skip: str | None, default: bool) -> bool:
    """Tell whether dotenv files are loaded.

    Args:
        skip: The environment variable ``FLASK_SKIP_DOTENV``.
        default: The answer when that says nothing.
    """
    return _says_off(skip) if skip else default


def _says_off(raw: str | None) -> bool:
    return raw is not None and raw.lower() in OFF_WORDS


# What a JSON text, a Python literal or a default can be and cannot be entered with a key.
_PLAIN: Final[tuple[type, ...]] = (
    str,
    bytes,
    bytearray,
    int,
    float,
    complex,
    type(None),
    list,
    tuple,
    set,
    frozenset,
)
