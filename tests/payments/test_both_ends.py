"""A payment that passes is held against what else the law asks at both its ends; it is recorded and stops nothing."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from lantau.payments import TravelData
from lantau.payments.both_ends import findings_beside
from lantau.payments.travel_rule import End, registered
from lantau.rulebook import load
from tests.issuance.world import Customer, World, done
from tests.payments.paying import data, pay

BOOK = load("HK")
PAYER = End("Pearl Parts Ltd", "0xa1", "1 Sample Lane", "lei:529900T8BM49AURSDO55", True, True, "unhosted")
PAYEE = End("Wan Hoi Ltd", "0xb2", "2 Sample Lane", "", True, True, "custodial")
THRESHOLD = BOOK.parameter("travel_rule_threshold", date(2026, 9, 1))


def outcomes(
    travelled: TravelData | None = None, *, payer: End = PAYER, payee: End = PAYEE, cents: int = THRESHOLD
) -> dict[str, str]:
    sent = registered(payer, payee) if travelled is None else travelled
    found = findings_beside(
        BOOK, sent, payer, payee, value_hkd_cents=cents, payment_id="pay_1", on=date(2026, 9, 1)
    )  # fmt: skip
    return {item.rule_id.removeprefix("HK."): item.outcome.value for item in found}


def test_between_two_customers_of_the_issuer_with_all_the_data_everything_is_met() -> None:
    assert outcomes() == {
        "unhosted.names": "met", "unhosted.identifying_data": "met", "incoming.recorded": "met",
        "incoming.recipient_verified": "met", "incoming.match": "met",
    }  # fmt: skip


@pytest.mark.parametrize(("step", "asked"), [(-1, False), (0, True), (1, True)])
def test_what_identifies_and_matches_is_asked_for_from_the_threshold(step: int, asked: bool) -> None:
    found = outcomes(cents=THRESHOLD + step)
    assert {"unhosted.identifying_data" in found, "incoming.match" in found} == {asked}
    bare = dataclasses.replace(registered(PAYER, PAYEE), originator_address="", originator_identification="")
    assert outcomes(bare, cents=THRESHOLD + step).get("unhosted.identifying_data") == ("breached" if asked else None)


def test_a_name_that_is_not_the_verified_one_leaves_open_what_was_done_about_it() -> None:
    wrong = dataclasses.replace(registered(PAYER, PAYEE), recipient_name="Wan Hai Ltd")
    assert outcomes(wrong)["incoming.match"] == "unknown"


def test_a_payee_behind_another_institution_is_told_of_and_when_that_was_nobody_knows_yet() -> None:
    elsewhere = dataclasses.replace(PAYEE, verified=False)
    found = outcomes(payee=elsewhere)
    assert not any(rule.startswith("incoming.") for rule in found), "the issuer is not the payee's institution"
    assert {found[f"travel_rule.{rule}"] for rule in ("immediately", "securely", "provable")} == {"unknown"}


def test_a_number_that_is_not_the_registered_one_may_be_a_number_of_our_own() -> None:
    other = dataclasses.replace(registered(PAYER, PAYEE), originator_identification="customer 17")
    assert "travel_rule.customer_number" not in outcomes()
    assert "travel_rule.customer_number" not in outcomes(other), "nothing is known of it, so nothing is found"


def test_between_hosted_wallets_the_rules_on_unhosted_ones_do_not_speak() -> None:
    found = outcomes(payer=dataclasses.replace(PAYER, hosting="custodial"))
    assert not any(rule.startswith("unhosted.") for rule in found)


def test_a_payment_in_the_books_carries_these_findings_beside_those_of_its_gate(
    world: World, pearl: Customer, wanhoi: Customer
) -> None:
    wrong = data(world, pearl, wanhoi, recipient_name="Somebody Else Ltd")
    paid = done(pay(world, pearl, wanhoi, "12500", key="wrong", travel_data=wrong))
    assert world.findings(paid.payment_id)["HK.incoming.match"] == "unknown"
    again = done(pay(world, pearl, wanhoi, "12500", key="right"))
    assert world.findings(again.payment_id)["HK.incoming.match"] == "met"
