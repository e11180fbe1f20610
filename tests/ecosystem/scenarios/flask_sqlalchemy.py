"""Flask-SQLAlchemy: sessions bound to contexts, queries that answer 404, pages, binds, signals, the shell's names."""

from __future__ import annotations

from typing import Final

import flask
import sqlalchemy as sa
from flask import Blueprint, Flask, abort, jsonify, redirect, render_template_string, request, url_for
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.record_queries import get_recorded_queries
from flask_sqlalchemy.track_modifications import before_models_committed, models_committed
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-SQLAlchemy",)
PAGE: Final = """\
{% for jar in page.items %}{{ jar.name }};{% endfor %}
{% for number in page.iter_pages(left_edge=1, right_edge=1, left_current=1, right_current=1) %}
{%- if number %}<a href="{{ url_for("listed", page=number) }}">{{ number }}</a>{% else %}...{% endif %}{% endfor %}
{{ page.has_prev }} {{ page.has_next }} {{ page.total }}
"""


def make_shop(lab: Lab, **settings: object) -> tuple[Flask, SQLAlchemy, type]:
    """Make an application with one table, the empty database beside it."""

    class Own(DeclarativeBase):
        pass

    app = Flask("shop", root_path=str(lab.folder), instance_path=str(lab.folder / "instance"))
    app.config.from_mapping({"SQLALCHEMY_DATABASE_URI": "sqlite:///shop.db", **settings})
    db = SQLAlchemy(model_class=Own)

    class Jar(db.Model):
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str] = mapped_column(unique=True)
        litres: Mapped[int] = mapped_column(default=1)

        def __repr__(self) -> str:
            return f"<Jar {self.name}>"

    db.init_app(app)
    with app.app_context():
        db.create_all()
    return app, db, Jar


def fill(app: Flask, db: SQLAlchemy, jar: type, count: int = 12) -> None:
    """Put jars into the database."""
    with app.app_context():
        db.session.add_all([jar(name=f"jar-{number}", litres=number) for number in range(1, count + 1)])
        db.session.commit()


def scenario_create_read_update_delete(lab: Lab) -> None:
    """Rows are made, listed, changed and deleted through views, with redirects, 404s and a template."""
    app, db, jar = make_shop(lab)

    @app.post("/jars")
    def create() -> object:
        made = jar(name=request.form["name"], litres=request.form.get("litres", 1, type=int))
        db.session.add(made)
        db.session.commit()
        return redirect(url_for("show", id=made.id))

    @app.get("/jars/<int:id>")
    def show(id: int) -> object:
        found = db.get_or_404(jar, id, description=f"no jar {id}")
        return jsonify(id=found.id, name=found.name, litres=found.litres)

    @app.get("/jars/named/<name>")
    def named(name: str) -> str:
        found = db.one_or_404(db.select(jar).filter_by(name=name))
        return render_template_string("<b>{{ jar.name }}</b>", jar=found)

    @app.get("/jars/first/<name>")
    def first(name: str) -> str:
        return str(db.first_or_404(db.select(jar).where(jar.name.startswith(name)).order_by(jar.id)))

    @app.post("/jars/<int:id>/delete")
    def delete(id: int) -> object:
        db.session.delete(db.get_or_404(jar, id))
        db.session.commit()
        return "", 204

    client = app.test_client()
    lab.answer(client.post("/jars", data={"name": "one", "litres": "3"}))
    lab.answer(client.post("/jars", data={"name": "two"}, follow_redirects=True))
    for path in [
        "/jars/1",
        "/jars/9",
        "/jars/named/two",
        "/jars/named/ten",
        "/jars/first/t",
        "/jars/first/x",
    ]:
        lab.answer(client.get(path))
    lab.answer(client.post("/jars", data={}))
    lab.answer(client.post("/jars/1/delete"))
    lab.answer(client.post("/jars/1/delete"))
    with app.app_context():
        lab.note(db.session.execute(db.select(jar)).scalars().all(), db.session.query(jar).count())


def scenario_session_per_context(lab: Lab) -> None:
    """A session belongs to its application context: it is removed at the end, and what failed is rolled back."""
    app, db, jar = make_shop(lab)
    fill(app, db, jar, 2)
    seen: list[object] = []

    @app.teardown_appcontext
    def torn(error: BaseException | None) -> None:
        lab.note("teardown", error)

    @app.errorhandler(sa.exc.IntegrityError)
    def conflicting(error: Exception) -> object:
        lab.note("handler", error, "active", db.session.is_active)
        db.session.rollback()
        return jsonify(error="taken"), 409

    @app.post("/forget")
    def forget() -> str:
        db.session.add(jar(name="never committed"))
        db.session.flush()
        seen.append(db.session())
        return str(db.session.query(jar).count())

    @app.post("/twice")
    def twice() -> str:
        db.session.add(jar(name="jar-1"))
        db.session.commit()
        return "not reached"

    @app.post("/break")
    def broken() -> str:
        db.session.add(jar(name="lost"))
        db.session.flush()
        seen.append(db.session())
        raise ZeroDivisionError("in the view")

    @app.get("/count")
    def count() -> str:
        return str(db.session.query(jar).count())

    client = app.test_client()
    for method, path in [
        ("POST", "/forget"),
        ("GET", "/count"),
        ("POST", "/twice"),
        ("GET", "/count"),
        ("POST", "/break"),
        ("GET", "/count"),
    ]:
        lab.answer(client.open(path, method=method))
    lab.note(seen[0] is seen[1])
    with app.app_context():
        outer = db.session()
        with app.app_context():
            lab.note("inner is outer", db.session() is outer)
        lab.note("outer again", db.session() is outer)
    lab.refused(db.session.query, jar)
    lab.refused(lambda: db.engine)


def scenario_pages(lab: Lab) -> None:
    """A select is paginated by the request's arguments, by given ones, and past its end."""
    app, db, jar = make_shop(lab)
    fill(app, db, jar)
    options: dict[str, int | bool] = {"per_page": 3, "max_per_page": 5}

    @app.get("/listed")
    def listed() -> str:
        page = db.paginate(db.select(jar).order_by(jar.litres), **options)
        return render_template_string(PAGE, page=page)

    @app.get("/api")
    def api() -> object:
        page = db.paginate(db.select(jar).order_by(jar.litres), error_out=False, **options)
        return {
            "page": page.page,
            "per_page": page.per_page,
            "pages": page.pages,
            "names": [j.name for j in page],
        }

    client = app.test_client()
    for query in [
        "",
        "?page=2",
        "?page=2&per_page=5",
        "?page=1&per_page=99",
        "?page=9",
        "?page=0",
        "?page=x",
    ]:
        lab.answer(client.get(f"/listed{query}"))
        lab.answer(client.get(f"/api{query}"))
    with app.test_request_context("/?page=3"):
        page = db.paginate(db.select(jar).order_by(jar.litres), per_page=5)
        lab.note(page.items, page.prev().items, page.prev_num, page.next_num, page.first, page.last)
        lab.note(page.next().items, page.next().has_next)


def scenario_binds(lab: Lab) -> None:
    """Models live in several databases, tables are reflected and dropped, engines belong to the application."""
    app = Flask("shop", root_path=str(lab.folder), instance_path=str(lab.folder / "instance"))
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///main.db"
    app.config["SQLALCHEMY_BINDS"] = {
        "log": "sqlite:///log.db",
        "memory": {"url": "sqlite://", "echo": False},
    }
    db = SQLAlchemy(app, model_class=type("Own", (DeclarativeBase,), {}))

    class Jar(db.Model):
        id: Mapped[int] = mapped_column(primary_key=True)

    class Visit(db.Model):
        __bind_key__ = "log"
        id: Mapped[int] = mapped_column(primary_key=True)
        path: Mapped[str]

    db.Table("notes", sa.Column("text", sa.String), bind_key="memory")

    @app.after_request
    def write(response: flask.Response) -> flask.Response:
        db.session.add(Visit(path=request.full_path))
        db.session.commit()
        return response

    @app.get("/<path:path>")
    def show(path: str) -> object:
        if path == "gone":
            abort(410)
        return [visit.path for visit in db.session.scalars(db.select(Visit).order_by(Visit.id))]

    with app.app_context():
        lab.note(sorted(map(str, db.engines)), db.engine.url.database, db.engines["log"].url.database)
        db.create_all()
        for key, metadata in db.metadatas.items():
            lab.note(key, sorted(metadata.tables), sorted(sa.inspect(db.engines[key]).get_table_names()))
    client = app.test_client()
    for path in ["/a", "/gone", "/b?c=d"]:
        lab.answer(client.get(path))
    with app.app_context():
        db.drop_all(bind_key="log")
        lab.refused(db.session.scalars, db.select(Visit))
        lab.refused(db.create_all, "nothing")
        db.reflect()
    lab.note(sorted(path.name for path in (lab.folder / "instance").iterdir()))


def scenario_signals_and_records(lab: Lab) -> None:
    """Changes of models send signals with the application, and queries of a request are recorded."""
    app, db, jar = make_shop(lab, SQLALCHEMY_TRACK_MODIFICATIONS=True, SQLALCHEMY_RECORD_QUERIES=True)

    def noted(name: str) -> object:
        def receive(sender: Flask, changes: list[tuple[object, str]]) -> None:
            lab.note(
                name,
                sender.name,
                sender is app,
                type(sender),
                [(repr(model), what) for model, what in changes],
            )

        return receive

    before, after = noted("before"), noted("after")
    before_models_committed.connect(before, app)
    models_committed.connect(after, app)

    @app.get("/")
    def work() -> object:
        first, second = jar(name="a"), jar(name="b")
        db.session.add_all([first, second])
        db.session.commit()
        first.litres = 5
        db.session.delete(second)
        db.session.commit()
        return [[query.statement.split("\n")[0], str(query.parameters)] for query in get_recorded_queries()]

    lab.mask(r"\[\('[0-9-]+ [0-9:.]+'", "[<moment>")
    lab.answer(app.test_client().get("/"))
    with app.app_context():
        lab.note(len(get_recorded_queries()))


def scenario_setting_up(lab: Lab) -> None:
    """Set-up in the wrong order is refused, factories share one object, and the shell has the models."""
    db = SQLAlchemy(model_class=type("Own", (DeclarativeBase,), {}), session_options={"autoflush": False})

    class Jar(db.Model):
        id: Mapped[int] = mapped_column(primary_key=True)

    pages = Blueprint("pages", "shop", url_prefix="/jars")

    @pages.get("/")
    def count() -> str:
        return f"{flask.current_app.name} {db.session.query(Jar).count()} {db.session().autoflush}"

    def make(name: str) -> Flask:
        app = Flask(name, root_path=str(lab.folder), instance_path=str(lab.folder / name))
        app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///own.db"
        app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_pre_ping": True}
        db.init_app(app)
        app.register_blueprint(pages)
        with app.app_context():
            db.create_all()
            db.session.add_all([Jar() for _ in name])
            db.session.commit()
        return app

    apps = [make("one"), make("three")]
    for app in apps:
        lab.answer(app.test_client().get("/jars/"))
        with app.app_context():
            names = app.make_shell_context()
        lab.note(sorted(names), names["db"] is db, sorted(app.extensions), app.extensions["sqlalchemy"] is db)
    lab.refused(db.init_app, apps[0])
    lab.refused(SQLAlchemy, Flask("bare"))
    lab.answer(apps[0].test_client().get("/jars/?x=1"))
    with Flask("other").app_context():
        lab.refused(lambda: db.session.query(Jar).count())
    served = Flask("served", root_path=str(lab.folder))
    served.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    served.add_url_rule("/", "index", lambda: "index")
    served.test_client().get("/")
    lab.refused(db.init_app, served)
