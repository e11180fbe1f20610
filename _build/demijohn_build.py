"""The build backend: setuptools, and mypyc when ``DEMIJOHN_MYPYC=1`` asks for it.

1. Unset, a build gives one pure ``py3-none-any`` wheel and needs no compiler.
2. Set, mypy joins the build requirements, and the wheel is compiled or the build fails with a reason.
3. An editable install is always pure: compiled modules would hide what is being edited.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from setuptools import Extension, build_meta

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    # mypyc and setuptools each declare an `Extension`, and neither accepts the other's.
    AnyExtension = Any
    Settings = Mapping[str, str | list[str] | None] | None

SWITCH = "DEMIJOHN_MYPYC"
ROOT = Path(__file__).resolve().parent.parent
CORE = Path("demijohn", "core")
# What of the shell is compiled too, into the same group, for it runs for every request.
SHORT = Path("demijohn", "_short")
BESIDE = [
    Path("demijohn", f"{name}.py")
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
]
GLUE = Path("src", "demijohn", "_cpython.c")
GROUP = "demijohn.core._native"

# Functions of the group call each other directly, or become part of each other: nobody outside replaces them.
C_FLAGS = [] if os.name == "nt" else ["-O3", "-fvisibility=hidden", "-fno-semantic-interposition", "-fno-plt"]

# To the compiler, what the short way imports of the shell has no types, but for its own decorator.
UNKNOWN = """\
from typing import Any
from mypy_extensions import mypyc_attr as mypyc_attr
def __getattr__(name: str) -> Any: ...
"""

FLAGS = ["--config-file=", "--strict", "--namespace-packages"]

# The `__init__` of the package that the group lies in, when it is compiled into it, imports itself without end.
NOT_COMPILED = frozenset({CORE / "__init__.py"})


class BuildRefusedError(SystemExit):
    """A build that cannot be done as asked; its text says what was found and what to do."""


# --- What setup.py asks -------------------------------------------------------------------------------------


def extensions() -> list[AnyExtension]:
    """List the compiled modules of this build: none when it is pure."""
    if not compiling():
        return []
    require_compiler()
    modules = [*_compile(_build_folder() / "mypyc"), Extension("demijohn._cpython", [str(GLUE)])]
    for module in modules:
        module.extra_compile_args = [*module.extra_compile_args, *C_FLAGS]
    return modules


def options() -> dict[str, dict[str, object]]:
    """Give each flavour a build folder of its own, so that neither finds what the other left."""
    return {"build": {"build_base": str(_build_folder().relative_to(ROOT))}}


def compiling() -> bool:
    """Read the switch.

    Raises:
        BuildRefusedError: If the switch is neither on, nor off, nor unset.
    """
    value = os.environ.get(SWITCH, "")
    if value not in {"", "0", "1"}:
        raise BuildRefusedError(
            f"{SWITCH}={value!r} is not understood.\n"
            f"  do: set {SWITCH}=1 for the compiled wheel, or unset it for the pure one."
        )
    return value == "1"


# --- What a front end calls (PEP 517, PEP 660) --------------------------------------------------------------


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    """Ask for mypy only when it compiles, and only once a compiler is there to finish its work."""
    with _pure():  # setuptools runs setup.py to ask, when mypy is not here yet
        requires: list[str] = build_meta.get_requires_for_build_wheel(config_settings)
    if compiling():
        require_compiler()
        requires += compiler_requirements()
    return requires


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Build the wheel in a folder that holds nothing from an earlier build."""
    shutil.rmtree(_build_folder(), ignore_errors=True)
    name: str = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    return name


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: Settings = None) -> str:
    """Write the metadata, which is the same compiled or not."""
    with _pure():
        name: str = build_meta.prepare_metadata_for_build_wheel(metadata_directory, config_settings)
    return name


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    """Ask for nothing more: a source distribution is the same compiled or not."""
    with _pure():
        requires: list[str] = build_meta.get_requires_for_build_sdist(config_settings)
    return requires


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Build the source distribution, from which either wheel can be built."""
    with _pure():
        name: str = build_meta.build_sdist(sdist_directory, config_settings)
    return name


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    """Ask for what setuptools needs."""
    with _pure():
        requires: list[str] = build_meta.get_requires_for_build_editable(config_settings)
    return requires


def prepare_metadata_for_build_editable(metadata_directory: str, config_settings: Settings = None) -> str:
    """Write the metadata of an editable install."""
    with _pure():
        name: str = build_meta.prepare_metadata_for_build_editable(metadata_directory, config_settings)
    return name


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Build an editable install, which is pure whatever the switch says."""
    with _pure():
        name: str = build_meta.build_editable(wheel_directory, config_settings, metadata_directory)
    return name


# --- Compiling ----------------------------------------------------------------------------------------------


def compiler_requirements() -> list[str]:
    """List what compiling needs: the pinned mypy."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    # Python 3.10 has no TOML reader, and one line is not worth a requirement.
    pinned = re.search(r'^compiler = "(.+)"$', text, re.MULTILINE)
    if pinned is None:
        raise BuildRefusedError(
            "pyproject.toml names no compiler.\n"
            f"  found: no line `compiler = ...` in {ROOT / 'pyproject.toml'}\n"
            '  do:    add it under [tool.demijohn], for example: compiler = "mypy[mypyc]==2.4.1"'
        )
    return [pinned[1]]


def require_compiler() -> None:
    """Check that C can be compiled against this Python.

    Raises:
        BuildRefusedError: If there is no compiler, or if it cannot build an extension module.
    """
    if os.name == "nt":  # setuptools finds Microsoft's compiler by rules of its own
        return
    asked = os.environ.get("CC")
    command = shlex.split(asked or sysconfig.get_config_var("CC") or "cc")
    origin = (
        f"CC={asked!r}" if asked else f"CC is unset, and this Python was built with {shlex.join(command)!r}"
    )
    if shutil.which(command[0]) is None:
        raise _no_compiler(f"{origin}; no {command[0]!r} on PATH ({os.environ.get('PATH', '')})")
    complaint = _try_compiler(command)
    if complaint:
        raise _no_compiler(
            f"{origin}; it cannot compile against {sysconfig.get_path('include')}:\n{complaint}"
        )


def _no_compiler(found: str) -> BuildRefusedError:
    return BuildRefusedError(
        f"{SWITCH}=1 asks for the compiled core, and that needs a C compiler.\n"
        f"  found: {found}\n"
        "  do:    install one and Python's headers (Debian: apt-get install gcc python3-dev), or set CC to yours,\n"
        f"         or unset {SWITCH}: the pure wheel needs no compiler and gives the same answers."
    )


def _try_compiler(command: list[str]) -> str:
    """Compile the smallest file that includes Python's headers, and give what the compiler complained about."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "probe.c")
        source.write_text(
            "#include <Python.h>\nint probe(void) { return PY_MAJOR_VERSION; }\n", encoding="utf-8"
        )
        includes = {sysconfig.get_path("include"), sysconfig.get_path("platinclude")}
        flags = [f"-I{include}" for include in sorted(includes)]
        try:
            tried = subprocess.run(
                [*command, *flags, "-c", str(source), "-o", str(source.with_suffix(".o"))],
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError as error:
            return str(error)
    return "" if tried.returncode == 0 else tried.stderr.strip() or f"exit status {tried.returncode}"


def _compile(target: Path) -> list[AnyExtension]:
    """Turn the core, and then the core with the short way, into C, in a staging folder that holds nothing else.

    Checked there alone, the core is seen to need nothing of the shell, and tracebacks name ``demijohn/core/...`` instead
    of a folder of the machine that built the wheel. To the short way, what it imports of the shell has no types.
    """
    try:
        from mypy.api import run
        from mypyc.build import mypycify
    except ImportError as error:
        raise BuildRefusedError(
            f"{SWITCH}=1 asks for the compiled core, and that needs mypy to build.\n"
            f"  found: {error} in {sys.executable}\n"
            f"  do:    pip install {shlex.join(compiler_requirements())}, or build with isolation."
        ) from None
    with tempfile.TemporaryDirectory() as folder, _inside(_stage(Path(folder))):
        core = [str(path) for path in sorted(CORE.rglob("*.py")) if path not in NOT_COMPILED]
        told, _, status = run([*FLAGS, *core])
        if status:
            raise BuildRefusedError(f"The core does not check without the shell.\n{told}")
        short = [str(path) for path in _add_short()]
        return mypycify(
            [*FLAGS, "--ignore-missing-imports", "--no-warn-return-any", *core, *short],
            group_name=GROUP,
            opt_level="3",
            debug_level="0",
            target_dir=str(target),
        )


def _add_short() -> list[Path]:
    """Put the short way beside the core, and in the place of what it imports a word that nothing is known of it."""
    source = ROOT / "src"
    added = [*BESIDE, *sorted(path.relative_to(source) for path in (source / SHORT).glob("*.py"))]
    for path in (source / "demijohn").rglob("*.py"):
        module = path.relative_to(source)
        if CORE in module.parents or module == Path("demijohn", "__init__.py"):
            continue
        module.parent.mkdir(exist_ok=True)
        if module in added:
            shutil.copy(path, module)
        else:
            module.with_suffix(".pyi").write_text(UNKNOWN, encoding="utf-8")
    return [path for path in added if path.name != "__init__.py"]


def _stage(folder: Path) -> Path:
    shutil.copytree(ROOT / "src" / CORE, folder / CORE, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    (folder / CORE.parent / "__init__.py").touch()
    return folder


def _build_folder() -> Path:
    flavour = f"compiled-{sysconfig.get_platform()}-{sys.implementation.cache_tag}" if compiling() else "pure"
    return ROOT / "build" / flavour


@contextmanager
def _inside(folder: Path) -> Generator[None, None, None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _pure() -> Generator[None, None, None]:
    before = os.environ.pop(SWITCH, None)
    try:
        yield
    finally:
        if before is not None:
            os.environ[SWITCH] = before
