"""An experiment's results as files for somebody else: every path as CSV, fans as CSV, the folder's parts in one ZIP."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from lantau.market.manifests import MANIFEST, OPENING
from lantau.market.results import Results
from lantau.market.showing import SIMULATED

ZIPPED = (MANIFEST, OPENING, "outcomes-*.parquet", "counts-*.parquet")
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that a ZIP gives to every file, so that the same folder gives the same bytes."""


def outcomes_csv(results: Results, points: Sequence[int]) -> bytes:
    """A row a path: simulated, point, rule set, path, and every outcome to the last bit of its float64."""
    names = [outcome.name for outcome in results.model.outcomes]
    tables = []
    for number in points:
        columns = [pa.chunked_array([pa.array(batch) for batch in results.values(name, number)]) for name in names]
        told = pa.table(columns, names=names)
        tables.append(_stamped(told, results, number).add_column(3, "path", pa.array(range(told.num_rows), pa.int64())))
    return _written(pa.concat_tables(tables))


def fans_csv(results: Results, points: Sequence[int]) -> bytes:
    """A row a course, step and quantile: simulated, point, rule set, course, unit, then as ``Fan.table``."""
    tables = []
    for number in points:
        for course in results.model.courses:
            told = results.fan(course.name, number).table()
            for place, (name, value) in enumerate((("course", course.name), ("unit", course.unit))):
                told = told.add_column(place, name, pa.array([value] * told.num_rows))
            tables.append(_stamped(told, results, number))
    return _written(pa.concat_tables(tables))


def folder_zip(folder: Path) -> bytes:
    """The manifest and the Parquet parts as they lie on disk, in one ZIP without further compression."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as packed:
        for path in sorted(path for pattern in ZIPPED for path in folder.glob(pattern) if not path.is_symlink()):
            packed.writestr(zipfile.ZipInfo(f"{SIMULATED}-{folder.name}/{path.name}", EPOCH), path.read_bytes())
    return sink.getvalue()


def _stamped(told: pa.Table, results: Results, number: int) -> pa.Table:
    """The table with what every export says first."""
    first = (("simulated", True), ("point", number), ("rule_set", results.points[number].rule_set))
    for place, (name, value) in enumerate(first):
        told = told.add_column(place, name, pa.array([value] * told.num_rows))
    return told


def _written(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    csv.write_csv(table, sink, csv.WriteOptions(quoting_style="needed"))
    return sink.getvalue()
