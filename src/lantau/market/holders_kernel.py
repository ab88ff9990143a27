"""The inner loop of the holders' model: one path of all holders, day by day, touching only those who still hold.

A holder's nerve of the day is a bell-shaped number made from a counter, not drawn from a stream: it depends on path
key, day and holder alone. So it does not matter in which order holders are asked, who has left before, or on which
thread the path is played, and two settings meet the same nerves.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numba
import numpy

STEP = numpy.uint64(0x9E3779B97F4A7C15)
FIRST, SECOND = numpy.uint64(0xBF58476D1CE4E5B9), numpy.uint64(0x94D049BB133111EB)
"""The increment and the two multipliers of SplitMix64 (Steele, Lea, Flood 2014; public domain)."""

S16, S27, S30, S31, S32, S48 = (numpy.uint64(shift) for shift in (16, 27, 30, 31, 32, 48))
PIECE = numpy.uint64(0xFFFF)
NERVE_CENTRE = 131_070
"""The middle of the sum of four numbers from 0 to 65,535."""

NERVE_UNIT = 1 / math.sqrt((65_536**2 - 1) / 3)
"""One over the standard deviation of that sum: nerves have spread 1, and never pass 3.47."""

BLOCK = 1_024
STAYED = -1
"""The exit day of a holder who never left."""


def _mixed(counter: Any) -> Any:
    """A uint64 in which every bit of the counter has moved about half of all bits: SplitMix64's finisher."""
    mixed = (counter ^ (counter >> S30)) * FIRST
    mixed = (mixed ^ (mixed >> S27)) * SECOND
    return mixed ^ (mixed >> S31)


mixed: Callable[..., Any] = numba.njit(inline="always")(_mixed)


def _path_played(
    thresholds: Any,
    coins: Any,
    news: Any,
    key: Any,
    nerve_spread: float,
    social_weight: float,
    exit_days: Any,
    left_holders: Any,
    left_coins: Any,
) -> int:
    """Play one path; return how many holders were asked in all, day by day.

    In: thresholds float64[holders], coins int64[holders], news float64[days], key uint64. Out: exit_days
    int16[holders], left_holders and left_coins int64[days], both counted from the start. A holder leaves on the first
    day on which ``news + social_weight * share of coins that left before + nerve_spread * nerve > threshold``.

    Blocks are walked from the end, and a leaver's place is taken by the last who stays: who fills it was asked already.
    """
    holders = thresholds.size
    total = coins.sum()
    unit = nerve_spread * NERVE_UNIT
    names = numpy.arange(holders).astype(numpy.uint32)
    patience = thresholds.copy()
    leaves = numpy.empty(BLOCK, numpy.uint8)
    exit_days[:] = STAYED
    staying, gone, asked = holders, numpy.int64(0), numpy.int64(0)
    for day in range(news.size):
        pressure = news[day] + social_weight * (gone / total)
        today = mixed(key + numpy.uint64(day) * STEP)
        asked += staying
        for start in range((staying - 1) // BLOCK * BLOCK, -1, -BLOCK):
            size = min(BLOCK, staying - start)
            leavers = 0
            for place in range(size):
                bits = mixed(today + numpy.uint64(names[start + place]) * STEP)
                pieces = (bits & PIECE) + (bits >> S16 & PIECE) + (bits >> S32 & PIECE) + (bits >> S48)
                nerve = numpy.float64(numpy.int64(pieces) - NERVE_CENTRE)
                leave = pressure + unit * nerve > patience[start + place]
                leaves[place] = leave
                leavers += leave
            if leavers:
                for place in range(size - 1, -1, -1):
                    if leaves[place]:
                        name = names[start + place]
                        exit_days[name] = day
                        gone += coins[name]
                        staying -= 1
                        names[start + place] = names[staying]
                        patience[start + place] = patience[staying]
        left_holders[day] = holders - staying
        left_coins[day] = gone
    return int(asked)


path_played: Callable[..., int] = numba.njit(nogil=True, cache=True)(_path_played)
