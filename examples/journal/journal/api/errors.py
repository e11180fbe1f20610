"""Errors of the API, in JSON."""

from __future__ import annotations

from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, UnprocessableEntity

from demijohn import Response, current_app


class InvalidFields(UnprocessableEntity):
    """A well-formed object with fields that are not accepted."""

    description = "Some fields are not accepted."

    def __init__(self, fields: dict[str, str]) -> None:
        """Keep what is wrong, by field."""
        super().__init__()
        self.fields = fields


def http_error(error: HTTPException) -> Response | HTTPException:
    """Describe an error as an object; headers such as `Allow` stay."""
    return _answer(error, {})


def invalid_fields(error: InvalidFields) -> Response | HTTPException:
    """Describe an error and the fields that caused it."""
    return _answer(error, {"fields": error.fields})


def _answer(error: HTTPException, more: dict[str, object]) -> Response | HTTPException:
    if error.code is None or error.code < 400:
        return error
    body = {"error": {"code": error.code, "name": error.name, "message": error.description, **more}}
    headers = Headers(error.get_headers())
    headers["Content-Type"] = "application/json"
    return Response(current_app.json.dumps(body) + "\n", error.code, headers)
