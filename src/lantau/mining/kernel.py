"""The hourly loop: each group of like machines at a site, each hour: run or stop, and what came of it.

Written as plain loops that numba compiles on first use; importing this module imports no numba.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]

DEPLOYED, OPERATING, BITCOIN, REVENUE, ENERGY, POWER_COST, CREDITS, CURTAILED, MACHINE_HOURS, STOPPED = range(10)
MEASURES = 10
"""Columns of a total: TH/s·h deployed and operating; BTC; its USD; kWh used; USD of power, take-or-pay included; USD of
credits; kWh not used by curtailment; machine-hours placed; machine-hours curtailed."""

RUN_ALWAYS, RUN_AT_BREAKEVEN, RUN_BELOW_CAP = 0, 1, 2


def hours_loop(
    totals: Floats,
    period_of_hour: Wholes,
    blocks_per_th: Floats,
    reward_btc: Floats,
    bitcoin_usd: Floats,
    prices: Floats,
    uptimes: Floats,
    site_rows: Wholes,
    site_terms: Floats,
    group_rows: Wholes,
    group_terms: Floats,
) -> None:
    """Add every group's hours to ``totals[group, period, measure]``.

    ``site_rows[site]``: row of ``prices`` that is paid (or added to the contract's price), row of the index (-1: none),
    row of ``uptimes``, rule. ``site_terms[site]``: contract price, cap, margin, take-or-pay, strike, credit, share of
    the index. ``group_rows[group]``: site, first hour, hour after the last. ``group_terms[group]``: machines, TH/s and
    kW at the meter of one.
    """
    for group in range(group_rows.shape[0]):
        site, first, last = group_rows[group, 0], group_rows[group, 1], group_rows[group, 2]
        count, th, kw = group_terms[group, 0], group_terms[group, 1], group_terms[group, 2]
        paid_row, index_row, uptime_row, rule = (
            site_rows[site, 0], site_rows[site, 1], site_rows[site, 2], site_rows[site, 3],
        )  # fmt: skip
        base, cap, margin, owed = (
            site_terms[site, 0], site_terms[site, 1], site_terms[site, 2], site_terms[site, 3],
        )  # fmt: skip
        strike, credit, share = site_terms[site, 4], site_terms[site, 5], site_terms[site, 6]
        for hour in range(first, last):
            up = count * uptimes[uptime_row, hour]
            kwh = up * kw
            price = base
            if paid_row >= 0:
                price += prices[paid_row, hour]
            gain = 0.0
            if index_row >= 0 and prices[index_row, hour] >= strike:
                gain = max(credit + share * prices[index_row, hour], 0.0)
            forgone = max(owed * price, 0.0)
            bitcoin = up * th * blocks_per_th[hour] * reward_btc[hour]
            earned = bitcoin * bitcoin_usd[hour]
            runs = True
            if rule == RUN_AT_BREAKEVEN:
                runs = earned - kwh * (price + margin) >= kwh * (gain - forgone)
            elif rule == RUN_BELOW_CAP:
                runs = price < cap
            total = totals[group, period_of_hour[hour]]
            total[DEPLOYED] += count * th
            total[MACHINE_HOURS] += count
            if runs:
                total[OPERATING] += up * th
                total[BITCOIN] += bitcoin
                total[REVENUE] += earned
                total[ENERGY] += kwh
                total[POWER_COST] += kwh * price
            else:
                total[POWER_COST] += kwh * forgone
                total[CREDITS] += kwh * gain
                total[CURTAILED] += kwh
                total[STOPPED] += up


@functools.cache
def compiled() -> Callable[..., None]:
    """The loop as machine code, kept beside the module between processes where the folder can be written."""
    import numba

    try:
        made: Callable[..., None] = numba.njit(cache=True, nogil=True)(hours_loop)
    except RuntimeError:  # no folder for the cache
        made = numba.njit(nogil=True)(hours_loop)
    return made
