"""The toy's arithmetic, compiled: one day of one issuer in one path, and the loops over days, issuers and paths.

The 256 paths of a chunk lie side by side, so that the processor plays several at once. All rows of an issuer are one
array at fixed distances, because the compiler must prove that they do not overlap before it may do so. Nothing is
reordered or fused (no fast arithmetic), so every machine gives the same bits. No kernel here calls one of another
module: what is kept compiled is thrown away when its own file changes, not when another's does.
"""

from __future__ import annotations

from typing import Any

import numpy
from numba import njit

PATHS = 256
"""The paths of a chunk: the unit of chance."""

SUPPLY, CASH, BONDS, PRICE, LOWEST, UNMET, PAID, LOST, ISSUED = range(0, 9 * PATHS, PATHS)
"""Where each row of an issuer begins: the state, and from LOWEST on what has come about since the opening."""

ROWS = 9

MICROS = 1e6
HAIRCUT = 5
"""Where the haircut of the smallest sale stands among the toy's numbers."""

Array = numpy.ndarray[Any, Any]


@njit(inline="always", error_model="numpy")
def day(market, own, supply, cash, bonds, price, numbers):  # type: ignore[no-untyped-def]
    """One day: (supply, cash, bonds, price, unmet, paid, lost, issued) after it, in units and as a share of par."""
    mean, own_share, market_share, panic, most, haircut, slope, deepest, growth, target, by_unmet, by_shortfall = (
        numbers
    )
    share = mean + own_share * own + market_share * market + panic * (1.0 - price)
    share = 0.0 if share < 0.0 else share
    share = most if share > most else share
    redeemed = share * supply
    from_cash = redeemed if redeemed < cash else cash
    need = redeemed - from_cash
    cut = haircut + slope * need / supply
    cut = cut if cut < deepest else deepest
    sold = need / (1.0 - cut)
    sold = sold if sold < bonds else bonds
    got = sold * (1.0 - cut)
    unmet = redeemed - from_cash - got
    after = supply - (from_cash + got)
    issued = growth * after
    after = after + issued
    cash = cash - from_cash + issued
    excess = cash - target * after
    excess = excess if excess > 0.0 else 0.0
    cash = cash - excess
    bonds = bonds - sold + excess
    shortfall = -((cash + bonds - after) / after)
    shortfall = shortfall if shortfall > 0.0 else 0.0
    price = 1.0 - by_unmet * unmet / supply - by_shortfall * shortfall
    price = 0.0 if price < 0.0 else price
    price = 1.0 if price > 1.0 else price
    return after, cash, bonds, price, unmet, from_cash + got, sold - got, issued


@njit(inline="always", error_model="numpy")
def issuer_day(market, own, issuer, weakest, numbers):  # type: ignore[no-untyped-def]
    """One day of one issuer in all paths: its rows move on, and ``weakest`` sinks to its price where that is lower."""
    for path in range(PATHS):
        supply, cash, bonds, price, unmet, paid, lost, issued = day(
            market[path], own[path], issuer[path], issuer[path + CASH], issuer[path + BONDS], issuer[path + PRICE],
            numbers,
        )  # fmt: skip
        issuer[path] = supply
        issuer[path + CASH] = cash
        issuer[path + BONDS] = bonds
        issuer[path + PRICE] = price
        lowest = issuer[path + LOWEST]
        issuer[path + LOWEST] = price if price < lowest else lowest
        issuer[path + UNMET] += unmet
        issuer[path + PAID] += paid
        issuer[path + LOST] += lost
        issuer[path + ISSUED] += issued
        weakest[path] = price if price < weakest[path] else weakest[path]


@njit(cache=True, nogil=True, error_model="numpy")
def play(normals: Array, numbers: tuple[float, ...], issuers: Array, weakest: Array) -> None:
    """Play the days of ``normals`` float64[days, 1 + issuers, PATHS]: of each day the market's shocks, then each
    issuer's own. ``issuers`` float64[issuers, ROWS * PATHS] moves on; ``weakest`` float64[days, PATHS] starts at 1."""
    for number in range(normals.shape[0]):
        for each in range(issuers.shape[0]):
            issuer_day(normals[number, 0], normals[number, each + 1], issuers[each], weakest[number], numbers)


@njit(inline="always", error_model="numpy")
def tell(issuer, haircut, values, first):  # type: ignore[no-untyped-def]
    """One issuer's facts in all paths, rounded to the micro: market value, eligible market value, par.

    What is eligible counts bonds at what a small sale fetches; coins of the toy have one unit of par.
    """
    total, eligible, par = values[0, first:], values[1, first:], values[2, first:]
    for path in range(PATHS):
        total[path] = int(numpy.rint((issuer[path + CASH] + issuer[path + BONDS]) * MICROS))
    for path in range(PATHS):
        eligible[path] = int(numpy.rint((issuer[path + CASH] + issuer[path + BONDS] * (1.0 - haircut)) * MICROS))
    for path in range(PATHS):
        par[path] = int(numpy.rint(issuer[path] * MICROS))


@njit(cache=True, nogil=True, error_model="numpy")
def play_told(normals: Array, numbers: tuple[float, ...], issuers: Array, weakest: Array, values: Array) -> None:
    """As ``play``, and every day's facts in micros, in ``values`` int64[3, days * issuers * PATHS]."""
    place = 0
    for number in range(normals.shape[0]):
        for each in range(issuers.shape[0]):
            issuer_day(normals[number, 0], normals[number, each + 1], issuers[each], weakest[number], numbers)
            tell(issuers[each], numbers[HAIRCUT], values, place)
            place += PATHS


@njit(cache=True, nogil=True)
def count_by_path(codes: Array, code: int, counts: Array) -> None:
    """Add to ``counts`` int64[rules, PATHS] how often ``codes`` uint8[rules, n * PATHS] has this code in each path."""
    for rule in range(codes.shape[0]):
        row = counts[rule]
        for first in range(0, codes.shape[1], PATHS):
            block = codes[rule, first : first + PATHS]
            for path in range(PATHS):
                row[path] += block[path] == code
