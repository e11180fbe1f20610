"""A visit to the blog: every page of it, as guests, authors and administrators see it, and much that is sent by mistake."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from tests.served.reader import Reader

Meet = Callable[[str], Reader]
FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
ADMIN: Final = "root-password"
SAMPLE: Final = "sample-sample"
PAGES: Final = (
    "/",
    "/?page=2",
    "/?words=pears",
    "/?words=b%20k&page=1",
    "/?words=%3Cb%3E%22",
    "/tags/kitchen",
    "/tags/KITCHEN",
    "/tags/none",
    "/authors/ada",
    "/authors/ada?page=2",
    "/posts/plums-pears",
    "/posts/a-shelf-for-the-hall",
    "/feed.xml",
    "/auth/register",
    "/auth/login",
    "/auth/login?next=/posts/new",
    "/static/blog.css",
)
CLOSED: Final = (
    "/posts/new",
    "/posts/plums-pears/edit",
    "/auth/settings",
    "/admin",
    "/admin/",
    "/admin/accounts",
    "/admin/accounts/1",
    "/admin/posts.json",
)
NOWHERE: Final = (
    "/nowhere",
    "/posts/none",
    "/posts/bread-without-kneading-2",  # a draft
    "/posts/plums-pears/",
    "/posts/plums-pears/comments",
    "/authors/nobody",
    "/authors/%FF",
    "/tags/%00",
    "/language/xx",
    "/language/en/",
    "/?page=0",
    "/?page=-1",
    "/?page=x",
    "/?page=99",
    "/?page=" + "9" * 40,
    "/?%FF=%FF&words=%FF%FE",
    "/?" + "words=x&" * 50,
    "//nowhere",
    "//elsewhere.example/%2e%2e",
    "/./posts/../auth/login",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/static/",
    "/static/../config.py",
    "/static/..%2fconfig.py",
    "/static/%2e%2e/config.py",
    "/posts/" + "x" * 2000,
    "/posts/" + quote("Öl & Essig/№ 1"),
    "/admin/accounts/one",
    "/posts/plums-pears/comments/1.5/delete",
    "/feed.xml;x=1",
)
RULES: Final = (
    *("/", "/tags/wood", "/authors/ada", "/feed.xml", "/posts/plums-pears", "/posts/new", "/language/de"),
    *(f"/posts/plums-pears/{rest}" for rest in ("edit", "delete", "comments/", "comments/2/delete")),
    *(f"/auth/{page}" for page in ("register", "login", "logout", "settings")),
    *(f"/admin/{page}" for page in ("", "accounts", "accounts/1", "posts.json")),
    *("/static/blog.css", "/_broken", "/_routes"),
)
METHODS: Final = ("HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW")
TARGETS: Final = (
    "/posts/new",
    "//elsewhere.example",
    "/%5Celsewhere.example",
    "https://elsewhere.example/",
    "%0d%0aX:%20y",
    "",
)


def visit(meet: Meet) -> None:
    """Do all of it; who is met writes it down."""
    look_around(meet("guest"))
    stray(meet("stray"))
    choose_languages(meet("linguist"))
    join(meet("newcomer"), meet("dora"))
    be_remembered(meet("bert"))
    write(meet("ada"), meet("rival"))
    forge(meet("forger"), meet("bert"))
    look_after(meet("root"), meet("eve"))
    ask_for_heads(meet("root"))
    find_faults(meet("guest"))


def look_around(guest: Reader) -> None:
    """Read what everybody may read, with every method, and with conditions."""
    for path in PAGES:
        guest.get(path)
    for method in METHODS:
        for path in (
            "/",
            "/auth/login",
            "/posts/plums-pears",
            "/posts/plums-pears/delete",
            "/static/blog.css",
        ):
            guest.send(method, path)
    for path in ("/feed.xml", "/static/blog.css"):
        whole = guest.get(path)
        guest.get(path, If_None_Match=whole.headers["ETag"])
        guest.get(path, If_None_Match='"another", W/"third"')
        guest.get(path, Range="bytes=0-9")
        guest.get(path, Range="bytes=99999-")
    sheet = guest.get("/static/blog.css")
    guest.get("/static/blog.css", If_Modified_Since=sheet.headers["Last-Modified"])
    guest.get("/static/blog.css", If_Modified_Since="yesterday")


def stray(guest: Reader) -> None:
    """Ask for what is not there, and for what is not for guests."""
    for path in (*NOWHERE, *CLOSED):
        guest.get(path)
    guest.get("/", Cookie='session=x; session=y; =; remember_token=1|abc; "')
    guest.get("/posts/new", Cookie="session=eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbb")
    guest.get("/", Accept_Language="x" * 500)
    guest.get("/", Host="elsewhere.example:99999")


def choose_languages(reader: Reader) -> None:
    """See pages in other languages: because the browser asks, and because a link was followed."""
    for asked in ("de", "fr-CA,de;q=0.9", "it", "*", "de;q=x", "en;q=0.1, fr;q=0.2", ""):
        reader.get("/auth/register", Accept_Language=asked)
    for code in ("de", "fr"):
        reader.get(f"/language/{code}?next=/posts/plums-pears")
        for path in ("/", "/posts/plums-pears", "/tags/none", "/authors/nobody", "/feed.xml", "/nowhere"):
            reader.get(path, Accept_Language="it")
        reader.submit("/auth/register", name="?", password="short", repeated="long")
    for target in TARGETS:
        reader.get(f"/language/en?next={target}")


def join(newcomer: Reader, dora: Reader) -> None:
    """Register, also badly, and log in and out."""
    good = {"name": "emil", "password": "correct horse", "repeated": "correct horse"}
    for name, value in (
        ("name", ""),
        ("name", "a b"),
        ("name", "ada"),
        ("name", "x" * 41),
        ("password", "x"),
    ):
        newcomer.submit("/auth/register", **{**good, name: value})
    newcomer.submit("/auth/register")
    dora.register("dora")
    for path in ("/", "/auth/register", "/auth/login", "/auth/login?next=/tags/wood", "/auth/settings"):
        dora.get(path)
    dora.submit("/auth/settings", language="xx", password="x", repeated="y")
    dora.submit("/auth/settings", language="de", password="another horse", repeated="another horse")
    dora.get("/auth/settings")
    dora.submit("/auth/logout")
    dora.get("/")
    dora.log_in("dora", "correct horse")
    dora.log_in("nobody", "")
    dora.log_in("dora", "another horse", remember="y")
    dora.get("/")


def be_remembered(bert: Reader) -> None:
    """Stay logged in when the session is gone, be sent where one wanted to go, and nowhere else."""
    for target in TARGETS:
        bert.log_in("bert", SAMPLE, f"/auth/login?next={target}", remember="y")
        assert bert.cookies.pop("session")
        bert.get("/posts/new")
        bert.submit("/auth/logout")
        bert.get("/posts/new")
    bert.cookies["remember_token"] = "2|" + "0" * 128
    bert.get("/posts/new")


def write(ada: Reader, rival: Reader) -> None:
    """Write posts and comments, also badly; change and delete them; try the same with those of others."""
    ada.log_in("ada", SAMPLE)
    for path in CLOSED:
        ada.get(path)
    for fields in (
        {"title": ""},
        {"title": "t" * 121},
        {"tags": "<b>"},
        {"tags": "a,b,c,d,e,f,g"},
        {"body": ""},
    ):
        ada.submit("/posts/new", **{"title": "Kept", "body": "Kept", **fields})
    path = ada.post("Öl & <Essig>", body="One\r\n\r\ntwo &\nthree", tags="Oil, vinegar,oil")
    draft = ada.post("Half", is_draft="y")
    rival.register("rival")
    for who in (ada, rival):
        who.get("/")
        for one in (path, draft):
            who.get(one)
            who.get(f"{one}/edit")
            who.submit(f"{one}/comments/", body=f"By {who.name} <3\n\nagain")
            who.submit(f"{one}/comments/", body="")
    rival.submit(f"{path}/edit", title="Mine")
    rival.submit(f"{path}/delete")
    rival.submit(f"{path}/comments/{last_comment(rival, path)}/delete")
    rival.submit(f"{path}/comments/{2**70}/delete")
    ada.submit(f"{path}/edit", title="", body="")
    ada.submit(f"{path}/edit", title="New", body="New.", tags="new")
    ada.get(path)
    ada.get("/tags/new")
    ada.submit(f"{draft}/delete")
    ada.get(draft)
    ada.get("/feed.xml")
    ada.submit("/auth/logout")


def last_comment(reader: Reader, path: str) -> str:
    """Read the number of the last comment below a post."""
    return reader.get(path).text.rpartition('id="comment-')[2].partition('"')[0]


def forge(forger: Reader, victim: Reader) -> None:
    """Send forms without the secret of the session, or with another one, and with bodies that are no forms."""
    victim.log_in("bert", SAMPLE)
    stolen = forger.secret()
    bodies = (
        b"",
        b"csrf_token=",
        b"csrf_token=wrong",
        b"csrf_token=%FF%00",
        b"%",
        b"\xff" * 9,
        stolen.encode(),
    )
    for body in (*bodies, f"csrf_token={stolen}".encode()):
        victim.send("POST", "/auth/logout", body, FORM)
    victim.send("POST", "/posts/new", b"title=x", {})
    victim.send("POST", "/posts/new", b"{}", {"Content-Type": "application/json"})
    victim.send("POST", "/posts/new", b"--x\r\nbroken", {"Content-Type": "multipart/form-data; boundary=x"})
    victim.send("POST", "/posts/new", b"x", {"Content-Type": "multipart/form-data"})
    victim.send("POST", "/posts/new", b"csrf_token=" + b"x" * 60_000, FORM)
    victim.get("/posts/new")


def look_after(root: Reader, eve: Reader) -> None:
    """Look after accounts; take posts out of the blog and bring them into it, also badly."""
    eve.register("eve")
    root.log_in("root", ADMIN)
    for path in ("/", *CLOSED, "/admin/accounts?page=2", "/admin/accounts/99", f"/admin/accounts/{2**63}"):
        root.get(path)
    mine, hers = (number_of(root, name) for name in ("root", "eve"))
    root.submit(f"/admin/accounts/{mine}", is_blocked="y")
    root.submit(f"/admin/accounts/{hers}", is_blocked="y")
    root.get("/admin/accounts?page=2")
    eve.get("/posts/new")
    eve.log_in("eve", "correct horse")
    root.submit(f"/admin/accounts/{hers}", is_admin="y")
    eve.log_in("eve", "correct horse")
    eve.get("/admin/")
    records = [{"title": "Brought", "body": "in", "tags": ["new"], "is_draft": True}]
    files = (b"[]", b"{", b"\xff", b"{}", b"[{}]", json.dumps(records).encode())
    for content in files:
        eve.upload("/admin/posts.json", "posts.json", content)
        eve.get("/admin/")
    eve.upload("/admin/posts.json", "../posts.txt", b"[]")
    eve.upload("/admin/posts.json", "large.json", b" " * 60_000)
    eve.submit("/admin/posts.json")
    root.get("/admin/posts.json")
    root.submit("/posts/brought/delete")


def number_of(root: Reader, name: str) -> str:
    """Find the number of an account in the list."""
    pages = (root.get(f"/admin/accounts?page={page}").text for page in (1, 2, 3))
    text = next(page for page in pages if f'">{name}</a></td>' in page)
    return text.partition(f'">{name}</a></td>')[0].rpartition("/")[2]


def ask_for_heads(root: Reader) -> None:
    """Ask for the head of everything, and for the methods that it takes."""
    root.log_in("root", ADMIN)
    for path in RULES:
        root.send("HEAD", path)
        root.send("OPTIONS", path)


def find_faults(guest: Reader) -> None:
    """See what is shown when something is broken."""
    for method in ("GET", "HEAD", "POST"):
        guest.send(method, "/_broken")
