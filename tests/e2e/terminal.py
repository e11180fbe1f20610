"""A program in a terminal of its own: what is typed, what it shows, and its end."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PATIENCE: Final = 30.0  # Seconds for a start, a restart, an answer or an end on a busy machine.
AGAIN: Final = 3.0  # Seconds after which something is tried once more.
INTERRUPT: Final = "\x03"  # What Ctrl-C sends.
END_OF_INPUT: Final = "\x04"  # What Ctrl-D sends.

# The program is made the leader of the terminal first, as a shell does it, so that Ctrl-C reaches all of its processes.
_LAUNCH: Final = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, "-m", "demijohn", *sys.argv[1:]])
"""
_COLOUR: Final = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Terminal:
    """A terminal in which one command of the command line runs."""

    def __init__(self, folder: Path, *args: str, **environ: str) -> None:
        self.shown = ""
        self._seen = 0
        self._changed = threading.Condition()
        self._screen, keyboard = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _LAUNCH, *args],
            cwd=folder,
            env={**_environment(), **environ},
            stdin=keyboard,
            stdout=keyboard,
            stderr=keyboard,
            start_new_session=True,
        )
        os.close(keyboard)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def expect(self, pattern: str) -> re.Match[str]:
        """Wait until the terminal shows a pattern after what was expected before."""
        with self._changed:
            self._changed.wait_for(lambda: self._find(pattern) or not self._reader.is_alive(), PATIENCE)
            found = self._find(pattern)
            assert found, (
                f"{pattern!r} was not shown after:\n{self.shown[: self._seen]}\n>>>\n{self.shown[self._seen :]}"
            )
            self._seen = found.end()
            return found

    def expect_after(self, act: Callable[[], object], pattern: str) -> re.Match[str]:
        """Act, and wait for a pattern; act again where it is not shown for a while."""
        for _ in range(round(PATIENCE / AGAIN) - 1):
            act()
            with self._changed:
                if self._changed.wait_for(lambda: self._find(pattern), AGAIN):
                    break
        return self.expect(pattern)

    def type(self, text: str) -> None:
        """Type a text."""
        os.write(self._screen, text.encode())

    def wait(self) -> int:
        """Wait for the program to end, and return its exit code."""
        return self.process.wait(PATIENCE)

    def has_processes(self) -> bool:
        """Tell whether any process has the terminal still open, after some time to close it."""
        self._reader.join(PATIENCE)
        return self._reader.is_alive()

    def close(self) -> None:
        """End whatever is left, and give the terminal back."""
        if self.process.poll() is None or self._reader.is_alive():
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        os.close(self._screen)

    def _find(self, pattern: str) -> re.Match[str] | None:
        return re.compile(pattern).search(self.shown, self._seen)

    def _read(self) -> None:
        """Keep what is shown. The read fails when the last process has closed the terminal."""
        raw = b""
        while True:
            try:
                part = os.read(self._screen, 4096)
            except OSError:
                part = b""
            raw += part
            with self._changed:
                self.shown = _COLOUR.sub("", raw.decode(errors="replace")).replace("\r\n", "\n")
                self._changed.notify_all()
            if not part:
                break
        with self._changed:
            self._changed.notify_all()


@contextmanager
def terminal(folder: Path, *args: str, **environ: str) -> Generator[Terminal]:
    """Run ``demijohn`` in a terminal, and leave no process behind whatever happens."""
    opened = Terminal(folder, *args, **environ)
    try:
        yield opened
    finally:
        opened.close()


def _environment() -> dict[str, str]:
    """The environment with the demijohn of this interpreter, and nothing set for it."""
    entries = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("FLASK_", "DEMIJOHN_", "WERKZEUG_"))
    }
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(str(Path(entry).absolute()) for entry in entries),
        "PYTHONUNBUFFERED": "1",
        "TERM": "dumb",
    }
