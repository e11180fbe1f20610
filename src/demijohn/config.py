"""The configuration of an application: a ``dict`` that can fill itself from files, objects and the environment."""

from __future__ import annotations

import errno
import json
import os
import types
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar, overload

from werkzeug.utils import import_string

from .core import explain, problem, settings

if TYPE_CHECKING:
    from datetime import timedelta
    from typing import Literal

    from .app import Flask

    BoolKey = Literal[
        "DEBUG",
        "TESTING",
        "USE_X_SENDFILE",
        "SESSION_COOKIE_HTTPONLY",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_PARTITIONED",
        "SESSION_REFRESH_EACH_REQUEST",
        "TRAP_HTTP_EXCEPTIONS",
        "EXPLAIN_TEMPLATE_LOADING",
        "PROVIDE_AUTOMATIC_OPTIONS",
    ]
    OptionalBoolKey = Literal["PROPAGATE_EXCEPTIONS", "TRAP_BAD_REQUEST_ERRORS", "TEMPLATES_AUTO_RELOAD"]
    StrKey = Literal["APPLICATION_ROOT", "PREFERRED_URL_SCHEME", "SESSION_COOKIE_NAME"]
    OptionalStrKey = Literal[
        "SERVER_NAME", "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "SESSION_COOKIE_SAMESITE"
    ]
    OptionalIntKey = Literal["MAX_CONTENT_LENGTH", "MAX_FORM_MEMORY_SIZE", "MAX_FORM_PARTS"]

T = TypeVar("T")

# ``Any`` below: the values of a configuration are the user's own; the built-in ones are typed by the overloads.


class ConfigAttribute(Generic[T]):
    """An attribute of the application that stands for a configuration key.

    Args:
        name: The key.
        get_converter: Called with the value when the attribute is read.
    """

    def __init__(self, name: str, get_converter: Callable[[Any], T] | None = None) -> None:
        self.__name__ = name
        self.get_converter = get_converter

    @overload
    def __get__(self, obj: None, owner: type[Flask] | None = None) -> ConfigAttribute[T]: ...

    @overload
    def __get__(self, obj: Flask, owner: type[Flask] | None = None) -> T: ...

    def __get__(self, obj: Flask | None, owner: type[Flask] | None = None) -> T | ConfigAttribute[T]:
        if obj is None:
            return self
        value: T = obj.config[self.__name__]
        if self.get_converter is None:
            return value
        return self.get_converter(value)

    def __set__(self, obj: Flask, value: T) -> None:
        obj.config[self.__name__] = value


class Config(dict[str, Any]):
    """A ``dict`` of settings; only keys in upper case are taken from files and objects.

    Args:
        root_path: Where relative file names start.
        defaults: Settings to begin with.
    """

    def __init__(self, root_path: str | os.PathLike[str], defaults: dict[str, Any] | None = None) -> None:
        super().__init__(defaults or {})
        self.root_path = root_path

    if TYPE_CHECKING:
        # At run time these are ``dict``'s own methods.
        @overload
        def __getitem__(self, key: BoolKey) -> bool: ...
        @overload
        def __getitem__(self, key: OptionalBoolKey) -> bool | None: ...
        @overload
        def __getitem__(self, key: StrKey) -> str: ...
        @overload
        def __getitem__(self, key: OptionalStrKey) -> str | None: ...
        @overload
        def __getitem__(self, key: OptionalIntKey) -> int | None: ...
        @overload
        def __getitem__(self, key: Literal["MAX_COOKIE_SIZE"]) -> int: ...
        @overload
        def __getitem__(self, key: Literal["SECRET_KEY"]) -> str | bytes | None: ...
        @overload
        def __getitem__(self, key: Literal["SECRET_KEY_FALLBACKS"]) -> list[str | bytes] | None: ...
        @overload
        def __getitem__(self, key: Literal["TRUSTED_HOSTS"]) -> list[str] | None: ...
        @overload
        def __getitem__(self, key: Literal["PERMANENT_SESSION_LIFETIME"]) -> timedelta | int: ...
        @overload
        def __getitem__(self, key: Literal["SEND_FILE_MAX_AGE_DEFAULT"]) -> timedelta | int | None: ...
        @overload
        def __getitem__(self, key: str) -> Any: ...
        def __getitem__(self, key: str) -> Any: ...

    def from_envvar(self, variable_name: str, silent: bool = False) -> bool:
        """Load the Python file that an environment variable names.

        Args:
            variable_name: The variable.
            silent: Give ``False`` for an unset variable or a missing file instead of raising.

        Returns:
            Whether a file was loaded.

        Raises:
            RuntimeError: If the variable is unset or empty.
            OSError: If the file cannot be read.
        """
        filename = os.environ.get(variable_name)
        if filename:
            return self.from_pyfile(filename, silent=silent)
        if silent:
            return False
        raise explain.error(problem.EnvVarUnset(variable_name))

    def from_prefixed_env(self, prefix: str = "FLASK", *, loads: Callable[[str], Any] = json.loads) -> bool:
        """Load the environment variables that start with a prefix and an underscore.

        A value is read as JSON, or kept as text if it is none. Two underscores in a name go one dictionary deeper:
        ``FLASK_DB__HOST`` sets ``config["DB"]["HOST"]``.

        Args:
            prefix: What the names start with, without the underscore.
            loads: Reads a value; if it raises, the text itself is used.

        Returns:
            Always ``True``.
        """
        for key, text in settings.select_env(dict(os.environ), prefix):
            self._set_nested(settings.nest(key), _read(text, loads))
        return True

    def _set_nested(self, path: tuple[str, ...], value: Any) -> None:
        placement = settings.place(self, path)
        if not isinstance(placement, settings.Placement):
            raise explain.error(placement)
        # Any: what a setting on the way holds is anything that can be entered with a key.
        inside: Any = self
        for key in placement.existing:
            inside = inside[key]
        for key in placement.fresh:
            inside[key] = {}
            inside = inside[key]
        inside[placement.key] = value

    def from_pyfile(self, filename: str | os.PathLike[str], silent: bool = False) -> bool:
        """Run a Python file and take its names in upper case.

        Args:
            filename: The file, absolute or relative to ``root_path``.
            silent: Give ``False`` if there is no such file, or it is a folder, instead of raising.

        Returns:
            Whether the file was loaded.

        Raises:
            OSError: If the file cannot be read.
        """
        path = os.path.join(self.root_path, filename)  # pathlib would tidy the name
        module = types.ModuleType("config")
        module.__file__ = path
        silenced = (errno.ENOENT, errno.EISDIR, errno.ENOTDIR) if silent else ()
        with _opened(path, "rb", silenced) as file:
            if file is None:
                return False
            # The file is the user's own code, as a module would be.
            exec(compile(file.read(), path, "exec"), module.__dict__)  # noqa: S102
        self.from_object(module)
        return True

    def from_object(self, obj: object | str) -> None:
        """Take an object's attributes in upper case; often it is a module or a class.

        Args:
            obj: The object, or its import name.

        Raises:
            ImportStringError: If the name cannot be imported.
        """
        if isinstance(obj, str):
            obj = import_string(obj)
        for key in dir(obj):
            if settings.is_setting(key):
                self[key] = getattr(obj, key)

    def from_file(
        self,
        filename: str | os.PathLike[str],
        load: Callable[[IO[Any]], Mapping[str, Any]],
        silent: bool = False,
        text: bool = True,
    ) -> bool:
        """Load settings from a file of any format, and take those in upper case.

        Args:
            filename: The file, absolute or relative to ``root_path``.
            load: Reads the open file, as ``json.load`` and ``tomllib.load`` do.
            silent: Give ``False`` if there is no such file, or it is a folder, instead of raising.
            text: Open the file as text; ``False`` for bytes.

        Returns:
            Whether the file was loaded.

        Raises:
            OSError: If the file cannot be read.
        """
        path = os.path.join(self.root_path, filename)  # pathlib would tidy the name
        silenced = (errno.ENOENT, errno.EISDIR) if silent else ()
        with _opened(path, "r" if text else "rb", silenced) as file:
            if file is None:
                return False
            loaded = load(file)
        return self.from_mapping(loaded)

    def from_mapping(self, mapping: Mapping[str, Any] | None = None, **kwargs: Any) -> bool:
        """Take the items of a mapping, and keywords, whose keys are in upper case.

        Returns:
            Always ``True``.
        """
        found: dict[str, Any] = {} if mapping is None else dict(mapping)
        found.update(kwargs)
        for key, value in found.items():
            if settings.is_setting(key):
                self[key] = value
        return True

    def get_namespace(
        self, namespace: str, lowercase: bool = True, trim_namespace: bool = True
    ) -> dict[str, Any]:
        """Give the settings whose keys start alike, for instance to pass them on as keywords.

        Args:
            namespace: What the keys start with.
            lowercase: Write the keys in lower case.
            trim_namespace: Leave what they start with out of the keys.
        """
        return settings.namespace(self, namespace, lowercase, trim_namespace)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {super().__repr__()}>"


def _read(text: str, loads: Callable[[str], Any]) -> Any:
    try:
        return loads(text)
    except Exception:
        # Whatever the reader does not like is text.
        return text


@contextmanager
def _opened(path: str, mode: str, silenced: tuple[int, ...]) -> Generator[IO[Any] | None, None, None]:
    """Open a file; give ``None`` for a silenced error, and say in any other that it is a configuration file."""
    try:
        file = open(path, mode)  # noqa: SIM115  # as above; and it is closed below
    except OSError as error:
        if error.errno in silenced:
            yield None
            return
        error.strerror = f"Unable to load configuration file ({error.strerror})"
        raise
    with file:
        yield file
