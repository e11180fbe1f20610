"""Flask-Babel: languages, time zones and translations that depend on the request."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Blueprint, Flask, g, has_app_context, jsonify, render_template_string, request, session
from flask_babel import (
    Babel,
    Domain,
    LazyString,
    force_locale,
    format_currency,
    format_date,
    format_datetime,
    format_decimal,
    format_number,
    format_percent,
    format_scientific,
    format_time,
    format_timedelta,
    get_babel,
    get_locale,
    get_timezone,
    gettext,
    lazy_gettext,
    lazy_ngettext,
    ngettext,
    npgettext,
    pgettext,
    refresh,
    to_user_timezone,
    to_utc,
)

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-Babel",)

NOON: Final = datetime(2024, 2, 29, 12, 30, 5, tzinfo=timezone.utc).replace(tzinfo=None)


def write_catalog(folder: Path, language: str, messages: dict[str, str], domain: str = "messages") -> None:
    """Write a compiled catalog of translations."""
    catalog = Catalog(locale=language)
    for message, translation in messages.items():
        catalog.add(message, translation)
    catalog.add(("%(num)s cork", "%(num)s corks"), ("%(num)s Korken", "%(num)s Korken (viele)"))
    catalog.add("cork", "Zapfen", context="tree")
    target = folder / language / "LC_MESSAGES" / f"{domain}.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_mo(file, catalog)


def choose_locale() -> str | None:
    """The language that a request asks for, as an application chooses it."""
    asked = request.args.get("lang")
    return asked or session.get("lang") or request.accept_languages.best_match(["de", "fr", "en"])


def make_app(lab: Lab, **settings: object) -> Flask:
    """Make an application with German and French catalogs."""
    app = Flask("shop", root_path=str(lab.folder))
    app.secret_key = "shop"
    app.config.update(settings)
    write_catalog(lab.folder / "translations", "de", {"Hello": "Hallo", "Hello %(name)s!": "Hallo %(name)s!"})
    write_catalog(lab.folder / "translations", "fr", {"Hello": "Bonjour"})
    return app


def scenario_formats_by_request(lab: Lab) -> None:
    """Dates, numbers and amounts of money are written in the language that each request selects."""
    app = make_app(lab)
    Babel(app, locale_selector=choose_locale, timezone_selector=lambda: request.args.get("zone"))

    @app.get("/formats")
    def formats() -> object:
        return jsonify(
            moment=format_datetime(NOON),
            short=format_datetime(NOON, "short"),
            day=format_date(date(2024, 2, 29), "full"),
            time=format_time(NOON),
            unmoved=format_time(NOON, rebase=False),
            span=format_timedelta(timedelta(days=3), add_direction=True),
            number=format_number(1234567),
            decimal=format_decimal(1234.567),
            money=format_currency(1099.98, "EUR"),
            percent=format_percent(0.34),
            scientific=format_scientific(10000),
            locale=str(get_locale()),
            zone=str(get_timezone()),
        )

    client = app.test_client()
    lab.answer(client.get("/formats"))
    lab.answer(client.get("/formats?lang=de&zone=Europe/Berlin"))
    lab.answer(client.get("/formats?zone=Asia/Tokyo", headers={"Accept-Language": "fr;q=0.9, de;q=0.4"}))
    lab.answer(client.get("/formats?zone=Nowhere/Town"))


def scenario_translations(lab: Lab) -> None:
    """Catalogs in the application's root path are found; plurals, contexts and variables are filled in."""
    app = make_app(lab)
    babel = Babel(app, locale_selector=choose_locale)

    @app.get("/hello/<name>")
    def hello(name: str) -> list[str]:
        return [
            gettext("Hello"),
            gettext("Hello %(name)s!", name=name),
            ngettext("%(num)s cork", "%(num)s corks", 1),
            ngettext("%(num)s cork", "%(num)s corks", 3),
            pgettext("tree", "cork"),
            npgettext("tree", "%(num)s leaf", "%(num)s leaves", 2),
            gettext("Nobody translated this"),
        ]

    for language in ("en", "de", "fr"):
        lab.answer(app.test_client().get(f"/hello/Ada?lang={language}"))
    with app.app_context():
        lab.note(sorted(str(locale) for locale in babel.list_translations()))
        lab.note(
            get_babel().default_locale,
            [Path(folder).name for folder in babel.domain_instance.translation_directories],
        )


def scenario_lazy_strings(lab: Lab) -> None:
    """Lazy strings are made without a context and become text in the language of the request that shows them."""
    app = make_app(lab, BABEL_DEFAULT_LOCALE="de")
    Babel(app, locale_selector=lambda: request.args.get("lang") if request else None)
    title, corks = lazy_gettext("Hello"), lazy_ngettext("%(num)s cork", "%(num)s corks", 2)
    lab.note(
        type(title) is LazyString, has_app_context(), str(title), title + "!", len(title), "ell" in title
    )

    @app.get("/json")
    def as_json() -> dict[str, object]:
        return {"title": title, "corks": corks, "upper": title.upper()}

    @app.get("/flask-json")
    def as_flask_json() -> object:
        return jsonify([title, {"corks": corks}])

    @app.get("/page")
    def page() -> str:
        return render_template_string(
            "{{ title }} {{ corks|upper }} {{ title == 'Hallo' }}", title=title, corks=corks
        )

    @app.get("/text")
    def text() -> object:
        return title

    client = app.test_client()
    for path in ("/json", "/flask-json", "/page?lang=de", "/page?lang=fr", "/page?lang=en"):
        lab.answer(client.get(path))
    lab.answer(client.get("/text"))
    app.testing = True
    lab.send(client, "/text")


def scenario_templates(lab: Lab) -> None:
    """Jinja's environment has the i18n extension and the filters for dates, numbers and money."""
    app = make_app(lab)
    Babel(app, locale_selector=choose_locale, timezone_selector=lambda: "Europe/Paris")
    source = (
        "{{ _('Hello') }} {{ gettext('Hello') }} {% trans %}Hello{% endtrans %} "
        "{% trans num=count %}{{ num }} cork{% pluralize %}{{ num }} corks{% endtrans %} "
        "{{ moment|datetimeformat }} / {{ moment|dateformat('long') }} / {{ moment|timeformat }} / "
        "{{ span|timedeltaformat }} / {{ 1234.5|numberformat }} / {{ 1234.5|decimalformat }} / "
        "{{ 9.5|currencyformat('USD') }} / {{ 0.5|percentformat }} / {{ 1e6|scientificformat }}"
    )

    @app.get("/page")
    def page() -> str:
        return render_template_string(
            source, moment=NOON, span=timedelta(hours=5), count=int(request.args["n"])
        )

    client = app.test_client()
    for language, count in (("en", 1), ("de", 1), ("de", 4), ("fr", 2)):
        lab.answer(client.get(f"/page?lang={language}&n={count}"))
    lab.note("jinja2.ext.InternationalizationExtension" in app.jinja_env.extensions)
    lab.note(sorted(name for name in app.jinja_env.filters if name.endswith("format")))


def scenario_force_and_refresh(lab: Lab) -> None:
    """A forced language holds for a block, ``refresh`` forgets what was chosen, and outside a request defaults hold."""
    app = make_app(lab, BABEL_DEFAULT_TIMEZONE="America/New_York")
    chosen: list[str] = ["fr"]

    def select() -> str:
        lab.note("selecting", chosen[-1])
        return chosen[-1]

    Babel(app, locale_selector=select)

    @app.get("/")
    def index() -> list[str]:
        words = [gettext("Hello"), gettext("Hello")]
        with force_locale("de"):
            words += [gettext("Hello"), str(get_locale())]
        words.append(gettext("Hello"))
        chosen.append("en")
        words.append(gettext("Hello"))
        refresh()
        return [*words, gettext("Hello"), str(to_user_timezone(NOON)), str(to_utc(NOON))]

    lab.answer(app.test_client().get("/"))
    with app.app_context():
        lab.note(gettext("Hello"), str(get_timezone()), format_datetime(NOON))
        with app.test_request_context("/?lang=de"), force_locale("de_AT"):
            lab.note(str(get_locale()), format_date(date(2024, 1, 1), "long"))
    lab.attempt(format_decimal, 1234.5)
    lab.note(get_locale(), gettext("Hello %(name)s", name="x"))


def scenario_domains_and_factory(lab: Lab) -> None:
    """Two applications of a factory keep their own languages, directories and domains, also below a blueprint."""
    babel = Babel()

    def create(language: str) -> Flask:
        app = make_app(lab, BABEL_DEFAULT_LOCALE=language)
        babel.init_app(app, default_domain="messages", default_translation_directories="translations;more")
        shop = Blueprint("shop", __name__, url_prefix="/shop")

        @shop.url_value_preprocessor
        def pull(endpoint: str | None, values: dict[str, str] | None) -> None:
            g.language = (values or {}).pop("language", None)

        @shop.get("/<language>/")
        def index() -> list[object]:
            labels = Domain(str(lab.folder / "more"), domain="labels")
            with force_locale(g.language):
                return [gettext("Hello"), labels.gettext("Cellar"), str(get_locale())]

        @app.get("/")
        def root() -> list[str]:
            return [gettext("Hello"), str(get_locale()), format_number(1234)]

        app.register_blueprint(shop)
        return app

    write_catalog(lab.folder / "more", "de", {"Cellar": "Keller"}, domain="labels")
    german, french = create("de"), create("fr")
    for app in (german, french, german):
        lab.answer(app.test_client().get("/"))
        lab.answer(app.test_client().get("/shop/de/"))
    with french.app_context():
        lab.note(gettext("Hello"))
        with german.app_context():
            lab.note(gettext("Hello"))
        lab.note(gettext("Hello"))
