"""The redemption run, hour by hour: one path after another, each issuer in turn."""

from __future__ import annotations

import math

import numba
import numpy

from lantau.market.run_holders import arbitrage, believed, claims, holders_leave, market_price, worth
from lantau.market.run_issuer import asked_for, end_of_day, issue, on_its_way, pay, receive, repo, sell
from lantau.market.run_measures import begin_measures, end_measures, measure
from lantau.market.run_terms import ARBITRAGEURS, Array, Books, Calendar, Draws, Opening, State, Tally, Terms

kernel = numba.njit(cache=True, nogil=True)


@kernel
def play(
    terms: Terms, calendar: Calendar, opening: Opening, draws: Draws, state: State, tally: Tally, books: Books
) -> None:
    """Play every path of a chunk into ``books``."""
    for path in range(draws.public.shape[0]):
        _begin(opening, state, tally)
        begin_measures(books, path)
        for hour in range(calendar.day.shape[0]):
            day = calendar.day[hour]
            business = calendar.business[day] == 1 and draws.gale[path, day] >= terms.gale_day_chance
            open_now = business and calendar.open[hour] == 1
            _news(terms, opening, state, draws, path, hour)
            for issuer in range(state.supply.shape[0]):
                _hour(terms, calendar, opening, draws, state, tally, path, issuer, hour, open_now)
            measure(terms, opening, state, books, path, hour)
            if calendar.last[hour] == 1:
                for issuer in range(state.supply.shape[0]):
                    due, unpaid = end_of_day(state, tally, issuer, business)
                    if issuer == 0:
                        _write_day(terms, opening, state, tally, books, path, day, hour, due, unpaid)
                    tally.settled_hour[issuer] = -1.0
        end_measures(terms, opening, state, tally, books, path, calendar.day.shape[0])


@kernel
def _begin(opening: Opening, state: State, tally: Tally) -> None:
    """Everything as it is at the start of a path."""
    for each in (state.pledged, state.pending, state.late, state.fresh, state.recent, state.left, state.public):
        each[:] = 0.0
    for each in (
        state.loan,
        state.inventory,
        state.inventory_closed,
        state.gone,
        state.paid,
        state.issued,
        state.losses,
    ):
        each[:] = 0.0
    for each in (tally.due, tally.late, tally.gap):
        each[:] = 0.0
    state.queue[:] = 0.0
    tally.volume[:] = 0.0
    tally.proceeds[:] = 0.0
    tally.settled_hour[:] = -1.0
    state.supply[:] = opening.supply
    state.cash[:] = opening.cash
    state.frozen_cash[:] = opening.frozen_cash
    state.ladder[:] = opening.ladder
    state.price[:] = 1.0
    for issuer in range(state.supply.shape[0]):
        state.cohorts[issuer] = opening.free_par[issuer] * opening.weights[issuer]


@kernel
def _news(terms: Terms, opening: Opening, state: State, draws: Draws, path: int, hour: int) -> None:
    """What is believed of each issuer in the hour; the deepest discount of another counts as news of one's own."""
    for issuer in range(state.supply.shape[0]):
        public, truth = believed(terms, opening, state, issuer, hour, draws.public[path, issuer])
        worst = 0.0
        for other in range(state.supply.shape[0]):
            if other != issuer:
                worst = max(worst, 1.0 - state.price[other])
        state.public[issuer, 0] = min(1.0, public + terms.contagion * worst)
        state.public[issuer, 1] = truth
        state.public[issuer, 2] = state.public[issuer, 0] - min(1.0, public)


@kernel
def _hour(
    terms: Terms,
    calendar: Calendar,
    opening: Opening,
    draws: Draws,
    state: State,
    tally: Tally,
    path: int,
    issuer: int,
    hour: int,
    open_now: bool,
) -> None:
    """One issuer's hour: cash comes in, holders leave, arbitrageurs hand in, bills are sold, requests paid."""
    receive(terms, opening, state, issuer, hour)
    busy = math.exp(terms.flow_noise * draws.flow[path, hour, issuer] - 0.5 * terms.flow_noise * terms.flow_noise)
    holders_leave(terms, opening, state, tally, draws.private[path, issuer], busy, issuer, hour, open_now)
    arbitrage(terms, opening, state, issuer, hour, open_now)
    state.recent[issuer, hour % 24] = 0.0
    if open_now:
        issue(terms, opening, state, issuer, busy)
        short = asked_for(state, issuer) - state.cash[issuer] - on_its_way(state, issuer)
        if short > 0.0:
            state.recent[issuer, hour % 24] = sell(terms, opening, state, issuer, hour, short)
        if calendar.closing[hour] == 1 and terms.repo_limit_share > 0.0:
            today = state.late[issuer].sum() + state.queue[issuer, 0].sum()
            repo(terms, opening, state, issuer, today - state.cash[issuer])
        pay(terms, state, tally, issuer, hour)
    state.price[issuer] = market_price(terms, state, issuer)
    _add_up(opening, state, tally, issuer)


@kernel
def _add_up(opening: Opening, state: State, tally: Tally, issuer: int) -> None:
    """Hold the books to account: reserve, paid out and lost are what there was and came in; no coin is lost."""
    reserve = state.cash[issuer] + state.frozen_cash[issuer] - state.loan[issuer] + on_its_way(state, issuer)
    reserve += state.ladder[issuer].sum() + state.pledged[issuer].sum()
    began = opening.cash[issuer] + opening.frozen_cash[issuer] + opening.ladder[issuer].sum() + state.issued[issuer]
    gap = abs(reserve + state.paid[issuer] + state.losses[issuer] - began)
    coins = state.cohorts[issuer].sum() + state.inventory[issuer] + asked_for(state, issuer)
    coins += opening.supply[issuer] - opening.free_par[issuer]
    gap = max(gap, abs(coins - state.supply[issuer])) / opening.supply[issuer]
    tally.gap[issuer] = max(tally.gap[issuer], gap)


@kernel
def _write_day(
    terms: Terms,
    opening: Opening,
    state: State,
    tally: Tally,
    books: Books,
    path: int,
    day: int,
    hour: int,
    due: float,
    unpaid: float,
) -> None:
    """Write the first issuer's day down, in the order of ``BOOK``, for the rulebook to judge."""
    pledged = state.pledged[0].sum()
    total = worth(terms, opening, state, 0, hour)
    free, not_eligible = 0.0, max(0.0, pledged - state.loan[0])
    for rung in range(state.ladder.shape[1]):
        free += state.ladder[0, rung]
        if opening.ineligible[day, rung] == 1:
            not_eligible += state.ladder[0, rung]
    row = books.days
    row[0, day, path] = total
    row[1, day, path] = max(0.0, total - not_eligible)
    row[2, day, path] = claims(state, 0)
    row[3, day, path] = opening.supply[0] - opening.free_par[0]
    row[4, day, path] = pledged
    row[5, day, path] = state.cash[0] + on_its_way(state, 0) + free
    row[6, day, path] = asked_for(state, 0)
    row[7, day, path] = due
    row[8, day, path] = unpaid
    row[9, day, path] = tally.settled_hour[0]


def new_state(opening: Opening, redemption_days: int) -> tuple[State, Tally]:
    """Room for one path, to be used again for each."""
    issuers, rungs = opening.ladder.shape
    cohorts = opening.weights.shape[1]
    classes = ARBITRAGEURS + 1

    def room(*shape: int) -> Array:
        return numpy.zeros((issuers, *shape))

    state = State(
        cohorts=room(cohorts),
        supply=room(),
        cash=room(),
        frozen_cash=room(),
        ladder=room(rungs),
        pledged=room(rungs),
        loan=room(),
        pending=room(PENDING_HOURS),
        queue=room(redemption_days, classes),
        late=room(classes),
        fresh=room(classes),
        inventory=room(),
        inventory_closed=room(),
        price=room(),
        recent=room(24),
        left=room(24),
        gone=room(),
        paid=room(),
        issued=room(),
        losses=room(),
        public=room(3),
    )
    tally = Tally(room(classes), room(classes), room(), room(), room(), room())
    return state, tally


PENDING_HOURS = 73
"""One more than the longest settlement, so that a sale never overtakes an older one."""
