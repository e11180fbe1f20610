from __future__ import annotations

import re
from typing import Final

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, SubmitField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from blog.models import Post

MOST_TAGS: Final = 6
_TAG: Final = re.compile(r"[\w-]{1,30}")


class PostForm(FlaskForm):
    title = StringField(_l("Title"), validators=[DataRequired(), Length(max=120)])
    body = TextAreaField(_l("Text"), validators=[DataRequired(), Length(max=50_000)])
    tags = StringField(_l("Tags"), description=_l("Words with commas between them."))
    is_draft = BooleanField(_l("A draft, which only I see"))
    submit = SubmitField(_l("Save"))

    def validate_tags(self, field: StringField) -> None:
        words = self.list_tags()
        if len(words) > MOST_TAGS:
            raise ValidationError(_("A post has %(most)d tags at most.", most=MOST_TAGS))
        wrong = next((word for word in words if not _TAG.fullmatch(word)), None)
        if wrong is not None:
            raise ValidationError(_("“%(word)s” is no tag: write letters, digits and dashes.", word=wrong))

    @classmethod
    def of(cls, post: Post) -> PostForm:
        """Return a form that shows a post, or what has been sent."""
        tags = ", ".join(tag.name for tag in post.tags)
        return cls(data={"title": post.title, "body": post.body, "tags": tags, "is_draft": post.is_draft})

    def list_tags(self) -> list[str]:
        """Return what was written as tags: in lower case, sorted, each once."""
        words = (word.strip().lower() for word in (self.tags.data or "").split(","))
        return sorted({word for word in words if word})
