"""Error pages in HTML, and the choice between them and JSON."""

from __future__ import annotations

import sqlite3

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, InternalServerError

from demijohn import Flask, Response, current_app, render_template, request

from . import database
from .api import errors as api_errors


def init_app(app: Flask) -> None:
    """Answer every error with a page, also those that no blueprint sees because no rule matched."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(sqlite3.OperationalError, database_error)


def http_error(error: HTTPException) -> Response | HTTPException:
    """Show an error page; paths of the API are answered in JSON."""
    if error.code is None or error.code < 400:
        return error
    if isinstance(error, InternalServerError):
        database.close()  # What the failed request began and did not commit is undone.
    if request.path.startswith("/api/"):
        return api_errors.http_error(error)
    headers = Headers(error.get_headers())
    headers["Content-Type"] = "text/html; charset=utf-8"
    return Response(render_template("error.html", error=error), error.code, headers)


def database_error(error: sqlite3.OperationalError) -> Response | HTTPException:
    """Say what to do about a database that is not there; anything else is a fault of the journal."""
    if "no such table" not in str(error):
        raise error
    current_app.logger.error("The database has no tables: run `demijohn --app journal init-db`.")
    return http_error(InternalServerError("The journal's database has not been made yet."))
