"""The checks of the project, one session each. ``make test`` runs them all; ``nox -s lint`` runs one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2026.10"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = False

ROOT = Path(__file__).parent
DIST = ROOT / "dist"
JOURNAL = ROOT / "examples" / "journal"
BLOG = ROOT / "examples" / "blog"
BUILT = {"DEMIJOHN_DIST": str(DIST)}  # tests/house/test_wheels.py reads what the session `wheels` built
PROJECT = nox.project.load_toml("pyproject.toml")
COUNTED = [
    "tests/laws/test_matching_agrees_with_werkzeug.py",
    "tests/laws/test_handler_lookup_agrees_with_flask.py",
]
"""The laws that are counted on both builds: 200,000 requests and 50,000 lookups."""

# What is about the project itself is the same on every Python.
ELSEWHERE = ["tests/core", "tests/e2e", "tests/laws", "tests/oracle", "tests/shell"]
OTHER_PYTHONS = ["3.10", "3.12", "3.13"]
CHECKED = ["src", "tests", "typing_tests", "benchmarks", "_build", "noxfile.py", "stubs/generate.py"]

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

# Where pyenv stands before the other interpreters, it hides all but the chosen ones: choose them all.
PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
if PYENV.is_dir():
    chosen = os.environ.get(
        "PYENV_VERSION", f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    )
    os.environ["PYENV_VERSION"] = ":".join([chosen, *sorted(path.name for path in PYENV.iterdir())])


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
    session.run("lint-imports", "--no-cache")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types twice, with mypy and with pyright."""
    install(session, "types")
    session.install("-e", ".[async,dotenv]")
    session.run("mypy", *CHECKED)
    # The example has a folder `tests` of its own, which would be the same module.
    session.run("mypy", str(JOURNAL.relative_to(ROOT)))
    # With a relative interpreter path pyright silently checks against other packages.
    python = str(Path(session.bin, "python").absolute())
    session.run("pyright", "--pythonpath", python)
    # What the package exports is typed whole; it fails below 100 %.
    verify = ["--verifytypes", "demijohn", "--ignoreexternal", "--pythonpath", python]
    session.run("pyright", *verify, env={"PYTHONPATH": str(ROOT / "src")})
    # A program that imports `flask` is checked with the stubs that name demijohn; the other sessions have no checkers.
    session.run("pytest", "tests/house/test_flask_stubs.py")


# --- Building -----------------------------------------------------------------------------------------------


@nox.session
def wheels(session: nox.Session) -> None:
    """Build the source distribution, and from it the pure and the compiled wheel."""
    install(session, "build")
    shutil.rmtree(DIST, ignore_errors=True)
    for switch in ("0", "1"):
        # Without flags, `build` makes the source distribution first, and the wheel out of that.
        session.run("python", "-m", "build", "--outdir", str(DIST), env={"DEMIJOHN_MYPYC": switch})
    session.log("built: %s", ", ".join(sorted(path.name for path in DIST.iterdir())))


# --- Running ------------------------------------------------------------------------------------------------


@nox.session
def pure(session: nox.Session) -> None:
    """Run the suite on the source, and require every branch of the core to be taken."""
    install(session, "test", "contracts")
    session.install("-e", ".[async,dotenv]")
    session.run(
        "pytest", "--cov=demijohn.core", *session.posargs, env={"DEMIJOHN_EXPECT_COMPILED": "0", **BUILT}
    )
    # Without measuring coverage, which would slow so many cases down.
    session.run("pytest", *COUNTED, env={"DEMIJOHN_EXPECT_COMPILED": "0", "DEMIJOHN_LAWS": "full"})


@nox.session
def compiled(session: nox.Session) -> None:
    """Run the suite, with the laws in full, on the installed compiled wheel."""
    install(session, "test", "contracts")
    install_wheel(session, compiled_wheel())
    switches = {"DEMIJOHN_EXPECT_COMPILED": "1", "DEMIJOHN_LAWS": "full"}
    session.run("pytest", *session.posargs, env={**switches, **BUILT})


@nox.session(reuse_venv=False)
def bare(session: nox.Session) -> None:
    """Install the pure wheel, and serve with it, where there is no compiler; the compiled one is refused there."""
    # A path of one folder hides every compiler of the machine; `look` makes sure of it.
    without = {"PATH": str(session.bin), "CC": "no-such-compiler"}
    look = "import shutil; assert not [cc for cc in ('cc', 'gcc', 'clang', 'c99', 'tcc') if shutil.which(cc)]"
    session.run("python", "-c", look, env=without)

    session.run("python", "-m", "pip", "install", "--quiet", str(pure_wheel()), env=without)
    serve(session, "pure", without)
    session.run("python", "-m", "pip", "uninstall", "--quiet", "--yes", "demijohn", env=without)
    session.run("python", "-m", "pip", "install", "--quiet", "--no-cache-dir", str(sdist()), env=without)
    serve(session, "pure", without)

    build = [
        "python",
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-cache-dir",
        "--wheel-dir",
        session.create_tmp(),
        str(sdist()),
    ]
    told = session.run(*build, env={**without, "DEMIJOHN_MYPYC": "1"}, success_codes=[1], silent=True)
    if "needs a C compiler" not in str(told) or "no-such-compiler" not in str(told):
        session.error(f"the refusal does not say what is missing:\n{told}")


@nox.session(reuse_venv=False)
def lean(session: nox.Session) -> None:
    """Serve with the compiled wheel where there is neither mypy nor what belongs to it."""
    session.install(str(compiled_wheel()))
    look = "import importlib.util as u; assert not [m for m in ('mypy', 'mypyc', 'mypy_extensions', 'librt') if u.find_spec(m)]"
    session.run("python", "-c", look)
    serve(session, "compiled", {})


@nox.session
def example(session: nox.Session) -> None:
    """Run the example's own tests, and visit it over HTTP, on the compiled wheel."""
    install(session, "test")
    install_wheel(session, compiled_wheel())
    session.chdir(JOURNAL)
    session.run("pytest", *session.posargs)


@nox.session
def ecosystem(session: nox.Session) -> None:
    """Run extensions for Flask with Flask and with the compiled wheel under its name, and compare."""
    install(session, "ecosystem")
    install_wheel(session, compiled_wheel())
    # Plugins of pytest that are installed as extensions, or with one, are for the processes of scenarios only.
    options = ["--disable-plugin-autoload", "tests/ecosystem", *session.posargs]
    session.run("pytest", *options, env={"DEMIJOHN_EXPECT_COMPILED": "1"})


@nox.session
def blog(session: nox.Session) -> None:
    """Run the blog, which is written for Flask, with Flask and with the compiled wheel, and check its types."""
    install(session, "blog")
    install_wheel(session, compiled_wheel())
    session.install("--force-reinstall", "--no-deps", str(ROOT / "stubs" / "drop-in"))
    session.run("pytest", "tests/served", *session.posargs, env={"DEMIJOHN_EXPECT_COMPILED": "1"})
    session.chdir(BLOG)
    session.run("pytest")
    session.run("python", "-m", "demijohn.as_flask", "-m", "pytest")


@nox.session
def instructions(session: nox.Session) -> None:
    """Hold the number of the processor's instructions that a request takes on the compiled wheel."""
    if shutil.which("valgrind") is None:
        session.warn(
            "THE BUDGETS ARE NOT HELD: valgrind is not installed (on Debian: apt-get install valgrind)"
        )
        session.skip("valgrind is not installed")
    install(session, "test")
    install_wheel(session, compiled_wheel())
    session.run("python", "-m", "benchmarks.instructions", "--gate")
    session.run("pytest", "benchmarks/test_gate.py")


@nox.session(default=False)
def performance(session: nox.Session) -> None:
    """Measure both wheels beside Flask and other packages, and write docs/performance.md; on an idle machine."""
    install(session, "bench")
    for build, wheel in (("pure", pure_wheel()), ("compiled", compiled_wheel())):
        session.install(str(wheel))
        session.install("--force-reinstall", "--no-deps", str(wheel))
        session.run("python", "-m", "benchmarks.publish", f"--{build}", *session.posargs)


@nox.session(default=False, reuse_venv=False)
def demo(session: nox.Session) -> None:
    """Build the compiled wheel into a fresh environment, and serve the example application."""
    install(session, "build")
    folder = Path(session.create_tmp()).absolute()  # The application is started in its own folder.
    shutil.rmtree(folder)
    session.run("python", "-m", "build", "--wheel", "--outdir", str(folder), env={"DEMIJOHN_MYPYC": "1"})
    session.install(f"{only(folder, '*.whl')}[async,dotenv]")
    journal = ["demijohn", "--app", "journal"]
    env = {"JOURNAL_INSTANCE": str(folder / "instance")}
    session.chdir(JOURNAL)
    session.run("demijohn", "--version")
    session.run(*journal, "init-db", "--demo", env=env)
    session.run(*journal, "run", "--port", os.environ.get("PORT", "5000"), env=env, success_codes=[0, 130])


@nox.session(python=OTHER_PYTHONS)
def others(session: nox.Session) -> None:
    """Run the suite on the other interpreters, where there are any."""
    install(session, "test")
    install_wheel(session, pure_wheel())
    session.run("pytest", *ELSEWHERE, *session.posargs, env={"DEMIJOHN_EXPECT_COMPILED": "0"})


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


def serve(session: nox.Session, build: str, env: dict[str, str]) -> None:
    """Serve the smallest application with what is installed, and look which build answers."""
    script, application = ROOT / "tests/house/serving.py", ROOT / "tests/house/hello.py"
    session.run("python", str(script), str(application), "/", f"Hello from the {build} core.", env=env)


def sdist() -> Path:
    """Find the source distribution."""
    return only(DIST, "*.tar.gz")


def pure_wheel() -> Path:
    """Find the wheel that needs no compiler."""
    return only(DIST, "*-py3-none-any.whl")


def compiled_wheel() -> Path:
    """Find the wheel that was compiled for this interpreter."""
    return only(DIST, "*-cp*.whl")
