"""Commands: ``flask accounts …``, ``flask translations …`` and ``flask fill``."""

from __future__ import annotations

from pathlib import Path

import click
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from . import sample
from .extensions import db
from .models import Account

accounts = AppGroup("accounts", short_help="Look after accounts.")
translations = AppGroup("translations", short_help="Look after translations.")


def init_app(app: Flask) -> None:
    for command in (accounts, translations, fill):
        app.cli.add_command(command)


@accounts.command("create")
@click.argument("name")
@click.password_option()
@click.option("--admin", is_flag=True, help="Make it an administrator.")
def create_account(name: str, password: str, admin: bool) -> None:
    """Make an account."""
    if db.session.scalar(select(Account.id).where(Account.name == name)):
        raise click.ClickException(f"There is an account of the name {name!r} already.")
    account = Account(name=name, is_admin=admin)
    account.set_password(password)
    db.session.add(account)
    db.session.commit()
    click.echo(f"{name} can log in now.")


@accounts.command("list")
def list_accounts() -> None:
    """List all accounts."""
    for account in db.session.scalars(select(Account).order_by(Account.name)):
        marks = [word for word in ("admin", "blocked") if getattr(account, f"is_{word}")]
        click.echo(" ".join([account.name, *marks]))


@translations.command("compile")
def compile_translations() -> None:
    """Compile the catalogues, as the application reads them."""
    for source in sorted(Path(__file__).parent.glob("translations/*/LC_MESSAGES/messages.po")):
        language = source.parts[-3]
        with source.open("rb") as file:
            catalogue = read_po(file, locale=language, domain="messages")
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
        click.echo(f"{language}: {len(catalogue)} messages")


@click.command()
@click.option("--posts", "count", default=12, show_default=True, help="How many posts to write.")
@with_appcontext
def fill(count: int) -> None:
    """Write some posts and comments to look at."""
    names = sample.fill(count)
    click.echo(f"{count} posts by {' and '.join(names)}; the password of both is {sample.PASSWORD!r}.")
