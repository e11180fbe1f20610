"""Settings from the environment, and namespaces of settings, are as in Flask."""

from __future__ import annotations

import copy
import json
import os
from typing import Any, cast
from unittest import mock

from flask.config import Config
from hypothesis import given, strategies as st

from demijohn.core import explain, settings
from demijohn.core.settings import Placement
from tests.laws.budget import cases

Tree = dict[str, Any]  # Any: nested to any depth

PIECES = st.sampled_from(["A", "B", "b", "_", "__", "___", "0", "A__b", "A__b__c", "É"])
KEYS = st.lists(PIECES, min_size=1, max_size=4).map("".join)
PREFIXES = st.sampled_from(["P", "P_", "PA", "", "p"])
RAW = st.sampled_from(
    ["1", "text", '"text"', "true", "True", "null", "{}", '{"b": 1}', "[]", "", " 2 ", "1e3", "{"]
)
LEAVES = st.sampled_from([1, 0, "b", "text", "", None, [], ["b"], True, 1.5, b"b", ("b",)])
TREES: st.SearchStrategy[Tree] = st.dictionaries(
    st.sampled_from(["A", "B", "b", "_b", "", "A_", "c"]),
    st.recursive(
        LEAVES,
        lambda inner: st.dictionaries(st.sampled_from(["b", "c", "", "_b", "A", "0"]), inner, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)
ENVIRONMENTS = st.dictionaries(
    st.builds("{}{}{}".format, PREFIXES, st.sampled_from(["_", "_", "_", ""]), KEYS), RAW, max_size=6
)


def by_flask(tree: Tree, environ: dict[str, str], prefix: str) -> tuple[Tree, type[Exception] | None]:
    """Load the environment into Flask's configuration."""
    config = Config("/", tree)
    try:
        with mock.patch.dict(os.environ, environ, clear=True):
            config.from_prefixed_env(prefix)
    except Exception as error:
        return dict(config), type(error)
    return dict(config), None


def by_core(tree: Tree, environ: dict[str, str], prefix: str) -> tuple[Tree, type[Exception] | None]:
    """Do what the core says."""
    for key, raw in settings.select_env(environ, prefix):
        placement = settings.place(tree, settings.nest(key))
        if not isinstance(placement, Placement):
            return tree, type(explain.error(placement))
        put(tree, placement, loaded(raw))
    return tree, None


def put(tree: Tree, placement: Placement, value: object) -> None:
    for key in placement.existing:
        tree = tree[key]
    for key in placement.fresh:
        tree[key] = {}
        tree = tree[key]
    tree[placement.key] = value


def loaded(raw: str) -> object:
    try:
        return cast("object", json.loads(raw))
    except ValueError:
        return raw


@cases(3_000)
@given(TREES, ENVIRONMENTS, PREFIXES)
def test_env_settings_agree_with_flask(tree: Tree, environ: dict[str, str], prefix: str) -> None:
    """The same settings result, or the same class of error after the same settings."""
    assert by_flask(copy.deepcopy(tree), environ, prefix) == by_core(copy.deepcopy(tree), environ, prefix)


@cases(1_000)
@given(
    st.dictionaries(KEYS, st.integers(), max_size=6),
    st.sampled_from(["", "A", "A_", "b", "_"]),
    st.booleans(),
    st.booleans(),
)
def test_namespaces_agree_with_flask(
    config: dict[str, object], prefix: str, lowercase: bool, trim: bool
) -> None:
    """The same names and values are found, in the same order."""
    expected = Config("/", config).get_namespace(prefix, lowercase, trim)
    assert list(expected.items()) == list(settings.namespace(config, prefix, lowercase, trim).items())


@cases(1_000)
@given(st.text(max_size=6))
def test_setting_names_agree_with_flask(name: str) -> None:
    """A name becomes a setting exactly when Flask takes it from a mapping."""
    config = Config("/")
    config.from_mapping({name: 1})
    assert bool(config) is settings.is_setting(name)
