"""Judging one subject: what is refused, what is covered, what a gate answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from lantau.refusal import Refused
from lantau.rulebook import Outcome, load, refusal_from

DAY = date(2026, 9, 1)
ISSUE = {
    "order.holder_is_customer": True,
    "order.cdd_complete": True,
    "order.bank_account_own_registered": True,
    "order.wallet_own_registered": True,
    "order.funds_received": True,
    "order.funds_in_reference_currency": True,
    "order.par_micros": 10,
    "order.reserve_increase_micros": 10,
    "order.par_after_micros": 100,
    "order.total_market_value_after_micros": 100,
    "order.eligible_market_value_after_micros": 100,
    "order.has_cap": False,
    "order.licence_has_cap": False,
}


def refused_code(**arguments: Any) -> str:
    chosen = {"gate": "issue", "facts": ISSUE, "on": DAY, **arguments}
    with pytest.raises(Refused) as caught:
        load("HK").judge(chosen["gate"], chosen["facts"], subject_id="ord_1", on=chosen["on"])
    return caught.value.refusal.code.name


def test_an_order_that_meets_every_rule_passes_the_gate() -> None:
    findings = load("HK").judge("issue", ISSUE, subject_id="ord_1", on=DAY)
    assert [item.outcome for item in findings if "cap" not in item.rule_id] == [Outcome.MET] * 9
    assert refusal_from(findings) is None


def test_an_unverified_customer_is_refused_with_the_paragraph() -> None:
    refusal = refusal_from(
        load("HK").judge("issue", {**ISSUE, "order.cdd_complete": False}, subject_id="ord_1", on=DAY)
    )
    assert refusal is not None
    assert refusal.code.name == "rulebook.refused"
    assert refusal.citation == "G 3.5.1; A 4.4-4.5"
    assert refusal.details["rule_id"] == "HK.issue.due_diligence"


def test_a_missing_fact_is_never_a_pass() -> None:
    for name in ISSUE:
        findings = load("HK").judge("issue", {**ISSUE, name: None}, subject_id="ord_1", on=DAY)
        refusal = refusal_from(findings)
        assert refusal is not None and refusal.details["outcome"] == "unknown"
        assert [item.missing for item in findings if item.outcome is Outcome.UNKNOWN] == [(name,)] * sum(
            item.outcome is Outcome.UNKNOWN for item in findings
        )


def test_a_breach_is_named_before_an_unknown() -> None:
    facts = {**ISSUE, "order.holder_is_customer": None, "order.funds_received": False}
    refusal = refusal_from(load("HK").judge("issue", facts, subject_id="ord_1", on=DAY))
    assert refusal is not None
    assert refusal.details["rule_id"] == "HK.issue.funds_received"
    assert len(refusal.details["findings"]) == 2  # type: ignore[arg-type]


def test_refused_are_names_that_do_not_exist() -> None:
    assert refused_code(facts={"order.colour": True}) == "rulebook.unknown_fact"
    assert refused_code(gate="tea") == "rulebook.unknown_rule"
    assert refused_code(gate=["HK.issue.cap", "tea"]) == "rulebook.unknown_rule"
    with pytest.raises(Refused, match=r"rulebook\.unknown_parameter"):
        load("HK").parameter("tea", DAY)
    for name in ("XX", "HK+tea", "HK+floor50+floor50", "", "../HK"):
        with pytest.raises(Refused, match=r"rulebook\.unknown_rulebook"):
            load(name)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("order.par_after_micros", True),
        ("order.par_after_micros", 1.0),
        ("order.par_after_micros", "1"),
        ("order.has_cap", 1),
        ("asset.class", "tulips"),
        ("asset.class", 1),
        ("asset.matures_on", "2026-09-01"),
        ("asset.matures_on", datetime(2026, 9, 1)),
        ("asset.matures_on", date(9999, 1, 1)),
    ],
)
def test_a_value_of_another_type_is_refused(fact: str, value: object) -> None:
    assert refused_code(facts={fact: value}) == "rulebook.wrong_type"


def test_an_amount_beyond_64_bits_is_refused() -> None:
    assert refused_code(facts={"order.par_after_micros": 2**63}) == "rulebook.overflow"


@pytest.mark.parametrize("on", [date(2025, 7, 31), date(2027, 1, 1)])
def test_a_day_outside_the_coverage_is_refused(on: date) -> None:
    with pytest.raises(Refused) as caught:
        load("HK").judge("issue", ISSUE, subject_id="ord_1", on=on)
    assert caught.value.refusal.code.name == "rulebook.not_covered"
    assert caught.value.refusal.citation


def test_the_last_text_is_held_only_when_asked_and_says_so() -> None:
    later = date(2030, 1, 1)
    held = load("HK").judge("issue", ISSUE, subject_id="ord_1", on=later, hold_last=True)
    assert held and all(item.held_last and item.on == later for item in held)
    assert load("HK").parameter("redemption_business_days", later, hold_last=True) == 1
    assert load("HK").cadences(later, hold_last=True) == load("HK").cadences(date(2026, 12, 31))


def test_before_the_law_there_is_no_text_to_hold() -> None:
    with pytest.raises(Refused, match=r"rulebook\.not_covered"):
        load("HK").judge("issue", ISSUE, subject_id="ord_1", on=date(2025, 7, 31), hold_last=True)


@pytest.mark.parametrize("on", [date(2025, 8, 1), date(2026, 12, 31)])
def test_the_first_and_last_covered_days_answer(on: date) -> None:
    assert not any(item.held_last for item in load("HK").judge("issue", ISSUE, subject_id="ord_1", on=on))


def test_the_mainland_notice_answers_from_its_own_day() -> None:
    facts = {"coin.reference_currency": "CNH", "coin.mainland_approval": False}
    (finding,) = load("CN").judge("cn.offshore_yuan", facts, subject_id="coin_1", on=date(2026, 2, 6))
    assert finding.outcome is Outcome.BREACHED and finding.citation == "Yinfa [2026] 42"
    with pytest.raises(Refused, match=r"rulebook\.not_covered"):
        load("CN").judge("cn.offshore_yuan", facts, subject_id="coin_1", on=date(2026, 2, 5))


def test_several_gates_judge_a_shared_rule_once() -> None:
    ids = [item.rule_id for item in load("HK").judge(["issue", "redeem"], ISSUE, subject_id="ord_1", on=DAY)]
    assert len(ids) == len(set(ids))
