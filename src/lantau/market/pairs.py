"""Differences between two points on common random numbers: path by path, so that a difference is the rule's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import pyarrow as pa

from lantau.market.designs import Change
from lantau.market.experiments import Point
from lantau.market.modelling import Floats, Outcome
from lantau.market.quantiles import CONFIDENCE, Moments, moments
from lantau.market.results import PROBABILITIES, Results, exact_quantiles
from lantau.market.showing import Shown, bounded

NORMAL_95 = 1.96
"""Standard errors on each side of a mean that hold 95 % of a normal distribution."""


@dataclass(frozen=True, repr=False)
class Paired(Shown):
    """An outcome at ``second`` less the same path's at ``first``.

    ``variance_reduction`` is how many times as many independent paths the mean difference would need for the same
    standard error; infinite where no path differs. Shares are of paths whose value is lower, the same, or higher.
    """

    outcome: Outcome
    first: Point
    second: Point
    difference: Moments
    variance_reduction: float
    share_lower: float
    share_same: float
    share_higher: float
    probabilities: tuple[float, ...]
    values: Floats
    low: Floats
    high: Floats
    confidence: float

    def title(self) -> str:
        """The mean difference with its standard error, and what common random numbers were worth."""
        worth = (
            f"variance {self.variance_reduction:.3g} times smaller than of independent draws"
            if self.difference.sd > 0
            else "the same on every path"
        )
        return (
            f"{self.outcome.words.en} [{self.outcome.unit}], {self.second.told()} less {self.first.told()}: "
            f"mean {self.difference.mean:.6g} (standard error {self.difference.standard_error:.2g}), "
            f"{worth}"
        )

    def table(self) -> pa.Table:
        """A row a quantile of the paired difference: probability, value, low, high."""
        return pa.table(
            {
                "probability": list(self.probabilities),
                "value": self.values,
                "low": bounded(self.low),
                "high": bounded(self.high),
            }
        )


def paired(
    results: Results,
    outcome: str,
    first: int,
    second: int,
    *,
    probabilities: Sequence[float] = PROBABILITIES,
    confidence: float = CONFIDENCE,
) -> Paired:
    """Compare two points of an experiment (see ``Results.find``); Refused market.unknown_result."""

    def differences() -> Iterator[Floats]:
        for one, other in zip(results.values(outcome, first), results.values(outcome, second), strict=True):
            yield other - one

    told = moments(differences())
    apart = moments(results.values(outcome, first)).sd ** 2 + moments(results.values(outcome, second)).sd ** 2
    lower = sum(int(numpy.count_nonzero(batch < 0)) for batch in differences())
    higher = sum(int(numpy.count_nonzero(batch > 0)) for batch in differences())
    values, low, high = exact_quantiles(differences, results.paths, tuple(probabilities), confidence)
    return Paired(
        outcome=results.outcome(outcome),
        first=results.points[first],
        second=results.points[second],
        difference=told,
        variance_reduction=apart / told.sd**2 if told.sd > 0 else float("inf"),
        share_lower=lower / results.paths,
        share_same=(results.paths - lower - higher) / results.paths,
        share_higher=higher / results.paths,
        probabilities=tuple(probabilities),
        values=values,
        low=low,
        high=high,
        confidence=confidence,
    )


@dataclass(frozen=True, repr=False)
class Differences(Shown):
    """An outcome under one rule set less the same path's under another, at every point of the design."""

    outcome: Outcome
    first: str
    second: str
    changes: tuple[Change, ...]
    axes: tuple[str, ...]
    told: tuple[Moments, ...]

    def title(self) -> str:
        """The outcome, its unit and the two rule sets."""
        return f"{self.outcome.words.en} [{self.outcome.unit}], {self.second} less {self.first}, path by path"

    def table(self) -> pa.Table:
        """A row a point of the design: what it set, then mean, standard_error, low and high (95 %)."""
        columns: dict[str, Any] = {
            axis: pa.array([change.get(axis) for change in self.changes], pa.float64()) for axis in self.axes
        }
        columns["mean"] = [each.mean for each in self.told]
        columns["standard_error"] = bounded([each.standard_error for each in self.told])
        columns["low"] = bounded([each.mean - NORMAL_95 * each.standard_error for each in self.told])
        columns["high"] = bounded([each.mean + NORMAL_95 * each.standard_error for each in self.told])
        return pa.table(columns)


def differences(results: Results, outcome: str, first: str, second: str) -> Differences:
    """Compare two rule sets at every point of a sweep; Refused market.unknown_result."""
    for law in (first, second):
        results.find(law)
    pairs = [
        tuple(next(each for each in group if each.rule_set == law) for law in (first, second))
        for group in results.groups()
    ]
    told = [
        moments(
            two - one
            for one, two in zip(results.values(outcome, a.number), results.values(outcome, b.number), strict=True)
        )
        for a, b in pairs
    ]
    axes = tuple(results.manifest["design"]["axes"])
    return Differences(results.outcome(outcome), first, second, tuple(a.change for a, _ in pairs), axes, tuple(told))
