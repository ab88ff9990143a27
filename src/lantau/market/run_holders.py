"""The redemption run, holders: who wants to leave, where they go, and what the market pays."""

from __future__ import annotations

import numba

from lantau.market.run_terms import ARBITRAGEURS, COHORTS, LATE, Array, Record, Terms

kernel = numba.njit(cache=True, nogil=True, inline="always")

A_DAYS_MEMORY = 23.0 / 24.0
"""What is left after an hour of what is forgotten within a day."""


@kernel
def worth(terms: Terms, opening: Record, state: Record, hour: int) -> float:
    """What the reserve would fetch: deposits in reach, those out of reach at face, bills at their price, less repo."""
    drop = terms.shock_asset_drop if hour >= terms.shock_hour else 0.0
    found = state.cash + state.frozen_cash - state.loan + state.on_its_way
    for rung in range(opening.rungs):
        found += (state.ladder[rung] + state.pledged[rung]) * (1.0 - drop * aged(opening, rung, hour))
    return float(found)


@kernel
def aged(opening: Record, rung: int, hour: int) -> float:
    """How much of a bill's term is still to run: a fall in price wears off as it matures."""
    term = opening.maturity_hour[rung]
    return max(0.0, term - hour) / term if term > 0.0 else 0.0


@kernel
def believe(terms: Terms, opening: Record, state: Record, first: bool, hour: int, noise: float, others: float) -> None:
    """What a coin is expected to lose: as the public has it, and in truth, from the hour of the news on.

    ``others`` is the deepest discount of another issuer, which counts as news of one's own.
    """
    hole = max(0.0, 1.0 - worth(terms, opening, state, hour) / max(state.supply, 1.0))
    public, truth = hole, hole
    if terms.shock_hour <= hour < terms.resolution_hour:
        doubted = terms.shock_doubt_share if first or terms.shared_custodian == 1 else 0.0
        share = opening.frozen_cash / opening.supply + doubted
        truth += share * terms.loss_realised
        if share > 0.0:
            public += max(0.0, share * terms.fear + noise * terms.public_deviation)
    state.truth = truth
    state.expected = min(1.0, public + terms.contagion * others)
    state.caught = state.expected - min(1.0, public)


@kernel
def holders_leave(
    terms: Terms,
    opening: Record,
    state: Record,
    private: Array,
    rate: float,
    hour: int,
    open_now: bool,
) -> None:
    """Cohorts whose fear passes their threshold leave by their speed; those who leave anyway leave evenly.

    ``private`` float64[cohorts] are their signals' errors; ``rate`` is the share that leaves whatever is believed.
    """
    total = max(state.supply, 1.0)
    fear = terms.price_weight * (1.0 - state.price) + terms.crowd_weight * state.left_lately / total
    fear += terms.late_weight * state.late.sum() / total
    news = terms.shaken == 1 and hour >= terms.shock_hour
    unsettled = news and hour < terms.resolution_hour
    if news and not unsettled:
        fear += state.truth
    went = 0.0
    for cohort in range(COHORTS):
        felt = fear
        if unsettled:
            own = state.truth + private[cohort] * terms.private_deviation
            felt += max(0.0, terms.public_weight * state.expected + (1.0 - terms.public_weight) * own)
        speed = terms.exit_speed if felt > opening.thresholds[cohort] else 0.0
        leaving = state.cohorts[cohort] * min(1.0, speed + rate)
        state.cohorts[cohort] -= leaving
        went += leaving
    state.left_lately = state.left_lately * A_DAYS_MEMORY + went
    if went > 0.0:
        kind = min(LATE, int(3.0 * state.gone / opening.free_par))
        sold = went * (1.0 - terms.primary_share)
        state.gone += went
        state.fresh[kind] += went - sold
        state.asked += went - sold
        state.inventory += sold
        state.inventory_closed += 0.0 if open_now else sold
        state.volume[kind] += went
        state.proceeds[kind] += sold * state.price


@kernel
def arbitrage(terms: Terms, opening: Record, state: Record, hour: int, open_now: bool) -> None:
    """Arbitrageurs hand in what they bought while the issuer is open; buyers take what is cheaper than its risk, and
    all come back once the news is good."""
    held = state.inventory
    if held <= 0.0:
        return
    moved = 0.0
    if open_now and 1.0 - state.price >= terms.fee:
        moved = min(held, terms.arbitrage_capacity * opening.supply)
        state.fresh[ARBITRAGEURS] += moved
        state.asked += moved
    back = terms.value_buying * max(0.0, 1.0 - state.price - state.expected) * state.supply
    if terms.shaken == 0 or hour < terms.shock_hour or hour >= terms.resolution_hour:
        back += (held - moved) * terms.return_rate
    back = min(back, held - moved)
    for cohort in range(COHORTS):
        state.cohorts[cohort] += back * opening.weights[cohort]
    left = max(0.0, held - moved - back)
    state.inventory = left
    state.inventory_closed *= left / held


@kernel
def discount_a_share(terms: Terms, state: Record) -> float:
    """What the market asks for holding all of supply until it is redeemed: more, the more may be lost on it."""
    return terms.impact_calm + terms.impact_fear * float(state.expected)


@kernel
def market_price(terms: Terms, state: Record) -> float:
    """One less what the public expects to lose, less the discount for what waits to be redeemed; between 0 and 1."""
    waits = discount_a_share(terms, state) * state.inventory / max(state.supply, 1.0)
    return min(1.0, max(0.0, 1.0 - float(state.expected + waits)))
