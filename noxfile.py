"""The checks of the project, one session each. ``make test`` runs them all; ``nox -s lint`` runs one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2026.10"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = False

ROOT = Path(__file__).parent
DIST = ROOT / "dist"
PROJECT = nox.project.load_toml("pyproject.toml")
OTHER_PYTHONS = ["3.10", "3.12", "3.13"]
CHECKED = ["src", "tests", "typing_tests", "examples", "benchmarks", "_build", "noxfile.py"]

# A developer's own switches must not change what a session means.
for name in (
    "DEMIJOHN_MYPYC",
    "DEMIJOHN_LAWS",
    "DEMIJOHN_EXPECT_COMPILED",
    "PYTHONPATH",
    "MYPYPATH",
    "FLASK_APP",
):
    os.environ.pop(name, None)


# --- Reading the source -------------------------------------------------------------------------------------


@nox.session
def lint(session: nox.Session) -> None:
    """Judge the form of every file."""
    install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def contracts(session: nox.Session) -> None:
    """Hold the direction of imports."""
    install(session, "contracts")
    session.install("-e", ".")
    session.run("lint-imports")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types twice, with mypy and with pyright."""
    install(session, "types")
    session.install("-e", ".[async,dotenv]")
    present = [name for name in CHECKED if (ROOT / name).exists()]
    session.run("mypy", *present)
    # With a relative interpreter path pyright silently checks against other packages.
    session.run("pyright", "--pythonpath", str(Path(session.bin, "python").absolute()), *present)


# --- Building -----------------------------------------------------------------------------------------------


@nox.session
def wheels(session: nox.Session) -> None:
    """Build the source distribution, and from it the pure and the compiled wheel."""
    install(session, "build")
    shutil.rmtree(DIST, ignore_errors=True)
    session.run("python", "-m", "build", "--sdist", "--outdir", str(DIST))
    sdist = str(only(DIST, "*.tar.gz"))
    for switch in ("0", "1"):
        session.run(
            "pip", "wheel", "--no-deps", "--wheel-dir", str(DIST), sdist, env={"DEMIJOHN_MYPYC": switch}
        )
    session.log("built: %s", ", ".join(sorted(path.name for path in DIST.iterdir())))


# --- Running ------------------------------------------------------------------------------------------------


@nox.session
def pure(session: nox.Session) -> None:
    """Run the suite on the source, and require every branch of the core to be taken."""
    install(session, "test", "contracts", "lint")
    session.install("-e", ".[async,dotenv]")
    session.run("pytest", "--cov", *session.posargs, env={"DEMIJOHN_EXPECT_COMPILED": "0"})


@nox.session
def compiled(session: nox.Session) -> None:
    """Run the suite, with the laws in full, on the installed compiled wheel."""
    install(session, "test", "contracts", "lint")
    install_wheel(session, compiled_wheel())
    session.run("pytest", *session.posargs, env={"DEMIJOHN_EXPECT_COMPILED": "1", "DEMIJOHN_LAWS": "full"})


@nox.session(python=OTHER_PYTHONS)
def others(session: nox.Session) -> None:
    """Run the suite on the other interpreters, where there are any."""
    install(session, "test", "contracts", "lint")
    install_wheel(session, pure_wheel())
    session.run("pytest", *session.posargs, env={"DEMIJOHN_EXPECT_COMPILED": "0"})


# --- Common to the sessions ---------------------------------------------------------------------------------


def install(session: nox.Session, *groups: str) -> None:
    """Install dependency groups of pyproject.toml, in versions that it pins."""
    session.install(*nox.project.dependency_groups(PROJECT, *groups))


def install_wheel(session: nox.Session, wheel: Path) -> None:
    """Install a wheel over what an earlier run left."""
    session.install(f"{wheel}[async,dotenv]")
    session.install("--force-reinstall", "--no-deps", str(wheel))


def only(folder: Path, pattern: str) -> Path:
    """Find the one file that there should be."""
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        names = [path.name for path in found]
        raise SystemExit(f"one {pattern} was expected in {folder}, found {names}: run `nox -s wheels` first")
    return found[0]


def pure_wheel() -> Path:
    """Find the wheel that needs no compiler."""
    return only(DIST, "*-py3-none-any.whl")


def compiled_wheel() -> Path:
    """Find the wheel that was compiled for this interpreter."""
    return only(DIST, "*-cp*.whl")
