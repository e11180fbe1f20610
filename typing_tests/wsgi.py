"""``wsgi_app`` is a WSGI application to wrap and to put back; anything else is rejected."""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from demijohn import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

app = Flask(__name__)
app.wsgi_app = ProxyFix(app.wsgi_app)
app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/other": Flask("other")})


def wrap(inner: WSGIApplication) -> WSGIApplication:
    def wrapped(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return inner(environ, start_response)

    return wrapped


app.wsgi_app = wrap(app.wsgi_app)
served: WSGIApplication = app


class Own(Flask):
    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return super().__call__(environ, start_response)


app.wsgi_app = None  # type: ignore[assignment]
app.wsgi_app = "application"  # type: ignore[assignment]


def takes_too_little(environ: WSGIEnvironment) -> Iterable[bytes]:
    return []


app.wsgi_app = takes_too_little  # type: ignore[assignment]
