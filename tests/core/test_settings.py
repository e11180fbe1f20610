"""Defaults, keys from the environment, namespaces and switches."""

from __future__ import annotations

from collections import UserDict
from datetime import timedelta
from types import MappingProxyType

import flask
import pytest

from demijohn.core import settings
from demijohn.core.problem import SettingInTheWay
from demijohn.core.settings import Placement


def test_the_defaults_are_those_of_flask() -> None:
    """Every key and default of a Flask application is here, in the same order, and a span of time in seconds."""
    expected = [
        (key, value.total_seconds() if isinstance(value, timedelta) else value)
        for key, value in flask.Flask.default_config.items()
    ]
    assert expected == list(settings.DEFAULTS.items())


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("DEBUG", True),
        ("A_1", True),
        ("_A", True),
        ("A-B", True),
        ("Ä", True),
        ("debug", False),
        ("Debug", False),
        ("_", False),
        ("1", False),
        ("", False),
        ("ß", False),
    ],
)
def test_a_setting_is_in_upper_case(name: str, answer: bool) -> None:
    """A name is a setting when it has a letter with case and none in lower case."""
    assert answer is settings.is_setting(name)


def test_the_environment_is_taken_by_prefix_and_in_order() -> None:
    """Variables are selected by prefix and underscore, in sorted order, and their keys keep their case."""
    environ = {
        "FLASK_B": "2",
        "FLASK_A": "1",
        "FLASK_a__B": "3",
        "FLASK": "no underscore",
        "FLASK_": "an empty key",
        "FLASKY_A": "another prefix",
        "flask_A": "another case",
    }
    expected = (("", "an empty key"), ("A", "1"), ("B", "2"), ("a__B", "3"))
    assert expected == settings.select_env(environ, "FLASK")


def test_an_empty_prefix_selects_what_starts_with_an_underscore() -> None:
    """With an empty prefix, the underscore that follows it is still taken off."""
    assert (("A", "1"),) == settings.select_env({"_A": "1", "A": "2"}, "")


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("A", ("A",)),
        ("", ("",)),
        ("A_B", ("A_B",)),
        ("_A", ("_A",)),
        ("A__b", ("A", "b")),
        ("A__b__c", ("A", "b", "c")),
        ("A__", ("A", "")),
        ("__A", ("", "A")),
        ("A___b", ("A", "_b")),
        ("A____b", ("A", "", "b")),
        ("___", ("", "_")),
    ],
)
def test_two_underscores_step_into_a_dictionary(key: str, path: tuple[str, ...]) -> None:
    """A key is split at every pair of underscores, from the left."""
    assert path == settings.nest(key)


class Duck:
    """Has keys, and is no Mapping."""

    def __contains__(self, key: object) -> bool:
        return key == "b"

    def __getitem__(self, key: str) -> object:
        return {"c": 1}


OTHER: UserDict[str, object] = UserDict()
READ_ONLY: MappingProxyType[str, object] = MappingProxyType({})


@pytest.mark.parametrize(
    ("tree", "path", "placement"),
    [
        pytest.param({}, ("A",), Placement((), (), "A"), id="top"),
        pytest.param({"A": 1}, ("A",), Placement((), (), "A"), id="top-overwrites"),
        pytest.param({}, ("A", "b"), Placement((), ("A",), "b"), id="new"),
        pytest.param({}, ("A", "b", "c"), Placement((), ("A", "b"), "c"), id="new-and-deep"),
        pytest.param({"A": {}}, ("A", "b"), Placement(("A",), (), "b"), id="entered"),
        pytest.param({"A": {"b": 1}}, ("A", "b"), Placement(("A",), (), "b"), id="last-overwrites"),
        pytest.param({"A": {}}, ("A", "b", "c"), Placement(("A",), ("b",), "c"), id="half-new"),
        pytest.param({"A": {"b": {}}}, ("A", "b", "c"), Placement(("A", "b"), (), "c"), id="all-there"),
        pytest.param({"A": OTHER}, ("A", "b", "c"), Placement(("A",), ("b",), "c"), id="other-mapping"),
        pytest.param({"A": READ_ONLY}, ("A", "b"), Placement(("A",), (), "b"), id="read-only-mapping"),
        pytest.param({"A": Duck()}, ("A", "b", "c"), Placement(("A", "b"), (), "c"), id="duck"),
        pytest.param({"A": 5}, ("A", "b"), SettingInTheWay("A__b", "A", "int"), id="number"),
        pytest.param({"A": "b"}, ("A", "b", "c"), SettingInTheWay("A__b__c", "A", "str"), id="text"),
        pytest.param({"A": None}, ("A", "b"), SettingInTheWay("A__b", "A", "NoneType"), id="none"),
        pytest.param({"A": []}, ("A", "0"), SettingInTheWay("A__0", "A", "list"), id="list"),
        pytest.param(
            {"A": {"b": True}}, ("A", "b", "c"), SettingInTheWay("A__b__c", "A__b", "bool"), id="deeper"
        ),
    ],
)
def test_a_nested_key_lands_below_what_exists(
    tree: dict[str, object], path: tuple[str, ...], placement: Placement | SettingInTheWay
) -> None:
    """Existing mappings are entered, missing ones are made, and a plain value on the way refuses the key."""
    assert placement == settings.place(tree, path)


@pytest.mark.parametrize(
    ("prefix", "lowercase", "trim", "found"),
    [
        ("A_", True, True, {"x": 1, "y_z": 2, "": 3}),
        ("A_", False, True, {"X": 1, "Y_Z": 2, "": 3}),
        ("A_", True, False, {"a_x": 1, "a_y_z": 2, "a_": 3}),
        ("A_", False, False, {"A_X": 1, "A_Y_Z": 2, "A_": 3}),
        ("", True, True, {"a_x": 5, "a_y_z": 2, "a_": 3, "b": 4}),
        ("C", True, True, {}),
    ],
)
def test_a_namespace_is_what_starts_with_its_prefix(
    prefix: str, lowercase: bool, trim: bool, found: dict[str, object]
) -> None:
    """A namespace keeps the order, and of two names that become the same the later one wins."""
    config = {"A_X": 1, "A_Y_Z": 2, "A_": 3, "B": 4, "a_x": 5}
    assert list(found.items()) == list(settings.namespace(config, prefix, lowercase, trim).items())


OFF = ["0", "false", "no", "False", "FALSE", "No", "NO", "nO"]
ON = ["1", "true", "yes", "on", "off", "n", "f", "00", " 0", "0 ", "None"]


@pytest.mark.parametrize(("raw", "answer"), [(None, False), ("", False)] + [(raw, False) for raw in OFF])
def test_a_switch_is_off_for_few_words(raw: str | None, answer: bool) -> None:
    """A switch is off when it is unset, empty or one of three words in any case."""
    assert answer is settings.is_on(raw)


@pytest.mark.parametrize("raw", ON)
def test_a_switch_is_on_for_any_other_word(raw: str) -> None:
    """Any other text switches on, also one that a person would read as off."""
    assert settings.is_on(raw)


@pytest.mark.parametrize("default", [True, False])
@pytest.mark.parametrize("skip", [None, ""])
def test_dotenv_files_follow_the_default_when_nothing_is_said(skip: str | None, default: bool) -> None:
    """Unset or empty, the variable leaves the default as it is."""
    assert default is settings.loads_dotenv(skip, default)


@pytest.mark.parametrize("default", [True, False])
def test_dotenv_files_are_loaded_when_skipping_is_off(default: bool) -> None:
    """A variable that says off loads the files, and any other text skips them, whatever the default."""
    assert [True] * len(OFF) == [settings.loads_dotenv(word, default) for word in OFF]
    assert [False] * len(ON) == [settings.loads_dotenv(word, default) for word in ON]


@pytest.mark.parametrize(
    ("name", "own"),
    [
        pytest.param("FLASK_APP", "DEMIJOHN_APP", id="Flask's"),
        pytest.param("FLASK_RUN_PORT", "DEMIJOHN_RUN_PORT", id="of a command"),
        pytest.param("SHOP_APP", None, id="another's"),
        pytest.param("FLASKY", None, id="begins alike"),
    ],
)
def test_a_variable_of_flask_has_a_name_of_ours(name: str, own: str | None) -> None:
    """Only variables that begin with ``FLASK_`` have one."""
    assert own == settings.own_variable(name)
