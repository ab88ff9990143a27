"""The licensing round: who is interested, applies, is licensed, enters, earns and leaves; then a second round.

The rulebook decides who passes (``round_firms``), whom the identity rule lets hold a coin (``round_holders``) and which
licensee may not go on (``round_months``); the supervisor's judgement is a bar and a number of places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy

from lantau.market import round_decisions, round_months
from lantau.market.accepted import values_by_path
from lantau.market.concentration import concentration_of
from lantau.market.modelling import Counts, Course, Floats, Outcome, Played, counted, measures
from lantau.market.parameters import ParameterTable, Settings, Words, parameter_table
from lantau.market.refusals import EMPTY_POPULATION, UNKNOWN_PARAMETER
from lantau.market.round_chance import MONTHS, Draws, drawn
from lantau.market.round_decisions import Round
from lantau.market.round_firms import KINDS, Assessed, Firms, Values, assessed, firms_from
from lantau.market.round_holders import Served, served, shares_of
from lantau.market.round_law import LICENSEE_RULE, RoundLaw, round_law
from lantau.market.round_months import Licensees, Market
from lantau.market.rule_sets import RuleSet
from lantau.refusal import Refusal, Refused

BREAK_EVEN_MOST = next(each.scale.high for each in measures("round").outcomes if each.name == "break_even")
"""Break-even circulation beyond this, or never reached, counts as this, in HKD million."""


@dataclass(frozen=True)
class LicensingRound:
    """The model ``round``."""

    name: str = "round"
    step_words: Words = field(default_factory=lambda: Words("month after the first licences", "首批發牌後的月份"))
    table: ParameterTable = field(default_factory=lambda: parameter_table("round"))
    outcomes: tuple[Outcome, ...] = field(default_factory=lambda: measures("round").outcomes)
    courses: tuple[Course, ...] = field(default_factory=lambda: measures("round").courses)

    def prepared(self, settings: Settings, rule_set: RuleSet, opening: Any = None) -> PreparedRound:
        """A point ready to be played.

        Refused market.empty_population without a firm, market.out_of_range where shares sum to more than one,
        market.unknown_parameter for an opening state, which this model does not take, and rulebook.unknown_rule for a
        rulebook without the gate ``application``.
        """
        if opening is not None:
            raise Refused(Refusal(UNKNOWN_PARAMETER, "round takes no opening state", where="round.opening"))
        if settings["firms"] == 0:
            raise Refused(Refusal(EMPTY_POPULATION, "firms is 0; the round needs one or more", where="round.firms"))
        shares_of([f"{kind}_share" for kind in KINDS[:-1]], settings, "round")
        return PreparedRound(
            dict(settings),
            round_law(rule_set),
            served("b2b", settings, rule_set),
            served("retail", settings, rule_set),
        )


@dataclass(frozen=True)
class Month:
    """What a month leaves: float64[paths] for the courses; circulation and money by licensee, [paths, slots]."""

    b2b: Floats
    retail: Floats
    licensees: Floats
    hhi: Floats
    circulation: Floats
    flows: round_months.Flows


@dataclass(frozen=True)
class PreparedRound:
    """The round under one rule set and one setting."""

    settings: Settings
    law: RoundLaw
    b2b: Served
    retail: Served

    @property
    def steps(self) -> int:
        """Months after the first licences."""
        return MONTHS

    def played(self, seed: int, chunk: int, paths: int) -> Played:
        """One chunk; Refused market.empty_population without a path."""
        if paths < 1:
            raise Refused(Refusal(EMPTY_POPULATION, f"{paths} paths; give one or more", where="paths"))
        return Game(self, drawn(seed, chunk, paths)).played()


class Game:
    """One chunk under way: the candidates, what the law says of them, and the market as it moves."""

    def __init__(self, point: PreparedRound, draws: Draws) -> None:
        self.point = point
        self.draws = draws
        self.values: Values = values_by_path(point.settings, draws.vector)
        self.firms: Firms = firms_from(draws, self.values)
        self.paths = len(draws.size)
        self.size = numpy.exp(self.values["potential_spread"][:, 0] * draws.size)
        self.held: Assessed = assessed(self.firms, self.firms.readiness, draws, self.values, point.law)
        self.first: Round = round_decisions.first_round(self.firms, draws, self.values, self.held, point.law.floor)
        self.second: Round | None = None
        self.fare = numpy.zeros(self.paths)
        self.them: Licensees = round_months.nobody_yet(self.paths)
        round_months.admit(self.them, self.first.licensed, self.firms, self.held, self.values, 0, 0)
        blank = numpy.zeros(self.paths)
        self.market = Market(blank.copy(), blank.copy(), numpy.zeros(self.paths, dtype=numpy.int64), blank.copy())
        self.stopped = numpy.zeros(self.them.alive.shape, dtype=numpy.bool_)

    def months(self) -> list[Month]:
        """Play every month."""
        second_month = int(self.values["second_month"].max())
        found = []
        for month in range(MONTHS):
            if month == second_month:
                self._hold_second_round(month)
            found.append(self.month(month, counts_for_fare=second_month - 12 <= month < second_month))
        return found

    def month(self, month: int, *, counts_for_fare: bool) -> Month:
        """One month: demand, shares, money, the law, departures."""
        them, values, market = self.them, self.values, self.market
        operating = them.alive & (month >= them.entry)
        b2b, retail = round_months.demand(
            market, operating, values, self.size, self.point.b2b, self.point.retail, self.draws.adoption[month]
        )
        round_months.shared(them, operating, values)
        market.shock = values["yield_persistence"][:, 0] * market.shock + (
            values["yield_noise_bps"][:, 0] * self.draws.yields[month]
        )
        yearly_yield = numpy.maximum(values["reserve_yield_bps"][:, 0] + market.shock, 0.0)[:, None] / 1e4
        circulation = them.share * (b2b + retail)[:, None]
        verified = them.share * retail[:, None] * (self.point.retail.verified / max(self.point.retail.share, 1e-12))
        flows = round_months.money(them, operating, circulation, verified, yearly_yield, values, self.point.law.floor)
        them.losing = numpy.where(them.alive & (flows.economic < 0), them.losing + 1, 0)
        if counts_for_fare:
            them.recent += flows.economic
        hhi = concentration_of(circulation)
        stopped = round_months.below_capital(them, self.point.law)
        self.stopped |= stopped
        weary = them.alive & ((them.losing >= values["patience_months"]) | (them.cash < 0))
        flows = round_months.leave(them, flows, stopped | weary)
        return Month(b2b, retail, them.alive.sum(axis=1).astype(numpy.float64), hhi, circulation, flows)

    def _hold_second_round(self, month: int) -> None:
        """The second round, fed by how the first licensees fared in the year before it."""
        firms, values = self.firms, self.values
        first = self.them.licensed
        granted = first.sum(axis=1)
        yearly = self.them.recent / numpy.where(self.them.fixed_cost > 0, self.them.fixed_cost, 1.0)
        fared = numpy.where(self.them.alive, numpy.clip(yearly, -1.0, 1.0), -1.0)
        self.fare = numpy.sum(numpy.where(first, fared, 0.0), axis=1) / numpy.maximum(granted, 1)
        opens = self.them.alive.any(axis=1) | (granted == 0)
        readiness = round_decisions.second_readiness(self.first, firms, values)
        held = assessed(firms, readiness, self.draws, values, self.point.law)
        self.second = round_decisions.second_round(
            self.first, firms, self.draws, values, held, self.point.law.floor, self.fare, opens
        )
        round_months.admit(self.them, self.second.licensed, firms, held, values, month, round_months.PLACES)

    def played(self) -> Played:
        """The whole chunk, counted."""
        months = self.months()
        outcomes = {**self._of_the_rounds(), **self._of_the_market(months)}
        return Played(
            {each.name: outcomes[each.name].astype(numpy.float64) for each in ROUND.outcomes},
            _courses(months),
            self._breached(),
        )

    def _of_the_rounds(self) -> dict[str, Floats]:
        first, firms, second = self.first, self.firms, self.second
        none = numpy.zeros(self.paths)
        least = numpy.where(self.held.bound, self.point.law.floor, 0.0)
        points = round_decisions.break_even(firms, self.values, least, BREAK_EVEN_MOST)
        applied = first.applied.sum(axis=1)
        found: dict[str, Any] = {
            "expressions": first.expressed.sum(axis=1),
            "applications": applied,
            "passes": first.passed.sum(axis=1),
            "licences": first.licensed.sum(axis=1),
            "break_even": numpy.where(first.applied, points, 0.0).sum(axis=1) / numpy.maximum(applied, 1),
            "first_fare": self.fare,
            "second_expressions": none if second is None else second.expressed.sum(axis=1),
            "second_applications": none if second is None else second.applied.sum(axis=1),
            "second_licences": none if second is None else second.licensed.sum(axis=1),
        }
        for place, kind in enumerate(KINDS):
            found[f"licences_{kind}"] = (first.licensed & (firms.kind == place)).sum(axis=1)
        return found

    def _of_the_market(self, months: list[Month]) -> dict[str, Floats]:
        last = months[-1]
        total = last.b2b + last.retail
        coin_years = numpy.sum([month.b2b + month.retail for month in months], axis=0) / 12.0
        compliance = numpy.sum([month.flows.compliance.sum(axis=1) for month in months], axis=0)
        ever = self.them.licensed
        return {
            "exits": (ever & ~self.them.alive).sum(axis=1),
            "stopped_by_law": self.stopped.sum(axis=1),
            "compliance_bps": _over(1e4 * compliance, coin_years),
            "circulation_end": total,
            "b2b_share": _over(last.b2b, total),
            "retail_share": _over(last.retail, total),
            "hhi_end": last.hhi,
        }

    def _breached(self) -> Mapping[str, int]:
        """Paths in which an applicant, or a licensee, breached each rule."""
        found = {rule: int((mask & self.first.applied).any(axis=1).sum()) for rule, mask in self.held.breached.items()}
        return {**found, LICENSEE_RULE: int(self.stopped.any(axis=1).sum())}


def _courses(months: list[Month]) -> dict[str, Counts]:
    columns = {
        "circulation": [month.b2b + month.retail for month in months],
        "licensees": [month.licensees for month in months],
        "hhi": [month.hhi for month in months],
        "b2b_share": [_over(month.b2b, month.b2b + month.retail) for month in months],
    }
    return {each.name: counted(numpy.array(columns[each.name]), each.scale) for each in ROUND.courses}


def _over(part: Floats, whole: Floats) -> Floats:
    """A part of a whole, nil where there is no whole."""
    return numpy.where(whole > 0, part / numpy.where(whole > 0, whole, 1.0), 0.0)


ROUND = LicensingRound()
"""The model, as experiments take it."""
