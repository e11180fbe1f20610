"""What every test stands on: which build is under test, and how many cases a law is tried with."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import demijohn
import demijohn.core

# `default` is for working, `full` for `make test`; `tests.laws.budget` reads which one is on.
PROFILE = os.environ.get("DEMIJOHN_LAWS", "default")
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("default", max_examples=100, deadline=None, suppress_health_check=CHECKS)
settings.register_profile(
    "full", max_examples=1_000, deadline=None, suppress_health_check=CHECKS, database=None
)
settings.load_profile(PROFILE)


def pytest_report_header() -> str:
    """Say at the top which demijohn is under test."""
    build = "compiled" if demijohn.core.compiled else "pure"
    return f"demijohn: {build} core from {Path(demijohn.__file__).parent}; laws: {PROFILE}"


def pytest_configure() -> None:
    """Refuse to test another build than the one that was asked for."""
    expected = os.environ.get("DEMIJOHN_EXPECT_COMPILED")
    if expected is not None and (expected == "1") is not demijohn.core.compiled:
        raise pytest.UsageError(
            f"DEMIJOHN_EXPECT_COMPILED={expected}, but the core of {demijohn.__file__} has "
            f"compiled={demijohn.core.compiled}: install the wheel that was meant, and leave PYTHONPATH unset."
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Keep the environment: a command line that runs in this process marks it, and later tests would see that."""
    before = dict(os.environ)
    try:
        return (yield)
    finally:
        os.environ.clear()
        os.environ.update(before)
