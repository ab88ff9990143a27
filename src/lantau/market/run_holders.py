"""The redemption run, holders: who wants to leave, where they go, and what the market pays."""

from __future__ import annotations

import math

import numba

from lantau.market.run_terms import ARBITRAGEURS, LATE, Array, Opening, State, Tally, Terms

kernel = numba.njit(cache=True, nogil=True)


@kernel
def believed(terms: Terms, opening: Opening, state: State, issuer: int, hour: int, noise: float) -> tuple[float, float]:
    """Expected loss a coin: as the public has it, and in truth, from the hour of the news on."""
    hole = max(0.0, 1.0 - worth(terms, opening, state, issuer, hour) / max(claims(state, issuer), 1.0))
    if hour < terms.shock_hour:
        return hole, hole
    touched = issuer == 0 or terms.shared_custodian == 1
    share = opening.frozen_cash[issuer] / opening.supply[issuer] if touched else 0.0
    truth = share * terms.loss_realised
    if hour < terms.resolution_hour:
        public = max(0.0, share * terms.fear + noise * terms.public_deviation) if share > 0.0 else 0.0
        return public + hole, truth + hole
    return hole, hole


@kernel
def claims(state: State, issuer: int) -> float:
    """Coins in circulation: everything issued and not yet redeemed, requests that wait included."""
    return float(state.supply[issuer])


@kernel
def worth(terms: Terms, opening: Opening, state: State, issuer: int, hour: int) -> float:
    """What the reserve would fetch: deposits in reach, those out of reach at face, bills at their price, less repo."""
    drop = terms.shock_asset_drop if hour >= terms.shock_hour else 0.0
    found = state.cash[issuer] + state.frozen_cash[issuer] - state.loan[issuer]
    for slot in range(state.pending.shape[1]):
        found += state.pending[issuer, slot]
    for rung in range(state.ladder.shape[1]):
        left = opening.maturity_hour[issuer, rung] - hour
        price = 1.0 - drop * min(1.0, max(0.0, left / max(1.0, opening.maturity_hour[issuer, rung])))
        found += (state.ladder[issuer, rung] + state.pledged[issuer, rung]) * price
    return found


@kernel
def holders_leave(
    terms: Terms,
    opening: Opening,
    state: State,
    tally: Tally,
    private: Array,
    flow: float,
    issuer: int,
    hour: int,
    open_now: bool,
) -> None:
    """Cohorts whose fear passes their threshold leave by their speed; those who leave anyway leave evenly.

    ``private`` float64[cohorts] are their signals' errors; ``flow`` is how busy an ordinary hour is, 1 on average.
    """
    public, truth = state.public[issuer, 0], state.public[issuer, 1]
    crowd = 0.0
    for slot in range(24):
        crowd += state.left[issuer, slot]
    total = max(state.supply[issuer], 1.0)
    unpaid = 0.0
    for kind in range(ARBITRAGEURS + 1):
        unpaid += state.late[issuer, kind]
    common = (
        terms.price_weight * (1.0 - state.price[issuer])
        + terms.crowd_weight * crowd / total
        + terms.late_weight * unpaid / total
    )
    news = hour >= terms.shock_hour
    rate = _steady_rate(terms, hour)
    if open_now:
        rate += terms.base_flow_an_hour * flow
    went = 0.0
    for cohort in range(state.cohorts.shape[1]):
        held = state.cohorts[issuer, cohort]
        if held <= 0.0:
            continue
        fear = common
        if news and hour < terms.resolution_hour:
            own = truth + private[cohort] * terms.private_deviation
            fear += max(0.0, terms.public_weight * public + (1.0 - terms.public_weight) * own)
        elif news:
            fear += truth
        speed = terms.exit_speed if fear > opening.thresholds[issuer, cohort] else 0.0
        leaving = held * min(1.0, speed + rate)
        if leaving > 0.0:
            state.cohorts[issuer, cohort] -= leaving
            went += leaving
    state.left[issuer, hour % 24] = went
    _part(terms, opening, state, tally, issuer, went, open_now)


@kernel
def _steady_rate(terms: Terms, hour: int) -> float:
    """The share of what they hold that leaves in the hour whatever is believed: a forced outflow, a lasting distrust.

    A share s of the opening supply that is to leave evenly over T hours is, at hour t of it, s/T over what is left.
    """
    since = hour - terms.shock_hour
    if since < 0:
        return 0.0
    rate = 0.0
    if since < terms.outflow_hours:
        rate += terms.outflow_share / terms.outflow_hours / (1.0 - terms.outflow_share * since / terms.outflow_hours)
    if terms.lasting_share > 0.0:
        stayed = math.exp(-since / terms.lasting_hours)
        rate += terms.lasting_share * stayed / terms.lasting_hours / (1.0 - terms.lasting_share * (1.0 - stayed))
    return rate


@kernel
def _part(terms: Terms, opening: Opening, state: State, tally: Tally, issuer: int, went: float, open_now: bool) -> None:
    """Part those who left: some ask the issuer, the others sell for what the market pays."""
    if went <= 0.0:
        return
    share = state.gone[issuer] / opening.free_par[issuer]
    kind = min(LATE, int(3.0 * share))
    state.gone[issuer] += went
    asked = went * terms.primary_share
    state.fresh[issuer, kind] += asked
    sold = went - asked
    state.inventory[issuer] += sold
    if not open_now:
        state.inventory_closed[issuer] += sold
    tally.volume[issuer, kind] += went
    tally.proceeds[issuer, kind] += sold * state.price[issuer]


@kernel
def arbitrage(terms: Terms, opening: Opening, state: State, issuer: int, hour: int, open_now: bool) -> None:
    """Arbitrageurs hand in what they bought while the issuer is open; buyers come back once the news is good."""
    held = state.inventory[issuer]
    if held <= 0.0:
        return
    moved = 0.0
    if open_now and 1.0 - state.price[issuer] >= terms.fee:
        moved = min(held, terms.arbitrage_capacity * opening.supply[issuer])
        state.fresh[issuer, ARBITRAGEURS] += moved
    back = 0.0
    if hour < terms.shock_hour or hour >= terms.resolution_hour:
        back = (held - moved) * terms.return_rate
        for cohort in range(state.cohorts.shape[1]):
            state.cohorts[issuer, cohort] += back * opening.weights[issuer, cohort]
    left = max(0.0, held - moved - back)
    state.inventory[issuer] = left
    state.inventory_closed[issuer] *= left / held


@kernel
def market_price(terms: Terms, state: State, issuer: int) -> float:
    """One less what the public expects to lose, less the discount for what waits to be redeemed; between 0 and 1."""
    waits = terms.impact * state.inventory[issuer] / max(state.supply[issuer], 1.0)
    return min(1.0, max(0.0, 1.0 - state.public[issuer, 0] - waits))
