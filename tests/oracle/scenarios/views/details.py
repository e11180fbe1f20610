"""View classes in detail: arguments, instances, decorators, methods by definition, blueprints."""

# mypy: allow-untyped-decorators
# pyright: reportUnknownLambdaType=false, reportUnknownMemberType=false, reportUnknownArgumentType=false
# pyright: reportUnknownVariableType=false, reportUntypedFunctionDecorator=false
# The package under test is a value here, so that its decorators and what views are given have no types.
# A table of lambdas reads best when all of its rows look alike:

from __future__ import annotations

from typing import Any

from tests.oracle.collect import scenario, table
from tests.oracle.lab import Lab


@scenario
def instances_per_request(lab: Lab) -> None:
    """A view class is made anew for each request, or once for all of them, as ``init_every_request`` says."""
    views = lab.module("views")
    made: list[str] = []

    class Each(views.View):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def __init__(self, label: str) -> None:
            made.append(label)
            self.calls = 0

        def dispatch_request(self) -> object:
            self.calls += 1
            return {"calls": self.calls, "made": made}

    class Once(Each):
        init_every_request = False

    app = lab.app()
    app.add_url_rule("/each", view_func=Each.as_view("each", "each"))
    app.add_url_rule("/once", view_func=Once.as_view("once", label="once"))
    lab.note("made when registered", made, Each.init_every_request, views.View.init_every_request)
    for path in ("/each", "/once", "/each", "/once"):
        lab.send(app, path)


@scenario
def wrong_arguments(lab: Lab) -> None:
    """Arguments that the class does not take are an error when an instance is made."""
    views = lab.module("views")

    class Plain(views.View):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def dispatch_request(self) -> object:
            return "ok"

    class Once(Plain):
        init_every_request = False

    app = lab.app()
    app.testing = True
    app.add_url_rule("/", view_func=Plain.as_view("plain", 1))
    lab.refused(Once.as_view, "once", 1)
    lab.refused(Plain.as_view)
    lab.send(app)


@scenario
def decorators_of_a_view_class(lab: Lab) -> None:
    """Decorators wrap the function of the class, the first one innermost, and keep its name and its attributes."""
    views = lab.module("views")

    def wrapping(label: str) -> Any:  # a decorator of views
        def decorate(view: Any) -> Any:  # a view
            lab.note("decorating", label, view.__name__, getattr(view, "view_class", None))

            def wrapped(**arguments: object) -> object:
                lab.note("entering", label)
                return view(**arguments)

            return wrapped

        return decorate

    class Decorated(views.View):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        """A view with a text."""

        decorators = [wrapping("inner"), wrapping("outer")]
        methods = ["POST"]

        def dispatch_request(self, n: int) -> object:
            return str(n)

    class Heir(Decorated):
        decorators = [*Decorated.decorators, wrapping("outermost")]

    app = lab.app()
    for cls in (Decorated, Heir):
        view = cls.as_view(cls.__name__.lower())
        lab.note(view.__name__, view.__doc__, view.methods, view.view_class, view.provide_automatic_options)
        app.add_url_rule(f"/{cls.__name__}/<int:n>", view_func=view)
        lab.send(app, f"/{cls.__name__}/5", "POST")
        lab.send(app, f"/{cls.__name__}/5")
        app = lab.app()


@table({
    "none": None, "empty": [], "one": ["POST"], "small letters": ["post"], "set": {"GET", "PUT"}, "tuple": ("DELETE",), "head": ["HEAD"],
    "options": ["GET", "OPTIONS"], "text": "GET",
})  # fmt: skip
def methods_of_a_view_class(lab: Lab, methods: Any) -> None:  # what a class may say
    """``methods`` of the class are those of its rule, if the rule says nothing else."""
    views = lab.module("views")

    class Plain(views.View):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def dispatch_request(self) -> object:
            return lab.flask.request.method

    Plain.methods = methods
    app = lab.app(static_folder=None)
    lab.attempt(lambda: app.add_url_rule("/class", view_func=Plain.as_view("plain")))
    lab.attempt(lambda: app.add_url_rule("/rule", view_func=Plain.as_view("other"), methods=["PATCH"]))
    lab.note([(rule.rule, rule.methods) for rule in app.url_map.iter_rules()])
    for method in ("GET", "HEAD", "POST", "PATCH", "OPTIONS"):
        lab.send(app, "/class", method)
        lab.send(app, "/rule", method)


@table({"nothing": None, "yes": True, "no": False})
def automatic_options_of_a_view_class(lab: Lab, provide: bool | None) -> None:
    """The class may say whether OPTIONS is answered for it."""
    views = lab.module("views")

    class Plain(views.MethodView):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        provide_automatic_options = provide

        def get(self) -> str:
            return "get"

    class Own(Plain):
        def options(self) -> str:
            return "own options"

    app = lab.app(static_folder=None)
    app.add_url_rule("/plain", view_func=Plain.as_view("plain"))
    app.add_url_rule("/own", view_func=Own.as_view("own"))
    lab.note([(rule.rule, rule.methods, rule.provide_automatic_options) for rule in app.url_map.iter_rules()])
    for path in ("/plain", "/own"):
        lab.send(app, path, "OPTIONS")


@scenario
def methods_by_definition(lab: Lab) -> None:
    """A method view answers the methods that it and its bases define, of those that HTTP has for views."""
    views = lab.module("views")

    class Everything(views.MethodView):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def _answer(self, **arguments: object) -> str:
            return f"{lab.flask.request.method} {arguments}"

        get = post = head = options = delete = put = trace = patch = _answer

        def copy(self) -> str:
            return "no method of a view"

    class Mixin:
        def delete(self) -> str:
            return "mixed in"

    class Mixed(Mixin, views.MethodView):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def put(self) -> str:
            return "put"

    class Nothing(views.MethodView):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        pass

    class Told(Mixed):
        methods = {"PUT"}

    class Untold(Told):
        def patch(self) -> str:
            return "patch"

    app = lab.app(static_folder=None)
    for cls in (Everything, Mixed, Nothing, Told, Untold):
        lab.note(cls.__name__, None if cls.methods is None else set(cls.methods))
        app.add_url_rule(f"/{cls.__name__}", view_func=cls.as_view(cls.__name__))
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "COPY"):
        for name in ("Everything", "Mixed", "Nothing", "Told", "Untold"):
            lab.send(app, f"/{name}", method)


@scenario
def method_that_is_not_there(lab: Lab) -> None:
    """A rule that allows a method which the view does not define fails with an assertion that names it."""
    views = lab.module("views")

    class Reads(views.MethodView):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def get(self) -> str:
            return "get"

    app = lab.app()
    app.testing = True
    app.add_url_rule("/", view_func=Reads.as_view("reads"), methods=["GET", "PUT", "LOCK"])
    for method in ("GET", "HEAD", "PUT", "LOCK", "POST"):
        lab.send(app, "/", method)


@scenario
def one_class_under_several_names(lab: Lab) -> None:
    """A class may be registered under several endpoints, each with arguments of its own; a name can be taken once."""
    views = lab.module("views")

    class Named(views.View):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def __init__(self, colour: str = "none") -> None:
            self.colour = colour

        def dispatch_request(self) -> object:
            return [self.colour, lab.flask.request.endpoint, lab.flask.url_for("red")]

    app = lab.app(static_folder=None)
    red = Named.as_view("red", colour="red")
    app.add_url_rule("/red", view_func=red)
    app.add_url_rule("/rot", view_func=red)
    app.add_url_rule("/blue", view_func=Named.as_view("blue", "blue"))
    lab.refused(app.add_url_rule, "/again", view_func=Named.as_view("red"))
    for path in ("/red", "/rot", "/blue"):
        lab.send(app, path)


@scenario
def views_of_blueprints(lab: Lab) -> None:
    """A blueprint's view class is found under the dotted name, with the blueprint's hooks around it."""
    views = lab.module("views")

    class Item(views.MethodView):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        init_every_request = False

        def get(self, n: int | None) -> object:
            return [n, lab.flask.request.endpoint, lab.flask.url_for(".item", n=7)]

        def put(self, n: int) -> object:
            return f"put {n}", 201

    bp = lab.blueprint(url_prefix="/shop")
    view = Item.as_view("item")
    bp.add_url_rule("/", defaults={"n": None}, view_func=view, methods=["GET"])
    bp.add_url_rule("/<int:n>", view_func=view, methods=["GET", "PUT"])
    bp.before_request(lab.noting("before"))
    app = lab.app()
    app.register_blueprint(bp)
    for method, path in (
        ("GET", "/shop/"),
        ("GET", "/shop/5"),
        ("PUT", "/shop/5"),
        ("PUT", "/shop/"),
        ("DELETE", "/shop/5"),
    ):
        lab.send(app, path, method)


@scenario
def answers_of_view_classes(lab: Lab) -> None:
    """What a view class returns or raises is treated like a function's."""
    views = lab.module("views")
    answers: dict[str, Any] = {
        "text": lambda: "text", "tuple": lambda: ("made", 201, {"X-A": "1"}), "dict": lambda: {"b": 1}, "none": lambda: None,
        "abort": lambda: lab.flask.abort(409), "raise": lambda: {"a": 1}["b"], "stream": lambda: iter("ab"),
    }  # fmt: skip

    class Answer(views.View):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        def dispatch_request(self, kind: str) -> object:
            return answers[kind]()

    app = lab.app()
    app.testing = True
    app.register_error_handler(KeyError, lambda e: (f"handled {e}", 290))
    app.add_url_rule("/<kind>", view_func=Answer.as_view("answer"))
    for kind in answers:
        lab.send(app, f"/{kind}")


@scenario
def coroutine_methods(lab: Lab) -> None:
    """Methods of a view class may be coroutines, also where one instance serves all requests."""
    views = lab.module("views")

    class Plain(views.View):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        init_every_request = False

        async def dispatch_request(self, x: str) -> str:
            return f"view {x} {lab.flask.request.method}"

    class Methods(views.MethodView):  # type: ignore[name-defined,misc]  # the base class is chosen at run time
        decorators = [lab.passing("decorated")]

        async def get(self) -> object:
            return {"a": lab.flask.request.path}

        def put(self) -> str:
            return "put"

    app = lab.app()
    app.add_url_rule("/view/<x>", view_func=Plain.as_view("plain"))
    app.add_url_rule("/methods", view_func=Methods.as_view("methods"))
    for method, path in (
        ("GET", "/view/1"),
        ("HEAD", "/view/1"),
        ("GET", "/methods"),
        ("HEAD", "/methods"),
        ("PUT", "/methods"),
    ):
        lab.send(app, path, method)
