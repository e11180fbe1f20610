"""Registering, logging in and out, and one's own settings."""

from __future__ import annotations

import pytest
from flask import Flask

from visitor import PASSWORD, Visitor, complaints


def test_register(guest: Visitor) -> None:
    """Who registers is logged in, and welcome."""
    answer = guest.submit("/auth/register", name="dora", password=PASSWORD, repeated=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/")
    page = guest.get("/").text
    assert "Welcome, dora!" in page
    assert 'href="/authors/dora"' in page
    assert guest.get("/auth/register").location == "/"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": ""}, ["This field is required."]),
        ({"name": "a b"}, ["A name has letters, digits, dots, dashes and underscores."]),
        ({"name": "x" * 41}, ["Field must be between 2 and 40 characters long."]),
        ({"name": "ada"}, ["This name is taken."]),
        ({"password": "short", "repeated": "short"}, ["Field must be between 8 and 200 characters long."]),
        ({"repeated": "another"}, ["The two passwords differ."]),
    ],
    ids=["no name", "space", "long name", "taken", "short password", "typing error"],
)
def test_register_refuses(ada: Visitor, guest: Visitor, fields: dict[str, str], said: list[str]) -> None:
    """A bad field is explained."""
    sent = {"name": "dora", "password": PASSWORD, "repeated": PASSWORD, **fields}
    answer = guest.submit("/auth/register", **sent)
    assert (answer.status_code, complaints(answer)) == (422, said)


def test_log_out_and_in(ada: Visitor) -> None:
    """The session ends and begins again, and a wrong password does not say whether the name is right."""
    assert ada.submit("/auth/logout").location == "/"
    assert ada.messages() == ["You are logged out."]
    for name, password in (("ada", "wrong"), ("nobody", PASSWORD)):
        answer = ada.log_in(name, password=password)
        assert (answer.status_code, complaints(answer)) == (422, ["Name or password is wrong."])
    assert ada.log_in("ada").status_code == 302
    assert ada.messages() == ["Welcome back, ada!"]


def test_remember_me(app: Flask, ada: Visitor) -> None:
    """With `remember me` one is still logged in when the browser has been closed; without, one is not."""
    kept: list[int] = []
    for fields in ({}, {"remember": "y"}):
        ada.submit("/auth/logout")
        ada.log_in("ada", **fields)
        ada.client.delete_cookie("session")
        kept.append(ada.get("/posts/new").status_code)
    assert kept == [302, 200]


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ("/posts/new", "/posts/new"),
        ("/?page=2", "/?page=2"),
        ("", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("https://elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_next_page(ada: Visitor, target: str, reached: str) -> None:
    """After logging in one is where one wanted to be, and never somewhere else."""
    ada.submit("/auth/logout")
    answer = ada.client.post(
        "/auth/login",
        query_string={"next": target},
        data={"csrf_token": ada.secret(), "name": "ada", "password": PASSWORD},
    )
    assert (answer.status_code, answer.location) == (302, reached)


def test_login_is_asked_for(guest: Visitor) -> None:
    """A page for authors leads to the form, and back."""
    answer = guest.get("/posts/new")
    assert (answer.status_code, answer.location) == (302, "/auth/login?next=%2Fposts%2Fnew")
    assert guest.messages() == ["Please log in first."]


def test_settings(ada: Visitor) -> None:
    """A language and a new password are kept."""
    answer = ada.submit("/auth/settings", language="de", password="another horse", repeated="another horse")
    assert answer.status_code == 302
    assert ada.messages() == ["Deine Einstellungen sind gespeichert."]
    ada.submit("/auth/logout")
    assert ada.log_in("ada").status_code == 422
    assert ada.log_in("ada", password="another horse").status_code == 302


def test_settings_refuse(ada: Visitor) -> None:
    """A language that there is not, and passwords that differ, are refused."""
    answer = ada.submit("/auth/settings", language="xx", password="another horse", repeated="other horse")
    assert answer.status_code == 422
    assert complaints(answer) == ["Not a valid choice.", "The two passwords differ."]
