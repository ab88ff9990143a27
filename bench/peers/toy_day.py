"""The toy's day of one issuer in plain Python, shared by the peers' models; and how a peer is asked to run.

A peer answers each line on standard input, a number of paths, with one line of JSON: the processor's seconds that
playing them took, and the mean over paths of the lowest price of any issuer, which must be near every other's.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

ISSUERS, DAYS = 20, 365
OPENING = (100.0, 15.0, 87.0, 1.0)
"""Supply, cash and bonds in units; price."""


def issuer_day(
    market: float, own: float, supply: float, cash: float, bonds: float, price: float
) -> tuple[float, float, float, float]:
    """Supply, cash, bonds and price of an issuer after a day with these two shocks."""
    redeemed = min(max(0.030 * own + 0.040 * market + 0.30 * (1.0 - price), 0.0), 0.5) * supply
    from_cash = min(redeemed, cash)
    need = redeemed - from_cash
    haircut = min(0.002 + 0.15 * need / supply, 0.30)
    sold = min(need / (1.0 - haircut), bonds)
    got = sold * (1.0 - haircut)
    unmet = redeemed - from_cash - got
    after = supply - (from_cash + got)
    issued = 0.0202 * after
    after += issued
    cash = cash - from_cash + issued
    bonds -= sold
    excess = cash - 0.05 * after
    if excess > 0.0:
        cash -= excess
        bonds += excess
    shortfall = max(0.0, -((cash + bonds - after) / after))
    return after, cash, bonds, min(max(1.0 - 0.5 * unmet / supply - 0.6 * shortfall, 0.0), 1.0)


def serve(play: Callable[[int, int], float]) -> None:
    """Answer until standard input ends; ``play(paths, seed)`` gives the mean over paths of the lowest price."""
    for seed, line in enumerate(sys.stdin):
        started = time.process_time()
        mean = play(int(line), seed)
        print(json.dumps({"cpu_seconds": time.process_time() - started, "mean_lowest_price": mean}), flush=True)
