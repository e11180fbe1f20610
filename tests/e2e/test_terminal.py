"""The command line in a real terminal: restarts, the debugger, the shell, and Ctrl-C."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.e2e.terminal import END_OF_INPUT, INTERRUPT, PATIENCE, Terminal, terminal

SITE = """
from demijohn import Flask

app = Flask(__name__)

@app.route("/")
def index():
    return "first"

@app.route("/fails")
def fails():
    raise ValueError("on purpose")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a small application in the file that is looked for."""
    (tmp_path / "app.py").write_text(SITE)
    return tmp_path


@pytest.fixture
def debugged(folder: Path) -> Iterator[tuple[Terminal, int]]:
    """An application that is run with ``--debug``, and its port."""
    with terminal(folder, "run", "--debug", "--port", "0") as opened:
        yield opened, started(opened)


def started(opened: Terminal) -> int:
    """Wait until the server takes requests, and return its port."""
    port = int(opened.expect(r"Running on http://127\.0\.0\.1:(\d+)")[1])
    opened.expect("Debugger PIN")
    return port


def get(port: int, path: str = "/") -> tuple[int, str]:
    """Ask the server; while it restarts its socket stays open, so that the answer comes when it is back."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def change(opened: Terminal, file: Path, text: str) -> None:
    """Change a file, and wait until the server runs again.

    What is changed while the server takes its first look at the files is not seen, so that it is written again then.
    """
    opened.expect_after(
        lambda: file.write_text(text), rf"Detected change in '.*{re.escape(file.name)}', reloading"
    )
    opened.expect("Debugger PIN")


def interrupted(opened: Terminal) -> tuple[int, bool, bool]:
    """Type Ctrl-C: the exit code, whether anything is left running, and whether a traceback was shown for it."""
    before = len(opened.shown)
    opened.type(INTERRUPT)
    return opened.wait(), opened.has_processes(), "Traceback" in opened.shown[before:]


def left(opened: Terminal) -> tuple[int, bool]:
    """Type Ctrl-D at the next prompt, where it means the end: the exit code, and whether anything is left running."""
    opened.expect(">>> ")
    opened.type(END_OF_INPUT)
    return opened.wait(), opened.has_processes()


def test_a_changed_file_restarts_the_server(folder: Path, debugged: tuple[Terminal, int]) -> None:
    """With ``--debug`` the server restarts when the application changes, and answers with the new one."""
    opened, port = debugged
    assert (200, "first") == get(port)
    change(opened, folder / "app.py", SITE.replace("first", "second"))
    assert (200, "second") == get(port)
    assert (0, False, False) == interrupted(opened)
    assert 1 == opened.shown.count("Debug mode: on")


def test_an_exception_shows_the_debugger(debugged: tuple[Terminal, int]) -> None:
    """An exception is answered with the debugger's page, which knows the traceback and has a console."""
    opened, port = debugged
    status, page = get(port, "/fails")
    assert (500, True, True) == (status, "ValueError: on purpose" in page, "__debugger__" in page)
    opened.expect("ValueError: on purpose")
    assert (200, "first") == get(port)
    assert (0, False, False) == interrupted(opened)


def test_a_syntax_error_is_survived(folder: Path, debugged: tuple[Terminal, int]) -> None:
    """A file that is saved half way does not end the server: it shows the error, and goes on when it is repaired."""
    opened, port = debugged
    change(opened, folder / "app.py", SITE + "\ndef half(:\n")
    status, page = get(port)
    assert (500, True) == (status, "SyntaxError" in page)
    change(opened, folder / "app.py", SITE.replace("first", "repaired"))
    assert (200, "repaired") == get(port)
    assert (0, False, False) == interrupted(opened)


def test_an_extra_file_restarts_the_server(folder: Path) -> None:
    """A file named with ``--extra-files`` restarts the server too."""
    extra = folder / "settings.toml"
    extra.write_text("one")
    with terminal(folder, "run", "--debug", "--port", "0", "--extra-files", "settings.toml") as opened:
        port = started(opened)
        change(opened, extra, "another")
        assert (200, "first") == get(port)
        assert (0, False, False) == interrupted(opened)


def test_without_debug_there_is_one_process(folder: Path) -> None:
    """Without ``--debug`` nothing restarts, an exception is a plain error page, and Ctrl-C ends the server."""
    with terminal(folder, "run", "--port", "0") as opened:
        port = int(opened.expect(r"Running on http://127\.0\.0\.1:(\d+)")[1])
        status, page = get(port, "/fails")
        assert (500, False) == (status, "on purpose" in page)
        opened.expect("ValueError: on purpose")
        assert (0, False, False) == interrupted(opened)
        assert "Restarting" not in opened.shown


def test_a_taken_port_is_explained(folder: Path) -> None:
    """A port that another program holds ends the command with what to do, and no traceback."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with terminal(folder, "run", "--debug", "--port", str(port)) as opened:
            opened.expect(
                rf"Error: The development server cannot listen on 127\.0\.0\.1:{port}: Address already in use\."
            )
            opened.expect("--port 0")
            assert (1, False, False) == (opened.wait(), opened.has_processes(), "Traceback" in opened.shown)


def test_a_broken_application_is_shown_whole(folder: Path) -> None:
    """An import that fails ends the command with the whole traceback."""
    (folder / "app.py").write_text("import settings_that_are_not_there\n")
    with terminal(folder, "--app", "app", "run", "--debug") as opened:
        opened.expect("Error: While importing 'app', an ImportError was raised")
        opened.expect(r"app\.py\", line 1")
        opened.expect("No module named 'settings_that_are_not_there'")
        assert (2, False) == (opened.wait(), opened.has_processes())


def test_the_shell_has_the_applications_context(folder: Path) -> None:
    """The shell has the application and a context of it; Ctrl-C interrupts what runs, Ctrl-D leaves."""
    with terminal(folder, "shell") as opened:
        opened.expect("App: app")
        opened.expect(">>> ")
        opened.type("from demijohn import current_app as current\n")
        opened.type("print(current.name, current._get_current_object() is app, g)\n")
        opened.expect(r"app True <flask\.g of 'app'>")
        opened.type("import threading; print('wai' + 'ting'); threading.Event().wait()\n")
        opened.expect("waiting")
        opened.type(INTERRUPT)
        opened.expect("KeyboardInterrupt\\n>>> ")
        opened.type("print('still' + ' here')\n")
        opened.expect("still here")
        assert (0, False) == left(opened)


def test_the_shell_completes_names(folder: Path) -> None:
    """The tab key completes names of the application."""
    pytest.importorskip("readline")
    with terminal(folder, "shell", HOME=str(folder)) as opened:
        opened.expect(">>> ")
        opened.type("print('it is ' + app.import_na\t)\n")
        opened.expect("it is app")
        assert (0, False) == left(opened)
