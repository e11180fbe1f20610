"""Comments."""

from __future__ import annotations

from visitor import Visitor, complaints


def test_comment(ada: Visitor, bert: Visitor) -> None:
    """A comment stands below its post, and the answer leads to it."""
    path = ada.write("Post")
    answer = bert.submit(f"{path}/comments/", body="Fine <3")
    assert (answer.status_code, answer.location) == (302, f"{path}#comment-1")
    page = ada.get(path).text
    assert "<p>Fine &lt;3</p>" in page
    assert "1 comment<" in page


def test_empty_comment(ada: Visitor) -> None:
    """An empty comment is refused on the post's page."""
    path = ada.write("Post")
    answer = ada.submit(f"{path}/comments/", body=" ")
    assert (answer.status_code, complaints(answer)) == (422, ["This field is required."])
    assert "<h1>Post</h1>" in answer.text


def test_who_comments(ada: Visitor, bert: Visitor, guest: Visitor) -> None:
    """Guests log in first; nobody comments on a draft that is not for them."""
    public, draft = ada.write("Public"), ada.write("Draft", is_draft="y")
    codes = [
        who.submit(f"{path}/comments/", body="x").status_code
        for who in (guest, bert)
        for path in (public, draft)
    ]
    assert codes == [302, 302, 302, 404]
    assert ["1 comment<" in ada.get(path).text for path in (public, draft)] == [True, False]


def test_delete(ada: Visitor, bert: Visitor, admin: Visitor) -> None:
    """A comment is deleted by its author, by the post's author, or by an administrator."""
    path = ada.write("Post")
    for _ in range(3):
        bert.submit(f"{path}/comments/", body="Mine")
    ada.submit(f"{path}/comments/", body="Hers")
    paths = [f"{path}/comments/{number}/delete" for number in (1, 2, 3, 4)]
    asked = [bert.submit(paths[0]), ada.submit(paths[1]), admin.submit(paths[2]), bert.submit(paths[3])]
    assert [answer.status_code for answer in asked] == [302, 302, 302, 403]
    assert ada.submit(paths[0]).status_code == 404
    assert "1 comment<" in ada.get(path).text
