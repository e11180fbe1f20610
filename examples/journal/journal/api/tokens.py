"""Who calls the API: signed tokens that a program gets for a name and a password."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from demijohn import current_app, request
from journal import accounts
from journal.models import User


def issue(user: User) -> str:
    """Return a token for the user."""
    return str(_serializer().dumps(user.id))


def caller() -> User:
    """Return the user whose token came with the request.

    Raises:
        Unauthorized: there is no token, or it is not good any more.
    """
    found = visitor()
    if found is None:
        raise _unauthorized("This needs the header `Authorization: Bearer <token>`.")
    return found


def visitor() -> User | None:
    """Return the user whose token came with the request; nobody, if there is none.

    Raises:
        Unauthorized: there is a token, and it is not good.
    """
    sent = request.authorization
    if sent is None:
        return None
    try:
        user_id = _serializer().loads(sent.token or "", max_age=current_app.config["TOKEN_SECONDS"])
    except BadSignature as error:
        raise _unauthorized("The token is wrong or has expired.") from error
    user = accounts.find(user_id)
    if user is None:
        raise _unauthorized("The user of this token is gone.")
    return user


def _serializer() -> URLSafeTimedSerializer:
    assert current_app.secret_key is not None
    return URLSafeTimedSerializer(current_app.secret_key, salt="journal-api")


def _unauthorized(reason: str) -> Unauthorized:
    return Unauthorized(reason, www_authenticate=WWWAuthenticate("bearer", {"realm": "journal"}))
