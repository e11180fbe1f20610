"""The pages of the journal: lists of entries, one entry, and the forms that change one."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import date

from demijohn import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from . import accounts, attachments, entries, export, files
from .database import open_connection
from .forms import check_entry
from .identity import current_user, login_required
from .models import Draft, Query, User

pages = Blueprint("journal", __name__)
pages.register_blueprint(files.files)


@pages.get("/")
def index() -> str:
    """List the entries that the visitor may read."""
    return _list("Journal", Query(words=request.args.get("words")))


@pages.get("/day/<day:day>")
def archive(day: date) -> str:
    """List the entries of a day."""
    return _list(
        f"Entries of {day.day} {day:%B %Y}", Query(day=day.isoformat(), words=request.args.get("words"))
    )


@pages.get("/by/<name>")
def author(name: str) -> str | tuple[str, int]:
    """List the entries of one user."""
    user = accounts.named(name)
    if user is None:
        return render_template("journal/nobody.html", name=name), 404
    return _list(f"Entries by {user.name}", Query(author=user.name, words=request.args.get("words")))


@pages.get("/entries/<int:entry_id>")
def entry(entry_id: int) -> str:
    """Show an entry with its files."""
    found = entries.fetch(current_user(), entry_id)
    return render_template("journal/entry.html", entry=found, attachments=attachments.of(found))


@pages.get("/entries/new")
@login_required
def new(user: User) -> str:
    """Show the form for a new entry."""
    return render_template("journal/edit.html", entry=None, fields={"visibility": "private"}, errors={})


@pages.post("/entries/new")
@login_required
def create(user: User) -> Response | tuple[str, int]:
    """Add an entry."""
    checked = check_entry(request.form)
    if not isinstance(checked, Draft):
        return render_template("journal/edit.html", entry=None, fields=request.form, errors=checked), 422
    made = entries.add(user, checked)
    flash("Your entry is in the journal.", "success")
    return redirect(url_for(".entry", entry_id=made.id))


@pages.get("/entries/<int:entry_id>/edit")
@login_required
def edit(user: User, entry_id: int) -> str:
    """Show the form for an entry of one's own."""
    found = entries.fetch_own(user, entry_id)
    fields = {
        "title": found.draft.title,
        "body": found.draft.body,
        "visibility": found.draft.visibility.value,
    }
    return render_template("journal/edit.html", entry=found, fields=fields, errors={})


@pages.post("/entries/<int:entry_id>/edit")
@login_required
def change(user: User, entry_id: int) -> Response | tuple[str, int]:
    """Change an entry."""
    found = entries.fetch_own(user, entry_id)
    checked = check_entry(request.form)
    if not isinstance(checked, Draft):
        return render_template("journal/edit.html", entry=found, fields=request.form, errors=checked), 422
    entries.change(found, checked)
    flash("Your changes are kept.", "success")
    return redirect(url_for(".entry", entry_id=entry_id))


@pages.post("/entries/<int:entry_id>/delete")
@login_required
def delete(user: User, entry_id: int) -> Response:
    """Delete an entry and its files."""
    found = entries.fetch_own(user, entry_id)
    entries.remove(found)
    attachments.remove_all(found)
    flash(f"“{found.draft.title}” is deleted.", "info")
    return redirect(url_for(".index"))


@pages.get("/export.csv")
@login_required
def export_csv(user: User) -> Response:
    """Send the user's entries as a table, row by row."""
    return export.response(user)


@pages.get("/statistics")
async def statistics() -> str:
    """Show how much has been written. The two counts run at the same time, each on its own connection."""
    path: str = current_app.config["DATABASE"]
    users, written = await asyncio.gather(
        asyncio.to_thread(_count, path, "SELECT count(*) FROM account"),
        asyncio.to_thread(_count, path, "SELECT count(*) FROM entry"),
    )
    return render_template("journal/statistics.html", users=users, entries=written)


def _list(title: str, query: Query) -> str:
    size: int = current_app.config["ENTRIES_PER_PAGE"]
    number = max(1, request.args.get("page", 1, type=int))
    found = entries.page(current_user(), query, number, size)
    return render_template("journal/list.html", title=title, page=found, query=query)


def _count(path: str, question: str) -> int:
    with closing(open_connection(path)) as db:
        return int(db.execute(question).fetchone()[0])
