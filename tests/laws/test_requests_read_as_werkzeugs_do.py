"""Law: whatever a client sends, and in whichever order it is asked for, a request gives what Werkzeug's gives."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final, cast

import pytest
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Request as WerkzeugRequest

from demijohn.wrappers import Request
from tests.laws import budget, sent
from tests.laws.sent import Sent


def replace_stream(request: WerkzeugRequest) -> None:
    # The type checkers do not know that the property can be set.
    request.stream = BytesIO(b"a=1&b=2")  # pyright: ignore[reportAttributeAccessIssue]


# Any: what is asked for may be of any type, JSON among it.
LOOKS: Final[dict[str, Callable[[WerkzeugRequest], Any]]] = {
    "form": lambda request: request.form,
    "files": lambda request: request.files,
    "args": lambda request: request.args,
    "cookies": lambda request: request.cookies,
    "values": lambda request: list(request.values.items(multi=True)),
    "data": lambda request: request.data,
    "get_data": lambda request: request.get_data(),
    "get_data uncached": lambda request: request.get_data(cache=False),
    "get_data as text": lambda request: request.get_data(as_text=True),
    "get_data after the form": lambda request: request.get_data(parse_form_data=True),
    "json": lambda request: request.get_json(),
    "json silently": lambda request: request.get_json(silent=True),
    "json by force": lambda request: request.get_json(force=True),
    "json uncached": lambda request: request.get_json(cache=False),
    "read 3": lambda request: request.stream.read(3),
    "read 0": lambda request: request.stream.read(0),
    "read all": lambda request: request.stream.read(),
    "readline": lambda request: request.stream.readline(),
    "exhausted": lambda request: (type(request.stream).__name__, request.stream.tell()),
    "mimetype": lambda request: request.mimetype,
    "mimetype_params": lambda request: list(request.mimetype_params.items()),
    "content_type": lambda request: request.content_type,
    "content_length": lambda request: request.content_length,
    "is_json": lambda request: request.is_json,
    "limit": lambda request: limit(request, 3),
    "replace stream": replace_stream,
}


def limit(request: WerkzeugRequest, size: int) -> None:
    request.max_content_length = request.max_form_memory_size = size


def answers(cls: type[WerkzeugRequest], drawn: Sent) -> list[object]:
    """Ask a request for all that is to be asked for."""
    with cls(drawn.open()) as request:
        request.max_content_length, request.max_form_memory_size, parts = drawn.limits
        # Werkzeug's type does not say that there may be no limit.
        request.max_form_parts = parts  # type: ignore[assignment]
        return [answer(request, look) for look in drawn.looks]


def answer(request: WerkzeugRequest, look: str) -> object:
    """Tell what there is, or the class of what was raised."""
    try:
        return tell(LOOKS[look](request))
    except Exception as error:  # whatever it is, both have to raise it
        return type(error).__name__


def tell(found: object) -> object:
    """Make what was found fit to be compared."""
    if not isinstance(found, MultiDict):
        return found
    found = cast("MultiDict[str, object]", found)  # its values are text or files
    lists = [(name, [tell_value(each) for each in values]) for name, values in found.lists()]
    return type(found).__name__, lists


def tell_value(value: object) -> object:
    if not isinstance(value, FileStorage):
        return value
    told = type(value.stream).__name__, value.stream.tell(), value.stream.read()
    value.stream.seek(0)
    return value.name, value.filename, list(value.headers), value.content_type, *told


# Werkzeug leaves the files open of a form that it refuses.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_requests_read_as_werkzeugs_do(capsys: pytest.CaptureFixture[str]) -> None:
    """Each answer of a request, and each error's class, is that of Werkzeug's request."""
    rng = random.Random(20261127)
    kinds: Counter[str] = Counter()
    for _ in range(budget.parsed(14)):
        drawn = sent.draw(rng)
        expected, found = answers(WerkzeugRequest, drawn), answers(Request, drawn)
        if expected != found:
            pytest.fail(f"{drawn!r}\nWerkzeug: {expected!r}\nours:     {found!r}")
        kinds.update([each if isinstance(each, str) else type(each).__name__ for each in expected])
    with capsys.disabled():
        print(f"\n  {budget.parsed(14):,} requests agree: {dict(kinds.most_common(12))}")  # noqa: T201  # the count is what the law is worth
    assert {
        "RequestEntityTooLarge",
        "ClientDisconnected",
        "BadRequest",
        "UnsupportedMediaType",
        "tuple",
    } < set(kinds)
