from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed, FileField, FileRequired
from wtforms import BooleanField, SubmitField


class AccountForm(FlaskForm):
    is_admin = BooleanField(_l("Administrator"))
    is_blocked = BooleanField(_l("Blocked"))
    submit = SubmitField(_l("Save"))


class ImportForm(FlaskForm):
    file = FileField(
        _l("Posts as JSON"),
        validators=[FileRequired(), FileAllowed(["json"], _l("The name of the file ends in .json."))],
    )
    submit = SubmitField(_l("Import"))
