"""The bench on which an extension is tried: the oracle's, for programs that import ``flask`` themselves.

Everything that the oracle's bench can do is here too: ``note``, ``attempt``, ``refused``, ``file``, ``noting``, ``setenv`` …
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
from werkzeug.test import TestResponse

from tests.oracle.lab import FLASK, Lab as OracleLab
from tests.oracle.transcript import Entry, Line, Raised, anonymous, header_lines

ALIAS: Final = "demijohn.as_flask"
PATIENCE: Final = 60  # seconds for a process that a scenario starts
# The entity tag of a file on disk ends with a checksum of its path.
_FILE_TAG: Final = re.compile(r'("[0-9.]+-[0-9]+)-[0-9]+"')


class Lab(OracleLab):
    """One side of a comparison: a clean folder, and the transcript of what happens."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(FLASK, folder, monkeypatch)
        self._masks: list[tuple[re.Pattern[str], str]] = []
        self.mask(re.escape(str(folder)), "<folder>")
        self.mask(_FILE_TAG.pattern, r'\1-<path>"')

    @property
    def python(self) -> list[str]:
        """The beginning of a command that runs ``-m MODULE`` or a script in a new process on the same side."""
        return [sys.executable, "-m", ALIAS] if ALIAS in sys.modules else [sys.executable]

    def mask(self, pattern: str, replacement: str = "<masked>") -> None:
        """Replace what differs from run to run, as a token made by chance does, wherever it stands in the transcript."""
        self._masks.append((re.compile(pattern), replacement))

    def masked(self, entries: list[Entry]) -> list[Entry]:
        """The entries with everything replaced that was to be masked."""
        return [self._mask_entry(entry) for entry in entries]

    def hide(self, text: str) -> str:
        """A text with everything replaced that was to be masked."""
        for pattern, replacement in self._masks:
            text = pattern.sub(replacement, text)
        return text

    def answer(self, response: TestResponse, *, body: bool = True) -> TestResponse:
        """Note a response of a test client: request, status, headers and body; `body` leaves the last out."""
        lines = [f"{response.request.method} {response.request.path} -> {response.status}"]
        lines += header_lines(response.headers)
        if body:
            lines += [f"    | {line}" for line in _show_body(response).splitlines()]
        self.entries.append(Line("\n".join(lines)))
        return response

    def command(
        self,
        app: Any,  # an application of either side
        *arguments: str,
        **options: Any,  # handed to Click's `CliRunner.invoke`, which checks them
    ) -> str:
        """Run a command of the application, and note its arguments, exit code and output; returns the output."""
        result = app.test_cli_runner().invoke(args=list(arguments), **options)
        output = anonymous(result.output)
        self.note("$", *arguments, "->", result.exit_code)
        self.entries.extend(Line(f"    | {line.rstrip()}") for line in output.splitlines())
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return str(result.output)

    def process(self, *arguments: str, **variables: str) -> str:
        """Run Python on this side in a new process, in the lab's folder, and note what it printed; returns the output."""
        command, env = [*self.python, *arguments], {**os.environ, **variables}
        done = subprocess.run(
            command, cwd=self.folder, env=env, text=True, capture_output=True, timeout=PATIENCE, check=False
        )
        self.note("$ python", *arguments, "->", done.returncode)
        for mark, output in [("|", done.stdout), ("!", done.stderr)]:
            self.entries.extend(
                Line(f"    {mark} {line.rstrip()}") for line in anonymous(output).splitlines()
            )
        return done.stdout

    def _mask_entry(self, entry: Entry) -> Entry:
        if isinstance(entry, Line):
            return Line(self.hide(entry.text))
        return Raised(entry.name, self.hide(entry.message))


def _show_body(response: TestResponse) -> str:
    data = response.get_data()
    try:
        return anonymous(data.decode())
    except UnicodeDecodeError:
        return repr(data)
