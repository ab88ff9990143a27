"""Quantiles without keeping paths: read from counts to within a cell, or exactly from batches that are read again.

A quantile is an order statistic: the smallest value with at least the share ``p`` of paths at or below it. Its interval
is distribution-free: between two order statistics chosen by the binomial law (David and Nagaraja 2003, 7.1). A share
has Wilson's interval (Wilson 1927).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from lantau.market.modelling import Floats, Scale

CONFIDENCE = 0.95
DIGIT_BITS = 16
"""A double is picked out of a stream in four passes of this many bits: 65,536 counts in memory, never the values."""

Batches = Callable[[], Iterable[Floats]]
"""Reads the same values again each time it is called, in batches of bounded size."""

Whole = numpy.ndarray[Any, numpy.dtype[numpy.int64]]


@dataclass(frozen=True, slots=True)
class Moments:
    """Count, mean and summed squares about the mean, gathered batch by batch (Chan, Golub and LeVeque 1979)."""

    count: int = 0
    mean: float = 0.0
    squares: float = 0.0
    low: float = math.inf
    high: float = -math.inf

    def with_batch(self, values: Floats) -> Moments:
        """The moments with another batch; the same batches in the same order give the same bits."""
        size = len(values)
        if size == 0:
            return self
        mean = float(values.mean())
        squares = float(((values - mean) ** 2).sum())
        count, step = self.count + size, mean - self.mean
        return Moments(
            count,
            self.mean + step * size / count,
            self.squares + squares + step * step * self.count * size / count,
            min(self.low, float(values.min())),
            max(self.high, float(values.max())),
        )

    @property
    def sd(self) -> float:
        """The standard deviation of one path; 0 for a single one."""
        return math.sqrt(self.squares / (self.count - 1)) if self.count > 1 else 0.0

    @property
    def standard_error(self) -> float:
        """The standard error of the mean; NaN for a single path, which says nothing of how far paths lie apart."""
        return self.sd / math.sqrt(self.count) if self.count > 1 else math.nan

    def mean_interval(self, confidence: float = CONFIDENCE) -> tuple[float, float]:
        """The ends of the mean's interval by the normal law, which so many paths as an experiment has come close to."""
        from scipy.stats import norm

        reach = float(norm.ppf(1.0 - (1.0 - confidence) / 2.0)) * self.standard_error
        return self.mean - reach, self.mean + reach


def moments(batches: Iterable[Floats]) -> Moments:
    """The moments of a stream, in its order."""
    found = Moments()
    for batch in batches:
        found = found.with_batch(batch)
    return found


def rank(probability: float, count: int) -> int:
    """The 1-based rank of a quantile among ``count`` values; rounding keeps 0.1 of 30 at 3 and not at 4."""
    return min(count, max(1, math.ceil(round(probability * count, 9))))


def rank_interval(probability: float, count: int, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """Ranks whose values enclose the true quantile with at least this confidence, whatever the distribution.

    0 or ``count + 1`` where so few paths bound it on one side only.
    """
    from scipy.stats import binom

    miss = (1.0 - confidence) / 2.0
    return int(binom.ppf(miss, count, probability)), int(binom.ppf(1.0 - miss, count, probability)) + 1


def wilson(found: int, count: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Wilson's interval of a share: honest at 0 and at 1, where the normal one has no width."""
    from scipy.stats import norm

    z = float(norm.ppf(1.0 - (1.0 - confidence) / 2.0))
    share, width = found / count, z * z / count
    centre = (share + width / 2.0) / (1.0 + width)
    half = z / (1.0 + width) * math.sqrt(share * (1.0 - share) / count + width / (4.0 * count))
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return (0.0 if found == 0 else low), (1.0 if found == count else high)


def counted_order_statistics(counts: Any, scale: Scale, rank_asked: int) -> tuple[Floats, Whole]:
    """At each step of counts[steps, bins] the value of a rank, evenly spread within its cell, and which cell that is.

    It is off by one cell's width at most for values within the scale; those beyond it lie in the end cells.
    """
    running = numpy.cumsum(counts, axis=1, dtype=numpy.int64)
    cell = numpy.argmax(running >= rank_asked, axis=1)
    steps = numpy.arange(len(cell))
    inside = numpy.asarray(counts)[steps, cell].astype(numpy.float64)
    before = running[steps, cell] - inside
    share = (rank_asked - before - 0.5) / numpy.maximum(inside, 1.0)
    return scale.low + (cell + share) * scale.width(), cell.astype(numpy.int64)


def order_statistics(batches: Batches, ranks: Sequence[int]) -> Floats:
    """The exact values of these 1-based ranks in a stream; the memory does not grow with the number of values."""
    left = numpy.asarray(ranks, dtype=numpy.int64) - 1
    prefixes = numpy.zeros(len(left), dtype=numpy.uint64)
    for shift in range(64 - DIGIT_BITS, -1, -DIGIT_BITS):
        tallies = _tallied(batches(), numpy.unique(prefixes), shift)
        for place, prefix in enumerate(prefixes.tolist()):
            running = numpy.cumsum(tallies[prefix])
            digit = int(numpy.searchsorted(running, left[place], side="right"))
            assert digit < len(running), "a rank is not beyond the stream"
            left[place] -= running[digit - 1] if digit else 0
            prefixes[place] = numpy.uint64((prefix << DIGIT_BITS) | digit)
    return _values(prefixes)


def _tallied(batches: Iterable[Floats], prefixes: Any, shift: int) -> dict[int, Whole]:
    """How often each next digit follows each prefix."""
    digits = 1 << DIGIT_BITS
    tallies = {int(prefix): numpy.zeros(digits, dtype=numpy.int64) for prefix in prefixes}
    for keys in _keys(batches):
        if shift == 64 - DIGIT_BITS:
            tallies[0] += numpy.bincount((keys >> numpy.uint64(shift)).astype(numpy.int64), minlength=digits)
            continue
        heads = keys >> numpy.uint64(shift + DIGIT_BITS)
        for prefix in tallies:
            digit = (keys[heads == numpy.uint64(prefix)] >> numpy.uint64(shift)) & numpy.uint64(digits - 1)
            tallies[prefix] += numpy.bincount(digit.astype(numpy.int64), minlength=digits)
    return tallies


SIGN = numpy.uint64(1 << 63)


def _keys(batches: Iterable[Floats]) -> Iterator[Any]:
    """Doubles as whole numbers in the same order: the sign bit turned, or all bits where it is set."""
    for batch in batches:
        bits = numpy.ascontiguousarray(batch, dtype=numpy.float64).view(numpy.uint64)
        yield numpy.where(bits & SIGN, ~bits, bits | SIGN)


def _values(keys: Any) -> Floats:
    bits = numpy.where(keys & SIGN, keys ^ SIGN, ~keys)
    found: Floats = bits.view(numpy.float64)
    return found
