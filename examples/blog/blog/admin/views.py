from __future__ import annotations

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask.views import MethodView
from flask_babel import gettext as _, ngettext
from flask_login import current_user
from sqlalchemy import func, select

from blog.extensions import db, login_manager
from blog.models import Account, Comment, Post

from . import exchange
from .forms import AccountForm, ImportForm

admin = Blueprint("admin", __name__, url_prefix="/admin")


@admin.before_request
def keep_others_out() -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        return login_manager.unauthorized()
    if not current_user.is_admin:
        abort(403)
    return None


@admin.after_request
def keep_out_of_caches(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@admin.get("/")
def overview() -> ResponseReturnValue:
    counts = {
        model.__tablename__: db.session.scalar(select(func.count()).select_from(model))
        for model in (Account, Post, Comment)
    }
    drafts = db.session.scalars(select(Post).where(Post.is_draft).order_by(Post.id))
    return render_template("admin/overview.html", counts=counts, drafts=drafts, form=ImportForm())


@admin.get("/accounts")
def accounts() -> ResponseReturnValue:
    found = db.paginate(select(Account).order_by(Account.name), per_page=current_app.config["POSTS_PER_PAGE"])
    return render_template("admin/accounts.html", page=found)


class AccountView(MethodView):
    """One account, to be looked at and changed."""

    def get(self, number: int) -> ResponseReturnValue:
        account = db.get_or_404(Account, number)
        return render_template("admin/account.html", account=account, form=AccountForm(obj=account))

    def post(self, number: int) -> ResponseReturnValue:
        account = db.get_or_404(Account, number)
        form = AccountForm(obj=account)
        form.validate()
        if account == current_user and (form.is_blocked.data or not form.is_admin.data):
            form.form_errors.append(_("You cannot take your own rights away."))
        if form.errors:
            return render_template("admin/account.html", account=account, form=form), 422
        form.populate_obj(account)
        db.session.commit()
        flash(_("%(name)s is saved.", name=account.name), "good")
        return redirect(url_for(".accounts"))


admin.add_url_rule(f"/accounts/<int(max={2**63 - 1}):number>", view_func=AccountView.as_view("account"))


@admin.get("/posts.json")
def export() -> Response:
    response = Response(stream_with_context(exchange.write()), mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename="posts.json")
    return response


@admin.post("/posts.json")
def import_posts() -> ResponseReturnValue:
    form = ImportForm()
    if form.validate_on_submit():
        try:
            count = exchange.read(form.file.data.read())
        except exchange.RefusedError as error:
            db.session.rollback()
            flash(_("This is no document of posts: %(reason)s", reason=error), "bad")
        else:
            flash(ngettext("%(num)d post has been added.", "%(num)d posts have been added.", count), "good")
    for message in form.file.errors:
        flash(message, "bad")
    return redirect(url_for(".overview"))
