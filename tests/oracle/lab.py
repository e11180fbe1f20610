"""The bench on which one scenario is run: first with Flask, then with demijohn, under the same conditions."""

from __future__ import annotations

import contextlib
import contextvars
import importlib
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any, Final

import itsdangerous
import pytest
from werkzeug.test import Client, TestResponse

from tests.oracle.transcript import Entry, Line, Raised, header_lines, raised, show

NOON: Final = 1_700_000_000  # every cookie is signed, and every file was written, at this moment
CANDIDATE: Final = os.environ.get("ORACLE_CANDIDATE", "demijohn")  # "flask" checks the scenarios themselves
FLASK: Final = "flask"


class Lab:
    """One side of a comparison: a package to use, a clean folder, and the transcript of what happens.

    `flask` is the package under test. It is `Any` because the same source runs with two packages that
    share no types.
    """

    def __init__(self, package: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.package = package
        self.flask: Any = importlib.import_module(package)  # two packages, one source: no common type
        self.folder = folder
        self.monkeypatch = monkeypatch
        self.entries: list[Entry] = []

    def module(self, name: str) -> Any:  # the same reason as for `flask`
        """A module of the package, for example ``lab.module("sessions")``."""
        return importlib.import_module(f"{self.package}.{name}")

    def app(self, name: str = "lab", **options: object) -> Any:  # an application of either package
        """An application whose root is this lab's folder."""
        options.setdefault("root_path", str(self.folder))
        options.setdefault("instance_path", str(self.folder / "instance"))
        return self.flask.Flask(name, **options)

    def blueprint(self, name: str = "shop", **options: object) -> Any:  # a blueprint of either package
        """A blueprint whose root is this lab's folder."""
        options.setdefault("root_path", str(self.folder))
        return self.flask.Blueprint(name, "lab", **options)

    def file(self, name: str, content: str | bytes) -> Path:
        """Write a file below this lab's folder, always with the same date."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        os.utime(path, (NOON, NOON))
        return path

    def setenv(self, name: str, value: str) -> None:
        """Set an environment variable until the end of this side."""
        self.monkeypatch.setenv(name, value)

    def note(self, *values: object) -> None:
        """Write values into the transcript."""
        self.entries.append(Line(" ".join(v if isinstance(v, str) else show(v) for v in values)))

    def giving(self, result: Any, *values: object) -> Any:  # whatever a lambda is to return
        """Note values, and return the result: for hooks and views that are lambdas."""
        self.note(*values)
        return result

    def noting(
        self, label: str, result: object = None
    ) -> Any:  # stands for a hook, view or receiver of any kind
        """A function that notes its label and arguments, and returns `result`."""

        def noted(*args: object, **kwargs: object) -> object:
            self.note(label, *args, *([kwargs] if kwargs else []))
            return result

        noted.__name__ = label
        return noted

    def passing(self, label: str) -> Any:  # stands for an after hook or a teardown function
        """A function of one argument that notes its label only, and returns the argument."""

        def passed(value: object) -> object:
            self.note(label)
            return value

        passed.__name__ = label
        return passed

    def attempt(
        self, call: Callable[..., Any], *args: object, **kwargs: object
    ) -> Any:  # whatever the call returns
        """Call, and note what came back or what was raised; returns the result, `None` after an exception."""
        try:
            result = call(*args, **kwargs)
        except (Exception, SystemExit) as error:
            self.entries.append(raised(error))
            return None
        self.note("returned", result)
        return result

    def refused(self, call: Callable[..., Any], *args: object, **kwargs: object) -> None:
        """Call, and note the exception; a scenario that expects one is wrong if Flask raises none."""
        try:
            call(*args, **kwargs)
        except Exception as error:
            self.entries.append(raised(error))
        else:
            assert self.package != FLASK, "Flask refused nothing, so that there is nothing to compare."
            self.note("nothing was raised")

    def browser(
        self, app: Any, **options: Any
    ) -> Client:  # an application of either package; Client's options
        """A client of Werkzeug's own (the same code for both sides) that keeps cookies."""
        return Client(app, **options)

    def send(
        self,
        app: Any,  # an application or a client of either package
        path: str = "/",
        method: str = "GET",
        **options: Any,  # handed to Werkzeug's `EnvironBuilder`, which checks them
    ) -> TestResponse | None:
        """Send one request and note the whole answer, or the exception that came out of the application."""
        client = app if hasattr(app, "open") else Client(app)
        try:
            response = client.open(path, method=method, **options)
            body = response.get_data()
        except Exception as error:
            self.note(method, path)
            self.entries.append(raised(error))
            return None
        lines = [f"{method} {path} -> {response.status}", *header_lines(response.headers), f"    {body!r}"]
        self.entries.append(Line("\n".join(lines)))
        response.close()
        return response

    def listen(self, app: Any, *names: str) -> list[object]:  # an application of either package
        """Note these signals of `app` when they are sent; keep the returned list, blinker refers to it weakly."""
        receivers: list[object] = []
        for name in names:
            receivers.append(self._receiver(name))
            getattr(self.flask, name).connect(receivers[-1], app)
        return receivers

    def _receiver(self, name: str) -> Callable[..., None]:
        def received(sender: object, **arguments: object) -> None:
            kinds = {key: type(value).__name__ for key, value in arguments.items()}
            self.note("signal", name, type(sender).__name__, kinds)

        return received


Scenario = Callable[[Lab], None]


def run(scenario: Scenario, package: str, folder: Path) -> list[Entry]:
    """Run a scenario with one package and return its transcript; warnings that it caused come last."""
    with conditions(folder) as (monkeypatch, caught):
        lab = Lab(package, folder, monkeypatch)
        contextvars.copy_context().run(scenario, lab)
    return lab.entries + warned(caught)


@contextlib.contextmanager
def conditions(folder: Path) -> Generator[tuple[pytest.MonkeyPatch, list[warnings.WarningMessage]]]:
    """Make everything as it always is: an empty folder, no variables, one moment; and collect the warnings."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with (
        pytest.MonkeyPatch.context() as monkeypatch,
        warnings.catch_warnings(record=True) as caught,
        _loggers(),
        _environment(folder),
    ):
        warnings.simplefilter("always")
        stop_the_clock(monkeypatch)
        for name in [name for name in os.environ if name.startswith(("FLASK_", "DEMIJOHN_"))]:
            monkeypatch.delenv(name)
        monkeypatch.chdir(folder)
        # The command line puts folders on the path and leaves them there.
        monkeypatch.setattr(sys, "path", [*sys.path])
        yield monkeypatch, caught


def warned(caught: Iterable[warnings.WarningMessage]) -> list[Entry]:
    """The entries for warnings, but for those about resources, which depend on the collector of garbage."""
    counted = [w for w in caught if not issubclass(w.category, ResourceWarning)]
    return [Raised(f"warning {w.category.__name__}", str(w.message)) for w in counted]


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign every cookie at one moment: a session cookie holds the time of its signature."""

    def now(signer: object) -> int:
        return NOON

    monkeypatch.setattr(itsdangerous.TimestampSigner, "get_timestamp", now)


@contextlib.contextmanager
def _environment(folder: Path) -> Generator[None]:
    """Take back the variables that a command line set, and forget the modules that a scenario wrote and imported."""
    variables, modules, path = dict(os.environ), set(sys.modules), list(sys.path)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(variables)
        sys.path[:] = path
        for name in set(sys.modules) - modules:
            written = getattr(sys.modules[name], "__file__", None) or ""
            if written.startswith(str(folder)):
                del sys.modules[name]


@contextlib.contextmanager
def _loggers() -> Generator[None]:
    """Take off what a scenario's application did to its logger, which outlives the application."""
    before = set(logging.root.manager.loggerDict)
    logging.getLogger("lab")
    try:
        yield
    finally:
        for name in {"lab", *set(logging.root.manager.loggerDict) - before}:
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.setLevel(logging.NOTSET)
