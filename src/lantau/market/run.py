"""The redemption run: holders who may run, an issuer that pays by the rule in force, a market that trades every hour.

Equations and sources: ``docs/validation.md``. Interest on the reserve is left out: over weeks it is a tenth of what the
smallest surplus is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy

from lantau.market.modelling import Course, Outcome, Played, chance, counted, measures
from lantau.market.parameters import ParameterTable, Settings, Words, parameter_table
from lantau.market.refusals import EMPTY_POPULATION
from lantau.market.rule_sets import RuleSet
from lantau.market.run_judging import RunLaw, ineligible, run_law
from lantau.market.run_opening import OpeningState, calendar_arrays, from_settings, opening_arrays
from lantau.market.run_terms import BOOK, MEASURED, Books, Calendar, Draws, Opening, Terms
from lantau.refusal import Refusal, Refused

TOLERANCE = 1e-9
"""The most by which reserve or coins may not add up, as a share of supply: rounding of some thousand sums."""


@dataclass(frozen=True)
class PreparedRun:
    """A point ready to be played: numbers, calendar, opening state and the law as arrays."""

    terms: Terms
    calendar: Calendar
    opening: Opening
    law: RunLaw

    @property
    def steps(self) -> int:
        """Hours of the path."""
        return len(self.calendar.day)

    def played(self, seed: int, chunk: int, paths: int) -> Played:
        """Play one chunk; see ``modelling.Prepared``."""
        books = self.books(seed, chunk, paths)
        measured = dict(zip(MEASURED, books.outcomes, strict=True))
        gap = float(measured["conservation_gap"].max())
        assert gap < TOLERANCE, f"reserve or coins do not add up: {gap}"
        due, late = measured.pop("due"), measured.pop("late")
        measured["paid_on_time_share"] = 1.0 - numpy.divide(late, due, out=numpy.zeros(paths), where=due > 0.0)
        measured["late_share"] = late
        outcomes = {each.name: measured[each.name] for each in RUN.outcomes}
        courses = {each.name: counted(getattr(books, each.name), each.scale) for each in RUN.courses}
        return Played(outcomes, courses, self.law.breached(books.days))

    def books(self, seed: int, chunk: int, paths: int) -> Books:
        """What a chunk leaves behind, before it is counted."""
        from lantau.market.run_kernel import new_state, play

        issuers, cohorts = self.opening.weights.shape
        days = len(self.calendar.business)
        generator = chance(seed, chunk)
        draws = Draws(
            public=generator.standard_normal((paths, issuers)),
            private=generator.standard_normal((paths, issuers, cohorts)),
            gale=generator.random((paths, days)),
            flow=generator.standard_normal((paths, self.steps, issuers)),
        )
        room = [numpy.zeros((self.steps, paths)) for _ in RUN.courses]
        books = Books(*room, days=numpy.zeros((len(BOOK), days, paths)), outcomes=numpy.zeros((len(MEASURED), paths)))
        state, tally = new_state(self.opening, self.terms.redemption_days)
        play(self.terms, self.calendar, self.opening, draws, state, tally, books)
        return books


@dataclass(frozen=True)
class RedemptionRun:
    """The model ``run``; see ``modelling.Model``."""

    name: str = "run"
    step_words: Words = field(default_factory=lambda: Words("hour", "小時"))
    outcomes: tuple[Outcome, ...] = field(default_factory=lambda: measures("run").outcomes)
    courses: tuple[Course, ...] = field(default_factory=lambda: measures("run").courses)

    @property
    def table(self) -> ParameterTable:
        """The parameters of ``models/run.toml``."""
        return parameter_table(self.name)

    def prepared(self, settings: Settings, rule_set: RuleSet, opening: Any = None) -> PreparedRun:
        """A point, from settings or an ``OpeningState``. Refused market.empty_population, and as ``dates`` does."""
        given = opening or OpeningState()
        issuers = tuple(given.issuers) or from_settings(settings)
        if not issuers:
            raise Refused(Refusal(EMPTY_POPULATION, "there is no issuer", where="issuers"))
        law = run_law(rule_set, settings, given.hours)
        calendar = calendar_arrays(given.hours, int(settings["days"]))
        barred = ineligible(rule_set, issuers[0], given.hours, int(settings["days"]))
        return PreparedRun(_terms(settings, law), calendar, opening_arrays(settings, issuers, barred), law)


def _terms(settings: Settings, law: RunLaw) -> Terms:
    """The settings as the kernel reads them."""
    numbers: Mapping[str, float] = settings
    public, private = numbers["public_precision"], numbers["private_precision"]
    arbitrageurs = numbers["arbitrageurs"]
    given = {
        "redemption_days": law.redemption_days,
        "shock_hour": int(numbers["shock_hour"]),
        "resolution_hour": int(numbers["shock_hour"] + numbers["resolution_hours"]),
        "outflow_hours": numbers["outflow_days"] * 24.0,
        "public_deviation": public**-0.5,
        "private_deviation": private**-0.5,
        "public_weight": public / (public + private),
        "lasting_share": numbers["lasting_outflow_share"] if _is_shaken(numbers) else 0.0,
        "lasting_hours": numbers["lasting_outflow_days"] * 24.0,
        "arbitrage_capacity": numbers["arbitrageur_capacity"] * arbitrageurs,
        "impact": numbers["price_impact"] / arbitrageurs,
        "fee": numbers["redemption_fee_bps"] / 1e4,
        "base_flow_an_hour": numbers["base_flow_share"] / law.office_hours,
        "sale_spread": numbers["sale_spread_bps"] / 1e4,
        "sale_impact": numbers["sale_impact_bps"] / 1e4,
        "sale_capacity": numbers["sale_capacity_share"],
        "sale_stop": numbers["sale_stop_bps"] / 1e4,
        "settlement_hours": int(numbers["settlement_hours"]),
        "repo_haircut": numbers["repo_haircut_bps"] / 1e4,
        "shared_custodian": int(numbers["shared_custodian"]),
        "shared_market": int(numbers["shared_market"]),
    }
    return Terms(**{name: given.get(name, numbers.get(name, 0.0)) for name in Terms._fields})


def _is_shaken(numbers: Settings) -> bool:
    """Whether there is news at all: distrust lasts only where there was something to distrust."""
    return numbers["shock_bank_share"] > 0.0 or numbers["shock_asset_drop"] > 0.0


RUN = RedemptionRun()
