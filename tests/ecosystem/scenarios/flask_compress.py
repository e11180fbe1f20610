"""Flask-Compress: bodies compressed by an after hook, cached, streamed, and tagged."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from typing import Final

import brotli
from flask import Blueprint, Flask, Request, Response, abort, request, stream_with_context
from flask_compress import Compress
from werkzeug.test import TestResponse

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-Compress",)

TEXT: Final = "a demijohn holds many flasks. " * 60
GZIP: Final = {"Accept-Encoding": "gzip"}


def make_app(**settings: object) -> Flask:
    """An application with one long and one short text."""
    app = Flask("cellar", static_folder=None)
    app.config.update({f"COMPRESS_{key}": value for key, value in settings.items()})
    app.add_url_rule("/long", "long", lambda: TEXT)
    app.add_url_rule("/short", "short", lambda: "a flask")
    return app


def unpack(response: TestResponse) -> bytes:
    """What was compressed: the bytes themselves depend on the compressor."""
    packed = response.get_data()
    match response.headers.get("Content-Encoding"):
        case "gzip":
            return gzip.decompress(packed)
        case "deflate":
            return zlib.decompress(packed)
        case "br":
            return bytes(brotli.decompress(packed))
        case _:
            return packed


def tell(lab: Lab, response: TestResponse) -> None:
    """Note the answer, its body unpacked."""
    lab.answer(response, body=False)
    text = unpack(response).decode()
    lab.note(len(text), text[:60])


def scenario_algorithms(lab: Lab) -> None:
    """The client's header chooses the algorithm; what is short or already encoded stays as it is."""
    app = make_app()
    Compress(app)
    app.add_url_rule("/encoded", "encoded", lambda: Response(TEXT, headers={"Content-Encoding": "identity"}))
    client = app.test_client()
    for accepted in (
        "gzip",
        "br",
        "deflate",
        "gzip;q=0.5, deflate;q=0.9",
        "identity",
        "*;q=0",
        "nonsense",
        "",
    ):
        lab.note(accepted)
        tell(lab, client.get("/long", headers={"Accept-Encoding": accepted}))
    for path in ("/short", "/encoded", "/missing"):
        tell(lab, client.get(path, headers=GZIP))
    tell(lab, client.head("/long", headers=GZIP))
    tell(lab, client.options("/long", headers=GZIP))
    lab.note(sorted((key, value) for key, value in app.config.items() if key.startswith("COMPRESS_")))


def scenario_kinds_of_content(lab: Lab) -> None:
    """Only the listed types are compressed, JSON among them, and a Vary header of the view's is kept."""
    app = make_app(MIN_SIZE=10, MIMETYPES=["application/json", "text/plain"], LEVEL=1)
    Compress(app)
    app.add_url_rule("/json", "json", lambda: {"flasks": list(range(40))})

    @app.get("/plain")
    def plain() -> Response:
        response = Response(TEXT, mimetype="text/plain")
        response.vary.add("Cookie")
        return response

    client = app.test_client()
    for path in ("/json", "/plain", "/long"):
        response = client.get(path, headers=GZIP)
        tell(lab, response)
        lab.note(response.is_json)


def scenario_streams_keep_the_request(lab: Lab) -> None:
    """A stream is compressed chunk by chunk, within the request's context, which is torn down afterwards."""
    app = make_app()
    Compress(app)

    @app.get("/stream")
    def stream() -> Response:
        def chunks() -> Iterator[str]:
            for number in range(3):
                lab.note("chunk", number, request.args["name"])
                yield TEXT

        return Response(stream_with_context(chunks()))

    app.add_url_rule(
        "/bare", "bare", lambda: Response(iter([TEXT, request.args["name"]]), mimetype="text/plain")
    )

    @app.teardown_request
    def torn_down(error: BaseException | None) -> None:
        lab.note("torn down", request.path, error)

    client = app.test_client()
    for accepted in ("deflate", "br", "gzip"):
        tell(lab, client.get("/stream?name=carboy", headers={"Accept-Encoding": accepted}))
        tell(lab, client.get("/bare?name=carboy", headers={"Accept-Encoding": accepted}, buffered=True))
    app.config["COMPRESS_STREAMS"] = False
    tell(lab, client.get("/stream?name=carboy", headers={"Accept-Encoding": "deflate"}))


def scenario_static_files_and_conditions(lab: Lab) -> None:
    """Static files are compressed, their tags marked with the algorithm, and conditions on the tags answered."""
    lab.file("static/style.css", "p { margin: 0 }\n" * 50)
    app = Flask("cellar", root_path=str(lab.folder))
    Compress(app)

    @app.get("/tagged")
    def tagged() -> Response:
        response = Response(TEXT)
        response.set_etag("bottled")
        return response

    client = app.test_client()
    lab.mask(r"-[0-9]+(:[a-z]+\")", r"-<path>\1")
    for path in ("/static/style.css", "/tagged"):
        for accepted in ("gzip", "deflate", "br"):
            first = client.get(path, headers={"Accept-Encoding": accepted})
            tell(lab, first)
            again = client.get(
                path, headers={"Accept-Encoding": accepted, "If-None-Match": first.headers.get("ETag", "")}
            )
            tell(lab, again)
    tell(lab, client.get("/static/style.css", headers={**GZIP, "Range": "bytes=0-9"}))


def scenario_chosen_views(lab: Lab) -> None:
    """Without the hook for all, only decorated views are compressed, also in a blueprint; both ways to set up."""
    compress = Compress()
    shop = Blueprint("shop", "cellar", url_prefix="/shop")

    @shop.get("/packed")
    @compress.compressed()
    def packed() -> str:
        return TEXT

    shop.add_url_rule("/plain", "plain", lambda: TEXT)

    @shop.get("/sold-out")
    @compress.compressed()
    def sold_out() -> str:
        abort(410, TEXT)

    app = make_app(REGISTER=False)
    compress.init_app(app)
    app.register_blueprint(shop)
    client = app.test_client()
    for path in ("/shop/packed", "/shop/plain", "/shop/sold-out", "/long"):
        tell(lab, client.get(path, headers=GZIP))
    lab.note(app.after_request_funcs)


def scenario_cache(lab: Lab) -> None:
    """Compressed bodies go into a backend under a key made from the request, and are taken from there."""

    class Shelf(dict[str, bytes]):
        def get(self, key: str, default: object = None) -> bytes | None:
            lab.note("get", key)
            return super().get(key)

        def set(self, key: str, value: bytes) -> None:
            lab.note("set", key)
            self[key] = value

    def key_of(request: Request) -> str:
        return request.path

    app = make_app(CACHE_BACKEND=Shelf, CACHE_KEY=key_of)
    Compress(app)
    numbers = iter(range(9))
    app.add_url_rule("/counted", "counted", lambda: f"{next(numbers)} {TEXT}")
    client = app.test_client()
    for accepted in ("gzip", "gzip", "deflate"):
        tell(lab, client.get("/counted", headers={"Accept-Encoding": accepted}))


def scenario_order_of_hooks(lab: Lab) -> None:
    """Hooks registered before see the packed body, those after it the plain one; handlers' answers are packed too."""
    app = make_app()

    @app.after_request
    def last(response: Response) -> Response:
        lab.note("last", response.headers.get("Content-Encoding"))
        return response

    Compress(app)

    @app.after_request
    def first(response: Response) -> Response:
        lab.note("first", response.headers.get("Content-Encoding"), response.content_length)
        return response

    @app.errorhandler(ZeroDivisionError)
    def explain(error: ZeroDivisionError) -> tuple[str, int]:
        return TEXT, 200

    app.add_url_rule("/fails", "fails", lambda: str(1 // 0))
    app.add_url_rule("/bug", "bug", lambda: {}["key"])
    client = app.test_client()
    for path in ("/long", "/fails", "/bug"):
        tell(lab, client.get(path, headers=GZIP))
