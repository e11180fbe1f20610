from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from sqlalchemy import select

from blog.comments.forms import CommentForm
from blog.extensions import db
from blog.models import Account, Post

from . import queries
from .forms import PostForm

posts = Blueprint("posts", __name__)


@posts.get("/")
def index() -> ResponseReturnValue:
    words = request.args.get("words", "").strip()
    found = queries.page(queries.containing(words) if words else queries.newest_first())
    return render_template("posts/index.html", page=found, words=words, tags=queries.count_tags())


@posts.get("/tags/<name>")
def tag(name: str) -> ResponseReturnValue:
    found = queries.page(queries.tagged(name.lower()))
    return render_template("posts/list.html", page=found, title=_("Posts about %(tag)s", tag=name))


@posts.get("/authors/<name>")
def author(name: str) -> ResponseReturnValue:
    found = db.one_or_404(
        select(Account).where(Account.name == name), description=_("Nobody here has this name.")
    )
    return render_template(
        "posts/list.html", page=queries.page(queries.by(found)), title=_("Posts by %(name)s", name=name)
    )


@posts.get("/feed.xml")
def feed() -> ResponseReturnValue:
    entries = db.session.scalars(queries.newest_first().where(Post.is_draft.is_(False)).limit(20)).all()
    response = make_response(render_template("posts/feed.xml", posts=entries))
    response.content_type = "application/atom+xml; charset=utf-8"
    response.add_etag()
    return response.make_conditional(request)


@posts.get("/posts/<slug>")
def show(slug: str) -> ResponseReturnValue:
    return render_template("posts/show.html", post=queries.find(slug), form=CommentForm())


@posts.route("/posts/new", methods=["GET", "POST"])
@login_required
def new() -> ResponseReturnValue:
    form = PostForm()
    if form.validate_on_submit():
        title, body, tags = form.title.data or "", form.body.data or "", form.list_tags()
        post = queries.add(current_user, title, body, tags, is_draft=form.is_draft.data)
        db.session.commit()
        flash(_("“%(title)s” is saved.", title=post.title), "good")
        return redirect(url_for(".show", slug=post.slug))
    return render_template("posts/edit.html", form=form, title=_("New post")), 422 if form.errors else 200


@posts.route("/posts/<slug>/edit", methods=["GET", "POST"])
@login_required
def edit(slug: str) -> ResponseReturnValue:
    post = queries.find_own(slug)
    form = PostForm.of(post)
    if form.validate_on_submit():
        post.title, post.body = form.title.data or "", form.body.data or ""
        post.tags, post.is_draft = queries.take_tags(form.list_tags()), form.is_draft.data
        db.session.commit()
        flash(_("“%(title)s” is saved.", title=post.title), "good")
        return redirect(url_for(".show", slug=slug))
    return render_template(
        "posts/edit.html", form=form, title=_("Change a post")
    ), 422 if form.errors else 200


@posts.post("/posts/<slug>/delete")
@login_required
def delete(slug: str) -> ResponseReturnValue:
    post = queries.find_own(slug)
    db.session.delete(post)
    db.session.commit()
    flash(_("“%(title)s” is deleted.", title=post.title), "good")
    return redirect(url_for(".index"))
