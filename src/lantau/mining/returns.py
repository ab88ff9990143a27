"""What a project earned along many paths at once: payback, internal rate of return, present value."""

from __future__ import annotations

import numpy as np

from lantau.mining.network import Floats

LOWEST_RATE, HIGHEST_RATE = -0.5, 1.0
"""Bounds of a rate a step: beyond them the rate is told as the bound."""
GRID = 76
"""Rates tried from the top, two hundredths apart."""
HALVINGS = 30
"""Bisections of a grid's cell: to a billionth of a cell."""


def present_value(flows: Floats, rate: Floats | float) -> Floats:
    """Value at the start of ``flows[step, path]``, step 0 being now, at a rate a step (one, or one for each path)."""
    value = np.zeros(flows.shape[1])
    growth = 1.0 / (1.0 + np.asarray(rate))
    for flow in flows[::-1]:
        value = value * growth + flow
    return value


def rate_of_return(flows: Floats) -> Floats:
    """The highest rate a step at which each path's flows are worth nothing, found on a grid and by bisection.

    Flows that change sign more than once have several such rates; the highest is the one an owner would quote. A path
    that is worth less than nothing at every rate is told the lowest rate: all is lost.
    """
    grid = np.linspace(HIGHEST_RATE, LOWEST_RATE, GRID)
    low, high = np.full(flows.shape[1], LOWEST_RATE), np.full(flows.shape[1], LOWEST_RATE)
    found = np.zeros(flows.shape[1], dtype=bool)
    above = HIGHEST_RATE
    for rate in grid:
        now = ~found & (present_value(flows, rate) >= 0.0)
        low, high = np.where(now, rate, low), np.where(now, above, high)
        found |= now
        above = float(rate)
        if found.all():
            break
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        worth = present_value(flows, middle) >= 0.0
        low, high = np.where(worth, middle, low), np.where(worth, high, middle)
    return np.where(found, low, LOWEST_RATE)


def payback_step(flows: Floats) -> Floats:
    """The first step by whose end a path has earned back what it laid out and stays so; infinity where it never does.

    A project that dips below again has not paid back until it rises for good.
    """
    running = np.cumsum(flows, axis=0)
    below = running < 0.0
    last_below = flows.shape[0] - 1 - np.argmax(below[::-1], axis=0)
    step = np.where(below.any(axis=0), last_below + 1.0, 0.0)
    return np.where(below[-1], np.inf, step)
