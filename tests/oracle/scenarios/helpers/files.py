"""Helpers that answer with a file."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

import io
from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@table({
    "file": {"path_or_file": "data/a.txt"}, "attachment": {"path_or_file": "data/a.txt", "as_attachment": True},
    "name": {"path_or_file": "data/a.txt", "as_attachment": True, "download_name": "é.txt"}, "type": {"path_or_file": "data/a.txt", "mimetype": "x/y"},
    "no etag": {"path_or_file": "data/a.txt", "etag": False}, "own etag": {"path_or_file": "data/a.txt", "etag": "mine"},
    "age": {"path_or_file": "data/a.txt", "max_age": 10}, "age function": {"path_or_file": "data/a.txt", "max_age": len},
    "not conditional": {"path_or_file": "data/a.txt", "conditional": False}, "modified": {"path_or_file": "data/a.txt", "last_modified": 5},
    "bytes": {"path_or_file": io.BytesIO(b"raw")}, "bytes named": {"path_or_file": io.BytesIO(b"raw"), "download_name": "x.bin"},
    "text": {"path_or_file": io.StringIO("raw"), "mimetype": "text/plain"}, "missing": {"path_or_file": "data/b.txt"},
    "unknown type": {"path_or_file": "data/x.zzz"},
})  # fmt: skip
def send_file(lab: Lab, options: dict[str, Any]) -> None:
    """Files are sent with type, length, date and etag, in whole or in part."""
    lab.file("data/a.txt", "0123456789")
    lab.file("data/x.zzz", "z")
    app = lab.app()
    app.testing = True

    def index() -> object:
        given = options["path_or_file"]
        if isinstance(given, io.BytesIO):
            given = io.BytesIO(given.getvalue())
        return lab.flask.send_file(**{**options, "path_or_file": given})

    app.add_url_rule("/", "index", index)
    lab.send(app)
    lab.send(app, headers={"Range": "bytes=2-4"})
    lab.send(app, headers={"If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT"})
    lab.send(app, "/", "HEAD")
    app.config["USE_X_SENDFILE"] = not isinstance(options["path_or_file"], io.IOBase)
    lab.send(app)


@scenario
def send_from_directory(lab: Lab) -> None:
    """Only files below the directory are sent."""
    lab.file("data/a.txt", "a")
    lab.file("secret.txt", "s")
    app = lab.app()
    app.add_url_rule(
        "/<path:name>",
        "f",
        lambda name: lab.flask.send_from_directory("data", name, as_attachment="x" in lab.flask.request.args),
    )
    for path in ("/a.txt", "/a.txt?x=1", "/b.txt", "/../secret.txt", "/%2e%2e/secret.txt", "/sub/..%2Fa.txt"):
        lab.send(app, path)
