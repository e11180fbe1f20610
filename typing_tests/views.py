"""A view class answers with any signature, and ``as_view`` takes the arguments of its constructor."""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

from __future__ import annotations

from demijohn import Flask
from demijohn.typing import ResponseReturnValue
from demijohn.views import MethodView, View

app = Flask(__name__)


class Page(View):
    methods = ["GET", "POST"]
    init_every_request = False

    def __init__(self, title: str, limit: int = 10) -> None:
        self.title = title
        self.limit = limit

    def dispatch_request(self, number: int) -> str:
        return f"{self.title} {number}"


class Asynchronous(View):
    async def dispatch_request(self) -> ResponseReturnValue:
        return {"a": 1}


class Jars(MethodView):
    def get(self, jar: str) -> tuple[dict[str, str], int]:
        return {"jar": jar}, 200

    def post(self) -> ResponseReturnValue:
        return "", 204


app.add_url_rule("/page/<int:number>", view_func=Page.as_view("page", "Title"))
app.add_url_rule("/more/<int:number>", view_func=Page.as_view("more", "Title", limit=5))
app.add_url_rule("/named/<int:number>", view_func=Page.as_view("named", title="Title"))
app.add_url_rule("/async", view_func=Asynchronous.as_view("asynchronous"))
app.add_url_rule("/jars/<jar>", view_func=Jars.as_view("jars"))

Page.as_view("no_title")  # type: ignore[call-arg]
Page.as_view("number", 5)  # type: ignore[arg-type]
Page.as_view("misspelled", "Title", limits=5)  # type: ignore[call-arg]
Jars.as_view("too_many", 5)  # type: ignore[call-arg]
Jars.as_view()  # type: ignore[call-arg]
