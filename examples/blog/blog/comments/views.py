from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from blog.extensions import db
from blog.models import Comment
from blog.posts import queries

from .forms import CommentForm

comments = Blueprint("comments", __name__, url_prefix="/posts/<slug>/comments")


@comments.post("/")
@login_required
def add(slug: str) -> ResponseReturnValue:
    post = queries.find(slug)
    form = CommentForm()
    if not form.validate_on_submit():
        return render_template("posts/show.html", post=post, form=form), 422
    comment = Comment(post_id=post.id, author_id=current_user.id, body=form.body.data)
    db.session.add(comment)
    db.session.commit()
    flash(_("Thank you for your comment."), "good")
    return redirect(url_for("posts.show", slug=slug, _anchor=f"comment-{comment.id}"))


@comments.post("/<int:number>/delete")
@login_required
def delete(slug: str, number: int) -> ResponseReturnValue:
    post = queries.find(slug)
    comment = next((comment for comment in post.comments if comment.id == number), None)
    if comment is None:
        abort(404)
    # The author of a post decides what stands below it.
    if not (current_user.may_change(comment) or current_user.may_change(post)):
        abort(403)
    db.session.delete(comment)
    db.session.commit()
    flash(_("The comment is deleted."), "good")
    return redirect(url_for("posts.show", slug=slug))
