"""Files that are sent several times, while they change, and while steps of sending are replaced."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import werkzeug.utils
import werkzeug.wrappers
from werkzeug.test import Client

from tests.oracle.collect import scenario, table
from tests.oracle.lab import NOON, Lab

NAMES = (
    "a.txt",
    "b.css",
    "c.tar.gz",
    "d.svgz",
    "e",
    "f.TXT",
    "g:h.txt",
    "ü.html",
    "deep/i.json",
    ".j",
    "empty.txt",
    "k.own",
)


# ``Any`` below: an application of either package, and what stands in the place of its members.
def furnish(lab: Lab) -> Any:
    """Make an application with static files, and views that send files in other ways."""
    for name in NAMES:
        lab.file(f"static/{name}", "" if name == "empty.txt" else f"this is {name}\n" * 3)
    app = lab.app()
    send, within = lab.flask.send_file, lab.flask.send_from_directory

    def order(number: int) -> Any:
        return ORDERS[number](lab, send, within)

    app.add_url_rule("/order/<int:number>", "order", order, methods=["GET", "POST"])
    return app


ORDERS: tuple[Callable[[Lab, Any, Any], Any], ...] = (
    lambda lab, send, within: send("static/a.txt"),
    lambda lab, send, within: send(Path("static/a.txt")),
    lambda lab, send, within: send(b"static/a.txt"),
    lambda lab, send, within: send(lab.folder / "static" / "b.css"),
    lambda lab, send, within: send("static/a.txt", mimetype="text/own", as_attachment=True),
    lambda lab, send, within: send("static/a.txt", as_attachment=True, download_name="ü b.csv"),
    lambda lab, send, within: send("static/a.txt", download_name=""),
    lambda lab, send, within: send("static/a.txt", mimetype=""),
    lambda lab, send, within: send("static/c.tar.gz", as_attachment=True),
    lambda lab, send, within: send("static/a.txt", conditional=False),
    lambda lab, send, within: send("static/a.txt", etag=False),
    lambda lab, send, within: send("static/a.txt", etag="own"),
    lambda lab, send, within: send("static/a.txt", last_modified=NOON + 5),
    lambda lab, send, within: send("static/a.txt", last_modified=datetime.fromtimestamp(NOON, tz=timezone.utc)),
    lambda lab, send, within: send("static/a.txt", max_age=0),
    lambda lab, send, within: send("static/a.txt", max_age=60),
    lambda lab, send, within: send("static/a.txt", max_age=lambda path: len(os.path.basename(path))),
    lambda lab, send, within: send("static/a.txt", max_age=True),
    lambda lab, send, within: send("nowhere.txt"),
    lambda lab, send, within: send("static"),
    lambda lab, send, within: within("static", "a.txt"),
    lambda lab, send, within: within(Path("static"), Path("a.txt")),
    lambda lab, send, within: within(lab.folder / "static", "deep/../a.txt"),
    lambda lab, send, within: within("static", "../static/a.txt"),
    lambda lab, send, within: within("static", "/a.txt"),
    lambda lab, send, within: within("static", "deep"),
    lambda lab, send, within: within("static", ""),
    lambda lab, send, within: within("static", "a.txt", max_age=7, download_name="x.html"),
    lambda lab, send, within: within("static", "a.txt", mimetype="text/own", as_attachment=True),
    lambda lab, send, within: within("static", "./deep//i.json"),
    lambda lab, send, within: within("static", "a.txt", unknown=1),
    lambda lab, send, within: within("static", "a.txt", response_class=dict, environ={}),
)  # fmt: skip


def visit(lab: Lab, app: Any) -> None:
    """Ask for the static files, and for some of them under conditions."""
    for name in NAMES:
        lab.send(app, f"/static/{name}")
    tag = _tag(app)
    for conditions in (
        {"If-None-Match": tag},
        {"If-None-Match": tag, "If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"},
        {"If-None-Match": '"other"', "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-None-Match": f"W/{tag}, *"},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
        {"If-Match": '"other"'},
        {"If-None-Match": tag, "If-Match": '"other"'},
        {"Range": "bytes=2-5"},
        {"Range": "bytes=2-5", "If-None-Match": tag},
        {"Range": "bytes=2-5", "If-Range": tag},
        {"Range": "bytes=900-"},
        {"If-Range": tag},
    ):
        lab.send(app, "/static/a.txt", headers=conditions)
        lab.send(app, "/static/a.txt", "HEAD", headers=conditions)
    lab.send(app, "/static/a.txt", "HEAD")
    lab.send(app, "/static/a.txt", environ_overrides={"wsgi.file_wrapper": _Wrapper})


class _Wrapper:
    """What a server sends files with."""

    def __init__(self, file: Any, size: int) -> None:
        self.close = file.close
        self._parts = [b"wrapped by the server ", str(size).encode(), b" ", file.read(4)]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)


def _tag(app: Any) -> str:
    with Client(app).get("/static/a.txt") as response:
        return str(response.headers.get("ETag"))


@scenario
def sent_again(lab: Lab) -> None:
    """A file that is sent again has the same headers."""
    app = furnish(lab)
    visit(lab, app)
    visit(lab, app)


@table({str(number): number for number in range(len(ORDERS))})
def ordered_again(lab: Lab, number: int) -> None:
    """Each way to order a file gives the same each time."""
    app = furnish(lab)
    for method in ("GET", "GET", "HEAD", "POST", "GET"):
        lab.send(app, f"/order/{number}", method)
    lab.send(app, f"/order/{number}", headers={"If-None-Match": "*"})
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = timedelta(minutes=1)
    lab.send(app, f"/order/{number}")
    lab.send(app, f"/order/{number}")


def grown(lab: Lab, app: Any) -> None:
    """Write more into the file, with the same date."""
    lab.file("static/a.txt", "longer than before, by far and by a line or two\n" * 9)


def touched(lab: Lab, app: Any) -> None:
    """Give the file another date, a part of a second later."""
    os.utime(lab.folder / "static" / "a.txt", (NOON + 0.25, NOON + 0.25))


def gone(lab: Lab, app: Any) -> None:
    """Take the file away."""
    (lab.folder / "static" / "a.txt").unlink()


def folder(lab: Lab, app: Any) -> None:
    """Put a folder into the place of the file."""
    gone(lab, app)
    (lab.folder / "static" / "a.txt").mkdir()
    touched(lab, app)


def elsewhere(lab: Lab, app: Any) -> None:
    """Name another folder of static files."""
    lab.file("other/a.txt", "this is another one")
    app.static_folder = "other"


def other_root(lab: Lab, app: Any) -> None:
    """Name another root."""
    lab.file("below/static/a.txt", "this is below")
    app.root_path = str(lab.folder / "below")


def years(lab: Lab, app: Any) -> None:
    """Let browsers keep files for long."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31536000


def asks_each_time(lab: Lab, app: Any) -> None:
    """Let browsers ask each time."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 0


def own_age(lab: Lab, app: Any) -> None:
    """Replace what says how long browsers may keep a file."""

    def age(name: str | None) -> int | None:
        lab.note("age", None if name is None else os.path.basename(name))
        return 5 if name and name.endswith("css") else None

    app.get_send_file_max_age = age


def x_sendfile(lab: Lab, app: Any) -> None:
    """Let the server send files."""
    app.config["USE_X_SENDFILE"] = True


def own_response(lab: Lab, app: Any) -> None:
    """Replace the class of responses."""

    class Own(lab.flask.Response):  # type: ignore[misc, name-defined]  # The base is a value.
        default_status = 203

    app.response_class = Own


def own_type(lab: Lab, app: Any) -> None:
    """Tell the type of a suffix, and another one of a known suffix."""
    mimetypes.guess_type("x.own")
    lab.monkeypatch.setitem(mimetypes.types_map, ".own", "text/x-own")
    lab.monkeypatch.setitem(mimetypes.types_map, ".txt", "text/x-other")


def own_encoding(lab: Lab, app: Any) -> None:
    """Tell that a suffix is that of an encoding."""
    lab.monkeypatch.setitem(mimetypes.encodings_map, ".txt", "own")


def own_guess(lab: Lab, app: Any) -> None:
    """Replace what guesses types."""
    lab.monkeypatch.setattr(mimetypes, "guess_type", lambda name, strict=True: ("text/guessed", None))


def own_sending(lab: Lab, app: Any) -> None:
    """Replace Werkzeug's function."""
    send = werkzeug.utils.send_file

    def sending(path: Any, environ: Any, **options: Any) -> Any:
        lab.note("sending", os.path.basename(path))
        return send(path, environ, **options)

    lab.monkeypatch.setattr(werkzeug.utils, "send_file", sending)


def own_conditions(lab: Lab, app: Any) -> None:
    """Replace how a response heeds conditions."""

    def heed(response: Any, environ: Any, **options: Any) -> Any:
        response.headers["X-Heeded"] = str(sorted(options))
        return response

    lab.monkeypatch.setattr(werkzeug.wrappers.Response, "make_conditional", heed)


def hook_on_headers(lab: Lab, app: Any) -> None:
    """Let a hook change the headers, of which the next response has none."""

    def change(response: Any) -> Any:
        response.headers["X-Count"] = str(len(response.headers))
        response.headers.remove("Date")
        response.cache_control.max_age = len(response.headers)
        response.call_on_close(lab.noting("closed"))
        return response

    app.after_request_funcs.setdefault(None, []).append(change)


CHANGES: dict[str, Callable[[Lab, Any], None]] = {
    each.__name__: each
    for each in (
        grown,
        touched,
        gone,
        folder,
        elsewhere,
        other_root,
        years,
        asks_each_time,
        own_age,
        x_sendfile,
        own_response,
        own_type,
        own_encoding,
        own_guess,
        own_sending,
        own_conditions,
        hook_on_headers,
    )
}


@table(CHANGES)
def changed_between_requests(lab: Lab, change: Callable[[Lab, Any], None]) -> None:
    """What changes after a file has been sent shows with the next request."""
    app = furnish(lab)
    visit(lab, app)
    change(lab, app)
    visit(lab, app)
    visit(lab, app)


@scenario
def without_a_request(lab: Lab) -> None:
    """Outside of a request no file is sent."""
    app = furnish(lab)
    lab.refused(lab.flask.send_file, "static/a.txt")
    lab.refused(lab.flask.send_from_directory, "static", "a.txt")
    with app.app_context():
        lab.refused(lab.flask.send_file, "static/a.txt")
        lab.refused(lab.flask.send_from_directory, "static", "a.txt", max_age=5)
    with app.test_request_context("/", method="POST"):
        with lab.flask.send_file("static/a.txt") as response:
            lab.note(response.status, response.headers.get("Content-Length"), response.get_etag())
        with app.send_static_file("a.txt") as response:
            response.direct_passthrough = False
            lab.note(response.get_data(), response.is_streamed, response.is_sequence)
