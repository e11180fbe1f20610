"""The pages with entries: who sees which, forms, lists and their pages, the export."""

from __future__ import annotations

import csv
import io

import pytest

from demijohn import Flask
from journal import entries, export
from journal.models import Query, User
from visitor import Visitor


@pytest.mark.parametrize(
    ("visibility", "seen"),
    [("private", [200, 404, 404]), ("members", [200, 200, 404]), ("public", [200, 200, 200])],
)
def test_visibility(ada: Visitor, bob: Visitor, guest: Visitor, visibility: str, seen: list[int]) -> None:
    """Author, member and guest see what the visibility says, on the entry's page and in the list."""
    path = ada.write("Secret pears", visibility)
    visitors = (ada, bob, guest)
    assert [visitor.get(path).status_code for visitor in visitors] == seen
    assert ["Secret pears" in visitor.get("/").text for visitor in visitors] == [code == 200 for code in seen]
    assert ["Secret pears" in visitor.get("/by/ada").text for visitor in visitors] == [
        code == 200 for code in seen
    ]


def test_entry_page(ada: Visitor) -> None:
    """Text is escaped, and its paragraphs are kept."""
    page = ada.get(ada.write("A <b>title</b>", body="One &\r\ntwo.\r\n\r\n<script>three</script>")).text
    assert "<h1>A &lt;b&gt;title&lt;/b&gt;</h1>" in page
    assert "<p>One &amp;<br>\ntwo.</p>\n<p>&lt;script&gt;three&lt;/script&gt;</p>" in page


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": " "}, "A title has 1 to 120 characters."),
        ({"title": "t" * 121}, "A title has 1 to 120 characters."),
        ({"body": ""}, "The text has 1 to 20000 characters."),
        ({"visibility": "everybody"}, "Choose private, members or public."),
    ],
    ids=["no title", "long title", "no text", "visibility"],
)
def test_new_entry_refuses(ada: Visitor, fields: dict[str, str], message: str) -> None:
    """A bad field is explained, and the form keeps what was written."""
    sent = {"title": "Kept title", "body": "Kept text", "visibility": "public", **fields}
    answer = ada.submit("/entries/new", **sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert sent["title"] in answer.text
    assert "0 entries" in ada.get("/").text


def test_edit(ada: Visitor) -> None:
    """The form shows the entry, and sends its changes."""
    path = ada.write("Before", "members")
    form = ada.get(f"{path}/edit").text
    assert 'value="Before"' in form
    assert 'value="members" checked' in form
    answer = ada.submit(f"{path}/edit", title="After", body="Changed.", visibility="public")
    assert (answer.status_code, answer.location) == (302, path)
    assert "<h1>After</h1>" in ada.get(path).text


def test_edit_refuses(ada: Visitor) -> None:
    """A bad change is explained, and changes nothing."""
    path = ada.write("Before")
    answer = ada.submit(f"{path}/edit", title="", body="Changed.", visibility="public")
    assert (answer.status_code, "A title has 1 to 120" in answer.text) == (422, True)
    assert "<h1>Before</h1>" in ada.get(path).text


def test_delete(ada: Visitor) -> None:
    """A deleted entry is gone."""
    path = ada.write("Short-lived")
    answer = ada.submit(f"{path}/delete")
    assert (answer.status_code, answer.location) == (302, "/")
    assert "“Short-lived” is deleted." in ada.get("/").text
    assert ada.get(path).status_code == 404


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_only_the_author_changes(ada: Visitor, bob: Visitor, guest: Visitor, action: str) -> None:
    """Another user gets 403, or 404 for what they may not even see; a guest is sent to the login."""
    public, private = ada.write("Open"), ada.write("Hidden", "private")
    codes = [
        visitor.submit(f"{path}/{action}").status_code
        for visitor in (bob, guest)
        for path in (public, private)
    ]
    assert codes == [403, 404, 302, 302]
    assert [ada.get(path).status_code for path in (public, private)] == [200, 200]


def test_pages(ada: Visitor) -> None:
    """Seven entries make three pages of three, each with links to its neighbours."""
    for number in range(7):
        ada.write(f"Number {number}")
    shown = [ada.get(f"/?page={page}").text for page in (1, 2, 3)]
    assert [[f"Number {n}<" in text for n in range(7)].count(True) for text in shown] == [3, 3, 1]
    assert ['href="/?page=1"' in text for text in shown] == [False, True, False]
    assert ['href="/?page=3"' in text for text in shown] == [False, True, False]
    assert "Page 2 of 3" in shown[1]


@pytest.mark.parametrize(
    ("query", "code"),
    [("page=4", 404), ("page=0", 200), ("page=-3", 200), ("page=x", 200), (f"page={10**30}", 404)],
)
def test_unusual_page_numbers(ada: Visitor, query: str, code: int) -> None:
    """There is nothing past the last page; what is no page number shows the first one."""
    ada.write("One")
    assert ada.get(f"/?{query}").status_code == code


def test_page_links_keep_the_search(ada: Visitor) -> None:
    """The links between pages repeat the search, and nothing else that the query holds."""
    for number in range(4):
        ada.write(f"Pear {number}")
    ada.write("Apple")
    page = ada.get("/?words=PEAR&endpoint=static&_external=1").text
    assert "4 entries with “PEAR”." in page
    assert 'href="/?words=PEAR&amp;page=2"' in page


def test_archive_of_a_day(app: Flask, ada: Visitor, guest: Visitor) -> None:
    """The day in a byline leads to the entries of that day."""
    path = ada.write("Today")
    with app.app_context():
        day = entries.fetch(None, int(path.rpartition("/")[2])).written.date()
    assert f'href="/day/{day}"' in guest.get(path).text
    assert "Today" in guest.get(f"/day/{day}").text
    assert "Nothing has been written here that everybody may read." in guest.get("/day/1999-12-31").text


@pytest.mark.parametrize(
    "path", ["/day/2026-02-30", "/day/today", f"/entries/{10**30}", "/entries/-1", "/by/nobody"]
)
def test_paths_to_nothing(guest: Visitor, path: str) -> None:
    """A path that leads to nothing is answered with 404, whatever number stands in it."""
    assert guest.get(path).status_code == 404


def test_export(ada: Visitor, bob: Visitor) -> None:
    """The table holds one's own entries, and no spreadsheet takes a cell for a formula."""
    ada.write("=1+1", "private", "Two\nlines, and a “comma”.")
    bob.write("Not hers")
    answer = ada.get("/export.csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=journal-ada.csv"
    head, *rows = csv.reader(io.StringIO(answer.text, newline=""))
    assert head == list(export.COLUMNS)
    assert [row[1:] for row in rows] == [["'=1+1", "private", "Two\nlines, and a “comma”."]]


def test_export_is_not_held_in_memory(app: Flask, ada: Visitor) -> None:
    """The response streams: its length is not known before."""
    answer = ada.client.get("/export.csv", buffered=False)
    assert answer.is_streamed
    assert "Content-Length" not in answer.headers
    answer.close()


def test_async_view(ada: Visitor, guest: Visitor) -> None:
    """The asynchronous page counts users and entries."""
    ada.write("One", "private")
    assert "1 user wrote 1 entry." in guest.get("/statistics").text


def test_demo_is_filled_once(app: Flask) -> None:
    """`init-db --demo` may be run again."""
    runner = app.test_cli_runner()
    first = runner.invoke(args=["init-db", "--fresh", "--demo"])
    second = runner.invoke(args=["init-db", "--demo"])
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "Log in as 'demo'" in first.output
    assert "The user 'demo' is there already." in second.output
    with app.app_context():
        assert entries.page(User(1, "demo"), Query(), 1, 5).total == 24
