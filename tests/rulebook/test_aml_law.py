"""The law against money laundering, where one case beside the text does not say enough: tables, edges, both sides."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lantau.rulebook import Outcome, Value, load
from lantau.rulebook.coverage import coverage

DAY = date(2026, 9, 1)
THRESHOLD = 800_000
MET, BREACHED, SILENT, UNKNOWN = Outcome.MET, Outcome.BREACHED, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN


def outcome(rule: str, facts: dict[str, Value | None]) -> Outcome:
    (finding,) = load("HK").judge(rule, facts, subject_id="x", on=DAY)
    return finding.outcome


def test_every_paragraph_of_the_guideline_is_accounted_for() -> None:
    silent = [
        item.paragraph
        for item in coverage(load("HK"))
        if item.is_open and item.paragraph.startswith(("A ", "O Sch.2 s.10("))
    ]
    assert silent == []


@pytest.mark.parametrize("step", [-1, 0, 1])
@pytest.mark.parametrize(
    ("rule", "value", "others"),
    [
        (
            "HK.transfer.identifying_data",
            "transfer.value_hkd_cents",
            {"transfer.originator_address_or_id_present": False},
        ),
        ("HK.incoming.recipient_verified", "incoming.value_hkd_cents", {"incoming.recipient_verified": False}),
        (
            "HK.incoming.match",
            "incoming.value_hkd_cents",
            {
                "incoming.name_matches": False,
                "incoming.account_matches": True,
                "incoming.measures_taken": False,
            },
        ),
        (
            "HK.unhosted.identifying_data",
            "unhosted.value_hkd_cents",
            {"unhosted.for_customer": True, "unhosted.identifying_data_obtained": False},
        ),
        (
            "HK.cdd.measures_when_due",
            "customer.occasional_value_hkd_cents",
            {
                "customer.relationship_established": False,
                "customer.suspected": False,
                "customer.information_doubted": False,
                "customer.due_diligence_complete": False,
            },
        ),
    ],
)
def test_more_is_asked_from_eight_thousand_dollars_on_every_side_alike(
    rule: str, value: str, others: dict[str, Value | None], step: int
) -> None:
    assert load("HK").parameter("travel_rule_threshold", DAY) == THRESHOLD
    assert load("HK").parameter("occasional_transaction_threshold", DAY) == THRESHOLD
    assert outcome(rule, {**others, value: THRESHOLD + step}) is (SILENT if step < 0 else BREACHED)


@given(st.integers(1, 10**15).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_one_is_an_owner_by_shares_only_above_a_quarter_to_the_last_share(held: tuple[int, int]) -> None:
    units, whole = held
    found = outcome(
        "HK.cdd.beneficial_owner",
        {
            "owner.interest_units": units,
            "owner.all_units": whole,
            "owner.exercises_control": False,
            "owner.acted_for": False,
            "owner.senior_managing_official": False,
            "owner.identified": False,
            "owner.verified": False,
        },
    )
    assert found is (BREACHED if 4 * units > whole else SILENT)


@pytest.mark.parametrize("marks", list(product([True, False], repeat=4)))
def test_a_shell_is_one_with_all_four_marks(marks: tuple[bool, bool, bool, bool]) -> None:
    outside, authorised, absent, alone = marks
    found = outcome(
        "HK.counterparty.no_shell",
        {
            "counterparty.incorporated_outside": outside,
            "counterparty.authorised_there": authorised,
            "counterparty.present_there": not absent,
            "counterparty.in_supervised_group": not alone,
        },
    )
    assert found is (BREACHED if all(marks) else MET)


def test_a_shell_is_not_ruled_out_by_what_nobody_knows() -> None:
    known: dict[str, Value | None] = {
        "counterparty.incorporated_outside": True,
        "counterparty.authorised_there": True,
        "counterparty.present_there": False,
    }
    assert outcome("HK.counterparty.no_shell", known) is UNKNOWN


@pytest.mark.parametrize(
    ("kind", "higher_risk", "asked"),
    [
        ("non_hong_kong", False, True),
        ("non_hong_kong", True, True),
        ("hong_kong", False, False),
        ("hong_kong", True, True),
        ("international_organisation", False, False),
        ("international_organisation", True, True),
        ("none", True, False),
    ],
)
@pytest.mark.parametrize("released", [False, True])
def test_wealth_funds_and_approval_are_asked_by_kind_and_risk_until_one_is_let_go(
    kind: str, higher_risk: bool, asked: bool, released: bool
) -> None:
    found = outcome(
        "HK.cdd.pep_measures",
        {
            "customer.pep_kind": kind,
            "customer.pep_higher_risk": higher_risk,
            "customer.former_pep_released": released,
            "customer.source_of_wealth_established": True,
            "customer.source_of_funds_established": True,
            "customer.senior_management_approved": False,
            "customer.occasional_only": False,
        },
    )
    assert found is (BREACHED if asked and not released else SILENT)


@pytest.mark.parametrize(
    ("trigger", "found"),
    [
        ("customer.suspected", BREACHED),
        ("customer.information_doubted", BREACHED),
        ("customer.relationship_established", BREACHED),
        ("", SILENT),
    ],
)
def test_due_diligence_is_due_on_each_trigger_whatever_the_amount(trigger: str, found: Outcome) -> None:
    facts: dict[str, Value | None] = {
        "customer.relationship_established": False,
        "customer.occasional_value_hkd_cents": 1,
        "customer.suspected": False,
        "customer.information_doubted": False,
        "customer.due_diligence_complete": False,
        "customer.only_verification_outstanding": False,
    }
    if trigger:
        facts[trigger] = True
    assert outcome("HK.cdd.measures_when_due", facts) is found


def test_only_verification_may_wait_and_only_in_a_relationship() -> None:
    waiting: dict[str, Value | None] = {
        "customer.relationship_established": True,
        "customer.due_diligence_complete": False,
        "customer.only_verification_outstanding": True,
        "customer.delay_risk_managed": True,
        "customer.delay_necessary": True,
    }
    assert outcome("HK.cdd.measures_when_due", waiting) is MET
    assert outcome("HK.cdd.measures_when_due", {**waiting, "customer.only_verification_outstanding": False}) is BREACHED
    occasional: dict[str, Value | None] = {
        **waiting,
        "customer.relationship_established": False,
        "customer.occasional_value_hkd_cents": THRESHOLD,
    }
    assert outcome("HK.cdd.measures_when_due", occasional) is BREACHED


def test_the_duties_without_a_number_are_judged_prompt_by_a_person() -> None:
    prompt = {item.rule_id for item in load("HK").cadences(DAY) if item.anchor == "promptly"}
    assert prompt >= {
        "HK.suspicion.report",
        "HK.monitoring.investigation",
        "HK.screening.lists_updated",
        "HK.screening.rescreened",
        "HK.incoming.missing_obtained",
        "HK.cdd.delayed_verification",
        "HK.cdd.relationship_ended",
    }


def test_the_gate_of_a_payment_asks_only_what_the_rooms_can_say() -> None:
    asked = {rule.id for rule in load("HK").law.rules if "transfer" in rule.gates}
    assert asked == {
        "HK.transfer.names_and_accounts",
        "HK.transfer.identifying_data",
        "HK.transfer.originator_verified",
        "HK.transfer.counterparty",
        "HK.transfer.screening",
    }
