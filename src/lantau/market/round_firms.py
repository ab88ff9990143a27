"""The candidates of a licensing round as arrays, and what the rulebook says of their applications.

No firm is an object: each measure is float64[paths, firms]. The law decides who passes: the facts of all firms of a
chunk are held against the gate ``application`` of the rule set at hand (``round_law``), so a reform changes who passes
with no code here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy

from lantau.market.modelling import Floats
from lantau.market.round_chance import Draws
from lantau.market.round_law import BREACHED, CAPITAL_RULE, NOT_APPLICABLE, UNKNOWN, RoundLaw, cents

Mask = numpy.ndarray[Any, numpy.dtype[numpy.bool_]]
Whole = numpy.ndarray[Any, numpy.dtype[numpy.int64]]

Values = Mapping[str, Floats]
"""A value for each parameter: float64[1, 1] where all paths share it, float64[paths, 1] where each has its own."""

KINDS = ("bank", "technology", "crypto", "joint")
"""Kinds of firm, by their place in ``Firms.kind``."""

INDEPENDENCE_SPREAD = 0.08
"""How much the share of independent directors that firms offer spreads about its mean."""

PLAN_YEARS = (2, 3, 5)
"""Years that a plan or accounts cover: of a firm that is not ready, of one that is, and of one that plans long."""


@dataclass(frozen=True, slots=True)
class Firms:
    """The candidates. Money in HKD million, readiness in points, all [paths, firms]; ``there`` marks who exists.

    ``estimate`` is the circulation a firm expects of itself, ``reach`` what it is really able to reach, ``margin`` and
    ``distribution`` shares of circulation a year.
    """

    there: Mask
    kind: Whole
    readiness: Floats
    capital: Floats
    losses: Floats
    reach: Floats
    estimate: Floats
    distribution: Floats
    margin: Floats
    fixed_cost: Floats


def firms_from(draws: Draws, values: Values) -> Firms:
    """The candidates that the settings make of a chunk's chance."""
    most = int(values["firms"].max())
    of = {name: each[:, :most] for name, each in draws.firms.items()}
    edges = numpy.cumsum([values[f"{kind}_share"] + numpy.zeros((1, 1)) for kind in KINDS[:-1]], axis=0)
    kind = sum((of["kind"] >= edge).astype(numpy.int64) for edge in edges)
    assert isinstance(kind, numpy.ndarray)
    capital = _by_kind(values, "capital", kind) * numpy.exp(values["capital_spread"] * of["capital"])
    reach = _by_kind(values, "circulation", kind) * numpy.exp(values["circulation_spread"] * of["reach"])
    paid_away = values["distribution_bps"] / 1e4 * numpy.exp(values["distribution_spread"] * of["distribution"])
    return Firms(
        there=numpy.arange(most) < values["firms"] + numpy.zeros((len(draws.size), 1)),
        kind=kind,
        readiness=_by_kind(values, "readiness", kind) + values["readiness_spread"] * of["readiness"],
        capital=capital,
        losses=capital * numpy.minimum(2.0 * values["losses_share"] * of["losses"], 1.0),
        reach=reach,
        estimate=reach * numpy.exp(values["optimism_spread"] * of["optimism"]),
        distribution=paid_away,
        margin=values["reserve_yield_bps"] / 1e4 - paid_away,
        fixed_cost=values["fixed_cost"] * numpy.exp(values["fixed_cost_spread"] * of["cost"]),
    )


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the rulebook says of every firm, [paths, firms]: ``passes`` (no rule of the gate is breached or unknown),
    ``short`` (breaches the capital rule), ``bound`` (the capital rule binds it); ``breached`` by rule id."""

    passes: Mask
    short: Mask
    bound: Mask
    breached: Mapping[str, Mask]


def assessed(firms: Firms, readiness: Floats, draws: Draws, values: Values, law: RoundLaw) -> Assessed:
    """Every firm's application, as it would be filed at that readiness, held against the rulebook's gate."""
    codes = law.of_applications(applications(firms, readiness, draws, values))
    passes = numpy.ones(firms.there.shape, dtype=numpy.bool_)
    for column in codes.values():
        passes &= (column != BREACHED) & (column != UNKNOWN)
    breached = {rule: column == BREACHED for rule, column in codes.items()}
    nobody = numpy.zeros(firms.there.shape, dtype=numpy.bool_)
    bound = codes[CAPITAL_RULE] != NOT_APPLICABLE if CAPITAL_RULE in codes else nobody
    return Assessed(passes, breached.get(CAPITAL_RULE, nobody), bound, breached)


def applications(firms: Firms, readiness: Floats, draws: Draws, values: Values) -> dict[str, Any]:
    """The facts of each application by their names in ``APPLICANT``, [paths, firms] each; money in whole cents."""
    most = firms.there.shape[1]
    of = {name: each[:, :most] for name, each in draws.firms.items()}
    ready = logistic((readiness - values["item_points"]) / values["item_scale"])
    required = int(values["annex_items"].max())
    is_bank = firms.kind == 0
    board = 5 + (of["board"] * 5).astype(numpy.int64)
    independent = numpy.clip(values["independent_share"] + INDEPENDENCE_SPREAD * of["independence"], 0.0, 1.0)
    return {
        "is_authorized_institution": is_bank,
        "is_hk_company": of["company"] < ready,
        "hk_principal_place_of_business": of["place"] < ready,
        "paid_up_capital_hkd_cents": cents(firms.capital),
        "net_debit_balance_hkd_cents": cents(firms.losses),
        "annex_b_items_filed_count": required - _missing(of["items"], ready, required),
        "annex_b_items_required_count": numpy.full(board.shape, required, dtype=numpy.int64),
        "business_plan_years": _years(of["plan"], ready, values),
        "budget_years": _years(of["budget"], ready, values),
        "audited_accounts_years": _years(of["accounts"], ready, values),
        "board_count": board,
        "independent_director_count": numpy.rint(board * independent).astype(numpy.int64),
        "chief_executive_resident_hk": of["officer"] < ready,
        "stablecoin_manager_resident_hk": of["officer"] < ready,
    }


def logistic(values: Floats) -> Floats:
    """1 / (1 + exp(-x)), without overflow."""
    return 0.5 * (1.0 + numpy.tanh(0.5 * values))


def _by_kind(values: Values, name: str, kind: Whole) -> Floats:
    return numpy.choose(kind, [values[f"{name}_{each}"] for each in KINDS])


def _years(chance: Floats, ready: Floats, values: Values) -> Whole:
    unready, usual, long = PLAN_YEARS
    return numpy.where(chance < ready * values["long_plan_share"], long, numpy.where(chance < ready, usual, unready))


def _missing(chance: Floats, ready: Floats, required: int) -> Whole:
    """How many of the items are not filed: the binomial quantile of one even draw, each item there by ``ready``."""
    lacking = numpy.maximum(1.0 - ready, 1e-12)
    mass = numpy.maximum(ready, 1e-12) ** required
    reached, missing = mass.copy(), numpy.zeros(chance.shape, dtype=numpy.int64)
    for item in range(required):
        beyond = chance > reached
        if not beyond.any():
            break
        missing += beyond
        mass = mass * lacking / numpy.maximum(ready, 1e-12) * ((required - item) / (item + 1))
        reached += mass
    return missing
