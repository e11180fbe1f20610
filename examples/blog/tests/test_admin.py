"""What administrators do."""

from __future__ import annotations

import io
import json

import pytest

from visitor import Visitor, complaints

PAGES = ["/admin/", "/admin/accounts", "/admin/accounts/1", "/admin/posts.json"]


@pytest.mark.parametrize("path", PAGES)
def test_administrators_only(ada: Visitor, guest: Visitor, admin: Visitor, path: str) -> None:
    """Others are refused, guests are sent to the form; nothing of it is kept in caches."""
    answers = [who.get(path) for who in (admin, ada, guest)]
    assert [answer.status_code for answer in answers] == [200, 403, 302]
    assert answers[0].headers["Cache-Control"] == "no-store"


def test_overview(ada: Visitor, admin: Visitor) -> None:
    """The numbers are right, and drafts are named."""
    ada.write("Draft", is_draft="y")
    page = admin.get("/admin/").text
    assert [text in page for text in (">2 accounts<", "1 post (", ">0 comments<", ">Draft</a>")] == [True] * 4


def test_block(ada: Visitor, admin: Visitor, guest: Visitor) -> None:
    """Who is blocked is logged out, and cannot log in."""
    assert admin.submit("/admin/accounts/1", is_blocked="y").location == "/admin/accounts"
    assert admin.messages() == ["ada is saved."]
    assert "Blocked" in admin.get("/admin/accounts").text
    assert ada.get("/posts/new").status_code == 302
    assert complaints(guest.log_in("ada")) == ["This account has been blocked."]


def test_own_rights_stay(admin: Visitor) -> None:
    """An administrator cannot lock everybody out by accident."""
    answer = admin.submit("/admin/accounts/1", is_blocked="y")
    assert (answer.status_code, complaints(answer)) == (422, ["You cannot take your own rights away."])
    assert admin.get("/admin/").status_code == 200


def test_unknown_account(admin: Visitor) -> None:
    """There is no page of an account that there is not."""
    paths = ("/admin/accounts/77", "/admin/accounts/-1", f"/admin/accounts/{2**63}")
    assert [admin.get(path).status_code for path in paths] == [404, 404, 404]


def test_export_and_import(ada: Visitor, admin: Visitor) -> None:
    """What was exported can be imported, and is the same but for its address and author."""
    ada.write("Öl", tags="kitchen")
    ada.write("Draft", is_draft="y")
    exported = admin.get("/admin/posts.json")
    assert exported.headers["Content-Disposition"] == "attachment; filename=posts.json"
    assert [record["title"] for record in json.loads(exported.text)] == ["Öl", "Draft"]
    answer = admin.submit("/admin/posts.json", file=(io.BytesIO(exported.data), "posts.json"))
    assert answer.location == "/admin/"
    assert admin.messages() == ["2 posts have been added."]
    assert json.loads(admin.get("/admin/posts.json").text) == json.loads(exported.text) * 2


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("posts.txt", b"[]", "The name of the file ends in .json."),
        ("posts.json", b"{", "This is no document of posts: Expecting property name"),
        ("posts.json", b"\xff", "This is no document of posts: "),
        ("posts.json", b"{}", "This is no document of posts: not a list"),
        ("posts.json", b'[{"title": 1}]', "This is no document of posts: no post at place 1"),
    ],
    ids=["name", "syntax", "encoding", "no list", "no post"],
)
def test_import_refuses(admin: Visitor, name: str, content: bytes, said: str) -> None:
    """A file that holds no posts is refused, and adds none."""
    admin.submit("/admin/posts.json", file=(io.BytesIO(content), name))
    (message,) = admin.messages()
    assert message.startswith(said)
    assert json.loads(admin.get("/admin/posts.json").text) == []


def test_import_adds_all_or_nothing(admin: Visitor) -> None:
    """A bad record takes the good ones before it along."""
    good: dict[str, object] = {"title": "Good", "body": "", "tags": [], "is_draft": False}
    document = json.dumps([good, {**good, "tags": "none"}]).encode()
    admin.submit("/admin/posts.json", file=(io.BytesIO(document), "posts.json"))
    assert admin.messages() == ["This is no document of posts: no post at place 2"]
    assert json.loads(admin.get("/admin/posts.json").text) == []
