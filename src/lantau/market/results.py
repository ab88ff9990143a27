"""Reading an experiment's folder: distributions, fans, breaches, differences between points; no path is kept.

Outcomes are read exactly, from their Parquet columns, batch by batch; courses from counts, to within a cell of their
scale. Parts are always read in the order of their chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from lantau.market.experiments import Point
from lantau.market.manifests import parts_of, read_finished
from lantau.market.modelling import Course, Floats, Model, Outcome, Scale
from lantau.market.models import model_named
from lantau.market.parts import Part, counts_path, outcomes_path
from lantau.market.quantiles import (
    CONFIDENCE,
    Batches,
    Moments,
    counted_order_statistics,
    moments,
    order_statistics,
    rank,
    rank_interval,
    wilson,
)
from lantau.market.refusals import NO_EXPERIMENT, UNKNOWN_RESULT
from lantau.market.showing import Shown, bounded
from lantau.refusal import Refusal, Refused

PROBABILITIES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
"""The quantiles that are read unless others are asked for."""


@dataclass(frozen=True, repr=False)
class Distribution(Shown):
    """One outcome at one point: moments, and exact quantiles with their intervals (NaN where paths bound none)."""

    outcome: Outcome
    point: Point
    moments: Moments
    probabilities: tuple[float, ...]
    values: Floats
    low: Floats
    high: Floats
    confidence: float
    read_counts: Callable[[], Any] = field(compare=False)

    @cached_property
    def counts(self) -> Any:
        """uint64[bins] on the outcome's scale: the histogram, read from every chunk when it is first asked for."""
        return self.read_counts()

    def title(self) -> str:
        """The outcome, its unit, the rule set and the mean with its standard error."""
        told = self.moments
        return (
            f"{self.outcome.words.en} [{self.outcome.unit}], {self.point.rule_set}: mean {told.mean:.6g} "
            f"(standard error {told.standard_error:.2g}), sd {told.sd:.6g}, {told.count} paths"
        )

    def table(self) -> pa.Table:
        """A row a quantile: probability, value, low, high."""
        return pa.table(
            {
                "probability": list(self.probabilities),
                "value": self.values,
                "low": bounded(self.low),
                "high": bounded(self.high),
            }
        )


@dataclass(frozen=True, repr=False)
class Fan(Shown):
    """A course at one point: float64[probabilities, steps] of quantiles, with the ends of their intervals.

    A value is off by one cell of the scale at most, and intervals are widened by it. ``at_edge`` says where a quantile
    lies in an end cell, which also counts whatever is beyond the scale.
    """

    course: Course
    point: Point
    step_words: str
    paths: int
    probabilities: tuple[float, ...]
    values: Floats
    low: Floats
    high: Floats
    confidence: float
    at_edge: Any

    def title(self) -> str:
        """The course, its unit, the rule set and how many paths."""
        return f"{self.course.words.en} [{self.course.unit}], {self.point.rule_set}: {self.paths} paths"

    def table(self) -> pa.Table:
        """A row a step and quantile: step, probability, value, low, high, at_edge."""
        asked, steps = self.values.shape
        return pa.table(
            {
                "step": numpy.tile(numpy.arange(steps), asked),
                "probability": numpy.repeat(numpy.asarray(self.probabilities), steps),
                "value": self.values.ravel(),
                "low": bounded(self.low.ravel()),
                "high": bounded(self.high.ravel()),
                "at_edge": self.at_edge.ravel(),
            }
        )


@dataclass(frozen=True, repr=False)
class Breaches(Shown):
    """At one point, in how many paths each rule was breached at least once, as a share with Wilson's interval."""

    point: Point
    paths: int
    confidence: float
    breached: Mapping[str, int]

    def title(self) -> str:
        """The rule set and how many paths."""
        return f"Paths in which a rule was breached, {self.point.rule_set}: {self.paths} paths"

    def table(self) -> pa.Table:
        """A row a rule: rule, breached, share, low, high."""
        bounds = [wilson(found, self.paths, self.confidence) for found in self.breached.values()]
        return pa.table(
            {
                "rule": pa.array(list(self.breached), pa.string()),
                "breached": pa.array(list(self.breached.values()), pa.int64()),
                "share": pa.array([found / self.paths for found in self.breached.values()], pa.float64()),
                "low": pa.array([low for low, _ in bounds], pa.float64()),
                "high": pa.array([high for _, high in bounds], pa.float64()),
            }
        )


class Results(Shown):
    """The results in a folder. Refused market.no_experiment, market.unfinished where there are none."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.manifest = read_finished(self.folder)
        self.model = model_named(self.manifest["model"])
        self.paths: int = self.manifest["paths"]
        laws = [told["id"] for told in self.manifest["rule_sets"]]
        self.points = tuple(
            Point(number, laws[number % len(laws)], self.manifest["design"]["points"][number // len(laws)])
            for number in range(len(laws) * len(self.manifest["design"]["points"]))
        )
        self.chunks = -(-self.paths // self.manifest["chunk_paths"])

    def title(self) -> str:
        """The model, its size and the digest that two runs with the same bits share."""
        stamp = ", held at the last text" if any(told["held_last"] for told in self.manifest["rule_sets"]) else ""
        return (
            f"{self.manifest['model']}, law as of {self.manifest['law_as_of']}{stamp}: {len(self.points)} points of "
            f"{self.paths} paths, seed {self.manifest['seed']}, results {self.manifest['results_sha256'][:12]}"
        )

    def table(self, *outcomes: str) -> pa.Table:
        """A row a point: number, rule set, what the design set, and mean and standard error of each outcome."""
        columns: dict[str, Any] = {
            "point": [point.number for point in self.points],
            "rule_set": [point.rule_set for point in self.points],
        }
        for axis in self.manifest["design"]["axes"]:
            columns[axis] = pa.array([point.change.get(axis) for point in self.points], pa.float64())
        names = [self.outcome(name).name for name in outcomes or [each.name for each in self.model.outcomes]]
        told = [self._moments(names, point.number) for point in self.points]
        for name in names:
            columns[f"{name}_mean"] = [each[name].mean for each in told]
            columns[f"{name}_standard_error"] = bounded([each[name].standard_error for each in told])
        return pa.table(columns)

    def groups(self) -> Iterator[tuple[Point, ...]]:
        """The points of each point of the design, one for each rule set."""
        laws = len(self.manifest["rule_sets"])
        return (self.points[start : start + laws] for start in range(0, len(self.points), laws))

    def find(self, rule_set: str | None = None, **change: float) -> int:
        """The number of the first point of a rule set (the first, unless named) with these values; Refused."""
        wanted = rule_set or self.points[0].rule_set
        for point in self.points:
            if point.rule_set == wanted and change.items() <= point.change.items():
                return point.number
        laws = ", ".join(told["id"] for told in self.manifest["rule_sets"])
        raise _unknown(f"no point of {wanted} has {change or 'these settings'}; rule sets are {laws}", "point")

    def values(self, outcome: str, point: int = 0) -> Iterator[Floats]:
        """An outcome's values, a chunk at a time and in the order of paths."""
        name, number = self.outcome(outcome).name, self._point(point).number
        for chunk in range(self.chunks):
            path = outcomes_path(self.folder, number, chunk)
            yield _read(path, [name]).column(name).to_numpy()

    def distribution(
        self,
        outcome: str,
        point: int = 0,
        *,
        probabilities: Sequence[float] = PROBABILITIES,
        confidence: float = CONFIDENCE,
    ) -> Distribution:
        """An outcome's moments and exact quantiles at a point."""
        told, at = self.outcome(outcome), self._point(point)
        values, low, high = exact_quantiles(
            lambda: self.values(outcome, point), self.paths, tuple(probabilities), confidence
        )
        return Distribution(
            outcome=told,
            point=at,
            moments=moments(self.values(outcome, point)),
            probabilities=tuple(probabilities),
            values=values,
            low=low,
            high=high,
            confidence=confidence,
            read_counts=lambda: self.counts("outcome", told.name, told.scale, point)[0],
        )

    def fan(
        self,
        course: str,
        point: int = 0,
        *,
        probabilities: Sequence[float] = PROBABILITIES,
        confidence: float = CONFIDENCE,
    ) -> Fan:
        """A course's quantiles by step at a point, from counts."""
        told, at = self.course(course), self._point(point)
        counts = self.counts("course", told.name, told.scale, point)
        read = [_counted(counts, told.scale, self.paths, probability, confidence) for probability in probabilities]
        values, low, high, at_edge = (numpy.array([each[place] for each in read]) for place in range(4))
        return Fan(
            course=told,
            point=at,
            step_words=self.model.step_words.en,
            paths=self.paths,
            probabilities=tuple(probabilities),
            values=values,
            low=low,
            high=high,
            confidence=confidence,
            at_edge=at_edge.astype(bool),
        )

    def breaches(self, point: int = 0, *, confidence: float = CONFIDENCE) -> Breaches:
        """In how many paths each rule was breached at a point."""
        at, found = self._point(point), dict[str, int]()
        for part in self._parts[point * self.chunks : (point + 1) * self.chunks]:
            for rule, paths in part.breached.items():
                found[rule] = found.get(rule, 0) + paths
        return Breaches(at, self.paths, confidence, dict(sorted(found.items())))

    def counts(self, kind: str, name: str, scale: Scale, point: int) -> Any:
        """uint64[steps, bins] of one course or outcome, its chunks' counts added up."""
        total = numpy.zeros((0, scale.bins), dtype=numpy.uint64)
        for chunk in range(self.chunks):
            table = _read(counts_path(self.folder, self._point(point).number, chunk))
            table = table.filter(pc.and_(pc.equal(table["kind"], kind), pc.equal(table["name"], name)))
            step, cell, count = (table.column(each).to_numpy() for each in ("step", "cell", "count"))
            missing = int(step.max()) + 1 - len(total)
            if missing > 0:
                total = numpy.vstack([total, numpy.zeros((missing, scale.bins), dtype=numpy.uint64)])
            numpy.add.at(total, (step, cell), count.astype(numpy.uint64))
        return total

    def outcome(self, name: str) -> Outcome:
        """An outcome of the model by its name; Refused market.unknown_result."""
        return outcome_named(self.model, name)

    def course(self, name: str) -> Course:
        """A course of the model by its name; Refused market.unknown_result."""
        return _named(name, self.model.courses, "course")

    def tampered(self) -> tuple[Path, ...]:
        """The folder's parts that are not as the manifest says they were written."""
        return tuple(
            outcomes_path(self.folder, part.point, part.chunk) for part in self._parts if not part.intact(self.folder)
        )

    @cached_property
    def _parts(self) -> tuple[Part, ...]:
        return parts_of(self.manifest)

    def _moments(self, names: Sequence[str], point: int) -> dict[str, Moments]:
        """The moments of several outcomes, each file read once."""
        found = {name: Moments() for name in names}
        for chunk in range(self.chunks):
            table = _read(outcomes_path(self.folder, point, chunk), list(names))
            found = {name: told.with_batch(table.column(name).to_numpy()) for name, told in found.items()}
        return found

    def _point(self, number: int) -> Point:
        if not 0 <= number < len(self.points):
            raise _unknown(f"there is no point {number}; they are 0 to {len(self.points) - 1}", "point")
        return self.points[number]


def outcome_named(model: Model, name: str) -> Outcome:
    """An outcome of a model by its name; Refused market.unknown_result."""
    return _named(name, model.outcomes, "outcome")


def exact_quantiles(
    batches: Batches, count: int, probabilities: Sequence[float], confidence: float
) -> tuple[Floats, Floats, Floats]:
    """Exact quantiles of a stream with the ends of their intervals; NaN where so few values bound none."""
    bounds = [rank_interval(probability, count, confidence) for probability in probabilities]
    asked = [rank(probability, count) for probability in probabilities]
    ends = [min(max(each, 1), count) for pair in bounds for each in pair]
    found = order_statistics(batches, [*asked, *ends])
    values, low, high = found[: len(asked)], found[len(asked) :: 2].copy(), found[len(asked) + 1 :: 2].copy()
    low[[below < 1 for below, _ in bounds]] = numpy.nan
    high[[above > count for _, above in bounds]] = numpy.nan
    return values, low, high


def _counted(
    counts: Any, scale: Scale, paths: int, probability: float, confidence: float
) -> tuple[Floats, Floats, Floats, Any]:
    """By step: a quantile, the ends of its interval, and whether it lies in an end cell."""
    value, cell = counted_order_statistics(counts, scale, rank(probability, paths))
    below, above = rank_interval(probability, paths, confidence)
    _, low = counted_order_statistics(counts, scale, max(below, 1))
    _, high = counted_order_statistics(counts, scale, min(above, paths))
    unbounded: Floats = numpy.full(len(value), numpy.nan)
    lowest = numpy.asarray(scale.low + low * scale.width(), dtype=numpy.float64)
    highest = numpy.asarray(scale.low + (high + 1) * scale.width(), dtype=numpy.float64)
    return (
        value,
        lowest if below >= 1 else unbounded,
        highest if above <= paths else unbounded,
        (cell == 0) | (cell == scale.bins - 1),
    )


def _read(path: Path, columns: list[str] | None = None) -> pa.Table:
    """A part's file; Refused market.no_experiment where it is gone or no Parquet."""
    try:
        with pq.ParquetFile(path) as file:
            return file.read(columns=columns, use_threads=False)
    except (OSError, pa.ArrowInvalid) as caught:
        raise Refused(Refusal(NO_EXPERIMENT, f"{path} cannot be read: {caught}", where=str(path))) from None


Named = TypeVar("Named", Outcome, Course)


def _named(name: str, those: tuple[Named, ...], kind: str) -> Named:
    for each in those:
        if each.name == name:
            return each
    raise _unknown(f"there is no {kind} {name!r}; there are {', '.join(each.name for each in those)}", kind)


def _unknown(message: str, where: str) -> Refused:
    return Refused(Refusal(UNKNOWN_RESULT, message, where=where))
