"""The redemption run, what is measured: prices below par, who came out with what, and where a depeg came from."""

from __future__ import annotations

import numba

from lantau.market.run_holders import claims, worth
from lantau.market.run_issuer import asked_for
from lantau.market.run_terms import ARBITRAGEURS, EARLY, LATE, MEASURED, Array, Books, Opening, State, Tally, Terms

kernel = numba.njit(cache=True, nogil=True)

LOW = MEASURED.index("low")
HOURS_BELOW = MEASURED.index("hours_below_99")
RECOVERY = MEASURED.index("recovery_hours")
SUPPLY_AFTER = MEASURED.index("supply_after_1_day")
SUPPLY_END = MEASURED.index("supply_end")
DUE = MEASURED.index("due")
SHORTFALL = MEASURED.index("shortfall_early")
DEPEG = MEASURED.index("depeg_reserves")
SALE_LOSS = MEASURED.index("sale_loss")
COVERAGE_LOW = MEASURED.index("coverage_low")
PEERS_LOW = MEASURED.index("peers_low")
STOPPED = MEASURED.index("stopped")
MEAN_DISCOUNT = MEASURED.index("mean_discount")
GAP = MEASURED.index("conservation_gap")

LEVELS = (0.99, 0.97, 0.95)
AFTER_DAYS = (1, 3, 10)
PAR_AGAIN = 0.99
"""A price that has been below this has recovered when it is at it or above for good."""


@kernel
def begin_measures(books: Books, path: int) -> None:
    """Nothing measured yet; lows begin at par."""
    books.outcomes[:, path] = 0.0
    books.outcomes[LOW, path] = 1.0
    books.outcomes[COVERAGE_LOW, path] = 1e9
    books.outcomes[PEERS_LOW, path] = 1.0


@kernel
def measure(terms: Terms, opening: Opening, state: State, books: Books, path: int, hour: int) -> None:
    """Measure one hour: the courses of the first issuer, and everything that is a lowest, a count or a moment."""
    price, out = state.price[0], books.outcomes
    par = max(claims(state, 0), 1.0)
    coverage = worth(terms, opening, state, 0, hour) / par
    books.price[hour, path] = price
    books.supply[hour, path] = state.supply[0] / opening.supply[0]
    books.queue[hour, path] = asked_for(state, 0) / opening.supply[0]
    books.coverage[hour, path] = coverage
    if price < out[LOW, path]:
        out[LOW, path] = price
        _attribute(terms, state, out, path)
    for number, level in enumerate(LEVELS):
        if price < level:
            out[HOURS_BELOW + number, path] += 1.0
    if price < PAR_AGAIN:
        out[RECOVERY, path] = hour + 1.0 - terms.shock_hour
    out[COVERAGE_LOW, path] = min(out[COVERAGE_LOW, path], coverage)
    out[MEAN_DISCOUNT, path] += 1.0 - price
    for number, days in enumerate(AFTER_DAYS):
        if hour == terms.shock_hour + 24 * days:
            out[SUPPLY_AFTER + number, path] = state.supply[0] / opening.supply[0]
    for other in range(1, state.price.shape[0]):
        out[PEERS_LOW, path] = min(out[PEERS_LOW, path], state.price[other])


@kernel
def _attribute(terms: Terms, state: State, out: Array, path: int) -> None:
    """Part the discount at the low: what the reserve is expected to lose, what waits because the issuer was shut, and
    the rest, which is panic: others' discounts, and coins that wait though it was open."""
    discount = 1.0 - state.price[0]
    reserves = min(discount, state.public[0, 0] - state.public[0, 2])
    waiting = terms.impact * state.inventory_closed[0] / max(state.supply[0], 1.0)
    closure = min(discount - reserves, waiting)
    out[DEPEG, path] = reserves
    out[DEPEG + 1, path] = closure
    out[DEPEG + 2, path] = discount - reserves - closure


@kernel
def end_measures(
    terms: Terms, opening: Opening, state: State, tally: Tally, books: Books, path: int, hours: int
) -> None:
    """Close a path: who still waits or holds shares what the reserve is worth, and the sums are written."""
    out = books.outcomes
    left = claims(state, 0)
    share = min(1.0, max(0.0, worth(terms, opening, state, 0, hours) / left)) if left > 0.0 else 1.0
    waiting_late = 0.0
    for kind in range(ARBITRAGEURS + 1):
        unpaid = state.late[0, kind] + state.fresh[0, kind]
        waiting_late += state.late[0, kind]
        for line in range(state.queue.shape[1]):
            unpaid += state.queue[0, line, kind]
        tally.proceeds[0, kind] += unpaid * share
    held = state.cohorts[0].sum()
    tally.volume[0, LATE] += held
    tally.proceeds[0, LATE] += held * share
    for kind in range(EARLY, LATE + 1):
        given = tally.volume[0, kind]
        out[SHORTFALL + kind, path] = 1.0 - tally.proceeds[0, kind] / given if given > 0.0 else 0.0
    redeemed = opening.supply[0] + state.issued[0] - left
    out[DUE, path] = (redeemed + waiting_late) / opening.supply[0]
    out[DUE + 1, path] = tally.late[0] / opening.supply[0]
    out[SUPPLY_END, path] = left / opening.supply[0]
    for number, days in enumerate(AFTER_DAYS):
        if terms.shock_hour + 24 * days >= hours:
            out[SUPPLY_AFTER + number, path] = out[SUPPLY_END, path]
    out[SALE_LOSS, path] = state.losses[0] / opening.supply[0]
    out[STOPPED, path] = 1.0 if waiting_late > 0.0 else 0.0
    out[MEAN_DISCOUNT, path] /= hours
    out[GAP, path] = tally.gap.max()
