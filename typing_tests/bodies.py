"""A view may return a ``dict`` or a ``TypedDict``, but no other mapping; ``None`` and numbers are rejected."""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

import types
from collections import ChainMap, OrderedDict, defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping
from http import HTTPStatus
from typing import TypedDict

from werkzeug.datastructures import Headers
from werkzeug.wrappers import Response as BareResponse

from demijohn import Flask, Response, jsonify, make_response, redirect, render_template, stream_template

app = Flask(__name__)


class Jar(TypedDict):
    litres: int
    name: str


@app.route("/text")
def text() -> str:
    return "text"


@app.route("/bytes")
def raw() -> bytes:
    return b"bytes"


@app.route("/dict")
def plain_dict() -> dict[str, object]:
    return {"a": 1}


@app.route("/dict/int")
def dict_of_numbers() -> dict[str, int]:
    return {"a": 1}


@app.route("/ordered")
def ordered() -> OrderedDict[str, int]:
    return OrderedDict(a=1)


@app.route("/default")
def default() -> defaultdict[str, list[int]]:
    return defaultdict(list)


@app.route("/typed")
def typed() -> Jar:
    return {"litres": 5, "name": "demijohn"}


@app.route("/typed/status")
def typed_with_status() -> tuple[Jar, int]:
    return {"litres": 5, "name": "demijohn"}, 201


@app.route("/list")
def listed() -> list[Jar]:
    return []


@app.route("/generator")
def generator() -> Iterator[str]:
    yield "a"


@app.route("/bytes/generator")
def bytes_generator() -> Iterator[bytes]:
    yield b"a"


@app.route("/response")
def response() -> Response:
    return Response("x")


@app.route("/bare")
def bare_response() -> BareResponse:
    return BareResponse("x")


@app.route("/either")
def either() -> str | BareResponse:
    return redirect("/text") if app.debug else "x"


@app.route("/status")
def with_status() -> tuple[str, int]:
    return "x", 201


@app.route("/status/enum")
def with_enum() -> tuple[str, HTTPStatus]:
    return "x", HTTPStatus.CREATED


@app.route("/status/text")
def with_status_text() -> tuple[str, str]:
    return "x", "201 Made"


@app.route("/headers")
def with_headers() -> tuple[str, dict[str, str]]:
    return "x", {"X-A": "1"}


@app.route("/all")
def with_all() -> tuple[str, int, list[tuple[str, str]]]:
    return "x", 201, [("X-A", "1")]


@app.route("/headers/object")
def with_headers_object() -> tuple[str, int, Headers]:
    return "x", 201, Headers()


@app.route("/template")
def template() -> tuple[str, int]:
    return render_template("x.html"), 404


@app.route("/stream")
def stream() -> Iterator[str]:
    return stream_template("x.html")


@app.route("/json")
def json() -> Response:
    return jsonify(a=1)


@app.route("/made")
def made() -> Response:
    return make_response("x", 201)


@app.route("/async")
async def asynchronous() -> dict[str, int]:
    return {"a": 1}


@app.route("/async/generator")
def async_generator() -> AsyncIterator[str]:
    raise RuntimeError


@app.route("/mapping")  # type: ignore[type-var]
def mapping() -> Mapping[str, object]:
    return {"a": 1}


@app.route("/proxy")  # type: ignore[type-var]
def proxy() -> types.MappingProxyType[str, int]:
    return types.MappingProxyType({"a": 1})


@app.route("/chain")  # type: ignore[type-var]
def chain() -> ChainMap[str, int]:
    return ChainMap()


@app.route("/none")  # type: ignore[type-var]
def nothing() -> None:
    return None


@app.route("/number")  # type: ignore[type-var]
def number() -> int:
    return 5


@app.route("/maybe")  # type: ignore[type-var]
def maybe() -> str | None:
    return None


@app.route("/set")  # type: ignore[type-var]
def collection() -> set[str]:
    return set()


@app.route("/four")  # type: ignore[type-var]
def four() -> tuple[str, int, dict[str, str], int]:
    return "x", 201, {}, 5


@app.route("/async/none")  # type: ignore[type-var]
async def asynchronous_nothing() -> None:
    return None
