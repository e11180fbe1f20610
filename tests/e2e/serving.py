"""Real servers, each in a process of its own, on a free port of 127.0.0.1; first of all with the journal."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Final

EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "journal"
PATIENCE: Final = 30.0  # Seconds for a start, an answer or a stop on a busy machine.

# The port is 0: the server takes a free one and names it in its log, so nobody can take it in between.
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "development": ("demijohn", "--app", "journal", "run", "--host", "127.0.0.1", "--port", "0"),
    "gunicorn": (
        *(
            "gunicorn",
            "--workers",
            "2",
            "--threads",
            "4",
            "--keep-alive",
            "20",
            "--graceful-timeout",
            "2",
            "--no-control-socket",
        ),
        *("--bind", "127.0.0.1:0", "journal:create_app()"),
    ),
}
STOP: Final[Mapping[str, signal.Signals]] = {"development": signal.SIGINT, "gunicorn": signal.SIGTERM}
_ADDRESS: Final = re.compile(r"(?:Running on|Listening at:) http://127\.0\.0\.1:(\d+)")


class Server:
    """A running server: its port, and what it has written."""

    def __init__(self, kind: str, command: Sequence[str], folder: Path, environ: Mapping[str, str]) -> None:
        self.kind = kind
        self.port = 0
        self.lines: list[str] = []
        self._started = Event()
        with _interruptible_children():
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=folder,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,  # A process group of its own, so that everything it starts is known.
            )
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_until_listening(self) -> None:
        """Wait until the log names the port; from then on connections are taken."""
        self._started.wait(PATIENCE)
        assert self.port, f"{self.kind} did not start:\n{self.log}"

    @property
    def log(self) -> str:
        """All that the server has written so far."""
        return "".join(self.lines)

    def stop(self) -> int:
        """Ask the server to stop, as a person or a supervisor would, and return its exit code."""
        self.process.send_signal(STOP[self.kind])
        code = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def has_processes(self) -> bool:
        """Tell whether any process of the server still runs: each of them holds the end of the pipe that we read."""
        return self._reader.is_alive()

    def kill(self) -> None:
        """End whatever is left of it."""
        if self.has_processes():
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _read(self) -> None:
        """Keep what the server writes, and notice the port. A full pipe would stop the server."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            found = _ADDRESS.search(line)
            if found:
                self.port = int(found[1])
                self._started.set()
        self._started.set()


def serving(kind: str, instance: Path) -> AbstractContextManager[Server]:
    """Serve the journal of an instance folder."""
    return running(Server(kind, COMMANDS[kind], EXAMPLE, environment(instance)))


@contextmanager
def running(server: Server) -> Generator[Server]:
    """Wait until a server takes connections, and leave no process of it behind whatever happens."""
    try:
        server.wait_until_listening()
        yield server
    finally:
        server.kill()


def run(instance: Path, *arguments: str) -> str:
    """Run Python in the environment of the servers, and return what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=EXAMPLE,
        env=environment(instance),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def environment(instance: Path) -> dict[str, str]:
    """Return the environment of a server: the demijohn of this interpreter, and a journal with tight limits."""
    entries = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(str(Path(entry).absolute()) for entry in entries),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "default",
        "JOURNAL_INSTANCE": str(instance),
        "JOURNAL_MAX_CONTENT_LENGTH": "200000",
        "JOURNAL_PASSWORD_METHOD": "pbkdf2:sha256:1000",
    }


@contextmanager
def _interruptible_children() -> Generator[None]:
    """Let children react to SIGINT also where it is ignored here, as it is for jobs in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
