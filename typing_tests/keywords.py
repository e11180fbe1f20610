"""Keywords are spelled out, so that a misspelled one is rejected where it is written."""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from demijohn import Blueprint, Flask

app = Flask(__name__, static_folder=None, subdomain_matching=True)
shop = Blueprint("shop", __name__, url_prefix="/shop", url_defaults={"page": 1})


@app.route(
    "/a", methods=["GET", "POST"], strict_slashes=False, endpoint="a", defaults={"x": 1}, host="x.test"
)
def a(x: int) -> str:
    return str(x)


@app.route("/b", methods=("GET",), subdomain="api", provide_automatic_options=False, merge_slashes=True)
def b() -> str:
    return "b"


@app.get("/c", endpoint="c", defaults=None, websocket=False)
def c() -> str:
    return "c"


@shop.post("/d", strict_slashes=False)
def d() -> str:
    return "d"


app.add_url_rule("/e", "e", a, methods={"GET"}, redirect_to="a", alias=True, build_only=False)
app.add_url_rule("/f", view_func=b, provide_automatic_options=True)
app.register_blueprint(
    shop, url_prefix="/s", name="other", subdomain=None, url_defaults={"page": 2}, cli_group=None
)
shop.register_blueprint(Blueprint("inner", __name__), url_prefix="/i")

client = app.test_client()
client.get(
    "/a", query_string={"x": "1"}, headers={"X-A": "1"}, follow_redirects=True, base_url="http://x.test"
)
client.post("/a", json={"a": 1}, data=None, buffered=True, content_type="application/json")
client.open("/a", method="PURGE", auth=("user", "password"), environ_overrides={"A": "b"}, subdomain="api")

with app.test_request_context("/a", method="POST", json=[1], subdomain="api", url_scheme="https"):
    pass

# Rejected.


@app.route("/", method=["GET"])  # type: ignore[call-arg]
def misspelled_methods() -> str:
    return "x"


@app.route("/", methods="GET")  # type: ignore[arg-type]
def methods_as_text() -> str:
    return "x"


@app.get("/", methods=["POST"])  # type: ignore[call-arg]
def methods_of_a_shortcut() -> str:
    return "x"


@shop.route("/", strict_slash=False)  # type: ignore[call-arg]
def misspelled_slashes() -> str:
    return "x"


app.add_url_rule("/", "x", a, method=["GET"])  # type: ignore[call-arg]
app.add_url_rule("/", "x", a, methods="GET")  # type: ignore[arg-type]
app.add_url_rule("/", "x", 5)  # type: ignore[arg-type]
app.register_blueprint(shop, prefix="/s")  # type: ignore[call-arg]
app.register_blueprint(shop, url_prefix=5)  # type: ignore[arg-type]
app.register_blueprint("shop")  # type: ignore[arg-type]
client.get("/a", headres={})  # type: ignore[call-arg]
client.post("/a", jsno={})  # type: ignore[call-arg]
client.get("/a", method="POST")  # type: ignore[call-arg]
app.test_request_context("/a", metod="POST")  # type: ignore[call-arg]
Flask(__name__, statc_folder=None)  # type: ignore[call-arg]
Blueprint("x", __name__, prefix="/x")  # type: ignore[call-arg]
client.open("/a", metod="POST")  # type: ignore[call-arg]
client.session_transaction("/a", headres={})  # type: ignore[call-arg]
shop.register_blueprint(Blueprint("inner", __name__), prefix="/i")  # type: ignore[call-arg]


@shop.post("/", methods=["GET"])  # type: ignore[call-arg]
def methods_of_another_shortcut() -> str:
    return "x"


@app.delete("/", strict_slash=False)  # type: ignore[call-arg]
def misspelled_in_a_shortcut() -> str:
    return "x"
