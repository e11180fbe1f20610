"""The configuration: where settings come from, and what is taken of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from werkzeug.utils import ImportStringError

from demijohn.app import Flask
from demijohn.config import Config, ConfigAttribute


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path)


def test_defaults_are_copied() -> None:
    """A configuration begins with a copy of its defaults."""
    defaults = {"A": 1}
    config = Config("/", defaults)
    config["B"] = 2
    assert ({"A": 1}, {"A": 1, "B": 2}, "/") == (defaults, dict(config), config.root_path)


def test_it_shows_its_content() -> None:
    """The form shows the class and the settings."""
    assert "<Config {'A': 1}>" == repr(Config("/", {"A": 1}))


def test_from_object_takes_upper_case() -> None:
    """Of a class, its attributes in upper case are taken, inherited ones too."""

    class Base:
        INHERITED = 1

    class Settings(Base):
        OWN = 2
        _HIDDEN = 3
        lower = 4
        Mixed = 5

    config = Config("/")
    config.from_object(Settings)
    assert {"INHERITED": 1, "OWN": 2, "_HIDDEN": 3} == config


def test_from_object_reads_instances() -> None:
    """Of an instance, properties are read."""

    class Settings:
        @property
        def VALUE(self) -> int:  # noqa: N802  # a setting
            return 1

    config = Config("/")
    config.from_object(Settings())
    assert {"VALUE": 1} == config


def test_from_object_imports_names() -> None:
    """A text is imported, and one that cannot be says so."""
    config = Config("/")
    config.from_object("werkzeug.http.HTTP_STATUS_CODES")
    config.from_object("logging")
    assert 40 == config["ERROR"]
    with pytest.raises(ImportStringError):
        config.from_object("no.such.module")


def test_from_mapping_takes_upper_case() -> None:
    """Of a mapping and of keywords, keys in upper case are taken; keywords go first."""
    config = Config("/")
    result = config.from_mapping({"A": 1, "b": 2}, A=3, c=4, D=5)
    assert (True, {"A": 3, "D": 5}) == (result, dict(config))


def test_from_pyfile_runs_a_file(config: Config, tmp_path: Path) -> None:
    """A Python file is run, with its own path, and its names in upper case are taken."""
    (tmp_path / "a.cfg").write_text("A = 1\nb = 2\nFILE = __file__\nNAME = __name__\n")
    result = config.from_pyfile("a.cfg")
    expected = {"A": 1, "FILE": str(tmp_path / "a.cfg"), "NAME": "config"}
    assert (True, expected) == (result, dict(config))


def test_from_file_reads_any_format(config: Config, tmp_path: Path) -> None:
    """A file is given to a reader, and keys in upper case are taken."""
    (tmp_path / "a.json").write_text('{"A": 1, "b": 2}')
    result = config.from_file("a.json", load=json.load)
    assert (True, {"A": 1}) == (result, dict(config))


@pytest.mark.parametrize(("text", "kind"), [(True, str), (False, bytes)])
def test_from_file_opens_text_or_bytes(config: Config, tmp_path: Path, text: bool, kind: type) -> None:
    """The file is opened for text unless bytes are asked for."""

    def load(file: Any) -> Mapping[str, Any]:
        return {"KIND": type(file.read())}

    (tmp_path / "a").write_text("x")
    config.from_file("a", load=load, text=text)
    assert kind is config["KIND"]


@pytest.mark.parametrize("name", ["missing", "folder"])
def test_a_missing_file_can_be_silenced(config: Config, tmp_path: Path, name: str) -> None:
    """A missing file or a folder gives ``False`` when asked to be silent."""
    (tmp_path / "folder").mkdir()
    found = config.from_pyfile(name, silent=True), config.from_file(name, load=json.load, silent=True)
    assert (False, False) == found


@pytest.mark.parametrize("name", ["missing", "folder", "file/inside"])
def test_a_missing_file_says_what_it_was_for(config: Config, tmp_path: Path, name: str) -> None:
    """The error says that a configuration file could not be loaded, and which one."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="Unable to load configuration file") as first:
        config.from_pyfile(name)
    with pytest.raises(OSError, match="Unable to load configuration file") as second:
        config.from_file(name, load=json.load)
    assert [str(tmp_path / name)] * 2 == [first.value.filename, second.value.filename]


def test_a_path_through_a_file_is_silenced_for_python_files_only(config: Config, tmp_path: Path) -> None:
    """A path that leads through a file is silent for ``from_pyfile``, and not for ``from_file``."""
    (tmp_path / "file").touch()
    assert config.from_pyfile("file/inside", silent=True) is False
    with pytest.raises(NotADirectoryError):
        config.from_file("file/inside", load=json.load, silent=True)


def test_from_envvar_names_a_file(config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment variable names the Python file."""
    (tmp_path / "a.cfg").write_text("A = 1")
    monkeypatch.setenv("SETTINGS", "a.cfg")
    result = config.from_envvar("SETTINGS")
    assert (True, {"A": 1}) == (result, dict(config))


@pytest.mark.parametrize("value", [None, ""])
def test_an_unset_variable_is_refused(
    config: Config, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    """A variable that is unset or empty is refused, or silently skipped."""
    monkeypatch.delenv("SETTINGS", raising=False)
    if value is not None:
        monkeypatch.setenv("SETTINGS", value)
    assert config.from_envvar("SETTINGS", silent=True) is False
    with pytest.raises(RuntimeError) as caught:
        config.from_envvar("SETTINGS")
    assert str(caught.value).startswith(
        "The environment variable 'SETTINGS' is not set and as such configuration could not be loaded."
    )


ENVIRONMENT = {
    "TRY_NUMBER": "1",
    "TRY_LIST": "[1, 2]",
    "TRY_TEXT": "text",
    "TRY_EMPTY": "",
    "TRY_lower": "true",
    "TRY_DEEP__A__B": "2",
    "TRY_OLD__NEW": "3",
    "OTHER_NUMBER": "4",
}


def test_from_prefixed_env_reads_json_and_nests(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Values are JSON or text, and two underscores step into dictionaries, which are kept."""
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    old = config["OLD"] = {"KEPT": 0}
    result = config.from_prefixed_env("TRY")
    expected = {
        "NUMBER": 1,
        "LIST": [1, 2],
        "TEXT": "text",
        "EMPTY": "",
        "lower": True,
        "DEEP": {"A": {"B": 2}},
        "OLD": {"KEPT": 0, "NEW": 3},
    }
    assert (True, expected) == (result, dict(config))
    assert old is config["OLD"]


def test_from_prefixed_env_takes_any_reader(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another reader may be given; whatever it raises leaves the text."""

    def read(text: str) -> str:
        if text == "bad":
            raise ZeroDivisionError
        return text.upper()

    monkeypatch.setenv("TRY_GOOD", "good")
    monkeypatch.setenv("TRY_BAD", "bad")
    config.from_prefixed_env("TRY", loads=read)
    assert {"GOOD": "GOOD", "BAD": "bad"} == config


def test_from_prefixed_env_says_what_is_in_the_way(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key cannot be set inside a value that is no dictionary."""
    monkeypatch.setenv("TRY_NUMBER__INSIDE", "1")
    config["NUMBER"] = 5
    with pytest.raises(TypeError) as caught:
        config.from_prefixed_env("TRY")
    assert str(caught.value).startswith("'int' object does not support item assignment")
    assert {"NUMBER": 5} == config


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({}, {"store": "fs", "path": "/a"}, id="default"),
        pytest.param({"lowercase": False}, {"STORE": "fs", "PATH": "/a"}, id="upper case"),
        pytest.param({"trim_namespace": False}, {"img_store": "fs", "img_path": "/a"}, id="whole"),
    ],
)
def test_a_namespace_collects_settings(options: dict[str, bool], expected: dict[str, str]) -> None:
    """Settings whose names start alike can be collected."""
    config = Config("/", {"IMG_STORE": "fs", "IMG_PATH": "/a", "OTHER": 1})
    assert expected == config.get_namespace("IMG_", **options)


def test_an_attribute_stands_for_a_setting() -> None:
    """Reading and setting the attribute reads and sets the setting, through the converter when reading."""
    app = Flask("app", root_path="/")
    plain: ConfigAttribute[str] = ConfigAttribute("KEY")
    number = ConfigAttribute("KEY", get_converter=int)
    plain.__set__(app, "5")
    assert ("5", "5", 5) == (app.config["KEY"], plain.__get__(app), number.__get__(app))
    assert plain is plain.__get__(None)


def test_an_attribute_of_an_unknown_setting_is_a_key_error() -> None:
    """A setting that is not there is missed by name."""
    missing: ConfigAttribute[object] = ConfigAttribute("MISSING")
    with pytest.raises(KeyError, match="MISSING"):
        missing.__get__(Flask("app", root_path="/"))


def test_any_object_will_do() -> None:
    """Settings are taken from any object with attributes."""
    config = Config("/")
    config.from_object(SimpleNamespace(A=1, b=2))
    assert {"A": 1} == config
