"""A part: one chunk of one point, played by a worker, which writes its Parquet itself and returns checksums only."""

from __future__ import annotations

import os
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy
import pyarrow as pa
import pyarrow.parquet as pq

from lantau.market.modelling import Counts, Outcome, Played, Prepared, counted
from lantau.market.provenance import sha256

UNFINISHED_SUFFIX = ".unfinished"
"""The ending of a file that is being written; one that is found is of a run that was killed."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is sent. ``pickled`` is a pair (Prepared, outcomes), the same bytes for each chunk of a point."""

    folder: str
    point: int
    chunk: int
    first_path: int
    paths: int
    seed: int
    pickled: bytes


@dataclass(frozen=True, slots=True)
class Part:
    """What a worker returns: nothing that grows with the number of paths."""

    point: int
    chunk: int
    paths: int
    outcomes_sha256: str
    counts_sha256: str
    breached: Mapping[str, int]

    def as_plain(self) -> dict[str, Any]:
        """The part as a line of the journal or of the manifest."""
        return {name: getattr(self, name) for name in Part.__slots__}

    def intact(self, folder: Path) -> bool:
        """Whether both files are there with the bytes that were written."""
        wanted = (
            (outcomes_path(folder, self.point, self.chunk), self.outcomes_sha256),
            (counts_path(folder, self.point, self.chunk), self.counts_sha256),
        )
        return all(path.is_file() and sha256(path.read_bytes()) == expected for path, expected in wanted)


def outcomes_path(folder: Path, point: int, chunk: int) -> Path:
    """One row a path: ``point``, ``path`` (its number in the point), and each outcome as float64."""
    return folder / f"outcomes-{point:05}-{chunk:05}.parquet"


def counts_path(folder: Path, point: int, chunk: int) -> Path:
    """How many paths lie in which cell: ``kind``, ``name``, ``step``, ``cell``, ``count``; empty cells are left out.

    Kind is course, outcome (step 0) or rule (step 0, cell 0: the paths in which it was breached at least once).
    """
    return folder / f"counts-{point:05}-{chunk:05}.parquet"


def played_part(task: Task) -> Part:
    """Play one chunk and write it down; the same task writes the same bytes wherever it is played."""
    prepared, outcomes = unpickled_point(task.pickled)
    played = prepared.played(task.seed, task.chunk, task.paths)
    folder = Path(task.folder)
    return Part(
        point=task.point,
        chunk=task.chunk,
        paths=task.paths,
        outcomes_sha256=_written(outcomes_path(folder, task.point, task.chunk), _rows(task, played, outcomes)),
        counts_sha256=_written(counts_path(folder, task.point, task.chunk), _cells(played, outcomes)),
        breached={rule: int(paths) for rule, paths in sorted(played.breached.items())},
    )


def pickled_point(prepared: Prepared, outcomes: tuple[Outcome, ...]) -> bytes:
    """What the workers need of a point."""
    return pickle.dumps((prepared, outcomes), protocol=pickle.HIGHEST_PROTOCOL)


@lru_cache(maxsize=2)
def unpickled_point(content: bytes) -> tuple[Prepared, tuple[Outcome, ...]]:
    """A point as the worker's last chunks left it; it is unpickled once for all its chunks."""
    found: tuple[Prepared, tuple[Outcome, ...]] = pickle.loads(content)
    return found


def _rows(task: Task, played: Played, outcomes: tuple[Outcome, ...]) -> pa.Table:
    columns: dict[str, Any] = {
        "point": numpy.full(task.paths, task.point, dtype=numpy.int32),
        "path": numpy.arange(task.first_path, task.first_path + task.paths, dtype=numpy.int64),
    }
    for outcome in outcomes:
        values = numpy.asarray(played.outcomes[outcome.name], dtype=numpy.float64)
        assert values.shape == (task.paths,), f"{outcome.name} has a value for each path"
        assert bool(numpy.isfinite(values).all()), f"{outcome.name} is a number on each path"
        columns[outcome.name] = values
    return pa.table(columns)


def _cells(played: Played, outcomes: tuple[Outcome, ...]) -> pa.Table:
    found: list[tuple[str, str, Counts]] = [("course", name, played.counts[name]) for name in sorted(played.counts)]
    for outcome in outcomes:
        values = numpy.asarray(played.outcomes[outcome.name], dtype=numpy.float64)
        found.append(("outcome", outcome.name, counted(values[None, :], outcome.scale)))
    for rule, paths in sorted(played.breached.items()):
        found.append(("rule", rule, numpy.array([[paths]], dtype=numpy.uint32)))
    places = [numpy.nonzero(table) for _, _, table in found]
    owner = numpy.repeat(numpy.arange(len(found), dtype=numpy.int32), [len(step) for step, _ in places])
    return pa.table(
        {
            "kind": pa.DictionaryArray.from_arrays(owner, [kind for kind, _, _ in found]).dictionary_decode(),
            "name": pa.DictionaryArray.from_arrays(owner, [name for _, name, _ in found]).dictionary_decode(),
            "step": numpy.concatenate([step for step, _ in places]).astype(numpy.int32),
            "cell": numpy.concatenate([cell for _, cell in places]).astype(numpy.int32),
            "count": numpy.concatenate(
                [table[place] for (_, _, table), place in zip(found, places, strict=True)]
            ).astype(numpy.uint32),
        }
    )


def _written(path: Path, table: pa.Table) -> str:
    """Write a file whole or not at all, on disk before its name is; returns the SHA-256 of its bytes."""
    table = table.replace_schema_metadata({"simulated": "true", "file": path.name})
    sink = pa.BufferOutputStream()
    words = [name for name in table.schema.names if pa.types.is_string(table.schema.field(name).type)]
    pq.write_table(table, sink, compression="zstd", use_dictionary=words or False)
    content = sink.getvalue().to_pybytes()
    unfinished = path.with_name(f"{path.name}.{os.getpid()}{UNFINISHED_SUFFIX}")
    put_down(path, content, unfinished)
    return sha256(content)


def put_down(path: Path, content: bytes, unfinished: Path) -> None:
    """Write ``unfinished``, wait for the disk, then give it its name; a crash leaves the old file or the new one."""
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
