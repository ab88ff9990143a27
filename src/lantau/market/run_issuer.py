"""The redemption run, the issuer: it pays from cash, sells its ladder bill by bill, turns to repo, or stops."""

from __future__ import annotations

import numba

from lantau.market.run_terms import ARBITRAGEURS, Array, Opening, State, Tally, Terms

kernel = numba.njit(cache=True, nogil=True)

_CLASSES = ARBITRAGEURS + 1


@kernel
def receive(terms: Terms, opening: Opening, state: State, issuer: int, hour: int) -> None:
    """Cash that arrives in the hour: bills that mature (pledged ones pay their repo first), sales that settle, and what
    a closed bank gives back."""
    slot = hour % state.pending.shape[1]
    state.cash[issuer] += state.pending[issuer, slot]
    state.pending[issuer, slot] = 0.0
    for rung in range(state.ladder.shape[1]):
        if opening.maturity_hour[issuer, rung] == hour:
            state.cash[issuer] += state.ladder[issuer, rung]
            state.ladder[issuer, rung] = 0.0
            repaid = min(state.loan[issuer], state.pledged[issuer, rung])
            state.loan[issuer] -= repaid
            state.cash[issuer] += state.pledged[issuer, rung] - repaid
            state.pledged[issuer, rung] = 0.0
    if hour == terms.resolution_hour and state.frozen_cash[issuer] > 0.0:
        lost = state.frozen_cash[issuer] * terms.loss_realised
        state.losses[issuer] += lost
        state.cash[issuer] += state.frozen_cash[issuer] - lost
        state.frozen_cash[issuer] = 0.0


@kernel
def asked_for(state: State, issuer: int) -> float:
    """All requests that wait for payment."""
    total = 0.0
    for kind in range(_CLASSES):
        total += state.late[issuer, kind] + state.fresh[issuer, kind]
        for left in range(state.queue.shape[1]):
            total += state.queue[issuer, left, kind]
    return total


@kernel
def on_its_way(state: State, issuer: int) -> float:
    """Proceeds of sales that are not cash yet."""
    total = 0.0
    for slot in range(state.pending.shape[1]):
        total += state.pending[issuer, slot]
    return total


@kernel
def sell(terms: Terms, opening: Opening, state: State, issuer: int, hour: int, need: float) -> float:
    """Sell bills, nearest maturity first, for ``need`` units of cash; the par value sold.

    The discount of a bill is half the spread, the fall of the market, and impact for what everybody sold within a day,
    all by its tenor over three months. Selling stops at the discount that the issuer bears no more.
    """
    sold_today = 0.0
    for slot in range(24):
        for other in range(state.recent.shape[0]):
            if other == issuer or terms.shared_market == 1:
                sold_today += state.recent[other, slot]
    drop = terms.shock_asset_drop if hour >= terms.shock_hour else 0.0
    room = terms.sale_capacity * opening.ladder[issuer].sum()
    got, sold = 0.0, 0.0
    for rung in range(state.ladder.shape[1]):
        held = state.ladder[issuer, rung]
        most = min(held, room - sold, need - got)
        if most <= 0.0:
            continue
        left = opening.maturity_hour[issuer, rung] - hour
        aged = min(1.0, max(0.0, left / max(1.0, opening.maturity_hour[issuer, rung])))
        quarters = min(4.0, left / 2190.0)
        pressed = terms.sale_impact * opening.billions_in_a_unit * (sold_today + sold + 0.5 * most) * quarters
        discount = min(0.5, terms.sale_spread + drop * aged + pressed)
        if terms.sale_spread + pressed > terms.sale_stop:
            break
        amount = min(held, room - sold, (need - got) / (1.0 - discount))
        state.ladder[issuer, rung] -= amount
        state.losses[issuer] += amount * discount
        got += amount * (1.0 - discount)
        sold += amount
    slot = (hour + terms.settlement_hours) % state.pending.shape[1]
    if terms.settlement_hours == 0:
        state.cash[issuer] += got
    else:
        state.pending[issuer, slot] += got
    return sold


@kernel
def repo(terms: Terms, opening: Opening, state: State, issuer: int, need: float) -> None:
    """Pledge bills for cash, up to the limit, when what is due today is more than the cash there is."""
    room = terms.repo_limit_share * opening.ladder[issuer].sum()
    for rung in range(state.pledged.shape[1]):
        room -= state.pledged[issuer, rung]
    for rung in range(state.ladder.shape[1]):
        if need <= 0.0 or room <= 0.0:
            return
        pledged = min(state.ladder[issuer, rung], room, need / (1.0 - terms.repo_haircut))
        state.ladder[issuer, rung] -= pledged
        state.pledged[issuer, rung] += pledged
        lent = pledged * (1.0 - terms.repo_haircut)
        state.loan[issuer] += lent
        state.cash[issuer] += lent
        need -= lent
        room -= pledged


@kernel
def pay(terms: Terms, state: State, tally: Tally, issuer: int, hour: int) -> None:
    """Pay what waits, the oldest first, from cash; each coin paid leaves circulation."""
    _pay_line(terms, state, tally, issuer, state.late[issuer])
    for left in range(state.queue.shape[1]):
        _pay_line(terms, state, tally, issuer, state.queue[issuer, left])
        if left == 0 and state.queue[issuer, 0].sum() <= 0.0 and tally.settled_hour[issuer] < 0.0:
            tally.settled_hour[issuer] = float(hour)
    _pay_line(terms, state, tally, issuer, state.fresh[issuer])


@kernel
def _pay_line(terms: Terms, state: State, tally: Tally, issuer: int, line: Array) -> None:
    """Pay one line of the queue, its classes alike, as far as cash reaches. The fee stays in the reserve."""
    wanted = line.sum()
    cash = state.cash[issuer]
    if wanted <= 0.0 or cash <= 0.0:
        return
    share = min(1.0, cash / (wanted * (1.0 - terms.fee)))
    for kind in range(_CLASSES):
        coins = line[kind] * share
        money = coins * (1.0 - terms.fee)
        line[kind] = 0.0 if share >= 1.0 else line[kind] - coins
        state.supply[issuer] -= coins
        state.cash[issuer] -= money
        state.paid[issuer] += money
        tally.proceeds[issuer, kind] += money
    state.cash[issuer] = max(0.0, state.cash[issuer])


@kernel
def end_of_day(state: State, tally: Tally, issuer: int, business: bool) -> tuple[float, float]:
    """Turn the day: what fell due and is unpaid is late, the rest comes a business day nearer; due and unpaid sums.

    The day of receipt does not count, so today's requests join the line with all its business days left.
    """
    due, unpaid = 0.0, 0.0
    lines = state.queue.shape[1]
    if business:
        due, unpaid = tally.due[issuer], state.queue[issuer, 0].sum()
        tally.late[issuer] += unpaid
        for kind in range(_CLASSES):
            state.late[issuer, kind] += state.queue[issuer, 0, kind]
            for left in range(lines - 1):
                state.queue[issuer, left, kind] = state.queue[issuer, left + 1, kind]
            state.queue[issuer, lines - 1, kind] = 0.0
    for kind in range(_CLASSES):
        state.queue[issuer, lines - 1, kind] += state.fresh[issuer, kind]
        state.fresh[issuer, kind] = 0.0
    tally.due[issuer] = state.queue[issuer, 0].sum()
    return due, unpaid


@kernel
def issue(terms: Terms, opening: Opening, state: State, issuer: int, busy: float) -> None:
    """Ordinary issue at par, while the market pays par: funds in, coins to holders as they were spread."""
    if state.price[issuer] < 0.995 or asked_for(state, issuer) > state.cash[issuer]:
        return
    coins = terms.base_flow_an_hour * busy * opening.free_par[issuer]
    state.cash[issuer] += coins
    state.supply[issuer] += coins
    state.issued[issuer] += coins
    for cohort in range(state.cohorts.shape[1]):
        state.cohorts[issuer, cohort] += coins * opening.weights[issuer, cohort]
