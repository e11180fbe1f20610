from collections.abc import Iterable

from werkzeug.datastructures import FileStorage
from wtforms import FileField as _FileField
from wtforms.form import BaseForm

class FileField(_FileField):
    data: FileStorage

class FileRequired:
    def __init__(self, message: str | None = None) -> None: ...
    def __call__(self, form: BaseForm, field: FileField) -> None: ...

class FileAllowed:
    def __init__(self, upload_set: Iterable[str], message: str | None = None) -> None: ...
    def __call__(self, form: BaseForm, field: FileField) -> None: ...
