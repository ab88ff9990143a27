"""What every model of the laboratory is: parameters in, seeded paths out, counted and never all kept.

A model is prepared once for a point of an experiment (settings, rule set, opening state), then played chunk by chunk. A
chunk draws all its chance before it knows the rules or the settings, from ``chance(seed, chunk)``, always the same
numbers in the same order; so two rule sets, or two settings, meet the same weather and the same nerves (common random
numbers), and their difference is the rule's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import numpy

from lantau.market.parameters import ParameterTable, Settings, Words
from lantau.market.rule_sets import RuleSet

Array = numpy.ndarray[Any, Any]
Floats = numpy.ndarray[Any, numpy.dtype[numpy.float64]]
Counts = numpy.ndarray[Any, numpy.dtype[numpy.uint32]]


@dataclass(frozen=True, slots=True)
class Scale:
    """An even grid of ``bins`` cells from ``low`` to ``high`` on which values are counted; beyond it, the end cells."""

    low: float
    high: float
    bins: int

    def __post_init__(self) -> None:
        assert self.low < self.high and self.bins >= 2, "a scale has a width and at least two cells"

    def width(self) -> float:
        """How wide a cell is: the most by which a quantile read from counts is off."""
        return (self.high - self.low) / self.bins


@dataclass(frozen=True, slots=True)
class Outcome:
    """One number of each path, such as the lowest price; ``scale`` is the grid its distribution is counted on."""

    name: str
    unit: str
    words: Words
    scale: Scale


@dataclass(frozen=True, slots=True)
class Course:
    """A number at each step of each path, such as the price by the hour, kept as counts by step: a fan."""

    name: str
    unit: str
    words: Words
    scale: Scale


@dataclass(frozen=True, slots=True)
class Played:
    """A chunk's results: ``outcomes[name]`` float64[paths]; ``counts[name]`` uint32[steps, bins]; breached path counts
    by rule id in ``breached`` (paths in which the rule was breached at least once)."""

    outcomes: Mapping[str, Floats]
    counts: Mapping[str, Counts]
    breached: Mapping[str, int]


class Prepared(Protocol):
    """A point of an experiment, ready to be played; picklable, and nothing in it depends on chance."""

    @property
    def steps(self) -> int:
        """How many steps each course has."""

    def played(self, seed: int, chunk: int, paths: int) -> Played:
        """Play one chunk; the same arguments give the same bits anywhere."""


class Model(Protocol):
    """A model of the laboratory: ``run``, ``round``, ``corridor``."""

    name: str
    table: ParameterTable
    step_words: Words
    outcomes: tuple[Outcome, ...]
    courses: tuple[Course, ...]

    def prepared(self, settings: Settings, rule_set: RuleSet, opening: Any) -> Prepared:
        """Everything a chunk needs, as arrays; Refused where settings, law or opening state do not fit together."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What a model measures: of each path once, and at each step."""

    outcomes: tuple[Outcome, ...]
    courses: tuple[Course, ...]


@cache
def measures(model: str) -> Measures:
    """The measures of a shipped model, from ``models/<model>.measures.toml``: name, unit, en, zh, scale of each."""
    text = (files("lantau.market") / "models" / f"{model}.measures.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    outcomes = tuple(Outcome(*_measure(each)) for each in told["outcome"])
    return Measures(outcomes, tuple(Course(*_measure(each)) for each in told["course"]))


def _measure(entry: Mapping[str, Any]) -> tuple[str, str, Words, Scale]:
    """One entry of a model's measures."""
    low, high, bins = entry["scale"]
    return entry["name"], entry["unit"], Words(entry["en"], entry["zh"]), Scale(low, high, bins)


def chance(seed: int, chunk: int) -> numpy.random.Generator:
    """The chance of one chunk: SFC64 seeded by seed and chunk alone, whatever the rules, settings or machine."""
    return numpy.random.Generator(numpy.random.SFC64(numpy.random.SeedSequence(seed, spawn_key=(chunk,))))


def counted(values: Floats, scale: Scale) -> Counts:
    """How many values lie in each cell: uint32[steps, bins] of float64[steps, paths]; end cells take those beyond."""
    steps = values.shape[0]
    cell = numpy.clip((values - scale.low) * (scale.bins / (scale.high - scale.low)), 0, scale.bins - 1).astype(
        numpy.int64
    )
    flat = cell + numpy.arange(steps, dtype=numpy.int64)[:, None] * scale.bins
    return numpy.bincount(flat.ravel(), minlength=steps * scale.bins).reshape(steps, scale.bins).astype(numpy.uint32)
