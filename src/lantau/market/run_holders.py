"""The redemption run, holders: who wants to leave, where they go, and what the market pays."""

from __future__ import annotations

import numba

from lantau.market.run_terms import ARBITRAGEURS, COHORTS, LATE, Array, Record, Terms

kernel = numba.njit(cache=True, nogil=True, inline="always")

A_DAYS_MEMORY = 23.0 / 24.0
"""What is left after an hour of what is forgotten within a day."""

PAYS_PAR = 0.995
"""Nobody buys at par from the issuer what the market sells for less; nor is it good news that a coin is worth less."""


@kernel
def total(values: Array) -> float:
    """The sum of a line of a record, in four sums that do not wait for each other; its length is a multiple of four."""
    first, second, third, fourth = 0.0, 0.0, 0.0, 0.0
    for place in range(0, len(values), 4):
        first += values[place]
        second += values[place + 1]
        third += values[place + 2]
        fourth += values[place + 3]
    return (first + second) + (third + fourth)


@kernel
def at_face(state: Record) -> float:
    """The reserve as the books have it: every deposit and bill at its face, less repo."""
    deposits = state.cash + state.frozen_cash - state.loan + state.on_its_way
    return float(deposits + total(state.ladder) + total(state.pledged))


@kernel
def worth(terms: Terms, opening: Record, state: Record, hour: int) -> float:
    """What the reserve would fetch: deposits in reach, those out of reach at face, bills at their price, less repo."""
    found = at_face(state)
    if terms.shock_asset_drop > 0.0 and hour >= terms.shock_hour:
        for rung in range(opening.rungs):
            found -= (state.ladder[rung] + state.pledged[rung]) * fallen(terms, opening, rung, hour)
    return found


@kernel
def fallen(terms: Terms, opening: Record, rung: int, hour: int) -> float:
    """By what share of its face the price of a bill has fallen: all of the fall at the news, which wears off evenly
    until the bill matures at face."""
    if terms.shock_asset_drop == 0.0 or hour < terms.shock_hour:
        return 0.0
    matures = opening.maturity_hour[rung]
    return terms.shock_asset_drop * float(matures - hour) / float(matures - terms.shock_hour) if matures > hour else 0.0


@kernel
def believe(terms: Terms, opening: Record, state: Record, first: bool, hour: int, noise: float, others: float) -> None:
    """What a coin is expected to lose: as the public has it, and in truth. A surplus bears the first loss, and what is
    lost falls on the coins that are still there: who was paid at par left more of it to the others.

    ``others`` is the deepest discount of another issuer, which counts as news of one's own. Only deposits out of reach
    can lose in truth; what is merely doubted is worth its face in the end.
    """
    reserve, coins = worth(terms, opening, state, hour), max(state.supply, 1.0)
    short = state.supply - reserve
    lost, feared, noisy = 0.0, 0.0, 0.0
    state.at_stake = 0.0
    if terms.shock_hour <= hour < terms.resolution_hour:
        doubted = terms.shock_doubt_share * (opening.cash + opening.bills)
        if not first and terms.shared_custodian == 0:
            doubted = 0.0
        state.at_stake = min(state.frozen_cash + doubted, max(0.0, reserve))
        if state.at_stake > 0.0:
            lost = state.frozen_cash * terms.loss_realised
            feared = state.at_stake * terms.fear
            noisy = noise * terms.public_deviation
    public = max(0.0, (short + feared) / coins + noisy)
    state.truth = max(0.0, (short + lost) / coins)
    state.expected = min(1.0, public + terms.contagion * others)
    state.caught = state.expected - min(1.0, public)


@kernel
def holders_leave(
    terms: Terms,
    opening: Record,
    state: Record,
    private: Array,
    rate: float,
    open_now: bool,
) -> None:
    """Cohorts whose fear passes their threshold leave by their speed; those who leave anyway leave evenly.

    Each weighs what the public expects with what it knows by itself: the truth, and while something is at stake the
    error of its signal, ``private`` float64[cohorts]. ``rate`` is the share that leaves whatever is believed.
    """
    coins = max(state.supply, 1.0)
    fear = terms.price_weight * (1.0 - state.price) + terms.crowd_weight * state.left_lately / coins
    fear += terms.late_weight * total(state.late) / coins
    believed = terms.public_weight * state.expected + (1.0 - terms.public_weight) * state.truth
    error = (1.0 - terms.public_weight) * terms.private_deviation if state.at_stake > 0.0 else 0.0
    calm, afraid = min(1.0, rate), min(1.0, rate + terms.exit_speed)
    before = total(state.cohorts)
    for cohort in range(COHORTS):
        felt = fear + max(0.0, believed + error * private[cohort])
        state.cohorts[cohort] *= 1.0 - (afraid if felt > opening.thresholds[cohort] else calm)
    went = before - total(state.cohorts)
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
def arbitrage(terms: Terms, opening: Record, state: Record, open_now: bool) -> None:
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
    if state.at_stake <= 0.0 and state.truth <= 1.0 - PAYS_PAR:
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
