"""Reads the tables of figures that belong to a paper: by year, of the board, of the controllers, of reserve assets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lantau.licensing.application import Application, Document
from lantau.licensing.refusals import BAD_TABLE
from lantau.licensing.statements import Stated, in_cents, vocabulary
from lantau.money import HKD, Amount
from lantau.refusal import Refusal, Refused

WHOLE_BPS = 10_000
ROWS_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table with its number in the file and the cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a paper; ``key`` is the column that says what it is about: year, position, controller or asset."""

    file: str
    item: int
    key: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def place(self, line: Line | None = None, column: str = "") -> str:
        """Where a line stands, such as ``documents/budget.csv:3 circulation_hkd``."""
        where = f"{self.file}:{line.number}" if line is not None else self.file
        return f"{where} {column}" if column else where

    def whole(self, line: Line, column: str) -> int:
        """A whole number from 0; Refused licensing.bad_table."""
        text = line.cells[column]
        if not re.fullmatch(r"[0-9]{1,12}", text):
            raise Refused(Refusal(BAD_TABLE, f"{text!r} is no whole number", self.place(line, column)))
        return int(text)

    def truth(self, line: Line, column: str) -> bool:
        """``yes`` or ``no``; Refused licensing.bad_table."""
        text = line.cells[column].lower()
        if text not in ("yes", "no"):
            raise Refused(Refusal(BAD_TABLE, f"{text!r} is neither yes nor no", self.place(line, column)))
        return text == "yes"


NO_CONTROLLER = "none"
"""The ``kind`` of a line that stands for members who are no controllers; others are majority, minority or indirect."""

KEYS = ("year", "position", "controller", "asset")


def tables_of(application: Application) -> tuple[Table, ...]:
    """Every table of the folder that can be told by its columns. Refused licensing.bad_table."""
    if application.folder is None:
        return ()
    found = []
    for paper in application.papers:
        for name in paper.files:
            attachment = application.folder.attachments.get(name)
            if name.lower().endswith(".csv") and attachment is not None and attachment.text and attachment.text.strip():
                found.append(_table(paper, name, attachment.text))
    return tuple(table for table in found if table.key)


def _table(paper: Document, name: str, text: str) -> Table:
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as reason:
        raise Refused(Refusal(BAD_TABLE, f"not a table of comma-separated values: {reason}", name)) from None
    numbered = [(number, row) for number, row in enumerate(rows, 1) if any(row) and not row[0].startswith("#")]
    if not numbered or len(numbered) > ROWS_MOST:
        raise Refused(Refusal(BAD_TABLE, f"a table has a heading and at most {ROWS_MOST} lines", name))
    columns = tuple(cell.strip() for cell in numbered[0][1])
    lines = []
    for number, row in numbered[1:]:
        if len(row) != len(columns):
            message = f"{len(row)} cells under {len(columns)} columns"
            raise Refused(Refusal(BAD_TABLE, message, f"{name}:{number}"))
        lines.append(Line(number, dict(zip(columns, (cell.strip() for cell in row), strict=True))))
    return Table(name, paper.item, next((key for key in KEYS if key in columns), ""), columns, tuple(lines))


def stated_by(table: Table) -> tuple[Stated, ...]:
    """What a table states: figures by year, or what its lines come to. Refused licensing.bad_table."""
    return READERS[table.key](table)


def _by_year(table: Table) -> tuple[Stated, ...]:
    found: list[Stated] = []
    years: set[int] = set()
    for line in table.lines:
        year = table.whole(line, "year")
        if year in years:
            raise Refused(Refusal(BAD_TABLE, f"{year} stands twice", table.place(line, "year")))
        years.add(year)
        for column in table.columns:
            statement = vocabulary().get(column)
            if statement is None or not statement.yearly or not line.cells[column]:
                continue
            if statement.kind == "hkd":
                amount = Amount.parse(line.cells[column], HKD, where=table.place(line, column))
                value = in_cents(amount) or 0
            else:
                value = table.whole(line, column)
            found.append(Stated(column, value, table.place(line, column), table.item, year))
    counted = {2: "business_plan_years", 3: "budget_years"}.get(table.item)
    if counted:
        found.append(Stated(counted, len(years), table.place(None, "year"), table.item))
    return tuple(found)


def _of_the_board(table: Table) -> tuple[Stated, ...]:
    directors = [line for line in table.lines if "director" in line.cells["position"].lower()]
    found = [Stated("directors", len(directors), table.place(None, "position"), table.item)]
    if "independent" in table.columns:
        count = sum(table.truth(line, "independent") for line in directors)
        found.append(Stated("independent_directors", count, table.place(None, "independent"), table.item))
    if (column := "resident_in_hong_kong") in table.columns:
        for position in ("chief executive", "stablecoin manager"):
            name = f"{position.replace(' ', '_')}_{column}"
            found += [
                Stated(name, table.truth(line, column), table.place(line, column), table.item)
                for line in table.lines
                if line.cells["position"].lower().split(" and ")[0] == position
            ]
    return tuple(found)


def _of_the_controllers(table: Table) -> tuple[Stated, ...]:
    lines = [line for line in table.lines if line.cells.get("kind", "").lower() != NO_CONTROLLER]
    found = [Stated("controllers", len(lines), table.place(None, "controller"), table.item)]
    if "corporate" in table.columns:
        corporate = any(table.truth(line, "corporate") for line in lines)
        found.append(Stated("has_corporate_controllers", corporate, table.place(None, "corporate"), table.item))
    return tuple(found)


def _of_the_reserve(table: Table) -> tuple[Stated, ...]:
    if "currency" not in table.columns or not table.lines:
        return ()
    currencies = ",".join(dict.fromkeys(line.cells["currency"] for line in table.lines))
    return (Stated("reference_currencies", currencies, table.place(None, "currency"), table.item),)


READERS: Mapping[str, Callable[[Table], tuple[Stated, ...]]] = {
    "year": _by_year,
    "position": _of_the_board,
    "controller": _of_the_controllers,
    "asset": _of_the_reserve,
}


def total_bps(table: Table) -> int | None:
    """What the shares of a table come to; None when it has none."""
    if "share_bps" not in table.columns:
        return None
    return sum(table.whole(line, "share_bps") for line in table.lines)
