"""An error handler takes the exception that it is registered for; one for another exception is rejected."""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from http import HTTPStatus

from typing_extensions import assert_type
from werkzeug.exceptions import Forbidden, HTTPException, InternalServerError, NotFound

from demijohn import Blueprint, Flask, Response

app = Flask(__name__)
shop = Blueprint("shop", __name__)


class Sour(Exception):
    litres = 5


class Bitter(Sour):
    pass


@app.errorhandler(Sour)
def sour(error: Sour) -> tuple[str, int]:
    return f"{error.litres}", 400


@app.errorhandler(Bitter)
def by_base(error: Sour) -> str:
    return "a handler for the base takes a special case too"


@app.errorhandler(404)
def missing(error: NotFound) -> tuple[dict[str, str], int]:
    return {"missing": error.name}, 404


@app.errorhandler(404)
def missing_as_http(error: HTTPException) -> str:
    return error.name


@app.errorhandler(403)
@shop.errorhandler(403)
def stacked(error: Forbidden) -> str:
    return "decorators stack: each gives back the function itself"


@app.errorhandler(404)
@app.errorhandler(403)
def two_codes(error: HTTPException) -> str:
    return error.name


@app.errorhandler(500)
def broken(error: InternalServerError) -> Response:
    assert_type(error.original_exception, BaseException | None)
    return Response(status=500)


@app.errorhandler(Exception)
async def anything(error: Exception) -> str:
    return "asynchronous handlers are handlers too"


@shop.app_errorhandler(Sour)
def everywhere(error: Sour) -> str:
    return "everywhere"


def code_from_elsewhere(code: int) -> None:
    @app.errorhandler(code)
    def handler(error: HTTPException) -> str:
        return error.name


@app.errorhandler(HTTPStatus.NOT_FOUND)
def by_status(error: HTTPException) -> str:
    return error.name


app.register_error_handler(404, missing)
app.register_error_handler(Sour, sour)
assert_type(sour(Sour()), tuple[str, int])


def for_another_registered(error: KeyError) -> str:
    return "never"


@app.errorhandler(Sour)  # type: ignore[type-var]
def for_another(error: KeyError) -> str:
    return "never"


@app.errorhandler(Sour)  # type: ignore[type-var]
def too_special(error: Bitter) -> str:
    return "a Sour is no Bitter"


@app.errorhandler(404)  # type: ignore[type-var]
def for_another_code(error: Forbidden) -> str:
    return "never"


@app.errorhandler(Sour)  # type: ignore[type-var]
def without_argument() -> str:
    return "never"


@app.errorhandler(Sour)  # type: ignore[type-var]
def without_answer(error: Sour) -> None:
    return None


@app.errorhandler("404")  # type: ignore[call-overload, untyped-decorator]
def by_text(error: NotFound) -> str:
    return "never"


@shop.app_errorhandler(404)  # type: ignore[type-var]
def everywhere_for_another_code(error: Forbidden) -> str:
    return "never"


@shop.app_errorhandler(Sour)  # type: ignore[type-var]
def everywhere_for_another(error: KeyError) -> str:
    return "never"


app.register_error_handler(Sour, for_another_registered)  # type: ignore[arg-type]
