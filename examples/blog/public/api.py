"""An API: posts to be read by other programs, and comments to be written by them."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_marshmallow import Schema
from flask_marshmallow.fields import AbsoluteURLFor
from marshmallow import fields, validate
from werkzeug.exceptions import HTTPException

from blog.extensions import csrf, db
from blog.models import Comment
from blog.posts import queries

from .extensions import cache, is_not_for_all, limiter

api = Blueprint("api", __name__, url_prefix="/api")
csrf.exempt(api)  # No form of another site can send JSON.
limiter.limit("30 per hour")(api)


class CommentSchema(Schema):
    id = fields.Integer(dump_only=True)
    author = fields.Pluck("AuthorSchema", "name", dump_only=True)
    body = fields.String(required=True, validate=validate.Length(1, 2_000))
    written = fields.DateTime(dump_only=True)


class AuthorSchema(Schema):
    name = fields.String()


class PostSchema(Schema):
    slug = fields.String()
    title = fields.String()
    body = fields.String()
    author = fields.Pluck(AuthorSchema, "name")
    tags = fields.Pluck("TagSchema", "name", many=True)
    comments = fields.Nested(CommentSchema, many=True)
    url = AbsoluteURLFor("posts.show", values={"slug": "<slug>"})


class TagSchema(Schema):
    name = fields.String()


post_schema = PostSchema()
posts_schema = PostSchema(many=True, only=("slug", "title", "author", "tags", "url"))
comment_schema = CommentSchema()


@api.errorhandler(HTTPException)
def show_error(error: HTTPException) -> ResponseReturnValue:
    return jsonify(error=error.description), error.code or 500


@api.get("/posts")
@cache.cached(query_string=True, unless=is_not_for_all)  # pyright: ignore[reportUnknownMemberType, reportUntypedFunctionDecorator]  # its types leave views open
def posts() -> ResponseReturnValue:
    page = queries.page(queries.containing(request.args.get("words", "")))
    following = url_for(".posts", page=page.next_num, _external=True) if page.has_next else None
    return jsonify(posts=posts_schema.dump(page.items), total=page.total, next=following)


@api.get("/posts/<slug>")
def post(slug: str) -> ResponseReturnValue:
    return jsonify(post_schema.dump(queries.find(slug)))


@api.post("/posts/<slug>/comments")
@limiter.limit("3 per hour")
def comment(slug: str) -> ResponseReturnValue:
    if not current_user.is_authenticated:
        abort(401, "Log in before you comment.")
    found = queries.find(slug)
    sent = cast("dict[str, str]", comment_schema.load(request.get_json()))  # It may load lists, but not here.
    written = Comment(post_id=found.id, author_id=current_user.id, body=sent["body"])
    db.session.add(written)
    db.session.commit()
    return jsonify(comment_schema.dump(written)), 201, {"Location": url_for(".post", slug=slug)}
