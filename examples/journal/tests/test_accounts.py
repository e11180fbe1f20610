"""Registration, login, logout, and the session between them."""

from __future__ import annotations

import sqlite3

import pytest

from demijohn import Flask, session
from visitor import PASSWORD, Visitor


def test_registration_logs_in(guest: Visitor) -> None:
    """A new user is logged in at once, and the next page greets them."""
    answer = guest.submit("/auth/register", name="Ada", password=PASSWORD, repeated=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    page = guest.get("/").text
    assert '<li class="message success">Welcome, Ada. Your journal is open.</li>' in page
    assert "Log out" in page


def test_passwords_are_hashed(app: Flask, ada: Visitor) -> None:
    """The database holds no password."""
    with sqlite3.connect(app.config["DATABASE"]) as db:
        rows = db.execute("SELECT name, password FROM account").fetchall()
    db.close()
    assert [(name, hashed.partition("$")[0]) for name, hashed in rows] == [("ada", "pbkdf2:sha256:1")]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": "a"}, "A name has 2 to 30 letters"),
        ({"name": "9lives"}, "begins with a letter"),
        ({"name": "ada\u0301"}, "A name has 2 to 30 letters"),
        ({"password": "short", "repeated": "short"}, "A password has at least 8 characters."),
        ({"repeated": "another password"}, "The two passwords differ."),
        ({"name": "ADA"}, "Somebody has taken this name already."),
    ],
    ids=["too short", "digit first", "not ASCII", "short password", "differs", "taken"],
)
def test_registration_refuses(ada: Visitor, guest: Visitor, fields: dict[str, str], message: str) -> None:
    """A bad field is explained, the form comes back with status 422, and nobody is logged in."""
    answer = guest.submit(
        "/auth/register", **{"name": "new", "password": PASSWORD, "repeated": PASSWORD, **fields}
    )
    assert answer.status_code == 422
    assert message in answer.text
    assert "Log out" not in answer.text


def test_registration_without_fields(guest: Visitor) -> None:
    """An empty form is explained too."""
    assert guest.submit("/auth/register").status_code == 422


def test_login_and_logout(ada: Visitor) -> None:
    """Logging out ends the session, and the password opens another one."""
    assert ada.submit("/auth/logout").location == "/"
    assert ada.get("/entries/new").status_code == 302
    answer = ada.submit("/auth/login", name="ada", password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    assert ada.get("/entries/new").status_code == 200


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_login_refuses(ada: Visitor, guest: Visitor, name: str) -> None:
    """A wrong password and an unknown name are answered alike."""
    answer = guest.submit("/auth/login", name=name, password="wrong")
    assert answer.status_code == 422
    assert '<li class="message error">The name or the password is wrong.</li>' in answer.text


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ("?next=/entries/new", "/entries/new"),
        ("?next=//elsewhere.example/", "/"),
        ("?next=https://elsewhere.example/", "/"),
        ("?next=/%5Celsewhere.example/", "/"),
        ("?next=/%09/elsewhere.example/", "/"),
        ("?next=", "/"),
    ],
    ids=["path", "network path", "URL", "backslash", "tab", "empty"],
)
def test_login_goes_on_to_a_path_of_this_site(ada: Visitor, query: str, location: str) -> None:
    """The page that asked for the login is next; another site never is."""
    answer = ada.submit(f"/auth/login{query}", name="ada", password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, location)
    again = ada.get(f"/auth/login{query}")
    assert (again.status_code, again.location) == (302, location)


def test_login_required_remembers_the_page(guest: Visitor) -> None:
    """Who is not logged in is sent to the login page, which knows the way back."""
    answer = guest.get("/entries/new?x=1")
    assert (answer.status_code, answer.location) == (302, "/auth/login?next=/entries/new?x%3D1")
    assert '<li class="message warning">Please log in first.</li>' in guest.get(answer.location).text


def test_remember_makes_the_session_permanent(ada: Visitor) -> None:
    """The cookie gets an expiry only when the user asked for it."""
    short = ada.submit("/auth/login", name="ada", password=PASSWORD)
    long = ada.submit("/auth/login", name="ada", password=PASSWORD, remember="on")
    assert ["Expires=" in short.headers["Set-Cookie"], "Expires=" in long.headers["Set-Cookie"]] == [
        False,
        True,
    ]


def test_login_keeps_nothing_of_the_session_before(app: Flask, ada: Visitor) -> None:
    """The secret of the forms changes at login."""
    before = ada.secret()
    ada.submit("/auth/login", name="ada", password=PASSWORD)
    assert ada.secret() != before


def test_session_of_a_deleted_user(app: Flask, ada: Visitor) -> None:
    """A session whose user is gone counts as nobody's."""
    with sqlite3.connect(app.config["DATABASE"]) as db:
        db.execute("DELETE FROM account")
    db.close()
    assert "Log in" in ada.get("/").text


def test_forged_session_is_nobody(app: Flask, guest: Visitor) -> None:
    """A cookie that was not signed by the journal is ignored."""
    guest.client.set_cookie("journal", "eyJ1c2VyX2lkIjoxfQ.aaaaaa.bbbbbb")
    with guest.client:
        guest.get("/")
        assert dict(session) == {}


@pytest.mark.parametrize(
    "secret", [None, "", "wrong", "w\u00f6rng"], ids=["missing", "empty", "wrong", "not ASCII"]
)
def test_forms_need_the_secret(ada: Visitor, secret: str | None) -> None:
    """A form of another site is refused, and nothing happens."""
    fields = {} if secret is None else {"csrf_token": secret}
    answer = ada.client.post("/auth/logout", data=fields)
    assert answer.status_code == 400
    assert "The form has expired" in answer.text
    assert ada.get("/entries/new").status_code == 200


def test_first_request_without_a_session_is_refused(guest: Visitor) -> None:
    """An empty secret does not match a session that has none."""
    assert guest.client.post("/auth/login", data={"csrf_token": ""}).status_code == 400
