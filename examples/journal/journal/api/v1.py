"""The first version of the API: tokens, and entries to create, read, change and delete."""

from __future__ import annotations

from typing import Any, cast

from demijohn import Blueprint, Response, abort, current_app, jsonify, request, url_for
from demijohn.views import MethodView
from journal import accounts, attachments, entries
from journal.forms import check_entry, text
from journal.models import Draft, Entry, Page, Query

from . import errors, tokens

v1 = Blueprint("v1", __name__, url_prefix="/v1")

LARGEST_PAGE = 100


@v1.post("/tokens")
def create_token() -> tuple[dict[str, object], int]:
    """Give a token for the name and the password in a JSON object."""
    fields = _sent_object()
    user = accounts.authenticate(text(fields, "name"), text(fields, "password"))
    if user is None:
        raise errors.InvalidFields({"password": "The name or the password is wrong."})
    return {"token": tokens.issue(user), "expires_in": current_app.config["TOKEN_SECONDS"]}, 201


class EntryList(MethodView):
    """All entries that the caller may read."""

    def get(self) -> dict[str, object]:
        """Return one page of them, and where the next one is."""
        number = max(1, request.args.get("page", 1, type=int))
        size = min(max(1, request.args.get("per_page", 20, type=int)), LARGEST_PAGE)
        query = Query(author=request.args.get("author"), words=request.args.get("words"))
        page = entries.page(tokens.visitor(), query, number, size)
        shown = [_shown(entry) for entry in page.items]
        return {
            "items": shown,
            "page": page.number,
            "pages": page.pages,
            "total": page.total,
            "next": _next(page),
        }

    def post(self) -> tuple[dict[str, object], int, dict[str, str]]:
        """Add an entry."""
        user = tokens.caller()
        made = _shown(entries.add(user, _checked(_sent_object())))
        return made, 201, {"Location": str(made["url"])}


class EntryItem(MethodView):
    """One entry."""

    def get(self, entry_id: int) -> Response:
        """Return the entry, or 304 if the caller has it already."""
        entry = entries.fetch(tokens.visitor(), entry_id)
        names = [attachment.name for attachment in attachments.of(entry)]
        response = jsonify({**_shown(entry), "files": names})
        response.add_etag()
        response.make_conditional(request)
        return response

    def put(self, entry_id: int) -> dict[str, object]:
        """Replace the entry."""
        entry = entries.fetch_own(tokens.caller(), entry_id)
        return _shown(entries.change(entry, _checked(_sent_object())))

    def patch(self, entry_id: int) -> dict[str, object]:
        """Change some fields of the entry."""
        entry = entries.fetch_own(tokens.caller(), entry_id)
        return _shown(entries.change(entry, _checked({**_fields(entry), **_sent_object()})))

    def delete(self, entry_id: int) -> tuple[str, int]:
        """Delete the entry and its files."""
        entry = entries.fetch_own(tokens.caller(), entry_id)
        entries.remove(entry)
        attachments.remove_all(entry)
        return "", 204


v1.add_url_rule("/entries", view_func=EntryList.as_view("entries"))
v1.add_url_rule("/entries/<int:entry_id>", view_func=EntryItem.as_view("entry"))


def _sent_object() -> dict[str, object]:
    """Return the JSON object of the request; abort with 415 or 400 where there is none."""
    try:
        sent: Any = request.get_json()  # JSON holds anything; the check below narrows it.
    except RecursionError:
        abort(400, "Nothing here is nested as deeply as that.")
    if not isinstance(sent, dict):
        abort(400, "Send a JSON object.")
    return cast("dict[str, object]", sent)  # The names in a JSON object are text.


def _next(page: Page[Entry]) -> str | None:
    """Return the URL of the page after this one."""
    if page.next is None:
        return None
    asked = {name: request.args[name] for name in ("author", "words", "per_page") if name in request.args}
    return url_for("api.v1.entries", **asked, page=page.next, _external=True)


def _checked(fields: dict[str, object]) -> Draft:
    checked = check_entry(fields)
    if not isinstance(checked, Draft):
        raise errors.InvalidFields(checked)
    return checked


def _fields(entry: Entry) -> dict[str, object]:
    draft = entry.draft
    return {"title": draft.title, "body": draft.body, "visibility": draft.visibility.value}


def _shown(entry: Entry) -> dict[str, object]:
    """Return an entry as the API shows it."""
    return {
        "id": entry.id,
        "url": url_for("api.v1.entry", entry_id=entry.id, _external=True),
        "author": entry.author.name,
        "written": entry.written.isoformat(),
        **_fields(entry),
    }
