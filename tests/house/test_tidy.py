"""The style of the house, as tests: what STYLE marks (checked) fails here and not in a review."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT, imports, label, modules, room_of, rooms, tree

LINES_PER_MODULE = 400
LINES_PER_FUNCTION = 70
NAMES_PER_DOOR = 15
DRAWERS = {"utils", "util", "common", "helpers", "helper", "misc", "manager", "base"}
FLOAT_ROOMS = {"market", "mining"}
DATABASE_MODULES = {"store", "operations", "queries", "writer", "outbox"}
ABOVE_THE_ROOMS = {"db", "wiring", "worlds", "cli", "web", "work"}
"""`db` itself, and the rooms that only hand a database on; every other room keeps SQL in the modules above."""


@pytest.mark.parametrize("path", modules(), ids=label)
def test_a_module_is_short_enough_to_read_in_one_sitting(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LINES_PER_MODULE, f"{label(path)} has {lines} lines; split it by what it decides"


@pytest.mark.parametrize("path", modules(), ids=label)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LINES_PER_FUNCTION, f"{label(path)}:{node.lineno} {node.name} has {length} lines"


@pytest.mark.parametrize("path", modules(), ids=label)
def test_no_module_is_a_drawer(path: Path) -> None:
    assert not DRAWERS & set(re.split(r"[_.]", path.stem)), f"{label(path)} is named like a drawer"


@pytest.mark.parametrize("path", modules(), ids=label)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(tree(path)), f"{label(path)} has no docstring"


@pytest.mark.parametrize("path", [path for path in modules() if room_of(path) not in FLOAT_ROOMS], ids=label)
def test_no_float_and_no_true_division_outside_the_laboratory(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            if _is_a_wait(node):
                continue
            raise AssertionError(f"{label(path)}:{node.lineno} holds the float {node.value}")
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            operands = (node.left, node.right)
            assert any(_is_a_path(operand) for operand in operands), (
                f"{label(path)}:{node.lineno} divides with /; use // or allocate and name the rounding"
            )


def _is_a_wait(node: ast.Constant) -> bool:
    """Seconds to sleep or wait are no money: they may be fractions."""
    return getattr(node, "kind", None) is None and node.value in WAITS_SECONDS


WAITS_SECONDS = {0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.3, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0}


def _is_a_path(node: ast.expr) -> bool:
    """Paths join with /: one operand is a string, an f-string, or is named like a path."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.JoinedStr):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        return _is_a_path(node.left) or _is_a_path(node.right)
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return bool(re.search(r"folder|path|home|root|parent|directory|file", name.lower()))


@pytest.mark.parametrize("room", rooms())
def test_a_room_has_one_door_with_few_names_and_one_sentence(room: str) -> None:
    door = importlib.import_module(f"lantau.{room}")
    sentence = (door.__doc__ or "").strip()
    assert sentence, f"lantau.{room} does not say what it owns"
    names = getattr(door, "__all__", None)
    assert names is not None, f"lantau.{room} lists no __all__"
    assert len(names) <= NAMES_PER_DOOR, f"lantau.{room} shows {len(names)} names; {NAMES_PER_DOOR} at most"
    for name in names:
        assert hasattr(door, name), f"lantau.{room}.__all__ names {name}, which it does not have"


@pytest.mark.parametrize("path", modules(), ids=label)
def test_a_room_is_entered_by_its_door(path: Path) -> None:
    for name, line in imports(path):
        parts = name.split(".")
        if parts[0] == "lantau" and len(parts) > 2 and parts[1] != room_of(path):
            raise AssertionError(f"{label(path)}:{line} imports {name}; enter by lantau.{parts[1]}")


@pytest.mark.parametrize("path", modules(), ids=label)
def test_only_the_shell_of_a_room_touches_the_database(path: Path) -> None:
    if room_of(path) in ABOVE_THE_ROOMS:
        return
    module = path.stem
    for name, line in imports(path):
        touches = name == "psycopg" or name.startswith(("psycopg.", "lantau.db")) or name == "lantau.db"
        if touches and not _inside_type_checking(path, line):
            assert DATABASE_MODULES & set(module.split("_")), (
                f"{label(path)}:{line} imports {name}; only {sorted(DATABASE_MODULES)} may"
            )


def _inside_type_checking(path: Path, line: int) -> bool:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            return node.lineno <= line <= (node.end_lineno or node.lineno)
    return False


HEADINGS = ("Owns", "Never does", "Tables", "Paragraphs", "Invariants")


@pytest.mark.parametrize("room", [room for room in rooms() if room != "refusal"])
def test_a_room_has_a_one_page_readme(room: str) -> None:
    page = PACKAGE / room / "README.md"
    assert page.exists(), f"src/lantau/{room}/README.md is missing"
    text = page.read_text(encoding="utf-8")
    for heading in HEADINGS:
        assert re.search(rf"^#+ .*{heading}|^\*\*{heading}", text, re.MULTILINE), f"{label(page)} lacks {heading!r}"
    assert len(text.splitlines()) <= 120, f"{label(page)} is longer than a page"


def test_tests_mirror_rooms() -> None:
    for room in rooms():
        folder = ROOT / "tests" / room
        assert list(folder.glob("test_*.py")), f"tests/{room} has no test"


SMALLEST_TELLING_NUMBER = 1000
"""Below it a legal number cannot be told from any other (three months, one day); those are named by review."""


def _legal_numbers() -> dict[int, str]:
    """Every large number of the law, in the units code could hold it in: whole, cents and micros.

    What only a note tells, such as the most a court may fine, decides nothing and is not looked for.
    """
    law: dict[int, str] = {}
    files = sorted((PACKAGE / "rulebook" / "law").glob("*/*.toml"))
    for entries in (tomllib.loads(file.read_text(encoding="utf-8")) for file in files):
        told = {name for note in entries.get("note", []) for name in note.get("parameters", [])}
        for parameter in entries.get("parameter", []):
            for value in parameter["values"] if parameter["id"] not in told else ():
                if value["value"] >= SMALLEST_TELLING_NUMBER:
                    for scale in (1, 100, 10_000):
                        law[value["value"] * scale] = parameter["id"]
                        if value["value"] % scale == 0:
                            law[value["value"] // scale] = parameter["id"]
    return {
        number: name for number, name in law.items() if number >= SMALLEST_TELLING_NUMBER and not _is_a_scale(number)
    }


def _is_a_scale(number: int) -> bool:
    """A power of ten: some caps are one (a million payments), and code scales units by it."""
    return str(number).strip("0") == "1"


def test_no_legal_number_stands_in_the_code() -> None:
    law = _legal_numbers()
    assert law
    for path in modules():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and type(node.value) is int and node.value in law:
                raise AssertionError(f"{label(path)}:{node.lineno} holds {node.value}, the law's {law[node.value]}")


SCALES = {("regimes.py", 4), ("regimes.py", 0), ("regimes.py", 10), ("truths.py", 2)}
"""Numbers of the rules' logic that are no law: the decimals of a rate, and how many limbs a joining has at least."""


def test_no_number_stands_in_the_logic_of_a_rule() -> None:
    logic = [path for path in modules() if path.parent.name == "logic"]
    assert logic
    for path in logic:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and type(node.value) in (int, float):
                place = f"{label(path)}:{node.lineno}"
                assert (path.name, node.value) in SCALES, (
                    f"{place} holds {node.value}: a number comes with its citation"
                )


SIDE_DOORS = {"operations", "queries", "outbox", "writer"}
"""Shell modules that a caller may name as `room.queries`; every other name comes through `__all__`."""


@pytest.mark.parametrize("path", modules(), ids=label)
def test_nothing_is_fetched_from_behind_a_door(path: Path) -> None:
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "lantau"
        for alias in node.names
    }
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in imported:
            room = node.value.id
            if room not in rooms() or room == room_of(path):
                continue
            names = {*importlib.import_module(f"lantau.{room}").__all__, *SIDE_DOORS}
            assert node.attr in names, f"{label(path)}:{node.lineno} takes {room}.{node.attr}, which is behind its door"
