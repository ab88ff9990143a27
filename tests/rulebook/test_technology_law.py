"""Technology, keys, accounts and third parties: what the cases beside the texts cannot say."""

from __future__ import annotations

from datetime import date

import pytest

from lantau.rulebook import Branch, Finding, Kind, Level, Outcome, Value, load, refusal_from
from lantau.rulebook.coverage import covered_by, paragraphs
from lantau.rulebook.law import Rule
from lantau.rulebook.logic.technology import REGULAR
from lantau.rulebook.vocabulary import fact_named

DAY = date(2026, 9, 1)
TOPICS = ("token", "keys", "technology", "account", "third_party")

MINT: dict[str, Value | None] = {
    "operation.kind": "mint",
    "operation.level_set": True,
    "operation.approvals_required_count": 2,
    "operation.approved_by_count": 2,
    "operation.conditions_met": True,
    "operation.high_risk": True,
    "operation.fewest_persons_count": 2,
    "operation.approved_by_another": True,
    "operation.persons_count": 3,
    "operation.authorised_persons_count": 3,
    "operation.vetted_persons_count": 3,
    "operation.trained_persons_count": 3,
    "operation.has_velocity_limit": False,
    "operation.whitelist_applies": False,
    "operation.has_delay": False,
    "operation.pre_signing_applies": False,
    "operation.simulation_applies": False,
    "operation.signed_check_applies": False,
}
"""A large mint under the safeguards that every licensee needs and none of those that are as applicable."""


def rules() -> list[Rule]:
    return [rule for rule in load("HK").law.rules if rule.id.split(".")[1] in TOPICS]


def judged(gate: str, facts: dict[str, Value | None]) -> dict[str, Finding]:
    return {finding.rule_id: finding for finding in load("HK").judge(gate, facts, subject_id="x", on=DAY)}


def test_a_mint_by_two_authorised_people_passes_without_any_safeguard_that_is_only_as_applicable() -> None:
    findings = judged("token_operation", MINT)
    assert refusal_from(list(findings.values())) is None
    for name in ("velocity_limit", "mint_whitelist", "time_lock", "before_sending"):
        assert findings[f"HK.token.{name}"].outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("fact", "value", "rule"),
    [
        ("operation.fewest_persons_count", 1, "HK.token.no_single_person"),
        ("operation.approved_by_another", False, "HK.token.no_single_person"),
        ("operation.approved_by_count", 1, "HK.token.authorisation_level"),
        ("operation.conditions_met", False, "HK.token.authorisation_level"),
        ("operation.trained_persons_count", 2, "HK.token.authorised_staff"),
    ],
)
def test_the_same_mint_is_refused_with_its_paragraph_when_one_thing_is_wrong(
    fact: str, value: Value, rule: str
) -> None:
    findings = judged("token_operation", {**MINT, fact: value})
    assert [name for name, finding in findings.items() if finding.outcome is Outcome.BREACHED] == [rule]
    refusal = refusal_from(list(findings.values()))
    assert refusal is not None and "G 6.5." in refusal.citation


@pytest.mark.parametrize("fact", [name for name in MINT if name != "operation.kind"])
def test_the_same_mint_is_no_pass_when_one_thing_is_not_known(fact: str) -> None:
    assert refusal_from(list(judged("token_operation", {**MINT, fact: None}).values())) is not None


def test_a_safeguard_that_was_adopted_bites() -> None:
    adopted: dict[str, Value | None] = {
        **MINT,
        "operation.whitelist_applies": True,
        "operation.destination_whitelisted": False,
    }
    assert judged("token_operation", adopted)["HK.token.mint_whitelist"].outcome is Outcome.BREACHED


POWERS = ("key.deploys_or_upgrades", "key.manages_roles", "key.moves_supply_materially")


@pytest.mark.parametrize("power", POWERS)
def test_each_power_alone_makes_a_key_significant(power: str) -> None:
    facts: dict[str, Value | None] = {
        **dict.fromkeys(POWERS, False),
        power: True,
        "key.isolated_storage": True,
        "key.internet_connected": True,
    }
    assert judged("key", facts)["HK.keys.significant_storage"].outcome is Outcome.BREACHED


@pytest.mark.parametrize("power", POWERS)
def test_a_key_whose_powers_are_not_all_known_is_not_let_off(power: str) -> None:
    facts: dict[str, Value | None] = {**dict.fromkeys(POWERS, False), "key.internet_connected": True}
    assert judged("key", facts)["HK.keys.significant_storage"].outcome is Outcome.NOT_APPLICABLE
    assert judged("key", {**facts, power: None})["HK.keys.significant_storage"].outcome is Outcome.UNKNOWN


def test_every_item_of_the_paragraph_on_keys_has_a_computed_rule_or_a_clock() -> None:
    listed = paragraphs("HK")
    computed = {Kind.STATE, Kind.GATE, Kind.CLOCK}
    carried = {name for rule in rules() if rule.kind in computed for name in covered_by(rule.citation, listed)}
    items = [name for name in listed if name.startswith("G 6.5.7(")]
    assert len(items) == 12
    assert [name for name in items if name not in carried] == []


def test_chapter_six_should_and_binds_banks_alike_but_for_one_must() -> None:
    assert {rule.branch for rule in rules()} == {Branch.SAME}
    assert [rule.id for rule in rules() if rule.level is Level.STATUTORY] == ["HK.third_party.responsibility"]


@pytest.mark.parametrize(
    ("duty", "anchor", "value"),
    [
        ("contract_audit", "last_done", 12),
        ("contract_audit_at_deployment", "before_event", 0),
        ("key_compromise_alert", "event", 0),
        ("key_compromise_revocation", "event", 0),
        ("key_recovery_notice", "event", 0),
        ("key_recovery_review", "promptly", None),
        ("foreign_request_notice", "promptly", None),
        ("material_arrangement_notice", "before_event", 1),
        ("arrangement_became_material", "event", 0),
        ("provider_assessment_report", "promptly", None),
    ],
)
def test_each_duty_counts_from_where_the_text_says(duty: str, anchor: str, value: int | None) -> None:
    cadence = {item.kind: item for item in load("HK").cadences(DAY)}[duty]
    assert (cadence.anchor, cadence.value) == (anchor, value)


def test_what_is_due_regularly_has_a_rule_each_and_no_number_of_ours() -> None:
    found = {rule.id: rule for rule in rules() if rule.function.startswith("technology.regular_")}
    assert sorted(rule.function.removeprefix("technology.regular_") for rule in found.values()) == sorted(REGULAR)
    assert set(fact_named("regular_duty.kind").values) == set(REGULAR)
    for rule in found.values():
        kind = rule.function.removeprefix("technology.regular_")
        facts: dict[str, Value | None] = {"regular_duty.kind": kind, "regular_duty.as_of": DAY}
        (finding,) = load("HK").judge(rule.id, facts, subject_id="x", on=DAY)
        assert finding.outcome is Outcome.UNKNOWN and finding.missing == ("regular_duty.next_due_on",)
        assert finding.parameters == {}


def test_an_arrangement_of_no_listed_kind_is_reported_too_once_it_is_classed_as_material() -> None:
    facts: dict[str, Value | None] = {
        "arrangement.kind": "other",
        "arrangement.classed_material": True,
        "arrangement.starts_on": DAY,
        "arrangement.reported_on": DAY,
    }
    findings = judged("outsource", facts)
    assert findings["HK.third_party.materiality"].outcome is Outcome.NOT_APPLICABLE
    assert findings["HK.third_party.reported_before"].outcome is Outcome.BREACHED


def test_a_low_risk_operation_on_an_account_needs_the_customer_but_not_two_factors() -> None:
    facts: dict[str, Value | None] = {
        "account_operation.authenticated": False,
        "account_operation.two_factor_applies": False,
    }
    findings = judged("customer_account", facts)
    assert findings["HK.account.authenticated"].outcome is Outcome.BREACHED
    assert findings["HK.account.two_factors"].outcome is Outcome.NOT_APPLICABLE
