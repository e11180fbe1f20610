"""Which language a page is in, and whether everything is translated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import blog
from visitor import Visitor, complaints

FOLDER = Path(blog.__file__).parent
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]
KEYWORDS = {"_": None, "_l": None, "ngettext": (1, 2)}


def language(page: str) -> str:
    (code,) = re.findall(r'<html lang="(\w+)">', page)
    return str(code)


def test_the_browser_is_asked(guest: Visitor) -> None:
    """The best language of the browser's list is taken; English, if there is none."""
    asked = ["de", "fr-CA, de;q=0.5", "it, fr;q=0.4", "it", "*;q=0", ""]
    assert [language(guest.get("/", Accept_Language=header).text) for header in asked] == [
        "de",
        "de",
        "fr",
        "en",
        "en",
        "en",
    ]


def test_a_choice_is_kept(guest: Visitor) -> None:
    """A choice counts more than the browser, and leads back to the page."""
    assert guest.get("/language/fr?next=/auth/login").location == "/auth/login"
    assert language(guest.get("/", Accept_Language="de").text) == "fr"
    assert guest.get("/language/xx").status_code == 404


def test_forms_and_numbers(guest: Visitor) -> None:
    """Labels, messages of forms, and plurals are in the language of the page."""
    guest.get("/language/de")
    answer = guest.submit("/auth/register", name="", password="kurz", repeated="kurz")
    assert '<label for="password">Passwort</label>' in answer.text
    assert complaints(answer) == [
        "Dieses Feld wird benötigt.",
        "Feld muss zwischen 8 und 200 Zeichen beinhalten.",
    ]
    assert "<p>0 Beiträge</p>" in guest.get("/").text


@pytest.mark.parametrize("code", ["de", "fr"])
def test_everything_is_translated(code: str) -> None:
    """Each text of the blog is in the catalogue with all its forms, and the catalogue has no others."""
    texts = Catalog()
    for _, _, text, _, _ in extract_from_dir(FOLDER, METHODS, keywords=KEYWORDS):
        texts.add(text)
    with (FOLDER / "translations" / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    translated = {
        _strings(message.id) for message in catalogue if message.id and all(_strings(message.string))
    }
    assert translated == {_strings(message.id) for message in texts if message.id}
    assert [message.id for message in catalogue if message.fuzzy or list(message.check(catalogue))] == []


def _strings(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or [""])
