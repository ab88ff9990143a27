"""The market after the licences, month by month: adoption, shares, money, and who gives up or is stopped by the law.

All is [paths, slots]: a slot is a licensee, the first round's before the second's. Money is HKD million. The reserve is
segregated, so a licensee's cash is its own: paid-up capital and what it retained.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy

from lantau.market.modelling import Floats
from lantau.market.parameters import parameter_table
from lantau.market.round_firms import Assessed, Firms, Mask, Values, Whole
from lantau.market.round_holders import Served
from lantau.market.round_law import BREACHED, LICENSEE_RULE, RoundLaw, cents

PLACES = int(parameter_table("round").named("places").high)
"""Slots of each round."""


@dataclass(slots=True)
class Licensees:
    """Who is licensed, [paths, 2 x PLACES]; changed in place by the month.

    ``paid_up`` is capital put in, ``retained`` what was earned and kept (or lost), ``cash`` their sum; ``support`` is
    what owners would still put in; ``losing`` counts months of economic loss in a row; ``entry`` the month of the first
    coin.
    """

    alive: Mask
    licensed: Mask
    bank: Mask
    bound: Mask
    entry: Whole
    losing: Whole
    share: Floats
    reach: Floats
    distribution: Floats
    fixed_cost: Floats
    cash: Floats
    paid_up: Floats
    retained: Floats
    support: Floats
    recent: Floats


@dataclass(frozen=True, slots=True)
class Flows:
    """One month's money, [paths, slots]: opening + revenue + put_in + unpaid = costs + paid_out + closing.

    ``unpaid`` are costs of a licensee that fell with nothing left to pay them; ``economic`` is profit after the cost of
    capital.
    """

    opening: Floats
    revenue: Floats
    compliance: Floats
    distribution: Floats
    put_in: Floats
    paid_out: Floats
    unpaid: Floats
    closing: Floats
    economic: Floats


@dataclass(slots=True)
class Market:
    """Demand by path, float64[paths]: adoption of each use and the months since the first coin."""

    b2b: Floats
    retail: Floats
    age: Whole
    shock: Floats


def nobody_yet(paths: int) -> Licensees:
    """All slots empty."""
    shape = (paths, 2 * PLACES)
    kinds = {"Mask": numpy.bool_, "Whole": numpy.int64, "Floats": numpy.float64}
    empty: dict[str, Any] = {each.name: numpy.zeros(shape, dtype=kinds[str(each.type)]) for each in fields(Licensees)}
    return Licensees(**empty)


def admit(them: Licensees, chosen: Mask, firms: Firms, held: Assessed, values: Values, month: int, start: int) -> None:
    """Put the licensed firms of a round into the slots from ``start``."""
    order = numpy.argsort(~chosen, axis=1, kind="stable")[:, :PLACES]
    slots = slice(start, start + order.shape[1])

    def of(column: Any) -> Any:
        return numpy.take_along_axis(column, order, axis=1)

    taken = of(chosen)
    them.alive[:, slots] = them.licensed[:, slots] = taken
    them.bank[:, slots] = of(firms.kind == 0)
    them.bound[:, slots] = of(held.bound)
    them.entry[:, slots] = month + int(values["launch_months"].max())
    for name in ("reach", "distribution", "fixed_cost"):
        getattr(them, name)[:, slots] = numpy.where(taken, of(getattr(firms, name)), 0.0)
    them.paid_up[:, slots] = numpy.where(taken, of(firms.capital), 0.0)
    them.retained[:, slots] = numpy.where(taken, -of(firms.losses), 0.0)
    them.cash[:, slots] = them.paid_up[:, slots] + them.retained[:, slots]
    them.support[:, slots] = them.paid_up[:, slots] * values["owner_support"]


def demand(
    market: Market, operating: Mask, values: Values, size: Floats, b2b: Served, retail: Served, shock: Floats
) -> tuple[Floats, Floats]:
    """This month's circulation for business and retail use, float64[paths]; adoption grows while a coin is there.

    Growth is logistic; business use begins with the first coin, retail use ``retail_lag`` months later. Where no coin
    is left, adoption begins anew with the next.
    """
    open_now = operating.any(axis=1)
    start = values["start_share"][:, 0]
    lag = values["retail_lag"][:, 0]
    spread = values["market_noise"][:, 0]
    push = numpy.exp(spread * shock - 0.5 * spread**2)
    fresh = open_now & (market.age == 0)
    begun = open_now & (market.age == lag)
    later = open_now & (market.age > lag)
    b2b_grown = market.b2b + values["b2b_speed"][:, 0] * push * market.b2b * (1.0 - market.b2b)
    retail_grown = market.retail + values["retail_speed"][:, 0] * push * market.retail * (1.0 - market.retail)
    market.b2b = numpy.where(open_now, numpy.where(fresh, start, numpy.minimum(b2b_grown, 1.0)), 0.0)
    market.retail = numpy.where(begun, start, numpy.where(later, numpy.minimum(retail_grown, 1.0), 0.0))
    market.age = numpy.where(open_now, market.age + 1, 0)
    return (
        size * values["b2b_potential"][:, 0] * b2b.share * market.b2b,
        size * values["retail_potential"][:, 0] * retail.share * market.retail,
    )


def shared(them: Licensees, operating: Mask, values: Values) -> None:
    """Settle each coin's share of circulation: a part of the holders chooses anew, drawn by reach and by size.

    Shares sum to one wherever a coin is there, and are nil elsewhere.
    """
    kept = numpy.where(operating, them.share, 0.0)
    kept = _to_one(kept)
    pull = numpy.where(operating, them.reach * (kept + values["foothold"]) ** values["network"], 0.0)
    drawn_to = _to_one(pull)
    moving = numpy.where(kept.any(axis=1, keepdims=True), values["churn"], 1.0)
    them.share = _to_one((1.0 - moving) * kept + moving * drawn_to)


def money(
    them: Licensees,
    operating: Mask,
    circulation: Floats,
    verified: Floats,
    yearly_yield: Floats,
    values: Values,
    floor: float,
) -> Flows:
    """A month's revenue, costs, dividends and capital put in; cash, retained, paid_up and support move in place.

    ``circulation`` and ``verified`` (coins of verified retail holders) are [paths, slots], ``yearly_yield``
    float64[paths, 1] is a share, ``floor`` the law's least capital.
    """
    opening = them.cash.copy()
    here = them.alive
    revenue = circulation * yearly_yield / 12.0
    paid_away = circulation * them.distribution / 12.0
    identity = numpy.where(operating, verified * values["identity_cost_bps"] / 1e4 / 12.0, 0.0)
    compliance = numpy.where(here, them.fixed_cost / 12.0, 0.0) + identity
    net = revenue - paid_away - compliance
    kept = numpy.clip(numpy.minimum(net, them.retained + net), 0.0, None)
    paid_out = values["dividend_share"] * kept
    them.retained += net - paid_out
    least = floor * (1.0 + values["capital_buffer"]) * them.bound
    own = them.paid_up + numpy.minimum(them.retained, 0.0)
    need = least - own
    limit = numpy.where(them.bank, numpy.inf, them.support)
    put_in = numpy.where(here, numpy.clip(numpy.minimum(need, limit), 0.0, None), 0.0)
    them.paid_up += put_in
    them.support = numpy.maximum(them.support - numpy.where(them.bank, 0.0, put_in), 0.0)
    them.cash = opening + revenue - paid_away - compliance - paid_out + put_in
    held = numpy.maximum(floor * them.bound, values["capital_ratio"] * circulation)
    economic = numpy.where(here, net - values["capital_cost_bps"] / 1e4 / 12.0 * held, 0.0)
    nothing = numpy.zeros_like(opening)
    return Flows(opening, revenue, compliance, paid_away, put_in, paid_out, nothing, them.cash.copy(), economic)


def below_capital(them: Licensees, law: RoundLaw) -> Mask:
    """Which licensees breach the law's rule on capital now; none where the rule set has no such rule any more."""
    told = {
        "is_authorized_institution": them.bank,
        "paid_up_capital_hkd_cents": cents(them.paid_up),
        "net_debit_balance_hkd_cents": cents(numpy.maximum(-them.retained, 0.0)),
    }
    codes = law.of_licensees(told)
    nobody = numpy.zeros(them.alive.shape, dtype=numpy.bool_)
    return (codes[LICENSEE_RULE] == BREACHED) & them.alive if codes else nobody


def leave(them: Licensees, flows: Flows, leaving: Mask) -> Flows:
    """Those leaving redeem their coins and pay out what is left; what they cannot pay stays unpaid."""
    left = numpy.where(leaving, numpy.maximum(them.cash, 0.0), 0.0)
    unpaid = numpy.where(leaving, numpy.maximum(-them.cash, 0.0), 0.0)
    for column in (them.cash, them.paid_up, them.retained, them.support, them.share):
        column[leaving] = 0.0
    them.alive &= ~leaving
    return Flows(
        flows.opening,
        flows.revenue,
        flows.compliance,
        flows.distribution,
        flows.put_in,
        flows.paid_out + left,
        unpaid,
        them.cash.copy(),
        flows.economic,
    )


def _to_one(weights: Floats) -> Floats:
    """Weights scaled to sum to one by path; nil where all are nil."""
    total = weights.sum(axis=1, keepdims=True)
    return weights / numpy.where(total > 0, total, 1.0)
