"""How results show themselves: as a pyarrow table, as text, and as HTML in a notebook, always stamped as simulated."""

from __future__ import annotations

import html
from typing import Any

import pyarrow as pa

SIMULATED = "simulated"
ROWS_SHOWN = 20
LINE_WIDTH = 150
DIGITS = 9


class Shown:
    """Something with a title and a table, friendly in a notebook."""

    def title(self) -> str:
        """One line above the table."""
        raise NotImplementedError

    def table(self) -> pa.Table:
        """The numbers as a pyarrow table."""
        raise NotImplementedError

    def __repr__(self) -> str:
        whole = self.table()
        table = _narrowed(whole)
        names, rows = table.schema.names, _rows(table)
        widths = [max(len(row[place]) for row in [names, *rows]) for place in range(len(names))]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in [names, *rows]
        ]
        return "\n".join([f"{self.title()} ({SIMULATED})", *lines, *_left_out(whole, table.num_columns)])

    def _repr_html_(self) -> str:
        whole = self.table()
        table = _narrowed(whole)
        head = "".join(f"<th>{html.escape(name)}</th>" for name in table.schema.names)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in _rows(table)
        )
        rest = "".join(f"<p>{line}</p>" for line in _left_out(whole, table.num_columns))
        caption = f"<caption>{html.escape(self.title())} ({SIMULATED})</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def _narrowed(table: pa.Table) -> pa.Table:
    """The first columns, as many as a line of text holds."""
    widths = [max(len(name), DIGITS) + 2 for name in table.schema.names]
    kept = [name for place, name in enumerate(table.schema.names) if sum(widths[: place + 1]) <= LINE_WIDTH]
    return table.select(kept)


def _rows(table: pa.Table) -> list[list[str]]:
    return [[_cell(value) for value in row.values()] for row in table.slice(0, ROWS_SHOWN).to_pylist()]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _left_out(table: pa.Table, columns_shown: int) -> list[str]:
    rows, columns = table.num_rows - ROWS_SHOWN, table.num_columns - columns_shown
    more = [f"{left} more {what}" for left, what in ((rows, "rows"), (columns, "columns")) if left > 0]
    return [f"and {' and '.join(more)} in .table()"] if more else []


def bounded(values: Any) -> pa.Array:
    """A column of bounds: NaN, which says that paths bound nothing, becomes null, as JSON has no NaN."""
    return pa.array(values, pa.float64(), from_pandas=True)
