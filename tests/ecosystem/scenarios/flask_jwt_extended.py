"""Flask-JWT-Extended: tokens in headers, cookies, query and body, with users, blocklists and answers of one's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import (
    Blueprint,
    Flask,
    Response,
    g,
    has_request_context,
    jsonify,
    make_response,
    render_template_string,
    request,
)
from flask_jwt_extended import (
    JWTManager,
    create_access_token,
    create_refresh_token,
    current_user,
    decode_token,
    get_csrf_token,
    get_current_user,
    get_jti,
    get_jwt,
    get_jwt_header,
    get_jwt_identity,
    jwt_required,
    set_access_cookies,
    set_refresh_cookies,
    unset_jwt_cookies,
    verify_jwt_in_request,
)

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-JWT-Extended",)

KEY: Final = "a key that is long enough for the algorithm, whichever it is: sixty-four bytes"


def make_app(lab: Lab, **settings: object) -> tuple[Flask, JWTManager]:
    """Make an application whose tokens are masked, since they hold the time and an identifier made by chance."""
    lab.mask(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", "<token>")
    lab.mask(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>")
    app = Flask("shop", root_path=str(lab.folder))
    app.config.update({"JWT_SECRET_KEY": KEY, **settings})
    return app, JWTManager(app, add_context_processor=True)


def bear(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def show_claims(lab: Lab, claims: dict[str, object]) -> None:
    """Note claims without the moments that they hold."""
    moments = {
        key for key, value in claims.items() if key in {"iat", "nbf", "exp"} or isinstance(value, float)
    }
    lab.note({key: "<time>" if key in moments else value for key, value in sorted(claims.items())})


def scenario_headers(lab: Lab) -> None:
    """A login gives a token, views ask for it in the header, and every way of being wrong has its answer."""
    app, _ = make_app(
        lab,
        JWT_ENCODE_ISSUER="shop",
        JWT_DECODE_ISSUER="shop",
        JWT_ENCODE_AUDIENCE="all",
        JWT_DECODE_AUDIENCE="all",
    )

    @app.post("/login")
    def login() -> object:
        if request.json["password"] != "secret":
            return jsonify(msg="wrong"), 401
        return jsonify(
            access_token=create_access_token(
                identity=request.json["name"], additional_claims={"role": "keeper"}
            )
        )

    @app.get("/closed")
    @jwt_required()
    def closed() -> object:
        show_claims(lab, get_jwt())
        return jsonify(user=get_jwt_identity(), header=get_jwt_header())

    @app.get("/open")
    @jwt_required(optional=True)
    def open_to_all() -> object:
        return jsonify(user=get_jwt_identity(), claims=sorted(get_jwt()))

    client = app.test_client()
    lab.answer(client.post("/login", json={"name": "ada", "password": "wrong"}))
    token = lab.answer(client.post("/login", json={"name": "ada", "password": "secret"})).json["access_token"]
    with app.app_context():
        expired = create_access_token("ada", expires_delta=timedelta(seconds=-1))
        later = create_access_token("ada", expires_delta=False)
        number = create_access_token(5)
        refresh = create_refresh_token("ada")
        show_claims(lab, decode_token(later))
        app.config["JWT_SECRET_KEY"] = KEY.upper()
        forged = create_access_token("ada")
        app.config["JWT_SECRET_KEY"] = KEY
    headers = [
        {},
        bear(token),
        bear(expired),
        bear(later),
        bear(number),
        bear(refresh),
        bear(forged),
    ]
    headers += [
        bear("nothing"),
        bear(""),
        {"Authorization": "Basic abc"},
        {"Authorization": f"Bearer {token} more"},
        {"Authorization": "Bearer"},
    ]
    for header in headers:
        lab.answer(client.get("/closed", headers=header))
        lab.answer(client.get("/open", headers=header))


def scenario_cookies(lab: Lab) -> None:
    """Tokens live in cookies with a second value against forged requests, are refreshed on the way, and are taken back."""
    app, _ = make_app(
        lab,
        JWT_TOKEN_LOCATION=["cookies"],
        JWT_COOKIE_SECURE=False,
        JWT_COOKIE_SAMESITE="Lax",
        JWT_ACCESS_COOKIE_PATH="/api",
        JWT_CSRF_CHECK_FORM=True,
        JWT_COOKIE_DOMAIN="localhost",
    )
    tokens: dict[str, str] = {}

    @app.post("/login")
    def login() -> Response:
        tokens["access"], tokens["refresh"] = create_access_token("ada"), create_refresh_token("ada")
        answer = jsonify(login=True)
        set_access_cookies(answer, tokens["access"], max_age=60)
        set_refresh_cookies(answer, tokens["refresh"])
        return answer

    @app.route("/api/thing", methods=["GET", "POST"])
    @jwt_required()
    def thing() -> str:
        return f"{request.method} by {get_jwt_identity()}"

    @app.post("/refresh")
    @jwt_required(refresh=True, locations=["cookies"])
    def refresh() -> Response:
        answer = make_response("refreshed")
        set_access_cookies(answer, create_access_token(get_jwt_identity(), fresh=False))
        return answer

    @app.after_request
    def renew(response: Response) -> Response:
        is_sent = request.method == "GET" and verify_jwt_in_request(optional=True) is not None
        lab.note("after", has_request_context(), is_sent)
        return response

    @app.get("/logout")
    def logout() -> Response:
        answer = jsonify(logout=True)
        unset_jwt_cookies(answer)
        return answer

    client = app.test_client()
    lab.answer(client.get("/api/thing"))
    lab.answer(client.post("/login"))
    with app.app_context():
        access, again = get_csrf_token(tokens["access"]), get_csrf_token(tokens["refresh"])
    lab.answer(client.get("/api/thing"))
    lab.answer(client.post("/api/thing", headers={"X-CSRF-TOKEN": "wrong"}))
    lab.answer(client.post("/api/thing", headers={"X-CSRF-TOKEN": access}))
    lab.answer(client.post("/api/thing", data={"csrf_token": access}))
    lab.answer(client.post("/refresh", headers={"X-CSRF-TOKEN": again}))
    lab.answer(client.get("/logout"))
    lab.answer(client.get("/refresh"))


def scenario_users_and_blocklist(lab: Lab) -> None:
    """The user comes from a callback, is in templates too, and tokens that were taken back, or are not fresh, are refused."""
    app, manager = make_app(lab)
    users, blocked = {"1": {"id": 1, "name": "Ada"}}, set[str]()
    manager.user_identity_loader(lambda user: str(user["id"]) if isinstance(user, dict) else user)
    manager.user_lookup_loader(lambda header, claims: users.get(claims["sub"]))
    manager.token_in_blocklist_loader(lambda header, claims: claims["jti"] in blocked)
    manager.additional_claims_loader(
        lambda identity: {"for": str(identity), "in": request.path if request else None}
    )

    @app.get("/me")
    @jwt_required()
    def me() -> str:
        lab.note(
            get_current_user() is current_user._get_current_object(),
            sorted(name for name in g if "jwt" in name),
        )
        return render_template_string("{{ current_user.name }} {{ current_user['id'] }}")

    @app.get("/fresh")
    @jwt_required(fresh=True)
    def fresh() -> object:
        return get_jwt()["for"]

    @app.get("/token")
    def give() -> str:
        return create_access_token(users["1"], fresh=timedelta(minutes=5))

    @app.delete("/token")
    @jwt_required(verify_type=False)
    def revoke() -> str:
        blocked.add(get_jwt()["jti"])
        return get_jwt()["type"]

    client = app.test_client()
    token = client.get("/token").text
    with app.app_context():
        stale, nobody = create_access_token(users["1"]), create_access_token("77", fresh=True)
        old = create_access_token(users["1"], fresh=timedelta(minutes=-5))
        refresh = create_refresh_token(users["1"])
        show_claims(lab, decode_token(token))
        lab.note(get_jti(token) == decode_token(token)["jti"])
    for each in (token, stale, nobody, old):
        lab.answer(client.get("/me", headers=bear(each)))
        lab.answer(client.get("/fresh", headers=bear(each)))
    for each in (token, refresh):
        lab.answer(client.delete("/token", headers=bear(each)))
        lab.answer(client.delete("/token", headers=bear(each)))
    lab.answer(client.get("/me", headers=bear(token)))


def scenario_answers_of_ones_own(lab: Lab) -> None:
    """Every refusal goes through its loader, and its messages and keys can be named in the configuration."""
    app, manager = make_app(
        lab,
        JWT_ERROR_MESSAGE_KEY="error",
        JWT_ALGORITHM="HS512",
        JWT_HEADER_TYPE="JWT",
        JWT_HEADER_NAME="X-Token",
    )

    @manager.expired_token_loader
    def expired(header: dict[str, object], claims: dict[str, object]) -> tuple[object, int, dict[str, str]]:
        return jsonify(expired=claims["sub"], alg=header["alg"]), 419, {"X-Expired": "yes"}

    @manager.invalid_token_loader
    def invalid(reason: str) -> tuple[str, int]:
        return f"invalid: {reason}", 422

    @manager.unauthorized_loader
    def unauthorized(reason: str) -> Response:
        lab.note(reason)
        return make_response("who are you", 401)

    @manager.needs_fresh_token_loader
    def needs_fresh(header: dict[str, object], claims: dict[str, object]) -> str:
        return "fresh"

    @manager.token_verification_loader
    def verify(header: dict[str, object], claims: dict[str, object]) -> bool:
        return claims["sub"] != "eve"

    @manager.additional_headers_loader
    def add_headers(identity: str) -> dict[str, str]:
        return {"kid": identity}

    blueprint = Blueprint("api", __name__, url_prefix="/api")

    @blueprint.before_request
    @jwt_required()
    def guard() -> None:
        lab.note(
            "guarded", request.endpoint, get_jwt_header()["kid"] if request.method != "OPTIONS" else None
        )

    @blueprint.get("/")
    def index() -> str:
        return get_jwt_identity()

    @blueprint.get("/fresh")
    @jwt_required(fresh=True)
    def fresh() -> str:
        return "no"

    @blueprint.errorhandler(ZeroDivisionError)
    def divide(error: ZeroDivisionError) -> str:
        return f"divided for {get_jwt_identity()}"

    @blueprint.get("/zero")
    def zero() -> float:
        return 1 / 0

    app.register_blueprint(blueprint)
    client = app.test_client()
    with app.app_context():
        tokens = [
            create_access_token("ada"),
            create_access_token("eve"),
            create_access_token("ada", expires_delta=timedelta(seconds=-1)),
        ]
    for token in [*tokens, "a.b.c"]:
        lab.answer(client.get("/api/", headers={"X-Token": f"JWT {token}"}))
    for path in ("/api/fresh", "/api/zero", "/api/none"):
        lab.answer(client.get(path, headers={"X-Token": f"JWT {tokens[0]}"}))
    lab.answer(client.get("/api/"))
    lab.answer(client.options("/api/"))
    app.config["PROPAGATE_EXCEPTIONS"] = True
    lab.answer(client.get("/api/"))


def scenario_locations(lab: Lab) -> None:
    """Tokens are looked for in the query, in JSON and in headers, in the order of the configuration."""
    app, _ = make_app(
        lab,
        JWT_TOKEN_LOCATION=["headers", "query_string", "json"],
        JWT_QUERY_STRING_NAME="t",
        JWT_QUERY_STRING_VALUE_PREFIX="p:",
    )

    @app.route("/", methods=["GET", "POST"])
    @jwt_required()
    def anywhere() -> object:
        return get_jwt_identity()

    @app.post("/json")
    @jwt_required(locations="json")
    def only_json() -> object:
        return get_jwt_identity()

    client = app.test_client()
    with app.app_context():
        ada, bo = create_access_token("ada"), create_access_token("bo")
    lab.answer(client.get("/", query_string={"t": f"p:{ada}"}))
    lab.answer(client.get("/", query_string={"t": ada}))
    lab.answer(client.get("/", query_string={"t": f"p:{ada}"}, headers=bear(bo)))
    lab.answer(client.post("/", json={"access_token": ada}))
    lab.answer(client.post("/", json={}))
    lab.answer(client.post("/json", json={"access_token": bo}, headers=bear(ada)))
    lab.answer(client.post("/json", data={"access_token": bo}, headers=bear(ada)))


def scenario_misuse(lab: Lab) -> None:
    """Functions that need a request, a verified token, a manager or a key say so."""
    app, _ = make_app(lab)
    lab.refused(get_jwt)
    lab.refused(create_access_token, "ada")
    with app.test_request_context("/"):
        for call in (get_jwt, get_jwt_header, get_jwt_identity, get_current_user):
            lab.refused(call)
        lab.refused(verify_jwt_in_request)
        lab.note(verify_jwt_in_request(optional=True), get_jwt())
        lab.refused(lambda: current_user.name)
    keyless = Flask("keyless", root_path=str(lab.folder))
    with keyless.app_context():
        lab.refused(create_access_token, "ada")
    JWTManager().init_app(keyless)
    with keyless.app_context():
        lab.refused(create_access_token, "ada")
    keyless.secret_key = KEY
    with keyless.app_context():
        lab.attempt(create_access_token, "ada")
        keyless.config["JWT_TOKEN_LOCATION"] = "nowhere"
    with keyless.test_request_context("/"):
        lab.refused(verify_jwt_in_request)
    lab.note(
        sorted(key for key in keyless.config if key.startswith("JWT_")),
        sorted(keyless.error_handler_spec[None]),
    )
