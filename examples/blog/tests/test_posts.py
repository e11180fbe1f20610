"""Lists of posts, search, tags, the feed, and writing."""

from __future__ import annotations

import re

import pytest

from visitor import Visitor, complaints


def titles(text: str) -> list[str]:
    return re.findall(r'<h2><a href="/posts/[^"]+">(.*?)</a>', text)


def test_write(ada: Visitor, guest: Visitor) -> None:
    """Text is escaped, and its paragraphs and lines are kept."""
    path = ada.write("A <b>title</b>", body="One &\r\ntwo.\r\n\r\n<i>three</i>", tags="Bread, oven,bread,")
    assert path == "/posts/a-b-title-b"
    page = guest.get(path).text
    assert "<h1>A &lt;b&gt;title&lt;/b&gt;</h1>" in page
    assert "<p>One &amp;<br>\ntwo.</p>\n<p>&lt;i&gt;three&lt;/i&gt;</p>" in page
    assert re.findall(r'class="tag" href="([^"]+)"', page) == ["/tags/bread", "/tags/oven"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, ["This field is required."]),
        ({"title": "t" * 121}, ["Field cannot be longer than 120 characters."]),
        ({"body": ""}, ["This field is required."]),
        ({"tags": "a,b,c,d,e,f,g"}, ["A post has 6 tags at most."]),
        ({"tags": "fine,<not>"}, ["“&lt;not&gt;” is no tag: write letters, digits and dashes."]),
    ],
    ids=["no title", "long title", "no text", "many tags", "bad tag"],
)
def test_write_refuses(ada: Visitor, fields: dict[str, str], said: list[str]) -> None:
    """A bad field is explained, and the form keeps what was written."""
    answer = ada.submit("/posts/new", **{"title": "Title", "body": "Kept text", **fields})
    assert (answer.status_code, complaints(answer)) == (422, said)
    assert fields.get("body", "Kept text") in answer.text
    assert titles(ada.get("/").text) == []


def test_addresses_are_free(ada: Visitor) -> None:
    """Two posts of one title have two addresses; a title without letters has one, too."""
    paths = [ada.write(title) for title in ("Ein Öl", "Ein Öl", "Ein Öl", "Ein Öl-2", "???")]
    assert paths == [
        "/posts/ein-ol",
        "/posts/ein-ol-2",
        "/posts/ein-ol-3",
        "/posts/ein-ol-2-2",
        "/posts/post",
    ]


def test_edit_and_delete(ada: Visitor) -> None:
    """The form shows the post; what it sends is kept; then the post is deleted."""
    path = ada.write("Before", tags="old")
    form = ada.get(f"{path}/edit").text
    assert 'value="Before"' in form
    assert 'value="old"' in form
    assert ada.submit(f"{path}/edit", title="After", body="Changed.", tags="new").location == path
    page = ada.get(path).text
    assert ("<h1>After</h1>" in page, "/tags/new" in page, "/tags/old" in page) == (True, True, False)
    assert ada.submit(f"{path}/edit", title="", body="x").status_code == 422
    assert ada.submit(f"{path}/delete").location == "/"
    assert ada.messages() == ["“After” is deleted."]
    assert ada.get(path).status_code == 404


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_only_authors_change(
    ada: Visitor, bert: Visitor, guest: Visitor, admin: Visitor, action: str
) -> None:
    """Another author gets 403, a guest is sent to the form, an administrator may."""
    path = ada.write("Mine")
    sent = {"title": "Yours", "body": "x"}
    answers = [who.submit(f"{path}/{action}", **sent) for who in (bert, guest, admin)]
    assert [answer.status_code for answer in answers] == [403, 302, 302]
    assert answers[1].location.startswith("/auth/login?next=")


def test_drafts(ada: Visitor, bert: Visitor, guest: Visitor, admin: Visitor) -> None:
    """A draft is seen by its author and by administrators, on its page, in lists and in the feed."""
    path = ada.write("Half", is_draft="y", tags="secret")
    everybody = (ada, admin, bert, guest)
    assert [who.get(path).status_code for who in everybody] == [200, 200, 404, 404]
    assert [len(titles(who.get("/tags/secret").text)) for who in everybody] == [1, 1, 0, 0]
    assert "Half" not in ada.get("/feed.xml").text
    assert "secret (" not in ada.get("/").text


def test_pages(ada: Visitor) -> None:
    """Seven posts make three pages, the newest first; past the last there is none."""
    for number in range(7):
        ada.write(f"Number {number}")
    shown = [titles(ada.get(f"/?page={page}").text) for page in (1, 2, 3)]
    assert shown == [
        ["Number 6", "Number 5", "Number 4"],
        ["Number 3", "Number 2", "Number 1"],
        ["Number 0"],
    ]
    assert [ada.get(f"/?page={page}").status_code for page in ("4", "0", "x", 10**30)] == [404, 404, 404, 404]
    assert 'href="/authors/ada?page=2"' in ada.get("/authors/ada").text


def test_search(ada: Visitor) -> None:
    """All words have to be there; signs of the database's language are words like others."""
    for title in ("Red pears", "Green pears", "100%"):
        ada.write(title)
    asked = ("pears", "PEARS red", "pears%20some", "100%25", "%25%25", "_")
    found = [len(titles(ada.get(f"/?words={words}").text)) for words in asked]
    assert found == [2, 1, 2, 1, 0, 0]
    assert "<title>Posts with “&lt;b&gt;” · Blog</title>" in ada.get("/?words=<b>").text


def test_pages_of_a_search(ada: Visitor) -> None:
    """The next page is one of the same search, and of nothing else that stood in the address."""
    for number in range(4):
        ada.write(f"Pear {number}")
    assert 'href="/?words=Pear&amp;page=2"' in ada.get("/?words=Pear&_external=1&endpoint=x").text


def test_feed(ada: Visitor, guest: Visitor) -> None:
    """The feed names addresses in full, and is not sent again if it has not changed."""
    path = ada.write("News", body="Fog & <dew>.")
    answer = guest.get("/feed.xml")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert f"<id>http://localhost{path}</id>" in answer.text
    assert "&lt;p&gt;Fog &amp;amp; &amp;lt;dew&amp;gt;.&lt;/p&gt;" in answer.text
    again = guest.get("/feed.xml", If_None_Match=answer.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    ada.write("More news")
    assert guest.get("/feed.xml", If_None_Match=answer.headers["ETag"]).status_code == 200
