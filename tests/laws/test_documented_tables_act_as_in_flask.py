"""Law: the documented tables of an application and its blueprints act as in Flask, whatever user code does to them.

Flask and demijohn go side by side through the same random life: tables are changed in every way that lists and dicts
know, before, during and after requests, also through lists and dicts that user code kept after putting them in. After
every step the tables hold the same, and every request runs the same functions and gets the same answer.
"""

# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# Two packages, one program: the tables, and the functions in them, have no type in common.

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

import attrs
import flask
import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from werkzeug.exceptions import HTTPException, NotFound

import demijohn
from tests.laws import budget

SCOPES: Final = (None, "outer", "outer.inner", "again", "again.inner")
APP, OUTER, INNER = "app", "outer", "inner"
HOOKS: Final = (
    "url_value_preprocessors", "before_request_funcs", "after_request_funcs", "teardown_request_funcs",
    "template_context_processors", "url_default_functions",
)  # fmt: skip
LISTS: Final = ("teardown_appcontext_funcs", "shell_context_processors", "url_build_error_handlers")
DICTS: Final = ("view_functions", "extensions", "blueprints", "filters", "tests", "globals")
NAMES: Final = ("index", "outer.index", "outer.inner.index", "new", "shout")
HANDLED: Final = (
    (None, ZeroDivisionError),
    (None, Exception),
    (404, NotFound),
    (None, HTTPException),
    (500, Exception),
)
NUMBERS: Final = range(8)
ACTIVE: Final = (4, 5)
ANSWERS, RAISES = 6, 7
"""The numbers of the functions that change tables, and of those that answer or raise as well; others look on."""
ENOUGH: Final = 40
"""A function that adds to the list which is running may make it endless: after so many runs all only look on."""
# ``Any``: a list or a dict of either package.
NOTHING: Final[tuple[str, Any]] = ("", None)
OWN: Final = {"filters", "tests", "globals"}


@attrs.frozen
class Change:
    """A change of one table: what to do to which part of it, with which functions."""

    owner: str
    table: str
    how: str
    scope: str | None
    numbers: tuple[int, int]
    kept: int


# ``Any``, in this whole file: the tables of two packages and what is in them.
Do = Callable[["Side", Any, Change], object]


def fresh(side: Side, change: Change) -> list[Any]:
    """Make a list of functions for a change, which user code keeps for later."""
    made = [side.function(change.table, number) for number in change.numbers]
    side.kept[change.kept] = (change.table, made)
    return made


def replace(side: Side, change: Change, table: Any) -> None:
    """Assign a table to its attribute."""
    setattr(side.owner(change.owner), change.table, table)


LIST_CHANGES: Final[dict[str, Do]] = {
    "append": lambda side, found, c: found.append(side.function(c.table, c.numbers[0])),
    "insert": lambda side, found, c: found.insert(0, side.function(c.table, c.numbers[0])),
    "remove": lambda side, found, c: found.remove(side.function(c.table, c.numbers[0])),
    "pop": lambda side, found, c: side.name(found.pop(c.numbers[0] % 2 - 1)),
    "extend": lambda side, found, c: found.extend(fresh(side, c)),
    "sort": lambda side, found, c: found.sort(key=side.name),
    "reverse": lambda side, found, c: found.reverse(),
    "slice": lambda side, found, c: found.__setitem__(slice(0, 1), fresh(side, c)),
    "item": lambda side, found, c: found.__setitem__(0, side.function(c.table, c.numbers[0])),
    "delete": lambda side, found, c: found.__delitem__(0),
    "delete slice": lambda side, found, c: found.__delitem__(slice(1, None)),
    "add": lambda side, found, c: found.__iadd__(fresh(side, c)) is found,
    "clear": lambda side, found, c: found.clear(),
}
HOOK_CHANGES: Final[dict[str, Do]] = {
    "put": lambda side, table, c: table.__setitem__(c.scope, fresh(side, c)),
    "put empty": lambda side, table, c: table.__setitem__(c.scope, side.keep(c.kept, c.table, [])),
    "put tuple": lambda side, table, c: table.__setitem__(c.scope, tuple(fresh(side, c))),
    "put sorted": lambda side, table, c: table.__setitem__(c.scope, sorted(table.get(c.scope, ()), key=side.name)),
    "put the list of another": lambda side, table, c: table.__setitem__(c.scope, table[None]),
    "read": lambda side, table, c: side.names(table[c.scope]),
    "setdefault": lambda side, table, c: table.setdefault(c.scope, []).append(side.function(c.table, c.numbers[0])),
    "setdefault kept": lambda side, table, c: side.names(table.setdefault(c.scope, fresh(side, c))),
    "pop": lambda side, table, c: side.names(table.pop(c.scope, ())),
    "delete": lambda side, table, c: table.__delitem__(c.scope),
    "popitem": lambda side, table, c: table.popitem()[0],
    "update": lambda side, table, c: table.update({c.scope: fresh(side, c)}),
    "merge": lambda side, table, c: table.__ior__({c.scope: fresh(side, c)}) is table,
    "clear": lambda side, table, c: table.clear(),
    "rebind": lambda side, table, c: replace(side, c, side.keep(c.kept, c.table, dict(table))),
    "rebind default": lambda side, table, c: replace(
        side, c, side.keep(c.kept, c.table, defaultdict(list, {c.scope: fresh(side, c)}))
    ),
    "rebind itself": lambda side, table, c: replace(side, c, table),
    "rebind a union": lambda side, table, c: replace(side, c, table | {c.scope: fresh(side, c)}),
    "rebind a copy": lambda side, table, c: replace(side, c, table.copy()),
}  # fmt: skip
DICT_CHANGES: Final[dict[str, Do]] = {
    "put": lambda side, table, c: table.__setitem__(side.key(c), side.function(c.table, c.numbers[0])),
    "setdefault": lambda side, table, c: side.name(
        table.setdefault(side.key(c), side.function(c.table, c.numbers[0]))
    ),
    "pop": lambda side, table, c: side.name(table.pop(side.key(c), None)),
    "delete": lambda side, table, c: table.__delitem__(side.key(c)),
    "update": lambda side, table, c: table.update({side.key(c): side.function(c.table, c.numbers[0])}),
    "merge": lambda side, table, c: table.__ior__({side.key(c): side.function(c.table, c.numbers[0])}) is table,
    "rebind": lambda side, table, c: replace(side, c, side.keep(c.kept, c.table, dict(table))),
}  # fmt: skip
HANDLER_CHANGES: Final[dict[str, Do]] = {
    "put": lambda side, table, c: side.by_class(table, c).__setitem__(*side.handler(c)),
    "pop": lambda side, table, c: side.name(side.by_class(table, c).pop(side.handler(c)[0], None)),
    "update": lambda side, table, c: side.by_class(table, c).update([side.handler(c)]),
    "put kept": lambda side, table, c: table[c.scope].__setitem__(
        HANDLED[c.numbers[0] % 5][0], side.keep(c.kept, c.table, dict([side.handler(c)]))
    ),
    "setdefault": lambda side, table, c: side.name(
        table[c.scope].setdefault(HANDLED[c.numbers[0] % 5][0], {}).setdefault(*side.handler(c))
    ),
    "pop scope": lambda side, table, c: bool(table.pop(c.scope, {}).get(None)),
    "clear": lambda side, table, c: table.clear(),
    "rebind": lambda side, table, c: replace(
        side, c, defaultdict(lambda: defaultdict(dict), {c.scope: defaultdict(dict, table[c.scope])})
    ),
    "rebind itself": lambda side, table, c: replace(side, c, table),
}
NAMED: Final = frozenset((*HOOKS, *LISTS, *DICTS, "error_handler_spec", "deferred_functions", OUTER, INNER))
ON_LISTS: Final = [f"list {how}" for how in LIST_CHANGES]
DEFERRED: Final = "deferred_functions"
WAYS: Final = {
    **{table: [*ON_LISTS, *HOOK_CHANGES] for table in HOOKS},
    **{table: [*ON_LISTS, "rebind list", "rebind tuple"] for table in LISTS},
    **{table: list(DICT_CHANGES) for table in DICTS},
    "error_handler_spec": list(HANDLER_CHANGES),
    DEFERRED: ON_LISTS,
}


class Side:
    """One package: its application with two blueprints, and what happened there."""

    def __init__(self, package: Any, scripts: dict[int, list[Change]]) -> None:
        self.package = package
        self.scripts = scripts
        self.functions: dict[tuple[str, int], Any] = {}
        self.kept: dict[int, tuple[str, Any]] = {}
        self.noted: list[object] = []
        self.runs = 0
        self.app = package.Flask("shop", root_path="/shop", static_folder=None)
        self.app.logger.disabled = True
        self.outer, self.inner = (
            package.Blueprint(name, "shop", root_path="/shop") for name in (OUTER, INNER)
        )
        for owner in (self.app, self.outer, self.inner):
            owner.add_url_rule("/", "index", self.view)
        self.app.add_url_rule("/error", "error", lambda: 1 / 0)
        self.app.add_url_rule("/url", "url", lambda: package.url_for("nowhere", x=1))
        self.app.add_url_rule(
            "/template", "template", lambda: package.render_template_string("{{ 'x' | shout }}")
        )
        self.outer.register_blueprint(self.inner, url_prefix="/inner")

    def owner(self, name: str) -> Any:
        """The application, or a blueprint."""
        return {APP: self.app, OUTER: self.outer, INNER: self.inner}[name]

    def view(self) -> str:
        """Show what templates would see, and where links would lead."""
        names: dict[str, object] = {}
        self.app.update_template_context(names)
        self.noted.append([*sorted(name for name in names if name.startswith("from")), len(names)])
        return str(self.package.url_for("index"))

    def function(self, table: str, number: int) -> Any:
        """The function with a number, in the form that a table wants."""
        if table == "blueprints":
            return self.outer if number % 2 else self.inner
        made = self.functions.get((table, number))
        if made is None:
            made = self.functions[table, number] = self.make(table, number)
        return made

    def make(self, table: str, number: int) -> Any:
        """Make a function which notes that it ran, and what it was given, and then changes tables."""

        def run(*args: Any, **_: Any) -> Any:
            self.noted.append((table, number))
            self.runs += 1
            if self.runs <= ENOUGH:
                for change in self.scripts.get(number, ()):
                    self.do(change)
                if number == RAISES:
                    raise ZeroDivisionError
            if table in {"after_request_funcs", "filters"}:
                return args[0]
            if table in {"template_context_processors", "shell_context_processors"}:
                return {f"from{number}": number}
            if table in {"error_handler_spec", "view_functions"}:
                return f"{table} {number}", 200 + number
            if table == "url_build_error_handlers":
                return "/built" if number == ANSWERS else None
            return "answer" if number == ANSWERS and table == "before_request_funcs" else None

        run.__name__ = f"{table}{number}"
        return run

    def key(self, change: Change) -> str:
        """The name under which a change puts something into a dict."""
        return NAMES[sum(change.numbers) % len(NAMES)]

    def by_class(self, table: Any, change: Change) -> Any:
        """The innermost table of handlers that a change is about."""
        return table[change.scope][HANDLED[change.numbers[0] % 5][0]]

    def handler(self, change: Change) -> tuple[type, Any]:
        """A class of exceptions, and a handler of it."""
        return HANDLED[change.numbers[0] % 5][1], self.function(change.table, change.numbers[1])

    def keep(self, number: int, table: str, found: Any) -> Any:
        """Keep a list or a dict for later, and give it back."""
        self.kept[number] = (table, found)
        return found

    def name(self, value: Any) -> str:
        """What a function of ours or a blueprint is called; what the packages put in themselves has no name."""
        name = str(getattr(value, "__name__", None) or getattr(value, "name", ""))
        return name if name.rstrip("01234567") in NAMED else "another"

    def names(self, values: Any) -> list[str]:
        """What functions are called."""
        return [self.name(value) for value in values]

    def do(self, change: Change) -> None:
        """Carry out a change, and note what it gave or raised."""
        try:
            self.noted.append((change.how, self.carry_out(change)))
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            self.noted.append((change.how, type(error).__name__))

    def carry_out(self, change: Change) -> object:
        """Change the part of the table that is meant; give what a caller would get."""
        environment = change.table in OWN
        table = getattr(self.app.jinja_env if environment else self.owner(change.owner), change.table)
        kind, _, how = change.how.rpartition("list ")
        if kind == "" and change.how.startswith("list "):
            found = table.get(change.scope) if change.table in HOOKS else table
            return found is not None and LIST_CHANGES[how](self, found, change)
        if change.how.startswith("rebind ") and change.table in LISTS:
            made = fresh(self, change)
            replace(self, change, tuple(made) if change.how == "rebind tuple" else made)
            return None
        if change.table in HOOKS:
            return HOOK_CHANGES[change.how](self, table, change)
        if change.table in DICTS:
            return (
                None
                if environment and change.how == "rebind"
                else DICT_CHANGES[change.how](self, table, change)
            )
        return HANDLER_CHANGES[change.how](self, table, change)

    def change_kept(self, change: Change, how: str) -> None:
        """Change a list or a dict that was kept, wherever it is by now."""
        table, found = self.kept.get(change.kept, NOTHING)
        contents: Any = found  # A dict or a list; one of handlers is always a dict.
        if found is None:
            return
        meant = attrs.evolve(change, table=table)
        ways = LIST_CHANGES if isinstance(found, list) else HOOK_CHANGES if table in HOOKS else DICT_CHANGES
        if table == "error_handler_spec":
            contents.update([self.handler(meant)])
        elif how in ways and not how.startswith("rebind"):
            try:
                self.noted.append((how, ways[how](self, found, meant)))
            except (LookupError, ValueError, TypeError, AttributeError) as error:
                self.noted.append((how, type(error).__name__))

    def request(self, path: str) -> None:
        """Send a request, and note the answer or what it raised."""
        self.runs = 0
        try:
            answer = self.app.test_client().get(path)
            self.noted.append(
                (path, answer.status_code, answer.headers.get("Location"), answer.get_data(as_text=True))
            )
        except Exception as error:
            self.noted.append((path, type(error).__name__))

    def state(self) -> dict[object, object]:
        """What the tables hold; a table of handlers may have empty parts more, which Flask makes when it looks."""
        found: dict[object, object] = {}
        for owner in (APP, OUTER, INNER):
            tables = vars(self.owner(owner))
            for name in HOOKS:
                found[owner, name] = {scope: self.names(hooks) for scope, hooks in tables[name].items()}
            found[owner, "views"] = {name: self.name(view) for name, view in tables["view_functions"].items()}
            # Where Flask looks it leaves empty tables, so that the order of the codes differs.
            found[owner, "handlers"] = {
                (scope, code, cls.__name__, self.name(handler))
                for scope, by_code in tables["error_handler_spec"].items()
                for code, by_class in by_code.items()
                for cls, handler in by_class.items()
            }
        for name in LISTS:
            found[name] = self.names(getattr(self.app, name))
        found["blueprints"] = {name: self.name(blueprint) for name, blueprint in self.app.blueprints.items()}
        found["extensions"] = {name: self.name(value) for name, value in self.app.extensions.items()}
        return found


def changes_of(table: str) -> st.SearchStrategy[Change]:
    """Changes of one table; only some are of blueprints too."""
    is_shared = table in HOOKS or table in {"view_functions", "error_handler_spec"}
    owners = [APP, APP, OUTER, INNER] if is_shared else [OUTER, INNER] if table == DEFERRED else [APP]
    return st.builds(
        Change,
        st.sampled_from(owners),
        st.just(table),
        st.sampled_from(WAYS[table]),
        st.sampled_from([None, *SCOPES]),
        st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)),
        st.integers(0, 1),
    )


class Tables(RuleBasedStateMachine):
    """Both packages, going through the same life."""

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Choose the tables that this life is about, and make an application on each side.

        Changes meet each other only where they are of few tables. Each function has a script of changes.
        """
        # Tables of hooks stand twice: they are used the most.
        tables = data.draw(st.lists(st.sampled_from([*HOOKS, *WAYS]), min_size=1, max_size=2))
        self.changes = st.one_of(*(changes_of(table) for table in tables))
        scripts = {
            number: data.draw(st.lists(self.changes, max_size=2)) for number in (*ACTIVE, ANSWERS, RAISES)
        }
        self.theirs, self.ours = Side(flask, scripts), Side(demijohn, scripts)
        self.is_over = False

    def both(self, step: Callable[[Side], object]) -> None:
        """Take a step on both sides, and compare all there is."""
        if self.is_over:
            return
        for side in (self.theirs, self.ours):
            side.noted.clear()
            step(side)
        assert self.theirs.noted == self.ours.noted
        assert self.theirs.state() == self.ours.state() or self.is_over

    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        """Change a table."""
        change = data.draw(self.changes)
        self.both(lambda side: side.do(change))

    @rule(data=st.data(), scope=st.sampled_from(SCOPES[:3]), is_empty=st.booleans())
    def put_own(self, data: st.DataObject, scope: str | None, is_empty: bool) -> None:
        """Put a list or a dict of user code's own into a table of the application, where it is used."""
        change = data.draw(self.changes)
        how = {
            **dict.fromkeys(HOOKS, "put empty" if is_empty else "put"),
            **dict.fromkeys(LISTS, "rebind list"),
            "error_handler_spec": "put kept",
        }.get(change.table, "rebind")
        if change.table not in {*OWN, DEFERRED}:
            self.both(lambda side: side.do(attrs.evolve(change, owner=APP, how=how, scope=scope)))

    @rule(data=st.data(), how=st.sampled_from([*LIST_CHANGES, *LIST_CHANGES, *HOOK_CHANGES]))
    def change_kept(self, data: st.DataObject, how: str) -> None:
        """Change a list or a dict that was kept when it was put into a table."""
        change = data.draw(self.changes)
        self.both(lambda side: side.change_kept(change, how))

    @rule(
        path=st.sampled_from(
            ["/", "/", "/outer/", "/outer/inner/", "/error", "/url", "/template", "/nowhere"]
        )
    )
    def request(self, path: str) -> None:
        """Send a request, during which functions change tables."""
        self.both(lambda side: side.request(path))

    @rule(name=st.sampled_from([None, "again"]))
    def register(self, name: str | None) -> None:
        """Register the blueprints; a refused registration leaves its half with Flask only, so life ends there."""
        # Flask cannot merge hooks into a table that user code has made of a plain dict: a difference that is listed.
        if any(type(vars(self.theirs.app)[table]) is dict for table in HOOKS):
            return
        options: dict[str, Any] = {} if name is None else {"name": name}

        def step(side: Side) -> None:
            side.runs = 0
            before = side.state()
            try:
                side.app.register_blueprint(side.outer, url_prefix=f"/{name or OUTER}", **options)
            except Exception as error:
                side.noted.append(type(error).__name__)
                self.is_over |= side.state() != before

        self.both(step)

    @rule(
        table=st.sampled_from(HOOKS),
        owner=st.sampled_from([APP, OUTER, INNER]),
        number=st.sampled_from(NUMBERS),
    )
    def decorate(self, table: str, owner: str, number: int) -> None:
        """Register a hook in the documented way, which is refused once the setup is over."""
        method = {
            "before_request_funcs": "before_request",
            "after_request_funcs": "after_request",
            "teardown_request_funcs": "teardown_request",
            "template_context_processors": "context_processor",
            "url_value_preprocessors": "url_value_preprocessor",
            "url_default_functions": "url_defaults",
        }[table]

        def step(side: Side) -> None:
            try:
                getattr(side.owner(owner), method)(side.function(table, number))
            except (AssertionError, KeyError, AttributeError, TypeError) as error:
                side.noted.append(type(error).__name__)

        self.both(step)

    @rule()
    def open_a_shell(self) -> None:
        """Collect the variables of a shell."""

        def step(side: Side) -> None:
            side.runs = 0
            try:
                side.noted.append(sorted(side.app.make_shell_context()))
            except Exception as error:
                side.noted.append(type(error).__name__)

        self.both(step)


TestTables = Tables.TestCase
TestTables.settings = settings(budget.cases(1_000), stateful_step_count=30, deadline=None)


@pytest.mark.parametrize("package", [flask, demijohn], ids=lambda package: package.__name__)
def test_what_user_code_kept_goes_on_counting(package: Any) -> None:
    """A list, a table and a dict of handlers that were assigned are seen when they change between requests."""
    app = package.Flask("shop", root_path="/shop", static_folder=None)
    hooks: list[Callable[[], str]] = []
    table: dict[str | None, list[Callable[[Any], Any]]] = {}
    handlers: dict[type[Exception], Callable[[Exception], str]] = {}
    app.before_request_funcs[None] = hooks
    app.after_request_funcs = table
    app.error_handler_spec[None][404] = handlers
    client = app.test_client()
    found = [client.get("/").status_code]
    handlers[NotFound] = lambda _: "missing"
    found.append(client.get("/").text)
    hooks.append(lambda: "hook")
    found.append(client.get("/").text)
    table[None] = [lambda response: package.Response(response.get_data(as_text=True) + " and after")]
    found.append(client.get("/").text)
    del hooks[0], handlers[NotFound], table[None][0]
    found.append(client.get("/").status_code)
    assert [404, "missing", "hook", "hook and after", 404] == found
