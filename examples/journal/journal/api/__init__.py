"""The JSON API: one blueprint that holds its versions and answers their errors."""

from __future__ import annotations

from werkzeug.exceptions import HTTPException

from demijohn import Blueprint

from . import errors, v1

api = Blueprint("api", __name__, url_prefix="/api")
api.register_blueprint(v1.v1)
api.register_error_handler(HTTPException, errors.http_error)
api.register_error_handler(errors.InvalidFields, errors.invalid_fields)
