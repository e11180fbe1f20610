"""The built-in keys of the configuration have their types, and so have the attributes that stand for them."""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from datetime import timedelta

from typing_extensions import assert_type

from demijohn import Config, Flask
from demijohn.config import ConfigAttribute

app = Flask(__name__)

assert_type(app.config["DEBUG"], bool)
assert_type(app.config["TESTING"], bool)
assert_type(app.config["PROPAGATE_EXCEPTIONS"], bool | None)
assert_type(app.config["SECRET_KEY"], str | bytes | None)
assert_type(app.config["SERVER_NAME"], str | None)
assert_type(app.config["APPLICATION_ROOT"], str)
assert_type(app.config["SESSION_COOKIE_NAME"], str)
assert_type(app.config["MAX_CONTENT_LENGTH"], int | None)
assert_type(app.config["MAX_COOKIE_SIZE"], int)
assert_type(app.config["TRUSTED_HOSTS"], list[str] | None)
assert_type(app.config["PERMANENT_SESSION_LIFETIME"], timedelta | int)
anything = app.config["MY_OWN_KEY"]
anything.whatever()

assert_type(app.testing, bool)
assert_type(app.debug, bool)
assert_type(app.secret_key, str | bytes | None)
assert_type(app.permanent_session_lifetime, timedelta)
assert_type(app.config, Config)

app.config["MY_OWN_KEY"] = object()
app.config["SECRET_KEY"] = b"bytes"
app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(days=1)
app.config.update(TESTING=True, MY_OWN_KEY=1)
app.config.from_mapping({"A": 1}, B=2)
app.secret_key = "key"
app.testing = True


class Own(Flask):
    litres = ConfigAttribute[int]("LITRES")


def read(own: Own) -> None:
    assert_type(own.litres, int)


own = Own(__name__)
own.litres = 5

app.testing = "yes"  # type: ignore[assignment]
app.secret_key = 5  # type: ignore[assignment]
own.litres = "five"  # type: ignore[assignment]
name: str = app.config["SERVER_NAME"]  # type: ignore[assignment]
limit: int = app.config["MAX_CONTENT_LENGTH"]  # type: ignore[assignment]
cookie: int = app.config["SESSION_COOKIE_NAME"]  # type: ignore[assignment]
