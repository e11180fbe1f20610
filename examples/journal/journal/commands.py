"""Commands of the journal for `demijohn --app journal …`."""

from __future__ import annotations

import click

from demijohn import Flask, current_app
from demijohn.cli import with_appcontext

from . import database, demo


def init_app(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(init_db)


@click.command("init-db")
@click.option("--fresh", is_flag=True, help="Delete the present database and uploads first.")
@click.option(
    "--demo", "with_demo", is_flag=True, help="Add the user 'demo' (password 'demo-demo') and some entries."
)
@with_appcontext
def init_db(fresh: bool, with_demo: bool) -> None:
    """Create the tables of the journal, where they are missing."""
    if fresh:
        database.remove()
    database.create_tables()
    click.echo(f"The journal's database is ready: {current_app.config['DATABASE']}")
    if with_demo:
        click.echo(demo.fill())
