"""The accepted set: vectors of the round's parameters under which the first round came out near 77, 36 and 2.

It ships as data (``models/round_accepted.csv``) with its provenance in its first lines; ``calibration`` remakes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy

from lantau.market.modelling import Floats
from lantau.market.parameters import Settings, parameter_table

FILE = "round_accepted.csv"
"""The shipped file, in the folder ``models``."""

MEANS = ("expressions", "applications", "licences")
"""What each vector's first round came out as on average, in the columns after its draw."""


@dataclass(frozen=True)
class AcceptedSet:
    """``provenance`` lines; ``draws`` int64[vectors] each vector's place in the sequence, ``means``
    float64[vectors, 3], ``vectors`` float64[vectors, names]."""

    provenance: tuple[str, ...]
    names: tuple[str, ...]
    draws: numpy.ndarray[tuple[int], numpy.dtype[numpy.int64]]
    means: Floats
    vectors: Floats


@cache
def accepted_set() -> AcceptedSet:
    """The shipped set."""
    return read((files("lantau.market") / "models" / FILE).read_text(encoding="utf-8"))


def read(text: str) -> AcceptedSet:
    """A set from its text: lines of provenance after ``#``, a head, a row for each vector."""
    lines = text.splitlines()
    provenance = tuple(line.removeprefix("# ") for line in lines if line.startswith("#"))
    head, *rows = [line for line in lines if not line.startswith("#")]
    names = tuple(head.split(",")[1 + len(MEANS) :])
    cells = numpy.array([[float(cell) for cell in row.split(",")] for row in rows])
    return AcceptedSet(
        provenance,
        names,
        cells[:, 0].astype(numpy.int64),
        cells[:, 1 : 1 + len(MEANS)],
        cells[:, 1 + len(MEANS) :],
    )


def values_of(settings: Settings) -> dict[str, Floats]:
    """Every parameter as float64[1, 1], the same for all paths."""
    return {name: numpy.full((1, 1), value) for name, value in settings.items()}


def values_by_path(settings: Settings, vector: Floats) -> Mapping[str, Floats]:
    """The settings by path: each calibrated one is scaled as the path's accepted vector stands to the default.

    ``vector`` float64[paths] from 0 to 1 picks each path's vector. So a setting away from its default moves the whole
    set along, and nil stays nil; nothing leaves the table's bounds.
    """
    values = values_of(settings)
    if settings["parameter_uncertainty"] == 0:
        return values
    found = accepted_set()
    picked = found.vectors[(vector * len(found.vectors)).astype(numpy.int64)]
    table = parameter_table("round")
    for place, name in enumerate(found.names):
        known = table.named(name)
        moved = numpy.clip(settings[name] / known.default * picked[:, place : place + 1], known.low, known.high)
        values[name] = numpy.rint(moved) if known.whole else moved
    return values
