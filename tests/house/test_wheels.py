"""The built wheels and the source distribution hold what they should, and nothing else.

They are read from the folder that DEMIJOHN_DIST names; ``make test`` builds them there.
"""

from __future__ import annotations

import os
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DIST = Path(os.environ.get("DEMIJOHN_DIST", ROOT / "dist"))
SOURCE = ROOT / "src"
MODULES = {str(path.relative_to(SOURCE)) for path in SOURCE.glob("demijohn/**/*.py")}
TYPED = {"demijohn/py.typed", "demijohn/_cpython.pyi"}
COMPILED = {
    name
    for name in MODULES
    if name.startswith(("demijohn/core/", "demijohn/_short/"))
    and name not in {"demijohn/core/__init__.py", "demijohn/_short/__init__.py"}
} | {
    f"demijohn/{name}.py"
    for name in (
        "_active",
        "_clock",
        "_derived",
        "_escaping",
        "_files",
        "_later",
        "_links",
        "_received",
        "_sent",
        "_untouched",
    )
}
LIBRARIES = {"demijohn/core/_native__mypyc.py", "demijohn/_cpython.py"}

pytestmark = pytest.mark.skipif("DEMIJOHN_DIST" not in os.environ, reason="no wheels were built for this run")


def only(pattern: str) -> Path:
    """Find the one file that there should be."""
    (found,) = DIST.glob(pattern)
    return found


def contents(pattern: str) -> set[str]:
    """List the files of a wheel without its metadata."""
    with zipfile.ZipFile(only(pattern)) as wheel:
        return {name for name in wheel.namelist() if ".dist-info/" not in name}


def metadata(pattern: str, name: str) -> str:
    """Read one file of a wheel's metadata."""
    with zipfile.ZipFile(only(pattern)) as wheel:
        return wheel.read(f"demijohn-0.1.0.dist-info/{name}").decode()


def test_the_pure_wheel_holds_the_source_and_its_marker() -> None:
    """The pure wheel is the package's Python files, `py.typed`, and the stub of what is written in C."""
    assert MODULES | TYPED == contents("*-none-any.whl")


def test_the_compiled_wheel_adds_one_extension_per_compiled_module_and_their_library() -> None:
    """Each core module but `__init__`, and the short way with what it goes by, have an extension beside their source; there are no C files."""
    added = contents("*-cp*.whl") - contents("*-none-any.whl")
    stems = {name.partition(".")[0] + ".py" for name in added}

    assert (COMPILED | LIBRARIES, {".so"}) == (
        stems,
        {Path(name).suffix for name in added},
    )


def test_the_compiled_wheel_lacks_nothing_of_the_pure_one() -> None:
    """The source and `py.typed` are in the compiled wheel, too."""
    assert set() == contents("*-none-any.whl") - contents("*-cp*.whl")


@pytest.mark.parametrize("pattern", ["*-none-any.whl", "*-cp*.whl"], ids=["pure", "compiled"])
def test_a_wheel_puts_one_name_into_site_packages(pattern: str) -> None:
    """Nothing but `demijohn` is at the top of a wheel, the compiled core's library included."""
    assert {"demijohn"} == {name.partition("/")[0] for name in contents(pattern)}


def test_a_wheel_is_tagged_for_where_it_runs() -> None:
    """The pure wheel is for any Python, the compiled one for one interpreter."""
    pure = Parser().parsestr(metadata("*-none-any.whl", "WHEEL"))
    compiled = Parser().parsestr(metadata("*-cp*.whl", "WHEEL"))

    assert ("true", "py3-none-any", "false") == (
        pure["Root-Is-Purelib"],
        pure["Tag"],
        compiled["Root-Is-Purelib"],
    )


def test_both_wheels_need_the_same_and_no_mypy() -> None:
    """The run-time requirements do not depend on the build, and mypy is none of them."""
    pure, compiled = (
        Parser().parsestr(metadata(pattern, "METADATA")).get_all("Requires-Dist")
        for pattern in ("*-none-any.whl", "*-cp*.whl")
    )

    assert (
        [
            "blinker>=1.9",
            "click>=8.1.3",
            "itsdangerous>=2.2",
            "jinja2>=3.1.2",
            "markupsafe>=2.1.1",
            "werkzeug<3.2,>=3.1",
            'asgiref>=3.2; extra == "async"',
            'python-dotenv>=1.0; extra == "dotenv"',
        ]
        == pure
        == compiled
    )


def test_the_source_distribution_can_build_both() -> None:
    """The source distribution carries the backend, the package and the licence, and nothing generated."""
    with tarfile.open(only("*.tar.gz")) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    needed = {"pyproject.toml", "setup.py", "_build/demijohn_build.py", "LICENSE", "src/demijohn/py.typed"}
    needed |= {f"src/{name}" for name in MODULES | TYPED}
    written = {name for name in names if name.endswith((".c", ".h", ".so"))}

    assert (set(), {"src/demijohn/_cpython.c", "src/demijohn/_pieces.h"}) == (needed - names, written)
