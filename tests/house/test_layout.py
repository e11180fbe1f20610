"""The source keeps the form that the house agreed on (CONTRIBUTING.md, "Style")."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = sorted((ROOT / "src").glob("**/*.py"))
CORE = sorted((ROOT / "src" / "demijohn" / "core").glob("**/*.py"))
TESTS = sorted((ROOT / "tests").glob("**/test_*.py"))
WRITTEN = [
    *SOURCE,
    *sorted((ROOT / "examples").glob("**/*.py")),
    *sorted((ROOT / "benchmarks").glob("**/*.py")),
]

LONGEST_FUNCTION = 45
LONGEST_FILE = 600
VAGUE_NAMES = {"util", "utils", "manager", "helper", "helpers", "base", "common", "misc"}
LEFT_TO_DO = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
IGNORE = re.compile(r"#\s*(type|pyright):\s*ignore")
IGNORE_WITH_REASON = re.compile(r"#\s*(type|pyright):\s*ignore\[[\w, -]+\]\s*#\s*\S")
RULES = re.compile(r"\A[A-Z][^\n]*\.\n\n1\. ", re.MULTILINE)


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """List every function of a file, methods and nested ones as well."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a body without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


def asserts(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a test can fail by what it claims, and not only by an accident."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name in {"raises", "warns", "deprecated_call", "fail"} or name.startswith(
                ("assert", "check", "same")
            ):
                return True
    return False


def test_no_function_is_longer_than_it_may_be() -> None:
    """A function that needs more than 45 lines does more than one thing."""
    too_long = [
        f"{place(path, function.lineno)} {function.name}: {length(function)} lines"
        for path in WRITTEN
        for function in functions(path)
        if length(function) > LONGEST_FUNCTION
    ]

    assert [] == too_long


def test_no_file_is_longer_than_it_may_be() -> None:
    """A file of more than 600 lines has more than one subject."""
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in WRITTEN
    }

    assert {} == {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}


def test_nothing_is_left_to_do() -> None:
    """What is not done is not in the code."""
    left = [
        f"{place(path, number)} {line.strip()}"
        for path in WRITTEN
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if LEFT_TO_DO.search(line)
    ]

    assert [] == left


def test_every_ignored_type_error_says_why() -> None:
    """An ignore names its code and gives its reason behind it."""
    bare = [
        f"{place(path, number)} {line.strip()}"
        for path in WRITTEN
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if IGNORE.search(line) and not IGNORE_WITH_REASON.search(line)
    ]

    assert [] == bare


def test_no_module_of_the_core_has_a_vague_name() -> None:
    """A module of the core is named for what it decides."""
    assert set() == {path.stem for path in CORE} & VAGUE_NAMES


@pytest.mark.parametrize(
    "path", [path for path in CORE if path.stem != "__init__"], ids=lambda path: path.stem
)
def test_a_core_module_opens_with_what_it_decides(path: Path) -> None:
    """A module of the core opens with one sentence and then its numbered rules."""
    opening = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""

    assert RULES.match(opening), opening


def test_the_map_names_every_module_of_the_core() -> None:
    """ARCHITECTURE.md names each module of the core, and each package in it."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {path.relative_to(ROOT / "src/demijohn/core").parts[0].removesuffix(".py") for path in CORE}

    assert [] == sorted(room for room in rooms - {"__init__"} if f"`{room}`" not in text)


def test_every_folder_of_tests_is_run(pytestconfig: pytest.Config) -> None:
    """Every folder with tests is run by `pytest`, but for those that need extensions, and have sessions of their own."""
    folders = {str(path.parent.relative_to(ROOT)) for path in TESTS}
    others = {"tests/ecosystem", "tests/served"}
    sessions = (ROOT / "noxfile.py").read_text(encoding="utf-8")

    assert folders == {*pytestconfig.getini("testpaths"), *others}
    assert others == {folder for folder in others if f'"{folder}"' in sessions}


def test_every_test_states_a_fact() -> None:
    """Every test has a docstring."""
    silent = [
        place(path, function.lineno)
        for path in TESTS
        for function in functions(path)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]

    assert [] == silent


def test_every_test_can_fail() -> None:
    """Every test asserts something, or expects an error."""
    empty = [
        place(path, function.lineno)
        for path in TESTS
        for function in functions(path)
        if function.name.startswith("test_") and not asserts(function)
    ]

    assert [] == empty


def test_the_search_for_empty_tests_finds_one() -> None:
    """A test that only runs code is told from one that claims something."""
    tree = ast.parse("def test_a():\n    f()\n\ndef test_b():\n    assert f()\n")
    found = [asserts(node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]

    assert [False, True] == found
