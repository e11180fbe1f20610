"""What was measured, and on what: every result begins with it."""

from __future__ import annotations

import os
import platform
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Final

from demijohn.core import compiled

BUILD: Final = "compiled" if compiled else "pure"


def facts(distributions: Iterable[str] = ()) -> dict[str, object]:
    """Say which build of demijohn, which interpreter, which machine, and which versions."""
    return {
        "date": datetime.now(timezone.utc).date().isoformat(),
        "build": BUILD,
        "python": platform.python_version(),
        "machine": f"{processor()}, {os.cpu_count()} cores",
        "versions": {name: version(name) for name in ("demijohn", "flask", "werkzeug", *distributions)},
    }


def processor() -> str:
    """Name the processor, as far as the system does."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def expect_build(parser: ArgumentParser) -> None:
    """Let the command line say which build is meant to be measured."""
    group = parser.add_mutually_exclusive_group()
    for build in ("pure", "compiled"):
        group.add_argument(
            f"--{build}",
            dest="build",
            action="store_const",
            const=build,
            help=f"refuse all but the {build} build",
        )


def check_build(parser: ArgumentParser, wanted: str | None) -> None:
    """Refuse to measure another build than the one that is meant."""
    if wanted not in {None, BUILD}:
        parser.error(
            f"the {BUILD} build of demijohn is installed, not the {wanted} one; docs/building.md says how to get it"
        )
