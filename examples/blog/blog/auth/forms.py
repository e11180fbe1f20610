from __future__ import annotations

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import BooleanField, PasswordField, SelectField, StringField, SubmitField
from wtforms.validators import DataRequired, EqualTo, Length, Optional, Regexp, ValidationError

from blog.config import LANGUAGES
from blog.extensions import db
from blog.models import Account


class RegistrationForm(FlaskForm):
    name = StringField(
        _l("Name"),
        validators=[
            DataRequired(),
            Length(2, 40),
            Regexp(r"^[\w.-]+$", message=_l("A name has letters, digits, dots, dashes and underscores.")),
        ],
    )
    password = PasswordField(_l("Password"), validators=[DataRequired(), Length(8, 200)])
    repeated = PasswordField(
        _l("Password again"),
        validators=[DataRequired(), EqualTo("password", _l("The two passwords differ."))],
    )
    submit = SubmitField(_l("Register"))

    def validate_name(self, field: StringField) -> None:
        if db.session.scalar(select(Account.id).where(Account.name == field.data)):
            raise ValidationError(_("This name is taken."))


class LoginForm(FlaskForm):
    name = StringField(_l("Name"), validators=[DataRequired()])
    password = PasswordField(_l("Password"), validators=[DataRequired()])
    remember = BooleanField(_l("Remember me"))
    submit = SubmitField(_l("Log in"))


class SettingsForm(FlaskForm):
    language = SelectField(
        _l("Language"), choices=[("", _l("as the browser asks")), *LANGUAGES.items()], coerce=str
    )
    password = PasswordField(_l("New password"), validators=[Optional(), Length(8, 200)])
    repeated = PasswordField(
        _l("Password again"), validators=[EqualTo("password", _l("The two passwords differ."))]
    )
    submit = SubmitField(_l("Save"))
