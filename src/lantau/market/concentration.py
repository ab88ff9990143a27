"""How concentrated coins are: the Herfindahl-Hirschman index, in points from 0 to 10,000.

Published shares rarely name everybody. The unnamed rest counts from nothing, when it is spread over very many, to what
it gives when it sits with as few as may be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy

from lantau.market.bounds import above, between
from lantau.market.modelling import Floats
from lantau.market.refusals import EMPTY_POPULATION
from lantau.refusal import Refusal, Refused

POINTS = 10_000
ROUNDING = 1e-9
"""How far published shares may sum beyond the whole through the spelling of floats."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """The index, in points, between which bounds it lies; both are equal where everybody is named."""

    low: float
    high: float


def concentration(shares: Sequence[float], largest_other: float = 1.0) -> Concentration:
    """The index of named shares (each from 0 to 1), whose rest is with others of at most ``largest_other`` each.

    Refused market.empty_population without a share; market.out_of_range for a share beyond 0 to 1, shares that sum to
    more than 1, or a largest other that is not above 0 and at most 1.
    """
    if not shares:
        raise Refused(Refusal(EMPTY_POPULATION, "no share was given; name at least one", where="shares"))
    for place, share in enumerate(shares):
        between(f"shares[{place}]", share, 0, 1)
    between("the sum of shares", sum(shares), 0, 1 + ROUNDING)
    above("largest_other", largest_other, 0, 1)
    named = sum(share**2 for share in shares)
    rest = max(1 - sum(shares), 0.0)
    full = int(rest / largest_other)
    others = full * largest_other**2 + (rest - full * largest_other) ** 2
    return Concentration(POINTS * named, POINTS * (named + others))


def concentration_of(circulation: Floats) -> Floats:
    """The index of each path, in points, from circulation float64[..., issuers]; 0 where nothing is in circulation."""
    whole = circulation.sum(axis=-1, keepdims=True)
    shares = numpy.divide(circulation, whole, out=numpy.zeros_like(circulation), where=whole > 0)
    points: Floats = POINTS * (shares**2).sum(axis=-1)
    return points
