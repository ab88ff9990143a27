"""Reads a CSV file of the mine: headings, cells with bounds, comment lines that begin with ``#`` left out."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lantau.mining.form import read_text
from lantau.mining.quantities import Bound
from lantau.mining.refusals import BAD_CELL
from lantau.refusal import Refusal, Refused


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file by heading; ``where`` names file and line."""

    where: str
    cells: dict[str, str]

    def bad(self, column: str, message: str) -> Refused:
        """Refused mining.bad_cell at a column."""
        return Refused(Refusal(BAD_CELL, f"{column} {message}", where=f"{self.where}:{column}"))

    def number(self, column: str, bound: Bound) -> float:
        """A number that must be there, inside its bound."""
        value = self.number_or_none(column, bound)
        if value is None:
            raise self.bad(column, "may not be blank")
        return value

    def number_or_none(self, column: str, bound: Bound) -> float | None:
        """A number inside its bound, or None where the cell is blank or the column is not there."""
        text = self.cells.get(column, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            raise self.bad(column, f"{text!r} is no number") from None
        return bound.held(value, field=column, unit="", where=f"{self.where}:{column}")

    def text(self, column: str) -> str:
        """A cell that may not be blank."""
        value = self.cells.get(column, "")
        if not value:
            raise self.bad(column, "may not be blank")
        return value


def read_rows(path: Path, needed: Sequence[str], optional: Sequence[str] | None = ()) -> tuple[Row, ...]:
    """The rows of a file. Refused mining.bad_file, mining.bad_cell with line and column.

    ``optional`` None admits any further column, as a series of prices has one for each site.
    """
    rows: list[Row] = []
    headings: list[str] | None = None
    lines = read_text(path).splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{path.name}:{number}"
        try:
            cells = [cell.strip() for cell in next(csv.reader([line], strict=True))]
        except csv.Error as broken:
            raise Refused(Refusal(BAD_CELL, f"not CSV: {broken}", where=where)) from None
        if headings is None:
            headings = cells
            _check_headings(headings, needed, optional, where)
            continue
        if len(cells) != len(headings):
            raise Refused(Refusal(BAD_CELL, f"{len(cells)} cells under {len(headings)} headings", where=where))
        rows.append(Row(where, dict(zip(headings, cells, strict=True))))
    if headings is None:
        raise Refused(Refusal(BAD_CELL, "the file has no heading line", where=path.name))
    return tuple(rows)


def _check_headings(headings: Sequence[str], needed: Sequence[str], optional: Sequence[str] | None, where: str) -> None:
    seen: set[str] = set()
    for name in headings:
        if name in seen:
            raise Refused(Refusal(BAD_CELL, f"the heading {name!r} stands twice", where=where))
        seen.add(name)
        if optional is not None and name not in (*needed, *optional):
            known = ", ".join((*needed, *optional))
            raise Refused(Refusal(BAD_CELL, f"{name!r} is no column here; the columns are {known}", where=where))
    for name in needed:
        if name not in headings:
            raise Refused(Refusal(BAD_CELL, f"the column {name} is missing", where=where))
