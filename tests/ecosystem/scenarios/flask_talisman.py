"""Flask-Talisman: headers for the safety of pages, redirects to HTTPS, nonces in templates, options of single views."""

from __future__ import annotations

from typing import Final

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    render_template_string,
    request,
    send_from_directory,
    session,
)
from flask_talisman import ALLOW_FROM, DENY, GOOGLE_CSP_POLICY, Talisman

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-Talisman",)

SAFE: Final = "https://localhost"
PATHS: Final = ("/", "/page", "/none", "/teapot", "/broken", "/static/a.txt")


def make_app(lab: Lab) -> Flask:
    """Make an application with a session, a page, failures and a static file."""
    lab.file("static/a.txt", "a")
    app = Flask("safe", root_path=str(lab.folder))
    app.secret_key = "safe"

    @app.get("/")
    def index() -> str:
        session["seen"] = True
        return "index"

    @app.get("/page")
    def page() -> str:
        return render_template_string("<script nonce='{{ csp_nonce() }}'></script>{{ request.csp_nonce }}")

    @app.get("/teapot")
    def teapot() -> str:
        abort(418)

    @app.get("/broken")
    def broken() -> str:
        raise LookupError

    return app


def scenario_defaults(lab: Lab) -> None:
    """Plain HTTP is redirected, HTTPS gets every header, and so do errors and static files; cookies are safe."""
    app = make_app(lab)
    Talisman(app)
    client = app.test_client()
    for path in PATHS:
        lab.answer(client.get(f"{path}?a=b c"))
        lab.answer(client.get(path, base_url=SAFE))
    lab.answer(client.get("/", headers={"X-Forwarded-Proto": "https"}))
    lab.answer(client.post("/"))
    lab.note({key: value for key, value in app.config.items() if key.startswith("SESSION_COOKIE")})
    app.debug = True
    lab.answer(client.get("/"))


def scenario_policies(lab: Lab) -> None:
    """Policies are given as text, as tables and as lists, and are told to report only."""
    tables: list[dict[str, object]] = [
        {"content_security_policy": "default-src 'self'; img-src *"},
        {
            "content_security_policy": {"default-src": ["'self'", "*.test"], "script-src": "'none'"},
            "content_security_policy_report_uri": "/report",
        },
        {
            "content_security_policy": GOOGLE_CSP_POLICY,
            "content_security_policy_report_only": True,
            "content_security_policy_report_uri": "/report",
        },
        {"content_security_policy": None, "frame_options": DENY, "referrer_policy": "no-referrer"},
        {
            "frame_options": ALLOW_FROM,
            "frame_options_allow_from": "https://frame.test",
            "feature_policy": {"camera": "'none'"},
        },
        {
            "permissions_policy": {"camera": "()", "geolocation": "(self)"},
            "document_policy": {"oversized-images": "2.0"},
        },
        {
            "strict_transport_security_preload": True,
            "strict_transport_security_max_age": 60,
            "force_https_permanent": True,
        },
        {
            "strict_transport_security": False,
            "force_https": False,
            "session_cookie_secure": False,
            "session_cookie_samesite": "Strict",
        },
        {
            "force_file_save": True,
            "x_xss_protection": True,
            "x_content_type_options": False,
            "session_cookie_http_only": False,
        },
    ]
    for options in tables:
        app = make_app(lab)
        Talisman(app, **options)
        lab.note(sorted(options))
        lab.answer(app.test_client().get("/"))
        lab.answer(app.test_client().get("/", base_url=SAFE))
    lab.refused(Talisman, make_app(lab), content_security_policy_report_only=True)


def scenario_nonces(lab: Lab) -> None:
    """Each request has a nonce, which is in the policy and in the template, and no other request's."""
    app = make_app(lab)
    Talisman(
        app,
        content_security_policy={"script-src": "'self'", "style-src": "'self'"},
        content_security_policy_nonce_in=["script-src"],
    )
    nonces: list[str] = []

    @app.after_request
    def keep(response: Response) -> Response:
        nonces.append(request.csp_nonce)
        return response

    lab.mask(r"(nonce-|nonce=')[\w-]{32}'(></script>[\w-]{32})?", r"\1<by chance>'")
    client = app.test_client()
    for path in ("/page", "/", "/page"):
        response = lab.answer(client.get(path, base_url=SAFE))
        policy = response.headers["Content-Security-Policy"]
        lab.note(nonces[-1] in policy, response.text.count(nonces[-1]), len(nonces[-1]))
    lab.note(len(set(nonces)), "csp_nonce" in app.jinja_env.globals)


def scenario_views(lab: Lab) -> None:
    """A view has options of its own, also in a blueprint and on the static view."""
    app = make_app(lab)
    talisman = Talisman()
    shop = Blueprint("shop", __name__, url_prefix="/shop")

    @shop.get("/frame")
    @talisman(frame_options=ALLOW_FROM, frame_options_allow_from="https://frame.test", force_https=False)
    def frame() -> str:
        return "frame"

    @shop.get("/policy")
    @talisman(
        content_security_policy={"default-src": "*"},
        content_security_policy_nonce_in=["default-src"],
        permissions_policy="camera=()",
    )
    def policy() -> str:
        return render_template_string("{{ csp_nonce()|length }}")

    @shop.get("/bare")
    @talisman(
        content_security_policy=False, feature_policy={"camera": "*"}, document_policy="unsized-media=?0"
    )
    def bare() -> Response:
        return send_from_directory(lab.folder / "static", "a.txt")

    @app.before_request
    def stop() -> str | None:
        return "stopped" if "stop" in request.args else None

    talisman.init_app(app)
    app.register_blueprint(shop)
    lab.mask(r"nonce-[\w-]{32}", "nonce-<by chance>")
    client = app.test_client()
    for path in ("/shop/frame", "/shop/policy", "/shop/bare", "/?stop=1", "/static/a.txt"):
        lab.answer(client.get(path))
        lab.answer(client.get(path, base_url=SAFE))
