"""Files of entries: what is kept, under which name, and who gets it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from demijohn import Flask
from visitor import Visitor


def attach(visitor: Visitor, path: str, name: str, content: bytes = b"0123456789") -> TestResponse:
    """Send a file to an entry and return the page that answers."""
    answer = visitor.submit(f"{path}/files/", file=(io.BytesIO(content), name))
    return visitor.get(answer.location) if answer.status_code == 302 else answer


def test_upload_and_download(ada: Visitor) -> None:
    """A file comes back as it was, as a download."""
    path = ada.write("With a file")
    assert "note.txt is attached." in attach(ada, path, "note.txt").text
    answer = ada.get(f"{path}/files/note.txt")
    assert (answer.status_code, answer.data, answer.mimetype) == (200, b"0123456789", "text/plain")
    assert answer.headers["Content-Disposition"] == "attachment; filename=note.txt"
    answer.close()


def test_ranges_and_conditions(ada: Visitor) -> None:
    """A file can be had in part, and is not sent again to who has it."""
    path = ada.write("With a file")
    attach(ada, path, "note.txt")
    whole = ada.get(f"{path}/files/note.txt")
    part = ada.get(f"{path}/files/note.txt", Range="bytes=2-4")
    same = ada.get(f"{path}/files/note.txt", If_None_Match=whole.headers["ETag"])
    past = ada.get(f"{path}/files/note.txt", Range="bytes=99-")
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert (same.status_code, same.data) == (304, b"")
    assert past.status_code == 416
    for answer in (whole, part, same, past):
        answer.close()


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../../etc/passwd.txt", "etc_passwd.txt"), ("a b.TXT", "a_b.TXT"), ("C:\\x\\y.png", "Cxy.png")],
    ids=["traversal", "blank", "Windows path"],
)
def test_names_are_made_safe(app: Flask, ada: Visitor, name: str, kept: str) -> None:
    """A file never lands outside its folder."""
    path = ada.write("With a file")
    assert f"{kept} is attached." in attach(ada, path, name).text
    uploads = Path(app.config["UPLOADS"])
    assert [str(found.relative_to(uploads)) for found in uploads.rglob("*.*")] == [
        f"{path.split('/')[-1]}/{kept}"
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("", b"x", "Choose a file first."),
        ("page.html", b"x", "Only files of these kinds are kept"),
        ("txt", b"x", "Only files of these kinds are kept"),
        (".txt", b"x", "Only files of these kinds are kept"),
        ("empty.txt", b"", "The file is empty."),
    ],
    ids=["no file", "kind", "no extension", "only extension", "empty"],
)
def test_upload_refuses(ada: Visitor, name: str, content: bytes, message: str) -> None:
    """What is not kept is explained."""
    path = ada.write("No file")
    assert message in attach(ada, path, name, content).text
    assert "None yet." in ada.get(path).text


def test_same_name_twice(ada: Visitor) -> None:
    """A file does not replace another one."""
    path = ada.write("With a file")
    attach(ada, path, "note.txt")
    assert "has a file named note.txt already" in attach(ada, path, "note.txt", b"other").text
    answer = ada.get(f"{path}/files/note.txt")
    assert answer.data == b"0123456789"
    answer.close()


def test_oversize_upload(ada: Visitor) -> None:
    """A request that is too long is answered with the error page for 413."""
    answer = attach(ada, ada.write("No file"), "big.txt", b"x" * 50_000)
    assert (answer.status_code, answer.mimetype) == (413, "text/html")
    assert "<h1>Request Entity Too Large</h1>" in answer.text


def test_only_readers_of_the_entry_get_its_files(ada: Visitor, bob: Visitor, guest: Visitor) -> None:
    """Files are as visible as their entry, and only its author adds and deletes them."""
    path = ada.write("For members", "members")
    attach(ada, path, "note.txt")
    answers = [visitor.get(f"{path}/files/note.txt") for visitor in (bob, guest)]
    assert [answer.status_code for answer in answers] == [200, 404]
    answers[0].close()
    assert attach(bob, path, "mine.txt").status_code == 403
    assert bob.submit(f"{path}/files/note.txt/delete").status_code == 403


def test_delete(app: Flask, ada: Visitor) -> None:
    """A deleted file is gone from the page and from the disk; so are the files of a deleted entry."""
    path = ada.write("With files")
    attach(ada, path, "one.txt")
    attach(ada, path, "two.txt")
    assert ada.submit(f"{path}/files/one.txt/delete").location == path
    assert ada.submit(f"{path}/files/one.txt/delete").status_code == 404
    assert [found.name for found in Path(app.config["UPLOADS"]).rglob("*.txt")] == ["two.txt"]
    ada.submit(f"{path}/delete")
    assert list(Path(app.config["UPLOADS"]).iterdir()) == []


@pytest.mark.parametrize(
    "name",
    ["../../journal.sqlite", "..%2F..%2Fjournal.sqlite", "..", "missing.txt", "%00"],
)
def test_path_traversal(ada: Visitor, name: str) -> None:
    """No name leads out of the folder of the entry."""
    path = ada.write("With a file")
    attach(ada, path, "note.txt")
    assert ada.get(f"{path}/files/{name}").status_code == 404


def test_absolute_path(ada: Visitor) -> None:
    """Slashes in a row are taken for one, and the path stays below the entry."""
    path = ada.write("With a file")
    answer = ada.get(f"{path}/files/%2Fetc%2Fpasswd")
    assert (answer.status_code, answer.location) == (308, f"http://localhost{path}/files/etc/passwd")
    assert ada.get(answer.location).status_code == 404
