"""Flask-WTF: forms that read the request, tokens against forged requests, uploads, reCAPTCHA's widget."""

from __future__ import annotations

import io
import os
import re
from typing import Any, Final

import pytest
from flask import Blueprint, Flask, flash, g, redirect, render_template_string, request, session, url_for
from flask_wtf import FlaskForm, RecaptchaField
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf, validate_csrf
from flask_wtf.file import FileAllowed, FileField, FileRequired, FileSize, MultipleFileField
from wtforms import IntegerField, StringField, SubmitField, ValidationError
from wtforms.validators import DataRequired, NumberRange

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-WTF",)
FORM: Final = """\
<form method="post">{{ form.hidden_tag() }}{{ form.name.label }}{{ form.name(size=20) }}{{ form.litres() }}{{ form.send }}</form>
{% for field, errors in form.errors.items() %}{{ field }}: {{ errors|join(", ") }};{% endfor %}
"""


class JarForm(FlaskForm):
    """A form of two fields."""

    name = StringField("Name", validators=[DataRequired("a jar has a name")])
    litres = IntegerField("Litres", default=1, validators=[NumberRange(min=1, max=60)])
    send = SubmitField("Save")

    def validate_name(self, field: StringField) -> None:
        """Refuse one name."""
        if field.data == "taken":
            raise ValidationError("there is such a jar")


class UploadForm(FlaskForm):
    """A form with files."""

    class Meta:
        """No token."""

        csrf = False

    picture = FileField(
        validators=[FileRequired(), FileAllowed(["png", "jpg"], "pictures only"), FileSize(10)]
    )
    others = MultipleFileField(validators=[FileAllowed(["txt"])])


def make_app(lab: Lab, **settings: object) -> Flask:
    """Make an application in which every token is made of the same bytes."""

    def same_bytes(number: int) -> bytes:
        return b"\x07" * number

    lab.monkeypatch.setattr(os, "urandom", same_bytes)
    app = Flask("shop", root_path=str(lab.folder))
    app.config.from_mapping(SECRET_KEY="a key", **settings)
    return app


def token_of(html: str) -> str:
    """Find the token in a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', html)
    assert found is not None, html
    return found.group(1)


def scenario_form(lab: Lab) -> None:
    """A form is shown, refused without a token or with bad fields, and accepted with good ones."""
    app = make_app(lab)

    @app.route("/jars", methods=["GET", "POST", "PUT"])
    def jars() -> object:
        form = JarForm()
        if form.validate_on_submit():
            flash(f"{form.name.data} of {form.litres.data}")
            return redirect(url_for("done"))
        return render_template_string(FORM, form=form), 422 if form.is_submitted() else 200

    @app.route("/done")
    def done() -> str:
        return render_template_string("{{ get_flashed_messages()|join }}")

    client = app.test_client()
    token = token_of(lab.answer(client.get("/jars")).text)
    lab.answer(client.post("/jars", data={"name": "a"}))
    lab.answer(client.post("/jars", data={"name": "", "litres": "x", "csrf_token": token}))
    lab.answer(client.post("/jars", data={"name": "taken", "litres": "61", "csrf_token": token}))
    lab.answer(client.put("/jars", json={"name": "from json", "litres": 3, "csrf_token": token}))
    lab.answer(
        client.post("/jars", data={"name": "<a>", "litres": "2", "csrf_token": token}, follow_redirects=True)
    )
    lab.answer(app.test_client().post("/jars", data={"name": "a", "litres": "2", "csrf_token": token}))


def scenario_protection(lab: Lab) -> None:
    """Every request that changes something needs a token, in the form or a header, but for what is exempt."""
    app = make_app(lab)
    protect = CSRFProtect(app)
    hooks, open_pages = (
        Blueprint("hooks", "shop", url_prefix="/hooks"),
        Blueprint("open", "shop", url_prefix="/open"),
    )
    for blueprint in [hooks, open_pages]:
        blueprint.add_url_rule("/", "change", lambda: request.endpoint, methods=["POST"])
    app.add_url_rule("/token", "token", lambda: render_template_string("{{ csrf_token() }}"))
    app.add_url_rule(
        "/change", "change", lambda: f"valid: {g.get('csrf_valid')}", methods=["GET", "POST", "DELETE"]
    )

    @app.post("/exempt")
    @protect.exempt
    def exempt() -> str:
        return f"valid: {g.get('csrf_valid')}"

    protect.exempt(open_pages)
    app.register_blueprint(hooks)
    app.register_blueprint(open_pages)
    client = app.test_client()
    token = lab.answer(client.get("/token")).text
    for path in ["/change", "/exempt", "/hooks/", "/open/", "/nowhere"]:
        lab.answer(client.post(path))
    lab.answer(client.delete("/change"))
    lab.answer(client.post("/change", data={"csrf_token": token}))
    lab.answer(client.post("/change", json={}, headers={"X-CSRFToken": token}))
    lab.answer(client.delete("/change", headers={"X-CSRF-Token": token}))
    lab.answer(client.post("/change", data={"csrf_token": token + "x"}))
    lab.answer(app.test_client().post("/change", data={"csrf_token": token}))
    secure = {"base_url": "https://localhost", "data": {"csrf_token": token}}
    with client.session_transaction(base_url="https://localhost"):
        pass
    for referrer in [{}, {"Referer": "https://other.test/"}, {"Referer": "https://localhost/token"}]:
        lab.answer(client.post("/change", headers=referrer, **secure))


def scenario_errors_and_settings(lab: Lab) -> None:
    """A handler answers a refused token; the check can be off, by hand, for other methods and under other names."""
    app = make_app(lab, WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_FIELD_NAME="tok", WTF_CSRF_METHODS=["POST"])
    protect = CSRFProtect()
    protect.init_app(app)

    @app.errorhandler(CSRFError)
    def refused(error: CSRFError) -> tuple[dict[str, Any], int]:
        lab.note("handler", type(error).__mro__[1:3], error.description, request.path)
        return {"reason": error.description}, 418

    @app.before_request
    def check() -> None:
        if request.headers.get("X-Check"):
            protect.protect()

    app.add_url_rule("/change", "change", lambda: f"done {dict(session)}", methods=["POST", "PUT"])
    app.add_url_rule("/token", "token", generate_csrf)
    client = app.test_client()
    token = lab.answer(client.get("/token")).text
    for headers in [{}, {"X-Check": "1"}]:
        lab.answer(client.post("/change", headers=headers))
        lab.answer(client.put("/change", headers=headers))
    lab.answer(client.post("/change", headers={"X-Check": "1"}, data={"tok": token}))
    app.config["WTF_CSRF_ENABLED"] = False
    lab.answer(client.post("/change", headers={"X-Check": "1"}))
    with app.test_request_context():
        made = generate_csrf()
        lab.note(made == generate_csrf(), made, validate_csrf(made), sorted(session))
        lab.refused(validate_csrf, "nonsense")
        lab.refused(validate_csrf, None)
        lab.refused(validate_csrf, made, time_limit=-1)
        lab.refused(validate_csrf, made, secret_key="another")
    keyless = Flask("keyless")
    with keyless.test_request_context():
        lab.refused(JarForm)
    lab.refused(lambda: JarForm().name)


def scenario_uploads(lab: Lab) -> None:
    """Files are required, of some endings, and not too big."""
    app = make_app(lab)

    @app.post("/upload")
    def upload() -> object:
        form = UploadForm()
        if not form.validate_on_submit():
            return form.errors, 400
        form.picture.data.save(lab.folder / "saved.png")
        return {"picture": form.picture.data.filename, "others": [one.filename for one in form.others.data]}

    def file(name: str, size: int = 4) -> tuple[io.BytesIO, str]:
        return io.BytesIO(b"x" * size), name

    client = app.test_client()
    for data in [
        {},
        {"picture": file("")},
        {"picture": file("a.gif")},
        {"picture": file("big.png", 11)},
        {"picture": file("a.PNG"), "others": [file("one.txt"), file("two.exe")]},
        {"picture": file("a.jpg"), "others": [file("one.txt"), file("two.txt")]},
    ]:
        lab.answer(client.post("/upload", data=data))
    lab.answer(client.post("/upload", json={"picture": "text"}))
    lab.note((lab.folder / "saved.png").read_bytes())


def scenario_recaptcha(lab: Lab) -> None:
    """The widget is rendered with the application's keys, and the answer is asked for with the request's values."""

    class Form(FlaskForm):
        robot = RecaptchaField()

    app = make_app(
        lab, RECAPTCHA_PUBLIC_KEY="public", RECAPTCHA_PARAMETERS={"hl": "de"}, WTF_CSRF_ENABLED=False
    )
    asked: list[bytes] = []

    class Reply(io.BytesIO):
        code = 200

    def ask(url: str, data: bytes) -> Reply:
        asked.append(data)
        return Reply(b'{"success": false, "error-codes": ["invalid-input-secret"]}')

    lab.monkeypatch.setattr("flask_wtf.recaptcha.validators.http.urlopen", ask)

    @app.route("/", methods=["GET", "POST"])
    def index() -> object:
        form = Form()
        valid = form.validate_on_submit()
        return render_template_string(
            "{{ form.robot }}|{{ valid }}|{{ form.robot.errors }}", form=form, valid=valid
        )

    client = app.test_client()
    lab.answer(client.get("/"))
    lab.attempt(client.post, "/")
    app.config["RECAPTCHA_PRIVATE_KEY"] = "private"
    app.config["RECAPTCHA_DATA_ATTRS"] = {"theme": "dark"}
    lab.answer(client.post("/"))
    lab.answer(client.post("/", data={"g-recaptcha-response": "r"}))
    lab.answer(client.post("/", json={"g-recaptcha-response": "j"}))
    lab.note(asked)
    app.testing = True
    lab.answer(client.post("/", data={"g-recaptcha-response": "r"}))
    del app.config["RECAPTCHA_PUBLIC_KEY"]
    with pytest.raises(RuntimeError) as caught:
        client.get("/")
    lab.note(caught.value)
