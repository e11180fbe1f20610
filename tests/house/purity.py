"""What the core may not do, read off its syntax trees.

Import-linter holds the direction of imports; this holds the rest, and imports once more by an allow list, because a
list of what is forbidden never names everything.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Function = ast.FunctionDef | ast.AsyncFunctionDef

ALLOWED_IMPORTS = frozenset(
    {
        "__future__",
        "abc",
        "ast",
        "binascii",
        "bisect",
        "collections",
        "collections.abc",
        "demijohn.core",
        "enum",
        "functools",
        "hashlib",
        "hmac",
        "itertools",
        "math",
        "operator",
        "re",
        "types",
        "typing",
        "urllib.parse",
        "zlib",
    }
)
ALLOWED_FOR_CHECKERS = frozenset({"_typeshed", "mypy_extensions", "typing_extensions"})

FORBIDDEN_STATEMENTS: dict[type[ast.AST], str] = {
    ast.Global: "global",
    ast.Nonlocal: "nonlocal",
    ast.Yield: "yield",
    ast.YieldFrom: "yield from",
    ast.Await: "await",
    ast.AsyncFunctionDef: "async def",
    ast.AsyncFor: "async for",
    ast.AsyncWith: "async with",
    ast.With: "with",
}
FORBIDDEN_CALLS = frozenset(
    {
        "__import__",
        "breakpoint",
        "compile",
        "delattr",
        "eval",
        "exec",
        "globals",
        "input",
        "locals",
        "open",
        "print",
        "setattr",
    }
)


def violations(core: Path) -> list[str]:
    """List what the modules of this folder do and may not, each as ``module:line: what``."""
    found: list[str] = []
    for path in sorted(core.glob("**/*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = ".".join(path.relative_to(core).with_suffix("").parts)
        found += [f"{name}:{line}: {what}" for line, what in sorted(_judge(tree))]
    return found


def _judge(tree: ast.Module) -> Iterator[tuple[int, str]]:
    yield from _unfinal_variables(tree)
    for_checkers = _under_type_checking(tree)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from _imports(node, for_checkers)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield from _signature(node)
            yield from _calls_of_parameters(node)
        elif (
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS
        ):
            yield node.lineno, f"calls {node.func.id}()"
        if type(node) in FORBIDDEN_STATEMENTS:
            # Every forbidden node is a statement or an expression, and those know their line.
            yield getattr(node, "lineno", 0), f"uses {FORBIDDEN_STATEMENTS[type(node)]}"


def _imports(node: ast.Import | ast.ImportFrom, for_checkers: set[ast.AST]) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.ImportFrom):
        names = ["." * node.level + (node.module or "")]
    else:
        names = [alias.name for alias in node.names]
    for name in names:
        allowed = name in ALLOWED_IMPORTS or name.startswith("demijohn.core.")
        if not allowed and not (node in for_checkers and name in ALLOWED_FOR_CHECKERS):
            yield node.lineno, f"imports {name}"


def _under_type_checking(tree: ast.Module) -> set[ast.AST]:
    blocks = [
        statement
        for statement in tree.body
        if isinstance(statement, ast.If)
        and ast.unparse(statement.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}
    ]
    return {node for block in blocks for statement in block.body for node in ast.walk(statement)}


def _signature(function: Function) -> Iterator[tuple[int, str]]:
    if function.returns is None:
        yield function.lineno, f"{function.name} does not say what it returns"
    elif ast.unparse(function.returns) in {"None", "'None'"} and function.name != "__init__":
        yield function.lineno, f"{function.name} returns None, so it can only act"
    for argument in _parameters(function):
        if argument.annotation is None and argument.arg not in {"self", "cls"}:
            yield function.lineno, f"{function.name} does not say what {argument.arg} is"


def _calls_of_parameters(function: Function) -> Iterator[tuple[int, str]]:
    handed = {argument.arg for argument in _parameters(function)} - {"cls"}
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in handed:
            yield node.lineno, f"{function.name} calls {node.func.id}, which it was handed"


def _parameters(function: Function) -> list[ast.arg]:
    given = function.args
    starred = [argument for argument in (given.vararg, given.kwarg) if argument is not None]
    return [*given.posonlyargs, *given.args, *given.kwonlyargs, *starred]


def _unfinal_variables(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign):
            how = ast.unparse(statement.annotation).partition("[")[0].removeprefix("typing.")
            if how not in {"Final", "TypeAlias"}:
                yield statement.lineno, f"{ast.unparse(statement.target)} is not Final"
        elif isinstance(statement, (ast.Assign, ast.AugAssign, ast.For, ast.While, ast.Try, ast.Delete)):
            yield (
                statement.lineno,
                f"runs `{ast.unparse(statement).splitlines()[0]}` at import, without Final",
            )
