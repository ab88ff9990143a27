"""Reserve, capital and risk law: what the cases beside the texts cannot say one at a time."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.rulebook import Finding, Outcome, Rulebook, Value, load
from lantau.rulebook.coverage import coverage
from tests.rulebook.test_law import DAY

BOOK: Rulebook = load("HK")
MICROS = st.integers(min_value=0, max_value=10**17)
BPS = st.integers(min_value=0, max_value=20_000)
OWN = ("O Sch.2 s.1(", "O Sch.2 s.2(", "O Sch.2 s.3", "O Sch.2 s.4(", "O Sch.2 s.5(", "G 1.", "G 2.", "G 5.", "G 6.4.")


def judged(rule: str, facts: dict[str, Value | None]) -> Finding:
    (finding,) = BOOK.judge(rule, facts, subject_id="x", on=DAY)
    return finding


def test_every_paragraph_on_reserve_capital_and_their_risks_is_accounted_for() -> None:
    own = [item for item in coverage(BOOK) if item.paragraph.startswith(OWN) or item.paragraph == "G 9"]
    assert len(own) > 45
    assert [item.paragraph for item in own if item.is_open] == []


@given(value=MICROS, amount=MICROS, target=MICROS)
def test_a_sweep_never_leaves_less_than_the_target(value: int, amount: int, target: int) -> None:
    finding = judged(
        "HK.sweep.excess_only",
        {
            "sweep.triggered": True,
            "sweep.pool_value_before_micros": value,
            "sweep.amount_micros": amount,
            "sweep.internal_target_micros": target,
        },
    )
    assert (finding.outcome is Outcome.MET) == (amount <= value - target)


@pytest.mark.parametrize("limbs", list(product([True, False], repeat=4)))
def test_one_limb_is_enough_to_be_connected_and_none_is_not(limbs: tuple[bool, ...]) -> None:
    names = ("controls_or_controlled", "common_control", "depends_economically", "tied_to_dependent")
    facts: dict[str, Value | None] = {
        f"reserve_counterparty.{name}": limb for name, limb in zip(names, limbs, strict=True)
    }
    finding = judged("HK.credit.connected", {**facts, "reserve_counterparty.aggregated": False})
    assert finding.outcome is (Outcome.BREACHED if any(limbs) else Outcome.NOT_APPLICABLE)


@given(value=BPS, limit=BPS, risk=st.sampled_from(["liquidity", "market"]))
def test_a_floor_and_a_ceiling_of_the_same_number_are_both_met_only_at_it(value: int, limit: int, risk: str) -> None:
    rule = {"liquidity": "HK.liquidity.metric_limit", "market": "HK.market_risk.metric_limit"}[risk]
    facts: dict[str, Value | None] = {"metric.risk": risk, "metric.value_bps": value, "metric.limit_bps": limit}
    met = [judged(rule, {**facts, "metric.higher_is_safer": higher}).outcome is Outcome.MET for higher in (True, False)]
    assert met == [value >= limit, value <= limit]


@pytest.mark.parametrize(("step", "expected"), [(-1, Outcome.BREACHED), (0, Outcome.MET), (1, Outcome.MET)])
def test_a_licensee_holds_the_same_floor_as_an_applicant(step: int, expected: Outcome) -> None:
    net = BOOK.parameter("paid_up_capital_floor", DAY) + step
    for rule, subject in (("HK.capital.paid_up", "licensee"), ("HK.application.paid_up_capital", "applicant")):
        finding = judged(
            rule,
            {
                f"{subject}.is_authorized_institution": False,
                f"{subject}.paid_up_capital_hkd_cents": net + 7,
                f"{subject}.net_debit_balance_hkd_cents": 7,
                f"{subject}.other_approved_resources_hkd_cents": 0,
            },
        )
        assert finding.outcome is expected


def test_no_rule_on_financial_resources_binds_a_licensee_that_is_a_bank() -> None:
    bound = [
        rule
        for rule in BOOK.law.rules
        if rule.citation.startswith(("O Sch.2 s.4", "G 5.", "O Sch.2 s.1(1)-(2), s.4")) and rule.binds == "licensee"
    ]
    assert len(bound) >= 6
    for rule in bound:
        finding = judged(rule.id, {"licensee.is_authorized_institution": True})
        assert finding.outcome is Outcome.NOT_APPLICABLE, rule.id
        assert rule.branch_citation


@pytest.mark.parametrize(
    ("rule", "subject", "number"),
    [
        ("HK.reserve.return_cadence", "reserve_return", "weekly_report_days"),
        ("HK.reserve.publication_cadence", "reserve_publication", "weekly_publication_days"),
    ],
)
@pytest.mark.parametrize(("step", "expected"), [(-1, Outcome.MET), (0, Outcome.MET), (1, Outcome.BREACHED)])
def test_the_cadence_is_the_number_of_its_clock_until_another_is_agreed(
    rule: str, subject: str, number: str, step: int, expected: Outcome
) -> None:
    days = BOOK.parameter(number, DAY) + step
    facts: dict[str, Value | None] = {f"{subject}.days_since_last": days, f"{subject}.other_cadence_agreed": False}
    assert judged(rule, facts).outcome is expected
    agreed = {**facts, f"{subject}.other_cadence_agreed": True, f"{subject}.agreed_days": days}
    assert judged(rule, agreed).outcome is Outcome.MET


def test_an_own_period_above_the_illustration_is_unknown_until_judged() -> None:
    longer = BOOK.parameter("prolonged_excess_business_days", DAY) + 1
    own = "limit_excess.own_period_business_days"
    assert judged("HK.limits.prolonged_period", {own: longer - 1}).outcome is Outcome.MET
    finding = judged("HK.limits.prolonged_period", {own: longer})
    assert finding.outcome is Outcome.UNKNOWN
    assert "limit_excess.longer_period_judged_sound" in finding.missing


def test_the_attestation_report_counts_from_the_last_business_day() -> None:
    cadence = {item.kind: item for item in BOOK.cadences(DAY)}["attestation_report"]
    assert (cadence.anchor, cadence.value, cadence.unit) == ("last_business_day_of_period", 1, "months")


def test_what_is_widely_quoted_and_in_no_text_is_no_number_of_the_law() -> None:
    quoted = {note.id for note in BOOK.law.notes if note.about == "quoted"}
    assert quoted >= {
        "HK.quoted.usd_exception",
        "HK.quoted.frozen_unbacked",
        "HK.quoted.liquid_capital_3m",
        "HK.quoted.twelve_months_costs",
        "HK.quoted.capital_share_of_circulation",
        "HK.quoted.monthly_attestation",
    }
    liquid_capital = 3_000_000 * 100
    numbers = [value.value for item in BOOK.law.parameters.values() for value in item.values]
    assert liquid_capital not in numbers


def test_frozen_coins_do_not_shrink_the_target_that_the_pool_is_held_to() -> None:
    facts: dict[str, Value | None] = {
        "reserve.internal_target_micros": 95,
        "pool.total_market_value_micros": 95,
        "pool.par_outstanding_micros": 100,
        "pool.frozen_par_micros": 10,
    }
    assert judged("HK.reserve.over_collateral", facts).outcome is Outcome.BREACHED
