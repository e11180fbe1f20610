# mypy: ignore-errors
# pyright: basic
# Written as many applications are, without annotations. The test replaces the package's name and nothing else.
from flask import Blueprint, Flask, abort, flash, g, redirect, render_template, request, session, url_for

app = Flask(__name__, static_folder="assets")
app.secret_key = "a key for tests"
shop = Blueprint("shop", __name__, url_prefix="/shop")
admin = Blueprint("admin", __name__, url_prefix="/admin")
app.before_request(lambda: setattr(g, "trail", ["app"]))
shop.register_error_handler(LookupError, lambda e: ({"sold out": str(e)}, 410, {"Retry-After": "never"}))
shop.before_request(lambda: g.trail.append("shop"))
app.context_processor(lambda: {"shop_name": "Wicker & Glass", "user": session.get("user")})
admin.after_request(lambda response: g.trail.append("stamped") or response)


@admin.before_request
def guard():
    g.trail.append("admin")
    return None if session.get("user") == "root" else ("Guests stay outside", 403)


@app.after_request
def sign(response):
    response.headers["X-Trail"] = ">".join(g.trail)
    return response


@app.errorhandler(404)
def missing(error):
    return render_template("missing.html", path=request.path, error=error), 404


@app.route("/")
def index():
    return render_template("index.html", visits=session.get("visits", 0))


@app.route("/login/<name>", methods=["GET", "POST"])
def login(name):
    session.update(user=name, visits=session.get("visits", 0) + 1)
    flash(f"Welcome, {name}")
    return redirect(url_for("index"))


@app.get("/break/<int:code>")
def broken(code):
    return abort(code) if code else 1 // code


@shop.route("/<item>/", defaults={"count": 1})
@shop.route("/<item>/<int:count>")
def buy(item, count):
    if item == "demijohn":
        raise KeyError(item)
    return render_template("buy.html", item=item, count=count, back=url_for(".buy", item=item, count=2))


@admin.get("/stock")
def stock():
    return [g.trail, {"jars": 3, "bottles": [1, None]}, url_for("shop.admin.stock", _external=True)]


app.add_url_rule("/logout", view_func=lambda: session.clear() or redirect("/", 303), endpoint="logout")
shop.register_blueprint(admin)
app.register_blueprint(shop)
