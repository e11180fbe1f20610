"""The pages of the journal as users meet them: over the network, from the development server and from gunicorn."""

from __future__ import annotations

import os
from http.cookies import SimpleCookie
from pathlib import Path

import pytest

import demijohn
import demijohn.core
from tests.e2e.browser import Answer, Browser
from tests.e2e.serving import Server, run

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


def test_the_servers_run_the_demijohn_under_test(server: Server, tmp_path: Path) -> None:
    """A server imports the same demijohn as this test, compiled when that is expected."""
    code = "import demijohn, demijohn.core as core; print(demijohn.__file__, core.compiled, sep='|')"
    file, compiled = run(tmp_path, "-c", code).strip().split("|")
    assert (Path(file), compiled) == (Path(demijohn.__file__), str(demijohn.core.compiled))
    assert os.environ.get("DEMIJOHN_EXPECT_COMPILED") != "1" or demijohn.core.compiled


@pytest.mark.parametrize(
    ("path", "status", "content_type", "fragment"),
    [
        ("/", 200, "text/html; charset=utf-8", "<h1>Journal</h1>"),
        ("/?page=2", 200, "text/html; charset=utf-8", "Page 2 of "),
        ("/?words=orchard", 200, "text/html; charset=utf-8", "with “orchard”"),
        ("/by/demo", 200, "text/html; charset=utf-8", "<h1>Entries by demo</h1>"),
        ("/by/nobody", 404, "text/html; charset=utf-8", "Nobody here is called “nobody”."),
        ("/day/1999-12-31", 200, "text/html; charset=utf-8", "Entries of 31 December 1999"),
        ("/day/1999-02-31", 404, "text/html; charset=utf-8", "<h1>Not Found</h1>"),
        ("/entries/1", 200, "text/html; charset=utf-8", "<h1>A glass flask in a wicker shell (1)</h1>"),
        ("/entries/999999", 404, "text/html; charset=utf-8", "There is no such entry"),
        ("/entries/new", 302, "text/html; charset=utf-8", "/auth/login?next=/entries/new"),
        ("/export.csv", 302, "text/html; charset=utf-8", "/auth/login?next=/export.csv"),
        ("/auth/login", 200, "text/html; charset=utf-8", "<h1>Log in</h1>"),
        ("/auth/register", 200, "text/html; charset=utf-8", "<h1>Register</h1>"),
        ("/statistics", 200, "text/html; charset=utf-8", "wrote"),
        ("/static/journal.css", 200, "text/css; charset=utf-8", "color-scheme"),
        ("/static/../journal/__init__.py", 404, "text/html; charset=utf-8", "<h1>Not Found</h1>"),
        ("/nowhere", 404, "text/html; charset=utf-8", "<h1>Not Found</h1>"),
        ("/api/v1/entries", 200, "application/json", '"page":1,'),
        ("/api/nowhere", 404, "application/json", '"code": 404'),
    ],
)
def test_pages_of_a_guest(guest: Browser, path: str, status: int, content_type: str, fragment: str) -> None:
    """Every page answers a guest; what needs a login leads there, and what is not there says so."""
    answer = guest.get(path)
    assert (answer.status, answer.headers["Content-Type"]) == (status, content_type)
    assert fragment in answer.text
    assert (answer.headers["X-Content-Type-Options"], answer.headers["X-Frame-Options"]) == (
        "nosniff",
        "DENY",
    )
    assert int(answer.headers["Content-Length"]) == len(answer.body)


@pytest.mark.parametrize(
    "path", ["/", "/auth/login", "/entries/1", "/statistics", "/static/journal.css", "/nowhere"]
)
def test_head(guest: Browser, path: str) -> None:
    """HEAD has the status and the headers of GET, and no body."""
    head, get = guest.send("HEAD", path), guest.get(path)
    names = ("Content-Type", "Content-Length", "ETag", "X-Frame-Options")
    assert (head.status, [head.headers[n] for n in names]) == (get.status, [get.headers[n] for n in names])
    assert head.body == b""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", "GET, HEAD, OPTIONS"),
        ("/auth/login", "GET, HEAD, OPTIONS, POST"),
        ("/auth/logout", "OPTIONS, POST"),
        ("/entries/1/edit", "GET, HEAD, OPTIONS, POST"),
        ("/api/v1/entries/1", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
    ],
)
def test_options_and_wrong_methods(guest: Browser, path: str, allowed: str) -> None:
    """OPTIONS names the methods; so does the refusal of another one, in HTML or in JSON."""
    options, refused = guest.send("OPTIONS", path), guest.send("PURGE", path)
    assert [answer.status for answer in (options, refused)] == [200, 405]
    assert [", ".join(sorted(a.headers["Allow"].split(", "))) for a in (options, refused)] == [
        allowed,
        allowed,
    ]
    assert refused.headers.get_content_type() == ("application/json" if "/api/" in path else "text/html")


def test_a_day_with_the_journal(guest: Browser, ada: Browser) -> None:
    """Write, read, change and delete an entry; log out, fail to log in, and log in again."""
    path = ada.write("Morning", "private", "Fog & <dew>.")
    assert "<p>Fog &amp; &lt;dew&gt;.</p>" in ada.get(path).text
    assert 'value="Morning"' in ada.get(f"{path}/edit").text
    assert ada.submit(f"{path}/edit", title="Noon", body="Sun.", visibility="public").location == path
    assert ["<h1>Noon</h1>" in visitor.get(path).text for visitor in (ada, guest)] == [True, True]
    assert ada.submit(f"{path}/edit", title="", body="Sun.").status == 422
    assert ada.submit(f"{path}/delete").location == "/"
    assert "“Noon” is deleted." in ada.get("/").text
    assert ada.get(path).status == 404
    assert ada.submit("/auth/logout").status == 302
    assert ada.get("/entries/new").status == 302
    assert ada.submit("/auth/login", name="demo", password="wrong").status == 422
    back = ada.submit("/auth/login?next=/entries/new", name="demo", password="demo-demo", remember="on")
    assert (back.status, back.location) == (302, "/entries/new")
    assert ada.get("/entries/new").status == 200


def test_session_cookie(guest: Browser) -> None:
    """The session's cookie is out of reach for scripts and other sites; a forged one is nobody's."""
    morsel = SimpleCookie(guest.get("/auth/login").headers["Set-Cookie"])["journal"]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "Lax", "/")
    guest.cookies["journal"] = "eyJ1c2VyX2lkIjoxfQ.aaaaaa.bbbbbb"
    assert guest.get("/entries/new").status == 302


@pytest.mark.parametrize("body", [b"", b"csrf_token=", b"csrf_token=wrong", b"csrf_token=%FF%00", b"%"])
def test_forms_of_other_sites(ada: Browser, body: bytes) -> None:
    """A form without the session's secret is refused, and nothing happens."""
    answer = ada.send("POST", "/auth/logout", body, FORM)
    assert (answer.status, "The form has expired" in answer.text) == (400, True)
    assert ada.get("/entries/new").status == 200


def test_visibility_and_rights(ada: Browser, bob: Browser, guest: Browser) -> None:
    """Entries are seen by whom their author chose, and changed by nobody else."""
    paths = [ada.write(visibility, visibility) for visibility in ("private", "members", "public")]
    seen = [[visitor.get(path).status for path in paths] for visitor in (ada, bob, guest)]
    assert seen == [[200, 200, 200], [404, 200, 200], [404, 404, 200]]
    assert [bob.get(f"{path}/edit").status for path in paths] == [404, 403, 403]
    assert [bob.submit(f"{path}/delete").status for path in paths] == [404, 403, 403]


def test_files(ada: Browser, guest: Browser) -> None:
    """An uploaded file comes back whole, in part, or not at all to who has it; then it is deleted."""
    path = ada.write("With a file")
    assert ada.upload(f"{path}/files/", "../../my note.txt", b"0123456789").location == path
    url = f"{path}/files/my_note.txt"
    assert url in ada.get(path).text
    whole = guest.get(url)
    assert (whole.status, whole.body, whole.headers["Accept-Ranges"]) == (200, b"0123456789", "bytes")
    assert whole.headers["Content-Disposition"] == "attachment; filename=my_note.txt"
    assert_partial_and_conditional(guest, url, whole)
    assert ada.submit(f"{url}/delete").location == path
    assert guest.get(url).status == 404


def assert_partial_and_conditional(guest: Browser, url: str, whole: Answer) -> None:
    """Compare the answers to requests with ranges and conditions with the whole file."""
    part, last = guest.get(url, Range="bytes=2-4"), guest.get(url, Range="bytes=-3")
    assert [(a.status, a.body, a.headers["Content-Range"]) for a in (part, last)] == [
        (206, b"234", "bytes 2-4/10"),
        (206, b"789", "bytes 7-9/10"),
    ]
    stale = guest.get(url, Range="bytes=2-4", If_Range='"another"')
    assert (stale.status, stale.body) == (200, whole.body)
    assert guest.get(url, Range="bytes=99-").status == 416
    same = [
        guest.get(url, If_None_Match=whole.headers["ETag"]),
        guest.get(url, If_Modified_Since=whole.headers["Last-Modified"]),
    ]
    assert [(a.status, a.body) for a in same] == [(304, b""), (304, b"")]
    assert guest.get(url, If_None_Match='"another"').status == 200


@pytest.mark.parametrize(
    ("name", "content", "status", "message"),
    [
        ("page.html", b"x", 302, "Only files of these kinds are kept"),
        ("empty.txt", b"", 302, "The file is empty."),
        ("big.txt", b"x" * 400_000, 413, "Request Entity Too Large"),
    ],
    ids=["kind", "empty", "oversize"],
)
def test_bad_uploads(ada: Browser, name: str, content: bytes, status: int, message: str) -> None:
    """A file that is not kept is explained, on the entry's page or on an error page."""
    path = ada.write("No file")
    answer = ada.upload(f"{path}/files/", name, content)
    assert answer.status == status
    assert message in (answer.text if status == 413 else ada.get(path).text)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("../../../journal.sqlite", 404),
        ("..%2F..%2Fjournal.sqlite", 404),
        ("%2e%2e/%2e%2e/secret.key", 404),
        ("..%5C..%5Csecret.key", 404),
        ("note.txt%00.png", 404),
        ("//etc/passwd", 308),
    ],
)
def test_path_traversal(ada: Browser, name: str, status: int) -> None:
    """No spelling of a path leads out of an entry's folder, and a redirect stays on this host."""
    path = ada.write("With a file")
    ada.upload(f"{path}/files/", "note.txt", b"x")
    answer = ada.get(f"{path}/files/{name}")
    assert answer.status == status
    assert answer.location in {"None", f"http://127.0.0.1:{ada.port}{path}/files/etc/passwd"}
