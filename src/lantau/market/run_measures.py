"""The redemption run, what is measured: prices below par, who came out with what, and where a depeg came from."""

from __future__ import annotations

import numba

from lantau.market.run_holders import discount_a_share, total, worth
from lantau.market.run_terms import CLASSES, EARLY, LATE, MEASURED, Array, Record, Terms

kernel = numba.njit(cache=True, nogil=True, inline="always")

LOW = MEASURED.index("low")
HOURS_BELOW = MEASURED.index("hours_below_99")
RECOVERY = MEASURED.index("recovery_hours")
SUPPLY_AFTER = MEASURED.index("supply_after_1_day")
SUPPLY_END = MEASURED.index("supply_end")
JUDGED = MEASURED.index("judged_share")
LATE_SHARE = MEASURED.index("late_share")
SHORTFALL = MEASURED.index("shortfall_early")
DEPEG = MEASURED.index("depeg_reserves")
SALE_LOSS = MEASURED.index("sale_loss")
COVERAGE_LOW = MEASURED.index("coverage_low")
PEERS_LOW = MEASURED.index("peers_low")
STOPPED = MEASURED.index("stopped")
MEAN_DISCOUNT = MEASURED.index("mean_discount")
GAP = MEASURED.index("conservation_gap")

LEVELS = (0.99, 0.97, 0.95)
AFTER_HOURS = (24, 72, 240)
RECOVERED = 0.99
"""A price that has been below this has recovered when it is at it or above for good."""


@kernel
def begin_measures(out: Array, path: int) -> None:
    """Nothing measured yet; lows begin high."""
    out[:, path] = 0.0
    out[LOW, path] = 1.0
    out[COVERAGE_LOW, path] = 1e9
    out[PEERS_LOW, path] = 1.0


@kernel
def measure(terms: Terms, opening: Array, state: Array, courses: Array, out: Array, path: int, hour: int) -> None:
    """Measure one hour: the courses of the first issuer, and everything that is a lowest, a count or a moment."""
    first = state[0]
    supply = first.supply / opening[0].supply
    coverage = 1.0 + (worth(terms, opening[0], first, hour) - first.supply) / max(first.supply, 1.0)
    courses[0, hour, path] = first.price
    courses[1, hour, path] = supply
    courses[2, hour, path] = first.asked / opening[0].supply
    courses[3, hour, path] = coverage
    if first.price < out[LOW, path]:
        out[LOW, path] = first.price
        _attribute(terms, first, out, path)
    for number in range(3):
        if first.price < LEVELS[number]:
            out[HOURS_BELOW + number, path] += 1.0
        if hour == terms.shock_hour + AFTER_HOURS[number]:
            out[SUPPLY_AFTER + number, path] = supply
    if first.price < RECOVERED:
        out[RECOVERY, path] = max(0.0, hour + 1.0 - terms.shock_hour)
    out[COVERAGE_LOW, path] = min(out[COVERAGE_LOW, path], coverage)
    out[MEAN_DISCOUNT, path] += 1.0 - first.price
    for other in range(1, state.shape[0]):
        out[PEERS_LOW, path] = min(out[PEERS_LOW, path], state[other].price)


@kernel
def _attribute(terms: Terms, state: Record, out: Array, path: int) -> None:
    """Part the discount at the low: what the reserve is expected to lose, what waits because the issuer was shut, and
    the rest, which is panic: others' discounts, and coins that wait though it was open."""
    discount = 1.0 - state.price
    reserves = min(discount, state.expected - state.caught)
    closure = discount_a_share(terms, state) * state.inventory_closed / max(state.supply, 1.0)
    closure = min(discount - reserves, closure)
    out[DEPEG, path] = reserves
    out[DEPEG + 1, path] = closure
    out[DEPEG + 2, path] = discount - reserves - closure


@kernel
def end_measures(terms: Terms, opening: Record, states: Array, out: Array, path: int, hours: int) -> None:
    """Close a path: who still waits or holds shares what the reserve is truly worth, and the sums are written."""
    state = states[0]
    share = 1.0
    if state.supply > 0.0:
        left = worth(terms, opening, state, hours) - state.frozen_cash * terms.loss_realised
        share = min(1.0, max(0.0, left / state.supply))
    for kind in range(CLASSES):
        unpaid = state.late[kind] + state.fresh[kind]
        for line in range(terms.redemption_days):
            unpaid += state.queue[line, kind]
        state.proceeds[kind] += unpaid * share
    held = total(state.cohorts)
    state.volume[LATE] += held
    state.proceeds[LATE] += held * share
    for kind in range(EARLY, LATE + 1):
        if state.volume[kind] > 0.0:
            out[SHORTFALL + kind, path] = 1.0 - state.proceeds[kind] / state.volume[kind]
    redeemed = opening.supply + state.issued - state.supply
    out[JUDGED, path] = (redeemed + total(state.late)) / opening.supply
    out[LATE_SHARE, path] = state.late_ever / opening.supply
    out[SUPPLY_END, path] = state.supply / opening.supply
    for number in range(3):
        if terms.shock_hour + AFTER_HOURS[number] >= hours:
            out[SUPPLY_AFTER + number, path] = out[SUPPLY_END, path]
    out[SALE_LOSS, path] = state.losses / opening.supply
    out[STOPPED, path] = 1.0 if total(state.late) > 0.0 else 0.0
    out[MEAN_DISCOUNT, path] /= hours
    for issuer in range(states.shape[0]):
        out[GAP, path] = max(out[GAP, path], states[issuer].gap)
