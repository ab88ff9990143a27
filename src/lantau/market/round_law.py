"""The law of a licensing round, compiled once for all chunks of a point: whole-number programs of the rulebook's rules.

A program decides as the rulebook does, and unlike a rulebook it crosses to other processes as it is, so a reform from a
file of the reader's own is played like a shipped one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy

from lantau.market.rule_sets import RuleSet
from lantau.rulebook import Value, queries

Array = numpy.ndarray[Any, Any]

MET, BREACHED, UNKNOWN, NOT_APPLICABLE = range(4)
"""Outcomes as the rulebook codes them."""

GATE = "application"
"""The gate that an application is held against, with every rule of it."""

CAPITAL_RULE = "HK.application.paid_up_capital"
"""Its rule that a firm cannot meet with papers; whether it binds a firm is the rule's to say."""

LICENSEE_RULE = "HK.capital.paid_up"
"""The rule on capital that a licensee must meet at all times."""

CENTS = 1e8
"""Cents in a million Hong Kong dollars."""

APPLICANT = (
    "is_authorized_institution",
    "is_hk_company",
    "hk_principal_place_of_business",
    "paid_up_capital_hkd_cents",
    "net_debit_balance_hkd_cents",
    "annex_b_items_filed_count",
    "annex_b_items_required_count",
    "business_plan_years",
    "budget_years",
    "audited_accounts_years",
    "board_count",
    "independent_director_count",
    "chief_executive_resident_hk",
    "stablecoin_manager_resident_hk",
)
"""Facts told of every applicant; what else a reform's rule may ask is missing, so it is unknown and no pass."""

LICENSEE = ("is_authorized_institution", "paid_up_capital_hkd_cents", "net_debit_balance_hkd_cents")
"""Facts told of every licensee each month."""

NO_OTHER_RESOURCES = "other_approved_resources_hkd_cents"
"""Nobody has other resources approved in place of capital: this fact is nil."""


@dataclass(frozen=True)
class RoundLaw:
    """``floor`` is the law's least capital in HKD million; ``capital`` is None where no such rule is left."""

    rule_set_id: str
    floor: float
    application: queries.Program
    capital: queries.Program | None

    def of_applications(self, told: Mapping[str, Array]) -> Mapping[str, Array]:
        """The outcome of each rule of the gate for every applicant, uint8 of the shape told, by rule id."""
        return _decided(self.application, [told[name] for name in APPLICANT])

    def of_licensees(self, told: Mapping[str, Array]) -> Mapping[str, Array]:
        """The outcome of the capital rule for every licensee; nothing where no such rule is left."""
        return {} if self.capital is None else _decided(self.capital, [told[name] for name in LICENSEE])


def round_law(rule_set: RuleSet) -> RoundLaw:
    """The law as programs; Refused rulebook.unknown_rule without the gate, rulebook.not_a_program for strange logic."""
    book, day = rule_set.book, rule_set.law_day
    in_force = {rule.id for rule in book.rules_in_force(day)}
    application = book.program(GATE, [f"applicant.{name}" for name in APPLICANT], day, fixed=_nil("applicant"))
    capital = None
    if LICENSEE_RULE in in_force:
        capital = book.program(LICENSEE_RULE, [f"licensee.{name}" for name in LICENSEE], day, fixed=_nil("licensee"))
    return RoundLaw(rule_set.id, rule_set.number("paid_up_capital_floor") / CENTS, application, capital)


def cents(millions: Array) -> Array:
    """HKD million as whole cents, int64, to the nearest."""
    whole: Array = numpy.rint(millions * CENTS).astype(numpy.int64)
    return whole


def _nil(subject: str) -> dict[str, Value | None]:
    return {f"{subject}.{NO_OTHER_RESOURCES}": 0}


def _decided(program: queries.Program, told: list[Array]) -> Mapping[str, Array]:
    from lantau.market.judging import as_arrays, decide_block

    values = numpy.empty((len(told), told[0].size), dtype=numpy.int64)
    for row, column in zip(values, told, strict=True):
        row[:] = column.reshape(-1)
    program.admit(values)
    codes = numpy.empty((len(program.rules), values.shape[1]), dtype=numpy.uint8)
    decide_block(as_arrays(program), values, codes)
    return {rule: code.reshape(told[0].shape) for rule, code in zip(program.rules, codes, strict=True)}
