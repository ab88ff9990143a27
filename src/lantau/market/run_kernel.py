"""The redemption run, hour by hour: one path after another, each issuer in turn."""

from __future__ import annotations

import numba
import numpy

from lantau.market import run_holders, run_issuer, run_measures, run_terms
from lantau.market.kernel_files import forget_older
from lantau.market.run_holders import (
    A_DAYS_MEMORY,
    arbitrage,
    at_face,
    believe,
    fallen,
    holders_leave,
    market_price,
    total,
    worth,
)
from lantau.market.run_issuer import end_of_day, issue, pay, receive, repo, sell
from lantau.market.run_measures import begin_measures, end_measures, measure
from lantau.market.run_terms import COHORTS, STATE, Array, Books, Calendar, Draws, Record, Terms

forget_older(__file__, (str(each.__file__) for each in (run_holders, run_issuer, run_measures, run_terms)))

inner = numba.njit(cache=True, nogil=True, inline="always")

A_HAIR = 1e-12
"""More than rounding makes of a sum of some thousand amounts, as a share of supply."""


@numba.njit(cache=True, nogil=True)
def play(terms: Terms, calendar: Calendar, opening: Array, draws: Draws, books: Books) -> None:
    """Play every path of a chunk into ``books``; ``opening`` is OPENING[issuers].

    The arrays are taken out of their tuples once: to take one costs as much as a cohort's hour.
    """
    day_of, office, is_business, last, closing, steady, ineligible = calendar
    gale, public, private, busy_hours = draws
    courses, days, outcomes = books
    state = numpy.zeros(opening.shape[0], STATE)
    issuers, hours = opening.shape[0], day_of.shape[0]
    for path in range(public.shape[1]):
        for issuer in range(issuers):
            _begin(opening[issuer], state[issuer])
        begin_measures(outcomes, path)
        for hour in range(hours):
            day = day_of[hour]
            business = is_business[day] == 1 and gale[day, path] >= terms.gale_day_chance
            open_now = business and office[hour] == 1
            for issuer in range(issuers):
                receive(terms, opening[issuer], state[issuer], hour)
                believe(
                    terms,
                    opening[issuer],
                    state[issuer],
                    issuer == 0,
                    hour,
                    public[issuer, path],
                    _deepest(state, issuer),
                )
            for issuer in range(issuers):
                each, busy = state[issuer], busy_hours[issuer, hour, path]
                rate = steady[hour] + (terms.base_flow_an_hour * busy if open_now else 0.0)
                each.price = market_price(terms, each)  # nobody sells at the price before the news
                holders_leave(terms, opening[issuer], each, private[issuer, path], rate, open_now)
                arbitrage(terms, opening[issuer], each, open_now)
                each.sold_lately *= A_DAYS_MEMORY
                if open_now:
                    others = _sold_by_others(terms, state, issuer)
                    _serve(terms, opening[issuer], each, busy, hour, closing[hour] == 1, others)
                each.price = market_price(terms, each)
                _add_up(opening[issuer], each)
            measure(terms, opening, state, courses, outcomes, path, hour)
            if last[hour] == 1:
                for issuer in range(issuers):
                    due, each = state[issuer].due, state[issuer]
                    unpaid = end_of_day(terms, each, business)
                    if issuer == 0:
                        fell_due = due if business else 0.0
                        _write_day(terms, ineligible, opening[0], each, days, path, day, hour, fell_due, unpaid)
                    each.due = total(each.queue[0])
                    each.settled_hour = -1.0
        end_measures(terms, opening[0], state, outcomes, path, hours)


@inner
def _begin(opening: Record, state: Record) -> None:
    """Everything as it is at the start of a path."""
    state.supply, state.cash, state.frozen_cash = opening.supply, opening.cash, 0.0
    state.loan, state.on_its_way, state.inventory, state.inventory_closed = 0.0, 0.0, 0.0, 0.0
    state.price, state.sold_lately, state.left_lately, state.gone = 1.0, 0.0, 0.0, 0.0
    state.paid, state.issued, state.losses = 0.0, 0.0, 0.0
    state.expected, state.caught, state.truth, state.at_stake, state.asked = 0.0, 0.0, 0.0, 0.0, 0.0
    state.due, state.late_ever, state.settled_hour, state.gap = 0.0, 0.0, -1.0, 0.0
    for cohort in range(COHORTS):
        state.cohorts[cohort] = opening.free_par * opening.weights[cohort]
    state.ladder[:] = opening.ladder
    state.pledged[:] = 0.0
    state.pending[:] = 0.0
    state.queue[:] = 0.0
    state.late[:] = 0.0
    state.fresh[:] = 0.0
    state.volume[:] = 0.0
    state.proceeds[:] = 0.0


@inner
def _deepest(state: Array, issuer: int) -> float:
    """The deepest discount among the other issuers."""
    worst = 0.0
    for other in range(state.shape[0]):
        if other != issuer:
            worst = max(worst, 1.0 - state[other].price)
    return worst


@inner
def _sold_by_others(terms: Terms, state: Array, issuer: int) -> float:
    """What other issuers sold lately into the same market."""
    sold = 0.0
    if terms.shared_market == 1:
        for other in range(state.shape[0]):
            if other != issuer:
                sold += state[other].sold_lately
    return sold


@inner
def _serve(
    terms: Terms, opening: Record, state: Record, busy: float, hour: int, closing: bool, sold_by_others: float
) -> None:
    """An open hour of an issuer: issue, sell what is short of all that is asked, pledge at the close, pay.

    A hair more is raised than is wanted, so that rounding never leaves the last coin of a line unpaid.
    """
    issue(terms, opening, state, busy)
    hair = A_HAIR * opening.supply
    short = state.asked - state.cash - state.on_its_way
    if short > 0.0:
        state.sold_lately += sell(terms, opening, state, hour, short + hair, sold_by_others)
    if closing and terms.repo_limit_share > 0.0:
        due = total(state.late) + total(state.queue[0])
        if due > state.cash:
            repo(terms, opening, state, hour, due - state.cash + hair)
    pay(terms, state, hour)


@inner
def _add_up(opening: Record, state: Record) -> None:
    """Hold the books to account: reserve, paid out and lost are what there was and came in; no coin is lost."""
    began = opening.cash + opening.bills + state.issued
    gap = abs(at_face(state) + state.paid + state.losses - began)
    coins = state.inventory + state.asked + opening.supply - opening.free_par + total(state.cohorts)
    state.gap = max(state.gap, max(gap, abs(coins - state.supply)) / (opening.supply + state.issued))


@inner
def _write_day(
    terms: Terms,
    ineligible: Array,
    opening: Record,
    state: Record,
    row: Array,
    path: int,
    day: int,
    hour: int,
    due: float,
    unpaid: float,
) -> None:
    """Write the first issuer's day down, in the order of ``BOOK``, for the rulebook to judge."""
    total = worth(terms, opening, state, hour)
    pledged, free, not_eligible = 0.0, 0.0, 0.0
    for rung in range(opening.rungs):
        price = 1.0 - fallen(terms, opening, rung, hour)
        pledged += state.pledged[rung] * price
        free += state.ladder[rung] * price
        if ineligible[day, rung] == 1:
            not_eligible += state.ladder[rung] * price
    row[0, day, path] = total
    row[1, day, path] = max(0.0, total - not_eligible - max(0.0, pledged - state.loan))
    row[2, day, path] = state.supply
    row[3, day, path] = opening.supply - opening.free_par
    row[4, day, path] = pledged
    row[5, day, path] = state.cash + state.on_its_way + min(free, terms.sold_in_time * opening.bills)
    row[6, day, path] = state.asked
    row[7, day, path] = due
    row[8, day, path] = unpaid
    row[9, day, path] = state.settled_hour
