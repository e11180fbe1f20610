"""Errors that only the public blog has."""

from __future__ import annotations

from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_limiter import RateLimitExceeded
from marshmallow import ValidationError


def init_app(app: Flask) -> None:
    app.register_error_handler(RateLimitExceeded, show_limit)
    app.register_error_handler(ValidationError, show_invalid)


def show_limit(error: RateLimitExceeded) -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        return jsonify(error=f"Too many requests: {error.description}."), 429
    return render_template("error.html", title=error.name, text=error.description), 429


def show_invalid(error: ValidationError) -> ResponseReturnValue:
    return jsonify(error="What you sent is not right.", fields=error.messages_dict), 422
