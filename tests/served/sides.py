"""The blog under Flask, and under demijohn in its place: the commands, and the servers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.e2e.serving import PATIENCE, Server, running

HERE: Final = Path(__file__).parent
BLOG: Final = HERE.parents[1] / "examples" / "blog"
SETTINGS: Final = {
    "BLOG_SECRET_KEY": "of the tests",
    "BLOG_PASSWORD_METHOD": "pbkdf2:sha256:1000",
    "BLOG_MAX_CONTENT_LENGTH": "50000",
    # Many write at once, on a machine that may have other things to do.
    "BLOG_SQLALCHEMY_ENGINE_OPTIONS": '{"connect_args": {"timeout": 30}}',
}


@dataclass(frozen=True, eq=False)
class Side:
    """One way to run the blog: what stands behind `python -m` before a command of Flask's or another module."""

    flask: tuple[str, ...]
    module: tuple[str, ...] = ()
    environ: Mapping[str, str] = field(default_factory=dict[str, str])

    def run(self, instance: Path, *arguments: str, app: str = "blog") -> tuple[int, str, str]:
        """Run a command of the blog; the answer is its code, and what it wrote to both outputs."""
        done = subprocess.run(
            [sys.executable, "-m", *self.flask, "--app", app, *arguments],
            cwd=BLOG,
            env=self._environ(instance, app),
            input="",
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def develop(self, instance: Path) -> AbstractContextManager[Server]:
        """Serve the blog with the command `run`."""
        command = (*self.flask, "--app", "entry", "run", "--host", "127.0.0.1", "--port", "0")
        return self._serve("development", command, instance, "blog")

    def gunicorn(self, instance: Path) -> AbstractContextManager[Server]:
        """Serve the public blog with two workers of four threads each."""
        options = ("--workers", "2", "--threads", "4", "--timeout", "0", "--graceful-timeout", "2")
        keeping = ("--keep-alive", "20", "--no-control-socket", "--bind", "127.0.0.1:0")
        return self._serve(
            "gunicorn", (*self.module, "gunicorn", *options, *keeping, "entry:app"), instance, "public"
        )

    def _serve(
        self, kind: str, command: Sequence[str], instance: Path, served: str
    ) -> AbstractContextManager[Server]:
        return running(Server(kind, command, BLOG, self._environ(instance, served)))

    def _environ(self, instance: Path, served: str) -> dict[str, str]:
        given = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
        folders = [HERE, BLOG, *(Path(folder).absolute() for folder in given)]
        return {
            **os.environ,
            **SETTINGS,
            **self.environ,
            "PYTHONPATH": os.pathsep.join(map(str, folders)),
            "PYTHONUNBUFFERED": "1",
            "PYTHONWARNINGS": "default",
            "BLOG_INSTANCE": str(instance),
            "SERVED": served,
        }


FLASK: Final = Side(("flask",))
OURS: Final = {
    "module": Side(("demijohn.as_flask", "-m", "flask"), ("demijohn.as_flask", "-m")),
    "option": Side(("demijohn", "--as-flask")),
    "variable": Side(("demijohn",), environ={"DEMIJOHN_AS_FLASK": "1"}),
}
