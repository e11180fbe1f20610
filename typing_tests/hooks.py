"""Hooks take and give what the application hands them; an after hook that gives nothing is rejected."""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from typing import Any

from typing_extensions import assert_type
from werkzeug.wrappers import Response as BareResponse

from demijohn import Blueprint, Flask, Response, after_this_request, g

app = Flask(__name__)
shop = Blueprint("shop", __name__)


class OwnResponse(Response):
    default_mimetype = "text/plain"


@app.before_request
def before() -> None:
    g.x = 1


@app.before_request
def answering() -> str | None:
    return None


@shop.before_app_request
async def before_async() -> tuple[str, int] | None:
    return None


@app.after_request
def after(response: Response) -> Response:
    response.headers["X-A"] = "1"
    return response


@app.after_request
def after_own(response: OwnResponse) -> OwnResponse:
    return response


@shop.after_request
@app.after_request
async def after_async(response: Response) -> Response:
    return response


@shop.after_app_request
def after_bare(response: BareResponse) -> BareResponse:
    return response


@app.teardown_request
def teardown(error: BaseException | None) -> None: ...


@app.teardown_appcontext
async def teardown_async(error: BaseException | None) -> None: ...


@app.context_processor
def names() -> dict[str, Any]:
    return {"a": 1}


@app.url_value_preprocessor
def pull(endpoint: str | None, values: dict[str, Any] | None) -> None: ...


@app.url_defaults
def fill(endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("lang", "nl")


@app.template_filter("shout")
def shout(text: str) -> str:
    return text.upper()


@app.template_test()
def odd(number: int) -> bool:
    return number % 2 == 1


@app.route("/")
def index() -> str:
    @after_this_request
    def later(response: Response) -> Response:
        return response

    assert_type(later(Response()), Response)
    return "x"


assert_type(shout("a"), str)
assert_type(before(), None)


@app.after_request  # type: ignore[type-var]
def after_nothing(response: Response) -> None:
    return None


@app.after_request  # type: ignore[type-var]
def after_text(response: Response) -> str:
    return "x"


@app.after_request  # type: ignore[type-var]
def after_without_argument() -> Response:
    return Response()


@app.after_request  # type: ignore[type-var]
async def after_nothing_async(response: Response) -> None:
    return None


@app.before_request  # type: ignore[type-var]
def before_with_argument(request: object) -> None: ...


@app.before_request  # type: ignore[type-var]
def before_number() -> int:
    return 5


@app.teardown_request  # type: ignore[type-var]
def teardown_without_argument() -> None: ...


@app.context_processor  # type: ignore[type-var]
def names_of_nothing() -> None:
    return None


@app.url_defaults  # type: ignore[type-var]
def fill_half(endpoint: str) -> None: ...


@shop.after_app_request  # type: ignore[type-var]
def after_nothing_everywhere(response: Response) -> None:
    return None


@after_this_request  # type: ignore[type-var]
def after_nothing_once(response: Response) -> None:
    return None
