"""What a package offers, as facts that can be compared: names, members, signatures, values.

1. A fact is a name of the package and what is found there; the package's own name is left out of both.
2. Names that another distribution defines are that distribution's surface, wherever they were imported.
3. A mark for "not given" says nothing but that: any such mark is like any other.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownMemberType=false
# The surface is looked at from outside: what is found there has no type.

from __future__ import annotations

import contextlib
import importlib
import inspect
import typing
from collections.abc import Iterator
from functools import cached_property
from types import ModuleType
from typing import Any, Final, TypeGuard, TypeVar, get_origin

import attrs
from werkzeug.local import LocalProxy

from demijohn._later import Later

MODULES: Final = (
    "", "app", "blueprints", "cli", "config", "ctx", "debughelpers", "globals", "helpers", "json", "json.provider",
    "json.tag", "logging", "sessions", "signals", "templating", "testing", "typing", "views", "wrappers",
)  # fmt: skip
PRIVATE: Final = ("_AppCtxGlobals", "_cv_app", "_cv_request", "_default_template_ctx_processor")
"""Names which are part of the surface although they start with an underscore: documented, or used by extensions."""

_MARKERS: Final = (object, "_Unset")
_PLAIN: Final = (str, bytes, int, float, bool, type(None))
_MACHINERY: Final = frozenset({
    "__abstractmethods__", "__annotate_func__", "__annotations__", "__dict__", "__doc__", "__firstlineno__", "__hash__",
    "__match_args__", "__module__", "__orig_bases__", "__parameters__", "__qualname__", "__reduce_ex__",
    "__set_name__", "__slots__", "__static_attributes__", "__weakref__",
})  # fmt: skip
"""What Python puts into classes, which differs from version to version, and what only a class itself calls."""


@attrs.frozen
class Call:
    """How something is called: the name, the kind and the default of each parameter."""

    parameters: tuple[tuple[str, str, str], ...]

    def takes_all_of(self, other: Call) -> bool:
        """Whether each call that the other takes is taken here too, with the same meaning.

        What may differ: keywords which the other takes as ``**options`` may be spelled out, and there may be a
        ``*args`` or ``**kwargs`` more.
        """
        ours = {name: (kind, default) for name, kind, default in self.parameters}
        if any(ours.get(name) != (kind, default) for name, kind, default in other.parameters):
            return False
        in_order = [name for name, kind, _ in self.parameters if kind.startswith("POSITIONAL")]
        if in_order != [name for name, kind, _ in other.parameters if kind.startswith("POSITIONAL")]:
            return False
        is_open = any(kind == "VAR_KEYWORD" for _, kind, _ in other.parameters)
        known = {name for name, _, _ in other.parameters}
        further = [(kind, default) for name, kind, default in self.parameters if name not in known]
        return all(kind.startswith("VAR") or (is_open and default) for kind, default in further)


@attrs.frozen
class Fact:
    """What is found under a name."""

    sort: str
    value: str = ""
    call: Call | None = None

    def agrees(self, other: Fact) -> bool:
        """Whether this can stand for the other; what can be set there can be set here."""
        if self.sort != other.sort or self.value not in (other.value, "settable"):
            return False
        if self.call is None or other.call is None:
            return self.call is other.call
        return self.call.takes_all_of(other.call)


def surface(package: str) -> dict[str, Fact]:
    """Everything that a package offers, by name."""
    found: dict[str, Fact] = {}
    for name in MODULES:
        module = importlib.import_module(f"{package}.{name}" if name else package)
        for public, value in _names(module, package):
            path = f"{name}.{public}" if name else public
            found[path] = _fact(value, package)
            # A class that was only imported is described where it is written.
            if _is_class(value) and not _is_written_elsewhere(value, name):
                found |= {f"{path}.{member}": fact for member, fact in _members(value, package)}
    for name, value in _instances(package):
        found |= {f"{name}().{attribute}": fact for attribute, fact in _attributes(value, package)}
    return found


def _names(module: ModuleType, package: str) -> Iterator[tuple[str, object]]:
    listed: list[str] = dir(module)
    for name in listed:
        value = getattr(module, name)
        if name.startswith("_") and name not in PRIVATE:
            continue
        if not inspect.ismodule(value) and name != "annotations" and _is_own(value, package):
            yield name, value


def _is_own(value: object, package: str) -> bool:
    if isinstance(value, LocalProxy):
        return True
    if _is_class(value) or inspect.isroutine(value) or isinstance(value, TypeVar):
        return str(value.__module__).partition(".")[0] == package
    return True


def _is_class(value: object) -> TypeGuard[type]:
    # On Python 3.10 an alias such as ``Callable[..., int]`` passes for a class.
    return inspect.isclass(value) and get_origin(value) is None


def _is_written_elsewhere(cls: type, module: str) -> bool:
    home = cls.__module__.partition(".")[2]
    return home in MODULES and home != module


def _members(cls: type, package: str) -> Iterator[tuple[str, Fact]]:
    own = {name for part in cls.__mro__ if _is_own(part, package) for name in vars(part)}
    for name in sorted({*dir(cls), *own}):
        is_special = name.startswith("__") and name.endswith("__")
        if name.startswith("_") and not (is_special and name in own and name not in _MACHINERY):
            continue
        with contextlib.suppress(AttributeError):
            yield name, _member(cls, name, package)
    yield "<bases>", Fact("bases", " ".join(_bases(cls, package)))


def _member(cls: type, name: str, package: str) -> Fact:
    static = inspect.getattr_static(cls, name)
    if type(static).__module__ == f"{package}._later":
        # What stands there until somebody looks.
        static = getattr(cls, name)
    if isinstance(static, property):
        return Fact("attribute", "settable" if static.fset else "read only")
    if isinstance(static, (staticmethod, classmethod)):
        return Fact(type(static).__name__, call=_call(static.__func__, package))
    if inspect.isfunction(static):
        return Fact("method", call=_call(static, package))
    if isinstance(static, cached_property) or hasattr(type(static), "__get__"):
        return Fact("attribute", "settable")
    return _fact(static, package)


def _bases(cls: type, package: str) -> Iterator[str]:
    """The documented classes that a class inherits from, in order; what they are made of is a package's own affair."""
    for base in cls.__mro__[1:]:
        module = base.__module__
        is_part = module.startswith(package) and (".sansio" in module or "._" in module)
        if (not is_part or base.__name__ == "Scaffold") and module not in (
            "builtins",
            "typing",
            "typing_extensions",
        ):
            yield base.__name__


def _instances(package: str) -> Iterator[tuple[str, object]]:
    root = importlib.import_module(package)
    app: Any = root.Flask("shop", root_path="/shop", instance_path="/shop/instance")  # of either package
    app.secret_key = "key"
    yield "Flask", app
    blueprint: Any = root.Blueprint("jars", "shop", root_path="/shop")  # of either package
    yield "Blueprint", blueprint
    yield "BlueprintSetupState", blueprint.make_setup_state(app, {}, True)
    yield "Config", app.config
    yield "AppGroup", app.cli
    yield "DefaultJSONProvider", app.json
    yield "SecureCookieSessionInterface", app.session_interface
    yield "Response", root.Response("x")
    context = app.test_request_context("/")
    yield "RequestContext", context
    with context:
        yield "AppContext", importlib.import_module(f"{package}.globals").app_ctx._get_current_object()
        yield "Request", root.request._get_current_object()
        yield "session", root.session._get_current_object()
    yield "FlaskClient", app.test_client()
    yield "FlaskCliRunner", app.test_cli_runner()
    yield "EnvironBuilder", importlib.import_module(f"{package}.testing").EnvironBuilder(app, "/")


def _attributes(value: object, package: str) -> Iterator[tuple[str, Fact]]:
    """What an object has beside the members of its class, and what its class's attributes give for it."""
    cls = type(value)
    for name in dir(value):
        if name.startswith("_"):
            continue
        static = inspect.getattr_static(cls, name, None)
        # To ``inspect`` whatever has only a ``__get__`` is a method; one of ours is an attribute that is worked out.
        is_method = not isinstance(static, Later) and inspect.isroutine(static)
        if is_method or isinstance(static, (staticmethod, classmethod)):
            continue
        try:
            found = getattr(value, name)
        except Exception as error:  # What reading raises is a fact as well.
            yield name, Fact("raises", type(error).__name__)
        else:
            yield name, _shown(found, package)


def _shown(value: object, package: str) -> Fact:
    plain = _plain(value)
    if type(value) in _MARKERS or type(value).__name__ in _MARKERS:
        return Fact("value", "<not given>")
    if plain is not None and not callable(value):
        return Fact("value", plain.replace(package, "flask"))
    sort = next(
        base for base in inspect.getmro(value.__class__) if not base.__module__.startswith(f"{package}._")
    )
    return Fact("object", "dict" if isinstance(value, dict) else sort.__name__)


def _fact(value: object, package: str) -> Fact:
    if isinstance(value, LocalProxy):
        return Fact("proxy")
    if _is_class(value):
        return Fact("class", call=_call(value, package))
    if inspect.isroutine(value):
        return Fact("function", call=_call(value, package))
    if isinstance(value, TypeVar):
        return Fact("type variable", value.__name__)
    if typing.get_origin(value) is not None or type(value).__module__ == "typing":
        return Fact("type")
    return _shown(value, package)


# ``Any``: anything that can be called.
def _call(value: Any, package: str) -> Call | None:
    try:
        signature = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    return Call(
        tuple((p.name, p.kind.name, _default(p.default, package)) for p in signature.parameters.values())
    )


def _default(value: object, package: str) -> str:
    if value is inspect.Parameter.empty:
        return ""
    if type(value) in _MARKERS or type(value).__name__ in _MARKERS:
        return "<not given>"
    name = getattr(value, "__qualname__", None)
    return repr(value).replace(package, "flask") if name is None else str(name)


def _plain(value: object) -> str | None:
    """A value as text, if it is plain data through and through; sets are sorted."""
    if isinstance(value, _PLAIN):
        return repr(value)
    if isinstance(value, dict):
        pairs = [(_plain(key), _plain(item)) for key, item in value.items()]
        return None if any(None in pair for pair in pairs) else repr(pairs)
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [_plain(item) for item in value]
        if None in items:
            return None
        return repr(sorted(map(str, items)) if isinstance(value, (set, frozenset)) else items)
    return None
