"""The documents are part of the house: what they list is what the code has."""

from __future__ import annotations

import ast
import re
import runpy

from lantau.refusal import Code
from tests.house.source import ROOT, label, modules, room_of, rooms, tree

GENERATOR = runpy.run_path(str(ROOT / "docs" / "generate.py"), run_name="generator")


def test_the_refusals_page_is_the_code() -> None:
    page = (ROOT / "docs" / "refusals.md").read_text(encoding="utf-8")
    assert page == GENERATOR["refusals_page"](), "docs/refusals.md is stale: run python docs/generate.py"


def test_every_refusal_code_is_named_by_its_room_once() -> None:
    seen: dict[str, str] = {}
    for room, table in GENERATOR["codes"]().items():
        for code in table:
            assert isinstance(code, Code)
            assert code.name.startswith(f"{room}."), f"{code.name} is listed by room {room}"
            assert code.name not in seen, f"{code.name} is listed twice"
            seen[code.name] = room


def test_codes_are_made_only_in_refusals_modules() -> None:
    for path in modules():
        if path.stem in {"refusals", "values"}:
            continue
        for node in ast.walk(tree(path)):
            made = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Code"
            assert not made, f"{label(path)}:{node.lineno} makes a Code; list it in the room's refusals.py"


def test_every_code_is_used() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in modules() if path.stem != "refusals"}
    for path in modules():
        if path.stem != "refusals":
            continue
        for node in tree(path).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                name = node.targets[0].id
                if isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "Code":
                    used = any(re.search(rf"\b{name}\b", text) for text in sources.values())
                    assert used, f"{label(path)} lists {name}, which nothing refuses with"


def glossary() -> list[tuple[str, str, str]]:
    rows = []
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and cells[0] not in {"use", "---"}:
            rows.append((cells[0], cells[1], cells[2]))
    return rows


def test_the_glossary_names_every_room() -> None:
    words = {word.strip(" `") for use, _, _ in glossary() for word in re.split(r"[,;|]", use)}
    for room in rooms():
        assert room in words, f"docs/glossary.md does not say what the room {room} is"


CHAIN_WORDS = {"nonce", "timestamp"}
"""Words of the chain's own standards: the glossary gives them to the room chain alone."""


def test_no_identifier_is_a_word_the_glossary_forbids() -> None:
    forbidden = {
        word for _, _, banned in glossary() for word in re.findall(r"`(\w+)`", banned) if not word.startswith("_")
    }
    assert forbidden, "the glossary forbids no word"
    for path in modules():
        barred = forbidden - (CHAIN_WORDS if room_of(path) == "chain" else set())
        for node in ast.walk(tree(path)):
            name = getattr(node, "name", None) or getattr(node, "arg", None)
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.arg) and isinstance(name, str):
                parts = set(re.findall(r"[a-z]+", re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()))
                assert not parts & barred, f"{label(path)}:{node.lineno} calls something {name}: see docs/glossary.md"


def test_decisions_are_numbered_and_complete() -> None:
    pages = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert pages
    assert [page.name[:4] for page in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        for heading in ("Context", "Decision", "Consequences"):
            assert re.search(rf"^## {heading}", text, re.MULTILINE), f"{label(page)} lacks {heading}"
