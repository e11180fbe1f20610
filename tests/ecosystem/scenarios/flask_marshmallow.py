"""Flask-Marshmallow: schemas with links into the application, and over Flask-SQLAlchemy's models."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Flask, jsonify, request
from flask.typing import ResponseReturnValue
from flask_marshmallow import Marshmallow
from flask_marshmallow.fields import Config, File
from flask_marshmallow.validate import FileSize, FileType
from flask_sqlalchemy import SQLAlchemy
from marshmallow import ValidationError, validate

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-Marshmallow", "marshmallow-sqlalchemy")

FLASKS: Final = [
    {"id": 1, "name": "Erlenmeyer", "volume": 0.5},
    {"id": 2, "name": "Dewar / vacuum", "volume": 2.0},
]


def make_app(lab: Lab) -> tuple[Flask, Marshmallow]:
    """An application with two routes that links may lead to."""
    app = Flask("cellar", root_path=str(lab.folder))
    app.add_url_rule("/flasks/", "flask_list", lambda: "all")
    app.add_url_rule("/flasks/<int:id>", "flask_detail", "number {id}".format)
    return app, Marshmallow(app)


def scenario_links(lab: Lab) -> None:
    """Fields build URLs of endpoints with the object's values, relative, absolute and nested."""
    app, ma = make_app(lab)

    class FlaskSchema(ma.Schema):
        id = ma.Integer(dump_only=True)
        name = ma.String(required=True)
        url = ma.URLFor("flask_detail", values={"id": "<id>"})
        absolute = ma.AbsoluteURLFor("flask_detail", values={"id": "<id>", "name": "<name>"})
        named = ma.UrlFor("flask_list", values={"name": "<name>", "_anchor": "top", "_external": True})
        links = ma.Hyperlinks({
            "self": ma.URLFor("flask_detail", values={"id": "<id>"}),
            "all": {"href": ma.URLFor("flask_list"), "title": "every flask"},
        })  # fmt: skip

    app.add_url_rule("/json/<int:at>", "one", lambda at: FlaskSchema().jsonify(FLASKS[at]))
    app.add_url_rule("/json/", "many", lambda: FlaskSchema(many=True).jsonify(FLASKS))
    app.add_url_rule("/plain/", "plain", lambda: FlaskSchema(only=("id", "url")).dump(FLASKS, many=True))
    client = app.test_client()
    for path in ("/json/0", "/json/", "/plain/"):
        lab.answer(client.get(path))
        lab.answer(client.get(path, base_url="https://shop.example/cellar"))
    lab.note(app.extensions["flask-marshmallow"] is ma)


def scenario_links_out_of_requests(lab: Lab) -> None:
    """Without a context links are refused; with an application's context they take its server's name."""
    app, ma = make_app(lab)

    class FlaskSchema(ma.Schema):
        url = ma.URLFor("flask_detail", values={"id": "<id>"})

    class Wrong(ma.Schema):
        url = ma.URLFor("flask_detail", values={"id": "<nothing>"})

    class Missing(ma.Schema):
        url = ma.URLFor("no_such_endpoint")

    lab.attempt(FlaskSchema().dump, FLASKS[0])
    with app.app_context():
        lab.attempt(FlaskSchema().dump, FLASKS[0])
    app.config.update(SERVER_NAME="cellar.example", APPLICATION_ROOT="/deep", PREFERRED_URL_SCHEME="https")
    with app.app_context():
        lab.attempt(FlaskSchema().dump, FLASKS[0])
    with app.test_request_context("/", base_url="http://cellar.example"):
        for schema in (FlaskSchema(), Wrong(), Missing()):
            lab.attempt(schema.dump, {"id": None})
            lab.attempt(schema.dump, FLASKS[1])


def scenario_answers(lab: Lab) -> None:
    """A schema answers with the application's own JSON provider and response class, in views that load what came."""

    class Bottled(Flask.response_class):
        default_mimetype = "application/vnd.flask+json"

    app, ma = make_app(lab)
    app.response_class = Bottled
    app.json.sort_keys = False
    app.json.compact = False

    class FlaskSchema(ma.Schema):
        name = ma.String(required=True, validate=validate.Length(min=3))
        volume = ma.Float(load_default=1.0)
        id = ma.Integer(dump_only=True)

    @app.post("/flasks/")
    def add() -> ResponseReturnValue:
        loaded = FlaskSchema().load(request.get_json())
        return FlaskSchema().jsonify({**loaded, "id": 3}), 201

    @app.errorhandler(ValidationError)
    def refuse(error: ValidationError) -> ResponseReturnValue:
        return jsonify(errors=error.messages, valid=error.valid_data), 422

    client = app.test_client()
    for body in ({"name": "Florence"}, {"name": "F", "volume": "two"}, {}, {"name": "Retort", "id": 9}):
        lab.answer(client.post("/flasks/", json=body))
    lab.answer(client.post("/flasks/", data="{", content_type="application/json"))
    lab.answer(client.post("/flasks/", data="name=Retort"))


def scenario_config_and_files(lab: Lab) -> None:
    """A field reads the configuration, another takes an uploaded file and looks at its kind and size."""
    app, ma = make_app(lab)
    app.config.update(CELLAR_NAME="north", CELLAR_DEPTH=7)

    class CellarSchema(ma.Schema):
        name = Config("CELLAR_NAME")
        depth = Config("CELLAR_DEPTH")

    class UnsetSchema(ma.Schema):
        missing = Config("CELLAR_MISSING")

    class LabelSchema(ma.Schema):
        label = File(required=True, validate=[FileType([".png"]), FileSize(min="2 B", max="1 KiB")])

    app.add_url_rule("/cellar", "cellar", lambda: CellarSchema().dump({}))

    @app.post("/label")
    def label() -> ResponseReturnValue:
        found = LabelSchema().load(request.files)
        return {name: [file.filename, len(file.read())] for name, file in found.items()}

    app.register_error_handler(ValidationError, lambda error: (error.messages, 422))
    client = app.test_client()
    lab.answer(client.get("/cellar"))
    with app.app_context():
        lab.attempt(UnsetSchema().dump, {})
    for name, content in (("a.png", b"12345"), ("a.txt", b"12345"), ("a.png", b"1"), ("a.png", b"1" * 1025)):
        file = lab.file(name, content)
        with file.open("rb") as opened:
            lab.answer(client.post("/label", data={"label": (opened, name)}))
    lab.answer(client.post("/label", data={"label": "text"}))


def make_store(lab: Lab) -> tuple[Flask, SQLAlchemy, Marshmallow, Any]:
    """An application with a database in memory, and a blueprint that writes links."""
    app = Flask("cellar", root_path=str(lab.folder), instance_path=str(lab.folder))
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db, ma = SQLAlchemy(), Marshmallow()
    db.init_app(app)
    ma.init_app(app)

    class Cellar(db.Model):
        id = db.Column(db.Integer, primary_key=True)
        name = db.Column(db.String, nullable=False)

    class Bottle(db.Model):
        id = db.Column(db.Integer, primary_key=True)
        label = db.Column(db.String(8), unique=True, nullable=False)
        cellar_id = db.Column(db.ForeignKey("cellar.id"))
        cellar = db.relationship("Cellar", backref="bottles")

    with app.app_context():
        db.create_all()
        cellar = Cellar(id=1, name="north")
        db.session.add_all([cellar, Bottle(label="red", cellar=cellar), Bottle(label="white", cellar=cellar)])
        db.session.commit()
    return app, db, ma, (Cellar, Bottle)


def scenario_models(lab: Lab) -> None:
    """Schemas made from models dump and load within the request's session, which the extension is given."""
    app, db, ma, (Cellar, Bottle) = make_store(lab)  # noqa: N806  # they are classes

    class CellarSchema(ma.SQLAlchemyAutoSchema):
        class Meta:
            model = Cellar
            include_relationships = True

        bottles = ma.List(ma.HyperlinkRelated("shop.bottle"))

    class BottleSchema(ma.SQLAlchemySchema):
        class Meta:
            model = Bottle
            load_instance = True

        id = ma.auto_field(dump_only=True)
        label = ma.auto_field()
        cellar = ma.HyperlinkRelated("shop.cellar", external=True)

    shop = Blueprint("shop", "cellar", url_prefix="/shop")

    @shop.get("/cellars/<int:id>")
    def cellar(id: int) -> ResponseReturnValue:
        return CellarSchema().jsonify(db.get_or_404(Cellar, id))

    @shop.route("/bottles/<int:id>", methods=["GET", "PUT"])
    def bottle(id: int) -> ResponseReturnValue:
        found = db.get_or_404(Bottle, id, description=f"no bottle {id}")
        if request.method == "PUT":
            found = BottleSchema().load(request.get_json(), instance=found, partial=True)
            db.session.commit()
        return BottleSchema().jsonify(found)

    @shop.get("/bottles/")
    def bottles() -> ResponseReturnValue:
        return BottleSchema(many=True).jsonify(db.session.scalars(db.select(Bottle).order_by(Bottle.id)))

    shop.register_error_handler(ValidationError, lambda error: (error.messages, 422))
    app.register_blueprint(shop)
    app.teardown_appcontext(lambda error: lab.note("torn down", len(db.session.identity_map)))
    receivers = lab.listen(app, "got_request_exception")
    client = app.test_client()
    for path in (
        "/shop/cellars/1",
        "/shop/cellars/2",
        "/shop/bottles/1",
        "/shop/bottles/",
        "/shop/bottles/9",
    ):
        lab.answer(client.get(path))
    for body in (
        {"label": "rosé"},
        {"label": "much too long"},
        {"cellar": "http://localhost/shop/cellars/1"},
        {"cellar": "/shop/cellars/9"},
        {"cellar": "/elsewhere"},
        {"unknown": 1},
    ):
        lab.answer(client.put("/shop/bottles/2", json=body))
    lab.answer(client.get("/shop/bottles/2"))
    lab.note(len(receivers), "receiver")
