"""Flask-Migrate: Alembic's commands within the application's context, from Python and from the command line."""

from __future__ import annotations

import logging
from typing import Any, Final

import flask_migrate
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask, current_app
from flask.cli import FlaskGroup
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-Migrate",)
PROGRAM: Final = """\
import os
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
migrate = Migrate()

class Jar(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(20))
    if os.environ.get("WITH_LITRES"):
        litres = db.Column(db.Integer, nullable=False, server_default="1")

def create_app(name="shop.db"):
    app = Flask(__name__)
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{name}"
    db.init_app(app)
    migrate.init_app(app, db)
    return app
"""


def make_app(lab: Lab, **options: Any) -> tuple[Flask, SQLAlchemy]:
    """Make an application with one table that is in the models only."""
    lab.mask(r"Create Date: .*", "Create Date: <moment>")
    app = Flask("shop", root_path=str(lab.folder), instance_path=str(lab.folder / "instance"))
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///shop.db"
    app.config["SQLALCHEMY_BINDS"] = {"log": "sqlite:///log.db"}
    db = SQLAlchemy(model_class=type("Own", (DeclarativeBase,), {}))

    class Jar(db.Model):
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str]

    class Visit(db.Model):
        __bind_key__ = "log"
        id: Mapped[int] = mapped_column(primary_key=True)

    db.init_app(app)
    Migrate(app, db, directory=str(lab.folder / "moves"), **options)
    return app, db


def tables(db: SQLAlchemy) -> dict[str | None, list[str]]:
    """List the tables that are in the databases."""
    return {key: sorted(sa.inspect(engine).get_table_names()) for key, engine in db.engines.items()}


def scenario_from_python(lab: Lab) -> None:
    """The functions make, apply, take back and show a revision inside of an application context."""
    app, db = make_app(lab)
    lab.attempt(flask_migrate.init)
    with app.app_context():
        for call in [flask_migrate.upgrade, flask_migrate.current]:
            lab.attempt(call)
        flask_migrate.init()
        lab.note(sorted(path.name for path in (lab.folder / "moves").iterdir()))
        flask_migrate.migrate(message="first jars", rev_id="one")
        lab.note((lab.folder / "moves/versions/one_first_jars.py").read_text())
        for step in [flask_migrate.upgrade, flask_migrate.downgrade, flask_migrate.upgrade]:
            lab.attempt(step)
            lab.note(tables(db))
        db.session.execute(sa.text("insert into jar (name) values ('a')"))
        db.session.commit()
        lab.attempt(flask_migrate.check)
        lab.attempt(flask_migrate.stamp, revision="base")
        lab.attempt(flask_migrate.upgrade, revision="nowhere")
    lab.note(app.logger.name, app.logger.disabled, logging.getLogger("flask_migrate").disabled)


def scenario_several_databases(lab: Lab) -> None:
    """Every bind has its own migrations, which the commands of the application group run."""
    app, db = make_app(lab, compare_type=True, render_as_batch=True)
    lab.note(sorted(app.extensions["migrate"].configure_args), app.extensions["migrate"].directory[-5:])
    cli = FlaskGroup(create_app=lambda: app)
    for arguments in [
        ["db", "init", "--multidb"],
        ["db", "migrate", "--rev-id", "one", "-m", "first"],
        ["db", "upgrade", "--sql"],
        ["db", "upgrade", "--tag", "x"],
        ["db", "current", "--verbose"],
        ["db", "revision", "--rev-id", "two"],
        ["db", "heads"],
        ["db", "history"],
        ["db", "show", "one"],
        ["db", "downgrade"],
        ["db", "stamp"],
        ["db", "no-such-command"],
    ]:
        result = CliRunner().invoke(cli, arguments, prog_name="flask")
        lab.note("$", arguments, result.exit_code, result.exception, result.output)
    with app.app_context():
        lab.note(tables(db))


def scenario_command_line(lab: Lab) -> None:
    """The command finds a factory in a file, with its arguments, and follows its models."""
    lab.file("shop.py", PROGRAM)
    lab.mask(r"Create Date: .*", "Create Date: <moment>")
    flask = ["-m", "flask", "--app", "shop"]
    lab.process(*flask, "db", "init")
    lab.process(*flask, "db", "migrate", "--rev-id", "one", "-m", "jars")
    lab.process(*flask, "db", "upgrade")
    lab.process(*flask, "db", "migrate", "--rev-id", "two", "-m", "litres", WITH_LITRES="1")
    lab.process("-m", "flask", "--app", "shop:create_app('other.db')", "db", "upgrade", WITH_LITRES="1")
    lab.process(*flask, "db", "current")
    lab.process(*flask, "db", "upgrade", "no-such-revision")
    lab.note(sorted(path.name for path in (lab.folder / "instance").iterdir()))
    lab.note((lab.folder / "migrations/versions/two_litres.py").read_text())


def scenario_configuring(lab: Lab) -> None:
    """A callback changes Alembic's configuration, and settings of the first call are kept by a later one."""
    app = Flask("shop", root_path=str(lab.folder), instance_path=str(lab.folder / "instance"))
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db = SQLAlchemy(app, model_class=type("Own", (DeclarativeBase,), {}))
    migrate = Migrate(db=db, directory="elsewhere", command="move", compare_server_default=True)

    @migrate.configure
    def configure(config: Any) -> Any:
        lab.note(
            "configure", current_app.name, type(config).__name__, config.get_main_option("script_location")
        )
        config.set_main_option("file_template", "%%(rev)s")
        return config

    @migrate.configure
    def configure_again(config: Any) -> Any:
        lab.note("again", config.get_main_option("file_template"))
        return config

    migrate.init_app(app, directory=str(lab.folder / "here"))
    with app.app_context():
        lab.attempt(flask_migrate.init)
        lab.attempt(flask_migrate.revision, rev_id="one", message="empty")
        lab.note(sorted(path.name for path in (lab.folder / "here" / "versions").iterdir()))
        for bad in ["elsewhere", "nowhere"]:
            lab.attempt(flask_migrate.heads, directory=bad)
    result = CliRunner().invoke(FlaskGroup(create_app=lambda: app), ["move", "--help"], prog_name="flask")
    lab.note(result.exit_code, result.output)
