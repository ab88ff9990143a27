"""Every row of the reference tables (rules.csv, missing.csv) is carried by the law, as rows/ maps it."""

from __future__ import annotations

import csv
import os
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from lantau.rulebook import load
from lantau.rulebook.shelf import SHIPPED

ROWS = Path(__file__).parent / "rows"
FACTS = os.environ.get("LANTAU_FACTS", "")
needs_facts = pytest.mark.skipif(not FACTS, reason="LANTAU_FACTS does not name the folder of reference data")


def mapped(table: str) -> dict[str, list[str]]:
    """Rows to the entries that carry them, from every file; a row in two files is an assertion."""
    found: dict[str, list[str]] = {}
    for path in sorted(ROWS.glob("*.toml")):
        for row, entries in tomllib.loads(path.read_text(encoding="utf-8")).get(table, {}).items():
            assert row not in found, f"{path.name}: {row} is mapped twice"
            found[row] = entries
    return found


def reference(name: str) -> list[dict[str, str]]:
    with (Path(FACTS) / "regime" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", ["rules", "missing"])
def test_every_mapped_entry_is_in_the_law(table: str) -> None:
    books = [load(name) for name in SHIPPED]
    known = {rule.id for book in books for rule in book.law.rules}
    known |= {note.id for book in books for note in book.law.notes}
    known |= {name for book in books for name in book.law.parameters}
    strange = {row: [name for name in names if name not in known] for row, names in mapped(table).items()}
    assert {row: names for row, names in strange.items() if names} == {}
    assert all(mapped(table).values())


@needs_facts
def test_every_row_of_the_rules_is_carried() -> None:
    rows = {row["rule_id"] for row in reference("rules.csv")}
    assert sorted(rows - set(mapped("rules"))) == []
    assert sorted(set(mapped("rules")) - rows) == []


@needs_facts
def test_every_requirement_that_an_audit_missed_is_carried() -> None:
    seen: Counter[str] = Counter()
    wanted = []
    for row in reference("missing.csv"):
        seen[row["paragraph"]] += 1
        count = seen[row["paragraph"]]
        wanted.append(row["paragraph"] if count == 1 else f"{row['paragraph']}#{count}")
    assert sorted(set(wanted) - set(mapped("missing"))) == []
    assert sorted(set(mapped("missing")) - set(wanted)) == []
