"""The redemption run and the law: its numbers before a path, its findings on every day of one.

The kernel writes the first issuer's day down; the rulebook's own rules, compiled to a program, judge it. A rule takes
part if every fact that it reads is one that a day of the run tells; what a rule cannot be told is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any

import numpy

from lantau.market.parameters import Settings
from lantau.market.refusals import OUT_OF_RANGE
from lantau.market.rule_sets import RuleSet
from lantau.market.run_opening import Hours, OpeningIssuer, rungs_of
from lantau.market.run_terms import BOOK, LINES, RUNGS, TOLERANCE
from lantau.refusal import Refusal, Refused
from lantau.rulebook import Value, queries

Array = numpy.ndarray[Any, Any]

MICROS = 1_000_000
MOST_MICROS = 2.0**62
"""Two of it still fit 64 bits."""

BREACHED = 1
"""The rulebook's code of a breach."""

SECONDS_A_DAY, SECONDS_AN_HOUR = 86_400, 3_600
CLOCK = "redemption_business_days"
FACTS = (
    "pool.total_market_value_micros",
    "pool.eligible_market_value_micros",
    "pool.par_outstanding_micros",
    "pool.frozen_par_micros",
    "asset.encumbered",
    "liquidity.convertible_in_time_micros",
    "liquidity.redemptions_normal_micros",
    "liquidity.redemptions_stressed_micros",
    "redemption.valid",
    "redemption.settled_epoch_seconds",
    "redemption.deadline_epoch_seconds",
    "redemption.as_of_epoch_seconds",
)
"""What a day of the run tells, in the order of the program's columns. The redemption is the last that fell due; where
none did, whether one was valid is not known."""

FIXED: Mapping[str, Value | None] = {"redemption.delay_consented": False}
"""What holds on every day of a run: nobody consented to a later redemption."""

VALID = FACTS.index("redemption.valid")
SETTLED = FACTS.index("redemption.settled_epoch_seconds")


@dataclass(frozen=True)
class RunLaw:
    """The law of a run: its clock in business days, and the program that judges each day's book; None where the
    rulebook has no rule that a day can tell all of, so that nothing is judged."""

    rule_set_id: str
    redemption_days: int
    office_hours: int
    first_midnight: int
    normal_micros: int
    rounding_micros: int
    program: queries.Program | None

    def breached(self, days: Array) -> dict[str, int]:
        """In how many paths each rule was breached at least once; ``days`` float64[BOOK, days, paths]."""
        codes = self.codes(days)
        return {rule: int((codes[number] == BREACHED).any(axis=0).sum()) for number, rule in enumerate(self.rules)}

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that are judged, in the order of their codes."""
        return () if self.program is None else self.program.rules

    def codes(self, days: Array) -> Array:
        """The outcome of every rule on every day of every path: uint8[rules, days, paths], coded as the rulebook's."""
        from lantau.market.judging import as_arrays, decide_block_known

        if self.program is None:
            return numpy.empty((0, *days.shape[1:]), dtype=numpy.uint8)
        values, known = self.facts(days)
        self.program.admit(values)
        codes = numpy.empty((len(self.rules), values.shape[1]), dtype=numpy.uint8)
        decide_block_known(as_arrays(self.program), values, known, codes)
        judged: Array = codes.reshape(len(self.rules), *days.shape[1:])
        return judged

    def facts(self, days: Array) -> tuple[Array, Array]:
        """The day books as facts: int64[facts, days x paths] and which of them are known. Money is rounded down.

        A reserve that misses what it must cover by no more than sums of floats are off covers it.
        """
        book = dict(zip(BOOK, days, strict=True))
        midnight = self.first_midnight + (numpy.arange(days.shape[1]) + 1)[:, None] * SECONDS_A_DAY
        ends = numpy.broadcast_to(midnight, days.shape[1:])
        settled = book["settled_hour"] >= 0.0
        par, frozen = _micros(book["par"]), _micros(book["frozen_par"])
        told = (
            self._levelled(_micros(book["total_market_value"]), par, frozen),
            self._levelled(_micros(book["eligible_market_value"]), par, frozen),
            par,
            frozen,
            book["pledged"] > 0.0,
            _micros(book["convertible"]),
            numpy.full(days.shape[1:], self.normal_micros),
            _micros(book["queue"]),
            book["due"] > 0.0,
            self.first_midnight + book["settled_hour"] * SECONDS_AN_HOUR,
            ends,
            ends,
        )
        values = numpy.stack([numpy.asarray(each, dtype=numpy.int64).ravel() for each in told])
        known = numpy.ones(values.shape, dtype=numpy.bool_)
        known[VALID] = (book["due"] > 0.0).ravel()
        known[SETTLED] = (settled & (book["unpaid"] <= 0.0)).ravel()
        return values, known

    def _levelled(self, value: Array, par: Array, frozen: Array) -> Array:
        """A value that lies at par, or at par less what is frozen, but for rounding, as exactly that."""
        for level in (par, par - frozen):
            value = numpy.where(abs(value - level) <= self.rounding_micros, level, value)
        return value


def _micros(units: Array) -> Array:
    """Units as whole micros, rounded down; Refused market.out_of_range where no finding weighs so much."""
    if units.size and float(units.max()) * MICROS >= MOST_MICROS:
        message = f"an amount grew to {units.max():.3g} units, more than a finding weighs; begin with fewer coins"
        raise Refused(Refusal(OUT_OF_RANGE, message, where="run.supply_millions"))
    whole: Array = numpy.floor(units * MICROS).astype(numpy.int64)
    return whole


def run_law(rule_set: RuleSet, settings: Settings, hours: Hours, par: float) -> RunLaw:
    """The law that a run is played under, compiled once for all its chunks; ``par`` of the first issuer's coins."""
    opens, shuts = hours.office
    midnight = datetime.combine(hours.first_day, time(), UTC)
    rules, day = rules_told(rule_set), rule_set.law_day
    return RunLaw(
        rule_set.id,
        redemption_days(rule_set, settings),
        max(1, shuts - opens),
        int(midnight.timestamp()),
        int(par * settings["base_flow_share"] * MICROS),
        int(par * TOLERANCE * MICROS),
        rule_set.book.program(rules, FACTS, day, fixed=FIXED) if rules else None,
    )


def redemption_days(rule_set: RuleSet, settings: Settings) -> int:
    """The business days within which the rulebook has a redemption honoured, or the setting where it has no number."""
    numbers = rule_set.book.parameters_in_force(rule_set.law_day)
    found = numbers[CLOCK].value if CLOCK in numbers else settings["redemption_days_without_law"]
    return min(LINES, max(1, int(found)))


NOT_TOLD = "redemption.consented_deadline_epoch_seconds"
"""A fact that is missing on every day: where no consent was given, none names an end."""

TOLD = {*FACTS, *FIXED, NOT_TOLD}


@cache
def rules_told(rule_set: RuleSet) -> tuple[str, ...]:
    """The rules in force whose every fact a day of the run tells, or is settled for all days, and that a program can
    say."""
    found = []
    for rule in rule_set.book.rules_in_force(rule_set.law_day):
        read = rule_set.book.untold(rule, rule_set.law_day)[1].read_facts
        if set(read) & set(FACTS) and set(read) <= TOLD and _compiles(rule_set, rule.id):
            found.append(rule.id)
    return tuple(found)


def _compiles(rule_set: RuleSet, rule_id: str) -> bool:
    try:
        rule_set.book.program((rule_id,), FACTS, rule_set.law_day, fixed=FIXED)
    except Refused:
        return False
    return True


GOVERNMENT_BILL: Mapping[str, Any] = {
    "asset.class": "debt",
    "asset.issuer_kind": "government",
    "asset.risk_weight_bps": 0,
    "asset.issuer_domestic_currency": True,
    "asset.highly_liquid": True,
    "asset.financial_institution_liability": False,
}
"""What a bill of a ladder is, but for its days: a government's, in its own currency, weighted nought."""


def ineligible(rule_set: RuleSet, issuer: OpeningIssuer, hours: Hours, days: int) -> Array:
    """Whether each bill is no eligible asset on each day: uint8[days, RUNGS], as the rulebook judges a government bill.

    A regime without such a rule has no bill that is ineligible.
    """
    bills = rungs_of(issuer)
    found = numpy.zeros((days, RUNGS), dtype=numpy.uint8)
    rules = [rule.id for rule in rule_set.book.rules_in_force(rule_set.law_day) if rule.id.endswith(".asset.eligible")]
    if not rules or not bills:
        return found
    valued = [hours.first_day + timedelta(days=day) for day in range(days)]
    matures = [hours.first_day + timedelta(days=max(1, round(bill.days))) for bill in bills]
    rows = [(day, max(day, end)) for day in valued for end in matures]
    columns: dict[str, list[Any]] = {name: [value] * len(rows) for name, value in GOVERNMENT_BILL.items()}
    columns["asset.valued_on"] = [day for day, _ in rows]
    columns["asset.matures_on"] = [end for _, end in rows]
    judged = rule_set.book.evaluate(columns, on=rule_set.law_day, gate=rules)
    for column in judged:
        found[:, : len(bills)] |= (column.codes == BREACHED).astype(numpy.uint8).reshape(days, len(bills))
    return found
