"""How results show themselves: as a pyarrow table, as text, and as HTML in a notebook, always stamped as simulated."""

from __future__ import annotations

import html
from typing import Any

import pyarrow as pa

SIMULATED = "simulated"
ROWS_SHOWN = 20
COLUMNS_SHOWN = 10


class Shown:
    """Something with a title and a table, friendly in a notebook."""

    def title(self) -> str:
        """One line above the table."""
        raise NotImplementedError

    def table(self) -> pa.Table:
        """The numbers as a pyarrow table."""
        raise NotImplementedError

    def __repr__(self) -> str:
        table = self.table()
        names, rows = table.schema.names[:COLUMNS_SHOWN], _rows(table)
        widths = [max(len(row[place]) for row in [names, *rows]) for place in range(len(names))]
        lines = [
            "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in [names, *rows]
        ]
        return "\n".join([f"{self.title()} ({SIMULATED})", *lines, *_left_out(table)])

    def _repr_html_(self) -> str:
        table = self.table()
        head = "".join(f"<th>{html.escape(name)}</th>" for name in table.schema.names[:COLUMNS_SHOWN])
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in _rows(table)
        )
        rest = "".join(f"<p>{line}</p>" for line in _left_out(table))
        caption = f"<caption>{html.escape(self.title())} ({SIMULATED})</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"


def _rows(table: pa.Table) -> list[list[str]]:
    shown = table.slice(0, ROWS_SHOWN).select(table.schema.names[:COLUMNS_SHOWN])
    return [[_cell(value) for value in row.values()] for row in shown.to_pylist()]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _left_out(table: pa.Table) -> list[str]:
    rows, columns = table.num_rows - ROWS_SHOWN, table.num_columns - COLUMNS_SHOWN
    more = [f"{left} more {what}" for left, what in ((rows, "rows"), (columns, "columns")) if left > 0]
    return [f"and {' and '.join(more)} in .table()"] if more else []


def bounded(values: Any) -> pa.Array:
    """A column of bounds: NaN, which says that paths bound nothing, becomes null, as JSON has no NaN."""
    return pa.array(values, pa.float64(), from_pandas=True)
