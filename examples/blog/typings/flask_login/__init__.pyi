# Flask-Login 0.6, as far as the blog uses it.
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from blinker import NamedSignal
from flask import Flask
from flask.typing import ResponseReturnValue

from blog.models import Account

_P = ParamSpec("_P")
_R = TypeVar("_R")
_Loader = TypeVar("_Loader", bound=Callable[[str], Account | None])

class UserMixin:
    @property
    def is_active(self) -> bool: ...
    @property
    def is_authenticated(self) -> bool: ...
    @property
    def is_anonymous(self) -> bool: ...
    def get_id(self) -> str: ...

class LoginManager:
    login_view: str | None
    login_message: str | None
    login_message_category: str
    def __init__(self, app: Flask | None = None) -> None: ...
    def init_app(self, app: Flask) -> None: ...
    def user_loader(self, callback: _Loader) -> _Loader: ...
    def unauthorized(self) -> ResponseReturnValue: ...

# Before somebody has logged in it stands for another object, which only has the members of `UserMixin`.
current_user: Account
user_logged_in: NamedSignal

def login_required(func: Callable[_P, _R]) -> Callable[_P, _R | ResponseReturnValue]: ...
def login_user(user: UserMixin, remember: bool = False) -> bool: ...
def logout_user() -> bool: ...
