"""The redemption run, the issuer: it pays from cash, sells its ladder bill by bill, turns to repo, or stops."""

from __future__ import annotations

import numba

from lantau.market.run_holders import PAYS_PAR, fallen, total
from lantau.market.run_terms import CLASSES, COHORTS, RING_HOURS, Array, Record, Terms

kernel = numba.njit(cache=True, nogil=True, inline="always")

HOURS_A_QUARTER = 2190.0
MOST_QUARTERS = 4.0
"""Impact grows with tenor up to a year; the source saw none on longer tenors (M12)."""


@kernel
def receive(terms: Terms, opening: Record, state: Record, hour: int) -> None:
    """Cash that arrives in the hour: bills that mature (pledged ones pay their repo first), sales that settle, and
    what a closed bank gives back. Its deposits serve like others until the news."""
    slot = hour % RING_HOURS
    state.cash += state.pending[slot]
    state.on_its_way -= state.pending[slot]
    state.pending[slot] = 0.0
    for rung in range(opening.rungs):
        if opening.maturity_hour[rung] == hour:
            repaid = min(state.loan, state.pledged[rung])
            state.loan -= repaid
            state.cash += state.ladder[rung] + state.pledged[rung] - repaid
            state.ladder[rung] = 0.0
            state.pledged[rung] = 0.0
    if hour == terms.shock_hour:
        state.frozen_cash = min(state.cash, opening.closed_bank)
        state.cash -= state.frozen_cash
    if hour == terms.resolution_hour and state.frozen_cash > 0.0:
        lost = state.frozen_cash * terms.loss_realised
        state.losses += lost
        state.cash += state.frozen_cash - lost
        state.frozen_cash = 0.0


@kernel
def sell(terms: Terms, opening: Record, state: Record, hour: int, need: float, sold_by_others: float) -> float:
    """Sell bills, nearest maturity first, for ``need`` units of cash; the par value sold.

    The discount of a bill is half the spread, the fall of the market, and impact for what was sold within a day, by
    all who share the market, by its tenor. Selling stops where spread and impact of the next bill reach the discount
    that the issuer bears no more.
    """
    before = state.sold_lately + sold_by_others
    room = terms.sale_capacity * opening.bills
    got, sold = 0.0, 0.0
    for rung in range(opening.rungs):
        most = min(state.ladder[rung], room - sold)
        if most <= 0.0 or got >= need:
            continue
        slope = terms.sale_impact * min(MOST_QUARTERS, (opening.maturity_hour[rung] - hour) / HOURS_A_QUARTER)
        if slope > 0.0:
            most = min(most, (terms.sale_stop - terms.sale_spread) / slope - before - sold)
        if most <= 0.0 or terms.sale_spread > terms.sale_stop:
            break
        fall = terms.sale_spread + fallen(terms, opening, rung, hour)
        discount = fall + slope * (before + sold + 0.5 * min(most, need - got))
        amount = min(most, (need - got) / (1.0 - discount))
        state.ladder[rung] -= amount
        state.losses += amount * discount
        got += amount * (1.0 - discount)
        sold += amount
    if terms.settlement_hours == 0:
        state.cash += got
    else:
        state.pending[(hour + terms.settlement_hours) % RING_HOURS] += got
        state.on_its_way += got
    return sold


@kernel
def repo(terms: Terms, opening: Record, state: Record, hour: int, need: float) -> None:
    """Pledge bills for cash, up to the limit, when what is due today is more than the cash there is."""
    room = terms.repo_limit_share * opening.bills
    for rung in range(opening.rungs):
        room -= state.pledged[rung]
    for rung in range(opening.rungs):
        if need <= 0.0 or room <= 0.0:
            break
        lent_on = (1.0 - fallen(terms, opening, rung, hour)) * (1.0 - terms.repo_haircut)
        pledged = min(state.ladder[rung], room, need / lent_on)
        state.ladder[rung] -= pledged
        state.pledged[rung] += pledged
        lent = pledged * lent_on
        state.loan += lent
        state.cash += lent
        need -= lent
        room -= pledged


@kernel
def pay(terms: Terms, state: Record, hour: int) -> None:
    """Pay what waits, the oldest first, from cash; each coin paid leaves circulation."""
    _pay_line(terms, state, state.late)
    for left in range(terms.redemption_days):
        _pay_line(terms, state, state.queue[left])
    if state.due > 0.0 and state.settled_hour < 0.0 and total(state.queue[0]) <= 0.0:
        state.settled_hour = float(hour)
    _pay_line(terms, state, state.fresh)


@kernel
def _pay_line(terms: Terms, state: Record, line: Array) -> None:
    """Pay one line of the queue, its classes alike, as far as cash reaches. The fee stays in the reserve."""
    wanted = total(line)
    if wanted > 0.0 and state.cash > 0.0:
        share = min(1.0, state.cash / (wanted * (1.0 - terms.fee)))
        for kind in range(CLASSES):
            coins = line[kind] * share
            line[kind] = 0.0 if share >= 1.0 else line[kind] - coins
            money = coins * (1.0 - terms.fee)
            state.asked -= coins
            state.supply = max(0.0, state.supply - coins)
            state.cash -= money
            state.paid += money
            state.proceeds[kind] += money
        state.cash = max(0.0, state.cash)


@kernel
def end_of_day(terms: Terms, state: Record, business: bool) -> float:
    """Turn the day: what fell due and is unpaid is late, the rest comes a business day nearer; the unpaid sum.

    The day of receipt does not count, so today's requests join the line with all its business days left.
    """
    last = terms.redemption_days - 1
    unpaid = 0.0
    if business:
        unpaid = total(state.queue[0])
        state.late_ever += unpaid
        for kind in range(CLASSES):
            state.late[kind] += state.queue[0, kind]
            for left in range(last):
                state.queue[left, kind] = state.queue[left + 1, kind]
            state.queue[last, kind] = 0.0
    for kind in range(CLASSES):
        state.queue[last, kind] += state.fresh[kind]
        state.fresh[kind] = 0.0
    return unpaid


@kernel
def issue(terms: Terms, opening: Record, state: Record, busy: float) -> None:
    """Ordinary issue at par, while the market pays par: as much as ordinarily leaves what is held, at most what did at
    first, so that a coin which nobody redeems does not breed. Funds in, coins to holders as they were spread."""
    if state.price >= PAYS_PAR and state.asked <= state.cash:
        held = state.supply - (opening.supply - opening.free_par) - state.inventory - state.asked
        coins = min(1.0, terms.base_flow_an_hour * busy) * min(opening.free_par, max(0.0, held))
        state.cash += coins
        state.supply += coins
        state.issued += coins
        state.left_lately = max(0.0, state.left_lately - coins)
        for cohort in range(COHORTS):
            state.cohorts[cohort] += coins * opening.weights[cohort]
