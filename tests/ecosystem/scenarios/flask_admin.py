"""Flask-Admin: views which are blueprints, over tables of SQLAlchemy and over no model at all."""

from __future__ import annotations

import io
import os
from typing import Final

import wtforms
from flask import Flask, abort, flash, redirect, request, session, url_for
from flask.views import MethodView
from flask_admin import Admin, AdminIndexView, BaseView, expose, expose_plugview
from flask_admin.actions import action
from flask_admin.base import MenuLink
from flask_admin.consts import ADMIN_ROUTES_HOST_VARIABLE
from flask_admin.contrib.fileadmin import FileAdmin
from flask_admin.contrib.sqla import ModelView
from flask_admin.form import SecureForm
from flask_admin.helpers import get_redirect_target, get_url
from flask_admin.model import BaseModelView
from flask_admin.theme import Bootstrap4Theme
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-Admin",)


def make_app(lab: Lab) -> Flask:
    """Make an application with a key for its sessions."""
    app = Flask("cellar", root_path=str(lab.folder))
    app.secret_key = "cellar"
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    Babel(app, locale_selector=lambda: request.args.get("lang") if request else None)
    return app


def list_rules(app: Flask) -> list[str]:
    """Every rule with its endpoint and its methods, in one order."""
    return sorted(
        f"{rule.rule} {rule.endpoint} {sorted(rule.methods or ())}" for rule in app.url_map.iter_rules()
    )


class Growers(BaseView):
    """A view without a model, with a page of its own and a view class of Flask's."""

    @expose("/")
    def index(self) -> str:
        """List them."""
        return self.render("admin/master.html", growers=["Ada"])

    @expose("/<int:number>/", methods=("GET", "POST"))
    def one(self, number: int) -> str:
        """Show one."""
        if request.method == "POST":
            flash(f"saved {number}")
        return f"{number} {self.get_url('.index')} {get_url('growers.one', number=number)} {self.endpoint}"

    @expose_plugview("/api")
    class Api(MethodView):
        """What machines read."""

        def get(self, cls: BaseView) -> dict[str, str | None]:
            """Name the view."""
            return {"view": cls.name}

        def post(self, cls: BaseView) -> tuple[dict[str, str], int]:
            """Make something."""
            return {"made": request.form["name"]}, 201


class Guarded(BaseView):
    """A view that only some may see."""

    def is_accessible(self) -> bool:
        """Let in whoever has logged in."""
        return "user" in session

    def inaccessible_callback(self, name: str, **kwargs: object) -> object:
        """Send the rest away, or refuse them."""
        return redirect(url_for("login", next=request.url)) if name == "index" else abort(403)

    @expose("/")
    def index(self) -> str:
        """Greet."""
        return f"hello {session['user']}"

    @expose("/secret")
    def secret(self) -> str:
        """Tell."""
        return "secret"


def scenario_base_views(lab: Lab) -> None:
    """Views without a model become blueprints with endpoints, menus, templates and static files."""
    app = make_app(lab)
    admin = Admin(app, name="Cellar", theme=Bootstrap4Theme(swatch="cerulean"))
    admin.add_view(Growers(name="All growers", endpoint="growers", category="People"))
    admin.add_link(MenuLink(name="Home", url="/", category="Links"))
    admin.add_link(MenuLink(name="Out", endpoint="growers.index"))
    for rule in list_rules(app):
        lab.note(rule)
    client = app.test_client()
    for path in (
        "/admin/",
        "/admin/growers/",
        "/admin/growers/3/",
        "/admin/growers/api",
        "/admin/growers",
        "/admin/none",
    ):
        lab.answer(client.get(path))
    lab.answer(client.post("/admin/growers/3/"))
    lab.answer(client.post("/admin/growers/api", data={"name": "Bo"}))
    lab.answer(client.get("/admin/growers/", follow_redirects=True))
    script = client.get("/admin/static/admin/js/form.js")
    lab.note(script.status, script.content_type, script.content_length == len(script.data))
    with app.test_request_context():
        lab.note(
            url_for("admin.index"),
            url_for("admin.static", filename="x.css"),
            url_for("growers.one", number=1),
        )


def scenario_access(lab: Lab) -> None:
    """A view that is not accessible redirects or refuses, is not in the menu, and opens after the login."""
    app = make_app(lab)
    admin = Admin(app, index_view=AdminIndexView(name="Start", url="/back"), url="/back")
    admin.add_view(Guarded(name="Guarded", url="/guarded"))

    @app.get("/login")
    def login() -> object:
        session["user"] = "ada"
        return redirect(get_redirect_target("next") or "/")

    @app.errorhandler(403)
    def refuse(error: Exception) -> tuple[str, int]:
        return f"refused: {request.endpoint} {request.blueprint}", 403

    client = app.test_client()
    start = client.get("/back/")
    lab.note(start.status, b"Guarded" in start.data)
    for path in ("/guarded/", "/guarded/secret"):
        lab.answer(client.get(path))
    lab.answer(client.get("/login?next=http://elsewhere.test/"))
    lab.answer(client.get("/login?next=/guarded/"))
    for path in ("/guarded/", "/guarded/secret"):
        lab.answer(client.get(path))
    start = client.get("/back/")
    lab.note(start.status, b"Guarded" in start.data)


def scenario_sqlalchemy(lab: Lab) -> None:
    """Rows are listed, searched, filtered, made, edited, exported, acted upon and deleted, with flashes and redirects."""
    app = make_app(lab)
    database = SQLAlchemy(app)

    class Wine(database.Model):
        id = Column(Integer, primary_key=True)
        name = Column(String(40), nullable=False, unique=True)
        year = Column(Integer)

        def __str__(self) -> str:
            return str(self.name)

    lab.mask(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d", "TIME")

    class WineView(ModelView):
        column_searchable_list = ("name",)
        column_filters = ("year",)
        column_editable_list = ("year",)
        can_export = True
        can_view_details = True
        page_size = 2

        def on_model_change(self, form: object, model: Wine, is_created: bool) -> None:
            lab.note("changed", str(model), is_created)

        @action("age", "Age", "Really?")
        def age(self, ids: list[str]) -> None:
            for wine in Wine.query.filter(Wine.id.in_(ids)):
                wine.year -= 1
            database.session.commit()
            flash(f"{len(ids)} aged")

    admin = Admin(app)
    admin.add_view(WineView(Wine, database))
    with app.app_context():
        database.create_all()
    client = app.test_client()
    for name, year in (("Rioja", 1999), ("Barolo", 2004), ("Cava", 2020)):
        lab.answer(client.post("/admin/wine/new/", data={"name": name, "year": year}))
    lab.answer(client.post("/admin/wine/new/", data={"name": "", "year": "old"}))
    lab.answer(client.post("/admin/wine/new/", data={"name": "Cava"}, follow_redirects=True))
    for path in (
        "?sort=1",
        "?page=1",
        "?search=aro",
        "?flt0_0=1999",
        "export/csv/",
        "details/?id=1",
        "edit/?id=3",
    ):
        lab.answer(client.get(f"/admin/wine/{path}"))
    lab.answer(client.get("/admin/wine/edit/?id=77"))
    lab.answer(
        client.post("/admin/wine/edit/?id=3", data={"name": "Cava Brut", "year": 2021}, follow_redirects=True)
    )
    lab.answer(client.post("/admin/wine/ajax/update/", data={"list_form_pk": "1", "year": "1998"}))
    lab.answer(
        client.post("/admin/wine/action/", data={"action": "age", "rowid": ["1", "2"]}, follow_redirects=True)
    )
    lab.answer(client.post("/admin/wine/delete/", data={"id": "2"}))
    lab.answer(client.get("/admin/wine/export/csv/"))
    for rule in list_rules(app):
        lab.note(rule)


def scenario_relations_and_forms(lab: Lab) -> None:
    """Forms have choices of another table, inline models and tokens against forged requests, and look rows up for AJAX."""
    app = make_app(lab)
    database = SQLAlchemy(app)

    class Grower(database.Model):
        id = Column(Integer, primary_key=True)
        name = Column(String(40))

        def __str__(self) -> str:
            return str(self.name)

    class Bottle(database.Model):
        id = Column(Integer, primary_key=True)
        label = Column(String(40))
        grower_id = Column(Integer, ForeignKey(Grower.id))
        grower = relationship(Grower, backref="bottles")

    class GrowerView(ModelView):
        inline_models = (Bottle,)
        create_modal = True

    class BottleView(ModelView):
        form_base_class = SecureForm
        form_ajax_refs = {"grower": {"fields": ("name",)}}
        column_formatters = {"label": lambda view, context, model, name: f"<{model.label}>"}

    admin = Admin(app)
    admin.add_view(GrowerView(Grower, database, endpoint="growers"))
    admin.add_view(BottleView(Bottle, database, category="Stock"))
    with app.app_context():
        database.create_all()
    lab.mask(r'value="\d{14}##[0-9a-f]+"', 'value="TOKEN"')
    client = app.test_client()
    with client.session_transaction() as opened:
        opened["csrf"] = "not by chance"
    form = {"name": "Ada", "bottles-0-id": "", "bottles-0-label": "red"}
    lab.answer(client.post("/admin/growers/new/", data=form))
    lab.answer(client.get("/admin/growers/edit/?id=1"))
    lab.answer(client.get("/admin/bottle/"))
    lab.answer(client.get("/admin/bottle/ajax/lookup/?name=grower&query=ad"))
    lab.answer(client.get("/admin/bottle/ajax/lookup/?name=nothing&query=ad"))
    page = client.get("/admin/bottle/new/")
    lab.answer(page)
    lab.answer(client.post("/admin/bottle/new/", data={"label": "white", "grower": "1"}))
    token = page.text.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    lab.answer(client.post("/admin/bottle/new/", data={"label": "white", "grower": "1", "csrf_token": token}))
    lab.answer(client.get("/admin/bottle/"))


class Shelf:
    """A row of no database."""

    def __init__(self, id: int, name: str) -> None:
        self.id = id
        self.name = name


class ShelfView(BaseModelView):
    """A model view over a list."""

    column_list = ("id", "name")
    list_template = "shelves.html"

    def __init__(self, rows: list[Shelf]) -> None:
        self.rows = rows
        super().__init__(Shelf, "Shelves", endpoint="shelves")

    def get_pk_value(self, model: Shelf) -> int:
        """Tell a row's number."""
        return model.id

    def scaffold_list_columns(self) -> list[str]:
        """Name the columns."""
        return ["id", "name"]

    def scaffold_sortable_columns(self) -> dict[str, str]:
        """Name those that can be sorted by."""
        return {"name": "name"}

    def init_search(self) -> bool:
        """Search nothing."""
        return False

    def scaffold_form(self) -> type[wtforms.Form]:
        """Make the form."""
        return type("ShelfForm", (self.form_base_class,), {"name": wtforms.StringField("Name")})

    def scaffold_list_form(self, widget: object = None, validators: object = None) -> None:
        """Edit nothing in the list."""

    def get_list(
        self, page: int, sort: str | None, desc: bool, search: str | None, filters: object, **kwargs: object
    ) -> tuple[int, list[Shelf]]:
        """Give the rows."""
        rows = sorted(self.rows, key=lambda row: str(getattr(row, sort or "name")), reverse=bool(desc))
        return len(rows), rows

    def get_one(self, id: str) -> Shelf | None:
        """Find a row."""
        return next((row for row in self.rows if row.id == int(id)), None)

    def create_model(self, form: wtforms.Form) -> Shelf:
        """Add a row."""
        row = Shelf(len(self.rows) + 1, form.data["name"])
        self.rows.append(row)
        return row

    def update_model(self, form: wtforms.Form, model: Shelf) -> bool:
        """Change a row."""
        form.populate_obj(model)
        return True

    def delete_model(self, model: Shelf) -> bool:
        """Remove a row."""
        self.rows.remove(model)
        return True


def scenario_own_model_view(lab: Lab) -> None:
    """A model view over plain objects uses a template of the application that extends the extension's."""
    app = make_app(lab)
    folder = lab.folder / "templates"
    folder.mkdir()
    (folder / "shelves.html").write_text(
        "{% extends 'admin/model/list.html' %}{% block body %}OURS {{ admin_view.name }} {{ super() }}{% endblock %}"
    )
    Admin(app, url="/").add_view(ShelfView([Shelf(1, "top"), Shelf(2, "bottom")]))
    client = app.test_client()
    lab.answer(client.get("/shelves/?sort=1&desc=1"))
    lab.answer(client.post("/shelves/new/?url=/shelves/%3Fsort%3D1", data={"name": "middle"}))
    lab.answer(client.post("/shelves/new/", data={"name": "more", "_add_another": "1"}))
    lab.answer(client.post("/shelves/edit/?id=1", data={"name": "roof", "_continue_editing": "1"}))
    lab.answer(client.post("/shelves/delete/", data={"id": "2"}, follow_redirects=True))
    for rule in list_rules(app):
        lab.note(rule)


def scenario_files(lab: Lab) -> None:
    """Files are listed, uploaded, renamed, edited, downloaded and deleted below a folder, and nothing outside of it."""
    app = make_app(lab)
    store = lab.folder / "store"
    (store / "sub").mkdir(parents=True)
    (store / "a.txt").write_text("one")

    class Files(FileAdmin):
        editable_extensions = ("txt",)

    Admin(app).add_view(Files(str(store), name="Files", endpoint="files"))
    lab.mask(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "TIME")
    client = app.test_client()
    upload = {"upload": (io.BytesIO(b"two"), "b.txt")}
    lab.answer(client.post("/admin/files/upload/sub", data=upload, content_type="multipart/form-data"))
    lab.answer(client.get("/admin/files/"))
    lab.answer(client.get("/admin/files/b/sub"))
    os.utime(store / "sub" / "b.txt", (0, 0))
    lab.answer(client.get("/admin/files/download/sub/b.txt"))
    lab.answer(client.get("/admin/files/edit/?path=a.txt"))
    lab.answer(client.post("/admin/files/edit/?path=a.txt", data={"content": "three"}))
    lab.answer(client.post("/admin/files/rename/?path=a.txt", data={"name": "c.txt", "path": "a.txt"}))
    lab.answer(client.post("/admin/files/mkdir/", data={"name": "new"}))
    lab.answer(client.post("/admin/files/delete/", data={"path": "sub/b.txt"}))
    lab.answer(client.get("/admin/files/b/../../"))
    lab.answer(client.get("/admin/files/b/nothing"))
    lab.note(sorted(str(path.relative_to(store)) for path in store.rglob("*")), (store / "c.txt").read_text())


def scenario_hosts(lab: Lab) -> None:
    """Two panels of one application lie on their own hosts, one of them on any, through a setup state of the extension's."""
    app = Flask("cellar", host_matching=True, static_host="static.test", root_path=str(lab.folder))
    app.secret_key = "cellar"
    Babel(app)
    Admin(
        app,
        url="/one",
        host="one.test",
        endpoint="one",
        index_view=AdminIndexView(endpoint="one", url="/one"),
    )
    lab.attempt(Admin, app, url="/one", endpoint="one")
    anywhere = Admin(
        url="/any",
        host=ADMIN_ROUTES_HOST_VARIABLE,
        endpoint="any",
        index_view=AdminIndexView(endpoint="any", url="/any"),
    )
    anywhere.add_view(Growers(endpoint="growers"))
    anywhere.init_app(app)
    client = app.test_client()
    for host, path in (
        ("one.test", "/one/"),
        ("two.test", "/one/"),
        ("two.test", "/any/growers/4/"),
        ("three.test", "/any/"),
    ):
        lab.answer(client.get(path, base_url=f"http://{host}"))
    for rule in app.url_map.iter_rules():
        lab.note(rule.rule, rule.endpoint, rule.host)
    with app.test_request_context("/", base_url="http://four.test"):
        lab.note(url_for("growers.one", number=1), url_for("one.index"))
