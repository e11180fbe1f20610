"""Flask-Security: users with roles in a database, and the views, decorators, mails and commands around them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any, Final

from flask import Flask, get_flashed_messages, jsonify, render_template_string, request, session
from flask.testing import FlaskClient
from flask_security import (
    LoginForm,
    MailUtil,
    Security,
    SQLAlchemyUserDatastore,
    anonymous_user_required,
    auth_required,
    current_user,
    http_auth_required,
    permissions_accepted,
    permissions_required,
    roles_accepted,
    roles_required,
    signals,
    url_for_security,
    utils,
)
from flask_security.models import fsqla_v3
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from werkzeug.test import TestResponse
from wtforms import StringField

from tests.ecosystem.lab import Lab
from tests.oracle.lab import NOON

DISTRIBUTIONS: Final = ("Flask-Security",)

PASSWORD: Final = "battery staple"
JSON: Final = {"Accept": "application/json"}
SETTINGS: Final[dict[str, Any]] = {
    "SECRET_KEY": "a key",
    "SECURITY_PASSWORD_SALT": "146585145368132386173505678016728509634",
    "SECURITY_PASSWORD_HASH": "plaintext",
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SQLALCHEMY_DATABASE_URI": "sqlite://",
    "WTF_CSRF_ENABLED": False,
}
Made = tuple[Flask, Security, SQLAlchemyUserDatastore]


def make_app(
    lab: Lab, prepare: Callable[[Flask], object] = bool, own: dict[str, Any] | None = None, **settings: Any
) -> Made:
    """An application with three users, whose mails are noted."""
    lab.mask(r"session=[\w.-]{40,}", "session=<session>")
    lab.mask(r"""(csrf_token['"]: ?['"])[\w.-]+""", r"\1<token>")
    # What tokens and sessions say of the time is signed, and its length is seen.
    now = datetime.fromtimestamp(NOON, timezone.utc).replace(tzinfo=None)
    lab.monkeypatch.setattr(time, "time", lambda: float(NOON))
    lab.monkeypatch.setattr(utils, "naive_utcnow", lambda: now)

    class Told(MailUtil):
        def send_mail(
            self, template: str, subject: str, recipient: Any, sender: Any, body: Any, html: Any, **more: Any
        ) -> None:
            lab.note("mail", template, str(subject), str(recipient), str(sender), sorted(more))
            lab.note(body)

    app = Flask("cellar", root_path=str(lab.folder), instance_path=str(lab.folder))
    app.config.update(SETTINGS)
    app.config.update({f"SECURITY_{key}": value for key, value in settings.items()})
    db = SQLAlchemy(app)
    fsqla_v3.FsModels.set_db_info(db)
    role = type("Role", (db.Model, fsqla_v3.FsRoleMixin), {})
    user = type("User", (db.Model, fsqla_v3.FsUserMixin), {})
    key = type("WebAuthn", (db.Model, fsqla_v3.FsWebAuthnMixin), {})
    store = SQLAlchemyUserDatastore(db, user, role, key)
    prepare(app)
    security = Security(app, store, mail_util_cls=Told, **(own or {}))
    app.add_url_rule("/", "index", lambda: f"home of {getattr(current_user, 'email', 'nobody')}")
    with app.app_context():
        db.create_all()
        store.create_role(name="keeper", permissions={"open", "close"})
        store.create_role(name="guest", permissions={"look"})
        confirmed = datetime(2023, 1, 1, tzinfo=timezone.utc)
        for name, roles in (("ada", ["keeper"]), ("bob", ["guest"]), ("eve", [])):
            store.create_user(
                email=f"{name}@example.com", password=PASSWORD, roles=roles, active=name != "eve",
                fs_uniquifier=f"unique-{name}", confirmed_at=confirmed,
            )  # fmt: skip
        store.commit()
    return app, security, store


def login(client: FlaskClient, name: str, **more: Any) -> TestResponse:
    """Log in by the form."""
    data = {"email": f"{name}@example.com", "password": PASSWORD, **more}
    return client.post("/login", data=data)


def listen(lab: Lab, app: Flask) -> list[Any]:
    """Note the extension's signals; keep the returned list."""
    receivers = []
    for name, signal in sorted(signals.signals.items()):

        def received(sender: Any, name: str = name, **told: Any) -> None:
            user = told.get("user")
            lab.note("signal", name, type(sender).__name__, sorted(told), getattr(user, "email", None))

        signal.connect(received, app)
        receivers.append(received)
    return receivers


def scenario_logging_in_and_out(lab: Lab) -> None:
    """The form logs in, refuses with messages, leads on to where one came from, and nowhere else."""
    app, _, _ = make_app(lab)

    @app.get("/kept")
    @auth_required("session")
    def kept() -> Any:
        keys = sorted(key for key in session if key != "_flashes")
        return {
            "user": current_user.email,
            "keys": keys,
            "flashed": get_flashed_messages(with_categories=True),
        }

    receivers = listen(lab, app)
    client = app.test_client()
    lab.answer(client.get("/login"))
    lab.answer(client.get("/kept?size=2"))
    lab.answer(login(client, "ada", password="wrong"))
    lab.answer(login(client, "eve"))
    lab.answer(login(client, "nobody"))
    lab.answer(client.post("/login?next=/kept", data={"email": "ADA@example.com", "password": PASSWORD}))
    lab.answer(client.get("/kept"))
    lab.answer(client.get("/login"))
    lab.answer(client.get("/logout"))
    lab.answer(client.post("/logout"))
    lab.answer(client.get("/"))
    lab.answer(login(client, "bob", next="http://elsewhere.example/"))
    lab.answer(client.post("/logout?next=//elsewhere.example"))
    lab.mask(r"remember_token=[^;]+; Expires=[^;]+", "remember_token=<token>; Expires=<then>")
    lab.answer(login(client, "bob", remember="y"))
    client.delete_cookie("session")
    lab.answer(client.get("/"))
    lab.note(len(receivers) > 0)


def scenario_answers_in_json(lab: Lab) -> None:
    """Programs that accept JSON get all of it as JSON, with tokens that open views until they are changed."""
    app, _, store = make_app(lab, BACKWARDS_COMPAT_AUTH_TOKEN=True)
    app.add_url_rule(
        "/kept", "kept", auth_required("token")(lambda: jsonify(user=current_user.email, keys=len(session)))
    )
    client = app.test_client()
    lab.answer(client.get("/login", headers=JSON))
    for credentials in ({"email": "ada@example.com", "password": "wrong"}, {"email": "x"}, {}):
        lab.answer(client.post("/login", json=credentials))
    answer = client.post("/login?include_auth_token", json={"email": "ada@example.com", "password": PASSWORD})
    token = answer.json["response"]["user"].pop("authentication_token")
    lab.note(answer.status, answer.json)
    other = app.test_client()
    lab.answer(other.get("/kept", headers={"Authentication-Token": token}))
    lab.answer(other.get(f"/kept?auth_token={token}", headers=JSON))
    lab.answer(other.get("/kept", headers={**JSON, "Authentication-Token": token[:-2]}))
    lab.answer(other.get("/kept"))
    with app.app_context():
        store.set_uniquifier(store.find_user(email="ada@example.com"), "unique-again")
        store.commit()
    lab.answer(other.get("/kept", headers={**JSON, "Authentication-Token": token}))
    lab.answer(client.post("/logout", json={}))


def scenario_guarded_views(lab: Lab) -> None:
    """Roles, permissions, basic authentication and being nobody are asked for, with answers that can be replaced."""

    def add_views(app: Flask) -> None:
        guards = {
            "keepers": roles_required("keeper"),
            "both": roles_required("keeper", "guest"),
            "any": roles_accepted("keeper", "guest"),
            "open": permissions_required("open", "close"),
            "look": permissions_accepted("look", "open"),
            "nobody": anonymous_user_required,
            "basic": http_auth_required("The cellar"),
            "either": auth_required("token", "basic", "session"),
        }
        for name, guard in guards.items():
            app.add_url_rule(f"/{name}", name, guard(lambda name=name: f"{name} for {request.path}"))

    paths = ("keepers", "both", "any", "open", "look", "nobody", "basic", "either")
    for replaced in (False, True):
        app, security, _ = make_app(lab, UNAUTHORIZED_VIEW="/" if replaced else None)
        add_views(app)
        if replaced:
            security.unauthz_handler(lambda name, parameters: (f"{name} wants {parameters}", 403))
            security.unauthn_handler(lambda mechanisms, headers=None: (f"by {mechanisms} {headers}", 401))
        for name in (None, "ada", "bob"):
            client = app.test_client()
            if name is not None:
                lab.note(name, login(client, name).status)
            for path in paths:
                lab.answer(client.get(f"/{path}"))
                lab.answer(client.get(f"/{path}", headers=JSON))
        client = app.test_client()
        for given in (
            ("ada@example.com", PASSWORD),
            ("ada@example.com", "wrong"),
            ("eve@example.com", PASSWORD),
        ):
            lab.answer(client.get("/basic", auth=given))
            lab.answer(client.get("/either", auth=given, headers=JSON))


def scenario_registering(lab: Lab) -> None:
    """Users register, get a mail, and confirm their address by its link, once and in time."""
    app, _, _ = make_app(lab, REGISTERABLE=True, CONFIRMABLE=True, TRACKABLE=True, POST_CONFIRM_VIEW="/done")
    lab.mask(r"(/confirm/)[\w.%-]+", r"\1<token>")
    links: list[str] = []
    app.jinja_env.filters["keep"] = lambda link: links.append(link) or link
    lab.file(
        "templates/security/email/welcome.txt",
        "Welcome {{ user.email }}: {{ confirmation_link|keep }}",
    )
    lab.file("templates/security/email/confirmation_instructions.txt", "Again: {{ confirmation_link|keep }}")
    receivers = listen(lab, app)
    client = app.test_client()
    lab.answer(client.get("/register"))
    new = {"email": "joe@example.com", "password": PASSWORD, "password_confirm": PASSWORD}
    for wrong in (
        {"email": "joe"},
        {"password": "short"},
        {"password_confirm": "other"},
        {"email": "ada@example.com"},
    ):
        found = client.post("/register", json={**new, **wrong})
        lab.answer(found)
    lab.answer(client.post("/register", data=new))
    lab.answer(login(client, "joe"))
    lab.answer(client.post("/confirm", data={"email": "joe@example.com"}))
    path = links[0].removeprefix("http://localhost")
    lab.answer(client.get(path[:-3] + "abc"))
    lab.answer(client.get(path))
    lab.answer(client.get(path))
    lab.answer(login(client, "joe"))
    lab.answer(client.post("/register", data={**new, "email": "jim@example.com"}))
    lab.note(len(links), len(receivers) > 0)


def scenario_passwords(lab: Lab) -> None:
    """Passwords are reset by mail and changed by form, which ends other sessions and asks to be verified again."""
    app, _, _ = make_app(
        lab,
        RECOVERABLE=True,
        CHANGEABLE=True,
        FRESHNESS=timedelta(minutes=1),
        FRESHNESS_GRACE_PERIOD=timedelta(0),
    )
    lab.mask(r"(/reset/)[\w.%-]+", r"\1<token>")
    links: list[str] = []
    app.jinja_env.filters["keep"] = lambda link: links.append(link) or link
    lab.file("templates/security/email/reset_instructions.txt", "Reset: {{ reset_link|keep }}")
    app.add_url_rule("/fresh", "fresh", auth_required(within=1, grace=0)(lambda: "fresh"))
    client, other = app.test_client(), app.test_client()
    lab.note(login(client, "ada").status, login(other, "ada").status)
    lab.answer(client.get("/change"))
    new = {"new_password": "another staple", "new_password_confirm": "another staple"}
    for body in (
        {"password": "wrong", **new},
        {"password": PASSWORD, "new_password": "x", "new_password_confirm": "x"},
    ):
        lab.answer(client.post("/change", json=body))
    lab.answer(client.post("/change", data={"password": PASSWORD, **new}))
    lab.note(client.get("/").text, other.get("/").text)
    lab.answer(client.get("/fresh"))
    with client.session_transaction() as kept:
        kept["fs_paa"] = 1.0
    lab.answer(client.get("/fresh"))
    lab.answer(client.get("/fresh", headers=JSON))
    lab.answer(client.get("/verify?next=/fresh"))
    lab.answer(client.post("/verify?next=/fresh", data={"password": "wrong"}))
    lab.answer(client.post("/verify?next=/fresh", data={"password": "another staple"}))
    lab.answer(client.get("/fresh"))
    lab.answer(other.get("/reset"))
    for email in ("nobody@example.com", "bob@example.com"):
        lab.answer(other.post("/reset", data={"email": email}))
    path = links[0].removeprefix("http://localhost")
    lab.answer(other.get(path))
    lab.answer(other.post(path, data={"password": "third staple", "password_confirm": "third staple"}))
    lab.answer(other.get(path))
    lab.answer(other.post("/login", data={"email": "bob@example.com", "password": "third staple"}))


def scenario_pages_of_ones_own(lab: Lab) -> None:
    """Templates, forms, context processors, names of routes and messages are replaced, below a prefix of its own."""

    class OwnForm(LoginForm):
        motto = StringField("Motto")

        def validate(self, **more: Any) -> bool:
            lab.note("validated by", type(self).__name__, self.motto.data)
            return self.motto.data == "known" and super().validate(**more)

    app, security, _ = make_app(
        lab,
        own={"login_form": OwnForm},
        URL_PREFIX="/accounts",
        BLUEPRINT_NAME="accounts",
        LOGIN_URL="/enter",
        LOGIN_USER_TEMPLATE="enter.html",
        POST_LOGIN_VIEW="/me",
        MSG_INVALID_PASSWORD=("That is not it", "error"),
        FLASH_MESSAGES=True,
    )
    lab.file(
        "templates/enter.html",
        "{{ login_user_form.motto.label }} {{ all }} {{ own }} {{ url_for_security('login') }} "
        "{{ login_user_form.errors }} {{ current_user.is_authenticated }} {{ security.app.name if security.app }}",
    )
    security.context_processor(lambda: {"all": "for all pages"})
    security.login_context_processor(lambda: {"own": f"for {request.endpoint}"})

    @app.get("/me")
    @auth_required()
    def me() -> str:
        return render_template_string(
            "{{ current_user.email }} {{ current_user.has_role('keeper') }} {{ url_for_security('logout') }}"
            " {{ url_for('accounts.login') }} {{ get_flashed_messages() }}"
        )

    client = app.test_client()
    lab.answer(client.get("/accounts/enter"))
    lab.answer(client.get("/me"))
    data = {"email": "ada@example.com", "password": PASSWORD, "motto": "known"}
    for change in ({"motto": "unknown"}, {"password": "wrong"}, {}):
        lab.answer(client.post("/accounts/enter", data={**data, **change}))
    lab.answer(client.get("/me"))
    with app.test_request_context():
        lab.note(url_for_security("login", next="/me"), url_for_security("logout", _external=True))
    lab.note(sorted(app.blueprints), app.extensions["security"] is security)
    lab.note(sorted((rule.endpoint, rule.rule) for rule in app.url_map.iter_rules()))


def scenario_protection_from_forgery(lab: Lab) -> None:
    """Forms carry tokens, JSON takes them from a cookie, and requests with a token of a user need none."""
    lab.mask(r'value="[\w.-]{60,}"', 'value="<token>"')
    lab.mask(r"XSRF-TOKEN=[\w.-]+", "XSRF-TOKEN=<token>")

    def protect(app: Flask) -> None:
        app.config.update(WTF_CSRF_ENABLED=True, WTF_CSRF_CHECK_DEFAULT=False)
        CSRFProtect(app)

    app, _, _ = make_app(
        lab,
        protect,
        CSRF_PROTECT_MECHANISMS=["session", "basic"],
        CSRF_IGNORE_UNAUTH_ENDPOINTS=True,
        CSRF_COOKIE_NAME="XSRF-TOKEN",
    )

    @app.post("/order")
    @auth_required("token", "session")
    def order() -> Any:
        return {"ordered by": current_user.email}

    client = app.test_client()
    page = lab.answer(client.get("/login"), body=False)
    lab.note("a token in the form", "csrf_token" in page.text)
    found = lab.answer(
        client.post("/login?include_auth_token", json={"email": "ada@example.com", "password": PASSWORD}),
        body=False,
    )
    key = found.json["response"]["user"]["authentication_token"]
    lab.answer(client.post("/order"))
    lab.answer(client.post("/order", headers=JSON))
    cookie = client.get_cookie("XSRF-TOKEN")
    lab.note(cookie is not None)
    lab.answer(client.post("/order", headers={"X-XSRF-Token": cookie.value if cookie else ""}))
    lab.answer(app.test_client().post("/order", headers={"Authentication-Token": key}))
    lab.answer(client.post("/logout"))


def scenario_commands(lab: Lab) -> None:
    """Commands make, change and switch off users and roles, in the application's context."""
    app, _, store = make_app(lab, CLI_ROLES_NAME="jobs")
    lab.command(app, "users", "create", "joe@example.com", "--password", PASSWORD, "--active")
    lab.command(app, "users", "create", "joe@example.com", "--password", PASSWORD)
    lab.command(app, "users", "create", "jim@example.com", "--password", "short")
    lab.command(app, "users", "create", "jim@example.com", input=f"{PASSWORD}\n{PASSWORD}\n")
    lab.command(app, "jobs", "create", "cleaner", "-d", "cleans", "-p", "sweep,wash")
    for command in (
        ("add", "joe@example.com", "cleaner"),
        ("add", "joe@example.com", "none"),
        ("add_permissions", "cleaner", "dust"),
        ("remove_permissions", "cleaner", "wash"),
        ("remove", "ada@example.com", "keeper"),
    ):
        lab.command(app, "jobs", *command)
    for name in ("deactivate", "activate", "deactivate"):
        lab.command(app, "users", name, "joe@example.com")
    lab.command(app, "users", "change_password", "bob@example.com", "--password", "another staple")
    lab.command(app, "users", "--help")
    lab.command(app, "jobs")
    with app.app_context():
        for user in store.user_model.query.order_by("id"):
            lab.note(user.email, user.active, [role.name for role in user.roles], user.password == PASSWORD)
        lab.note(sorted(store.find_role("cleaner").permissions))
    client = app.test_client()
    lab.note(client.post("/login", json={"email": "bob@example.com", "password": "another staple"}).status)


def scenario_codes_by_mail(lab: Lab) -> None:
    """Users sign in with a code that is mailed to them, and a second code may be asked for."""
    secrets = {"1": "TjQ9Qa31VOrfEzuPy4VHQWPCTmRzCnFzMKLxXYiZu9B"}
    codes: list[str] = []
    lab.mask(r"\b[0-9]{6}\b", "<code>")
    lab.mask(
        r"(?<!=)\.eJ[\w-]+\.[\w-]+\.[\w-]+", "<state>"
    )  # it holds a secret made by chance, and is compressed
    lab.mask(r"Content-Length: 4[0-9]{2}", "Content-Length: <length>")

    def keep(code: str) -> str:
        codes.append(code)
        return code

    def prepare(app: Flask) -> None:
        app.jinja_env.filters["keep"] = keep
        for name in ("us_instructions", "two_factor_instructions"):
            lab.file(f"templates/security/email/{name}.txt", "Code: {{ token|keep }}")

    app, _, _ = make_app(
        lab,
        prepare,
        UNIFIED_SIGNIN=True,
        US_ENABLED_METHODS=["password", "email"],
        TWO_FACTOR=True,
        TWO_FACTOR_ENABLED_METHODS=["email"],
        TOTP_SECRETS=secrets,
        TOTP_ISSUER="cellar",
    )
    receivers = listen(lab, app)
    client = app.test_client()
    ada = {"identity": "ada@example.com", "chosen_method": "email"}
    lab.answer(client.post("/us-signin/send-code", json=ada))
    lab.answer(client.post("/us-signin", json={**ada, "passcode": PASSWORD}))
    state = lab.answer(client.post("/us-setup", json={"chosen_method": "email"})).json["response"]["state"]
    for code in ("000000", codes[-1]):
        lab.answer(client.post(f"/us-setup/{state}", json={"passcode": code}))
    lab.answer(client.post("/logout", json={}))
    lab.answer(client.post("/us-signin/send-code", json=ada))
    lab.answer(client.post("/us-signin", json={"identity": "ada@example.com", "passcode": codes[-1]}))
    state = lab.answer(client.post("/tf-setup", json={"setup": "email"})).json["response"]["tf_state_token"]
    for code in ("000000", codes[-1]):
        lab.answer(client.post(f"/tf-setup/{state}", json={"code": code}))
    lab.answer(client.post("/logout", json={}))
    lab.answer(client.post("/us-signin", json={**ada, "passcode": PASSWORD}))
    lab.answer(client.get("/"))
    for code in ("000000", codes[-1]):
        lab.answer(client.post("/tf-validate", json={"code": code}))
    lab.answer(client.get("/"))
    lab.note(len(codes), len(receivers) > 0)
