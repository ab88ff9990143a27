"""The redemption run: holders who may run, an issuer that pays by the rule in force, a market that trades every hour.

Equations and sources: ``docs/validation.md``. Interest on the reserve is left out, which is hard on the issuer: in a
month it is a third of a percent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy

from lantau.market.floor import unexplained_shares
from lantau.market.modelling import Array, Course, Floats, Outcome, Played, chance, counted, measures
from lantau.market.parameters import ParameterTable, Settings, Words, parameter_table
from lantau.market.refusals import EMPTY_POPULATION
from lantau.market.rule_sets import RuleSet
from lantau.market.run_judging import RunLaw, ineligible, run_law
from lantau.market.run_opening import MILLION, OpeningState, calendar_arrays, from_settings, opening_table
from lantau.market.run_terms import BOOK, COHORTS, COURSES, MEASURED, TOLERANCE, Books, Calendar, Draws, Terms
from lantau.refusal import Refusal, Refused


@dataclass(frozen=True)
class PreparedRun:
    """A point ready to be played: numbers, calendar, opening state and the law as arrays."""

    terms: Terms
    calendar: Calendar
    opening: Array
    law: RunLaw
    flow_noise: float
    impaired_share: float

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
        measured["paid_on_time_share"] = books.paid_on_time_shares()
        measured["unexplained_share"] = unexplained_shares(measured["low"], self.impaired_share)
        outcomes = {each.name: measured[each.name] for each in RUN.outcomes}
        courses = {each.name: counted(books.course(each.name), each.scale) for each in RUN.courses}
        return Played(outcomes, courses, self.law.breached(books.days))

    def books(self, seed: int, chunk: int, paths: int) -> Books:
        """What a chunk leaves behind, before it is counted."""
        from lantau.market.run_kernel import play

        draws = drawn(chance(seed, chunk), len(self.opening), self.steps, paths, self.flow_noise)
        days = len(self.calendar.business)
        courses = _by_path(len(COURSES), self.steps, paths)
        books = Books(courses, _by_path(len(BOOK), days, paths), _by_path(len(MEASURED), paths))
        play(self.terms, self.calendar, self.opening, draws, books)
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
        """A point, from settings or from the plain data of an ``OpeningState``.

        Refused market.empty_population where nobody holds a coin that moves, and as ``dates`` does.
        """
        given = OpeningState() if opening is None else OpeningState.from_body(opening)
        issuers = tuple(given.issuers) or from_settings(settings)
        if not issuers:
            raise Refused(Refusal(EMPTY_POPULATION, "there is no issuer", where="issuers"))
        law = run_law(rule_set, settings, given.hours, issuers[0].par)
        days = int(settings["days"])
        barred = ineligible(rule_set, issuers[0], given.hours, days)
        calendar = calendar_arrays(given.hours, days, _steady(settings), barred)
        table = opening_table(settings, issuers)
        terms = _terms(settings, law)
        return PreparedRun(terms, calendar, table, law, settings["flow_noise"], _impaired(terms, table))


def _by_path(*shape: int) -> Floats:
    """Room in which each path's numbers lie side by side, though it is the last index: a kernel plays path by path."""
    return numpy.zeros(shape, order="F")


def drawn(generator: numpy.random.Generator, issuers: int, hours: int, paths: int, flow_noise: float) -> Draws:
    """The chance of a chunk: a stream for the weather and one for each issuer, so that none shifts another's."""
    weather, *own = generator.spawn(1 + issuers)
    return Draws(
        gale=weather.random((hours // 24, paths)),
        public=numpy.stack([each.standard_normal(paths) for each in own]),
        private=numpy.stack([each.standard_normal((paths, COHORTS)) for each in own]),
        busy=_busy(numpy.stack([each.standard_normal((hours, paths)) for each in own]), flow_noise),
    )


def _terms(settings: Settings, law: RunLaw) -> Terms:
    """The settings as the kernel reads them."""
    numbers: Mapping[str, Any] = settings
    public, private = numbers["public_precision"], numbers["private_precision"]
    arbitrageurs = numbers["arbitrageurs"]
    given = {
        "redemption_days": law.redemption_days,
        "shock_hour": int(numbers["shock_hour"]),
        "resolution_hour": int(numbers["shock_hour"] + numbers["resolution_hours"]),
        "public_deviation": public**-0.5,
        "private_deviation": private**-0.5,
        "public_weight": public / (public + private),
        "arbitrage_capacity": numbers["arbitrageur_capacity"] * arbitrageurs,
        "impact_calm": numbers["price_impact_calm"] / arbitrageurs,
        "impact_fear": numbers["price_impact_fear"] / arbitrageurs,
        "fee": numbers["redemption_fee_bps"] / 1e4,
        "base_flow_an_hour": numbers["base_flow_share"] / law.office_hours,
        "sale_spread": numbers["sale_spread_bps"] / 1e4,
        "sale_impact": numbers["sale_impact_bps"] / 1e4 / (1000 * MILLION),
        "sale_capacity": numbers["sale_capacity_share"],
        "sale_stop": numbers["sale_stop_bps"] / 1e4,
        "sold_in_time": numbers["sale_capacity_share"] * law.office_hours * law.redemption_days,
        "settlement_hours": int(numbers["settlement_hours"]),
        "repo_haircut": numbers["repo_haircut_bps"] / 1e4,
        "shared_custodian": int(numbers["shared_custodian"]),
        "shared_market": int(numbers["shared_market"]),
    }
    return Terms(**{name: given[name] if name in given else numbers[name] for name in Terms._fields})


def _impaired(terms: Terms, opening: Array) -> float:
    """What the first issuer could lose at most by the news, as a share of par: out of reach, doubted, or fallen."""
    first = opening[0]
    doubted = terms.shock_doubt_share * (first["cash"] + first["bills"])
    lost = first["closed_bank"] + terms.shock_asset_drop * first["bills"] + doubted
    return min(1.0, float(lost / first["supply"]))


def _is_shaken(numbers: Settings) -> bool:
    """Whether there is news at all: distrust lasts only where there was something to distrust."""
    return any(numbers[name] > 0.0 for name in ("shock_bank_share", "shock_doubt_share", "shock_asset_drop"))


def _busy(normal: Floats, deviation: float) -> Floats:
    """How busy each hour is: lognormal with mean 1, in place of the normal numbers."""
    numpy.multiply(normal, deviation, out=normal)
    numpy.subtract(normal, 0.5 * deviation * deviation, out=normal)
    return numpy.exp(normal, out=normal)


def _steady(numbers: Settings) -> Floats:
    """The share of what they hold that leaves in each hour whatever is believed: a forced outflow, a lasting distrust.

    A share s of the opening supply that is to leave evenly over T hours is, at hour t of it, s/T over what is left.
    """
    since = numpy.arange(int(numbers["days"]) * 24) - numbers["shock_hour"]
    share, hours = numbers["outflow_share"], numbers["outflow_days"] * 24.0
    rate = numpy.where(
        (since >= 0) & (since < hours), share / hours / (1.0 - share * numpy.clip(since / hours, 0, 1)), 0
    )
    if _is_shaken(numbers):
        share, hours = numbers["lasting_outflow_share"], numbers["lasting_outflow_days"] * 24.0
        stayed = numpy.exp(-numpy.maximum(since, 0.0) / hours)
        rate += numpy.where(since >= 0, share * stayed / hours / (1.0 - share * (1.0 - stayed)), 0.0)
    return rate


RUN = RedemptionRun()
