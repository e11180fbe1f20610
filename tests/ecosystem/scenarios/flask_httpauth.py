"""Flask-HTTPAuth: passwords, digests, tokens and several of them, in views, blueprints, hooks and coroutines."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from flask import Blueprint, Flask, abort, g, jsonify, render_template_string, request, session
from flask.views import MethodView
from flask_httpauth import HTTPAuth, HTTPBasicAuth, HTTPDigestAuth, HTTPTokenAuth, MultiAuth
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.test import TestResponse

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-HTTPAuth",)


def make_app(lab: Lab) -> Flask:
    """Make an application with a key for its sessions."""
    app = Flask("closed", root_path=str(lab.folder))
    app.secret_key = "closed"
    return app


def scenario_passwords(lab: Lab) -> None:
    """A view asks for name and password, knows the user, and lets some in by role and everybody where it is optional."""
    app, auth = make_app(lab), HTTPBasicAuth(realm="cellar")
    users = {
        "ada": generate_password_hash("secret", "pbkdf2:sha256:1"),
        "bö": generate_password_hash("pässe", "pbkdf2:sha256:1"),
    }

    @auth.verify_password
    def verify(name: str, password: str) -> str | None:
        lab.note("verify", name, password, request.endpoint)
        return name if name in users and check_password_hash(users[name], password) else None

    @auth.get_user_roles
    def get_roles(user: str) -> list[str]:
        return ["keeper", "drinker"] if user == "ada" else ["drinker"]

    @app.get("/")
    @auth.login_required
    def index() -> str:
        return render_template_string(
            "hello {{ user }} {{ g.flask_httpauth_user }}", user=auth.current_user()
        )

    @app.get("/optional")
    @auth.login_required(optional=True)
    def optional() -> str:
        return f"hello {auth.current_user()} {auth.username()}"

    for path, role in (
        ("/keeper", "keeper"),
        ("/any", ["keeper", "drinker"]),
        ("/both", [["keeper", "drinker"]]),
    ):

        @app.get(path, endpoint=path[1:])
        @auth.login_required(role=role)
        def closed() -> str:
            return f"{request.endpoint} for {auth.current_user()}"

    client = app.test_client()
    for user in (None, ("ada", "secret"), ("ada", "wrong"), ("nobody", ""), ("bö", "pässe")):
        for path in ("/", "/optional", "/keeper", "/any", "/both"):
            lab.answer(client.get(path, auth=user))
    for header in ("Basic", "Basic !!!", "Bearer abc", "basic YWRhOnNlY3JldA==", "Basic " + "YvY6cORzc2U="):
        lab.answer(client.get("/", headers={"Authorization": header}))
    lab.answer(client.options("/"))
    lab.answer(client.head("/"))


def scenario_refusals(lab: Lab) -> None:
    """What is answered to strangers is the application's: text, tuple, response, exception or code, with the challenge added."""
    app = make_app(lab)
    answers = {
        "text": lambda: "go away",
        "code": lambda status: (f"go away {status}", 404),
        "json": lambda status: (jsonify(error="go away"), status, {"X-Why": "because"}),
        "challenge": lambda status: ("", status, {"WWW-Authenticate": "Own"}),
        "abort": lambda status: abort(status, "aborted"),
        "zero": lambda status: 1 // 0,
    }
    for name, answer in answers.items():
        auth = HTTPBasicAuth(scheme="XBasic" if name == "code" else None)
        auth.error_handler(answer)

        @app.get(f"/{name}", endpoint=name)
        @auth.login_required
        def closed() -> str:
            return "open"

    @app.errorhandler(401)
    def handle(error: Exception) -> tuple[str, int]:
        return f"handled {error}", 401

    client = app.test_client()
    for name in answers:
        lab.answer(client.get(f"/{name}"))


def scenario_old_callbacks(lab: Lab) -> None:
    """The older callbacks, which give a password and hash what was sent, work with one and with two arguments."""
    app = make_app(lab)
    for arguments in (0, 1, 2):
        auth = HTTPBasicAuth()
        auth.get_password(
            lambda name, n=arguments: {"ada": "secret" if n == 0 else "SECRET" + "ada" * (n - 1)}.get(name)
        )
        if arguments == 1:
            auth.hash_password(lambda password: password.upper())
        if arguments == 2:
            auth.hash_password(lambda name, password: password.upper() + name)

        @app.get(f"/{arguments}", endpoint=str(arguments))
        @auth.login_required
        def closed(auth: HTTPAuth = auth) -> str:
            return f"{auth.username()} {auth.current_user()} {g.get('flask_httpauth_user')}"

    client = app.test_client()
    for path in ("/0", "/1", "/2"):
        lab.answer(client.get(path, auth=("ada", "secret")))
        lab.answer(client.get(path, auth=("ada", "other")))


def answer_challenge(response: TestResponse, path: str, name: str, password: str) -> str:
    """The header by which a browser answers the challenge of a digest."""
    asked = dict(re.findall(r'(\w+)="([^"]*)"', response.headers["WWW-Authenticate"]))

    def digest(*parts: str) -> str:
        return hashlib.md5(":".join(parts).encode()).hexdigest()

    own = digest(
        digest(name, asked["realm"], password), asked["nonce"], "1", "c", "auth", digest("GET", path)
    )
    known = {**asked, "username": name, "uri": path, "response": own, "cnonce": "c"}
    known.pop("algorithm", None)
    return "Digest " + ", ".join(f'{key}="{value}"' for key, value in known.items()) + ", nc=1, qop=auth"


def scenario_digests(lab: Lab) -> None:
    """A digest is asked for with values that are kept in the session, is checked, and is of no use in another session."""
    app, auth = make_app(lab), HTTPDigestAuth(realm="cellar", qop="auth", algorithm="MD5")
    lab.mask(r'(nonce|opaque)="[0-9a-f]{32}"', r'\1="<by chance>"')
    lab.mask(r"session=[^;]+;", "session=<with values made by chance>;")
    auth.get_password({"ada": "secret"}.get)

    @app.get("/")
    @auth.login_required
    def index() -> str:
        return f"{auth.username()} {sorted(session)}"

    client = app.test_client()
    first = lab.answer(client.get("/"))
    good = answer_challenge(first, "/", "ada", "secret")
    for header in (
        good,
        answer_challenge(first, "/", "ada", "wrong"),
        answer_challenge(first, "/", "bo", "secret"),
        "Digest nothing",
    ):
        lab.answer(client.get("/", headers={"Authorization": header}))
    lab.answer(app.test_client().get("/", headers={"Authorization": good}))
    with app.app_context():
        lab.note(len(HTTPDigestAuth(use_ha1_pw=True).generate_ha1("ada", "secret")))


def scenario_tokens_and_several(lab: Lab) -> None:
    """Tokens come in ``Authorization`` or in a header of their own, and the first scheme that fits is asked."""
    app = make_app(lab)
    basic, bearer, key = (
        HTTPBasicAuth(),
        HTTPTokenAuth("Bearer", realm="api"),
        HTTPTokenAuth("Key", header="X-API-Key"),
    )
    several = MultiAuth(basic, bearer, key)
    basic.verify_password(lambda name, password: name if password == "secret" else None)
    bearer.verify_token({"1234": {"name": "machine"}}.get)
    key.verify_token(lambda token: token == "open")
    bearer.get_user_roles(lambda user: ["robot"])
    basic.get_user_roles(str)
    key.get_user_roles(lambda user: user.token)

    api = Blueprint("api", __name__, url_prefix="/api")

    class Machine(MethodView):
        decorators = [bearer.login_required]

        def get(self) -> dict[str, object]:
            return {"user": bearer.current_user()}

    api.add_url_rule("/", view_func=Machine.as_view("machine"))
    app.register_blueprint(api)

    @app.before_request
    def note_user() -> None:
        lab.note(
            "before",
            request.path,
            str(request.authorization and request.authorization.type),
            g.get("flask_httpauth_user"),
        )

    @app.get("/several")
    @several.login_required
    def any_of() -> str:
        return str(several.current_user())

    @app.get("/robots")
    @several.login_required(role=["robot", "open"])
    def robots() -> str:
        return str(several.current_user())

    @app.get("/key")
    @key.login_required
    def with_key() -> str:
        return str(key.current_user())

    client = app.test_client()
    headers = [
        {},
        {"Authorization": "Bearer 1234"},
        {"Authorization": "bearer 1234"},
        {"Authorization": "Bearer 9"},
    ]
    headers += [
        {"X-API-Key": "open"},
        {"X-API-Key": "shut"},
        {"Authorization": "Basic YWRhOnNlY3JldA=="},
        {"Authorization": "Bearer"},
    ]
    for header in headers:
        for path in ("/api/", "/several", "/robots", "/key"):
            lab.answer(client.get(path, headers=header))


def scenario_coroutines_and_hooks(lab: Lab) -> None:
    """Views and callbacks may be coroutines, and a whole blueprint is closed by a hook."""
    app, auth = make_app(lab), HTTPTokenAuth()

    @auth.verify_token
    async def verify(token: str) -> str | None:
        lab.note("verify", token, request.path)
        return "ada" if token == "1234" else None

    @auth.get_user_roles
    async def get_roles(user: str) -> str:
        return "keeper"

    @auth.error_handler
    async def refuse(status: int) -> tuple[dict[str, int], int]:
        return {"refused": status}, status

    @app.get("/")
    @auth.login_required(role="keeper")
    async def index() -> dict[str, object]:
        return {"user": auth.current_user()}

    closed = Blueprint("closed", __name__, url_prefix="/closed")

    @closed.before_request
    @auth.login_required
    def guard() -> None:
        lab.note("guarded", auth.current_user())

    @closed.get("/")
    def inside() -> str:
        return f"inside {auth.current_user()}"

    @closed.teardown_request
    def leave(error: BaseException | None) -> None:
        lab.note("left", auth.current_user(), repr(error))

    app.register_blueprint(closed)
    client = app.test_client()
    for path in ("/", "/closed/"):
        for token in ("1234", "9", ""):
            lab.answer(client.get(path, headers={"Authorization": f"Bearer {token}"}))
