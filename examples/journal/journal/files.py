"""The pages behind an entry's files: upload, download, deletion. Nested in the blueprint of the pages."""

from __future__ import annotations

from demijohn import Blueprint, Response, abort, flash, redirect, request, send_from_directory, url_for

from . import attachments, entries
from .identity import current_user, login_required
from .models import User

files = Blueprint("files", __name__, url_prefix="/entries/<int:entry_id>/files")


@files.post("/")
@login_required
def upload(user: User, entry_id: int) -> Response:
    """Keep a file for an entry of one's own."""
    entry = entries.fetch_own(user, entry_id)
    try:
        kept = attachments.add(entry, request.files.get("file"))
    except attachments.Refused as reason:
        flash(str(reason), "error")
    else:
        flash(f"{kept.name} is attached.", "success")
    return redirect(url_for("journal.entry", entry_id=entry_id))


@files.get("/<path:name>")
def download(entry_id: int, name: str) -> Response:
    """Send a file to whoever may read its entry; a browser keeps it and does not open it."""
    entry = entries.fetch(current_user(), entry_id)
    return send_from_directory(attachments.folder(entry), name, as_attachment=True)


@files.post("/<path:name>/delete")
@login_required
def delete(user: User, entry_id: int, name: str) -> Response:
    """Delete a file of an entry of one's own."""
    entry = entries.fetch_own(user, entry_id)
    if not attachments.remove(entry, name):
        abort(404, "This entry has no such file.")
    flash(f"{name} is deleted.", "info")
    return redirect(url_for("journal.entry", entry_id=entry_id))
