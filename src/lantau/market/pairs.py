"""Differences between two points on common random numbers: path by path, so that a difference is the rule's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy
import pyarrow as pa

from lantau.market.experiments import Point
from lantau.market.modelling import Floats, Outcome
from lantau.market.quantiles import CONFIDENCE, Moments, moments
from lantau.market.results import PROBABILITIES, Results, exact_quantiles
from lantau.market.showing import Shown, bounded


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
