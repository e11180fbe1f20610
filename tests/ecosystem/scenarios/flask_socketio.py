"""Flask-SocketIO: events that are handled in contexts of the application, over its test client and over polling."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

import flask
from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    g,
    get_flashed_messages,
    has_app_context,
    has_request_context,
    request,
    session,
    url_for,
)
from flask.json.provider import DefaultJSONProvider
from flask_socketio import (
    ConnectionRefusedError as Refused,
    Namespace,
    SocketIO,
    close_room,
    disconnect,
    emit,
    join_room,
    leave_room,
    rooms,
    send,
)

from tests.ecosystem.lab import Lab

DISTRIBUTIONS: Final = ("Flask-SocketIO",)


def make_app(lab: Lab, **options: object) -> tuple[Flask, SocketIO]:
    """Make an application whose events are handled in plain threads."""
    app = Flask("chat", root_path=str(lab.folder))
    app.secret_key = "chat"
    return app, SocketIO(app, async_mode="threading", **options)


def scenario_events(lab: Lab) -> None:
    """Messages, JSON and named events reach their handlers inside of the two contexts, and get answers and receipts."""
    app, io = make_app(lab)

    @app.before_request
    def never() -> None:
        lab.note("hooks of requests", request.path)

    @app.teardown_request
    def leave(error: BaseException | None) -> None:
        lab.note("teardown", getattr(request, "event", {}).get("message"), repr(error))

    @app.teardown_appcontext
    def leave_app(error: BaseException | None) -> None:
        lab.note("teardown of the context", g.get("sum"), repr(error), has_request_context())

    @io.on("connect")
    def connect(auth: dict[str, str] | None) -> None:
        lab.note(
            "connect",
            auth,
            request.args.get("room"),
            request.headers.get("X-From"),
            request.namespace,
            len(request.sid),
        )
        emit("welcome", {"app": current_app.name, "url": url_for("static", filename="x.js")})

    @io.on("disconnect")
    def gone(reason: str) -> None:
        lab.note("disconnect", reason, has_app_context(), has_request_context())

    @io.on("message")
    def take(text: str) -> str:
        send(text.upper(), broadcast=True)
        return "taken"

    @io.on("json")
    def take_json(data: dict[str, object]) -> None:
        send({"got": data}, json=True)
        emit("bytes", b"\x00\x01", callback=functools.partial(lab.note, "received"))

    @io.event
    def add(left: int, right: int) -> tuple[int, str]:
        g.sum = left + right
        lab.note(request.event, g.get("sum"), app.name)
        return g.sum, "summed"

    io.on_event("ask", lambda data: emit("answer", (data, request.path, request.method), include_self=True))

    @io.on("*")
    def anything(name: str, data: object) -> None:
        lab.note("anything", name, data)

    client = io.test_client(app, query_string="?room=a", headers={"X-From": "test"}, auth={"token": "1"})
    other = io.test_client(app)
    lab.note(client.is_connected(), client.get_received())
    lab.note(client.send("hello", callback=True), client.get_received(), other.get_received())
    client.send({"a": 1}, json=True)
    lab.note(client.get_received())
    lab.note(client.emit("add", 1, 2, callback=True))
    client.emit("ask", {"b": [1, 2]})
    client.emit("unknown", 5)
    lab.note(client.get_received())
    client.disconnect()
    lab.note(client.is_connected())
    lab.refused(client.send, "late")
    other.disconnect()


def scenario_sessions(lab: Lab) -> None:
    """Events share a copy of the session that the visitor had, which lives as long as the connection and changes no cookie."""
    app, io = make_app(lab)

    @app.get("/login/<name>")
    def login(name: str) -> str:
        session["name"] = name
        flash("logged in")
        return name

    @app.get("/who")
    def who() -> list[object]:
        return [session.get("name"), session.get("count")]

    @io.on("count")
    def count() -> list[object]:
        session["count"] = session.get("count", 0) + 1
        return [
            session.get("name"),
            session["count"],
            type(session._get_current_object()).__name__,
            get_flashed_messages(),
        ]

    @io.on("name")
    def rename(name: str) -> None:
        session["name"] = name

    browser = app.test_client()
    stranger = io.test_client(app, flask_test_client=app.test_client())
    lab.answer(browser.get("/login/ada"))
    client = io.test_client(app, flask_test_client=browser)
    for each in (client, client, stranger):
        lab.note(each.emit("count", callback=True))
    client.emit("name", "eve")
    lab.note(client.emit("count", callback=True))
    lab.answer(browser.get("/who"))
    again = io.test_client(app, flask_test_client=browser)
    lab.note(again.emit("count", callback=True))


def scenario_sessions_of_flask(lab: Lab) -> None:
    """Without managed sessions, the session is opened and saved by the interface of the application."""
    app, io = make_app(lab, manage_session=False)
    interface = app.session_interface
    saved: list[object] = []

    class Noting(type(interface)):
        def open_session(self, app: Flask, request: flask.Request) -> object:
            lab.note("open", request.path)
            return super().open_session(app, request)

        def save_session(self, app: Flask, session: object, response: flask.Response) -> None:
            lab.note("save", type(response).__name__, dict(session))
            saved.append(response)
            super().save_session(app, session, response)

    app.session_interface = Noting()

    @app.get("/")
    def index() -> str:
        session["name"] = "ada"
        return "set"

    @io.on("count")
    def count() -> list[object]:
        session["count"] = session.get("count", 0) + 1
        return [session.get("name"), session["count"], session.modified]

    @io.on("look")
    def look() -> list[object]:
        return [session.get("name"), session.get("count"), session.modified]

    browser = app.test_client()
    lab.answer(browser.get("/"))
    client = io.test_client(app, flask_test_client=browser)
    for event in ("look", "count", "look", "count"):
        lab.note(client.emit(event, callback=True))
    lab.note(len(saved))


class Room(Namespace):
    """Events of a namespace, as methods."""

    noted: Callable[..., None]

    def on_connect(self) -> None:
        """Greet, or refuse."""
        if request.args.get("name") == "eve":
            raise Refused("not you", {"name": "eve"})
        session["name"] = request.args.get("name")
        self.noted("connect", request.namespace, session["name"])

    def on_disconnect(self, reason: str) -> None:
        """Tell."""
        self.noted("disconnect", session["name"], reason)

    def on_join(self, room: str) -> list[str]:
        """Join a room."""
        join_room(room)
        self.emit("joined", session["name"], room=room, include_self=False)
        return sorted(set(rooms()) - {request.sid})

    def on_leave(self, room: str) -> None:
        """Leave a room."""
        leave_room(room)
        emit("left", session["name"], to=room)

    def on_close(self, room: str) -> None:
        """Close a room."""
        emit("closing", room, to=room, include_self=False)
        close_room(room)

    def on_quit(self) -> None:
        """End the connection."""
        disconnect()

    def on_fail(self) -> None:
        """Fail."""
        raise LookupError(session["name"])


def scenario_namespaces_and_rooms(lab: Lab) -> None:
    """A namespace as a class has connections that can be refused, rooms, and an end that the server makes."""
    app, io = make_app(lab)
    room = Room("/rooms")
    room.noted = lab.note
    io.on_namespace(room)

    @io.on_error("/rooms")
    def tell(error: Exception) -> str:
        lab.note("error", repr(error), request.event)
        return "told"

    @app.get("/tell/<room>")
    def tell_room(room: str) -> str:
        emit("told", request.path, namespace="/rooms", to=room)
        io.emit("told by io", {"room": room}, namespace="/rooms", to=room)
        return "told"

    names = ("ada", "bo", "cy", "eve")
    clients = {name: io.test_client(app, namespace="/rooms", query_string=f"name={name}") for name in names}

    def look() -> None:
        for name in names[:3]:
            if clients[name].is_connected("/rooms"):
                lab.note(name, clients[name].get_received("/rooms"))

    lab.note({name: client.is_connected("/rooms") for name, client in clients.items()})
    for name in ("ada", "bo"):
        lab.note(clients[name].emit("join", "cellar", namespace="/rooms", callback=True))
    look()
    lab.answer(app.test_client().get("/tell/cellar"))
    look()
    clients["bo"].emit("leave", "cellar", namespace="/rooms")
    clients["ada"].emit("close", "cellar", namespace="/rooms")
    look()
    lab.note(clients["ada"].emit("fail", namespace="/rooms", callback=True))
    clients["cy"].emit("quit", namespace="/rooms")
    lab.note({name: client.is_connected("/rooms") for name, client in clients.items()})
    clients["ada"].disconnect("/rooms")


def scenario_errors(lab: Lab) -> None:
    """What a handler raises goes to the handler of its namespace, to the default one, or comes out."""
    app, io = make_app(lab)

    @app.teardown_request
    def leave(error: BaseException | None) -> None:
        lab.note("teardown", repr(error))

    @io.on("fail")
    def fail(how: str) -> None:
        raise ZeroDivisionError(how)

    @io.on("fail", namespace="/other")
    def fail_there(how: str) -> None:
        raise LookupError(how)

    client, other = io.test_client(app), io.test_client(app, namespace="/other")
    lab.attempt(client.emit, "fail", "first")

    @io.on_error_default
    def tell_all(error: Exception) -> str:
        lab.note("default", repr(error), request.event["args"], request.namespace, has_app_context())
        return "by default"

    @io.on_error()
    def tell(error: Exception) -> str:
        lab.note("own", repr(error))
        return "by its own"

    lab.note(
        client.emit("fail", "second", callback=True),
        other.emit("fail", "third", namespace="/other", callback=True),
    )
    lab.refused(io.on_error_default, 5)
    lab.refused(emit, "outside", 1)


class Decimals(DefaultJSONProvider):
    """A provider that writes what it knows in a way of its own."""

    @staticmethod
    def default(value: object) -> object:
        """Write decimals as text."""
        return f"<{value}>" if isinstance(value, Decimal) else DefaultJSONProvider.default(value)


def scenario_json_of_flask(lab: Lab) -> None:
    """With Flask's JSON functions, what is sent is written by the provider of the application."""
    app, io = make_app(lab, json=flask.json)
    app.json = Decimals(app)

    @io.on("give")
    def give(data: object) -> object:
        emit("given", {"amount": Decimal("1.50"), "at": date(2024, 2, 29), "data": data})
        return {"back": Decimal(2)}

    client = io.test_client(app)
    lab.note(client.emit("give", {"z": 1, "a": [None, True]}, callback=True))
    lab.note(client.get_received())
    with app.app_context():
        io.emit("from outside", Decimal(3))
    io.emit("without a context", Decimal(4))
    lab.note(client.get_received())


def scenario_polling(lab: Lab) -> None:
    """The server sits in front of the application's WSGI function and answers its own path by long polling."""
    app = Flask("chat", root_path=str(lab.folder))
    app.secret_key = "chat"
    io = SocketIO()
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/")
    def index() -> str:
        return f"{request.path} {request.environ.get('wsgi.url_scheme')}"

    @io.on("connect")
    def connect(auth: object) -> None:
        lab.note(
            "connect",
            auth,
            request.path,
            request.endpoint,
            request.url_rule,
            session.get("name"),
            current_app.name,
        )

    @io.on("echo")
    def echo(data: object) -> object:
        emit("echoed", data)
        return data

    app.register_blueprint(blueprint)
    wsgi_app = app.wsgi_app
    io.init_app(
        app,
        async_mode="threading",
        path="/live",
        cors_allowed_origins=["http://friend.test"],
        monitor_clients=False,
        async_handlers=False,
    )
    lab.note(app.wsgi_app is not wsgi_app, type(app.wsgi_app).__name__, app.extensions["socketio"] is io)
    lab.mask(r'"sid":"[\w-]+"', '"sid":"<sid>"')
    client = app.test_client()
    with client.session_transaction() as opened:
        opened["name"] = "ada"
    lab.answer(client.get("/"))
    lab.answer(client.get("/live"))
    lab.answer(client.get("/live/?EIO=3&transport=polling"))
    lab.answer(client.get("/live/?EIO=4&transport=polling", headers={"Origin": "http://foe.test"}))
    lab.answer(client.options("/live/?EIO=4&transport=polling", headers={"Origin": "http://friend.test"}))
    handshake = lab.answer(
        client.get("/live/?EIO=4&transport=polling", headers={"Origin": "http://friend.test"})
    )
    sid = handshake.text.partition('"sid":"')[2].partition('"')[0]
    for packet in ('40{"token":1}', '420["echo",{"a":1}]', "1"):
        lab.answer(
            client.post(f"/live/?EIO=4&transport=polling&sid={sid}", data=packet, content_type="text/plain")
        )
        if packet != "1":
            lab.answer(client.get(f"/live/?EIO=4&transport=polling&sid={sid}"))
    lab.answer(client.get("/live/?EIO=4&transport=polling&sid=nobody"))
