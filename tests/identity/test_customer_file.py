"""What the law says of a customer's file is found from what is recorded, stands beside the act, and stops nothing."""

from __future__ import annotations

from typing import Any

import pytest

from lantau import events, identity
from lantau.dates import hk_date
from lantau.identity.records import Recorded
from lantau.refusal import Refusal
from lantau.rulebook import Rulebook, load
from tests.identity.conftest import LEGAL, NATURAL, Desk, signed

BOOK = load("HK")


def found_with(desk: Desk, answer: Recorded) -> dict[str, str]:
    """The outcomes of the findings that stand in the commit of an answer, by rule."""
    records = events.queries.records_of_kind(desk.database, "finding", commit_id=answer.committed.commit_id)
    return {str(record.body["rule_id"]): str(record.body["outcome"]) for record in records}


def verified(desk: Desk, **told: Any) -> dict[str, str]:
    answer = desk.verify(book=BOOK, **told)
    assert isinstance(answer, Recorded), answer
    return found_with(desk, answer)


def standing(desk: Desk, book: Rulebook = BOOK) -> dict[str, str]:
    with desk.database.read() as connection:
        findings = identity.queries.customer_findings(
            connection, book, desk.issuer_id, desk.customer_id, on=hk_date(desk.clock.now())
        )
    return {item.rule_id: item.outcome.value for item in findings}


def test_a_verified_company_is_held_against_what_its_file_shows(desk: Desk) -> None:
    found = verified(desk)
    assert found["HK.cdd.measures_when_due"] == "met"
    assert found["HK.cdd.legal_person_identified"] == "unknown", "nobody said where it does business"
    assert found["HK.cdd.legal_person_verified"] == "unknown", "the name is verified, form and powers nobody recorded"
    assert found["HK.cdd.purpose"] == "unknown", "its business is not recorded as understood"
    assert "HK.cdd.natural_person_identified" not in found, "it is no natural person"
    assert "HK.cdd.pep_determined" not in found, "nothing at all is known of it"


def test_what_the_officer_tells_of_the_file_settles_it_and_is_read_again_later(desk: Desk) -> None:
    told = {
        "principal_place_differs": False, "legal_form_verified": True, "current_existence_verified": True,
        "powers_verified": True, "business_understood": True, "pep_determined": True, "risk": "high",
        "connected_parties_count": 3, "connected_parties_named_count": 2,
    }  # fmt: skip
    found = verified(desk, told=told)
    assert {found[f"HK.cdd.legal_person_{what}"] for what in ("identified", "verified")} == {"met"}
    assert (found["HK.cdd.purpose"], found["HK.cdd.pep_determined"]) == ("met", "met")
    assert found["HK.cdd.connected_parties"] == "breached", "one of three is not named"
    assert found["HK.cdd.senior_approval"] == "unknown", "the risk is high, and nobody recorded an approval"
    assert standing(desk) == found


@pytest.mark.parametrize("told", [{"shoe_size": 9}, {"risk": "dreadful"}, {"legal_form_verified": "yes"}])
def test_what_is_no_fact_of_a_file_is_refused_with_its_place(desk: Desk, told: dict[str, Any]) -> None:
    answer = desk.verify(book=BOOK, told=told)
    assert isinstance(answer, Refusal)
    assert (answer.code.name, answer.where) == ("identity.bad_particulars", f"told.{next(iter(told))}")


def test_what_the_register_shows_outranks_what_is_told(desk: Desk) -> None:
    found = verified(desk, told={"due_diligence_complete": False, "incorporation_date_obtained": False})
    assert found["HK.cdd.measures_when_due"] == "met"
    assert found["HK.cdd.legal_person_identified"] == "unknown", "the date is there; where it does business is not"


def test_before_anybody_verified_the_measures_are_unknown_and_a_missing_particular_is_a_breach(desk: Desk) -> None:
    assert standing(desk)["HK.cdd.measures_when_due"] == "unknown"
    bare = {name: value for name, value in LEGAL.items() if name != "incorporated_on"}
    desk.customer_id = desk.take_on(particulars=bare)
    assert standing(desk)["HK.cdd.legal_person_identified"] == "breached"


def test_a_company_known_by_its_lei_alone_leaves_open_what_document_it_stands_in(desk: Desk) -> None:
    told = {"principal_place_of_business": LEGAL["registered_office"]}
    desk.customer_id = desk.take_on(particulars={**LEGAL, **told})
    assert standing(desk)["HK.cdd.legal_person_identified"] == "met"
    desk.customer_id = desk.take_on(particulars={**LEGAL, **told}, identifiers=[("lei", "5493001KJTIIGC8Y1R12")])
    assert standing(desk)["HK.cdd.legal_person_identified"] == "unknown"
    desk.customer_id = desk.take_on(particulars={**LEGAL, **told}, identifiers=[])
    assert standing(desk)["HK.cdd.legal_person_identified"] == "breached"


def test_a_natural_person_is_asked_for_five_particulars(desk: Desk) -> None:
    desk.customer_id = desk.take_on(kind="natural", particulars=NATURAL, identifiers=[("hkid", "A123456(3)")])
    found = standing(desk)
    assert (found["HK.cdd.natural_person_identified"], "HK.cdd.legal_person_identified" in found) == ("met", False)


def test_failed_diligence_leaves_unknown_whether_the_relationship_is_being_ended_until_it_ends(desk: Desk) -> None:
    assert verified(desk, outcome="failed", measures=())["HK.cdd.unable"] == "unknown"
    told = {"party_id": desk.customer_id, "issuer_id": desk.issuer_id, "reason": "it cannot be known"}
    desk.done(identity.operations.end_relation, **told)
    with_word = {"served_since": False}
    assert standing(desk)["HK.cdd.unable"] == "unknown", "nobody said whether it was served since"
    assert isinstance(desk.verify(told=with_word), Refusal), "it is no customer any more"


def test_without_a_rulebook_or_with_one_that_has_no_such_gate_nothing_is_found(desk: Desk) -> None:
    answer = desk.verify()
    assert isinstance(answer, Recorded) and found_with(desk, answer) == {}
    assert standing(desk, load("CN")) == {}, "that law has no such gate"


def test_a_signed_wallet_is_proved_and_its_address_waits_to_be_screened(desk: Desk) -> None:
    wallet = desk.wallet(7)
    message = next(each.test.message for each in desk.file().wallets if each.id == wallet.id)
    proved = {"wallet_id": wallet.id, "method": "message_signing", "evidence": signed(7, message)}
    answer = desk.done(identity.prove_wallet, **proved, book=BOOK)
    assert found_with(desk, answer) == {
        "HK.account.registration": "met", "HK.wallet.control": "met", "HK.wallet.screened": "unknown",
    }  # fmt: skip


def test_a_possible_match_is_unknown_until_the_result_of_the_enhanced_checks(desk: Desk) -> None:
    def screened(outcome: str) -> dict[str, str]:
        told = {"party_id": desk.customer_id, "issuer_id": desk.issuer_id, "outcome": outcome, "source": "UN list"}
        return found_with(desk, desk.done(identity.record_screening, **told, book=BOOK))

    rule = "HK.screening.possible_match"
    assert [screened(each) for each in ("clear", "possible", "clear")] == [
        {rule: "met"}, {rule: "unknown"}, {rule: "met"},
    ]  # fmt: skip


def test_an_account_in_the_customers_own_name_is_found_and_one_in_anothers_is_refused(desk: Desk) -> None:
    account = {
        "party_id": desk.customer_id, "issuer_id": desk.issuer_id, "number": "024 123456 883", "bank_bic": "HASEHKHH",
        "currency": "HKD",
    }  # fmt: skip
    other = desk.refused(identity.register_bank_account, **account, holder_name="Somebody Else Ltd", book=BOOK)
    assert (other.code.name, other.citation) == ("identity.not_own_name", "G 6.5.9")
    answer = desk.done(identity.register_bank_account, **account, holder_name=LEGAL["full_name"], book=BOOK)
    assert found_with(desk, answer) == {"HK.account.registration": "met"}
